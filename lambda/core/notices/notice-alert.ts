import type { Alert, AlertWord } from '../model/alert.ts';
import type { HealthEvent } from '../health/health-event.ts';
import { askedOf, noticeKind, noticeWord } from './notice-kinds.ts';
import type { Notice } from './notice.ts';
import { storyOf } from './notice-story.ts';
import {
  awaitsPages,
  entityCount,
  isAllFinished,
  mayStillJoin,
  WAITS_FOR_PAGES,
  type HealthThread,
} from './health-thread.ts';
import type { QueuedAlert } from '../alerts/queued-alert.ts';
import { clean } from '../model/foreign-text.ts';
import { markOf } from '../model/mark.ts';
import { say, type PlainSentenceKey, type Sentence } from '../model/sentence.ts';
import type { EpochMs } from '../model/time.ts';

/** Four letters or digits: more than a million marks. */
const MARK_LENGTH = 4;

const SAID_BY_THE_ID = /\b(ec2|instance|simplified|persistent) /g;

/** A few words for the subject, the same for every mail of the event; an instance stands in the subject by itself. */
export function noticeShort({ service, code, entities }: HealthEvent, namesInstance: boolean): Sentence {
  const words = code.replace(/^AWS_/, '').replaceAll('_', ' ').toLowerCase();
  if (namesInstance) {
    // Beside its name and id there is room for little.
    return say('short.notice', { what: clean(words.replaceAll(SAID_BY_THE_ID, ''), 40), other: undefined });
  }
  const isNamed = words.includes(service.replaceAll('_', ' ').toLowerCase());
  const what = clean(isNamed ? words : `${service} ${words}`, 60);
  return say('short.notice', { what, other: entities[0] === undefined ? undefined : endOfArn(entities[0]) });
}

/** `function:orders` of an ARN: what stands before it is the same for all of them. */
function endOfArn(entity: string): string {
  return /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(.+)$/.exec(entity)?.[1] ?? entity;
}

/** The thread with a new mail. Its number makes its id: a repeat carries the same one. */
export function withNotice(notice: Notice, now: EpochMs): HealthThread {
  const number = notice.thread.alertsMade + notice.thread.newAlerts.length + 1;
  const asks = notice.nothing === undefined && noticeWord(notice.event, now) === 'NEEDS-YOU';
  const word = asks ? 'NEEDS-YOU' : notice.thread.word;
  const { awaiting: _, ...rest } = notice.thread;
  const thread = { ...rest, word };
  const alert = noticeAlert({ ...notice, thread }, idOf(thread, number), now);
  const awaiting = awaitsPages(thread, notice.event)
    ? { awaiting: { number, why: notice.why, at: now } }
    : {};
  return { ...thread, ...awaiting, newAlerts: [...thread.newAlerts, alert] };
}

/**
 * The mail that waits for further pages, with what the next page brought; undefined where none waits, or where the sweep may
 * have sent it: a repeat says the same under the same id.
 */
export function withPageJoined(notice: Omit<Notice, 'why'>, now: EpochMs): QueuedAlert | undefined {
  const { thread, event } = notice;
  const { awaiting } = thread;
  if (awaiting === undefined || !mayStillJoin(thread, now)) return undefined;
  const { number, why, at } = awaiting;
  const joined = { ...notice, event: { ...event, closed: thread.closed }, why };
  return {
    of: thread.key,
    number,
    queuedBy: WAITS_FOR_PAGES,
    alert: noticeAlert(joined, idOf(thread, number), at),
  };
}

function idOf({ key }: HealthThread, number: number): string {
  return `${key}/${number}`;
}

function noticeAlert(notice: Notice, id: string, at: EpochMs): Alert {
  const { thread, event, why, instance, home } = notice;
  const { work, document } = noticeKind(event, at);
  const todo = todoOf(notice, at);
  return {
    id,
    word: wordOf(notice, todo),
    at,
    short: thread.short,
    story: storyOf(notice, todo.length === 0 || todo.includes('ask.all-finished') ? 'none' : work, at),
    todo: todo.map((key) => ({ key })),
    documents: [document],
    ...(instance === undefined ? {} : { instance }),
    healthEvent: {
      arn: event.eventArn,
      region: event.region,
      mark: markOf(thread.key).slice(-MARK_LENGTH),
      ...(event.account === home || event.isPublic ? {} : { account: event.account }),
    },
    timeline: [],
    timelineOmitted: 0,
    data: {
      news: why,
      event_arn: event.eventArn,
      service: event.service,
      code: event.code,
      category: event.category,
      work,
      affected: entityCount(thread),
    },
  };
}

/** What AWS closes after it was told, and what is not undone by that. */
function isClosedLater({ event, why }: Notice): boolean {
  return why === 'closed' && event.closed;
}

function todoOf(notice: Notice, now: EpochMs): readonly PlainSentenceKey[] {
  const asked = askedOf(notice.event, now);
  if (notice.nothing !== undefined && asked.length > 0) return [notice.nothing];
  if (asked.length > 0 && isAllFinished(notice.thread, notice.event)) return ['ask.all-finished'];
  return isClosedLater(notice) && asked.length > 0 ? ['ask.if-not-done', ...asked] : asked;
}

const ASKS_NOTHING: ReadonlySet<PlainSentenceKey> = new Set<PlainSentenceKey>([
  'ask.no-action',
  'ask.all-finished',
]);

/**
 * The first word of one mail. It is that of the thread, which never becomes less: what needs somebody must not look like
 * what does not. Nor the other way round, where nothing is left to do.
 */
function wordOf(notice: Notice, todo: readonly PlainSentenceKey[]): AlertWord {
  const nothing =
    todo.length === 0 ||
    todo.some((one) => ASKS_NOTHING.has(one)) ||
    isClosedLater(notice) ||
    notice.nothing !== undefined;
  return nothing ? 'NOTICE' : notice.thread.word;
}
