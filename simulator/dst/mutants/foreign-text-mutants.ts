import type { Mutant } from './mutant.ts';

const FILE = 'lambda/core/model/foreign-text.ts';

/** What somebody else has written, and what a mail makes of it. */
export const FOREIGN_TEXT_MUTANTS: readonly Mutant[] = [
  {
    name: 'let a stranger fill a line with blanks',
    file: FILE,
    find: ".replace(BLANKS, ' ')",
    replace: '',
  },
  {
    name: 'let a stranger break a line',
    file: FILE,
    find: ".replace(BREAKS, ' ')\n    .replace(UNSEEN, '')",
    replace: ".replace(/\\r/g, ' ')\n    .replace(/\\p{Bidi_Control}/gu, '')",
  },
  {
    name: 'let a stranger write what shows nothing',
    file: FILE,
    find: ".replace(UNSEEN, '')",
    replace: ".replace(/\\p{Bidi_Control}/gu, '')",
  },
  {
    name: 'let the marks of a stranger pile up',
    file: FILE,
    find: ".replace(PILED_UP, '$1')",
    replace: '',
  },
  {
    name: 'make a link of the address of a stranger',
    file: FILE,
    find: ".replace(/:(?=\\/\\/)/g, '[:]')",
    replace: '',
  },
  {
    name: 'make a link of the host of a stranger',
    file: FILE,
    find: ".replace(LINKED_HOSTS, '$1[.]')",
    replace: '',
  },
  {
    name: 'say the name of a stranger as a sentence of ours',
    file: FILE,
    find: 'return ONE_WORD.test(name) && !QUOTATION_MARKS.test(name) ? name : inMarks(name);',
    replace: 'return ONE_WORD.test(name) && QUOTATION_MARKS.test(name) ? inMarks(name) : name;',
  },
  {
    name: 'say the message of a stranger as a sentence of ours',
    file: FILE,
    find: 'return inMarks(clean(text, length));',
    replace: 'return clean(text, length) || inMarks(text);',
  },
  {
    name: 'let a stranger end our quotation marks',
    file: FILE,
    find: "line.replaceAll(new RegExp(QUOTATION_MARKS, 'gu'), \"'\")",
    replace: "line.replaceAll(new RegExp(QUOTATION_MARKS, 'gu'), '\"')",
  },
  {
    name: 'let a name go on in the subject',
    file: 'lambda/words/subject.ts',
    find: 'return READS_ON.test(name) ? quoted(short(name, length - 2)) : short(name, length);',
    replace: 'return READS_ON.test(name) && length < 2 ? quoted(name) : short(name, length);',
  },
];
