import { describe, expect, it } from '@jest/globals';
import {
  policyRefusal,
  refusalBeforeReads,
  refusalByBrake,
  refusalByGuards,
  refusalByStartPermission,
  type GateInput,
} from '../../../../lambda/core/gate/gate.ts';
import type { FoundInstance, InstanceFacts } from '../../../../lambda/core/model/observation.ts';
import {
  guardObstacles,
  startPermissionObstacle,
  staticObstacles,
  type GuardReadings,
} from '../../../../lambda/core/gate/obstacles.ts';
import type { GatePurpose } from '../../../../lambda/core/model/incident.ts';
import { groupOf, policyOf } from '../../../../lambda/core/gate/policy.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import type { Sentence } from '../../../../lambda/core/model/sentence.ts';
import {
  aFailedHost,
  anIncident,
  aScheduledEvent,
  at,
  GUARDS,
  ids,
  SETTINGS,
  tagged,
  TYPE,
  without,
  ZONE,
} from '../given.ts';

const NOW = at('10:06:00');
const PURPOSES: readonly GatePurpose[] = ['stop', 'start', 'move'];
const ACTS = { stop: 'stopping', start: 'starting', move: 'moving' } as const;

function words(found: readonly (Sentence | undefined)[]): string[] {
  return found.filter((one) => one !== undefined).map((one) => inWords(one));
}

function obstacles(seen: FoundInstance, purpose: GatePurpose = 'stop'): string[] {
  return words(staticObstacles(seen, SETTINGS, purpose, NOW));
}

function unread(key: keyof InstanceFacts): FoundInstance {
  const { facts, ...rest } = aFailedHost();
  return { ...rest, facts: without(facts, key) as InstanceFacts };
}

describe('an obstacle', () => {
  it.each<[string, FoundInstance]>([
    ['my-group', tagged({ 'aws:autoscaling:groupName': 'my-group' })],
    ['my-pool', tagged({ 'karpenter.sh/nodepool': 'my-pool' })],
    ['fleet-1', tagged({ 'aws:ec2:fleet-id': 'fleet-1' })],
    ['j-1', tagged({ 'aws:elasticmapreduce:job-flow-id': 'j-1' })],
    ['eks.amazonaws.com', aFailedHost({ facts: { managedBy: 'eks.amazonaws.com' } })],
    ['capacity-block', aFailedHost({ facts: { lifecycle: 'capacity-block' } })],
    ['op-1', aFailedHost({ facts: { outpostArn: 'op-1' } })],
    ['tenancy', unread('tenancy')],
    ['root device type', unread('rootDeviceType')],
    ['Dedicated Host', aFailedHost({ facts: { tenancy: 'host' } })],
    ['root volume', aFailedHost({ facts: { rootDeviceType: 'instance-store' } })],
  ])('names what is in the way of stop, start and move: %s', (name, seen) => {
    for (const [purpose, act] of [
      ['stop', 'stopping'],
      ['start', 'starting'],
      ['move', 'moving'],
    ] as const) {
      const [sentence, ...more] = obstacles(seen, purpose);
      expect(more).toEqual([]);
      expect(sentence).toMatch(new RegExp(`^not ${act}: `));
      expect(sentence).toContain(name);
    }
  });

  it('of instance store names the type, or that the type could not be read', () => {
    const store = aFailedHost({ typeFacts: { ...TYPE, instanceStorageSupported: true } });
    expect(obstacles(store)).toEqual([expect.stringMatching(/^not stopping: m7i\.large/)]);
    expect(obstacles(without(aFailedHost(), 'typeFacts'))).toEqual([
      expect.stringMatching(/^not stopping: its instance type.*could not be read/),
    ]);
  });

  it.each([
    ['its own end', { notBefore: at('10:00:00'), notAfter: at('11:00:00') }, '11:00:00'],
    ['two hours after its begin', { notBefore: at('10:00:00') }, '12:00:00'],
  ])('of maintenance names its code and until when it lasts: %s', (_, times, until) => {
    const over = aScheduledEvent({ notBefore: at('01:00:00'), notAfter: at('02:00:00') });
    const now = aScheduledEvent({ code: 'system-maintenance', ...times });
    const [sentence = ''] = obstacles(aFailedHost({ scheduledEvents: [over, now] }));
    expect(sentence).toMatch(/^not stopping: .*system-maintenance/);
    expect(sentence).toContain(until);
  });

  it('of maintenance begins with its first moment', () => {
    const seen = (notBefore: number) => aFailedHost({ scheduledEvents: [aScheduledEvent({ notBefore })] });
    expect([obstacles(seen(NOW)).length, obstacles(seen(NOW + 1)).length]).toEqual([1, 0]);
  });

  it('of maintenance without a date names its code', () => {
    const undated = without(aScheduledEvent({ code: 'instance-reboot' }), 'notBefore');
    expect(obstacles(aFailedHost({ scheduledEvents: [undated] }))).toEqual([
      expect.stringMatching(/^not stopping: .*instance-reboot/),
    ]);
  });

  it('is not made of what every object inherits', () => {
    expect(obstacles(tagged({}))).toEqual([]);
    const inherited = Object.create({ 'aws:ec2:fleet-id': 'f' }) as Record<string, string>;
    expect(obstacles(tagged(inherited))).toEqual([]);
  });
});

describe('a guard that takes a read', () => {
  const found = (guards: GuardReadings, isSpot: boolean, purpose: GatePurpose = 'stop'): string[] =>
    words(guardObstacles(guards, isSpot, purpose));

  it.each(PURPOSES)('of a Spot request lets %s only what is persistent', (purpose) => {
    const act = ACTS[purpose];
    for (const isSpot of [true, false]) {
      expect(found({ ...GUARDS, persistentSpot: true, spotRequestState: 'active' }, isSpot, purpose)).toEqual(
        [],
      );
      expect(found({ ...GUARDS, persistentSpot: false }, isSpot, purpose)).toEqual([
        expect.stringMatching(new RegExp(`^not ${act}: .*one-time Spot`)),
      ]);
      expect(found({ ...GUARDS, persistentSpot: 'unread' }, isSpot, purpose)).toEqual([
        expect.stringMatching(new RegExp(`^not ${act}: .*Spot request could not be read`)),
      ]);
    }
    expect(found(GUARDS, true, purpose)).toHaveLength(1);
    expect(found(GUARDS, false, purpose)).toEqual([]);
  });

  it('of stop protection forbids a stop while it is on or unread, and no start', () => {
    expect(found({ ...GUARDS, stopProtection: true }, false)).toEqual([
      expect.stringMatching(/^not stopping: its stop protection is on/),
    ]);
    expect(found({ ...GUARDS, stopProtection: 'unread' }, false)).toEqual([
      expect.stringMatching(/^not stopping: its stop protection could not be read/),
    ]);
    expect(found({ ...GUARDS, stopProtection: true }, false, 'move')).toEqual([
      expect.stringMatching(/^not moving: its stop protection is on/),
    ]);
    expect(found({ ...GUARDS, stopProtection: true }, false, 'start')).toEqual([]);
    expect(found({ ...GUARDS, stopProtection: 'unread' }, false, 'start')).toEqual([]);
  });

  it('of a persistent Spot request forbids a stop unless it is active, and no start', () => {
    const persistent = { ...GUARDS, persistentSpot: true } as const;
    for (const state of ['cancelled', 'disabled', 'of-tomorrow'])
      expect(found({ ...persistent, spotRequestState: state }, true)).toEqual([
        expect.stringMatching(
          new RegExp(`^not stopping: its Spot request is not active \\(it is ${state}\\)`),
        ),
      ]);
    expect(found(persistent, true, 'move')).toEqual([expect.stringMatching(/^not moving: .*unknown/)]);
    expect(found({ ...persistent, spotRequestState: 'disabled' }, true, 'start')).toEqual([]);
    expect(found({ ...GUARDS, persistentSpot: false, spotRequestState: 'closed' }, true)).toHaveLength(1);
  });

  it('of a shutdown that terminates forbids a stop while it is so or unread, and no start', () => {
    expect(found({ ...GUARDS, shutdownTerminates: true }, false)).toEqual([
      expect.stringMatching(/^not stopping: a stop might terminate it/),
    ]);
    expect(found({ ...GUARDS, shutdownTerminates: 'unread' }, false, 'move')).toEqual([
      expect.stringMatching(/^not moving: its InstanceInitiatedShutdownBehavior could not be read/),
    ]);
    expect(found({ ...GUARDS, shutdownTerminates: true }, false, 'start')).toEqual([]);
    expect(found({ ...GUARDS, shutdownTerminates: 'unread' }, false, 'start')).toEqual([]);
  });

  it.each(PURPOSES)('of the permission to start forbids to %s while it is missing or unread', (purpose) => {
    const act = ACTS[purpose];
    expect(startPermissionObstacle(true, purpose)).toBeUndefined();
    expect(words([startPermissionObstacle(false, purpose)])[0]).toMatch(
      new RegExp(`^not ${act}: .*not permitted`),
    );
    expect(words([startPermissionObstacle('unread', purpose)])[0]).toMatch(
      new RegExp(`^not ${act}: its permission to start it again could not be read`),
    );
  });
});

describe('a policy that forbids it', () => {
  const refusal = (tags: Record<string, string>, purpose: GatePurpose = 'stop'): string =>
    words([policyRefusal(tags, { ...SETTINGS, defaultAction: 'notify' }, purpose)]).join();

  it('is named with its value, for a stop and for a start', () => {
    expect(refusal({ 'ec2-responder': 'ignore' })).toMatch(/^not stopping: .*ignore/);
    expect(refusal({ 'ec2-responder': 'ignore' }, 'start')).toMatch(/^not starting: .*ignore/);
    expect(refusal({ 'ec2-responder': 'odd' })).toMatch(/^not stopping: .*"odd"/);
    expect(refusal({ 'ec2-responder': '' })).toContain('""');
    expect(refusal({})).toMatch(/^not stopping: .*DefaultAction is notify/);
    const observe = { ...SETTINGS, mode: 'observe' } as const;
    expect(words([policyRefusal({}, observe, 'start')])[0]).toMatch(/^not starting: observe mode/);
  });

  it('says where it comes from', () => {
    const settings = { ...SETTINGS, defaultAction: 'ignore' } as const;
    expect(policyOf({}, settings)).toEqual({ action: 'ignore', source: 'default' });
    const tag = { 'ec2-responder': 'recover' };
    expect(policyOf(tag, settings)).toEqual({ action: 'recover', source: 'tag', tagValue: 'recover' });
    expect(policyOf({ 'ec2-responder': 'x' }, settings)).toEqual({
      action: 'notify',
      source: 'unknown tag value',
      tagValue: 'x',
    });
  });

  it('is meant whatever the capitals of the key are; two tags that disagree count as notify, and both are named', () => {
    expect(policyOf({ 'EC2-Responder': 'ignore' }, SETTINGS).action).toBe('ignore');
    expect(policyOf({ 'ec2-responder': 'recover', 'EC2-RESPONDER': 'recover' }, SETTINGS).action).toBe(
      'recover',
    );
    const both = policyOf({ 'ec2-responder': 'recover', 'EC2-RESPONDER': 'ignore' }, SETTINGS);
    expect(both).toMatchObject({ action: 'notify', source: 'unknown tag value' });
    expect(both.tagValue).toMatch(/recover.+ignore/);
    expect(policyOf({ 'not-ec2-responder': 'ignore' }, SETTINGS).source).toBe('default');
  });

  it('has no group in an empty tag, nor in what every object inherits', () => {
    expect(groupOf({ 'ec2-responder:group': 'db' })).toBe('db');
    expect(groupOf({ 'ec2-responder:group': '' })).toBeUndefined();
    expect(groupOf({})).toBeUndefined();
    expect(groupOf({ 'EC2-Responder:Group': 'db' })).toBe('db');
    expect(groupOf({ 'EC2-Responder:Group': 'web', 'ec2-responder:group': 'db' })).toBe('db');
    const inherited = Object.create({ 'ec2-responder:group': 'db' }) as Record<string, string>;
    expect(groupOf(inherited)).toBeUndefined();
  });
});

describe('a refusal of the gate', () => {
  const input = (seen: FoundInstance, purpose: GatePurpose, attempts: readonly number[] = []): GateInput => ({
    incident: anIncident({ attempts }),
    observation: seen,
    settings: SETTINGS,
    purpose,
    now: NOW,
  });
  const host = aFailedHost({ facts: { tenancy: 'host', managedBy: 'x' } });

  it.each(PURPOSES)('to %s says at which stage, for what, and every reason that it knows', (purpose) => {
    const early = refusalBeforeReads(input(host, purpose));
    expect(early).toMatchObject({ stage: 'obstacles', purpose });
    expect(early?.reasons).toHaveLength(2);
    const tag = aFailedHost({ facts: { ...host.facts, tags: { 'ec2-responder': 'notify' } } });
    const policy = refusalBeforeReads(input(tag, purpose));
    expect(policy).toMatchObject({ stage: 'mode and policy', purpose });
    expect(policy?.reasons.map((one) => one.key)).toEqual([
      'refuse.tag',
      'refuse.managed',
      'refuse.dedicated-host',
    ]);
    const guards: GuardReadings = { ...GUARDS, stopProtection: true, persistentSpot: false };
    const guarded = refusalByGuards(input(aFailedHost(), purpose), guards);
    expect(guarded).toMatchObject({ stage: 'obstacles', purpose });
    expect(guarded?.reasons).toHaveLength(purpose === 'start' ? 1 : 2);
    const permission = refusalByStartPermission(input(aFailedHost(), purpose), false);
    expect(permission).toMatchObject({ stage: 'obstacles', purpose });
    const budget = refusalByGuards(input(aFailedHost(), purpose, [NOW, NOW, NOW]), GUARDS);
    expect(budget).toMatchObject({ stage: 'budget', purpose, reasons: [{ key: 'refuse.budget' }] });
    const brake = refusalByBrake(input(aFailedHost(), purpose), { failed: ids(10) }, []);
    expect(brake).toMatchObject({ stage: 'brake', purpose });
    expect(words(brake?.reasons ?? [])[0]).toContain(ZONE);
  });

  it('by the guards asks for a persistent request of a Spot instance only', () => {
    const spot = aFailedHost({ facts: { lifecycle: 'spot' } });
    expect(refusalByGuards(input(spot, 'stop'), GUARDS)).toBeDefined();
    expect(refusalByGuards(input(aFailedHost(), 'stop'), GUARDS)).toBeUndefined();
  });
});
