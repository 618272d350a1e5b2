import type { Alert } from '../core/model/alert.ts';
import { clean } from '../core/model/foreign-text.ts';
import type { EpochMs } from '../core/model/time.ts';
import { healthEventLink, type Place } from './console-links.ts';
import { inWords } from './in-words.ts';
import { bulleted, paragraphs } from './layout.ts';
import type { Mail } from './mail.ts';
import { digestLineOf } from './subject.ts';
import { withUtc } from './times.ts';

/** SNS: a subject is shorter than 100 characters. */
const MAX_SUBJECT = 99;

/** Many alerts in one mail: what needs a human first, each with its story and what to do. */
export function digestOf(alerts: readonly Alert[], place: Place, now: EpochMs): Mail {
  const sorted = [...alerts].sort((a, b) => urgency(a) - urgency(b));
  const counts = new Map<string, number>();
  for (const { word } of sorted) counts.set(word, (counts.get(word) ?? 0) + 1);
  const kinds = [...counts].map(([word, count]) => `${count} ${word}`);
  const summary = kinds.join(', ');
  const head = `Account ${place.accountId}, Region ${place.region}: ${alerts.length} alerts at once (${summary}). They come in one mail, because SNS suspends an e-mail address that gets too many.`;
  return {
    subject: subjectOf(alerts.length, kinds, place),
    body: paragraphs([
      head,
      ...sorted.map((alert) => partOf(alert, place)),
      `Sent by ec2-responder at ${withUtc(now, place.timeZone)}.`,
    ]),
  };
}

/** As many kinds as there is room for, the urgent ones first; none is cut in the middle. */
function subjectOf(count: number, kinds: readonly string[], { region }: Place): string {
  const subject = (shown: readonly string[], more: string): string =>
    `DIGEST ${count} alerts: ${shown.join(', ')}${more} - ${region} [ec2-responder]`;
  const whole = subject(kinds, '');
  if (whole.length <= MAX_SUBJECT) return whole;
  const most = kinds.findLastIndex((_, last) => subject(kinds.slice(0, last), ', ...').length <= MAX_SUBJECT);
  return subject(kinds.slice(0, Math.max(1, most)), ', ...');
}

/** Fifty notices with these would be more than SNS takes; the link leads to them. */
const TOO_LONG: ReadonlySet<string> = new Set(['notice.aws-says', 'notice.entities']);

/** Subject, story and what to do; the timeline stays in the record. */
function partOf(alert: Alert, place: Place): string {
  return [
    '-'.repeat(36),
    digestLineOf(alert, place),
    ...nameLine(alert),
    ...alert.story
      .filter(({ key }) => !TOO_LONG.has(key))
      .map((sentence) => `  ${inWords(sentence, place.timeZone)}`),
    ...alert.todo.map((sentence) => bulleted(inWords(sentence, place.timeZone))),
    ...(alert.healthEvent === undefined ? [] : [`  ${healthEventLink(place, alert.healthEvent.arn)}`]),
  ].join('\n');
}

/** The whole name, where the line above it cannot show it. */
function nameLine({ instance }: Alert): readonly string[] {
  const name = clean(instance?.facts.name ?? '', 58, '~');
  return name === '' || /^[\x20-\x7e]{1,30}$/.test(name) ? [] : [`  Name: ${name}`];
}

function urgency(alert: Alert): number {
  const order = ['NEEDS-YOU', 'HELD', 'TAKEN-OVER', 'ACTING', 'RECOVERED'];
  const index = order.indexOf(alert.word);
  return index < 0 ? order.length : index;
}
