import { DAY, HOUR, MINUTE, type EpochMs } from '../model/time.ts';

/** An instance that has failed, and since when by EC2's clock; undefined where EC2 does not say. */
export interface Failure {
  readonly instanceId: string;
  readonly since?: EpochMs;
  /** EC2 has no data of it: perhaps it has failed. */
  readonly silent?: true;
}

/** What began within this time of each other may be one outage: one that spreads takes hours. */
const TOGETHER_MS = 2 * HOUR;
/** What has had no data for longer than this when the first one fails has nothing to do with that. */
const SAME_MINUTES_MS = 15 * MINUTE;
/** What failed so long before the newest has nothing to do with it, however many they were. */
const STALE_MS = DAY;

/**
 * The instances that the brake counts: the most that began to fail together, and those of which nobody knows when. An instance
 * that nobody looks after may be failed for days, and says nothing about the host that fails today.
 *
 * An outage is not over because one more fails hours later: it is the largest group that counts, not that of the newest.
 *
 * What EC2 has no data of counts where it became so in the same minutes as one that shows as failed, or later.
 *
 * @param failures an instance may be in it more than once, with several times
 */
export function beganTogether(failures: readonly Failure[], now: EpochMs): readonly string[] {
  const all = failures.flatMap((one) =>
    one.since === undefined || one.since > now ? [] : [{ ...one, since: one.since }],
  );
  const shown = all.filter(({ silent }) => silent !== true);
  // Without data by itself, and for long, is no failure; where nothing shows as failed nobody can tell.
  const isWithThem = ({ since }: { readonly since: EpochMs }): boolean =>
    shown.length === 0 || shown.some((one) => since >= one.since - SAME_MINUTES_MS);
  const dated = all.filter((one) => one.silent !== true || isWithThem(one));
  const datedIds = new Set(all.map(({ instanceId }) => instanceId));
  const undated = failures.map(({ instanceId }) => instanceId).filter((id) => !datedIds.has(id));
  const newest = Math.max(...dated.map(({ since }) => since));
  const fresh = dated.filter(({ since }) => newest - since <= STALE_MS).toSorted((a, b) => b.since - a.since);
  let most: readonly string[] = [];
  for (const [index, { since }] of fresh.entries()) {
    const group = fresh.slice(index).filter((one) => since - one.since <= TOGETHER_MS);
    const ids = [...new Set(group.map(({ instanceId }) => instanceId))];
    if (ids.length > most.length) most = ids;
  }
  const counted = new Set([...most, ...undated]);
  return [...new Set(failures.map(({ instanceId }) => instanceId))].filter((id) => counted.has(id));
}
