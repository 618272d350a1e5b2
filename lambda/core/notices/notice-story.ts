import { say, type Sentence } from '../model/sentence.ts';
import type { EpochMs } from '../model/time.ts';
import { isGoodNews } from './aws-assurances.ts';
import { entityCount } from './health-thread.ts';
import type { Notice } from './notice.ts';
import { isDatePast, isOverNow, lasts } from './notice-kinds.ts';
import type { WorkClass } from './notice-table.ts';

/** The first line names so many entities; the others follow below. */
const NAMED_FIRST = 3;

/** What a mail about a Health event tells, in order; the first sentence is the whole story. */
export function storyOf(notice: Notice, work: WorkClass, now: EpochMs): Sentence[] {
  const { thread, event, names, home } = notice;
  const count = entityCount(thread);
  const named = thread.entities.map((one) => names.get(one) ?? one);
  const values = { service: event.service, code: event.code, ids: shortList(named, count) };
  const story: Sentence[] = [say(firstLine(notice), values)];
  if (event.account !== home && !event.isPublic) story.push(say('notice.other-account'));
  if (event.isPublic) story.push(say('notice.public'));
  const { startTime: since, endTime: until } = event;
  if (since !== undefined || until !== undefined) story.push(say('notice.dates', { since, until }));
  if (isDatePast(event, now) && !event.closed) story.push(say('notice.date-past'));
  if (work !== 'none') story.push(say('notice.work', { what: work }));
  if (count > NAMED_FIRST || named.length > NAMED_FIRST)
    story.push(say('notice.entities', { count, ids: named.join(', '), older: count - named.length }));
  if (event.text !== '') story.push(say('notice.aws-says', { message: event.text }));
  return story;
}

const FIRST = {
  scheduledChange: 'notice.scheduled',
  issue: 'notice.issue',
  investigation: 'notice.investigation',
} as const;

const LATER = {
  date: 'notice.date',
  asks: 'notice.asks',
  more: 'notice.more',
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
  if (isGoodNews(event) || !Object.hasOwn(FIRST, event.category)) return 'notice.account';
  return FIRST[event.category as keyof typeof FIRST];
}

function shortList(named: readonly string[], count: number): string | undefined {
  const first = named.slice(0, NAMED_FIRST);
  if (first.length === 0) return undefined;
  return `${first.join(', ')}${count > first.length ? ` and ${count - first.length} more` : ''}`;
}
