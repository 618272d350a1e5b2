import { describe, expect, it } from '@jest/globals';
import { moveRefusal, pressingName, type AroundTheMove } from '../../../../lambda/core/gate/move-order.ts';
import type { Incident } from '../../../../lambda/core/model/incident.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import {
  anIncident,
  anInstance,
  at,
  checks,
  FACTS,
  impaired,
  INITIALIZING,
  NOT_FOUND,
  startingIncident,
} from '../given.ts';

const NOW = at('20:00:00');
const MINUTE = 60_000;
const DB = { ...FACTS, tags: { 'ec2-responder:group': 'db' } };

/** Another one, stopped for its planned move and not back. */
function notBack(differences: Partial<Incident> = {}): Incident {
  return { ...startingIncident({ cause: 'planned' }), instanceId: 'i-9', ...differences };
}

function ask(
  around: Partial<AroundTheMove>,
  { lastUntil, told = {}, now = NOW }: { lastUntil?: number; told?: Incident['told']; now?: number } = {},
): string {
  const incident = anIncident({ instanceId: 'i-1', facts: DB, told });
  const refusal = moveRefusal(incident, { members: [], open: [], ...around }, lastUntil, now);
  if (refusal === undefined) return 'granted';
  expect(refusal).toMatchObject({ stage: 'claim', purpose: 'move' });
  expect(refusal.isLast).toBe(lastUntil === undefined ? undefined : true);
  expect(refusal.reasons).toHaveLength(1);
  return inWords(refusal.reasons[0]);
}

describe('a planned move beside the members of its group', () => {
  const well = anInstance({ instanceId: 'i-2' });

  it('begins where all of them run with ok checks', () => {
    expect(ask({ members: [well, well] })).toBe('granted');
  });

  it.each([
    ['stopped', anInstance({ instanceId: 'i-3', state: 'stopped' })],
    ['failed', anInstance({ instanceId: 'i-3', checks: checks(impaired('19:00:00')) })],
    ['not known yet', anInstance({ instanceId: 'i-3', checks: checks(INITIALIZING) })],
    ['not found', { ...NOT_FOUND, instanceId: 'i-3' }],
  ])('waits for one that is %s, in its last time, too', (_, member) => {
    const words = /^not moving: i-3 of the same ec2-responder:group \(db\) is not running/;
    expect(ask({ members: [well, member] })).toMatch(words);
    expect(ask({ members: [well, member] }, { lastUntil: NOW + 30 * MINUTE })).toMatch(words);
  });

  it('waits where they could not be read', () => {
    const unread = { kind: 'unread', instanceId: 'i-3', observedAt: NOW, why: 'x' } as const;
    for (const members of ['unread', [well, unread]] as const)
      expect(ask({ members })).toMatch(/^not moving: its group .*could not be read/);
  });

  it('names a group of which the tag is gone since without a word for it', () => {
    const incident = anIncident({ instanceId: 'i-1' });
    const members = [anInstance({ state: 'stopped' })];
    const refusal = moveRefusal(incident, { members, open: [] }, undefined, NOW);
    expect(refusal?.reasons[0].values).toMatchObject({ group: '' });
  });
});

describe('a planned move after one that is not back', () => {
  it('waits, and names it; not for itself, nor for one that its owner has passed over', () => {
    expect(ask({ open: [anIncident({ instanceId: 'i-5' }), notBack()] })).toMatch(
      /^not moving yet: i-9 was moved before it and is not back/,
    );
    expect(ask({ open: [notBack({ instanceId: 'i-1' })] })).toBe('granted');
    const facts = { ...FACTS, tags: { 'ec2-responder:moves-go-on': 'true' } };
    expect(ask({ open: [notBack({ facts })] })).toBe('granted');
  });

  it('waits where the open incidents could not be read', () => {
    expect(ask({ open: 'unread' })).toMatch(/^not moving: its surroundings .*could not be read/);
    expect(ask({ open: 'unread' }, { lastUntil: NOW + 30 * MINUTE })).toMatch(/could not be read/);
  });

  it('in its last time begins twenty minutes after its owner was told, and not before', () => {
    const lastUntil = NOW + 60 * MINUTE;
    const open = [notBack()];
    expect(ask({ open }, { lastUntil })).toMatch(/^not moving before 2026-01-15 20:20:00.*i-9 was moved/);
    const told = { [pressingName(lastUntil)]: NOW };
    expect(ask({ open }, { lastUntil, told, now: NOW + 20 * MINUTE - 1 })).toMatch(/20:20:00/);
    expect(ask({ open }, { lastUntil, told, now: NOW + 20 * MINUTE })).toBe('granted');
    const ofAnotherTime = { [pressingName(lastUntil + 1)]: NOW - 60 * MINUTE };
    expect(ask({ open }, { lastUntil, told: ofAnotherTime })).toMatch(/20:20:00/);
  });

  it('in a short last time begins after half of what was left when its owner was told', () => {
    const lastUntil = NOW + 10 * MINUTE;
    const told = { [pressingName(lastUntil)]: NOW };
    expect(ask({ open: [notBack()] }, { lastUntil, told, now: NOW + 5 * MINUTE - 1 })).toMatch(/20:05:00/);
    expect(ask({ open: [notBack()] }, { lastUntil, told, now: NOW + 5 * MINUTE })).toBe('granted');
    expect(ask({ open: [notBack()] }, { lastUntil: NOW - 1 })).toMatch(
      /^not moving before 2026-01-15 20:00:00/,
    );
  });
});
