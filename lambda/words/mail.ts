import type { Alert } from '../core/model/alert.ts';
import { capital, clean, inWords, type Sentence } from './english.ts';
import { utc, utcClock } from '../core/model/time.ts';
import { consoleLinks, healthEventLink, type Place } from './console-links.ts';
import { DOCUMENTS } from './documents.ts';
import { bulleted, wrapped } from './layout.ts';

/** SNS: a subject is ASCII without line breaks, shorter than 100 characters. */
const MAX_SUBJECT = 99;

export interface Mail {
  readonly subject: string;
  readonly body: string;
}

/**
 * An alert as a mail: the subject tells instance, Region and outcome; the first line of the body is the whole story;
 * what to do comes before the details.
 */
export function mailOf(alert: Alert, place: Place): Mail {
  return { subject: subjectOf(alert, place), body: bodyOf(alert, place) };
}

/**
 * `[ec2-responder] RECOVERED web-1 i-0123456789abcdef0 ap-northeast-1 back in 4m12s`. Where it gets too long the name
 * is cut first, then the id: what happened stays readable.
 */
export function subjectOf(alert: Alert, place: Place): string {
  const { instance } = alert;
  const name = instance?.facts.name ?? '';
  const id = instance?.id ?? '';
  const candidates = [
    [clipped(name, 30), id],
    [clipped(name, 14), id],
    [clipped(name, 8), id],
    [clipped(name, 14), `${id.slice(0, 8)}...`],
  ];
  const lines = candidates.map((who) =>
    headline(alert, place, instance === undefined ? accountOf(alert) : who),
  );
  const fitting = lines.find((line) => line.length <= MAX_SUBJECT);
  return fitting ?? `${(lines.at(-1) ?? '').slice(0, MAX_SUBJECT - 3)}...`;
}

/** The subject as a line of a digest, where there is room: the whole id, to look it up by. */
export function digestLineOf(alert: Alert, place: Place): string {
  const { instance } = alert;
  return headline(
    alert,
    place,
    instance === undefined ? accountOf(alert) : [clipped(instance.facts.name ?? '', 30), instance.id],
  );
}

/** The account, where it is not the one of the stack. */
function accountOf({ healthEvent }: Alert): string[] {
  return healthEvent?.account === undefined ? [] : [clipped(healthEvent.account, 40)];
}

function headline(alert: Alert, place: Place, who: readonly string[]): string {
  return ascii(
    ['[ec2-responder]', alert.word, ...who, place.region, inWords(alert.short)]
      .filter((word) => word !== '')
      .join(' '),
  );
}

function bodyOf(alert: Alert, place: Place): string {
  const [first, ...more] = alert.story;
  const blocks = [
    wrapped(`${placeLine(alert, place)} ${first === undefined ? '' : inWords(first)}`),
    ...(alert.word === 'DIGEST' ? [more.map((line) => inWords(line)).join('\n')] : more.map(paragraph)),
    block('What you need to do', todo(alert.todo)),
    instanceBlock(alert, place),
    timelineBlock(alert),
    block(
      'Links',
      linksOf(alert, place)
        .map(([what, url]) => `  ${what}: ${url}`)
        .join('\n'),
    ),
    documentsBlock(alert),
    wrapped(`Sent by ec2-responder at ${utc(alert.at)}. Alert id: ${alert.id}`),
  ];
  return `${blocks.filter((text) => text !== '').join('\n\n')}\n`;
}

/** AWS's own words stand apart: whatever they say, it is not the responder that says it. */
function paragraph(sentence: Sentence): string {
  const words = inWords(sentence);
  return sentence.key === 'notice.aws-says' ? block('What AWS says', wrapped(words, '  > ')) : wrapped(words);
}

function linksOf({ instance, healthEvent }: Alert, place: Place): readonly (readonly [string, string])[] {
  if (healthEvent === undefined) return consoleLinks(place, instance?.id);
  const event = ['Health event', healthEventLink(place, healthEvent.arn)] as const;
  return instance === undefined ? [event] : [event, ...consoleLinks(place, instance.id)];
}

/** Account and Region come first: half of all night-time mistakes are made in the wrong one. */
function placeLine(alert: Alert, place: Place): string {
  const { instance } = alert;
  const who = instance === undefined ? '' : `, ${clipped(instance.facts.name ?? instance.id, 40)}`;
  const [account] = accountOf(alert);
  const told = account === undefined ? '' : ` (told by the stack in account ${place.accountId})`;
  return `Account ${account ?? place.accountId}, Region ${place.region}${who}${told}:`;
}

function todo(sentences: readonly Sentence[]): string {
  return sentences.length === 0
    ? '  Nothing.'
    : sentences.map((sentence) => bulleted(inWords(sentence))).join('\n');
}

function instanceBlock(alert: Alert, place: Place): string {
  if (alert.instance === undefined) return '';
  const { id, facts } = alert.instance;
  const rows: [string, string][] = [
    ['Name', facts.name ?? '(no Name tag)'],
    ['Instance', `${id} (${facts.instanceType})`],
    ['Account', place.accountId],
    ['Region', `${place.region} (${facts.availabilityZone})`],
    ['Private IP', facts.privateIp ?? 'none'],
    ['Public IP', facts.publicIp ?? 'none'],
  ];
  return block(
    'Instance',
    rows.map(([label, value]) => `  ${label.padEnd(11)}${clipped(value, 58)}`).join('\n'),
  );
}

function timelineBlock(alert: Alert): string {
  if (alert.timeline.length === 0) return '';
  const day = utc(alert.timeline[0]?.at ?? alert.at).slice(0, 10);
  const lines = alert.timeline.map(({ at, what }) => {
    const date = utc(at).slice(0, 10);
    return bulleted(capital(inWords(what)), date === day ? utcClock(at) : `${date.slice(5)} ${utcClock(at)}`);
  });
  const omitted = alert.timelineOmitted > 0 ? [`  (${alert.timelineOmitted} earlier lines left out)`] : [];
  return block(`Timeline (${day}, UTC)`, [...omitted, ...lines].join('\n'));
}

function documentsBlock(alert: Alert): string {
  const urls = [...new Set(alert.documents.map((name) => DOCUMENTS[name]))];
  return urls.length === 0 ? '' : block('AWS documents', urls.map((url) => `  ${url}`).join('\n'));
}

function block(title: string, text: string): string {
  return `${title}\n${text}`;
}

/** A Name tag may hold anything, also line breaks and letters that a subject may not have. */
function ascii(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, '?');
}

function clipped(text: string, length: number): string {
  return clean(text, length, '~');
}
