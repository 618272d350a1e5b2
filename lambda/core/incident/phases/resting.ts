import { decided, WAIT, type Decision } from '../decision.ts';
import type { Incident } from '../../model/incident.ts';
import { say } from '../../model/sentence.ts';
import type { EpochMs } from '../../model/time.ts';

/** A stop that EC2 has refused is not asked for again at once. */
export function resting(row: 7 | 8, { noStopBefore }: Incident, now: EpochMs): Decision | undefined {
  if (noStopBefore === undefined || now >= noStopBefore) return undefined;
  return decided(row, WAIT, say('wait.refused-stop', { until: noStopBefore }));
}
