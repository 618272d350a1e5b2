import type { Alert } from '../core/model/alert.ts';
import { asName, clean } from '../core/model/foreign-text.ts';
import { say, type Sentence } from '../core/model/sentence.ts';
import { consoleLinks, healthEventLink, type Place } from './console-links.ts';
import { DOCUMENTS } from './documents.ts';
import { inWords } from './in-words.ts';
import { block, bulleted, paragraphs } from './layout.ts';
import { foreignAccountOf, regionOf, subjectOf } from './subject.ts';
import { timelineBlock } from './timeline.ts';
import { withUtc } from './times.ts';

export interface Mail {
  readonly subject: string;
  readonly body: string;
}

/**
 * An alert as a mail: the subject tells instance, outcome and Region; the first line of the body is the whole story;
 * what to do comes before the details.
 */
export function mailOf(alert: Alert, place: Place): Mail {
  return { subject: subjectOf(alert, place), body: bodyOf(alert, place) };
}

function bodyOf(alert: Alert, place: Place): string {
  const { timeZone } = place;
  const [first, ...more] = alert.story;
  return paragraphs([
    `${placeLine(alert, place)} ${first === undefined ? '' : inWords(first, timeZone)}`,
    ...more.filter((one) => !OF_AWS.has(one.key)).map((sentence) => paragraph(sentence, timeZone)),
    block('What you need to do', todo(alert.todo, timeZone)),
    ...more.filter((one) => OF_AWS.has(one.key)).map((sentence) => paragraph(sentence, timeZone)),
    instanceBlock(alert, place),
    timelineBlock(alert, timeZone),
    block(
      'Links',
      linksOf(alert, place).map(([what, url]) => `  ${what}: ${url}`),
    ),
    block('AWS documents', documentsOf(alert)),
    `Sent by ec2-responder at ${withUtc(alert.at, timeZone)}. Alert id: ${alert.id}`,
  ]);
}

/** AWS's own words are long, and what the reader has to do comes before them. */
const OF_AWS: ReadonlySet<string> = new Set(['notice.aws-says', 'notice.cut']);

/** AWS's own words stand apart: whatever they say, it is not the responder that says it. */
function paragraph(sentence: Sentence, timeZone: string): string {
  return sentence.key === 'notice.aws-says'
    ? block('What AWS says', linesOfAws(sentence, timeZone))
    : inWords(sentence, timeZone);
}

/** Each of its lines has a mark in front. */
function linesOfAws({ values }: Sentence, timeZone: string): readonly string[] {
  const message = typeof values?.message === 'string' ? values.message : '';
  const lines = message.split('\n').map((line) => say('notice.aws-says', { message: line }));
  return lines.map((line) => `  > ${inWords(line, timeZone)}`);
}

function linksOf({ instance, healthEvent }: Alert, place: Place): readonly (readonly [string, string])[] {
  if (healthEvent === undefined) return consoleLinks(place, instance?.id);
  const event = ['Health event', healthEventLink(place, healthEvent.arn)] as const;
  return instance === undefined ? [event] : [event, ...consoleLinks(place, instance.id)];
}

/** Account and Region come first: half of all night-time mistakes are made in the wrong one. */
function placeLine(alert: Alert, place: Place): string {
  const { instance } = alert;
  const name = asName(instance?.facts.name ?? '', 40, '~');
  const who = instance === undefined ? '' : `, ${name === '' ? instance.id : name}`;
  const account = foreignAccountOf(alert);
  const region = regionOf(alert, place);
  const teller = [
    ...(account === undefined ? [] : [`account ${place.accountId}`]),
    ...(region === place.region ? [] : [`Region ${place.region}`]),
  ].join(', ');
  const told = teller === '' ? '' : ` (told by the stack in ${teller})`;
  return `Account ${account ?? place.accountId}, Region ${region}${who}${told}:`;
}

function todo(sentences: readonly Sentence[], timeZone: string): readonly string[] {
  return sentences.length === 0
    ? ['  Nothing.']
    : sentences.map((sentence) => bulleted(inWords(sentence, timeZone)));
}

function instanceBlock(alert: Alert, place: Place): string {
  if (alert.instance === undefined) return '';
  const { id, facts } = alert.instance;
  const rows: [string, string][] = [
    ['Name', facts.name ?? '(no Name tag)'],
    ['Instance', id],
    ['Type', facts.instanceType],
    ['Account', place.accountId],
    ['Region', `${place.region} (${facts.availabilityZone})`],
    ['Private IP', facts.privateIp ?? 'none'],
    ['Public IP', facts.publicIp ?? 'none'],
  ];
  return block(
    'Instance',
    rows.map(([label, value]) => `  ${label.padEnd(11)}${clipped(value, 58)}`),
  );
}

function documentsOf(alert: Alert): readonly string[] {
  return [...new Set(alert.documents.map((name) => DOCUMENTS[name]))].map((url) => `  ${url}`);
}

function clipped(text: string, length: number): string {
  return clean(text, length, '~');
}
