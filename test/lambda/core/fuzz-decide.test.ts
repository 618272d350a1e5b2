import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decide } from '../../../lambda/core/decide.ts';
import type { Decision } from '../../../lambda/core/decision.ts';
import { refusalBeforeReads } from '../../../lambda/core/gate.ts';
import type { Attempt, Incident } from '../../../lambda/core/incident.ts';
import type { FoundInstance, NotFoundInstance } from '../../../lambda/core/observation.ts';
import { ROWS } from '../../../lambda/core/rows.ts';
import { inWords } from '../../../lambda/core/sentences.ts';
import type { Settings } from '../../../lambda/core/settings.ts';
import { HOUR, MINUTE, SECOND, type EpochMs } from '../../../lambda/core/time.ts';
import { afterDecision, noteHealth, noteObservation } from '../../../lambda/core/transitions.ts';
import {
  frozen,
  healthNews,
  incident,
  NOW,
  observation,
  recordAndSeen,
  settings,
} from './fuzz-situations.ts';
import { aScheduledEvent, NOT_FOUND, without } from './given.ts';

const RUNS = { seed: 20_261_170, numRuns: 2_500 };
const now = fc.constantFrom(
  NOW,
  NOW - 5 * SECOND,
  NOW + 1,
  NOW + 90 * SECOND,
  NOW + 20 * MINUTE,
  NOW + 25 * HOUR,
);

/** What a decision wants done to the instance: nothing, or one of the acts. */
function actOf({ step }: Decision): string {
  if (step.act === 'ask the gate') return `ask for a ${step.purpose}`;
  return step.act === 'start' || step.act === 'force the stop' ? step.act : 'nothing';
}

/** The act that is left of it behind what the gate knows without another read. */
function allowedActOf(given: Incident, seen: FoundInstance, tuned: Settings, when: EpochMs): string {
  const decision = decide(given, seen, tuned, when);
  if (decision.step.act !== 'ask the gate') return actOf(decision);
  const { purpose } = decision.step;
  const input = { incident: given, observation: seen, settings: tuned, purpose, now: when };
  return refusalBeforeReads(input) === undefined ? actOf(decision) : 'nothing';
}

/** Runs a property over situations of every kind. */
function always(
  property: (given: Incident, seen: FoundInstance, tuned: Settings, when: EpochMs) => void,
  runs = RUNS,
): void {
  fc.assert(
    fc.property(recordAndSeen, settings, now, ([given, seen], tuned, when) => {
      property(given, seen, tuned, when);
    }),
    runs,
  );
}

describe('the situations', () => {
  it('lead to every row of the table and to every act', () => {
    const rows = new Set<number>();
    const acts = new Set<string>();
    always(
      (given, seen, tuned, when) => {
        const decision = decide(given, seen, tuned, when);
        rows.add(decision.row);
        acts.add(actOf(decision)).add(decision.step.act);
      },
      { ...RUNS, numRuns: 6_000 },
    );
    expect([...rows].sort((a, b) => a - b)).toEqual(Object.keys(ROWS).map(Number));
    expect([...acts].sort()).toEqual(
      [
        'ask for a start',
        'ask for a stop',
        'ask the gate',
        'close',
        'enter',
        'force the stop',
        'nothing',
        'start',
        'wait',
      ].sort(),
    );
  });
});

describe('a decision', () => {
  it('changes nothing that it was given, and is the same again', () => {
    always((given, seen, tuned, when) => {
      frozen([given, seen, tuned]);
      expect(decide(given, seen, tuned, when)).toEqual(decide(given, seen, tuned, when));
    });
  });

  it('is by a row of the table, in a phase for which the table has it', () => {
    always((given, seen, tuned, when) => {
      // A record of ours does not say "starting" before it has asked for a start.
      if (given.phase === 'starting' && given.attempt?.startRequests === 0) return;
      const { row } = decide(given, seen, tuned, when);
      const { phase } = ROWS[row];
      // Row 10 ends in watching: "a stop that lands after all is still ours to finish".
      const landed = row === 10 && given.phase === 'watching';
      if (phase !== 'any' && !landed) expect(phase.split(', ')).toContain(given.phase);
    });
  });

  it('has a reason and alerts in words without a gap', () => {
    always((given, seen, tuned, when) => {
      const { reason, alerts } = decide(given, seen, tuned, when);
      const sentences = [reason, ...alerts.flatMap(({ short, story, todo }) => [short, ...story, ...todo])];
      for (const one of sentences) expect(inWords(one)).not.toMatch(/undefined|NaN|Invalid|\[object|^\s*$/);
    });
  });

  it('is the same for a record that went through the table', () => {
    always((given, seen, tuned, when) => {
      const { told, ...rest } = given;
      const stored = JSON.parse(JSON.stringify({ ...rest, told })) as Incident;
      const decision = decide(given, seen, tuned, when);
      expect(decide(stored, seen, tuned, when)).toEqual(decision);
      expect(afterDecision(stored, decision, when)).toEqual(afterDecision(given, decision, when));
    });
  });

  it('on an instance that EC2 does not find waits or closes, and acts in no way', () => {
    const missing: NotFoundInstance = NOT_FOUND;
    fc.assert(
      fc.property(incident, settings, now, (given, tuned, when) => {
        const decision = decide(given, missing, tuned, when);
        expect(['wait', 'close']).toContain(decision.step.act);
        const sure = given.notFoundSince !== undefined && when - given.notFoundSince >= 10 * MINUTE;
        expect(decision.step.act === 'close').toBe(sure);
      }),
      RUNS,
    );
  });
});

describe('a stop', () => {
  it('is asked for only while watching an instance whose system check has failed beyond the grace', () => {
    always((given, seen, tuned, when) => {
      if (actOf(decide(given, seen, tuned, when)) !== 'ask for a stop') return;
      const { status, impairedSince = Number.NaN } = seen.checks.system;
      expect([given.phase, seen.state, status]).toEqual(['watching', 'running', 'impaired']);
      expect(impairedSince).toBeGreaterThanOrEqual(seen.launchTime);
      expect(when - impairedSince).toBeGreaterThanOrEqual(leastGrace(given, seen, tuned) * MINUTE);
      expect(given.noStopBefore ?? 0).toBeLessThanOrEqual(when);
    });
  });

  it('is forced only from stopping where the host had failed, and again only where EC2 never answered', () => {
    always((given, seen, tuned, when) => {
      const decision = decide(given, seen, tuned, when);
      if (actOf(decision) !== 'force the stop') return;
      const one = attemptOf(given);
      expect([given.phase, seen.state, one.systemImpaired]).toEqual(['stopping', 'stopping', true]);
      expect(when - one.intendedAt).toBeGreaterThanOrEqual(tuned.forceStopAfterMinutes * MINUTE);
      if (one.forcedAt !== undefined) expect(one.force).toBeUndefined();
      const again = decide(afterDecision(given, decision, when), seen, tuned, when + MINUTE);
      expect(again.step.act).toBe('wait');
    });
  });
});

/** The grace in minutes, told in the words of the README and not in those of grace.ts. */
function leastGrace(given: Incident, seen: FoundInstance, tuned: Settings): number {
  const since = seen.checks.system.impairedSince ?? 0;
  if (given.health.some((one) => one.meaning === 'recovery failed' && one.lastUpdated >= since)) return 0;
  if (seen.typeFacts === undefined || seen.typeFacts.bareMetal)
    return Math.max(15, tuned.systemFailureGraceMinutes);
  const recoverable = seen.typeFacts.autoRecoverySupported && seen.facts.autoRecovery !== 'disabled';
  return recoverable ? tuned.systemFailureGraceMinutes : Math.min(2, tuned.systemFailureGraceMinutes);
}

function attemptOf({ attempt }: Incident): Attempt {
  if (attempt === undefined) throw new Error('an act without an attempt');
  return attempt;
}

/** Whether the record and EC2 agree that the instance is down by our doing, and has not been up since. */
function isDownByUs(given: Incident, seen: FoundInstance): boolean {
  const { attempt } = given;
  if (attempt?.stoppedBy !== 'us' || (given.phase !== 'stopping' && given.phase !== 'starting')) return false;
  if (attempt.stopAccepted !== true && attempt.startRequests === 0) return false;
  if (attempt.startedAt !== undefined && seen.launchTime < attempt.startedAt) return false;
  return (seen.state === 'stopping' || seen.state === 'stopped') && seen.launchTime === attempt.launchTime;
}

describe('a start', () => {
  it('is for a stop of ours or of AWS only', () => {
    const BY_AWS = /^Server\.|^Client\.(InternalError|VolumeLimitExceeded)$/;
    always((given, seen, tuned, when) => {
      const act = actOf(decide(given, seen, tuned, when));
      if (act === 'ask for a start') {
        expect([given.phase, seen.state, seen.stateReason]).toEqual([
          'watching',
          'stopped',
          'Server.ScheduledStop',
        ]);
        expect(tuned.mode).toBe('act');
        expect(seen.facts.tags['ec2-responder'] ?? tuned.defaultAction).toBe('recover');
        const known = given.health.some(({ meaning }) => meaning === 'scheduled change');
        expect(known || given.scheduledEventIds.length > 0).toBe(true);
      }
      if (act !== 'start') return;
      const one = attemptOf(given);
      expect([seen.state, given.phase === 'watching']).toEqual(['stopped', false]);
      expect(seen.launchTime).toBeGreaterThanOrEqual(one.launchTime);
      // Started since, and stopped again: only where AWS could not keep it up. Nobody starts what a human stopped.
      if (seen.launchTime > one.launchTime || given.phase === 'verifying')
        expect(seen.stateReason).toMatch(BY_AWS);
      else if (one.stoppedBy === 'us' && one.startRequests === 0 && one.stopAccepted !== true) {
        expect([undefined, 'Client.UserInitiatedShutdown']).toContain(seen.stateReason);
      }
    });
  });

  it('is never given up: an incident does not close, nor go back, while its instance is down by our doing', () => {
    always(
      (given, seen, tuned, when) => {
        if (!isDownByUs(given, seen)) return;
        const { step } = decide(given, seen, tuned, when);
        expect(step.act).not.toBe('close');
        if (step.act === 'enter') expect(step.phase).toBe('starting');
      },
      { ...RUNS, numRuns: 6_000 },
    );
  });

  it('that is due now is due later as well', () => {
    always((given, seen, tuned, when) => {
      const act = actOf(decide(given, seen, tuned, when));
      if (act !== 'start' && act !== 'ask for a start') return;
      for (const later of [1, 10 * SECOND, MINUTE, HOUR, 50 * HOUR])
        expect(actOf(decide(given, seen, tuned, when + later))).toBe(act);
    });
  });

  it('comes within minutes of the time that the record names, whatever mode and tags say by then', () => {
    always(
      (given, seen, tuned, when) => {
        if (!isDownByUs(given, seen) || seen.state !== 'stopped') return;
        const { nextStartAt = 0, intendedAt, forceAskedAt = 0, forcedAt = 0 } = attemptOf(given);
        const due = Math.max(
          when,
          nextStartAt,
          intendedAt + MINUTE,
          forceAskedAt + MINUTE,
          forcedAt + MINUTE,
        );
        expect(actOf(decide(given, seen, tuned, due))).toBe('start');
      },
      { ...RUNS, numRuns: 6_000 },
    );
  });
});

const withTag = (seen: FoundInstance, key: string, value: string): FoundInstance => ({
  ...seen,
  facts: { ...seen.facts, tags: { ...seen.facts.tags, [key]: value } },
});
type Worse = (seen: FoundInstance, tuned: Settings) => readonly [FoundInstance, Settings];

/** What may only ever hold back: the same instance with one more thing against an act. */
const WORSE: Readonly<Record<string, Worse>> = {
  'observe mode': (seen, tuned) => [seen, { ...tuned, mode: 'observe' }],
  'the tag notify': (seen, tuned) => [withTag(seen, 'ec2-responder', 'notify'), tuned],
  'the tag ignore': (seen, tuned) => [withTag(seen, 'ec2-responder', 'ignore'), tuned],
  'an unknown tag value': (seen, tuned) => [withTag(seen, 'ec2-responder', 'Recover'), tuned],
  'an Auto Scaling group': (seen, tuned) => [withTag(seen, 'aws:autoscaling:groupName', 'g'), tuned],
  'a Dedicated Host': (seen, tuned) => [{ ...seen, facts: { ...seen.facts, tenancy: 'host' } }, tuned],
  'an unread type': (seen, tuned) => [without(seen, 'typeFacts'), tuned],
  'bare metal': (seen, tuned) => [
    { ...seen, typeFacts: { bareMetal: true, autoRecoverySupported: true, instanceStorageSupported: false } },
    tuned,
  ],
  'an unread system check': (seen, tuned) => [
    { ...seen, checks: { ...seen.checks, system: { status: 'unread' } } },
    tuned,
  ],
  'a system check of which EC2 does not say since when it failed': (seen, tuned) => [
    { ...seen, checks: { ...seen.checks, system: without(seen.checks.system, 'impairedSince') } },
    tuned,
  ],
  'a failed instance check': (seen, tuned) => [
    { ...seen, checks: { ...seen.checks, instance: { status: 'impaired', impairedSince: NOW - HOUR } } },
    tuned,
  ],
  'an hour of grace': (seen, tuned) => [seen, { ...tuned, systemFailureGraceMinutes: 60 }],
  'two hours before a stop is forced': (seen, tuned) => [seen, { ...tuned, forceStopAfterMinutes: 120 }],
};

describe('one thing more against it', () => {
  it.each(Object.entries(WORSE))('%s: brings about no act that was not there without', (_what, worse) => {
    always(
      (given, seen, tuned, when) => {
        const act = allowedActOf(given, ...worse(seen, tuned), when);
        if (act !== 'nothing') expect(act).toBe(allowedActOf(given, seen, tuned, when));
      },
      { ...RUNS, numRuns: 1_500 },
    );
  });

  it('scheduled maintenance: brings about no stop', () => {
    always((given, seen, tuned, when) => {
      const announced = { ...seen, scheduledEvents: [...seen.scheduledEvents, aScheduledEvent()] };
      const act = actOf(decide(noteObservation(given, announced), announced, tuned, when));
      if (act === 'ask for a stop')
        expect(actOf(decide(noteObservation(given, seen), seen, tuned, when))).toBe(act);
    });
  });

  it('an accepted Health event: brings about no stop, unless it says that AWS’s own recovery failed', () => {
    fc.assert(
      fc.property(incident, observation, settings, now, healthNews, (given, seen, tuned, when, news) => {
        fc.pre(news.meaning !== 'recovery failed');
        const fewer = { ...given, health: given.health.filter((one) => one.eventArn !== news.eventArn) };
        const act = actOf(decide(noteHealth(fewer, news, when), seen, tuned, when));
        if (act === 'ask for a stop') expect(actOf(decide(fewer, seen, tuned, when))).toBe(act);
      }),
      RUNS,
    );
  });

  it('a Health event of any kind: brings about no stop of an instance that EC2 does not see failed', () => {
    fc.assert(
      fc.property(incident, observation, settings, now, healthNews, (given, seen, tuned, when, news) => {
        fc.pre(seen.checks.system.status !== 'impaired');
        expect(actOf(decide(noteHealth(given, news, when), seen, tuned, when))).not.toBe('ask for a stop');
      }),
      RUNS,
    );
  });
});
