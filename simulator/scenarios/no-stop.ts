import { OUTAGE_OF_THE_REGION } from './outage.ts';
import type { Scenario } from './scenario.ts';

const MINUTE = 60_000;

/** Failures in which nothing may be stopped, or nothing more. */
export const RESTRAINT: readonly Scenario[] = [
  {
    name: 'brake',
    title: 'Half an Availability Zone fails; the brake holds everything',
    about:
      'Four of eight at once are an outage, not a bad host: one mail names all four, and nothing is stopped until AWS is back.',
    run: async (region) => {
      const fleet = Array.from({ length: 8 }, (_, index) => region.add({ name: `app-${index + 1}` }));
      await region.run(3 * MINUTE);
      for (const instance of fleet.slice(0, 4)) region.failHost(instance);
      await region.run(25 * MINUTE);
      region.world('AWS brings three of the four hosts back');
      for (const instance of fleet.slice(1, 4)) region.ec2.recoverByAws(instance.id);
      await region.run(15 * MINUTE);
    },
  },
  OUTAGE_OF_THE_REGION,
  {
    name: 'human-steps-in',
    title: 'A human steps in and stops both instances',
    about:
      'web-1 has the tag notify, so that nobody else stops it; api-1 was moved before. Both are left stopped.',
    run: async (region) => {
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
    name: 'obstacles',
    title: 'Hosts fail under instances that must not be stopped',
    about: 'An Auto Scaling group, instance store volumes, stop protection: a mail each, and no stop.',
    run: async (region) => {
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
    name: 'no-capacity-for-the-second',
    title: 'A second host fails while AWS has no room to start the first',
    about:
      'The second one is held where it is, told once, and stopped and started by itself as soon as the first one runs: what is stopped now would stay down beside it.',
    run: async (region) => {
      const [first, second] = ['pet-1', 'pet-2'].map((name) => region.add({ name, type: 'r6i.xlarge' }));
      if (first === undefined || second === undefined) return;
      await region.run(3 * MINUTE);
      region.world(`no r6i.xlarge is left in ${first.availabilityZone} for half an hour`);
      region.ec2.exhaust(first.availabilityZone, first.type, 30 * MINUTE);
      region.failHost(first);
      await region.run(15 * MINUTE);
      region.failHost(second);
      await region.run(35 * MINUTE);
    },
  },
  {
    name: 'observe-mode',
    title: 'Observe mode: a host fails, nothing is stopped',
    about: 'A mail says what would have been done.',
    parameters: { ResponderMode: 'observe' },
    run: async (region) => {
      const web = region.add({ name: 'web-1' });
      await region.run(3 * MINUTE);
      region.failHost(web);
      await region.run(15 * MINUTE);
    },
  },
];
