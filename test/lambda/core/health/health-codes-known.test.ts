import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HEALTH_CODES } from '../../../../lambda/core/health/health-codes.ts';

const FACTS = join(import.meta.dirname, '..', '..', '..', '..', '..', 'shared', 'FACTS.md');

/** `A_{B,C}` as `A_B` and `A_C`; `A_B(_C)` as `A_B` and `A_B_C`. */
function spelledOut(code: string): string[] {
  const braces = /^(.*)\{(.*)\}(.*)$/.exec(code);
  if (braces !== null) {
    const [, before = '', inside = '', after = ''] = braces;
    return inside.split(',').map((one) => `${before}${one}${after}`);
  }
  const optional = /^(.*)\((.*)\)$/.exec(code);
  return optional === null ? [code] : [optional[1] ?? '', `${optional[1] ?? ''}${optional[2] ?? ''}`];
}

/** The codes in the first column of a row; `A_B_C / _D` is `A_B_C`, and `A_B_D` or `A_D`: whichever is known. */
function codesIn(cell: string): string[] {
  let whole: string[] = [];
  return [...cell.matchAll(/[A-Z0-9_]*_(?:\{[A-Z_,]+\}|[A-Z0-9_])+(?:\(_[A-Z]+\))?/g)].flatMap(([token]) => {
    if (!token.startsWith('_')) {
      whole = token.split('_');
      return spelledOut(token);
    }
    const shorter = whole.map((_, kept) => `${whole.slice(0, kept).join('_')}${token}`);
    return [shorter.find((code) => Object.hasOwn(HEALTH_CODES, code)) ?? `${whole.join('_')} / ${token}`];
  });
}

describe('the codes of AWS Health that are known of EC2 and EBS', () => {
  it('are all in the table', () => {
    if (!existsSync(FACTS)) {
      process.stdout.write(`no list of known codes at ${FACTS}\n`);
      expect(existsSync(FACTS)).toBe(false);
      return;
    }
    const rows = readFileSync(FACTS, 'utf8')
      .split('\n')
      .filter((line) => /^\| (?:EBS: )?AWS_E(?:C2|BS)_/.test(line));
    const codes = rows.flatMap((row) => codesIn(row.split('|')[1] ?? ''));
    expect(codes.length).toBeGreaterThan(30);
    expect(codes.filter((code) => !Object.hasOwn(HEALTH_CODES, code))).toEqual([]);
  });
});
