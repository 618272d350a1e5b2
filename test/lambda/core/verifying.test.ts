import { describe, expect, it } from '@jest/globals';
import { decide } from '../../../lambda/core/decide.ts';
import type { Decision } from '../../../lambda/core/decision.ts';
import type { StatusChecks } from '../../../lambda/core/observation.ts';
import { inWords } from '../../../lambda/core/sentences.ts';
import {
  anInstance,
  at,
  checks,
  impaired,
  INITIALIZING,
  INSUFFICIENT_DATA,
  OK,
  RELAUNCHED,
  SETTINGS,
  subjects,
  UNREAD,
  verifyingIncident,
} from './given.ts';

const MINUTE = 60_000;

/** What is decided while verifying the start of 10:07:30. */
function verify(all: StatusChecks, now: number): Decision {
  const seen = anInstance({ launchTime: RELAUNCHED, checks: all });
  return decide(verifyingIncident(), seen, SETTINGS, now);
}

function story({ alerts }: Decision): string {
  return alerts.flatMap((one) => one.story.map((sentence) => inWords(sentence))).join('\n');
}

describe('a verified start', () => {
  it('is recovered with the time since the failure in its reason', () => {
    expect(inWords(verify(checks(OK), at('10:10:00')).reason)).toContain('10m00s');
  });

  it('whose system check fails again waits for the grace, and says until when and why', () => {
    const words = inWords(verify(checks(impaired('10:08:00')), at('10:09:00')).reason);
    expect(words).toMatch(/10:13:00.*5 minutes.*SystemFailureGraceMinutes/);
    const back = verify(checks(impaired('10:08:00')), at('10:13:00'));
    expect(inWords(back.reason)).toContain('10:08:00');
  });

  it('whose checks are not all ok says what each of them is', () => {
    const row16 = verify(checks(INITIALIZING, INSUFFICIENT_DATA, OK), at('10:09:00'));
    expect(inWords(row16.reason)).toMatch(/system initializing, instance insufficient-data, attached EBS ok/);
    const row18 = verify(checks(OK, impaired('10:08:00'), INITIALIZING), at('10:09:00'));
    expect(inWords(row18.reason)).toMatch(/system ok, instance impaired, attached EBS initializing/);
  });

  it.each([
    ['instance', (since: string) => checks(OK, impaired(since))],
    ['attached EBS', (since: string) => checks(OK, OK, impaired(since))],
  ])('whose %s check fails is judged by its date: since the start, before it, in the future', (_, all) => {
    const row = (since: string, now = at('10:09:00')): number => verify(all(since), now).row;
    expect([row('10:07:30'), row('10:07:29.999')]).toEqual([18, 16]);
    expect([row('10:09:00'), row('10:09:00.001')]).toEqual([18, 19]);
  });

  it('whose system check fails is judged by its date, too', () => {
    const row = (since: string): number => verify(checks(impaired(since)), at('10:09:00')).row;
    expect([row('10:07:30'), row('10:07:29.999'), row('10:09:00'), row('10:09:00.001')]).toEqual([
      17, 16, 17, 19,
    ]);
    expect(verify(checks(impaired()), at('10:09:00')).row).toBe(19);
  });

  it.each(['pending', 'stopping'] as const)('is not judged by its checks while it is %s', (state) => {
    for (const all of [checks(OK), checks(impaired('10:08:00')), checks(OK, impaired('10:08:00'))]) {
      const seen = anInstance({ state, launchTime: RELAUNCHED, checks: all });
      expect(decide(verifyingIncident(), seen, SETTINGS, at('10:40:00')).row).toBe(19);
    }
  });

  it('with a failed OS is told of VerifyMinutes after the first of its failures', () => {
    const both = checks(OK, impaired('10:12:00'), impaired('10:09:00'));
    expect(subjects(verify(both, at('10:24:00') - 1).alerts)).toEqual([]);
    const told = verify(both, at('10:24:00'));
    expect(subjects(told.alerts)).toEqual(['os-after-start']);
    expect(story(told)).toContain('15 minutes');
  });

  it('that takes longer than VerifyMinutes is told of, and how long that is', () => {
    const due = RELAUNCHED + 15 * MINUTE;
    expect(verify(checks(INITIALIZING), due - 1).alerts).toEqual([]);
    const late = verify(checks(INITIALIZING), due);
    expect(subjects(late.alerts)).toEqual(['verify-late']);
    expect(story(late)).toContain('15 minutes');
  });

  it.each([
    ['the system check is not given', checks(UNREAD, INITIALIZING, INITIALIZING), 19],
    ['the instance check is not given', checks(OK, UNREAD, INITIALIZING), 16],
    ['a check failed, nobody knows since when', checks(INITIALIZING, impaired(), OK), 19],
    ['a check failed in the future', checks(INITIALIZING, OK, impaired('10:30:00')), 19],
    ['a failed OS waits for a system check', checks(INITIALIZING, impaired('10:08:00')), 16],
    ['the OS fails from this very moment on', checks(INITIALIZING, impaired('10:09:00')), 16],
    [
      'a date stands at a check that has not failed',
      checks(OK, { ...impaired('10:08:00'), ...INITIALIZING }),
      16,
    ],
  ])('is not clear, or only not done, where %s', (_, all, row) => {
    expect(verify(all, at('10:09:00')).row).toBe(row);
  });
});
