import type { JournalEntry } from '../../../runtime/journal.ts';
import { alertsPut } from '../../table-writes.ts';
import { alertIdsIn } from '../../checking/alert-ids.ts';
import type { Checker, Invariant } from '../../checking/checker.ts';
import { wordsOfEvent, type Descriptions } from '../../checking/words-of-event.ts';
import { NEWS_ARRIVES_WITH } from '../acting/health.ts';

const MINUTE = 60_000;
/** A page that never comes is waited for, a digest may take a sweep more, and an SNS that is back is tried each minute. */
export const TOLD_WITHIN_MS = 25 * MINUTE;
/** What has been so for this long is so in every picture. */
const SETTLED_MS = 5 * MINUTE;

/** What was put on the bus about one event of another service. */
interface Told {
  readonly firstAt: number;
  /** Status, date and words of each update: each may be worth a mail. */
  readonly updates: Set<string>;
  readonly mails: Set<string>;
  isJudged: boolean;
}

export const NOTICES: readonly Invariant[] = [
  {
    name: 'nothing is asked for what does not run',
    says: 'Where every instance that an announcement names is terminated, stopped by its owner or unknown to EC2, the mail asks for nothing.',
    watch: (checker) => {
      const announced = new Map<string, readonly string[]>();
      return {
        see: (entry) => {
          const told = announcedTo(entry, checker.region);
          if (told !== undefined) announced.set(told.eventArn, told.ids);
          for (const { alert } of alertsPut(entry)) {
            const ids = announced.get(String(alert.data.event_arn)) ?? [];
            if (!alert.id.startsWith('health/') || ids.length === 0 || !doesNotRun(checker, ids)) continue;
            if ([...checker.plan.faults].some((fault) => !NEWS_ARRIVES_WITH.has(fault))) continue;
            checker.judged();
            if (alert.word === 'NEEDS-YOU') checker.violated(`${ids.join()} does not run`, ids[0]);
          }
        },
      };
    },
  },
  {
    name: 'other Regions are told elsewhere',
    says: 'No mail is about a Health event of another Region, whatever way it comes here.',
    watch: (checker) => {
      const elsewhere = new Set<string>();
      return {
        see: (entry) => {
          const eventArn = entry.kind === 'event' ? eventOfAnotherRegion(checker, entry.event) : undefined;
          if (eventArn !== undefined) elsewhere.add(eventArn);
          for (const told of noticesIn(checker, entry)) {
            if (elsewhere.size > 0) checker.judged();
            if (elsewhere.has(told.eventArn)) checker.violated(`${told.eventArn} is of another Region`);
          }
        },
      };
    },
  },
  {
    name: 'a notice is one thread',
    says: 'An event of another service is told once, and once more for each change of its state, date or words and each page that comes late, however many repeats there are.',
    watch: (checker) => {
      const events = new Map<string, Told>();
      return {
        see: (entry) => {
          noteEvent(entry, events, checker.plan.faults.size > 0);
          for (const { eventArn, alertId, isOfEc2 } of noticesIn(checker, entry)) {
            if (isOfEc2) continue;
            const told = events.get(eventArn);
            told?.mails.add(alertId);
            checker.judged();
            if (told === undefined) checker.violated(`nothing on the bus tells of ${eventArn}`);
            else if (told.mails.size > told.updates.size)
              checker.violated(`${told.mails.size} mails for ${told.updates.size} states of ${eventArn}`);
          }
        },
      };
    },
  },
  {
    name: 'a notice is told',
    says: 'Where HealthNotices is all and nothing goes wrong on the way, an event of another service in this Region is told within 25 minutes; where it is none, never.',
    watch: (checker) => {
      const events = new Map<string, Told>();
      return {
        see: (entry) => {
          if (entry.kind !== 'event' || eventOfAnotherRegion(checker, entry.event) === undefined)
            noteEvent(entry, events, checker.plan.faults.size > 0);
          const settings = new Set(checker.groundTruth.everyParameters.map((one) => one.HealthNotices));
          for (const { eventArn, alertId, isOfEc2, isOfEbs } of noticesIn(checker, entry)) {
            events.get(eventArn)?.mails.add(alertId);
            if (!settings.has('all') && !((isOfEc2 || isOfEbs) && settings.has('ec2')))
              checker.violated(`${eventArn}, although HealthNotices is ${[...settings].join()}`);
          }
          if (entry.kind !== 'sweep completed') return;
          if (settings.size > 1 || !settings.has('all')) return;
          if ([...checker.plan.faults].some((fault) => !NEWS_ARRIVES_WITH.has(fault))) return;
          for (const [eventArn, told] of events) {
            if (told.isJudged || entry.at - Math.max(told.firstAt, checker.lastFaultAt()) <= TOLD_WITHIN_MS)
              continue;
            told.isJudged = true;
            checker.judged();
            if (told.mails.size === 0) checker.violated(`${eventArn} was told to nobody`);
          }
        },
      };
    },
  },
];

/** Every instance that the event names has been gone, unknown or stopped at home for a while: nothing can be done for it. */
function doesNotRun({ region, groundTruth }: Checker, ids: readonly string[]): boolean {
  return ids.every((id) => {
    if (!region.ec2.instances.has(id)) return true;
    return groundTruth
      .moments(id, SETTLED_MS, SETTLED_MS)
      .every(({ instance: { state, stoppedBy, tenancy } }) =>
        state === 'stopped'
          ? tenancy !== 'host' && (stoppedBy?.who === 'human' || stoppedBy?.who === 'its OS')
          : state === 'terminated',
      );
  });
}

/** What an event of EC2 says will be done to instances, and which they are. */
function announcedTo(
  entry: JournalEntry,
  home: { readonly account: string },
): { eventArn: string; ids: readonly string[] } | undefined {
  if (entry.kind !== 'event') return undefined;
  const { source, account, detail } = entry.event as {
    source?: string;
    account?: string;
    detail?: {
      eventArn?: string;
      service?: string;
      eventTypeCode?: string;
      totalPages?: string | null;
      affectedAccount?: string;
    };
  };
  if (source !== 'aws.health' || detail?.service !== 'EC2' || detail.eventArn === undefined) return undefined;
  // Of another account nobody here knows what runs.
  if ((detail.affectedAccount ?? account) !== home.account) return undefined;
  // Of several pages nobody knows what the others name.
  if ((detail.totalPages ?? '1') !== '1') return undefined;
  if (!/PERSISTENT_INSTANCE_RETIREMENT|INSTANCE_STOP/.test(detail.eventTypeCode ?? '')) return undefined;
  const named = JSON.stringify(entry.event).match(/i-[0-9a-f]{17}/g) ?? [];
  return { eventArn: detail.eventArn, ids: [...new Set(named)] };
}

/** In: whether pages may come so late that the mail has gone out without them. */
function noteEvent(entry: JournalEntry, events: Map<string, Told>, lateMay: boolean): void {
  if (entry.kind !== 'event') return;
  const { source, detail } = entry.event as {
    source?: string;
    detail?: Detail;
  };
  if (source !== 'aws.health' || detail?.eventArn === undefined || detail.service === 'EC2') return;
  const known = events.get(detail.eventArn);
  const told = known ?? {
    firstAt: entry.at,
    updates: new Set<string>(),
    mails: new Set<string>(),
    isJudged: false,
  };
  told.updates.add(
    [
      detail.statusCode,
      detail.startTime,
      lateMay ? detail.page : '',
      wordsOfEvent(detail.eventDescription),
      listOf(detail),
    ].join(' '),
  );
  events.set(detail.eventArn, told);
}

interface Detail {
  readonly eventArn?: string;
  readonly service?: string;
  readonly statusCode?: string;
  readonly startTime?: string;
  readonly page?: string;
  readonly eventDescription?: Descriptions;
  readonly affectedEntities?: readonly { readonly status?: string }[];
}

/** Whether all that a page names is finished: that all pages say so may be worth a mail. */
function listOf({ affectedEntities = [] }: Detail): string {
  const isFinished = affectedEntities.every(({ status }) => status === 'RESOLVED' || status === 'UNIMPAIRED');
  return affectedEntities.length > 0 && isFinished ? 'finished' : '';
}

/** The eventArn, where AWS names another Region for it; abuse and exposed credentials have none, whatever they name. */
export function eventOfAnotherRegion({ region }: Checker, event: object): string | undefined {
  const { source, detail } = event as {
    source?: string;
    detail?: { eventArn?: string; service?: string; eventRegion?: string | null; backupEvent?: unknown };
  };
  const named = detail?.eventRegion?.toLowerCase() ?? '';
  if (source !== 'aws.health' || named === '' || named === region.region) return undefined;
  const isOfNone = named === 'global' || detail?.service === 'ABUSE' || detail?.service === 'RISK';
  return isOfNone && String(detail?.backupEvent) !== 'true' ? undefined : detail?.eventArn;
}

interface Mailed {
  readonly eventArn: string;
  readonly alertId: string;
  readonly isOfEc2: boolean;
  readonly isOfEbs: boolean;
}

/** The notices that a mail holds: one, or in a digest many. */
function noticesIn(checker: Checker, entry: JournalEntry): readonly Mailed[] {
  if (entry.kind !== 'mail') return [];
  return alertIdsIn(entry).flatMap((alertId) => {
    const { event_arn: eventArn, service } = checker.records.alerts.get(alertId)?.data ?? {};
    if (!alertId.startsWith('health/') || typeof eventArn !== 'string') return [];
    return [{ eventArn, alertId, isOfEc2: service === 'EC2', isOfEbs: service === 'EBS' }];
  });
}
