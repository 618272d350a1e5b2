import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  clockOnDay,
  duration,
  offsetFromUtc,
  planned,
  soon,
  utc,
  withUtc,
} from '../../../lambda/words/times.ts';

const RUNS = { seed: 20_261_129, numRuns: 500 };
const ZONES = ['Asia/Tokyo', 'Asia/Kolkata', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Kiritimati'];

/** Any second of the years 2000 to 2099. */
function moments(): fc.Arbitrary<number> {
  const [from, to] = [Date.parse('2000-01-01T00:00:00Z'), Date.parse('2099-12-31T00:00:00Z')];
  return fc.integer({ min: from / 1_000, max: to / 1_000 }).map((seconds) => seconds * 1_000);
}

const time = (text: string): number => Date.parse(text);

describe('a time in UTC', () => {
  it('has whole seconds, never rounded up', () => {
    expect(utc(time('2026-12-31T23:59:59.999Z'))).toBe('2026-12-31 23:59:59 UTC');
    expect(withUtc(time('2026-12-31T23:59:59.999Z'), 'UTC')).toBe('2026-12-31 23:59:59 UTC');
  });
});

describe('a time for its reader', () => {
  it.each([
    ['2026-11-29T10:02:10Z', 'Asia/Tokyo', '2026-11-29 19:02:10 Asia/Tokyo (10:02:10 UTC)'],
    ['2026-11-28T18:02:10Z', 'Asia/Tokyo', '2026-11-29 03:02:10 Asia/Tokyo (2026-11-28 18:02:10 UTC)'],
    ['2026-11-28T18:29:59Z', 'Asia/Kolkata', '2026-11-28 23:59:59 Asia/Kolkata (18:29:59 UTC)'],
    ['2026-11-28T18:30:00Z', 'Asia/Kolkata', '2026-11-29 00:00:00 Asia/Kolkata (2026-11-28 18:30:00 UTC)'],
    [
      '2027-01-01T04:59:00Z',
      'America/New_York',
      '2026-12-31 23:59:00 America/New_York (2027-01-01 04:59:00 UTC)',
    ],
  ])('%s in %s is theirs first, and UTC beside it with its date where that is another', (at, zone, words) => {
    expect(withUtc(time(at), zone)).toBe(words);
  });

  it('of the hour that comes twice when the clocks go back is told apart by UTC', () => {
    const [first, second] = ['2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z'].map((at) =>
      withUtc(time(at), 'America/New_York'),
    );
    expect(first).toBe('2026-11-01 01:30:00 America/New_York (05:30:00 UTC)');
    expect(second).toBe('2026-11-01 01:30:00 America/New_York (06:30:00 UTC)');
  });

  it('can always be read back to the second, in any time zone', () => {
    fc.assert(
      fc.property(moments(), fc.constantFrom(...ZONES), (at, zone) => {
        const [, date = '', otherDate = date, clock = ''] =
          /^(\d{4}-\d\d-\d\d) .*\((?:(\d{4}-\d\d-\d\d) )?(\d\d:\d\d:\d\d) UTC\)$/.exec(withUtc(at, zone)) ??
          [];
        expect(time(`${otherDate}T${clock}Z`)).toBe(at);
      }),
      RUNS,
    );
  });
});

describe('a time that is planned', () => {
  it.each([
    ['UTC', 'Sat 2026-11-28 18:00 UTC'],
    ['Asia/Tokyo', 'Sun 2026-11-29 03:00 Asia/Tokyo (2026-11-28 18:00 UTC)'],
    ['Asia/Kolkata', 'Sat 2026-11-28 23:30 Asia/Kolkata (2026-11-28 18:00 UTC)'],
    ['America/New_York', 'Sat 2026-11-28 13:00 America/New_York (2026-11-28 18:00 UTC)'],
  ])('in %s has its weekday, and both dates', (zone, words) => {
    expect(planned(time('2026-11-28T18:00:59Z'), zone)).toBe(words);
  });

  it.each([
    ['UTC', 'Sat 11-28 18:00'],
    ['Asia/Tokyo', 'Sun 11-29 03:00'],
    ['America/New_York', 'Sat 11-28 13:00'],
  ])('in %s is short in a subject', (zone, words) => {
    expect(soon(time('2026-11-28T18:00:59Z'), zone)).toBe(words);
  });
});

describe('a time in a list', () => {
  it('has its date only where it is not the one of the list', () => {
    const clock = (at: string): string => clockOnDay(time(at), 'Asia/Tokyo', '2026-12-31');
    expect(clock('2026-12-31T14:59:59Z')).toBe('23:59:59');
    expect(clock('2026-12-30T14:59:59Z')).toBe('12-30 23:59:59');
    expect(clock('2026-12-31T15:00:00Z')).toBe('2027-01-01 00:00:00');
  });
});

describe('how far a clock is from UTC', () => {
  it.each([
    ['2026-07-01T00:00:00Z', 'UTC', 'UTC+00:00'],
    ['2026-07-01T00:00:00Z', 'Asia/Tokyo', 'UTC+09:00'],
    ['2026-07-01T00:00:00Z', 'Asia/Kolkata', 'UTC+05:30'],
    ['2026-07-01T00:00:00Z', 'America/New_York', 'UTC-04:00'],
    ['2026-12-01T00:00:00Z', 'America/New_York', 'UTC-05:00'],
    ['2026-07-01T00:00:00.999Z', 'America/St_Johns', 'UTC-02:30'],
  ])('at %s in %s is %s', (at, zone, words) => {
    expect(offsetFromUtc(time(at), zone)).toBe(words);
  });

  it('added to UTC gives the reader’s clock, in any time zone', () => {
    fc.assert(
      fc.property(moments(), fc.constantFrom(...ZONES), (at, zone) => {
        const [, sign = '', hours = '', minutes = ''] =
          /^UTC([+-])(\d\d):(\d\d)$/.exec(offsetFromUtc(at, zone)) ?? [];
        const ahead = Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60_000;
        expect(withUtc(at, zone).startsWith(utc(at + ahead).slice(0, 19))).toBe(true);
      }),
      RUNS,
    );
  });
});

describe('a duration', () => {
  it.each([
    [-5, '0s'],
    [0, '0s'],
    [59, '59s'],
    [60, '1m00s'],
    [3_599, '59m59s'],
    [3_600, '1h00m'],
    [7_259, '2h00m'],
    [7_260, '2h01m'],
    [90_061, '25h01m'],
  ])('of %i seconds is %s', (seconds, words) => {
    expect(duration(seconds * 1_000)).toBe(words);
  });
});
