import type { Alert } from '../model/alert.ts';
import type { HealthEvent } from '../health/health-event.ts';
import { isGoodNews, isOverNow, noticeKind, noticeWord } from './notice-kinds.ts';
import {
  awaitsPages,
  entityCount,
  mayStillJoin,
  WAITS_FOR_PAGES,
  type HealthThread,
  type NoticeWhy,
} from './health-thread.ts';
import type { InstanceFacts } from '../model/observation.ts';
import type { QueuedAlert } from '../alerts/queued-alert.ts';
import { clean } from '../model/foreign-text.ts';
import { say, type Sentence } from '../model/sentence.ts';
import type { EpochMs } from '../model/time.ts';

/** The first line names so many entities; the others follow below. */
const NAMED_FIRST = 3;

const SAID_BY_THE_ID = /\b(ec2|instance|simplified|persistent) /g;

/** What a notice is made of. */
export interface Notice {
  readonly thread: HealthThread;
  readonly event: HealthEvent;
  readonly why: NoticeWhy;
  /** The names of entities, where they are known. */
  readonly names: ReadonlyMap<string, string>;
  /** Where it is about one instance of ours. */
  readonly instance?: { readonly id: string; readonly facts: InstanceFacts };
  /** Why nothing is to be done, where nothing that it is about runs. */
  readonly nothing?: Sentence;
  /** The account of the stack. */
  readonly home: string;
}

/** A few words for the subject, the same for every mail of the event; an instance stands in the subject by itself. */
export function noticeShort({ service, code, entities }: HealthEvent, namesInstance: boolean): Sentence {
  const words = code.replace(/^AWS_/, '').replaceAll('_', ' ').toLowerCase();
  if (namesInstance) {
    // Beside its name and id there is room for little.
    return say('short.notice', { what: clean(words.replaceAll(SAID_BY_THE_ID, ''), 40), other: undefined });
  }
  const what = clean(words.includes(service.toLowerCase()) ? words : `${service} ${words}`, 60);
  return say('short.notice', { what, other: entities[0] });
}

/** The thread with a new mail. Its number makes its id: a repeat carries the same one. */
export function withNotice(notice: Notice, now: EpochMs): HealthThread {
  const number = notice.thread.alertsMade + notice.thread.newAlerts.length + 1;
  // It stays what the first mail said, or it is more: a mail that needs somebody must not look like one that does not.
  const asks = notice.nothing === undefined && noticeWord(notice.event) === 'NEEDS-YOU';
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
  const { thread, event, why, instance, nothing, home } = notice;
  const { work, asks, document } = noticeKind(event);
  const over = isOverNow(event);
  return {
    id,
    word: thread.word,
    at,
    short: thread.short,
    story: storyOf(notice, work),
    todo: over ? [] : [nothing ?? { key: asks }],
    documents: [document],
    ...(instance === undefined ? {} : { instance }),
    healthEvent: {
      arn: event.eventArn,
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

const FIRST = {
  scheduledChange: 'notice.scheduled',
  issue: 'notice.issue',
  investigation: 'notice.investigation',
} as const;

const LATER = {
  closed: 'notice.closed',
  date: 'notice.date',
  asks: 'notice.asks',
  more: 'notice.more',
  'open again': 'notice.open-again',
} as const;

function storyOf({ thread, event, why, names, home }: Notice, work: string): Sentence[] {
  const count = entityCount(thread);
  const named = thread.entities.map((one) => names.get(one) ?? one);
  const values = { service: event.service, code: event.code, ids: shortList(named, count) };
  const first =
    Object.hasOwn(FIRST, event.category) && !isGoodNews(event)
      ? FIRST[event.category as keyof typeof FIRST]
      : 'notice.account';
  // One of which the responder first hears when it is over must not read as if it went on.
  const later = why === 'first' && event.category === 'issue' && isOverNow(event) ? 'closed' : why;
  const story: Sentence[] = [later === 'first' ? say(first, values) : say(LATER[later], values)];
  if (event.account !== home && !event.isPublic) story.push(say('notice.other-account'));
  if (event.isPublic) story.push(say('notice.public'));
  const { startTime: since, endTime: until } = event;
  if (since !== undefined || until !== undefined) story.push(say('notice.dates', { since, until }));
  story.push(say('notice.work', { what: work }));
  if (count > NAMED_FIRST || named.length > NAMED_FIRST)
    story.push(say('notice.entities', { count, ids: named.join(', '), older: count - named.length }));
  if (event.text !== '') story.push(say('notice.aws-says', { message: event.text }));
  return story;
}

function shortList(named: readonly string[], count: number): string | undefined {
  const first = named.slice(0, NAMED_FIRST);
  if (first.length === 0) return undefined;
  return `${first.join(', ')}${count > first.length ? ` and ${count - first.length} more` : ''}`;
}
