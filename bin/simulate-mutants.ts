import { availableParallelism } from 'node:os';
import { synthesize } from '../lib/synthesize.ts';
import { Crew, type SeedResult } from '../simulator/nights/crew.ts';
import { MUTANTS, type Mutant } from '../simulator/nights/mutants.ts';
import { nightsNode } from './lambda-node.ts';
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
  readonly by: string;
}

async function main(): Promise<void> {
  const flags = flagsOf(OPTIONS, 'the head of bin/simulate-mutants.ts');
  const most = Number(flags.seeds ?? 3000);
  const workers = Number(flags.workers ?? availableParallelism());
  const { template } = await synthesize();
  const node = nightsNode(flags.node).path;
  const chosen = MUTANTS.filter(({ name }) => flags.only === undefined || name.includes(flags.only));
  const lines = [
    '| fault put into the responder | file | noticed by the promise | after nights |',
    '| --- | --- | --- | --- |',
  ];
  for (const line of lines) console.log(line);
  let missed = 0;
  for (const mutant of chosen) {
    const caught = await nightsUntilNoticed(mutant, { template, workers, most, node });
    if (caught === undefined) missed += 1;
    const noticed =
      caught === undefined ? `**nobody** | more than ${most}` : `${caught.by} | ${caught.seeds}`;
    const line = `| ${mutant.name} | \`${mutant.file}\` | ${noticed} |`;
    console.log(line);
    lines.push(line);
  }
  const sum = `${chosen.length} faults, ${chosen.length - missed} noticed.`;
  console.log(`\n${sum}`);
  if (flags.docs === true) await intoVerificationPage('mutants', [...lines, '', sum].join('\n'));
  if (missed > 0) process.exitCode = 1;
}

/** Out: which promise was broken first, and after how many nights; undefined where none was. */
async function nightsUntilNoticed(
  mutant: Mutant,
  {
    template,
    workers,
    most,
    node,
  }: { template: string; workers: number; most: number; node: string | undefined },
): Promise<Caught | undefined> {
  let seeds = 0;
  let caught: SeedResult | undefined;
  const wire = mutant.wire === true ? 'sources' : undefined;
  const crew = new Crew({ template, workers, mutant, wire, node });
  await crew.run(
    Array.from({ length: most }, (_, index) => index + 1),
    (result) => {
      seeds += 1;
      if (result.violations.length > 0) caught ??= result;
      return caught === undefined;
    },
  );
  const first = caught?.violations[0];
  return first === undefined ? undefined : { seeds, by: first.promise };
}

await command(main);
