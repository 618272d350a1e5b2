import { describe, expect, it } from '@jest/globals';
import { decide } from '../../../../lambda/core/incident/decide.ts';
import { ROWS } from '../../../../lambda/core/incident/decision-table.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import type { Case } from './cases/case.ts';
import * as finishing from './cases/finishing.ts';
import * as watching from './cases/watching.ts';
import { SETTINGS, subjects } from '../given.ts';

const GROUPS = { ...watching, ...finishing } as const;
const ALL: readonly Case[] = Object.values(GROUPS).flat();

describe.each(Object.entries(GROUPS))('%s', (_, cases: readonly Case[]) => {
  it.each(cases.map((one) => [one.row, one.name, one] as const))('row %i: %s', (row, _name, one) => {
    const decision = decide(one.incident, one.seen, { ...SETTINGS, ...one.settings }, one.now);
    expect({ row: decision.row, step: decision.step, tells: subjects(decision.alerts) }).toEqual({
      row,
      step: one.step,
      tells: one.tells ?? [],
    });
    expect(inWords(decision.reason)).toMatch(/\S+ \S+/);
    // Nor its key: a sentence that lacks a value reads as `wait.grace {}`.
    expect(inWords(decision.reason)).not.toMatch(/undefined|NaN|\[object|^\w+\.[\w-]+ \{/);
  });
});

describe('the decision table', () => {
  const numbers = Object.keys(ROWS).map(Number);

  it('has a case for every row', () => {
    const decided = new Set<number>(ALL.map((one) => one.row));
    expect(numbers.filter((row) => !decided.has(row))).toEqual([]);
  });

  it('has for every row a case that it must not catch', () => {
    const twins = new Set<number>(ALL.flatMap((one) => (one.twinOf === undefined ? [] : [one.twinOf])));
    expect(numbers.filter((row) => !twins.has(row))).toEqual([]);
  });
});
