import { describe, expect, it } from '@jest/globals';
import { decide } from '../../../../../lambda/core/incident/decide.ts';
import type { Decision } from '../../../../../lambda/core/incident/decision.ts';
import type { Attempt, Incident } from '../../../../../lambda/core/model/incident.ts';
import type { FoundInstance } from '../../../../../lambda/core/model/observation.ts';
import { inWords } from '../../../../../lambda/words/in-words.ts';
import {
  anIncident,
  anInstance,
  anUnansweredAttempt,
  at,
  RELAUNCHED,
  SETTINGS,
  subjects,
} from '../../given.ts';

const USER = 'Client.UserInitiatedShutdown';
const EARLY = anInstance({ state: 'stopped', stateReason: USER, stateTransitionAt: at('10:04:00') });

function inDoubt(attempt: Partial<Attempt> = {}, differences: Partial<Incident> = {}): Incident {
  return anIncident({
    attempt: anUnansweredAttempt(attempt),
    told: { 'whose stop': at('10:06:00') },
    ...differences,
  });
}

function decided(seen: FoundInstance, incident = inDoubt()): Decision {
  return decide(incident, seen, SETTINGS, at('12:00:00'));
}

describe('a stop of which nobody can tell whose it is', () => {
  it('is waited with, in whatever state, and asked about each day', () => {
    for (const state of ['stopping', 'stopped'] as const) {
      const decision = decided({ ...EARLY, state });
      expect(decision).toMatchObject({ row: 21, step: { act: 'wait' } });
      expect(decision.alerts[0]).toMatchObject({
        about: 'whose stop',
        word: 'NEEDS-YOU',
        againAfter: 86_400_000,
      });
      expect(subjects(decision.alerts.slice(1))).toEqual(state === 'stopping' ? ['stop-hangs'] : []);
      expect(decision.changes.unclear === undefined).toBe(state === 'stopped');
    }
  });

  it('is told with both times, and with both answers', () => {
    const [alert] = decided(EARLY).alerts;
    const story = (alert?.story ?? []).map((one) => inWords(one)).join();
    expect(story).toContain('10:04:00');
    expect(story).toContain('10:05:10');
    expect((alert?.todo ?? []).map((one) => one.key)).toEqual(['todo.whose-stop', 'todo.whose-stop-tag']);
  });

  it('names the earlier intent where the later one is known to have stopped nothing', () => {
    const attempt = { stopAccepted: false, unansweredIntent: at('10:04:30') };
    const values = decided(EARLY, inDoubt(attempt)).reason.values;
    expect(values).toEqual({ at: at('10:04:00'), intent: at('10:04:30') });
  });

  it.each([
    ['true', 'close'],
    ['', 'close'],
    ['yes please', 'close'],
    ['false', 'wait'],
    ['False', 'wait'],
  ])('is closed by its owner’s tag, whose value is %p: %s', (value, act) => {
    const tagged = { ...EARLY, facts: { ...EARLY.facts, tags: { 'EC2-Responder:Keep-Stopped': value } } };
    const decision = decided(tagged);
    expect(decision).toMatchObject({ row: 21, step: { act } });
    expect(subjects(decision.alerts)).toEqual([act === 'close' ? 'kept-stopped' : 'whose-stop']);
  });

  it('is over when somebody has started it: what follows is judged as after any start', () => {
    const runs = anInstance({ launchTime: RELAUNCHED });
    const first = decided(runs);
    expect(first).toMatchObject({ row: 21, step: { act: 'wait' }, alerts: [] });
    expect(first.changes.attempt?.startedAt).toBe(RELAUNCHED);
    const next = decided(runs, inDoubt({ startedAt: RELAUNCHED }));
    expect(next).toMatchObject({ row: 5, step: { act: 'close', outcome: 'recovered' } });
  });
});

describe('a stop of which everybody knows whose it is', () => {
  it.each<[string, FoundInstance, Incident]>([
    [
      'it is certainly somebody else’s',
      { ...EARLY, stateReason: 'Client.InstanceInitiatedShutdown' },
      inDoubt(),
    ],
    ['ours was accepted', { ...EARLY, stateTransitionAt: at('11:00:00') }, inDoubt({ stopAccepted: true })],
    ['it has been started since by us', EARLY, inDoubt({ startRequests: 1 })],
    ['nothing of ours was ever asked', EARLY, anIncident()],
  ])('is nothing to ask about: %s', (_, seen, incident) => {
    expect(decided(seen, incident)).toMatchObject({ row: 4, step: { act: 'close' } });
  });

  it.each<[string, FoundInstance, Incident]>([
    ['was never asked about', anInstance({ launchTime: RELAUNCHED }), inDoubt({}, { told: {} })],
    ['only shows an old picture', anInstance(), inDoubt()],
    ['is still pending', anInstance({ launchTime: RELAUNCHED, state: 'pending' }), inDoubt()],
  ])('leaves the record as it is where the instance %s', (_, seen, incident) => {
    expect(decided(seen, incident).changes.attempt).toBeUndefined();
  });
});
