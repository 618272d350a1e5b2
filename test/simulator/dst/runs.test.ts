import { describe, expect, it } from '@jest/globals';
import { availableParallelism } from 'node:os';
import { addCounts, type Counts } from '../../../simulator/dst/coverage.ts';
import { FAULTS } from '../../../simulator/dst/faults/fault-names.ts';
import { drawPlan } from '../../../simulator/dst/plan.ts';
import { runSeed } from '../../../simulator/dst/run.ts';
import { WorkerPool } from '../../../simulator/dst/worker-pool.ts';
import { loadTemplate } from '../../../simulator/template/template.ts';

const PATH = 'cdk.out/ec2-responder.template.json';
const TEMPLATE = loadTemplate(PATH);
/** `npm run simulate` runs thousands; these are for every change. */
const SEEDS = 24;
/** Few seeds have an instance that is terminated while somebody still looks at it. */
const RARE = 'forgotten-id';
/** Far more than a slow machine needs: it is there for what never ends. */
const LIMIT_MS = 10 * 60_000;

describe('the runs of a few dozen seeds', () => {
  it(
    'violate no invariant, with faults of every kind',
    async () => {
      const counts: Counts = {};
      const violations: string[] = [];
      const pool = new WorkerPool({ template: PATH, workers: availableParallelism() });
      await pool.run(seeds(SEEDS), (result) => {
        addCounts(counts, result.counts);
        for (const { invariant, what } of result.violations)
          violations.push(`seed ${result.seed}, "${invariant}": ${what}`);
        return true;
      });
      expect(violations).toEqual([]);
      const fired = Object.keys(counts.fault ?? {});
      expect(FAULTS.filter((name) => name !== RARE && !fired.includes(name))).toEqual([]);
      expect(counts.total?.stops).toBeGreaterThan(SEEDS);
      expect(counts.outcome?.recovered).toBeGreaterThan(SEEDS);
      expect(counts.judged?.['the healthy is not stopped']).toBeGreaterThan(SEEDS);
    },
    LIMIT_MS,
  );

  it(
    'meet also the fault that is rare, where all of them may have it',
    async () => {
      let fired = 0;
      const pool = new WorkerPool({ template: PATH, workers: availableParallelism(), faults: [RARE] });
      await pool.run(seeds(SEEDS), ({ counts, violations }) => {
        expect(violations).toEqual([]);
        fired += counts.fault?.[RARE] ?? 0;
        return fired === 0;
      });
      expect(fired).toBeGreaterThan(0);
    },
    LIMIT_MS,
  );
});

describe('the run of a seed', () => {
  it('goes the same way each time', async () => {
    const [first, second] = [await runSeed(TEMPLATE, 'again'), await runSeed(TEMPLATE, 'again')];
    expect(second.digest).toBe(first.digest);
    expect(second.region.journal.entries.length).toBe(first.region.journal.entries.length);
  });

  it(
    'goes the same way in the processes that run thousands as in the one that replays a seed',
    async () => {
      const digests = new Map<number, string>();
      await new WorkerPool({ template: PATH, workers: 1 }).run(seeds(3), ({ seed, digest }) => {
        digests.set(seed, digest);
        return true;
      });
      expect(digests.size).toBe(3);
      for (const [seed, digest] of digests) expect((await runSeed(TEMPLATE, seed)).digest).toBe(digest);
    },
    LIMIT_MS,
  );

  it('goes another way with another seed', async () => {
    expect((await runSeed(TEMPLATE, 1)).digest).not.toBe((await runSeed(TEMPLATE, 2)).digest);
  });

  it('has just the faults that it is told to have', () => {
    expect([...drawPlan(1, ['crash']).faults]).toEqual(['crash']);
    expect(drawPlan(1, []).faults.size).toBe(0);
  });
});

describe('the workload of a seed', () => {
  it('draws each decision about an event from a stream of its own', () => {
    const [event] = drawPlan(1).workload;
    const first = event?.random('kind').integer(0, 1_000_000);
    event?.random('date').integer(0, 1_000_000);
    expect(event?.random('kind').integer(0, 1_000_000)).toBe(first);
    expect(event?.random('date').integer(0, 1_000_000)).not.toBe(first);
  });
});

function* seeds(count: number): Generator<number> {
  for (let seed = 1; seed <= count; seed += 1) yield seed;
}
