/**
 * Case 13: with 20,000 instances in one zone and four of them failed, each look at one of the four read the whole zone; the passes
 * outlived their pictures and their time, and for 90 minutes nobody in the Region was stopped or told.
 * Workload: none, because no seed can afford a fleet of thousands; what is parsed costs CPU and memory in every run.
 * Mutants: none, for the same reason; the number of pages is asserted here.
 */
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { SimulatedInstance } from '../../../../simulator/ec2/simulated-instance.ts';
import type { SimulatedRegion } from '../../../../simulator/runtime/simulated-region.ts';
import { aRegion, MINUTE, mailWords, writes } from '../../a-region.ts';

const IN_THE_ZONE = 20_000;

function zoneWith(size: number, failed: number): { region: SimulatedRegion; hit: SimulatedInstance[] } {
  const region = aRegion();
  const zone = `${region.region}a`;
  const fleet = Array.from({ length: size }, (_, n) =>
    region.add({ name: `web-${n}`, availabilityZone: zone }),
  );
  return { region, hit: fleet.slice(0, failed) };
}

function pagesOfTheZone(region: SimulatedRegion): number {
  return region.journal
    .calls('DescribeInstances')
    .filter(({ input }) => JSON.stringify(input).includes('availability-zone')).length;
}

describe('four failed hosts in a zone of 20,000, and one in another zone', () => {
  let region: SimulatedRegion;
  let failedAt: number;

  beforeAll(async () => {
    const made = zoneWith(IN_THE_ZONE, 4);
    ({ region } = made);
    const other = region.add({ name: 'db-1', availabilityZone: `${region.region}c` });
    await region.run(2 * MINUTE);
    failedAt = region.clock.now();
    for (const one of [...made.hit, other]) region.failHost(one);
    await region.run(20 * MINUTE);
  }, 300_000);

  it('are all stopped and started, and told', () => {
    expect(writes(region).filter((one) => one === 'StopInstances')).toHaveLength(5);
    expect(writes(region).filter((one) => one === 'StartInstances')).toHaveLength(5);
    expect(mailWords(region).filter((one) => one.startsWith('RECOVERED'))).toHaveLength(5);
    expect(mailWords(region)).toContain('RECOVERED db-1');
  });

  it('are asked to stop within two minutes after the grace, since one page decides', () => {
    for (const { at } of region.journal.calls('StopInstances'))
      expect(at - failedAt).toBeLessThan(9 * MINUTE);
    expect(pagesOfTheZone(region)).toBeLessThanOrEqual(10);
  });

  it('and no invocation fails or is cut off', () => {
    expect(region.journal.of('failed')).toEqual([]);
  });
});

describe('a quarter of a zone', () => {
  it('is an outage still: the whole zone is read, and nothing is stopped', async () => {
    const { region, hit } = zoneWith(16, 4);
    await region.run(2 * MINUTE);
    for (const one of hit) region.failHost(one);
    await region.run(15 * MINUTE);
    expect(writes(region)).toEqual([]);
    expect(mailWords(region)).toEqual(['HELD ap-northeast-1']);
    expect(region.journal.of('mail')[0]?.body).toContain('4 of 16 instances');
  });
});

describe('a sweep that cannot look at everything within its time', () => {
  /** 200 operating systems hang, and each look at EC2 takes so long. */
  async function slowly(delayMs: number): Promise<SimulatedRegion> {
    const region = aRegion(
      {},
      {
        fault: ({ action, sweep }) =>
          sweep && action === 'DescribeInstances'
            ? { when: 'after', what: (output: object) => output, delayMs }
            : undefined,
      },
    );
    const fleet = Array.from({ length: 200 }, (_, n) => region.add({ name: `web-${n}` }));
    await region.run(2 * MINUTE);
    for (const one of fleet) region.failOs(one);
    await region.run(50 * MINUTE);
    return region;
  }
  const toldOf = (region: SimulatedRegion): string[] =>
    region.journal.of('mail').flatMap(({ body }) => (body.includes('had no turn') ? [body] : []));

  it('says so in its metric, and in one mail an hour', async () => {
    const region = await slowly(15_000);
    expect(toldOf(region)).toEqual([expect.stringMatching(/\d+ of 200 had no turn within its time/)]);
    const left = region.journal.of('metric').filter(({ name }) => name === 'SweepUnfinished');
    expect(left.length).toBeGreaterThan(10);
    expect(left[0]?.value).toBeGreaterThan(50);
  }, 120_000);

  it('is none where EC2 answers as usual: nothing of it is said', async () => {
    const region = await slowly(0);
    expect(toldOf(region)).toEqual([]);
    expect(region.journal.of('metric').some(({ name }) => name === 'SweepUnfinished')).toBe(false);
  }, 120_000);
});
