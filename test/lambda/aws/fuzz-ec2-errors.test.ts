import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { failureOf, idsNamedIn, shapeOf } from '../../../lambda/aws/ec2-errors.ts';
import {
  NASTY_TEXTS,
  nastyText,
  SLOW_LENGTH,
  SLOW_TEXTS,
  SOON_MS,
  timeOf,
} from '../functions/responder/signals/fuzz-values.ts';

const RUNS = { seed: 20_261_150, numRuns: 3_000 };

/** What is no error, and yet can be thrown: also what cannot be turned into a text. */
const noError: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({ withBigInt: true, withNullPrototype: true, withBoxedValues: true, withSparseArray: true }),
  fc.constantFrom<unknown>(Object.create(null), [Object.create(null)], Symbol('x'), [Symbol('x')], {
    toString: () => {
      throw new Error('no');
    },
  }),
);

/** Errors of the SDK in every state of undress. */
const anError: fc.Arbitrary<unknown> = fc
  .record({
    name: fc.oneof(nastyText(), fc.constantFrom('Throttling', 'UnauthorizedOperation', 'TimeoutError')),
    message: nastyText(),
    $fault: fc.constantFrom('client', 'server', 'x', 7, null, undefined),
    $metadata: fc.constantFrom(
      null,
      undefined,
      {},
      'x',
      { httpStatusCode: 400 },
      { httpStatusCode: 408 },
      { httpStatusCode: 503 },
      { httpStatusCode: Number.NaN },
      { httpStatusCode: '400' },
    ),
  })
  .map((fields) => Object.assign(new Error('x'), fields));

function expectTexts(value: unknown): void {
  const { name, message, fault, status } = shapeOf(value);
  expect([typeof name, typeof message]).toEqual(['string', 'string']);
  expect(['string', 'undefined']).toContain(typeof fault);
  expect(['number', 'undefined']).toContain(typeof status);
}

describe('shapeOf', () => {
  it('gives texts for any error', () => {
    fc.assert(fc.property(anError, expectTexts), RUNS);
  });

  it('gives texts for what is thrown and is no error', () => {
    fc.assert(fc.property(noError, expectTexts), RUNS);
  });

  it.each([undefined, null, 7, {}])('gives texts for an error whose name and message are %p', (odd) => {
    expectTexts(Object.assign(new Error('x'), { name: odd, message: odd }));
  });
});

describe('failureOf', () => {
  it('calls a refusal only what EC2 answered, in one short line', () => {
    fc.assert(
      fc.property(anError, (value) => {
        const failure = failureOf(value);
        expect(failureOf(value)).toEqual(failure);
        if (failure.kind === 'unknown') return;
        expect(failure.message.length).toBeLessThanOrEqual(300);
        expect(failure.message).not.toMatch(/[\r\n\u2028\u2029]/);
      }),
      RUNS,
    );
  });

  it('calls nothing a refusal that is no error: the machine may be stopping', () => {
    fc.assert(
      fc.property(noError, (value) => {
        expect(failureOf(value).kind).toBe('unknown');
      }),
      RUNS,
    );
  });

  it.each(Object.entries(SLOW_TEXTS))('is soon done with %s for a message', (_what, make) => {
    const error = Object.assign(new Error(make(SLOW_LENGTH)), { name: 'Throttling' });
    expect(timeOf(() => failureOf(error))).toBeLessThan(SOON_MS);
  });
});

describe('idsNamedIn', () => {
  const HEX = Array.from({ length: 16 }, (_, digit) => digit.toString(16));
  const id = fc.string({ unit: fc.constantFrom(...HEX), minLength: 17, maxLength: 17 });

  it('finds every id that EC2 names, in its order, whatever is written around them', () => {
    const between = fc.constantFrom("'", ', ', ' ', "' do not exist. ", '. ', '(', '\n', '"', ';');
    const named = fc.array(fc.tuple(id, between), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(named, (pairs) => {
        const message = `The instance IDs '${pairs.map(([one, after]) => `i-${one}${after}`).join('')}`;
        expect(idsNamedIn(message)).toEqual(pairs.map(([one]) => `i-${one}`));
      }),
      RUNS,
    );
  });

  it('gives only what stands in the message, and no more than it holds', () => {
    fc.assert(
      fc.property(fc.oneof(nastyText(), fc.string()), (message) => {
        const ids = idsNamedIn(message);
        for (const one of ids) {
          expect(one).toMatch(/^i-[0-9a-zA-Z]+$/);
          expect(message).toContain(one);
        }
        expect(ids.join('').length).toBeLessThanOrEqual(message.length);
      }),
      RUNS,
    );
    expect(NASTY_TEXTS.flatMap((text) => idsNamedIn(text)).every((one) => one.startsWith('i-'))).toBe(true);
  });

  it.each(Object.entries(SLOW_TEXTS))('is soon done with %s', (_what, make) => {
    const text = make(SLOW_LENGTH);
    expect(timeOf(() => idsNamedIn(text))).toBeLessThan(SOON_MS);
  });
});
