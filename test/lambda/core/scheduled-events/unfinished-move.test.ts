import { describe, expect, it } from '@jest/globals';
import type { Attempt, Incident } from '../../../../lambda/core/model/incident.ts';
import type { PastAttempt } from '../../../../lambda/core/model/history-entry.ts';
import { moveNotBack } from '../../../../lambda/core/scheduled-events/unfinished-move.ts';
import {
  anAttempt,
  anIncident,
  FACTS,
  INTENDED,
  startingIncident,
  stoppingIncident,
  verifyingIncident,
  without,
} from '../given.ts';

const PLANNED = { cause: 'planned' } as const;
const past = (cause: PastAttempt['cause']): PastAttempt => ({
  stoppedBy: 'us',
  cause,
  intendedAt: INTENDED,
  endedAt: INTENDED + 1,
  startRequests: 1,
  forced: false,
});

describe('an instance that was moved by plan', () => {
  it.each<[string, Incident]>([
    ['is being stopped', stoppingIncident(anAttempt(PLANNED))],
    ['cannot be started', startingIncident({ ...PLANNED, lastStartError: 'x' })],
    ['awaits its checks', verifyingIncident({ attempt: anAttempt(PLANNED) })],
    ['waits for a human', anIncident({ attempt: anAttempt({ ...PLANNED, startRequests: 1 }) })],
    [
      'has failed again, and EC2 has refused the second stop',
      anIncident({ impairedSince: INTENDED, pastAttempts: [past('planned')] }),
    ],
    [
      'is stopped and nobody knows by whom',
      anIncident({ attempt: anAttempt({ ...PLANNED, startRequests: 0 }), told: { 'whose stop': INTENDED } }),
    ],
    [
      'is stopped and started once more, because the new host was bad',
      { ...startingIncident({ number: 2 }), pastAttempts: [past('planned')] },
    ],
    [
      'is stopped a third time',
      { ...startingIncident({ number: 3 }), pastAttempts: [past('planned'), past('host failure')] },
    ],
  ])('holds the others while it %s', (_, incident) => {
    expect(moveNotBack(incident)).toBe('holds');
  });

  it.each<[string, Incident]>([
    ['it is over', { ...startingIncident(PLANNED), phase: 'closed' }],
    [
      'it is well: nothing is left of attempt and failure',
      without(anIncident({ pastAttempts: [past('planned')] }), 'impairedSince'),
    ],
    ['its stop was lost', anIncident({ attempt: anAttempt({ ...PLANNED, startRequests: 0 }) })],
    ['it has failed by itself', startingIncident()],
    [
      'it has failed by itself twice, long after its move',
      { ...startingIncident({ number: 2 }), pastAttempts: [past('planned'), past('host failure')] },
    ],
    [
      'it has failed by itself, long after its move',
      {
        ...startingIncident({ number: 1 }),
        impairedSince: INTENDED + 2,
        pastAttempts: [past('planned')],
      },
    ],
  ])('holds nobody where %s', (_, incident) => {
    expect(moveNotBack(incident)).toBeUndefined();
  });

  it.each<[Readonly<Record<string, string>>, string]>([
    [{ 'ec2-responder:moves-go-on': 'true' }, 'passed over'],
    [{ 'EC2-Responder:Moves-Go-On': 'true' }, 'passed over'],
    [{ 'ec2-responder:moves-go-on': 'yes' }, 'holds'],
    [{}, 'holds'],
  ])('is passed over by the tag alone: %j', (tags, expected) => {
    const attempt: Partial<Attempt> = PLANNED;
    expect(moveNotBack({ ...startingIncident(attempt), facts: { ...FACTS, tags } })).toBe(expected);
  });
});

describe('an instance that was back from its move', () => {
  it('holds nobody when another failure begins', () => {
    const failed = { impairedSince: INTENDED + 2, pastAttempts: [past('planned')] };
    expect(moveNotBack(anIncident(failed))).toBeUndefined();
    const others = { impairedSince: INTENDED, pastAttempts: [past('host failure')] };
    expect(moveNotBack(anIncident(others))).toBeUndefined();
  });
});
