/** A Markdown table; prettier lines its columns up. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The page with other content between the marks of this name. */
export function between(text: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name}: printed by npm run docs -->`, `<!-- end of ${name} -->`];
  const start = text.indexOf(open);
  const end = text.indexOf(close);
  if (start < 0 || end < start) throw new Error(`a page lacks the marks of ${name}`);
  return `${text.slice(0, start + open.length)}\n\n${content}\n\n${text.slice(end)}`;
}

export const asCode = (texts: readonly string[]): string => texts.map((text) => `\`${text}\``).join(', ');
