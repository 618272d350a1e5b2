import { describe, expect, it } from '@jest/globals';
import { decided, WAIT, type Decision } from '../../../../lambda/core/incident/decision.ts';
import * as draft from '../../../../lambda/core/alerts/incident-drafts.ts';
import type { Refusal } from '../../../../lambda/core/gate/gate.ts';
import { failureWasTold, type Attempt, type Incident } from '../../../../lambda/core/model/incident.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import { say } from '../../../../lambda/core/model/sentence.ts';
import * as record from '../../../../lambda/core/incident/transitions.ts';
import {
  aFailedHost,
  aHealthEvent,
  anAttempt,
  anIncident,
  anInstance,
  anUnansweredAttempt,
  aScheduledEvent,
  at,
  checks,
  impaired,
  INTENDED,
  LAUNCHED,
  NOT_FOUND,
  OK,
  RELAUNCHED,
  startingIncident,
  stoppingIncident,
  subjects,
  verifyingIncident,
  without,
} from '../given.ts';

const NOW = at('10:06:00');
const REASON = say('step.verify');
const HOLD = {
  stage: 'obstacles',
  since: NOW,
  reason: say('refuse.claim-race', { act: 'stopping' }),
} as const;
const UNCLEAR = { what: 'pending', since: NOW };

function linesAdded(before: Incident, after: Incident): string[] {
  return after.timeline.slice(before.timeline.length).map((line) => inWords(line.what));
}

describe('what a pass sees', () => {
  it('changes nothing where EC2 gives no instance', () => {
    const incident = anIncident();
    expect(record.noteObservation(incident, NOT_FOUND)).toBe(incident);
  });

  it('ends the trouble with the starts of an attempt when it runs with a newer LaunchTime, and not before', () => {
    const refusedStart = { code: 'Unsupported', since: NOW, at: NOW };
    const incident = startingIncident({ refusedStart });
    const after = (differences: Parameters<typeof anInstance>[0]): unknown =>
      record.noteObservation(incident, anInstance(differences)).attempt?.refusedStart;
    expect(after({ launchTime: RELAUNCHED })).toBeUndefined();
    expect(after({ launchTime: LAUNCHED })).toEqual(refusedStart);
    expect(after({ state: 'pending', launchTime: RELAUNCHED })).toEqual(refusedStart);
    expect(after({ state: 'stopped', launchTime: RELAUNCHED })).toEqual(refusedStart);
    const { attempt } = record.noteObservation(incident, anInstance({ launchTime: RELAUNCHED }));
    expect({ ...attempt, refusedStart }).toEqual(incident.attempt);
    const others = startingIncident();
    const seen = record.noteObservation(others, anInstance({ launchTime: RELAUNCHED }));
    expect(seen.attempt).toBe(others.attempt);
  });

  it.each([
    ['begin anew long after a start', { instance: 'initializing', after: 3_600_000, state: 'running' }, true],
    ['of the host begin anew', { system: 'initializing', after: 3_600_000, state: 'running' }, true],
    [
      'begin within the hour after a start',
      { instance: 'initializing', after: 3_599_999, state: 'running' },
      false,
    ],
    [
      'begin of one that does not run',
      { instance: 'initializing', after: 3_600_000, state: 'pending' },
      false,
    ],
    ['are ok', { after: 3_600_000, state: 'running' }, false],
  ] as const)('notes a reboot where the checks %s', (_, { after, state, ...differences }, isReboot) => {
    const { system = 'ok', instance = 'ok' } = differences as { system?: 'ok'; instance?: 'ok' };
    const seen = anInstance({
      state,
      observedAt: NOW,
      launchTime: NOW - after,
      checks: { system: { status: system }, instance: { status: instance }, attachedEbs: OK },
    });
    expect(record.noteObservation(anIncident(), seen).rebootSeenAt).toBe(isReboot ? NOW : undefined);
  });

  it('refreshes the facts, and forgets that EC2 did not find it', () => {
    const seen = anInstance({ facts: { publicIp: '203.0.113.99' } });
    const after = record.noteObservation(anIncident({ notFoundSince: NOW }), seen);
    expect(after.facts.publicIp).toBe('203.0.113.99');
    expect(after).not.toHaveProperty('notFoundSince');
  });

  it.each([
    ['the system check', checks(impaired('09:58:00'), impaired('10:00:00'), impaired('10:00:00'))],
    ['the instance check', checks(OK, impaired('09:58:00'))],
    ['the attached EBS check', checks(impaired('10:00:00'), impaired(), impaired('09:58:00'))],
  ])('dates the failure by its earliest check, which is %s', (_, seen) => {
    const after = record.noteObservation(anIncident(), anInstance({ checks: seen }));
    expect(after.impairedSince).toBe(at('09:58:00'));
  });

  it('never makes a failure younger, nor believes a time in the future', () => {
    const later = anInstance({ checks: checks(impaired('10:03:00')) });
    expect(record.noteObservation(anIncident(), later).impairedSince).toBe(at('10:00:00'));
    const well = without(anIncident(), 'impairedSince');
    const dated = (clock: string) =>
      record.noteObservation(well, anInstance({ checks: checks(impaired(clock)) })).impairedSince;
    expect(dated('10:05:00')).toBe(at('10:05:00'));
    expect(dated('10:05:00.001')).toBeUndefined();
    expect(record.noteObservation(well, anInstance())).not.toHaveProperty('impairedSince');
  });

  it('keeps the ids of the scheduled events that EC2 has listed, each once, the newest 20', () => {
    const known = anIncident({ scheduledEventIds: ['a', 'b'] });
    const seen = anInstance({
      scheduledEvents: [aScheduledEvent({ id: 'b' }), aScheduledEvent({ id: 'c' })],
    });
    expect(record.noteObservation(known, seen).scheduledEventIds).toEqual(['a', 'b', 'c']);
    const many = Array.from({ length: 20 }, (_, n) => `e-${n}`);
    const full = record.noteObservation(anIncident({ scheduledEventIds: many }), seen);
    expect(full.scheduledEventIds).toEqual([...many.slice(2), 'b', 'c']);
  });
});

describe('Health news', () => {
  it('that are new stand in the timeline, with what they mean, their code and whether they are closed', () => {
    const incident = anIncident();
    const after = record.noteHealth(incident, aHealthEvent(), NOW);
    expect(after.health).toEqual([aHealthEvent()]);
    expect(after.timeline.at(-1)?.at).toBe(NOW);
    const [line] = linesAdded(incident, after);
    expect(line).toContain('scheduled change');
    expect(line).toContain(aHealthEvent().code);
    const [closed] = linesAdded(incident, record.noteHealth(incident, aHealthEvent({ closed: true }), NOW));
    expect(closed).toMatch(/closed/);
    expect(line).not.toMatch(/closed/);
  });

  const other = aHealthEvent({ eventArn: 'arn:0', lastUpdated: at('08:30:00') });

  it('of another event are news although both were updated at the same moment', () => {
    const known = anIncident({ health: [aHealthEvent({ eventArn: 'arn:0' })] });
    const after = record.noteHealth(known, aHealthEvent(), NOW);
    expect(after.health).toEqual([...known.health, aHealthEvent()]);
    expect(linesAdded(known, after)).toHaveLength(1);
  });

  it('that say nothing new change nothing', () => {
    const known = anIncident({ health: [other, aHealthEvent()] });
    expect(record.noteHealth(known, aHealthEvent(), NOW)).toBe(known);
    expect(record.noteHealth(known, aHealthEvent({ lastUpdated: at('08:00:00') }), NOW)).toBe(known);
  });

  it('that close what is known, or update it, stand in the timeline', () => {
    const known = anIncident({ health: [aHealthEvent()] });
    for (const news of [aHealthEvent({ closed: true }), aHealthEvent({ lastUpdated: NOW })]) {
      const after = record.noteHealth(known, news, NOW);
      expect(after.health).toEqual([news]);
      expect(linesAdded(known, after)).toHaveLength(1);
    }
  });
});

describe('the record after a decision', () => {
  const after = (decision: Decision, incident = anIncident()): Incident =>
    record.afterDecision(incident, decision, NOW);
  const held = anIncident({ refused: HOLD, unclear: UNCLEAR, noStopBefore: NOW });

  it.each([
    ['to wait', decided(19, WAIT, REASON)],
    ['to ask the gate', decided(7, { act: 'ask the gate', purpose: 'stop' }, REASON)],
  ])('%s has no new line, keeps what holds it, and forgets what was unclear', (_, decision) => {
    const next = after(decision, held);
    expect(next).toEqual(without(held, 'unclear'));
    expect(after(decision, anIncident())).toStrictEqual(anIncident());
  });

  it('keeps what is unclear now', () => {
    const unclear = { what: 'stopping', since: NOW };
    expect(after(decided(19, WAIT, REASON, [], { unclear }), held).unclear).toEqual(unclear);
  });

  it.each<[string, Decision, Incident['phase']]>([
    ['to enter a phase', decided(14, { act: 'enter', phase: 'verifying' }, REASON), 'verifying'],
    ['to start', decided(12, { act: 'start' }, REASON), 'starting'],
    ['to close', decided(15, { act: 'close', outcome: 'recovered' }, REASON), 'closed'],
  ])(
    '%s is in its phase from now on, with the reason as a line, and nothing holds it',
    (_, decision, phase) => {
      const next = after(decision, held);
      expect(next).toMatchObject({ phase, phaseSince: NOW });
      expect(linesAdded(held, next)).toEqual([inWords(REASON)]);
      for (const key of ['refused', 'unclear']) expect(next).not.toHaveProperty(key);
    },
  );

  it('to force the stop stays in its phase, with the reason as a line', () => {
    const stopping = stoppingIncident();
    const next = after(decided(11, { act: 'force the stop' }, REASON), stopping);
    expect(without(next, 'timeline')).toEqual(without(stopping, 'timeline'));
    expect(linesAdded(stopping, next)).toEqual([inWords(REASON)]);
  });

  it('to start again while it is starting does not begin the phase anew', () => {
    const next = after(decided(12, { act: 'start' }, REASON), startingIncident());
    expect(next.phaseSince).toBe(startingIncident().phaseSince);
  });

  it('to close says how and when it ended, and queues the alert', () => {
    const decision = decided(15, { act: 'close', outcome: 'recovered' }, REASON, [draft.terminated()]);
    const next = after(decision, held);
    expect(next).toMatchObject({ outcome: 'recovered', closedAt: NOW });
    expect(subjects(next.newAlerts)).toEqual(['terminated']);
    expect(next).not.toHaveProperty('noStopBefore');
  });

  it('carries its alerts and its changes, whatever the step', () => {
    const next = after(decided(19, WAIT, REASON, [draft.flapping(3)], { episodes: [NOW] }));
    expect(next.episodes).toEqual([NOW]);
    expect(subjects(next.newAlerts)).toEqual(['flapping']);
  });
});

describe('a failure that is over while the incident goes on', () => {
  const over = (incident: Incident): Incident =>
    record.afterDecision(
      incident,
      { ...decided(8, WAIT, REASON, [draft.flapping(3)]), failureOver: true },
      NOW,
    );

  it('is forgotten, and what was told of it, so that the next one is told anew; announcements are not', () => {
    const told = { 'instance failure': NOW, 'announced 1': NOW };
    const next = over(anIncident({ refused: HOLD, noStopBefore: NOW, told }));
    for (const key of ['impairedSince', 'refused', 'noStopBefore']) expect(next).not.toHaveProperty(key);
    expect(next.told).toEqual({ 'announced 1': NOW });
    expect(subjects(next.newAlerts)).toEqual(['flapping']);
    expect(next.failuresOver).toBe(1);
    expect(over(next).failuresOver).toBe(2);
  });

  it('takes with it the attempt that was finished, not the stop that may still land', () => {
    const open = anUnansweredAttempt();
    expect(over(anIncident({ attempt: open })).attempt).toEqual(open);
    expect(over(anIncident({ attempt: anAttempt({ startedAt: RELAUNCHED }) }))).not.toHaveProperty('attempt');
    expect(over(anIncident())).not.toHaveProperty('attempt');
  });
});

describe('the intent to stop', () => {
  const intend = (incident: Incident, seen = aFailedHost()): Incident =>
    record.stopIntended(incident, seen, REASON, 'pass-2', NOW);

  it('is written with all that a later pass must know of the stop', () => {
    const before = anIncident({ refused: HOLD, unclear: UNCLEAR, noStopBefore: NOW - 1 });
    const next = intend(before);
    expect(next.attempt).toStrictEqual({
      stoppedBy: 'us',
      intendedAt: NOW,
      launchTime: LAUNCHED,
      publicIp: '203.0.113.10',
      loses: { publicIp: '203.0.113.10' },
      systemImpaired: true,
      claimedBy: 'pass-2',
      startRequests: 0,
    });
    expect(next).toMatchObject({ phase: 'stopping', phaseSince: NOW, attempts: [NOW] });
    for (const key of ['refused', 'unclear', 'noStopBefore']) expect(next).not.toHaveProperty(key);
    expect(linesAdded(before, next)).toEqual([inWords(REASON)]);
  });

  it('remembers the one before only where nobody knows whether its stop arrived', () => {
    const after = (differences: Partial<Attempt>): unknown =>
      intend(
        anIncident({ attempt: anAttempt({ intendedAt: NOW - 9, launchTime: LAUNCHED, ...differences }) }),
      ).attempt?.unansweredIntent;
    expect(after({})).toBe(NOW - 9);
    // EC2 answered that it was stopping already: that stop is somebody else's.
    expect(after({ stopAccepted: false })).toBeUndefined();
    expect(after({ stopAccepted: false, unansweredIntent: NOW - 99 })).toBe(NOW - 99);
  });

  it('permits to force the stop only where the system check has failed', () => {
    expect(intend(anIncident(), anInstance()).attempt?.systemImpaired).toBe(false);
  });

  it('has no address where there was none', () => {
    const { facts, ...rest } = aFailedHost();
    const seen = { ...rest, facts: without(facts, 'publicIp') };
    expect(intend(anIncident(), seen).attempt).not.toHaveProperty('publicIp');
  });

  it('counts among the attempts of 24 hours, without the older ones', () => {
    const attempts = [at('10:06:00', '2026-01-14'), at('09:00:00')];
    expect(intend(anIncident({ attempts })).attempts).toEqual([at('09:00:00'), NOW]);
  });

  it('remembers the first stop with the same LaunchTime that was never answered', () => {
    const unanswered = (last: Partial<Attempt>, seen = aFailedHost()): number | undefined =>
      intend(anIncident({ attempt: anUnansweredAttempt(last) }), seen).attempt?.unansweredIntent;
    expect(unanswered({})).toBe(INTENDED);
    expect(unanswered({ unansweredIntent: at('10:01:00') })).toBe(at('10:01:00'));
    expect(unanswered({ stoppedBy: 'AWS' })).toBeUndefined();
    expect(unanswered({}, aFailedHost({ launchTime: RELAUNCHED }))).toBeUndefined();
  });

  it('is numbered from the second stop on that was followed by a start', () => {
    const number = (last: Partial<Attempt>): number | undefined =>
      intend(anIncident({ attempt: anAttempt(last) })).attempt?.number;
    expect(number({})).toBeUndefined();
    expect(number({ startedAt: RELAUNCHED })).toBe(2);
    expect(number({ startedAt: RELAUNCHED, number: 2 })).toBe(3);
    expect(number({ startedAt: RELAUNCHED, stoppedBy: 'AWS' })).toBeUndefined();
  });
});

describe('the intent to start what AWS stopped', () => {
  const stopped = anInstance({ state: 'stopped', stateTransitionAt: at('10:01:00') });
  const intend = (seen = stopped): Incident =>
    record.startIntended(anIncident({ refused: HOLD }), seen, REASON, 'pass-2', NOW);

  it('is written with all that a later pass must know of it, and told at once', () => {
    const next = intend();
    expect(next).toMatchObject({ phase: 'starting', attempts: [NOW] });
    expect(next).not.toHaveProperty('refused');
    expect(next.attempt).toEqual({
      stoppedBy: 'AWS',
      intendedAt: NOW,
      launchTime: LAUNCHED,
      systemImpaired: false,
      claimedBy: 'pass-2',
      stoppedAt: at('10:01:00'),
      startRequests: 1,
      startRequestedAt: NOW,
      nextStartAt: NOW + 120_000,
    });
    expect(subjects(next.newAlerts)).toEqual(['acting-start']);
    expect(linesAdded(anIncident(), next)).toEqual([inWords(REASON)]);
  });

  it('takes the instance for stopped since now where EC2 does not say since when', () => {
    expect(intend(without(stopped, 'stateTransitionAt')).attempt?.stoppedAt).toBe(NOW);
  });
});

describe('an incident that is held', () => {
  const refusal = (differences: Partial<Refusal> = {}): Refusal => ({
    stage: 'obstacles',
    reasons: [
      say('refuse.stop-protection', { act: 'stopping' }),
      say('refuse.dedicated-host', { act: 'stopping' }),
    ],
    purpose: 'stop',
    ...differences,
  });
  const BRAKE = refusal({
    stage: 'brake',
    reasons: [say('refuse.brake-always', { act: 'stopping', zone: 'a', failed: 10, limit: 10 })],
  });

  it('says why, each reason once, for as long as the first reason stays', () => {
    const once = record.refusedByGate(anIncident(), refusal(), NOW);
    expect(linesAdded(anIncident(), once)).toEqual(refusal().reasons.map((one) => inWords(one)));
    expect(once.refused).toEqual({ stage: 'obstacles', since: NOW, reason: refusal().reasons[0] });
    const twice = record.refusedByGate(once, refusal(), NOW + 1);
    expect(twice.timeline).toEqual(once.timeline);
    expect(twice.refused).toEqual(once.refused);
  });

  it('says so when the first reason or the stage changes, and counts from the first refusal on', () => {
    const [protection, host] = refusal().reasons;
    const once = record.refusedByGate(anIncident(), refusal({ reasons: [protection] }), NOW);
    for (const other of [
      refusal({ reasons: [host ?? protection] }),
      refusal({ reasons: [protection], stage: 'mode and policy' }),
    ]) {
      const next = record.refusedByGate(once, other, NOW + 1);
      expect(next.refused).toEqual({ stage: other.stage, since: NOW, reason: other.reasons[0] });
      expect(linesAdded(once, next)).toEqual([inWords(other.reasons[0])]);
    }
  });

  it('keeps the words of its reason when only the numbers in it change', () => {
    const seen = (failed: number): Refusal => ({
      ...BRAKE,
      reasons: [say('refuse.brake-always', { act: 'stopping', zone: 'a', failed, limit: 10 })],
    });
    const once = record.refusedByGate(anIncident(), seen(10), NOW);
    expect(record.refusedByGate(once, seen(11), NOW + 1).refused).toEqual(once.refused);
  });

  it('by the brake is told by the alert of the zone, at once, or by its next one; without them by a mail after 13 minutes', () => {
    const named = record.refusedByGate(anIncident(), { ...BRAKE, named: true }, NOW);
    expect(named).toMatchObject({ told: { held: NOW }, newAlerts: [] });
    expect(record.refusedByGate(named, { ...BRAKE, named: true }, NOW + 5).told).toEqual({ held: NOW });
    const since = record.refusedByGate(anIncident(), BRAKE, NOW);
    expect(since.told).toEqual({});
    const told = (brake: Refusal, ms: number): string[] =>
      subjects(record.refusedByGate(since, brake, NOW + ms).newAlerts);
    expect([told(BRAKE, 779_999), told(BRAKE, 780_000)]).toEqual([[], ['not-stopping']]);
    // Of these the zone has no alert that could name it.
    const unread = refusal({
      stage: 'brake',
      reasons: [say('refuse.brake-unread', { act: 'stopping', zone: 'a' })],
    });
    expect([told(unread, 179_999), told(unread, 180_000)]).toEqual([[], ['not-stopping']]);
    expect(told({ ...BRAKE, purpose: 'start' }, 180_000)).toEqual(['not-starting']);
  });

  it('by what another service replaces is told as a notice, and half an hour later to a human', () => {
    const group = refusal({ reasons: [say('refuse.auto-scaling-group', { act: 'stopping', group: 'web' })] });
    const first = record.refusedByGate(anIncident(), group, NOW);
    expect(subjects(first.newAlerts)).toEqual(['replaced']);
    expect(subjects(record.refusedByGate(first, group, NOW + 1_799_999).newAlerts)).toEqual(['replaced']);
    const late = record.refusedByGate(first, group, NOW + 1_800_000);
    expect(subjects(late.newAlerts)).toEqual(['replaced', 'not-replaced']);
    expect(late.newAlerts[1]?.story[0]?.values).toEqual({ since: first.impairedSince });
  });

  it('by claims that could not be read is told after the 3 minutes of a failed read, not the 15 of a turn', () => {
    const unread = refusal({ stage: 'claim', reasons: [say('refuse.region-unread', { act: 'stopping' })] });
    const since = record.refusedByGate(anIncident(), unread, NOW);
    expect(record.refusedByGate(since, unread, NOW + 179_999).newAlerts).toEqual([]);
    expect(record.refusedByGate(since, unread, NOW + 180_000).newAlerts).toHaveLength(1);
  });

  it('of a planned move whose group has one down is told after 3 minutes, in the last time at once', () => {
    const down = refusal({
      stage: 'claim',
      purpose: 'move',
      reasons: [say('refuse.member-down', { group: 'db', other: 'i-2' })],
    });
    const since = record.refusedByGate(anIncident(), down, NOW);
    expect(record.refusedByGate(since, down, NOW + 179_999).newAlerts).toEqual([]);
    const held = record.refusedByGate(since, down, NOW + 180_000);
    expect(held.newAlerts.map(({ word }) => word)).toEqual(['HELD']);
    const last = record.refusedByGate(held, { ...down, isLast: true }, NOW + 180_001);
    expect(last.newAlerts.map(({ word }) => word)).toEqual(['HELD', 'NEEDS-YOU']);
  });

  it('of a planned move by another that is not back is silent, and told at once where a date presses', () => {
    const other = { stage: 'claim', purpose: 'move' } as const;
    const waits = refusal({ ...other, reasons: [say('refuse.move-not-back', { other: 'i-2' })] });
    const since = record.refusedByGate(anIncident(), waits, NOW);
    expect(record.refusedByGate(since, waits, NOW + 86_400_000).newAlerts).toEqual([]);
    const values = { other: 'i-2', at: NOW + 9, until: NOW + 99 };
    const presses = refusal({ ...other, isLast: true, reasons: [say('refuse.move-pressing', values)] });
    const told = record.refusedByGate(anIncident(), presses, NOW);
    expect(subjects(told.newAlerts)).toEqual(['move-pressing']);
    expect(told.told).toEqual({ [`announced held: move-pressing ${NOW + 99}`]: NOW });
  });

  it('of a planned move by a turn in the last time before its date is told after 15 minutes', () => {
    const turn = refusal({
      stage: 'claim',
      purpose: 'move',
      isLast: true,
      reasons: [say('refuse.planned-waits', { count: 1 })],
    });
    const since = record.refusedByGate(anIncident(), turn, NOW);
    expect(record.refusedByGate(since, turn, NOW + 15 * 60_000 - 1).newAlerts).toEqual([]);
    expect(record.refusedByGate(since, turn, NOW + 15 * 60_000).newAlerts).toHaveLength(1);
  });

  it('for want of room is told after 3 minutes, once, at whatever stage it stood before', () => {
    const values = { act: 'stopping', other: 'i-1', type: 't', zone: 'a', code: 'Unsupported' } as const;
    const full = refusal({ stage: 'claim', reasons: [say('refuse.no-room', values)] });
    const perhaps = refusal({
      stage: 'claim',
      reasons: [say('refuse.no-room-perhaps', { ...values, until: NOW })],
    });
    for (const one of [full, perhaps]) {
      const since = record.refusedByGate(anIncident(), one, NOW);
      expect(record.refusedByGate(since, one, NOW + 179_999).newAlerts).toEqual([]);
      const told = record.refusedByGate(since, one, NOW + 180_000);
      expect(subjects(told.newAlerts)).toEqual(['no-room']);
      expect(record.refusedByGate(told, one, NOW + 86_400_000).newAlerts).toHaveLength(1);
    }
  });

  it('of a planned move by a turn that does not come is told only where no later window is left, after the 15 minutes', () => {
    const HOURS_2 = 2 * 60 * 60_000;
    const turn = refusal({
      stage: 'claim',
      purpose: 'move',
      reasons: [say('refuse.planned-waits', { count: 1 })],
    });
    const late = NOW + 15 * 60_000;
    const told = (deadline: number, now: number): unknown[] => {
      const plan = { start: NOW, deadline, at: NOW };
      const since = record.refusedByGate(anIncident({ plan }), turn, NOW);
      return record.refusedByGate(since, turn, now).newAlerts.map(({ word }) => word);
    };
    expect(told(late + HOURS_2 + 1, late)).toEqual([]);
    expect(told(late + HOURS_2, late)).toHaveLength(1);
    expect(told(late + HOURS_2 - 1, late - 1)).toEqual([]);
  });

  it('by a failed read under the name of the zone waits for its 3 minutes all the same', () => {
    const unread = refusal({
      stage: 'brake',
      reasons: [say('refuse.brake-unread', { act: 'stopping', zone: 'a' })],
      named: true,
    });
    expect(record.refusedByGate(anIncident(), unread, NOW).told).toEqual({});
  });
});

describe('a phase', () => {
  it('begins when it is entered, not when it goes on', () => {
    const verifying = verifyingIncident();
    expect(record.entered(verifying, 'verifying', NOW + 9)).toBe(verifying);
    expect(record.entered(verifying, 'watching', NOW + 9)).toEqual({
      ...verifying,
      phase: 'watching',
      phaseSince: NOW + 9,
    });
  });

  it('closed holds nothing and waits for nothing', () => {
    const open = anIncident({ refused: HOLD, unclear: UNCLEAR, noStopBefore: NOW });
    expect(record.closed(open, 'ignored', NOW)).toEqual({
      ...anIncident(),
      phase: 'closed',
      outcome: 'ignored',
      phaseSince: NOW,
      closedAt: NOW,
    });
  });
});

describe('a planned move that was held or refused', () => {
  const RESULT: Refusal = {
    stage: 'obstacles',
    reasons: [say('refuse.stop-protection', { act: 'moving' })],
    purpose: 'move',
  };
  const heldMove = record.refusedByGate(anIncident(), RESULT, at('09:00:00'));

  it('is told once', () => {
    expect(subjects(heldMove.newAlerts)).toEqual(['not-moving']);
    expect(record.refusedByGate(heldMove, RESULT, at('09:01:00')).newAlerts).toHaveLength(1);
  });

  // The owner would learn of the failed host from nobody.
  it('does not keep the mail about a host that fails later, and is not stopped for the same reason', () => {
    const failed = {
      ...RESULT,
      reasons: [say('refuse.stop-protection', { act: 'stopping' })],
      purpose: 'stop',
    } as const;
    const later = record.refusedByGate({ ...heldMove, newAlerts: [] }, failed, at('10:05:00'));
    expect(subjects(later.newAlerts)).toEqual(['not-stopping']);
  });

  it('is no failure of which the end must be told', () => {
    expect(failureWasTold(heldMove)).toBe(false);
  });
});
