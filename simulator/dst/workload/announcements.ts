import { healthEvent } from '../../events/event-shapes.ts';
import type { SimulatedInstance, SimulatedScheduledEvent } from '../../ec2/simulated-instance.ts';
import { crowdItsTime } from './crowded-moves.ts';
import { attempted, hangOs } from './basic-events.ts';
import type { WorkloadContext, WorkloadEvent } from './workload.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What AWS announces, under the codes of EC2's list and of Health. AWS: "Scheduled events for your instances". */
const KINDS = [
  kind('instance-stop', 'INSTANCE_STOP', 'The instance is running on degraded hardware', true),
  kind(
    'instance-retirement',
    'PERSISTENT_INSTANCE_RETIREMENT',
    'The instance is running on degraded hardware',
    true,
  ),
  kind(
    'instance-retirement',
    'PERSISTENT_INSTANCE_RETIREMENT',
    'The instance is running on degraded hardware',
    true,
  ),
  kind('instance-reboot', 'INSTANCE_REBOOT_MAINTENANCE', 'The instance is scheduled for a reboot', false),
  kind('system-maintenance', 'INSTANCE_NETWORK_MAINTENANCE', 'Scheduled network maintenance', false),
  kind('system-maintenance', 'PERSISTENT_INSTANCE_POWER_MAINTENANCE', 'Scheduled power maintenance', false),
  kind('system-reboot', 'SYSTEM_REBOOT_MAINTENANCE', 'The host is scheduled for a reboot', false),
];

/** What Health alone tells of, and a stop and a start would not resolve: nobody is to stop anything for these. */
const NEVER_MOVED = [
  kind(undefined, 'INSTANCE_TERMINATION', '', false),
  kind(undefined, 'INSTANCE_RETIREMENT', '', false),
  kind(undefined, 'DEDICATED_HOST_RETIREMENT', '', false),
  kind(undefined, 'SOMETHING_NOT_HEARD_OF_BEFORE', '', false),
];

function kind(code: string | undefined, health: string, description: string, stops: boolean) {
  return { code, health: `AWS_EC2_${health}_SCHEDULED`, description, stops };
}

/**
 * Now and then the hardware of several at once is given up, here and there or all of one type in one zone: then their moves
 * come one after the other, or meet where there is no room.
 */
export function announceChange(
  drawn: SimulatedInstance,
  workloadEvent: WorkloadEvent,
  context: WorkloadContext,
): boolean {
  const instance = justStarted(workloadEvent, context) ?? drawn;
  const concerned = new Set([instance, ...givenUpWith(instance, workloadEvent, context)]);
  const { choice } = workloadEvent;
  const date = dateOf(workloadEvent, context.region.clock.now());
  const announced = [...concerned].filter((one) => announceOne(one, date, workloadEvent, context));
  // One in four is never told by Health, if EC2 lists it. What is given up here and there is told in one event.
  const ids = announced.map(({ id }) => id);
  if (choice % 4 !== 2 || kindOf(workloadEvent).code === undefined)
    for (const told of choice % 8 === 3 ? [ids] : ids.map((id) => [id]))
      tellByHealth(told, date, workloadEvent, context);
  return announced.length > 0;
}

/** A date within the hour leaves no time for a move; now and then there is none. */
function dateOf({ lastsMs, share }: WorkloadEvent, now: number): number {
  const inMs = lastsMs < HOUR && share < 0.9 ? HOUR + share * 4 * HOUR : lastsMs;
  return Math.floor((now + inMs) / 1000) * 1000;
}

function kindOf({ choice }: WorkloadEvent): ReturnType<typeof kind> {
  const kinds = choice % 9 === 4 ? NEVER_MOVED : KINDS;
  return kinds[choice % kinds.length] ?? kind('instance-stop', 'INSTANCE_STOP', '', true);
}

/** Now and then it is the new host of what was started last. */
function justStarted(
  { choice }: WorkloadEvent,
  { fleet, region }: WorkloadContext,
): SimulatedInstance | undefined {
  if (choice % 7 !== 2) return undefined;
  const [last] = fleet.toSorted((a, b) => b.launchTime - a.launchTime);
  return last !== undefined && region.clock.now() - last.launchTime < HOUR ? last : undefined;
}

function givenUpWith(
  instance: SimulatedInstance,
  { choice }: WorkloadEvent,
  { fleet }: WorkloadContext,
): readonly SimulatedInstance[] {
  if (choice % 4 !== 3) return [];
  const { type, availabilityZone: zone } = instance;
  if (choice % 8 === 7)
    return fleet.filter((one) => one.type === type && one.availabilityZone === zone).slice(0, 4);
  const at = fleet.indexOf(instance);
  return [3, 6, 9].flatMap((step) => fleet[(at + step) % fleet.length] ?? []);
}

/** Listed by EC2, before or after Health tells of it; AWS stops the instance at the date, unless it was moved by then. */
function announceOne(
  instance: SimulatedInstance,
  notBefore: number,
  workloadEvent: WorkloadEvent,
  context: WorkloadContext,
): boolean {
  const { region } = context;
  const { choice, share } = workloadEvent;
  if (instance.state !== 'running' || instance.scheduledEvents.length > 0) return false;
  const what = kindOf(workloadEvent);
  context.affected(instance);
  context.announced(instance);
  region.world(`AWS announces ${what.code ?? what.health}`, instance);
  if (what.code === undefined) return true;
  const event = {
    id: `instance-event-${choice}`,
    code: what.code,
    description: what.description,
    notBefore,
    notAfter: undefined,
  };
  const { launchTime } = instance;
  const isMoved = (): boolean => instance.launchTime !== launchTime || instance.state !== 'running';
  const list = (): void => {
    if (isMoved()) return;
    instance.scheduledEvents.push(event);
    // Whoever has not heard by Health hears of it now.
    context.announced(instance);
    context.changed(instance);
  };
  // One in four is never listed by EC2, one in four is listed up to an hour later than Health tells of it.
  if (choice % 4 === 1) context.later(share * 60 * MINUTE, list);
  else if (choice % 4 !== 0) list();
  // A listed event keeps the incident open: its second failure must be told as the first was.
  if (choice % 5 === 0) {
    for (const minutes of [3, 46]) {
      context.later(minutes * MINUTE, () => {
        hangOs(instance, 38 * MINUTE, context);
      });
    }
  }
  // After a start EC2 may list the same under another id for a while.
  if (choice % 3 === 0) relistAfterStart(instance, event, context);
  if (what.stops) stopAtDate(instance, event, workloadEvent, context);
  crowdItsTime(instance, workloadEvent, context);
  return true;
}

/** Now and then the same twice, under the same eventArn. */
function tellByHealth(
  entities: readonly string[],
  date: number,
  workloadEvent: WorkloadEvent,
  { region, health, later }: WorkloadContext,
): void {
  if (entities.length === 0) return;
  const { choice, share } = workloadEvent;
  const { health: code } = kindOf(workloadEvent);
  const news = {
    code,
    category: 'scheduledChange',
    entities,
    eventArn: `arn:aws:health:${region.region}::event/EC2/${code}/${code}_${choice}`,
    statusCode: choice % 3 === 0 ? 'open' : 'upcoming',
    startTime: date,
    endTime: date,
  } as const;
  health(news);
  if (choice % 5 < 2)
    later(share * 40 * MINUTE, () => {
      health(news);
    });
}

/** At the date that holds then: AWS may have changed it, or called it off. */
function stopAtDate(
  instance: SimulatedInstance,
  event: SimulatedScheduledEvent,
  { choice, share }: WorkloadEvent,
  context: WorkloadContext,
): void {
  const { region } = context;
  const { launchTime } = instance;
  const wasListed = (): boolean => instance.scheduledEvents.some(({ id }) => id === event.id);
  let listed = false;
  const look = (): void => {
    if (instance.launchTime !== launchTime || instance.state !== 'running') return;
    const current = instance.scheduledEvents.find(({ id }) => id === event.id);
    listed ||= wasListed();
    if (listed && current === undefined) return;
    if (current?.description.startsWith('[Canceled]') === true) return;
    const date = (current ?? event).notBefore ?? Infinity;
    if (region.clock.now() < date) {
      context.later(Math.min(date - region.clock.now(), 10 * MINUTE), look);
      return;
    }
    const stop = (): void => {
      if (instance.launchTime !== launchTime || instance.state !== 'running') return;
      attempted(context, instance, 'AWS stops as announced', () =>
        region.ec2.stop(instance.id, { force: false, by: 'AWS' }),
      );
    };
    if (choice % 5 >= 2 || current === undefined) {
      stop();
      return;
    }
    // Now and then the list says that it is done before the stop shows.
    region.world('AWS calls it completed', instance);
    const done = { ...current, description: `[Completed] ${current.description}` };
    instance.scheduledEvents = instance.scheduledEvents.map((one) => (one === current ? done : one));
    context.changed(instance);
    context.later(share * 5 * MINUTE, stop);
  };
  look();
}

function relistAfterStart(
  instance: SimulatedInstance,
  event: SimulatedScheduledEvent,
  context: WorkloadContext,
): void {
  const { launchTime } = instance;
  const look = (): void => {
    if (instance.launchTime === launchTime) {
      context.later(5 * MINUTE, look);
      return;
    }
    const again = { ...event, id: `${event.id}-again` };
    instance.scheduledEvents = [...instance.scheduledEvents, again];
    context.changed(instance);
    context.later(30 * MINUTE, () => {
      instance.scheduledEvents = instance.scheduledEvents.filter(({ id }) => id !== again.id);
      context.changed(instance);
    });
  };
  context.later(5 * MINUTE, look);
}

/** AWS moves the date of what it lists, earlier or later. */
export function changeDate(
  instance: SimulatedInstance,
  { lastsMs }: WorkloadEvent,
  context: WorkloadContext,
): boolean {
  const now = context.region.clock.now();
  const event = instance.scheduledEvents.find(
    ({ notBefore, description }) =>
      notBefore !== undefined && notBefore > now && !description.startsWith('['),
  );
  if (event === undefined) return false;
  const moved = { ...event, notBefore: Math.floor((now + lastsMs) / 1000) * 1000 };
  context.region.world('AWS changes the date', instance);
  instance.scheduledEvents = instance.scheduledEvents.map((one) => (one === event ? moved : one));
  context.changed(instance);
  return true;
}

/** AWS calls off what it lists. */
export function cancelEvent(
  instance: SimulatedInstance,
  _: WorkloadEvent,
  context: WorkloadContext,
): boolean {
  const [event] = instance.scheduledEvents;
  if (event === undefined || event.description.startsWith('[')) return false;
  context.region.world('AWS calls it off', instance);
  const over = { ...event, description: `[Canceled] ${event.description}` };
  instance.scheduledEvents = instance.scheduledEvents.map((one) => (one === event ? over : one));
  context.changed(instance);
  return true;
}

/**
 * An announcement that is none of ours: of another account (organization view), of another Region (a copy in the backup
 * Region), or made up and in no list of EC2.
 */
export function announceElsewhere(
  instance: SimulatedInstance,
  { choice, lastsMs }: WorkloadEvent,
  context: WorkloadContext,
): boolean {
  const { region } = context;
  const now = region.clock.now();
  const date = Math.floor((now + Math.min(lastsMs, 90 * MINUTE)) / 1000) * 1000;
  const news = {
    code: 'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED',
    category: 'scheduledChange',
    entities: [instance.id],
    eventArn: `arn:aws:health:${region.region}::event/EC2/RETIREMENT/foreign_${choice}`,
    startTime: date,
    endTime: date,
  };
  const event = healthEvent(region.origin(), news);
  // A copy in the backup Region is told in the Region of the event, and has nothing to say here.
  if (choice % 3 === 2) {
    const copy = { eventRegion: 'ap-northeast-3', backupEvent: choice % 2 === 0 ? 'true' : true };
    region.deliver({ ...event, detail: { ...event.detail, ...copy } });
    return true;
  }
  context.affected(instance);
  if (choice % 3 === 0) context.health(news);
  else region.deliver({ ...event, detail: { ...event.detail, affectedAccount: '210987654321' } });
  return true;
}
