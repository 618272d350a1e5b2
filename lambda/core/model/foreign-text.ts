/**
 * Text that came from a tag or an API may hold anything; in a mail it is one short line. No letter is cut in half: SNS
 * refuses the whole message for it.
 */
export function clean(text: string, length = 80, end = '…'): string {
  const line = printable(text).trim();
  return line.length <= length ? line : `${line.slice(0, length - 1).replace(/\p{Surrogate}$/u, '')}${end}`;
}

/** Line breaks of all kinds become spaces, and marks that turn the writing direction go. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replace(/\p{Bidi_Control}/gu, '');
}
