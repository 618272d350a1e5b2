import { describe, expect, it } from '@jest/globals';
import { ALERTS } from '../../../simulator/dst/invariants/alerting/alerts.ts';
import type { Checker } from '../../../simulator/dst/checking/checker.ts';

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

describe('many alerts are one mail', () => {
  /** What is violated where one invocation publishes mails of these alerts, one by one. */
  function violationsOfMails(...alertIds: readonly string[]): readonly string[] {
    const violations: string[] = [];
    const parts = { judged: () => undefined, violated: (what: string) => violations.push(what) };
    const invariant = ALERTS.find(({ name }) => name === 'many alerts are one mail');
    const observer = invariant?.watch(parts as unknown as Checker);
    for (const alertId of alertIds) {
      const input = { MessageAttributes: { alertId: { StringValue: alertId } } };
      const call = { kind: 'call', at: AT, invocation: 1, sweep: true, service: 'sns' } as const;
      observer?.seeAll?.({ ...call, action: 'Publish', input });
    }
    return violations;
  }

  it('is violated by seven mails of seven alerts', () => {
    expect(violationsOfMails('1', '2', '3', '4', '5', '6', '7')).toHaveLength(1);
  });

  it('holds where the SDK repeats one of five, because its answer was lost (seed 854)', () => {
    expect(violationsOfMails('1', '2', '2', '2', '3', '4', '5')).toEqual([]);
  });
});
