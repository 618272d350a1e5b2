import { readdirSync, readFileSync } from 'node:fs';
import { table } from './markdown.ts';

const FOLDER = 'test/simulator/dst/cases-of-others';

/**
 * Incidents of other people, each with the test that plays it. A file `08-no-room-for-the-second.test.ts` begins with
 *
 *     /**
 *      * Case 8: what was wrong, in a sentence or two.
 *      * Workload: no-capacity-for-the-second.
 *      * Mutants: stop the next one into the void; ….
 *      *\/
 *
 * Out: the table. Throws where a file does not begin so.
 */
export function casesTable(): string {
  const rows = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.test.ts'))
    .sort()
    .map((file) => row(file, readFileSync(`${FOLDER}/${file}`, 'utf8')));
  if (rows.length === 0) return 'None yet.';
  return table(['case', 'what was wrong', 'in the simulated Region', 'noticed mutants', 'test'], rows);
}

function row(file: string, source: string): string[] {
  const [, comment = ''] = /^\/\*\*\n([\s\S]*?)\*\//.exec(source) ?? [];
  const text = comment
    .replace(/^ \* ?/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const parts = /^Case (\d+): (.+?) Workload: (.+?)\.? Mutants?: (.+?)\.?$/.exec(text);
  if (parts === null) throw new Error(`${file} does not begin with "Case N: …  Workload: …  Mutants: …"`);
  const [, number = '', wrong = '', workload = '', mutants = ''] = parts;
  return [number, wrong, workload, mutants, `[${file.replace('.test.ts', '')}](../${FOLDER}/${file})`];
}
