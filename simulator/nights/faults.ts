import type { CallAbout, Fault } from '../lambda-runtime.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { ServiceError } from '../service-error.ts';
import type { FaultName } from './fault-names.ts';
import { MAX_LAG_MS } from './promises/court.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** The time-outs of the function's clients: reads and the others, writes to EC2. */
const READ_TIMEOUT_MS = 5 * SECOND;
const WRITE_TIMEOUT_MS = 10 * SECOND;

/** While one of these lasts, a whole service or kind of call is affected. */
const OUTAGES = {
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
type Outage = keyof typeof OUTAGES;

/** Calls of which a night has few, and each matters. */
const SELDOM_CALLED: Readonly<Record<string, number>> = { Put: 0.04, Publish: 0.06, Update: 0.06 };

interface OutageWindow {
  readonly name: Outage;
  readonly from: number;
  readonly to: number;
  /** The one action that is affected; without it all of them. */
  readonly only: string | undefined;
}

export interface FaultsProps {
  readonly enabled: ReadonlySet<FaultName>;
  readonly random: SeededRandom;
  readonly startAt: number;
  /** From here on nothing goes wrong any more. */
  readonly calmAt: number;
  /** When the troubles of the night come: outages are likeliest right behind one. */
  readonly troubleTimes: readonly number[];
  /** A human does the same, or the opposite: a moment before the request arrives, or so much later. */
  readonly humanActs: (instanceId: string, what: 'stops' | 'starts', laterMs: number) => void;
  /** Reads of one picture of the instance lag from now on. */
  readonly lag: (instanceId: string, picture: 'instance' | 'status', ms: number) => void;
  /** True for an instance that EC2 does not know any more. */
  readonly isGone: (instanceId: string) => boolean;
  readonly fired: (fault: FaultName) => void;
}

/** What goes wrong with calls and deliveries in one night, drawn as it goes. */
export class Faults {
  readonly #props: FaultsProps;
  readonly #random: SeededRandom;
  readonly #outages: readonly OutageWindow[];

  constructor(props: FaultsProps) {
    this.#props = props;
    this.#random = props.random.fork('calls');
    this.#outages = drawOutages(props);
  }

  /** What happens to a call to AWS. */
  ofCall(call: CallAbout): Fault | undefined {
    // What EC2 has forgotten it does not remember in the calm.
    const forgotten = this.#forgotten(call);
    if (forgotten !== undefined) return forgotten;
    if (call.at >= this.#props.calmAt || this.#props.enabled.size === 0) return undefined;
    const raced = isWrite(call) && this.#race(call);
    // Whose act it was is hardest to tell where our own request was lost as well.
    const lostInRace = raced && this.#random.chance(0.4);
    const fault = lostInRace
      ? ({ when: 'before', what: lost(), delayMs: WRITE_TIMEOUT_MS } as const)
      : (this.#outageFor(call) ?? this.#single(call));
    if (fault?.when !== 'before' && isWrite(call)) this.lagBehind(instanceIdsOf(call), call.at);
    return fault;
  }

  /** Since when such an outage lasts; undefined where none does. */
  lastsSince(name: Outage, at: number): number | undefined {
    return this.#outages.find((one) => one.name === name && one.from <= at && at < one.to)?.from;
  }

  /** How long the deliveries of an event take. */
  ofDelivery({ what, usual, at }: { what: string; usual: number; at: number }): readonly number[] {
    if (at >= this.#props.calmAt) return [usual];
    const random = this.#random;
    const sweep = what === 'sweep';
    if (this.#draws(sweep ? 'lost-sweep' : 'lost-event', sweep ? 0.15 : 0.3)) return [];
    if (this.#draws(sweep ? 'late-sweep' : 'late-event', sweep ? 0.1 : 0.3))
      return [usual + random.integer(2 * SECOND, (sweep ? 4 : 12) * MINUTE)];
    if (this.#draws('second-handler', 0.15)) return [usual, usual + random.integer(0, 400)];
    if (this.#draws('duplicate-event', 0.2)) return [usual, usual + random.integer(SECOND, 90 * SECOND)];
    return [usual];
  }

  /** How long the table's index lags behind. */
  indexLag(at: number): number {
    if (at >= this.#props.calmAt || !this.#draws('index-lag', 0.5)) return 0;
    return this.#random.integer(0, 90 * SECOND);
  }

  leavesUnprocessed(at: number): boolean {
    return at < this.#props.calmAt && this.#draws('unprocessed-keys', 0.15);
  }

  #draws(name: FaultName, chance: number): boolean {
    if (!this.#props.enabled.has(name) || !this.#random.chance(chance)) return false;
    this.#props.fired(name);
    return true;
  }

  #outageFor(call: CallAbout): Fault | undefined {
    for (const { name, from, to, only } of this.#outages) {
      if (call.at < from || call.at >= to || (only !== undefined && call.action !== only)) continue;
      const fault = OUTAGE_FAULTS[name](call, this.#random);
      if (fault === undefined) continue;
      this.#props.fired(name);
      return fault;
    }
    return undefined;
  }

  /** Each by itself, now and then; writes to EC2, of records and of mails far more often than the reads of quiet sweeps. */
  #single(call: CallAbout): Fault | undefined {
    const chance = isWrite(call) ? 0.12 : (SELDOM_CALLED[call.action] ?? (call.sweep ? 0.002 : 0.015));
    const timeout = call.service === 'ec2' && isWrite(call) ? WRITE_TIMEOUT_MS : READ_TIMEOUT_MS;
    if (this.#draws('crash', chance)) return { when: this.#random.pick(['before', 'after']), what: 'crash' };
    if (this.#draws('error-before', chance)) return { when: 'before', what: internalError() };
    if (this.#draws('error-after', chance)) return { when: 'after', what: internalError() };
    if (this.#draws('timeout-before', chance)) return { when: 'before', what: lost(), delayMs: timeout };
    if (this.#draws('timeout-after', chance)) return { when: 'after', what: lost(), delayMs: timeout };
    if (isWrite(call) && this.#draws('late-landing', 2 * chance)) {
      return {
        when: 'before',
        what: lost(),
        delayMs: timeout,
        landsAfterMs: this.#random.integer(SECOND, 13 * SECOND),
      };
    }
    if (isPaged(call) && this.#draws('odd-pages', 0.05)) return { when: 'after', what: emptyPageFirst };
    return undefined;
  }

  #race(call: CallAbout): boolean {
    const [id] = instanceIdsOf(call);
    if (id === undefined || !this.#draws('human-is-faster', 0.15)) return false;
    const laterMs = this.#random.chance(0.5) ? 0 : this.#random.integer(SECOND, 110 * SECOND);
    this.#props.humanActs(id, this.#random.pick(['stops', 'starts']), laterMs);
    return true;
  }

  /** EC2 fails the whole call for one id that it does not know. AWS: "Error codes for the Amazon EC2 API". */
  #forgotten(call: CallAbout): Fault | undefined {
    if (!this.#props.enabled.has('forgotten-id') || !/^DescribeInstance(s|Status)$/.test(call.action))
      return undefined;
    const gone = instanceIdsOf(call).filter((id) => this.#props.isGone(id));
    if (gone.length === 0) return undefined;
    this.#props.fired('forgotten-id');
    const [what, verb] = gone.length === 1 ? ['ID', 'does'] : ['IDs', 'do'];
    const message = `The instance ${what} '${gone.join(', ')}' ${verb} not exist`;
    return { when: 'before', what: new ServiceError('InvalidInstanceID.NotFound', message) };
  }

  /** A change that somebody makes now is what later reads may not show yet. */
  lagBehind(instanceIds: readonly string[], at: number): void {
    if (at >= this.#props.calmAt) return;
    for (const id of instanceIds) {
      for (const picture of ['instance', 'status'] as const) {
        if (this.#draws('stale-read', 0.5))
          this.#props.lag(id, picture, this.#random.integer(SECOND, MAX_LAG_MS));
      }
    }
  }
}

/** One to three of each kind that the night has, most of them soon after something has failed. */
function drawOutages({ enabled, random, startAt, calmAt, troubleTimes }: FaultsProps): OutageWindow[] {
  const draw = random.fork('outages');
  return (Object.keys(OUTAGES) as Outage[])
    .filter((name) => enabled.has(name))
    .flatMap((name) =>
      Array.from({ length: draw.integer(1, 3) }, () => {
        const near = troubleTimes.length > 0 && draw.chance(0.8);
        const from = near
          ? draw.pick(troubleTimes) + draw.integer(0, 15 * MINUTE)
          : draw.integer(startAt, calmAt);
        const [min, max] = OUTAGES[name];
        const to = Math.min(calmAt, from + draw.integer(min * MINUTE, max * MINUTE));
        const partly = name === 'dynamodb-down' && draw.chance(0.4);
        return {
          name,
          from,
          to,
          only: partly ? draw.pick(['Get', 'BatchGet', 'Put', 'Query', 'Update']) : undefined,
        };
      }),
    );
}

const OUTAGE_FAULTS: Readonly<Record<Outage, (call: CallAbout, random: SeededRandom) => Fault | undefined>> =
  {
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
    'stop-denied': (call) =>
      call.action === 'StopInstances' ? { when: 'before', what: denied() } : undefined,
    'start-denied': (call) =>
      call.action.startsWith('StartInstances') ? { when: 'before', what: denied() } : undefined,
  };

function isWrite({ action }: CallAbout): boolean {
  return action === 'StopInstances' || action === 'StartInstances';
}

function instanceIdsOf({ input }: CallAbout): readonly string[] {
  return (input as { InstanceIds?: readonly string[] }).InstanceIds ?? [];
}

function isPaged({ action, input }: CallAbout): boolean {
  return /^DescribeInstance(s|Status)$/.test(action) && !('NextToken' in input);
}

function internalError(): ServiceError {
  return new ServiceError('InternalError', 'An internal error has occurred', 500);
}

function unavailable(): ServiceError {
  return new ServiceError('ServiceUnavailable', 'The service is unavailable', 503);
}

function denied(): ServiceError {
  return new ServiceError(
    'UnauthorizedOperation',
    'You are not authorized: a service control policy says no',
    403,
  );
}

function lost(): Error {
  return Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
}

/** AWS: a filtered page may be empty and yet lead to the next. */
function emptyPageFirst(output: object): object {
  const name = 'Reservations' in output ? 'Reservations' : 'InstanceStatuses';
  return { ...output, [name]: [], NextToken: '0' };
}

interface StatusOutput {
  readonly InstanceStatuses?: readonly StatusShape[];
}

interface StatusShape {
  readonly SystemStatus: CheckShape;
  readonly InstanceStatus: CheckShape;
}

interface CheckShape {
  readonly Status: string;
  readonly Details: readonly { readonly ImpairedSince?: Date }[];
}

/** What EC2 leaves out or says oddly: no entry, insufficient data, no ImpairedSince, one in the future. */
function oddStatus(kind: number): (output: object) => object {
  const odd = (check: CheckShape): CheckShape => {
    if (kind === 1) return { Status: 'insufficient-data', Details: [{}] };
    const withTime = (change: (time: Date) => Date | undefined): CheckShape => ({
      ...check,
      Details: check.Details.map(({ ImpairedSince, ...detail }) => {
        const time = ImpairedSince === undefined ? undefined : change(ImpairedSince);
        return { ...detail, ...(time === undefined ? {} : { ImpairedSince: time }) };
      }),
    });
    if (kind === 2) return withTime(() => undefined);
    return withTime((time) => new Date(time.getTime() + 6 * 60 * MINUTE));
  };
  return (output) => {
    const { InstanceStatuses = [] } = output as StatusOutput;
    if (kind === 0) return { ...output, InstanceStatuses: [] };
    const changed = InstanceStatuses.map((one) => ({
      ...one,
      SystemStatus: odd(one.SystemStatus),
      InstanceStatus: odd(one.InstanceStatus),
    }));
    return { ...output, InstanceStatuses: changed };
  };
}
