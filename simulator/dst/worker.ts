import { loadCode, type CodeUnderTest } from './code-under-test.ts';
import type { Order, SeedResult } from './worker-pool.ts';
import { runNight } from './run.ts';

/** One process of the crew: gets seeds, one at a time, and tells what came of each. */
process.on('message', (order: Order) => {
  void carryOut(order).then((result) => process.send?.(result));
});

let loaded: Promise<CodeUnderTest> | undefined;

async function carryOut({ seed, template: path, faults, wire: kind }: Order): Promise<SeedResult> {
  try {
    const { template, wire } = await (loaded ??= loadCode(path, kind));
    const { plan, violations, counts, digest } = await runNight(template, seed, { faults, wire });
    return { seed, lengthMs: plan.lengthMs, violations, counts, digest };
  } catch (thrown) {
    const what = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    const violations = [{ promise: 'the simulation runs', at: 0, what }];
    return { seed, lengthMs: 0, violations, counts: {}, digest: '' };
  }
}
