import type { JournalEntry } from '../../../runtime/journal.ts';
import { alertIdsIn } from '../../checking/alert-ids.ts';
import type { Checker, Invariant } from '../../checking/checker.ts';
import { wordsOfEvent, type Descriptions } from '../../checking/words-of-event.ts';
import { NEWS_ARRIVES_WITH } from '../acting/health.ts';
import { eventOfAnotherRegion, TOLD_WITHIN_MS } from './notices.ts';

/** Something that a mail about an event must hold, and since when. */
interface Expected {
  readonly eventArn: string;
  readonly at: number;
  /** As it stands in the alert. */
  readonly what: string;
}

/** Of a long text the middle is left out. */
const CERTAINLY_SHOWN = 1_000;

export const NOTICE_NEWS: readonly Invariant[] = [
  {
    name: 'what is new is told',
    says: 'Where HealthNotices is all and nothing goes wrong on the way, each wording of abuse, exposed credentials and bills, each date of what is no issue, and that an issue reaches all zones, stands in a mail within 25 minutes.',
    watch: (checker) => {
      const expected = new Map<string, Expected>();
      const told = new Set<string>();
      return {
        see: (entry) => {
          if (entry.kind === 'event' && eventOfAnotherRegion(checker, entry.event) === undefined)
            for (const one of expectedOf(entry)) {
              const key = `${one.eventArn} ${one.what}`;
              if (expected.has(key) || told.has(key)) continue;
              // What a newer update says may be heard first, and then nobody reads of the older one.
              for (const [old, { eventArn, at }] of expected)
                if (eventArn === one.eventArn && at < one.at) expected.delete(old);
              expected.set(key, one);
            }
          for (const { eventArn, story } of toldIn(checker, entry))
            for (const [key, one] of expected)
              if (
                one.eventArn === eventArn &&
                letters(story).includes(letters(one.what).slice(0, CERTAINLY_SHOWN))
              ) {
                expected.delete(key);
                told.add(key);
                checker.judged();
              }
          if (entry.kind !== 'sweep completed' || !isQuiet(checker)) return;
          for (const [key, { eventArn, at, what }] of expected) {
            if (entry.at - Math.max(at, checker.lastFaultAt()) <= TOLD_WITHIN_MS) continue;
            expected.delete(key);
            checker.violated(`of ${eventArn} no mail says ${what}`);
          }
        },
      };
    },
  },
];

/** Line ends come written out or not, and are other ones in a mail: the letters tell. */
function letters(text: string): string {
  return text.replace(/\\+n|[^A-Za-z0-9]/g, '');
}

function isQuiet({ groundTruth, plan }: Checker): boolean {
  const settings = new Set(groundTruth.everyParameters.map((one) => one.HealthNotices));
  return (
    settings.size === 1 && settings.has('all') && [...plan.faults].every((one) => NEWS_ARRIVES_WITH.has(one))
  );
}

interface Detail {
  readonly eventArn?: unknown;
  readonly service?: string;
  readonly eventTypeCategory?: string;
  readonly startTime?: string;
  readonly eventDescription?: Descriptions;
}

function expectedOf(entry: Extract<JournalEntry, { kind: 'event' }>): readonly Expected[] {
  const { source, detail } = entry.event as { source?: string; detail?: Detail };
  if (source !== 'aws.health' || typeof detail?.eventArn !== 'string' || detail.service === 'EC2') return [];
  const { eventArn, service = '', eventTypeCategory: category, startTime = '', eventDescription } = detail;
  const says = wordsOfEvent(eventDescription);
  const isIssue = category === 'issue';
  const isExpected =
    ['ABUSE', 'RISK', 'BILLING'].includes(service) ||
    (isIssue && says.includes('All Availability Zones are impacted'));
  return [...(isExpected ? [says] : []), ...(isIssue ? [] : [String(Date.parse(startTime))])].map((what) => ({
    eventArn,
    at: entry.at,
    what,
  }));
}

/** What the alerts in a mail hold, by the event that they are about: a digest leaves AWS's words to the link. */
function toldIn({ records }: Checker, entry: JournalEntry): { eventArn: string; story: string }[] {
  if (entry.kind !== 'mail') return [];
  return alertIdsIn(entry).flatMap((alertId) => {
    const alert = records.alerts.get(alertId);
    const eventArn = alert?.data.event_arn;
    return alert === undefined || typeof eventArn !== 'string'
      ? []
      : [{ eventArn, story: JSON.stringify(alert.story) }];
  });
}
