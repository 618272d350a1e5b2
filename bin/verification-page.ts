import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

const PAGE = join(import.meta.dirname, '..', 'docs', 'verification.md');

/** Puts what a command has just measured between its marks in docs/verification.md (flag `--docs`). */
export async function intoVerificationPage(name: string, content: string): Promise<void> {
  const page = readFileSync(PAGE, 'utf8');
  const open = new RegExp(`<!-- ${name}: [^>]* -->`).exec(page);
  const end = page.indexOf(`<!-- end of ${name} -->`);
  if (open === null || end < open.index) throw new Error(`${PAGE} lacks the marks of ${name}`);
  const text = `${page.slice(0, open.index + open[0].length)}\n\n${content}\n\n${page.slice(end)}`;
  writeFileSync(PAGE, await format(text, { ...(await resolveConfig(PAGE)), filepath: PAGE }));
}
