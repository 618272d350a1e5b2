import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fuzzRuns } from '../../../long-runs.ts';
import { decide } from '../../../../lambda/core/incident/decide.ts';
import type { Decision } from '../../../../lambda/core/incident/decision.ts';
import { refusalBeforeReads } from '../../../../lambda/core/gate/gate.ts';
import type { Attempt, Incident } from '../../../../lambda/core/model/incident.ts';
import type { FoundInstance, NotFoundInstance } from '../../../../lambda/core/model/observation.ts';
import { ROWS } from '../../../../lambda/core/incident/decision-table.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import type { Settings } from '../../../../lambda/core/model/settings.ts';
import { HOUR, MINUTE, SECOND, type EpochMs } from '../../../../lambda/core/model/time.ts';
import { LINGERS_MS } from '../../../../lambda/core/scheduled-events/announced.ts';
import { afterDecision, noteHealth, noteObservation } from '../../../../lambda/core/incident/transitions.ts';
import {
  frozen,
  healthNews,
  incident,
  nearAnAct,
  NOW,
  recordAndSeen,
  settings,
  withPlanTold,
} from '../fuzz-situations.ts';
import { aScheduledEvent, NOT_FOUND, without } from '../given.ts';
import { minuteOfWeek } from '../scheduled-events/wall-clock.ts';

const RUNS = { seed: 20_261_170, numRuns: fuzzRuns(1_000) };
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

const ofEveryKind = fc
  .tuple(recordAndSeen, settings)
  .map(([[given, seen], tuned]) => [given, seen, tuned] as const);
/** AWS has stopped it at the date that it had announced. */
const stoppedByAws = nearAnAct.map(([given, seen, tuned]): readonly [Incident, FoundInstance, Settings] => [
  { ...given, scheduledEventIds: ['e-1'] },
  {
    ...seen,
    state: 'stopped',
    stateReason: 'Server.ScheduledStop',
    facts: { ...seen.facts, tags: {} },
  },
  tuned,
]);
const situation = fc.oneof(
  { arbitrary: ofEveryKind, weight: 12 },
  { arbitrary: nearAnAct, weight: 8 },
  { arbitrary: stoppedByAws, weight: 1 },
);

/** Runs a property over situations of every kind. */
function always(
  property: (given: Incident, seen: FoundInstance, tuned: Settings, when: EpochMs) => void,
  runs = RUNS,
): void {
  fc.assert(
    fc.property(situation, now, fc.boolean(), ([given, seen, tuned], when, told) => {
      // Every second owner was told of just the plan that there is: else hardly any move would be asked for.
      property(told ? withPlanTold(given, seen, tuned, when) : given, seen, tuned, when);
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
      { ...RUNS, numRuns: fuzzRuns(8_000) },
    );
    expect([...rows].sort((a, b) => a - b)).toEqual(Object.keys(ROWS).map(Number));
    expect([...acts].sort()).toEqual(
      [
        'ask for a move',
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
  it('is asked for only while watching an instance that has failed, since its last start and for long enough', () => {
    always((given, seen, tuned, when) => {
      const { step } = decide(given, seen, tuned, when);
      if (step.act !== 'ask the gate' || step.purpose !== 'stop') return;
      expect([given.phase, seen.state]).toEqual(['watching', 'running']);
      expect(given.noStopBefore ?? 0).toBeLessThanOrEqual(when);
      const { system, instance } = seen.checks;
      const failed = step.cause === 'unreachable' ? instance : system;
      const { status, impairedSince = Number.NaN } = failed;
      expect(status).toBe('impaired');
      // A date of before the start is believed when it is shown for minutes.
      const early = seen.launchTime - impairedSince;
      const lags = early <= 0 ? 0 : early <= MINUTE ? 2 : 10;
      if (lags > 0) expect(when - seen.launchTime).toBeGreaterThanOrEqual(lags * MINUTE);
      const least =
        step.cause === 'unreachable' ? tuned.instanceFailureMinutes : leastGrace(given, seen, tuned);
      expect(when - impairedSince).toBeGreaterThanOrEqual(least * MINUTE);
      if (step.cause === undefined) return;
      // A healthy host: then AWS itself must say that its hardware is failing.
      expect([step.cause, system.status]).toEqual(['unreachable', 'ok']);
      expect(hardwareIsFailing(given, seen, tuned, when)).toBe(true);
    });
  });

  it('for a planned move is asked for only of a healthy instance that EC2 lists, at the time that its owner knows', () => {
    let moves = 0;
    fc.assert(
      fc.property(nearAnAct, now, ([given, seen, tuned], when) => {
        const told = withPlanTold(given, seen, tuned, when);
        for (const record of [given, told]) {
          const { step } = decide(record, seen, tuned, when);
          if (step.act !== 'ask the gate' || step.purpose !== 'move') continue;
          expect(step.cause).toBe('planned');
          expectPlanned(record, seen, tuned, when);
          moves += 1;
        }
      }),
      { ...RUNS, numRuns: fuzzRuns(9_000) },
    );
    expect(moves).toBeGreaterThan(fuzzRuns(50));
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

/** Told in the words of the README: EC2 lists a stop or a retirement, or AWS investigates, since the last start. */
function hardwareIsFailing(given: Incident, seen: FoundInstance, tuned: Settings, when: EpochMs): boolean {
  const listed = seen.scheduledEvents.some(
    ({ id, code }) => /^instance-(stop|retirement)$/.test(code) && !isResolved(id, given, seen, when),
  );
  const issue = given.health.some(
    ({ meaning, closed, lastUpdated }) =>
      meaning === 'availability issue' && !closed && lastUpdated >= seen.launchTime,
  );
  return (listed && tuned.scheduledEventAction === 'move') || issue;
}

/**
 * By a start after something was announced; what comes within two hours of it tells of the same. On a Dedicated Host a start
 * resolves nothing.
 */
function isResolved(
  id: string,
  { heard }: Incident,
  { launchTime, facts }: FoundInstance,
  when: EpochMs,
): boolean {
  if (facts.tenancy === 'host') return false;
  const times = new Map(heard.map((one) => [one.id, one.heardAt]));
  return (
    [...times.values()].some((time) => time < launchTime) && (times.get(id) ?? when) - launchTime <= 2 * HOUR
  );
}

/** All that a move must be, told anew and not by what plans it. */
function expectPlanned(given: Incident, seen: FoundInstance, tuned: Settings, when: EpochMs): void {
  const { system, instance, attachedEbs } = seen.checks;
  expect([given.phase, seen.state, system.status, instance.status]).toEqual([
    'watching',
    'running',
    'ok',
    'ok',
  ]);
  expect(['ok', 'not-applicable']).toContain(attachedEbs.status);
  expect([tuned.mode, tuned.scheduledEventAction]).toEqual(['act', 'move']);
  expect(seen.facts.tags['ec2-responder'] ?? tuned.defaultAction).toBe('recover');
  expect(given.noStopBefore ?? 0).toBeLessThanOrEqual(when);

  const open = seen.scheduledEvents.filter(({ id }) => !isResolved(id, given, seen, when));
  const movable = open.filter(
    ({ code, description }) =>
      /^(instance-stop|instance-retirement|instance-reboot|system-reboot)$/.test(code) ||
      (code === 'system-maintenance' && description.includes('power')),
  );
  expect(movable).not.toEqual([]);
  // A date to come decides, or one that AWS has passed by for hours: of what passes by itself none does.
  const toCome = movable.map(({ notBefore = Infinity }) => notBefore).filter((date) => date > when);
  const passedBy = movable.filter(({ notBefore = when }) => notBefore <= when - 2 * HOUR);
  expect(toCome.length + passedBy.length).toBeGreaterThan(0);
  for (const date of toCome) expect(when).toBeLessThanOrEqual(date - HOUR);

  // Told of just this time, and before it: at the earliest after the notice, or in the hour before the last.
  const { start = Number.NaN } = given.plan ?? {};
  expect(start).toBeLessThanOrEqual(when);
  const heardAt = Math.min(...open.map(({ id }) => heardOf(id, given, when)), ...heardOfHealth(given, when));
  const noticed = when - heardAt >= tuned.minimumNoticeHours * HOUR;
  const dates = [...open.map((one) => one.notBefore), ...given.health.map((one) => one.startTime)];
  const isLastHour = dates.some(
    (date) => date !== undefined && when >= date - 2 * HOUR && when < date - HOUR,
  );
  expect(noticed || isLastHour).toBe(true);
  if (!isLastHour) expect(isInWindow(seen, tuned, when)).toBe(true);
}

function heardOf(id: string, { heard }: Incident, when: EpochMs): EpochMs {
  return heard.find((one) => one.id === id)?.heardAt ?? when;
}

function heardOfHealth(given: Incident, when: EpochMs): EpochMs[] {
  const scheduled = given.health.filter((one) => one.meaning === 'scheduled change' && !one.closed);
  return scheduled.map((one) => heardOf(one.eventArn, given, when));
}

/** By the clock on the wall; a day within the window of the tag is the only tag that these situations have. */
function isInWindow(seen: FoundInstance, tuned: Settings, when: EpochMs): boolean {
  const minute = minuteOfWeek(tuned.timeZone, when);
  if (seen.facts.tags['ec2-responder:window'] !== undefined) return minute >= 4 * 1_440 && minute < 5 * 1_440;
  return tuned.maintenanceWindow.some(
    ({ startMinute, minutes }) => (minute - startMinute + 7 * 1_440) % (7 * 1_440) < minutes,
  );
}

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

/** Whether the record and EC2 agree that the instance is down by our doing, has not been up since, and may be started. */
function isDownByUs(given: Incident, seen: FoundInstance): boolean {
  const { attempt } = given;
  // Its owner has said that it stays as it is.
  if ('ec2-responder:keep-stopped' in seen.facts.tags) return false;
  if (attempt?.stoppedBy !== 'us' || (given.phase !== 'stopping' && given.phase !== 'starting')) return false;
  if (attempt.stopAccepted !== true && attempt.startRequests === 0) return false;
  if (attempt.startedAt !== undefined && seen.launchTime < attempt.startedAt) return false;
  return (seen.state === 'stopping' || seen.state === 'stopped') && seen.launchTime === attempt.launchTime;
}

describe('a start', () => {
  it('is for a stop of ours or of AWS only', () => {
    const BY_OTHERS = /^Client\.(UserInitiated(Shutdown|Hibernate)|InstanceInitiatedShutdown)$/;
    always((given, seen, tuned, when) => {
      const act = actOf(decide(given, seen, tuned, when));
      if (act === 'ask for a start') {
        expect([given.phase, seen.state]).toEqual(['watching', 'stopped']);
        expect(seen.stateReason ?? '').not.toMatch(/^$|^Client\.(User|InstanceInitiated)|Spot/);
        // At a date that was known AWS stops Spot instances, too; any other stop of those belongs to their request.
        const known =
          given.health.some(({ meaning }) => meaning === 'scheduled change') ||
          given.scheduledEventIds.length > 0;
        if (seen.stateReason !== 'Server.ScheduledStop' || !known)
          expect(seen.facts.lifecycle).toBeUndefined();
        expect(tuned.mode).toBe('act');
        expect(seen.facts.tags['ec2-responder'] ?? tuned.defaultAction).toBe('recover');
      }
      if (act !== 'start') return;
      const one = attemptOf(given);
      expect([seen.state, given.phase === 'watching']).toEqual(['stopped', false]);
      expect(seen.launchTime).toBeGreaterThanOrEqual(one.launchTime);
      // Started since, and stopped again: only where AWS could not keep it up. Nobody starts what a human stopped.
      if (seen.launchTime > one.launchTime || given.phase === 'verifying')
        expect(seen.stateReason ?? '').not.toMatch(BY_OTHERS);
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
      { ...RUNS, numRuns: fuzzRuns(2_500) },
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
      { ...RUNS, numRuns: fuzzRuns(2_500) },
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
  // Of a type that could not be read anything else is more in its favour: that has the longest grace.
  'bare metal': (seen, tuned) => [
    seen.typeFacts === undefined ? seen : { ...seen, typeFacts: { ...seen.typeFacts, bareMetal: true } },
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
  'an instance check that says nothing': (seen, tuned) => [
    { ...seen, checks: { ...seen.checks, instance: { status: 'insufficient-data' } } },
    tuned,
  ],
  'a failed instance check of which EC2 does not say since when': (seen, tuned) => [
    { ...seen, checks: { ...seen.checks, instance: { status: 'impaired' } } },
    tuned,
  ],
  'a tag with windows that cannot be read': (seen, tuned) => [
    withTag(seen, 'ec2-responder:window', 'sundays'),
    tuned,
  ],
  'announced events that are only told': (seen, tuned) => [
    seen,
    { ...tuned, scheduledEventAction: 'notify' },
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
      { ...RUNS, numRuns: fuzzRuns(600) },
    );
  });

  it('scheduled maintenance of the network: brings about no stop and no move', () => {
    const network = aScheduledEvent({ code: 'system-maintenance', description: 'network' });
    always((given, seen, tuned, when) => {
      const announced = { ...seen, scheduledEvents: [...seen.scheduledEvents, network] };
      const act = actOf(decide(noteObservation(given, announced), announced, tuned, when));
      if (act === 'ask for a stop' || act === 'ask for a move')
        expect(actOf(decide(noteObservation(given, seen), seen, tuned, when))).toBe(act);
    });
  });

  it('an announcement from before the last start: brings about no stop and no move', () => {
    always((given, seen, tuned, when) => {
      // What EC2 goes on listing for hours after a start the start has not resolved (decision 0035).
      if (when - seen.launchTime > LINGERS_MS) return;
      const before = aScheduledEvent({ id: 'before' });
      const announced = { ...seen, scheduledEvents: [...seen.scheduledEvents, before] };
      const heard = [...given.heard, { id: before.id, heardAt: seen.launchTime - 1 }];
      const act = actOf(decide({ ...given, heard }, announced, tuned, when));
      if (act === 'ask for a stop' || act === 'ask for a move')
        expect(actOf(decide(given, seen, tuned, when))).toBe(act);
    });
  });

  it('Health news from before the last start: brings about no stop and no move', () => {
    fc.assert(
      fc.property(situation, now, healthNews, ([given, seen, tuned], when, news) => {
        const before = { ...news, eventArn: 'before', lastUpdated: seen.launchTime - 1 };
        const heard = [...given.heard, { id: before.eventArn, heardAt: seen.launchTime - 1 }];
        const act = actOf(decide({ ...given, heard, health: [...given.health, before] }, seen, tuned, when));
        if (act === 'ask for a stop' || act === 'ask for a move')
          expect(actOf(decide(given, seen, tuned, when))).toBe(act);
      }),
      RUNS,
    );
  });

  it('an accepted Health event: brings about no stop, unless it says that AWS failed to recover it, or investigates', () => {
    fc.assert(
      fc.property(situation, now, healthNews, ([given, seen, tuned], when, news) => {
        fc.pre(news.meaning !== 'recovery failed' && news.meaning !== 'availability issue');
        const fewer = { ...given, health: given.health.filter((one) => one.eventArn !== news.eventArn) };
        const act = actOf(decide(noteHealth(fewer, news, when), seen, tuned, when));
        if (act === 'ask for a stop') expect(actOf(decide(fewer, seen, tuned, when))).toBe(act);
      }),
      RUNS,
    );
  });

  it('a Health event of any kind: brings about no stop of an instance that EC2 does not see failed', () => {
    fc.assert(
      fc.property(situation, now, healthNews, ([given, seen, tuned], when, news) => {
        fc.pre(seen.checks.system.status !== 'impaired' && seen.checks.instance.status !== 'impaired');
        expect(actOf(decide(noteHealth(given, news, when), seen, tuned, when))).not.toBe('ask for a stop');
      }),
      RUNS,
    );
  });

  it('Health events of any kind and number: bring about no move of an instance for which EC2 lists nothing', () => {
    const news = fc.uniqueArray(healthNews, { maxLength: 3, selector: (one) => one.eventArn });
    fc.assert(
      fc.property(situation, now, news, ([given, seen, tuned], when, all) => {
        const alone = { ...seen, scheduledEvents: [] };
        const known = all.reduce<Incident>((record, one) => noteHealth(record, one, when - 2 * HOUR), given);
        const told = withPlanTold(known, alone, tuned, when);
        expect(actOf(decide(told, alone, tuned, when))).not.toBe('ask for a move');
      }),
      RUNS,
    );
  });
});
