import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';
import { synthesize, type Synthesized } from '../../../lib/synthesize.ts';
import { WorkerPool, type SeedResult } from '../../../simulator/dst/worker-pool.ts';
import type { Mutant } from '../../../simulator/dst/mutants/mutant.ts';
import { MUTANTS } from '../../../simulator/dst/mutants/mutants.ts';
import { CALM_MS } from '../../../simulator/dst/plan.ts';

/** Far more than a slow machine needs: it is there for what never ends. */
const LIMIT_MS = 10 * 60_000;

/** A simulation that cannot fail proves nothing: `npm run simulate:mutants` tries all mutants, here are three. */
describe('a mutant of the responder', () => {
  let synthesized: Synthesized;
  beforeAll(async () => {
    synthesized = await synthesize();
  }, LIMIT_MS);

  it.each([
    ['act before the intent is written', 'one stop for one intent'],
    ['call it recovered before the checks pass', 'RECOVERED is true'],
  ])(
    'is noticed: %s',
    async (name, invariant) => {
      const mutant = MUTANTS.find((one) => one.name === name);
      if (mutant === undefined) throw new Error(`no mutant ${name}`);
      const violated = new Set<string>();
      await new WorkerPool({ template: synthesized.template, workers: 1, mutant }).run(
        seeds(40),
        (result: SeedResult) => {
          for (const violation of result.violations) violated.add(violation.invariant);
          return !violated.has(invariant);
        },
      );
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
      const pool = new WorkerPool({ template: synthesized.template, workers: 1, mutant, faults: ['crash'] });
      await pool.run(seeds(12), ({ violations, lengthMs }) => {
        const calm = Date.parse('2026-12-05T18:00:00Z') + lengthMs - CALM_MS;
        for (const { invariant, at } of violations) if (at < calm) early.push(invariant);
        return !early.includes('what is due is done');
      });
      expect(early).toContain('what is due is done');
    },
    LIMIT_MS,
  );

  it(
    'is one that the compiler takes: a name that nobody knows would crash, and be noticed for that',
    () => {
      const unknown = rounds().flatMap((round) => unknownNamesIn(round));
      expect(unknown).toEqual([]);
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
    const pool = new WorkerPool({ template: synthesized.template, workers: 1, mutant });
    await expect(pool.run(seeds(1), () => true)).rejects.toThrow(
      /0 times in lambda\/functions\/responder\/act.ts/,
    );
  });
});

/** A name that nobody knows: TS2304, TS2552 (with a suggestion) and TS18004 (shorthand). Types need not fit: a mutant may break them. */
const UNKNOWN_NAMES: ReadonlySet<number> = new Set([2304, 2552, 18_004]);

/** At most one mutant of each file in a round: the compiler then looks at all of a round at once. */
function rounds(): Mutant[][] {
  const byFile = new Map<string, Mutant[]>();
  for (const mutant of MUTANTS) byFile.set(mutant.file, [...(byFile.get(mutant.file) ?? []), mutant]);
  const most = Math.max(...[...byFile.values()].map(({ length }) => length));
  return Array.from({ length: most }, (_, round) =>
    [...byFile.values()].flatMap((mutants) => mutants[round] ?? []),
  );
}

/** What the compiler says of names in the sources with these mutants in them. */
function unknownNamesIn(mutants: readonly Mutant[]): string[] {
  const config = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, process.cwd());
  const changed = new Map(mutants.map((mutant) => [resolve(mutant.file), mutant]));
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram({
    rootNames: [...changed.keys()],
    options,
    host: {
      ...host,
      getSourceFile: (file, language) => {
        const mutant = changed.get(resolve(file));
        if (mutant === undefined) return sourceOf(file, () => host.getSourceFile(file, language));
        const text = readFileSync(file, 'utf8').replace(mutant.find, () => mutant.replace);
        return ts.createSourceFile(file, text, language);
      },
    },
  });
  return [...changed].flatMap(([file, { name }]) =>
    program
      .getSemanticDiagnostics(program.getSourceFile(file))
      .filter(({ code }) => UNKNOWN_NAMES.has(code))
      .map(({ messageText }) => `${name}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`),
  );
}

/** Sources that no mutant changes are read once. */
const sources = new Map<string, ts.SourceFile | undefined>();
function sourceOf(file: string, read: () => ts.SourceFile | undefined): ts.SourceFile | undefined {
  if (!sources.has(file)) sources.set(file, read());
  return sources.get(file);
}

function* seeds(count: number): Generator<number> {
  for (let seed = 1; seed <= count; seed += 1) yield seed;
}
