import type { Entry } from '../../../runtime/journal.ts';
import type { Invariant } from '../../checking/checker.ts';
import { STRANGERS_SAY } from '../../workload/words-of-strangers.ts';

/** What is wrong with one line that a reader sees; undefined where nothing is. */
type Judgement = (line: string) => string | undefined;

/** Marks without a width or a form, and the letters that show nothing: they are judged by what a screen shows of them. */
const SHOWS_NOTHING =
  /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{Co}\p{Surrogate}\u2028\u2029\u2800\u{13441}]/u;
/** Wider than a gap between two words, or another blank than that of the keyboard. */
const GAP = /\S {2,}\S|(?! )\p{Z}/u;
/** Lines of ours are indented, and have a column of labels or times. */
const COLUMN =
  /^ *(?:(?:Name|Instance|Type|Account|Region|Private IP|Public IP) +|(?:[\d-]+ )?\d\d:\d\d:\d\d {2})?/;

const LINK = /[a-z]:\/\/|\bwww\.|\b(?:mailto|tel):\S/i;
/** Whole, on a line of its own, and to AWS. */
const LINK_OF_OURS =
  /^ {2}(?:[A-Z][A-Za-z ]+: )?https:\/\/(?:[a-z0-9-]+\.)*(?:aws\.amazon\.com|amazonaws\.cn|repost\.aws)\/\S*$/;

const JUDGEMENTS: readonly Judgement[] = [
  (line) => (SHOWS_NOTHING.test(line) ? 'holds what shows nothing' : undefined),
  (line) => (GAP.test(line.replace(COLUMN, '')) ? 'has a gap that makes a new line' : undefined),
  (line) => (/\p{M}{4}/u.test(line) ? 'has marks that cover other lines' : undefined),
  (line) => (LINK.test(line) && !LINK_OF_OURS.test(line) ? 'has a link that is not ours' : undefined),
  (line) => (readsAsOurs(line) ? 'says as ours what a stranger says' : undefined),
];

export const FOREIGN_TEXT: readonly Invariant[] = [
  {
    name: 'nobody writes a line of ours',
    says: 'What stands in tags, names and texts of others makes no line, no sentence and no link of a mail: it is quoted, and all of it shows.',
    watch: (checker) => ({
      see: (entry) => {
        if (entry.kind !== 'mail') return;
        checker.judged();
        for (const line of [entry.subject, ...entry.body.trimEnd().split('\n')]) {
          for (const judge of JUDGEMENTS) {
            const wrong = judge(line);
            if (wrong !== undefined) checker.violated(`a line ${wrong}: ${JSON.stringify(line)}`);
          }
        }
        const { instanceId = '' } = entry.attributes;
        const wrong =
          wrongForm(entry) ?? wrongSubject(entry, checker.region.ec2.instances.get(instanceId)?.name);
        if (wrong !== undefined) checker.violated(`a mail ${wrong}: "${entry.subject}"`);
      },
    }),
  },
];

/** Outside of quotation marks, and on no line that is marked as the words of others. */
function readsAsOurs(line: string): boolean {
  if (/^ {2}(?:> |Name:? )/.test(line)) return false;
  return line.replace(/"[^"]*"/g, '').includes(STRANGERS_SAY);
}

/** A mail asks for something under one title; a line of a list stands below it, and nowhere else. */
function wrongForm({ body, attributes }: Entry<'mail'>): string | undefined {
  if (attributes.word === 'DIGEST' || attributes.alertId === undefined) return undefined;
  const [before = '', asked = '', ...more] = body.split('What you need to do');
  if (more.length > 0 && /^What you need to do$/m.test(more.join(''))) return 'asks twice';
  const elsewhere = [before, asked.slice(asked.indexOf('\n\n'))].join('\n');
  return /^ {2}- /m.test(elsewhere) ? 'has a line of a list where none belongs' : undefined;
}

/** A name that has an end within it must not pass for the end of the name in a subject. */
function wrongSubject({ subject }: Entry<'mail'>, name = ''): string | undefined {
  const [beginning] = /^[\x20-\x7e]{1,12}?[.:] /.exec(name) ?? [];
  const [word = ''] = subject.split(' ');
  if (beginning === undefined || !subject.startsWith(`${word} ${beginning}`)) return undefined;
  return 'lets a name go on as if it were what happened';
}
