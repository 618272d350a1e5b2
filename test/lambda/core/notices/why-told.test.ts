import { describe, expect, it } from '@jest/globals';
import type { HealthEvent } from '../../../../lambda/core/health/health-event.ts';
import { joined, type HealthThread } from '../../../../lambda/core/notices/health-thread.ts';
import { noticeWord } from '../../../../lambda/core/notices/notice-kinds.ts';
import { say } from '../../../../lambda/core/model/sentence.ts';
import { DAY, MINUTE } from '../../../../lambda/core/model/time.ts';
import { at } from '../given.ts';
import { aHealthEvent } from './given-health.ts';

const NOW = at('10:00:00');
const LATER = { lastUpdated: NOW - MINUTE };

/** Why the second event is told, after the first. */
function whyAfter(first: Partial<HealthEvent>, then: Partial<HealthEvent>, was: Partial<HealthThread> = {}) {
  const begins = (event: HealthEvent) => ({
    key: 'health/111122223333/x',
    word: noticeWord(event, NOW),
    short: say('short.notice', { what: 'x', other: undefined }),
  });
  const before = aHealthEvent(first);
  const known = { ...joined(undefined, before, begins(before), NOW).thread, ...was };
  const after = aHealthEvent({ ...first, ...LATER, ...then });
  return joined(known, after, begins(after), NOW).why;
}

const NEW_WORDS = { text: 'FINAL NOTICE', textMark: 'final' };
const ISSUE = { service: 'X', code: 'AWS_X', category: 'issue' };

describe('new words of AWS', () => {
  it.each([
    ['a report of abuse', { service: 'ABUSE', code: 'AWS_ABUSE_X', category: 'issue' }],
    ['exposed credentials', { service: 'RISK', code: 'AWS_RISK_X', category: 'issue' }],
    ['a bill', { service: 'BILLING', code: 'AWS_BILLING_X', category: 'accountNotification' }],
    ['an issue of the account', ISSUE],
    ['what asks for an action', { asked: 'required' as const }],
  ])('are told of %s', (_what, first) => {
    expect(whyAfter(first, NEW_WORDS)).toBe('text');
  });

  it.each([
    ['a notice', {}],
    ['a public issue', { ...ISSUE, isPublic: true }],
    ['an issue that is over', { ...ISSUE, closed: true }],
  ])('are not told of %s', (_what, first) => {
    expect(whyAfter(first, NEW_WORDS)).toBeUndefined();
  });

  it('are told of what is NEEDS-YOU because a mail before was', () => {
    expect(whyAfter({}, NEW_WORDS, { word: 'NEEDS-YOU' })).toBe('text');
  });

  it.each(['ABUSE', 'RISK', 'BILLING'])('of %s are told although AWS has closed it', (service) => {
    const closed = { service, code: 'AWS_X', category: 'issue', closed: true };
    expect(whyAfter(closed, NEW_WORDS)).toBe('text');
    expect(whyAfter(closed, { ...NEW_WORDS, closed: false })).toBe('open again');
    expect(whyAfter({ ...closed, category: 'accountNotification' }, NEW_WORDS)).toBe('text');
    expect(whyAfter(closed, {})).toBeUndefined();
  });

  it('are none where the words are the same, were told before, or are missing', () => {
    expect(whyAfter(ISSUE, {})).toBeUndefined();
    expect(whyAfter(ISSUE, NEW_WORDS, { texts: ['final', 'other'] })).toBeUndefined();
    expect(whyAfter(ISSUE, { text: '', textMark: '' })).toBeUndefined();
  });

  it('are told where an update of the same time brings them, and of a thread of version 0.1.0 where it is newer', () => {
    const same = { ...ISSUE, lastUpdated: NOW - DAY };
    expect(whyAfter(same, { ...NEW_WORDS, lastUpdated: NOW - DAY })).toBe('text');
    const old = { texts: undefined as never };
    expect(whyAfter(ISSUE, {}, old)).toBe('text');
    expect(whyAfter(same, { lastUpdated: NOW - DAY, page: 2, pages: 2 }, old)).toBeUndefined();
  });
});

describe('another date', () => {
  it.each(['scheduledChange', 'accountNotification', 'tomorrow'])(
    'is told of the category %s',
    (category) => {
      expect(whyAfter({ category }, { startTime: NOW + 9 * DAY })).toBe('date');
    },
  );

  it('is told of a notification that AWS has closed at once, and not that it is closed', () => {
    const closed = { category: 'accountNotification', closed: true };
    expect(whyAfter(closed, { startTime: NOW + 9 * DAY })).toBe('date');
    expect(whyAfter(closed, {})).toBeUndefined();
    expect(whyAfter({ ...closed, closed: false }, { closed: true })).toBeUndefined();
    expect(whyAfter(closed, { closed: false })).toBeUndefined();
  });

  it.each(['issue', 'investigation'])(
    'is not told of the category %s: when it began is history',
    (category) => {
      expect(whyAfter({ category, isPublic: true }, { startTime: NOW - DAY })).toBeUndefined();
    },
  );
});

describe('a wider reach', () => {
  const PUBLIC = { ...ISSUE, isPublic: true, text: 'Errors in one AZ.', textMark: 'one' };
  const ALL = { text: 'Errors in one AZ. All Availability Zones are impacted.', textMark: 'all' };

  it('of an issue is told, once', () => {
    expect(whyAfter(PUBLIC, ALL)).toBe('reach');
    expect(whyAfter({ ...PUBLIC, ...ALL }, { ...PUBLIC, textMark: 'third' })).toBeUndefined();
    expect(whyAfter({ ...PUBLIC, category: 'investigation' }, ALL)).toBe('reach');
  });

  it('is not told of what is no issue, nor where nobody knows what was told', () => {
    expect(whyAfter({ ...PUBLIC, category: 'accountNotification' }, ALL)).toBeUndefined();
    expect(whyAfter(PUBLIC, ALL, { reach: undefined as never })).toBeUndefined();
  });

  it('is the widest of what was told, so that words that narrow it again are no news', () => {
    const told = { severity: '', zones: ['use1-az4'], breadth: 3 };
    expect(
      whyAfter(PUBLIC, { text: 'Errors in use1-az4.', textMark: 'less' }, { reach: told }),
    ).toBeUndefined();
  });
});
