import type { SimulatedInstance } from '../../../ec2/simulated-instance.ts';
import { attempted, numberOf } from '../basic-events.ts';
import type { WorkloadContext, WorkloadEvent } from '../workload.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Nights and days are short, so that a run has two of each. After two hours a start should have ended what was announced. */
const NIGHT_MS = 8 * MINUTE;
const DAY_MS = 126 * MINUTE;

/** EC2 lists an event for an instance on a Dedicated Host, and its owner stops it each night and starts it each morning. */
export function stopEachNight(
  drawn: SimulatedInstance,
  { random }: WorkloadEvent,
  context: WorkloadContext,
): boolean {
  const { region, later } = context;
  const instance = context.fleet.find(({ tenancy }) => tenancy === 'host') ?? drawn;
  if (instance.state !== 'running' || instance.scheduledEvents.length > 0) return false;
  context.affected(instance);
  context.announced(instance);
  instance.scheduledEvents.push({
    id: `instance-event-${numberOf(random)}`,
    code: 'instance-stop',
    description: 'The instance is running on degraded hardware',
    notBefore: Math.floor((region.clock.now() + random('days').integer(2, 14) * DAY) / 1000) * 1000,
    notAfter: undefined,
  });
  context.changed(instance);
  const act = (what: 'stop' | 'start'): void => {
    attempted(context, instance, `its owner's schedule: ${what}`, () =>
      what === 'stop' ? region.ec2.stop(instance.id, { force: false }) : region.ec2.start(instance.id),
    );
  };
  for (const evening of [10 * MINUTE, 10 * MINUTE + NIGHT_MS + DAY_MS]) {
    later(evening, () => {
      act('stop');
    });
    later(evening + NIGHT_MS, () => {
      act('start');
    });
  }
  return true;
}
