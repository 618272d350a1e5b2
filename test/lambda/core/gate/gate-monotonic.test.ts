import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ZoneCount } from '../../../../lambda/core/gate/brake.ts';
import { claim } from '../../../../lambda/core/gate/claims.ts';
import {
  refusalBeforeReads,
  refusalByBrake,
  refusalByGuards,
  refusalByStartPermission,
} from '../../../../lambda/core/gate/gate.ts';
import type { FoundInstance, InstanceFacts } from '../../../../lambda/core/model/observation.ts';
import type { GatePurpose } from '../../../../lambda/core/model/incident.ts';
import type { GuardReadings } from '../../../../lambda/core/gate/obstacles.ts';
import type { Claim, OperationalIssue } from '../../../../lambda/core/model/region-record.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import type { Settings } from '../../../../lambda/core/model/settings.ts';
import {
  aClaim,
  aFailedHost,
  anIncident,
  aRegion,
  aScheduledEvent,
  at,
  ids,
  SETTINGS,
  TYPE,
  without,
} from '../given.ts';

const NOW = at('10:06:00');
const RUNS = { seed: 20260115, numRuns: 3000 };

/** Everything that the gate looks at, for one instance. */
interface AtTheGate {
  readonly seen: FoundInstance;
  readonly guards: GuardReadings;
  readonly startPermitted: boolean | 'unread';
  readonly attempts: readonly number[];
  readonly count: ZoneCount;
  readonly issues: readonly OperationalIssue[];
  readonly claims: readonly Claim[];
  readonly settings: Settings;
  readonly purpose: GatePurpose;
}

/** All five stages in their order. */
function refusals({ seen, settings, purpose, attempts, ...rest }: AtTheGate): readonly string[] {
  const input = { incident: anIncident({ attempts }), observation: seen, settings, purpose, now: NOW };
  const refusal =
    refusalBeforeReads(input) ??
    refusalByGuards(input, rest.guards) ??
    refusalByStartPermission(input, rest.startPermitted) ??
    refusalByBrake(input, rest.count, rest.issues);
  if (refusal !== undefined) return refusal.reasons.map((reason) => inWords(reason));
  const record = aRegion({ claims: rest.claims });
  const answer = claim(
    record,
    aClaim(seen.instanceId, { group: 'db' }),
    { act: 'stopping', waitingSince: at('10:00:30') },
    settings,
    NOW,
  );
  return answer.granted ? [] : [inWords(answer.reason)];
}

const withFacts = (one: AtTheGate, facts: Partial<InstanceFacts>): AtTheGate => ({
  ...one,
  seen: { ...one.seen, facts: { ...one.seen.facts, ...facts } },
});
const withTag = (one: AtTheGate, key: string, value: string): AtTheGate =>
  withFacts(one, { tags: { ...one.seen.facts.tags, [key]: value } });
const withSeen = (one: AtTheGate, seen: FoundInstance): AtTheGate => ({ ...one, seen });
const unreadFact = (one: AtTheGate, key: 'tenancy' | 'rootDeviceType'): AtTheGate =>
  withSeen(one, { ...one.seen, facts: without(one.seen.facts, key) });
const failedCount = ({ failed }: ZoneCount): number => (failed === 'unread' ? 0 : failed.length);

/** What makes matters worse. Those of the second list do so for a stop only. */
const FOR_BOTH: readonly (readonly [string, (one: AtTheGate) => AtTheGate])[] = [
  ['observe mode', (one) => ({ ...one, settings: { ...one.settings, mode: 'observe' } })],
  ['the tag notify', (one) => withTag(one, 'ec2-responder', 'notify')],
  ['the tag ignore', (one) => withTag(one, 'ec2-responder', 'ignore')],
  ['an unknown tag value', (one) => withTag(one, 'ec2-responder', 'recover!')],
  ['an Auto Scaling group', (one) => withTag(one, 'aws:autoscaling:groupName', 'g')],
  ['an Auto Scaling group without a name', (one) => withTag(one, 'aws:autoscaling:groupName', '')],
  ['Karpenter', (one) => withTag(one, 'karpenter.sh/nodepool', 'n')],
  ['an EC2 Fleet', (one) => withTag(one, 'aws:ec2:fleet-id', 'f')],
  ['an EMR cluster', (one) => withTag(one, 'aws:elasticmapreduce:job-flow-id', 'j')],
  ['a managing service', (one) => withFacts(one, { managedBy: 'x' })],
  ['a Capacity Block', (one) => withFacts(one, { lifecycle: 'capacity-block' })],
  ['an Outpost', (one) => withFacts(one, { outpostArn: 'arn:aws:outposts:x' })],
  ['a Dedicated Host', (one) => withFacts(one, { tenancy: 'host' })],
  ['an unread tenancy', (one) => unreadFact(one, 'tenancy')],
  ['an instance store root', (one) => withFacts(one, { rootDeviceType: 'instance-store' })],
  ['an unread root device type', (one) => unreadFact(one, 'rootDeviceType')],
  ['a one-time Spot request', (one) => ({ ...one, guards: { ...one.guards, persistentSpot: false } })],
  ['an unread Spot request', (one) => ({ ...one, guards: { ...one.guards, persistentSpot: 'unread' } })],
  ['a start that is not permitted', (one) => ({ ...one, startPermitted: false })],
  ['an unread permission to start', (one) => ({ ...one, startPermitted: 'unread' })],
  ['a budget that is used up', (one) => ({ ...one, attempts: [NOW - 1, NOW - 2, NOW - 3] })],
  ['ten failed instances in the zone', (one) => ({ ...one, count: { failed: ids(10) } })],
  ['a zone that cannot be read', (one) => ({ ...one, count: { failed: 'unread' } })],
  [
    'a zone that cannot be counted',
    (one) => ({ ...one, count: { failed: ids(Math.max(3, failedCount(one.count))), total: 'unread' } }),
  ],
  [
    'an open issue of EC2',
    (one) => ({
      ...one,
      issues: [...one.issues, { eventArn: 'new', code: 'X', lastUpdated: NOW, closed: false }],
    }),
  ],
  [
    'another member of its group',
    (one) => ({ ...one, claims: [...one.claims, aClaim('i-db', { group: 'db' })] }),
  ],
  [
    'a stuck member of its group',
    (one) => ({ ...one, claims: [...one.claims, aClaim('i-db', { group: 'db', stuck: true })] }),
  ],
  [
    'as many recoveries as are allowed',
    (one) => ({ ...one, claims: [...one.claims, ...ids(5).map((id) => aClaim(id))] }),
  ],
];
const FOR_A_STOP: readonly (readonly [string, (one: AtTheGate) => AtTheGate])[] = [
  ['stop protection', (one) => ({ ...one, guards: { ...one.guards, stopProtection: true } })],
  ['a shutdown that terminates', (one) => ({ ...one, guards: { ...one.guards, shutdownTerminates: true } })],
  [
    'an unread shutdown behaviour',
    (one) => ({ ...one, guards: { ...one.guards, shutdownTerminates: 'unread' } }),
  ],
  ['unread stop protection', (one) => ({ ...one, guards: { ...one.guards, stopProtection: 'unread' } })],
  [
    'maintenance in progress',
    (one) =>
      withSeen(one, {
        ...one.seen,
        scheduledEvents: [...one.seen.scheduledEvents, aScheduledEvent({ notBefore: NOW })],
      }),
  ],
  [
    'maintenance without a date',
    (one) =>
      withSeen(one, {
        ...one.seen,
        scheduledEvents: [...one.seen.scheduledEvents, without(aScheduledEvent(), 'notBefore')],
      }),
  ],
];
/** These are lifted where the owner allows the loss of instance store. */
const INSTANCE_STORE: readonly (readonly [string, (one: AtTheGate) => AtTheGate])[] = [
  [
    'instance store volumes',
    (one) => withSeen(one, { ...one.seen, typeFacts: { ...TYPE, instanceStorageSupported: true } }),
  ],
  ['an unread instance type', (one) => withSeen(one, without(one.seen, 'typeFacts'))],
];

const CLEAR: AtTheGate = {
  seen: aFailedHost(),
  guards: {
    stopProtection: false,
    shutdownTerminates: false,
    persistentSpot: true,
    spotRequestState: 'active',
  },
  startPermitted: true,
  attempts: [],
  count: { failed: ids(2) },
  issues: [],
  claims: [],
  settings: SETTINGS,
  purpose: 'stop',
};

describe('the whole gate', () => {
  it('lets pass what nothing forbids, to stop, to start and to move', () => {
    expect(refusals(CLEAR)).toEqual([]);
    expect(refusals({ ...CLEAR, purpose: 'move' })).toEqual([]);
    expect(refusals({ ...CLEAR, purpose: 'start' })).toEqual([]);
  });

  it.each([...FOR_BOTH, ...FOR_A_STOP, ...INSTANCE_STORE])(
    'refuses a planned move for whatever refuses a stop: %s',
    (_, worsen) => {
      expect(refusals(worsen({ ...CLEAR, purpose: 'move' }))).toHaveLength(1);
    },
  );

  it.each(FOR_BOTH)('refuses stop and start for %s alone', (_, worsen) => {
    expect(refusals(worsen(CLEAR))).toHaveLength(1);
    expect(refusals(worsen({ ...CLEAR, purpose: 'start' }))).toHaveLength(1);
  });

  it.each([...FOR_A_STOP, ...INSTANCE_STORE])(
    'refuses a stop, but not the start of what AWS stopped, for %s alone',
    (_, worsen) => {
      expect(refusals(worsen(CLEAR))).toHaveLength(1);
      expect(refusals(worsen({ ...CLEAR, purpose: 'start' }))).toEqual([]);
    },
  );

  it.each([...FOR_BOTH, ...FOR_A_STOP, ...INSTANCE_STORE])(
    'says "not stopping" when it refuses for %s',
    (_, worsen) => {
      for (const reason of refusals(worsen(CLEAR))) expect(reason).toMatch(/^not stopping( yet)?: ./);
    },
  );
});

const everyWorsening = fc.constantFrom(...FOR_BOTH, ...FOR_A_STOP, ...INSTANCE_STORE);
const situation: fc.Arbitrary<AtTheGate> = fc
  .record({
    worsened: fc.array(everyWorsening, { maxLength: 4 }),
    purpose: fc.constantFrom('stop' as const, 'start' as const, 'move' as const),
    failed: fc.integer({ min: 1, max: 12 }),
    total: fc.integer({ min: 12, max: 100 }),
    attempts: fc.array(fc.integer({ min: NOW - 2 * 86_400_000, max: NOW }), { maxLength: 4 }),
    claims: fc.integer({ min: 0, max: 6 }),
    allowInstanceStoreLoss: fc.boolean(),
  })
  .map(({ worsened, purpose, failed, total, attempts, claims, allowInstanceStoreLoss }) =>
    worsened.reduce<AtTheGate>((one, [, worsen]) => worsen(one), {
      ...CLEAR,
      purpose,
      attempts,
      count: { failed: ids(failed), total },
      claims: ids(claims).map((id) => aClaim(id)),
      settings: { ...SETTINGS, allowInstanceStoreLoss },
    }),
  );

describe('more reasons against it', () => {
  it('never turn a refusal into a pass', () => {
    fc.assert(
      fc.property(situation, everyWorsening, (before, [, worsen]) => {
        fc.pre(refusals(before).length > 0);
        expect(refusals(worsen(before))).not.toEqual([]);
      }),
      RUNS,
    );
  });

  it('of either kind always refuse, whatever else holds', () => {
    fc.assert(
      fc.property(situation, fc.constantFrom(...FOR_BOTH), (before, [, worsen]) => {
        expect(refusals(worsen(before))).not.toEqual([]);
      }),
      RUNS,
    );
  });

  it('one failed instance more never turns the brake off', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 20, max: 200 }), (failed, total) => {
        const on = (n: number): boolean =>
          refusals({ ...CLEAR, count: { failed: ids(n), total } }).length > 0;
        if (on(failed)) expect(on(failed + 1)).toBe(true);
      }),
      RUNS,
    );
  });
});
