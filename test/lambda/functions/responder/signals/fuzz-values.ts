import fc from 'fast-check';
import type { Json } from './event-files.ts';

/** What somebody might put into an event to break whoever reads it. For tests only; every value is plain JSON. */

/** Keys that mean something to JavaScript or to our own records. */
export const DANGEROUS_KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'then',
  'toJSON',
  'length',
  'id',
  'region',
  'alert-slot#0',
] as const;

/** Texts that end lines, turn the writing direction, look like ids, times or templates, or make slow regexes slow. */
export const NASTY_TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\r\nSubject: you won',
  'a\u2028b\u2029c\u0085d',
  '\u001b[31mred\u0007',
  '\u202eerocer\u2066',
  '\ud800',
  '\udc00x',
  '__proto__',
  'constructor',
  'i-',
  'i-0a1b2c3d4e5f60718\n',
  ' i-0a1b2c3d4e5f60718',
  'I-0A1B2C3D4E5F60718',
  'i-0a1b2c3d4e5f60718;reboot',
  'arn:aws:ec2:ap-northeast-1:111122223333:instance/i-0a1b2c3d4e5f60718',
  'arn:aws:ec2:::instance/i-0a1b2c3d4e5f60718/../i-0b2c3d4e5f607182a',
  'Wed, 2 Dec 275760 08:00:00 GMT',
  '-271821-04-20T00:00:00.000Z',
  '9999-99-99T99:99:99Z',
  'NaN',
  '-1',
  '1e309',
  '$(reboot)',
  '${jndi:ldap://x}',
  '%s%n',
  '../../etc/passwd',
  '\ufeff',
] as const;

/** Long texts, each made to be slow for one kind of matcher; the length is a parameter, so that growth shows. */
export const SLOW_TEXTS: Readonly<Record<string, (length: number) => string>> = {
  'nothing but digits': (length) => '1'.repeat(length),
  'nothing but blanks': (length) => ' '.repeat(length),
  'an id without end': (length) => `i-${'0'.repeat(length)}`,
  'an id that breaks off': (length) => `i-${'0a'.repeat(length / 2)}_`,
  'many beginnings of ids': (length) => 'i-'.repeat(length / 2),
  'an ARN without end': (length) => `arn:aws${'-a'.repeat(length / 2)}`,
  'an ARN of colons': (length) => `arn:aws:ec2${':'.repeat(length)}`,
  'open brackets': (length) => '('.repeat(length),
  'the beginning of a time': (length) => '(2026-01-15 10:02:10 '.repeat(length / 21),
  'a date without end': (length) => `Thu, ${'2 Jun 2022 '.repeat(length / 11)}`,
  'blanks before a message': (length) => `${' '.repeat(length)}Encoded authorization failure message`,
  'a mark that does not close': (length) => `[completed${' '.repeat(length)}`,
  'line breaks': (length) => '\r\n'.repeat(length / 2),
  'half letters': (length) => '\ud800'.repeat(length),
};

/** Long enough for a quadratic matcher to take seconds, and a linear one a few milliseconds. */
export const SLOW_LENGTH = 200_000;
/** For what a linear matcher does in a few; generous, because the machine may be busy. */
export const SOON_MS = 1_000;

export function nastyText(): fc.Arbitrary<string> {
  return fc.oneof(
    { arbitrary: fc.constantFrom(...NASTY_TEXTS), weight: 3 },
    { arbitrary: fc.string({ unit: 'binary', maxLength: 60 }), weight: 2 },
    // Just above the bounds of the fields: an id 19 or 200, a code 200, a name 255, an ARN 1,600.
    {
      arbitrary: fc.constantFrom(199, 200, 201, 255, 256, 1_600, 1_601, 5_000).map((n) => 'x'.repeat(n)),
      weight: 1,
    },
  );
}

/** Any JSON, with dangerous keys in it. */
export function hostileJson(): fc.Arbitrary<Json> {
  const key = fc.oneof(fc.constantFrom(...DANGEROUS_KEYS), fc.string({ maxLength: 10 }));
  const { tree } = fc.letrec<{ tree: Json; leaf: Json }>((tie) => ({
    leaf: fc.oneof(
      nastyText(),
      fc.constantFrom(null, true, false, 0, -1, 1e308, -0.5, 2 ** 53, 4_294_967_296),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    ),
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      tie('leaf'),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.array(fc.tuple(key, tie('tree')), { maxLength: 4 }).map(objectOf),
    ),
  }));
  return tree;
}

/** An object with these members of its own, `__proto__` as any other: as JSON.parse would make it. */
export function objectOf(members: readonly (readonly [string, Json])[]): Record<string, Json> {
  const text = members.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',');
  return JSON.parse(`{${text}}`) as Record<string, Json>;
}

/** Lists in lists, or objects in objects, so deep. */
export function nested(depth: number, kind: 'lists' | 'objects', core: Json = 'x'): Json {
  let value = core;
  for (let level = 0; level < depth; level += 1) value = kind === 'lists' ? [value] : { a: value };
  return value;
}

/** Every place of a value, depth first from the root: the paths under which something can be put. */
export function placesIn(value: Json, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, child]) => placesIn(child, [...path, key]))];
}

/** A copy with another value at one place; `undefined` takes it away. */
export function withValueAt(value: Json, path: readonly string[], to: Json | undefined): Json {
  const [key, ...deeper] = path;
  if (key === undefined) return to ?? null;
  if (typeof value !== 'object' || value === null) return value;
  const members: [string, Json][] = Object.entries(value).flatMap(([name, child]) => {
    if (name !== key) return [[name, child] as [string, Json]];
    if (deeper.length > 0) return [[name, withValueAt(child, deeper, to)] as [string, Json]];
    return to === undefined ? [] : [[name, to] as [string, Json]];
  });
  return Array.isArray(value) ? members.map(([, child]) => child) : objectOf(members);
}

/** The names of what every object inherits: a parser that pollutes a prototype adds to them. */
export function inheritedNames(): readonly string[] {
  return [Object.prototype, Array.prototype, Function.prototype, String.prototype].flatMap((prototype) =>
    Reflect.ownKeys(prototype).map(String),
  );
}

/** Control characters, line breaks of all kinds, and marks that turn the writing direction. */
export const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}]|\p{Bidi_Control}/u;

/** How long something takes, in milliseconds. */
export function timeOf(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
