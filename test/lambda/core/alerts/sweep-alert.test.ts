import { describe, expect, it } from '@jest/globals';
import { withSweepUnfinished } from '../../../../lambda/core/alerts/sweep-alert.ts';
import { HOUR } from '../../../../lambda/core/model/time.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import { aRegion, at } from '../given.ts';

const NOW = at('10:06:00');
const LEFT = { left: 1_200, total: 5_000 };

describe('a sweep that could not look at everything', () => {
  it('says how many had no turn, and what goes first', () => {
    const next = withSweepUnfinished(aRegion(), LEFT, NOW);
    expect(next.unfinishedToldAt).toBe(NOW);
    const [alert, ...more] = next.newAlerts;
    expect(more).toEqual([]);
    expect(alert).toMatchObject({ id: `sweep-unfinished/${NOW}`, word: 'NOTICE', at: NOW, data: LEFT });
    const words = [alert?.short, ...(alert?.story ?? []), ...(alert?.todo ?? [])];
    const text = words.map((one) => (one === undefined ? '' : inWords(one))).join(' ');
    for (const part of ['1200 of 5000', 'has its turn first', 'log of the function'])
      expect(text).toContain(part);
    expect([alert?.timeline, alert?.timelineOmitted, alert?.documents]).toEqual([[], 0, []]);
  });

  it('is told once an hour, behind what else is new', () => {
    const told = aRegion({ unfinishedToldAt: NOW - HOUR + 1 });
    expect(withSweepUnfinished(told, LEFT, NOW)).toBe(told);
    const again = aRegion({ unfinishedToldAt: NOW - HOUR });
    expect(withSweepUnfinished(again, LEFT, NOW).newAlerts).toHaveLength(1);
    const first = withSweepUnfinished(aRegion(), LEFT, NOW);
    expect(withSweepUnfinished({ ...first, unfinishedToldAt: 0 }, LEFT, NOW + 1).newAlerts).toHaveLength(2);
  });
});
