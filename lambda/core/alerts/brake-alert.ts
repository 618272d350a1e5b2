import type { Alert } from '../model/alert.ts';
import { clean } from '../model/foreign-text.ts';
import { say, type Sentence } from '../model/sentence.ts';
import type { EpochMs } from '../model/time.ts';

/** An item of the table holds 400 KB and a message of SNS 256 KB; names are up to three bytes a letter. */
const PIECE_BYTES = 150_000;
const NAME_LENGTH = 100;

/**
 * The alert for a braked zone (or for the whole Region under an issue of AWS): one, or several where one message cannot hold all
 * the names; none where nothing is held.
 *
 * @param held what would be stopped otherwise, by name and id
 * @param leftAlone what has failed as well, and would not be stopped anyway
 * @param count how many have failed
 */
export function brakeAlerts(
  scope: string,
  reason: Sentence,
  held: readonly string[],
  leftAlone: readonly string[],
  count: number,
  now: EpochMs,
): readonly Alert[] {
  if (held.length === 0) return [];
  const service = typeof reason.values?.service === 'string' ? reason.values.service : 'EC2';
  const pieces = piecesOf(held, leftAlone);
  return pieces.map((piece, index) => {
    const part = index + 1;
    return {
      id: `brake/${scope}/${now}${part === 1 ? '' : `/${part}`}`,
      word: 'HELD',
      at: now,
      short: say('short.brake', { zone: scope === 'region' ? service : scope, count }),
      story: [
        scope === 'region'
          ? say('story.issue', { count, service })
          : say('story.brake', { zone: scope, count }),
        // Even where it was the start of an instance stopped by AWS that asked: the alert is about the failed ones.
        say('story.refusal', { reason: { ...reason, values: { ...reason.values, act: 'stopping' } } }),
        say('story.brake-look'),
        ...(pieces.length === 1 ? [] : [say('story.held-part', { part, parts: pieces.length })]),
        ...(piece.held.length === 0 ? [] : [say('story.held-instances', { ids: piece.held.join(', ') })]),
        ...(piece.leftAlone.length === 0
          ? []
          : [say('story.left-alone', { ids: piece.leftAlone.join(', ') })]),
      ],
      todo: [say(scope === 'region' ? 'todo.region-outage' : 'todo.health-dashboard')],
      documents: ['status-checks', 'auto-recovery'],
      timeline: [],
      timelineOmitted: 0,
      data: { scope, failed: count, held: held.length },
    };
  });
}

interface Piece {
  readonly held: string[];
  readonly leftAlone: string[];
}

/** In their order, as many in each as fit; no piece is empty. */
function piecesOf(held: readonly string[], leftAlone: readonly string[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let left = 0;
  const add = (name: string, to: keyof Piece): void => {
    const text = clean(name, NAME_LENGTH);
    const bytes = new TextEncoder().encode(text).length + 2;
    if (bytes > left) {
      pieces.push({ held: [], leftAlone: [] });
      left = PIECE_BYTES;
    }
    pieces.at(-1)?.[to].push(text);
    left -= bytes;
  };
  for (const name of held) add(name, 'held');
  for (const name of leftAlone) add(name, 'leftAlone');
  return pieces;
}
