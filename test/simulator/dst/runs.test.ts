import { describe, expect, it } from '@jest/globals';
import { WorkerPool } from '../../../simulator/dst/worker-pool.ts';
import { FAULTS } from '../../../simulator/dst/faults/fault-names.ts';
import { runSeed } from '../../../simulator/dst/run.ts';
import { drawPlan } from '../../../simulator/dst/plan.ts';
import { addCounts, type Counts } from '../../../simulator/dst/coverage.ts';
import { loadTemplate } from '../../../simulator/template/template.ts';

const TEMPLATE = loadTemplate('cdk.out/ec2-responder.template.json');
/** `npm run simulate` runs thousands; these are for every change. */
const SEEDS = Array.from({ length: 240 }, (_, index) => index + 1);

describe('nights on seeds', () => {
  it('keep every promise, with faults of every kind', async () => {
    const counts: Counts = {};
    const broken: string[] = [];
    for (const seed of SEEDS) {
      const run = await runSeed(TEMPLATE, seed);
      addCounts(counts, run.counts);
      for (const { invariant, what } of run.violations) broken.push(`seed ${seed}, "${invariant}": ${what}`);
    }
    expect(broken).toEqual([]);
    const fired = Object.keys(counts.fault ?? {});
    expect(FAULTS.filter((name) => !fired.includes(name))).toEqual([]);
    expect(counts.total?.stops).toBeGreaterThan(SEEDS.length);
    expect(counts.outcome?.recovered).toBeGreaterThan(SEEDS.length);
  }, 240_000);

  it('go the same way each time', async () => {
    const [first, second] = [await runSeed(TEMPLATE, 'again'), await runSeed(TEMPLATE, 'again')];
    expect(second.digest).toBe(first.digest);
    expect(second.region.journal.entries.length).toBe(first.region.journal.entries.length);
  });

  it('go the same way in the processes that run thousands as in the one that replays a seed', async () => {
    const digests = new Map<number, string>();
    const pool = new WorkerPool({ template: 'cdk.out/ec2-responder.template.json', workers: 1 });
    await pool.run([1, 2, 3, 4, 5], ({ seed, digest }) => {
      digests.set(seed, digest);
      return true;
    });
    expect(digests.size).toBe(5);
    for (const [seed, digest] of digests) expect((await runSeed(TEMPLATE, seed)).digest).toBe(digest);
  }, 60_000);

  it('go another way with another seed', async () => {
    expect((await runSeed(TEMPLATE, 1)).digest).not.toBe((await runSeed(TEMPLATE, 2)).digest);
  });

  it('have just the faults that they are told to have', () => {
    expect([...drawPlan(1, ['crash']).faults]).toEqual(['crash']);
    expect(drawPlan(1, []).faults.size).toBe(0);
  });
});
