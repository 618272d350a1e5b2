import type { HealthProps } from '../../../events/event-shapes.ts';
import type { SimulatedInstance, SimulatedScheduledEvent } from '../../../ec2/simulated-instance.ts';
import { relistAfterStart, stopAtDate } from './announced-dates.ts';
import { hangOs, numberOf } from '../basic-events.ts';
import { crowdItsTime } from './crowded-moves.ts';
import type { WorkloadContext, WorkloadEvent } from '../workload.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** At most this many instances have their hardware given up together. */
const MOST_ALIKE = 4;

/** What AWS announces, under the codes of EC2's list and of Health. AWS: "Scheduled events for your instances". */
const KINDS = [
  kind('instance-stop', 'INSTANCE_STOP', 'The instance is running on degraded hardware', true),
  // Twice, because it is the most frequent one.
  ...Array.from({ length: 2 }, () =>
    kind(
      'instance-retirement',
      'PERSISTENT_INSTANCE_RETIREMENT',
      'The instance is running on degraded hardware',
      true,
    ),
  ),
  kind('instance-reboot', 'INSTANCE_REBOOT_MAINTENANCE', 'The instance is scheduled for a reboot', false),
  kind('system-maintenance', 'INSTANCE_NETWORK_MAINTENANCE', 'Scheduled network maintenance', false),
  kind('system-maintenance', 'PERSISTENT_INSTANCE_POWER_MAINTENANCE', 'Scheduled power maintenance', false),
  kind('system-reboot', 'SYSTEM_REBOOT_MAINTENANCE', 'The host is scheduled for a reboot', false),
  // In no list of codes, neither AWS's nor ours.
  kind('instance-rehost', 'INSTANCE_REHOST', 'The instance will be moved while it runs', false),
];

/** What only Health tells of, and what a stop and a start would not resolve: nobody is to stop anything for these. */
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
 * AWS announces something for an instance. Now and then the hardware of several is given up at once, here and there or all
 * of one type in one zone: then their moves come one after the other, or meet where there is no room.
 */
export function announceChange(
  drawn: SimulatedInstance,
  event: WorkloadEvent,
  context: WorkloadContext,
): boolean {
  if (event.random('long overdue').chance(1 / 10)) return listOverdue(drawn, event, context);
  const instance = justStarted(event, context) ?? drawn;
  const concerned = new Set([instance, ...givenUpWith(instance, event, context)]);
  const date = dateOf(event, context.region.clock.now());
  const announced = [...concerned].filter((one) => announceOne(one, date, event, context));
  if (channelOf(event) !== 'EC2 only') {
    const ids = announced.map(({ id }) => id);
    const inOne = event.random('one Health event for all').chance(0.5);
    for (const told of inOne ? [ids] : ids.map((id) => [id])) tellByHealth(told, date, event, context);
  }
  return announced.length > 0;
}

/** EC2 lists what AWS announced long ago, before anybody listened, and has not done since. */
function listOverdue(instance: SimulatedInstance, event: WorkloadEvent, context: WorkloadContext): boolean {
  const { random } = event;
  const { code, description } = random('kind').pick(KINDS);
  if (instance.state !== 'running' || instance.scheduledEvents.length > 0 || code === undefined) return false;
  const sinceMs = random('overdue since').integer(2 * HOUR, 240 * HOUR);
  const notBefore = Math.floor((context.region.clock.now() - sinceMs) / 1000) * 1000;
  context.affected(instance);
  context.announced(instance);
  context.region.world(`EC2 lists ${code}, whose date has passed`, instance);
  const id = `instance-event-${numberOf(random)}`;
  instance.scheduledEvents.push({ id, code, description, notBefore, notAfter: undefined });
  context.changed(instance);
  return true;
}

/** Mostly there is time for a move before the date; now and then the date comes within minutes. */
function dateOf({ lastsMs, random }: WorkloadEvent, now: number): number {
  const isSoon = lastsMs < HOUR && random('no time for a move').chance(0.1);
  const inMs = lastsMs < HOUR && !isSoon ? random('date').integer(HOUR, 5 * HOUR) : lastsMs;
  return Math.floor((now + inMs) / 1000) * 1000;
}

function kindOf({ random }: WorkloadEvent): ReturnType<typeof kind> {
  return random('kind').pick(random('never moved').chance(1 / 9) ? NEVER_MOVED : KINDS);
}

/** Who tells of it: EC2's list at once, up to an hour later than Health, or never; or the list without any word of Health. */
function channelOf(event: WorkloadEvent): 'Health only' | 'Health first' | 'EC2 only' | 'both' {
  const channel = event.random('told by').pick(['Health only', 'Health first', 'EC2 only', 'both'] as const);
  return channel === 'EC2 only' && kindOf(event).code === undefined ? 'Health only' : channel;
}

/** Now and then the new host of the instance that was started last is the one to be given up. */
function justStarted(
  { random }: WorkloadEvent,
  { fleet, region }: WorkloadContext,
): SimulatedInstance | undefined {
  if (!random('just started').chance(1 / 7)) return undefined;
  const [last] = fleet.toSorted((a, b) => b.launchTime - a.launchTime);
  return last !== undefined && region.clock.now() - last.launchTime < HOUR ? last : undefined;
}

function givenUpWith(
  instance: SimulatedInstance,
  { random }: WorkloadEvent,
  { fleet }: WorkloadContext,
): readonly SimulatedInstance[] {
  if (!random('several').chance(1 / 4)) return [];
  const { type, availabilityZone: zone } = instance;
  if (random('alike').chance(0.5))
    return fleet.filter((one) => one.type === type && one.availabilityZone === zone).slice(0, MOST_ALIKE);
  const at = fleet.indexOf(instance);
  return [3, 6, 9].flatMap((step) => fleet[(at + step) % fleet.length] ?? []);
}

/** Out: false for an instance that does not run, or of which EC2 lists something already. */
function announceOne(
  instance: SimulatedInstance,
  notBefore: number,
  event: WorkloadEvent,
  context: WorkloadContext,
): boolean {
  if (instance.state !== 'running' || instance.scheduledEvents.length > 0) return false;
  const { random } = event;
  const { code, health, description, stops } = kindOf(event);
  context.affected(instance);
  context.announced(instance);
  context.region.world(`AWS announces ${code ?? health}`, instance);
  if (code === undefined) return true;
  const id = `instance-event-${numberOf(random)}`;
  const scheduled = { id, code, description, notBefore, notAfter: undefined };
  listInTime(instance, scheduled, event, context);
  if (random('its OS fails twice').chance(0.2)) failTwice(instance, context);
  if (random('listed again after a start').chance(1 / 3)) relistAfterStart(instance, scheduled, context);
  // Now and then AWS does not come, and leaves it in the list.
  if (stops && !random('AWS does not come').chance(1 / 5)) stopAtDate(instance, scheduled, event, context);
  crowdItsTime(instance, event, context);
  return true;
}

/** Listed by EC2 before or after Health tells of it, or never; not any more where it was moved before. */
function listInTime(
  instance: SimulatedInstance,
  scheduled: SimulatedScheduledEvent,
  event: WorkloadEvent,
  context: WorkloadContext,
): void {
  const { launchTime } = instance;
  const list = (): void => {
    if (instance.launchTime !== launchTime || instance.state !== 'running') return;
    instance.scheduledEvents.push(scheduled);
    // Whoever has not heard by Health hears of it now.
    context.announced(instance);
    context.changed(instance);
  };
  const channel = channelOf(event);
  if (channel === 'Health first') context.later(event.random('listed after').integer(0, HOUR), list);
  else if (channel !== 'Health only') list();
}

/** A listed event keeps the incident open: the second failure must be told as the first was. */
function failTwice(instance: SimulatedInstance, context: WorkloadContext): void {
  for (const minutes of [3, 46]) {
    context.later(minutes * MINUTE, () => {
      hangOs(instance, 38 * MINUTE, context);
    });
  }
}

/** The date as Health gives it: that of EC2, some seconds off it, unreadable, or none. */
function datesByHealth(
  date: number,
  { random }: WorkloadEvent,
): Pick<HealthProps, 'startTime' | 'endTime' | 'dates'> {
  const how = random('date by Health').pick([
    'same',
    'same',
    'same',
    'seconds off',
    'unreadable',
    'none',
  ] as const);
  if (how === 'unreadable') return { dates: 'by the end of the month' };
  if (how === 'none') return { dates: '' };
  const offMs = how === 'same' ? 0 : random('seconds off').integer(-90, 90) * 1000;
  return { startTime: date + offMs, endTime: date + offMs };
}

/** Now and then the same twice, under the same eventArn. */
function tellByHealth(
  entities: readonly string[],
  date: number,
  event: WorkloadEvent,
  { region, health, later }: WorkloadContext,
): void {
  if (entities.length === 0) return;
  const { random } = event;
  const { health: code } = kindOf(event);
  const news = {
    code,
    category: 'scheduledChange',
    entities,
    eventArn: `arn:aws:health:${region.region}::event/EC2/${code}/${code}_${numberOf(random)}`,
    statusCode: random('status').chance(1 / 3) ? 'open' : 'upcoming',
    ...datesByHealth(date, event),
  } as const;
  health(news);
  if (random('told again').chance(0.4))
    later(random('told again after').integer(0, 40 * MINUTE), () => {
      health(news);
    });
}
