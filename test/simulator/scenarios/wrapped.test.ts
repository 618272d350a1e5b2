import { describe, expect, it } from '@jest/globals';
import { wrapped } from '../../../simulator/scenarios/wrapped.ts';

describe('a line that is too long', () => {
  it.each([
    ['a sentence goes on in the next line', 16, ['a sentence goes', 'on in the next', 'line']],
    ['  - an item of a list', 14, ['  - an item of', '    a list']],
    ['  18:09:01  EC2 accepted', 16, ['  18:09:01  EC2', '            accepted']],
    ['incomprehensibilities stay', 10, ['incomprehensibilities', 'stay']],
  ])('%j is broken between words, under its own text', (line, width, expected) => {
    expect(wrapped(line, width)).toEqual(expected);
  });

  it.each(['short', '', '  Link: https://example.com/a/long/address and more'])('%j stays whole', (line) => {
    expect(wrapped(line, 10)).toEqual([line]);
  });
});
