import { describe, expect, it } from '@jest/globals';
import { entityName } from '../../../../lambda/core/health/health-event.ts';
import { wordsOfAws } from '../../../../lambda/core/health/health-description.ts';

describe('the words of AWS', () => {
  it('are one line, also where the line ends are written out', () => {
    expect(wordsOfAws('Hello,\\n\\nyour\r\ninstance\\tis  old.\u2028Bye')).toBe(
      'Hello, your instance is old. Bye',
    );
  });

  it('have their quotation marks without a backslash', () => {
    expect(wordsOfAws('the \\"i-1\\" and \\\\"i-2\\\\"')).toBe('the "i-1" and "i-2"');
  });

  it('are cut where they are too long, with a mark', () => {
    expect(wordsOfAws('a'.repeat(30), 10)).toBe(`${'a'.repeat(9)}…`);
    expect(wordsOfAws('a'.repeat(10), 10)).toBe('a'.repeat(10));
  });
});

describe('the name of an entity', () => {
  it('is one line of 120 letters at most, of which the end stays: there ARNs differ', () => {
    expect(entityName(' db\n-1 ')).toBe('db -1');
    const arn = `arn:aws:rds:${'x'.repeat(500)}:db-1`;
    expect(entityName(arn)).toHaveLength(120);
    expect(entityName(arn)).toMatch(/^arn:aws:rds:x+…x+:db-1$/);
  });
});
