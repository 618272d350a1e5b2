import { describe, expect, it } from '@jest/globals';
import type { Instance, InstanceStatus, InstanceStatusEvent, InstanceTypeInfo } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { observationOf, typeFactsOf } from '../../../lambda/aws/instance-shapes.ts';
import {
  CHECK_STATUSES,
  INSTANCE_STATES,
  type FoundInstance,
} from '../../../lambda/core/model/observation.ts';
import {
  inheritedNames,
  NASTY_TEXTS,
  nastyText,
  SLOW_LENGTH,
  SLOW_TEXTS,
  SOON_MS,
  timeOf,
} from '../functions/responder/signals/fuzz-values.ts';

const NOW = Date.parse('2026-11-20T03:02:00Z');
const RUNS = { seed: 20_261_140, numRuns: 3_000 };

/** Nothing where EC2 left the field out. */
const perhaps = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 4 });
/** A date as the SDK makes it of EC2's XML, also of what was no date. */
const date = fc.oneof(
  fc.date({ noInvalidDate: false }),
  fc.constantFrom(new Date(8.64e15), new Date(-8.64e15), new Date(0), new Date(Number.NaN)),
);
/** An enum that EC2 has grown since. */
const odd = (...known: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof({ arbitrary: fc.constantFrom(...known), weight: 4 }, { arbitrary: nastyText(), weight: 1 });
const some = <T extends object>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(shape, { requiredKeys: [] }) as fc.Arbitrary<T>;

const TAG_KEYS = [
  'Name',
  'ec2-responder',
  'ec2-responder:group',
  'aws:autoscaling:groupName',
  '__proto__',
  'constructor',
  'toString',
];
const instance: fc.Arbitrary<Instance> = some({
  InstanceId: perhaps(odd('i-0a1b2c3d4e5f60718')),
  InstanceType: perhaps(odd('m7g.large')),
  LaunchTime: perhaps(date),
  State: perhaps(some({ Name: perhaps(odd(...INSTANCE_STATES)), Code: perhaps(fc.integer()) })),
  StateReason: perhaps(some({ Code: perhaps(odd('Server.ScheduledStop')), Message: perhaps(nastyText()) })),
  StateTransitionReason: perhaps(
    odd('', 'User initiated (2026-11-20 03:01:10 GMT)', 'User initiated (2026-13-99 99:99:99 GMT)'),
  ),
  Placement: perhaps(
    some({ AvailabilityZone: perhaps(odd('ap-northeast-1a')), Tenancy: perhaps(odd('default', 'host')) }),
  ),
  InstanceLifecycle: perhaps(
    odd('spot', 'scheduled', 'capacity-block', 'interruptible-capacity-reservation'),
  ),
  RootDeviceType: perhaps(odd('ebs', 'instance-store')),
  OutpostArn: perhaps(nastyText()),
  Operator: perhaps(some({ Managed: perhaps(fc.boolean()), Principal: perhaps(nastyText()) })),
  MaintenanceOptions: perhaps(some({ AutoRecovery: perhaps(odd('default', 'disabled')) })),
  PrivateIpAddress: perhaps(nastyText()),
  PublicIpAddress: perhaps(nastyText()),
  Tags: perhaps(
    fc.array(some({ Key: perhaps(odd(...TAG_KEYS)), Value: perhaps(odd('recover', 'notify')) }), {
      maxLength: 8,
    }),
  ),
}) as fc.Arbitrary<Instance>;

const summary = some({
  Status: perhaps(odd(...CHECK_STATUSES)),
  Details: perhaps(
    fc.array(some({ Name: perhaps(odd('reachability')), ImpairedSince: perhaps(date) }), { maxLength: 3 }),
  ),
});
const status: fc.Arbitrary<InstanceStatus> = some({
  InstanceId: perhaps(odd('i-0a1b2c3d4e5f60718')),
  SystemStatus: perhaps(summary),
  InstanceStatus: perhaps(summary),
  AttachedEbsStatus: perhaps(summary),
  Events: perhaps(
    fc.array(
      some({
        InstanceEventId: perhaps(odd('instance-event-0d59937288b749b32')),
        Code: perhaps(odd('instance-stop', 'system-reboot')),
        Description: perhaps(
          odd('[Completed] It is over', '[Canceled] x', 'The instance runs on degraded hardware'),
        ),
        NotBefore: perhaps(date),
        NotAfter: perhaps(date),
      }),
      { maxLength: 4 },
    ),
  ),
}) as fc.Arbitrary<InstanceStatus>;

/** Every time in it is one that can be written as a date, every word is one that core knows. */
function expectSane(seen: FoundInstance, given: InstanceStatus | undefined): void {
  expect(INSTANCE_STATES).toContain(seen.state);
  const { system, instance: os, attachedEbs } = seen.checks;
  for (const { status: word, impairedSince } of [system, os, attachedEbs]) {
    expect([...CHECK_STATUSES, 'unread']).toContain(word);
    if (impairedSince !== undefined) expect(word).toBe('impaired');
  }
  const times = [
    seen.launchTime,
    seen.stateTransitionAt,
    system.impairedSince,
    os.impairedSince,
    attachedEbs.impairedSince,
    ...seen.scheduledEvents.flatMap((event) => [event.notBefore, event.notAfter]),
  ];
  for (const time of times) if (time !== undefined) expect(() => new Date(time).toISOString()).not.toThrow();
  expect(seen.scheduledEvents.length).toBeLessThanOrEqual(given?.Events?.length ?? 0);
  for (const event of seen.scheduledEvents) expect(event.description.length).toBeLessThanOrEqual(200);
  expect(Object.keys(seen.facts.tags).every((key) => TAG_KEYS.includes(key))).toBe(true);
  expect(JSON.parse(JSON.stringify(seen))).toEqual(seen);
}

describe('observationOf', () => {
  it('gives an observation that makes sense, whatever EC2 leaves out or makes up', () => {
    const before = inheritedNames();
    fc.assert(
      fc.property(instance, perhaps(status), (one, checks) => {
        const seen = observationOf(one, checks, NOW);
        expect(observationOf(one, checks, NOW)).toEqual(seen);
        expect(seen.observedAt).toBe(NOW);
        if (seen.kind === 'found') expectSane(seen, checks);
        else expect(stateAndTime(one) ?? Number.NaN).toBeNaN();
      }),
      RUNS,
    );
    expect(inheritedNames()).toEqual(before);
  });

  it('never makes a check ok, or an obstacle vanish, of what EC2 does not say', () => {
    fc.assert(
      fc.property(instance, perhaps(status), (one, checks) => {
        const seen = observationOf(one, checks, NOW);
        if (seen.kind !== 'found') return;
        expect(seen.checks.system.status === 'ok').toBe(checks?.SystemStatus?.Status === 'ok');
        expect(seen.checks.instance.status === 'ok').toBe(checks?.InstanceStatus?.Status === 'ok');
        expect(seen.checks.system.status === 'impaired').toBe(checks?.SystemStatus?.Status === 'impaired');
        expect(seen.facts.tenancy).toBe(one.Placement?.Tenancy);
        expect(seen.facts.rootDeviceType).toBe(one.RootDeviceType);
        expect(seen.facts.lifecycle).toBe(one.InstanceLifecycle);
        expect(seen.facts.outpostArn).toBe(one.OutpostArn);
        expect(seen.facts.managedBy !== undefined).toBe(one.Operator?.Managed === true);
        const group = one.Tags?.filter(({ Key }) => Key === 'aws:autoscaling:groupName');
        const named = group?.some(({ Value }) => Value !== undefined) === true;
        expect(Object.hasOwn(seen.facts.tags, 'aws:autoscaling:groupName')).toBe(named);
      }),
      RUNS,
    );
  });

  it.each(Object.entries(SLOW_TEXTS))('is made soon of %s in every text', (_what, make) => {
    const text = make(SLOW_LENGTH);
    const one: Instance = {
      InstanceId: text,
      State: { Name: 'running' },
      LaunchTime: new Date(NOW),
      StateTransitionReason: text,
      StateReason: { Code: text, Message: text },
      Tags: [...NASTY_TEXTS, text].map((Value) => ({ Key: text, Value })),
    };
    const Events = [{ Description: text, Code: text }, { InstanceEventId: text }] as InstanceStatusEvent[];
    const checks: InstanceStatus = { Events };
    expect(timeOf(() => observationOf(one, checks, NOW))).toBeLessThan(SOON_MS);
  });
});

/** What an observation cannot be made without: undefined or NaN where it is missing. */
function stateAndTime(one: Instance): number | undefined {
  if (!INSTANCE_STATES.some((known) => known === one.State?.Name)) return undefined;
  return one.LaunchTime?.getTime();
}

describe('typeFactsOf', () => {
  it('gives facts only where EC2 gives all three, and just those', () => {
    const type: fc.Arbitrary<InstanceTypeInfo> = some({
      BareMetal: perhaps(fc.boolean()),
      AutoRecoverySupported: perhaps(fc.boolean()),
      InstanceStorageSupported: perhaps(fc.boolean()),
      InstanceType: perhaps(nastyText()),
    }) as fc.Arbitrary<InstanceTypeInfo>;
    fc.assert(
      fc.property(type, (info) => {
        const facts = typeFactsOf(info);
        const given = [info.BareMetal, info.AutoRecoverySupported, info.InstanceStorageSupported];
        if (given.includes(undefined)) expect(facts).toBeUndefined();
        else
          expect([facts?.bareMetal, facts?.autoRecoverySupported, facts?.instanceStorageSupported]).toEqual(
            given,
          );
      }),
      RUNS,
    );
  });
});
