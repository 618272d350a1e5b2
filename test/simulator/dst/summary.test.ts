import { describe, expect, it } from '@jest/globals';
import { INVARIANTS } from '../../../simulator/dst/invariants/invariants.ts';
import { Summary } from '../../../simulator/dst/summary.ts';

const ALL_JUDGED = Object.fromEntries(INVARIANTS.map(({ name }) => [name, 1]));

/** The summary of that many seeds, each with these counts of what was judged. */
function summaryOf(seeds: number, judged: Readonly<Record<string, number>>): Summary {
  const summary = new Summary();
  for (let seed = 1; seed <= seeds; seed += 1)
    summary.add({ seed, lengthMs: 0, violations: [], counts: { judged: { ...judged } }, digest: '' });
  return summary;
}

describe('an invariant that had nothing to judge', () => {
  const { 'the daily budget': _, ...others } = ALL_JUDGED;

  it('is reported by its name after a thousand seeds', () => {
    expect(summaryOf(1000, others).gaps()).toEqual(['NEVER JUDGED: the daily budget']);
  });

  it('is not reported with fewer seeds, where it may be chance', () => {
    expect(summaryOf(999, others).gaps()).toEqual([]);
  });

  it('is not reported where each invariant was judged', () => {
    expect(summaryOf(1000, ALL_JUDGED).gaps()).toEqual([]);
  });
});

describe('what never happened', () => {
  it('is reported after three thousand seeds, kind and name', () => {
    const gaps = summaryOf(3000, ALL_JUDGED).gaps();
    expect(gaps).toContain('NEVER HAPPENED: fault crash');
    expect(gaps).toContain('NEVER HAPPENED: workload event host-fails');
    expect(gaps.filter((line) => line.startsWith('NEVER JUDGED'))).toEqual([]);
  });
});

describe('the lines of a summary', () => {
  it('say how often each invariant had something to judge', () => {
    expect(summaryOf(2, ALL_JUDGED).lines().join('\n')).toContain('the daily budget 2');
  });
});
