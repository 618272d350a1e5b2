import { describe, expect, it } from '@jest/globals';
import {
  SimulatedDynamoDb,
  type Item,
  type SimulatedDynamoDbProps,
} from '../../../simulator/dynamodb/simulated-dynamodb.ts';
import type { TableDefinition } from '../../../simulator/template/table-definition.ts';

const NOW = Date.parse('2026-11-20T03:00:00Z');
const TABLE: TableDefinition = {
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
      partitionKey: { name: 'zone', type: 'S' },
      sortKey: { name: 'age', type: 'N' },
      projection: 'ALL',
      nonKeyAttributes: [],
    },
  ],
  ttlAttribute: 'expiresAt',
};

class Table {
  readonly db: SimulatedDynamoDb;

  constructor(props?: SimulatedDynamoDbProps) {
    this.db = new SimulatedDynamoDb([TABLE], props);
  }

  send(command: string, input: object, now = NOW): Record<string, unknown> {
    return this.db.answer(`${command}Command`, { TableName: 'incidents', ...input }, now) as Record<
      string,
      unknown
    >;
  }

  put(item: object, now = NOW): void {
    this.send('Put', { Item: item }, now);
  }

  get(id: string): unknown {
    return this.send('Get', { Key: { id } }).Item;
  }

  update(expression: string, values: object = {}, more: object = {}): unknown {
    this.send('Update', {
      Key: { id: 'i-1' },
      UpdateExpression: expression,
      ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
      ...more,
    });
    return this.get('i-1');
  }

  unfinished(now = NOW, more: object = {}): Record<string, unknown> {
    return this.send(
      'Query',
      {
        IndexName: 'unfinished',
        KeyConditionExpression: '#k = :v',
        ExpressionAttributeNames: { '#k': 'unfinished' },
        ExpressionAttributeValues: { ':v': 'y' },
        ...more,
      },
      now,
    );
  }
}

const named = (name: string, message?: string): unknown =>
  expect.objectContaining({
    name,
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
    ...(message === undefined ? {} : { message: expect.stringContaining(message) }),
  });

describe('reading and writing', () => {
  it('gives back what was put, and no Item for what was not', () => {
    const table = new Table();
    table.put({ id: 'i-1', phase: 'watching', tries: 0, at: null, ok: true, notes: [{ n: 1 }] });
    expect(table.send('Get', { Key: { id: 'i-1' } })).toEqual({
      $metadata: { httpStatusCode: 200 },
      Item: { id: 'i-1', phase: 'watching', tries: 0, at: null, ok: true, notes: [{ n: 1 }] },
    });
    expect(table.send('Get', { Key: { id: 'i-2' } })).toEqual({ $metadata: { httpStatusCode: 200 } });
  });

  it('shares nothing with the caller, neither on the way in nor on the way out', () => {
    const table = new Table();
    const item = { id: 'i-1', notes: [{ n: 1 }] };
    table.put(item);
    item.notes.push({ n: 2 });
    const read = table.get('i-1') as { notes: { n: number }[] };
    read.notes.push({ n: 3 });
    expect(table.get('i-1')).toEqual({ id: 'i-1', notes: [{ n: 1 }] });
  });

  it('drops undefined members as the document client does when it is told to, and refuses them when not', () => {
    const table = new Table();
    table.put({ id: 'i-1', gone: undefined, list: [1, undefined, 2], deep: { gone: undefined } });
    expect(table.get('i-1')).toEqual({ id: 'i-1', list: [1, 2], deep: {} });
    expect(() => {
      new Table({ removeUndefinedValues: false }).put({ id: 'i-1', gone: undefined });
    }).toThrow('Pass options.removeUndefinedValues=true');
  });

  it.each<[string, unknown, string]>([
    ['a Date', new Date(NOW), 'Unsupported type passed: Date'],
    ['NaN', Number.NaN, 'Special numeric value NaN is not allowed'],
    ['a number beyond 2^53', 2 ** 60, 'Number.MAX_SAFE_INTEGER'],
    ['a Set', new Set(['a']), 'values of type Set are not simulated'],
  ])('refuses %s', (_what, value, message) => {
    expect(() => {
      new Table().put({ id: 'i-1', value });
    }).toThrow(message);
  });

  it('refuses an item over 400 KB, and takes one of exactly 400 KB', () => {
    const table = new Table();
    const bytes = 400 * 1024 - 'id'.length - 'i-1'.length - 'text'.length;
    table.put({ id: 'i-1', text: 'x'.repeat(bytes) });
    expect(() => {
      table.put({ id: 'i-1', text: 'x'.repeat(bytes + 1) });
    }).toThrow(named('ValidationException', 'Item size has exceeded the maximum allowed size'));
    expect(() => table.update('SET extra = :v', { ':v': 1 })).toThrow(
      named('ValidationException', 'Item size to update'),
    );
  });

  it('refuses another table, a missing key, a key of another type and a key with too much in it', () => {
    const table = new Table();
    expect(() => table.send('Get', { TableName: 'gone', Key: { id: 'i-1' } })).toThrow(
      named('ResourceNotFoundException'),
    );
    for (const Key of [{}, { id: 5 }, { id: 'i-1', more: 1 }, { other: 'i-1' }, { id: '' }]) {
      expect(() => table.send('Get', { Key })).toThrow(named('ValidationException'));
    }
    expect(() => {
      table.put({ phase: 'watching' });
    }).toThrow(named('ValidationException', 'Missing the key id in the item'));
    expect(() => {
      table.put({ id: 'i-1', unfinished: true });
    }).toThrow(
      named('ValidationException', 'Type mismatch for Index Key unfinished Expected: S Actual: BOOL'),
    );
    expect(() => {
      table.put({ id: 'i-1', unfinished: '' });
    }).toThrow(named('ValidationException', 'cannot contain an empty string value'));
  });

  it('stores an attribute called __proto__ as an attribute', () => {
    const table = new Table();
    table.put(JSON.parse('{"id": "i-1", "__proto__": {"polluted": true}}') as object);
    const item = table.get('i-1') as Record<string, unknown>;
    expect(Object.keys(item)).toEqual(['id', '__proto__']);
    expect(item.polluted).toBeUndefined();
  });

  it('gives only the projected attributes', () => {
    const table = new Table();
    table.put({ id: 'i-1', state: 'x', version: 3 });
    const names = { '#s': 'state' };
    const read = table.send('Get', {
      Key: { id: 'i-1' },
      ProjectionExpression: 'id, #s, absent',
      ExpressionAttributeNames: names,
    });
    expect(read.Item).toEqual({ id: 'i-1', state: 'x' });
  });

  it('ends the run on what is not simulated', () => {
    const table = new Table();
    const notSimulated = (message: string): unknown =>
      expect.objectContaining({ name: 'NotSimulatedError', message });
    expect(() => table.send('Scan', {})).toThrow(notSimulated('DynamoDB ScanCommand is not simulated'));
    expect(() => table.send('Put', { Item: { id: 'i-1' }, Expected: {} })).toThrow(
      notSimulated('DynamoDB PutCommand with Expected is not simulated'),
    );
  });
});

describe('conditions', () => {
  const ITEM = {
    id: 'i-1',
    version: 3,
    phase: 'stopping',
    notes: [{ n: 1 }],
    deep: { a: { b: 'x' } },
    nothing: null,
  };
  const accepts = (expression: string, values: Record<string, unknown> = {}): boolean => {
    const table = new Table();
    table.put(ITEM);
    const used = Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {};
    try {
      table.send('Put', { Item: { id: 'i-1' }, ConditionExpression: expression, ...used });
      return true;
    } catch (error) {
      if ((error as Error).name !== 'ConditionalCheckFailedException') throw error;
      expect(table.get('i-1')).toEqual(ITEM);
      return false;
    }
  };

  it.each<[string, Record<string, unknown>, boolean]>([
    ['version = :v', { ':v': 3 }, true],
    ['version = :v', { ':v': '3' }, false],
    [':v = version', { ':v': 3 }, true],
    ['version <> :v', { ':v': 4 }, true],
    ['version <> :v', { ':v': 3 }, false],
    ['absent <> :v', { ':v': 3 }, true],
    ['absent = :v', { ':v': 3 }, false],
    ['NOT absent = :v', { ':v': 3 }, true],
    ['version < :v', { ':v': 4 }, true],
    ['version < :v', { ':v': 3 }, false],
    ['version <= :v', { ':v': 3 }, true],
    ['version > :v', { ':v': 2 }, true],
    ['version >= :v', { ':v': 4 }, false],
    ['version >= :v', { ':v': '1' }, false],
    ['absent < :v', { ':v': 1 }, false],
    ['phase > :v', { ':v': 'starting' }, true],
    ['version BETWEEN :a AND :b', { ':a': 3, ':b': 5 }, true],
    ['version BETWEEN :a AND :b', { ':a': 4, ':b': 5 }, false],
    ['begins_with(phase, :p)', { ':p': 'stop' }, true],
    ['begins_with(phase, :p)', { ':p': 'start' }, false],
    ['begins_with(version, :p)', { ':p': '3' }, false],
    ['attribute_exists(id)', {}, true],
    ['attribute_exists(absent)', {}, false],
    ['attribute_exists(nothing)', {}, true],
    ['attribute_not_exists(absent)', {}, true],
    ['attribute_not_exists(id)', {}, false],
    ['attribute_exists(deep.a.b) AND notes[0].n = :n', { ':n': 1 }, true],
    ['attribute_exists(deep.a.c) OR attribute_exists(notes[1])', {}, false],
    ['attribute_exists(phase.a) OR attribute_exists(deep[0])', {}, false],
    ['attribute_exists(hasOwnProperty)', {}, false],
    ['deep = :d', { ':d': { a: { b: 'x' } } }, true],
    ['deep = :d', { ':d': { a: { b: 'y' } } }, false],
    ['notes = :l', { ':l': [{ n: 1 }] }, true],
    ['version = :v OR version = :w AND phase = :p', { ':v': 3, ':w': 9, ':p': 'none' }, true],
    ['(version = :v OR version = :w) AND phase = :p', { ':v': 3, ':w': 9, ':p': 'none' }, false],
    ['NOT attribute_exists(id) OR version = :v', { ':v': 3 }, true],
    ['NOT (attribute_exists(id) OR version = :v)', { ':v': 3 }, false],
    ['attribute_not_exists(id) or version = :v', { ':v': 3 }, true],
  ])('decides %s with %j: %s', (expression, values, expected) => {
    expect(accepts(expression, values)).toBe(expected);
  });

  it.each<[string, string]>([
    ['contains(phase, :v)', 'contains in a DynamoDB ConditionExpression is not simulated'],
    ['size(phase) > :v', 'size'],
    ['version IN (:v)', 'IN in a DynamoDB ConditionExpression is not simulated'],
    ['attribute_exist(id)', 'attribute_exist'],
    ['version == :v', 'Syntax error'],
    ['version = :v AND', 'Syntax error; token: "<EOF>"'],
    ['version = :v phase', 'Syntax error; token: "phase"'],
    ['(version = :v', 'Syntax error; token: "<EOF>"'],
    ['version = :v; DROP', 'Syntax error; token: ";"'],
    ['version = 3', 'Syntax error; token: "3"'],
    ['state = :v', 'Attribute name is a reserved keyword; reserved keyword: state'],
    [' ', 'The expression can not be empty'],
    ['version = :w', 'An expression attribute value used in expression is not defined; attribute value: :w'],
    ['#n = :v', 'An expression attribute name used in the document path is not defined; attribute name: #n'],
    ['attribute_exists(id)', 'Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}'],
  ])('refuses %s', (expression, message) => {
    expect(() => accepts(expression, { ':v': 3 })).toThrow(message);
  });

  it('fails with the old item only when asked for it', () => {
    const table = new Table();
    table.put({ id: 'i-1', version: 3 });
    const input = { Item: { id: 'i-1' }, ConditionExpression: 'attribute_not_exists(id)' };
    const caught = (more: object): Record<string, unknown> => {
      try {
        return table.send('Put', { ...input, ...more });
      } catch (error) {
        return error as Record<string, unknown>;
      }
    };
    expect(caught({})).toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
    });
    expect(caught({}).Item).toBeUndefined();
    expect(caught({ ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }).Item).toEqual({
      id: 'i-1',
      version: 3,
    });
  });

  it('lets one of two writers of the same version through', () => {
    const table = new Table();
    table.put({ id: 'i-1', version: 1 });
    const next = (by: string): object => ({
      Item: { id: 'i-1', version: 2, by },
      ConditionExpression: 'version = :seen',
      ExpressionAttributeValues: { ':seen': 1 },
    });
    table.send('Put', next('first'));
    expect(() => table.send('Put', next('second'))).toThrow(named('ConditionalCheckFailedException'));
    expect(table.get('i-1')).toEqual({ id: 'i-1', version: 2, by: 'first' });
  });

  it('deletes under a condition, and nothing when it fails', () => {
    const table = new Table();
    table.put({ id: 'i-1', version: 1 });
    const remove = (seen: number): Record<string, unknown> =>
      table.send('Delete', {
        Key: { id: 'i-1' },
        ConditionExpression: 'version = :seen',
        ExpressionAttributeValues: { ':seen': seen },
        ReturnValues: 'ALL_OLD',
      });
    expect(() => remove(2)).toThrow(named('ConditionalCheckFailedException'));
    expect(table.get('i-1')).toBeDefined();
    expect(remove(1).Attributes).toEqual({ id: 'i-1', version: 1 });
    expect(table.get('i-1')).toBeUndefined();
    expect(table.send('Delete', { Key: { id: 'i-1' } })).toEqual({ $metadata: { httpStatusCode: 200 } });
  });
});

describe('updates', () => {
  const start = (item: object = {}): Table => {
    const table = new Table();
    table.put({ id: 'i-1', n: 5, notes: ['a', 'b', 'c'], deep: { x: 1 }, nothing: null, ...item });
    return table;
  };

  it.each<[string, Record<string, unknown>, object]>([
    ['SET phase = :p', { ':p': 'starting' }, { phase: 'starting' }],
    ['SET n = n + :one', { ':one': 1 }, { n: 6 }],
    ['SET n = n - :one', { ':one': 1 }, { n: 4 }],
    ['SET n = if_not_exists(n, :v)', { ':v': 9 }, { n: 5 }],
    ['SET m = if_not_exists(m, :v) + :one', { ':v': 9, ':one': 1 }, { m: 10 }],
    ['SET nothing = if_not_exists(nothing, :v)', { ':v': 9 }, { nothing: null }],
    ['SET notes = list_append(notes, :l)', { ':l': ['d'] }, { notes: ['a', 'b', 'c', 'd'] }],
    ['SET notes = list_append(:l, notes)', { ':l': ['d'] }, { notes: ['d', 'a', 'b', 'c'] }],
    ['SET made = list_append(if_not_exists(made, :none), :l)', { ':none': [], ':l': ['d'] }, { made: ['d'] }],
    ['SET notes[1] = :v, notes[9] = :v', { ':v': 'z' }, { notes: ['a', 'z', 'c', 'z'] }],
    ['SET deep.y = :v', { ':v': 2 }, { deep: { x: 1, y: 2 } }],
    ['SET n = deep.x, deep.x = n', {}, { n: 1, deep: { x: 5 } }],
    ['REMOVE notes[0], notes[2]', {}, { notes: ['b'] }],
    ['REMOVE absent', {}, {}],
    ['ADD n :one, fresh :one', { ':one': 1 }, { n: 6, fresh: 1 }],
    [
      'SET phase = :p REMOVE deep ADD n :one',
      { ':p': 'x', ':one': 1 },
      { phase: 'x', deep: undefined, n: 6 },
    ],
  ])('%s', (expression, values, changes) => {
    const table = start();
    const before = table.get('i-1') as object;
    const expected = Object.fromEntries(
      Object.entries({ ...before, ...changes }).filter(([, value]) => value !== undefined),
    );
    expect(table.update(expression, values)).toEqual(expected);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['SET n = absent', {}, 'refers to an attribute that does not exist in the item'],
    ['SET n = notes + :one', { ':one': 1 }, 'An operand in the update expression has an incorrect data type'],
    [
      'SET n = list_append(n, :l)',
      { ':l': [] },
      'An operand in the update expression has an incorrect data type',
    ],
    ['ADD notes :one', { ':one': 1 }, 'An operand in the update expression has an incorrect data type'],
    ['ADD nothing :one', { ':one': 1 }, 'An operand in the update expression has an incorrect data type'],
    ['ADD n :text', { ':text': 'x' }, 'Incorrect operand type for operator or function; operator: ADD'],
    [
      'SET a.b = :v',
      { ':v': 1 },
      'The document path provided in the update expression is invalid for update',
    ],
    ['SET n = :v, n = :v', { ':v': 1 }, 'Two document paths overlap with each other'],
    ['SET deep = :v REMOVE deep.x', { ':v': {} }, 'Two document paths overlap with each other'],
    ['SET n = :v SET m = :v', { ':v': 1 }, 'The "SET" section can only be used once'],
    ['SET id = :v', { ':v': 'i-2' }, 'Cannot update attribute id. This attribute is part of the key'],
    ['SET unfinished = :v', { ':v': 1 }, 'Type mismatch for Index Key unfinished'],
    ['DELETE notes :v', { ':v': 1 }, 'DELETE in a DynamoDB UpdateExpression is not simulated'],
    ['DROP n', {}, 'DROP'],
    ['SET n = append(n, :v)', { ':v': 1 }, 'append'],
    ['SET n :v', { ':v': 1 }, 'Syntax error'],
  ])('refuses %s and changes nothing', (expression, values, message) => {
    const table = start();
    const before = table.get('i-1');
    expect(() => table.update(expression, values)).toThrow(message);
    expect(table.get('i-1')).toEqual(before);
  });

  it('makes an item that is missing, unless a condition forbids it', () => {
    const table = new Table();
    expect(() =>
      table.update('SET n = :v', { ':v': 1 }, { ConditionExpression: 'attribute_exists(id)' }),
    ).toThrow(named('ConditionalCheckFailedException'));
    expect(table.get('i-1')).toBeUndefined();
    expect(table.update('SET n = :v', { ':v': 1 })).toEqual({ id: 'i-1', n: 1 });
  });

  it.each<[string, unknown]>([
    ['NONE', undefined],
    ['ALL_OLD', { id: 'i-1', n: 5, keep: 'x' }],
    ['ALL_NEW', { id: 'i-1', n: 6, keep: 'x', m: 1 }],
    ['UPDATED_OLD', { n: 5 }],
    ['UPDATED_NEW', { n: 6, m: 1 }],
  ])('returns %s', (ReturnValues, expected) => {
    const table = new Table();
    table.put({ id: 'i-1', n: 5, keep: 'x' });
    const answer = table.send('Update', {
      Key: { id: 'i-1' },
      UpdateExpression: 'SET n = n + :one, m = :one',
      ExpressionAttributeValues: { ':one': 1 },
      ReturnValues,
    });
    expect(answer.Attributes).toEqual(expected);
  });
});

describe('BatchGet', () => {
  const batch = (table: Table, Keys: object[], more: object = {}): Record<string, unknown> =>
    table.db.answer('BatchGetCommand', { RequestItems: { incidents: { Keys, ...more } } }, NOW) as Record<
      string,
      unknown
    >;
  const filled = (props?: SimulatedDynamoDbProps): Table => {
    const table = new Table(props);
    for (const id of ['i-1', 'i-2', 'i-3']) table.put({ id, n: 1 });
    return table;
  };

  it('gives what exists, in no order to rely on, and leaves out what does not', () => {
    const answer = batch(filled(), [{ id: 'i-1' }, { id: 'i-9' }, { id: 'i-3' }], { ConsistentRead: true });
    expect(answer.Responses).toEqual({
      incidents: [
        { id: 'i-3', n: 1 },
        { id: 'i-1', n: 1 },
      ],
    });
    expect(answer.UnprocessedKeys).toEqual({});
  });

  it('gives back the keys that it was told to leave, with the settings of the request', () => {
    const table = filled({ leaveUnprocessed: (_table, key) => key.id === 'i-2' });
    const answer = batch(table, [{ id: 'i-1' }, { id: 'i-2' }], { ConsistentRead: true });
    expect(answer.Responses).toEqual({ incidents: [{ id: 'i-1', n: 1 }] });
    expect(answer.UnprocessedKeys).toEqual({ incidents: { Keys: [{ id: 'i-2' }], ConsistentRead: true } });
  });

  it('is throttled when no key at all is processed', () => {
    expect(() => batch(filled({ leaveUnprocessed: () => true }), [{ id: 'i-1' }])).toThrow(
      named('ProvisionedThroughputExceededException'),
    );
  });

  it('takes 100 keys, and refuses 101, a duplicate and none', () => {
    const keys = (count: number): object[] => Array.from({ length: count }, (_, n) => ({ id: `i-${n}` }));
    expect(batch(filled(), keys(100)).Responses).toEqual({ incidents: expect.any(Array) });
    expect(() => batch(filled(), keys(101))).toThrow(
      named('ValidationException', 'Too many items requested'),
    );
    expect(() => batch(filled(), [{ id: 'i-1' }, { id: 'i-1' }])).toThrow(
      named('ValidationException', 'contains duplicates'),
    );
    expect(() => batch(filled(), [])).toThrow(named('ValidationException'));
  });
});

describe('queries', () => {
  it('finds in an index what has its key attribute, with its keys only, and nothing else', () => {
    const table = new Table();
    table.put({ id: 'i-1', unfinished: 'y', n: 1 });
    table.put({ id: 'i-2', n: 1 });
    table.put({ id: 'i-3', unfinished: 'n' });
    expect(table.unfinished()).toEqual({
      $metadata: { httpStatusCode: 200 },
      Items: [{ id: 'i-1', unfinished: 'y' }],
      Count: 1,
      ScannedCount: 1,
    });
  });

  it('drops an item from an index when its key attribute goes or the item does', () => {
    const table = new Table();
    table.put({ id: 'i-1', unfinished: 'y' });
    table.put({ id: 'i-2', unfinished: 'y' });
    table.update('REMOVE unfinished');
    expect(table.unfinished().Items).toEqual([{ id: 'i-2', unfinished: 'y' }]);
    table.send('Delete', { Key: { id: 'i-2' } });
    expect(table.unfinished().Items).toEqual([]);
  });

  it('shows a write in an index only after its lag, and in the table at once', () => {
    const table = new Table({ indexLagMs: 500 });
    table.put({ id: 'i-1', unfinished: 'y' }, NOW);
    expect(table.get('i-1')).toEqual({ id: 'i-1', unfinished: 'y' });
    expect(table.unfinished(NOW + 499).Count).toBe(0);
    expect(table.unfinished(NOW + 500).Count).toBe(1);
    table.send('Delete', { Key: { id: 'i-1' } }, NOW + 600);
    expect(table.unfinished(NOW + 1_099).Count).toBe(1);
    expect(table.unfinished(NOW + 1_100).Count).toBe(0);
  });

  it('keeps the order of writes in an index whose lag varies', () => {
    const lags = [1_000, 0];
    const table = new Table({ indexLagMs: () => lags.shift() ?? 0 });
    table.put({ id: 'i-1', unfinished: 'y' }, NOW);
    table.put({ id: 'i-1' }, NOW + 1);
    expect(table.unfinished(NOW + 999).Count).toBe(0);
    expect(table.unfinished(NOW + 5_000).Count).toBe(0);
  });

  it('pages by Limit until there is no LastEvaluatedKey, each item once', () => {
    const table = new Table();
    for (let n = 0; n < 6; n++) table.put({ id: `i-${n}`, unfinished: 'y' });
    const ids: unknown[] = [];
    const sizes: unknown[] = [];
    let start: unknown;
    do {
      const page = table.unfinished(NOW, { Limit: 2, ExclusiveStartKey: start });
      ids.push(...(page.Items as Item[]).map((item) => item.id));
      sizes.push(page.Count);
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    expect(ids).toEqual(['i-0', 'i-1', 'i-2', 'i-3', 'i-4', 'i-5']);
    // As DynamoDB, a page that Limit ended says that there may be more.
    expect(sizes).toEqual([2, 2, 2, 0]);
  });

  it('goes on behind a start key whose item has gone meanwhile', () => {
    const table = new Table();
    for (const id of ['i-1', 'i-2', 'i-3']) table.put({ id, unfinished: 'y' });
    table.send('Delete', { Key: { id: 'i-2' } });
    const page = table.unfinished(NOW, { ExclusiveStartKey: { id: 'i-2', unfinished: 'y' } });
    expect(page.Items).toEqual([{ id: 'i-3', unfinished: 'y' }]);
  });

  it('ends a page at 1 MB', () => {
    const table = new Table();
    for (let n = 0; n < 4; n++) table.put({ id: `i-${n}`, zone: 'a', age: n, text: 'x'.repeat(399 * 1024) });
    const page = table.send('Query', {
      IndexName: 'byAge',
      KeyConditionExpression: '#z = :z',
      ExpressionAttributeNames: { '#z': 'zone' },
      ExpressionAttributeValues: { ':z': 'a' },
    });
    expect(page.Count).toBe(3);
    expect(page.LastEvaluatedKey).toEqual({ id: 'i-2', zone: 'a', age: 2 });
  });

  it.each<[string, object, number[]]>([
    ['#z = :z', {}, [1, 5, 10]],
    ['#z = :z AND age > :n', { ':n': 1 }, [5, 10]],
    ['age <= :n AND #z = :z', { ':n': 5 }, [1, 5]],
    ['#z = :z AND age BETWEEN :n AND :m', { ':n': 2, ':m': 10 }, [5, 10]],
  ])('orders by the sort key and keeps to %s', (KeyConditionExpression, values, ages) => {
    const table = new Table();
    for (const age of [10, 1, 5]) table.put({ id: `i-${age}`, zone: 'a', age });
    table.put({ id: 'i-other', zone: 'b', age: 5 });
    const input = {
      IndexName: 'byAge',
      KeyConditionExpression,
      ExpressionAttributeNames: { '#z': 'zone' },
      ExpressionAttributeValues: { ':z': 'a', ...values },
    };
    const agesOf = (answer: Record<string, unknown>): unknown[] =>
      (answer.Items as Item[]).map((item) => item.age);
    expect(agesOf(table.send('Query', input))).toEqual(ages);
    expect(agesOf(table.send('Query', { ...input, ScanIndexForward: false }))).toEqual([...ages].reverse());
  });

  it('filters after the page is cut', () => {
    const table = new Table();
    for (const id of ['i-1', 'i-2', 'i-3']) table.put({ id, unfinished: 'y' });
    const page = table.unfinished(NOW, {
      Limit: 2,
      FilterExpression: 'id = :id',
      ExpressionAttributeValues: { ':v': 'y', ':id': 'i-3' },
    });
    expect(page).toMatchObject({ Items: [], Count: 0, ScannedCount: 2, LastEvaluatedKey: { id: 'i-2' } });
  });

  it.each<[object, string]>([
    [{ IndexName: 'gone' }, 'The table does not have the specified index: gone'],
    [{ ConsistentRead: true }, 'Consistent reads are not supported on global secondary indexes'],
    [{ KeyConditionExpression: '#k > :v' }, 'Query key condition not supported'],
    [
      { KeyConditionExpression: '#k = :v OR #k = :v' },
      'Query condition missed key schema element: unfinished',
    ],
    [{ KeyConditionExpression: '#k = :v AND n = :v' }, 'Query key condition not supported'],
    [{ ExpressionAttributeValues: { ':v': 5 } }, 'Condition parameter type does not match schema type'],
    [{ ExclusiveStartKey: { id: 'i-1' } }, 'The provided starting key is invalid'],
    [
      { ExclusiveStartKey: { id: 'i-1', unfinished: 'n' } },
      'The provided starting key is outside query boundaries',
    ],
    [{ Limit: 0 }, 'Member must have value greater than or equal to 1'],
  ])('refuses a query with %j', (more, message) => {
    expect(() => new Table().unfinished(NOW, more)).toThrow(named('ValidationException', message));
  });
});

describe('time to live', () => {
  it('deletes what is over by epoch seconds, from its indexes too, and nothing else', () => {
    const table = new Table();
    const seconds = NOW / 1000;
    table.put({ id: 'over', expiresAt: seconds, unfinished: 'y' });
    table.put({ id: 'not yet', expiresAt: seconds + 1 });
    table.put({ id: 'in milliseconds', expiresAt: NOW });
    table.put({ id: 'a text', expiresAt: String(seconds - 10) });
    table.put({ id: 'five years ago', expiresAt: seconds - 6 * 365 * 86_400 });
    table.put({ id: 'for ever' });
    expect(table.db.expire(NOW)).toBe(1);
    expect(table.get('over')).toBeUndefined();
    expect(table.unfinished().Count).toBe(0);
    expect(
      table.db
        .table('incidents')
        .items()
        .map((item) => item.id),
    ).toEqual(['a text', 'five years ago', 'for ever', 'in milliseconds', 'not yet']);
  });
});
