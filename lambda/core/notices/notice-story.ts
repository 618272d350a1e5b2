import { MAX_ENTITY_LENGTH, type HealthEvent } from '../health/health-event.ts';
import { asName } from '../model/foreign-text.ts';
import { say, type Sentence } from '../model/sentence.ts';
import { DAY, type EpochMs } from '../model/time.ts';
import { isGoodNews } from './aws-assurances.ts';
import {
  awaitsPages,
  entityCount,
  finishedCount,
  isAllFinished,
  type HealthThread,
} from './health-thread.ts';
import type { Notice } from './notice.ts';
import { isDatePast, isOverNow, lasts } from './notice-kinds.ts';
import type { WorkClass } from './notice-table.ts';

/** The first line names so many entities; the others follow below. */
const NAMED_FIRST = 3;
const MAX_PAGES_NAMED = 10;

/** What a mail about a Health event tells, in order; the first sentence is the whole story. */
export function storyOf(notice: Notice, work: WorkClass, now: EpochMs): Sentence[] {
  const { thread, event, names, home } = notice;
  const count = entityCount(thread);
  const named = thread.entities.map((one) => names.get(one) ?? asName(one, MAX_ENTITY_LENGTH));
  const values = { service: event.service, code: event.code, ids: shortList(named, count) };
  const story: Sentence[] = [say(firstLine(notice), values)];
  if (event.account !== home && !event.isPublic) story.push(say('notice.other-account'));
  if (event.isPublic) story.push(say('notice.public'));
  const { startTime: since, endTime: until } = event;
  if (since !== undefined || until !== undefined) story.push(say('notice.dates', { since, until }));
  if (isDatePast(event, now) && !event.closed && !isAllFinished(thread, event))
    story.push(say('notice.date-past'));
  if (work !== 'none') story.push(say('notice.work', { what: work }));
  story.push(...affected(thread, named, count));
  if (awaitsPages(thread, event)) story.push(pagesOf(thread, event.pages));
  if (isOld(event, now)) story.push(say('notice.old', { at: event.lastUpdated }));
  if (event.text !== '') story.push(say('notice.aws-says', { message: event.text }));
  if (event.textCut) story.push(say('notice.cut'));
  return story;
}

/** One that is played again, or that a queue has kept: what it says is of that time. */
function isOld({ lastUpdated }: HealthEvent, now: EpochMs): boolean {
  // Where nothing in it is a date, 1970 stands for it.
  return lastUpdated > 0 && now - lastUpdated > OLD_AFTER_MS;
}

const OLD_AFTER_MS = 30 * DAY;

const FIRST = {
  scheduledChange: 'notice.scheduled',
  issue: 'notice.issue',
  investigation: 'notice.investigation',
} as const;

const LATER = {
  date: 'notice.date',
  asks: 'notice.asks',
  text: 'notice.text',
  reach: 'notice.reach',
  more: 'notice.more',
  finished: 'notice.all-finished',
  'open again': 'notice.open-again',
} as const;

type FirstLine =
  | 'notice.account'
  | 'notice.closed'
  | 'notice.closed-lasts'
  | 'notice.first-closed-lasts'
  | 'notice.scheduled-over'
  | (typeof FIRST)[keyof typeof FIRST]
  | (typeof LATER)[keyof typeof LATER];

/** What is first heard of when it is over must not read as if it went on; nor what lasts as if it were over. */
function firstLine({ event, why }: Notice): FirstLine {
  const stays = event.closed && lasts(event);
  if (why === 'closed') return stays ? 'notice.closed-lasts' : 'notice.closed';
  if (why !== 'first') return LATER[why];
  if (stays) return 'notice.first-closed-lasts';
  if (isOverNow(event))
    return event.category === 'scheduledChange' ? 'notice.scheduled-over' : 'notice.closed';
  // What AWS says of a certificate is a notification, and nothing that goes on once it has closed it.
  if (event.closed || isGoodNews(event) || !Object.hasOwn(FIRST, event.category)) return 'notice.account';
  return FIRST[event.category as keyof typeof FIRST];
}

/** All that is affected with its status, where the first line does not say it; of what is finished only how much it is. */
function affected(thread: HealthThread, named: readonly string[], count: number): Sentence[] {
  const statuses = new Set(thread.entities.map((one) => stateOf(thread, one)));
  const [only] = statuses.size === 1 ? [...statuses] : [];
  const sentences: Sentence[] = [];
  if (count > NAMED_FIRST || [...statuses].some((one) => one !== undefined)) {
    const withStatus = named.map((name, index) => {
      const state = only === undefined ? stateOf(thread, thread.entities[index] ?? '') : undefined;
      return state === undefined ? name : `${name} (${asName(state)})`;
    });
    const values = { count, ids: withStatus.join(', '), older: count - named.length, state: only };
    sentences.push(say('notice.entities', values));
  }
  const finished = finishedCount(thread);
  if (finished > 0)
    sentences.push(say(count === 0 ? 'notice.only-finished' : 'notice.finished', { count: finished }));
  return sentences;
}

function stateOf({ states = {} }: HealthThread, entity: string): string | undefined {
  return Object.hasOwn(states, entity) ? states[entity] : undefined;
}

/** The pages that came, in order; beyond ten only how many they are. */
function pagesOf({ pages }: HealthThread, total: number): Sentence {
  const came = Object.keys(pages)
    .map(Number)
    .sort((a, b) => a - b);
  if (came.length > MAX_PAGES_NAMED) return say('notice.pages-counted', { count: came.length, total });
  return say('notice.pages', { pages: came.join(', '), total });
}

function shortList(named: readonly string[], count: number): string | undefined {
  const first = named.slice(0, NAMED_FIRST);
  if (first.length === 0) return undefined;
  return `${first.join(', ')}${count > first.length ? ` and ${count - first.length} more` : ''}`;
}
