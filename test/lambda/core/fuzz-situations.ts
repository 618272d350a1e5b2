import fc from 'fast-check';
import type { HealthNews } from '../../../lambda/core/health.ts';
import type { Attempt, Incident } from '../../../lambda/core/incident.ts';
import {
  CHECK_STATUSES,
  INSTANCE_STATES,
  type FoundInstance,
  type InstanceFacts,
  type ScheduledEvent,
  type StatusCheck,
} from '../../../lambda/core/observation.ts';
import { PARAMETERS, type Parameter, type TextParameter } from '../../../lambda/core/parameters.ts';
import type { Settings } from '../../../lambda/core/settings.ts';
import { DAY, HOUR, MINUTE, SECOND, type EpochMs } from '../../../lambda/core/time.ts';
import { anIncident, anInstance, at } from './given.ts';

/** Situations of every kind, also such that no instance was ever in. For tests only. */

/** The time of most decisions; those of the situations lie around it. */
export const NOW = at('10:06:00');

/** Not many different times, so that two of them are often the same one: that is where rules meet. */
const AGES = [
  5 * DAY,
  DAY + 1,
  DAY,
  HOUR,
  20 * MINUTE,
  16 * MINUTE,
  10 * MINUTE,
  5 * MINUTE,
  3 * MINUTE,
  2 * MINUTE,
  MINUTE,
  20 * SECOND,
  14_600,
  SECOND,
  1,
  0,
  -1,
  -MINUTE,
  -HOUR,
  -30 * DAY,
] as const;
export const time: fc.Arbitrary<EpochMs> = fc.constantFrom(...AGES).map((age) => NOW - age);

/** The field, or no such field. */
export function perhaps<K extends string, T>(
  key: K,
  value: fc.Arbitrary<T>,
): fc.Arbitrary<Partial<Record<K, T>>> {
  return fc
    .option(value, { nil: undefined })
    .map((one) => (one === undefined ? {} : { [key]: one }) as Record<K, T>);
}

/** All these fields together, each there or not. */
export function together<T extends object>(...parts: fc.Arbitrary<Partial<T>>[]): fc.Arbitrary<Partial<T>> {
  return fc.tuple(...parts).map((fields) => Object.assign({}, ...fields) as Partial<T>);
}

const check: fc.Arbitrary<StatusCheck> = fc
  .tuple(
    fc.oneof(
      { arbitrary: fc.constantFrom('ok' as const, 'impaired' as const), weight: 4 },
      { arbitrary: fc.constantFrom(...CHECK_STATUSES, 'unread' as const), weight: 1 },
    ),
    perhaps('impairedSince', time),
  )
  // EC2's details are taken over for a failed check only: see checkOf in instance-shapes.ts.
  .map(([status, since]) => (status === 'impaired' ? { status, ...since } : { status }));

/** StateReasons: a user's, AWS's own, a failed start's, one that nobody knows, none. */
const REASONS = [
  'Client.UserInitiatedShutdown',
  'Client.InstanceInitiatedShutdown',
  'Server.ScheduledStop',
  'Server.InternalError',
  'Client.InternalError',
  'Client.VolumeLimitExceeded',
  'Client.Made.Up',
  '',
] as const;

export const scheduledEvent: fc.Arbitrary<ScheduledEvent> = fc
  .tuple(
    fc.constantFrom('e-1', 'e-2', '__proto__'),
    fc.constantFrom('instance-retirement', 'system-reboot', 'made-up'),
    perhaps('notBefore', time),
    perhaps('notAfter', time),
  )
  .map(([id, code, from, to]) => ({ id, code, description: '', ...from, ...to }));

const tags = fc.dictionary(
  fc.constantFrom(
    'ec2-responder',
    'ec2-responder:group',
    'ec2-responder:allow-instance-store-loss',
    'aws:autoscaling:groupName',
    'karpenter.sh/nodepool',
    '__proto__',
  ),
  fc.constantFrom('recover', 'notify', 'ignore', 'true', 'x', ''),
  { maxKeys: 2 },
);

const typeFacts = fc.record({
  bareMetal: fc.boolean(),
  autoRecoverySupported: fc.boolean(),
  instanceStorageSupported: fc.boolean(),
});

const facts: fc.Arbitrary<Partial<InstanceFacts>> = together<InstanceFacts>(
  tags.map((all) => ({ tags: all })),
  perhaps('lifecycle', fc.constantFrom('spot', 'scheduled', 'made-up')),
  perhaps('managedBy', fc.constant('a service')),
  perhaps('outpostArn', fc.constant('arn:aws:outposts:x')),
  perhaps('autoRecovery', fc.constantFrom('default', 'disabled')),
  perhaps('tenancy', fc.constantFrom('default', 'dedicated', 'host')),
);

/** Mostly an instance that nothing stands in the way of: else most situations would end at the first obstacle. */
export const observation: fc.Arbitrary<FoundInstance> = fc
  .record({
    state: fc.oneof(
      { arbitrary: fc.constantFrom('running' as const, 'stopped' as const, 'stopping' as const), weight: 8 },
      { arbitrary: fc.constantFrom(...INSTANCE_STATES), weight: 1 },
    ),
    launchTime: time,
    checks: fc.record({ system: check, instance: check, attachedEbs: check }),
    scheduledEvents: fc.array(scheduledEvent, { maxLength: 2 }),
    facts: fc.option(facts, { nil: {}, freq: 2 }),
    more: together<FoundInstance>(
      perhaps('stateReason', fc.constantFrom(...REASONS)),
      perhaps(
        'stateTransitionAt',
        time.map((ms) => Math.floor(ms / SECOND) * SECOND),
      ),
      perhaps('typeFacts', typeFacts),
    ),
  })
  .map(({ more, ...rest }) => {
    const { typeFacts: _, ...seen } = anInstance({ ...rest, observedAt: NOW });
    return { ...seen, ...more };
  });

export const attempt: fc.Arbitrary<Attempt> = fc
  .record({
    stoppedBy: fc.constantFrom('us' as const, 'us' as const, 'AWS' as const),
    intendedAt: time,
    launchTime: time,
    systemImpaired: fc.boolean(),
    startRequests: fc.constantFrom(0, 0, 1, 2, 50),
    more: together<Attempt>(
      perhaps('stopAccepted', fc.boolean()),
      perhaps('unansweredIntent', time),
      perhaps('number', fc.integer({ min: 1, max: 4 })),
      perhaps('publicIp', fc.constantFrom('203.0.113.10', '203.0.113.11')),
      perhaps('claimedBy', fc.constant('pass-1')),
      perhaps('stoppedAt', time),
      perhaps('forcedAt', time),
      perhaps('forceAskedAt', time),
      perhaps('force', fc.constantFrom('accepted' as const, 'refused' as const)),
      perhaps('startRequestedAt', time),
      perhaps('nextStartAt', time),
      perhaps(
        'lastStartError',
        fc.constantFrom('InsufficientInstanceCapacity', 'Server.InternalError', '__proto__'),
      ),
      perhaps('startedAt', time),
    ),
  })
  .map(({ more, ...rest }) => ({ ...rest, ...more }));

export const healthNews: fc.Arbitrary<HealthNews> = fc
  .record({
    eventArn: fc.constantFrom('a', 'b', 'c'),
    code: fc.constantFrom('AWS_EC2_INSTANCE_STOP_SCHEDULED', 'AWS_EC2_MADE_UP', '__proto__'),
    meaning: fc.constantFrom(
      'recovery succeeded' as const,
      'recovery failed' as const,
      'recovery not needed' as const,
      'availability issue' as const,
      'scheduled change' as const,
      'operational issue' as const,
      'other' as const,
    ),
    lastUpdated: time,
    closed: fc.boolean(),
    more: together<HealthNews>(perhaps('startTime', time), perhaps('endTime', time)),
  })
  .map(({ more, ...rest }) => ({ ...rest, ...more }));

const told = fc.dictionary(
  fc.constantFrom(
    'held',
    'end',
    'acting',
    'verify late',
    'os after start',
    'instance failure',
    'announced x',
  ),
  time,
  { maxKeys: 3 },
);

export const incident: fc.Arbitrary<Incident> = fc
  .record({
    phase: fc.constantFrom(
      'watching' as const,
      'stopping' as const,
      'starting' as const,
      'verifying' as const,
    ),
    openedAt: time,
    phaseSince: time,
    attempts: fc.array(time, { maxLength: 4 }),
    episodes: fc.array(time, { maxLength: 3 }),
    health: fc.array(healthNews, { maxLength: 2 }),
    scheduledEventIds: fc.subarray(['e-1', 'e-2']),
    told,
    more: together<Incident>(
      perhaps('impairedSince', time),
      perhaps('notFoundSince', time),
      perhaps('noStopBefore', time),
      perhaps('failuresOver', fc.integer({ min: 1, max: 3 })),
      perhaps(
        'unclear',
        time.map((since) => ({ what: 'the instance is pending', since })),
      ),
    ),
    attempt: fc.option(attempt, { nil: undefined, freq: 4 }),
  })
  .map(({ attempt: one, more, ...rest }) => {
    const { impairedSince: _, ...base } = anIncident();
    return { ...base, ...rest, ...more, ...(one === undefined ? {} : { attempt: one }) };
  });

/** A record and what EC2 says; in every second one they speak of the same start of the instance. */
export const recordAndSeen: fc.Arbitrary<readonly [Incident, FoundInstance]> = fc
  .tuple(incident, observation, fc.boolean())
  .map(([given, seen, same]) =>
    same && given.attempt !== undefined
      ? [given, { ...seen, launchTime: given.attempt.launchTime }]
      : [given, seen],
  );

const TEXTS: Readonly<Record<TextParameter['meaning'], fc.Arbitrary<unknown>>> = {
  'weekly windows': fc.array(
    fc.record({
      startMinute: fc.integer({ min: 0, max: 7 * 24 * 60 - 1 }),
      minutes: fc.integer({ min: 30, max: 24 * 60 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  'time zone': fc.constantFrom('UTC', 'Asia/Tokyo', 'America/New_York', 'Australia/Lord_Howe'),
};

/** Everything that the owner may set, and nothing else. */
export const settings: fc.Arbitrary<Settings> = fc
  .record(
    Object.fromEntries(
      Object.entries<Parameter>(PARAMETERS).map(([key, one]) => [
        key,
        one.kind === 'choice'
          ? fc.constantFrom(...one.allowed)
          : one.kind === 'text'
            ? TEXTS[one.meaning]
            : fc.oneof(
                fc.constant(one.default),
                fc.constantFrom(one.min, one.max),
                fc.integer({ min: one.min, max: one.max }),
              ),
      ]),
    ),
  )
  .map(({ logLevel: _, allowInstanceStoreLoss, ...rest }) => {
    const tuned = {
      ...rest,
      allowInstanceStoreLoss: allowInstanceStoreLoss === 'true',
    } as unknown as Settings;
    return { ...tuned, brakeAlways: Math.max(tuned.brakeAlways, tuned.brakeMinimum) };
  });

/** The value with nothing in it that could be changed: a rule that does throws. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const child of Object.values(value)) frozen(child);
  return value;
}
