import { recordPut } from '../../table-writes.ts';
import type { JournalEntry } from '../../../runtime/journal.ts';
import type { FaultName } from '../../faults/fault-names.ts';
import { regionWritten, writeOf, type Checker, type Invariant } from '../../checking/checker.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** How long an open issue holds a failed host, and a planned move. */
const ISSUE_HOLDS_MS = HOUR;
const ISSUE_HOLDS_MOVES_MS = 24 * HOUR;
/** An event is handled within seconds; a pass that lost a race is repeated after a minute. */
const NOTED_WITHIN_MS = 3 * MINUTE;
/** With these an event reaches the responder all the same, and can be written down. */
export const NEWS_ARRIVES_WITH: ReadonlySet<FaultName> = new Set([
  'duplicate-event',
  'second-handler',
  'late-sweep',
  'lost-sweep',
  'index-lag',
  'odd-pages',
  'sns-down',
  'guards-down',
  'stop-denied',
  'start-denied',
  'human-is-faster',
  'odd-status',
  'gap-in-list',
]);

interface News {
  readonly at: number;
  readonly eventArn: string;
  readonly closed: boolean;
  /** The instance that it is about; undefined where it is about the Region. */
  readonly instanceId: string | undefined;
  /** The incident that was open then. */
  readonly incidentId: string | undefined;
}

export const HEALTH_NEWS: readonly Invariant[] = [
  {
    name: 'nothing is stopped in an outage',
    says: 'While AWS has an open issue in the Region in which a start may fail, whatever service it is of, nothing is asked to stop within an hour of its last update, and nothing is moved before it is closed.',
    watch: (checker) => ({
      see: (entry) => {
        const write = writeOf(entry, 'StopInstances');
        if (write === undefined || write.force || checker.groundTruth.issues.length === 0) return;
        checker.judged();
        const issue = holdingIssue(checker, write);
        if (issue !== undefined) checker.violated(`${issue.eventArn} is open`, write.instanceId);
      },
    }),
  },
  {
    name: 'Health is listened to',
    says: 'News of EC2 in the Region, and of an instance with an open incident, stands in the record minutes later; news of other Regions and accounts never.',
    watch: (checker) => {
      const foreign = new Set<string>();
      let waiting: News[] = [];
      return {
        see: (entry) => {
          if (entry.kind === 'event') {
            const told = healthOfEc2(checker, entry.event);
            if (told?.isForeign === true) foreign.add(told.eventArn);
          }
          for (const eventArn of newsWritten(entry))
            if (foreign.has(eventArn)) checker.violated(`${eventArn} is of another account or Region`);
          for (const eventArn of issuesWritten(entry))
            if (!checker.groundTruth.issues.some((issue) => issue.eventArn === eventArn))
              checker.violated(`${eventArn} is of another Region`);
          if ([...checker.plan.faults].some((fault) => !NEWS_ARRIVES_WITH.has(fault))) return;
          if (entry.kind === 'event') waiting.push(...newsIn(checker, entry.at, entry.event));
          if (entry.kind !== 'sweep completed') return;
          const due = waiting.filter(({ at }) => entry.at - at > NOTED_WITHIN_MS);
          waiting = waiting.filter((one) => !due.includes(one));
          for (const news of due) {
            checker.judged();
            if (!isNoted(checker, news))
              checker.violated(`${news.eventArn} is not in the record`, news.instanceId);
          }
        },
      };
    },
  },
];

/** An open issue of which whoever acts now must have heard, and which holds such a stop still. */
function holdingIssue(checker: Checker, { instanceId, at }: { instanceId: string; at: number }) {
  if ([...checker.plan.faults].some((fault) => !NEWS_ARRIVES_WITH.has(fault))) return undefined;
  const isPlanned = checker.records.incidents.get(instanceId)?.attempt?.cause === 'planned';
  const holdsMs = (isPlanned ? ISSUE_HOLDS_MOVES_MS : ISSUE_HOLDS_MS) - NOTED_WITHIN_MS;
  return checker.groundTruth.issues.find(
    ({ updatedAt, closedAt }) =>
      closedAt === undefined && at - updatedAt > NOTED_WITHIN_MS && at - updatedAt < holdsMs,
  );
}

/** The operational issues that a write of the Region's record holds. */
function issuesWritten(entry: JournalEntry): readonly string[] {
  return (regionWritten(entry)?.operationalIssues ?? []).map(({ eventArn }) => eventArn);
}

/** The Health events that a write of an instance's record holds. */
function newsWritten(entry: JournalEntry): readonly string[] {
  const { health = [] } = (recordPut(entry) ?? {}) as { health?: { eventArn: string }[] };
  return health.map(({ eventArn }) => eventArn);
}

interface HealthEventShape {
  readonly source?: string;
  readonly account?: string;
  readonly region?: string;
  readonly resources?: readonly unknown[];
  readonly detail?: {
    readonly eventArn?: unknown;
    readonly service?: string;
    readonly eventTypeCode?: unknown;
    readonly statusCode?: string;
    readonly eventRegion?: string | null;
    readonly affectedAccount?: string;
    readonly backupEvent?: unknown;
    readonly affectedEntities?: readonly { readonly entityValue: string; readonly status?: string }[];
  };
}

interface OnTheBus {
  readonly eventArn: string;
  readonly closed: boolean;
  readonly instanceIds: readonly string[];
  /** It is about another account or another Region. */
  readonly isForeign: boolean;
}

/** What a Health event of EC2 says, in whatever shape it comes; undefined for any other, and for one that nobody can read. */
function healthOfEc2(checker: Checker, event: object): OnTheBus | undefined {
  const { source, account, region, resources = [], detail } = event as HealthEventShape;
  if (source !== 'aws.health' || detail?.service !== 'EC2') return undefined;
  const { eventArn, eventTypeCode, statusCode, affectedEntities = [] } = detail;
  if (typeof eventArn !== 'string' || typeof eventTypeCode !== 'string') return undefined;
  const areResolved =
    affectedEntities.length > 0 && affectedEntities.every(({ status }) => status === 'RESOLVED');
  const { affectedAccount = account, backupEvent } = detail;
  const eventRegion = (detail.eventRegion ?? '') === '' ? region : detail.eventRegion?.toLowerCase();
  const names = [...resources, ...affectedEntities.map(({ entityValue }) => entityValue)];
  const ids = names.flatMap((name) => /i-[0-9a-f]{8,17}$/.exec(String(name)) ?? []);
  return {
    eventArn,
    closed: areResolved || statusCode?.toLowerCase() === 'closed',
    instanceIds: [...new Set(ids)],
    isForeign:
      affectedAccount !== checker.region.account ||
      eventRegion !== checker.region.region ||
      String(backupEvent) === 'true',
  };
}

/** What an event says of trouble in this Region, whatever service it is of. */
function issueOnTheBus(
  { groundTruth }: Checker,
  event: object,
): { eventArn: string; closed: boolean } | undefined {
  const { source, detail: { eventArn, statusCode } = {} } = event as HealthEventShape;
  const issue = groundTruth.issues.find((one) => source === 'aws.health' && one.eventArn === eventArn);
  if (issue === undefined) return undefined;
  return { eventArn: issue.eventArn, closed: statusCode?.toLowerCase() === 'closed' };
}

function newsIn(checker: Checker, at: number, event: object): News[] {
  const told = healthOfEc2(checker, event);
  const issue = issueOnTheBus(checker, event);
  if (issue !== undefined) return [{ at, ...issue, instanceId: undefined, incidentId: undefined }];
  if (told === undefined || told.isForeign) return [];
  // What comes to its end there is what the owner uses, not the host of an instance.
  if (told.eventArn.includes('PLANNED_LIFECYCLE')) return [];
  const news = { at, eventArn: told.eventArn, closed: told.closed };
  return told.instanceIds.flatMap((instanceId) => {
    const record = checker.records.incidents.get(instanceId);
    return record === undefined || record.phase === 'closed'
      ? []
      : [{ ...news, instanceId, incidentId: record.incidentId }];
  });
}

function isNoted({ records }: Checker, { eventArn, closed, instanceId, incidentId }: News): boolean {
  if (instanceId === undefined)
    return (records.region?.operationalIssues ?? []).some(
      (issue) => issue.eventArn === eventArn && (issue.closed || !closed),
    );
  const record = records.incidents.get(instanceId);
  if (record === undefined || record.incidentId !== incidentId || record.phase === 'closed') return true;
  return record.health.some((news) => news.eventArn === eventArn && (news.closed || !closed));
}
