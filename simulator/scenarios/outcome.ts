import type { AlertWord } from '../../lambda/core/model/alert.ts';
import type { SimulatedRegion } from '../runtime/simulated-region.ts';
import type { Entry } from '../runtime/journal.ts';

const MINUTE = 60_000;
/** A stop that is followed by its start takes less than this. */
const LONGER_THAN_A_MOVE_MS = 2 * MINUTE;

/** How a scenario ended, in a few words that are read off what happened in it: never what was hoped for. */
export function outcomeOf(region: SimulatedRegion): string {
  const mails = region.journal.of('mail').map(readMail);
  const { journal } = region;
  const isUntouched = journal.calls('StopInstances').length + journal.calls('StartInstances').length === 0;
  const told = stoppedFor(region, mails);
  const phrases = [
    isUntouched ? 'not stopped' : undefined,
    mails.some(({ word }) => word === 'ANNOUNCED') ? 'announced' : undefined,
    held(mails),
    forced(region),
    told ?? asked(mails),
    ...endings(mails),
  ];
  return phrases.filter((phrase) => phrase !== undefined).join(', ') || 'nothing to do';
}

/** The stops and starts that EC2 was asked for, granted or not, and the mails that were sent. */
export function countsOf({ journal }: SimulatedRegion): string {
  return [
    plural(journal.calls('StopInstances').length, 'stop'),
    plural(journal.calls('StartInstances').length, 'start'),
    plural(journal.of('mail').length, 'mail'),
  ].join(', ');
}

/** A count with its word: `1 stop`, `2 stops`. */
export function plural(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`;
}

interface Mail {
  readonly at: number;
  readonly word: AlertWord;
  readonly instanceId: string | undefined;
  readonly seconds: number | undefined;
  readonly held: number | undefined;
}

/** The attributes are what a machine reads; the words of a mail may change. */
function readMail({ at, attributes }: Entry<'mail'>): Mail {
  const facts = JSON.parse(attributes.alert ?? '{}') as { seconds_total?: number; held?: number };
  const { instanceId } = attributes;
  const word = attributes.word as AlertWord;
  return { at, word, instanceId, seconds: facts.seconds_total, held: facts.held };
}

function held(mails: readonly Mail[]): string | undefined {
  const most = Math.max(...mails.map((mail) => mail.held ?? 0));
  return most > 0 ? `${most} held` : undefined;
}

function forced({ journal }: SimulatedRegion): string | undefined {
  const stops = journal.calls('StopInstances');
  const force = stops.find(({ input }) => (input as { Force?: boolean }).Force === true);
  const [first] = stops;
  if (force === undefined || first === undefined) return undefined;
  return `stop forced after ${minutes(force.at - first.at)}`;
}

/** The longest time for which an instance was stopped that should not have been, and whether somebody was told at once. */
function stoppedFor({ journal }: SimulatedRegion, mails: readonly Mail[]): string | undefined {
  let longest: { id: string; from: number; ms: number } | undefined;
  const since = new Map<string, number>();
  for (const { at, instanceId: id, state } of journal.of('state')) {
    const from = since.get(id);
    // A start that falls back to stopped ends nothing.
    if (state === 'stopped') since.set(id, from ?? at);
    if (state !== 'running' || from === undefined) continue;
    since.delete(id);
    if (at - from > (longest?.ms ?? LONGER_THAN_A_MOVE_MS)) longest = { id, from, ms: at - from };
  }
  if (longest === undefined) return undefined;
  const { id, from, ms } = longest;
  const isTold = mails.some(
    ({ at, instanceId, word }) =>
      instanceId === id && word === 'NEEDS-YOU' && at >= from && at < from + MINUTE,
  );
  return `STOPPED for ${minutes(ms)}${isTold ? ', told at once' : ''}`;
}

/** Somebody was asked for help, and it did not end with that. */
function asked(mails: readonly Mail[]): string | undefined {
  const isAsked = mails.some(
    ({ word, instanceId, at }) =>
      word === 'NEEDS-YOU' && mails.some((later) => later.instanceId === instanceId && later.at > at),
  );
  return isAsked ? 'a human asked' : undefined;
}

const ENDINGS: Readonly<Partial<Record<AlertWord, string>>> = {
  RECOVERED: 'back',
  MOVED: 'moved',
  'SELF-RECOVERED': 'ok again',
  'NEEDS-YOU': 'left to a human',
  'TAKEN-OVER': 'left stopped',
  NOTICE: 'reported',
  ACTING: 'not back yet',
};

/** How it ended for each instance, by the last mail about it; several that ended in the same way are counted. */
function endings(mails: readonly Mail[]): string[] {
  const last = new Map<string, Mail>();
  for (const mail of mails) if (mail.instanceId !== undefined) last.set(mail.instanceId, mail);
  const times = new Map<string, (string | undefined)[]>();
  for (const { word, seconds } of last.values()) {
    const ending = ENDINGS[word];
    if (ending === undefined) continue;
    const time = seconds === undefined ? undefined : minutes(seconds * 1000);
    times.set(ending, [...(times.get(ending) ?? []), time]);
  }
  return [...times].map(([ending, all]) => {
    const [time, ...others] = [...new Set(all)];
    const text = time === undefined || others.length > 0 ? ending : `${ending} in ${time}`;
    return last.size === 1 ? text : `${all.length} ${text}`;
  });
}

function minutes(ms: number): string {
  return `${Math.round(ms / MINUTE)}m`;
}
