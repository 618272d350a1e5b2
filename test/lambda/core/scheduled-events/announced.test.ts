import { describe, expect, it } from '@jest/globals';
import {
  announcedChanges,
  isOver,
  LINGERS_MS,
  MAX_HEARD,
  stillRemembered,
  withHeard,
} from '../../../../lambda/core/scheduled-events/announced.ts';
import type { AnnouncedChange, Heard } from '../../../../lambda/core/model/announcement.ts';
import type { HealthNews } from '../../../../lambda/core/model/health.ts';
import { DAY, HOUR } from '../../../../lambda/core/model/time.ts';
import { aHealthEvent, anInstance, aScheduledEvent, at, LAUNCHED, without } from '../given.ts';
import { DEADLINE, HEARD, RETIREMENT } from './given-moves.ts';

const NOW = at('12:00:00');
const NEWS = aHealthEvent();

function changes(
  heard: readonly Heard[],
  { events = [RETIREMENT], health = [] as readonly HealthNews[], launchTime = LAUNCHED, now = NOW } = {},
): readonly AnnouncedChange[] {
  return announcedChanges({ heard, health }, anInstance({ scheduledEvents: events, launchTime }), now);
}

function heardAt(heard: number, id = RETIREMENT.id): Heard {
  return { id, heardAt: heard };
}

describe('what a reboot by the owner may end', () => {
  const REBOOT = { ...RETIREMENT, code: 'system-reboot' };
  const seen = (
    event: typeof RETIREMENT,
    { rebootMigration = 'default', rebootSeenAt = 0, now = NOW, heard = HEARD } = {},
  ): AnnouncedChange | undefined =>
    announcedChanges(
      { heard: [heardAt(heard)], health: [], ...(rebootSeenAt === 0 ? {} : { rebootSeenAt }) },
      anInstance({ scheduledEvents: [event], facts: { rebootMigration } }),
      now,
    )[0];

  it.each([
    ['system-reboot', 'default', true],
    ['system-reboot', 'disabled', false],
    ['system-reboot', 'what AWS may add', false],
    ['instance-reboot', 'default', false],
    ['instance-retirement', 'default', false],
  ])('%s with reboot migration %s: %p', (code, rebootMigration, byReboot) => {
    expect(seen({ ...REBOOT, code }, { rebootMigration })).toMatchObject({ byReboot, ended: false });
  });

  it('is what Health announces under its own code, too', () => {
    const health = [{ ...NEWS, code: 'AWS_EC2_SYSTEM_REBOOT_MAINTENANCE_SCHEDULED' }];
    const host = anInstance({ facts: { rebootMigration: 'default' } });
    expect(announcedChanges({ heard: [], health }, host, NOW)).toMatchObject([{ byReboot: true }]);
  });

  it('is taken for ended for two hours after the reboot that followed the news of it', () => {
    expect(seen(REBOOT, { rebootSeenAt: HEARD + 1 })).toMatchObject({ ended: true, over: false });
    expect(seen(REBOOT, { rebootSeenAt: HEARD })).toMatchObject({ ended: false });
    const until = HEARD + 1 + LINGERS_MS;
    expect(seen(REBOOT, { rebootSeenAt: HEARD + 1, now: until })).toMatchObject({ ended: true });
    expect(seen(REBOOT, { rebootSeenAt: HEARD + 1, now: until + 1 })).toMatchObject({ ended: false });
    expect(seen(RETIREMENT, { rebootSeenAt: HEARD + 1 })).toMatchObject({ ended: false });
  });
});

describe('what is announced', () => {
  it('is what EC2 lists, with its code, its date and when the responder first heard of it', () => {
    expect(changes([heardAt(HEARD)])).toEqual([
      {
        id: RETIREMENT.id,
        code: 'instance-retirement',
        description: RETIREMENT.description,
        words: RETIREMENT.description,
        at: DEADLINE,
        heardAt: HEARD,
        listed: true,
        over: false,
        overdue: false,
        byReboot: false,
        ended: false,
      },
    ]);
  });

  it('was first heard of now where the record knows nothing of it', () => {
    expect(changes([heardAt(HEARD, 'another')])).toMatchObject([{ heardAt: NOW, over: false }]);
  });

  it.each([
    ['its date is to come', DEADLINE - 1, {}, false],
    ['AWS may just be late', DEADLINE + 2 * HOUR, {}, false],
    ['AWS has not come for two hours', DEADLINE + 2 * HOUR + 1, {}, true],
    ['the end that AWS gave is to come', DEADLINE + 9 * DAY, { notAfter: DEADLINE + 9 * DAY }, false],
    ['the end that AWS gave has passed', DEADLINE + 9 * DAY + 1, { notAfter: DEADLINE + 9 * DAY }, true],
    ['no stop and start resolves it', DEADLINE + 9 * DAY, { code: 'system-maintenance' }, false],
    ['nobody knows its code', DEADLINE + 9 * DAY, { code: 'instance-rehost' }, false],
    ['it has no date', DEADLINE + 9 * DAY, { notBefore: undefined }, false],
  ])('where %s is overdue or not', (_, now, differences, overdue) => {
    const { notBefore: date, ...rest } = { ...RETIREMENT, ...differences };
    const event = date === undefined ? rest : { ...rest, notBefore: date };
    expect(changes([heardAt(HEARD)], { events: [event], now })).toMatchObject([{ overdue }]);
  });

  it('is not overdue where only Health tells of it', () => {
    const undated = { ...without(NEWS, 'startTime'), lastUpdated: NOW };
    expect(changes([], { events: [], health: [undated] })).toMatchObject([{ overdue: false }]);
  });

  it('has no date where EC2 gives none', () => {
    expect(changes([], { events: [without(RETIREMENT, 'notBefore')] })).toMatchObject([{ at: undefined }]);
  });

  it('is also what only Health has told of, and that is not listed', () => {
    expect(changes([heardAt(HEARD, NEWS.eventArn)], { events: [], health: [NEWS] })).toEqual([
      {
        id: NEWS.eventArn,
        code: NEWS.code,
        description: '',
        words: '',
        at: DEADLINE,
        heardAt: HEARD,
        listed: false,
        over: false,
        overdue: false,
        byReboot: false,
        ended: false,
      },
    ]);
  });

  it('begins with EC2’s own list: what is told first is what may be moved for', () => {
    expect(changes([], { health: [NEWS] }).map((one) => one.listed)).toEqual([true, false]);
  });

  it.each<[string, HealthNews]>([
    ['it is closed', { ...NEWS, closed: true }],
    ['its date is over', { ...NEWS, startTime: NOW - 1 }],
    ['it is an availability issue', { ...NEWS, meaning: 'availability issue', endTime: NOW + HOUR }],
    ['it is about a failed recovery', { ...NEWS, meaning: 'recovery failed' }],
    ['its code says something else', { ...NEWS, meaning: 'other' }],
  ])('is not what Health tells of where %s', (_, news) => {
    expect(changes([], { events: [], health: [news] })).toEqual([]);
  });
});

describe('an announcement is over', () => {
  it('by a start since it was heard of, whoever made it', () => {
    expect(isOver('e', [heardAt(HEARD, 'e')], HEARD + 1, NOW)).toBe(true);
    expect(changes([heardAt(HEARD)], { launchTime: HEARD + 1 })).toMatchObject([{ over: true }]);
  });

  it('not by the start before it, nor by one at the very same moment', () => {
    const later = HEARD + LINGERS_MS + 1;
    expect(isOver('e', [heardAt(HEARD, 'e')], HEARD - 1, later)).toBe(false);
    expect(isOver('e', [heardAt(HEARD, 'e')], HEARD, later)).toBe(false);
  });

  it('under whatever id it comes for two hours after the start, to the millisecond, and later it is another', () => {
    const started = HEARD + HOUR;
    const late = (heard: number): boolean =>
      isOver('other', [heardAt(HEARD, 'e'), heardAt(heard, 'other')], started, started + 9 * HOUR);
    expect([late(started + 1), late(started + LINGERS_MS), late(started + LINGERS_MS + 1)]).toEqual([
      true,
      true,
      false,
    ]);
    expect(LINGERS_MS).toBe(2 * HOUR);
  });

  it('also when it is heard of at this very moment, within two hours of the start', () => {
    const known = [heardAt(HEARD, 'e')];
    expect(isOver('other', known, HEARD + 1, HEARD + 1 + LINGERS_MS)).toBe(true);
    expect(isOver('other', known, HEARD + 1, HEARD + 2 + LINGERS_MS)).toBe(false);
  });

  it('only by a start after something was announced: what is new since is told, however soon after the start', () => {
    const started = NOW - HOUR;
    for (const heard of [[], [heardAt(NOW, 'e')]]) {
      expect(isOver('e', heard, started, NOW)).toBe(false);
      expect(isOver('e', heard, started, started + LINGERS_MS)).toBe(false);
    }
    expect(isOver('e', [heardAt(NOW, 'e')], started, started + LINGERS_MS + 1)).toBe(false);
  });

  it('of Health as well as of EC2: one start has resolved both', () => {
    const over = changes([heardAt(HEARD, NEWS.eventArn)], { health: [NEWS], launchTime: HEARD + 1 });
    expect(over.map((one) => [one.listed, one.over])).toEqual([
      [true, true],
      [false, true],
    ]);
  });
});

describe('what was heard', () => {
  const undated = (...ids: string[]) => ids.map((id) => ({ id, date: undefined }));

  it('keeps the date of AWS beside the id, the newest one, and the time of the first hearing', () => {
    const first = withHeard([], [{ id: 'a', date: NOW + DAY }], HEARD);
    expect(first).toEqual([{ id: 'a', heardAt: HEARD, date: NOW + DAY }]);
    expect(withHeard(first, [{ id: 'a', date: NOW + DAY }], NOW)).toBe(first);
    const moved = withHeard(first, [{ id: 'a', date: NOW + 2 * DAY }], NOW);
    expect(moved).toEqual([{ id: 'a', heardAt: HEARD, date: NOW + 2 * DAY }]);
    // One page of Health without the date does not make it unknown.
    expect(withHeard(moved, undated('a'), NOW)).toBe(moved);
    expect(withHeard([heardAt(HEARD, 'a')], [{ id: 'a', date: NOW }], NOW)).toEqual([
      { id: 'a', heardAt: HEARD, date: NOW },
    ]);
  });

  it('is noted with the time of the first hearing, once', () => {
    const first = withHeard([], undated('a', 'b', 'a'), HEARD);
    expect(first).toEqual([heardAt(HEARD, 'a'), heardAt(HEARD, 'b')]);
    expect(withHeard(first, undated('b', 'c'), NOW)).toEqual([...first, heardAt(NOW, 'c')]);
  });

  it('stays the very same where nothing is new, so that nothing is written', () => {
    const known = [heardAt(HEARD, 'a')];
    expect(withHeard(known, undated('a'), NOW)).toBe(known);
    expect(withHeard(known, [], NOW)).toBe(known);
  });

  it('is bounded: the oldest are forgotten first', () => {
    const many = Array.from({ length: MAX_HEARD }, (_, n) => heardAt(HEARD, `e-${n}`));
    const more = withHeard(many, undated('new'), NOW);
    expect(more).toHaveLength(MAX_HEARD);
    expect([more[0], more.at(-1)]).toEqual([many[1], heardAt(NOW, 'new')]);
  });
});

describe('what a new incident remembers of the one before', () => {
  const heard = [heardAt(HEARD), heardAt(HEARD, NEWS.eventArn)];
  const remembered = (closedAt: number | undefined, events = [RETIREMENT]): readonly string[] => {
    const earlier = closedAt === undefined ? { heard } : { heard, closedAt };
    return stillRemembered(earlier, events, NOW).map(({ id }) => id);
  };

  it('is nothing where there was none', () => {
    expect(stillRemembered(undefined, [RETIREMENT], NOW)).toEqual([]);
  });

  it('is all of it for three days after the end: EC2’s list lags, Health comes late, and the owner starts it later', () => {
    expect(remembered(NOW - 3 * DAY + 1, [])).toEqual([RETIREMENT.id, NEWS.eventArn]);
    expect(remembered(NOW - 3 * DAY, [])).toEqual([]);
  });

  it('is later what EC2 still lists, and only that, with the time of the first hearing', () => {
    expect(remembered(NOW - 3 * DAY)).toEqual([RETIREMENT.id]);
    expect(remembered(NOW - 3 * DAY, [aScheduledEvent({ id: 'another' })])).toEqual([]);
    expect(stillRemembered({ heard, closedAt: 0 }, [RETIREMENT], NOW)).toEqual([heardAt(HEARD)]);
  });

  it('is later what AWS dates after now, too, wherever the date was heard', () => {
    const dated = (date: number): readonly Heard[] =>
      stillRemembered({ heard: [{ id: 'a', heardAt: HEARD, date }], closedAt: 0 }, [], NOW);
    expect(dated(NOW)).toEqual([]);
    expect(dated(NOW + 1)).toEqual([{ id: 'a', heardAt: HEARD, date: NOW + 1 }]);
  });

  it('is all of it where the record does not say when it ended', () => {
    expect(remembered(undefined, [])).toEqual([RETIREMENT.id, NEWS.eventArn]);
  });
});
