import { describe, expect, it } from '@jest/globals';
import { reachesFurther, reachOf } from '../../../../lambda/core/notices/reach.ts';
import { markOf } from '../../../../lambda/core/model/mark.ts';

describe('the reach of an issue', () => {
  it.each([
    ['We see errors.', { severity: '', zones: [], breadth: 0 }],
    ['Errors in a single Availability Zone (use1-az4).', { severity: '', zones: ['use1-az4'], breadth: 1 }],
    ['Errors in one AZ.', { severity: '', zones: [], breadth: 1 }],
    [
      'Errors in us-east-1b and us-east-1a, us-east-1a.',
      { severity: '', zones: ['us-east-1a', 'us-east-1b'], breadth: 0 },
    ],
    ['Multiple Availability Zones see errors; first one AZ did.', { severity: '', zones: [], breadth: 2 }],
    ['All Availability Zones are impacted.', { severity: '', zones: [], breadth: 3 }],
    ['All of the three Availability Zones', { severity: '', zones: [], breadth: 3 }],
    ['The entire Region', { severity: '', zones: [], breadth: 3 }],
    ['All other Availability Zones operate normally.', { severity: '', zones: [], breadth: 0 }],
    ['Current severity level: Degraded\nWe see', { severity: 'degraded', zones: [], breadth: 0 }],
  ])('is read from the words of AWS: %s', (text, reach) => {
    expect(reachOf(text)).toEqual(reach);
  });

  it('has a bound', () => {
    const zones = Array.from({ length: 100 }, (_, n) => `use${n % 10}-az${Math.floor(n / 10)}`).join(' ');
    expect(reachOf(zones).zones).toHaveLength(20);
  });

  const TOLD = { severity: 'degraded', zones: ['use1-az4'], breadth: 1 };
  it.each([
    ['another zone', { zones: ['use1-az1'] }, true],
    ['more zones', { zones: ['use1-az1', 'use1-az4'] }, true],
    ['more of the Region', { breadth: 2 }, true],
    ['another severity', { severity: 'operating normally' }, true],
    ['the same', {}, false],
    ['less', { zones: [], breadth: 0 }, false],
    ['no severity any more', { severity: '' }, false],
  ])('grows with %s: %p', (_what, changes, further) => {
    expect(reachesFurther(TOLD, { ...TOLD, ...changes })).toBe(further);
  });
});

describe('a mark', () => {
  it('is the same for the same text only, and short', () => {
    const texts = ['', 'a', 'b', 'ab', 'ba', 'a'.repeat(100_000), '本', '😀'];
    expect(new Set(texts.map(markOf)).size).toBe(texts.length);
    expect(markOf('the same')).toBe(markOf('the same'));
    for (const text of texts) expect(markOf(text)).toMatch(/^[0-9a-z]{14}$/);
  });
});
