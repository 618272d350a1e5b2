import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fuzzRuns } from '../../../long-runs.ts';
import { isTimeZone, parseWindows } from '../../../../lambda/core/scheduled-events/maintenance-window.ts';
import type { WeeklyWindow } from '../../../../lambda/core/model/settings.ts';
import {
  isDue,
  nextSlot,
  type MoveRequest,
  type MoveSlot,
} from '../../../../lambda/core/scheduled-events/move-plan.ts';
import { DAY, HOUR, MINUTE } from '../../../../lambda/core/model/time.ts';
import { zoned } from '../../../../lambda/words/zoned-time.ts';
import {
  nastyText,
  SLOW_LENGTH,
  SLOW_TEXTS,
  SOON_MS,
  timeOf,
  UNPRINTABLE,
} from '../../functions/responder/signals/fuzz-values.ts';
import { changeDays, minuteOfWeek, slotByTheClock, STEP } from './wall-clock.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';

const RUNS = { seed: 20_261_121, numRuns: fuzzRuns(250) };
const ZONES = Intl.supportedValuesOf('timeZone');
const CHANGING = ZONES.filter((zone) => changeDays(zone, 2026).length > 0);
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const WEEK_MINUTES = 7 * 24 * 60;

/** As the owner would write it. */
function written({ startMinute, minutes }: WeeklyWindow): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const time = (minute: number): string =>
    `${DAYS[Math.floor(minute / 1_440)] ?? ''}:${two(Math.floor(minute / 60) % 24)}:${two(minute % 60)}`;
  return `${time(startMinute)}-${time((startMinute + minutes) % WEEK_MINUTES)}`;
}

/** Windows whose minutes are a multiple of `step`: anywhere, or at night on a Sunday, when most clocks change. */
function windows(step: number, most: number, least = 0): fc.Arbitrary<readonly WeeklyWindow[]> {
  const minutes = fc.oneof(
    { arbitrary: fc.integer({ min: 30 / step, max: 240 / step }), weight: 3 },
    { arbitrary: fc.nat(3).map((halfHours) => (30 + halfHours * 30) / step), weight: 2 },
    { arbitrary: fc.integer({ min: 30 / step, max: 1_440 / step }), weight: 1 },
  );
  const start = fc.oneof(
    fc.integer({ min: 0, max: WEEK_MINUTES / step - 1 }),
    fc.integer({ min: 0, max: 300 / step }),
    fc.nat(8).map((halfHours) => (halfHours * 30) / step),
    fc.integer({ min: (WEEK_MINUTES - 180) / step, max: WEEK_MINUTES / step - 1 }),
  );
  const one = fc.record({ startMinute: start, minutes }).map((drawn) => ({
    startMinute: drawn.startMinute * step,
    minutes: drawn.minutes * step,
  }));
  return fc.array(one, { minLength: least, maxLength: most, size: 'max' });
}

/** A moment from 2020 to 2040 in a zone: half of them within three days of a change of its clock. */
const placeAndTime = fc
  .record({
    timeZone: fc.oneof(fc.constantFrom(...ZONES), fc.constantFrom(...CHANGING)),
    year: fc.integer({ min: 2020, max: 2040 }),
    day: fc.nat(364),
    change: fc.nat(3),
    near: fc.boolean(),
    days: fc.integer({ min: -2, max: 1 }),
    minute: fc.nat(1_439),
  })
  .map(({ timeZone, year, day, change, near, days, minute }) => {
    const changes = near ? changeDays(timeZone, year) : [];
    const base = changes[change % changes.length];
    const date = base === undefined ? Date.UTC(year, 0, 1) + day * DAY : base + days * DAY;
    return { timeZone, at: date + minute * MINUTE };
  });

/** A request whose times are all multiples of `step` minutes. */
function requests(step: number): fc.Arbitrary<MoveRequest> {
  const minutes = (days: number): fc.Arbitrary<number> => fc.nat((days * 1_440) / step).map((n) => n * step);
  return fc
    .record({
      place: placeAndTime,
      windows: windows(step, 4),
      since: fc.oneof(fc.constant(0), minutes(10)),
      until: fc.oneof(minutes(2), minutes(21), fc.constant(undefined)),
      minimumNoticeHours: fc.constantFrom(0, 1, 24, 24, 72),
      fallback: fc.constantFrom('before-deadline' as const, 'notify' as const),
    })
    .map(({ place, since, until, ...rest }) => {
      const now = Math.floor(place.at / (step * MINUTE)) * step * MINUTE;
      const announcedAt = now - since * MINUTE;
      const deadline = until === undefined ? undefined : announcedAt + until * MINUTE;
      return { ...rest, timeZone: place.timeZone, now, announcedAt, deadline, toldStart: undefined };
    });
}

const text = (slot: MoveSlot | undefined): string =>
  slot === undefined
    ? 'none'
    : `${slot.kind} ${new Date(slot.start).toISOString()} ${new Date(slot.end).toISOString()}`;

describe('nextSlot', () => {
  it('is the first that somebody finds who looks at the clock on the wall every five minutes', () => {
    const kinds = new Map<string, number>();
    fc.assert(
      fc.property(requests(STEP / MINUTE), (request) => {
        const slot = nextSlot(request);
        kinds.set(slot?.kind ?? 'none', (kinds.get(slot?.kind ?? 'none') ?? 0) + 1);
        expect(text(slot)).toBe(text(slotByTheClock(request)));
      }),
      RUNS,
    );
    for (const kind of ['window', 'before deadline', 'none']) expect(kinds.get(kind)).toBeGreaterThan(15);
  });

  it('lies in a window, after the notice and before the margin, at any odd millisecond', () => {
    const odd = fc.record({ request: requests(1), ms: fc.nat(59_999), more: fc.nat(59_999) });
    fc.assert(
      fc.property(odd, ({ request: even, ms, more }) => {
        const request = { ...even, now: even.now + ms, announcedAt: even.announcedAt + Math.min(ms, more) };
        const slot = nextSlot(request);
        if (slot === undefined) {
          if (request.deadline === undefined) expect(request.windows).toEqual([]);
          return;
        }
        const { announcedAt, deadline = Infinity, minimumNoticeHours } = request;
        expect(slot.end).toBeGreaterThan(request.now);
        expect(slot.end).toBeLessThanOrEqual(deadline - HOUR);
        expect(slot.start).toBeLessThan(slot.end);
        expect(slot.start).toBeGreaterThanOrEqual(announcedAt);
        if (slot.kind === 'before deadline') {
          expect(request.fallback).toBe('before-deadline');
          expect(slot.start).toBe(Math.max(announcedAt, deadline - 2 * HOUR));
          expect(slot.end).toBe(deadline - HOUR);
          return;
        }
        expect(slot.start).toBeGreaterThanOrEqual(announcedAt + minimumNoticeHours * HOUR);
        expect(slot.end - slot.start).toBeGreaterThanOrEqual(10 * MINUTE);
        for (const at of [slot.start, Math.floor((slot.start + slot.end) / 2), slot.end - 1])
          expect(isOpen(request, at)).toBe(true);
      }),
      RUNS,
    );
  });

  it('stays as it is until it is over, and then gives way to a later one', () => {
    const steps = fc.array(fc.nat(6 * 1_440), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(requests(1), steps, (request, minutes) => {
        let now = request.now;
        let before = nextSlot(request);
        for (const step of minutes) {
          now += step * MINUTE;
          const slot = nextSlot({ ...request, now, toldStart: before?.start });
          if (before === undefined) expect(slot).toBeUndefined();
          else if (now < before.end) {
            // Windows that never close, without a deadline, end as far as was looked.
            if (before.end - before.start < 40 * DAY || request.deadline !== undefined)
              expect(slot).toEqual(before);
            else expect(slot?.start).toBe(before.start);
            expect(isDue(slot, now)).toBe(before.start <= now && now < before.end - MINUTE);
          } else if (slot !== undefined) {
            expect(slot.end).toBeGreaterThan(before.end);
            if (slot.kind === 'window') expect(slot.start).toBeGreaterThanOrEqual(before.end);
          }
          before = slot;
        }
      }),
      RUNS,
    );
  });

  it('plans a hundred instances with twenty windows each well within a second', () => {
    const lists = fc.sample(windows(1, 20, 20), { seed: 1, numRuns: 100 });
    const drawn = fc.sample(requests(1), { seed: 2, numRuns: 100 });
    const took = timeOf(() => {
      for (const [index, request] of drawn.entries()) {
        const list = lists[index] ?? [];
        nextSlot({ ...request, timeZone: 'America/New_York', windows: list, deadline: undefined });
      }
    });
    expect(took).toBeLessThan(SOON_MS / 2);
  });
});

/** True when the clock on the wall shows a time of a window. */
function isOpen({ windows: list, timeZone }: MoveRequest, at: number): boolean {
  const minute = minuteOfWeek(timeZone, at);
  return list.some(
    ({ startMinute, minutes }) => (minute - startMinute + WEEK_MINUTES) % WEEK_MINUTES < minutes,
  );
}

describe('parseWindows', () => {
  const spaces = fc.constantFrom('', ' ', '  ', '\t');

  it('reads what is written, in any case and with any spaces', () => {
    const list = windows(1, 20, 1);
    fc.assert(
      fc.property(list, spaces, fc.infiniteStream(fc.boolean()), (all, space, isUpper) => {
        const plain = all.map(written).join(',');
        const odd = plain
          .replaceAll(/[a-z]/g, (letter) => (isUpper.next().value ? letter.toUpperCase() : letter))
          .replaceAll(/[,-]/g, (sign) => `${space}${sign}${space}`);
        expect(parseWindows(plain)).toEqual({ windows: all });
        if (odd.length <= 600) expect(parseWindows(odd)).toEqual({ windows: all });
      }),
      RUNS,
    );
  });

  it('gives windows that can be written and read again, or one short line, for any text', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...DAYS,
        ':',
        '-',
        ',',
        ' ',
        '00',
        '30',
        '23',
        '24',
        '9',
        '60',
        'Sun',
        '-sun:',
        ':00:00',
      ),
      windows(1, 1, 1).map((all) => all.map(written).join(',')),
      nastyText(),
    );
    const texts = fc.oneof(
      nastyText(),
      fc.string(),
      fc.array(piece, { maxLength: 12 }).map((all) => all.join('')),
    );
    let taken = 0;
    fc.assert(
      fc.property(texts, (any) => {
        const read = parseWindows(any);
        if ('problem' in read) {
          const problem = inWords(read.problem);
          expect(problem).not.toMatch(UNPRINTABLE);
          expect(problem.length).toBeLessThan(300);
          expect(problem).toMatch(/; allowed: .*; \w/);
          return;
        }
        taken += 1;
        expect(read.windows.length).toBeGreaterThan(0);
        expect(read.windows.length).toBeLessThanOrEqual(20);
        for (const { minutes } of read.windows) {
          expect(minutes).toBeGreaterThanOrEqual(30);
          expect(minutes).toBeLessThanOrEqual(1_440);
        }
        expect(parseWindows(read.windows.map(written).join(','))).toEqual(read);
      }),
      { ...RUNS, numRuns: fuzzRuns(1_500) },
    );
    expect(taken).toBeGreaterThan(fuzzRuns(10));
  });

  it.each(Object.entries(SLOW_TEXTS))('is soon done with %s', (_what, make) => {
    for (const length of [600, SLOW_LENGTH])
      expect(timeOf(() => parseWindows(make(length)))).toBeLessThan(SOON_MS);
  });
});

describe('isTimeZone', () => {
  it('takes no text that the time cannot be told in', () => {
    const name = fc.oneof(
      nastyText(),
      fc.constantFrom(...ZONES).map((zone) => zone.toLowerCase()),
      fc.tuple(fc.constantFrom(...ZONES), nastyText()).map(([zone, more]) => `${zone}${more}`),
    );
    let taken = 0;
    fc.assert(
      fc.property(name, placeAndTime, (zone, { at }) => {
        if (!isTimeZone(zone)) return;
        taken += 1;
        expect(zoned(at, zone)).toMatch(
          /^(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat) 20[234]\d-\d\d-\d\d \d\d:\d\d [\w+/-]+$/,
        );
      }),
      RUNS,
    );
    expect(taken).toBeGreaterThan(fuzzRuns(50));
  });

  it.each(Object.entries(SLOW_TEXTS))('is soon done with %s', (_what, make) => {
    expect(timeOf(() => isTimeZone(make(SLOW_LENGTH)))).toBeLessThan(SOON_MS);
  });
});
