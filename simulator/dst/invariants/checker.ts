import type { Incident } from '../../../lambda/core/model/incident.ts';
import type { RegionRecord } from '../../../lambda/core/model/region-record.ts';
import type { JournalEntry } from '../../runtime/journal.ts';
import type { SimulatedRegion } from '../../runtime/simulated-region.ts';
import type { Plan } from '../plan.ts';
import type { RecordsKept } from '../records.ts';
import type { Moment, Truth } from '../ground-truth/ground-truth.ts';

/** A promise that was broken: by what, when. */
export interface Violation {
  readonly promise: string;
  readonly at: number;
  readonly what: string;
  readonly instanceId?: string | undefined;
}

/** What the promises are judged by. */
export interface Court {
  readonly region: SimulatedRegion;
  readonly plan: Plan;
  readonly truth: Truth;
  readonly records: RecordsKept;
  /** Since when the role may not start instances; undefined while it may. */
  readonly startDeniedSince: () => number | undefined;
  /** A service control policy or the like denies this action now. */
  readonly deniedByOthers: (action: string) => boolean;
  /** When something went wrong last on the way to AWS that keeps the responder from acting. */
  readonly troubledUntil: () => number;
  /** The first moment from this one on before which nothing went wrong for so long; undefined where none has come yet. */
  readonly quietFrom: (at: number, forMs: number) => number | undefined;
  readonly broken: (what: string, instanceId?: string) => void;
}

/** A promise of the responder, and how it is kept an eye on. */
export interface Watched {
  /** Each entry of the journal that tells of a change, at the moment when it is made. */
  readonly see?: (entry: JournalEntry) => void;
  /** Every entry: also the reads, which are nine of ten. */
  readonly seeAll?: (entry: JournalEntry) => void;
  /** When the night is over. */
  readonly end?: () => void;
}

export interface Promised {
  readonly name: string;
  readonly says: string;
  readonly watch: (court: Court) => Watched;
}

/** A picture may be 30 seconds old when it is acted on; a second for the way. */
export const FRESH_MS = 31_000;
/** EC2's reads lag for at most so long where a night has stale reads. */
export const MAX_LAG_MS = 60_000;
/** An invocation goes on with the settings with which it began until it is cut off. */
const SETTINGS_MS = 101_000;

/** The moments that somebody who acts now may have seen. */
export function momentsSeen(court: Court, instanceId: string): Moment[] {
  const lag = court.plan.faults.has('stale-read') ? MAX_LAG_MS : 0;
  return court.truth.moments(instanceId, FRESH_MS + lag, SETTINGS_MS);
}

/** So long after news, where nothing went wrong meanwhile, the responder has heard of it. */
const HEARD_WITHIN_MS = 20 * 60_000;

/**
 * When the responder heard of what is announced for an instance, in order: as its record says, which alone knows what got
 * lost on the way, but no later than it must have heard.
 */
export function heardAt(
  court: Court,
  instanceId: string,
  record = court.records.incidents.get(instanceId),
): readonly number[] {
  const announcedAt = court.truth.announcedAt(instanceId);
  const heard = record?.heard ?? [];
  return heard
    .map((one) => {
      const news = announcedAt.findLast((at) => at <= one.heardAt) ?? one.heardAt;
      return Math.min(one.heardAt, court.quietFrom(news, HEARD_WITHIN_MS) ?? one.heardAt);
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
  court: Court,
  entry: JournalEntry,
): readonly [Incident | undefined, Incident | undefined] {
  if (entry.kind !== 'call' || entry.action !== 'Put' || entry.error !== undefined)
    return [undefined, undefined];
  const { Item } = entry.input as { Item: Incident & { id: string } };
  // The court's own reader of records sees this write after the promises.
  if (Item.id === 'region' || Item.id.startsWith('health/')) return [undefined, undefined];
  return [court.records.incidents.get(Item.id), Item];
}

/** The Region's record, where this is a write of it that DynamoDB has just taken. */
export function regionWritten(entry: JournalEntry): RegionRecord | undefined {
  if (entry.kind !== 'call' || entry.action !== 'Put' || entry.error !== undefined) return undefined;
  const { Item } = entry.input as { Item: RegionRecord & { id: string } };
  return Item.id === 'region' ? Item : undefined;
}

/** From the intent of a stop on, a human's stop cannot be told from ours for so long (decision 0008). */
const INTENT_MS = 20_000;

/** True where a stop by somebody else came so close to an intent of ours, unanswered, that EC2 shows no difference. */
export function looksLikeOurs(court: Court, instanceId: string, stoppedAt: number): boolean {
  const intents = court.records.intents.get(instanceId) ?? [];
  return intents.some(
    (at) =>
      court.records.isInDoubt(instanceId, at) &&
      Math.floor(at / 1000) * 1000 <= stoppedAt &&
      stoppedAt <= at + INTENT_MS,
  );
}
