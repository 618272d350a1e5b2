import { describe, expect, it } from '@jest/globals';
import { verifyLate } from '../../../../lambda/core/alerts/incident-drafts.ts';
import {
  downSince,
  failureWasTold,
  isInRecovery,
  isAnnouncement,
  isOpen,
  isStuck,
  OPEN_PHASES,
  someoneWasTold,
  VERIFY_LATE,
  type Phase,
} from '../../../../lambda/core/model/incident.ts';
import { MAX_TIMELINE, withTimeline } from '../../../../lambda/core/model/timeline.ts';
import { aboutDate } from '../../../../lambda/core/alerts/move-drafts.ts';
import { allChecksOk, CHECK_STATUSES, isImpaired } from '../../../../lambda/core/model/observation.ts';
import { say } from '../../../../lambda/core/model/sentence.ts';
import {
  anAttempt,
  anIncident,
  anInstance,
  at,
  checks,
  impaired,
  OK,
  RELAUNCHED,
  startingIncident,
  verifyingIncident,
  without,
} from '../given.ts';

const NOW = at('10:06:00');
const PHASES: readonly Phase[] = [...OPEN_PHASES, 'closed'];

describe('a phase', () => {
  it.each(PHASES)('%s is open unless it is closed, and active where we hold the instance', (phase) => {
    const incident = anIncident({ phase });
    expect(isOpen(incident)).toBe(phase !== 'closed');
    expect(isInRecovery(incident)).toBe(['stopping', 'starting', 'verifying'].includes(phase));
  });
});

describe('an outage', () => {
  it('lasts since the check failed; where that is not known, since the incident opened', () => {
    expect(downSince(anIncident({ attempt: anAttempt() }))).toBe(at('10:00:00'));
    expect(downSince(without(anIncident(), 'impairedSince'))).toBe(at('10:00:30'));
  });

  it('of what AWS stopped lasts since the stop', () => {
    const attempt = anAttempt({ stoppedBy: 'AWS', stoppedAt: at('10:02:00') });
    expect(downSince(anIncident({ attempt }))).toBe(at('10:02:00'));
    const undated = anIncident({ attempt: without(attempt, 'stoppedAt') });
    expect(downSince(undated)).toBe(attempt.intendedAt);
  });
});

describe('what was told', () => {
  it('is somebody’s to be told the end of; an announcement is not a failure', () => {
    const told = (...abouts: string[]) =>
      anIncident({ told: Object.fromEntries(abouts.map((about) => [about, NOW])) });
    const announced = aboutDate({ code: 'instance-stop', at: NOW });
    expect(isAnnouncement(announced)).toBe(true);
    expect([someoneWasTold(told()), failureWasTold(told())]).toEqual([false, false]);
    expect([someoneWasTold(told(announced)), failureWasTold(told(announced))]).toEqual([true, false]);
    expect(failureWasTold(told(announced, 'flapping'))).toBe(true);
    expect(isAnnouncement('was announced ')).toBe(false);
  });
});

describe('a recovery is stuck', () => {
  it('in starting while AWS refuses the start', () => {
    expect(isStuck(startingIncident())).toBe(false);
    expect(isStuck(startingIncident({ lastStartError: 'InsufficientInstanceCapacity' }))).toBe(true);
  });

  it.each([
    ['the start was told to be late', RELAUNCHED, true],
    ['an earlier start was told to be late', RELAUNCHED - 1, false],
  ])('in verifying when %s', (_, late, stuck) => {
    expect(isStuck(verifyingIncident({ told: { [VERIFY_LATE]: late } }))).toBe(stuck);
  });

  it('in no other phase, nor without an attempt, nor before its start was seen', () => {
    const told = { [VERIFY_LATE]: NOW + 600_000 };
    const attempt = anAttempt({ startedAt: RELAUNCHED, lastStartError: 'x' });
    expect(isStuck(anIncident({ phase: 'stopping', told, attempt }))).toBe(false);
    expect(isStuck(anIncident({ told, attempt }))).toBe(false);
    expect(isStuck(without(verifyingIncident({ told }), 'attempt'))).toBe(false);
    expect(isStuck(without(startingIncident(), 'attempt'))).toBe(false);
    expect(isStuck(verifyingIncident({ told, attempt: anAttempt() }))).toBe(false);
    expect(isStuck(verifyingIncident())).toBe(false);
  });

  it('by the alert that says so, whose name is the one that is looked for', () => {
    expect(verifyLate(15, RELAUNCHED).about).toBe(VERIFY_LATE);
  });
});

describe('a timeline', () => {
  it('of 100 lines is whole; with one more it loses its second', () => {
    const lines = Array.from({ length: MAX_TIMELINE }, (_, n) => ({ at: n, what: say('step.verify') }));
    const [last] = lines.slice(-1);
    const full = withTimeline(lines.slice(0, -1), last ?? { at: 0, what: say('step.verify') });
    expect(full).toEqual(lines);
    const longer = withTimeline(full, { at: 999, what: say('step.verify') });
    expect(longer.map((line) => line.at)).toEqual([0, ...lines.slice(2).map((line) => line.at), 999]);
  });
});

describe('the checks of an instance', () => {
  it('are impaired when any of them is', () => {
    const [bad, ...others] = [impaired(), OK, OK];
    expect(isImpaired(anInstance())).toBe(false);
    for (const all of [checks(bad), checks(OK, bad), checks(OK, OK, bad), checks(bad, ...others)]) {
      expect(isImpaired(anInstance({ checks: all }))).toBe(true);
    }
  });

  it.each([...CHECK_STATUSES, 'unread' as const])('that are %s are ok only where that may be', (status) => {
    const ok = (all: ReturnType<typeof checks>) => allChecksOk(anInstance({ checks: all }));
    expect(ok(checks({ status }))).toBe(status === 'ok');
    expect(ok(checks(OK, { status }))).toBe(status === 'ok');
    expect(ok(checks(OK, OK, { status }))).toBe(status === 'ok' || status === 'not-applicable');
  });
});
