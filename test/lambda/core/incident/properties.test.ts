import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decide } from '../../../../lambda/core/incident/decide.ts';
import {
  refusalBeforeReads,
  refusalByGuards,
  refusalByStartPermission,
} from '../../../../lambda/core/gate/gate.ts';
import type { Attempt, Incident } from '../../../../lambda/core/model/incident.ts';
import {
  CHECK_STATUSES,
  INSTANCE_STATES,
  type FoundInstance,
  type StatusCheck,
} from '../../../../lambda/core/model/observation.ts';
import type { GuardReadings } from '../../../../lambda/core/gate/obstacles.ts';
import type { Settings } from '../../../../lambda/core/model/settings.ts';
import { afterDecision } from '../../../../lambda/core/incident/transitions.ts';
import { anAttempt, anIncident, anInstance, aScheduledEvent, at, SETTINGS, TYPE } from '../given.ts';

const NOW = at('10:06:00');
const RUNS = { seed: 20260115, numRuns: 2000 };

const time = fc.integer({ min: NOW - 3 * 86_400_000, max: NOW + 600_000 });
const optionally = <K extends string, T>(
  key: K,
  arbitrary: fc.Arbitrary<T>,
): fc.Arbitrary<Partial<Record<K, T>>> =>
  fc.oneof(
    fc.constant({}),
    arbitrary.map((value) => ({ [key]: value }) as Record<K, T>),
  );

const check: fc.Arbitrary<StatusCheck> = fc
  .tuple(fc.constantFrom(...CHECK_STATUSES, 'unread' as const), optionally('impairedSince', time))
  .map(([status, since]) => ({ status, ...since }));

const tags = fc.dictionary(
  fc.constantFrom('ec2-responder', 'ec2-responder:group', 'aws:autoscaling:groupName', '__proto__', 'other'),
  fc.constantFrom('recover', 'notify', 'ignore', 'x', ''),
);

const observation: fc.Arbitrary<FoundInstance> = fc
  .record({
    state: fc.constantFrom(...INSTANCE_STATES),
    launchTime: time,
    system: check,
    instance: check,
    attachedEbs: check,
    reason: optionally(
      'stateReason',
      fc.constantFrom('Client.UserInitiatedShutdown', 'Server.ScheduledStop', 'Server.InternalError', ''),
    ),
    transition: optionally('stateTransitionAt', time),
    events: fc.array(
      optionally('notBefore', time).map((when) => ({
        id: 'e',
        code: 'instance-stop',
        description: '',
        ...when,
      })),
      { maxLength: 2 },
    ),
    tags,
    type: optionally('typeFacts', fc.constant(TYPE)),
  })
  .map(
    ({ state, launchTime, system, instance, attachedEbs, reason, transition, events, tags: all, type }) => ({
      ...anInstance({
        state,
        launchTime,
        checks: { system, instance, attachedEbs },
        scheduledEvents: events,
        facts: { tags: all },
      }),
      ...{ typeFacts: TYPE },
      ...type,
      ...reason,
      ...transition,
    }),
  );

const attempt: fc.Arbitrary<Attempt> = fc
  .record({
    stoppedBy: fc.constantFrom('us' as const, 'AWS' as const),
    intendedAt: time,
    launchTime: time,
    systemImpaired: fc.boolean(),
    startRequests: fc.integer({ min: 0, max: 50 }),
    more: fc.tuple(
      optionally('stopAccepted', fc.boolean()),
      optionally('forcedAt', time),
      optionally('startedAt', time),
      optionally('nextStartAt', time),
      optionally('lastStartError', fc.constant('InsufficientInstanceCapacity')),
    ),
  })
  .map(({ more, ...rest }) => ({ ...rest, ...Object.assign({}, ...more) }) as Attempt);

const incident: fc.Arbitrary<Incident> = fc
  .record({
    phase: fc.constantFrom(
      'watching' as const,
      'stopping' as const,
      'starting' as const,
      'verifying' as const,
    ),
    openedAt: time,
    told: fc.constantFrom({}, { held: NOW }),
    attempt: fc.option(attempt, { nil: undefined }),
  })
  .map(({ attempt: one, ...rest }) =>
    anIncident({ ...rest, ...(one === undefined ? {} : { attempt: one }) }),
  );

const settings: fc.Arbitrary<Settings> = fc
  .record({
    mode: fc.constantFrom('act' as const, 'observe' as const),
    defaultAction: fc.constantFrom('recover' as const, 'notify' as const, 'ignore' as const),
  })
  .map((differences) => ({ ...SETTINGS, ...differences }));

describe('decide', () => {
  it('is total: whatever EC2 says and whatever the record holds, it gives one decision that can be written', () => {
    fc.assert(
      fc.property(incident, observation, settings, (given, seen, tuned) => {
        const decision = decide(given, seen, tuned, NOW);
        const next = afterDecision(given, decision, NOW);
        expect(() => JSON.stringify(next)).not.toThrow();
      }),
      RUNS,
    );
  });

  it('never asks to stop outside watching', () => {
    fc.assert(
      fc.property(incident, observation, settings, (given, seen, tuned) => {
        const { step } = decide(given, seen, tuned, NOW);
        if (given.phase !== 'watching') expect(step.act).not.toBe('ask the gate');
      }),
      RUNS,
    );
  });

  it('asks to stop only what runs with an impaired check, failed since its LaunchTime, for which AWS is to blame', () => {
    fc.assert(
      fc.property(incident, observation, settings, (given, seen, tuned) => {
        const { step } = decide(given, seen, tuned, NOW);
        if (step.act !== 'ask the gate' || step.purpose !== 'stop') return;
        const unreachable = step.cause === 'unreachable';
        const { status, impairedSince = Number.NaN } = unreachable
          ? seen.checks.instance
          : seen.checks.system;
        expect({ state: seen.state, status }).toEqual({ state: 'running', status: 'impaired' });
        if (unreachable) expect(seen.scheduledEvents.map((event) => event.code)).toContain('instance-stop');
        expect(impairedSince <= NOW).toBe(true);
        // A date of before the start is believed when it is shown for minutes.
        const early = seen.launchTime - impairedSince;
        const minutes = early <= 0 ? 0 : early <= 60_000 ? 2 : 10;
        expect(NOW - seen.launchTime).toBeGreaterThanOrEqual(minutes * 60_000);
      }),
      RUNS,
    );
  });

  it('never starts what a user stopped after a start that is newer than the record', () => {
    fc.assert(
      fc.property(incident, observation, settings, (given, seen, tuned) => {
        const launchTime = (given.attempt?.launchTime ?? 0) + 1;
        const stopped: FoundInstance = {
          ...seen,
          state: 'stopped',
          launchTime,
          stateReason: 'Client.UserInitiatedShutdown',
        };
        expect(decide(given, stopped, tuned, NOW).step.act).not.toBe('start');
      }),
      RUNS,
    );
  });

  it('forces a stop only where the host had failed, and only from stopping', () => {
    fc.assert(
      fc.property(incident, observation, settings, (given, seen, tuned) => {
        if (decide(given, seen, tuned, NOW).step.act !== 'force the stop') return;
        expect({ state: seen.state, phase: given.phase, failed: given.attempt?.systemImpaired }).toEqual({
          state: 'stopping',
          phase: 'stopping',
          failed: true,
        });
      }),
      RUNS,
    );
  });
});

describe('the gate', () => {
  const reading = fc.constantFrom(true, false, 'unread' as const);
  const guards: fc.Arbitrary<GuardReadings> = fc.record({
    stopProtection: reading,
    shutdownTerminates: reading,
    persistentSpot: reading,
    spotRequestState: fc.constantFrom('active', 'active', 'cancelled'),
  });
  const obstacles: readonly ((seen: FoundInstance) => FoundInstance)[] = [
    (seen) => ({ ...seen, facts: { ...seen.facts, tenancy: 'host' } }),
    (seen) => ({ ...seen, facts: { ...seen.facts, managedBy: 'x' } }),
    (seen) => ({ ...seen, facts: { ...seen.facts, rootDeviceType: 'instance-store' } }),
    (seen) => ({
      ...seen,
      facts: { ...seen.facts, tags: { ...seen.facts.tags, 'aws:autoscaling:groupName': 'g' } },
    }),
    (seen) => ({
      ...seen,
      facts: { ...seen.facts, tags: { ...seen.facts.tags, 'ec2-responder': 'notify' } },
    }),
    (seen) => ({ ...seen, scheduledEvents: [aScheduledEvent({ notBefore: NOW })] }),
  ];

  it('never passes with an obstacle what it refused without, and always refuses with one', () => {
    fc.assert(
      fc.property(observation, settings, fc.constantFrom(...obstacles), (seen, tuned, add) => {
        const input = {
          incident: anIncident({ attempt: anAttempt() }),
          observation: add(seen),
          settings: tuned,
          purpose: 'stop',
          now: NOW,
        } as const;
        expect(refusalBeforeReads(input)).toBeDefined();
      }),
      RUNS,
    );
  });

  it('refuses whenever a guard is unread or in the way', () => {
    fc.assert(
      fc.property(guards, reading, (read, start) => {
        const input = {
          incident: anIncident(),
          observation: anInstance(),
          settings: SETTINGS,
          purpose: 'stop',
          now: NOW,
        } as const;
        const passes =
          refusalByGuards(input, read) === undefined && refusalByStartPermission(input, start) === undefined;
        expect(passes).toBe(
          read.stopProtection === false &&
            read.shutdownTerminates === false &&
            read.persistentSpot === true &&
            read.spotRequestState === 'active' &&
            start === true,
        );
      }),
      RUNS,
    );
  });

  it('refuses in observe mode and for every tag but recover', () => {
    fc.assert(
      fc.property(observation, settings, (seen, tuned) => {
        const tag = Object.hasOwn(seen.facts.tags, 'ec2-responder')
          ? seen.facts.tags['ec2-responder']
          : undefined;
        const allowed = tuned.mode === 'act' && (tag ?? tuned.defaultAction) === 'recover';
        const input = {
          incident: anIncident(),
          observation: seen,
          settings: tuned,
          purpose: 'stop',
          now: NOW,
        } as const;
        if (!allowed) expect(refusalBeforeReads(input)?.stage).toBe('mode and policy');
      }),
      RUNS,
    );
  });
});
