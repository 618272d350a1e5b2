import { describe, expect, it } from '@jest/globals';
import { parseWindows } from '../../../../lambda/core/scheduled-events/maintenance-window.ts';
import type { WeeklyWindow } from '../../../../lambda/core/model/settings.ts';
import {
  DEADLINE_MARGIN_MS,
  isDue,
  isLastSlot,
  nextSlot,
  type MoveRequest,
  type MoveSlot,
} from '../../../../lambda/core/scheduled-events/move-plan.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';

function windows(text: string): readonly WeeklyWindow[] {
  const read = parseWindows(text);
  if ('problem' in read) throw new Error(inWords(read.problem));
  return read.windows;
}

const time = (text: string): number => Date.parse(`2026-${text}Z`);
/** Every day of a week from 00:00 to 00:00. */
const ALWAYS = windows(
  'sun:00:00-mon:00:00,mon:00:00-tue:00:00,tue:00:00-wed:00:00,wed:00:00-thu:00:00,thu:00:00-fri:00:00,fri:00:00-sat:00:00,sat:00:00-sun:00:00',
);

/** Announced on Monday 2026-11-16 at 10:00 for Monday 2026-11-30 at 12:00; the window is Sunday 18:00 to 22:00. */
const REQUEST: MoveRequest = {
  announcedAt: time('11-16T10:00'),
  deadline: time('11-30T12:00'),
  windows: windows('sun:18:00-sun:22:00'),
  timeZone: 'UTC',
  minimumNoticeHours: 24,
  fallback: 'before-deadline',
  toldStart: undefined,
  now: time('11-16T10:00'),
};

function slotOf(changes: Partial<MoveRequest>): string {
  const slot = nextSlot({ ...REQUEST, ...changes });
  if (slot === undefined) return 'none';
  const minute = (at: number): string => new Date(at).toISOString().slice(5, 16);
  return `${slot.kind} ${minute(slot.start)} ${minute(slot.end)}`;
}

/** The owner was told of what was the plan six minutes before. */
function slotAsTold(changes: Partial<MoveRequest> & { readonly now: number }): string {
  const before = nextSlot({ ...REQUEST, ...changes, now: changes.now - 6 * 60_000 });
  return slotOf({ ...changes, toldStart: before?.start });
}

const FIRST = 'window 11-22T18:00 11-22T22:00';
const SECOND = 'window 11-29T18:00 11-29T22:00';
const LAST_CHANCE = 'before deadline 11-30T10:00 11-30T11:00';

describe('nextSlot', () => {
  it('is the earliest window: another is left to try', () => {
    expect(slotOf({})).toBe(FIRST);
  });

  it('reads the window by the clock of its zone', () => {
    expect(slotOf({ timeZone: 'Asia/Tokyo' })).toBe('window 11-22T09:00 11-22T13:00');
    expect(slotOf({ timeZone: 'America/New_York' })).toBe('window 11-22T23:00 11-23T03:00');
  });

  describe('and the notice', () => {
    it('begins in the middle of a window when the notice is over there', () => {
      expect(slotOf({ announcedAt: time('11-21T19:30'), now: time('11-21T19:30') })).toBe(
        'window 11-22T19:30 11-22T22:00',
      );
    });

    it('begins with the window when the notice is over just then', () => {
      expect(slotOf({ announcedAt: time('11-21T18:00'), now: time('11-21T18:00') })).toBe(FIRST);
    });

    it('takes a rest of ten minutes, and no shorter one', () => {
      expect(slotOf({ announcedAt: time('11-21T21:50'), now: time('11-21T21:50') })).toBe(
        'window 11-22T21:50 11-22T22:00',
      );
      expect(slotOf({ announcedAt: time('11-21T21:51'), now: time('11-21T21:51') })).toBe(SECOND);
    });

    it('may be longer than eight weeks: the first window after it is the slot', () => {
      const long = { minimumNoticeHours: 10 * 168, deadline: time('12-31T00:00') + 365 * 86_400_000 };
      expect(nextSlot({ ...REQUEST, ...long })?.start).toBe(Date.parse('2027-01-31T18:00Z'));
    });

    it('may be none: then a window in progress is taken', () => {
      const now = time('11-22T19:00');
      expect(slotOf({ announcedAt: now, now, minimumNoticeHours: 0 })).toBe('window 11-22T19:00 11-22T22:00');
    });

    it('counts from when the owner was told, not from now', () => {
      expect(slotOf({ now: time('11-22T12:00') })).toBe(FIRST);
    });
  });

  describe('and the deadline', () => {
    it('ends a window an hour before AWS comes', () => {
      expect(DEADLINE_MARGIN_MS).toBe(3_600_000);
      expect(slotOf({ deadline: time('11-22T21:00') })).toBe('window 11-22T18:00 11-22T20:00');
      expect(slotOf({ deadline: time('11-22T23:00') })).toBe(FIRST);
    });

    it('takes a rest of ten minutes before the margin, and no shorter one', () => {
      expect(slotOf({ deadline: time('11-22T19:10') })).toBe('window 11-22T18:00 11-22T18:10');
      expect(slotOf({ deadline: time('11-22T19:09') })).toBe('before deadline 11-22T17:09 11-22T18:09');
    });

    it('may be further away than eight weeks', () => {
      expect(slotOf({ deadline: time('11-30T12:00') + 365 * 86_400_000 })).toBe(FIRST);
      expect(slotOf({ deadline: 8.64e15 })).toBe(FIRST);
    });

    it('may be missing: any window does, and nothing falls back', () => {
      expect(slotOf({ deadline: undefined })).toBe(FIRST);
      expect(slotOf({ deadline: undefined, now: time('12-24T00:00') })).toBe(
        'window 12-27T18:00 12-27T22:00',
      );
      expect(slotOf({ deadline: undefined, windows: [] })).toBe('none');
    });
  });

  describe('as time goes on', () => {
    it.each([
      ['long before it', '11-16T10:00', FIRST],
      ['as it begins', '11-22T18:00', FIRST],
      ['in its last moment', '11-22T21:59:59.999', FIRST],
      ['as it ends', '11-22T22:00', SECOND],
      ['in the last moment of the last', '11-29T21:59:59.999', SECOND],
      ['as the last ends', '11-29T22:00', LAST_CHANCE],
      ['in the hour before the margin', '11-30T10:59:59.999', LAST_CHANCE],
      ['in the margin', '11-30T11:00', 'none'],
      ['after the deadline', '11-30T12:01', 'none'],
    ])('is, %s, the right one with its own start', (_, now, slot) => {
      expect(slotAsTold({ now: time(now) })).toBe(slot);
    });

    it('keeps the start of windows that follow each other for days', () => {
      const five = windows(
        'mon:00:00-tue:00:00,tue:00:00-wed:00:00,wed:00:00-thu:00:00,thu:00:00-fri:00:00,fri:00:00-sat:00:00',
      );
      for (const now of ['11-18T00:00', '11-23T00:00', '11-25T12:00', '11-27T23:59'])
        expect(
          slotAsTold({
            windows: five,
            announcedAt: time('10-16T10:00'),
            now: time(now),
            deadline: undefined,
          }),
        ).toBe(now < '11-21' ? 'window 11-16T00:00 11-21T00:00' : 'window 11-23T00:00 11-28T00:00');
    });

    it('begins with the end of the notice where the windows never close, also months later', () => {
      const deadline = time('12-30T12:00');
      for (const now of ['10-16T10:00', '10-17T10:00', '11-20T09:59', '12-30T10:59'])
        expect(
          slotAsTold({ windows: ALWAYS, announcedAt: time('10-16T10:00'), now: time(now), deadline }),
        ).toBe('window 10-17T10:00 12-30T11:00');
    });

    it('keeps the start also where the clocks skip the one break of the week', () => {
      const gaps = windows(
        'sun:03:00-mon:03:00,mon:03:00-tue:03:00,tue:03:00-wed:03:00,wed:03:00-thu:03:00,thu:03:00-fri:03:00,fri:03:00-sat:03:00,sat:03:00-sun:02:00',
      );
      const known = {
        windows: gaps,
        timeZone: 'America/New_York',
        announcedAt: time('01-05T00:00'),
        deadline: undefined,
      };
      for (const now of ['03-02T00:00', '03-08T07:00', '03-15T05:59'])
        expect(slotAsTold({ ...known, now: time(now) })).toBe('window 03-01T08:00 03-15T06:00');
      expect(slotAsTold({ ...known, now: time('03-15T06:00') })).toBe('window 03-15T07:00 03-22T06:00');
    });
  });

  describe('where no window is left before the deadline', () => {
    it('is the hour before the margin, whatever the notice', () => {
      const soon = { deadline: time('11-17T12:00') };
      expect(slotOf(soon)).toBe('before deadline 11-17T10:00 11-17T11:00');
      expect(slotOf({ ...soon, minimumNoticeHours: 168 })).toBe('before deadline 11-17T10:00 11-17T11:00');
    });

    it('is never before the owner was told', () => {
      const told = time('11-30T10:55');
      expect(slotOf({ announcedAt: told, now: told })).toBe('before deadline 11-30T10:55 11-30T11:00');
      const late = time('11-30T11:00');
      expect(slotOf({ announcedAt: late, now: time('11-30T10:30') })).toBe('none');
    });

    it('is what the owner was told to its end, and gives way five minutes before where they were not', () => {
      const minutesBefore = (minutes: number): number => time('11-22T22:00') - minutes * 60_000;
      expect(slotOf({ now: minutesBefore(5) })).toBe(FIRST);
      expect(slotOf({ now: minutesBefore(4) })).toBe(SECOND);
      expect(slotOf({ now: minutesBefore(4), toldStart: time('11-22T18:00') })).toBe(FIRST);
      const last = { now: time('11-30T10:56'), toldStart: time('11-29T18:00') };
      expect(slotOf(last)).toBe('none');
      expect(slotOf({ ...last, toldStart: time('11-30T10:00') })).toBe(LAST_CHANCE);
    });

    it('is none where five minutes are not left: one pass tells, and a later one moves', () => {
      const told = time('11-30T10:56');
      expect(slotOf({ announcedAt: told, now: told })).toBe('none');
    });

    it('is left to a human with fallback notify', () => {
      expect(slotOf({ fallback: 'notify' })).toBe(FIRST);
      expect(slotOf({ fallback: 'notify', now: time('11-29T22:00') })).toBe('none');
      expect(slotOf({ fallback: 'notify', windows: [] })).toBe('none');
    });

    it('is the same for an owner without a window', () => {
      expect(slotOf({ windows: [] })).toBe(LAST_CHANCE);
    });
  });

  it('has the next window when the clocks skip the one of this week', () => {
    expect(
      slotOf({
        timeZone: 'Europe/Berlin',
        windows: windows('sun:02:00-sun:03:00'),
        announcedAt: time('03-24T00:00'),
        now: time('03-24T00:00'),
        deadline: time('04-12T00:00'),
      }),
    ).toBe('window 04-05T00:00 04-05T01:00');
  });

  it('refuses a zone that is none', () => {
    expect(() => slotOf({ timeZone: 'Asia/Tokio' })).toThrow(RangeError);
  });
});

describe('isDue', () => {
  const slot: MoveSlot = { kind: 'window', start: 1_000, end: 901_000 };
  it.each([
    ['before the slot', 999, false],
    ['as it begins', 1_000, true],
    ['where the stop still goes out in it', 840_999, true],
    ['in its last minute', 841_000, false],
    ['as it ends', 901_000, false],
  ])('%s: at %d, %s', (_, now, due) => {
    expect(isDue(slot, now)).toBe(due);
  });

  it('is never without a slot', () => {
    expect(isDue(undefined, 1_500)).toBe(false);
  });
});

describe('the last time before the date', () => {
  const isLast = (changes: Partial<MoveRequest>, now: number): boolean => {
    const request = { ...REQUEST, ...changes, now };
    const slot = nextSlot(request);
    return slot !== undefined && isLastSlot(slot, request);
  };
  const second = time('11-29T19:00');

  it('is the hour that is left after all windows, or the last window where there is no such hour', () => {
    expect(isLast({}, time('11-16T10:00'))).toBe(false);
    expect(isLast({}, second)).toBe(false);
    expect(isLast({}, time('11-30T10:05'))).toBe(true);
    expect(isLast({ fallback: 'notify' }, time('11-22T19:00'))).toBe(false);
    expect(isLast({ fallback: 'notify' }, second)).toBe(true);
  });

  it('is the last window, also for one who was told of it, and where it reaches into that hour', () => {
    expect(isLast({ fallback: 'notify', toldStart: time('11-29T18:00') }, second)).toBe(true);
    expect(isLast({ deadline: time('11-29T23:00') }, second)).toBe(true);
  });

  it('never comes without a date', () => {
    expect(isLast({ deadline: undefined, fallback: 'notify' }, second)).toBe(false);
  });
});
