import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as documents from '@aws-sdk/lib-dynamodb';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { SimulatedDynamoDb, type Item } from '../../../simulator/dynamodb/simulated-dynamodb.ts';

const NOW = Date.parse('2026-11-20T03:00:00Z');
const KEY = { id: 'i-1' };
const ITEM = {
  id: 'i-1',
  version: 1,
  phase: 'watching',
  notes: ['a', 'b', 'c'],
  deep: { x: 1 },
  nothing: null,
  unfinished: 'y',
};

type Step = readonly [command: 'Get' | 'BatchGet' | 'Put' | 'Update' | 'Delete' | 'Query', input: object];

const when = (ConditionExpression: string, values: object = {}, names: object = {}): object => ({
  ConditionExpression,
  ...given(values, names),
});

const given = (values: object, names: object): object => ({
  ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
  ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
});

const update = (UpdateExpression: string, values: object = {}, more: object = {}): Step => [
  'Update',
  { Key: KEY, UpdateExpression, ReturnValues: 'ALL_NEW', ...given(values, {}), ...more },
];

const query = (more: object = {}): Step => [
  'Query',
  {
    IndexName: 'unfinished',
    KeyConditionExpression: '#k = :v',
    ExpressionAttributeNames: { '#k': 'unfinished' },
    ExpressionAttributeValues: { ':v': 'y' },
    ...more,
  },
];

const age = (condition: string, values: object, more: object = {}): Step =>
  query({
    IndexName: 'byAge',
    KeyConditionExpression: `#k = :v AND ${condition}`,
    ExpressionAttributeNames: { '#k': 'az' },
    ExpressionAttributeValues: { ':v': 'a', ...values },
    ...more,
  });

/** One life of a table, every step on the state that the steps before it left. */
const SCRIPT: readonly Step[] = [
  ['Get', { Key: KEY, ConsistentRead: true }],
  ['Put', { Item: ITEM, ...when('attribute_not_exists(id)') }],
  ['Put', { Item: ITEM, ...when('attribute_not_exists(id)') }],
  ['Get', { Key: KEY }],
  ['Get', { Key: KEY, ProjectionExpression: 'id, #s, phase', ExpressionAttributeNames: { '#s': 'status' } }],
  ['Put', { Item: { ...ITEM, version: 2 }, ReturnValues: 'ALL_OLD', ...when('version = :v', { ':v': 1 }) }],
  ['Put', { Item: { ...ITEM, version: 3 }, ...when('version = :v', { ':v': 1 }) }],
  ['Put', { Item: ITEM, ...when('version = :v', { ':v': '2' }) }],
  // Conditions.
  ...[
    ['version <> :v', 3],
    ['absent <> :v', 3],
    ['NOT absent = :v', 3],
    ['absent < :v', 3],
    ['version < :v', 3],
    ['version >= :v', 3],
    ['version >= :v', '1'],
    ['phase > :v', 'starting'],
    ['begins_with(phase, :v)', 'watch'],
    ['begins_with(phase, :v)', 'stop'],
    // Equality of lists and maps is left out: dynalite compares them by identity, where DynamoDB compares their content.
    ['deep = :v', { x: 2 }],
    ['notes[1] = :v', 'b'],
    ['deep.x = :v', 1],
    ['version BETWEEN :v AND deep.x', 1],
    ['attribute_exists(nothing) AND version <> :v', 9],
    ['version = :v OR attribute_exists(absent) AND attribute_exists(id)', 2],
    ['(version = :v OR attribute_exists(id)) AND attribute_exists(absent)', 2],
    ['NOT attribute_exists(id) OR version = :v', 2],
    ['attribute_exists(phase.deeper) OR version = :v', 9],
  ].map(([expression, value]): Step =>
    update('SET checked = :c', { ':c': expression, ':v': value }, { ConditionExpression: expression }),
  ),
  // Updates.
  update(
    'SET #p = :p, n = :n',
    { ':p': 'stopping', ':n': 5 },
    { ExpressionAttributeNames: { '#p': 'phase' } },
  ),
  update('SET n = n + :one', { ':one': 1 }),
  update('SET n = n - :one', { ':one': 1 }),
  update('SET n = if_not_exists(n, :v), m = if_not_exists(m, :v)', { ':v': 9 }),
  update('SET nothing = if_not_exists(nothing, :v)', { ':v': 9 }),
  update('SET notes = list_append(notes, :l)', { ':l': ['d'] }),
  update('SET made = list_append(if_not_exists(made, :none), :l)', { ':none': [], ':l': [{ at: 1 }] }),
  update('SET notes[1] = :v, notes[9] = :v', { ':v': 'z' }),
  update('SET deep.y = :v', { ':v': { z: [] } }),
  update('SET n = m, m = n'),
  update('REMOVE absent, nothing'),
  update('REMOVE notes[0]'),
  update('ADD n :one, fresh :one', { ':one': 1 }),
  update('SET phase = :p REMOVE deep.y ADD n :one', { ':p': 'x', ':one': -3 }),
  update('SET n = absent'),
  update('SET n = notes + :one', { ':one': 1 }),
  update('SET n = list_append(n, :l)', { ':l': [] }),
  update('ADD notes :one', { ':one': 1 }),
  update('ADD n :text', { ':text': 'x' }),
  update('SET gone.b = :v', { ':v': 1 }),
  update('SET n = :v, n = :v', { ':v': 1 }),
  update('SET deep = :v REMOVE deep.x', { ':v': {} }),
  update('SET n = :v SET m = :v', { ':v': 1 }),
  update('SET id = :v', { ':v': 'i-2' }),
  update('SET unfinished = :v', { ':v': 1 }),
  update('SET state = :v', { ':v': 1 }),
  update('SET n = :v', { ':v': 1, ':unused': 2 }),
  update('SET n = :absent'),
  update('SET n = '),
  update('SET n := 3'),
  update('SET n = nonsense(n, :v)', { ':v': 1 }),
  [
    'Update',
    {
      Key: KEY,
      UpdateExpression: 'SET n = :v',
      ExpressionAttributeValues: { ':v': 1 },
      ReturnValues: 'UPDATED_OLD',
    },
  ],
  [
    'Update',
    {
      Key: KEY,
      UpdateExpression: 'SET n = :v',
      ExpressionAttributeValues: { ':v': 2 },
      ReturnValues: 'UPDATED_NEW',
    },
  ],
  ['Update', { Key: { id: 'i-new' }, UpdateExpression: 'REMOVE phase', ReturnValues: 'ALL_NEW' }],
  // Keys that do not fit.
  ['Get', { Key: { id: 5 } }],
  ['Get', { Key: { id: 'i-1', more: 1 } }],
  ['Get', { Key: {} }],
  ['Put', { Item: { phase: 'x' } }],
  ['Put', { Item: { id: 5 } }],
  ['Put', { Item: { id: 'i-5', unfinished: 5 } }],
  ['Put', { Item: { id: 'i-5', text: 'x'.repeat(400 * 1024) } }],
  ['Get', { TableName: 'gone', Key: KEY }],
  // Undefined members.
  [
    'Put',
    {
      Item: {
        id: 'i-2',
        unfinished: 'y',
        gone: undefined,
        list: [1, undefined, 2],
        deep: { gone: undefined },
      },
    },
  ],
  ['Get', { Key: { id: 'i-2' } }],
  // The sparse index.
  ['Put', { Item: { id: 'i-3', unfinished: 'y', az: 'a', age: 3 } }],
  ['Put', { Item: { id: 'i-4', az: 'a', age: 10 } }],
  ['Put', { Item: { id: 'i-6', az: 'a', age: -1.5 } }],
  ['Put', { Item: { id: 'i-7', az: 'a' } }],
  query(),
  query({ Limit: 1 }),
  query({ Limit: 3 }),
  query({ ExpressionAttributeValues: { ':v': 'n' } }),
  query({ FilterExpression: 'id = :id', ExpressionAttributeValues: { ':v': 'y', ':id': 'i-2' } }),
  query({ ConsistentRead: true }),
  query({ IndexName: 'gone' }),
  query({ KeyConditionExpression: '#k > :v' }),
  query({ KeyConditionExpression: '#k = :v AND id = :v' }),
  query({ ExpressionAttributeValues: { ':v': 5 } }),
  query({ ExclusiveStartKey: { id: 'i-1' } }),
  query({ Limit: 0 }),
  query({ Select: 'COUNT' }),
  query({
    IndexName: 'byAge',
    ExpressionAttributeNames: { '#k': 'az' },
    ExpressionAttributeValues: { ':v': 'a' },
  }),
  age('age > :n', { ':n': -2 }),
  age('age > :n', { ':n': -2 }, { ScanIndexForward: false }),
  age('age > :n', { ':n': -2 }, { Limit: 1, ExclusiveStartKey: { id: 'i-6', az: 'a', age: -1.5 } }),
  age('age BETWEEN :n AND :m', { ':n': 3, ':m': 9 }),
  age('age <= :n', { ':n': 3 }),
  update('REMOVE unfinished'),
  query(),
  ['BatchGet', { Keys: [{ id: 'i-1' }, { id: 'i-9' }, { id: 'i-3' }], ConsistentRead: true }],
  ['BatchGet', { Keys: [{ id: 'i-1' }, { id: 'i-1' }] }],
  ['BatchGet', { Keys: Array.from({ length: 101 }, (_, n) => ({ id: `i-${n}` })) }],
  ['BatchGet', { Keys: [] }],
  ['Delete', { Key: KEY, ...when('attribute_not_exists(id)') }],
  ['Delete', { Key: KEY, ReturnValues: 'ALL_OLD', ...when('attribute_exists(id)') }],
  ['Delete', { Key: KEY, ReturnValues: 'ALL_OLD' }],
  ['Get', { Key: KEY }],
  query({
    IndexName: undefined,
    ExpressionAttributeNames: { '#k': 'id' },
    ExpressionAttributeValues: { ':v': 'i-3' },
    ConsistentRead: true,
  }),
];

/**
 * What a step shows of itself: its output without metadata. Where DynamoDB guarantees no order (all but the index with a sort
 * key), the items are brought into one; and a page that Limit cut then shows how many it holds, not which.
 */
function outcome([, input]: Step, output: Record<string, unknown>): unknown {
  const { IndexName, Limit } = input as { IndexName?: string; Limit?: number };
  const { Items, Responses, LastEvaluatedKey, ...rest } = { ...output, $metadata: undefined } as Record<
    string,
    unknown
  >;
  const ordered = IndexName === 'byAge';
  const isCut = Limit !== undefined && !ordered;
  return {
    ...rest,
    items: isCut ? (Items as Item[]).length : ordered ? Items : byId(Items),
    responses: Responses === undefined ? undefined : byId((Responses as Record<string, unknown>).incidents),
    lastEvaluatedKey: isCut ? LastEvaluatedKey !== undefined : LastEvaluatedKey,
  };
}

function byId(items: unknown): unknown {
  const id = (item: Item): string => JSON.stringify(item.id);
  return items === undefined ? undefined : [...(items as Item[])].sort((a, b) => (id(a) < id(b) ? -1 : 1));
}

function failure(error: unknown): unknown {
  const { name, $fault, $metadata } = error as {
    name: string;
    $fault: string;
    $metadata: { httpStatusCode: number };
  };
  return { name, $fault, httpStatusCode: $metadata.httpStatusCode };
}

function inputOf([command, input]: Step): object {
  return command === 'BatchGet'
    ? { RequestItems: { incidents: input } }
    : { TableName: 'incidents', ...input };
}

/** It has no types of its own. */
const dynalite = createRequire(import.meta.url)('dynalite') as (options: { createTableMs: number }) => Server;

describe('the simulated DynamoDB beside dynalite through the real SDK', () => {
  const server = dynalite({ createTableMs: 0 });
  let client: DynamoDBClient;
  let document: documents.DynamoDBDocumentClient;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'ap-northeast-1',
      credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
      maxAttempts: 1,
    });
    document = documents.DynamoDBDocumentClient.from(client, {
      marshallOptions: { removeUndefinedValues: true },
    });
    await client.send(
      new CreateTableCommand({
        TableName: 'incidents',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'id', AttributeType: 'S' },
          { AttributeName: 'unfinished', AttributeType: 'S' },
          { AttributeName: 'az', AttributeType: 'S' },
          { AttributeName: 'age', AttributeType: 'N' },
        ],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'unfinished',
            KeySchema: [{ AttributeName: 'unfinished', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
          {
            IndexName: 'byAge',
            KeySchema: [
              { AttributeName: 'az', KeyType: 'HASH' },
              { AttributeName: 'age', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      }),
    );
    // dynalite makes a table active one turn of the event loop after its answer.
    await new Promise((resolve) => setTimeout(resolve, 50));
  });

  afterAll(async () => {
    client.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  async function ask(step: Step): Promise<unknown> {
    const commands = documents as unknown as Record<string, new (input: object) => documents.GetCommand>;
    const Command = commands[`${step[0]}Command`];
    if (Command === undefined) throw new Error(`no command ${step[0]}`);
    try {
      return outcome(step, await document.send(new Command(inputOf(step))));
    } catch (error) {
      return failure(error);
    }
  }

  it('answers every step of one script alike', async () => {
    const simulated = new SimulatedDynamoDb([
      {
        name: 'incidents',
        partitionKey: { name: 'id', type: 'S' },
        indexes: [
          {
            name: 'unfinished',
            partitionKey: { name: 'unfinished', type: 'S' },
            projection: 'KEYS_ONLY',
            nonKeyAttributes: [],
          },
          {
            name: 'byAge',
            partitionKey: { name: 'az', type: 'S' },
            sortKey: { name: 'age', type: 'N' },
            projection: 'ALL',
            nonKeyAttributes: [],
          },
        ],
      },
    ]);
    const differences: object[] = [];
    for (const step of SCRIPT) {
      const real = await ask(step);
      let ours: unknown;
      try {
        ours = outcome(
          step,
          simulated.answer(`${step[0]}Command`, inputOf(step), NOW) as Record<string, unknown>,
        );
      } catch (error) {
        ours = failure(error);
      }
      try {
        expect(ours).toEqual(real);
      } catch {
        differences.push({ step, real, ours });
      }
    }
    expect(differences).toEqual([]);
  });
});
