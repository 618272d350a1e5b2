import type { Attempt } from '../model/incident.ts';
import type { FoundInstance } from '../model/observation.ts';
import { SECOND, type EpochMs } from '../model/time.ts';

/** StateReason of a stop through the API, by us or by a human. */
export const STOPPED_BY_API = 'Client.UserInitiatedShutdown';
/**
 * EC2's words for a stop by a human or by the OS itself. They are few and known; whatever is not here is AWS's own doing,
 * also a word that nobody has seen yet. AWS: "Troubleshoot instance launch issues" and StateReason, EC2 API Reference.
 */
const BY_A_HUMAN_OR_THE_OS: ReadonlySet<string> = new Set([
  STOPPED_BY_API,
  'Client.UserInitiatedHibernate',
  'Client.InstanceInitiatedShutdown',
]);
/** A stop that was not sent within this time after its intent is not sent at all: so its time tells whose it is. */
export const SEND_WITHIN_MS = 5 * SECOND;
/** From the intent to EC2's time of the stop: five seconds to send it, 13 until its time-out. A later one is not ours. */
const STOP_ARRIVES_WITHIN_MS = SEND_WITHIN_MS + 15 * SECOND;
/** EC2's clock and the function's are two; what they differ by at most. */
const CLOCKS_DIFFER_MS = 2 * SECOND;

export type WhoseStop = 'ours' | 'others' | 'unknown';

/**
 * Whose stop it is that EC2 shows. An accepted one is ours. One whose answer was lost is ours unless EC2 says that it came
 * another way, or at a time at which ours cannot have come: then it is somebody else's, or nobody can tell. EC2 gives whole
 * seconds, so one that is not over by the end is not ours.
 */
export function whoseStop(observation: FoundInstance, attempt: Attempt): WhoseStop {
  if (attempt.stoppedBy !== 'us' || observation.launchTime !== attempt.launchTime) return 'others';
  if (attempt.stopAccepted === true) return 'ours';
  // It met another one, and no request of ours is in doubt.
  if (attempt.stopAccepted === false && attempt.unansweredIntent === undefined) return 'others';
  const { stateReason = STOPPED_BY_API, stateTransitionAt: at } = observation;
  if (stateReason !== STOPPED_BY_API) return 'others';
  if (at === undefined) return 'ours';
  const own = attempt.stopAccepted === false ? undefined : attempt.intendedAt;
  const intents = [own, attempt.unansweredIntent].filter((one) => one !== undefined);
  const verdicts = intents.map((intent) => byTime(at, intent));
  return verdicts.find((one) => one === 'ours') ?? verdicts.find((one) => one === 'unknown') ?? 'others';
}

/** True where the stop is certainly ours. */
export function isOurStop(observation: FoundInstance, attempt: Attempt): boolean {
  return whoseStop(observation, attempt) === 'ours';
}

/** Before the intent it ran by what EC2 showed: a stop that EC2 dates so may be either's. One that came much later is not ours. */
function byTime(at: EpochMs, intent: EpochMs): WhoseStop {
  const end = at + SECOND;
  const last = intent + STOP_ARRIVES_WITHIN_MS;
  if (end > last + CLOCKS_DIFFER_MS) return 'others';
  return at >= wholeSecond(intent) - CLOCKS_DIFFER_MS && end <= last ? 'ours' : 'unknown';
}

/** True where EC2 says that a human stopped it, or its own OS. Without a StateReason the time of a user's stop says so. */
export function isByHumanOrOs({ stateReason = '', stateTransitionAt }: FoundInstance): boolean {
  return stateReason === '' ? stateTransitionAt !== undefined : BY_A_HUMAN_OR_THE_OS.has(stateReason);
}

function wholeSecond(time: EpochMs): EpochMs {
  return Math.floor(time / SECOND) * SECOND;
}
