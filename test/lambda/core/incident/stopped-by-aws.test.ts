import { describe, expect, it } from '@jest/globals';
import { open } from '../../../../lambda/core/incident/opening.ts';
import {
  heardOf,
  isAnnouncedStop,
  isDealtWith,
  isStoppedByAws,
  mayBeStarted,
  newlyStopped,
  withStopped,
} from '../../../../lambda/core/incident/stopped-by-aws.ts';
import { EMPTY_REGION_RECORD } from '../../../../lambda/core/model/region-record.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import {
  aHealthEvent,
  anAttempt,
  anIncident,
  anInstance,
  at,
  LAUNCHED,
  RELAUNCHED,
  SETTINGS,
} from '../given.ts';

const NOW = at('10:10:00');
const MINUTE = 60_000;
const BY_AWS = anInstance({ state: 'stopped', stateReason: 'Server.HostEvacuated' });

describe('a stop', () => {
  it.each(['Server.ScheduledStop', 'Server.HostEvacuated', 'Maintenance.Evicted', 'Client.Odd'])(
    'is AWS’s where EC2 calls it %s',
    (stateReason) => {
      expect(isStoppedByAws({ ...BY_AWS, stateReason })).toBe(true);
      expect(isStoppedByAws({ ...BY_AWS, stateReason, state: 'stopping' })).toBe(true);
    },
  );

  it.each([
    'Client.UserInitiatedShutdown',
    'Client.UserInitiatedHibernate',
    'Client.InstanceInitiatedShutdown',
    'Server.SpotInstanceShutdown',
    '',
  ])('is not AWS’s where EC2 calls it "%s"', (stateReason) => {
    expect(isStoppedByAws({ ...BY_AWS, stateReason })).toBe(false);
  });

  it('is not AWS’s without a word, of Spot, or where nothing is stopped', () => {
    expect(isStoppedByAws(anInstance({ state: 'stopped' }))).toBe(false);
    expect(isStoppedByAws({ ...BY_AWS, facts: { ...BY_AWS.facts, lifecycle: 'spot' } })).toBe(false);
    for (const state of ['running', 'pending', 'shutting-down'] as const)
      expect(isStoppedByAws({ ...BY_AWS, state })).toBe(false);
  });

  it('is announced where its word is that of a date, and a date was known', () => {
    const known = { scheduledEventIds: ['e-1'], health: [] };
    expect(isAnnouncedStop(known, { stateReason: 'Server.ScheduledStop' })).toBe(true);
    expect(isAnnouncedStop(known, { stateReason: 'Server.Odd' })).toBe(false);
    const heard = { scheduledEventIds: [], health: [aHealthEvent()] };
    expect(isAnnouncedStop(heard, { stateReason: 'Server.ScheduledStop' })).toBe(true);
    const issue = { scheduledEventIds: [], health: [aHealthEvent({ meaning: 'availability issue' })] };
    expect(isAnnouncedStop(issue, { stateReason: 'Server.ScheduledStop' })).toBe(false);
  });

  it('is followed by a start only where it was seen as it came, of what had run for a while', () => {
    const stopped = (minutes: number) => ({ ...BY_AWS, launchTime: NOW - minutes * MINUTE });
    expect(mayBeStarted({ fresh: true }, stopped(11), undefined, NOW)).toBe(true);
    expect(mayBeStarted({ fresh: true }, stopped(10), undefined, NOW)).toBe(false);
    expect(mayBeStarted({ fresh: false }, stopped(11), undefined, NOW)).toBe(false);
    expect(heardOf(NOW - 120 * MINUTE, NOW)).toEqual({ fresh: true });
    expect(heardOf(NOW - 120 * MINUTE - 1, NOW)).toEqual({ fresh: false });
  });

  it('is followed by a start also minutes after a start of ours, which nobody else will repeat', () => {
    const launchTime = NOW - 3 * MINUTE;
    const ours = anIncident({ phase: 'closed', attempt: anAttempt({ startedAt: launchTime }) });
    const older = anIncident({ phase: 'closed', attempt: anAttempt({ startedAt: launchTime - 1_000 }) });
    expect(mayBeStarted({ fresh: true }, { ...BY_AWS, launchTime }, ours, NOW)).toBe(true);
    expect(mayBeStarted({ fresh: true }, { ...BY_AWS, launchTime }, older, NOW)).toBe(false);
  });

  it('is never followed by a start where EC2 does not name itself: the word may be a new one for a human', () => {
    for (const stateReason of ['Client.UserInitiatedEviction', 'Maintenance.Evicted'])
      expect(mayBeStarted({ fresh: true }, { ...BY_AWS, stateReason }, undefined, NOW)).toBe(false);
  });
});

describe('an incident', () => {
  const opened = (seen = BY_AWS, earlier = undefined as ReturnType<typeof anIncident> | undefined) =>
    open(seen, earlier, [], SETTINGS, NOW, { fresh: true });

  it('opens for a stop by AWS, with EC2’s word, where a pass looks for it', () => {
    const opening = opened();
    if (!opening.opens) throw new Error(opening.why);
    expect(opening.incident.awsStop).toEqual({
      launchTime: LAUNCHED,
      by: 'Server.HostEvacuated',
      mayStart: true,
    });
    expect(inWords(opening.incident.timeline[0]?.what ?? { key: 'step.verify' })).toMatch(
      /nobody had announced it.*Server\.HostEvacuated/,
    );
  });

  it('does not open for it where no pass looks for it, for anybody else’s stop, or where it is ignored', () => {
    expect(open(BY_AWS, undefined, [], SETTINGS, NOW).opens).toBe(false);
    expect(opened({ ...BY_AWS, stateReason: 'Client.UserInitiatedShutdown' }).opens).toBe(false);
    expect(opened({ ...BY_AWS, facts: { ...BY_AWS.facts, tags: { 'ec2-responder': 'ignore' } } }).opens).toBe(
      false,
    );
  });

  it('does not open for a start of somebody that fell back with a word that nobody knows', () => {
    const fellBack = { ...BY_AWS, stateReason: 'Client.InternalError', launchTime: NOW - 5 * MINUTE };
    expect(opened(fellBack).opens).toBe(false);
    expect(opened({ ...fellBack, launchTime: NOW - 11 * MINUTE }).opens).toBe(true);
    // A start of ours nobody else looks after.
    const ours = anIncident({ phase: 'closed', attempt: anAttempt({ startedAt: fellBack.launchTime }) });
    expect(opened(fellBack, ours).opens).toBe(true);
  });

  it('does not open twice for one stop, and anew for the next', () => {
    const told = anIncident({ phase: 'closed', awsStop: { launchTime: LAUNCHED, by: 'x', mayStart: false } });
    expect(isDealtWith(told, BY_AWS)).toBe(true);
    expect(opened(BY_AWS, told).opens).toBe(false);
    expect(opened({ ...BY_AWS, launchTime: RELAUNCHED }, told).opens).toBe(true);
    expect(isDealtWith(undefined, BY_AWS)).toBe(false);
  });

  it('that is open for nothing of the kind says nothing of it', () => {
    const opening = open(
      anInstance({ checks: { ...BY_AWS.checks, system: { status: 'impaired' } } }),
      undefined,
      [],
      SETTINGS,
      NOW,
      { fresh: true },
    );
    expect(opening.opens && opening.incident).not.toHaveProperty('awsStop');
  });
});

describe('the list of what AWS has stopped', () => {
  const A = { instanceId: 'i-a', launchTime: 1_000 };
  const B = { instanceId: 'i-b', launchTime: 2_000 };
  const known = { seenAt: NOW, keys: ['i-a@1'] };

  it('has news only since it was first read', () => {
    expect(newlyStopped([A, B], undefined, NOW).instanceIds).toEqual([]);
    expect(newlyStopped([A, B], known, NOW)).toEqual({ instanceIds: ['i-b'], stop: { fresh: true } });
    expect(newlyStopped([{ ...A, launchTime: 3_000 }], known, NOW).instanceIds).toEqual(['i-a']);
  });

  it('tells of old stops as such where nobody had read it for long', () => {
    const hours = (count: number) => newlyStopped([B], known, NOW + count * 60 * MINUTE).stop.fresh;
    expect([hours(2), hours(2.1)]).toEqual([true, false]);
  });

  it('is kept as it is, without those that could not be looked at; written only where it changes, or each hour', () => {
    const first = withStopped(EMPTY_REGION_RECORD, [B, A], [], NOW);
    expect(first.stoppedByAws).toEqual({ seenAt: NOW, from: NOW, keys: ['i-a@1', 'i-b@2'] });
    expect(withStopped(first, [A, B], [], NOW + 60 * MINUTE - 1)).toBe(first);
    expect(withStopped(first, [A, B], [], NOW + 60 * MINUTE).stoppedByAws?.seenAt).toBe(NOW + 60 * MINUTE);
    expect(withStopped(first, [A, B], ['i-b'], NOW + 1).stoppedByAws?.keys).toEqual(['i-a@1']);
  });

  it('remembers for a day what it does not name any more: a list with a gap makes nothing new', () => {
    const first = withStopped(EMPTY_REGION_RECORD, [A, B], [], NOW);
    const gap = withStopped(first, [], [], NOW + MINUTE);
    expect(gap.stoppedByAws).toMatchObject({ keys: ['i-a@1', 'i-b@2'], missing: { 'i-a@1': NOW + MINUTE } });
    expect(newlyStopped([A, B], gap.stoppedByAws, NOW + 2 * MINUTE).instanceIds).toEqual([]);
    const whole = withStopped(gap, [A, B], [], NOW + 2 * MINUTE);
    expect(whole.stoppedByAws).not.toHaveProperty('missing');
    const day = withStopped(gap, [A], [], NOW + 24 * 60 * MINUTE + MINUTE);
    expect(day.stoppedByAws?.keys).toEqual(['i-a@1']);
    expect(withStopped(gap, [{ ...A, launchTime: 9_000 }], [], NOW + 2).stoppedByAws?.keys).not.toContain(
      'i-a@1',
    );
  });

  it('takes for old what comes up in its first ten minutes: they cannot tell a gap from a stop', () => {
    const first = withStopped(EMPTY_REGION_RECORD, [A], [], NOW).stoppedByAws;
    expect(newlyStopped([A, B], first, NOW + 9 * MINUTE).instanceIds).toEqual([]);
    expect(newlyStopped([A, B], first, NOW + 10 * MINUTE)).toEqual({
      instanceIds: ['i-b'],
      stop: { fresh: true },
    });
  });

  it('has whoever is new looked at once more: a read by the id may have shown it running still', () => {
    const first = withStopped(EMPTY_REGION_RECORD, [A], [], NOW);
    const second = withStopped(first, [A, B], [], NOW + 10 * MINUTE);
    expect(newlyStopped([A, B], second.stoppedByAws, NOW + 12 * MINUTE).instanceIds).toEqual(['i-b']);
    const third = withStopped(second, [A, B], [], NOW + 12 * MINUTE);
    expect(newlyStopped([A, B], third.stoppedByAws, NOW + 13 * MINUTE).instanceIds).toEqual([]);
    expect(withStopped(third, [A, B], [], NOW + 13 * MINUTE)).toBe(third);
  });

  it('is left alone where it is longer than what AWS may just have stopped', () => {
    const many = Array.from({ length: 1_001 }, (_, n) => ({ instanceId: `i-${n}`, launchTime: 0 }));
    expect(newlyStopped(many, known, NOW).instanceIds).toEqual([]);
    expect(withStopped(EMPTY_REGION_RECORD, many, [], NOW)).toBe(EMPTY_REGION_RECORD);
    expect(withStopped(EMPTY_REGION_RECORD, many.slice(1), [], NOW).stoppedByAws?.keys).toHaveLength(1_000);
  });
});
