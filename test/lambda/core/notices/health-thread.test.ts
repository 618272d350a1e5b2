import { describe, expect, it } from '@jest/globals';
import type { HealthEvent } from '../../../../lambda/core/health/health-event.ts';
import {
  entityCount,
  finishedCount,
  goesAt,
  isAllFinished,
  joined,
  mayStillJoin,
  type HealthThread,
  type Joined,
} from '../../../../lambda/core/notices/health-thread.ts';
import { say } from '../../../../lambda/core/model/sentence.ts';
import { DAY, HOUR, MINUTE } from '../../../../lambda/core/model/time.ts';
import { at } from '../given.ts';
import { aHealthEvent } from './given-health.ts';

const NOW = at('10:00:00');
const BEGINNING = {
  key: 'health/111122223333/x',
  word: 'NOTICE',
  short: say('short.notice', { what: 'rds', other: 'db-1' }),
} as const;

function join(known: HealthThread | undefined, event: HealthEvent, now = NOW): Joined {
  return joined(known, event, BEGINNING, now);
}

function first(changes: Partial<HealthEvent> = {}): HealthThread {
  return join(undefined, aHealthEvent(changes)).thread;
}

const LATER = { lastUpdated: NOW - MINUTE };

describe('the first news of a Health event', () => {
  it.each([false, true])('is told, also where it comes closed (%p)', (closed) => {
    expect(join(undefined, aHealthEvent({ closed })).why).toBe('first');
  });
});

describe('silent is', () => {
  it('a repeat, of which nothing is even written', () => {
    const known = first();
    expect(join(known, aHealthEvent())).toEqual({ thread: known });
    expect(join(known, aHealthEvent()).thread).toBe(known);
  });

  it('an older update that comes late, whatever it says', () => {
    const known = first(LATER);
    for (const says of [
      { asked: 'required' as const },
      { startTime: NOW + 9 * DAY },
      { closed: true },
      { page: 2 },
    ])
      expect(join(known, aHealthEvent(says)).thread).toBe(known);
  });

  it('another page, whose entities join while the mail waits for it', () => {
    const awaiting = { number: 1, why: 'first', at: NOW } as const;
    const known = { ...first({ page: 2, pages: 2, entities: ['db-2'] }), awaiting };
    const { thread, why } = join(known, aHealthEvent({ page: 1, pages: 2, entities: ['db-1'] }));
    expect([why, thread.entities, entityCount(thread)]).toEqual([undefined, ['db-2', 'db-1'], 2]);
    expect(join(thread, aHealthEvent({ page: 1, pages: 2, entities: ['db-1'] })).thread).toBe(thread);
  });

  it('an update that says nothing new, whose entities replace those of before', () => {
    const known = first({ entities: ['db-1', 'db-9'] });
    const { thread, why } = join(known, aHealthEvent({ ...LATER, entities: ['db-9'] }));
    expect([why, thread.entities]).toEqual([undefined, ['db-9']]);
  });

  it('the end of a change that was to come, after its date', () => {
    const known = first({ startTime: NOW - HOUR });
    expect(join(known, aHealthEvent({ ...LATER, closed: true })).why).toBeUndefined();
  });

  it('the end of a notification', () => {
    const known = first({ category: 'accountNotification' });
    const over = aHealthEvent({ ...LATER, category: 'accountNotification', closed: true });
    expect(join(known, over).why).toBeUndefined();
  });

  it('that AWS asks for less than before', () => {
    expect(
      join(first({ asked: 'required' }), aHealthEvent({ ...LATER, asked: 'nothing' })).why,
    ).toBeUndefined();
  });
});

describe('told again is', () => {
  const ISSUE = { category: 'issue' };

  it('that an issue is over, once', () => {
    const { thread, why } = join(first(ISSUE), aHealthEvent({ ...ISSUE, ...LATER, closed: true }));
    expect(why).toBe('closed');
    expect(join(thread, aHealthEvent({ ...ISSUE, lastUpdated: NOW, closed: true })).why).toBeUndefined();
  });

  it('that an issue is over where only that tells the two apart, and not that it is open after that', () => {
    const { thread, why } = join(first(ISSUE), aHealthEvent({ ...ISSUE, closed: true }));
    expect(why).toBe('closed');
    const late = join(thread, aHealthEvent({ ...ISSUE, page: 2 }));
    expect([late.why, late.thread.closed]).toEqual([undefined, true]);
  });

  it('that an issue is open again', () => {
    const known = first({ ...ISSUE, closed: true });
    expect(join(known, aHealthEvent({ ...ISSUE, ...LATER })).why).toBe('open again');
  });

  it('that a change is called off before its date', () => {
    expect(join(first(), aHealthEvent({ ...LATER, closed: true })).why).toBe('closed');
  });

  it.each([
    ['earlier', { startTime: NOW + DAY }],
    ['later', { startTime: NOW + 9 * DAY }],
    ['with another end', { endTime: NOW + 9 * DAY }],
  ])('that the date of a change is %s', (_what, changes) => {
    expect(join(first(), aHealthEvent({ ...LATER, ...changes })).why).toBe('date');
  });

  it('that a change has no date any more', () => {
    const { startTime: _, ...undated } = aHealthEvent(LATER);
    const { thread, why } = join(first(), undated);
    expect(why).toBe('date');
    expect(thread).not.toHaveProperty('startTime');
  });

  it('a date that came without a time of its own, and the old one that comes again after it is not', () => {
    const moved = aHealthEvent({ startTime: NOW + 9 * DAY });
    const { thread, why } = join(first(), moved);
    expect([why, thread.startTime]).toEqual(['date', NOW + 9 * DAY]);
    expect(join(thread, aHealthEvent()).why).toBeUndefined();
    expect(join(thread, aHealthEvent(LATER)).why).toBe('date');
  });

  it('that AWS asks for an action now', () => {
    expect(join(first({ asked: 'perhaps' }), aHealthEvent({ ...LATER, asked: 'required' })).why).toBe('asks');
  });
});

describe('what more is affected', () => {
  it.each([
    ['in an update', { ...LATER, entities: ['db-1', 'db-2'] }],
    ['on a page that comes after the mail went out', { page: 2, pages: 2, entities: ['db-2'] }],
  ])('is told: %s', (_what, says) => {
    const known = first({ ...LATER, entities: ['db-1'], ...('pages' in says ? { pages: 2 } : {}) });
    const { why, thread } = join(known, aHealthEvent({ lastUpdated: NOW - MINUTE, ...says }));
    expect(why).toBe('more');
    expect(thread.entities).toContain('db-2');
  });

  it('is not told of what the mails have named, nor where more are affected than they name', () => {
    const known = first({ entities: ['db-1', 'db-2'] });
    expect(join(known, aHealthEvent({ ...LATER, lastUpdated: NOW, entities: ['db-2'] })).why).toBeUndefined();
    const many = first({ ...LATER, entities: Array.from({ length: 100 }, (_, n) => `db-${n}`) });
    expect(join(many, aHealthEvent({ lastUpdated: NOW, entities: ['db-100'] })).why).toBeUndefined();
  });

  it('is told of where the mail waits for pages no longer', () => {
    const waits: HealthThread = { ...first(), awaiting: { number: 1, why: 'first', at: NOW } };
    expect([NOW, NOW + 100_000, NOW + 100_001].map((now) => mayStillJoin(waits, now))).toEqual([
      true,
      true,
      false,
    ]);
    expect(mayStillJoin(first(), NOW)).toBe(false);
  });
});

describe('what AWS lists as finished', () => {
  const PENDING = { entities: ['db-1', 'db-2'] };
  const DONE = { entities: [], entityCount: 2, finishedCount: 2 };

  it('is counted apart from what is affected', () => {
    const thread = first({ entities: ['db-1'], entityCount: 3, finishedCount: 2 });
    expect([entityCount(thread), finishedCount(thread)]).toEqual([1, 2]);
  });

  it('is told once, when it is all', () => {
    const { thread, why } = join(first(PENDING), aHealthEvent({ ...LATER, ...DONE }));
    expect([why, thread.entities, thread.finishedTold]).toEqual(['finished', [], true]);
    expect(join(thread, aHealthEvent({ lastUpdated: NOW, ...DONE })).why).toBeUndefined();
  });

  it('is not told where it is a part, nor where pages are still to come, nor where it is over anyway', () => {
    const part = { entities: ['db-2'], entityCount: 2, finishedCount: 1 };
    expect(join(first(PENDING), aHealthEvent({ ...LATER, ...part })).why).toBeUndefined();
    expect(join(first(PENDING), aHealthEvent({ ...LATER, ...DONE, pages: 2 })).why).toBeUndefined();
    const closed = aHealthEvent({ ...LATER, ...DONE, closed: true, startTime: NOW - DAY });
    expect(join(first({ ...PENDING, startTime: NOW - DAY }), closed).why).toBeUndefined();
  });

  it('is told with its last page, and not again while the pages of a later update come in', () => {
    const page = (number: number, lastUpdated: number) =>
      aHealthEvent({ ...DONE, page: number, pages: 2, lastUpdated });
    const begins = join(first(PENDING), page(2, NOW - 2)).thread;
    const { thread, why } = join(begins, page(1, NOW - 2));
    expect(why).toBe('finished');
    const again = join(thread, page(1, NOW - 1));
    expect([again.why, join(again.thread, page(2, NOW - 1)).why]).toEqual([undefined, undefined]);
  });

  it('is left to the mail that waits for pages', () => {
    const awaiting = { number: 1, why: 'first', at: NOW } as const;
    const known = { ...first({ ...DONE, page: 2, pages: 2 }), awaiting };
    const { thread, why } = join(known, aHealthEvent({ ...DONE, page: 1, pages: 2 }));
    expect([why, thread.finishedTold]).toEqual([undefined, true]);
  });

  it('is told anew when some of it was open again', () => {
    const done = join(first(PENDING), aHealthEvent({ ...LATER, ...DONE })).thread;
    const open = join(done, aHealthEvent({ lastUpdated: NOW - 2, ...PENDING })).thread;
    expect(open.finishedTold).toBeUndefined();
    expect(join(open, aHealthEvent({ lastUpdated: NOW - 1, ...DONE })).why).toBe('finished');
  });

  it('is no end of what only the owner can see to be dealt with', () => {
    const risk = { service: 'RISK', code: 'AWS_RISK_X', category: 'issue' };
    expect(
      join(first({ ...risk, ...PENDING }), aHealthEvent({ ...risk, ...LATER, ...DONE })).why,
    ).toBeUndefined();
    const thread = first({ ...risk, ...DONE });
    expect(isAllFinished(thread, aHealthEvent({ ...risk, ...DONE }))).toBe(false);
    expect(isAllFinished(first(DONE), aHealthEvent(DONE))).toBe(true);
    expect(isAllFinished(first({ entities: [] }), aHealthEvent({ entities: [] }))).toBe(false);
  });
});

describe('the states of what is affected', () => {
  it('join with the pages of one update, and are those of the last', () => {
    const known = first({ ...LATER, entities: ['a'], states: { a: 'PENDING' }, pages: 2 });
    const page = aHealthEvent({ ...LATER, entities: ['b'], states: { b: 'IMPAIRED' }, page: 2, pages: 2 });
    const both = join(known, page).thread;
    expect(both.states).toEqual({ a: 'PENDING', b: 'IMPAIRED' });
    const next = aHealthEvent({ lastUpdated: NOW, entities: ['b'], states: { b: 'PENDING' } });
    expect(join(both, next).thread.states).toEqual({ b: 'PENDING' });
  });

  it('and its names are remembered over updates: page two of an update is no news', () => {
    const known = join(
      first({ entities: ['a'], pages: 2 }),
      aHealthEvent({ entities: ['b'], page: 2, pages: 2 }),
    );
    const next = join(known.thread, aHealthEvent({ ...LATER, entities: ['a'], pages: 2 }));
    const page = aHealthEvent({ ...LATER, entities: ['b'], page: 2, pages: 2 });
    expect([next.why, join(next.thread, page).why]).toEqual([undefined, undefined]);
  });
});

describe('a thread', () => {
  it('is not blocked by an update from the future', () => {
    const known = first({ lastUpdated: NOW + 1_000 * DAY });
    expect(known.lastUpdated).toBe(NOW);
    const soon = aHealthEvent({ lastUpdated: NOW + MINUTE, asked: 'required' });
    expect(join(known, soon, NOW + HOUR).why).toBe('asks');
  });

  it('names at most 100 entities and counts the pages, each once', () => {
    let thread = first({ page: 1, pages: 9, entities: names(1, 60), entityCount: 400 });
    for (const page of [2, 3, 2]) {
      const event = aHealthEvent({ page, pages: 9, entities: names(page, 60), entityCount: 400 });
      thread = join(thread, event).thread;
    }
    expect([thread.entities.length, entityCount(thread)]).toEqual([100, 1_200]);
    expect(thread.named).toHaveLength(100);
  });

  it('stays small however many pages and dates there are', () => {
    let thread = first({ pages: 100_000 });
    for (let page = 2; page < 2_000; page += 1)
      thread = join(
        thread,
        aHealthEvent({ page, pages: 100_000, startTime: NOW + page * DAY, textMark: `${page}` }),
      ).thread;
    expect(Object.keys(thread.pages).length).toBeLessThanOrEqual(200);
    expect(Object.keys(thread.finished ?? {}).length).toBeLessThanOrEqual(200);
    expect(thread.toldDates.length).toBeLessThanOrEqual(20);
    expect(thread.texts?.length).toBeLessThanOrEqual(20);
  });

  it('goes 90 days after its last news, and not before its date has come', () => {
    expect(goesAt(first({ startTime: NOW - DAY, endTime: NOW - DAY }))).toBe(NOW + 90 * DAY);
    expect(goesAt(first({ startTime: NOW + 200 * DAY }))).toBe(NOW + 290 * DAY);
    expect(goesAt(first({ startTime: 8_640_000_000_000_000 }))).toBe(NOW + 820 * DAY);
  });
});

function names(page: number, count: number): string[] {
  return Array.from({ length: count }, (_, n) => `db-${page}-${n}`);
}
