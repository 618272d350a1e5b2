/**
 * Text that came from a tag or an API may hold anything; in a mail it is one short line. No letter is cut in half: SNS
 * refuses the whole message for it.
 */
export function clean(text: string, length = 80, end = '…'): string {
  const line = printable(text).trim();
  return line.length <= length ? line : `${line.slice(0, length - 1).replace(/\p{Surrogate}$/u, '')}${end}`;
}

/**
 * In quotation marks, so that it does not read on as our sentence: what an owner has written as a tag, what EC2 says. Marks of
 * its own become single ones, and a full stop at its end goes, because ours follows.
 */
export function quoted(text: string, length = 80): string {
  return `"${clean(text, length)
    .replaceAll('"', "'")
    .replace(/[.\s]+$/u, '')}"`;
}

/** A name as it is where it is one word, and quoted where it could read as a sentence. */
export function asName(text: string, length = 80, end = '…'): string {
  const name = clean(text, length, end);
  return /^[\p{L}\p{N}\p{M}_.+@#/:~…()[\]-]*$/u.test(name) ? name : quoted(name, length);
}

/**
 * One line, in letters that show, that no mail program makes a link of. Line breaks of all kinds become spaces; what cannot be
 * seen goes (marks that turn the writing direction, fillers that look like blanks, halves of letters), and rows of blanks, with
 * which a text could push the rest of itself to the beginning of the next line on a screen, become one.
 *
 * A bare host name stays as it is: many an instance is called so.
 */
export function printable(text: string): string {
  return text
    .replace(BREAKS, ' ')
    .replace(UNSEEN, '')
    .replace(BLANKS, ' ')
    .replace(PILED_UP, '$1')
    .replace(/(?<=[A-Za-z0-9+.-]):(?=\/\/)/gu, '[:]')
    .replace(/\b(mailto|tel|data|javascript|file):/giu, '$1[:]')
    .replace(/\bwww\./giu, (www) => `${www.slice(0, -1)}[.]`);
}

const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Cf}\p{Co}\p{Cn}\p{Surrogate}]/gu;
/** The Braille pattern without a dot is a symbol to Unicode. */
const BLANKS = /[\p{Zs}\u2800]+/gu;
/** More marks on one letter than any script needs cover the lines around it. */
const PILED_UP = /(\p{M}{3})\p{M}+/gu;
