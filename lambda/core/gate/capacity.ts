import type { Claim, RegionRecord } from '../model/region-record.ts';
import { roomBy } from '../model/ec2-error-codes/refused-start.ts';
import { say, type Sentence, type Verb } from '../model/sentence.ts';
import { MINUTE, type EpochMs } from '../model/time.ts';

/** A word of EC2 that nobody knows may mean that there is no room; for so long it is taken for that. */
const UNKNOWN_HOLDS_MS = 60 * MINUTE;

/**
 * A refusal while another instance of the same type in the same zone, which we hold, cannot be started for lack of room, or
 * for a reason that may be that: what is stopped now would stay down beside it. It ends when that one runs, when another one
 * that was started since has come up, or, for a word that nobody knows, after an hour.
 *
 * @param others the claims of all other instances
 */
export function roomRefusal(
  others: readonly Claim[],
  { instanceType: type, availabilityZone: zone }: Pick<Claim, 'instanceType' | 'availabilityZone'>,
  act: Verb,
  now: EpochMs,
): Sentence | undefined {
  const alike = others.filter((one) => one.instanceType === type && one.availabilityZone === zone);
  const full = alike.find((one) => hasNoRoom(one));
  if (full !== undefined) {
    const { instanceId: other, refusedStart } = full;
    return say('refuse.no-room', { act, other, type, zone, code: refusedStart?.code ?? '' });
  }
  for (const { instanceId: other, refusedStart } of alike) {
    if (refusedStart === undefined || roomBy(refusedStart.code) !== 'nobody knows') continue;
    const until = refusedStart.since + UNKNOWN_HOLDS_MS;
    if (now < until && !isDisproved(refusedStart))
      return say('refuse.no-room-perhaps', { act, other, type, zone, code: refusedStart.code, until });
  }
  return undefined;
}

function hasNoRoom({ refusedStart }: Claim): boolean {
  return refusedStart !== undefined && roomBy(refusedStart.code) === 'none' && !isDisproved(refusedStart);
}

/** The newest of the two counts: where it is refused once more after another one has come up, there was room for that one only. */
function isDisproved({ at, roomAt }: NonNullable<Claim['refusedStart']>): boolean {
  return roomAt !== undefined && roomAt > at;
}

/**
 * The record after an instance that was started at `startedAt` has come up: there was room for its type in its zone then. The
 * same object where nobody waits for that.
 */
export function withRoomSeen(record: RegionRecord, instanceId: string, startedAt: EpochMs): RegionRecord {
  const own = record.claims.find((one) => one.instanceId === instanceId);
  const isNews = (one: Claim): boolean =>
    one !== own &&
    one.instanceType === own?.instanceType &&
    one.availabilityZone === own.availabilityZone &&
    one.refusedStart !== undefined &&
    startedAt > one.refusedStart.at;
  if (!record.claims.some(isNews)) return record;
  const claims = record.claims.map((one) =>
    isNews(one) && one.refusedStart !== undefined
      ? { ...one, refusedStart: { ...one.refusedStart, roomAt: startedAt } }
      : one,
  );
  return { ...record, claims };
}
