import { alertsPut } from '../../table-writes.ts';
import { alertIdsIn } from '../../checking/alert-ids.ts';
import type { Entry } from '../../../runtime/journal.ts';
import type { Incident } from '../../../../lambda/core/model/incident.ts';
import { systemImpairedFor } from '../../ground-truth/oracle.ts';
import { changeOf, FRESH_MS, writeOf, type Checker, type Invariant } from '../../checking/checker.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** The longest time that a pass takes through the gate. */
const GATE_MS = MINUTE;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Between two start requests of one attempt, from the first on; a sweep may come five seconds early. */
const BACKOFF_MS = [MINUTE, 2 * MINUTE, 4 * MINUTE, 5 * MINUTE] as const;
const EARLY_MS = 6 * SECOND;
/** EC2 refuses a stop for reasons that seldom change by the minute. */
const REFUSED_PAUSE_MS = 5 * MINUTE - SECOND;
/** Whoever has joined a braked zone is named in one more alert, at most this often. */
const BRAKE_APART_MS = 10 * MINUTE;

export const RESTRAINT: readonly Invariant[] = [
  {
    name: 'acts on a fresh picture',
    says: 'Before each stop and start the same invocation has read the instance and its checks within 30 seconds.',
    watch: (checker) => {
      const seen = new Map<string, number>();
      return {
        seeAll: (entry) => {
          if (entry.kind !== 'call' || entry.service !== 'ec2') return;
          const { InstanceIds = [] } = entry.input as { InstanceIds?: string[] };
          if (entry.error === undefined && /^DescribeInstance(s|Status)$/.test(entry.action))
            for (const id of InstanceIds) seen.set(`${entry.invocation} ${entry.action} ${id}`, entry.at);
          const write = writeOf(entry, 'StopInstances') ?? writeOf(entry, 'StartInstances');
          if (write === undefined) return;
          checker.judged();
          for (const action of ['DescribeInstances', 'DescribeInstanceStatus']) {
            const at = seen.get(`${entry.invocation} ${action} ${write.instanceId}`) ?? -Infinity;
            if (write.at - at > FRESH_MS)
              checker.violated(`${action} was ${(write.at - at) / SECOND} s ago`, write.instanceId);
          }
        },
      };
    },
  },
  {
    name: 'every guard is read',
    says: 'Before each stop that is not forced the same invocation has read stop protection, what a shutdown does, the permission to start, and the failed of the zones, within a minute.',
    watch: (checker) => {
      const read = new Map<string, number>();
      return {
        seeAll: (entry) => {
          if (entry.kind !== 'call' || entry.service !== 'ec2') return;
          for (const guard of guardsRead(entry)) read.set(`${entry.invocation} ${guard}`, entry.at);
          const write = writeOf(entry, 'StopInstances');
          if (write === undefined || write.force) return;
          const id = write.instanceId;
          checker.judged();
          const guards = [`disableApiStop of ${id}`, `instanceInitiatedShutdownBehavior of ${id}`];
          for (const guard of [...guards, `start of ${id}`, 'the failed'])
            if (write.at - (read.get(`${entry.invocation} ${guard}`) ?? -Infinity) > GATE_MS)
              checker.violated(`${guard} was not read`, id);
        },
      };
    },
  },
  {
    name: 'a force is for once',
    says: 'A stop is not forced again after EC2 has answered.',
    watch: (checker) => ({
      see: (entry) => {
        const write = writeOf(entry, 'StopInstances');
        if (write?.force !== true) return;
        const answered = checker.records.incidents.get(write.instanceId)?.attempt?.force;
        checker.judged();
        if (answered !== undefined) checker.violated(`forced again, it was ${answered}`, write.instanceId);
      },
    }),
  },
  {
    name: 'a refused stop rests',
    says: 'A stop that EC2 has refused is not asked for again within five minutes.',
    watch: (checker) => ({
      see: (entry) => {
        const write = writeOf(entry, 'StopInstances');
        if (write === undefined || write.force) return;
        const record = checker.records.incidents.get(write.instanceId);
        const refused = refusalsIn(record).findLast(({ at }) => at < write.at);
        if (refused === undefined) return;
        checker.judged();
        if (write.at - refused.at > REFUSED_PAUSE_MS) return;
        const instance = checker.region.ec2.get(write.instanceId);
        const failedFor = systemImpairedFor({ at: write.at, instance }) ?? 0;
        // A failure that began after the refusal is another one.
        if (failedFor >= write.at - refused.at)
          checker.violated(`refused ${(write.at - refused.at) / SECOND} s ago`, write.instanceId);
      },
    }),
  },
  {
    name: 'starts are spaced',
    says: 'Start requests of one attempt come one, two, four and then five minutes apart.',
    watch: (checker) => ({
      see: (entry) => {
        const [before, next] = changeOf(checker, entry);
        const [last, now] = [before?.attempt, next?.attempt];
        if (last?.startRequestedAt === undefined || last.intendedAt !== now?.intendedAt) return;
        if (now.startRequests <= last.startRequests) return;
        checker.judged();
        const due = BACKOFF_MS[Math.min(last.startRequests, BACKOFF_MS.length) - 1] ?? 0;
        const apart = (now.startRequestedAt ?? 0) - last.startRequestedAt;
        if (apart < due - EARLY_MS)
          checker.violated(
            `start ${now.startRequests} came ${apart / SECOND} s after the last`,
            next?.instanceId,
          );
      },
    }),
  },
  {
    name: 'nothing is said twice under two names',
    says: 'An alert is repeated after a day, for a new attempt or a new start, a refused move at another planned time, a plan when it was another meanwhile; and never before.',
    watch: (checker) => {
      const last = new Map<string, number>();
      const lastPlan = new Map<string, string>();
      return {
        see: (entry) => {
          const [, incident] = changeOf(checker, entry);
          for (const { alert } of alertsPut(entry)) {
            const { id, at } = alert;
            const [, name, time] = /^(.*)\/(\d{13})$/.exec(id) ?? [];
            if (name === undefined || time === undefined) continue;
            const before = last.get(name);
            const [plans, plan] = /^(.*announced-plan-)(.*)$/.exec(name)?.slice(1) ?? [];
            const replanned = plans !== undefined && lastPlan.get(plans) !== plan;
            if (plans !== undefined && plan !== undefined) lastPlan.set(plans, plan);
            if (replanned) continue;
            last.set(name, Math.max(at, before ?? 0));
            if (before === undefined || before >= at) continue;
            checker.judged();
            if (at - before >= DAY) continue;
            // Each planned time at which EC2 refuses the stop is told.
            const plannedAt = incident?.plan?.start ?? 0;
            if (name.endsWith('announced-move-refused') && plannedAt > before && plannedAt <= at) continue;
            const { intendedAt = 0, startedAt = 0 } = incident?.attempt ?? {};
            if (
              incident === undefined
                ? at - before >= BRAKE_APART_MS
                : Math.max(intendedAt, startedAt) >= before
            )
              continue;
            checker.violated(`${name} was said ${(at - before) / SECOND} s ago`, incident?.instanceId);
          }
        },
      };
    },
  },
  {
    name: 'mails come in order',
    says: 'No mail overtakes an older one about the same record that still waits.',
    watch: (checker) => {
      const sent = new Set<string>();
      return {
        see: (entry) => {
          if (entry.kind !== 'mail') return;
          const ids = alertIdsIn(entry);
          for (const id of ids) sent.add(id);
          for (const queue of checker.records.queues.values()) {
            const place = queue.findLastIndex(({ alert }) => ids.includes(alert.id));
            if (place > 0) checker.judged();
            const overtaken = queue.slice(0, Math.max(place, 0)).find(({ alert }) => !sent.has(alert.id));
            if (overtaken !== undefined)
              checker.violated(`${ids.join()} before ${overtaken.alert.id}`, overtaken.alert.instance?.id);
          }
        },
      };
    },
  },
  {
    name: 'what counts as told was told',
    says: 'A hold that the brake’s alert speaks for is named in that alert; three blips in an hour are one alert.',
    watch: (checker) => ({
      see: (entry) => {
        const [before, next] = changeOf(checker, entry);
        if (next === undefined) return;
        const { instanceId, told, episodes } = next;
        if (told.held !== undefined && before?.told.held === undefined) {
          checker.judged();
          if (!isNamedInABrakeAlert(checker, instanceId))
            checker.violated('no alert of a brake names it', instanceId);
        }
        const blips = episodes.filter((at) => entry.at - at < HOUR).length;
        if (blips > 1) checker.judged();
        if (blips >= 3) checker.violated('three blips in an hour, and no alert', instanceId);
      },
    }),
  },
  {
    name: 'attempts are kept',
    says: 'An attempt is forgotten after a day or when EC2 has refused it, and never before.',
    watch: (checker) => ({
      see: (entry) => {
        const [before, next] = changeOf(checker, entry);
        if (before === undefined || next === undefined || entry.kind !== 'call') return;
        if (before.attempts.length === 0) return;
        checker.judged();
        const lost = before.attempts.filter(
          (at) => entry.at - at < DAY - MINUTE && !next.attempts.includes(at),
        );
        const wasRefused = next.timeline.some(
          ({ at, what }) =>
            (what.key === 'step.stop-refused' || what.key === 'step.stop-met') &&
            at >= (before.attempt?.intendedAt ?? Infinity),
        );
        if (lost.length > (wasRefused ? 1 : 0)) checker.violated(`${lost.length} forgotten`, next.instanceId);
      },
    }),
  },
];

interface Asked {
  readonly InstanceIds?: readonly string[];
  readonly InstanceId?: string;
  readonly Attribute?: string;
  readonly Filters?: readonly { readonly Name?: string }[];
}

/** What a call to EC2 tells of the guards, where it was answered. */
function guardsRead({ action, input, error, unanswered }: Entry<'call'>): readonly string[] {
  if (unanswered === true) return [];
  const { InstanceIds = [], InstanceId = '', Attribute = '', Filters = [] } = input as Asked;
  if (action === 'StartInstances (DryRun)')
    return error === 'DryRunOperation' ? InstanceIds.map((id) => `start of ${id}`) : [];
  if (error !== undefined) return [];
  if (action === 'DescribeInstanceAttribute') return [`${Attribute} of ${InstanceId}`];
  return Filters.some(({ Name }) => Name === 'system-status.status') ? ['the failed'] : [];
}

/** The definite refusals that the responder has noted itself; a throttle is none. */
function refusalsIn(record: Incident | undefined): Incident['timeline'] {
  return (record?.timeline ?? []).filter(
    ({ what }) =>
      what.key === 'step.stop-refused' && !/Limit|Throttl|NotSent/.test(String(what.values?.code)),
  );
}

function isNamedInABrakeAlert({ records }: Checker, instanceId: string): boolean {
  return [...records.alerts.values()].some(
    ({ id, story }) =>
      id.startsWith('brake/') &&
      story.some(({ values }) => JSON.stringify(values ?? {}).includes(instanceId)),
  );
}
