import { numberedFrom } from '../alerts/queued-alert.ts';
import type { Alert } from '../model/alert.ts';
import { MAX_ENTITIES, type HealthEvent } from '../health/health-event.ts';
import { markOf } from '../model/mark.ts';
import type { Sentence } from '../model/sentence.ts';
import { FUNCTION_TIMEOUT_SECONDS } from '../../contract/function-limits.ts';
import { DAY, SECOND, type EpochMs } from '../model/time.ts';
import { isGrave } from './notice-kinds.ts';
import { reachOf, type Reach } from './reach.ts';
import { askedBy, dateKey, whyTold, type NoticeWhy, type Told } from './why-told.ts';

/**
 * What was told of one Health event, so that its pages, its repeats and its updates are one thread of few mails. Kept
 * in an item of its own; see docs/decisions/0015. What is optional came later than version 0.1.0.
 */
export interface HealthThread extends Told {
  readonly schemaVersion: number;
  readonly version: number;
  /** The key of the item, from the affected account and the ARN of the event. */
  readonly key: string;
  readonly eventArn: string;
  readonly lastUpdated: EpochMs;
  /** When something new came last; 90 days later the item goes. */
  readonly newsAt: EpochMs;
  /** How many entities each page of the last update names. */
  readonly pages: Readonly<Record<string, number>>;
  /** How many of them AWS lists as finished. */
  readonly finished?: Readonly<Record<string, number>>;
  /** That all of them are was told, or stands in the mail that waits. */
  readonly finishedTold?: boolean;
  /** The status of each of `entities`, where AWS gives one. */
  readonly states?: Readonly<Record<string, string>>;
  /** Every mail of the thread has the same subject, so that mail programs keep them together. */
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
const MAX_TOLD = 20;
/** Who sends a mail while pages are still to come: nobody, until the last one or the sweep. */
export const WAITS_FOR_PAGES = 'more pages';
/** The sweep sends what has waited for longer than any invocation lasts. */
const JOINS_FOR_MS = FUNCTION_TIMEOUT_SECONDS * SECOND;
/** An event of more pages than this is told by those that came; a page holds 256 KB. */
const MAX_PAGES = 200;

export interface Joined {
  /** The same object where nothing is new. */
  readonly thread: HealthThread;
  /** Undefined where nobody has to be told. */
  readonly why?: NoticeWhy;
}

/** What a thread begins with; word and subject are those of its first mail. */
export type Beginning = Pick<HealthThread, 'key' | 'word' | 'short'>;

/**
 * Joins an event to what is known of it. An older update never undoes a newer one; pages and repeats join silently. When a
 * mail is due says `whyTold`; and once, when AWS lists all that it names as finished.
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
  const waits = mayStillJoin(known, now);
  const why = whyTold(known, event, { newer, waits, word: beginning.word, now });
  const page = String(event.page);
  if (!newer && why === undefined && known.pages[page] !== undefined) return { thread: known };
  // Where one update says open and closed, closed counts: which of the two was sent first is not known.
  const closed = event.closed || (!newer && known.closed);
  const { startTime: _, endTime: __, ...rest } = known;
  const thread = withFinished(
    {
      ...rest,
      lastUpdated,
      newsAt: now,
      closed,
      ...datesOf(newer || why === 'date' || why === 'closed' ? event : known),
      toldDates: [...new Set([...known.toldDates, dateKey(event)])].slice(-MAX_TOLD),
      texts: joinedTexts(known, event),
      reach: joinedReach(known, event),
      asked: newer ? askedBy(event) : Math.max(known.asked, askedBy(event)),
      pages: withPage(newer ? {} : known.pages, page, event.entityCount),
      finished: withPage(newer ? {} : (known.finished ?? {}), page, event.finishedCount),
      entities: newer
        ? event.entities
        : [...new Set([...known.entities, ...event.entities])].slice(0, MAX_ENTITIES),
      states: newer ? event.states : { ...known.states, ...event.states },
      named: joinedNames(known, event),
    },
    event,
  );
  if (why !== undefined) return { thread, why };
  const finishes = thread.finishedTold === true && known.finishedTold !== true && !closed && !waits;
  return finishes ? { thread, why: 'finished' } : { thread };
}

function begun(event: HealthEvent, beginning: Beginning, lastUpdated: EpochMs, now: EpochMs): HealthThread {
  const page = String(event.page);
  const thread: HealthThread = {
    ...beginning,
    schemaVersion: THREAD_SCHEMA_VERSION,
    version: 0,
    eventArn: event.eventArn,
    lastUpdated,
    newsAt: now,
    closed: event.closed,
    ...datesOf(event),
    toldDates: [dateKey(event)],
    texts: event.textMark === '' ? [] : [event.textMark],
    reach: reachOf(event.text),
    asked: askedBy(event),
    pages: { [page]: event.entityCount },
    finished: { [page]: event.finishedCount },
    entities: event.entities,
    states: event.states,
    named: event.entities.map(markOf),
    alertsMade: numberedFrom(now),
    newAlerts: [],
  };
  return withFinished(thread, event);
}

/** Notes whether all is finished; what is open again is told anew when it is. */
function withFinished(thread: HealthThread, event: HealthEvent): HealthThread {
  const { finishedTold: _, ...rest } = thread;
  if (isAllFinished(thread, event)) return { ...rest, finishedTold: true };
  // While pages of an update are still to come, it is as it was.
  return awaitsPages(thread, event) && entityCount(thread) === 0 ? thread : rest;
}

/**
 * True where AWS lists all that it names, on all pages, as finished. Of what is grave it is not believed: that a key is dealt
 * with, the owner has to see.
 */
export function isAllFinished(thread: HealthThread, event: HealthEvent): boolean {
  return (
    finishedCount(thread) > 0 && entityCount(thread) === 0 && !awaitsPages(thread, event) && !isGrave(event)
  );
}

/** True while a page may be written into the mail: once the sweep may have sent it, a repeat must say the same. */
export function mayStillJoin({ awaiting }: HealthThread, now: EpochMs): boolean {
  return awaiting !== undefined && now - awaiting.at <= JOINS_FOR_MS;
}

function joinedTexts({ texts = [] }: HealthThread, { textMark }: HealthEvent): readonly string[] {
  return textMark === '' ? texts : [...new Set([...texts, textMark])].slice(-MAX_TOLD);
}

function joinedNames({ named, entities }: HealthThread, event: HealthEvent): readonly string[] {
  const before = named ?? entities.map(markOf);
  return [...new Set([...before, ...event.entities.map(markOf)])].slice(0, MAX_ENTITIES);
}

function joinedReach({ reach }: HealthThread, { text }: HealthEvent): Reach {
  const now = reachOf(text);
  if (reach === undefined) return now;
  return {
    severity: now.severity === '' ? reach.severity : now.severity,
    zones: [...new Set([...reach.zones, ...now.zones])].slice(0, MAX_ENTITIES),
    breadth: Math.max(reach.breadth, now.breadth),
  };
}

function datesOf({ startTime, endTime }: Pick<HealthThread, 'startTime' | 'endTime'>): {
  startTime?: EpochMs;
  endTime?: EpochMs;
} {
  return { ...(startTime === undefined ? {} : { startTime }), ...(endTime === undefined ? {} : { endTime }) };
}

function withPage(pages: HealthThread['pages'], page: string, count: number): HealthThread['pages'] {
  return Object.keys(pages).length >= MAX_PAGES ? pages : { ...pages, [page]: count };
}

/** How many entities that are not finished the pages that came have named. */
export function entityCount({ pages, finished = {}, entities }: HealthThread): number {
  return Math.max(entities.length, sum(pages) - sum(finished));
}

/** How many entities AWS lists as finished, on the pages that came. */
export function finishedCount({ finished = {} }: HealthThread): number {
  return sum(finished);
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((all, count) => all + count, 0);
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
