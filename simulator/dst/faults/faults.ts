import type { CallAbout, Fault } from '../../runtime/simulated-calls.ts';
import type { SeededRandom } from '../../runtime/seeded-random.ts';
import { ServiceError } from '../../runtime/service-error.ts';
import { emptyPageFirst, internalError, lost, nothingListed } from './fault-answers.ts';
import type { FaultName } from './fault-names.ts';
import {
  drawOutages,
  OUTAGE_FAULTS,
  READ_TIMEOUT_MS,
  type Outage,
  type OutageWindow,
  type FaultContext,
} from './outage-faults.ts';
import { MAX_LAG_MS } from '../checking/checker.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** The time-out of the function's client that writes to EC2. */
const WRITE_TIMEOUT_MS = 10 * SECOND;

/** A list that had a gap is whole when it is read the next time. */
const GAPS_APART_MS = MINUTE;

/** Calls of which a run has only few, and each of them matters. */
const SELDOM_CALLED: Readonly<Record<string, number>> = {
  Put: 0.04,
  TransactWrite: 0.04,
  Publish: 0.06,
  Update: 0.06,
};

/** What somebody else does at the same moment. */
export type FasterAct = 'stops' | 'starts' | 'AWS stops';

export interface FaultsProps extends FaultContext {
  /** A human does the same, or the opposite: a moment before the request arrives, or `laterMs` after it. */
  readonly humanActs: (instanceId: string, what: FasterAct, laterMs: number) => void;
  /** Reads of one picture of the instance lag by `ms` from now on. */
  readonly lag: (instanceId: string, picture: 'instance' | 'status', ms: number) => void;
  /** True for an instance that EC2 does not know any more. */
  readonly isGone: (instanceId: string) => boolean;
  readonly fired: (fault: FaultName) => void;
}

/** The lists that may have gaps, by the filter that makes each. */
const HAS_GAPS: Readonly<Record<string, string>> = {
  DescribeInstanceStatus: 'system-status.status',
  DescribeInstances: 'state-reason-code',
};

/** What goes wrong with calls and deliveries in one run, drawn as it goes. */
export class Faults {
  readonly #props: FaultsProps;
  readonly #random: SeededRandom;
  readonly #outages: readonly OutageWindow[];
  #lastGapAt = -Infinity;

  constructor(props: FaultsProps) {
    this.#props = props;
    this.#random = props.random.fork('calls');
    this.#outages = drawOutages(props);
  }

  /** What happens to a call to AWS. */
  ofCall(call: CallAbout): Fault | undefined {
    // What EC2 has forgotten stays forgotten, also in the calm.
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

  /** When the outage that lasts now began; undefined where there is none. */
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
    if (this.#isGap(call)) return { when: 'after', what: nothingListed };
    if (isPaged(call) && this.#draws('odd-pages', 0.05)) return { when: 'after', what: emptyPageFirst };
    return undefined;
  }

  /** The list of the failed, without the failed, or that of what AWS has stopped without that: the lists of EC2 are eventually consistent like everything else there. */
  #isGap({ action, input, at }: CallAbout): boolean {
    if (!this.#props.enabled.has('gap-in-list')) return false;
    const { Filters = [] } = input as { Filters?: readonly { readonly Name: string }[] };
    const isList = Filters.some(({ Name }) => HAS_GAPS[action] === Name);
    if (!isList) return false;
    if (at - this.#lastGapAt < GAPS_APART_MS || !this.#draws('gap-in-list', 0.25)) return false;
    this.#lastGapAt = at;
    return true;
  }

  #race(call: CallAbout): boolean {
    const [id] = instanceIdsOf(call);
    if (id === undefined || !this.#draws('human-is-faster', 0.15)) return false;
    const laterMs = this.#random.chance(0.5) ? 0 : this.#random.integer(SECOND, 110 * SECOND);
    this.#props.humanActs(
      id,
      this.#random.pick<FasterAct>(['stops', 'starts', 'stops', 'starts', 'AWS stops']),
      laterMs,
    );
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

function isWrite({ action }: CallAbout): boolean {
  return action === 'StopInstances' || action === 'StartInstances';
}

function instanceIdsOf({ input }: CallAbout): readonly string[] {
  return (input as { InstanceIds?: readonly string[] }).InstanceIds ?? [];
}

function isPaged({ action, input }: CallAbout): boolean {
  return /^DescribeInstance(s|Status)$/.test(action) && !('NextToken' in input);
}
