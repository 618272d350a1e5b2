import type { Alert } from '../model/alert.ts';
import { clean } from '../model/foreign-text.ts';
import { say, type Sentence } from '../model/sentence.ts';
import type { EpochMs } from '../model/time.ts';

/**
 * The one alert for a braked zone (or for the whole Region under an issue of AWS).
 *
 * @param held what would be stopped otherwise, by name or id
 * @param leftAlone what has failed as well, and would not be stopped anyway
 * @param count how many have failed
 */
export function brakeAlert(
  scope: string,
  reason: Sentence,
  held: readonly string[],
  leftAlone: readonly string[],
  count: number,
  now: EpochMs,
): Alert {
  const service = typeof reason.values?.service === 'string' ? reason.values.service : 'EC2';
  const first =
    scope === 'region' ? say('story.issue', { count, service }) : say('story.brake', { zone: scope, count });
  return {
    id: `brake/${scope}/${now}`,
    word: 'HELD',
    at: now,
    short: say('short.brake', { zone: scope === 'region' ? service : scope, count }),
    story: [
      first,
      // Even where it was the start of an instance stopped by AWS that asked: the alert is about the failed ones.
      say('story.refusal', { reason: { ...reason, values: { ...reason.values, act: 'stopping' } } }),
      say('story.brake-look'),
      say('story.held-instances', { ids: list(held) }),
      ...(leftAlone.length === 0 ? [] : [say('story.left-alone', { ids: list(leftAlone) })]),
    ],
    todo: [say('todo.health-dashboard')],
    documents: ['status-checks', 'auto-recovery'],
    timeline: [],
    timelineOmitted: 0,
    data: { scope, failed: count, held: held.length },
  };
}

function list(names: readonly string[]): string {
  return names.map((name) => clean(name)).join(', ');
}
