/**
 * Case 38: an instance impaired from its launch on shows ImpairedSince cut to the full minute, up to 59 s before LaunchTime; that counted as an old picture for ever, so that the bad host was never left and the mails blamed the disks.
 * Workload: `new host is bad (full minute)`, `new host is bad (an older date)`.
 * Mutants: 'take a failure from the launch on for an old picture', 'take a date of before the launch for an old picture for ever'.
 */
import { describe, expect, it } from '@jest/globals';
import type { SimulatedInstance } from '../../../../simulator/ec2/simulated-instance.ts';
import type { CallAbout, Fault } from '../../../../simulator/runtime/simulated-calls.ts';
import { aRegion, HOUR, mailWords, MINUTE, writes } from '../../a-region.ts';

const DATES = ['launch time', 'full minute', 'an older date'] as const;

describe('an instance that our start has put on a bad host', () => {
  it.each(DATES)('is stopped and started once more, where EC2 gives %s', async (impairedFromLaunch) => {
    const region = aRegion();
    const web = region.add({ name: 'web-1', startTroubles: ['bad host'], impairedFromLaunch });
    await region.run(3 * MINUTE);
    region.failHost(web);
    await region.run(HOUR);
    expect(web).toMatchObject({ state: 'running', hostFailedAt: undefined });
    expect(mailWords(region)).toEqual(['ACTING web-1', 'ACTING web-1', 'RECOVERED web-1']);
    expect(region.journal.of('mail')[1]?.subject).toContain('new host bad too');
    expect(writes(region)).toHaveLength(4);
  });
});

describe('an instance that somebody has started on a bad host', () => {
  it.each(DATES)('is moved off it, where EC2 gives %s', async (impairedFromLaunch) => {
    const region = aRegion();
    const web = region.add({
      name: 'web-1',
      state: 'stopped',
      startTroubles: ['bad host'],
      impairedFromLaunch,
    });
    await region.run(2 * MINUTE + 40_000);
    region.ec2.start(web.id);
    await region.run(HOUR);
    expect(web).toMatchObject({ state: 'running', hostFailedAt: undefined });
    expect(mailWords(region)).toEqual(['ACTING web-1', 'RECOVERED web-1']);
  });
});

describe('a picture from before a start', () => {
  it.each([1, 9])(
    'that lags for %i minutes stops nothing, though its owner has just moved it',
    async (minutes) => {
      const picture: { frozen?: object; last?: object; until: number } = { until: 0 };
      const fault = ({ action, at }: CallAbout): Fault | undefined =>
        action === 'DescribeInstanceStatus'
          ? {
              when: 'after',
              what: (output) => {
                if (picture.frozen !== undefined && at < picture.until) return picture.frozen;
                picture.last = structuredClone(output);
                return output;
              },
            }
          : undefined;
      const region = aRegion({}, { fault });
      const web: SimulatedInstance = region.add({ name: 'web-1' });
      await region.run(3 * MINUTE);
      region.failHost(web);
      await region.run(4 * MINUTE);
      picture.frozen = picture.last ?? {};
      picture.until = region.clock.now() + 50_000 + minutes * MINUTE;
      region.ec2.stop(web.id, { force: false });
      await region.run(45_000);
      region.ec2.start(web.id);
      await region.run(HOUR);
      expect(writes(region)).toEqual([]);
      expect(web.state).toBe('running');
    },
  );
});
