import { describe, expect, it } from '@jest/globals';
import { ALERTS } from '../../../simulator/dst/invariants/alerts.ts';
import type { Checker } from '../../../simulator/dst/invariants/checker.ts';

const AT = Date.parse('2026-12-05T19:40:21Z');
const IN_KOLKATA =
  'All ok again.\n\nSent by ec2-responder at 2026-12-06 01:10:21 Asia/Kolkata (19:40:21 UTC).';
const IN_NEW_YORK =
  'All ok again.\n\nSent by ec2-responder at 2026-12-05 14:40:21 America/New_York (19:40:21 UTC).';

/** What is violated in a run with faults where one alert goes out with these bodies. */
function violationsOf(...bodies: readonly string[]): readonly string[] {
  const violations: string[] = [];
  const parts = {
    plan: { faults: new Set(['crash']) },
    judged: () => undefined,
    violated: (what: string) => violations.push(what),
  };
  const observer = ALERTS.find(({ name }) => name === 'each alert once')?.watch(parts as unknown as Checker);
  for (const body of bodies)
    observer?.see?.({ kind: 'mail', at: AT, subject: 'ok', body, attributes: { alertId: 'x/end' } });
  return violations;
}

describe('each alert once', () => {
  it('is violated where a repeat says something else', () => {
    expect(violationsOf(IN_KOLKATA, IN_KOLKATA)).toEqual([]);
    expect(violationsOf(IN_KOLKATA, IN_KOLKATA.replace('again', 'now'))).toHaveLength(1);
  });

  it('holds where the owner has chosen another time zone since (seed 381)', () => {
    expect(violationsOf(IN_KOLKATA, IN_NEW_YORK)).toEqual([]);
  });
});
