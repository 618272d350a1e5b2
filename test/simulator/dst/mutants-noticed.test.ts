import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { WorkerPool, type SeedResult } from '../../../simulator/dst/worker-pool.ts';
import { MUTANTS } from '../../../simulator/dst/mutants/mutants.ts';
import { CALM_MS } from '../../../simulator/dst/plan.ts';

const PATH = 'cdk.out/ec2-responder.template.json';
/** Far more than a slow machine needs: it is there for what never ends. */
const LIMIT_MS = 10 * 60_000;

/** A simulation that cannot fail proves nothing: `npm run simulate:mutants` tries all mutants, here are three. */
describe('a mutant of the responder', () => {
  it.each([
    ['act before the intent is written', 'one stop for one intent'],
    ['call it recovered before the checks pass', 'RECOVERED is true'],
  ])(
    'is noticed: %s',
    async (name, invariant) => {
      const mutant = MUTANTS.find((one) => one.name === name);
      if (mutant === undefined) throw new Error(`no mutant ${name}`);
      const violated = new Set<string>();
      await new WorkerPool({ template: PATH, workers: 1, mutant }).run(seeds(40), (result: SeedResult) => {
        for (const violation of result.violations) violated.add(violation.invariant);
        return !violated.has(invariant);
      });
      expect([...violated]).toContain(invariant);
    },
    LIMIT_MS,
  );

  it(
    'is noticed in runs with faults, too, long before their calm',
    async () => {
      const mutant = MUTANTS.find((one) => one.name === 'wait twenty minutes beyond the grace');
      if (mutant === undefined) throw new Error('no such mutant');
      const early: string[] = [];
      const pool = new WorkerPool({ template: PATH, workers: 1, mutant, faults: ['crash'] });
      await pool.run(seeds(12), ({ violations, lengthMs }) => {
        const calm = Date.parse('2026-12-05T18:00:00Z') + lengthMs - CALM_MS;
        for (const { invariant, at } of violations) if (at < calm) early.push(invariant);
        return !early.includes('what is due is done');
      });
      expect(early).toContain('what is due is done');
    },
    LIMIT_MS,
  );

  it.each(MUTANTS.map(({ name, file, find }) => [name, file, find]))(
    'has its place in the source: %s',
    (_, file, find) => {
      expect(readFileSync(file, 'utf8').split(find)).toHaveLength(2);
    },
  );

  it('is put in at exactly one place, or not at all', async () => {
    const mutant = {
      name: 'gone',
      file: 'lambda/functions/responder/act.ts',
      find: 'no such text',
      replace: '',
    };
    const pool = new WorkerPool({ template: PATH, workers: 1, mutant });
    await expect(pool.run(seeds(1), () => true)).rejects.toThrow(
      /0 times in lambda\/functions\/responder\/act.ts/,
    );
  });
});

function* seeds(count: number): Generator<number> {
  for (let seed = 1; seed <= count; seed += 1) yield seed;
}
