import type { Alert } from '../../../../lambda/core/model/alert.ts';
import type { FaultName } from '../../faults/fault-names.ts';
import { alertsPut } from '../../table-writes.ts';
import { prohibitions, type Prohibition } from '../../ground-truth/oracle.ts';
import { changeOf, momentsSeen, type Checker, type Invariant } from '../../checking/checker.ts';

/** With these, what takes a read of its own may not have been read. */
const HIDES_GUARDS: ReadonlySet<FaultName> = new Set([
  'guards-down',
  'ec2-down',
  'throttling',
  'error-before',
  'error-after',
  'timeout-before',
  'timeout-after',
  'slow-calls',
  'stale-read',
]);
/** Known only by a read of its own. */
const BY_A_READ: ReadonlySet<Prohibition> = new Set([
  'stop protection',
  'shutdown terminates',
  'Spot',
  'Spot request',
  'instance store volumes',
]);
/** A stop by hand would end the instance, erase what it holds, or is impossible. */
const LOST_BY_A_STOP: readonly Prohibition[] = [
  'Auto Scaling group',
  'Karpenter',
  'fleet',
  'EMR',
  'managed',
  'managed by tag',
  'instance store root',
  'instance store volumes',
];
const STOP_IT_YOURSELF: ReadonlySet<string> = new Set([
  'todo.move-yourself',
  'todo.move-overdue',
  'todo.stop-start-yourself',
  'ask.move',
]);

/** What an owner is told of an announcement, in the first words about it. */
export const PROMISES: readonly Invariant[] = [
  {
    name: 'nothing is promised that is forbidden',
    says: 'The first mail about an announcement promises no move that is known to be forbidden: by the policy, by the instance, or by what can be read.',
    watch: (checker) => ({
      see: (entry) => {
        const [before] = changeOf(checker, entry);
        if (before?.plan !== undefined) return;
        for (const { alert } of alertsPut(entry)) {
          const id = alert.instance?.id;
          if (id === undefined || alert.word !== 'ANNOUNCED') continue;
          checker.judged();
          if (alert.data.move_at === undefined) continue;
          const found = standing(checker, id);
          if (found.length > 0) checker.violated(`a move is promised, and forbidden by ${found.join()}`, id);
        }
      },
    }),
  },
  {
    name: 'an announcement is told once',
    says: 'While EC2 lists an event, no second mail of its incident announces the same kind for some seconds earlier or later, or for no date.',
    watch: (checker) => {
      const dates = new Map<string, ToldDate[]>();
      return {
        see: (entry) => {
          const [, record] = changeOf(checker, entry);
          if (record === undefined) return;
          const before = dates.get(record.incidentId) ?? [];
          for (const { alert } of alertsPut(entry)) {
            const told = dateTold(alert);
            if (told === undefined) continue;
            checker.judged();
            const repeated = before.find((one) => isRepeat(told, one));
            // Not once what was told before is over: by a start, or because AWS has called it off.
            const isListed = momentsSeen(checker, record.instanceId).every(
              ({ instance }) =>
                instance.launchTime < (repeated?.toldAt ?? 0) &&
                instance.scheduledEvents.some(({ description }) => !description.startsWith('[')),
            );
            if (isListed)
              checker.violated(
                `${told.kind} is announced again for ${told.at ?? 'no date'}`,
                record.instanceId,
              );
            before.push(told);
          }
          dates.set(record.incidentId, before);
        },
      };
    },
  },
  {
    name: 'a stop each night is no news',
    says: 'No mail says that an instance on a Dedicated Host was moved by its start, and none that somebody has taken over what had never failed and what we have never stopped.',
    watch: (checker) => ({
      see: (entry) => {
        for (const { alert } of alertsPut(entry)) {
          const id = alert.instance?.id;
          if (id === undefined) continue;
          if (alert.short.key === 'short.still-listed') {
            checker.judged();
            if (checker.region.ec2.get(id).tenancy === 'host')
              checker.violated('its start moved nothing', id);
          }
          if (alert.short.key !== 'short.stopped-by-someone') continue;
          checker.judged();
          const isOurs = (checker.records.intents.get(id) ?? []).length > 0;
          if (isOurs || checker.groundTruth.hasFailed(id) || checker.plan.faults.size > 0) continue;
          // That its checks begin for long, or that its state is unclear, is told as a failure, too.
          const others = [...checker.records.alerts.values()].filter(
            (one) => one.incidentId === alert.incidentId && !/announced|still-listed|\/end/.test(one.id),
          );
          if (others.length === 0) checker.violated('nothing had failed', id);
        }
      },
    }),
  },
  {
    name: 'nobody is told to stop what a stop would end',
    says: 'No mail about an announcement advises to stop an instance by hand that its group would end then, or whose data would be lost.',
    watch: (checker) => ({
      see: (entry) => {
        for (const { alert } of alertsPut(entry)) {
          const id = alert.instance?.id;
          if (id === undefined || !isAboutAnAnnouncement(alert)) continue;
          checker.judged();
          const lost = standing(checker, id).filter((one) => LOST_BY_A_STOP.includes(one));
          const advice = alert.todo.find(({ key }) => STOP_IT_YOURSELF.has(key));
          if (advice !== undefined && lost.length > 0)
            checker.violated(`${advice.key}, although ${lost.join()}`, id);
        }
      },
    }),
  },
];

interface ToldDate {
  readonly toldAt: number;
  readonly kind: string;
  readonly at: number | undefined;
}

/** The date that an announcement tells, and of what; undefined for a reminder, another plan or what is overdue. */
function dateTold({ story, short, at }: Alert): ToldDate | undefined {
  const said = story.find(({ key }) => key === 'story.announced')?.values as
    { code: string; at?: number } | undefined;
  if (said === undefined || !short.key.startsWith('short.announced')) return undefined;
  const kind = /retirement|stop/i.test(said.code)
    ? 'given up'
    : /reboot/i.test(said.code)
      ? 'reboot'
      : 'other';
  return { toldAt: at, kind, at: said.at };
}

/** Two dates that a reader takes for one and the same; or one, and none. */
function isRepeat(told: ToldDate, before: ToldDate): boolean {
  if (told.kind !== before.kind || told.kind === 'other') return false;
  if (told.at === undefined) return before.at !== undefined;
  return before.at !== undefined && told.at !== before.at && Math.abs(told.at - before.at) < 2 * 60_000;
}

function isAboutAnAnnouncement({ id }: Alert): boolean {
  return id.includes('announced');
}

/** What has forbidden a stop at each moment that whoever tells may have seen. Maintenance passes before a move. */
function standing(checker: Checker, instanceId: string): Prohibition[] {
  const seen = momentsSeen(checker, instanceId).map((moment) => prohibitions(moment));
  const [first, ...others] = seen;
  const isHidden = [...checker.plan.faults].some((fault) => HIDES_GUARDS.has(fault));
  return [...(first ?? [])].filter(
    (one) =>
      one !== 'maintenance' && others.every((set) => set.has(one)) && !(isHidden && BY_A_READ.has(one)),
  );
}
