import type { JournalEntry } from '../../../runtime/journal.ts';
import { itemsPut, recordPut } from '../../table-writes.ts';
import { isStuckRecord } from '../../records-kept.ts';
import { prohibitions } from '../../ground-truth/oracle.ts';
import type { Checker, Invariant } from '../../checking/checker.ts';

const MINUTE = 60_000;
const MAX_RECORD_BYTES = 100 * 1024 + 512;

const UNREADABLE = 'UnreadableEventError';
/** A late delivery, and two repeats with their pauses. */
const KEPT_WITHIN_MS = 30 * MINUTE;

export const UPKEEP: readonly Invariant[] = [
  {
    name: 'versions count up',
    says: 'Each write of a record follows the one before it: none is written over unseen.',
    watch: (checker) => ({
      see: (entry) => {
        const Item = recordPut(entry);
        if (Item === undefined) return;
        const { region, incidents, threads } = checker.records;
        const before = Item.id === 'region' ? region : (incidents.get(Item.id) ?? threads.get(Item.id));
        // A transaction that is repeated under its token, because its answer was lost, is the same write.
        if (before !== undefined && 'writeId' in before && before.writeId === Item.writeId) return;
        // `records` sees this write only after the invariants have.
        const expected = (before?.version ?? 0) + 1;
        checker.judged();
        if (Item.version !== expected)
          checker.violated(`version ${Item.version} after ${expected - 1}`, Item.id);
      },
    }),
  },
  {
    name: 'records stay small',
    says: 'A record has at most 100 lines of timeline and 100 KB, an alert at most 100 KB.',
    watch: (checker) => ({
      see: (entry) => {
        for (const item of itemsPut(entry)) {
          if (item.id === 'region') continue;
          checker.judged();
          const { timeline = [] } = item as { timeline?: unknown[] };
          if (timeline.length > 100) checker.violated(`${timeline.length} lines`, item.id);
          const bytes = Buffer.byteLength(JSON.stringify(item));
          if (bytes > MAX_RECORD_BYTES) checker.violated(`${bytes} bytes`, item.id);
        }
      },
    }),
  },
  {
    name: 'claims match',
    says: 'In the end each claim belongs to a recovery under way, and each of those has its claim.',
    watch: (checker) => ({
      end: () => {
        const claims = new Map((checker.records.region?.claims ?? []).map((one) => [one.instanceId, one]));
        for (const id of claims.keys()) {
          checker.judged();
          if (!checker.records.held.has(id)) checker.violated('a claim of nobody', id);
        }
        for (const id of checker.records.held.keys()) {
          checker.judged();
          const claim = claims.get(id);
          const record = checker.records.incidents.get(id);
          if (claim === undefined) checker.violated('held without a claim', id);
          else if (record !== undefined && (claim.stuck === true) !== isStuckRecord(record))
            checker.violated('its claim does not say whether it is stuck', id);
        }
      },
    }),
  },
  {
    name: 'nothing fails without a fault',
    says: 'No invocation fails, and nothing becomes a dead letter, while nothing goes wrong on the way to AWS.',
    watch: (checker) => {
      const storm = stormsOfEvents();
      return {
        seeAll: (entry) => {
          storm.see(entry);
          if (entry.kind !== 'returned' && entry.kind !== 'failed' && entry.kind !== 'dead letter') return;
          // Lambda repeats what failed for three minutes, and an invocation lasts up to two.
          if (entry.at - Math.max(checker.lastFaultAt(), storm.throttledAt()) <= 6 * MINUTE) return;
          checker.judged();
          if (entry.kind === 'returned') return;
          const why = entry.kind === 'failed' ? entry.error : entry.why;
          // What nobody can read fails and is kept; the next invariant is about that.
          if (!why.startsWith(UNREADABLE)) checker.violated(why);
        },
      };
    },
  },
  {
    name: 'what cannot be read is kept',
    says: 'An event that cannot be read changes nothing, and ends in the dead-letter queue.',
    watch: (checker) => {
      const calls = new Map<number, string>();
      const sent = new Map<string, number>();
      // A duplicate may come when the first has long become a dead letter.
      const everSent = new Set<string>();
      return {
        seeAll: (entry) => {
          if (entry.kind === 'call') calls.set(entry.invocation, entry.action);
          if (entry.kind === 'event' && !isReadable(entry.event)) {
            const { id } = entry.event as { id: string };
            sent.set(id, entry.at);
            everSent.add(id);
          }
          if (entry.kind === 'failed' && entry.error.startsWith(UNREADABLE)) {
            const action = calls.get(entry.invocation);
            checker.judged();
            if (action !== undefined) checker.violated(`${action} for an event that cannot be read`);
          }
          if (entry.kind !== 'dead letter') return;
          const { requestPayload } = JSON.parse(entry.body) as { requestPayload: { id: string } };
          sent.delete(requestPayload.id);
          if (!entry.why.startsWith(UNREADABLE)) return;
          checker.judged();
          if (!everSent.has(requestPayload.id))
            checker.violated(`an event that can be read was not: ${entry.why}`);
        },
        end: () => {
          if (checker.plan.faults.has('lost-event')) return;
          for (const [id, at] of sent)
            if (checker.region.clock.now() - at > KEPT_WITHIN_MS)
              checker.violated(`the event ${id} is nowhere`);
        },
      };
    },
  },
  {
    name: 'a hint is no dead letter',
    says: 'An alarm or a change of state that could not be worked on fails nothing and is kept nowhere: the sweep covers it.',
    watch: (checker) => ({
      see: (entry) => {
        if (entry.kind !== 'returned' && entry.kind !== 'dead letter') return;
        checker.judged();
        if (entry.kind !== 'dead letter' || !entry.why.startsWith('NotLookedAtError')) return;
        const { requestPayload } = JSON.parse(entry.body) as { requestPayload: { source?: string } };
        if (requestPayload.source === 'aws.cloudwatch' || requestPayload.source === 'aws.ec2')
          checker.violated(entry.why);
      },
    }),
  },
  {
    name: 'permitted',
    says: 'The role of the template permits every call, except a stop that the owner has just forbidden.',
    watch: (checker) => ({
      seeAll: (entry) => {
        if (entry.kind !== 'call') return;
        checker.judged();
        if (entry.error === undefined || !/Unauthorized|AccessDenied|Authorization/.test(entry.error)) return;
        const denial = /^St(art|op)Instances/.test(entry.action) && checker.deniedByOthers(entry.action);
        const { InstanceIds: [id] = [] } = entry.input as { InstanceIds?: string[] };
        if (denial || (entry.action === 'StopInstances' && id !== undefined && isForbiddenNow(checker, id)))
          return;
        checker.violated(`${entry.action}: ${entry.error}`, id);
      },
    }),
  },
  {
    name: 'nothing fails for ever',
    says: 'A delivery is given to the function three times at most, and leaves one dead letter at most.',
    watch: (checker) => {
      const perEvent = new Map<string, { delivered: number; given: number; letters: number }>();
      const of = (id: string): { delivered: number; given: number; letters: number } => {
        const known = perEvent.get(id) ?? { delivered: 0, given: 0, letters: 0 };
        perEvent.set(id, known);
        return known;
      };
      return {
        see: (entry) => {
          if (entry.kind === 'invoke') {
            const counted = of(entry.eventId);
            counted.given += 1;
            if (entry.retry === 0) counted.delivered += 1;
            if (entry.retry > 0) checker.judged();
            if (counted.given > 3 * counted.delivered) checker.violated(`${entry.what} was given too often`);
          }
          if (entry.kind !== 'dead letter') return;
          const { requestPayload } = JSON.parse(entry.body) as { requestPayload: { id: string } };
          const counted = of(requestPayload.id);
          counted.letters += 1;
          checker.judged();
          if (counted.letters > counted.delivered)
            checker.violated(`${counted.letters} dead letters of one event`);
        },
      };
    },
  },
];

/** Whether an event has what AWS documents for it. */
function isReadable(event: object): boolean {
  const { source, detail } = event as { source?: string; detail?: unknown };
  if (typeof detail !== 'object' || detail === null) return false;
  const { eventArn, eventTypeCode, 'instance-id': id } = detail as Record<string, unknown>;
  if (source === 'aws.health') return typeof eventArn === 'string' && typeof eventTypeCode === 'string';
  return source !== 'aws.ec2' || String(id).startsWith('i-');
}

/** The owner was faster than the stop: IAM denies by the tag and the mode of this moment. */
function isForbiddenNow(checker: Checker, id: string): boolean {
  const instance = checker.region.ec2.get(id);
  const now = { at: checker.region.clock.now(), instance, parameters: checker.groundTruth.parameters };
  const found = prohibitions(now);
  return found.has('observe mode') || found.has('not ours to recover');
}

/** So many events within seconds are more reads than EC2 allows: a zone of which it has no data sends them all at once. */
const A_STORM = 30;

/** When EC2 refused a read for its quota in a storm of events. */
function stormsOfEvents(): { see: (entry: JournalEntry) => void; throttledAt: () => number } {
  let events: number[] = [];
  let throttledAt = -Infinity;
  return {
    see: (entry) => {
      if (entry.kind === 'event') events = [...events.filter((at) => entry.at - at < 10_000), entry.at];
      const isThrottled = entry.kind === 'call' && entry.error === 'RequestLimitExceeded';
      if (isThrottled && events.filter((at) => entry.at - at < 10_000).length >= A_STORM)
        throttledAt = entry.at;
    },
    throttledAt: () => throttledAt,
  };
}
