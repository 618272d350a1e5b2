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

/**
 * Whether a stop that EC2 shows is the one that this attempt asked for. An accepted one is; one whose answer was lost
 * counts as ours unless EC2 says that it came another way, before our intent, or too late to be ours. EC2 gives whole
 * seconds, so the second of the intent itself is ours, and one that is not over by the end is not.
 */
export function isOurStop(observation: FoundInstance, attempt: Attempt): boolean {
  if (attempt.stoppedBy !== 'us' || observation.launchTime !== attempt.launchTime) return false;
  if (attempt.stopAccepted === true) return true;
  const { stateReason, stateTransitionAt: at } = observation;
  if (stateReason !== undefined && stateReason !== STOPPED_BY_API) return false;
  if (at === undefined) return true;
  const own = attempt.stopAccepted === false ? undefined : attempt.intendedAt;
  const intents = [own, attempt.unansweredIntent].filter((one) => one !== undefined);
  return intents.some(
    (intent) => wholeSecond(intent) <= at && at + SECOND <= intent + STOP_ARRIVES_WITHIN_MS,
  );
}

/** True where EC2 says that a human stopped it, or its own OS. Without a StateReason the time of a user's stop says so. */
export function isByHumanOrOs({ stateReason = '', stateTransitionAt }: FoundInstance): boolean {
  return stateReason === '' ? stateTransitionAt !== undefined : BY_A_HUMAN_OR_THE_OS.has(stateReason);
}

function wholeSecond(time: EpochMs): EpochMs {
  return Math.floor(time / SECOND) * SECOND;
}
