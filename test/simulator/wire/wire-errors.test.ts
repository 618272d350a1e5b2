import { describe, expect, it } from '@jest/globals';
import {
  DescribeInstancesCommand,
  RebootInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { PublishCommand } from '@aws-sdk/client-sns';
import {
  BatchGetCommand,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { failureOf } from '../../../lambda/aws/ec2-errors.ts';
import { SeededRandom } from '../../../simulator/runtime/seeded-random.ts';
import { NotSimulatedError, ServiceError } from '../../../simulator/runtime/service-error.ts';
import { installVirtualTimers } from '../../../simulator/wire/virtual-timers.ts';
import { START_AT, textOf, thrownBy, TOPIC, World, type WorldProps } from './wire-harness.ts';

const ID = 'i-0aaaaaaaaaaaaaaa1';
const READ = (): DescribeInstancesCommand => new DescribeInstancesCommand({ InstanceIds: [ID] });
const STOP = (): StopInstancesCommand => new StopInstancesCommand({ InstanceIds: [ID] });
const GET = (): GetCommand => new GetCommand({ TableName: 'incidents', Key: { id: ID } });
const MAIL = (): PublishCommand => new PublishCommand({ TopicArn: TOPIC, Message: 'text' });

async function worldWith(props: WorldProps = {}): Promise<World> {
  const world = await World.create(props);
  world.ec2.add({ id: ID });
  return world;
}

function failing(error: Error): WorldProps {
  return {
    before: () => {
      throw error;
    },
  };
}

function timedOut(): Error {
  return Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
}

/** When the attempts reached the service, in milliseconds from the start. */
function attemptsOf(world: World): number[] {
  return world.attempts.map(({ at }) => at);
}

describe('an error of EC2 arrives by the name and the message that the handlers branch on', () => {
  it.each([
    ['InvalidInstanceID.NotFound', `The instance ID '${ID}' does not exist`, 400],
    ['InvalidInstanceID.Malformed', `Invalid id: "${ID}" <&'>`, 400],
    ['IncorrectInstanceState', `The instance '${ID}' is not in a state from which it can be started.`, 400],
    ['OperationNotPermitted', `The instance '${ID}' may not be stopped. 日本語`, 400],
    ['UnsupportedOperation', 'It cannot be stopped.', 400],
    ['UnauthorizedOperation', 'You are not authorized. Encoded authorization failure message: AbC', 403],
    ['DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412],
    ['RequestLimitExceeded', 'Request limit exceeded.', 503],
    ['InsufficientInstanceCapacity', 'We currently do not have sufficient m7g.large capacity.', 500],
    ['InternalError', 'An internal error has occurred', 500],
    ['Unavailable', 'The server is overloaded and cannot handle the request.', 503],
  ])('%s', async (name, message, status) => {
    const error = new ServiceError(name, message, status);
    const world = await worldWith(failing(error));
    const thrown = await thrownBy(() => world.settled(() => world.clients.ec2Writes.send(STOP())));
    expect(thrown).toMatchObject({
      name,
      message,
      $fault: error.$fault,
      $metadata: { httpStatusCode: status, attempts: 1 },
    });
    expect(failureOf(thrown)).toEqual(failureOf(error));
    expect(textOf(world.exchanges[0]?.response.body)).toMatch(
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<Response><Errors><Error><Code>[\w.]+<\/Code><Message>.+<\/Message><\/Error><\/Errors><RequestID>[-0-9]{36}<\/RequestID><\/Response>$/,
    );
  });

  it('also from the simulated EC2 itself: DryRun, an unknown id, no capacity', async () => {
    const world = await worldWith();
    const { ec2Reads, ec2Writes } = world.clients;
    const dryRun = new StartInstancesCommand({ InstanceIds: [ID], DryRun: true });
    expect(await thrownBy(() => world.settled(() => ec2Reads.send(dryRun)))).toMatchObject({
      name: 'DryRunOperation',
      $metadata: { httpStatusCode: 412, attempts: 1 },
    });
    const unknown = new DescribeInstancesCommand({ InstanceIds: ['i-1', ID, 'i-2'] });
    expect(await thrownBy(() => world.settled(() => ec2Reads.send(unknown)))).toMatchObject({
      name: 'InvalidInstanceID.NotFound',
      message: "The instance IDs 'i-1, i-2' do not exist",
    });
    world.ec2.exhaust('ap-northeast-1a', 'm7g.large', 5 * 3_600_000);
    await world.settled(() => ec2Writes.send(STOP()));
    const start = new StartInstancesCommand({ InstanceIds: [ID] });
    expect(failureOf(await thrownBy(() => world.settled(() => ec2Writes.send(start))))).toMatchObject({
      kind: 'refused',
      code: 'InsufficientInstanceCapacity',
    });
  });
});

describe('an error of DynamoDB arrives by its name', () => {
  const TableName = 'incidents';

  it('when a condition fails, with the old item where it was asked for', async () => {
    const world = await worldWith();
    const put = (more: object): PutCommand =>
      new PutCommand({
        TableName,
        Item: { id: ID, version: 1 },
        ConditionExpression: 'attribute_not_exists(#id)',
        ExpressionAttributeNames: { '#id': 'id' },
        ...more,
      });
    await world.settled(() => world.clients.table.send(put({})));
    const thrown = await thrownBy(() => world.settled(() => world.clients.table.send(put({}))));
    expect(thrown).toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      $fault: 'client',
      $metadata: { httpStatusCode: 400, attempts: 1 },
    });
    expect((thrown as { Item?: unknown }).Item).toBeUndefined();
    expect(textOf(world.exchanges.at(-1)?.response.body)).toBe(
      '{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"The conditional request failed"}',
    );
    const old = put({ ReturnValuesOnConditionCheckFailure: 'ALL_OLD' });
    expect(await thrownBy(() => world.settled(() => world.clients.table.send(old)))).toMatchObject({
      // The document client leaves errors as they are: typed values.
      Item: { id: { S: ID }, version: { N: '1' } },
    });
  });

  it('when a transaction is cancelled, with the reason for each of its actions, and is not repeated', async () => {
    const world = await worldWith();
    const ifNone = {
      ConditionExpression: 'attribute_not_exists(#id)',
      ExpressionAttributeNames: { '#id': 'id' },
    };
    const write = () =>
      new TransactWriteCommand({
        TransactItems: [
          { Put: { TableName, Item: { id: 'alert/1' } } },
          { Put: { TableName, Item: { id: ID }, ...ifNone } },
        ],
      });
    await world.settled(() => world.clients.table.send(write()));
    expect(await thrownBy(() => world.settled(() => world.clients.table.send(write())))).toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
      $fault: 'client',
      $metadata: { httpStatusCode: 400, attempts: 1 },
    });
  });

  it.each([
    ['ValidationException', 400, 1],
    ['ResourceNotFoundException', 400, 1],
    ['AccessDeniedException', 400, 1],
    ['ProvisionedThroughputExceededException', 400, 3],
    ['ThrottlingException', 400, 3],
    ['InternalServerError', 500, 3],
    ['ServiceUnavailable', 503, 3],
  ])('%s, with status %i, after %i attempts', async (name, status, attempts) => {
    const world = await worldWith(failing(new ServiceError(name, 'why & "how"', status)));
    expect(await thrownBy(() => world.settled(() => world.clients.table.send(GET())))).toMatchObject({
      name,
      message: 'why & "how"',
      $fault: status < 500 ? 'client' : 'server',
      $metadata: { httpStatusCode: status, attempts },
    });
    expect(world.attempts).toHaveLength(attempts);
  });
});

describe('an error of SNS arrives by the name that the SDK gives it, not that on the wire', () => {
  it.each([
    ['InvalidParameterException', 400, 'InvalidParameter', 1],
    ['NotFoundException', 404, 'NotFound', 1],
    ['AuthorizationErrorException', 403, 'AuthorizationError', 1],
    ['KMSAccessDeniedException', 400, 'KMSAccessDenied', 1],
    ['ThrottledException', 429, 'Throttled', 3],
    ['InternalErrorException', 500, 'InternalError', 3],
    ['ServiceUnavailable', 503, 'ServiceUnavailable', 3],
  ])('%s, with status %i', async (name, status, code, attempts) => {
    const world = await worldWith(failing(new ServiceError(name, "why <&> 'how'", status)));
    expect(await thrownBy(() => world.settled(() => world.clients.topic.send(MAIL())))).toMatchObject({
      name,
      message: "why <&> 'how'",
      $fault: status < 500 ? 'client' : 'server',
      $metadata: { httpStatusCode: status, attempts },
    });
    expect(textOf(world.exchanges[0]?.response.body)).toContain(
      `<Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${code}</Code>`,
    );
  });
});

describe('the SDK repeats on virtual time', () => {
  const unavailable = new ServiceError('Unavailable', 'The server is overloaded.', 503);

  it('a read of EC2 that gets a 503, three times in all, and no longer than its back-off', async () => {
    const world = await worldWith(failing(unavailable));
    const thrown = await thrownBy(() => world.settled(() => world.clients.ec2Reads.send(READ())));
    expect(thrown).toMatchObject({ name: 'Unavailable', $metadata: { attempts: 3 } });
    const [first = -1, second = -1, third = -1] = attemptsOf(world);
    expect(first).toBe(0);
    expect(second).toBeGreaterThan(0);
    expect(second).toBeLessThanOrEqual(50);
    expect(third - second).toBeGreaterThan(0);
    expect(third - second).toBeLessThanOrEqual(100);
    expect(world.attempts).toHaveLength(3);
  });

  it('a throttled read later than a failed one', async () => {
    const world = await worldWith(failing(new ServiceError('RequestLimitExceeded', 'Slow down.', 503)));
    await thrownBy(() => world.settled(() => world.clients.ec2Reads.send(READ())));
    expect(world.attempts).toHaveLength(3);
    expect(attemptsOf(world).at(-1)).toBeGreaterThan(150);
  });

  it('a read until it gets through', async () => {
    const before = (_: unknown, number: number): undefined => {
      if (number < 3) throw unavailable;
    };
    const world = await worldWith({ before });
    const output = await world.settled(() => world.clients.ec2Reads.send(READ()));
    expect(output).toMatchObject({
      Reservations: [{ Instances: [{ InstanceId: ID }] }],
      $metadata: { attempts: 3 },
    });
  });

  it('no write to EC2, whatever came of it', async () => {
    for (const error of [
      unavailable,
      new ServiceError('RequestLimitExceeded', 'Slow down.', 503),
      timedOut(),
    ]) {
      const world = await worldWith(failing(error));
      expect(await thrownBy(() => world.settled(() => world.clients.ec2Writes.send(STOP())))).toMatchObject({
        name: error.name,
      });
      expect(world.attempts).toHaveLength(1);
      // What the SDK notes in an error must not be in the next one that the simulation throws.
      expect((error as { $metadata?: object }).$metadata ?? {}).not.toHaveProperty('attempts');
    }
  });

  it('no write whose reply was lost after it took effect', async () => {
    const world: World = await worldWith({
      before: ({ service, commandName, input }) => {
        world.direct(service, commandName, input);
        throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
      },
    });
    const thrown = await thrownBy(() => world.settled(() => world.clients.ec2Writes.send(STOP())));
    // As the SDK's own handler calls it.
    expect(thrown).toMatchObject({ name: 'TimeoutError', message: 'read ECONNRESET', code: 'ECONNRESET' });
    expect(failureOf(thrown)).toEqual({ kind: 'unknown', error: 'TimeoutError' });
    expect(world.attempts).toHaveLength(1);
    expect(world.ec2.get(ID).stoppedBy).toMatchObject({ who: 'responder' });
  });

  it('a put whose reply was lost: the repeat finds its own first write', async () => {
    const put = new PutCommand({
      TableName: 'incidents',
      Item: { id: ID, writeId: 'w-1' },
      ConditionExpression: 'attribute_not_exists(id)',
    });
    const world: World = await worldWith({
      before: ({ service, commandName, input }, number) => {
        if (number > 1) return undefined;
        world.direct(service, commandName, input);
        throw timedOut();
      },
    });
    expect(await thrownBy(() => world.settled(() => world.clients.table.send(put)))).toMatchObject({
      name: 'ConditionalCheckFailedException',
      $metadata: { attempts: 2 },
    });
    const read = await world.settled(() => world.clients.table.send(GET()));
    expect(read.Item).toEqual({ id: ID, writeId: 'w-1' });
  });

  it('a read without an answer after five seconds each time; a write is given up after ten', async () => {
    const silent = { before: () => new Promise<undefined>(() => undefined) };
    const reading = await worldWith(silent);
    expect(await thrownBy(() => reading.settled(() => reading.clients.ec2Reads.send(READ())))).toMatchObject({
      name: 'TimeoutError',
      $metadata: { attempts: 3 },
    });
    const [, second = 0, third = 0] = attemptsOf(reading);
    expect(second).toBeGreaterThan(5_000);
    expect(second).toBeLessThanOrEqual(5_050);
    expect(third).toBeGreaterThan(10_000);

    const writing = await worldWith(silent);
    const gaveUpAt = async (): Promise<number> => {
      await thrownBy(() => writing.clients.ec2Writes.send(STOP()));
      return writing.clock.now() - START_AT;
    };
    expect(await writing.settled(gaveUpAt)).toBe(10_000);
    expect(writing.attempts).toHaveLength(1);
  });

  it('until its retry quota is used up, which successes give back', async () => {
    let broken = true;
    const world = await worldWith({
      before: () => {
        if (broken) throw unavailable;
        return undefined;
      },
    });
    const failedReads = async (count: number): Promise<number> => {
      const before = world.attempts.length;
      await world.settled(async () => {
        for (let read = 0; read < count; read += 1) await thrownBy(() => world.clients.ec2Reads.send(READ()));
      });
      return world.attempts.length - before;
    };
    // 500 tokens, 14 for each repeat of a server's error: 35 repeats.
    expect(await failedReads(30)).toBe(30 + 35);
    broken = false;
    await world.settled(async () => {
      for (let read = 0; read < 14; read += 1) await world.clients.ec2Reads.send(READ());
    });
    broken = true;
    expect(await failedReads(2)).toBe(3);
  });
});

describe('the same seed', () => {
  async function runWith(seed: number): Promise<World> {
    const world: World = await worldWith({
      seed,
      before: async ({ service }, number) => {
        await world.clock.sleep(7 * number);
        if (number % 3 === 1) throw new ServiceError('InternalError', 'once more', 500);
        return service === 'sns' && number % 2 === 0 ? Promise.reject(timedOut()) : undefined;
      },
    });
    await world.settled(async () => {
      const { ec2Reads, table, topic } = world.clients;
      const update = new UpdateCommand({
        TableName: 'incidents',
        Key: { id: 'slot' },
        UpdateExpression: 'ADD taken :one',
        ExpressionAttributeValues: { ':one': 1 },
      });
      await Promise.allSettled([
        ec2Reads.send(READ()),
        table.send(new BatchGetCommand({ RequestItems: { incidents: { Keys: [{ id: ID }] } } })),
        table.send(update),
        topic.send(MAIL()),
      ]);
    });
    return world;
  }

  it('gives the same attempts at the same instants and the same bytes, headers and signatures too', async () => {
    const [one, two, other] = [await runWith(1), await runWith(1), await runWith(2)];
    expect(one.attempts.length).toBeGreaterThan(6);
    expect(two.attempts).toEqual(one.attempts);
    const bytes = (world: World): string =>
      JSON.stringify(
        world.exchanges.map(({ request, response }) => [
          request.headers,
          textOf(request.body),
          response.statusCode,
          response.headers,
          textOf(response.body),
        ]),
      );
    expect(bytes(two)).toBe(bytes(one));
    expect(bytes(one)).toContain('X-Amz-Date'.toLowerCase());
    expect(attemptsOf(other)).not.toEqual(attemptsOf(one));
  });
});

describe('between the caller and the service', () => {
  it('nothing waits for input or output: a turn of the event loop brings a request there, and one its answer back', async () => {
    let reply: (() => void) | undefined;
    const world = await worldWith({
      before: () =>
        new Promise((resolve) => {
          reply = () => {
            resolve(undefined);
          };
        }),
    });
    const { ec2Reads, ec2Writes, table, topic } = world.clients;
    const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    // Only timers set from here on are counted: the process has others, which come and go.
    const running = new Set<unknown>();
    const { setTimeout: setReal, clearTimeout: clearReal } = globalThis;
    globalThis.setTimeout = ((callback: () => void, delay?: number) => {
      const timer = setReal(() => {
        running.delete(timer);
        callback();
      }, delay);
      running.add(timer);
      return timer;
    }) as typeof setTimeout;
    globalThis.clearTimeout = ((timer: NodeJS.Timeout) => {
      running.delete(timer);
      clearReal(timer);
    }) as typeof clearTimeout;
    let most = 0;
    const calls = [
      () => ec2Reads.send(READ()),
      () => ec2Writes.send(STOP()),
      () => table.send(GET()),
      () => topic.send(MAIL()),
    ];
    for (const [index, call] of calls.entries()) {
      let answered = false;
      void call().then(() => (answered = true));
      await turn();
      expect(world.attempts).toHaveLength(index + 1);
      most = Math.max(most, running.size);
      reply?.();
      await turn();
      expect(answered).toBe(true);
    }
    Object.assign(globalThis, { setTimeout: setReal, clearTimeout: clearReal });
    // Nor does a time-out go on running behind an answer.
    expect(most).toBeGreaterThan(0);
    expect(running.size).toBe(0);
  });
});

describe('what is not simulated', () => {
  it.each([
    ['an action', new RebootInstancesCommand({ InstanceIds: [ID] })],
    ['a field', new StopInstancesCommand({ InstanceIds: [ID], Hibernate: true })],
    [
      'a list of another kind',
      new DescribeInstancesCommand({ Filters: [{ Name: 'host-id', Values: ['h'] }] }),
    ],
  ])('%s ends the run, whatever the caller makes of it', async (_what, command) => {
    const world = await worldWith();
    const { send } = world.clients.ec2Writes as { send: (command: object) => Promise<object> };
    const thrown = await thrownBy(() => world.settled(() => send(command)));
    expect(thrown).toBeInstanceOf(NotSimulatedError);
    expect(world.violations).toEqual([thrown]);
  });

  it('in an answer ends it, too', async () => {
    const world = await worldWith({
      before: () => ({ Reservations: [{ Instances: [{ ImageId: 'ami-1' }] }] }),
    });
    await thrownBy(() => world.settled(() => world.clients.ec2Writes.send(READ())));
    expect(world.violations[0]?.message).toContain('ImageId has no element that is simulated');
  });
});

describe('the timers of the process', () => {
  it('are virtual until they are given back', async () => {
    const world = await worldWith();
    const { setTimeout: before, clearTimeout: clear } = globalThis;
    const [random, now] = [Math.random, Date.now];
    const restore = installVirtualTimers({ clock: world.clock, random: new SeededRandom(1) });
    expect(() => installVirtualTimers({ clock: world.clock, random: new SeededRandom(1) })).toThrow(
      /already/,
    );
    const fired: string[] = [];
    const cancelled = setTimeout(() => fired.push('cancelled'), 10);
    setTimeout((text: string) => fired.push(`${text} at ${Date.now() - START_AT}`), 3_600_000, 'an hour');
    setTimeout(() => fired.push(`at once at ${Date.now() - START_AT}`), 0).unref();
    clearTimeout(cancelled);
    clearTimeout(undefined);
    const drawn = [Math.random(), crypto.randomUUID()];
    await world.clock.run(START_AT + 3_600_000);
    restore();
    expect(fired).toEqual(['at once at 1', 'an hour at 3600000']);
    const same = new SeededRandom(1);
    expect(drawn[0]).toBe(same.next());
    expect(drawn[1]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect([globalThis.setTimeout, globalThis.clearTimeout, Math.random, Date.now]).toEqual([
      before,
      clear,
      random,
      now,
    ]);
    expect(Object.hasOwn(crypto, 'randomUUID')).toBe(false);
    expect(crypto.randomUUID()).not.toBe(drawn[1]);
  });
});
