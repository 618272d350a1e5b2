import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { synthesize } from '../lib/synthesize.ts';
import { Crew, type SeedResult } from '../simulator/nights/crew.ts';
import { MUTANTS, type Mutant } from '../simulator/nights/mutants.ts';

/**
 * Puts one deliberate fault after the other into the responder and runs seeds until the simulation notices. Prints a
 * table; a fault that nobody notices within the seeds fails.
 */

const { values } = parseArgs({
  options: { seeds: { type: 'string' }, only: { type: 'string' }, workers: { type: 'string' } },
});
const SEEDS = Number(values.seeds ?? 3000);
const workers = Number(values.workers ?? availableParallelism());

interface Caught {
  readonly seeds: number;
  readonly by: string;
  readonly what: string;
}

async function catchIt(mutant: Mutant, template: string): Promise<Caught | undefined> {
  let seeds = 0;
  let caught: SeedResult | undefined;
  const crew = new Crew({ template, workers, mutant, wire: mutant.wire === true ? 'sources' : undefined });
  await crew.run(
    Array.from({ length: SEEDS }, (_, index) => index + 1),
    (result) => {
      seeds += 1;
      if (result.violations.length > 0) caught ??= result;
      return caught === undefined;
    },
  );
  const [first] = caught?.violations ?? [];
  return first === undefined
    ? undefined
    : { seeds, by: first.promise, what: first.what.split('\n')[0] ?? '' };
}

const { template } = await synthesize();
const chosen = MUTANTS.filter(({ name }) => values.only === undefined || name.includes(values.only));
let missed = 0;
console.log('| fault put into the responder | file | noticed by the promise | after seeds |');
console.log('| --- | --- | --- | --- |');
for (const mutant of chosen) {
  const caught = await catchIt(mutant, template);
  if (caught === undefined) missed += 1;
  const noticed = caught === undefined ? '**nobody**' : caught.by;
  console.log(
    `| ${mutant.name} | \`${mutant.file}\` | ${noticed} | ${caught?.seeds ?? `more than ${SEEDS}`} |`,
  );
}
console.log(`\n${chosen.length} faults, ${chosen.length - missed} noticed`);
if (missed > 0) process.exitCode = 1;
