import { availableParallelism } from 'node:os';
import { synthesize } from '../lib/synthesize.ts';
import { loadCode, type Wire } from '../simulator/dst/code-under-test.ts';
import { WorkerPool, type SeedResult } from '../simulator/dst/worker-pool.ts';
import type { Mutant } from '../simulator/dst/mutants/mutant.ts';
import { MUTANTS } from '../simulator/dst/mutants/mutants.ts';
import { INVARIANTS } from '../simulator/dst/invariants/invariants.ts';
import { runSeed } from '../simulator/dst/run.ts';
import { runtimeNode } from './lambda-node.ts';
import { command, flagsOf } from './usage.ts';
import { intoVerificationPage } from './verification-page.ts';

/**
 * Runs seeds over one mutant of the responder after the other, until an invariant is violated. Prints a table; a mutant that
 * no invariant notices within the seeds fails the command. Flags: --seeds N, --only TEXT (in the name), --workers N,
 * --node own or a release, --docs (writes the table into docs/verification.md).
 */

const OPTIONS = {
  seeds: { type: 'string' },
  only: { type: 'string' },
  workers: { type: 'string' },
  node: { type: 'string' },
  docs: { type: 'boolean' },
} as const;

interface Caught {
  readonly seeds: number;
  /** Every invariant that was violated in the run of that seed. */
  readonly by: readonly string[];
}

async function main(): Promise<void> {
  const flags = flagsOf(OPTIONS, 'the head of bin/simulate-mutants.ts');
  const most = Number(flags.seeds ?? 3000);
  const workers = Number(flags.workers ?? availableParallelism());
  const { template } = await synthesize();
  const node = runtimeNode(flags.node).path;
  const chosen = MUTANTS.filter(({ name }) => flags.only === undefined || name.includes(flags.only));
  const lines = [
    '| mutant | file | invariants violated by the first seed that notices it | seed |',
    '| --- | --- | --- | --- |',
  ];
  for (const line of lines) console.log(line);
  let missed = 0;
  const violated = new Set<string>();
  for (const mutant of chosen) {
    const caught = await seedsUntilNoticed(mutant, { template, workers, most, node });
    if (caught === undefined) missed += 1;
    const noticed =
      caught === undefined ? `**none** | above ${most}` : `${caught.by.join('; ')} | ${caught.seeds}`;
    for (const invariant of caught?.by ?? []) violated.add(invariant);
    const line = `| ${mutant.name} | \`${mutant.file}\` | ${noticed} |`;
    console.log(line);
    lines.push(line);
  }
  const others = INVARIANTS.filter(({ name }) => !violated.has(name)).map(({ name }) => name);
  const sum =
    `${chosen.length} mutants, ${chosen.length - missed} noticed. ` +
    `Invariants that none of them violated first: ${others.join(', ') || 'none'}.`;
  console.log(`\n${sum}`);
  if (flags.docs === true) await intoVerificationPage('mutants', [...lines, '', sum].join('\n'));
  if (missed > 0) process.exitCode = 1;
}

interface Search {
  readonly template: string;
  readonly workers: number;
  readonly most: number;
  readonly node: string | undefined;
}

/**
 * Out: which invariants were violated, and by which seed; undefined where none was. A seed with which the responder itself
 * violates the same invariant says nothing about the mutant.
 */
async function seedsUntilNoticed(mutant: Mutant, search: Search): Promise<Caught | undefined> {
  const wire = mutant.wire === true ? 'sources' : undefined;
  for (let from = 1; from <= search.most;) {
    const result = await firstViolation(mutant, from, wire, search);
    if (result === undefined) return undefined;
    const sound = await invariantsViolated(result.seed, wire, search.template);
    const own = new Set(result.violations.map(({ invariant }) => invariant).filter((one) => !sound.has(one)));
    if (own.size > 0) return { seeds: result.seed, by: [...own] };
    from = result.seed + 1;
  }
  return undefined;
}

/** The first seed, from this one on, with which the mutant violates an invariant. */
async function firstViolation(
  mutant: Mutant,
  from: number,
  wire: Wire | undefined,
  { template, workers, most, node }: Search,
): Promise<SeedResult | undefined> {
  let violated: SeedResult | undefined;
  const seeds = Array.from({ length: most - from + 1 }, (_, index) => from + index);
  await new WorkerPool({ template, workers, mutant, wire, node }).run(seeds, (result) => {
    if (result.violations.length > 0 && result.seed < (violated?.seed ?? Infinity)) violated = result;
    return violated === undefined;
  });
  return violated;
}

/** What the responder itself violates with this seed: nothing, or there is something to mend first. */
async function invariantsViolated(
  seed: number,
  kind: Wire | undefined,
  path: string,
): Promise<ReadonlySet<string>> {
  const { template, wire } = await loadCode(path, kind);
  const { violations } = await runSeed(template, seed, { wire });
  return new Set(violations.map(({ invariant }) => invariant));
}

await command(main);
