import { describe, expect, it } from '@jest/globals';
import type { AlertDraft } from '../../../../lambda/core/incident/decision.ts';
import * as draft from '../../../../lambda/core/alerts/incident-drafts.ts';
import type { Refusal } from '../../../../lambda/core/gate/gate.ts';
import { healthMeaning, isListed, withHealthNews } from '../../../../lambda/core/health/health-news.ts';
import {} from '../../../../lambda/core/model/incident.ts';
import { MAX_TIMELINE, withTimeline } from '../../../../lambda/core/model/timeline.ts';
import { open } from '../../../../lambda/core/incident/opening.ts';
import { ENGLISH } from '../../../../lambda/words/english.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import { say, type Sentence } from '../../../../lambda/core/model/sentence.ts';
import { duration, utc } from '../../../../lambda/words/times.ts';
import * as answers from '../../../../lambda/core/incident/ec2-answered.ts';
import { withAlerts } from '../../../../lambda/core/alerts/alert-queue.ts';
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
  INTENDED,
  SETTINGS,
  stoppingIncident,
  subjects,
  ZONE,
} from '../given.ts';

const NOW = at('10:06:00');

describe('an incident', () => {
  const opens = (...given: Parameters<typeof open>): boolean => open(...given).opens;

  it('opens on an impaired check, on a listed event, and on a Health event about an instance that exists', () => {
    expect(opens(aFailedHost(), undefined, [], SETTINGS, NOW)).toBe(true);
    expect(opens(anInstance({ scheduledEvents: [aScheduledEvent()] }), undefined, [], SETTINGS, NOW)).toBe(
      true,
    );
    expect(opens(anInstance(), undefined, [aHealthEvent()], SETTINGS, NOW)).toBe(true);
  });

  it.each([
    ['a healthy instance', anInstance(), []],
    ['a terminated instance', aFailedHost({ state: 'terminated' }), []],
    [
      'an instance that is to be ignored',
      aFailedHost({ facts: { tags: { 'ec2-responder': 'ignore' } } }),
      [],
    ],
    ['a closed Health event', anInstance(), [aHealthEvent({ closed: true })]],
    ['news that AWS recovered it', anInstance(), [aHealthEvent({ meaning: 'recovery succeeded' })]],
  ] as const)('does not open on %s', (_, observation, news) => {
    expect(opens(observation, undefined, news, SETTINGS, NOW)).toBe(false);
  });

  it('inherits attempts of 24 hours, what was announced, the number of its last alert, and alerts that version 0.1.0 left in it', () => {
    const waiting = withAlerts(anIncident(), [draft.flapping(3)], NOW).newAlerts;
    const attempts = [at('10:06:00', '2026-01-14'), at('09:00:00')];
    const earlier = anIncident({
      phase: 'closed',
      attempts,
      newAlerts: waiting,
      alertsMade: 7,
      alertIds: ['of the incident before'],
      announced: ['announced 1'],
      version: 9,
    });
    const opening = open(aFailedHost(), earlier, [], SETTINGS, NOW);
    expect(opening).toMatchObject({
      incident: {
        version: 9,
        attempts: [at('09:00:00')],
        newAlerts: waiting,
        alertsMade: 7,
        alertIds: [],
        pastAttempts: [],
        announced: ['announced 1'],
        told: {},
      },
    });
  });
});

describe('an alert', () => {
  const about = (name: string, againAfter?: number): AlertDraft => ({
    ...draft.flapping(3),
    about: name,
    ...(againAfter === undefined ? {} : { againAfter }),
  });

  it('goes out once in an incident under its name', () => {
    const once = withAlerts(anIncident(), [about('x'), about('x'), about('y')], NOW);
    expect(once.newAlerts).toHaveLength(2);
    expect(withAlerts(once, [about('x')], NOW + 1).newAlerts).toHaveLength(2);
  });

  it('that is to be repeated daily goes out again after a day, and not a millisecond before', () => {
    const once = withAlerts(anIncident(), [about('x', 1000)], NOW);
    expect(withAlerts(once, [about('x', 1000)], NOW + 999).newAlerts).toHaveLength(1);
    const twice = withAlerts(once, [about('x', 1000)], NOW + 1000);
    expect(new Set(twice.newAlerts.map((alert) => alert.id)).size).toBe(2);
  });

  it('is one of its own however many there are, in the order in which they were decided', () => {
    const names = Array.from({ length: 50 }, (_, n) => `alert-${n}`);
    const full = names.reduce((incident, name) => withAlerts(incident, [about(name)], NOW), anIncident());
    expect(full.newAlerts.map(({ id }) => id.split('/').at(-1))).toEqual(names);
  });
});

describe('the timeline', () => {
  it('keeps its first line and the newest ones', () => {
    const lines = Array.from({ length: 300 }, (_, n) => ({ at: n, what: say('step.verify') }));
    const kept = lines.reduce<readonly (typeof lines)[number][]>((all, line) => withTimeline(all, line), []);
    expect(kept).toHaveLength(MAX_TIMELINE);
    expect([kept[0]?.at, kept[1]?.at, kept.at(-1)?.at]).toEqual([0, 201, 299]);
  });
});

describe('the answer to Stop', () => {
  const refused = { code: 'UnauthorizedOperation', message: 'no', unauthorized: true, transient: false };

  it('that it was accepted tells that the responder acts', () => {
    const after = answers.stopAccepted(stoppingIncident(anUnansweredAttempt()), anUnansweredAttempt(), NOW);
    expect(after.attempt?.stopAccepted).toBe(true);
    expect(subjects(after.newAlerts)).toEqual(['acting']);
  });

  it('that the instance was not running is kept: what EC2 shows next says whose stop it was (row 9)', () => {
    const after = answers.stopMetAnother(stoppingIncident(), anAttempt(), 'stopped', NOW);
    expect(after).toMatchObject({ phase: 'stopping', attempt: { stopAccepted: false } });
    expect(subjects(after.newAlerts)).toEqual([]);
  });

  it('that it was refused costs no attempt, says which permission is missing, and waits (row 10)', () => {
    const after = answers.stopRefused(stoppingIncident(), refused, NOW);
    expect(after).toMatchObject({ phase: 'watching', attempts: [], noStopBefore: at('10:11:00') });
    expect(after.attempt).toBeUndefined();
    expect(after.newAlerts[0]?.todo.map((one) => inWords(one)).join()).toContain('ec2:StopInstances');
  });

  it('that it was throttled goes back at once without a word', () => {
    const after = answers.stopRefused(
      stoppingIncident(),
      { ...refused, unauthorized: false, transient: true },
      NOW,
    );
    expect(after).toMatchObject({ phase: 'watching', attempts: [] });
    expect(after.noStopBefore).toBeUndefined();
    expect(after.newAlerts).toEqual([]);
  });

  it('that never came keeps the attempt, and the next attempt remembers it', () => {
    const lost = anIncident({ attempt: anUnansweredAttempt(), attempts: [INTENDED] });
    const again = record.stopIntended(lost, aFailedHost(), say('step.verify'), 'pass-2', NOW);
    expect(again.attempt).toMatchObject({ intendedAt: NOW, unansweredIntent: INTENDED, claimedBy: 'pass-2' });
    expect(again.attempts).toEqual([INTENDED, NOW]);
  });
});

describe('a start', () => {
  it('that is refused is told, kept as the last error, and never the end', () => {
    const incident = anIncident({ phase: 'starting', attempt: anAttempt({ startRequests: 1 }) });
    const after = answers.startRefused(
      incident,
      anAttempt({ startRequests: 1 }),
      'InsufficientInstanceCapacity',
      'none',
      NOW,
    );
    expect(after).toMatchObject({
      phase: 'starting',
      attempt: { lastStartError: 'InsufficientInstanceCapacity' },
    });
    expect(subjects(after.newAlerts)).toEqual(['no-capacity']);
  });
});

describe('a refusal of the gate', () => {
  const refusal = (differences: Partial<Refusal>): Refusal => ({
    stage: 'obstacles',
    reasons: [say('refuse.stop-protection', { act: 'stopping' })],
    purpose: 'stop',
    ...differences,
  });
  const UNREAD = refusal({ reasons: [say('refuse.unread', { act: 'stopping', guard: 'tenancy' })] });
  const COUNT = refusal({
    stage: 'brake',
    reasons: [say('refuse.brake-unread', { act: 'stopping', zone: 'a' })],
  });
  const TURN = refusal({ stage: 'claim', reasons: [say('refuse.claim-race', { act: 'stopping' })] });

  it('is told at once, and once', () => {
    const once = record.refusedByGate(anIncident(), refusal({}), NOW);
    expect(subjects(record.refusedByGate(once, refusal({}), NOW + 60_000).newAlerts)).toEqual([
      'not-stopping',
    ]);
  });

  it.each([
    ['by a guard that cannot be read', UNREAD, 3],
    ['by a zone that cannot be counted', COUNT, 3],
    ['by a turn that does not come', TURN, 15],
  ])('%s is told when it has lasted %i minutes', (_, one, minutes) => {
    const since = record.refusedByGate(anIncident(), one, NOW);
    expect(record.refusedByGate(since, one, NOW + minutes * 60_000 - 1).newAlerts).toEqual([]);
    expect(record.refusedByGate(since, one, NOW + minutes * 60_000).newAlerts).toHaveLength(1);
  });

  it('wears patience out also when the reason changes from pass to pass', () => {
    const first = record.refusedByGate(anIncident(), UNREAD, NOW);
    const second = record.refusedByGate(first, COUNT, NOW + 2 * 60_000);
    expect(record.refusedByGate(second, UNREAD, NOW + 3 * 60_000).newAlerts).toHaveLength(1);
  });

  it('by a real obstacle is told although one that could not be read was told before', () => {
    const unread = record.refusedByGate(
      record.refusedByGate(anIncident(), UNREAD, NOW),
      UNREAD,
      NOW + 180_000,
    );
    expect(record.refusedByGate(unread, refusal({}), NOW + 240_000).newAlerts).toHaveLength(2);
  });

  it('by the brake sends no mail of its own where the zone’s alert names the instance', () => {
    const brake = refusal({
      stage: 'brake',
      reasons: [say('refuse.brake-always', { act: 'stopping', zone: 'a', failed: 10, limit: 10 })],
      named: true,
    });
    const after = record.refusedByGate(anIncident(), brake, NOW);
    expect(after.newAlerts).toEqual([]);
    expect(Object.keys(after.told)).toEqual(['held']);
  });
});

describe('Health news', () => {
  it('of one event join, the newer wins, and an older one never undoes it', () => {
    const opened = aHealthEvent({ lastUpdated: at('09:00:00') });
    const closed = aHealthEvent({ lastUpdated: at('09:30:00'), closed: true });
    expect(withHealthNews([opened], closed)).toEqual([closed]);
    expect(withHealthNews([closed], opened)).toEqual([closed]);
  });

  it('count as listed until their date', () => {
    const news = aHealthEvent({ startTime: NOW });
    expect([isListed(news, NOW), isListed(news, NOW + 1)]).toEqual([true, false]);
  });

  it('of a code that nobody knows steer nothing, but a scheduled change is watched', () => {
    expect(healthMeaning('AWS_EC2_TOMORROW', 'issue')).toBe('other');
    expect(healthMeaning('AWS_EC2_TOMORROW_SCHEDULED', 'scheduledChange')).toBe('scheduled change');
    expect(healthMeaning('constructor', 'issue')).toBe('other');
  });
});

describe('the words', () => {
  const VALUES = {
    act: 'stopping',
    action: 'notify',
    active: 5,
    after: '203.0.113.2',
    again: NOW,
    allowed: 3,
    at: NOW,
    before: '203.0.113.1',
    by: 'Client.x',
    closed: true,
    cluster: 'j-1',
    code: 'Some.Code',
    count: 3,
    ebs: 'ok',
    effect: 'stops nothing',
    error: 'Some.Error',
    failed: 4,
    fleet: 'f',
    got: 'x',
    group: 'g',
    guard: 'tenancy',
    ids: 'i-1, i-2',
    instance: 'ok',
    limit: 5,
    name: 'TimeZone',
    pages: '1',
    left: 3,
    part: 2,
    parts: 3,
    lifecycle: 'spot',
    line: 'a line',
    meaning: 'other',
    message: 'a message',
    minutes: 5,
    ms: 61_000,
    nodepool: 'n',
    number: 2,
    older: 1,
    other: 'i-2',
    outpost: 'arn',
    percent: 20,
    previous: 'stopped',
    reason: say('step.verify'),
    request: 2,
    resource: 'the instance',
    service: 's',
    since: NOW,
    start: 1,
    state: 'stopped',
    stop: 1,
    system: 'ok',
    total: 8,
    type: 'm5d.large',
    until: NOW,
    used: 3,
    value: 'nodify',
    verify: 1,
    wait: 1,
    what: 'unclear',
    check: 'system',
    problem: say('window.form', { value: 'never' }),
    why: 'setting',
    zone: ZONE,
  };

  it.each(Object.keys(ENGLISH))('of %s are one clean line', (key) => {
    const values = key === 'step.start-again' ? { reason: 'Server.InternalError' } : VALUES;
    const words = inWords({ key, values } as unknown as Sentence);
    expect(words).not.toMatch(/undefined|NaN|\[object|\n|Invalid/);
    expect(words.trim()).not.toBe('');
  });

  it('of a hostile tag are one short line', () => {
    const hostile = `x\r\nSubject: you won\u0007${'a'.repeat(500)}`;
    const words = inWords(say('refuse.unknown-tag', { act: 'stopping', value: hostile }));
    expect(words).not.toMatch(/\p{Cc}/u);
    expect(words.length).toBeLessThan(250);
  });

  it.each([
    [0, '0s'],
    [59_499, '59s'],
    [59_500, '1m00s'],
    [252_000, '4m12s'],
    [3_599_499, '59m59s'],
    [11_100_000, '3h05m'],
    [-5, '0s'],
  ])('of %i milliseconds are %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });

  it('of a time are the same in every time zone', () => {
    expect(utc(at('10:06:00'))).toBe('2026-01-15 10:06:00 UTC');
  });
});
