import { isStuckRecord } from '../records.ts';
import { CALM_MS } from '../plan.ts';
import { taboos } from '../oracle.ts';
import type { Court, Promised } from './court.ts';

const MINUTE = 60_000;
const MAX_RECORD_BYTES = 100 * 1024 + 512;

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
        const bytes = JSON.stringify(Item).length;
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
        const now = court.region.clock.now();
        // Lambda repeats what failed for three minutes, and an invocation lasts up to two.
        if (now - court.troubledUntil() > 6 * MINUTE)
          court.broken(entry.kind === 'failed' ? entry.error : entry.why);
      },
    }),
  },
  {
    name: 'permitted',
    says: 'The role of the template permits every call, but a stop that the owner has just forbidden.',
    watch: (court) => ({
      see: (entry) => {
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
    says: 'An event is given to the function three times at most.',
    watch: (court) => ({
      see: (entry) => {
        if (entry.kind === 'invoke' && entry.retry > 2) court.broken(`retry ${entry.retry}`);
      },
    }),
  },
  {
    name: 'sweeps go on',
    says: 'In the calm every sweep sees everything, one each minute.',
    watch: (court) => ({
      end: () => {
        const { journal, clock } = court.region;
        const calmFrom = Math.max(clock.now() - CALM_MS, court.troubledUntil()) + 6 * MINUTE;
        const minutes = Math.floor((clock.now() - calmFrom) / MINUTE);
        const seen = journal
          .of('metric')
          .filter((one) => one.name === 'SweepCompleted' && one.at >= calmFrom);
        if (seen.length < minutes - 1) court.broken(`${seen.length} sweeps in ${minutes} minutes`);
        const failed = journal.of('metric').filter((one) => one.name === 'SweepFailed' && one.at >= calmFrom);
        if (failed.length > 0) court.broken(`${failed.length} sweeps did not see everything`);
      },
    }),
  },
];

/** The owner was faster than the stop: IAM denies by the tag and the mode of this moment. */
function isForbiddenNow(court: Court, id: string): boolean {
  const instance = court.region.ec2.get(id);
  const now = { at: court.region.clock.now(), instance, parameters: court.truth.parameters };
  const found = taboos(now);
  return found.has('observe mode') || found.has('not ours to recover');
}
