import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PARAMETERS, type Parameter, type TextParameter } from '../../../../lambda/contract/parameters.ts';
import { WIRING } from '../../../../lambda/contract/wiring.ts';
import { readSettings, type ReadSettings } from '../../../../lambda/functions/responder/read-settings.ts';
import {
  inheritedNames,
  nastyText,
  SLOW_LENGTH,
  SLOW_TEXTS,
  SOON_MS,
  timeOf,
} from './signals/fuzz-values.ts';

const RUNS = { seed: 20_261_210, numRuns: 300 };
const ALL = Object.values<Parameter>(PARAMETERS);
const WIRED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.values(WIRING).map((name) => [name, 'x'])),
  AWS_REGION: 'ap-northeast-1',
};
type Variables = Readonly<Record<string, string | undefined>>;

const TEXTS: Readonly<Record<TextParameter['meaning'], readonly string[]>> = {
  'weekly windows': ['sun:18:00-sun:22:00', 'Mon:01:30-mon:03:00, sat:23:00-sun:03:00'],
  'time zone': ['UTC', 'Asia/Tokyo', 'America/New_York'],
  'tag keys': ['none', 'team.example/*', 'managed-by=operator, pool'],
};

/** A value that the parameter allows, as its text. */
function allowed(one: Parameter): fc.Arbitrary<string> {
  return one.kind === 'choice'
    ? fc.constantFrom(...one.allowed)
    : one.kind === 'text'
      ? fc.constantFrom(...TEXTS[one.meaning])
      : fc.integer({ min: one.min, max: one.max }).map(String);
}

/** One that it does not: an odd number, an odd text, another parameter's value. */
function forbidden(one: Parameter): fc.Arbitrary<string | undefined> {
  const odd = fc.oneof(
    nastyText(),
    fc.constantFrom(
      undefined,
      '1e1',
      '0x5',
      '5.0',
      '+5',
      '-0',
      '5 ',
      ' 5',
      '5\n',
      '٥',
      '1000000',
      'Infinity',
      'True',
      'ACT',
    ),
    fc.integer().map(String),
  );
  return odd.filter((text) => text === undefined || !isAllowed(one, text));
}

/** Told anew, by what the table of settings says and not by what settings.ts does. */
function isAllowed(one: Parameter, text: string): boolean {
  if (one.kind === 'choice') return one.allowed.includes(text);
  // Odd texts are neither windows nor zones; their own tests try those that are nearly right.
  if (one.kind === 'text' && one.meaning === 'tag keys') return new RegExp(one.pattern).test(text);
  if (one.kind === 'text') return TEXTS[one.meaning].includes(text);
  const number = Number(text);
  return /^[0-9]{1,6}$/.test(text) && number >= one.min && number <= one.max;
}

const read = (env: Variables): ReadSettings => readSettings(env);
const namesOf = (env: Variables): string[] => read(env).problems.map(({ name }) => name);

const valid = fc
  .record(Object.fromEntries(ALL.map((one) => [one.env, allowed(one)])))
  .map((env): Record<string, string> => ({ ...env, ...WIRED }));
const contradicts = (env: Variables): boolean =>
  Number(env[PARAMETERS.brakeAlways.env]) < Number(env[PARAMETERS.brakeMinimum.env]);

describe('readSettings', () => {
  it('gives settings within their ranges, the same each time, for every environment that the stack can make', () => {
    fc.assert(
      fc.property(valid, (env) => {
        const first = read(env);
        expect(namesOf(env)).toEqual(contradicts(env) ? ['BrakeAlways'] : []);
        expect(first.settings.unreadable).toBe(contradicts(env) ? 'stops' : undefined);
        expect(read(env)).toEqual(first);
        for (const [key, one] of Object.entries<Parameter>(PARAMETERS)) {
          const value: unknown = { ...first.settings, logLevel: first.logLevel }[key];
          if (one.kind !== 'text')
            expect(String(value)).toBe(String(one.kind === 'number' ? Number(env[one.env]) : env[one.env]));
        }
      }),
      RUNS,
    );
  });

  it('says what is wrong with each value that is, and of no other; what hangs on it does not begin', () => {
    const bad = fc.constantFrom(...ALL).chain((one) => forbidden(one).map((text) => ({ one, text })));
    fc.assert(
      fc.property(
        valid.filter((env) => !contradicts(env)),
        fc.uniqueArray(bad, { minLength: 1, maxLength: 5, selector: ({ one }) => one.env }),
        (env, wrong) => {
          const broken: Variables = {
            ...env,
            ...Object.fromEntries(wrong.map(({ one, text }) => [one.env, text])),
          };
          const { problems, settings } = read(broken);
          // A default beside a value of the owner may contradict it.
          const own = problems.filter(({ allowed }) => !allowed.startsWith('BrakeMinimum, which'));
          expect(own.map(({ name }) => name).sort()).toEqual(wrong.map(({ one }) => one.name).sort());
          for (const one of problems) expect(JSON.stringify(one).length).toBeLessThan(700);
          const effects = problems.map(({ ifUnreadable }) => ifUnreadable);
          const worst = effects.includes('stops nothing')
            ? 'stops'
            : effects.includes('moves nothing')
              ? 'moves'
              : undefined;
          expect(settings.unreadable).toBe(worst);
          for (const { one } of wrong) {
            const [key = ''] = Object.entries<Parameter>(PARAMETERS).find(([, other]) => other === one) ?? [];
            if (one.kind === 'number')
              expect({ ...settings }[key as keyof typeof settings]).toBe(one.default);
          }
        },
      ),
      RUNS,
    );
  });

  it('takes no setting that it does not know, and does not mind what is not ours', () => {
    const known = new Set<string>([...ALL.map((one) => one.env), ...Object.values(WIRING)]);
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,30}$/);
    fc.assert(
      fc.property(valid, name, nastyText(), (env, key, text) => {
        fc.pre(!contradicts(env) && !known.has(key) && !known.has(`RESPONDER_${key}`));
        if (!key.startsWith('RESPONDER_')) expect(read({ ...env, [key]: text })).toEqual(read(env));
        const { problems, settings } = read({ ...env, [`RESPONDER_${key}`]: text });
        expect(problems.map((one) => one.name)).toEqual([`RESPONDER_${key}`]);
        expect(settings.unreadable).toBe('stops');
      }),
      RUNS,
    );
  });

  it('answers or refuses whatever is in the environment, and leaves alone what every object inherits', () => {
    const before = inheritedNames();
    const key = fc.oneof(
      fc.constantFrom(...ALL.map((one) => one.env), ...Object.values(WIRING), 'AWS_REGION'),
      fc.constantFrom('__proto__', 'constructor', 'toString', 'RESPONDER___proto__'),
    );
    fc.assert(
      fc.property(fc.dictionary(key, fc.option(nastyText(), { nil: undefined })), (env) => {
        expect(read(env).problems.length).toBeLessThanOrEqual(ALL.length + 10);
      }),
      RUNS,
    );
    expect(inheritedNames()).toEqual(before);
  });

  it.each(Object.entries(SLOW_TEXTS))('is soon done with %s in every value', (_what, make) => {
    const text = make(SLOW_LENGTH);
    const env = Object.fromEntries([...ALL.map((one) => one.env), 'RESPONDER_X'].map((name) => [name, text]));
    const took = timeOf(() => {
      for (const one of read(env).problems) expect(JSON.stringify(one).length).toBeLessThan(1_000);
    });
    expect(took).toBeLessThan(SOON_MS);
  });
});
