import { describe, expect, it } from '@jest/globals';
import type { Situation } from '../../../../lambda/core/incident/decision.ts';
import type { GuardReadings } from '../../../../lambda/core/gate/obstacles.ts';
import { announcementsOf } from '../../../../lambda/core/scheduled-events/planned-move.ts';
import { isReadAheadDue, readAhead } from '../../../../lambda/core/scheduled-events/read-ahead.ts';
import { noteReadAhead } from '../../../../lambda/core/incident/transitions.ts';
import { say } from '../../../../lambda/core/model/sentence.ts';
import { HOUR, MINUTE } from '../../../../lambda/core/model/time.ts';
import { anInstance, at, checks, GUARDS, SETTINGS, UNREAD } from '../given.ts';
import { anAnnouncement, aSituation, RETIREMENT } from './given-moves.ts';

const NOW = at('10:05:00');
const PROTECTED = say('refuse.stop-protection', { act: 'moving' });

function isDue(differences: Partial<Situation> = {}): boolean {
  return isReadAheadDue(aSituation({ now: NOW, ...differences }));
}

function withReadAhead(againAt: number, obstacles = [PROTECTED]): Partial<Situation> {
  return { incident: anAnnouncement({ readAhead: { obstacles, againAt } }) };
}

describe('what takes a read of its own', () => {
  it('is read where a move would be planned but for it', () => {
    expect(isDue()).toBe(true);
    expect(isDue(withReadAhead(NOW))).toBe(true);
    expect(isDue(withReadAhead(NOW + 1))).toBe(false);
  });

  it.each<[string, Partial<Situation>]>([
    ['nothing is announced', { observation: anInstance() }],
    ['the owner only wants to be told', { settings: { ...SETTINGS, scheduledEventAction: 'notify' } }],
    [
      'something else forbids it',
      { observation: anInstance({ scheduledEvents: [RETIREMENT], facts: { tenancy: 'host' } }) },
    ],
    ['it does not run', { observation: anInstance({ scheduledEvents: [RETIREMENT], state: 'pending' }) }],
    [
      'EC2 gives no status',
      { observation: anInstance({ scheduledEvents: [RETIREMENT], checks: checks(UNREAD) }) },
    ],
    ['it is in recovery', { incident: anAnnouncement({ phase: 'verifying' }) }],
  ])('is not read where %s', (_, differences) => {
    expect(isDue(differences)).toBe(false);
  });

  const read = (guards: Partial<GuardReadings>, permitted: boolean | 'unread' = true) => {
    const { obstacles, againAt } = readAhead(anInstance(), { ...GUARDS, ...guards }, permitted, NOW);
    return { keys: obstacles.map(({ key }) => key), inMs: againAt - NOW };
  };

  it('is good for an hour where nothing stands in the way, and for ten minutes where something does', () => {
    expect(read({})).toEqual({ keys: [], inMs: HOUR });
    expect(read({ stopProtection: true })).toEqual({ keys: ['refuse.stop-protection'], inMs: 10 * MINUTE });
    expect(read({}, false)).toEqual({ keys: ['refuse.start-not-permitted'], inMs: 10 * MINUTE });
    expect(read({ persistentSpot: false })).toEqual({ keys: ['refuse.one-time-spot'], inMs: 10 * MINUTE });
  });

  it('forbids nothing where it could not be read, and is read again soon', () => {
    expect(read({ stopProtection: 'unread' })).toEqual({ keys: [], inMs: 10 * MINUTE });
    expect(read({}, 'unread')).toEqual({ keys: [], inMs: 10 * MINUTE });
  });

  it('of a Spot instance of which nothing is known is not read', () => {
    const spot = anInstance({ facts: { lifecycle: 'spot' } });
    expect(readAhead(spot, GUARDS, true, NOW)).toEqual({ obstacles: [], againAt: NOW + 10 * MINUTE });
  });

  it('stands in the record, and no move is planned while it forbids one', () => {
    const incident = noteReadAhead(anAnnouncement(), { obstacles: [PROTECTED], againAt: NOW });
    expect(incident.readAhead).toEqual({ obstacles: [PROTECTED], againAt: NOW });
    const { plan } = announcementsOf(aSituation({ incident, now: NOW }));
    expect(plan).toMatchObject({ kind: 'none', why: PROTECTED });
    expect(plan).not.toHaveProperty('obstacles');
  });
});

describe('a plan that is none', () => {
  it('has everything that forbids the move, the first reason apart', () => {
    const facts = { tags: { 'ec2-responder': 'notify', 'aws:autoscaling:groupName': 'web' } };
    const observation = anInstance({ scheduledEvents: [RETIREMENT], facts });
    const { plan } = announcementsOf(aSituation({ observation, now: NOW }));
    expect(plan).toMatchObject({
      why: { key: 'refuse.tag' },
      obstacles: [{ key: 'refuse.auto-scaling-group' }],
    });
  });

  it('has all of it where there is another reason', () => {
    const observation = anInstance({ scheduledEvents: [RETIREMENT], facts: { tenancy: 'host' } });
    const settings = { ...SETTINGS, scheduledEventAction: 'notify' } as const;
    const { plan } = announcementsOf(aSituation({ observation, settings, now: NOW }));
    expect(plan).toMatchObject({
      why: { key: 'plan.notify' },
      obstacles: [{ key: 'refuse.dedicated-host' }],
    });
  });

  it('names no obstacle where what is announced passes by itself', () => {
    const network = { ...RETIREMENT, code: 'system-maintenance', description: 'network' };
    const observation = anInstance({ scheduledEvents: [network], facts: { tenancy: 'host' } });
    const { plan } = announcementsOf(aSituation({ observation, now: NOW }));
    expect(plan).toMatchObject({ why: { key: 'plan.not-movable' } });
    expect(plan).not.toHaveProperty('obstacles');
  });
});
