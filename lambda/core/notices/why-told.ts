import { MAX_ENTITIES, type HealthEvent } from '../health/health-event.ts';
import type { AlertWord } from '../model/alert.ts';
import { markOf } from '../model/mark.ts';
import type { EpochMs } from '../model/time.ts';
import { reachesFurther, reachOf, type Reach } from './reach.ts';

/** Why a mail is due. */
export type NoticeWhy =
  'first' | 'closed' | 'date' | 'asks' | 'text' | 'reach' | 'more' | 'finished' | 'open again';

/** What was told of an event: what decides whether it is told again. */
export interface Told {
  readonly closed: boolean;
  readonly startTime?: EpochMs;
  readonly endTime?: EpochMs;
  /** Dates that were told, as `start/end`. */
  readonly toldDates: readonly string[];
  /** Marks of the words of AWS that came. */
  readonly texts?: readonly string[];
  /** How far AWS's words say that it reaches. */
  readonly reach?: Reach;
  /** How much AWS asks for: 0 nothing, 1 perhaps something, 2 an action. */
  readonly asked: number;
  /** What is affected and not finished: the first of the last update. */
  readonly entities: readonly string[];
  /** Marks of all that was ever named. */
  readonly named?: readonly string[];
  readonly word: AlertWord;
}

/** What is known of an event beside its words. */
export interface Circumstances {
  /** It was updated later than what is known. */
  readonly newer: boolean;
  /** A mail waits for further pages and will say what this one says. */
  readonly waits: boolean;
  /** The first word that a mail about this event alone would have. */
  readonly word: AlertWord;
  readonly now: EpochMs;
}

/**
 * Why an event is told again, undefined where it is not. An issue that is over or open again, a change that is called off
 * before its date, another date, an action that AWS asks for now, a wider reach, more that is affected: of any event. Each
 * change of its words: of what needs somebody, and of abuse, exposed credentials and bills in any state.
 */
export function whyTold(
  known: Told,
  event: HealthEvent,
  { newer, waits, word, now }: Circumstances,
): NoticeWhy | undefined {
  const isPlanned = event.category === 'scheduledChange';
  const isIssue = event.category === 'issue' || event.category === 'investigation';
  const isReworded = hasNewWords(known, event, newer);
  const text = isReworded && TOLD_IN_ANY_STATE.has(event.service) ? 'text' : undefined;
  // AWS closes a notification at once, and what it says may still change.
  const ends = isIssue || isPlanned;
  if (event.closed && ends) {
    // A change that is closed before its date will not come; after it, the end is what everybody expects.
    const isCalledOff = isPlanned && known.startTime !== undefined && now < known.startTime;
    return !known.closed && (isIssue || isCalledOff) ? 'closed' : text;
  }
  if (known.closed && ends) return newer ? 'open again' : text;
  const dates = dateKey(event);
  const isMoved = newer ? dates !== dateKey(known) : !known.toldDates.includes(dates);
  // When an issue began is history, and when it ends it is closed.
  if (!isIssue && isMoved) return 'date';
  if (askedBy(event) > known.asked) return 'asks';
  if (text !== undefined || (isReworded && (word === 'NEEDS-YOU' || known.word === 'NEEDS-YOU')))
    return 'text';
  if (isIssue && known.reach !== undefined && reachesFurther(known.reach, reachOf(event.text)))
    return 'reach';
  return namesMore(known, event, waits) ? 'more' : undefined;
}

/** Of these services each change of the words is told, closed or not: a final notice may come under an event that AWS had closed. */
const TOLD_IN_ANY_STATE: ReadonlySet<string> = new Set(['ABUSE', 'RISK', 'BILLING']);

function hasNewWords({ texts }: Told, { textMark }: HealthEvent, newer: boolean): boolean {
  if (textMark === '') return false;
  // What version 0.1.0 has told is not known: in doubt it is told once more.
  return texts === undefined ? newer : !texts.includes(textMark);
}

/** Something is affected that no mail has named, or that the mail which waits for its pages will not name either. */
function namesMore({ named, entities }: Told, event: HealthEvent, waits: boolean): boolean {
  const marks = named ?? entities.map(markOf);
  // Beyond that many names nobody knows which of them were told.
  if (marks.length >= MAX_ENTITIES || waits) return false;
  return event.entities.some((one) => !marks.includes(markOf(one)));
}

export function dateKey({ startTime, endTime }: Pick<Told, 'startTime' | 'endTime'>): string {
  return `${startTime ?? ''}/${endTime ?? ''}`;
}

/** How much AWS asks for: 0 nothing, 1 perhaps something, 2 an action. */
export function askedBy({ asked }: HealthEvent): number {
  return asked === 'required' ? 2 : asked === 'perhaps' ? 1 : 0;
}
