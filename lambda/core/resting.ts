import { decided, WAIT, type Decision } from './decision.ts';
import type { Incident } from './incident.ts';
import { say } from './sentences.ts';
import type { EpochMs } from './time.ts';

/** A stop that EC2 has refused is not asked for again at once. */
export function resting(row: 7 | 8, { noStopBefore }: Incident, now: EpochMs): Decision | undefined {
  if (noStopBefore === undefined || now >= noStopBefore) return undefined;
  return decided(row, WAIT, say('wait.refused-stop', { until: noStopBefore }));
}
