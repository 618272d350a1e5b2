/**
 * Case 14: with 1,500 failed hosts in one zone the only one of another zone was stopped after 17 minutes, 1,389 alarm events ended as
 * dead letters, and beyond 300 names each instance had a mail of its own.
 * Workload: `oses-hang-at-once`, for the mails; no seed can afford a fleet of thousands.
 * Mutants: 'send as many mails in a second as there are', 'keep the hints that could not be worked on',
 * 'ask EC2 for each instance before the brake'.
 */
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { SimulatedInstance } from '../../../../simulator/ec2/simulated-instance.ts';
import type { SimulatedRegion } from '../../../../simulator/runtime/simulated-region.ts';
import { fleetOf } from '../../../long-runs.ts';
import { aRegion, mailWords, MINUTE, writes } from '../../a-region.ts';

/** 1,500 in `npm run test:long`. */
const FAILED = fleetOf(1_500);

describe('a fleet of failed hosts in one zone, and one in another', () => {
  let region: SimulatedRegion;
  let hit: readonly SimulatedInstance[];
  let other: SimulatedInstance;
  let failedAt: number;

  beforeAll(async () => {
    region = aRegion();
    hit = Array.from({ length: FAILED }, (_, n) =>
      region.add({ name: `web-${n}`, availabilityZone: `${region.region}a` }),
    );
    other = region.add({ name: 'db-1', availabilityZone: `${region.region}c` });
    await region.run(2 * MINUTE);
    failedAt = region.clock.now();
    for (const one of [...hit, other]) region.failHost(one);
    await region.run(20 * MINUTE);
  }, 300_000);

  it('the one is stopped within two minutes after its grace, and is back', () => {
    const [stop, ...more] = region.journal.calls('StopInstances');
    expect(more).toEqual([]);
    // EC2 shows it within two minutes; five are AWS's own recovery's.
    expect((stop?.at ?? Infinity) - failedAt).toBeLessThan(9 * MINUTE);
    expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
    expect(mailWords(region)).toContain('RECOVERED db-1');
  });

  it('every other is named in few mails, at most ten a minute, and none has a mail of its own', () => {
    const mails = region.journal.of('mail');
    const held = mails.filter(({ body }) => body.includes('the brake is on'));
    const named = held.map(({ body }) => body).join();
    expect(hit.filter(({ id }) => !named.includes(id))).toEqual([]);
    expect(mails.length).toBeLessThanOrEqual(8);
    for (const { at } of mails)
      expect(mails.filter((one) => one.at >= at && one.at < at + MINUTE).length).toBeLessThanOrEqual(10);
    expect(mails.filter(({ attributes }) => attributes.instanceId !== undefined)).toHaveLength(2);
  });

  it('no alarm event becomes a dead letter', () => {
    expect(region.journal.of('dead letter')).toEqual([]);
  });

  it('nothing is asked of EC2 for one of them: no guard and no DryRun', () => {
    const asked = region.journal
      .of('call')
      .filter(({ action }) => action === 'DescribeInstanceAttribute' || action.includes('DryRun'))
      .map(({ input }) => JSON.stringify(input));
    expect(asked.filter((text) => !text.includes(other.id))).toEqual([]);
  });
});

describe('an event that could not be worked on', () => {
  it('is left to the sweep: no dead letter, and the instance is recovered', async () => {
    let down = true;
    const region = aRegion(
      {},
      {
        fault: ({ service, sweep }) =>
          down && service === 'ec2' && !sweep
            ? { when: 'before', what: Object.assign(new Error('down'), { name: 'TimeoutError' }) }
            : undefined,
      },
    );
    const web = region.add({ name: 'web-1' });
    await region.run(3 * MINUTE);
    region.failHost(web);
    await region.run(12 * MINUTE);
    down = false;
    await region.run(10 * MINUTE);
    expect(region.journal.of('dead letter')).toEqual([]);
    expect(mailWords(region).at(-1)).toBe('RECOVERED web-1');
  });
});
