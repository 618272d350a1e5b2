import type { HealthMeaning, HealthNews } from '../model/health.ts';
import { codeFacts } from './health-codes.ts';
import { DAY, HOUR, type EpochMs } from '../model/time.ts';

export const MAX_HEALTH_NEWS = 10;

/**
 * What an EC2 event type code means. Scheduled changes are told by their category, so that a code that AWS adds
 * tomorrow is at least watched; any other unknown code is `other`, which steers nothing.
 */
export function healthMeaning(code: string, category: string): HealthMeaning {
  return codeFacts(code, category).meaning;
}

/** Joins news about one event: the later update wins, pages and copies of the same event are one. */
export function withHealthNews(known: readonly HealthNews[], news: HealthNews): readonly HealthNews[] {
  const earlier = known.find((one) => one.eventArn === news.eventArn);
  if (earlier !== undefined && earlier.lastUpdated > news.lastUpdated) return known;
  if (earlier !== undefined && earlier.closed && !news.closed && earlier.lastUpdated === news.lastUpdated)
    return known;
  return [...known.filter((one) => one.eventArn !== news.eventArn), news].slice(-MAX_HEALTH_NEWS);
}

/**
 * True while a Health event counts as listed: until it is closed or its date is over. It can precede EC2's own list
 * by an hour, so it opens an incident; it never authorises a stop.
 */
export function isListed(news: HealthNews, now: EpochMs): boolean {
  return isAwaited(news, now, 0);
}

/** True while what a Health event announced may still come; until then it keeps an incident open. */
export function mayStillCome(news: HealthNews, now: EpochMs): boolean {
  return isAwaited(news, now, AFTER_ITS_DATE_MS);
}

function isAwaited(news: HealthNews, now: EpochMs, afterItsDate: number): boolean {
  if (news.closed) return false;
  const scheduled = news.meaning === 'scheduled change';
  if (!scheduled && news.meaning !== 'availability issue') return false;
  const over = news.endTime ?? (scheduled ? news.startTime : undefined);
  if (over === undefined) return now - news.lastUpdated < MAX_OPEN_ISSUE_MS;
  return now <= over + (scheduled ? afterItsDate : 0);
}

/** An issue without an end is forgotten after a day without an update, or a lost "closed" would keep it for ever. */
const MAX_OPEN_ISSUE_MS = DAY;
/**
 * AWS acts at its date or somewhat later, and the reads show it later still: an incident that was closed at the stroke
 * of the date would leave the instance that AWS then stops to nobody.
 */
export const AFTER_ITS_DATE_MS = 2 * HOUR;
