/**
 * Text that came from a tag or an API may hold anything; in a mail it is one short line. No letter is cut in half: SNS
 * refuses the whole message for it.
 */
export function clean(text: string, length = 80, end = '…'): string {
  const line = printable(text).trim();
  return line.length <= length ? line : `${line.slice(0, length - 1).replace(/\p{Surrogate}$/u, '')}${end}`;
}

/**
 * A name, a code or another word of somebody else within a sentence of ours: as it is where it is one word, and in quotation
 * marks where it could read on as our sentence. Marks that nobody has thought of are in doubt those of a sentence.
 */
export function asName(text: string, length = 80, end = '…'): string {
  const name = clean(text, length, end);
  return ONE_WORD.test(name) && !QUOTATION_MARKS.test(name) ? name : inMarks(name);
}

/** `web-1 (i-0a1b2c3d4e5f60718)` in a list; the id alone where there is no name, or none that shows. */
export function nameAndId(name: string | undefined, id: string): string {
  const shown = asName(name ?? '', 60);
  return shown === '' ? id : `${shown} (${id})`;
}

/** What EC2 says, what an owner has written: always in quotation marks, without the full stop at its end, because ours follows. */
export function quoted(text: string, length = 80): string {
  return inMarks(clean(text, length));
}

/**
 * One line, in letters that show, that no mail program makes a link of. Line breaks of all kinds become spaces; what cannot be
 * seen goes (marks that turn the writing direction, fillers, halves of letters); and rows of blanks, with which a text could
 * push the rest of itself to the beginning of the next line on a screen, become one.
 *
 * A bare host name stays as it is, and so does an address to which the reader may have to reply.
 */
export function printable(text: string): string {
  return text
    .replace(BREAKS, ' ')
    .replace(UNSEEN, '')
    .replace(BLANKS, ' ')
    .replace(REPEATED, '$1')
    .replace(PILED_UP, '$1')
    .replace(/:(?=\/\/)/g, '[:]')
    .replace(LINKED_SCHEMES, '$1[:]')
    .replace(LINKED_HOSTS, '$1[.]');
}

const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Cf}\p{Co}\p{Cn}\p{Surrogate}]/gu;
/** The last ones show nothing, and are letters or symbols to Unicode: Braille without a dot, blanks of music and hieroglyphs. */
const BLANKS = /[\p{Zs}\u2800\u{1d159}\u{13441}\u{13442}]+/gu;
/** No script has words with more than five times the same letter: what shows nothing and is not named here makes no gap either. */
const REPEATED = /(([^\x20-\x7e\p{N}])\2{4})\2+/gu;
/** More marks on one letter than any script needs cover the lines around it. */
const PILED_UP = /(\p{M}{3})\p{M}+/gu;
/** Of these mail programs make a link without two slashes. */
const LINKED_SCHEMES = /\b(mailto|tel|sms|callto|skype|news|file):(?=\S)/giu;
const LINKED_HOSTS = /\b(www|ftp)\.(?=\S)/giu;

/** Letters, digits and symbols of any script with what stands within names, such as a bracket or the mark of a cut. */
const ONE_WORD = /^[\p{L}\p{N}\p{M}\p{S}\p{Pc}\p{Pd}\p{Ps}\p{Pe}.:@#/&%*'\\…・]*$/u;
const QUOTATION_MARKS = /["\u201c-\u201f\u2033\u2036\u301d-\u301f\uff02]/u;

/** Marks of its own become single ones, so that it ends where ours end. */
function inMarks(line: string): string {
  const words = line.replaceAll(new RegExp(QUOTATION_MARKS, 'gu'), "'").replace(/[.\s]+$/u, '');
  return `"${words}"`;
}
