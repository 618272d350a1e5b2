import type { HealthProps } from '../events/event-shapes.ts';
import type { SimulatedInstance } from '../ec2/simulated-instance.ts';
import type { SimulatedRegion } from '../runtime/simulated-region.ts';

/** A story that `npm start` tells: a night in a Region. */
export interface Story {
  readonly name: string;
  readonly title: string;
  /** What the reader should look for. */
  readonly about: string;
  readonly parameters?: Readonly<Record<string, string | number>>;
  /** Told by `npm start` without flags. */
  readonly common: boolean;
  readonly tell: (region: SimulatedRegion) => Promise<void>;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const TOKYO_SUNDAY = { MaintenanceWindow: 'sun:03:00-sun:05:00', TimeZone: 'Asia/Tokyo' };

export const STORIES: readonly Story[] = [
  {
    name: 'host-failure',
    title: 'A host fails; the instance is moved',
    about: 'AWS gets five minutes; then stop, start on another host, both status checks ok.',
    common: true,
    tell: async (region) => {
      const web = region.add({ name: 'web-1', publicIp: '203.0.113.7' });
      region.add({ name: 'web-2' });
      await region.run(3 * MINUTE);
      region.failHost(web);
      await region.run(20 * MINUTE);
    },
  },
  {
    name: 'os-failure',
    title: 'An OS hangs; a human gets the facts',
    about:
      'The host is healthy, so nothing is stopped; the human reboots it and the incident closes by itself.',
    common: true,
    tell: async (region) => {
      const db = region.add({ name: 'db-1' });
      await region.run(3 * MINUTE);
      region.failOs(db);
      await region.run(25 * MINUTE);
      region.world('a human reboots db-1', db);
      db.osFailedAt = undefined;
      await region.run(5 * MINUTE);
    },
  },
  {
    name: 'aws-recovers-first',
    title: 'AWS recovers the instance inside the grace',
    about: 'Nothing is stopped, the public address stays, and one mail says who did it.',
    common: true,
    tell: async (region) => {
      const web = region.add({ name: 'web-1', publicIp: '203.0.113.7' });
      await region.run(3 * MINUTE);
      region.failHost(web);
      await region.run(4 * MINUTE);
      region.world("AWS's automatic recovery moves web-1", web);
      region.ec2.recoverByAws(web.id);
      const entities = [web.id];
      region.health({
        code: 'AWS_EC2_SIMPLIFIED_AUTO_RECOVERY_SUCCESS',
        category: 'accountNotification',
        entities,
      });
      await region.run(8 * MINUTE);
    },
  },
  {
    name: 'brake',
    title: 'Half a zone fails; the brake holds everything',
    about:
      'Four of eight is not a host: one mail names all four, nothing is stopped, and it goes on when AWS is back.',
    common: true,
    tell: async (region) => {
      const fleet = Array.from({ length: 8 }, (_, index) => region.add({ name: `app-${index + 1}` }));
      await region.run(3 * MINUTE);
      for (const instance of fleet.slice(0, 4)) region.failHost(instance);
      await region.run(25 * MINUTE);
      region.world('AWS brings three of the four hosts back');
      for (const instance of fleet.slice(1, 4)) region.ec2.recoverByAws(instance.id);
      await region.run(15 * MINUTE);
    },
  },
  {
    name: 'no-capacity',
    title: 'No room to start it for 20 minutes',
    about: 'A mail at once, a start every few minutes, never given up.',
    common: true,
    tell: async (region) => {
      const batch = region.add({ name: 'batch-1', type: 'r6i.xlarge' });
      await region.run(3 * MINUTE);
      region.failHost(batch);
      await region.run(6 * MINUTE);
      region.world(`no r6i.xlarge is left in ${batch.availabilityZone} for 20 minutes`);
      region.ec2.exhaust(batch.availabilityZone, batch.type, 20 * MINUTE);
      await region.run(35 * MINUTE);
    },
  },
  {
    name: 'human-steps-in',
    title: 'A human steps in',
    about:
      'web-1 is tagged notify and is stopped by hand; api-1 is stopped by hand after it was moved. Both are left stopped.',
    common: true,
    tell: async (region) => {
      const web = region.add({ name: 'web-1', tags: { 'ec2-responder': 'notify' } });
      const api = region.add({ name: 'api-1' });
      await region.run(3 * MINUTE);
      region.failHost(web);
      region.failHost(api);
      await region.run(8 * MINUTE);
      region.world('a human stops web-1 by hand', web);
      region.ec2.stop(web.id, { force: false });
      region.world('and api-1, which runs on a new host by now', api);
      region.ec2.stop(api.id, { force: false });
      await region.run(20 * MINUTE);
    },
  },
  {
    name: 'stop-hangs',
    title: 'The stop hangs until it is forced',
    about: 'Forced once, only because the host had failed; the mail says to check the file systems.',
    common: false,
    tell: async (region) => {
      const web = region.add({ name: 'web-1', stopHangs: 'until forced' });
      await region.run(3 * MINUTE);
      region.failHost(web);
      await region.run(35 * MINUTE);
    },
  },
  {
    name: 'bad-hosts',
    title: 'Every new host is bad as well',
    about: 'Three attempts in 24 hours, then a human.',
    common: false,
    tell: async (region) => {
      const web = region.add({
        name: 'web-1',
        startTroubles: ['bad host', 'bad host', 'bad host', 'bad host'],
      });
      await region.run(3 * MINUTE);
      region.failHost(web);
      await region.run(2 * HOUR);
    },
  },
  {
    name: 'obstacles',
    title: 'Hosts fail under instances that must not be stopped',
    about: 'An Auto Scaling group, instance store volumes, stop protection: a mail each, and no stop.',
    common: false,
    tell: async (region) => {
      const fleet = [
        region.add({
          name: 'asg-1',
          availabilityZone: `${region.region}a`,
          tags: { 'aws:autoscaling:groupName': 'web-asg' },
        }),
        region.add({ name: 'cache-1', availabilityZone: `${region.region}b`, type: 'm5d.large' }),
        region.add({ name: 'ledger-1', availabilityZone: `${region.region}c`, stopProtection: true }),
      ];
      await region.run(3 * MINUTE);
      for (const instance of fleet) region.failHost(instance);
      await region.run(15 * MINUTE);
    },
  },
  {
    name: 'observe-mode',
    title: 'Observe mode: a host fails, nothing is stopped',
    about: 'What would have been done, said in a mail.',
    parameters: { ResponderMode: 'observe' },
    common: false,
    tell: async (region) => {
      const web = region.add({ name: 'web-1' });
      await region.run(3 * MINUTE);
      region.failHost(web);
      await region.run(15 * MINUTE);
    },
  },
  {
    name: 'stopped-as-announced',
    title: 'AWS stops an instance at its announced date; it is started again',
    about: 'Announced by EC2, stopped by AWS (Server.ScheduledStop), started on another host.',
    common: false,
    tell: async (region) => {
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
    title: 'A retirement is moved in the owner’s window, two weeks in a few mails',
    about:
      'Announced at once with the planned time, a reminder a day before, moved on Sunday 03:00 in Tokyo, reported; EC2 lists it a while longer and nothing happens twice.',
    common: true,
    parameters: TOKYO_SUNDAY,
    tell: async (region) => {
      const web = region.add({ name: 'web-1', publicIp: '203.0.113.7' });
      await region.run(3 * MINUTE);
      const notBefore = midnightIn(13, region);
      const news = announceRetirement(region, web, notBefore);
      // Health comes first; EC2's own list follows.
      await region.run(40 * MINUTE);
      web.scheduledEvents.push(retirement(notBefore));
      await region.run(8 * DAY);
      region.world('AWS Health closes the event', web);
      region.health({ ...news, statusCode: 'closed' });
      await region.run(6 * DAY);
    },
  },
  {
    name: 'date-moved-forward',
    title: 'AWS moves the date forward; no window is left',
    about: 'The plan follows the new date: told at once, and moved between two hours and one hour before it.',
    common: true,
    parameters: TOKYO_SUNDAY,
    tell: async (region) => {
      const web = region.add({ name: 'web-1' });
      await region.run(3 * MINUTE);
      web.scheduledEvents.push(retirement(midnightIn(13, region)));
      region.world('EC2 lists a retirement in 13 days', web);
      await region.run(2 * DAY);
      region.world('AWS moves the date forward: two days from now', web);
      web.scheduledEvents = [retirement(midnightIn(2, region))];
      await region.run(3 * DAY);
    },
  },
  {
    name: 'unreachable-before-date',
    title: 'Announced for next week, unreachable today',
    about: 'Bad hardware and an OS that does not answer: waiting for the window would only leave it down.',
    common: true,
    parameters: TOKYO_SUNDAY,
    tell: async (region) => {
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
