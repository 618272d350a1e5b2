import { numberedFrom } from '../alerts/queued-alert.ts';
import type { Alert, AlertWord } from '../model/alert.ts';
import { MAX_ENTITIES, type HealthEvent } from '../health/health-event.ts';
import type { HealthNews } from '../model/health.ts';
import { failureWasTold, type Incident } from '../model/incident.ts';
import type { Sentence } from '../model/sentence.ts';
import { FUNCTION_TIMEOUT_SECONDS } from '../../contract/function-limits.ts';
import { DAY, SECOND, type EpochMs } from '../model/time.ts';

/**
 * What was told of one Health event, so that its pages, its repeats and its updates are one thread of few mails. Kept
 * in an item of its own; see docs/decisions/0015.
 */
export interface HealthThread {
  readonly schemaVersion: number;
  readonly version: number;
  /** The key of the item, from the affected account and the ARN of the event. */
  readonly key: string;
  readonly eventArn: string;
  readonly lastUpdated: EpochMs;
  /** When something new came last; 90 days later the item goes. */
  readonly newsAt: EpochMs;
  readonly closed: boolean;
  readonly startTime?: EpochMs;
  readonly endTime?: EpochMs;
  /** Dates that were told, as `start/end`. */
  readonly toldDates: readonly string[];
  /** How much AWS asks for: 0 nothing, 1 perhaps something, 2 an action. */
  readonly asked: number;
  /** How many entities each page of the last update names. */
  readonly pages: Readonly<Record<string, number>>;
  readonly entities: readonly string[];
  /** Every mail of the thread has the same subject, so that mail programs keep them together. */
  readonly word: AlertWord;
  readonly short: Sentence;
  /** The mail that waits for further pages of its update. */
  readonly awaiting?: { readonly number: number; readonly why: NoticeWhy; readonly at: EpochMs };
  /** The number of the last mail. See core/alerts/queued-alert.ts. */
  readonly alertsMade: number;
  /** Decided since the thread was read: its next write puts each beside it. Never stored. */
  readonly newAlerts: readonly Alert[];
}

export const THREAD_SCHEMA_VERSION = 1;
/** How long a thread is kept after its last news, and after its last date. */
export const KEEP_THREAD_DAYS = 90;
/** A date further off than this does not keep a thread. */
const MAX_AHEAD_MS = 730 * DAY;
const MAX_TOLD_DATES = 20;
/** Who sends a mail while pages are still to come: nobody, until the last one or the sweep. */
export const WAITS_FOR_PAGES = 'more pages';
/** The sweep sends what has waited for longer than any invocation lasts. */
const JOINS_FOR_MS = FUNCTION_TIMEOUT_SECONDS * SECOND;
/** An event of more pages than this is told by those that came; a page holds 256 KB. */
const MAX_PAGES = 200;

/** Why a mail is due. */
export type NoticeWhy = 'first' | 'closed' | 'date' | 'asks' | 'more' | 'open again';

export interface Joined {
  /** The same object where nothing is new. */
  readonly thread: HealthThread;
  /** Undefined where nobody has to be told. */
  readonly why?: NoticeWhy;
}

/** What a thread begins with; word and subject are those of its first mail. */
export type Beginning = Pick<HealthThread, 'key' | 'word' | 'short'>;

/**
 * Joins an event to what is known of it. An older update never undoes a newer one; pages and repeats join silently. A
 * mail is due at the first news, when an issue is over (or open again), when a date changes, when AWS asks for more or
 * names more that is affected.
 */
export function joined(
  known: HealthThread | undefined,
  event: HealthEvent,
  beginning: Beginning,
  now: EpochMs,
): Joined {
  // A time in the future would make every later update look old.
  const lastUpdated = Math.min(event.lastUpdated, now);
  if (known === undefined) return { thread: begun(event, beginning, lastUpdated, now), why: 'first' };
  if (lastUpdated < known.lastUpdated) return { thread: known };

  const newer = lastUpdated > known.lastUpdated;
  const why = whyTold(known, event, newer, now);
  const page = String(event.page);
  if (!newer && why === undefined && known.pages[page] !== undefined) return { thread: known };
  // Where one update says open and closed, closed counts: which of the two was sent first is not known.
  const closed = event.closed || (!newer && known.closed);
  const { startTime: _, endTime: __, ...rest } = known;
  const thread: HealthThread = {
    ...rest,
    lastUpdated,
    newsAt: now,
    closed,
    ...datesOf(newer || why === 'date' || why === 'closed' ? event : known),
    toldDates: [...new Set([...known.toldDates, dateKey(event)])].slice(-MAX_TOLD_DATES),
    asked: newer ? askedBy(event) : Math.max(known.asked, askedBy(event)),
    pages: newer ? { [page]: event.entityCount } : withPage(known.pages, page, event.entityCount),
    entities: newer
      ? event.entities
      : [...new Set([...known.entities, ...event.entities])].slice(0, MAX_ENTITIES),
  };
  return why === undefined ? { thread } : { thread, why };
}

function begun(event: HealthEvent, beginning: Beginning, lastUpdated: EpochMs, now: EpochMs): HealthThread {
  return {
    ...beginning,
    schemaVersion: THREAD_SCHEMA_VERSION,
    version: 0,
    eventArn: event.eventArn,
    lastUpdated,
    newsAt: now,
    closed: event.closed,
    ...datesOf(event),
    toldDates: [dateKey(event)],
    asked: askedBy(event),
    pages: { [String(event.page)]: event.entityCount },
    entities: event.entities,
    alertsMade: numberedFrom(now),
    newAlerts: [],
  };
}

function whyTold(
  known: HealthThread,
  event: HealthEvent,
  newer: boolean,
  now: EpochMs,
): NoticeWhy | undefined {
  const planned = event.category === 'scheduledChange';
  const isIssue = event.category === 'issue' || event.category === 'investigation';
  if (event.closed) {
    // A change that is closed before its date will not come; after it, the end is what everybody expects.
    const calledOff = planned && known.startTime !== undefined && now < known.startTime;
    return !known.closed && (isIssue || calledOff) ? 'closed' : undefined;
  }
  if (known.closed) return newer && (isIssue || planned) ? 'open again' : undefined;
  const dates = dateKey(event);
  const changed = newer ? dates !== dateKey(known) : !known.toldDates.includes(dates);
  if (planned && changed) return 'date';
  if (askedBy(event) > known.asked) return 'asks';
  return namesMore(known, event, now) ? 'more' : undefined;
}

/** True while a page may be written into the mail: once the sweep may have sent it, a repeat must say the same. */
export function mayStillJoin({ awaiting }: HealthThread, now: EpochMs): boolean {
  return awaiting !== undefined && now - awaiting.at <= JOINS_FOR_MS;
}

/** Something is affected that no mail has named, or that the mail which waits for its pages will not name either. */
function namesMore(thread: HealthThread, event: HealthEvent, now: EpochMs): boolean {
  const { entities } = thread;
  // Beyond that many names nobody knows which of them were told.
  if (entities.length >= MAX_ENTITIES || mayStillJoin(thread, now)) return false;
  return event.entities.some((one) => !entities.includes(one));
}

function datesOf({ startTime, endTime }: Pick<HealthThread, 'startTime' | 'endTime'>): {
  startTime?: EpochMs;
  endTime?: EpochMs;
} {
  return { ...(startTime === undefined ? {} : { startTime }), ...(endTime === undefined ? {} : { endTime }) };
}

function dateKey({ startTime, endTime }: Pick<HealthThread, 'startTime' | 'endTime'>): string {
  return `${startTime ?? ''}/${endTime ?? ''}`;
}

function askedBy({ asked }: HealthEvent): number {
  return asked === 'required' ? 2 : asked === 'perhaps' ? 1 : 0;
}

function withPage(pages: HealthThread['pages'], page: string, count: number): HealthThread['pages'] {
  return Object.keys(pages).length >= MAX_PAGES ? pages : { ...pages, [page]: count };
}

/** How many entities the pages that came have named. */
export function entityCount({ pages, entities }: HealthThread): number {
  return Math.max(
    entities.length,
    Object.values(pages).reduce((sum, count) => sum + count, 0),
  );
}

/** True where more pages of the last update are to come. */
export function awaitsPages({ pages }: HealthThread, event: HealthEvent): boolean {
  return Object.keys(pages).length < Math.min(event.pages, MAX_PAGES);
}

/** When the item may go. */
export function goesAt({ newsAt, startTime = 0, endTime = 0 }: HealthThread): EpochMs {
  const last = Math.max(newsAt, Math.min(Math.max(startTime, endTime), newsAt + MAX_AHEAD_MS));
  return last + KEEP_THREAD_DAYS * DAY;
}

/**
 * True where the mails of the incident tell of the event, so that a notice would only say it again: an announced date is
 * told, and so is how a failure ends. What AWS says of an instance in which nobody sees a failure is not, nor is a problem
 * of its host that may pass before anybody is told of the failure, nor what steers no recovery.
 */
export function isToldByIncident(incident: Incident | undefined, news: HealthNews): boolean {
  if (incident?.health.some((one) => one.eventArn === news.eventArn) !== true) return false;
  switch (news.meaning) {
    case 'scheduled change':
      return true;
    case 'recovery succeeded':
    case 'recovery failed':
      return incident.impairedSince !== undefined;
    case 'availability issue':
    case 'recovery not needed':
      return failureWasTold(incident);
    case 'operational issue':
    case 'other':
      return false;
  }
}
