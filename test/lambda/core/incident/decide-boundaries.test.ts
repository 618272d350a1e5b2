import { describe, expect, it } from '@jest/globals';
import { startRefused } from '../../../../lambda/core/incident/ec2-answered.ts';
import { decide } from '../../../../lambda/core/incident/decide.ts';
import type { Incident } from '../../../../lambda/core/model/incident.ts';
import { ROWS } from '../../../../lambda/core/incident/decision-table.ts';
import type { Settings } from '../../../../lambda/core/model/settings.ts';
import * as record from '../../../../lambda/core/incident/transitions.ts';
import type { Case } from './cases/case.ts';
import * as finishing from './cases/finishing.ts';
import * as watching from './cases/watching.ts';
import {
  aFailedHost,
  aHealthEvent,
  anIncident,
  anInstance,
  at,
  checks,
  impaired,
  RELAUNCHED,
  SETTINGS,
  startingIncident,
  stoppingIncident,
  TYPE,
  verifyingIncident,
  without,
} from '../given.ts';

const ALL: readonly Case[] = Object.values({ ...watching, ...finishing }).flat();

describe('the decision table', () => {
  it('decides every row in some case that is no twin', () => {
    const decided = new Set<number>(
      ALL.filter((one) => one.twinOf === undefined).map(
        (one) => decide(one.incident, one.seen, { ...SETTINGS, ...one.settings }, one.now).row,
      ),
    );
    expect([...decided].sort((a, b) => a - b)).toEqual(Object.keys(ROWS).map(Number));
  });

  it('asks to stop, starts and forces in no twin whose row does not say so', () => {
    const acts = (wanted: readonly string[], rows: readonly number[]): string[] =>
      ALL.filter((one) => wanted.includes(one.step.act) && !rows.includes(one.row)).map((one) => one.name);
    expect(acts(['ask the gate'], [3, 7, 8])).toEqual([]);
    expect(acts(['start'], [12, 13])).toEqual([]);
    expect(acts(['force the stop'], [11])).toEqual([]);
  });
});

describe('the grace', () => {
  const recoveryFailed = aHealthEvent({
    code: 'AWS_EC2_SIMPLIFIED_AUTO_RECOVERY_FAILURE',
    meaning: 'recovery failed',
    lastUpdated: at('10:00:30'),
  });
  const cases: readonly [
    string,
    Partial<Incident>,
    ReturnType<typeof aFailedHost>,
    Partial<Settings>,
    string,
  ][] = [
    ['the setting', {}, aFailedHost(), {}, '10:05:00'],
    ['a setting of no minutes', {}, aFailedHost(), { systemFailureGraceMinutes: 0 }, '10:00:00'],
    ['bare metal', {}, aFailedHost({ typeFacts: { ...TYPE, bareMetal: true } }), {}, '10:15:00'],
    [
      'bare metal without automatic recovery',
      {},
      aFailedHost({
        facts: { autoRecovery: 'disabled' },
        typeFacts: { ...TYPE, bareMetal: true, autoRecoverySupported: false },
      }),
      {},
      '10:15:00',
    ],
    [
      'bare metal under a longer setting',
      {},
      aFailedHost({ typeFacts: { ...TYPE, bareMetal: true } }),
      { systemFailureGraceMinutes: 20 },
      '10:20:00',
    ],
    ['automatic recovery disabled', {}, aFailedHost({ facts: { autoRecovery: 'disabled' } }), {}, '10:02:00'],
    [
      'automatic recovery disabled under a shorter setting',
      {},
      aFailedHost({ facts: { autoRecovery: 'disabled' } }),
      { systemFailureGraceMinutes: 1 },
      '10:01:00',
    ],
    [
      'a type that automatic recovery does not support',
      {},
      aFailedHost({ typeFacts: { ...TYPE, autoRecoverySupported: false } }),
      {},
      '10:02:00',
    ],
    ['a type that could not be read', {}, without(aFailedHost(), 'typeFacts'), {}, '10:15:00'],
    [
      'a type that could not be read, automatic recovery disabled',
      {},
      without(aFailedHost({ facts: { autoRecovery: 'disabled' } }), 'typeFacts'),
      {},
      '10:15:00',
    ],
    ['a recovery that Health says has failed', { health: [recoveryFailed] }, aFailedHost(), {}, '10:00:00'],
    [
      'a recovery that Health said had failed a millisecond before ImpairedSince',
      { health: [{ ...recoveryFailed, lastUpdated: at('09:59:59.999') }] },
      aFailedHost(),
      {},
      '10:05:00',
    ],
  ];

  it.each(cases)(
    'of %s ends to the millisecond, and nothing is stopped before',
    (_, known, seen, tuned, end) => {
      const step = (now: number): string =>
        decide(anIncident(known), seen, { ...SETTINGS, ...tuned }, now).step.act;
      expect(step(at(end) - 1)).toBe('wait');
      expect(step(at(end))).toBe('ask the gate');
    },
  );

  it.each(cases)('of %s holds for a failure after our start, too', (_, known, seen, tuned, end) => {
    const moved = {
      ...seen,
      launchTime: at('10:00:00'),
      checks: checks(impaired('10:00:00'), impaired('10:00:00')),
    };
    const incident = verifyingIncident({
      ...known,
      attempt: without(verifyingIncident().attempt ?? neverHere(), 'startedAt'),
    });
    const row = (now: number): unknown => {
      const { step } = decide(incident, moved, { ...SETTINGS, ...tuned }, now);
      return step.act === 'enter' ? step.phase : step.act;
    };
    expect(row(at(end) - 1)).toBe('wait');
    expect(row(at(end))).toBe('watching');
  });
});

describe('the back-off of a start', () => {
  const stopped = anInstance({ state: 'stopped' });

  /** Seconds between the requests, when EC2 answers each of them so. */
  function waits(answer: (asked: Incident, now: number) => Incident): number[] {
    let incident = stoppingIncident();
    let now = at('10:06:30');
    const seconds: number[] = [];
    for (let request = 1; request <= 8; request += 1) {
      expect(decide(incident, stopped, SETTINGS, now - 1).step.act).toBe(request === 1 ? 'start' : 'wait');
      incident = record.afterDecision(incident, decide(incident, stopped, SETTINGS, now), now);
      expect(incident.attempt?.startRequests).toBe(request);
      incident = answer(incident, now + 1_000);
      const next = incident.attempt?.nextStartAt ?? now;
      seconds.push((next - now) / 1_000);
      now = next;
    }
    return seconds;
  }

  it('after a refusal is 1, 2, 4 and then 5 minutes, each 5 seconds short, and never ends', () => {
    const refuse = (asked: Incident, now: number): Incident =>
      startRefused(asked, asked.attempt ?? neverHere(), 'InsufficientInstanceCapacity', 'no room', now);
    expect(waits(refuse)).toEqual([55, 115, 235, 295, 295, 295, 295, 295]);
  });

  it('is never less than 2 minutes where the start may have worked, because reads lag', () => {
    expect(waits((asked) => asked)).toEqual([120, 120, 235, 295, 295, 295, 295, 295]);
  });

  it('after a refusal of which the time of the request is not known counts from the refusal', () => {
    const asked = startingIncident();
    const attempt = without(asked.attempt ?? neverHere(), 'startRequestedAt');
    const refused = startRefused(asked, attempt, 'InsufficientInstanceCapacity', 'no room', at('10:06:31'));
    expect(refused.attempt?.nextStartAt).toBe(at('10:07:26'));
  });
});

describe('what we have begun', () => {
  it.each([
    ['stopping', stoppingIncident()],
    ['starting', startingIncident()],
    ['verifying', verifyingIncident()],
  ])('is decided the same in %s whatever mode, tags and budget say by now', (_, incident) => {
    const seen = [
      anInstance({ state: 'stopped' }),
      anInstance({ state: 'stopping' }),
      anInstance({ launchTime: RELAUNCHED }),
      anInstance({ launchTime: RELAUNCHED, checks: checks(impaired('10:08:00')) }),
      anInstance({ state: 'stopped', launchTime: RELAUNCHED, stateReason: 'Server.InternalError' }),
    ];
    for (const one of seen) {
      const tagged = { ...one, facts: { ...one.facts, tags: { 'ec2-responder': 'ignore' } } };
      const observing = {
        ...SETTINGS,
        mode: 'observe',
        defaultAction: 'notify',
        maxAttemptsPerDay: 1,
      } as const;
      const now = at('10:20:00');
      expect(decide(incident, tagged, observing, now)).toEqual(decide(incident, one, SETTINGS, now));
    }
  });
});

function neverHere(): never {
  throw new Error('the incident has an attempt');
}
