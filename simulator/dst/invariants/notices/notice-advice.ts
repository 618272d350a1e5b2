import type { JournalEntry } from '../../../runtime/journal.ts';
import type { Checker, Invariant } from '../../checking/checker.ts';
import { alertIdsIn } from '../../checking/alert-ids.ts';
import { singleNotices, type SingleNotice } from '../../checking/single-notices.ts';
import { wordsOfEvent, type Descriptions } from '../../checking/words-of-event.ts';

/** What AWS put on the bus about one event: every update and page of it. */
interface OnTheBus {
  readonly service: string;
  readonly code: string;
  readonly category: string;
  readonly isPublic: boolean;
  /** Every update so far says that it is closed. */
  isAlwaysClosed: boolean;
  /** AWS asks for an action in one of them. */
  isRequired: boolean;
  /** Of the last one. */
  says: string;
}

/** Judged by what AWS has put on the bus, never by the kind that the responder makes of it. */
type Judgement = (event: OnTheBus, mail: SingleNotice) => string | undefined;

const JUDGEMENTS: readonly Judgement[] = [
  ({ category }, { todo }) =>
    category !== 'scheduledChange' && /\bbefore (?:the|that|its) date\b|maintenance window/i.test(todo)
      ? 'speaks of a date or a window of what is no scheduled change'
      : undefined,
  ({ category, isPublic, service, isRequired }, { todo }) =>
    category === 'issue' &&
    isPublic &&
    service !== 'ABUSE' &&
    !isRequired &&
    !/AWS repairs|problem of AWS|Nothing\./.test(todo)
      ? 'asks of the reader what is for AWS to repair'
      : undefined,
  ({ says, isRequired }, { word }) =>
    // What asks beside it, whoever wrote that, outweighs it.
    says.includes('No action is required.') && !/you need to/i.test(says) && !isRequired && word !== 'NOTICE'
      ? 'needs somebody, where AWS says that no action is required'
      : undefined,
  (event, { word, todo }) =>
    outlastsItsEnd(event) && event.isAlwaysClosed && (word !== 'NEEDS-YOU' || /^ {2}Nothing/m.test(todo))
      ? 'says nothing is to be done, though closing the event undoes nothing'
      : undefined,
  (_, { word, todo }) =>
    word === 'NEEDS-YOU' && /^ *-? *Nothing/m.test(todo) ? 'needs somebody, for nothing' : undefined,
  ({ category, isRequired }, { word, body }) =>
    !CATEGORIES.has(category) && ((word !== 'NOTICE' && !isRequired) || !body.includes('What AWS says'))
      ? 'is more than a notice with AWS’s own words, though nobody knows the category'
      : undefined,
  ({ code, isAlwaysClosed }, { todo, body }) =>
    code.includes('EMERGENCY') &&
    !isAlwaysClosed &&
    todo.includes('Check before the date') &&
    !body.includes('an emergency')
      ? 'does not say that it is an emergency'
      : undefined,
  ({ category, isAlwaysClosed }, { body }) =>
    category === 'scheduledChange' && isAlwaysClosed && body.includes('AWS has scheduled a change')
      ? 'announces what is over'
      : undefined,
];

const CATEGORIES: ReadonlySet<string> = new Set([
  'issue',
  'accountNotification',
  'scheduledChange',
  'investigation',
]);

/** A key that was public, a report of abuse, a volume that is lost. */
function outlastsItsEnd({ service, code }: OnTheBus): boolean {
  return service === 'RISK' || service === 'ABUSE' || code === 'AWS_EBS_VOLUME_LOST';
}

export const NOTICE_ADVICE: readonly Invariant[] = [
  {
    name: 'a notice fits its event',
    says: 'What a mail about a Health event asks of its reader fits category, scope, status and words of the event, and what is closed is not told as if it went on, nor what lasts as if it were over.',
    watch: (checker) => {
      const events = new Map<string, OnTheBus>();
      return {
        see: (entry) => {
          noteEvent(entry, events);
          for (const mail of singleNotices(checker, entry)) {
            const { eventArn } = mail;
            const event = events.get(eventArn);
            if (event === undefined) continue;
            checker.judged();
            for (const judge of JUDGEMENTS) {
              const wrong = judge(event, mail);
              if (wrong !== undefined) checker.violated(`a mail about ${eventArn} ${wrong}`);
            }
          }
        },
      };
    },
  },
  {
    name: 'a lifecycle is no maintenance',
    says: 'What comes to its end in a planned lifecycle event is told as a notice, and never as something that an instance waits for.',
    watch: (checker) => ({
      see: (entry) => {
        if (entry.kind !== 'mail' || !entry.body.includes('PLANNED_LIFECYCLE_EVENT')) return;
        checker.judged();
        if (alertIdsIn(entry).some((id) => !id.startsWith('health/') && isAbout(checker, id)))
          checker.violated('a planned lifecycle event is told by the incident of an instance');
      },
    }),
  },
];

function isAbout({ records }: Checker, alertId: string): boolean {
  return JSON.stringify(records.alerts.get(alertId)?.story ?? []).includes('PLANNED_LIFECYCLE_EVENT');
}

function noteEvent(entry: JournalEntry, events: Map<string, OnTheBus>): void {
  if (entry.kind !== 'event') return;
  const { source, detail } = entry.event as { source?: string; detail?: Detail };
  if (source !== 'aws.health' || typeof detail?.eventArn !== 'string') return;
  const known = events.get(detail.eventArn);
  const isClosed = detail.statusCode?.toLowerCase() === 'closed';
  events.set(detail.eventArn, {
    service: detail.service ?? '',
    code: detail.eventTypeCode ?? '',
    category: detail.eventTypeCategory ?? '',
    isPublic: detail.eventScopeCode === 'PUBLIC',
    isAlwaysClosed: isClosed && (known?.isAlwaysClosed ?? true),
    isRequired: detail.actionability === 'ACTION_REQUIRED' || known?.isRequired === true,
    says: wordsOfEvent(detail.eventDescription),
  });
}

interface Detail {
  readonly eventArn?: unknown;
  readonly service?: string;
  readonly eventTypeCode?: string;
  readonly eventTypeCategory?: string;
  readonly eventScopeCode?: string;
  readonly statusCode?: string;
  readonly actionability?: unknown;
  readonly eventDescription?: Descriptions;
}
