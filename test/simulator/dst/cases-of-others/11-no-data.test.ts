/**
 * Case 11: two instances of a zone were impaired and of ten others EC2 had no data (insufficient-data); both were stopped, in the middle of an
 * outage. And nobody was told of an instance of which EC2 had no data for hours.
 * Workload: `zone-without-data`, `no-data`.
 * Mutants: 'count for the brake only what EC2 has data of', 'keep still about checks of which EC2 has no data'.
 */
import { describe, expect, it } from '@jest/globals';
import type { SimulatedInstance } from '../../../../simulator/ec2/simulated-instance.ts';
import type { SimulatedRegion } from '../../../../simulator/runtime/simulated-region.ts';
import { aRegion, HOUR, mailWords, MINUTE, runCalmly, writes } from '../../a-region.ts';

async function aZone(): Promise<{ region: SimulatedRegion; fleet: readonly SimulatedInstance[] }> {
  const region = aRegion();
  const fleet = Array.from({ length: 12 }, (_, index) => region.add({ name: `n${index}` }));
  await region.run(3 * MINUTE);
  return { region, fleet };
}

function loseAll(region: SimulatedRegion, some: readonly SimulatedInstance[]): void {
  for (const one of some) region.loseData(one);
}

function findAgain(some: readonly SimulatedInstance[]): void {
  for (const one of some) one.dataLostAt = undefined;
}

describe('a zone of which EC2 has no data', () => {
  it('is an outage: the two that show as failed are held and told once, and recovered when it is over', async () => {
    const { region, fleet } = await aZone();
    for (const one of fleet.slice(0, 2)) region.failHost(one);
    loseAll(region, fleet.slice(2));
    await region.run(14 * MINUTE);
    expect(writes(region)).toEqual([]);
    const held = region.journal.of('mail').filter(({ subject }) => subject.startsWith('HELD'));
    expect(held).toHaveLength(1);
    expect(held[0]?.body).toContain('without any data of EC2');
    findAgain(fleet);
    await region.run(30 * MINUTE);
    expect(mailWords(region)).toContain('RECOVERED n0');
    expect(mailWords(region)).toContain('RECOVERED n1');
  });

  it('is none of today where it has been so for hours', async () => {
    const { region, fleet } = await aZone();
    loseAll(region, fleet.slice(2));
    await runCalmly(region, 5 * HOUR);
    for (const one of fleet.slice(0, 2)) region.failHost(one);
    await region.run(30 * MINUTE);
    expect(mailWords(region)).toContain('RECOVERED n0');
    expect(mailWords(region)).toContain('RECOVERED n1');
  });
});

describe('an instance of which EC2 has no data', () => {
  it('is told after a quarter of an hour, once, and so is its end; nothing is stopped', async () => {
    const { region, fleet } = await aZone();
    loseAll(region, fleet.slice(0, 1));
    await region.run(17 * MINUTE);
    expect(mailWords(region)).toEqual([]);
    await region.run(10 * MINUTE);
    expect(mailWords(region)).toEqual(['NEEDS-YOU n0']);
    expect(region.journal.of('mail')[0]?.body).toContain('insufficient-data');
    await region.run(3 * HOUR);
    findAgain(fleet);
    await region.run(5 * MINUTE);
    expect(mailWords(region)).toEqual(['NEEDS-YOU n0', 'SELF-RECOVERED n0']);
    expect(writes(region)).toEqual([]);
  });

  it('is told also where its alarm says nothing, if it has a record', async () => {
    const { region, fleet } = await aZone();
    const [first] = fleet;
    if (first === undefined) throw new Error('no instance');
    region.failHost(first);
    await region.run(30 * MINUTE);
    expect(mailWords(region)).toEqual(['ACTING n0', 'RECOVERED n0']);
    first.dataLostAt = region.clock.now();
    await region.run(25 * MINUTE);
    expect(mailWords(region).at(-1)).toBe('NEEDS-YOU n0');
  });

  it('is nobody’s concern for ten minutes, where it is ignored, or where nobody has cared about it', async () => {
    const { region, fleet } = await aZone();
    const [first, second, third] = fleet;
    if (first === undefined || second === undefined || third === undefined) throw new Error('no instances');
    second.tags = { 'ec2-responder': 'ignore' };
    loseAll(region, [first, second]);
    third.dataLostAt = region.clock.now();
    await region.run(10 * MINUTE);
    first.dataLostAt = undefined;
    await region.run(2 * HOUR);
    expect(mailWords(region)).toEqual([]);
  });
});
