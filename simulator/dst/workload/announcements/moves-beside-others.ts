import type { SimulatedInstance } from '../../../ec2/simulated-instance.ts';
import { failHost, failVolume, hangOs, numberOf, setWindow, attempted } from '../basic-events.ts';
import { windowAt } from '../draw-parameters.ts';
import { groupOf, prohibitions } from '../../ground-truth/oracle.ts';
import type { WorkloadContext, WorkloadEvent, WorkloadHandler } from '../workload.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Time to tell of the window before it opens, and for a failure to show. */
const OPENS_AFTER_MS = 12 * MINUTE;
/** So long that the second one would begin in it when the first has been given up. */
const OPEN_MINUTES = 130;

/** Planned moves beside something that keeps others down: each meets the other by chance in one seed of a thousand. */
export const MOVES_BESIDE_OTHERS = {
  // An image that does not boot: whoever is stopped does not come back. In no group, which would hold them anyway.
  'moves-share-a-boot-fault': (_, event, context) => {
    const { random, lastsMs } = event;
    const movable = context.fleet.filter((one) => groupOf(one) === undefined && mayBeMoved(one, context));
    const chosen = movable.slice(0, random('how many').integer(2, 3));
    if (chosen.length < 2 || context.parameters().MinimumNoticeHours > 0) return false;
    for (const [index, one] of chosen.entries()) {
      one.startTroubles.unshift('boot fault');
      announceInWindow(one, index, event, context);
      // Some owners look at it, and let the others go.
      if (index === 0 && random('its owner lets others go').chance(0.3))
        context.later(OPENS_AFTER_MS + 70 * MINUTE, () => {
          context.region.world('its owner lets the other moves go on', one);
          one.tags = { ...one.tags, 'ec2-responder:moves-go-on': 'true' };
          context.changed(one);
        });
      context.later(OPENS_AFTER_MS + Math.max(lastsMs, HOUR), () => {
        one.osFailedAt = undefined;
        context.changed(one);
      });
    }
    return true;
  },
  'member-down-at-the-move': (drawn, event, context) => {
    const { random } = event;
    const pairs = context.fleet.flatMap((one) => {
      const mates = context.fleet.filter((mate) => mate !== one && isOneGroup(mate, one));
      return mates.length > 0 && mayBeMoved(one, context) ? [{ one, mates }] : [];
    });
    if (pairs.length === 0 || context.parameters().MinimumNoticeHours > 0) return false;
    const { one, mates } = pairs.find((pair) => pair.one === drawn) ?? random('pair').pick(pairs);
    const mate = random('member').pick(mates);
    announceInWindow(one, 0, event, context);
    context.later(random('down').integer(2, 9) * MINUTE, () => {
      takeDown(mate, event, context);
    });
    return true;
  },
} as const satisfies Record<string, WorkloadHandler>;

/** It has failed, its host failed where nobody may stop it, or a human has stopped it: for as long as the window. */
function takeDown(mate: SimulatedInstance, { random }: WorkloadEvent, context: WorkloadContext): void {
  const lastsMs = (OPEN_MINUTES + 15) * MINUTE;
  const how = random('how').pick(['OS', 'volume', 'host', 'human'] as const);
  if (how === 'OS') hangOs(mate, lastsMs, context);
  else if (how === 'volume') failVolume(mate, lastsMs, context);
  else if (how === 'human')
    attempted(context, mate, 'a human stops', () => context.region.ec2.stop(mate.id, { force: false }));
  else {
    mate.tags = { ...mate.tags, 'ec2-responder': 'notify' };
    context.changed(mate);
    failHost(mate, context);
  }
}

function isOneGroup(one: SimulatedInstance, other: SimulatedInstance): boolean {
  const group = groupOf(one);
  return group !== undefined && group === groupOf(other) && one.state === 'running';
}

function mayBeMoved(instance: SimulatedInstance, context: WorkloadContext): boolean {
  const parameters = context.parameters();
  const moment = { at: context.region.clock.now(), instance, parameters };
  return (
    parameters.ScheduledEventAction === 'move' &&
    instance.state === 'running' &&
    instance.scheduledEvents.length === 0 &&
    prohibitions(moment).size === 0
  );
}

/** AWS lists a date of the day after tomorrow, and the owner gives the instance a window in the run: not the last before the date. */
function announceInWindow(
  instance: SimulatedInstance,
  index: number,
  { random }: WorkloadEvent,
  context: WorkloadContext,
): void {
  const { region } = context;
  const now = region.clock.now();
  context.affected(instance);
  region.world('AWS announces instance-retirement', instance);
  const opensAt = now + OPENS_AFTER_MS - (now % MINUTE);
  const window = windowAt(context.parameters().TimeZone, opensAt, OPEN_MINUTES);
  setWindow(instance, { 'ec2-responder:window': window }, context);
  instance.scheduledEvents.push({
    id: `instance-event-${numberOf(random)}-${index}`,
    code: 'instance-retirement',
    description: 'The instance is running on degraded hardware',
    notBefore: Math.floor((now + 48 * HOUR) / 1000) * 1000,
    notAfter: undefined,
  });
  context.announced(instance);
  context.changed(instance);
}
