/**
 * A line in pieces of at most this width. What follows the first is indented as its text is, behind the mark of a list
 * or a time. A line with a web address stays whole, so that it can be clicked.
 */
export function wrapped(line: string, width: number): string[] {
  if (line.length <= width || line.includes('https://')) return [line];
  const lead = /^\s*(?:[-•>] +|\d\d:\d\d(?::\d\d)? +)?/.exec(line)?.[0] ?? '';
  const indent = ' '.repeat(lead.length);
  const pieces: string[] = [];
  let piece = lead;
  for (const word of line.slice(lead.length).split(' ')) {
    const isFirst = piece === lead || piece === indent;
    if (!isFirst && piece.length + 1 + word.length > width) {
      pieces.push(piece);
      piece = indent + word;
    } else piece += isFirst ? word : ` ${word}`;
  }
  return [...pieces, piece];
}
