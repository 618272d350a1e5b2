import { describe, expect, it } from '@jest/globals';
import { decide } from '../../../../../lambda/core/incident/decide.ts';
import type { Decision } from '../../../../../lambda/core/incident/decision.ts';
import { downSince, isInRecovery } from '../../../../../lambda/core/model/incident.ts';
import type { StatusChecks } from '../../../../../lambda/core/model/observation.ts';
import { inWords } from '../../../../../lambda/words/in-words.ts';
import { afterDecision } from '../../../../../lambda/core/incident/transitions.ts';
import {
  anAttempt,
  anInstance,
  aScheduledEvent,
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
  without,
} from '../../given.ts';

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
      const { row, step } = decide(verifyingIncident(), seen, SETTINGS, at('10:40:00'));
      expect({ row, step }).toEqual({ row: state === 'pending' ? 16 : 4, step: { act: 'wait' } });
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

describe('a planned move that is verified', () => {
  const EVENT = aScheduledEvent();
  const attempt = anAttempt({
    cause: 'planned',
    systemImpaired: false,
    intendedAt: at('10:05:00'),
    stoppedAt: at('10:06:30'),
    startedAt: RELAUNCHED,
  });
  const incident = without(
    verifyingIncident({
      attempt,
      told: { [`announced ${at('00:00:00', '2026-01-29')}`]: at('09:00:00'), 'held: claim': at('10:04:00') },
      heard: [{ id: EVENT.id, heardAt: at('09:00:00') }],
      plan: { start: at('10:00:00'), at: at('09:00:00') },
    }),
    'impairedSince',
  );
  const seen = (all: StatusChecks, scheduledEvents = [EVENT]) =>
    anInstance({ launchTime: RELAUNCHED, checks: all, scheduledEvents });
  const verified = decide(incident, seen(checks(OK)), SETTINGS, at('10:10:00'));

  it('is reported as MOVED with how long the owner was without it, and goes back to watching', () => {
    expect(verified).toMatchObject({ row: 15, step: { act: 'enter', phase: 'watching' }, failureOver: true });
    expect(verified.alerts.map((one) => [one.word, one.about])).toEqual([
      ['MOVED', `moved ${at('10:05:00')}`],
    ]);
    expect(inWords(verified.reason)).toContain('Moved in 5m00s');
    expect(downSince(incident)).toBe(at('10:05:00'));
  });

  it('leaves no attempt behind, so that what comes next is no part of the move', () => {
    const after = afterDecision(incident, verified, at('10:10:00'));
    expect(after).not.toHaveProperty('attempt');
    expect([after.phase, after.movedAt, isInRecovery(after)]).toEqual(['watching', RELAUNCHED, false]);
    expect(after.attempts).toEqual(incident.attempts);
    expect(after.newAlerts.map((one) => one.word)).toEqual(['MOVED']);
    expect(Object.keys(after.told)).toEqual([`announced ${at('00:00:00', '2026-01-29')}`]);
    expect(after.timeline.at(-1)?.what.key).toBe('end.moved');
  });

  it('waits while EC2 lags, and closes as moved without a further word when EC2 drops the event', () => {
    const after = { ...afterDecision(incident, verified, at('10:10:00')), newAlerts: [] };
    const lags = decide(after, seen(checks(OK)), SETTINGS, at('11:10:00'));
    expect(lags).toMatchObject({ step: { act: 'wait' }, alerts: [] });
    const waited = afterDecision(after, lags, at('11:10:00'));
    const gone = decide(waited, seen(checks(OK), []), SETTINGS, at('11:20:00'));
    expect(gone).toMatchObject({ step: { act: 'close', outcome: 'moved' }, alerts: [] });
  });

  it('tells a human when EC2 still lists the event more than two hours after the start', () => {
    const after = afterDecision(incident, verified, at('10:10:00'));
    const tells = (now: number): string[] => subjects(decide(after, seen(checks(OK)), SETTINGS, now).alerts);
    expect([tells(at('12:07:30')), tells(at('12:07:30.001'))]).toEqual([[], ['still-listed']]);
  });

  it('of which a check fails is judged as any other start', () => {
    const row = (all: StatusChecks, now: number): number => decide(incident, seen(all), SETTINGS, now).row;
    expect([
      row(checks(INITIALIZING), at('10:10:00')),
      row(checks(impaired('10:08:00')), at('10:10:00')),
      row(checks(OK, impaired('10:08:00')), at('10:10:00')),
    ]).toEqual([16, 17, 18]);
  });

  it('is no move where the host had failed, or the instance did not answer: that is recovered, and closed', () => {
    for (const cause of [{}, { cause: 'unreachable' } as const]) {
      const other = { ...incident, attempt: { ...without(attempt, 'cause'), ...cause } };
      const decision = decide(other, seen(checks(OK)), SETTINGS, at('10:10:00'));
      expect(decision.step).toEqual({ act: 'close', outcome: 'recovered' });
      expect(decision.alerts.map((one) => one.word)).toEqual(['RECOVERED']);
    }
  });
});
