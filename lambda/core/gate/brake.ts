import { verbOf } from './obstacles.ts';
import type { GatePurpose } from '../model/incident.ts';
import type { BrakeEpisode, OperationalIssue, RegionRecord } from '../model/region-record.ts';
import { MAX_OPERATIONAL_ISSUES } from '../model/region-record.ts';
import { say, type Sentence, type Verb } from '../model/sentence.ts';
import type { Settings } from '../model/settings.ts';
import { DAY, MINUTE, type EpochMs } from '../model/time.ts';

/** How long after its last update an open issue holds recoveries; then the counts decide. */
const ISSUE_HOLDS_MS = 60 * MINUTE;
/**
 * A planned move waits until the issue is closed. AWS updates an open one every few hours: after a day without a word what
 * closed it is lost, and the move would never come.
 */
const ISSUE_HOLDS_MOVES_MS = DAY;
/** A brake that no pass has seen on for this long is over; the next one is a new episode with a new alert. */
const BRAKE_OVER_MS = 15 * MINUTE;
/** How long a planned move waits after the brake was last seen on: AWS's date is later, and an outage may go unread for a while. */
const MOVES_REST_MS = 60 * MINUTE;
/**
 * The same for an instance that is down already but in no list of failed ones: nothing shows that such a list was complete.
 */
const UNLISTED_REST_MS = BRAKE_OVER_MS;
/** Instances that join a braked zone later are named in one more alert, at most this often; meanwhile they wait to be named. */
export const BRAKE_RETELL_MS = 10 * MINUTE;
/** So many that have joined are named sooner. */
const MANY_JOINED = 100;
const MANY_RETELL_MS = MINUTE;
/** So many ids of one episode are remembered: the Region's item has a bound. The count is always the full one. */
const MAX_NAMED = 5_000;

/** What the brake has counted in one Availability Zone; which failures count is decided in `began-together.ts`. */
export interface ZoneCount {
  /** Instances running with an impaired system check or without data, and those in recovery, as far as they began together. */
  readonly failed: readonly string[] | 'unread';
  /**
   * Instances running in the zone and those in recovery, or as many of them as show that it is no outage. Undefined while
   * fewer than BrakeMinimum failed, because then it was not read; `unread` where the read failed.
   */
  readonly total?: number | 'unread';
}

/** True where the total of the zone decides and therefore must be read. */
export function needsTotal(failed: number, settings: Settings): boolean {
  return failed >= settings.brakeMinimum && failed < settings.brakeAlways;
}

/** The least total of a zone of which this many failed are no outage. */
export function enoughForNoBrake(failed: number, settings: Settings): number {
  return Math.ceil((failed * 100) / settings.brakePercent);
}

/**
 * A refusal while so much of a zone has failed that it is an outage of AWS and not one host: a start might find no capacity,
 * and everyone else is starting there as well.
 */
export function brakeRefusal(
  zone: string,
  count: ZoneCount,
  settings: Settings,
  act: Verb,
): Sentence | undefined {
  if (count.failed === 'unread') return say('refuse.brake-unread', { act, zone });
  const failed = count.failed.length;
  if (failed >= settings.brakeAlways)
    return say('refuse.brake-always', { act, zone, failed, limit: settings.brakeAlways });
  if (failed < settings.brakeMinimum) return undefined;
  if (count.total === undefined || count.total === 'unread') return say('refuse.brake-unread', { act, zone });
  if (failed * 100 <= settings.brakePercent * count.total) return undefined;
  return say('refuse.brake-share', { act, zone, failed, total: count.total, percent: settings.brakePercent });
}

/** A refusal while AWS has an open issue in the Region in which a start may fail. */
export function issueRefusal(
  issues: readonly OperationalIssue[],
  act: Verb,
  now: EpochMs,
): Sentence | undefined {
  const holdsMs = act === 'moving' ? ISSUE_HOLDS_MOVES_MS : ISSUE_HOLDS_MS;
  const open = issues.find((issue) => !issue.closed && now - issue.lastUpdated < holdsMs);
  if (open === undefined) return undefined;
  const { code, service = 'EC2', lastUpdated } = open;
  return say('refuse.operational-issue', { act, code, service, until: lastUpdated + holdsMs });
}

/** Joins news of an operational issue; an older update never undoes a newer one. */
export function withOperationalIssue(record: RegionRecord, issue: OperationalIssue): RegionRecord {
  const known = record.operationalIssues.find((one) => one.eventArn === issue.eventArn);
  if (
    known !== undefined &&
    (known.lastUpdated > issue.lastUpdated || (known.closed && known.lastUpdated === issue.lastUpdated))
  ) {
    return record;
  }
  if (known?.closed === issue.closed && known.lastUpdated === issue.lastUpdated) return record;
  const rest = record.operationalIssues.filter((one) => one.eventArn !== issue.eventArn);
  return { ...record, operationalIssues: withinLimit([...rest, issue]) };
}

/** Where there are too many, those that are over go first: an open one must not be forgotten for them. */
function withinLimit(issues: readonly OperationalIssue[]): readonly OperationalIssue[] {
  const leaves = Math.max(0, issues.length - MAX_OPERATIONAL_ISSUES);
  const over = issues.filter(({ closed }) => closed).slice(0, leaves);
  return issues.filter((one) => !over.includes(one)).slice(-MAX_OPERATIONAL_ISSUES);
}

/**
 * A refusal for what is in no list of failed instances, where the brake was on in its zone, or in the Region, a short time
 * ago. A failed instance that is in the list proves that the list was not just an empty answer; a planned move, an OS that
 * does not answer and an instance that AWS has stopped prove nothing about it.
 */
export function brakeLately(
  brakes: readonly BrakeEpisode[],
  zone: string,
  purpose: GatePurpose,
  now: EpochMs,
): Sentence | undefined {
  const restMs = purpose === 'move' ? MOVES_REST_MS : UNLISTED_REST_MS;
  const live = brakes.find(
    ({ availabilityZone, seenAt }) =>
      (availabilityZone === zone || availabilityZone === 'region') && now - seenAt < restMs,
  );
  if (live === undefined) return undefined;
  return say('refuse.brake-lately', { act: verbOf(purpose), zone, minutes: restMs / MINUTE });
}

/** The zone's episode that is still on, and those of other zones for as long as a planned move may ask for them. */
function ofZone(
  brakes: readonly BrakeEpisode[],
  availabilityZone: string,
  now: EpochMs,
): { readonly known: BrakeEpisode | undefined; readonly rest: readonly BrakeEpisode[] } {
  const own = (one: BrakeEpisode): boolean => one.availabilityZone === availabilityZone;
  return {
    known: brakes.find((one) => own(one) && now - one.seenAt < BRAKE_OVER_MS),
    rest: brakes.filter((one) => !own(one) && now - one.seenAt < MOVES_REST_MS),
  };
}

/** Notes that the brake is on, where no failed instance tells of it: an alert follows only once one is refused. */
export function withBrakeSeen(
  brakes: readonly BrakeEpisode[],
  availabilityZone: string,
  now: EpochMs,
): readonly BrakeEpisode[] {
  const { known, rest } = ofZone(brakes, availabilityZone, now);
  if (known !== undefined && now - known.seenAt < 5 * MINUTE) return brakes;
  const seen = known ?? { availabilityZone, since: now, named: [], toldAt: 0 };
  return [...rest, { ...seen, seenAt: now }];
}

/** Whom the brake of the zone that is on now holds: they are one outage, however long it lasts. */
export function heldByBrake(brakes: readonly BrakeEpisode[], zone: string, now: EpochMs): readonly string[] {
  return ofZone(brakes, zone, now).known?.named ?? [];
}

export interface BrakeNews {
  /** The instances that the alert of the zone must name, or none where it was sent already. */
  readonly tell: readonly string[];
  readonly brakes: readonly BrakeEpisode[];
  readonly changed: boolean;
}

/**
 * One alert for a braked zone, naming every refused instance; one more when others have joined since, at most every ten
 * minutes, or each minute where they are many.
 */
export function brakeNews(
  brakes: readonly BrakeEpisode[],
  availabilityZone: string,
  failed: readonly string[],
  now: EpochMs,
): BrakeNews {
  const { known, rest } = ofZone(brakes, availabilityZone, now);
  if (known === undefined) {
    const named = failed.slice(0, MAX_NAMED);
    const episode = { availabilityZone, since: now, seenAt: now, named, toldAt: now };
    return { tell: named, brakes: [...rest, episode], changed: true };
  }
  // Who is well again is forgotten: the alert that named it does not speak for its next failure.
  const failing = new Set(failed);
  const still = known.named.filter((id) => failing.has(id));
  const named = [...new Set([...still, ...failed])].slice(0, MAX_NAMED);
  const joined = named.slice(still.length);
  const retellMs = joined.length >= MANY_JOINED ? MANY_RETELL_MS : BRAKE_RETELL_MS;
  if (joined.length > 0 && now - known.toldAt >= retellMs) {
    // Few are named with all the others, for a picture of the whole; of thousands only the new ones.
    const tell = named.length <= MANY_JOINED ? named : joined;
    return { tell, brakes: [...rest, { ...known, seenAt: now, named, toldAt: now }], changed: true };
  }
  if (still.length === known.named.length && now - known.seenAt < 5 * MINUTE)
    return { tell: [], brakes, changed: false };
  return { tell: [], brakes: [...rest, { ...known, seenAt: now, named: still }], changed: true };
}

/**
 * True where an alert of the brake that is on now tells of this failure: of its zone, or of the Region under an issue.
 *
 * @param failedAt since when the instance has failed: an alert from before that told of an earlier failure
 */
export function isNamedBy(
  brakes: readonly BrakeEpisode[],
  scope: string,
  { instanceId, failedAt }: { readonly instanceId: string; readonly failedAt: EpochMs },
  now: EpochMs,
): boolean {
  const live = brakes.find((one) => one.availabilityZone === scope && now - one.seenAt < BRAKE_OVER_MS);
  return live !== undefined && live.named.includes(instanceId) && live.toldAt >= failedAt;
}
