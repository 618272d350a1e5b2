import { describe, expect, it } from '@jest/globals';
import { SimulatedDynamoDb } from '../../../simulator/dynamodb/simulated-dynamodb.ts';
import { NotSimulatedError } from '../../../simulator/runtime/service-error.ts';

const NOW = Date.parse('2026-11-20T03:00:00Z');
const NONE_YET = {
  ConditionExpression: 'attribute_not_exists(#id)',
  ExpressionAttributeNames: { '#id': 'id' },
};

function given() {
  const db = new SimulatedDynamoDb([
    { name: 'incidents', partitionKey: { name: 'id', type: 'S' }, indexes: [] },
    { name: 'others', partitionKey: { name: 'id', type: 'S' }, indexes: [] },
  ]);
  const write = (items: readonly object[], more: object = {}, now = NOW): object =>
    db.answer('TransactWriteCommand', { TransactItems: items, ...more }, now);
  const ids = (): unknown[] =>
    db
      .table('incidents')
      .items()
      .map(({ id }) => id);
  return { db, write, ids };
}

function put(id: string, more: object = {}, TableName = 'incidents'): object {
  return { Put: { TableName, Item: { id, ...more } } };
}

function putIfNone(id: string, more: object = {}): object {
  return { Put: { TableName: 'incidents', Item: { id, ...more }, ...NONE_YET } };
}

describe('a transaction of the simulated DynamoDB', () => {
  it('writes all, over tables', () => {
    const { db, write, ids } = given();
    write([put('a'), putIfNone('b'), put('a', {}, 'others')]);
    expect(ids()).toEqual(['a', 'b']);
    expect(db.table('others').items()).toEqual([{ id: 'a' }]);
  });

  it('writes nothing where one condition does not hold, and says which', () => {
    const { write, ids } = given();
    write([put('b', { first: true })]);
    const cancelled = (() => {
      try {
        return write([put('a'), putIfNone('b'), put('c')]);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(cancelled).toMatchObject({
      name: 'TransactionCanceledException',
      message: expect.stringContaining('[None, ConditionalCheckFailed, None]') as unknown,
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }, { Code: 'None' }],
      $metadata: { httpStatusCode: 400 },
    });
    expect(ids()).toEqual(['b']);
  });

  it('is carried out once under one token, for ten minutes', () => {
    const { write, ids } = given();
    const token = { ClientRequestToken: 'w-1' };
    write([putIfNone('a')], token);
    expect(write([putIfNone('a')], token, NOW + 600_000)).toMatchObject({
      $metadata: { httpStatusCode: 200 },
    });
    expect(() => write([putIfNone('a')], token, NOW + 600_001)).toThrow('Transaction cancelled');
    expect(ids()).toEqual(['a']);
  });

  it('that was cancelled is tried again under its token', () => {
    const { db, write, ids } = given();
    const token = { ClientRequestToken: 'w-1' };
    write([put('b')]);
    expect(() => write([putIfNone('a'), putIfNone('b')], token)).toThrow('Transaction cancelled');
    db.answer('DeleteCommand', { TableName: 'incidents', Key: { id: 'b' } }, NOW);
    write([putIfNone('a'), putIfNone('b')], token);
    expect(ids()).toEqual(['a', 'b']);
  });

  it('of other content under the same token is refused', () => {
    const { write } = given();
    write([put('a')], { ClientRequestToken: 'w-1' });
    expect(() => write([put('b')], { ClientRequestToken: 'w-1' })).toThrow('non-identical request');
  });

  it('of one item twice is refused', () => {
    const { write, ids } = given();
    expect(() => write([put('a'), put('a')])).toThrow('multiple operations on one item');
    expect(ids()).toEqual([]);
  });

  it('has 1 to 100 actions', () => {
    const { write, ids } = given();
    const many = (count: number): object[] => Array.from({ length: count }, (_, n) => put(`i-${n}`));
    expect(() => write([])).toThrow('1 to 100');
    expect(() => write(many(101))).toThrow('1 to 100');
    write(many(100));
    expect(ids()).toHaveLength(100);
  });

  it('refuses an item that DynamoDB refuses, and writes none of the others', () => {
    const { write, ids } = given();
    expect(() => write([put('a'), put('b', { large: 'x'.repeat(401 * 1024) })])).toThrow(
      'maximum allowed size',
    );
    expect(() => write([put('a'), { Put: { TableName: 'incidents', Item: { no: 'key' } } }])).toThrow(
      'Missing the key',
    );
    expect(() => write([put('a'), put('b', {}, 'no-table')])).toThrow('not found');
    expect(ids()).toEqual([]);
  });

  it.each([
    ['an update', [{ Update: { TableName: 'incidents', Key: { id: 'a' } } }], {}],
    ['a delete', [{ Delete: { TableName: 'incidents', Key: { id: 'a' } } }], {}],
    ['a check', [{ ConditionCheck: { TableName: 'incidents', Key: { id: 'a' } } }], {}],
    ['two actions in one', [{ ...put('a'), Delete: {} }], {}],
    ['an option that is not modelled', [put('a')], { ReturnConsumedCapacity: 'TOTAL' }],
  ])('with %s is not simulated, and says so', (_what, items, more) => {
    const { write } = given();
    expect(() => write(items, more)).toThrow(NotSimulatedError);
  });
});
