/**
 * Case 7: a human's stop that arrived while ours was under way ended with our start, since EC2 shows one stop only; and the owner had no word to keep the instance stopped.
 * Workload: `human-keeps-stopped`.
 * Mutants: 'start what its owner keeps stopped', 'stop what its owner keeps stopped', 'see the tag that keeps it stopped only while its checks are awaited'.
 */
import { describe, expect, it } from '@jest/globals';
import type { SimulatedInstance } from '../../../../simulator/ec2/simulated-instance.ts';
import type { SimulatedRegion } from '../../../../simulator/runtime/simulated-region.ts';
import { aRegion, mailWords, MINUTE, writes } from '../../a-region.ts';

const KEEP = { 'ec2-responder:keep-stopped': 'until Monday' };

/** Our stop of a failed host is under way (it takes two minutes), and then something happens. */
async function whileStopping(
  happens: (region: SimulatedRegion, web: SimulatedInstance) => void,
): Promise<{ region: SimulatedRegion; web: SimulatedInstance }> {
  const region = aRegion();
  const web = region.add({ name: 'web-1', stopMs: 2 * MINUTE });
  await region.run(3 * MINUTE);
  region.failHost(web);
  while (web.state !== 'stopping') await region.run(5_000);
  happens(region, web);
  await region.run(40 * MINUTE);
  return { region, web };
}

describe('a human who stops an instance while our stop of it is under way', () => {
  it('keeps it stopped by a tag: it is never started, and the mails say so', async () => {
    const { region, web } = await whileStopping((run, instance) => {
      expect(run.ec2.stop(instance.id, { force: false })).toBe('stopping');
      instance.tags = KEEP;
    });
    expect(web.state).toBe('stopped');
    expect(writes(region)).toEqual(['StopInstances']);
    expect(mailWords(region)).toEqual(['ACTING web-1', 'TAKEN-OVER web-1']);
    const [acting, over] = region.journal.of('mail');
    expect(acting?.body).toContain('To have it stay stopped, set its tag ec2-responder:keep-stopped');
    expect(over?.subject).toContain('STOPPED, kept so by its tag');
    expect(over?.body).toContain('the responder does not start it: its tag ec2-responder:keep-stopped');
    expect(over?.body).toContain('remove the tag ec2-responder:keep-stopped');
  });

  it('finds it started where the tag is missing: EC2 does not show that stop', async () => {
    const { region, web } = await whileStopping((run, instance) => {
      run.ec2.stop(instance.id, { force: false });
    });
    expect(web.state).toBe('running');
    expect(mailWords(region)).toEqual(['ACTING web-1', 'RECOVERED web-1']);
  });

  it('keeps it stopped also where no start has found capacity for a while', async () => {
    const { region, web } = await whileStopping((run, instance) => {
      run.ec2.exhaust(instance.availabilityZone, instance.type, 60 * MINUTE);
      run.clock.after(10 * MINUTE, () => {
        instance.tags = KEEP;
      });
    });
    expect(web.state).toBe('stopped');
    expect(mailWords(region)).toEqual(['ACTING web-1', 'NEEDS-YOU web-1', 'TAKEN-OVER web-1']);
    await region.run(60 * MINUTE);
    expect(web.state).toBe('stopped');
  });
});

describe('an instance whose owner keeps it stopped', () => {
  it('is not stopped either when its host fails, because it would have to be started again', async () => {
    const region = aRegion();
    const web = region.add({ name: 'web-1', tags: { 'EC2-Responder:Keep-Stopped': 'true' } });
    await region.run(3 * MINUTE);
    region.failHost(web);
    await region.run(40 * MINUTE);
    expect(writes(region)).toEqual([]);
    expect(mailWords(region)).toEqual(['NEEDS-YOU web-1']);
    expect(region.journal.of('mail')[0]?.body).toContain(
      'ec2-responder:keep-stopped says that what is stopped stays stopped',
    );
  });
});

describe('our stop that finds the instance stopping already', () => {
  it('is told as somebody else’s stop, with what EC2 answered', async () => {
    let stopped = false;
    const region = aRegion(
      {},
      {
        fault: (call) => {
          if (call.action === 'StopInstances' && !stopped) {
            stopped = true;
            region.ec2.stop((call.input as { InstanceIds: string[] }).InstanceIds[0] ?? '', { force: false });
          }
          return undefined;
        },
      },
    );
    const web = region.add({ name: 'web-1' });
    await region.run(3 * MINUTE);
    region.failHost(web);
    await region.run(40 * MINUTE);
    expect(web.state).toBe('stopped');
    expect(mailWords(region)).toEqual(['TAKEN-OVER web-1']);
    expect(region.journal.of('mail')[0]?.body).toContain('EC2 answered that it was stopping already');
  });
});
