import { describe, expect, it } from '@jest/globals';
import { budgetRefusal, recentAttempts } from '../../../../lambda/core/gate/budget.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import { at, SETTINGS } from '../given.ts';

const NOW = at('10:06:00');
const YESTERDAY = at('10:06:00', '2026-01-14');

describe('a budget that is used up', () => {
  it.each([1, 2, 3, 10])(
    'of %i attempts names the very time at which the next one is possible',
    (maxAttemptsPerDay) => {
      const settings = { ...SETTINGS, maxAttemptsPerDay };
      // The oldest first, the newest first: the order in the record must not matter.
      const attempts = Array.from({ length: maxAttemptsPerDay }, (_, n) => YESTERDAY + 1 + n * 60_000);
      for (const order of [attempts, attempts.toReversed()]) {
        const again = Number(budgetRefusal(order, settings, 'stopping', NOW)?.values?.again);
        expect(budgetRefusal(order, settings, 'stopping', again - 1)).toBeDefined();
        expect(budgetRefusal(order, settings, 'stopping', again)).toBeUndefined();
      }
    },
  );

  it('says how many attempts were used of how many', () => {
    const refusal = budgetRefusal([at('01:00:00'), at('02:00:00'), at('03:00:00')], SETTINGS, 'moving', NOW);
    expect(refusal === undefined ? '' : inWords(refusal)).toContain('3 of 3 attempts');
  });
});

describe('the attempts that count', () => {
  it('are those of less than 24 hours ago', () => {
    expect(recentAttempts([YESTERDAY - 1, YESTERDAY, YESTERDAY + 1, NOW], NOW)).toEqual([YESTERDAY + 1, NOW]);
  });
});
