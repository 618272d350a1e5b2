import { describe, expect, it } from '@jest/globals';
import { Ec2Reader } from '../../../lambda/aws/ec2-reader.ts';
import type { FoundInstance } from '../../../lambda/core/model/observation.ts';
import {
  NOW,
  LAUNCHED,
  SINCE,
  ec2,
  idsOf,
  id,
  ids,
  instance,
  status,
  notFound,
  withoutInstances,
  type Answers,
} from './an-ec2.ts';
import { awsError, FakeSend } from './fake-send.ts';

describe('observe', () => {
  it('makes no call for an empty list, because no ids mean the whole account', async () => {
    const { fake, reader } = ec2();
    expect(await reader.observe([])).toEqual(new Map());
    expect(fake.calls).toEqual([]);
  });

  it('asks for 100 ids a call', async () => {
    const { fake, reader } = ec2();
    const seen = await reader.observe(ids(250));
    expect(seen.size).toBe(250);
    for (const name of ['DescribeInstances', 'DescribeInstanceStatus']) {
      expect(fake.named(name).map((call) => idsOf(call).length)).toEqual([100, 100, 50]);
    }
  });

  it('asks for an id once when it is given twice', async () => {
    const { fake, reader } = ec2();
    await reader.observe([id(1), id(2), id(1)]);
    expect(fake.calls[0]?.input.InstanceIds).toEqual([id(1), id(2)]);
  });

  it('never asks with an empty list of ids, and asks for all instances without MaxResults', async () => {
    const { fake, reader } = ec2(withoutInstances([id(0)]));
    await reader.observe([id(0)]);
    await reader.observe(ids(3));
    for (const { name, input } of fake.calls) {
      expect(input.InstanceIds).not.toEqual([]);
      expect(input).not.toHaveProperty('MaxResults');
      if (name === 'DescribeInstanceStatus') expect(input.IncludeAllInstances).toBe(true);
    }
  });

  it('follows NextToken through empty pages', async () => {
    const pages = [undefined, 'b', 'c'];
    const { fake, reader } = ec2({
      DescribeInstances: ({ input }) =>
        input.NextToken === 'c'
          ? { Reservations: [{ Instances: [instance(id(1))] }], NextToken: '' }
          : { Reservations: [], NextToken: pages[pages.indexOf(input.NextToken as string | undefined) + 1] },
      DescribeInstanceStatus: ({ input }) =>
        input.NextToken === 'c'
          ? { InstanceStatuses: [status(id(1), 'impaired')] }
          : { NextToken: pages[pages.indexOf(input.NextToken as string | undefined) + 1] },
      DescribeInstanceTypes: () => ({}),
    });
    expect((await reader.observe([id(1)])).get(id(1))).toMatchObject({
      kind: 'found',
      checks: { system: { status: 'impaired', impairedSince: SINCE.getTime() } },
    });
    for (const name of ['DescribeInstances', 'DescribeInstanceStatus']) {
      expect(fake.named(name).map(({ input }) => input.NextToken)).toEqual([undefined, 'b', 'c']);
    }
  });

  it('gives up a page that leads to itself, and the instances are unread', async () => {
    const { fake, reader } = ec2({ DescribeInstances: () => ({ Reservations: [], NextToken: 'again' }) });
    expect((await reader.observe([id(1)])).get(id(1))).toMatchObject({ kind: 'unread' });
    expect(fake.named('DescribeInstances')).toHaveLength(1_000);
  });

  it('drops the ids that the error names, asks for the rest, and says not found for the dropped', async () => {
    const { fake, reader } = ec2(withoutInstances([id(1), id(3)]));
    const seen = await reader.observe(ids(5));
    expect([...seen].map(([, { kind }]) => kind)).toEqual([
      'found',
      'not-found',
      'found',
      'not-found',
      'found',
    ]);
    expect(fake.named('DescribeInstances').map(idsOf)).toEqual([ids(5), [id(0), id(2), id(4)]]);
  });

  it('repeats for each further id that an error names', async () => {
    const unknown = ids(100).slice(0, 99);
    const { fake, reader } = ec2(withoutInstances(unknown, ([first = '']) => [first]));
    const seen = await reader.observe(ids(100));
    expect(seen.get(id(99))).toMatchObject({ kind: 'found' });
    expect([...seen.values()].filter(({ kind }) => kind === 'not-found')).toHaveLength(99);
    expect(fake.named('DescribeInstances')).toHaveLength(100);
  });

  it('says not found for all when EC2 knows none of 100, and never asks for nobody', async () => {
    const { fake, reader } = ec2(withoutInstances(ids(100), ([first = '']) => [first]));
    const seen = await reader.observe(ids(100));
    expect([...seen.values()].every(({ kind }) => kind === 'not-found')).toBe(true);
    expect(fake.named('DescribeInstances').map((call) => idsOf(call).length)).not.toContain(0);
  });

  it.each([
    ['InvalidInstanceID.Malformed', 'Invalid id: "i-bad"'],
    ['InvalidInstanceID.Malformed', 'Invalid id: "i-bad" (expecting "i-...")'],
    ['InvalidInstanceID.NotFound', "The instance ID 'i-bad' does not exist"],
    ['InvalidInstanceID.NotFound', "The instance IDs 'i-bad, i-worse' do not exist"],
  ])('drops what %s names in: %s', async (name, message) => {
    const { reader } = ec2({
      DescribeInstances: (call) => {
        if (idsOf(call).includes('i-bad')) throw awsError(name, message);
        return { Reservations: [{ Instances: idsOf(call).map(instance) }] };
      },
    });
    const seen = await reader.observe(['i-bad', id(1)]);
    expect(seen.get('i-bad')).toMatchObject({ kind: 'not-found' });
    expect(seen.get(id(1))).toMatchObject({ kind: 'found' });
  });

  it('does not guess when the error names none of its ids: they are unread, not not-found', async () => {
    const { reader } = ec2({
      DescribeInstances: () => {
        throw notFound('i-0ffffffffffffffff');
      },
    });
    const seen = await reader.observe(ids(2));
    expect([...seen.values()].map(({ kind }) => kind)).toEqual(['unread', 'unread']);
  });

  it('drops no id because another one begins with it', async () => {
    const { reader } = ec2({
      DescribeInstances: (call) => {
        if (idsOf(call).includes('i-1a2b3c4d')) throw notFound('i-1a2b3c4d');
        return { Reservations: [{ Instances: idsOf(call).map(instance) }] };
      },
    });
    const seen = await reader.observe(['i-1a2b3c4d', 'i-1a2b3c4d000000000']);
    expect(seen.get('i-1a2b3c4d000000000')).toMatchObject({ kind: 'found' });
  });

  it.each(['DescribeInstances', 'DescribeInstanceStatus'])(
    'says unread, with the reason, when %s fails',
    async (name) => {
      const { reader } = ec2({
        [name]: () => {
          throw awsError('RequestLimitExceeded', 'Request limit exceeded.', 503);
        },
      });
      expect((await reader.observe([id(1)])).get(id(1))).toEqual({
        kind: 'unread',
        instanceId: id(1),
        observedAt: NOW,
        why: 'RequestLimitExceeded: Request limit exceeded.',
      });
    },
  );

  it('says unread for the batch that failed and found for the others', async () => {
    const { reader } = ec2({
      DescribeInstanceStatus: (call) => {
        if (idsOf(call).includes(id(100))) throw awsError('InternalError', 'oops', 500);
        return { InstanceStatuses: idsOf(call).map((one) => status(one)) };
      },
    });
    const seen = await reader.observe(ids(150));
    expect(seen.get(id(99))).toMatchObject({ kind: 'found' });
    expect(seen.get(id(100))).toMatchObject({ kind: 'unread' });
    expect(seen.size).toBe(150);
  });

  it('leaves the checks unread, not ok, when EC2 gives an instance and no status', async () => {
    const { reader } = ec2({ DescribeInstanceStatus: () => ({ InstanceStatuses: [] }) });
    expect((await reader.observe([id(1)])).get(id(1))).toMatchObject({
      kind: 'found',
      checks: {
        system: { status: 'unread' },
        instance: { status: 'unread' },
        attachedEbs: { status: 'unread' },
      },
    });
  });

  it('dates an observation at the beginning of its reads, so that a slow read makes it old and not young', async () => {
    let now = NOW;
    const fake = new FakeSend(({ name, input }) => {
      now += 20_000;
      const asked = idsOf({ name, input });
      return name === 'DescribeInstances'
        ? { Reservations: [{ Instances: asked.map(instance) }] }
        : { InstanceStatuses: asked.map((one) => status(one)) };
    });
    const reader = new Ec2Reader(fake, () => now);
    expect((await reader.observe([id(1)])).get(id(1))).toMatchObject({ observedAt: NOW });
  });
});

describe('observe, the facts of instance types', () => {
  const TYPE = {
    InstanceType: 'm7g.large',
    BareMetal: false,
    AutoRecoverySupported: true,
    InstanceStorageSupported: false,
  };
  const impaired: Answers = {
    DescribeInstanceStatus: (call) => ({
      InstanceStatuses: idsOf(call).map((one) => status(one, one === id(1) ? 'impaired' : 'ok')),
    }),
  };

  it('are not read while every check is ok', async () => {
    const { fake, reader } = ec2();
    await reader.observe(ids(3));
    expect(fake.named('DescribeInstanceTypes')).toEqual([]);
  });

  it('are read once for the type of an impaired instance', async () => {
    const { fake, reader } = ec2({ ...impaired, DescribeInstanceTypes: () => ({ InstanceTypes: [TYPE] }) });
    expect((await reader.observe(ids(3))).get(id(1))).toMatchObject({
      typeFacts: { bareMetal: false, autoRecoverySupported: true, instanceStorageSupported: false },
    });
    expect(fake.named('DescribeInstanceTypes').map(({ input }) => input)).toEqual([
      { Filters: [{ Name: 'instance-type', Values: ['m7g.large'] }] },
    ]);
  });

  it.each<[string, () => unknown]>([
    [
      'the read fails',
      () => {
        throw awsError('InvalidInstanceType');
      },
    ],
    ['the answer is empty', () => ({})],
    [
      'the answer is about another type',
      () => ({ InstanceTypes: [{ ...TYPE, InstanceType: 'm7g.xlarge' }] }),
    ],
    ['a fact is missing', () => ({ InstanceTypes: [{ ...TYPE, InstanceStorageSupported: undefined }] })],
  ])('stay unknown, and the instance is found, when %s', async (_why, answer) => {
    const { reader } = ec2({ ...impaired, DescribeInstanceTypes: answer });
    const seen = (await reader.observe([id(1)])).get(id(1));
    expect(seen).toMatchObject({ kind: 'found' });
    expect(seen).not.toHaveProperty('typeFacts');
  });
});

describe('guards', () => {
  type Outcome = 'good' | 'bad' | 'fails';
  const DENIED = awsError('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403);
  const found = (lifecycle?: string): FoundInstance => ({
    kind: 'found',
    instanceId: id(1),
    observedAt: NOW,
    state: 'running',
    launchTime: LAUNCHED.getTime(),
    checks: {
      system: { status: 'impaired', impairedSince: SINCE.getTime() },
      instance: { status: 'ok' },
      attachedEbs: { status: 'ok' },
    },
    scheduledEvents: [],
    facts: {
      tags: {},
      instanceType: 'm7g.large',
      availabilityZone: 'ap-northeast-1a',
      ...(lifecycle === undefined ? {} : { lifecycle }),
    },
  });

  function guarded(
    protection: Outcome,
    spot: Outcome,
    start: Outcome,
  ): { fake: FakeSend; reader: Ec2Reader } {
    const answer = (outcome: Outcome, good: unknown, bad: unknown): unknown => {
      if (outcome === 'fails') throw awsError('InternalError', 'oops', 500);
      return outcome === 'good' ? good : bad;
    };
    return ec2({
      DescribeInstanceAttribute: ({ input }) =>
        input.Attribute === 'instanceInitiatedShutdownBehavior'
          ? { InstanceInitiatedShutdownBehavior: { Value: 'stop' } }
          : answer(protection, { DisableApiStop: { Value: false } }, { DisableApiStop: { Value: true } }),
      DescribeSpotInstanceRequests: () =>
        answer(
          spot,
          { SpotInstanceRequests: [{ Type: 'persistent', State: 'active' }] },
          { SpotInstanceRequests: [{ Type: 'one-time', State: 'active' }] },
        ),
      StartInstances: () => {
        throw answer(
          start,
          awsError('DryRunOperation', 'Request would have succeeded', 412),
          DENIED,
        ) as Error;
      },
    });
  }

  /** The guards and the last of them, the permission to start, which is asked for by itself. */
  async function readings(reader: Ec2Reader, instance: FoundInstance): Promise<object> {
    return {
      ...(await reader.guards(instance)),
      startPermitted: await reader.startPermitted(instance.instanceId),
    };
  }

  const outcomes: readonly Outcome[] = ['good', 'bad', 'fails'];
  const combinations = outcomes.flatMap((protection) =>
    outcomes.flatMap((spot) =>
      outcomes.map((start): [Outcome, Outcome, Outcome] => [protection, spot, start]),
    ),
  );

  it.each(combinations)(
    'are each read alone (stop protection %s, Spot request %s, start %s)',
    async (protection, spot, start) => {
      const { reader } = guarded(protection, spot, start);
      const reading = { good: true, bad: false, fails: 'unread' };
      expect(await readings(reader, found('spot'))).toEqual({
        stopProtection: { good: false, bad: true, fails: 'unread' }[protection],
        shutdownTerminates: false,
        persistentSpot: reading[spot],
        ...(spot === 'fails' ? {} : { spotRequestState: 'active' }),
        startPermitted: reading[start],
      });
    },
  );

  it('ask nothing about Spot for an instance that is not Spot', async () => {
    const { fake, reader } = guarded('good', 'fails', 'good');
    expect(await readings(reader, found())).toEqual({
      stopProtection: false,
      shutdownTerminates: false,
      startPermitted: true,
    });
    expect(fake.named('DescribeSpotInstanceRequests')).toEqual([]);
  });

  it('ask for the one instance and start nothing: DryRun is true', async () => {
    const { fake, reader } = guarded('good', 'good', 'good');
    await readings(reader, found('spot'));
    expect(fake.named('DescribeInstanceAttribute').map(({ input }) => input)).toEqual([
      { InstanceId: id(1), Attribute: 'disableApiStop' },
      { InstanceId: id(1), Attribute: 'instanceInitiatedShutdownBehavior' },
    ]);
    expect(fake.named('StartInstances').map(({ input }) => input)).toEqual([
      { InstanceIds: [id(1)], DryRun: true },
    ]);
    expect(fake.named('DescribeSpotInstanceRequests').map(({ input }) => input)).toEqual([
      { Filters: [{ Name: 'instance-id', Values: [id(1)] }] },
    ]);
  });

  it.each<[string, number, boolean | 'unread']>([
    ['DryRunOperation', 412, true],
    ['IncorrectInstanceState', 400, true],
    ['UnauthorizedOperation', 403, false],
    ['RequestLimitExceeded', 503, 'unread'],
    ['Throttling', 400, 'unread'],
    ['InternalError', 500, 'unread'],
    ['AuthFailure', 401, 'unread'],
    ['InvalidInstanceID.NotFound', 400, 'unread'],
    ['TimeoutError', 0, 'unread'],
  ])('read the answer %s to the start with DryRun', async (name, httpStatusCode, permitted) => {
    const { reader } = ec2({
      DescribeInstanceAttribute: () => ({ DisableApiStop: { Value: false } }),
      StartInstances: () => {
        throw awsError(name, name, httpStatusCode);
      },
    });
    expect(await readings(reader, found())).toMatchObject({ startPermitted: permitted });
  });

  it('do not take a start with DryRun that answers success for a permission', async () => {
    const { reader } = ec2({
      DescribeInstanceAttribute: () => ({ DisableApiStop: { Value: false } }),
      StartInstances: () => ({ StartingInstances: [] }),
    });
    expect(await readings(reader, found())).toMatchObject({ startPermitted: 'unread' });
  });

  it.each([[{}], [{ DisableApiStop: {} }], [{ DisableApiStop: undefined }]])(
    'leave the stop protection unread when the answer is %j',
    async (answer) => {
      const { reader } = ec2({
        DescribeInstanceAttribute: () => answer,
        StartInstances: () => {
          throw DENIED;
        },
      });
      expect(await readings(reader, found())).toMatchObject({ stopProtection: 'unread' });
    },
  );

  it.each<[object, boolean | 'unread']>([
    [{ InstanceInitiatedShutdownBehavior: { Value: 'stop' } }, false],
    [{ InstanceInitiatedShutdownBehavior: { Value: 'terminate' } }, true],
    [{ InstanceInitiatedShutdownBehavior: { Value: 'a word of tomorrow' } }, true],
    [{ InstanceInitiatedShutdownBehavior: {} }, 'unread'],
    [{}, 'unread'],
  ])('say by %j whether a shutdown terminates: %s', async (answer, shutdownTerminates) => {
    const { reader } = ec2({ DescribeInstanceAttribute: () => answer });
    expect(await reader.guards(found())).toMatchObject({ shutdownTerminates });
  });

  it('say nothing of the state of a Spot request that has none', async () => {
    const { reader } = ec2({
      DescribeInstanceAttribute: () => ({}),
      DescribeSpotInstanceRequests: () => ({ SpotInstanceRequests: [{ Type: 'persistent' }] }),
    });
    expect(await reader.guards(found('spot'))).not.toHaveProperty('spotRequestState');
  });

  it.each<[string, object[], boolean | 'unread']>([
    ['is one-time', [{ Type: 'one-time' }], false],
    ['is persistent', [{ Type: 'persistent', State: 'active' }], true],
    ['has a launch group', [{ Type: 'persistent', LaunchGroup: 'together' }], false],
    ['has an Availability Zone group', [{ Type: 'persistent', AvailabilityZoneGroup: 'together' }], false],
    ['is missing', [], 'unread'],
    ['is not the only one', [{ Type: 'persistent' }, { Type: 'persistent' }], 'unread'],
    ['has no type', [{}], 'unread'],
  ])('say of a Spot request that %s: %j is %s', async (_what, requests, persistentSpot) => {
    const { reader } = ec2({
      DescribeInstanceAttribute: () => ({ DisableApiStop: { Value: false } }),
      DescribeSpotInstanceRequests: () => ({ SpotInstanceRequests: requests }),
      StartInstances: () => {
        throw DENIED;
      },
    });
    expect(await readings(reader, found('spot'))).toMatchObject({ persistentSpot });
  });
});

describe('factsOf', () => {
  it('gives names and tags of a hundred at a time, and nothing of those that cannot be read', async () => {
    const { fake, reader } = ec2({
      DescribeInstances: ({ input }) => {
        const asked = input.InstanceIds as string[];
        if (asked.includes(id(150))) throw awsError('RequestLimitExceeded', 'slow down', 503);
        const named = asked.map((one, n) => ({
          ...instance(one),
          Tags: n === 0 ? [{ Key: 'Name', Value: 'web-1' }] : [{ Key: 'ec2-responder', Value: 'ignore' }],
        }));
        return { Reservations: [{ Instances: named }] };
      },
    });
    const asked = Array.from({ length: 250 }, (_, n) => id(n));
    const facts = await reader.factsOf(asked, Number.POSITIVE_INFINITY);
    expect(facts.size).toBe(150);
    expect([facts.get(id(0))?.name, facts.get(id(200))?.name]).toEqual(['web-1', 'web-1']);
    expect([facts.get(id(1))?.name, facts.get(id(1))?.tags]).toEqual([
      undefined,
      { 'ec2-responder': 'ignore' },
    ]);
    expect(facts.has(id(150))).toBe(false);
    expect(fake.calls.map(({ input }) => (input.InstanceIds as string[]).length)).toEqual([100, 100, 50]);
  });

  it('ends when its time is over', async () => {
    const { fake, reader } = ec2({ DescribeInstances: () => ({ Reservations: [] }) });
    expect(await reader.factsOf([id(1)], -1)).toEqual(new Map());
    expect(fake.calls).toEqual([]);
  });
});
