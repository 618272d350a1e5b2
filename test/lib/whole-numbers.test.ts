import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { wholeNumbers } from '../../lib/whole-numbers.ts';

describe('the pattern for the whole numbers of a range', () => {
  it('takes each of them and nothing else', () => {
    const bound = fc.integer({ min: 0, max: 12_000 });
    fc.assert(
      fc.property(bound, bound, fc.array(fc.integer({ min: 0, max: 13_000 })), (a, b, tried) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)];
        const pattern = new RegExp(wholeNumbers(min, max));
        for (const one of [...tried, min, max, min - 1, max + 1, min + 1, max - 1])
          expect(pattern.test(String(one))).toBe(one >= min && one <= max);
      }),
      { seed: 20_261_129, numRuns: 300 },
    );
  });

  it.each(['2.5', '05', '+5', '-5', '5 ', ' 5', '5e0', '', '٥'])('refuses %j', (text) => {
    expect(text).not.toMatch(new RegExp(wholeNumbers(0, 60)));
  });

  it('is short', () => {
    expect(wholeNumbers(0, 60)).toBe('^([0-9]|[1-5][0-9]|60)$');
    expect(wholeNumbers(2, 1000)).toBe('^([2-9]|[1-9][0-9]|[1-9][0-9]{2}|1000)$');
  });
});
