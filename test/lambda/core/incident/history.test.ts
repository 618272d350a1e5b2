import { describe, expect, it } from '@jest/globals';
import { historyOf, withPastAttempt } from '../../../../lambda/core/incident/history.ts';
import { closed, stopIntended } from '../../../../lambda/core/incident/transitions.ts';
import { OPEN_PHASES } from '../../../../lambda/core/model/incident.ts';
import { say } from '../../../../lambda/core/model/sentence.ts';
import { DAY } from '../../../../lambda/core/model/time.ts';
import {
  aFailedHost,
  anAttempt,
  anIncident,
  at,
  FACTS,
  INTENDED,
  RELAUNCHED,
  stoppingIncident,
  startingIncident,
  verifyingIncident,
  without,
} from '../given.ts';

const NOW = at('10:20:00');
const REGION = 'ap-northeast-1';
const pageOf = (incident: Parameters<typeof closed>[0], now = NOW) =>
  historyOf({ ...closed(incident, 'recovered', now), closedByRow: 15 }, REGION);

describe('what is kept of an incident', () => {
  it.each(OPEN_PHASES)('is nothing while it is %s', (phase) => {
    expect(historyOf(anIncident({ phase }), REGION)).toBeUndefined();
  });

  it('is who, where, why, how it ended, when, and which alerts told of it', () => {
    expect(pageOf({ ...verifyingIncident(), alertIds: ['x', 'y'] })).toEqual({
      incidentId: anIncident().incidentId,
      instanceId: anIncident().instanceId,
      name: FACTS.name,
      instanceType: FACTS.instanceType,
      availabilityZone: FACTS.availabilityZone,
      region: REGION,
      cause: 'open.system',
      row: 15,
      outcome: 'recovered',
      openedAt: anIncident().openedAt,
      impairedSince: at('10:00:00'),
      closedAt: NOW,
      attempts: [
        {
          stoppedBy: 'us',
          cause: 'host failure',
          intendedAt: INTENDED,
          stoppedAt: at('10:06:30'),
          startRequestedAt: at('10:06:30'),
          startedAt: RELAUNCHED,
          endedAt: NOW,
          startRequests: 1,
          forced: false,
          publicIpBefore: '203.0.113.10',
          publicIpAfter: '203.0.113.10',
        },
      ],
      alertIds: ['x', 'y'],
    });
  });

  it('has no row where EC2’s answer closed it, and no times of phases that were not reached', () => {
    const page = historyOf(closed(stoppingIncident(), 'taken over by a human', NOW), REGION);
    expect(page).not.toHaveProperty('row');
    expect(page?.outcome).toBe('taken over by a human');
    const [attempt] = page?.attempts ?? [];
    for (const key of ['stoppedAt', 'startRequestedAt', 'startedAt', 'publicIpAfter'])
      expect(attempt).not.toHaveProperty(key);
    expect(pageOf(startingIncident())?.attempts[0]).toMatchObject({ stoppedAt: at('10:06:30') });
    expect(pageOf(anIncident())?.attempts).toEqual([]);
  });

  it('says whether a stop was forced: not where EC2 refused the force', () => {
    const forced = (force: 'accepted' | 'refused') =>
      pageOf(stoppingIncident(anAttempt({ forcedAt: at('10:15:10'), force })))?.attempts[0]?.forced;
    expect([forced('accepted'), forced('refused')]).toEqual([true, false]);
  });

  it.each([
    [anAttempt({ cause: 'planned' }), 'planned'],
    [anAttempt({ cause: 'unreachable' }), 'unreachable'],
    [anAttempt({ stoppedBy: 'AWS' }), 'stopped by AWS'],
    [anAttempt(), 'host failure'],
  ])('says why: %#', (attempt, cause) => {
    expect(pageOf(stoppingIncident(attempt))?.attempts).toMatchObject([{ cause }]);
  });

  it('is the same each time that the same record gives it', () => {
    const record = closed(verifyingIncident(), 'recovered', NOW);
    expect(historyOf(structuredClone(record), REGION)).toEqual(historyOf(record, REGION));
  });

  it('has the attempt of a record that version 0.1.0 has closed', () => {
    const page = pageOf(verifyingIncident());
    const old = { ...closed(verifyingIncident(), 'recovered', NOW), closedByRow: 15, pastAttempts: [] };
    expect(historyOf(old, REGION)).toEqual(page);
  });
});

describe('an attempt that is over', () => {
  it('ends when it ends, and not when the incident is closed weeks later', () => {
    const { attempt: _, ...moved } = withPastAttempt(verifyingIncident(), NOW);
    expect(pageOf(moved, NOW + 21 * DAY)?.attempts).toMatchObject([{ intendedAt: INTENDED, endedAt: NOW }]);
  });

  it('is there once, also where it is looked at again at the end', () => {
    const again = withPastAttempt(withPastAttempt(stoppingIncident(), NOW), NOW + 1);
    expect(again.pastAttempts).toMatchObject([{ endedAt: NOW + 1 }]);
  });

  it('is kept where the new host is bad, too, and another attempt follows', () => {
    const givenUp = { ...verifyingIncident(), phase: 'watching', phaseSince: NOW } as const;
    const again = stopIntended(givenUp, aFailedHost(), say('end.healed'), 'pass-2', NOW + 90_000);
    expect(again.attempt).toMatchObject({ intendedAt: NOW + 90_000, number: 2 });
    expect(again.pastAttempts).toMatchObject([{ intendedAt: INTENDED, endedAt: NOW }]);
  });

  it('is one of ten at most, the newest', () => {
    let incident = anIncident();
    for (let n = 0; n < 12; n += 1)
      incident = withPastAttempt({ ...incident, attempt: anAttempt({ intendedAt: n }) }, NOW);
    expect(incident.pastAttempts.map(({ intendedAt }) => intendedAt)).toEqual([
      2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    ]);
  });

  it('is nothing where nothing was tried', () => {
    const quiet = without(anIncident(), 'attempt') as ReturnType<typeof anIncident>;
    expect(withPastAttempt(quiet, NOW)).toBe(quiet);
  });
});
