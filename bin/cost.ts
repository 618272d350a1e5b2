import { synthesize } from '../lib/synthesize.ts';
import { FAILURES_PER_INSTANCE, monthlyCost } from '../simulator/scenarios/monthly-cost.ts';
import { loadTemplate } from '../simulator/template/template.ts';

/** Prints what a month costs, by what it is paid for. */
const template = loadTemplate((await synthesize()).template);
for (const size of [10, 1_000]) {
  const lines = await monthlyCost(template, size);
  const total = lines.reduce((sum, [, dollars]) => sum + dollars, 0);
  console.log(
    `${size} instances, ${size * FAILURES_PER_INSTANCE} host failures a month: $${total.toFixed(2)}`,
  );
  for (const [what, dollars] of lines) console.log(`  ${what.padEnd(22)} $${dollars.toFixed(3)}`);
}
