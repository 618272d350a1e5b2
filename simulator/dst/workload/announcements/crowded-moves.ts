import type { SimulatedInstance } from '../../../ec2/simulated-instance.ts';
import { windowAt } from '../draw-parameters.ts';
import { failHost, failVolume, setWindow } from '../basic-events.ts';
import { latestMove } from '../../ground-truth/move-oracle.ts';
import { isBraked, prohibitions } from '../../ground-truth/oracle.ts';
import type { WorkloadContext, WorkloadEvent } from '../workload.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Within a few minutes of its announcement the owner has read when an instance is to be moved. */
const TOLD_AFTER_MS = 6 * MINUTE;
/** A failure shows after a minute or two, and a sweep comes another one later. */
const SHOWN_AFTER_MS = 3.5 * MINUTE;
/** Time to tell of a window, and for a failure to show before it opens. */
const OPENS_AFTER_MS = 10 * MINUTE;
/** The shortest window that an owner can give it: what is to happen at its end must still lie within the run. */
const OPEN_MINUTES = 30;
const LAST_SECONDS_MS = 10 * SECOND;
/** From an event to the look at what it is about. */
const ON_ITS_WAY_MS = 0.6 * SECOND;
const FEW_PLACES = 2;
/** Who disturbs a move at its time, each as likely as it is listed here. */
const DISTURBANCES = [
  ...Array.from({ length: 5 }, () => 'others' as const),
  ...Array.from({ length: 4 }, () => 'itself' as const),
  ...Array.from({ length: 2 }, () => 'none' as const),
];
/** This long before, it is known that what cannot be started does not start. */
const STUCK_AFTER_MS = 20 * MINUTE;

/**
 * What happens just when an announced move is to begin: the hosts of others fail, so that they go first; or one of its own
 * kind and zone fails and finds no room; or it is itself not well until the last seconds of its time. By chance alone this
 * meets one move in a thousand seeds.
 */
export function crowdItsTime(
  instance: SimulatedInstance,
  { random }: WorkloadEvent,
  context: WorkloadContext,
): void {
  const disturbance = random('at the time of the move').pick(DISTURBANCES);
  if (disturbance === 'none') return;
  context.later(TOLD_AFTER_MS, () => {
    const moveAt = toldTimeOf(instance, context);
    if (moveAt === undefined) return;
    const inMs = moveAt - context.region.clock.now();
    if (disturbance === 'itself') holdToTheEnd(instance, random('second look').next(), context);
    // More than a few places are not filled without a brake.
    else if (context.parameters().MaxConcurrentRecoveries <= FEW_PLACES) failOthers(instance, inMs, context);
    else leaveNoRoom(instance, inMs, context);
  });
}

/** A volume of it fails, and is well again when a stop that is decided on then goes out too late. */
function holdToTheEnd(instance: SimulatedInstance, share: number, context: WorkloadContext): void {
  const { region, later } = context;
  const now = region.clock.now();
  const parameters = context.parameters();
  const opensInMs = OPENS_AFTER_MS - (now % MINUTE);
  const closesInMs = opensInMs + OPEN_MINUTES * MINUTE;
  const latest = latestMove({ at: now, instance, parameters });
  if (parameters.MinimumNoticeHours > 0 || latest === Infinity || now + closesInMs > latest) return;
  const window = windowAt(parameters.TimeZone, now + opensInMs, OPEN_MINUTES);
  setWindow(instance, { 'ec2-responder:window': window }, context);
  later(opensInMs - SHOWN_AFTER_MS, () => {
    failVolume(instance, closesInMs - opensInMs + SHOWN_AFTER_MS - LAST_SECONDS_MS, context);
  });
  // The first look at it sees that the failure is over, the second one that its time has come.
  for (const before of [LAST_SECONDS_MS - SECOND, ON_ITS_WAY_MS + share * SECOND]) {
    later(closesInMs - before, () => {
      region.alarm(instance.id, 'StatusCheckFailed_AttachedEBS', 'ALARM');
    });
  }
}

function failOthers(instance: SimulatedInstance, inMs: number, context: WorkloadContext): void {
  const { region, later } = context;
  const parameters = context.parameters();
  later(Math.max(0, inMs - SHOWN_AFTER_MS - parameters.SystemFailureGraceMinutes * MINUTE), () => {
    region.world('others fail as its move is due', instance);
    const at = region.clock.now();
    for (const other of context.fleet) {
      const zone = context.fleet.filter((one) => one.availabilityZone === other.availabilityZone);
      const failed = zone.filter((one) => one.hostFailedAt !== undefined).length;
      // More at once would be an outage of the zone, which holds them all.
      if (other === instance || isBraked(failed + 1, zone.length, parameters)) continue;
      if (prohibitions({ at, instance: other, parameters }).size === 0) failHost(other, context);
    }
  });
}

function leaveNoRoom(instance: SimulatedInstance, inMs: number, context: WorkloadContext): void {
  const { fleet, region, later } = context;
  const { type, availabilityZone: zone } = instance;
  const mate = fleet.find(
    (one) =>
      one !== instance && one.type === type && one.availabilityZone === zone && one.state === 'running',
  );
  if (mate === undefined) return;
  later(Math.max(0, inMs - STUCK_AFTER_MS), () => {
    region.world(`no ${type} is left in ${zone}`);
    region.ec2.exhaust(zone, type, 2 * STUCK_AFTER_MS);
    failHost(mate, context);
  });
}

/** When the last mail about the instance says that it is to be moved. */
function toldTimeOf({ id }: SimulatedInstance, { region }: WorkloadContext): number | undefined {
  const last = region.journal.of('mail').findLast(({ attributes }) => attributes.instanceId === id);
  const { move_at: moveAt } = JSON.parse(last?.attributes.alert ?? '{}') as { move_at?: string };
  return moveAt === undefined ? undefined : Date.parse(moveAt);
}
