import { describe, expect, it } from '@jest/globals';
import { FUNCTION_TIMEOUT_SECONDS } from '../../../../lambda/contract/function-limits.ts';
import type { HealthEvent } from '../../../../lambda/core/health/health-event.ts';
import { joined, WAITS_FOR_PAGES, type HealthThread } from '../../../../lambda/core/notices/health-thread.ts';
import { noticeShort, withNotice, withPageJoined } from '../../../../lambda/core/notices/notice-alert.ts';
import { DAY, SECOND } from '../../../../lambda/core/model/time.ts';
import { at, FACTS, ID } from '../given.ts';
import { aHealthEvent } from './given-health.ts';

const NOW = at('10:00:00');
const HOME = '111122223333';
const FIRST = aHealthEvent({ entities: ['db-1'], page: 1, pages: 2 });
const SECOND_PAGE = aHealthEvent({ entities: ['db-2'], page: 2, pages: 2 });
const BEGINNING = { key: 'health/111122223333/x', word: 'NOTICE', short: noticeShort(FIRST, false) } as const;

const aNotice = (thread: HealthThread, event: HealthEvent): Parameters<typeof withPageJoined>[0] => ({
  thread,
  event,
  names: new Map(),
  home: HOME,
});

function afterPageOne(event = FIRST): HealthThread {
  const { thread } = joined(undefined, event, BEGINNING, NOW);
  return withNotice({ ...aNotice(thread, event), why: 'first' }, NOW);
}

describe('a notice whose event comes in pages', () => {
  it('remembers, while pages are to come, which mail waits for them, why, and since when', () => {
    const thread = afterPageOne();
    expect(thread.awaiting).toEqual({ number: thread.alertsMade + 1, why: 'first', at: NOW });
    expect(afterPageOne({ ...FIRST, pages: 1 })).not.toHaveProperty('awaiting');
  });

  it('says under the same id what both pages name, and still waits for further ones', () => {
    const first = afterPageOne();
    const { thread } = joined(first, SECOND_PAGE, BEGINNING, NOW + SECOND);
    const queued = withPageJoined(aNotice(thread, SECOND_PAGE), NOW + SECOND);
    expect(queued).toMatchObject({
      of: BEGINNING.key,
      number: first.alertsMade + 1,
      queuedBy: WAITS_FOR_PAGES,
      alert: { id: first.newAlerts[0]?.id, at: NOW, data: { news: 'first', affected: 2 } },
    });
    expect(JSON.stringify(queued?.alert.story)).toContain('db-1, db-2');
  });

  it('joins no page once the sweep may have sent the mail', () => {
    const first = afterPageOne();
    const last = NOW + FUNCTION_TIMEOUT_SECONDS * SECOND;
    const { thread } = joined(first, SECOND_PAGE, BEGINNING, last);
    expect(withPageJoined(aNotice(thread, SECOND_PAGE), last)).toBeDefined();
    expect(withPageJoined(aNotice(thread, SECOND_PAGE), last + 1)).toBeUndefined();
  });

  it('joins nothing where no mail waits', () => {
    const told = afterPageOne({ ...FIRST, pages: 1 });
    expect(withPageJoined(aNotice(told, SECOND_PAGE), NOW)).toBeUndefined();
  });

  it('says that it is over where another page has said so', () => {
    const issue = aHealthEvent({ category: 'issue', page: 1, pages: 2, closed: true });
    const { thread } = joined(afterPageOne(issue), { ...issue, page: 2, closed: false }, BEGINNING, NOW);
    const queued = withPageJoined(aNotice(thread, { ...issue, page: 2, closed: false }), NOW);
    expect(queued?.alert.story[0]?.key).toBe('notice.closed');
  });
});

describe('a notice', () => {
  const storyOf = (event: HealthEvent): unknown[] =>
    afterPageOne({ ...event, pages: 1 }).newAlerts[0]?.story.map(({ key }) => key) ?? [];

  it('says of an event about the service that others see it, too', () => {
    expect(storyOf(aHealthEvent({ isPublic: true }))).toContain('notice.public');
    expect(storyOf(aHealthEvent({ isPublic: false }))).not.toContain('notice.public');
  });

  it('reads as a word to the account where it is neither planned nor a problem', () => {
    expect(storyOf(aHealthEvent({ category: 'accountNotification' }))[0]).toBe('notice.account');
    expect(storyOf(aHealthEvent({ category: 'scheduledChange' }))[0]).toBe('notice.scheduled');
  });

  it('gives the dates where there is one, also where only the end is known', () => {
    const { startTime, ...undated } = aHealthEvent();
    expect(startTime).toBeDefined();
    expect(storyOf(undated)).not.toContain('notice.dates');
    expect(storyOf({ ...undated, endTime: NOW + DAY })).toContain('notice.dates');
    expect(storyOf({ ...undated, startTime: NOW + DAY })).toContain('notice.dates');
  });

  it('has the instance that it is about, with its facts', () => {
    const { thread } = joined(undefined, FIRST, BEGINNING, NOW);
    const instance = { id: ID, facts: FACTS };
    const told = withNotice({ ...aNotice(thread, FIRST), why: 'first', instance }, NOW);
    expect(told.newAlerts[0]?.instance).toEqual(instance);
    expect(afterPageOne().newAlerts[0]).not.toHaveProperty('instance');
  });
});

describe('the subject of a notice', () => {
  const CODE = 'AWS_EC2_INSTANCE_PERSISTENT_PERFORMANCE_ISSUE';

  it('is short beside the name of an instance, without words that its id says already', () => {
    const event = aHealthEvent({ service: 'EC2', code: CODE, entities: [ID] });
    expect(noticeShort(event, true)).toEqual({
      key: 'short.notice',
      values: { what: 'performance issue', other: undefined },
    });
  });

  it('begins with the service where the code does not name it', () => {
    const event = aHealthEvent({ service: 'VPN', code: 'AWS_TUNNEL_REDUNDANCY_LOSS', entities: ['vpn-1'] });
    expect(noticeShort(event, false).values).toEqual({ what: 'VPN tunnel redundancy loss', other: 'vpn-1' });
    const wide = aHealthEvent({
      service: 'MULTIPLE_SERVICES',
      code: 'AWS_MULTIPLE_SERVICES_OPERATIONAL_ISSUE',
      entities: [],
    });
    expect(noticeShort(wide, false).values?.what).toBe('multiple services operational issue');
    expect(noticeShort(aHealthEvent(), false).values).toEqual({
      what: 'rds maintenance scheduled',
      other: 'db-1',
    });
  });
});
