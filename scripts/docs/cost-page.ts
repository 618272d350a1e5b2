import { synthesize } from '../../lib/synthesize.ts';
import { FAILURES_PER_INSTANCE, monthlyCost } from '../../simulator/scenarios/monthly-cost.ts';
import { loadTemplate } from '../../simulator/template/template.ts';
import { table } from './markdown.ts';

const SIZES = [10, 1_000] as const;

/** One month of a fleet: dollars by what they are paid for. */
export interface Month {
  readonly size: number;
  readonly lines: readonly (readonly [string, number])[];
}

/** Counts what the responder does in the simulated Region, for a small fleet and for a large one. */
export async function months(): Promise<readonly Month[]> {
  const template = loadTemplate((await synthesize()).template);
  const counted: Month[] = [];
  for (const size of SIZES) counted.push({ size, lines: await monthlyCost(template, size) });
  return counted;
}

/** The sentence of the README. */
export function costInShort(counted: readonly Month[]): string {
  const sums = counted.map((month) => `**${dollars(total(month))}** with ${failuresOf(month)}`).join(', ');
  return `A month in one Region: ${sums} (\`npm run cost\`, [by service](docs/cost.md)).`;
}

/** docs/cost.md. */
export function costPage(counted: readonly Month[]): string {
  const [first] = counted;
  const rows = (first?.lines ?? []).map(([what], index) => [
    what,
    ...counted.map(({ lines }) => dollars(lines[index]?.[1] ?? 0)),
  ]);
  const sums = ['**together**', ...counted.map((month) => `**${dollars(total(month))}**`)];
  return `# Cost

Printed by \`npm run docs\`. \`npm run cost\` counts what the responder does in the simulated Region and multiplies it by list prices
(us-east-1, 2025, without free tiers and tax). One instance in fifty loses its host in a month here, which is far more than a fleet sees.

${table(['a month in one Region', ...counted.map(failuresOf)], [...rows, sums])}

- A healthy fleet costs the same whatever its size: the sweep asks EC2 only for what is failing (\`npm run bench\` prints its calls).
- The alarms are the three on the responder itself. Each Region that it is deployed to costs this much.
- The dashboard is free while the account has fewer than three others, and costs $3 a month otherwise.
`;
}

const failuresOf = ({ size }: Month): string =>
  `${size} instances and ${size * FAILURES_PER_INSTANCE} host failures`;

const dollars = (amount: number): string => `$${amount.toFixed(2)}`;

function total({ lines }: Month): number {
  return lines.reduce((sum, [, amount]) => sum + amount, 0);
}
