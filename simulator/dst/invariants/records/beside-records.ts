import { alertsPut, itemsPut, recordPut, type StoredItem } from '../../table-writes.ts';
import type { Incident } from '../../../../lambda/core/model/incident.ts';
import type { HistoryEntry } from '../../../../lambda/core/model/history-entry.ts';
import type { JournalEntry } from '../../../runtime/journal.ts';
import { changeOf, type Checker, type Invariant } from '../../checking/checker.ts';

/** The first alert of a record has a number one above a multiple of this. */
const NUMBERS_PER_SECOND = 10_000;
/** A page of history keeps so many ids of alerts, and so many attempts. */
const MOST_ALERT_IDS = 50;
const MOST_ATTEMPTS = 10;

/** What is written beside a record: its alerts, and the page of history that a closed incident leaves. */
export const BESIDE_RECORDS: readonly Invariant[] = [
  {
    name: 'alerts stand beside their record',
    says: 'A record that counts an alert is written in the same moment as the alert, under the next number; no alert is written alone.',
    watch: (checker) => ({
      see: (entry) => {
        const alerts = alertsPut(entry);
        const record = recordPut(entry);
        if (record === undefined) {
          for (const { of, number } of alerts) checker.violated(`alert ${number} without its record`, of);
          return;
        }
        const before = recordBefore(checker, record.id);
        // A transaction that is repeated under its token, because its answer was lost, is the same write.
        if (before !== undefined && before.writeId === record.writeId) return;
        const made = madeBy(record);
        const madeBefore = before === undefined ? made - (made % NUMBERS_PER_SECOND) : madeBy(before);
        // A mail that waits for pages is written again, under the number that it has.
        const fresh = alerts.filter(({ number }) => number > madeBefore).map(({ number }) => number);
        if (fresh.length > 0 || made !== madeBefore) checker.judged();
        const counted = Array.from({ length: Math.max(0, made - madeBefore) }, (_, n) => madeBefore + n + 1);
        if (made < madeBefore || fresh.toSorted((a, b) => a - b).join() !== counted.join())
          checker.violated(`alerts ${fresh.join()} where it counts ${madeBefore} to ${made}`, record.id);
      },
    }),
  },
  {
    name: 'no alert takes the place of another',
    says: 'An alert in the table is written over only by itself.',
    watch: (checker) => ({
      see: (entry) => {
        for (const { of, number, alert } of alertsPut(entry)) {
          const queue = checker.records.queues.get(of);
          if (queue === undefined) continue;
          checker.judged();
          // `records` sees this write only after the invariants have.
          const before = queue.find((one) => one.number === number);
          if (before !== undefined && before.alert.id !== alert.id)
            checker.violated(`${alert.id} stands where ${before.alert.id} stood`, of);
        }
      },
    }),
  },
  {
    name: 'each closed incident leaves one page of history',
    says: 'A closed incident is in history under its own name, in the end; what is not closed is not, and no page changes once it is written.',
    watch: (checker) => {
      const closed = new Map<string, Incident>();
      const pages = new Map<string, string>();
      return {
        see: (entry) => {
          const incident = closedBy(checker, entry);
          if (incident !== undefined) closed.set(incident.incidentId, incident);
          for (const page of pagesPut(entry)) {
            const before = pages.get(page.id);
            const text = JSON.stringify(page);
            pages.set(page.id, text);
            checker.judged();
            if (before !== undefined && before !== text)
              checker.violated(`${page.id} is written over`, page.instanceId);
          }
        },
        end: () => {
          const kept = [...pages.values()].map((text) => (JSON.parse(text) as HistoryEntry).incidentId);
          for (const { incidentId, instanceId } of closed.values()) {
            checker.judged();
            const found = kept.filter((one) => one === incidentId).length;
            if (found !== 1) checker.violated(`${incidentId} has ${found} pages`, instanceId);
          }
          for (const id of kept) if (!closed.has(id)) checker.violated(`${id} has a page and is not closed`);
        },
      };
    },
  },
  {
    name: 'history is true',
    says: 'A page of history says how the incident ended and when, which alerts told of it, and under which attempt each stop of ours was made.',
    watch: (checker) => {
      const closed = new Map<string, Incident>();
      const pages = new Map<string, HistoryEntry>();
      const stops: { readonly id: string; readonly at: number }[] = [];
      return {
        see: (entry) => {
          const incident = closedBy(checker, entry);
          if (incident !== undefined) closed.set(incident.incidentId, incident);
          for (const page of pagesPut(entry)) pages.set(page.incidentId, page);
          if (entry.kind !== 'state' || entry.state !== 'stopping') return;
          const { stoppedBy } = checker.region.ec2.get(entry.instanceId);
          if (stoppedBy?.who === 'responder') stops.push({ id: entry.instanceId, at: stoppedBy.at });
        },
        end: () => {
          for (const page of pages.values()) {
            const incident = closed.get(page.incidentId);
            if (incident === undefined) continue;
            checker.judged();
            for (const name of ['instanceId', 'outcome', 'openedAt', 'closedAt'] as const)
              if (page[name] !== incident[name])
                checker.violated(`${name} is ${String(page[name])}`, page.instanceId);
            const told = alertIdsOf(checker, page.incidentId);
            if (told.join() !== page.alertIds.toSorted().join())
              checker.violated(`it names ${page.alertIds.length} of ${told.length} alerts`, page.instanceId);
            const own = stops.filter(({ id, at }) => id === page.instanceId && isWithin(page, at));
            const attempts = page.attempts.filter(({ stoppedBy }) => stoppedBy === 'us');
            for (const { at } of page.attempts.length < MOST_ATTEMPTS ? own : [])
              if (!attempts.some((one) => one.intendedAt <= at && at <= one.endedAt))
                checker.violated(
                  `the stop of ${new Date(at).toISOString()} is in no attempt`,
                  page.instanceId,
                );
          }
        },
      };
    },
  },
];

interface Counting {
  readonly alertsMade?: number;
  readonly writeId?: unknown;
}

function madeBy(record: object): number {
  return (record as Counting).alertsMade ?? 0;
}

/** The record as it stood before the write that is under way. */
function recordBefore({ records }: Checker, id: string): Counting | undefined {
  const { region, incidents, threads } = records;
  return id === 'region' ? region : (incidents.get(id) ?? threads.get(id));
}

/** The incident that this write has closed. */
function closedBy(checker: Checker, entry: JournalEntry): Incident | undefined {
  const [, next] = changeOf(checker, entry);
  return next?.phase === 'closed' ? next : undefined;
}

function pagesPut(entry: JournalEntry): readonly (StoredItem & HistoryEntry)[] {
  return itemsPut(entry).filter(({ id }) => id.startsWith('history/')) as (StoredItem & HistoryEntry)[];
}

/** The last alerts that were written about an incident, sorted by id. */
function alertIdsOf({ records }: Checker, incidentId: string): readonly string[] {
  const told = [...records.alerts.values()].filter((alert) => alert.incidentId === incidentId);
  return told
    .map(({ id }) => id)
    .slice(-MOST_ALERT_IDS)
    .toSorted();
}

function isWithin({ openedAt, closedAt }: HistoryEntry, at: number): boolean {
  return openedAt <= at && at <= closedAt;
}
