import type { SimulatedInstance, SimulatedScheduledEvent } from '../../../ec2/simulated-instance.ts';
import { attempted } from '../basic-events.ts';
import type { WorkloadContext, WorkloadEvent } from '../workload.ts';

const MINUTE = 60_000;

/**
 * AWS stops the instance at the date that holds then, which AWS may have changed or called off since; not where it was moved
 * before.
 */
export function stopAtDate(
  instance: SimulatedInstance,
  scheduled: SimulatedScheduledEvent,
  { random }: WorkloadEvent,
  context: WorkloadContext,
): void {
  const { region } = context;
  const { launchTime } = instance;
  const isMoved = (): boolean => instance.launchTime !== launchTime || instance.state !== 'running';
  const stop = (): void => {
    if (isMoved()) return;
    attempted(context, instance, 'AWS stops as announced', () =>
      region.ec2.stop(instance.id, { force: false, by: 'AWS' }),
    );
  };
  let wasListed = false;
  const look = (): void => {
    if (isMoved()) return;
    const current = instance.scheduledEvents.find(({ id }) => id === scheduled.id);
    wasListed ||= current !== undefined;
    if (wasListed && current === undefined) return;
    if (current?.description.startsWith('[Canceled]') === true) return;
    const date = (current ?? scheduled).notBefore ?? Infinity;
    if (region.clock.now() < date) {
      context.later(Math.min(date - region.clock.now(), 10 * MINUTE), look);
      return;
    }
    if (current === undefined || !random('completed before the stop').chance(0.4)) {
      stop();
      return;
    }
    // Now and then the list says that it is done before the stop shows.
    region.world('AWS calls it completed', instance);
    const done = { ...current, description: `[Completed] ${current.description}` };
    instance.scheduledEvents = instance.scheduledEvents.map((one) => (one === current ? done : one));
    context.changed(instance);
    context.later(random('stop shows after').integer(0, 5 * MINUTE), stop);
  };
  look();
}

/** After a start EC2 lists the same under another id for a while. */
export function relistAfterStart(
  instance: SimulatedInstance,
  scheduled: SimulatedScheduledEvent,
  context: WorkloadContext,
): void {
  const { launchTime } = instance;
  const look = (): void => {
    if (instance.launchTime === launchTime) {
      context.later(5 * MINUTE, look);
      return;
    }
    const again = { ...scheduled, id: `${scheduled.id}-again` };
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
  const scheduled = instance.scheduledEvents.find(
    ({ notBefore, description }) =>
      notBefore !== undefined && notBefore > now && !description.startsWith('['),
  );
  if (scheduled === undefined) return false;
  const moved = { ...scheduled, notBefore: Math.floor((now + lastsMs) / 1000) * 1000 };
  context.region.world('AWS changes the date', instance);
  instance.scheduledEvents = instance.scheduledEvents.map((one) => (one === scheduled ? moved : one));
  context.changed(instance);
  return true;
}

/** AWS calls off what it lists. */
export function cancelEvent(
  instance: SimulatedInstance,
  _: WorkloadEvent,
  context: WorkloadContext,
): boolean {
  const [scheduled] = instance.scheduledEvents;
  if (scheduled === undefined || scheduled.description.startsWith('[')) return false;
  context.region.world('AWS calls it off', instance);
  const over = { ...scheduled, description: `[Canceled] ${scheduled.description}` };
  instance.scheduledEvents = instance.scheduledEvents.map((one) => (one === scheduled ? over : one));
  context.changed(instance);
  return true;
}
