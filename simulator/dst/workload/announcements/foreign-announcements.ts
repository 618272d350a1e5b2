import { healthEvent } from '../../../events/event-shapes.ts';
import type { SimulatedInstance } from '../../../ec2/simulated-instance.ts';
import { numberOf } from '../basic-events.ts';
import type { WorkloadContext, WorkloadEvent } from '../workload.ts';

const MINUTE = 60_000;

/**
 * An announcement that is not for us: of another account (organization view), of another Region (a copy in the backup
 * Region), or made up and in no list of EC2.
 */
export function announceElsewhere(
  instance: SimulatedInstance,
  { random, lastsMs }: WorkloadEvent,
  context: WorkloadContext,
): boolean {
  const { region } = context;
  const date = Math.floor((region.clock.now() + Math.min(lastsMs, 90 * MINUTE)) / 1000) * 1000;
  const news = {
    code: 'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED',
    category: 'scheduledChange',
    entities: [instance.id],
    eventArn: `arn:aws:health:${region.region}::event/EC2/RETIREMENT/foreign_${numberOf(random)}`,
    startTime: date,
    endTime: date,
  };
  const event = healthEvent(region.origin(), news);
  const origin = random('origin').pick(['another Region', 'another account', 'made up'] as const);
  // A copy in the backup Region is told in the Region of the event, and has nothing to say here.
  if (origin === 'another Region') {
    const copy = { eventRegion: 'ap-northeast-3', backupEvent: random('copy').pick(['true', true]) };
    region.deliver({ ...event, detail: { ...event.detail, ...copy } });
    return true;
  }
  context.affected(instance);
  if (origin === 'made up') context.health(news);
  else region.deliver({ ...event, detail: { ...event.detail, affectedAccount: '210987654321' } });
  return true;
}
