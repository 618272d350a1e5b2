/**
 * Case 4: AWS stopped a healthy instance without an announcement that the responder knew of, and nobody was told, and nothing started it.
 * Workload: `aws-stops`, `human-is-faster`.
 * Mutants: 'do not look at what AWS stops without a word before', 'hear of a stop of AWS’s by its event only', 'take any stop that nobody announced for AWS’s', 'take a stop of AWS’s that met ours for a human’s'.
 */
import { describe, expect, it } from '@jest/globals';
import type { InstanceProps, SimulatedInstance } from '../../../../simulator/ec2/simulated-instance.ts';
import type {
  SimulatedRegionProps,
  SimulatedRegion,
} from '../../../../simulator/runtime/simulated-region.ts';
import { aRegion, HOUR, mailWords, MINUTE, writes } from '../../a-region.ts';

type Parameters = Readonly<Record<string, string | number>>;

async function aFleet(
  parameters: Parameters = {},
  instance: InstanceProps = {},
  props: Partial<SimulatedRegionProps> = {},
): Promise<{ region: SimulatedRegion; web: SimulatedInstance }> {
  const region = aRegion(parameters, props);
  const web = region.add({ name: 'web-1', ...instance });
  region.add({ name: 'web-2' });
  // The first reads of the list tell nothing of when.
  await region.run(12 * MINUTE);
  return { region, web };
}

function awsStops({ ec2 }: SimulatedRegion, { id }: SimulatedInstance, reason: string): void {
  ec2.stop(id, { force: false, by: 'AWS', reason });
}

const LOSES_EVENTS: Partial<SimulatedRegionProps> = {
  delivery: ({ what, usual }) => (what === 'sweep' ? [usual] : []),
};

describe('AWS stops an instance that had nothing', () => {
  it.each(['Server.ScheduledStop', 'Server.HostEvacuated', 'Server.WordOfTomorrow'])(
    'and it is told within two minutes and started, whatever the word: %s',
    async (reason) => {
      const { region, web } = await aFleet();
      const at = region.clock.now();
      awsStops(region, web, reason);
      await region.run(20 * MINUTE);
      expect(web.state).toBe('running');
      expect(writes(region)).toEqual(['StartInstances']);
      expect(mailWords(region)).toEqual(['ACTING web-1', 'RECOVERED web-1']);
      const [acting, back] = region.journal.of('mail');
      expect((acting?.at ?? Infinity) - at).toBeLessThan(2 * MINUTE);
      expect(acting?.body).toContain(
        `without an announcement that the responder knew of; EC2's word for it is ${reason}.`,
      );
      expect(back?.body).toContain(`AWS had stopped it without an announcement (${reason})`);
    },
  );

  it('and the sweep sees it where the event is lost', async () => {
    const { region, web } = await aFleet({}, {}, LOSES_EVENTS);
    const at = region.clock.now();
    awsStops(region, web, 'Server.HostEvacuated');
    await region.run(20 * MINUTE);
    expect(web.state).toBe('running');
    expect(mailWords(region)).toEqual(['ACTING web-1', 'RECOVERED web-1']);
    expect((region.journal.of('mail')[0]?.at ?? Infinity) - at).toBeLessThan(4 * MINUTE);
  });

  it.each<[string, Parameters, InstanceProps]>([
    ['observe mode', { ResponderMode: 'observe' }, {}],
    ['a tag', {}, { tags: { 'ec2-responder': 'notify' } }],
    ['the tag that keeps it stopped', {}, { tags: { 'ec2-responder:keep-stopped': 'true' } }],
    ['a Dedicated Host', {}, { tenancy: 'host' }],
  ])('and it is told once, and left stopped, for %s', async (_, parameters, instance) => {
    const { region, web } = await aFleet(parameters, instance);
    awsStops(region, web, 'Server.HostEvacuated');
    await region.run(3 * HOUR);
    expect(web.state).toBe('stopped');
    expect(writes(region)).toEqual([]);
    expect(mailWords(region)).toEqual(['NEEDS-YOU web-1']);
    expect(region.journal.of('mail')[0]?.subject).toContain('STOPPED by AWS, not started');
  });

  it.each(['Client.UserInitiatedEviction', 'Maintenance.Evicted'])(
    'or somebody does, by a word that nobody knows (%s): it is told, and never started',
    async (reason) => {
      const { region, web } = await aFleet();
      awsStops(region, web, reason);
      await region.run(3 * HOUR);
      expect(web.state).toBe('stopped');
      expect(mailWords(region)).toEqual(['NEEDS-YOU web-1']);
      expect(region.journal.of('mail')[0]?.body).toContain('it may mean that a human stopped it');
    },
  );

  it('long ago, and a gap in the list of what it has stopped makes nothing of that new', async () => {
    let isGap = false;
    const { region, web } = await aFleet(
      {},
      { state: 'stopped', stateReason: { code: 'Server.ScheduledStop', message: 'Server.ScheduledStop' } },
      {
        fault: ({ action, input }) =>
          isGap && action === 'DescribeInstances' && JSON.stringify(input).includes('state-reason-code')
            ? { when: 'after', what: (output) => ({ ...output, Reservations: [] }) }
            : undefined,
      },
    );
    isGap = true;
    await region.run(4 * MINUTE);
    isGap = false;
    await region.run(HOUR);
    expect([writes(region), mailWords(region), web.state]).toEqual([[], [], 'stopped']);
  });

  it('minutes after a start of ours, and it is started again', async () => {
    const { region, web } = await aFleet();
    region.failHost(web);
    await region.run(16 * MINUTE);
    expect(mailWords(region)).toEqual(['ACTING web-1', 'RECOVERED web-1']);
    awsStops(region, web, 'Server.HostEvacuated');
    await region.run(20 * MINUTE);
    expect(web.state).toBe('running');
    expect(mailWords(region).slice(2)).toEqual(['ACTING web-1', 'RECOVERED web-1']);
  });

  it('and a member of a group is left to its group, with a notice', async () => {
    const { region, web } = await aFleet({}, { tags: { 'aws:autoscaling:groupName': 'web-asg' } });
    awsStops(region, web, 'Server.HostEvacuated');
    await region.run(HOUR);
    expect(writes(region)).toEqual([]);
    expect(mailWords(region)).toEqual(['NOTICE web-1']);
  });

  it('and nothing is done or said where it is ignored', async () => {
    const { region, web } = await aFleet({}, { tags: { 'ec2-responder': 'ignore' } });
    awsStops(region, web, 'Server.HostEvacuated');
    await region.run(HOUR);
    expect([writes(region), mailWords(region)]).toEqual([[], []]);
  });

  it('in the moment in which its host has failed and the responder stops it, and it is started all the same', async () => {
    let stopped = false;
    const region = aRegion(
      {},
      {
        fault: (call) => {
          if (call.action === 'StopInstances' && !stopped) {
            stopped = true;
            const [id = ''] = (call.input as { InstanceIds: string[] }).InstanceIds;
            region.ec2.stop(id, { force: false, by: 'AWS', reason: 'Server.HostEvacuated' });
          }
          return undefined;
        },
      },
    );
    const web = region.add({ name: 'web-1' });
    await region.run(3 * MINUTE);
    region.failHost(web);
    await region.run(30 * MINUTE);
    expect(web.state).toBe('running');
    expect(mailWords(region)).toEqual(['ACTING web-1', 'RECOVERED web-1']);
  });
});

describe('what is never started, and never mailed about', () => {
  it.each([
    ['a human by the API', { by: 'human' }],
    ['its OS', { by: 'its OS' }],
    ['a human who lets it hibernate', { by: 'human', reason: 'Client.UserInitiatedHibernate' }],
  ] as const)('is what %s has stopped', async (_, how) => {
    for (const props of [{}, LOSES_EVENTS]) {
      const { region, web } = await aFleet({}, {}, props);
      region.ec2.stop(web.id, { force: false, ...how });
      await region.run(2 * HOUR);
      expect(web.state).toBe('stopped');
      expect([writes(region), mailWords(region)]).toEqual([[], []]);
    }
  });

  it('is what Spot has stopped', async () => {
    const { region, web } = await aFleet({}, { lifecycle: 'spot', spotType: 'persistent' });
    awsStops(region, web, 'Server.SpotInstanceShutdown');
    await region.run(HOUR);
    expect([writes(region), mailWords(region)]).toEqual([[], []]);
  });

  it('is what AWS had stopped before the responder first looked', async () => {
    const region = aRegion();
    const web = region.add({ name: 'web-1', state: 'stopped' });
    web.stateReason = { code: 'Server.ScheduledStop', message: '' };
    await region.run(2 * HOUR);
    expect(web.state).toBe('stopped');
    expect([writes(region), mailWords(region)]).toEqual([[], []]);
  });
});

describe('a start of a human that AWS lets fall back', () => {
  it('is told, and left to the human who asked for it', async () => {
    const { region, web } = await aFleet({}, { state: 'stopped', startTroubles: ['Server.InternalError'] });
    region.ec2.start(web.id);
    await region.run(2 * HOUR);
    expect(writes(region)).toEqual([]);
    expect(mailWords(region)).toEqual(['NEEDS-YOU web-1']);
    expect(region.journal.of('mail')[0]?.body).toContain('right after somebody had started it');
  });
});
