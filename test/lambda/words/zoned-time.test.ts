import { describe, expect, it } from '@jest/globals';
import { zoned } from '../../../lambda/words/zoned-time.ts';

describe('zoned', () => {
  it.each([
    ['2026-11-28T18:04:00Z', 'Asia/Tokyo', 'Sun 2026-11-29 03:04 Asia/Tokyo'],
    ['2026-11-28T18:04:00Z', 'UTC', 'Sat 2026-11-28 18:04 UTC'],
    ['2026-11-30T00:00:00Z', 'UTC', 'Mon 2026-11-30 00:00 UTC'],
    ['2026-12-01T00:00:00Z', 'Etc/GMT-1', 'Tue 2026-12-01 01:00 Etc/GMT-1'],
    ['2026-12-02T00:00:00Z', 'Asia/Kathmandu', 'Wed 2026-12-02 05:45 Asia/Kathmandu'],
    ['2026-12-03T12:00:00Z', 'Pacific/Kiritimati', 'Fri 2026-12-04 02:00 Pacific/Kiritimati'],
    ['2027-01-01T03:59:00Z', 'America/New_York', 'Thu 2026-12-31 22:59 America/New_York'],
  ])('says %s in %s as %s', (at, zone, words) => {
    expect(zoned(Date.parse(at), zone)).toBe(words);
  });

  it('follows the clocks when they are changed', () => {
    expect(zoned(Date.parse('2026-03-08T06:59Z'), 'America/New_York')).toBe(
      'Sun 2026-03-08 01:59 America/New_York',
    );
    expect(zoned(Date.parse('2026-03-08T07:00Z'), 'America/New_York')).toBe(
      'Sun 2026-03-08 03:00 America/New_York',
    );
  });

  it('does not round up: a minute that has not come is not shown', () => {
    expect(zoned(Date.parse('2026-11-28T23:59:59.999Z'), 'UTC')).toBe('Sat 2026-11-28 23:59 UTC');
    expect(zoned(Date.parse('2026-11-28T23:59:59.999Z') + 0.5, 'UTC')).toBe('Sat 2026-11-28 23:59 UTC');
  });

  it('writes a name as it is written in the database', () => {
    expect(zoned(0, 'asia/tokyo')).toBe('Thu 1970-01-01 09:00 Asia/Tokyo');
    expect(zoned(0, 'utc')).toBe('Thu 1970-01-01 00:00 UTC');
  });

  it.each([8.64e15, -8.64e15])('has words for %d, the last moment that a date of JavaScript can be', (at) => {
    expect(zoned(at, 'Asia/Tokyo')).toMatch(/^\w{3} \S+ \d\d:\d\d Asia\/Tokyo$/);
  });

  it('refuses a zone that is none', () => {
    expect(() => zoned(0, 'Asia/Tokio')).toThrow(RangeError);
  });
});
