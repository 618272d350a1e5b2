import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';
import type { Mutant } from '../../../simulator/dst/mutants/mutant.ts';
import { MUTANTS } from '../../../simulator/dst/mutants/mutants.ts';

/** Far more than a slow machine needs: it is there for what never ends. */
const LIMIT_MS = 10 * 60_000;

describe('a mutant of the responder', () => {
  it(
    'is one that the compiler takes: a name that nobody knows would crash, and be noticed for that',
    () => {
      const unknown = rounds().flatMap((round) => unknownNamesIn(round));
      expect(unknown).toEqual([]);
    },
    LIMIT_MS,
  );
});

/** A name that nobody knows: TS2304, TS2552 (with a suggestion), TS18004 (shorthand), and a file: TS2307. Types need not fit: a mutant may break them. */
const UNKNOWN_NAMES: ReadonlySet<number> = new Set([2304, 2307, 2552, 18_004]);

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
