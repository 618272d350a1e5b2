import type { HealthProps } from '../events/event-shapes.ts';
import type { SimulatedInstance } from '../ec2/simulated-instance.ts';
import type { SimulatedRegion } from '../runtime/simulated-region.ts';
import type { Scenario } from './scenario.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** An outage in which what is stopped would stay stopped; AWS calls it one of several services. */
export const OUTAGE_OF_THE_REGION: Scenario = {
  name: 'outage-of-the-region',
  title: 'AWS has an outage in which no instance starts; three hosts fail meanwhile',
  about:
    'One mail names all three, and nothing is stopped: what is stopped now would stay down. When AWS closes its event they are stopped and started, the oldest failure first.',
  run: async (region) => {
    const fleet = ['a', 'b', 'c'].flatMap((zone, index) =>
      [1, 2, 3].map((number) =>
        region.add({
          name: `app-${3 * index + number}`,
          availabilityZone: `${region.region}${zone}`,
        }),
      ),
    );
    await region.run(3 * MINUTE);
    region.world('no instance of the Region starts from now on');
    letNoneStart(fleet, region, 12 * HOUR);
    const news = announce(region);
    await region.run(5 * MINUTE);
    // One in each zone: for the counts of the brake that is no outage.
    for (const failing of [fleet[4], fleet[0], fleet[8]]) {
      if (failing !== undefined) region.failHost(failing);
      await region.run(MINUTE);
    }
    await region.run(36 * MINUTE);
    region.health({
      ...news,
      text: 'We see early signs of recovery. New launches of EC2 instances still fail.',
    });
    await region.run(40 * MINUTE);
    region.world('instances start again');
    letNoneStart(fleet, region, 0);
    region.health({ ...news, statusCode: 'closed', text: 'The issue is resolved.' });
    await region.run(20 * MINUTE);
  },
};

function announce(region: SimulatedRegion): HealthProps {
  const code = 'AWS_MULTIPLE_SERVICES_OPERATIONAL_ISSUE';
  const news = {
    service: 'MULTIPLE_SERVICES',
    code,
    category: 'issue',
    entities: [],
    eventArn: `arn:aws:health:${region.region}::event/MULTIPLE_SERVICES/${code}/${code}_1`,
    startTime: region.clock.now(),
    text: 'We are investigating increased error rates for several services. New launches of EC2 instances fail.',
  } as const;
  region.health(news);
  return news;
}

function letNoneStart(fleet: readonly SimulatedInstance[], region: SimulatedRegion, forMs: number): void {
  for (const { availabilityZone, type } of fleet) region.ec2.exhaust(availabilityZone, type, forMs);
}
