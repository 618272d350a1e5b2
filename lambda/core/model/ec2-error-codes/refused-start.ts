import { isNoCapacity } from './no-capacity.ts';
import type { EpochMs } from '../time.ts';

/** EC2 does not start what we hold: it refuses the request, or lets an accepted start fall back to stopped. */
export interface RefusedStart {
  /** The last word of EC2 for it: an error code, a StateReason, or ours where it gave none. */
  readonly code: string;
  /** Since when no start of this attempt has worked; where the words may be about room, since the first such one. */
  readonly since: EpochMs;
  /** When a start was last seen not to work. */
  readonly at: EpochMs;
}

/**
 * The attempt's trouble with its starts, with one more of them. A word that is not about room (a throttled request) takes back
 * nothing of what EC2 has said about room before.
 */
export function withOneMore(before: RefusedStart | undefined, code: string, now: EpochMs): RefusedStart {
  if (before === undefined) return { code, since: now, at: now };
  const wasInQuestion = roomBy(before.code) !== 'not in question';
  const isInQuestion = roomBy(code) !== 'not in question';
  if (wasInQuestion && !isInQuestion) return before;
  // A word that nobody knows is no news of room: what EC2 has said outright stands.
  if (roomBy(before.code) === 'none' && roomBy(code) === 'nobody knows') return { ...before, at: now };
  // An hour of doubt about room begins with the word that raises it, and not with a throttled request before.
  const since = isInQuestion && !wasInQuestion ? now : before.since;
  return { code, since, at: now };
}

/** What a word of EC2 says about room for other instances of the same type in the same zone. */
export type Room = 'none' | 'nobody knows' | 'not in question';

/** Limits of the account: stopping another frees what the first one takes, and then that one stays down. */
const LIMITS: ReadonlySet<string> = new Set([
  'VcpuLimitExceeded',
  'InstanceLimitExceeded',
  'MaxSpotInstanceCountExceeded',
]);

/** Words that are about the one instance, the caller or the moment, and never about room. */
const ITS_OWN_AFFAIR: ReadonlySet<string> = new Set([
  'UnauthorizedOperation',
  'IncorrectInstanceState',
  'IncorrectSpotRequestState',
  'OperationNotPermitted',
  'InvalidInstanceID.NotFound',
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'EC2ThrottledException',
  'VolumeLimitExceeded',
]);
/** Words that begin so name the thing that is missing or broken: a key, a snapshot, a volume, an interface. */
const NAMES_A_THING = /^Invalid\w+\./;

/**
 * A word that is in no list may be a new one for a lack of room: nobody knows.
 *
 * @param code an error code of StartInstances, or a StateReason, which EC2 writes with `Server.` or `Client.` before it
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export function roomBy(code: string): Room {
  const word = code.replace(/^(Server|Client)\./, '');
  if (isNoCapacity(code) || LIMITS.has(word)) return 'none';
  return ITS_OWN_AFFAIR.has(word) || NAMES_A_THING.test(word) ? 'not in question' : 'nobody knows';
}
