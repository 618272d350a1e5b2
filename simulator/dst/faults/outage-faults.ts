import type { CallAbout, Fault } from '../../runtime/simulated-calls.ts';
import type { SeededRandom } from '../../runtime/seeded-random.ts';
import { ServiceError } from '../../runtime/service-error.ts';
import { denied, oddStatus, unavailable } from './fault-answers.ts';
import type { FaultName } from './fault-names.ts';

const MINUTE = 60_000;

/** The time-out of the function's clients for reads. */
export const READ_TIMEOUT_MS = 5_000;

/** While one of these lasts, a whole service or kind of call is affected; each lasts for so many minutes. */
export const OUTAGES = {
  // What IAM says comes before anything else.
  'stop-denied': [5, 40],
  'start-denied': [5, 60],
  'dynamodb-down': [1, 8],
  'sns-down': [2, 30],
  'ec2-down': [1, 10],
  'guards-down': [1, 12],
  // One instance can be read, the lists that the brake counts by cannot.
  'counts-down': [3, 20],
  throttling: [1, 6],
  'slow-calls': [2, 10],
  'odd-status': [2, 35],
} as const satisfies Partial<Record<FaultName, readonly [min: number, max: number]>>;
export type Outage = keyof typeof OUTAGES;

export interface OutageWindow {
  readonly name: Outage;
  readonly from: number;
  readonly to: number;
  /** The one action that is affected; without it all of them. */
  readonly only: string | undefined;
}

export interface FaultContext {
  readonly enabled: ReadonlySet<FaultName>;
  readonly random: SeededRandom;
  readonly startAt: number;
  /** From this moment on nothing goes wrong any more. */
  readonly calmAt: number;
  /** When the events of the workload come: outages are likeliest right after one. */
  readonly workloadTimes: readonly number[];
}

/** One to three of each kind that the run has, most of them soon after something has failed. */
export function drawOutages({
  enabled,
  random,
  startAt,
  calmAt,
  workloadTimes,
}: FaultContext): OutageWindow[] {
  const draw = random.fork('outages');
  return (Object.keys(OUTAGES) as Outage[])
    .filter((name) => enabled.has(name))
    .flatMap((name) =>
      Array.from({ length: draw.integer(1, 3) }, () => {
        const near = workloadTimes.length > 0 && draw.chance(0.8);
        const from = near
          ? draw.pick(workloadTimes) + draw.integer(0, 15 * MINUTE)
          : draw.integer(startAt, calmAt);
        const [min, max] = OUTAGES[name];
        const to = Math.min(calmAt, from + draw.integer(min * MINUTE, max * MINUTE));
        const partly = name === 'dynamodb-down' && draw.chance(0.4);
        return {
          name,
          from,
          to,
          only: partly
            ? draw.pick(['Get', 'BatchGet', 'Put', 'TransactWrite', 'Query', 'Update'])
            : undefined,
        };
      }),
    );
}

/** What each does to a call. */
export const OUTAGE_FAULTS: Readonly<
  Record<Outage, (call: CallAbout, random: SeededRandom) => Fault | undefined>
> = {
  'dynamodb-down': (call) =>
    call.service === 'dynamodb' ? { when: 'before', what: unavailable() } : undefined,
  'sns-down': (call) => (call.service === 'sns' ? { when: 'before', what: unavailable() } : undefined),
  'ec2-down': (call, random) =>
    call.service === 'ec2' && random.chance(0.9) ? { when: 'before', what: unavailable() } : undefined,
  'guards-down': (call, random) =>
    /^DescribeInstance(Attribute|Types)$|^DescribeSpot|DryRun/.test(call.action) && random.chance(0.95)
      ? { when: 'before', what: unavailable() }
      : undefined,
  'counts-down': (call, random) =>
    /^DescribeInstance(s|Status)$/.test(call.action) && 'Filters' in call.input && random.chance(0.97)
      ? { when: 'before', what: unavailable() }
      : undefined,
  throttling: (call, random) =>
    call.service === 'ec2' && random.chance(0.6)
      ? { when: 'before', what: new ServiceError('RequestLimitExceeded', 'Request limit exceeded.', 503) }
      : undefined,
  'slow-calls': (_, random) =>
    // Slow enough that a picture can grow old between the read and the stop.
    random.chance(0.75)
      ? { when: 'after', what: (output) => output, delayMs: random.integer(1_000, READ_TIMEOUT_MS - 200) }
      : undefined,
  'odd-status': (call, random) =>
    call.action === 'DescribeInstanceStatus'
      ? { when: 'after', what: oddStatus(random.integer(0, 3)) }
      : undefined,
  'stop-denied': (call) => (call.action === 'StopInstances' ? { when: 'before', what: denied() } : undefined),
  'start-denied': (call) =>
    call.action.startsWith('StartInstances') ? { when: 'before', what: denied() } : undefined,
};
