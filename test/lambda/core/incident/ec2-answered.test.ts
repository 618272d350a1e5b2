import { describe, expect, it } from '@jest/globals';
import * as answers from '../../../../lambda/core/incident/ec2-answered.ts';
import type { Incident } from '../../../../lambda/core/model/incident.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import {
  anAttempt,
  anUnansweredAttempt,
  at,
  INTENDED,
  startingIncident,
  stoppingIncident,
  subjects,
  without,
} from '../given.ts';

const NOW = at('10:06:00');
const NO_ROOM = ['InsufficientInstanceCapacity', 'no room'] as const;

/** The lines that the timeline got, all of them now. */
function linesAdded(before: Incident, after: Incident): string[] {
  const added = after.timeline.slice(before.timeline.length);
  expect(added.every((line) => line.at === NOW)).toBe(true);
  return added.map((line) => inWords(line.what));
}

describe('what EC2 answers to the stop', () => {
  const asked = stoppingIncident(anUnansweredAttempt());

  it('stands in the timeline in its own words', () => {
    const accepted = answers.stopAccepted(asked, anUnansweredAttempt(), NOW);
    expect(linesAdded(asked, accepted)).toEqual([expect.stringMatching(/accepted the stop/)]);
    const lost = answers.stopUnknown(asked, 'TimeoutError', NOW);
    expect(linesAdded(asked, lost)).toEqual([expect.stringContaining('TimeoutError')]);
    expect(without(lost, 'timeline')).toEqual(without(asked, 'timeline'));
    const met = answers.stopMetAnother(asked, anUnansweredAttempt(), 'stopping', NOW);
    expect(linesAdded(asked, met)).toEqual([expect.stringContaining('it was stopping already')]);
    expect(met.attempt).toEqual(anAttempt({ stopAccepted: false }));
    expect(without(met, 'timeline', 'attempt')).toEqual(without(asked, 'timeline', 'attempt'));
  });

  const refusal = { code: 'IncorrectState', message: 'not now', unauthorized: false, transient: false };

  it.each([true, false])('that it was refused stands in the timeline (transient: %p)', (transient) => {
    const refused = answers.stopRefused(asked, { ...refusal, transient }, NOW);
    const [line, ...more] = linesAdded(asked, refused);
    expect(line).toMatch(/IncorrectState.*not now/);
    expect(more).toEqual([]);
    expect(refused).toMatchObject({ phase: 'watching', phaseSince: NOW });
  });

  it('that it was refused asks for a permission only where one is missing', () => {
    const todo = (unauthorized: boolean): string =>
      answers
        .stopRefused(asked, { ...refusal, unauthorized }, NOW)
        .newAlerts.flatMap((alert) => alert.todo.map((one) => inWords(one)))
        .join();
    expect(todo(true)).toContain('ec2:StopInstances');
    expect(todo(false)).not.toContain('ec2:StopInstances');
    for (const one of [todo(true), todo(false)]) expect(one).toMatch(/stop and start it yourself/);
  });

  it('that it was turned away gives back this attempt, and no other', () => {
    const known = { ...asked, attempts: [at('08:00:00'), INTENDED] };
    const after = answers.stopRefused(known, refusal, NOW);
    expect(after.attempts).toEqual([at('08:00:00')]);
    expect(after.attempt).toBeUndefined();
  });

  it('that it was turned away changes no attempt where the record has none', () => {
    const after = answers.stopRefused({ ...without(asked, 'attempt'), attempts: [INTENDED] }, refusal, NOW);
    expect(after.attempts).toEqual([INTENDED]);
    expect(after).not.toHaveProperty('attempt');
  });

  it('that it was turned away leaves an earlier stop that was never answered to be reckoned with', () => {
    const earlier = at('10:01:00');
    const attempt = anAttempt({ unansweredIntent: earlier, claimedBy: 'pass-2' });
    const again = { ...stoppingIncident(attempt), attempts: [earlier, INTENDED] };
    const after = answers.stopRefused(again, refusal, NOW);
    expect(after.attempts).toEqual([earlier]);
    expect(after.attempt).toEqual(anUnansweredAttempt({ intendedAt: earlier, claimedBy: 'pass-2' }));
  });
});

describe('what EC2 answers to the forced stop', () => {
  const forced = anAttempt({ forcedAt: NOW });
  const incident = stoppingIncident(forced);

  it('is kept; only a refusal stands in the timeline', () => {
    const accepted = answers.forceAnswered(incident, forced, { kind: 'accepted' }, NOW);
    expect(accepted).toEqual({ ...incident, attempt: { ...forced, force: 'accepted' } });
    const answer = { kind: 'refused', code: 'UnsupportedOperation', message: 'no force' } as const;
    const refused = answers.forceAnswered(incident, forced, answer, NOW);
    expect(refused.attempt).toEqual({ ...forced, force: 'refused' });
    expect(linesAdded(incident, refused)).toEqual([
      expect.stringMatching(/force.*UnsupportedOperation.*no force/),
    ]);
  });
});

describe('what EC2 answers to the start', () => {
  const failing = startingIncident({ lastStartError: 'InsufficientInstanceCapacity' });
  const attempt = failing.attempt ?? anAttempt();

  it('that it was accepted clears the error of before', () => {
    const after = answers.startAccepted(failing, attempt, NOW);
    expect(after.attempt).toEqual(without(attempt, 'lastStartError'));
    expect(linesAdded(failing, after)).toEqual([expect.stringMatching(/accepted the start/)]);
  });

  it('that it was refused stands in the timeline once for each error in a row, and the error is kept', () => {
    const again = answers.startRefused(failing, attempt, ...NO_ROOM, NOW);
    expect(linesAdded(failing, again)).toEqual([]);
    const other = answers.startRefused(failing, attempt, 'UnauthorizedOperation', 'may not', NOW);
    expect(linesAdded(failing, other)).toEqual([expect.stringMatching(/UnauthorizedOperation.*may not/)]);
    expect(other.attempt?.lastStartError).toBe('UnauthorizedOperation');
    expect(other.attempt?.refusedStart).toEqual({ code: 'UnauthorizedOperation', since: NOW, at: NOW });
    const later = answers.startRefused(other, other.attempt ?? attempt, ...NO_ROOM, NOW + 9);
    expect(later.attempt?.refusedStart).toEqual({ code: NO_ROOM[0], since: NOW + 9, at: NOW + 9 });
    // An accepted start may still fall back.
    expect(answers.startAccepted(later, later.attempt ?? attempt, NOW).attempt).toHaveProperty(
      'refusedStart',
    );
  });

  it('that it was refused is told again each day, and not before', () => {
    const told = answers.startRefused(startingIncident(), attempt, ...NO_ROOM, NOW);
    const day = 86_400_000;
    expect(answers.startRefused(told, attempt, ...NO_ROOM, NOW + day - 1).newAlerts).toHaveLength(1);
    const later = answers.startRefused(told, attempt, ...NO_ROOM, NOW + day);
    expect(subjects(later.newAlerts)).toEqual(['no-capacity', 'no-capacity']);
  });

  it('that it was refused with a word that passes by itself is told at the third time in a row', () => {
    const refused = (incident: Incident): Incident =>
      answers.startRefused(incident, incident.attempt ?? attempt, 'IncorrectSpotRequestState', 'no', NOW);
    const twice = refused(refused(startingIncident()));
    expect(twice.newAlerts).toEqual([]);
    expect(twice.attempt).toMatchObject({ passingRefusals: 2, lastStartError: 'IncorrectSpotRequestState' });
    expect(subjects(refused(twice).newAlerts)).toEqual(['start-failed']);
    expect(answers.startAccepted(twice, twice.attempt ?? attempt, NOW).attempt).not.toHaveProperty(
      'passingRefusals',
    );
  });

  it('that is not known stands in the timeline and changes nothing else', () => {
    const after = answers.startUnknown(failing, 'TimeoutError', NOW);
    expect(linesAdded(failing, after)).toEqual([expect.stringContaining('TimeoutError')]);
    expect(without(after, 'timeline')).toEqual(without(failing, 'timeline'));
  });

  it('that is not known ends the patience with a refusal before it that passes by itself', () => {
    const refused = answers.startRefused(startingIncident(), attempt, 'IncorrectInstanceState', 'no', NOW);
    const after = answers.startUnknown(refused, 'ServiceUnavailable', NOW);
    expect(after.newAlerts).toEqual([]);
    expect(after.attempt).not.toHaveProperty('lastStartError');
    expect(after.attempt).not.toHaveProperty('passingRefusals');
  });
});

describe('a planned move that EC2 refuses', () => {
  const refused = { code: 'IncorrectState', message: 'no', unauthorized: false, transient: false };
  const planned = stoppingIncident(anUnansweredAttempt({ cause: 'planned', systemImpaired: false }));

  // Nothing has failed.
  it('is not told as a host that failed', () => {
    const { newAlerts } = answers.stopRefused(planned, refused, NOW);
    const words = newAlerts.flatMap(({ short, story }) => [short, ...story]).map((one) => inWords(one));
    expect(words.join(' ')).not.toMatch(/host failed|under this instance failed/);
  });

  it('is told anew for each planned time, and once for each', () => {
    const at = (start: number, told = {}): ReturnType<typeof stoppingIncident> => ({
      ...planned,
      told,
      plan: { start, at: NOW - 1 },
    });
    const first = answers.stopRefused(at(NOW - 1), refused, NOW);
    expect(subjects(first.newAlerts)).toEqual(['move-refused']);
    expect(subjects(answers.stopRefused(at(NOW - 1, first.told), refused, NOW + 1).newAlerts)).toEqual([]);
    expect(subjects(answers.stopRefused(at(NOW + 1, first.told), refused, NOW + 2).newAlerts)).toEqual([
      'move-refused',
    ]);
  });

  it('does not keep the mail about a stop that is refused for a failed host later', () => {
    const first = answers.stopRefused(planned, refused, NOW);
    const failed = { ...stoppingIncident(anUnansweredAttempt()), told: first.told };
    expect(subjects(answers.stopRefused(failed, refused, NOW + 1).newAlerts)).toEqual(['stop-refused']);
  });
});
