import { describe, expect, it } from '@jest/globals';
import { isTimeZone } from '../../../../lambda/core/scheduled-events/time-zone-clock.ts';
import { zoned } from '../../../../lambda/words/zoned-time.ts';

const ZONES = Intl.supportedValuesOf('timeZone');

describe('every time zone that this Node.js lists', () => {
  it('is one that may be set', () => {
    expect(ZONES.length).toBeGreaterThan(300);
    expect(ZONES.filter((zone) => !isTimeZone(zone))).toEqual([]);
  });

  it('stands in a mail under the name that it was given', () => {
    expect(ZONES.filter((zone) => !zoned(0, zone).endsWith(` ${zone}`))).toEqual([]);
  });
});
