import { startHangs } from '../../alerts/start-hangs-draft.ts';
import { say } from '../../model/sentence.ts';
import { MINUTE } from '../../model/time.ts';
import { decided, WAIT, type Decision, type Situation } from '../decision.ts';
import { isBeyond } from '../grace.ts';

/** A picture of pending may be an old one; for this long it must have been seen before it is told as a start that hangs. */
const SEEN_PENDING_MS = 2 * MINUTE;

/**
 * Row 16, before it runs: a start that EC2 has accepted may hang in pending for hours, on a bad host. Told for what it is
 * after VerifyMinutes, again each day, with the two ways out; the time for its checks begins when it runs.
 */
export function stillPending({ incident, observation, settings, now }: Situation): Decision | undefined {
  const { state, launchTime } = observation;
  if (state !== 'pending') return undefined;
  const { slowStart } = incident;
  const isSeen = slowStart?.launchTime === launchTime && now - slowStart.pendingAt >= SEEN_PENDING_MS;
  const hangs = isSeen && isBeyond(launchTime, settings.verifyMinutes, now);
  return decided(16, WAIT, say('wait.pending'), hangs ? [startHangs(launchTime)] : []);
}
