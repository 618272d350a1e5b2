import { describe, expect, it } from '@jest/globals';
import { availableParallelism } from 'node:os';
import { addCounts, type Counts } from '../../../simulator/dst/coverage.ts';
import { FAULTS, type FaultName } from '../../../simulator/dst/faults/fault-names.ts';
import { drawPlan } from '../../../simulator/dst/plan.ts';
import { runSeed } from '../../../simulator/dst/run.ts';
import { WorkerPool, type SeedResult } from '../../../simulator/dst/worker-pool.ts';
import { loadTemplate } from '../../../simulator/template/template.ts';

const PATH = 'cdk.out/ec2-responder.template.json';
const TEMPLATE = loadTemplate(PATH);
/** `npm run simulate` runs thousands; these are for every change. */
const SEEDS = 8;
/** So many at most are tried for the faults that none of them has met, with nothing but those. */
const SEEDS_FOR_FAULTS = 24;
/** Far more than a slow machine needs: it is there for what never ends. */
const LIMIT_MS = 10 * 60_000;

describe('the runs of eight seeds', () => {
  it(
    'violate no invariant, and with a few more for the faults that they have not met they meet faults of every kind',
    async () => {
      const counts: Counts = {};
      const violations: string[] = [];
      const take = (result: SeedResult): void => {
        addCounts(counts, result.counts);
        for (const { invariant, what } of result.violations)
          violations.push(`seed ${result.seed}, "${invariant}": ${what}`);
      };
      const pool = new WorkerPool({ template: PATH, workers: availableParallelism() });
      await pool.run(seeds(SEEDS), (result) => {
        take(result);
        return true;
      });
      expect(counts.total?.stops).toBeGreaterThan(SEEDS / 2);
      expect(counts.outcome?.recovered).toBeGreaterThan(SEEDS / 2);
      expect(counts.judged?.['the healthy is not stopped']).toBeGreaterThan(SEEDS);

      const notMet = (): readonly FaultName[] => FAULTS.filter((name) => counts.fault?.[name] === undefined);
      const faults = notMet();
      if (faults.length > 0) {
        const more = new WorkerPool({ template: PATH, workers: availableParallelism(), faults });
        await more.run(seeds(SEEDS_FOR_FAULTS), (result) => {
          take(result);
          return notMet().length > 0;
        });
      }
      expect(notMet()).toEqual([]);
      expect(violations).toEqual([]);
    },
    LIMIT_MS,
  );
});

describe('the run of a seed', () => {
  it(
    'goes the same way each time, in this process and in those that run thousands, and another way with another seed',
    async () => {
      const digests = new Map<number, string>();
      await new WorkerPool({ template: PATH, workers: 1 }).run(seeds(2), ({ seed, digest }) => {
        digests.set(seed, digest);
        return true;
      });
      const first = await runSeed(TEMPLATE, 1);
      const second = await runSeed(TEMPLATE, 1);
      expect(second.digest).toBe(first.digest);
      expect(second.region.journal.entries.length).toBe(first.region.journal.entries.length);
      expect(digests.get(1)).toBe(first.digest);
      expect(digests.get(2)).toMatch(/^[0-9a-f]{16}$/);
      expect(digests.get(2)).not.toBe(first.digest);
    },
    LIMIT_MS,
  );

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
