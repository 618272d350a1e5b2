import { availableParallelism } from 'node:os';
import { synthesize } from '../lib/synthesize.ts';
import { loadCode, type Wire } from '../simulator/dst/code-under-test.ts';
import { Crew, type SeedResult } from '../simulator/dst/worker-pool.ts';
import { MUTANTS, type Mutant } from '../simulator/dst/mutants.ts';
import { PROMISES } from '../simulator/dst/invariants/invariants.ts';
import { runNight } from '../simulator/dst/run.ts';
import { runtimeNode } from './lambda-node.ts';
import { command, flagsOf } from './usage.ts';
import { intoVerificationPage } from './verification-page.ts';

/**
 * Puts one deliberate fault after the other into the responder and runs nights until a promise is broken. Prints a
 * table; a fault that nobody notices within the seeds fails. Flags: --seeds N, --only TEXT (in the name), --workers N,
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
  /** Every promise that was broken in that night. */
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
    '| fault put into the responder | file | promises broken in the first night that notices it | after nights |',
    '| --- | --- | --- | --- |',
  ];
  for (const line of lines) console.log(line);
  let missed = 0;
  const broken = new Set<string>();
  for (const mutant of chosen) {
    const caught = await nightsUntilNoticed(mutant, { template, workers, most, node });
    if (caught === undefined) missed += 1;
    const noticed =
      caught === undefined ? `**nobody** | more than ${most}` : `${caught.by.join('; ')} | ${caught.seeds}`;
    for (const promise of caught?.by ?? []) broken.add(promise);
    const line = `| ${mutant.name} | \`${mutant.file}\` | ${noticed} |`;
    console.log(line);
    lines.push(line);
  }
  const unbroken = PROMISES.filter(({ name }) => !broken.has(name)).map(({ name }) => name);
  const sum =
    `${chosen.length} faults, ${chosen.length - missed} noticed. ` +
    `Promises that none of them broke first: ${unbroken.join(', ') || 'none'}.`;
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
 * Out: which promise was broken first, and after how many nights; undefined where none was. A night in which the
 * responder without the fault breaks the same promise says nothing about the fault.
 */
async function nightsUntilNoticed(mutant: Mutant, search: Search): Promise<Caught | undefined> {
  const wire = mutant.wire === true ? 'sources' : undefined;
  for (let from = 1; from <= search.most;) {
    const result = await firstBroken(mutant, from, wire, search);
    if (result === undefined) return undefined;
    const sound = await promisesBroken(result.seed, wire, search.template);
    const own = new Set(result.violations.map(({ promise }) => promise).filter((one) => !sound.has(one)));
    if (own.size > 0) return { seeds: result.seed, by: [...own] };
    from = result.seed + 1;
  }
  return undefined;
}

/** The first night from this seed on in which the responder with the fault breaks a promise. */
async function firstBroken(
  mutant: Mutant,
  from: number,
  wire: Wire | undefined,
  { template, workers, most, node }: Search,
): Promise<SeedResult | undefined> {
  let broken: SeedResult | undefined;
  const seeds = Array.from({ length: most - from + 1 }, (_, index) => from + index);
  await new Crew({ template, workers, mutant, wire, node }).run(seeds, (result) => {
    if (result.violations.length > 0 && result.seed < (broken?.seed ?? Infinity)) broken = result;
    return broken === undefined;
  });
  return broken;
}

/** What the responder as it is breaks in the night of this seed: nothing, or there is something to mend first. */
async function promisesBroken(
  seed: number,
  kind: Wire | undefined,
  path: string,
): Promise<ReadonlySet<string>> {
  const { template, wire } = await loadCode(path, kind);
  const { violations } = await runNight(template, seed, { wire });
  return new Set(violations.map(({ promise }) => promise));
}

await command(main);
