import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { matchesPattern } from '../../../simulator/events/event-pattern.ts';
import type { Json } from '../../lambda/functions/responder/signals/event-files.ts';
import {
  hostileJson,
  objectOf,
  SOON_MS,
  timeOf,
} from '../../lambda/functions/responder/signals/fuzz-values.ts';

const RUNS = { seed: 20_261_230, numRuns: 1_500 };

/** Few names and values, so that patterns and events meet. */
const NAMES = ['a', 'b', 'c', '__proto__'] as const;
const SCALARS: readonly (string | number | boolean | null)[] = [
  'x',
  'xy',
  'yx',
  'X',
  '',
  1,
  2,
  '1',
  true,
  false,
  null,
];

interface Leaf {
  readonly member: Json;
  readonly accepts: (value: Json) => boolean;
}

const scalar = fc.constantFrom(...SCALARS);
const word = fc.constantFrom('x', 'xy', 'y', 'X');
const isText = (value: Json): value is string => typeof value === 'string';

/** One member of a leaf's list, and what it accepts: told by AWS's words, one line each. */
const leaf: fc.Arbitrary<Leaf> = fc.oneof(
  scalar.map((one): Leaf => ({ member: one, accepts: (value) => value === one })),
  word.map((one): Leaf => ({
    member: { prefix: one },
    accepts: (value) => isText(value) && value.startsWith(one),
  })),
  word.map((one): Leaf => ({
    member: { suffix: one },
    accepts: (value) => isText(value) && value.length >= one.length && value.endsWith(one),
  })),
  word.map((one): Leaf => ({
    member: { 'equals-ignore-case': one },
    accepts: (value) => isText(value) && value.toUpperCase() === one.toUpperCase(),
  })),
  fc.uniqueArray(word, { minLength: 1 }).map((all): Leaf => ({
    member: { 'anything-but': all },
    accepts: (value) => !all.some((one) => one === value),
  })),
  fc
    .tuple(fc.constantFrom('<', '<=', '=', '>=', '>'), fc.integer({ min: 0, max: 3 }))
    .map(([sign, bound]): Leaf => ({
      member: { numeric: [sign, bound] },
      accepts: (value) =>
        typeof value === 'number' &&
        ((value < bound && sign.includes('<')) ||
          (value > bound && sign.includes('>')) ||
          (value === bound && sign.includes('='))),
    })),
  fc.constant<Leaf>({ member: { exists: true }, accepts: () => true }),
);

/** A pattern, and whether it matches an event that has no arrays in it. */
interface Pattern {
  readonly json: Record<string, Json>;
  readonly matches: (event: Json) => boolean;
}

function ownMember(event: Json, name: string): Json | undefined {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return undefined;
  return Object.hasOwn(event, name) ? event[name] : undefined;
}

const atLeaf = (
  canBeAbsent: boolean,
): fc.Arbitrary<{ json: Json; matches: (value: Json | undefined) => boolean }> =>
  fc
    .tuple(fc.array(leaf, { minLength: 1, maxLength: 2 }), canBeAbsent ? fc.boolean() : fc.constant(false))
    .map(([members, absent]) => ({
      json: [...members.map((one) => one.member), ...(absent ? [{ exists: false }] : [])],
      matches: (value) => {
        const isValue = value !== undefined && (typeof value !== 'object' || value === null);
        return isValue ? members.some((one) => one.accepts(value)) : absent;
      },
    }));

function pattern(canBeAbsent: boolean, depth = 2): fc.Arbitrary<Pattern> {
  const child =
    depth === 0
      ? atLeaf(canBeAbsent)
      : fc.oneof(
          atLeaf(canBeAbsent),
          pattern(canBeAbsent, depth - 1).map(({ json, matches }) => ({
            json: json,
            matches: (value: Json | undefined) => matches(value ?? null),
          })),
        );
  return fc
    .uniqueArray(fc.tuple(fc.constantFrom(...NAMES), child), {
      minLength: 1,
      maxLength: 2,
      selector: ([name]) => name,
    })
    .map((members) => ({
      json: objectOf(members.map(([name, { json }]) => [name, json])),
      matches: (event) => members.every(([name, { matches }]) => matches(ownMember(event, name))),
    }));
}

function event(withArrays: boolean): fc.Arbitrary<Json> {
  const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      scalar as fc.Arbitrary<Json>,
      fc.array(fc.tuple(fc.constantFrom(...NAMES), tie('tree')), { maxLength: 3 }).map(objectOf),
      ...(withArrays ? [fc.array(tie('tree'), { maxLength: 3 })] : []),
    ),
  }));
  return fc.array(fc.tuple(fc.constantFrom(...NAMES), tree), { minLength: 1, maxLength: 3 }).map(objectOf);
}

/** The event in each way in which every array in it can be one of its elements; an empty one is nothing. */
function* choices(value: Json): Generator<Json> {
  if (Array.isArray(value)) {
    if (value.length === 0) yield {};
    for (const element of value) yield* choices(element);
  } else if (typeof value === 'object' && value !== null) {
    yield* membersChosen(Object.entries(value));
  } else yield value;
}

function* membersChosen(members: readonly [string, Json][]): Generator<Record<string, Json>> {
  const [first, ...rest] = members;
  if (first === undefined) yield objectOf([]);
  else
    for (const chosen of choices(first[1]))
      for (const others of membersChosen(rest))
        yield objectOf([[first[0], chosen], ...Object.entries(others)]);
}

function someChoiceMatches(matches: (one: Json) => boolean, value: Json): boolean {
  for (const one of choices(value)) if (matches(one)) return true;
  return false;
}

describe('matchesPattern', () => {
  it('agrees on events without arrays with a reading of the pattern line by line', () => {
    let matched = 0;
    fc.assert(
      fc.property(pattern(true), event(false), ({ json, matches }, given) => {
        const expected = matches(given);
        matched += expected ? 1 : 0;
        expect(matchesPattern(json, given)).toBe(expected);
      }),
      RUNS,
    );
    expect(matched).toBeGreaterThan(RUNS.numRuns / 20);
  });

  it('agrees on events with arrays with trying every choice of one element from each', () => {
    let matched = 0;
    fc.assert(
      fc.property(pattern(false), event(true), ({ json, matches }, given) => {
        const expected = someChoiceMatches(matches, given);
        matched += expected ? 1 : 0;
        expect(matchesPattern(json, given)).toBe(expected);
      }),
      RUNS,
    );
    expect(matched).toBeGreaterThan(RUNS.numRuns / 40);
  });

  it('agrees so where two fields are asked of the elements of one list, also of a list of lists', () => {
    const fields = fc.tuple(atLeaf(false), atLeaf(false)).map(([b, c]): Pattern => ({
      json: { a: { b: b.json, c: c.json } },
      matches: (one) => {
        const element = ownMember(one, 'a') ?? null;
        return b.matches(ownMember(element, 'b')) && c.matches(ownMember(element, 'c'));
      },
    }));
    const some = fc.oneof(
      scalar as fc.Arbitrary<Json>,
      fc.array(scalar as fc.Arbitrary<Json>, { maxLength: 2 }),
    );
    const element = fc.record({ b: some, c: some }, { requiredKeys: [] }) as fc.Arbitrary<Json>;
    const list = fc.array(fc.oneof(element, fc.array(element, { maxLength: 2 })), { maxLength: 3 });
    let mixed = 0;
    fc.assert(
      fc.property(fields, list, ({ json, matches }, elements) => {
        const given: Json = { a: elements };
        expect(matchesPattern(json, given)).toBe(someChoiceMatches(matches, given));
        mixed += elements.length > 1 ? 1 : 0;
      }),
      RUNS,
    );
    expect(mixed).toBeGreaterThan(RUNS.numRuns / 4);
  });

  it('takes $or for either of its branches, beside what stands with it', () => {
    // The branches speak of other fields than what stands beside them: of one field, AWS says which counts nowhere.
    const under = (name: string): fc.Arbitrary<Pattern> =>
      atLeaf(true).map(({ json, matches }) => ({
        json: { [name]: json },
        matches: (one) => matches(ownMember(one, name)),
      }));
    fc.assert(
      fc.property(under('a'), under('b'), under('c'), event(false), (beside, one, other, given) => {
        const either = { ...beside.json, $or: [one.json, other.json] };
        expect(matchesPattern(either, given)).toBe(
          beside.matches(given) && (one.matches(given) || other.matches(given)),
        );
      }),
      RUNS,
    );
  });

  it('answers for whatever event it is given', () => {
    fc.assert(
      fc.property(pattern(true), hostileJson(), ({ json }, given) => {
        expect(typeof matchesPattern(json, given)).toBe('boolean');
      }),
      RUNS,
    );
  });

  it('refuses by a sentence of its own whatever is no pattern', () => {
    fc.assert(
      fc.property(hostileJson(), (json) => {
        try {
          expect(typeof matchesPattern(json as object, { a: 1 })).toBe('boolean');
        } catch (thrown) {
          expect((thrown as Error).message).toMatch(/^event pattern: |WeakMap key/);
        }
      }),
      RUNS,
    );
  });

  it('is done soon with a wildcard full of stars and a text that nearly matches', () => {
    const stars = { a: [{ wildcard: `${'*x'.repeat(200)}*y` }] };
    expect(timeOf(() => matchesPattern(stars, { a: 'x'.repeat(100_000) }))).toBeLessThan(SOON_MS);
  });
});
