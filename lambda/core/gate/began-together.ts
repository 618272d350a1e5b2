import { DAY, HOUR, type EpochMs } from '../model/time.ts';

/** An instance that has failed, and since when by EC2's clock; undefined where EC2 does not say. */
export interface Failure {
  readonly instanceId: string;
  readonly since?: EpochMs;
  /** EC2 has no data of it: perhaps it has failed. */
  readonly silent?: true;
  /** The brake that is on holds it: a later failure must not let it go. */
  readonly held?: true;
}

/**
 * What began within this time of each other may be one outage: one that spreads takes hours. That EC2 loses the data of a zone
 * may be its first sign, long before any of its hosts shows as failed.
 */
const TOGETHER_MS = 2 * HOUR;
/** What failed so long before the newest has nothing to do with it, however many they were. */
const STALE_MS = DAY;

/**
 * The instances that the brake counts: the most that began to fail together, and those of which nobody knows when. An instance
 * that nobody looks after may be failed for days, and says nothing about the host that fails today.
 *
 * An outage is not over because one more fails hours later: it is the largest group that counts, not that of the newest.
 *
 * What EC2 has no data of counts where it became so within that time before the first that shows as failed, or later.
 *
 * @param failures an instance may be in it more than once, with several times
 */
export function beganTogether(failures: readonly Failure[], now: EpochMs): readonly string[] {
  const all = failures.flatMap((one) =>
    one.since === undefined || one.since > now ? [] : [{ ...one, since: one.since }],
  );
  // Without data by itself, and for long, is no failure; where nothing shows as failed nobody can tell.
  const shown = all.filter(({ silent }) => silent !== true);
  const last = Math.max(...shown.map(({ since }) => since));
  const first = Math.min(
    ...shown.map(({ since, held }) => (held === true || last - since <= STALE_MS ? since : Infinity)),
  );
  const isWithThem = (since: EpochMs): boolean => shown.length === 0 || since >= first - TOGETHER_MS;
  const dated = all.filter(({ silent, since }) => silent !== true || isWithThem(since));

  const datedIds = new Set(all.map(({ instanceId }) => instanceId));
  const undated = failures.map(({ instanceId }) => instanceId).filter((id) => !datedIds.has(id));
  const counted = new Set([...largestGroup(dated), ...undated]);
  return [...new Set(failures.map(({ instanceId }) => instanceId))].filter((id) => counted.has(id));
}

interface Dated {
  readonly instanceId: string;
  readonly since: EpochMs;
  readonly silent?: true;
  readonly held?: true;
}

/** One walk over the failures, newest first: an outage has thousands of them. */
function largestGroup(dated: readonly Dated[]): readonly string[] {
  const sorted = dated.toSorted((a, b) => b.since - a.since);
  // That EC2 loses the data of one more makes no older failure stale.
  const newest = (sorted.find(({ silent }) => silent !== true) ?? sorted[0])?.since ?? 0;
  const fresh = sorted.filter(({ since, held }) => held === true || newest - since <= STALE_MS);
  const inGroup = new Map<string, number>();
  let most: { readonly count: number; readonly from: number; readonly to: number } = {
    count: 0,
    from: 0,
    to: 0,
  };
  let to = 0;
  for (const [from, { instanceId, since }] of fresh.entries()) {
    for (let next = fresh[to]; next !== undefined && since - next.since <= TOGETHER_MS; next = fresh[to]) {
      inGroup.set(next.instanceId, (inGroup.get(next.instanceId) ?? 0) + 1);
      to += 1;
    }
    if (inGroup.size > most.count) most = { count: inGroup.size, from, to };
    const left = (inGroup.get(instanceId) ?? 1) - 1;
    if (left === 0) inGroup.delete(instanceId);
    else inGroup.set(instanceId, left);
  }
  return fresh.slice(most.from, most.to).map(({ instanceId }) => instanceId);
}
