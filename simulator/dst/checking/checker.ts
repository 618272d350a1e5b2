import { isInstanceRecord, isRegionRecord, recordPut } from '../table-writes.ts';
import type { Incident } from '../../../lambda/core/model/incident.ts';
import type { RegionRecord } from '../../../lambda/core/model/region-record.ts';
import { wholeSecond } from '../../ec2/simulated-instance.ts';
import type { JournalEntry } from '../../runtime/journal.ts';
import type { SimulatedRegion } from '../../runtime/simulated-region.ts';
import type { Plan } from '../plan.ts';
import type { RecordsKept } from '../records-kept.ts';
import type { Moment, GroundTruth } from '../ground-truth/ground-truth.ts';
import { isWell, systemImpairedFor } from '../ground-truth/oracle.ts';

/** An invariant that was violated: when, and how. */
export interface Violation {
  readonly invariant: string;
  readonly at: number;
  readonly what: string;
  readonly instanceId?: string | undefined;
}

/** What an invariant judges by, and where it reports. */
export interface Checker {
  readonly region: SimulatedRegion;
  readonly plan: Plan;
  readonly groundTruth: GroundTruth;
  readonly records: RecordsKept;
  /** When the role lost the permission to start instances; undefined while it has it. */
  readonly startDeniedSince: () => number | undefined;
  /** A service control policy or the like denies this action now. */
  readonly deniedByOthers: (action: string) => boolean;
  /** When a fault that keeps the responder from acting last occurred on the way to AWS. */
  readonly lastFaultAt: () => number;
  /** The first moment, from `at` on, that ends `forMs` in which nothing went wrong; undefined where none has come yet. */
  readonly quietFrom: (at: number, forMs: number) => number | undefined;
  /** To be called where the condition of the invariant is compared, so that one with nothing to judge is noticed. */
  readonly judged: () => void;
  readonly violated: (what: string, instanceId?: string) => void;
}

/** How an invariant watches a run. */
export interface Observer {
  /** Is given each entry of the journal that tells of a change, at the moment when it is made. */
  readonly see?: (entry: JournalEntry) => void;
  /** Is given every entry, also the reads, which are nine of ten. */
  readonly seeAll?: (entry: JournalEntry) => void;
  /** When the run is over. */
  readonly end?: () => void;
}

export interface Invariant {
  readonly name: string;
  readonly says: string;
  readonly watch: (checker: Checker) => Observer;
}

/** A picture may be 30 seconds old when it is acted on; the request takes up to a second more. */
export const FRESH_MS = 31_000;
/** EC2's reads lag by at most this much where a run has stale reads. */
export const MAX_LAG_MS = 60_000;
/** An invocation goes on with the settings with which it began until it is cut off. */
const SETTINGS_MS = 101_000;

/** The moments of which somebody who acts now may have seen the picture. */
export function momentsSeen(checker: Checker, instanceId: string): Moment[] {
  const lag = checker.plan.faults.has('stale-read') ? MAX_LAG_MS : 0;
  return checker.groundTruth.moments(instanceId, FRESH_MS + lag, SETTINGS_MS);
}

/** Where nothing goes wrong, the responder has heard of news after this time. */
const HEARD_WITHIN_MS = 20 * 60_000;

/**
 * When the responder heard of what is announced for an instance, in order: as its record says, which alone knows what got
 * lost on the way, but no later than it must have heard.
 */
export function heardAt(
  checker: Checker,
  instanceId: string,
  record = checker.records.incidents.get(instanceId),
): readonly number[] {
  const announcedAt = checker.groundTruth.announcedAt(instanceId);
  const heard = record?.heard ?? [];
  return heard
    .map((one) => {
      const news = announcedAt.findLast((at) => at <= one.heardAt) ?? one.heardAt;
      return Math.min(one.heardAt, checker.quietFrom(news, HEARD_WITHIN_MS) ?? one.heardAt);
    })
    .toSorted((a, b) => a - b);
}

/** The instance that a StopInstances or StartInstances names, where it is a real one and not a DryRun. */
export function writeOf(
  entry: JournalEntry,
  action: 'StopInstances' | 'StartInstances',
): { readonly instanceId: string; readonly force: boolean; readonly at: number } | undefined {
  if (entry.kind !== 'call' || entry.action !== action || entry.late === true) return undefined;
  const { InstanceIds = [], Force } = entry.input as { InstanceIds?: string[]; Force?: boolean };
  const [instanceId, ...more] = InstanceIds;
  if (instanceId === undefined || more.length > 0)
    throw new Error(`${action} of ${InstanceIds.length} instances`);
  return { instanceId, force: Force === true, at: entry.at };
}

/** The write of an instance's record that DynamoDB has just taken: the record before it, and as it is now. */
export function changeOf(
  checker: Checker,
  entry: JournalEntry,
): readonly [Incident | undefined, Incident | undefined] {
  const item = recordPut(entry);
  if (item === undefined || !isInstanceRecord(item)) return [undefined, undefined];
  // `records` sees this write only after the invariants have.
  return [checker.records.incidents.get(item.id), item];
}

/** The Region's record, where this is a write of it that DynamoDB has just taken. */
export function regionWritten(entry: JournalEntry): RegionRecord | undefined {
  const item = recordPut(entry);
  return item !== undefined && isRegionRecord(item) ? item : undefined;
}

/** From two seconds before the intent of a stop on, and for this long after it, a human's stop cannot be told from ours (decisions 0008, 0032). */
const CLOCKS_DIFFER_MS = 2_000;
const INTENT_MS = 20_000;

/** True where a stop by somebody else came so close to an intent of ours, unanswered, that EC2 shows no difference. */
export function looksLikeOurs(checker: Checker, instanceId: string, stoppedAt: number): boolean {
  const intents = checker.records.intents.get(instanceId) ?? [];
  const shownAt = wholeSecond(stoppedAt + checker.region.ec2.clockAheadMs);
  return intents.some(
    (at) =>
      checker.records.isInDoubt(instanceId, at) &&
      wholeSecond(at) - CLOCKS_DIFFER_MS <= shownAt &&
      shownAt <= at + INTENT_MS,
  );
}

/** The instance that is asked to stop for a planned move: by its record, or because nothing is wrong with it. */
export function plannedStop(checker: Checker, entry: JournalEntry): string | undefined {
  const write = writeOf(entry, 'StopInstances');
  if (write === undefined || write.force) return undefined;
  const { instanceId } = write;
  if (checker.records.incidents.get(instanceId)?.attempt?.cause === 'planned') return instanceId;
  const isWrong = momentsSeen(checker, instanceId).some(
    (moment) => systemImpairedFor(moment) !== undefined || !isWell(moment),
  );
  return isWrong ? undefined : instanceId;
}
