import type { Attempt } from '../../model/incident.ts';
import { MINUTE, SECOND, type EpochMs } from '../../model/time.ts';

/** How long what EC2 shows may lag behind a request. Longer than the function's time-out plus one request. */
export const LAG_MS = 2 * MINUTE;
/** No write is under way for longer: its time-outs (connection and request) end it before. */
const REQUEST_MS = 15 * SECOND;

/** A stop of ours that is still on its way must not meet an instance that we have started meanwhile. */
export function answerMayCome(attempt: Attempt, now: EpochMs): boolean {
  const stopping =
    attempt.stoppedBy === 'us' && attempt.stopAccepted === undefined && now - attempt.intendedAt < REQUEST_MS;
  const forcing =
    attempt.forcedAt !== undefined &&
    attempt.force === undefined &&
    now - (attempt.forceAskedAt ?? attempt.forcedAt) < REQUEST_MS;
  return stopping || forcing;
}

/** A start of ours may have taken effect although reads do not show it yet. */
export function startMayCome({ startRequestedAt }: Attempt, now: EpochMs): boolean {
  return startRequestedAt !== undefined && now - startRequestedAt < LAG_MS;
}
