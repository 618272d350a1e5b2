import { beforeEach, describe, expect, it } from '@jest/globals';
import { SweepTurns } from '../../../../lambda/functions/responder/sweep-turns.ts';

const MIDNIGHT = Date.parse('2026-11-21T00:00:00Z');
const SECOND = 1_000;

let turns: SweepTurns;
/** A sweep that the rule made due so many seconds after midnight, and that arrives at so many. */
const take = (due: number, arrives: number): boolean =>
  turns.take(MIDNIGHT + due * SECOND, MIDNIGHT + arrives * SECOND);

beforeEach(() => {
  turns = new SweepTurns();
});

describe('a sweep', () => {
  it('is made each minute, also where it arrives a minute late', () => {
    expect([take(0, 1), take(60, 61), take(120, 180), take(180, 240)]).toEqual([true, true, true, true]);
  });

  it('is left out when Lambda gives it again, before the next one or after', () => {
    expect([take(0, 1), take(0, 60), take(60, 61), take(0, 62), take(0, 182)]).toEqual([
      true,
      false,
      true,
      false,
      false,
    ]);
  });

  it('is left out when it is late and nothing is known of others, as after a time-out', () => {
    expect(take(0, 161)).toBe(false);
    expect(take(180, 181)).toBe(true);
  });

  it('is left out when a third attempt meets an environment that has rested', () => {
    expect([take(0, 1), take(60, 241)]).toEqual([true, false]);
  });

  it('is made where every one is late, because Lambda has no room: somebody must look', () => {
    expect([take(0, 200), take(60, 260), take(120, 320)]).toEqual([false, true, true]);
  });

  it('with a date in the future leaves out none of those that follow', () => {
    expect([take(86_400, 30), take(60, 61), take(120, 121)]).toEqual([true, true, true]);
  });
});
