import { clean, printable } from '../model/foreign-text.ts';
import { markOf } from '../model/mark.ts';

/** So much of AWS's words stands in a mail: of a longer text the beginning and the end, where a reply address stands. */
export const MAX_TEXT = 3_000;
const HEAD = 2_000;
const TAIL = 900;
/** Stands where something was left out. */
const LEFT_OUT = '[…]';
/** So much of AWS's words stands where there is one line for them. */
const MAX_LINE = 1_500;
/** AWS's longest descriptions have some thousand letters; of more the beginning and the end are looked at. */
const MAX_READ = 20_000;
const MAX_READ_AT_THE_END = 2_000;

/** A description as one line that may stand in a mail. */
export function wordsOfAws(description: string, limit = MAX_LINE): string {
  return clean(linesOf(description).join(' '), limit);
}

export interface Paragraphs {
  /** With a line break between two paragraphs. */
  readonly text: string;
  /** True where that is not all of it. */
  readonly textCut: boolean;
  /** A mark of all that was read, to see whether it changes; '' where there are no words. */
  readonly textMark: string;
}

/** A description as it may stand in a mail. */
export function paragraphsOfAws(description: string): Paragraphs {
  const text = linesOf(description).join('\n');
  const textMark = text === '' ? '' : markOf(text);
  if (text.length <= MAX_TEXT && description.length <= MAX_READ) return { text, textCut: false, textMark };
  const head = text.slice(0, HEAD).replace(/\s\S{0,80}$/, '');
  const tail = text.slice(-TAIL).replace(/^\S{0,80}\s/, '');
  return { text: [head, LEFT_OUT, tail].map(whole).join('\n'), textCut: true, textMark };
}

/** No letter is cut in half: SNS refuses the whole message for it. */
function whole(text: string): string {
  return text.replace(/^\p{Surrogate}|\p{Surrogate}$/gu, '');
}

function linesOf(description: string): readonly string[] {
  const read =
    description.length <= MAX_READ
      ? description
      : `${description.slice(0, MAX_READ - MAX_READ_AT_THE_END)}\n${description.slice(-MAX_READ_AT_THE_END)}`;
  return broken(read)
    .replaceAll(/\\+"/g, '"')
    .split('\n')
    .map((line) => printable(line).replaceAll(/\s+/g, ' ').trim())
    .filter((line) => line !== '');
}

/**
 * Captured events have a backslash and an n where a line ends, and a backslash before each quotation mark. A path such as
 * `C:\nvme\temp` has them, too, and no line ends there.
 */
function broken(text: string): string {
  return text
    .replaceAll(PATH_OR_BREAK, (found: string, path?: string) => path ?? (/[nr]$/.test(found) ? '\n' : ' '))
    .replaceAll(/[\r\n\u2028\u2029]+/g, '\n');
}

const PATH_OR_BREAK = /(?<![A-Za-z0-9])([A-Za-z]:(?:\\(?!n\\)[^\s"\\]*[^\s"\\.,;:!?)])+)|\\+[nrt]/g;
