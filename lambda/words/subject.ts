import { clean } from '../core/model/foreign-text.ts';
import type { Alert } from '../core/model/alert.ts';
import type { Place } from './console-links.ts';
import { inWords } from './in-words.ts';

/** SNS: a subject is ASCII without line breaks, shorter than 100 characters. */
const MAX_SUBJECT = 99;
/** At the end, where it costs nothing on a phone and a mail rule still finds it. */
const OURS = '[ec2-responder]';

/**
 * `RECOVERED web-1: back in 4m12s - i-0123456789abcdef0 ap-northeast-1 [ec2-responder]`. A phone shows the first forty
 * characters: what happened to whom. Where it gets too long the name is cut first, then the id.
 */
export function subjectOf(alert: Alert, place: Place): string {
  const { instance } = alert;
  const id = instance?.id ?? '';
  const candidates = [
    [30, id],
    [14, id],
    [8, id],
    [14, `${id.slice(0, 8)}...`],
  ] as const;
  const lines = candidates.map(([length, shownId]) => headline(alert, place, length, shownId));
  const fitting = lines.find((line) => line.length <= MAX_SUBJECT);
  return fitting ?? cut(alert, place);
}

/** The subject as a line of a digest, where there is room: the whole id, to look it up by. */
export function digestLineOf(alert: Alert, place: Place): string {
  return headline(alert, place, 30, alert.instance?.id ?? '').slice(0, -OURS.length - 1);
}

/** The account, where it is not the one of the stack. */
export function foreignAccountOf({ healthEvent }: Alert): string | undefined {
  return healthEvent?.account === undefined ? undefined : clean(healthEvent.account, 40, '~');
}

function headline(alert: Alert, place: Place, nameLength: number, id: string): string {
  const name = nameIn(alert, nameLength);
  const who = name ?? id;
  const head = `${alert.word}${who === '' ? '' : ` ${who}:`} ${inWords(alert.short, place.timeZone)}`;
  const where = [name === undefined ? '' : id, foreignAccountOf(alert) ?? '', place.region, OURS];
  return ascii(`${head} - ${where.filter((word) => word !== '').join(' ')}`);
}

/** A name that a subject cannot show whole is none: the instance goes by its id there, and the name stands in the mail. */
function nameIn({ instance }: Alert, length: number): string | undefined {
  const name = instance?.facts.name;
  if (name === undefined || !/^[\x20-\x7e]*$/.test(clean(name, 256))) return undefined;
  const shown = clean(name, length, '~');
  return shown === '' ? undefined : shown;
}

/** Of an outcome that is too long for any subject the end goes, and what follows it stays. */
function cut(alert: Alert, place: Place): string {
  const line = headline(alert, place, 8, `${(alert.instance?.id ?? '').slice(0, 8)}...`);
  const tail = line.slice(line.lastIndexOf(' - '));
  return `${line.slice(0, MAX_SUBJECT - tail.length - 3)}...${tail}`.slice(0, MAX_SUBJECT);
}

/** A tag may hold anything, also line breaks and letters that a subject may not have. */
function ascii(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, '?');
}
