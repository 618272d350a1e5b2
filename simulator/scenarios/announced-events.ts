import type { HealthProps } from '../events/event-shapes.ts';
import type { SimulatedInstance } from '../ec2/simulated-instance.ts';
import type { SimulatedRegion } from '../runtime/simulated-region.ts';
import type { Scenario } from './scenario.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const TOKYO_SUNDAY = { MaintenanceWindow: 'sun:03:00-sun:05:00', TimeZone: 'Asia/Tokyo' };

/** What AWS announces with a date: stops and retirements, moved in the owner’s window. */
export const ANNOUNCED_EVENTS: readonly Scenario[] = [
  {
    name: 'stopped-as-announced',
    title: 'AWS stops an instance on the date that it announced; it is started again',
    about: 'Listed by EC2, stopped by AWS (Server.ScheduledStop), started on another host.',
    run: async (region) => {
      const notBefore = region.clock.now() + 30 * MINUTE;
      const web = region.add({
        name: 'web-1',
        publicIp: '203.0.113.7',
        scheduledEvents: [
          {
            id: 'instance-event-1',
            code: 'instance-stop',
            description: 'The instance is running on degraded hardware',
            notBefore,
            notAfter: undefined,
          },
        ],
      });
      await region.run(30 * MINUTE);
      region.world('AWS stops web-1 as announced', web);
      region.ec2.stop(web.id, { force: false, by: 'AWS' });
      await region.run(15 * MINUTE);
    },
  },
  {
    name: 'retirement-in-window',
    title: 'AWS will retire the host; the instance is moved in the owner’s window',
    about:
      'Announced at once with the planned time, a reminder a day before, moved on Sunday at 03:00 in Tokyo. AWS closes its event later, and nothing happens twice.',
    // A day and a half before, which is worth a reminder: to begin earlier would only add quiet hours.
    startAt: Date.parse('2026-11-27T05:00:00Z'),
    takesDays: true,
    parameters: TOKYO_SUNDAY,
    run: async (region) => {
      const web = region.add({ name: 'web-1', publicIp: '203.0.113.7' });
      await region.run(3 * MINUTE);
      const notBefore = midnightIn(13, region);
      const news = announceRetirement(region, web, notBefore);
      // Health comes first; EC2's own list follows.
      await region.run(40 * MINUTE);
      web.scheduledEvents.push(retirement(notBefore));
      await region.run(37.5 * HOUR);
      region.world('AWS Health closes the event', web);
      region.health({ ...news, statusCode: 'closed' });
      await region.run(1 * HOUR);
    },
  },
  {
    name: 'date-moved-forward',
    title: 'AWS brings the date forward; no window is left before it',
    about: 'The plan follows the new date: told at once, and moved in the hour before the last one.',
    parameters: TOKYO_SUNDAY,
    run: async (region) => {
      const web = region.add({ name: 'web-1' });
      await region.run(3 * MINUTE);
      web.scheduledEvents.push(retirement(midnightIn(13, region)));
      region.world('EC2 lists a retirement in 13 days', web);
      await region.run(6 * HOUR);
      region.world('AWS brings the date forward: to tomorrow morning', web);
      web.scheduledEvents = [retirement(midnightIn(1, region) + 6 * HOUR)];
      await region.run(30 * HOUR);
    },
  },
  {
    name: 'unreachable-before-date',
    title: 'Announced for next week, unreachable today',
    about: 'The hardware is bad and the OS does not answer: waiting for the window would only leave it down.',
    parameters: TOKYO_SUNDAY,
    run: async (region) => {
      const web = region.add({ name: 'web-1' });
      await region.run(3 * MINUTE);
      web.scheduledEvents.push(retirement(midnightIn(10, region)));
      region.world('EC2 lists a retirement in 10 days', web);
      await region.run(6 * HOUR);
      region.failOs(web);
      for (let tries = 0; tries < 300 && web.state === 'running'; tries += 1) await region.run(6_000);
      // What made it fail was the hardware.
      web.osFailedAt = undefined;
      await region.run(2 * HOUR);
    },
  },
];

/** Midnight, UTC, after so many days. */
function midnightIn(days: number, region: SimulatedRegion): number {
  return Math.floor((region.clock.now() + days * DAY) / DAY) * DAY;
}

function retirement(notBefore: number) {
  return {
    id: 'instance-event-0d59937288b749b32',
    code: 'instance-retirement',
    description: 'The instance is running on degraded hardware',
    notBefore,
    notAfter: undefined,
  };
}

function announceRetirement(
  region: SimulatedRegion,
  { id }: SimulatedInstance,
  notBefore: number,
): HealthProps {
  const code = 'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED';
  const news = {
    code,
    category: 'scheduledChange',
    entities: [id],
    eventArn: `arn:aws:health:${region.region}::event/EC2/${code}/${code}_1`,
    statusCode: 'upcoming',
    startTime: notBefore,
    endTime: notBefore,
  } as const;
  region.health(news);
  return news;
}
