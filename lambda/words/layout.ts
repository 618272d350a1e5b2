/**
 * Plain text that a phone shows as well as a terminal: a paragraph is one line, which mail programs wrap by themselves; only
 * lists have short lines.
 */

/** `  - text`. */
export function bulleted(text: string): string {
  return `  - ${text}`;
}

/** A title and what stands below it. */
export function block(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [title, ...lines].join('\n');
}

/** Blocks with an empty line between them; empty ones are left out. */
export function paragraphs(blocks: readonly string[]): string {
  return `${blocks.filter((text) => text !== '').join('\n\n')}\n`;
}
