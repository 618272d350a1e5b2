import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ZoneCount } from '../../../../lambda/core/gate/brake.ts';
import { claim, release, withStuck } from '../../../../lambda/core/gate/claims.ts';
import {
  refusalBeforeReads,
  refusalByBrake,
  refusalByGuards,
  refusalByStartPermission,
} from '../../../../lambda/core/gate/gate.ts';
import type { Incident } from '../../../../lambda/core/model/incident.ts';
import type { FoundInstance } from '../../../../lambda/core/model/observation.ts';
import { verbOf, type GuardReadings } from '../../../../lambda/core/gate/obstacles.ts';
import type { GatePurpose } from '../../../../lambda/core/model/incident.ts';
import type { Claim, OperationalIssue, RegionRecord } from '../../../../lambda/core/model/region-record.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import type { Settings } from '../../../../lambda/core/model/settings.ts';
import { MINUTE } from '../../../../lambda/core/model/time.ts';
import { incident, NOW, observation, scheduledEvent, settings, time } from '../fuzz-situations.ts';
import { aClaim, aFailedHost, aRegion, ID, ids } from '../given.ts';

const RUNS = { seed: 20_261_180, numRuns: 3_000 };

/** Everything that the gate looks at; nothing of it need fit together. */
interface AtTheGate {
  readonly given: Incident;
  readonly seen: FoundInstance;
  readonly tuned: Settings;
  readonly purpose: GatePurpose;
  readonly guards: GuardReadings;
  readonly startPermitted: boolean | 'unread';
  readonly count: ZoneCount;
  readonly issues: readonly OperationalIssue[];
  readonly region: RegionRecord;
  readonly group: string | undefined;
}

/** What the gate says, stage by stage in its order: nothing where the act may go on. */
function refusalsOf({ given, seen, tuned, purpose, group, ...rest }: AtTheGate): readonly string[] {
  const input = { incident: given, observation: seen, settings: tuned, purpose, now: NOW };
  const refusal =
    refusalBeforeReads(input) ??
    refusalByGuards(input, rest.guards) ??
    refusalByStartPermission(input, rest.startPermitted) ??
    refusalByBrake(input, rest.count, rest.issues);
  if (refusal !== undefined) return refusal.reasons.map((reason) => inWords(reason));
  const wanted = aClaim(ID, {
    since: NOW,
    by: 'this pass',
    ...(group === undefined ? {} : { group }),
    ...(purpose === 'move' ? { planned: true } : {}),
  });
  const answer = claim(
    rest.region,
    wanted,
    { act: verbOf(purpose), waitingSince: given.openedAt },
    tuned,
    NOW,
  );
  return answer.granted ? [] : [inWords(answer.reason)];
}

const likely = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof(
    { arbitrary: fc.constant(usual), weight: 6 },
    { arbitrary: fc.constantFrom(...others), weight: 1 },
  );

const aGroup = fc.option(fc.constantFrom('db', 'web'), { nil: undefined });
const anyClaim: fc.Arbitrary<Claim> = fc
  .record({
    id: fc.constantFrom(ID, ...ids(8)),
    group: aGroup,
    since: time,
    stuck: fc.constantFrom(undefined, false, true),
    planned: fc.constantFrom(undefined, undefined, true as const),
    by: fc.constantFrom('this pass', 'another pass'),
  })
  .map(({ id, group, stuck, planned, ...rest }) =>
    aClaim(id, {
      ...rest,
      ...(group === undefined ? {} : { group }),
      ...(stuck === undefined ? {} : { stuck }),
      ...(planned === undefined ? {} : { planned }),
    }),
  );
const anIssue: fc.Arbitrary<OperationalIssue> = fc.record({
  eventArn: fc.constantFrom('x', 'y'),
  code: fc.constant('AWS_EC2_OPERATIONAL_ISSUE'),
  lastUpdated: time,
  closed: fc.boolean(),
});
const waiting = fc.record({ instanceId: fc.constantFrom(ID, ...ids(8)), since: time, seenAt: time });

const situation: fc.Arbitrary<AtTheGate> = fc
  .record({
    given: incident,
    seen: observation,
    tuned: settings,
    purpose: fc.constantFrom('stop' as const, 'start' as const, 'move' as const),
    guards: fc.record(
      {
        stopProtection: likely<boolean | 'unread'>(false, true, 'unread'),
        shutdownTerminates: likely<boolean | 'unread'>(false, true, 'unread'),
        persistentSpot: likely<boolean | 'unread'>(true, false, 'unread'),
        spotRequestState: likely('active', 'cancelled', 'disabled'),
      },
      { requiredKeys: ['stopProtection', 'shutdownTerminates'] },
    ),
    startPermitted: likely<boolean | 'unread'>(true, false, 'unread'),
    failed: likely<number | 'unread'>(1, 2, 5, 11, 'unread'),
    total: likely<number | 'unread' | undefined>(100, 11, 'unread', undefined),
    issues: fc.array(anIssue, { maxLength: 1 }),
    claims: fc.uniqueArray(anyClaim, { maxLength: 4, selector: (one) => one.instanceId }),
    waiting: fc.array(waiting, { maxLength: 2 }),
    group: aGroup,
    clear: fc.boolean(),
  })
  .map(({ failed, total, claims, waiting: others, clear, ...rest }) => ({
    ...rest,
    // Every second one has nothing against it in itself, or hardly any would come as far as the claims.
    ...(clear ? withoutObstacles(rest) : {}),
    count: { failed: failed === 'unread' ? failed : ids(failed), ...(total === undefined ? {} : { total }) },
    region: aRegion({ claims, waiting: others }),
  }));

function withoutObstacles({ given, tuned }: Pick<AtTheGate, 'given' | 'tuned'>): Partial<AtTheGate> {
  return {
    given: { ...given, attempts: [] },
    tuned: { ...tuned, mode: 'act', defaultAction: 'recover' },
    seen: aFailedHost(),
    guards: { stopProtection: false, shutdownTerminates: false },
    startPermitted: true,
  };
}

/** The same with one thing more against it. */
type Worsening = (one: AtTheGate) => AtTheGate;
const tagged =
  (key: string, value: string): Worsening =>
  (one) => ({
    ...one,
    seen: { ...one.seen, facts: { ...one.seen.facts, tags: { ...one.seen.facts.tags, [key]: value } } },
  });
const fact =
  (key: string, value: string): Worsening =>
  (one) => ({
    ...one,
    seen: { ...one.seen, facts: { ...one.seen.facts, [key]: value } },
  });

const worsening: fc.Arbitrary<Worsening> = fc.oneof(
  fc.constantFrom(
    tagged('ec2-responder', 'notify'),
    tagged('ec2-responder', 'ignore'),
    tagged('ec2-responder', 'RECOVER'),
    tagged('aws:autoscaling:groupName', 'g'),
    tagged('karpenter.sh/nodepool', 'n'),
    tagged('aws:ec2:fleet-id', 'f'),
    tagged('aws:ec2spot:fleet-request-id', 'f'),
    tagged('KUBERNETES.io/cluster/x', 'Owned'),
    fact('lifecycle', 'made-up'),
    fact('tenancy', 'host'),
    fact('rootDeviceType', 'made-up'),
    fact('managedBy', 'x'),
    fact('outpostArn', 'x'),
  ),
  fc.constantFrom<Worsening>(
    (one) => ({ ...one, tuned: { ...one.tuned, mode: 'observe' } }),
    (one) => ({ ...one, guards: { ...one.guards, stopProtection: 'unread' } }),
    (one) => ({ ...one, guards: { ...one.guards, stopProtection: true } }),
    (one) => ({ ...one, guards: { ...one.guards, shutdownTerminates: 'unread' } }),
    (one) => ({ ...one, guards: { ...one.guards, shutdownTerminates: true } }),
    (one) => ({ ...one, guards: { ...one.guards, spotRequestState: 'closed' } }),
    (one) => ({ ...one, guards: { ...one.guards, persistentSpot: false } }),
    (one) => ({ ...one, guards: { ...one.guards, persistentSpot: 'unread' } }),
    (one) => ({ ...one, startPermitted: false }),
    (one) => ({ ...one, startPermitted: 'unread' }),
    (one) => ({ ...one, count: { failed: 'unread' } }),
    (one) => ({ ...one, tuned: { ...one.tuned, maxAttemptsPerDay: one.tuned.maxAttemptsPerDay - 1 } }),
    (one) => ({
      ...one,
      tuned: { ...one.tuned, maxConcurrentRecoveries: one.tuned.maxConcurrentRecoveries - 1 },
    }),
    (one) => ({ ...one, tuned: { ...one.tuned, brakePercent: one.tuned.brakePercent - 1 } }),
    (one) => ({ ...one, tuned: { ...one.tuned, brakeAlways: one.tuned.brakeAlways - 1 } }),
  ),
  scheduledEvent.map((event): Worsening => (one) => ({
    ...one,
    seen: { ...one.seen, scheduledEvents: [...one.seen.scheduledEvents, event] },
  })),
  time.map((at): Worsening => (one) => ({
    ...one,
    given: { ...one.given, attempts: [...one.given.attempts, at] },
  })),
  anIssue.map((issue): Worsening => (one) => ({ ...one, issues: [...one.issues, issue] })),
  anyClaim
    .filter((held) => held.instanceId !== ID)
    .map((held): Worsening => (one) => {
      const others = one.region.claims.filter((known) => known.instanceId !== held.instanceId);
      // A claim more, not another one in the place of one that stood in the way.
      if (others.length < one.region.claims.length) return one;
      return { ...one, region: { ...one.region, claims: [...others, held] } };
    }),
  waiting
    .filter((other) => other.instanceId !== ID)
    .map((other): Worsening => (one) => ({
      ...one,
      region: { ...one.region, waiting: [...one.region.waiting, other] },
    })),
  fc.integer({ min: 1, max: 12 }).map((more): Worsening => ({ count, ...one }) => {
    // The zone's total has every failed instance in it: see countZone.
    if (count.failed === 'unread') return { count, ...one };
    const failed = ids(count.failed.length + more);
    const total = typeof count.total === 'number' ? Math.max(count.total, failed.length) : count.total;
    return { ...one, count: { failed, ...(total === undefined ? {} : { total }) } };
  }),
);

describe('the gate, whatever stands before it', () => {
  it('answers with reasons, each a sentence that says what is not done', () => {
    let passed = 0;
    let refused = 0;
    fc.assert(
      fc.property(situation, (one) => {
        const refusals = refusalsOf(one);
        if (refusals.length === 0) passed += 1;
        else refused += 1;
        for (const words of refusals) {
          expect(words).toMatch(/^not (stopping|starting|moving)( yet)?: ./);
          expect(words).not.toMatch(/undefined|NaN|\[object|Invalid/);
        }
        expect(refusalsOf(one)).toEqual(refusals);
      }),
      RUNS,
    );
    // Both are common, or the next properties would say nothing.
    expect(Math.min(passed, refused)).toBeGreaterThan(RUNS.numRuns / 20);
  });

  it('never lets pass with one thing more against it what it refused without', () => {
    fc.assert(
      fc.property(situation, worsening, (one, worsen) => {
        if (refusalsOf(one).length > 0) expect(refusalsOf(worsen(one))).not.toEqual([]);
      }),
      { ...RUNS, numRuns: 6_000 },
    );
  });

  it('lets pass with one thing less in the way only what it then could have passed from the beginning', () => {
    fc.assert(
      fc.property(situation, fc.array(worsening, { minLength: 1, maxLength: 4 }), (one, all) => {
        const worst = all.reduce((so, worsen) => worsen(so), one);
        if (refusalsOf(worst).length === 0) expect(refusalsOf(one)).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe('the claims, in any order of passes', () => {
  const step = fc.record({
    id: fc.constantFrom(...ids(9)),
    pass: fc.constantFrom('p-1', 'p-2', 'p-3'),
    does: fc.constantFrom('asks', 'asks', 'asks', 'asks to be moved', 'gives back', 'is stuck'),
    after: fc.integer({ min: 0, max: 4 * MINUTE }),
  });

  it('never go beyond the limit, nor to two members of one group, and wait in a list with an end', () => {
    fc.assert(
      fc.property(settings, fc.array(step, { maxLength: 40 }), (tuned, steps) => {
        let record = aRegion();
        let now = NOW;
        for (const { id, pass, does, after } of steps) {
          now += after;
          const before = record;
          if (does === 'gives back') record = release(record, id, pass);
          else if (does === 'is stuck') record = withStuck(record, id, true);
          else {
            const group = `group ${Number(id.slice(2)) % 4}`;
            const planned = does === 'asks to be moved';
            const wanted = aClaim(id, { group, since: now, by: pass, ...(planned ? { planned } : {}) });
            const answer = claim(record, wanted, { act: 'stopping', waitingSince: NOW }, tuned, now);
            record = answer.record;
            const active = record.claims.filter((one) => one.stuck !== true).length;
            if (answer.granted) expect(active).toBeLessThanOrEqual(tuned.maxConcurrentRecoveries);
            else expect(record.claims).toEqual(before.claims);
            if (planned && answer.granted) {
              const moving = record.claims.filter((one) => one.planned === true && one.stuck !== true);
              expect(moving.map((one) => one.instanceId)).toEqual([id]);
            }
            if (planned) expect(record.waiting.length).toBeLessThanOrEqual(before.waiting.length);
          }
          const groups = record.claims.map((one) => one.group);
          expect(new Set(groups).size).toBe(groups.length);
          expect(new Set(record.claims.map((one) => one.instanceId)).size).toBe(record.claims.length);
          expect(record.waiting.length).toBeLessThanOrEqual(9);
        }
      }),
      { ...RUNS, numRuns: 500 },
    );
  });
});
