import { describe, expect, it } from '@jest/globals';
import { decide } from '../../../../../lambda/core/incident/decide.ts';
import type { Decision } from '../../../../../lambda/core/incident/decision.ts';
import { isStuck, type Incident } from '../../../../../lambda/core/model/incident.ts';
import type { FoundInstance } from '../../../../../lambda/core/model/observation.ts';
import { say } from '../../../../../lambda/core/model/sentence.ts';
import { MINUTE } from '../../../../../lambda/core/model/time.ts';
import { inWords } from '../../../../../lambda/words/in-words.ts';
import {
  anAttempt,
  anIncident,
  anInstance,
  anUnansweredAttempt,
  at,
  LAUNCHED,
  RELAUNCHED,
  SETTINGS,
  stoppingIncident,
  subjects,
  verifyingIncident,
} from '../../given.ts';

const STOPPING = JSON.stringify(say('picture.state', { state: 'stopping' }));
const BEGUN = at('10:03:00');

function look(now: number, differences: Partial<Incident> = {}, seen: Partial<FoundInstance> = {}): Decision {
  const { facts: _, ...rest } = seen;
  return decide(anIncident(differences), anInstance({ state: 'stopping', ...rest }), SETTINGS, now);
}

describe('a stop that the responder did not ask for', () => {
  it('is waited with from the moment at which it is first seen, and told ForceStopAfterMinutes later', () => {
    const first = look(BEGUN);
    expect(first).toMatchObject({ row: 4, step: { act: 'wait' }, alerts: [] });
    expect(first.changes).toEqual({ unclear: { what: STOPPING, since: BEGUN } });
    const known = { unclear: { what: STOPPING, since: BEGUN } };
    expect(look(BEGUN + 10 * MINUTE - 1, known).alerts).toEqual([]);
    const late = look(BEGUN + 10 * MINUTE, known);
    expect(late).toMatchObject({ row: 4, step: { act: 'wait' }, changes: known });
    expect(late.alerts).toMatchObject([
      { about: 'stop of others hangs', word: 'NEEDS-YOU', againAfter: 86_400_000, anewSince: BEGUN },
    ]);
    expect(late.alerts.flatMap(({ story }) => story.map((one) => inWords(one))).join()).toContain('10:03:00');
  });

  it('counts from the time that EC2 gives, unless that is of before the last start', () => {
    const at1 = (stateTransitionAt: number): string[] =>
      subjects(look(at('10:13:00'), {}, { stateTransitionAt }).alerts);
    expect(at1(BEGUN)).toEqual(['stop-hangs']);
    expect(at1(BEGUN + 1)).toEqual([]);
    expect(at1(LAUNCHED)).toEqual(['stop-hangs']);
    expect(at1(LAUNCHED - 1)).toEqual([]);
    const later = { unclear: { what: STOPPING, since: BEGUN } };
    const seen = { stateTransitionAt: at('10:04:00') };
    expect(subjects(look(at('10:13:00'), later, seen).alerts)).toEqual(['stop-hangs']);
  });

  it('is counted anew where something else was unclear before', () => {
    const other = { unclear: { what: 'other', since: at('09:00:00') } };
    expect(look(BEGUN, other).alerts).toEqual([]);
  });

  it('closes the incident when it is over, and never becomes a start', () => {
    const attempt = anUnansweredAttempt({ stopAccepted: false });
    const over = look(
      at('11:00:00'),
      { attempt },
      { state: 'stopped', stateReason: 'Client.UserInitiatedShutdown' },
    );
    expect(over).toMatchObject({ row: 4, step: { act: 'close', outcome: 'stopped by someone else' } });
    expect(subjects(over.alerts)).toEqual(['stopped-by-someone']);
  });

  it('that meets our own unanswered one is not ours to finish, and not over', () => {
    const seen = anInstance({ state: 'stopping', stateReason: 'Client.InstanceInitiatedShutdown' });
    const decision = decide(stoppingIncident(anUnansweredAttempt()), seen, SETTINGS, at('10:20:00'));
    expect(decision).toMatchObject({ row: 9, step: { act: 'enter', phase: 'watching' }, alerts: [] });
  });

  it('of what we have started keeps no place among the concurrent ones once it is told', () => {
    const told = (time: number) => ({ told: { 'stop of others hangs': time } });
    expect(isStuck(verifyingIncident(told(RELAUNCHED)))).toBe(true);
    expect(isStuck(verifyingIncident(told(RELAUNCHED - 1)))).toBe(false);
    expect(isStuck(verifyingIncident())).toBe(false);
    const notStarted = verifyingIncident({ ...told(at('12:00:00')), attempt: anAttempt() });
    expect(isStuck(notStarted)).toBe(false);
  });
});
