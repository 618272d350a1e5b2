import type { Item } from '../dynamodb/values.ts';
import { NotSimulatedError } from '../runtime/service-error.ts';
import { asObject, plainItem, typedItem } from './attribute-values.ts';
import { MalformedMessageError } from './signed-request.ts';

/** How one member of a request or an answer is read from JSON and written to it. */
interface Member {
  readonly read: (value: unknown, called: string) => unknown;
  readonly write: (value: unknown, called: string) => unknown;
}
type Members = Readonly<Record<string, Member>>;

export interface Operation {
  /** Of the document client. */
  readonly commandName: string;
  readonly input: Members;
  readonly output: Members;
}

const text = ofType('string');
const flag = ofType('boolean');
const whole = ofType('number');
const item: Member = { read: plainItem, write: (value) => typedItem(value as Item) };
const items = listOf(item);
const names = mapOf(text);

const CONDITION: Members = {
  TableName: text,
  ConditionExpression: text,
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: item,
  ReturnValues: text,
  ReturnValuesOnConditionCheckFailure: text,
};
const KEYS = mapOf(
  membersOf({
    Keys: items,
    ConsistentRead: flag,
    ProjectionExpression: text,
    ExpressionAttributeNames: names,
  }),
);

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  GetItem: {
    commandName: 'GetCommand',
    input: {
      TableName: text,
      Key: item,
      ConsistentRead: flag,
      ProjectionExpression: text,
      ExpressionAttributeNames: names,
    },
    output: { Item: item },
  },
  BatchGetItem: {
    commandName: 'BatchGetCommand',
    input: { RequestItems: KEYS },
    output: { Responses: mapOf(items), UnprocessedKeys: KEYS },
  },
  PutItem: {
    commandName: 'PutCommand',
    input: { ...CONDITION, Item: item },
    output: { Attributes: item },
  },
  UpdateItem: {
    commandName: 'UpdateCommand',
    input: { ...CONDITION, Key: item, UpdateExpression: text },
    output: { Attributes: item },
  },
  DeleteItem: {
    commandName: 'DeleteCommand',
    input: { ...CONDITION, Key: item },
    output: { Attributes: item },
  },
  TransactWriteItems: {
    commandName: 'TransactWriteCommand',
    input: {
      TransactItems: listOf(membersOf({ Put: membersOf({ ...CONDITION, Item: item }) })),
      ClientRequestToken: text,
    },
    output: {},
  },
  Query: {
    commandName: 'QueryCommand',
    input: {
      TableName: text,
      IndexName: text,
      KeyConditionExpression: text,
      FilterExpression: text,
      ProjectionExpression: text,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: item,
      ConsistentRead: flag,
      Limit: whole,
      ScanIndexForward: flag,
      ExclusiveStartKey: item,
      Select: text,
    },
    output: { Items: items, Count: whole, ScannedCount: whole, LastEvaluatedKey: item },
  },
};

/** In: the members of a request and the request. Out: the document client's input. */
export function readMembers(members: Members, request: unknown, called: string): object {
  return membersOf(members).read(request, called) as object;
}

/** In: the members of an answer and the document client's output. Out: the answer for JSON. */
export function writeMembers(members: Members, output: object, called: string): unknown {
  return membersOf(members).write(output, called);
}

function ofType(type: 'string' | 'boolean' | 'number'): Member {
  const same = (value: unknown, called: string): unknown => {
    if (typeof value !== type)
      throw new MalformedMessageError(`${called} is no ${type}: ${JSON.stringify(value)}`);
    return value;
  };
  return { read: same, write: same };
}

function listOf(member: Member): Member {
  const each = (way: 'read' | 'write') => (value: unknown, called: string) => {
    if (!Array.isArray(value))
      throw new MalformedMessageError(`${called} is no list: ${JSON.stringify(value)}`);
    return value.map((one) => member[way](one, called));
  };
  return { read: each('read'), write: each('write') };
}

function mapOf(member: Member): Member {
  const each = (way: 'read' | 'write') => (value: unknown, called: string) =>
    Object.fromEntries(
      Object.entries(asObject(value, called)).map(([name, one]) => [
        name,
        member[way](one, `${called} ${name}`),
      ]),
    );
  return { read: each('read'), write: each('write') };
}

function membersOf(members: Members): Member {
  const each = (way: 'read' | 'write') => (value: unknown, called: string) => {
    const found: Record<string, unknown> = {};
    for (const [name, one] of Object.entries(asObject(value, called))) {
      if (one === undefined) continue;
      const member = Object.hasOwn(members, name) ? members[name] : undefined;
      if (member === undefined) throw new NotSimulatedError(`${called} with ${name} is not simulated`);
      found[name] = member[way](one, `${called} ${name}`);
    }
    return found;
  };
  return { read: each('read'), write: each('write') };
}
