import fc from 'fast-check';
import type { Heard } from '../../../lambda/core/model/announcement.ts';
import type { HealthNews } from '../../../lambda/core/model/health.ts';
import type { Attempt, Incident } from '../../../lambda/core/model/incident.ts';
import {
  CHECK_STATUSES,
  INSTANCE_STATES,
  type FoundInstance,
  type InstanceFacts,
  type ScheduledEvent,
  type StatusCheck,
} from '../../../lambda/core/model/observation.ts';
import { PARAMETERS, type Parameter, type TextParameter } from '../../../lambda/contract/parameters.ts';
import { announcementsOf } from '../../../lambda/core/scheduled-events/planned-move.ts';
import type { ToldPlan } from '../../../lambda/core/model/announcement.ts';
import type { Settings } from '../../../lambda/core/model/settings.ts';
import { DAY, HOUR, MINUTE, SECOND, type EpochMs } from '../../../lambda/core/model/time.ts';
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
  'Client.UserInitiatedHibernate',
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
    fc.constantFrom(
      'instance-retirement',
      'instance-stop',
      'instance-reboot',
      'system-reboot',
      'system-maintenance',
      'made-up',
    ),
    fc.constantFrom('', 'power maintenance'),
    perhaps('notBefore', time),
    perhaps('notAfter', time),
  )
  .map(([id, code, description, from, to]) => ({ id, code, description, ...from, ...to }));

const tags = fc.dictionary(
  fc.constantFrom(
    'ec2-responder',
    'ec2-responder:group',
    'ec2-responder:allow-instance-store-loss',
    'ec2-responder:window',
    'ec2-responder:keep-stopped',
    'aws:autoscaling:groupName',
    'karpenter.sh/nodepool',
    '__proto__',
  ),
  fc.constantFrom('recover', 'notify', 'ignore', 'true', 'x', '', 'thu:00:00-fri:00:00'),
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
      perhaps('cause', fc.constantFrom('unreachable' as const, 'planned' as const)),
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
    'whose stop',
    'start hangs',
    'stop of others hangs',
    'os after start',
    'instance failure',
    'announced x',
  ),
  time,
  { maxKeys: 3 },
);

/** By the ids of `scheduledEvent` and of `healthNews`, and by one that nobody lists. */
const heard: fc.Arbitrary<Heard> = fc.record({
  id: fc.constantFrom('e-1', 'e-2', '__proto__', 'a', 'b', 'gone'),
  heardAt: time,
});

const plan: fc.Arbitrary<ToldPlan> = fc
  .record({ at: time, more: together<ToldPlan>(perhaps('start', time), perhaps('deadline', time)) })
  .map(({ at: toldAt, more }) => ({ at: toldAt, ...more }));

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
    announced: fc.subarray(['announced made-up', `announced ${NOW + HOUR}`]),
    heard: fc.uniqueArray(heard, { maxLength: 4, selector: (one) => one.id }),
    told,
    more: together<Incident>(
      perhaps('impairedSince', time),
      perhaps('notFoundSince', time),
      perhaps('noStopBefore', time),
      perhaps('movedAt', time),
      perhaps('plan', plan),
      perhaps('slowStart', fc.record({ launchTime: time, pendingAt: time, ranAt: time })),
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

/** The record of an owner who has got the mail about just the plan that there is at this moment, some time ago. */
export function withPlanTold(given: Incident, seen: FoundInstance, tuned: Settings, now: EpochMs): Incident {
  const { plan: planned } = announcementsOf({ incident: given, observation: seen, settings: tuned, now });
  if (planned?.kind !== 'move') return given;
  // A picture from before a move is judged by nobody.
  const { movedAt: _, ...rest } = given;
  return { ...rest, plan: { start: planned.slot.start, at: now - HOUR }, newAlerts: [] };
}

const TEXTS: Readonly<Record<TextParameter['meaning'], fc.Arbitrary<unknown>>> = {
  // Every second time always open: else hardly any move would be due.
  'weekly windows': fc.oneof(
    fc.constant(Array.from({ length: 7 }, (_, day) => ({ startMinute: day * 1_440, minutes: 1_440 }))),
    fc.array(
      fc.record({
        startMinute: fc.integer({ min: 0, max: 7 * 24 * 60 - 1 }),
        minutes: fc.integer({ min: 30, max: 24 * 60 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  ),
  'tag keys': fc.constantFrom([], ['team.example/*', 'managed-by=operator']),
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

const often = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof(
    { arbitrary: fc.constant(usual), weight: 3 },
    { arbitrary: fc.constantFrom(...others), weight: 1 },
  );

const since = fc.constantFrom(NOW - 20 * MINUTE, NOW - 5 * MINUTE, NOW - MINUTE, NOW - DAY, NOW + 1);
const failed = since.map((impairedSince): StatusCheck => ({ status: 'impaired', impairedSince }));
const ok = fc.constant<StatusCheck>({ status: 'ok' });

/** A date of AWS: mostly one for which there is time, and those around which the planner changes its mind. */
const date = often<EpochMs | undefined>(
  NOW + 30 * DAY,
  NOW + 3 * HOUR,
  NOW + 2 * HOUR,
  NOW + 90 * MINUTE,
  NOW + HOUR,
  NOW - HOUR,
  undefined,
);

/**
 * A watched instance that runs, for which the owner allows everything: of situations of every kind hardly one in a
 * thousand comes as far as a stop, and none as far as a move.
 */
export const nearAnAct: fc.Arbitrary<readonly [Incident, FoundInstance, Settings]> = fc
  .record({
    given: incident,
    seen: observation,
    tuned: settings,
    launchTime: often(NOW - 5 * DAY, NOW - DAY, NOW - HOUR, NOW - 3 * MINUTE, NOW + 1),
    checks: fc.oneof(
      { arbitrary: fc.record({ system: ok, instance: ok, attachedEbs: ok }), weight: 4 },
      { arbitrary: fc.record({ system: ok, instance: failed, attachedEbs: ok }), weight: 3 },
      { arbitrary: fc.record({ system: failed, instance: failed, attachedEbs: ok }), weight: 2 },
      { arbitrary: fc.record({ system: check, instance: check, attachedEbs: check }), weight: 1 },
    ),
    events: fc.uniqueArray(
      fc.tuple(
        scheduledEvent,
        often('instance-retirement', 'instance-stop', 'system-reboot', 'made-up'),
        date,
      ),
      { maxLength: 2, selector: ([{ id }]) => id },
    ),
    heardAt: often(NOW - 4 * DAY, NOW - DAY, NOW - HOUR, NOW, NOW - 6 * DAY),
    others: often<readonly Heard[]>([], [{ id: 'gone', heardAt: NOW - 6 * DAY }]),
    news: fc.option(healthNews, { nil: undefined, freq: 2 }),
    open: fc.boolean(),
    minimumNoticeHours: often(0, 24, 96, 336),
  })
  .map(({ given, seen, tuned, events, heardAt, others, news, open, minimumNoticeHours, ...rest }) => {
    const { attempt: _, noStopBefore: __, ...record } = given;
    const { notFoundSince: ___, ...watching } = record;
    const scheduledEvents = events.map(
      ([{ notBefore: ____, notAfter: _____, ...event }, code, notBefore]) => ({
        ...event,
        code,
        ...(notBefore === undefined ? {} : { notBefore }),
      }),
    );
    const health =
      news === undefined ? [] : [open ? { ...news, closed: false, lastUpdated: NOW - HOUR } : news];
    const heard = [...scheduledEvents.map(({ id }) => ({ id, heardAt })), ...others];
    return [
      { ...watching, phase: 'watching', health, heard },
      { ...anInstance({ ...rest, scheduledEvents, observedAt: NOW }), facts: seen.facts },
      {
        ...tuned,
        mode: 'act',
        defaultAction: 'recover',
        scheduledEventAction: 'move',
        minimumNoticeHours,
        managerTagKeys: [],
      },
    ];
  });

/** The value with nothing in it that could be changed: a rule that does throws. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const child of Object.values(value)) frozen(child);
  return value;
}
