import { codeFacts, HEALTH_CODES, type CodeFacts } from '../health/health-codes.ts';
import type { HealthEvent } from '../health/health-event.ts';
import { isPlannedLifecycle } from '../health/planned-lifecycle.ts';
import type { PlainSentenceKey } from '../model/sentence.ts';
import type { Settings } from '../model/settings.ts';
import type { EpochMs } from '../model/time.ts';
import { isGoodNews, saysNoAction } from './aws-assurances.ts';
import {
  ANYTHING_ELSE,
  BY_CATEGORY,
  BY_CODE,
  BY_CODE_WORDS,
  BY_SERVICE,
  ISSUE,
  OF_A_LIFECYCLE,
  RENEWED,
  type NoticeKind,
} from './notice-table.ts';

/**
 * Out: what is told of the event now. By what AWS assures in it, its scope, its code, its category; by its service only
 * where the category is the one for which the advice was written. Total: words outside of every list give "read it".
 */
export function noticeKind(event: HealthEvent, now: EpochMs): NoticeKind {
  if (isGoodNews(event)) return RENEWED;
  const kind = kindBefore(event);
  if (!Object.hasOwn(HEALTH_CODES, event.code) && kind.needsYou !== 'always' && saysNoAction(event))
    return { ...kind, work: 'none', asks: 'ask.no-action', needsYou: 'asked' };
  if (isDatePast(event, now)) return afterTheDate(kind, event);
  return isEmergency(event) ? { ...kind, work: 'emergency', needsYou: higher(kind) } : kind;
}

/** The kind, whatever AWS's own words say and whatever the time is. */
function kindBefore(event: HealthEvent): NoticeKind {
  const { code, category, isPublic } = event;
  const known = Object.hasOwn(HEALTH_CODES, code) ? ofInstances(codeFacts(code, category)) : undefined;
  const isIssue = category === 'issue' || category === 'investigation';
  // What AWS says to everybody is no word about a resource of ours.
  if (isIssue && isPublic && known?.asks !== 'ask.wait-outage')
    return ofService(event, 'any') ?? found(BY_CATEGORY, category) ?? ISSUE;
  const named = found(BY_CODE, code) ?? known;
  if (named !== undefined) return named;
  if (isPlannedLifecycle(code)) return OF_A_LIFECYCLE;
  return (
    ofService(event, 'any') ??
    BY_CODE_WORDS.find(({ word }) => word.test(code))?.kind ??
    ofService(event, category) ??
    found(BY_CATEGORY, category) ??
    ANYTHING_ELSE
  );
}

function ofService({ service, text }: HealthEvent, category: string): NoticeKind | undefined {
  const line = BY_SERVICE.find(
    (one) => one.service === service && one.category === category && (one.says?.test(text) ?? true),
  );
  return line?.kind;
}

/** A code of EC2 or EBS, about something that no incident tells of. */
function ofInstances({ meaning, acts, asks, document }: CodeFacts): NoticeKind {
  switch (meaning) {
    case 'recovery failed':
      return { work: 'emergency', needsYou: 'always', asks, document };
    case 'recovery succeeded':
    case 'recovery not needed':
      return { work: 'periodic', needsYou: 'asked', asks, document };
    case 'availability issue':
    case 'operational issue':
      return { work: 'expert', needsYou: 'asked', asks, document };
    case 'scheduled change':
      return { work: 'request', needsYou: acts === 'AWS' ? 'asked' : 'account', asks, document };
    case 'other':
      return { work: 'expert', needsYou: acts === 'AWS' ? 'asked' : 'account', asks, document };
  }
}

/** A change whose date has gone by, though AWS has not closed it. */
export function isDatePast({ category, service, startTime, endTime }: HealthEvent, now: EpochMs): boolean {
  const last = Math.max(startTime ?? Number.NEGATIVE_INFINITY, endTime ?? Number.NEGATIVE_INFINITY);
  // The date of a certificate is no date of a work of AWS.
  return category === 'scheduledChange' && service !== 'ACM' && Number.isFinite(last) && last < now;
}

/** What was to be done before the date cannot be any more. */
function afterTheDate(kind: NoticeKind, { code }: HealthEvent): NoticeKind {
  if (isPlannedLifecycle(code)) return { ...kind, asks: 'ask.lifecycle-past' };
  return { ...kind, asks: 'ask.date-past', needsYou: kind.needsYou === 'always' ? 'always' : 'asked' };
}

/** What AWS calls an emergency, in the code or at the beginning of its words. */
function isEmergency({ code, text }: HealthEvent): boolean {
  const says = /\bemergency (?:maintenance|patch|change|work|repair|update|replacement)/i;
  return /(?:^|_)EMERGENCY(?:_|$)/.test(code) || says.test(text.slice(0, 300));
}

function higher({ needsYou }: NoticeKind): NoticeKind['needsYou'] {
  return needsYou === 'asked' ? 'account' : needsYou;
}

/**
 * True where nothing is left to be done because AWS has closed the event. AWS may close a notification at once, and what
 * it asks for is still to be done; what it says of a certificate is a notification, whatever its category; what lasts is not
 * undone; and of a category that nobody knows nothing is concluded.
 */
export function isOverNow(event: HealthEvent): boolean {
  const { closed, category, service } = event;
  if (!closed || lasts(event)) return false;
  if (category === 'scheduledChange') return service !== 'ACM';
  return category === 'issue' || category === 'investigation';
}

/** True where what has happened stays, though AWS closes its event. */
export function lasts(event: HealthEvent): boolean {
  return kindBefore(event).lasts === true;
}

/** True of what only the owner can see to be dealt with, whatever AWS says of its state. */
export function isGrave(event: HealthEvent): boolean {
  const { needsYou, lasts: stays } = kindBefore(event);
  return needsYou === 'always' || stays === true;
}

/** What the reader is asked to do: empty where it is over. */
export function askedOf(event: HealthEvent, now: EpochMs): readonly PlainSentenceKey[] {
  if (isOverNow(event)) return [];
  const { asks } = noticeKind(event, now);
  // A mail that needs somebody must not say that there is nothing to do.
  return event.asked === 'required' && ASKS_FOR_LITTLE.has(asks) ? ['ask.required'] : [asks];
}

const ASKS_FOR_LITTLE: ReadonlySet<PlainSentenceKey> = new Set<PlainSentenceKey>([
  'ask.check-service',
  'ask.done',
  'ask.ecs-tasks',
  'ask.issue',
  'ask.no-action',
  'ask.nothing-healthy',
  'ask.read',
  'ask.wait-maintenance',
  'ask.wait-outage',
  'ask.watch-instance',
]);

/** The first word of the subject. */
export function noticeWord(event: HealthEvent, now: EpochMs): 'NEEDS-YOU' | 'NOTICE' {
  const { needsYou } = noticeKind(event, now);
  if (isOverNow(event)) return 'NOTICE';
  if (needsYou === 'always' || event.asked === 'required') return 'NEEDS-YOU';
  return needsYou === 'account' && !event.isPublic && event.asked !== 'nothing' ? 'NEEDS-YOU' : 'NOTICE';
}

/** True where the owner wants to read of events of this service. */
export function isWanted({ service }: HealthEvent, { healthNotices }: Settings): boolean {
  if (healthNotices === 'ec2') return service === 'EC2' || service === 'EBS';
  return healthNotices === 'all';
}

function found(table: Readonly<Record<string, NoticeKind>>, key: string): NoticeKind | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
