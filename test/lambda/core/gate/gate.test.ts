import { describe, expect, it } from '@jest/globals';
import type { ZoneCount } from '../../../../lambda/core/gate/brake.ts';
import {
  onlyUnread,
  policyRefusal,
  refusalBeforeReads,
  refusalByBrake,
  refusalByGuards,
  refusalByStartPermission,
  type GateInput,
} from '../../../../lambda/core/gate/gate.ts';
import { graceFor } from '../../../../lambda/core/incident/grace.ts';
import type { FoundInstance } from '../../../../lambda/core/model/observation.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import {
  aFailedHost,
  aHealthEvent,
  anIncident,
  aScheduledEvent,
  at,
  GUARDS,
  ids,
  SETTINGS,
  tagged,
  TYPE,
  without,
} from '../given.ts';

const NOW = at('10:06:00');

function input(observation: FoundInstance, differences: Partial<GateInput> = {}): GateInput {
  return {
    incident: anIncident(),
    observation,
    settings: SETTINGS,
    purpose: 'stop',
    now: NOW,
    ...differences,
  };
}

function reasons(observation: FoundInstance, differences: Partial<GateInput> = {}): string[] {
  return (refusalBeforeReads(input(observation, differences))?.reasons ?? []).map((reason) => reason.key);
}

describe('the policy', () => {
  it.each([
    ['recover', undefined],
    ['notify', 'refuse.tag'],
    ['ignore', 'refuse.tag'],
    ['Recover', 'refuse.unknown-tag'],
    ['', 'refuse.unknown-tag'],
  ])('of the tag value "%s"', (value, key) => {
    expect(policyRefusal({ 'ec2-responder': value }, SETTINGS, 'stop')?.key).toBe(key);
  });

  it('lets a tag win over DefaultAction, both ways', () => {
    expect(
      policyRefusal({ 'ec2-responder': 'recover' }, { ...SETTINGS, defaultAction: 'ignore' }, 'stop'),
    ).toBeUndefined();
    expect(policyRefusal({}, { ...SETTINGS, defaultAction: 'notify' }, 'stop')?.key).toBe('refuse.default');
  });

  it('names an unknown value', () => {
    const refusal = policyRefusal({ 'ec2-responder': 'nodify' }, SETTINGS, 'stop');
    expect(refusal === undefined ? '' : inWords(refusal)).toContain('"nodify"');
  });

  it('does not take what every object inherits for a tag', () => {
    const tags = JSON.parse('{"__proto__": {"ec2-responder": "notify"}, "constructor": "x"}') as Record<
      string,
      string
    >;
    expect(policyRefusal(tags, SETTINGS, 'stop')).toBeUndefined();
  });

  it('refuses in observe mode, and names what act mode would refuse, too', () => {
    const observe = { settings: { ...SETTINGS, mode: 'observe' } as const };
    expect(reasons(aFailedHost(), observe)).toEqual(['refuse.observe']);
    expect(reasons(aFailedHost({ facts: { tenancy: 'host' } }), observe)).toEqual([
      'refuse.observe',
      'refuse.dedicated-host',
    ]);
  });
});

describe('an obstacle', () => {
  const running = aScheduledEvent({ notBefore: at('10:00:00'), notAfter: at('10:06:00') });
  const cases: readonly [string, FoundInstance, string, onStart: boolean][] = [
    [
      'an Auto Scaling group',
      tagged({ 'aws:autoscaling:groupName': 'web' }),
      'refuse.auto-scaling-group',
      true,
    ],
    ['Karpenter', tagged({ 'karpenter.sh/nodepool': 'default' }), 'refuse.karpenter', true],
    ['an EC2 Fleet', tagged({ 'aws:ec2:fleet-id': 'fleet-1' }), 'refuse.fleet', true],
    ['an EMR cluster', tagged({ 'aws:elasticmapreduce:job-flow-id': 'j-1' }), 'refuse.emr', true],
    [
      'a managing service',
      aFailedHost({ facts: { managedBy: 'eks.amazonaws.com' } }),
      'refuse.managed',
      true,
    ],
    ['a Capacity Block', aFailedHost({ facts: { lifecycle: 'capacity-block' } }), 'refuse.lifecycle', true],
    ['an Outpost', aFailedHost({ facts: { outpostArn: 'arn:aws:outposts:x' } }), 'refuse.outpost', true],
    ['a Dedicated Host', aFailedHost({ facts: { tenancy: 'host' } }), 'refuse.dedicated-host', true],
    [
      'an instance store root',
      aFailedHost({ facts: { rootDeviceType: 'instance-store' } }),
      'refuse.instance-store-root',
      true,
    ],
    [
      'instance store volumes',
      aFailedHost({ typeFacts: { ...TYPE, instanceStorageSupported: true } }),
      'refuse.instance-store',
      false,
    ],
    ['an unread instance type', without(aFailedHost(), 'typeFacts'), 'refuse.unread', false],
    ['maintenance in progress', aFailedHost({ scheduledEvents: [running] }), 'refuse.maintenance', false],
    [
      'maintenance without a date',
      aFailedHost({ scheduledEvents: [without(aScheduledEvent(), 'notBefore')] }),
      'refuse.maintenance-undated',
      false,
    ],
  ];

  it.each(cases)('of %s refuses a planned move by itself', (_, observation, key) => {
    expect(reasons(observation, { purpose: 'move' })).toEqual([key]);
  });

  it.each(cases)('of %s refuses the stop by itself', (_, observation, key) => {
    expect(reasons(observation)).toEqual([key]);
    const words = refusalBeforeReads(input(observation))?.reasons.map((reason) => inWords(reason)) ?? [];
    for (const sentence of words) expect(sentence).toMatch(/^not stopping: /);
  });

  it.each(cases)(
    'of %s refuses a start only where the start itself is at stake',
    (_, observation, key, onStart) => {
      expect(reasons(observation, { purpose: 'start' })).toEqual(onStart ? [key] : []);
    },
  );

  it('is not seen on a plain instance, nor on a dedicated (not host) or Spot one', () => {
    expect(reasons(aFailedHost())).toEqual([]);
    expect(reasons(aFailedHost({ facts: { tenancy: 'dedicated' } }))).toEqual([]);
    expect(reasons(aFailedHost({ facts: { lifecycle: 'spot' } }))).toEqual([]);
  });

  it('of instance store is lifted by the tag and by the parameter', () => {
    const typeFacts = { ...TYPE, instanceStorageSupported: true };
    const allowed = aFailedHost({
      typeFacts,
      facts: { tags: { 'ec2-responder:allow-instance-store-loss': 'true' } },
    });
    expect(reasons(allowed)).toEqual([]);
    expect(
      reasons(aFailedHost({ typeFacts }), { settings: { ...SETTINGS, allowInstanceStoreLoss: true } }),
    ).toEqual([]);
    const other = aFailedHost({
      typeFacts,
      facts: { tags: { 'ec2-responder:allow-instance-store-loss': 'yes' } },
    });
    expect(reasons(other)).toEqual(['refuse.instance-store']);
  });

  it.each([
    ['in its last moment', { notBefore: at('09:00:00'), notAfter: NOW }, ['refuse.maintenance']],
    ['a millisecond after its end', { notBefore: at('09:00:00'), notAfter: NOW - 1 }, []],
    ['a millisecond before its begin', { notBefore: NOW + 1 }, []],
    ['two hours after its begin without an end', { notBefore: at('08:06:00') }, ['refuse.maintenance']],
    ['a millisecond later', { notBefore: at('08:06:00') - 1 }, []],
  ])('of maintenance %s', (_, times, expected) => {
    expect(reasons(aFailedHost({ scheduledEvents: [aScheduledEvent(times)] }))).toEqual(expected);
  });

  it('is named with all others, so that the owner learns of each', () => {
    const many = aFailedHost({
      facts: { tenancy: 'host', managedBy: 'x', tags: { 'aws:autoscaling:groupName': 'g' } },
    });
    expect(reasons(many)).toEqual(['refuse.auto-scaling-group', 'refuse.managed', 'refuse.dedicated-host']);
  });
});

describe('a guard', () => {
  const keysOf = (guards: typeof GUARDS, purpose: 'stop' | 'start' | 'move' = 'stop'): string[] =>
    (refusalByGuards(input(aFailedHost(), { purpose }), guards)?.reasons ?? []).map((reason) => reason.key);

  it('that is read and not in the way lets pass', () => {
    expect(keysOf(GUARDS)).toEqual([]);
    expect(keysOf({ ...GUARDS, persistentSpot: true, spotRequestState: 'active' })).toEqual([]);
    expect(refusalByStartPermission(input(aFailedHost()), true)).toBeUndefined();
  });

  it('that is in the way or unread refuses the stop', () => {
    expect(keysOf({ ...GUARDS, stopProtection: true })).toEqual(['refuse.stop-protection']);
    expect(keysOf({ ...GUARDS, stopProtection: 'unread' })).toEqual(['refuse.unread']);
    expect(keysOf({ ...GUARDS, persistentSpot: false })).toEqual(['refuse.one-time-spot']);
    expect(keysOf({ ...GUARDS, persistentSpot: 'unread' })).toEqual(['refuse.unread']);
    expect(refusalByStartPermission(input(aFailedHost()), false)?.reasons[0].key).toBe(
      'refuse.start-not-permitted',
    );
    expect(refusalByStartPermission(input(aFailedHost()), 'unread')?.reasons[0].key).toBe('refuse.unread');
  });

  it('of stop protection does not keep from starting what AWS stopped', () => {
    expect(keysOf({ ...GUARDS, stopProtection: true }, 'start')).toEqual([]);
  });

  it('that is only unread is told apart from one that is in the way', () => {
    const unread = refusalByGuards(input(aFailedHost()), { ...GUARDS, stopProtection: 'unread' });
    const both = refusalByGuards(input(aFailedHost()), {
      ...GUARDS,
      stopProtection: true,
      persistentSpot: 'unread',
    });
    expect(unread === undefined ? undefined : onlyUnread(unread)).toBe(true);
    expect(both === undefined ? undefined : onlyUnread(both)).toBe(false);
  });
});

describe('the budget', () => {
  const refused = (attempts: readonly number[]): boolean =>
    refusalByGuards(input(aFailedHost(), { incident: anIncident({ attempts }) }), GUARDS)?.stage === 'budget';
  const yesterday = at('10:06:00', '2026-01-14');

  it('is used up by three attempts within 24 hours, whatever incident they belong to', () => {
    expect(refused([yesterday + 1, at('03:00:00'), at('09:00:00')])).toBe(true);
  });

  it('is free again when the oldest attempt is 24 hours old', () => {
    expect(refused([yesterday, at('03:00:00'), at('09:00:00')])).toBe(false);
    expect(refused([])).toBe(false);
  });
});

describe('the brake', () => {
  const refused = (failed: number, total: number | 'unread' | undefined): string | undefined => {
    const count = {
      failed: Array.from({ length: failed }, (_, n) => `i-${n}`),
      ...(total === undefined ? {} : { total }),
    };
    return refusalByBrake(input(aFailedHost()), count, [])?.reasons[0].key;
  };

  it.each([
    [2, undefined, undefined],
    [3, 15, undefined],
    [3, 14, 'refuse.brake-share'],
    [3, 'unread', 'refuse.brake-unread'],
    [3, undefined, 'refuse.brake-unread'],
    [9, 45, undefined],
    [9, 44, 'refuse.brake-share'],
    [10, 100_000, 'refuse.brake-always'],
    [10, undefined, 'refuse.brake-always'],
  ] as const)('with %p failed of %p says %p', (failed, total, key) => {
    expect(refused(failed, total)).toBe(key);
  });

  it('refuses when the failed ones could not be read at all', () => {
    expect(refusalByBrake(input(aFailedHost()), { failed: 'unread' }, [])?.reasons[0].key).toBe(
      'refuse.brake-unread',
    );
  });

  it('holds for 60 minutes after the last update of an open issue of EC2, then the counts decide', () => {
    const issue = {
      eventArn: 'arn',
      code: 'AWS_EC2_OPERATIONAL_ISSUE',
      lastUpdated: at('09:06:00'),
      closed: false,
    };
    const by = (differences: Partial<typeof issue>): string | undefined =>
      refusalByBrake(input(aFailedHost()), { failed: ['i-1'] }, [{ ...issue, ...differences }])?.reasons[0]
        .key;
    expect(by({ lastUpdated: at('09:06:00.001') })).toBe('refuse.operational-issue');
    expect(by({})).toBeUndefined();
    expect(by({ lastUpdated: NOW, closed: true })).toBeUndefined();
  });
});

describe('what holds any of them', () => {
  it.each([
    ['stop', /^not stopping\b/],
    ['start', /^not starting\b/],
    ['move', /^not moving\b/],
  ] as const)('says what is not done: to %s', (purpose, words) => {
    const asked = { ...input(aFailedHost()), purpose };
    const spent = { ...asked, incident: anIncident({ attempts: [NOW, NOW, NOW] }) };
    const issue = { eventArn: 'arn', code: 'X', lastUpdated: NOW, closed: false };
    const counts: ZoneCount[] = [
      { failed: ids(3), total: 5 },
      { failed: ids(10) },
      { failed: ids(3), total: 'unread' },
      { failed: 'unread' },
    ];
    const said = [
      refusalByGuards(spent, GUARDS),
      ...counts.map((count) => refusalByBrake(asked, count, [])),
      refusalByBrake(asked, { failed: [] }, [issue]),
    ].map((refusal) => (refusal === undefined ? 'nothing' : inWords(refusal.reasons[0])));
    expect(said).toEqual(said.map(() => expect.stringMatching(words)));
  });
});

describe('the grace', () => {
  const failure = (lastUpdated: number) =>
    aHealthEvent({
      meaning: 'recovery failed',
      code: 'AWS_EC2_SIMPLIFIED_AUTO_RECOVERY_FAILURE',
      lastUpdated,
    });

  it.each([
    ['is the setting', aFailedHost(), [], 5],
    ['is 15 minutes for bare metal', aFailedHost({ typeFacts: { ...TYPE, bareMetal: true } }), [], 15],
    [
      'is 2 minutes where automatic recovery is disabled',
      aFailedHost({ facts: { autoRecovery: 'disabled' } }),
      [],
      2,
    ],
    [
      'is 2 minutes where the type is not supported',
      aFailedHost({ typeFacts: { ...TYPE, autoRecoverySupported: false } }),
      [],
      2,
    ],
    ['is the longest where the type could not be read', without(aFailedHost(), 'typeFacts'), [], 15],
    [
      'is none when Health says after the beginning that the recovery failed',
      aFailedHost(),
      [failure(at('10:00:00'))],
      0,
    ],
    ['is not shortened by a failure before its beginning', aFailedHost(), [failure(at('09:59:59.999'))], 5],
  ])('%s', (_, observation, health, minutes) => {
    expect(graceFor(observation, health, SETTINGS, at('10:00:00')).minutes).toBe(minutes);
  });

  it('is never made longer by the lack of automatic recovery than the owner set it', () => {
    const settings = { ...SETTINGS, systemFailureGraceMinutes: 1 };
    expect(
      graceFor(aFailedHost({ facts: { autoRecovery: 'disabled' } }), [], settings, at('10:00:00')).minutes,
    ).toBe(1);
  });
});
