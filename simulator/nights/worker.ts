import { loadTemplate } from '../template.ts';
import type { Order, SeedResult } from './crew.ts';
import { runNight } from './night.ts';

/** One process of the crew: gets seeds, one at a time, and tells what came of each. */
process.on('message', (order: Order) => {
  void carryOut(order).then((result) => process.send?.(result));
});

const templates = new Map<string, ReturnType<typeof loadTemplate>>();

async function carryOut({ seed, template, faults }: Order): Promise<SeedResult> {
  const loaded = templates.get(template) ?? loadTemplate(template);
  templates.set(template, loaded);
  try {
    const { plan, violations, counts, digest } = await runNight(loaded, seed, { faults });
    return { seed, lengthMs: plan.lengthMs, violations, counts, digest };
  } catch (thrown) {
    const what = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    return { seed, lengthMs: 0, violations: [{ promise: 'the simulation runs', at: 0, what }], counts: {}, digest: '' };
  }
}
