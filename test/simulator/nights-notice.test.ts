import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { synthesize, type Synthesized } from '../../lib/synthesize.ts';
import { Crew, type SeedResult } from '../../simulator/nights/crew.ts';
import { MUTANTS } from '../../simulator/nights/mutants.ts';

/** A simulation that cannot fail proves nothing: `npm run simulate:mutants` tries all deliberate faults, here are two. */
describe('a responder with a deliberate fault', () => {
  let synthesized: Synthesized;
  beforeAll(async () => {
    synthesized = await synthesize();
  }, 60_000);

  it.each([
    ['act before the intent is written', 'one stop for one intent'],
    ['call it recovered before the checks pass', 'RECOVERED is true'],
  ])(
    'is noticed: %s',
    async (name, promise) => {
      const mutant = MUTANTS.find((one) => one.name === name);
      if (mutant === undefined) throw new Error(`no mutant ${name}`);
      const broken = new Set<string>();
      await new Crew({ template: synthesized.template, workers: 1, mutant }).run(
        seeds(40),
        (result: SeedResult) => {
          for (const violation of result.violations) broken.add(violation.promise);
          return !broken.has(promise);
        },
      );
      expect([...broken]).toContain(promise);
    },
    120_000,
  );

  it.each(MUTANTS.map(({ name, file, find }) => [name, file, find]))(
    'has its place in the source: %s',
    (_, file, find) => {
      expect(readFileSync(file, 'utf8').split(find)).toHaveLength(2);
    },
  );

  it('is put in at exactly one place, or not at all', async () => {
    const mutant = { name: 'gone', file: 'lambda/act.ts', find: 'no such text', replace: '' };
    const crew = new Crew({ template: synthesized.template, workers: 1, mutant });
    await expect(crew.run(seeds(1), () => true)).rejects.toThrow(/0 times in lambda\/act.ts/);
  });
});

function* seeds(count: number): Generator<number> {
  for (let seed = 1; seed <= count; seed += 1) yield seed;
}
