import { describe, expect, it } from '@jest/globals';
import { Ec2Lists } from '../../../lambda/aws/ec2-lists.ts';
import { SINCE, ec2, id, instance, status } from './an-ec2.ts';
import { awsError, FakeSend, type Call } from './fake-send.ts';

describe('listNeedingALook', () => {
  const filterOf = ({ input }: Call): string =>
    (input.Filters as { Name: string }[] | undefined)?.map(({ Name }) => Name).join() ?? '';
  const LISTS = [
    'system-status.status',
    'instance-status.status',
    'attached-ebs-status.status',
    'event.code',
  ] as const;

  it('asks four filtered lists, whatever the fleet', async () => {
    const { fake, lists } = ec2({ DescribeInstanceStatus: () => ({ InstanceStatuses: [] }) });
    expect(await lists.listNeedingALook()).toEqual({
      instanceIds: [],
      silent: [],
      zones: new Map(),
      failures: [],
    });
    const system = fake.calls.find((call) => filterOf(call) === 'system-status.status')?.input.Filters;
    expect(system).toEqual([{ Name: 'system-status.status', Values: ['impaired', 'insufficient-data'] }]);
    expect(fake.calls.map(filterOf).sort()).toEqual([...LISTS].sort());
    const events = fake.calls.find((call) => filterOf(call) === 'event.code')?.input.Filters;
    expect(events).toEqual([
      {
        Name: 'event.code',
        Values: [
          'instance-reboot',
          'system-reboot',
          'system-maintenance',
          'instance-retirement',
          'instance-stop',
          '*',
        ],
      },
    ]);
  });

  it('names apart those of which EC2 has no data, unless another list has them, and only while they run', async () => {
    const stopping = { ...status(id(3), 'insufficient-data'), InstanceState: { Name: 'stopping' } };
    const { lists } = ec2({
      DescribeInstanceStatus: (call) => {
        if (filterOf(call) === 'event.code') return { InstanceStatuses: [status(id(2))] };
        if (filterOf(call) !== 'system-status.status') return { InstanceStatuses: [] };
        const silent = [1, 2].map((number) => status(id(number), 'insufficient-data'));
        return { InstanceStatuses: [...silent, stopping, status(id(4), 'impaired')] };
      },
    });
    const { instanceIds, silent } = await lists.listNeedingALook();
    expect([...instanceIds].sort()).toEqual([id(2), id(4)]);
    expect(silent).toEqual(
      [1, 2].map((number) => ({ instanceId: id(number), availabilityZone: 'ap-northeast-1a' })),
    );
  });

  it('does not know who they are where that list cannot be read', async () => {
    const { lists } = ec2({
      DescribeInstanceStatus: (call) => {
        if (filterOf(call) === 'system-status.status') throw awsError('InternalError', 'oops', 500);
        return { InstanceStatuses: [] };
      },
    });
    expect((await lists.listNeedingALook()).silent).toBeUndefined();
  });

  it.each([
    'InvalidParameterValue',
    'InvalidFilter',
    'FilterLimitExceeded',
    'MalformedQueryString',
    'UnknownParameter',
  ])('asks for the documented codes alone where EC2 refuses a star (%s)', async (code) => {
    const isStar = ({ input }: Call): boolean => JSON.stringify(input).includes('*');
    const { fake, lists } = ec2({
      DescribeInstanceStatus: (call) => {
        if (isStar(call)) throw awsError(code, 'no such value');
        return { InstanceStatuses: filterOf(call) === 'event.code' ? [status(id(1))] : [] };
      },
    });
    expect(await lists.listNeedingALook()).toMatchObject({ instanceIds: [id(1)], silent: [], failures: [] });
    expect(fake.calls.filter((call) => filterOf(call) === 'event.code')).toHaveLength(2);
  });

  it.each(['InternalError', 'RequestLimitExceeded', 'UnauthorizedOperation', 'NotInvalid'])(
    'does not ask again in other words where the answer is %s',
    async (code) => {
      const { fake, lists } = ec2({
        DescribeInstanceStatus: (call) => {
          if (filterOf(call) === 'event.code') throw awsError(code, 'oops');
          return { InstanceStatuses: [] };
        },
      });
      expect((await lists.listNeedingALook()).failures).toEqual([`event.code: ${code}`]);
      expect(fake.calls.filter((call) => filterOf(call) === 'event.code')).toHaveLength(1);
    },
  );

  it('leaves out the list of events where it is not asked for', async () => {
    const { fake, lists } = ec2({ DescribeInstanceStatus: () => ({ InstanceStatuses: [] }) });
    await lists.listNeedingALook({ events: false });
    expect(fake.calls.map(filterOf).sort()).toEqual(LISTS.slice(0, 3).toSorted());
  });

  it('names an instance once that is on two lists, and follows the pages of each', async () => {
    const { lists } = ec2({
      DescribeInstanceStatus: (call) => {
        const number = LISTS.indexOf(filterOf(call) as 'event.code');
        if (call.input.NextToken === undefined) return { InstanceStatuses: [], NextToken: 'next' };
        return { InstanceStatuses: [status(id(number)), status(id(9)), {}] };
      },
    });
    const { instanceIds, failures } = await lists.listNeedingALook();
    expect([...instanceIds].sort()).toEqual([id(0), id(1), id(2), id(3), id(9)]);
    expect(failures).toEqual([]);
  });

  it.each(LISTS)('gives the other three and names the failure when %s cannot be read', async (broken) => {
    const { lists } = ec2({
      DescribeInstanceStatus: (call) => {
        if (filterOf(call) === broken) throw awsError('InternalError', 'oops', 500);
        return { InstanceStatuses: [status(id(LISTS.indexOf(filterOf(call) as 'event.code')))] };
      },
    });
    const { instanceIds, failures } = await lists.listNeedingALook();
    expect(instanceIds).toHaveLength(3);
    expect(failures).toEqual([`${broken}: InternalError`]);
  });
});

describe('stoppedByAws', () => {
  it('lists what is stopped with a word of AWS’s, through all pages, without Spot', async () => {
    const launched = new Date('2026-11-01T00:00:00Z');
    const { fake, lists } = ec2({
      DescribeInstances: (call) =>
        call.input.NextToken === undefined
          ? {
              Reservations: [{ Instances: [{ InstanceId: id(1), LaunchTime: launched }] }],
              NextToken: 'next',
            }
          : {
              Reservations: [
                { Instances: [{ InstanceId: id(2), LaunchTime: launched, InstanceLifecycle: 'spot' }, {}] },
                { Instances: [{ InstanceId: id(3) }] },
              ],
            },
    });
    expect(await lists.stoppedByAws()).toEqual([{ instanceId: id(1), launchTime: launched.getTime() }]);
    expect(fake.calls[0]?.input.Filters).toEqual([
      { Name: 'instance-state-name', Values: ['stopping', 'stopped'] },
      { Name: 'state-reason-code', Values: ['Server.*'] },
    ]);
  });

  it('is no list where it cannot be read', async () => {
    const { lists } = ec2({
      DescribeInstances: () => {
        throw awsError('InternalError', 'oops', 500);
      },
    });
    await expect(lists.stoppedByAws()).rejects.toThrow('oops');
  });
});

describe('systemImpaired', () => {
  it('lists the running instances with their zone, through all pages', async () => {
    const stopping = { ...status(id(3), 'impaired'), InstanceState: { Name: 'stopping' } };
    const zoneless = { ...status(id(4), 'impaired'), AvailabilityZone: undefined };
    const { lists } = ec2({
      DescribeInstanceStatus: ({ input }) =>
        input.NextToken === undefined
          ? { InstanceStatuses: [status(id(1), 'impaired'), stopping], NextToken: 'b' }
          : { InstanceStatuses: [status(id(2), 'impaired'), zoneless] },
    });
    expect(await lists.systemImpaired()).toEqual([
      { instanceId: id(1), availabilityZone: 'ap-northeast-1a', since: SINCE.getTime() },
      { instanceId: id(2), availabilityZone: 'ap-northeast-1a', since: SINCE.getTime() },
      { instanceId: id(4), availabilityZone: 'unknown', since: SINCE.getTime() },
    ]);
  });

  it('marks those of which EC2 has no data', async () => {
    const { fake, lists } = ec2({
      DescribeInstanceStatus: () => ({
        InstanceStatuses: [status(id(1), 'insufficient-data'), status(id(2), 'impaired')],
      }),
    });
    expect(await lists.systemImpaired()).toEqual([
      { instanceId: id(1), availabilityZone: 'ap-northeast-1a', silent: true },
      { instanceId: id(2), availabilityZone: 'ap-northeast-1a', since: SINCE.getTime() },
    ]);
    expect(fake.calls[0]?.input.Filters).toEqual([
      { Name: 'system-status.status', Values: ['impaired', 'insufficient-data'] },
    ]);
  });

  it('throws when it cannot be read, so that nobody takes the silence for health', async () => {
    const { lists } = ec2({
      DescribeInstanceStatus: () => {
        throw awsError('InternalError', 'oops', 500);
      },
    });
    await expect(lists.systemImpaired()).rejects.toThrow('oops');
  });
});

describe('runningIn', () => {
  const ALL = { pageSize: 100, enough: () => false, until: Number.POSITIVE_INFINITY };

  it('lists the running instances of one zone through all pages, the empty ones too', async () => {
    const pages: Record<string, object> = {
      first: { Reservations: [{ Instances: [instance(id(1)), instance(id(2))] }], NextToken: 'b' },
      b: { Reservations: [], NextToken: 'c' },
      c: { Reservations: [{ Instances: [instance(id(3))] }, {}], NextToken: undefined },
    };
    const { fake, lists } = ec2({
      DescribeInstances: ({ input }) => pages[(input.NextToken as string | undefined) ?? 'first'],
    });
    expect(await lists.runningIn('ap-northeast-1a', ALL)).toEqual(new Set([id(1), id(2), id(3)]));
    for (const { input } of fake.calls) {
      expect(input).toMatchObject({
        Filters: [
          { Name: 'availability-zone', Values: ['ap-northeast-1a'] },
          { Name: 'instance-state-name', Values: ['running'] },
        ],
        MaxResults: 100,
      });
    }
  });

  it('ends where enough are known, and asks for pages of the size that EC2 takes', async () => {
    const { fake, lists } = ec2({
      DescribeInstances: ({ input }) => {
        const page = Number(input.NextToken ?? 0);
        return { Reservations: [{ Instances: [instance(id(page))] }], NextToken: String(page + 1) };
      },
    });
    const enough = (found: ReadonlySet<string>): boolean => found.size >= 3;
    const ids = await lists.runningIn('ap-northeast-1a', { ...ALL, enough, pageSize: 1 });
    expect(ids).toEqual(new Set([id(0), id(1), id(2)]));
    expect(fake.calls.map(({ input }) => input.MaxResults)).toEqual([5, 5, 5]);
    await lists.runningIn('ap-northeast-1a', { ...ALL, enough, pageSize: 4_000 });
    expect(fake.calls.at(-1)?.input.MaxResults).toBe(1_000);
  });

  it('throws where the zone takes longer than it may', async () => {
    let now = 0;
    const fake = new FakeSend(() => {
      now += 3_000;
      return { Reservations: [], NextToken: 'again' };
    });
    const lists = new Ec2Lists(fake as never, () => now);
    await expect(lists.runningIn('ap-northeast-1a', { ...ALL, until: 8_000 })).rejects.toThrow('too long');
    expect(fake.calls).toHaveLength(3);
  });

  it('throws when one page cannot be read, so that a part is not taken for the whole', async () => {
    const { lists } = ec2({
      DescribeInstances: ({ input }) => {
        if (input.NextToken !== undefined) throw awsError('RequestLimitExceeded', 'slow down', 503);
        return { Reservations: [{ Instances: [instance(id(1))] }], NextToken: 'b' };
      },
    });
    await expect(lists.runningIn('ap-northeast-1a', ALL)).rejects.toThrow('slow down');
  });
});

describe('the members of a group', () => {
  const tagged = (number: number, Key: string, Value: string): object => ({
    ...instance(id(number)),
    Tags: [
      { Key: 'Name', Value: 'db' },
      { Key, Value },
    ],
  });

  it('are found by the tag in any capitals, without those of another group or tag, and the terminated', async () => {
    const Instances = [
      tagged(1, 'ec2-responder:group', 'db'),
      tagged(2, 'EC2-Responder:Group', 'db'),
      tagged(3, 'ec2-responder:group', 'DB'),
      tagged(4, 'abc-something:other', 'db'),
      instance(id(5)),
    ];
    const { fake, lists } = ec2({ DescribeInstances: () => ({ Reservations: [{ Instances }] }) });
    expect(await lists.inGroup('db')).toEqual([id(1), id(2)]);
    expect(fake.calls.map(({ input }) => input)).toEqual([
      {
        Filters: [
          { Name: 'tag-key', Values: ['??2-?????????:?????'] },
          { Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] },
        ],
        MaxResults: 1000,
      },
    ]);
  });

  it('are thrown for where the list cannot be read', async () => {
    const { lists } = ec2({
      DescribeInstances: () => {
        throw awsError('ServiceUnavailable', 'down', 503);
      },
    });
    await expect(lists.inGroup('db')).rejects.toThrow();
  });
});
