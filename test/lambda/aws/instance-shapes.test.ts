import { describe, expect, it } from '@jest/globals';
import type { Instance, InstanceStatus, InstanceStatusEvent } from '@aws-sdk/client-ec2';
import { observationOf, typeFactsOf } from '../../../lambda/aws/instance-shapes.ts';
import type { FoundInstance } from '../../../lambda/core/model/observation.ts';

const NOW = Date.parse('2026-11-20T03:02:00Z');
const LAUNCHED = Date.parse('2026-11-01T00:00:00Z');
const ID = 'i-0a1b2c3d4e5f60718';

const SMALLEST: Instance = { InstanceId: ID, State: { Name: 'running' }, LaunchTime: new Date(LAUNCHED) };

const FULL: Instance = {
  ...SMALLEST,
  InstanceType: 'm7g.large',
  Placement: { AvailabilityZone: 'ap-northeast-1a', Tenancy: 'default', GroupName: 'close-together' },
  PrivateIpAddress: '10.0.1.10',
  PublicIpAddress: '203.0.113.10',
  NetworkInterfaces: [{ Association: { PublicIp: '203.0.113.10', IpOwnerId: 'amazon' } }],
  InstanceLifecycle: 'spot',
  RootDeviceType: 'ebs',
  OutpostArn: 'arn:aws:outposts:ap-northeast-1:111122223333:outpost/op-0123456789abcdef0',
  Operator: { Managed: true, Principal: 'eks.amazonaws.com' },
  MaintenanceOptions: { AutoRecovery: 'disabled', RebootMigration: 'default' },
  StateReason: {
    Code: 'Server.ScheduledStop',
    Message: 'Server.ScheduledStop: Stopped due to scheduled retirement',
  },
  StateTransitionReason: 'User initiated (2026-11-20 03:01:10 GMT)',
  Tags: [
    { Key: 'Name', Value: 'web-1' },
    { Key: 'ec2-responder', Value: 'recover' },
    { Key: 'ec2-responder:group', Value: 'web' },
    { Key: 'ec2-responder:allow-instance-store-loss', Value: 'true' },
    { Key: 'ec2-responder:window', Value: 'sun:01:00-sun:03:00' },
    { Key: 'ec2-responder:moves-go-on', Value: 'true' },
    { Key: 'aws:autoscaling:groupName', Value: 'web-asg' },
    { Key: 'karpenter.sh/nodepool', Value: 'pool' },
    { Key: 'aws:ec2:fleet-id', Value: 'fleet-1' },
    { Key: 'team', Value: 'shop' },
  ],
};

const STATUS: InstanceStatus = {
  InstanceId: ID,
  SystemStatus: {
    Status: 'impaired',
    Details: [{ Name: 'reachability', Status: 'failed', ImpairedSince: new Date('2026-11-20T03:00:00Z') }],
  },
  InstanceStatus: { Status: 'initializing', Details: [{ Name: 'reachability', Status: 'initializing' }] },
  AttachedEbsStatus: { Status: 'ok' },
  Events: [
    {
      InstanceEventId: 'instance-event-0d59937288b749b32',
      Code: 'instance-stop',
      Description: 'The instance is running on degraded hardware',
      NotBefore: new Date('2026-12-02T08:00:00Z'),
      NotAfter: new Date('2026-12-02T10:00:00Z'),
    },
  ],
};

function found(instance: Instance, status?: InstanceStatus): FoundInstance {
  const observation = observationOf(instance, status, NOW);
  if (observation.kind !== 'found') throw new Error(observation.why);
  return observation;
}

function eventsOf(...Events: InstanceStatusEvent[]): unknown {
  return found(SMALLEST, { ...STATUS, Events }).scheduledEvents;
}

describe('observationOf', () => {
  it('gives every field that EC2 gave', () => {
    expect(observationOf(FULL, STATUS, NOW)).toEqual({
      kind: 'found',
      instanceId: ID,
      observedAt: NOW,
      state: 'running',
      launchTime: LAUNCHED,
      stateReason: 'Server.ScheduledStop',
      stateTransitionAt: Date.parse('2026-11-20T03:01:10Z'),
      checks: {
        system: { status: 'impaired', impairedSince: Date.parse('2026-11-20T03:00:00Z') },
        instance: { status: 'initializing' },
        attachedEbs: { status: 'ok' },
      },
      scheduledEvents: [
        {
          id: 'instance-event-0d59937288b749b32',
          code: 'instance-stop',
          description: 'The instance is running on degraded hardware',
          notBefore: Date.parse('2026-12-02T08:00:00Z'),
          notAfter: Date.parse('2026-12-02T10:00:00Z'),
        },
      ],
      facts: {
        name: 'web-1',
        tags: {
          'ec2-responder': 'recover',
          'ec2-responder:group': 'web',
          'ec2-responder:allow-instance-store-loss': 'true',
          'ec2-responder:window': 'sun:01:00-sun:03:00',
          'ec2-responder:moves-go-on': 'true',
          'aws:autoscaling:groupName': 'web-asg',
          'karpenter.sh/nodepool': 'pool',
          'aws:ec2:fleet-id': 'fleet-1',
        },
        instanceType: 'm7g.large',
        availabilityZone: 'ap-northeast-1a',
        privateIp: '10.0.1.10',
        publicIp: '203.0.113.10',
        addressAtStart: 'another',
        placementGroup: 'close-together',
        lifecycle: 'spot',
        rootDeviceType: 'ebs',
        tenancy: 'default',
        outpostArn: 'arn:aws:outposts:ap-northeast-1:111122223333:outpost/op-0123456789abcdef0',
        managedBy: 'eks.amazonaws.com',
        autoRecovery: 'disabled',
        rebootMigration: 'default',
      },
    });
  });

  const OWN = { PublicIp: '203.0.113.10', IpOwnerId: '111122223333' };
  const POOL = { PublicIp: '203.0.113.10', IpOwnerId: 'amazon' };
  const ELASTIC = { PublicIp: '198.51.100.1', IpOwnerId: '111122223333' };
  it.each<[string, Instance['NetworkInterfaces'], string | undefined]>([
    ['an address of the pool', [{ Association: POOL }], 'another'],
    ['an Elastic IP', [{ Association: OWN }], 'same'],
    ['an Elastic IP, with a second interface', [{ Association: OWN }, {}], 'same'],
    ['an address of the pool, with a second interface', [{ Association: POOL }, {}], 'none'],
    [
      'an address of the pool, with an Elastic IP at a secondary private address',
      [
        {
          Association: POOL,
          PrivateIpAddresses: [
            { Primary: true, Association: POOL },
            { Primary: false, Association: ELASTIC },
          ],
        },
      ],
      'none',
    ],
    [
      'an address of the pool, with a secondary private address without one',
      [{ Association: POOL, PrivateIpAddresses: [{ Primary: true, Association: POOL }, { Primary: false }] }],
      'another',
    ],
    [
      'an address of the pool that only its private address names',
      [{ PrivateIpAddresses: [{ Primary: true, Association: POOL }] }],
      'another',
    ],
    [
      'an address whose owner nobody knows',
      [{ Association: { ...POOL, IpOwnerId: 'somebody-new' } }],
      undefined,
    ],
    ['an address that no interface names', [{ Association: ELASTIC }], undefined],
    ['no interfaces', [], undefined],
  ])('says which public address comes after a stop: %s', (_, NetworkInterfaces, expected) => {
    const seen = found({ ...SMALLEST, PublicIpAddress: '203.0.113.10', NetworkInterfaces });
    expect(seen.facts.addressAtStart).toBe(expected);
    expect(found({ ...SMALLEST, NetworkInterfaces }).facts).not.toHaveProperty('addressAtStart');
  });

  it('has no placement group where its name is empty', () => {
    expect(found({ ...SMALLEST, Placement: { GroupName: '' } }).facts).not.toHaveProperty('placementGroup');
  });

  it('leaves out what EC2 left out, and never makes a check ok of it', () => {
    expect(observationOf(SMALLEST, undefined, NOW)).toEqual({
      kind: 'found',
      instanceId: ID,
      observedAt: NOW,
      state: 'running',
      launchTime: LAUNCHED,
      checks: {
        system: { status: 'unread' },
        instance: { status: 'unread' },
        attachedEbs: { status: 'unread' },
      },
      scheduledEvents: [],
      facts: { tags: {}, instanceType: 'unknown', availabilityZone: 'unknown' },
    });
  });

  it.each<[string, Instance]>([
    ['no state', { ...SMALLEST, State: undefined }],
    ['a state without a name', { ...SMALLEST, State: { Code: 16 } }],
    ['a state that EC2 adds tomorrow', { ...SMALLEST, State: { Name: 'hibernating' as 'running' } }],
    ['no LaunchTime', { ...SMALLEST, LaunchTime: undefined }],
    ['a LaunchTime that is no date', { ...SMALLEST, LaunchTime: new Date('soon') }],
  ])('is unread with %s', (_what, instance) => {
    expect(observationOf(instance, STATUS, NOW)).toEqual({
      kind: 'unread',
      instanceId: ID,
      observedAt: NOW,
      why: 'DescribeInstances gave no state or no LaunchTime',
    });
  });

  it.each(['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated'] as const)(
    'reads the state %s',
    (Name) => {
      expect(found({ ...SMALLEST, State: { Name } }).state).toBe(Name);
    },
  );
});

describe('the status checks of an observation', () => {
  it.each(['ok', 'impaired', 'insufficient-data', 'initializing', 'not-applicable'] as const)(
    'are %s where EC2 says so',
    (Status) => {
      const { checks } = found(SMALLEST, { SystemStatus: { Status }, InstanceStatus: { Status } });
      expect([checks.system.status, checks.instance.status]).toEqual([Status, Status]);
    },
  );

  it.each([undefined, {}, { Status: 'fine' as 'ok' }, { Details: [] }])(
    'are unread where EC2 says %j',
    (summary) => {
      const { checks } = found(SMALLEST, { SystemStatus: summary, InstanceStatus: summary });
      expect([checks.system, checks.instance]).toEqual([{ status: 'unread' }, { status: 'unread' }]);
    },
  );

  it('are not applicable for attached EBS where EC2 lists none', () => {
    const { checks } = found(SMALLEST, { SystemStatus: { Status: 'ok' }, InstanceStatus: { Status: 'ok' } });
    expect(checks.attachedEbs).toEqual({ status: 'not-applicable' });
  });

  it('have failed since the earliest ImpairedSince', () => {
    const at = (time: string): { ImpairedSince: Date } => ({ ImpairedSince: new Date(time) });
    const Details = [at('2026-11-20T03:01:00Z'), {}, at('2026-11-20T03:00:00Z'), at('never')];
    const { checks } = found(SMALLEST, { SystemStatus: { Status: 'impaired', Details } });
    expect(checks.system.impairedSince).toBe(Date.parse('2026-11-20T03:00:00Z'));
  });

  it('have no since when they are impaired and EC2 gives none', () => {
    const { checks } = found(SMALLEST, { SystemStatus: { Status: 'impaired', Details: [] } });
    expect(checks.system).toEqual({ status: 'impaired' });
  });

  it('have no since when they are ok again and EC2 still gives one', () => {
    const Details = [{ ImpairedSince: new Date('2026-11-20T03:00:00Z') }];
    const { checks } = found(SMALLEST, { SystemStatus: { Status: 'ok', Details } });
    expect(checks.system).toEqual({ status: 'ok' });
  });
});

describe('the scheduled events of an observation', () => {
  it.each([
    '[Completed] The instance is running on degraded hardware',
    '[Canceled] The instance is running on degraded hardware',
    '[Cancelled] The instance is running on degraded hardware',
    '[COMPLETED] x',
    '[completed]',
  ])('do not hold the finished event "%s"', (Description) => {
    expect(eventsOf({ InstanceEventId: 'e-1', Code: 'instance-stop', Description })).toEqual([]);
  });

  it.each(['Completed soon', 'To be [Completed] by you', '', undefined])(
    'hold the event "%s"',
    (Description) => {
      expect(eventsOf({ InstanceEventId: 'e-1', Code: 'instance-stop', Description })).toMatchObject([
        { id: 'e-1' },
      ]);
    },
  );

  it('hold an event with nothing in it, because in doubt there is one', () => {
    expect(eventsOf({})).toEqual([{ id: 'unknown@undated', code: 'unknown', description: '' }]);
  });

  it('have an id of code and date where EC2 gives none', () => {
    const event = { Code: 'system-reboot' as const, NotBefore: new Date('2026-12-02T08:00:00Z') };
    expect(eventsOf(event)).toMatchObject([{ id: `system-reboot@${Date.parse('2026-12-02T08:00:00Z')}` }]);
  });

  it('keep 200 characters of a description', () => {
    const [event] = eventsOf({ Description: 'x'.repeat(5_000) }) as { description: string }[];
    expect(event?.description).toHaveLength(200);
  });

  it('have no date where the date is none', () => {
    expect(eventsOf({ Code: 'instance-stop', NotBefore: new Date('soon') })).toEqual([
      { id: expect.any(String), code: 'instance-stop', description: '' },
    ]);
  });
});

describe('StateTransitionReason', () => {
  it.each([
    ['User initiated (2026-11-20 03:01:10 GMT)', '2026-11-20T03:01:10Z'],
    ['User initiated (2026-11-20 03:01:10 UTC)', '2026-11-20T03:01:10Z'],
    ['Server.SpotInstanceShutdown: Spot (2024-02-29 23:59:59 GMT)', '2024-02-29T23:59:59Z'],
  ])('"%s" carries a time', (StateTransitionReason, time) => {
    expect(found({ ...SMALLEST, StateTransitionReason }).stateTransitionAt).toBe(Date.parse(time));
  });

  it.each([
    '',
    'User initiated',
    'User initiated ()',
    'Server.InternalError',
    'User initiated (2026-11-20 03:01:10)',
    'User initiated (2026-11-20 03:01:10 JST)',
    'User initiated (2026-13-40 03:01:10 GMT)',
    'User initiated (2026-11-20 25:01:10 GMT)',
    undefined,
  ])('"%s" carries none', (StateTransitionReason) => {
    expect(found({ ...SMALLEST, StateTransitionReason })).not.toHaveProperty('stateTransitionAt');
  });
});

describe('the facts of an observation', () => {
  it.each([
    ['managed, by its principal', { Managed: true, Principal: 'eks.amazonaws.com' }, 'eks.amazonaws.com'],
    ['managed, whoever it is', { Managed: true }, 'an AWS service'],
    ['not managed', { Managed: false, Principal: 'x' }, undefined],
    ['not managed where EC2 says nothing of it', undefined, undefined],
  ])('say: %s', (_what, Operator, managedBy) => {
    expect(found({ ...SMALLEST, Operator }).facts.managedBy).toBe(managedBy);
  });

  it('have no name where the Name tag is empty', () => {
    const { facts } = found({ ...SMALLEST, Tags: [{ Key: 'Name', Value: '' }] });
    expect(facts).not.toHaveProperty('name');
  });

  it('hold no tag but those that decide, and pollute nothing', () => {
    const Tags = [{ Key: '__proto__', Value: 'x' }, { Key: 'a', Value: 'b' }, { Key: 'ec2-responder' }, {}];
    expect(found({ ...SMALLEST, Tags }).facts.tags).toEqual({});
    expect({}).not.toHaveProperty('x');
  });

  it('hold an empty policy tag: somebody set it', () => {
    const { facts } = found({ ...SMALLEST, Tags: [{ Key: 'ec2-responder', Value: '' }] });
    expect(facts.tags).toEqual({ 'ec2-responder': '' });
  });

  it('have the tags by which managers are known, also those that the owner names, and no others', () => {
    const Tags = Object.entries({
      'parallelcluster:cluster-name': 'hpc',
      'parallelcluster:node-type': 'HeadNode',
      'team.example/pool': 'a',
      other: 'b',
    }).map(([Key, Value]) => ({ Key, Value }));
    const seen = observationOf({ ...SMALLEST, Tags }, undefined, 0, ['team.example/*']);
    expect(seen).toMatchObject({ facts: { tags: {} } });
    expect((seen as { facts: { tags: object } }).facts.tags).toEqual({
      'parallelcluster:cluster-name': 'hpc',
      'team.example/pool': 'a',
    });
  });
});

describe('typeFactsOf', () => {
  const ALL = { BareMetal: true, AutoRecoverySupported: false, InstanceStorageSupported: true };

  it('gives the three facts that decide', () => {
    expect(typeFactsOf(ALL)).toEqual({
      bareMetal: true,
      autoRecoverySupported: false,
      instanceStorageSupported: true,
    });
  });

  it.each(['BareMetal', 'AutoRecoverySupported', 'InstanceStorageSupported'])(
    'gives none without %s',
    (key) => {
      expect(typeFactsOf({ ...ALL, [key]: undefined })).toBeUndefined();
    },
  );
});
