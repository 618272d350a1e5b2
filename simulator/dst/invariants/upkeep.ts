import { isStuckRecord } from '../records.ts';
import { CALM_MS } from '../plan.ts';
import { taboos } from '../ground-truth/oracle.ts';
import type { Court, Promised } from './checker.ts';

const MINUTE = 60_000;
const MAX_RECORD_BYTES = 100 * 1024 + 512;

const UNREADABLE = 'UnreadableEventError';
/** A late delivery, and two repeats with their pauses. */
const KEPT_WITHIN_MS = 30 * MINUTE;

export const UPKEEP: readonly Promised[] = [
  {
    name: 'versions count up',
    says: 'Each write of a record follows the one before it: none is written over unseen.',
    watch: (court) => ({
      see: (entry) => {
        if (entry.kind !== 'call' || entry.action !== 'Put' || entry.error !== undefined) return;
        const { Item } = entry.input as { Item: { id: string; version: number } };
        const { region, incidents, threads } = court.records;
        const before = Item.id === 'region' ? region : (incidents.get(Item.id) ?? threads.get(Item.id));
        // The court's own reader of records sees this write after the promises.
        const expected = (before?.version ?? 0) + 1;
        if (Item.version !== expected) court.broken(`version ${Item.version} after ${expected - 1}`, Item.id);
      },
    }),
  },
  {
    name: 'records stay small',
    says: 'A record has at most 100 lines of timeline, 20 waiting alerts and 100 KB.',
    watch: (court) => ({
      see: (entry) => {
        if (entry.kind !== 'call' || entry.action !== 'Put' || entry.error !== undefined) return;
        const { Item } = entry.input as { Item: { id: string; timeline?: unknown[]; outbox: unknown[] } };
        if (Item.id === 'region') return;
        if ((Item.timeline ?? []).length > 100 || Item.outbox.length > 20)
          court.broken(`${Item.timeline?.length ?? 0} lines, ${Item.outbox.length} alerts`, Item.id);
        const bytes = Buffer.byteLength(JSON.stringify(Item));
        if (bytes > MAX_RECORD_BYTES) court.broken(`${bytes} bytes`, Item.id);
      },
    }),
  },
  {
    name: 'claims match',
    says: 'In the end each claim belongs to a recovery under way, and each of those has its claim.',
    watch: (court) => ({
      end: () => {
        const claims = new Map((court.records.region?.claims ?? []).map((one) => [one.instanceId, one]));
        for (const id of claims.keys())
          if (!court.records.held.has(id)) court.broken('a claim of nobody', id);
        for (const id of court.records.held.keys()) {
          const claim = claims.get(id);
          const record = court.records.incidents.get(id);
          if (claim === undefined) court.broken('held without a claim', id);
          else if (record !== undefined && (claim.stuck === true) !== isStuckRecord(record))
            court.broken('its claim does not say whether it is stuck', id);
        }
      },
    }),
  },
  {
    name: 'nothing fails without a fault',
    says: 'No invocation fails, and nothing becomes a dead letter, while nothing goes wrong on the way to AWS.',
    watch: (court) => ({
      see: (entry) => {
        if (entry.kind !== 'failed' && entry.kind !== 'dead letter') return;
        // What nobody can read fails and is kept; the next promise is about that.
        if ((entry.kind === 'failed' ? entry.error : entry.why).startsWith(UNREADABLE)) return;
        const now = court.region.clock.now();
        // Lambda repeats what failed for three minutes, and an invocation lasts up to two.
        if (now - court.troubledUntil() > 6 * MINUTE)
          court.broken(entry.kind === 'failed' ? entry.error : entry.why);
      },
    }),
  },
  {
    name: 'what cannot be read is kept',
    says: 'An event that cannot be read changes nothing, and ends in the dead-letter queue.',
    watch: (court) => {
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
            if (action !== undefined) court.broken(`${action} for an event that cannot be read`);
          }
          if (entry.kind !== 'dead letter') return;
          const { requestPayload } = JSON.parse(entry.body) as { requestPayload: { id: string } };
          sent.delete(requestPayload.id);
          if (entry.why.startsWith(UNREADABLE) && !everSent.has(requestPayload.id))
            court.broken(`an event that can be read was not: ${entry.why}`);
        },
        end: () => {
          if (court.plan.faults.has('lost-event')) return;
          for (const [id, at] of sent)
            if (court.region.clock.now() - at > KEPT_WITHIN_MS) court.broken(`the event ${id} is nowhere`);
        },
      };
    },
  },
  {
    name: 'permitted',
    says: 'The role of the template permits every call, but a stop that the owner has just forbidden.',
    watch: (court) => ({
      seeAll: (entry) => {
        if (
          entry.kind !== 'call' ||
          entry.error === undefined ||
          !/Unauthorized|AccessDenied|Authorization/.test(entry.error)
        )
          return;
        const denial = /^St(art|op)Instances/.test(entry.action) && court.deniedByOthers(entry.action);
        const { InstanceIds: [id] = [] } = entry.input as { InstanceIds?: string[] };
        if (denial || (entry.action === 'StopInstances' && id !== undefined && isForbiddenNow(court, id)))
          return;
        court.broken(`${entry.action}: ${entry.error}`, id);
      },
    }),
  },
  {
    name: 'nothing fails for ever',
    says: 'A delivery is given to the function three times at most, and leaves one dead letter at most.',
    watch: (court) => {
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
            if (counted.given > 3 * counted.delivered) court.broken(`${entry.what} was given too often`);
          }
          if (entry.kind !== 'dead letter') return;
          const { requestPayload } = JSON.parse(entry.body) as { requestPayload: { id: string } };
          const counted = of(requestPayload.id);
          counted.letters += 1;
          if (counted.letters > counted.delivered)
            court.broken(`${counted.letters} dead letters of one event`);
        },
      };
    },
  },
  {
    name: 'sweeps go on',
    says: 'In the calm every sweep sees everything, one each minute.',
    watch: (court) => ({
      end: () => {
        const { journal, clock } = court.region;
        const calmFrom = Math.max(clock.now() - CALM_MS, court.troubledUntil()) + 6 * MINUTE;
        const minutes = Math.floor((clock.now() - calmFrom) / MINUTE);
        const seen = journal.of('sweep completed').filter((one) => one.at >= calmFrom);
        if (seen.length < minutes - 1) court.broken(`${seen.length} sweeps in ${minutes} minutes`);
        const failed = journal
          .of('failed')
          .filter((one) => one.error.startsWith('SweepIncompleteError') && one.at >= calmFrom);
        if (failed.length > 0) court.broken(`${failed.length} sweeps did not see everything`);
      },
    }),
  },
];

/** Whether an event has what its documentation promises. */
function isReadable(event: object): boolean {
  const { source, detail } = event as { source?: string; detail?: unknown };
  if (typeof detail !== 'object' || detail === null) return false;
  const { eventArn, eventTypeCode, 'instance-id': id } = detail as Record<string, unknown>;
  if (source === 'aws.health') return typeof eventArn === 'string' && typeof eventTypeCode === 'string';
  return source !== 'aws.ec2' || String(id).startsWith('i-');
}

/** The owner was faster than the stop: IAM denies by the tag and the mode of this moment. */
function isForbiddenNow(court: Court, id: string): boolean {
  const instance = court.region.ec2.get(id);
  const now = { at: court.region.clock.now(), instance, parameters: court.truth.parameters };
  const found = taboos(now);
  return found.has('observe mode') || found.has('not ours to recover');
}
