import { loadCode, type CodeUnderTest } from './code-under-test.ts';
import type { SeedTask, SeedResult } from './worker-pool.ts';
import { runSeed } from './run.ts';

/** One process of the worker pool: it is given seeds, one at a time, and reports the result of each. */
process.on('message', (task: SeedTask) => {
  void carryOut(task).then((result) => {
    if (process.connected) process.send?.(result);
  });
});

// Whoever gave the seeds is gone: there is nobody to report to.
process.on('disconnect', () => {
  process.exit();
});

let loaded: Promise<CodeUnderTest> | undefined;

async function carryOut({ seed, template: path, faults, wire: kind }: SeedTask): Promise<SeedResult> {
  try {
    const { template, wire } = await (loaded ??= loadCode(path, kind));
    const { plan, violations, counts, digest } = await runSeed(template, seed, { faults, wire });
    return { seed, lengthMs: plan.lengthMs, violations, counts, digest };
  } catch (thrown) {
    const what = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    const violations = [{ invariant: 'the simulation runs', at: 0, what }];
    return { seed, lengthMs: 0, violations, counts: {}, digest: '' };
  }
}
