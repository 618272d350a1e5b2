import type { Alert } from '../core/model/alert.ts';
import { capital } from './catalogue.ts';
import { inListWords } from './in-words.ts';
import { block } from './layout.ts';
import { clockOnDay, offsetFromUtc } from './times.ts';
import { zonedSeconds } from './zoned-time.ts';

/**
 * What happened, line by line, on the owner's clock. Day, time zone and distance from UTC stand in the title, so that the
 * lines stay short; a line of another day has its date, and where the clocks are changed between two lines that is said.
 */
export function timelineBlock({ timeline, timelineOmitted }: Alert, timeZone: string): string {
  const [first] = timeline;
  if (first === undefined) return '';
  const day = zonedSeconds(first.at, timeZone).slice(0, 10);
  const lines = timelineOmitted > 0 ? [`  (${timelineOmitted} earlier lines left out)`] : [];
  let offset = offsetFromUtc(first.at, timeZone);
  const title = `Timeline (${day}, ${timeZone === 'UTC' ? 'UTC' : `${timeZone}, ${offset}`})`;
  for (const { at, what } of timeline) {
    const now = offsetFromUtc(at, timeZone);
    if (now !== offset) lines.push(`  (the clocks were changed: ${now} from here on)`);
    offset = now;
    lines.push(`  ${clockOnDay(at, timeZone, day)}  ${capital(inListWords(what, timeZone, day))}`);
  }
  return block(title, lines);
}
