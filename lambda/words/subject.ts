import type { Alert } from '../core/model/alert.ts';
import { clean, quoted } from '../core/model/foreign-text.ts';
import type { Place } from './console-links.ts';
import { inWords } from './in-words.ts';

/** SNS: a subject is ASCII without line breaks, shorter than 100 characters. */
const MAX_SUBJECT = 99;
/** At the end, where it costs nothing on a phone and a mail rule still finds it. */
const OURS = '[ec2-responder]';
/** With the longest word before it, a name of this length still leaves ten of a phone's forty characters to what happened. */
const NAME_LENGTH = 18;

/**
 * `RECOVERED web-1: back in 4m12s - i-0123456789abcdef0 ap-northeast-1 [ec2-responder]`. A phone shows the first forty
 * characters: what happened to whom. Where it gets too long the middle of the name goes first, then the end of the id, and
 * at last the end of what happened.
 */
export function subjectOf(alert: Alert, place: Place): string {
  const id = alert.instance?.id ?? '';
  const shortId = id === '' ? '' : `${id.slice(0, 8)}...`;
  const candidates = [
    [NAME_LENGTH, id],
    [14, id],
    [NAME_LENGTH, shortId],
    [14, shortId],
    [8, shortId],
  ] as const;
  const lines = candidates.map(([length, shownId]) => headline(alert, place, length, shownId));
  const fitting = lines.find((line) => line.length <= MAX_SUBJECT);
  return fitting ?? cut(headline(alert, place, 8, shortId));
}

/** The subject as a line of a digest, where there is room: the whole id, to look it up by. */
export function digestLineOf(alert: Alert, place: Place): string {
  return headline(alert, place, 30, alert.instance?.id ?? '').slice(0, -OURS.length - 1);
}

/** The account, where it is not the one of the stack. */
export function foreignAccountOf({ healthEvent }: Alert): string | undefined {
  return healthEvent?.account === undefined ? undefined : clean(healthEvent.account, 40, '~');
}

/** The Region of which the alert tells: a Health event may be of another one, or of none (`global`). */
export function regionOf({ healthEvent }: Alert, place: Place): string {
  return healthEvent?.region === undefined ? place.region : clean(healthEvent.region, 30, '~');
}

function headline(alert: Alert, place: Place, nameLength: number, id: string): string {
  const name = nameIn(alert, nameLength);
  // The id stands once: in place of a name there is always room for all of it.
  const who = name ?? alert.instance?.id ?? '';
  const head = `${alert.word}${who === '' ? '' : ` ${who}:`} ${inWords(alert.short, place.timeZone)}`;
  const { mark } = alert.healthEvent ?? {};
  const where = [
    name === undefined ? '' : id,
    foreignAccountOf(alert) ?? '',
    regionOf(alert, place),
    mark === undefined ? '' : `#${mark}`,
    OURS,
  ];
  return ascii(`${head} - ${where.filter((word) => word !== '').join(' ')}`);
}

/**
 * A name that ASCII cannot show is none here: the instance goes by its id, and the name stands in the mail. One that could
 * pass for another part of the subject stands in quotation marks.
 */
function nameIn({ instance }: Alert, length: number): string | undefined {
  const name = clean(instance?.facts.name ?? '', 256, '~');
  if (name === '' || !/^[\x20-\x7e]*$/.test(name)) return undefined;
  return READS_ON.test(name) ? quoted(short(name, length - 2)) : short(name, length);
}

/** What ends a name, or a sentence: `web-1: back in 4m - `. */
const READS_ON = /"|[.:,;!?-](?: |$)/;

function short(name: string, length: number): string {
  return name.length <= length ? name : withoutMiddle(name, length);
}

/** `production-web-frontend-01` as `productio~rontend-01`: names differ at their ends. */
function withoutMiddle(name: string, length: number): string {
  const tail = Math.floor((length - 1) / 2);
  return `${name.slice(0, length - 1 - tail).trimEnd()}~${name.slice(-tail).trimStart()}`;
}

/** Of what happened the end goes where it is too long for any subject, and what follows it stays; what is quoted ends there. */
function cut(line: string): string {
  const tail = line.slice(line.lastIndexOf(' - '));
  const room = Math.max(1, MAX_SUBJECT - tail.length - 3);
  const kept = line.slice(0, room - 1);
  const isQuoted = kept.split('"').length % 2 === 0;
  const head = isQuoted ? `${kept}..."` : `${line.slice(0, room).replace(/"$/, '')}...`;
  return `${head}${tail}`.slice(0, MAX_SUBJECT);
}

/** What AWS or a tag says may hold letters that a subject may not have. */
function ascii(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, '?');
}
