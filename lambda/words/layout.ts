/** Plain text of 72 columns: what every mail program and terminal shows without breaking lines of its own. */
const COLUMNS = 72;

/** Breaks a text at spaces; a word that is longer than a line (a link) stays whole. */
export function wrapped(text: string, indent = ''): string {
  return linesOf(text, COLUMNS - indent.length)
    .map((line) => `${indent}${line}`)
    .join('\n');
}

/** `  - text` or `  10:02:10  text`, with following lines under the text. */
export function bulleted(text: string, bullet = '-'): string {
  const first = `  ${bullet}${bullet === '-' ? ' ' : '  '}`;
  const indent = ' '.repeat(first.length);
  return linesOf(text, COLUMNS - first.length)
    .map((line, index) => `${index === 0 ? first : indent}${line}`)
    .join('\n');
}

function linesOf(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}
