import { describe, expect, it } from '@jest/globals';
import { decide } from '../../../../../lambda/core/incident/decide.ts';
import type { Decision } from '../../../../../lambda/core/incident/decision.ts';
import * as draft from '../../../../../lambda/core/alerts/incident-drafts.ts';
import { graceFor } from '../../../../../lambda/core/incident/grace.ts';
import type { Incident } from '../../../../../lambda/core/model/incident.ts';
import { aboutDate } from '../../../../../lambda/core/alerts/move-drafts.ts';
import type { FoundInstance } from '../../../../../lambda/core/model/observation.ts';
import { inWords } from '../../../../../lambda/words/in-words.ts';
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
  INITIALIZING,
  INSUFFICIENT_DATA,
  NOT_FOUND,
  OK,
  LAUNCHED,
  RELAUNCHED,
  SETTINGS,
  startingIncident,
  subjects,
  tagged,
  TYPE,
  UNREAD,
  without,
} from '../../given.ts';

const NOW = at('10:05:00');
const MINUTE = 60_000;
const USER = 'Client.UserInitiatedShutdown';
const EVENT = aScheduledEvent();
/** The move that the owner was told of: in the first window after a notice of 24 hours. */
const PLAN = { start: at('18:00:00', '2026-01-18'), deadline: EVENT.notBefore ?? 0, at: at('10:00:00') };
const ANNOUNCED = aboutDate({ code: EVENT.code, at: EVENT.notBefore });

function look(seen: FoundInstance, known: Partial<Incident> = {}, now = NOW): Decision {
  return decide(anIncident(known), seen, SETTINGS, now);
}

function words({ reason }: Decision): string {
  return inWords(reason);
}

function story({ alerts }: Decision): string {
  return alerts.flatMap((one) => one.story.map((sentence) => inWords(sentence))).join('\n');
}

describe('an instance that EC2 does not find', () => {
  it('is waited for from the first time on, and closed ten minutes later, with a word to whom an alert went', () => {
    const first = decide(anIncident(), NOT_FOUND, SETTINGS, NOW);
    expect(first).toMatchObject({ step: { act: 'wait' }, changes: { notFoundSince: NOW } });
    const since = (clock: string, known: Partial<Incident> = {}) =>
      decide(anIncident({ notFoundSince: at(clock), ...known }), NOT_FOUND, SETTINGS, NOW);
    expect(since('09:55:00.001').changes).toEqual({ notFoundSince: at('09:55:00.001') });
    expect(since('09:55:00').step).toEqual({ act: 'close', outcome: 'terminated' });
    expect(since('09:55:00').alerts).toEqual([]);
    expect(subjects(since('09:55:00', { told: { flapping: NOW } }).alerts)).toEqual(['terminated']);
    const active = { ...startingIncident(), notFoundSince: at('09:55:00') };
    expect(subjects(decide(active, NOT_FOUND, SETTINGS, NOW).alerts)).toEqual(['terminated']);
  });
});

describe('a stop in watching', () => {
  const stopped = anInstance({ state: 'stopped', stateReason: USER, stateTransitionAt: at('10:05:11') });
  const step = (known: Partial<Incident>, seen = stopped) => look(seen, known, at('10:09:00')).step;
  const landed = { act: 'enter', phase: 'stopping' };

  it('that we had given up as lost is ours, and is accepted from now on', () => {
    const attempt = anUnansweredAttempt();
    const decision = look(stopped, { attempt }, at('10:09:00'));
    expect(decision.step).toEqual(landed);
    expect(decision.changes).toEqual({ attempt: { ...attempt, stopAccepted: true } });
    expect(step({ attempt }, { ...stopped, state: 'stopping' })).toEqual(landed);
  });

  it('is not ours by an intent that had met another stop, only by the earlier one that was never answered', () => {
    const met = anUnansweredAttempt({ stopAccepted: false, unansweredIntent: at('10:01:00') });
    expect(step({ attempt: met })).toMatchObject({ act: 'close' });
    expect(step({ attempt: met }, { ...stopped, stateTransitionAt: at('10:01:03') })).toEqual(landed);
  });

  it('is not ours without an attempt, without a time, or once we asked to start it', () => {
    const closed = { act: 'close', outcome: 'stopped by someone else' };
    expect(step({})).toEqual(closed);
    expect(step({ attempt: anUnansweredAttempt() }, without(stopped, 'stateTransitionAt'))).toEqual(closed);
    expect(step({ attempt: anUnansweredAttempt({ startRequests: 1 }) })).toEqual(closed);
    expect(step({ attempt: anAttempt({ startRequests: 1 }) })).toEqual(closed);
  });

  it('that is ours is finished although the tag says ignore by now', () => {
    const ignored = { ...stopped, facts: { ...stopped.facts, tags: { 'ec2-responder': 'ignore' } } };
    expect(step({ attempt: anUnansweredAttempt() }, ignored)).toEqual(landed);
  });

  it('is not seen in an instance that runs', () => {
    const runs = anInstance({ stateReason: USER, stateTransitionAt: at('10:05:11') });
    expect(look(runs, { attempt: anUnansweredAttempt() }, at('10:09:00')).row).toBe(5);
  });

  it('by somebody else says what EC2 says, and is told to whom a failure or our stop concerned', () => {
    const other = { ...stopped, stateTransitionAt: at('12:00:00') };
    expect(words(look(other))).toMatch(/is stopped.*UserInitiated/);
    const tells = (known: Partial<Incident>): string[] => subjects(look(other, known).alerts);
    expect(tells({})).toEqual([]);
    expect(tells({ told: { 'instance failure': NOW } })).toEqual(['stopped-by-someone']);
    expect(tells({ attempt: anAttempt({ startRequests: 1 }) })).toEqual(['stopped-by-someone']);
    expect(tells({ told: { [ANNOUNCED]: NOW } })).toEqual(['stopped-announced']);
    expect(tells({ told: { 'still listed 1': NOW } })).toEqual([]);
    expect(tells({ told: { 'still listed 1': NOW, [ANNOUNCED]: NOW } })).toEqual(['stopped-announced']);
    expect(tells({ told: { 'still listed 1': NOW, flapping: NOW } })).toEqual(['stopped-by-someone']);
  });
});

describe('the stop of an instance on a Dedicated Host', () => {
  it('is told with what is left to do: its start moves nothing', () => {
    const facts = { tenancy: 'host' };
    const stopped = anInstance({ state: 'stopped', stateReason: USER, facts });
    const [alert] = look(stopped, { told: { [ANNOUNCED]: NOW } }).alerts;
    expect(alert).toMatchObject({ word: 'NOTICE', about: 'end', short: { key: 'short.stopped-on-host' } });
    expect(alert?.todo).toEqual([{ key: 'ask.dedicated-host' }]);
  });
});

describe('a stop by AWS at its date', () => {
  const stopped = anInstance({ state: 'stopped', stateReason: 'Server.ScheduledStop' });

  it.each<[string, Partial<Incident>, number]>([
    ['EC2 listed an event', { scheduledEventIds: ['e-1'] }, 3],
    ['Health announced a change', { health: [aHealthEvent({ closed: true })] }, 3],
    ['Health spoke of something else', { health: [aHealthEvent({ meaning: 'availability issue' })] }, 3],
    ['nobody knew of it', {}, 3],
  ])('is one to be followed by a start where %s', (_, known, row) => {
    expect(look(stopped, known).row).toBe(row);
  });

  it('is called announced only where it was', () => {
    expect(words(look(stopped, { scheduledEventIds: ['e-1'] }))).toMatch(/at its scheduled date/);
    expect(words(look(stopped, {}))).toMatch(/AWS has stopped the instance \(Server\.ScheduledStop\)/);
    const stopping = { ...stopped, state: 'stopping', stateReason: 'Server.Odd' } as const;
    expect(words(look(stopping, {}))).toMatch(/AWS is stopping the instance \(Server\.Odd\)/);
  });

  it('that its owner forbids to follow is told with EC2’s word, and remembered as told', () => {
    const odd = { ...stopped, stateReason: 'Server.Odd' };
    const { alerts, changes } = decide(anIncident(), odd, { ...SETTINGS, mode: 'observe' }, NOW);
    expect(alerts[0]?.story.map(({ key }) => key)).toEqual([
      'story.not-starting',
      'story.aws-word',
      'story.end-reason',
    ]);
    expect(changes.awsStop).toEqual({ launchTime: odd.launchTime, by: 'Server.Odd', mayStart: false });
  });

  it('is over where somebody has started it: told where the stop was', () => {
    const awsStop = { launchTime: LAUNCHED, by: 'Server.Odd', mayStart: true };
    const incident = without(anIncident({ awsStop, told: { 'held: outpost': NOW } }), 'impairedSince');
    const decision = decide(incident, anInstance({ launchTime: RELAUNCHED }), SETTINGS, NOW);
    expect(decision).toMatchObject({ row: 5, step: { act: 'close', outcome: 'recovered by itself' } });
    expect(subjects(decision.alerts)).toEqual(['runs-again']);
    expect(
      decide({ ...incident, told: {} }, anInstance({ launchTime: RELAUNCHED }), SETTINGS, NOW).alerts,
    ).toEqual([]);
  });

  it('that is under way is waited for in its own words', () => {
    const stopping = { ...stopped, state: 'stopping' } as const;
    expect(words(look(stopping, { scheduledEventIds: ['e-1'] }))).toMatch(/AWS is stopping/);
  });

  it('is over once the instance runs or is about to', () => {
    for (const state of ['running', 'pending'] as const) {
      expect([3, 4]).not.toContain(look({ ...stopped, state }, { scheduledEventIds: ['e-1'] }).row);
    }
  });

  it('that may not be followed by a start says why, also in its mail', () => {
    const seen = { ...stopped, facts: { ...stopped.facts, tags: { 'ec2-responder': 'notify' } } };
    const decision = look(seen, { scheduledEventIds: ['e-1'] });
    expect(words(decision)).toMatch(/^not starting: .*notify/);
    expect(story(decision)).toContain(words(decision));
  });
});

describe('a policy that became ignore', () => {
  it('ends the incident, and is told to whom an alert went before', () => {
    const seen = tagged({ 'ec2-responder': 'ignore' });
    expect(look(seen)).toMatchObject({ row: 2, step: { act: 'close', outcome: 'ignored' }, alerts: [] });
    expect(subjects(look(seen, { told: { flapping: NOW } }).alerts)).toEqual(['ignored']);
  });
});

describe('an instance that is well again', () => {
  const well = anInstance();

  it.each<[string, Partial<Incident>, RegExp]>([
    ['by itself', {}, /without a stop/],
    [
      'by AWS',
      { health: [aHealthEvent({ meaning: 'recovery succeeded', code: 'AWS_CODE', lastUpdated: NOW })] },
      /AWS recovered.*AWS_CODE/,
    ],
    ['by our stop and start', { attempt: anAttempt({ startedAt: RELAUNCHED }) }, /^Back after 10m00s/],
  ])('says how: %s', (_, known, how) => {
    const seen = anInstance({ launchTime: known.attempt === undefined ? well.launchTime : RELAUNCHED });
    expect(words(look(seen, known, at('10:10:00')))).toMatch(how);
  });

  it('after our stop and start is recovered, and told so', () => {
    const attempt = anAttempt({ startedAt: RELAUNCHED });
    const decision = look(anInstance({ launchTime: RELAUNCHED }), { attempt }, at('10:10:00'));
    expect(decision.step).toEqual({ act: 'close', outcome: 'recovered' });
    expect(subjects(decision.alerts)).toEqual(['recovered']);
  });

  it('thanks AWS only for a recovery that succeeded, not for other news', () => {
    for (const meaning of ['recovery failed', 'recovery not needed', 'other'] as const) {
      const health = [aHealthEvent({ meaning, lastUpdated: NOW })];
      expect(look(well, { health }).step).toEqual({ act: 'close', outcome: 'recovered by itself' });
    }
  });

  it('of which only a date was known says that the date is gone, to whom it was announced', () => {
    const decision = decide(
      without(anIncident({ told: { [ANNOUNCED]: NOW } }), 'impairedSince'),
      well,
      SETTINGS,
      NOW,
    );
    expect(words(decision)).toMatch(/Neither EC2 nor AWS Health lists/);
    expect(decision.changes.announced).toEqual([]);
    expect(subjects(decision.alerts)).toEqual(['event-gone']);
  });

  it('of which EC2 had no data is said to be ok again where that was told, and nothing is said otherwise', () => {
    const silent = (told: Incident['told']): Decision =>
      decide(without(anIncident({ told }), 'impairedSince'), well, SETTINGS, NOW);
    const { alerts, step } = silent({ 'unclear, watching': NOW });
    expect(subjects(alerts)).toEqual(['self-recovered']);
    expect(step).toEqual({ act: 'close', outcome: 'recovered by itself' });
    expect(silent({}).alerts).toEqual([]);
  });

  it.each([
    ['the longer of both minutes is the grace', 7, 5],
    ['the longer of both minutes is that of the OS', 5, 7],
  ])('is told of after the longer of both patiences: %s', (_, system, instance) => {
    const settings = { ...SETTINGS, systemFailureGraceMinutes: system, instanceFailureMinutes: instance };
    const tells = (now: number) => subjects(decide(anIncident(), well, settings, now).alerts);
    expect(tells(at('10:07:00') - 1)).toEqual([]);
    expect(tells(at('10:07:00'))).toEqual(['self-recovered']);
  });

  it('inside the grace is counted for an hour; the third time is told, with the count, and the counting begins anew', () => {
    const short = (episodes: readonly number[]) => look(well, { episodes }, at('10:03:00'));
    const old = at('09:03:00');
    expect(short([]).changes).toEqual({ episodes: [at('10:03:00')] });
    expect(short([old, old + 1]).changes).toEqual({ episodes: [old + 1, at('10:03:00')] });
    expect(short([old, old + 1]).alerts).toEqual([]);
    const third = short([old + 1, old + 2]);
    expect(third.changes).toEqual({ episodes: [] });
    expect(story(third)).toContain('3 times');
  });

  it('that was told of is not counted among the short episodes', () => {
    expect(look(well, { told: { flapping: NOW } }, at('10:03:00')).changes).toEqual({});
    expect(look(well, {}, at('10:05:00')).changes).toEqual({});
  });
});

describe('an instance that is well again while an event is listed', () => {
  const listed = anInstance({ scheduledEvents: [EVENT] });
  const announced = { announced: [ANNOUNCED], plan: PLAN, told: { 'instance failure': at('10:01:00') } };

  it('waits, ends its failure, and says so under a name for this failure', () => {
    const decision = look(listed, announced);
    expect(decision).toMatchObject({ row: 8, step: { act: 'wait' }, failureOver: true });
    expect(subjects(decision.alerts)).toEqual(['self-recovered']);
    const other = look(listed, { ...announced, impairedSince: at('10:02:00') });
    expect(other.alerts[0]?.about).not.toBe(decision.alerts[0]?.about);
    expect(decision.alerts[0]?.about).not.toBe('end');
  });

  it('says that it is back where we had stopped and started it', () => {
    const attempt = anAttempt({ startedAt: RELAUNCHED });
    const decision = look({ ...listed, launchTime: RELAUNCHED }, { ...announced, attempt }, at('10:10:00'));
    expect(subjects(decision.alerts)).toEqual(['recovered']);
  });

  it('says nothing where nobody was told of the failure, or where there was none', () => {
    const silent = look(listed, { announced: [ANNOUNCED], plan: PLAN });
    expect([silent.failureOver, ...silent.alerts]).toEqual([true]);
    const none = decide(without(anIncident(announced), 'impairedSince'), listed, SETTINGS, NOW);
    expect([none.failureOver, ...none.alerts]).toEqual([undefined]);
    expect(none).toMatchObject({ row: 8, step: { act: 'wait' } });
  });

  it('counts as listed by Health alone, too, and is not well while a check fails or it does not run', () => {
    const health = [aHealthEvent()];
    expect(look(anInstance(), { ...announced, health }).failureOver).toBe(true);
    const ill = { ...listed, checks: checks(OK, impaired('10:04:00')) };
    expect(look(ill, announced).failureOver).toBeUndefined();
    expect(look({ ...listed, state: 'pending' }, announced).failureOver).toBeUndefined();
  });
});

describe('a date of AWS', () => {
  it('is announced once, by EC2 or Health, and remembered', () => {
    const listed = anInstance({ scheduledEvents: [EVENT] });
    const first = look(listed, { health: [aHealthEvent()] });
    expect(first.changes).toMatchObject({ announced: [ANNOUNCED], plan: { start: PLAN.start, at: NOW } });
    // EC2 and Health tell of one date.
    expect(first.alerts.map((one) => one.about)).toEqual([ANNOUNCED]);
    const again = decide(
      without(anIncident({ announced: [ANNOUNCED], plan: PLAN }), 'impairedSince'),
      listed,
      SETTINGS,
      NOW,
    );
    expect(again).toMatchObject({ alerts: [], changes: { refused: undefined } });
    expect(Object.keys(again.changes)).toEqual(['refused']);
  });

  it('is announced by Health alone with its own code, where it counts as listed', () => {
    const announces = (differences: Partial<ReturnType<typeof aHealthEvent>>): string =>
      story(look(anInstance(), { health: [aHealthEvent(differences)] }));
    expect(announces({ code: 'AWS_EC2_ODD' })).toMatch(/AWS_EC2_ODD.*2026-01-29/);
    expect(announces({ closed: true })).not.toMatch(/announced/);
    const issue = without(aHealthEvent({ meaning: 'availability issue', lastUpdated: NOW }), 'startTime');
    expect(look(anInstance(), { health: [issue] }).alerts).toEqual([]);
  });

  it('is announced only of an instance that runs', () => {
    for (const state of ['pending', 'stopping'] as const) {
      const seen = anInstance({ state, scheduledEvents: [EVENT], stateReason: 'Server.ScheduledStop' });
      const { alerts } = look(seen, { scheduledEventIds: ['e'] });
      expect(alerts.filter((one) => one.word === 'ANNOUNCED')).toEqual([]);
    }
  });

  it('is remembered together with the newest 20', () => {
    const announced = Array.from({ length: 20 }, (_, n) => `announced ${n}`);
    const { changes } = look(anInstance({ scheduledEvents: [EVENT] }), { announced });
    expect(changes.announced).toEqual([...announced.slice(1), ANNOUNCED]);
  });

  it('is remembered, and no other alert is', () => {
    const reboot = { ...EVENT, code: 'instance-reboot' };
    const ill = anInstance({ checks: checks(OK, impaired('10:00:00')), scheduledEvents: [reboot] });
    expect(subjects(look(ill).alerts)).toEqual(['announced-move', 'instance-failure']);
    expect(look(ill).changes).toEqual({ announced: [ANNOUNCED], plan: { ...PLAN, at: NOW } });
    expect(look({ ...ill, scheduledEvents: [] }).changes).toEqual({});
  });

  it('leaves what row 19 remembers alone', () => {
    const seen = anInstance({ checks: checks(INITIALIZING), scheduledEvents: [EVENT] });
    expect(look(seen).changes).toMatchObject({ announced: [ANNOUNCED], unclear: { since: NOW } });
  });
});

describe('a failed instance or attached EBS check', () => {
  const failed = impaired('10:00:00');

  it.each([
    ['instance', checks(OK, failed), 'instance-failure'],
    ['attached EBS', checks(OK, OK, failed), 'ebs-failure'],
    ['instance, before the attached EBS', checks(OK, failed, failed), 'instance-failure'],
  ])('is told with the time since when it fails: %s', (_, all, subject) => {
    const decision = look(anInstance({ checks: all }));
    expect(subjects(decision.alerts)).toEqual([subject]);
    expect(story(decision)).toContain('10:00:00');
    expect(words(decision)).toMatch(/A human has been told/);
    const early = look(anInstance({ checks: all }), {}, NOW - 1);
    expect(early.row).toBe(6);
    expect(words(early)).toMatch(/less than 5 minutes/);
  });

  it('is not said to be told where only a date was announced', () => {
    const seen = anInstance({ checks: checks(OK, failed), scheduledEvents: [EVENT] });
    const decision = look(seen, {}, NOW - 1);
    expect(subjects(decision.alerts)).toEqual(['announced-move']);
    expect(words(decision)).toMatch(/less than 5 minutes/);
  });

  it('is told of by its own setting, not by the grace', () => {
    const settings = { ...SETTINGS, instanceFailureMinutes: 2, systemFailureGraceMinutes: 9 };
    const seen = anInstance({ checks: checks(OK, failed) });
    const tells = (now: number) => subjects(decide(anIncident(), seen, settings, now).alerts);
    expect([tells(at('10:02:00') - 1), tells(at('10:02:00'))]).toEqual([[], ['instance-failure']]);
  });

  it.each([
    ['it has no date', checks(OK, impaired()), 19],
    ['its date is in the future', checks(OK, impaired('10:05:00.001')), 19],
    ['the attached EBS check has no date', checks(OK, OK, impaired()), 19],
    ['the system check is not ok', checks(INITIALIZING, failed), 19],
    ['it is not given', checks(OK, UNREAD), 19],
    ['a date stands at a check that has not failed', checks(OK, { ...failed, ...INITIALIZING }), 19],
    [
      'a date stands at an attached EBS check that has not',
      checks(OK, OK, { ...failed, ...INITIALIZING }),
      19,
    ],
  ])('is not told of where %s', (_, all, row) => {
    const settings = { ...SETTINGS, instanceFailureMinutes: 0 };
    const decision = decide(anIncident(), anInstance({ checks: all }), settings, NOW);
    expect([decision.row, ...decision.alerts]).toEqual([row]);
  });

  it('is judged from its very moment on', () => {
    const now = impaired('10:05:00');
    expect(look(anInstance({ checks: checks(OK, now) })).row).toBe(6);
    const settings = { ...SETTINGS, instanceFailureMinutes: 0 };
    const told = decide(anIncident(), anInstance({ checks: checks(OK, now) }), settings, NOW);
    expect(subjects(told.alerts)).toEqual(['instance-failure']);
  });

  it('is not told of once more where the mail after our start told of it', () => {
    const told = { [draft.OS_AFTER_START]: at('10:01:00') };
    const decision = look(anInstance({ checks: checks(OK, failed) }), { told });
    expect([decision.row, ...decision.alerts]).toEqual([6]);
  });

  it('is not told of an instance that does not run', () => {
    expect(subjects(look(anInstance({ state: 'pending', checks: checks(OK, failed) })).alerts)).toEqual([]);
  });
});

describe('a failed system check', () => {
  it('waits for the grace, and says until when and why', () => {
    expect(words(look(aFailedHost(), {}, NOW - 1))).toMatch(/10:05:00.*5 minutes.*SystemFailureGraceMinutes/);
  });

  it('asks the gate with since when it has failed, and for how long it was left to AWS', () => {
    expect(words(look(aFailedHost()))).toMatch(/since 10:00:00.*5 minutes/);
  });

  it.each([OK, INITIALIZING, INSUFFICIENT_DATA, UNREAD])(
    'has failed only where EC2 says impaired: a date alone stops nothing (%j)',
    (status) => {
      const seen = aFailedHost({ checks: checks({ ...impaired('10:00:00'), ...status }, INITIALIZING) });
      expect(look(seen, {}, at('12:00:00')).step).toEqual({ act: 'wait' });
    },
  );

  it('after a refused stop says until when it is not asked again', () => {
    expect(words(look(aFailedHost(), { noStopBefore: NOW + MINUTE }))).toMatch(/10:06:00/);
  });

  it('is judged from its very moment on', () => {
    const settings = { ...SETTINGS, systemFailureGraceMinutes: 0 };
    const seen = aFailedHost({ checks: checks(impaired('10:05:00')), launchTime: NOW });
    expect(decide(anIncident(), seen, settings, NOW).step.act).toBe('ask the gate');
  });
});

describe('the grace', () => {
  const health = [aHealthEvent({ meaning: 'recovery failed', lastUpdated: at('10:00:00') })];

  it('gives each of its reasons a name of its own', () => {
    const why = (seen: FoundInstance, news = health.slice(1)): string =>
      graceFor(seen, news, SETTINGS, at('10:00:00')).why;
    expect([
      why(aFailedHost(), health),
      why(without(aFailedHost(), 'typeFacts')),
      why(aFailedHost({ typeFacts: { ...TYPE, bareMetal: true } })),
      why(aFailedHost({ facts: { autoRecovery: 'disabled' } })),
      why(aFailedHost()),
    ]).toEqual(['recovery failed', 'type unread', 'bare metal', 'no automatic recovery', 'setting']);
  });

  it('is shortened only by news of a failed recovery, and only of this failure', () => {
    const minutes = (since: number, meaning: 'recovery failed' | 'recovery not needed') =>
      graceFor(aFailedHost(), [aHealthEvent({ meaning, lastUpdated: NOW })], SETTINGS, since).minutes;
    expect(minutes(NOW, 'recovery failed')).toBe(0);
    expect(minutes(NOW, 'recovery not needed')).toBe(5);
    expect(minutes(NOW + 1, 'recovery failed')).toBe(5);
  });
});

describe('a picture from before a start that was seen', () => {
  it('is not judged in watching, to the millisecond', () => {
    const attempt = anAttempt({ startedAt: RELAUNCHED });
    const row = (launchTime: number) => look(anInstance({ launchTime }), { attempt }, at('10:09:00')).row;
    expect([row(RELAUNCHED - 1), row(RELAUNCHED)]).toEqual([19, 5]);
  });
});
