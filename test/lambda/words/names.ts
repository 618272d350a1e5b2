/** Name tags, from the usual to the hostile; each with what it is. For tests only. */
export const NAMES: readonly (readonly [string, string])[] = [
  ['short', 'web-1'],
  ['empty', ''],
  ['in Japanese', '本番ウェブサーバー一号機'],
  ['half in Japanese', '本番ウェブ-1'],
  ['of 300 letters', 'w'.repeat(300)],
  ['of 300 Japanese letters', '本'.repeat(300)],
  ['of 300 emoji', '\u{1f600}'.repeat(300)],
  ['of one letter and 300 emoji', `w${'\u{1f600}'.repeat(300)}`],
  ['with line breaks', 'web-1\r\nSubject: all is well\n\n[ec2-responder] RECOVERED'],
  ['with control characters', 'web\u0000-\u0007\u001b[31m1\u007f\u0085'],
  ['with letters that run the other way', '\u202eweb-1\u202c'],
  ['of blanks', '   \t  '],
];
