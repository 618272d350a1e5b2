import type { Incident, SlowStart } from '../model/incident.ts';
import type { FoundInstance, StatusCheck } from '../model/observation.ts';
import { MINUTE, type EpochMs } from '../model/time.ts';

/** Since when an instance runs, and since when a check of it has failed in this life of it. */

/** A start takes seconds; one that is still pending after this long is noted, because its checks begin late, too. */
const SLOW_START_MS = 2 * MINUTE;
/** ImpairedSince of an instance that was launched impaired: public outputs show its launch time, cut to the full minute. */
const CUT_TO_THE_MINUTE_MS = MINUTE;
/** For this long after a start EC2 may show a picture from before it; where only the date is a little early … */
const PICTURE_LAGS_MS = 2 * MINUTE;
/** … and where the date is any other of before the start. What it still shows then is so, whatever the date. */
const OLD_PICTURE_MS = 10 * MINUTE;

/** The start as it was seen, where it hangs or hung in pending. */
export function withSlowStart(
  known: SlowStart | undefined,
  { state, launchTime, observedAt }: FoundInstance,
): SlowStart | undefined {
  if (known?.launchTime !== launchTime) {
    const isSlow = state === 'pending' && observedAt - launchTime >= SLOW_START_MS;
    return isSlow ? { launchTime, pendingAt: observedAt } : known;
  }
  return state === 'running' && known.ranAt === undefined ? { ...known, ranAt: observedAt } : known;
}

/** Since when it runs: since its LaunchTime, or since it was first seen running where it had hung in pending. */
export function runsSince({ slowStart }: Incident, { launchTime }: FoundInstance): EpochMs {
  if (slowStart?.launchTime !== launchTime) return launchTime;
  return Math.max(launchTime, slowStart.ranAt ?? slowStart.pendingAt);
}

/**
 * Since when the check has failed since the instance runs; undefined where it has not, or where it is not certain: EC2 does
 * not say since when, or what it shows may be from before the start.
 */
export function failedSince(
  { status, impairedSince: since }: StatusCheck,
  incident: Incident,
  observation: FoundInstance,
  now: EpochMs,
): EpochMs | undefined {
  if (status !== 'impaired' || since === undefined || since > now) return undefined;
  const { launchTime } = observation;
  const from = runsSince(incident, observation);
  if (since < launchTime) {
    const lags = since >= launchTime - CUT_TO_THE_MINUTE_MS ? PICTURE_LAGS_MS : OLD_PICTURE_MS;
    if (now - from < lags) return undefined;
  }
  return Math.max(since, from);
}
