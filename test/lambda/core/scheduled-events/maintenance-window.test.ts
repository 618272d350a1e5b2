import { describe, expect, it } from '@jest/globals';
import {
  isTimeZone,
  parseWindows,
  windowSpans,
} from '../../../../lambda/core/scheduled-events/maintenance-window.ts';
import type { WeeklyWindow } from '../../../../lambda/core/model/settings.ts';
import { DAY } from '../../../../lambda/core/model/time.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';

/** The windows of a text, or a failed test. */
function windowsOf(text: string): readonly WeeklyWindow[] {
  const read = parseWindows(text);
  if ('problem' in read) throw new Error(inWords(read.problem));
  return read.windows;
}

function problemOf(text: string): string {
  const read = parseWindows(text);
  return 'problem' in read ? inWords(read.problem) : `taken: ${JSON.stringify(read.windows)}`;
}

/** The spans as `2026-03-08T07:00Z 2026-03-08T08:00Z`, from and to as dates in UTC. */
function spansOf(text: string, timeZone: string, from: string, to: string): string[] {
  const minute = (at: number): string => `${new Date(at).toISOString().slice(0, 16)}Z`;
  const spans = windowSpans(windowsOf(text), timeZone, Date.parse(from), Date.parse(to));
  return spans.map(({ start, end }) => `${minute(start)} ${minute(end)}`);
}

describe('parseWindows', () => {
  it.each([
    ['sun:00:00-sun:00:30', 0, 30],
    ['sun:18:00-sun:22:00', 1_080, 240],
    ['mon:00:00-mon:12:00', 1_440, 720],
    ['tue:01:02-tue:03:04', 2_942, 122],
    ['wed:09:00-wed:10:00', 4_860, 60],
    ['thu:19:59-thu:20:59', 6_959, 60],
    ['fri:23:29-fri:23:59', 8_609, 30],
    ['sat:23:00-sun:03:00', 10_020, 240],
    ['fri:22:00-sat:02:00', 8_520, 240],
    ['sun:00:00-mon:00:00', 0, 1_440],
    ['sat:23:59-sun:23:59', 10_079, 1_440],
  ])('reads %s', (text, startMinute, minutes) => {
    expect(parseWindows(text)).toEqual({ windows: [{ startMinute, minutes }] });
  });

  it.each([
    'SUN:18:00-Sun:22:00',
    ' sun:18:00 - sun:22:00 ',
    'sun: 18:00-sun: 22:00',
    '\tsun:18:00-sun:22:00\n',
  ])('reads %j as without capitals and spaces', (text) => {
    expect(windowsOf(text)).toEqual(windowsOf('sun:18:00-sun:22:00'));
  });

  it('reads several in the order in which they are written', () => {
    expect(windowsOf('sat:23:00-sun:03:00, wed:09:00-wed:10:00,sun:00:00-sun:00:30')).toEqual([
      { startMinute: 10_020, minutes: 240 },
      { startMinute: 4_860, minutes: 60 },
      { startMinute: 0, minutes: 30 },
    ]);
  });

  it.each([
    '',
    ' ',
    ',',
    'sun:18:00-sun:22:00,',
    'sun',
    'sun:18:00',
    'sun:18:00-',
    'sun:18:00-22:00',
    '18:00-22:00',
    'sunday:18:00-sunday:22:00',
    'son:18:00-son:22:00',
    'sun:9:00-sun:10:00',
    'sun:24:00-mon:01:00',
    'sun:18:60-sun:22:00',
    'sun:18:00-sun:22:60',
    'sun:18:00-sun:24:00',
    'sun:1800-sun:2200',
    'sun:18:00:00-sun:22:00:00',
    'su n:18:00-sun:22:00',
    'sun:18:00–sun:22:00',
    'sun:18:00-sun:22:00-mon:02:00',
    'sun:18:00-sun:22:00;mon:18:00-mon:22:00',
    'xsun:18:00-sun:22:00',
    'sun:18:00-sun:22:00x',
    'sun:18:00-sun:22:00 mon:18:00-mon:22:00',
    'sun:１８:00-sun:22:00',
  ])('does not guess what %j means, and says what is allowed and how to write it', (text) => {
    expect(problemOf(text)).toMatch(
      /^A maintenance window is ".*"; allowed: day:HH:MM-day:HH:MM.*; write it as sun:18:00-sun:22:00$/,
    );
  });

  it('names the one window of several that is wrong', () => {
    expect(problemOf('sun:18:00-sun:22:00, mon:18:00-mon:1, tue:x')).toContain('is "mon:18:00-mon:1"');
  });

  it('says of a window that ends when it begins how a whole day is written', () => {
    expect(problemOf('sun:18:00-sun:18:00')).toBe(
      'The maintenance window "sun:18:00-sun:18:00" ends at the time at which it begins; allowed: 30 minutes to 24 hours; give it a later end (a whole day is sun:00:00-mon:00:00)',
    );
  });

  it.each([
    ['sun:18:00-sun:18:29', '29 minutes'],
    ['sat:23:45-sun:00:14', '29 minutes'],
    ['sun:00:00-mon:00:01', '1441 minutes'],
    ['sun:22:00-sun:18:00', '9840 minutes'],
  ])('says how long %s is when that is too short or too long', (text, long) => {
    expect(problemOf(text)).toBe(
      `The maintenance window "${text}" is ${long} long; allowed: 30 minutes to 24 hours; move its start or its end, or write several windows`,
    );
  });

  it('takes 20 windows and not 21', () => {
    const many = (count: number): string => Array<string>(count).fill('sun:18:00-sun:22:00').join(',');
    expect(windowsOf(many(20))).toHaveLength(20);
    expect(problemOf(many(21))).toBe('There are 21 maintenance windows; allowed: at most 20; leave some out');
  });

  it('takes 600 characters and not 601', () => {
    expect(windowsOf('sun:18:00-sun:22:00'.padEnd(600))).toHaveLength(1);
    expect(problemOf('sun:18:00-sun:22:00'.padEnd(601))).toBe(
      'The text of the maintenance windows is 601 characters long; allowed: at most 600; leave some out',
    );
  });
});

describe('isTimeZone', () => {
  it.each([
    'UTC',
    'Etc/UTC',
    'Asia/Tokyo',
    'asia/tokyo',
    'America/Argentina/Buenos_Aires',
    'America/Port-au-Prince',
    'Etc/GMT+9',
    'Europe/Kyiv',
    'Europe/Kiev',
  ])('knows %s', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  it.each([
    '',
    '+09:00',
    '-0500',
    'Z',
    'UTC+9',
    'JST',
    'Asia/Tokio',
    'Asia/Tokyo ',
    ' Asia/Tokyo',
    'Asia/Tokyo\n',
    'Asia',
    'local',
    'Etc/Unknown',
    '2026-01-15T10:00[Asia/Tokyo]',
    '2026-01-15T10:00Z',
    '[Asia/Tokyo]',
    '__proto__',
    `Asia/${'Tokyo'.repeat(100)}`,
  ])('does not take %j', (name) => {
    expect(isTimeZone(name)).toBe(false);
  });
});

describe('windowSpans', () => {
  const SUNDAY = 'sun:18:00-sun:22:00';

  it('gives every week of the time asked for, by the clock of the zone', () => {
    expect(spansOf(SUNDAY, 'Asia/Tokyo', '2026-11-23', '2026-12-07')).toEqual([
      '2026-11-29T09:00Z 2026-11-29T13:00Z',
      '2026-12-06T09:00Z 2026-12-06T13:00Z',
    ]);
    expect(spansOf(SUNDAY, 'UTC', '2026-11-23', '2026-11-30')).toEqual([
      '2026-11-29T18:00Z 2026-11-29T22:00Z',
    ]);
  });

  it('gives nothing without a window, and nothing of no time', () => {
    expect(windowSpans([], 'UTC', 0, 100 * DAY)).toEqual([]);
    expect(spansOf(SUNDAY, 'UTC', '2026-11-29T19:00Z', '2026-11-29T19:00Z')).toEqual([]);
    expect(spansOf(SUNDAY, 'UTC', '2026-12-29', '2026-11-29')).toEqual([]);
  });

  it('gives an occurrence whole when a moment of it is asked for', () => {
    const whole = ['2026-11-29T18:00Z 2026-11-29T22:00Z'];
    expect(spansOf(SUNDAY, 'UTC', '2026-11-29T21:59:59.999Z', '2026-11-29T22:00Z')).toEqual(whole);
    expect(spansOf(SUNDAY, 'UTC', '2026-11-29T17:00Z', '2026-11-29T18:00:00.001Z')).toEqual(whole);
    expect(spansOf(SUNDAY, 'UTC', '2026-11-29T19:00Z', '2026-11-29T20:00Z')).toEqual(whole);
  });

  it('leaves out the occurrence that ends or begins at the edge', () => {
    expect(spansOf(SUNDAY, 'UTC', '2026-11-29T22:00Z', '2026-11-30')).toEqual([]);
    expect(spansOf(SUNDAY, 'UTC', '2026-11-29', '2026-11-29T18:00Z')).toEqual([]);
  });

  it('goes over the end of the week', () => {
    expect(spansOf('sat:23:00-sun:03:00', 'UTC', '2026-11-29T01:00Z', '2026-12-06')).toEqual([
      '2026-11-28T23:00Z 2026-11-29T03:00Z',
      '2026-12-05T23:00Z 2026-12-06T03:00Z',
    ]);
  });

  it('is in the order of time, whatever the order of the windows', () => {
    expect(spansOf('wed:09:00-wed:10:00,mon:09:00-mon:10:00', 'UTC', '2026-11-29', '2026-12-06')).toEqual([
      '2026-11-30T09:00Z 2026-11-30T10:00Z',
      '2026-12-02T09:00Z 2026-12-02T10:00Z',
    ]);
  });

  it.each([
    ['overlap', 'mon:09:00-mon:11:00,mon:10:00-mon:12:00'],
    ['touch', 'mon:10:30-mon:12:00,mon:09:00-mon:10:30'],
    ['lie one in the other', 'mon:09:00-mon:12:00,mon:10:00-mon:11:00'],
    ['are the same', 'mon:09:00-mon:12:00,mon:09:00-mon:12:00'],
  ])('makes one of two that %s', (_, text) => {
    expect(spansOf(text, 'UTC', '2026-11-29', '2026-12-06')).toEqual(['2026-11-30T09:00Z 2026-11-30T12:00Z']);
  });

  it('keeps two apart that a minute is between', () => {
    expect(spansOf('mon:09:00-mon:10:30,mon:10:31-mon:12:00', 'UTC', '2026-11-29', '2026-12-06')).toEqual([
      '2026-11-30T09:00Z 2026-11-30T10:30Z',
      '2026-11-30T10:31Z 2026-11-30T12:00Z',
    ]);
  });

  it('makes one of a week that has no break', () => {
    const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
    const always = days.slice(0, 7).map((day, i) => `${day}:00:00-${days[i + 1] ?? ''}:00:00`);
    expect(spansOf(always.join(','), 'America/New_York', '2026-03-01T12:00Z', '2026-03-20T12:00Z')).toEqual([
      '2026-03-01T05:00Z 2026-03-21T04:00Z',
    ]);
  });

  it('refuses a zone that is none', () => {
    expect(() => windowSpans(windowsOf(SUNDAY), 'Asia/Tokio', 0, DAY)).toThrow(RangeError);
  });
});

/**
 * On each day the clock as it is changed: New York at 2026-03-08 07:00Z from 02:00 to 03:00 and at 2026-11-01 06:00Z
 * from 02:00 to 01:00; Berlin at 2026-03-29 01:00Z from 02:00 to 03:00 and at 2026-10-25 01:00Z from 03:00 to 02:00;
 * Lord Howe at 2026-10-03 15:30Z from 02:00 to 02:30 and at 2026-04-04 15:00Z from 02:00 to 01:30.
 */
describe('on the day when the clocks go forward, a window', () => {
  it.each([
    ['New York', 'America/New_York', '2026-03-08', 'sun:01:00-sun:04:00', '06:00Z 08:00Z'],
    ['Berlin', 'Europe/Berlin', '2026-03-29', 'sun:01:00-sun:04:00', '00:00Z 02:00Z'],
    ['Lord Howe', 'Australia/Lord_Howe', '2026-10-03', 'sun:01:00-sun:04:00', '14:30Z 17:00Z'],
    ['Tokyo, which has no such day,', 'Asia/Tokyo', '2026-03-07', 'sun:01:00-sun:04:00', '16:00Z 19:00Z'],
  ])('in %s over the change is shorter by it', (_, zone, day, text, hours) => {
    const [start = '', end = ''] = hours.split(' ');
    expect(spansOf(text, zone, `${day}T12:00Z`.replace('12:00', hours.slice(0, 5)), `${day}T20:00Z`)).toEqual(
      [`${day}T${start} ${day}T${end}`],
    );
  });

  it.each([
    ['New York', 'America/New_York', '2026-03-08', 'sun:02:30-sun:04:00', '07:00Z', '08:00Z'],
    ['Berlin', 'Europe/Berlin', '2026-03-29', 'sun:02:30-sun:04:00', '01:00Z', '02:00Z'],
    ['Lord Howe', 'Australia/Lord_Howe', '2026-10-03', 'sun:02:15-sun:04:00', '15:30Z', '17:00Z'],
  ])('in %s whose start is skipped begins at the change', (_, zone, day, text, start, end) => {
    expect(spansOf(text, zone, `${day}T00:00Z`, `${day}T20:00Z`)).toEqual([`${day}T${start} ${day}T${end}`]);
  });

  it.each([
    ['New York', 'America/New_York', '2026-03-08', 'sun:01:00-sun:02:30', '06:00Z', '07:00Z'],
    ['Berlin', 'Europe/Berlin', '2026-03-29', 'sun:01:00-sun:02:30', '00:00Z', '01:00Z'],
    ['Lord Howe', 'Australia/Lord_Howe', '2026-10-03', 'sun:01:00-sun:02:15', '14:30Z', '15:30Z'],
  ])('in %s whose end is skipped ends at the change', (_, zone, day, text, start, end) => {
    expect(spansOf(text, zone, `${day}T00:00Z`, `${day}T20:00Z`)).toEqual([`${day}T${start} ${day}T${end}`]);
  });

  it.each([
    ['New York', 'America/New_York', '2026-03-08', 'sun:02:15-sun:02:45'],
    ['New York', 'America/New_York', '2026-03-08', 'sun:02:00-sun:03:00'],
    ['Berlin', 'Europe/Berlin', '2026-03-29', 'sun:02:00-sun:03:00'],
    ['Lord Howe', 'Australia/Lord_Howe', '2026-10-03', 'sun:02:00-sun:02:30'],
  ])('in %s (%s %s %s) that is skipped as a whole does not take place; a week later it does', (...given) => {
    const [, zone, day, text] = given;
    const nextWeek = new Date(Date.parse(day) + 9 * DAY).toISOString().slice(0, 10);
    expect(spansOf(text, zone, day, new Date(Date.parse(day) + 2 * DAY).toISOString())).toEqual([]);
    expect(spansOf(text, zone, day, nextWeek)).toHaveLength(1);
  });
});

/** `05:15Z 05:45Z` as `spansOf` tells it of that day; none where there is no such span. */
function onDay(day: string, spans: readonly (string | undefined)[]): string[] {
  return spans.filter((span) => span !== undefined).map((span) => `${day}T${span.replace(' ', ` ${day}T`)}`);
}

describe('on the day when the clocks go back, a window', () => {
  it.each([
    ['New York', 'America/New_York', '2026-11-01', 'sun:00:30-sun:04:00', '04:30Z', '09:00Z'],
    ['Berlin', 'Europe/Berlin', '2026-10-25', 'sun:00:30-sun:04:00', '22:30Z', '03:00Z'],
    ['Lord Howe', 'Australia/Lord_Howe', '2026-04-04', 'sun:01:00-sun:04:00', '14:00Z', '17:30Z'],
    ['Tokyo, which has no such day,', 'Asia/Tokyo', '2026-10-24', 'sun:01:00-sun:04:00', '16:00Z', '19:00Z'],
  ])('in %s over the change is longer by it', (_, zone, day, text, start, end) => {
    const from = new Date(Date.parse(day) - 2 * 60 * 60 * 1000).toISOString();
    const [span = ''] = spansOf(text, zone, from, `${day}T20:00Z`);
    expect(span.split(' ').map((one) => one.slice(11))).toEqual([start, end]);
    expect(span.split(' ')[1]?.slice(0, 10)).toBe(day);
  });

  it.each([
    ['New York', 'America/New_York', '2026-11-01', 'sun:01:15-sun:01:45', '05:15Z 05:45Z', '06:15Z 06:45Z'],
    ['Berlin', 'Europe/Berlin', '2026-10-25', 'sun:02:15-sun:02:45', '00:15Z 00:45Z', '01:15Z 01:45Z'],
    ['Lord Howe', 'Australia/Lord_Howe', '2026-04-04', 'sun:01:30-sun:02:00', '14:30Z 15:30Z', undefined],
  ])('in %s in the hour that comes twice is open twice', (_, zone, day, text, ...times) => {
    expect(spansOf(text, zone, `${day}T00:00Z`, `${day}T20:00Z`)).toEqual(onDay(day, times));
  });

  it.each([
    ['New York', 'America/New_York', '2026-11-01', 'sun:01:30-sun:03:00', '05:30Z 06:00Z', '06:30Z 08:00Z'],
    ['Berlin', 'Europe/Berlin', '2026-10-25', 'sun:02:30-sun:04:00', '00:30Z 01:00Z', '01:30Z 03:00Z'],
    [
      'Lord Howe',
      'Australia/Lord_Howe',
      '2026-04-04',
      'sun:01:45-sun:03:00',
      '14:45Z 15:00Z',
      '15:15Z 16:30Z',
    ],
  ])('in %s whose start comes twice begins twice', (_, zone, day, text, ...times) => {
    expect(spansOf(text, zone, `${day}T00:00Z`, `${day}T20:00Z`)).toEqual(onDay(day, times));
  });

  it.each([
    ['New York', 'America/New_York', '2026-11-01', 'sun:02:00-sun:04:00', '07:00Z', '09:00Z'],
    ['Berlin', 'Europe/Berlin', '2026-10-25', 'sun:03:00-sun:04:00', '02:00Z', '03:00Z'],
    ['Lord Howe', 'Australia/Lord_Howe', '2026-04-04', 'sun:02:00-sun:04:00', '15:30Z', '17:30Z'],
  ])('in %s that begins after the hour that comes twice waits for its end', (...given) => {
    const [, zone, day, text, start, end] = given;
    expect(spansOf(text, zone, `${day}T00:00Z`, `${day}T20:00Z`)).toEqual([`${day}T${start} ${day}T${end}`]);
  });

  it.each([
    ['New York', 'America/New_York', '2026-11-01', 'sun:00:15-sun:01:00', '04:15Z 05:00Z', undefined],
    ['New York', 'America/New_York', '2026-11-01', 'sun:00:30-sun:01:15', '04:30Z 05:15Z', '06:00Z 06:15Z'],
    ['Berlin', 'Europe/Berlin', '2026-10-25', 'sun:02:00-sun:02:30', '00:00Z 00:30Z', '01:00Z 01:30Z'],
    [
      'Lord Howe',
      'Australia/Lord_Howe',
      '2026-04-04',
      'sun:01:00-sun:01:45',
      '14:00Z 14:45Z',
      '15:00Z 15:15Z',
    ],
  ])('in %s (%s %s %s) whose end comes twice ends twice', (_, zone, day, text, ...times) => {
    expect(spansOf(text, zone, `${day}T00:00Z`, `${day}T20:00Z`)).toEqual(onDay(day, times));
  });

  it('in Berlin that ends when the clocks are set back is over by then', () => {
    expect(spansOf('sun:00:00-sun:02:00', 'Europe/Berlin', '2026-10-24', '2026-10-25T20:00Z')).toEqual([
      '2026-10-24T22:00Z 2026-10-25T00:00Z',
    ]);
  });
});
