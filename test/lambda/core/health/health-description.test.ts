import { describe, expect, it } from '@jest/globals';
import { paragraphsOfAws, wordsOfAws } from '../../../../lambda/core/health/health-description.ts';

function textOf(description: string): string {
  return paragraphsOfAws(description).text;
}

describe('the words of AWS', () => {
  it.each([
    ['line breaks', 'One.\n\n\r\nTwo.', 'One.\nTwo.'],
    [
      'marks of line breaks, as in captured events',
      'One.\\n\\n* Two\\nthree\\rfour',
      'One.\n* Two\nthree\nfour',
    ],
    ['marks that were escaped twice', 'One.\\\\nTwo \\\\"three\\\\".', 'One.\nTwo "three".'],
    ['breaks of other writing', 'One.\u2028Two.\u2029Three.', 'One.\nTwo.\nThree.'],
    ['tabs and blanks, which are one', ' One \t  two\\tthree ', 'One two three'],
    ['marks that turn the writing direction', 'One\u202e.', 'One.'],
    ['nothing', ' \n ', ''],
  ])('keep their paragraphs: %s', (_what, description, text) => {
    expect(paragraphsOfAws(description)).toMatchObject({ text, textCut: false });
  });

  it.each([
    ['C:\\nvme\\temp', 'C:\\nvme\\temp'],
    ['Look at D:\\reports\\new.txt now', 'Look at D:\\reports\\new.txt now'],
    ['In C:\\nvme\\temp.\\n\\nThen go on', 'In C:\\nvme\\temp.\nThen go on'],
    ['(C:\\nvme)\\nNext', '(C:\\nvme)\nNext'],
    ['The Region:\\nap-northeast-1', 'The Region:\nap-northeast-1'],
  ])('do not break within a path: %s', (description, text) => {
    expect(textOf(description)).toBe(text);
  });

  it('are kept at both ends where they are too long, and it is said that they are cut', () => {
    const long = `The beginning. ${'word '.repeat(700)}Reply to abuse@example.com.`;
    const { text, textCut } = paragraphsOfAws(long);
    expect(textCut).toBe(true);
    expect(text.length).toBeLessThanOrEqual(3_000);
    expect(text).toMatch(
      /^The beginning\. word [^]* word\n\[…\]\nword [^]* word Reply to abuse@example\.com\.$/,
    );
    expect(paragraphsOfAws('x'.repeat(3_000)).textCut).toBe(false);
    expect(paragraphsOfAws('x'.repeat(3_001)).textCut).toBe(true);
  });

  it('are read at both ends of a megabyte, and no letter is cut in half', () => {
    const { text, textCut } = paragraphsOfAws(`a${'😀'.repeat(500_000)} the end`);
    expect(textCut).toBe(true);
    expect(text).toMatch(/the end$/);
    expect(text).not.toMatch(/\p{Surrogate}/u);
    expect(paragraphsOfAws(' '.repeat(30_000)).textCut).toBe(true);
  });

  it('are one line where there is room for one', () => {
    expect(wordsOfAws('One.\\nTwo.')).toBe('One. Two.');
    expect(wordsOfAws('x'.repeat(5_000))).toHaveLength(1_500);
    expect(wordsOfAws('One. Two.', 5)).toBe('One.…');
  });
});
