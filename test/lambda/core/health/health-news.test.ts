import { describe, expect, it } from '@jest/globals';
import {
  healthMeaning,
  isListed,
  MAX_HEALTH_NEWS,
  withHealthNews,
} from '../../../../lambda/core/health/health-news.ts';
import type { HealthNews } from '../../../../lambda/core/model/health.ts';
import { aHealthEvent, at, without } from '../given.ts';

const NOW = at('10:06:00');
const DAY = 86_400_000;

describe('what a Health event means', () => {
  it.each([
    ['AWS_EC2_SIMPLIFIED_AUTO_RECOVERY_SUCCESS', 'issue', 'recovery succeeded'],
    ['AWS_EC2_SIMPLIFIED_AUTO_RECOVERY_FAILURE', 'issue', 'recovery failed'],
    ['AWS_EC2_INSTANCE_AUTO_RECOVERY_SUCCESS', 'issue', 'recovery succeeded'],
    ['AWS_EC2_INSTANCE_AUTO_RECOVERY_FAILURE', 'issue', 'recovery failed'],
    ['AWS_EC2_INSTANCE_AUTO_RECOVERY_NO_ACTION', 'issue', 'recovery not needed'],
    ['AWS_EC2_INSTANCE_AVAILABILITY_ISSUE', 'issue', 'availability issue'],
    ['AWS_EC2_OPERATIONAL_ISSUE', 'issue', 'operational issue'],
    ['AWS_EC2_API_ISSUE', 'issue', 'operational issue'],
    ['AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED', 'scheduledChange', 'scheduled change'],
    ['AWS_EC2_OPERATIONAL_ISSUE', 'scheduledChange', 'operational issue'],
    ['AWS_EC2_OPERATIONAL_NOTIFICATION', 'accountNotification', 'other'],
  ])('with the code %s of the category %s is: %s', (code, category, meaning) => {
    expect(healthMeaning(code, category)).toBe(meaning);
  });
});

describe('Health news of one event', () => {
  const news = (differences: Partial<HealthNews> = {}): HealthNews =>
    aHealthEvent({ lastUpdated: NOW, ...differences });

  it('of the same moment close it, and never open it again', () => {
    const closed = news({ closed: true });
    expect(withHealthNews([news()], closed)).toEqual([closed]);
    const known = [closed];
    expect(withHealthNews(known, news())).toBe(known);
    const reopened = news({ lastUpdated: NOW + 1 });
    expect(withHealthNews(known, reopened)).toEqual([reopened]);
  });

  it('of the same moment with new dates replace what was known', () => {
    const moved = news({ startTime: NOW });
    expect(withHealthNews([news()], moved)).toEqual([moved]);
    expect(withHealthNews([news({ closed: true })], { ...moved, closed: true })).toEqual([
      { ...moved, closed: true },
    ]);
  });

  it('leave those of other events alone; beyond ten the ones heard of longest ago go', () => {
    const others = Array.from({ length: MAX_HEALTH_NEWS }, (_, n) => news({ eventArn: `arn:${n}` }));
    expect(withHealthNews(others, news())).toEqual([...others.slice(1), news()]);
    const ahead = [news({ eventArn: 'arn:0', lastUpdated: NOW + 9, closed: true })];
    expect(withHealthNews(ahead, news())).toEqual([...ahead, news()]);
    const newer = news({ eventArn: 'arn:3', lastUpdated: NOW + 1 });
    expect(withHealthNews(others, newer)).toEqual([
      ...others.filter((one) => one.eventArn !== 'arn:3'),
      newer,
    ]);
  });
});

describe('a Health event counts as listed', () => {
  const issue = (differences: Partial<HealthNews> = {}): HealthNews => ({
    ...without(aHealthEvent({ meaning: 'availability issue', lastUpdated: NOW }), 'startTime'),
    ...differences,
  });
  const end = at('12:00:00');

  it.each<[string, HealthNews, number]>([
    ['a scheduled change until its date', aHealthEvent({ startTime: end }), end],
    [
      'a scheduled change until its end where it has one',
      aHealthEvent({ startTime: NOW, endTime: end }),
      end,
    ],
    ['an availability issue until its end', issue({ endTime: end }), end],
  ])('%s, to the millisecond', (_, news, last) => {
    expect([isListed(news, last), isListed(news, last + 1)]).toEqual([true, false]);
  });

  it.each<[string, HealthNews]>([
    ['an availability issue without an end', issue()],
    ['an availability issue that only began', issue({ startTime: at('01:00:00') })],
    ['a scheduled change without a date', { ...issue(), meaning: 'scheduled change' }],
  ])('%s for a day after its last update', (_, news) => {
    expect([isListed(news, NOW + DAY - 1), isListed(news, NOW + DAY)]).toEqual([true, false]);
  });

  it.each([
    'recovery succeeded',
    'recovery failed',
    'recovery not needed',
    'operational issue',
    'other',
  ] as const)('never where it means %s', (meaning) => {
    expect(isListed(aHealthEvent({ meaning }), NOW)).toBe(false);
  });

  it('never once it is closed', () => {
    expect(isListed(issue({ closed: true }), NOW)).toBe(false);
    expect(isListed(aHealthEvent({ closed: true }), NOW)).toBe(false);
  });
});
