/**
 * Case 10: two instances that nobody looks after had been failed for three days, and one new failure of twelve was held for a day as "an
 * outage of AWS".
 * Workload: `host-fails` in a fleet of which some have been failed for days (`hostFailedForMs`).
 * Mutants: 'count for the brake what failed days ago', 'count for the brake only what began in the same minute'.
 */
import { describe, expect, it } from '@jest/globals';
import type { SimulatedInstance } from '../../../../simulator/ec2/simulated-instance.ts';
import type { SimulatedRegion } from '../../../../simulator/runtime/simulated-region.ts';
import { aRegion, HOUR, mailWords, MINUTE, runCalmly, writes } from '../../a-region.ts';

const IGNORED = { tags: { 'ec2-responder': 'ignore' } };

/** Twelve in one zone, of which `old` have failed long ago and are ignored. */
async function aZone(
  old: number,
  hoursAgo: number,
): Promise<{ region: SimulatedRegion; fleet: readonly SimulatedInstance[] }> {
  const region = aRegion();
  const fleet = Array.from({ length: 12 }, (_, index) =>
    region.add({
      name: `n${index}`,
      ...(index < old ? { ...IGNORED, hostFailedForMs: hoursAgo * HOUR + index * MINUTE } : {}),
    }),
  );
  await region.run(3 * MINUTE);
  return { region, fleet };
}

function fail(region: SimulatedRegion, some: readonly (SimulatedInstance | undefined)[]): void {
  for (const one of some) if (one !== undefined) region.failHost(one);
}

describe('failures from days ago', () => {
  it('are no outage together with one of today: it is stopped and started as ever', async () => {
    const { region, fleet } = await aZone(2, 72);
    fail(region, [fleet[11]]);
    await region.run(20 * MINUTE);
    expect(mailWords(region)).toEqual(['ACTING n11', 'RECOVERED n11']);
  });

  it('are no outage either where they were many', async () => {
    const { region, fleet } = await aZone(6, 72);
    fail(region, [fleet[11]]);
    await region.run(20 * MINUTE);
    expect(mailWords(region)).toEqual(['ACTING n11', 'RECOVERED n11']);
  });
});

describe('failures that began together', () => {
  it('hold everything, also what nobody looks after counts, and only what would be stopped is called held', async () => {
    const { region, fleet } = await aZone(0, 0);
    for (const one of fleet.slice(0, 2)) one.tags = IGNORED.tags;
    fail(region, [...fleet.slice(0, 2), fleet[11]]);
    await region.run(30 * MINUTE);
    expect(writes(region)).toEqual([]);
    const mails = region.journal.of('mail').filter(({ subject }) => subject.startsWith('HELD'));
    expect(mails).toHaveLength(1);
    const lines = mails[0]?.body.split('\n') ?? [];
    const held = lines.find((line) => line.startsWith('Held:')) ?? '';
    expect(held).toContain('n11');
    expect(held).not.toMatch(/\bn[01]\b/);
    expect(lines.find((line) => line.startsWith('Failed, too'))).toMatch(/\bn0\b.*\bn1\b/);
  });

  it('go on holding when one more fails hours later: an outage is not over because it goes on', async () => {
    const { region, fleet } = await aZone(0, 0);
    fail(region, fleet.slice(0, 4));
    await runCalmly(region, 5 * HOUR);
    fail(region, [fleet[11]]);
    await region.run(30 * MINUTE);
    expect(writes(region)).toEqual([]);
  });
});
