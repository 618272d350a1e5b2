import { describe, expect, it } from '@jest/globals';
import { capital, ended } from '../../../lambda/words/catalogue.ts';
import { clean } from '../../../lambda/core/model/foreign-text.ts';
import { ENGLISH } from '../../../lambda/words/english.ts';
import { inWords } from '../../../lambda/words/in-words.ts';
import { say, type SentenceKey } from '../../../lambda/core/model/sentence.ts';
import { DAY, MINUTE } from '../../../lambda/core/model/time.ts';
import { at } from '../core/given.ts';

const NOW = at('10:06:00');
const REASON = say('step.verify');

/** A value for each name that a sentence may ask for, and another one that reads differently. */
const NUMBERS = { failed: 4, total: 80, percent: 21, limit: 6, used: 3, allowed: 7, active: 5, count: 12 };
const MORE_NUMBERS = { left: 8, part: 9, parts: 11, older: 2, minutes: 15, request: 3, number: 2 };
const TIMES = { at: NOW, until: NOW, since: NOW, again: NOW, end: NOW, launchTime: NOW, intent: NOW };
const SPANS = { ms: 61_000, wait: 62_000, stop: 63_000, start: 64_000, verify: 65_000 };
const TEXTS =
  'action after before by check cluster code ebs error fleet group guard ids instance lifecycle line manager meaning message nodepool other outpost pages previous reason resource service state system tag type value what zone';
const VALUES: Readonly<Record<string, unknown>> = {
  ...NUMBERS,
  ...MORE_NUMBERS,
  ...TIMES,
  ...SPANS,
  ...Object.fromEntries(TEXTS.split(' ').map((name) => [name, `this ${name}`])),
  act: 'stopping',
  closed: true,
  address: 'none',
  forced: true,
  instanceStore: true,
  publicIp: '203.0.113.7',
  why: 'bare metal',
  effect: 'moves nothing',
  got: 'Asia/Tokio',
  name: 'TimeZone',
  names: ['TimeZone'],
};
/** Sentences that hold another sentence, and under which name. */
const HOLDS_ONE: Readonly<Record<string, string>> = {
  'story.end-reason': 'reason',
  'story.refusal': 'reason',
  'story.not-moved': 'reason',
  'story.unclear': 'what',
  'wait.unclear': 'what',
  'plan.window-tag': 'problem',
};
/** Elsewhere it is how long a start took. */
const START_IS_A_TIME = new Set(['story.move-in-window', 'story.move-before-date']);
/** What may be missing is left out, and nothing else. */
const MAY_BE_MISSING: readonly (readonly [SentenceKey, string])[] = [
  ['open.scheduled', 'at'],
  ['wait.start', 'error'],
  ['end.stopped-by-someone', 'by'],
  ['end.stopped-otherwise', 'by'],
  ['end.taken-over', 'by'],
  ['story.self-recovered', 'ms'],
  ['story.announced', 'at'],
  ['story.not-listed', 'at'],
  ['story.still-listed', 'at'],
  ['step.move', 'at'],
  ['notice.entities', 'state'],
];
/** What is said in other words when its time is not known. */
const OTHER_WORDS = new Set(['short.announced', 'short.self-recovered', 'short.aws-recovered']);

function wordsOf(key: string, changes: Readonly<Record<string, unknown>> = {}): string {
  return inWords({ key: key as SentenceKey, values: { ...valuesOf(key), ...changes } });
}

function valuesOf(key: string): Readonly<Record<string, unknown>> {
  const inner = HOLDS_ONE[key];
  const values = START_IS_A_TIME.has(key) ? { ...VALUES, start: NOW } : VALUES;
  return inner === undefined ? values : { ...values, [inner]: REASON };
}

/** The names of the values that a sentence looks at. */
function asksFor(key: SentenceKey): string[] {
  const asked = new Set<string>();
  const watched = new Proxy(valuesOf(key), {
    get: (all, name) => {
      asked.add(String(name));
      return Reflect.get(all, name) as unknown;
    },
  });
  inWords({ key, values: watched });
  return [...asked];
}

function another(name: string, value: unknown): unknown {
  if (name in TIMES || value === NOW) return Number(value) + DAY + MINUTE;
  if (name === 'why') return 'setting';
  if (name === 'effect') return 'stops nothing';
  if (Array.isArray(value)) return ['LogLevel'];
  if (typeof value === 'number') return value + 7_000;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string') return `that ${name}`;
  return say('step.start-accepted');
}

/** What EC2, a tag or another sentence says, ending with a full stop. */
function withStop(key: string, value: unknown): unknown {
  if (value === REASON) return say('step.start-refused', { code: 'Odd', message: 'Not now.' });
  // These are words of AWS by themselves, with nothing of ours behind them.
  return typeof value === 'string' && key !== 'notice.aws-says' ? `${value}.` : value;
}

const KEYS = Object.keys(ENGLISH) as SentenceKey[];

describe('every sentence', () => {
  it.each(KEYS)('%s says something, in one line without a blank at its ends or two in a row', (key) => {
    expect(wordsOf(key)).toMatch(/^\S+(?: \S+)*$/);
    expect(wordsOf(key)).not.toMatch(/undefined|NaN|\[object|Invalid/);
  });

  it.each(KEYS)('%s has no two full stops where what it quotes ends with one', (key) => {
    const quoted = Object.fromEntries(
      Object.entries(valuesOf(key)).map(([name, value]) => [name, withStop(key, value)]),
    );
    expect(wordsOf(key, quoted)).not.toMatch(/\.\.|\. \./);
  });

  it.each(KEYS)('%s reads differently with another value of each that it asks for', (key) => {
    for (const name of asksFor(key)) {
      const values = valuesOf(key);
      expect(values).toHaveProperty(name);
      expect(wordsOf(key, { [name]: another(name, values[name]) })).not.toBe(wordsOf(key));
    }
  });

  it('asks for some values, or the rule above would hold of nothing', () => {
    expect(KEYS.flatMap((key) => asksFor(key)).length).toBeGreaterThan(80);
  });

  it.each(MAY_BE_MISSING)('%s loses "%s" when that is missing, and is otherwise the same', (key, name) => {
    const [whole, without] = [wordsOf(key), wordsOf(key, { [name]: undefined })];
    let same = 0;
    while (same < without.length && whole[same] === without[same]) same += 1;
    expect(whole.endsWith(without.slice(same))).toBe(true);
    expect(without.length).toBeLessThan(whole.length);
  });

  it.each(KEYS.filter((key) => OTHER_WORDS.has(key)))('%s has words also without its time', (key) => {
    const words = wordsOf(key, { at: undefined, ms: undefined });
    expect(words).toMatch(/^\S+(?: \S+)*$/);
    expect(words).not.toMatch(/undefined|NaN|Invalid/);
    expect(words.length).toBeLessThan(wordsOf(key).length);
  });

  it('counts recoveries, and older ones, with the right verb', () => {
    const words = (limit: number, older: number) => wordsOf('refuse.concurrency', { limit, older });
    expect(words(1, 1)).toMatch(/of 1 recovery .*\b1 older one waits/);
    expect(words(2, 2)).toMatch(/of 2 recoveries .*\b2 older ones wait(?!s)/);
    expect(words(2, 0)).not.toMatch(/older/);
    expect(words(2, 2).startsWith(words(2, 0))).toBe(true);
  });

  it.each([
    ['wait.grace', 'minutes'],
    ['wait.instance', 'minutes'],
    ['wait.stopping', 'minutes'],
    ['step.stop', 'minutes'],
    ['step.force', 'minutes'],
    ['story.verify-late', 'minutes'],
    ['story.os-after-start', 'minutes'],
    ['story.unclear', 'minutes'],
    ['story.brake', 'count'],
    ['story.issue', 'count'],
    ['short.brake', 'count'],
    ['refuse.budget', 'allowed'],
  ])('%s says what its number of "%s" counts', (key, name) => {
    expect(wordsOf(key, { [name]: 1 })).toMatch(/(?<!\d)1 (?:minute|instance|attempt)(?!s)/);
    expect(wordsOf(key, { [name]: 2 })).toMatch(/(?<!\d)2 (?:minutes|instances|attempts)/);
  });

  it('names the number of a start request from the second on', () => {
    expect(wordsOf('step.start', { request: 1 })).not.toMatch(/\d/);
    expect(wordsOf('step.start', { request: 2 })).toMatch(/2/);
  });

  it('calls each class of work by words of its own, and one that nobody knows by its name', () => {
    const words = ['periodic', 'request', 'emergency', 'expert', 'of tomorrow'].map((what) =>
      inWords(say('notice.work', { what })),
    );
    expect(words).toEqual([
      'Kind of work: periodic work.',
      'Kind of work: requested by AWS.',
      'Kind of work: an emergency.',
      'Kind of work: for somebody who knows the system.',
      'Kind of work: of tomorrow.',
    ]);
  });

  it('tells each reason of a grace apart, in words', () => {
    const reasons = ['bare metal', 'no automatic recovery', 'type unread', 'setting'];
    const words = reasons.map((why) => wordsOf('wait.grace', { why }));
    expect(new Set(words).size).toBe(reasons.length);
    for (const one of words) expect(one).toMatch(/\([^()]{10,}\)/);
  });
});

describe('a text that ends a sentence', () => {
  it.each([
    ['no room', 'no room.'],
    ['no room.', 'no room.'],
    ['no room... ', 'no room.'],
    ['a cut te…', 'a cut te…'],
  ])('"%s" ends as "%s"', (text, expected) => {
    expect(ended(text)).toBe(expected);
  });
});

describe('a sentence', () => {
  it('is plain data: its key, and its values where it has some', () => {
    expect(say('step.verify')).toStrictEqual({ key: 'step.verify' });
    expect(say('wait.stopping', { minutes: 3 })).toStrictEqual({
      key: 'wait.stopping',
      values: { minutes: 3 },
    });
  });

  it('that nobody knows any more reads as its key', () => {
    expect(inWords({ key: 'step.of-old' as SentenceKey })).toBe('step.of-old');
    expect(inWords({ key: 'toString' as SentenceKey })).toBe('toString');
  });

  it('whose values are not those that it needs reads as its key with what there is', () => {
    expect(inWords({ key: 'story.refusal', values: { odd: 7 } })).toBe('story.refusal {"odd":7}');
    expect(inWords({ key: 'story.refusal' })).toBe('story.refusal {}');
    const turned = { key: 'story.refusal' as SentenceKey, values: { odd: '\u202eweb\u2028' } };
    expect(inWords(turned)).toBe('story.refusal {"odd":"web "}');
  });

  it('begins with a capital letter where it stands alone', () => {
    expect(capital('not stopping: x')).toBe('Not stopping: x');
    expect(capital('')).toBe('');
  });
});

describe('a text from a tag or an API', () => {
  it('of 80 letters is whole; a longer one ends with an ellipsis, within 80', () => {
    expect(clean('x'.repeat(80))).toBe('x'.repeat(80));
    expect(clean('x'.repeat(81))).toBe(`${'x'.repeat(79)}…`);
    expect(clean('abcdef', 4, '')).toBe('abc');
  });

  it('is cut between letters, never within one', () => {
    expect(clean(`${'x'.repeat(78)}\u{1f600}yz`)).toBe(`${'x'.repeat(78)}…`);
    expect(clean(`${'x'.repeat(77)}\u{1f600}yz`)).toBe(`${'x'.repeat(77)}\u{1f600}…`);
  });

  it('is one line: what breaks lines becomes one blank, at the ends none', () => {
    expect(clean('\r\n a\r\n\u2028\u2029b\u0000\u0085c \t')).toBe('a b c');
  });

  it.each([
    ['a row of blanks', 'a  \u00a0\u3000b', 'a b'],
    ['blanks that look like letters', 'a\u2800\u2800\u{13441}b', 'a b'],
    ['fillers', 'a\u3164\u115f\u200b\u00ad\u2060b', 'ab'],
    ['a letter without end that may show nothing', `a${'\u{16fe4}'.repeat(40)}b`, undefined],
    ['piled up marks', `a${'\u0301'.repeat(40)}b`, 'a\u0301\u0301\u0301b'],
    ['ordinary marks', 'e\u0302\u0301', 'e\u0302\u0301'],
    ['an address', 'see https://x.example', 'see https[:]//x.example'],
    ['a scheme without slashes', 'MAILTO:a@x.example', 'MAILTO[:]a@x.example'],
    ['a word before a colon', 'Log file: tel: none', 'Log file: tel: none'],
    ['a host that is a link to mail programs', 'www.x.example', 'www[.]x.example'],
    ['a bare host and an ARN', 'db.x.example arn:aws:ec2:::x', 'db.x.example arn:aws:ec2:::x'],
  ])('is in letters that show, and no link: %s', (_, text, expected) => {
    if (expected !== undefined) expect(clean(text)).toBe(expected);
    expect(clean(text).length).toBeLessThan(40);
    expect(clean(clean(text))).toBe(clean(text));
  });

  it('loses the marks that turn the writing direction, all of them, and nothing else', () => {
    expect(clean('a\u202eb\u202cc\u200f d\u00e9本')).toBe('abc d\u00e9本');
  });
});
