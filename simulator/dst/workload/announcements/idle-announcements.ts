import type { SimulatedInstance } from '../../../ec2/simulated-instance.ts';
import { numberOf } from '../basic-events.ts';
import type { WorkloadContext, WorkloadEvent } from '../workload.ts';

const DAY = 24 * 60 * 60_000;
/** An id that EC2 does not know. */
const UNKNOWN = 'i-0feedfacefeedface';

/** Health announces the retirement of the hardware under an instance that is terminated, stopped, or that EC2 does not know. */
export function announceForIdle(
  _: SimulatedInstance,
  { random }: WorkloadEvent,
  { fleet, region, health, affected }: WorkloadContext,
): boolean {
  const gone = fleet.filter(({ state }) => state === 'terminated' || state === 'stopped');
  const instance = gone.length > 0 && random('known').chance(0.8) ? random('which').pick(gone) : undefined;
  if (instance !== undefined) affected(instance);
  const code = random('code').pick([
    'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED',
    'AWS_EC2_INSTANCE_STOP_SCHEDULED',
  ] as const);
  const date = region.clock.now() + random('days').integer(1, 14) * DAY;
  health({
    code,
    category: 'scheduledChange',
    entities: [instance?.id ?? UNKNOWN],
    eventArn: `arn:aws:health:${region.region}::event/EC2/${code}/idle_${numberOf(random)}`,
    statusCode: 'upcoming',
    startTime: date,
    endTime: date,
  });
  return true;
}
