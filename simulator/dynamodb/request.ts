import { concrete, valueAt, type ConcretePath, type Placeholders } from './evaluate.ts';
import {
  parseCondition,
  parseProjection,
  parseUpdate,
  type Condition,
  type Parsed,
  type UpdateAction,
} from './expressions.ts';
import { copied, isMap, marshalled, type AttributeValue, type Item } from './values.ts';
import { NotSimulatedError, ServiceError } from '../runtime/service-error.ts';

export type Input = Readonly<Record<string, unknown>>;

const RETURN_VALUES = ['NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW'] as const;
export type ReturnValues = (typeof RETURN_VALUES)[number];

/** A command's input, checked, copied and parsed. */
export interface Request {
  readonly tableName: string;
  readonly indexName: string | undefined;
  readonly consistentRead: boolean;
  readonly key: Item;
  readonly keys: readonly Item[];
  readonly item: Item;
  readonly placeholders: Placeholders;
  readonly condition: Condition | undefined;
  readonly keyCondition: Condition | undefined;
  readonly filter: Condition | undefined;
  readonly update: readonly UpdateAction[];
  readonly updatePaths: readonly ConcretePath[];
  readonly returnValues: ReturnValues;
  readonly returnOldOnFailure: boolean;
  readonly limit: number | undefined;
  readonly forward: boolean;
  readonly startKey: Item | undefined;
  readonly countOnly: boolean;
  /** A copy of an item, reduced to what the request asks for. */
  readonly projected: (item: Item) => Item;
}

const EXPRESSION_INPUT = ['ExpressionAttributeNames', 'ExpressionAttributeValues'];
const WRITE_INPUT = [
  ...EXPRESSION_INPUT,
  'ConditionExpression',
  'ReturnValues',
  'ReturnValuesOnConditionCheckFailure',
  'ReturnItemCollectionMetrics',
];

/** Of each command, the input that is modelled beside TableName and ReturnConsumedCapacity. */
const INPUT: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    GetCommand: ['Key', 'ConsistentRead', 'ProjectionExpression', 'ExpressionAttributeNames'],
    BatchGetCommand: ['Keys', 'ConsistentRead', 'ProjectionExpression', 'ExpressionAttributeNames'],
    PutCommand: ['Item', ...WRITE_INPUT],
    UpdateCommand: ['Key', 'UpdateExpression', ...WRITE_INPUT],
    DeleteCommand: ['Key', ...WRITE_INPUT],
    QueryCommand: [
      ...EXPRESSION_INPUT,
      'IndexName',
      'KeyConditionExpression',
      'FilterExpression',
      'ProjectionExpression',
      'ConsistentRead',
      'Limit',
      'ScanIndexForward',
      'ExclusiveStartKey',
      'Select',
    ],
  }).map(([command, fields]) => [command, new Set([...fields, 'TableName', 'ReturnConsumedCapacity'])]),
);

/** In: a command's name and input. Out: the request; what DynamoDB refuses before it looks at the table is thrown. */
export function readRequest(commandName: string, input: Input, removeUndefinedValues: boolean): Request {
  const known = INPUT.get(commandName);
  if (known === undefined) throw new NotSimulatedError(`DynamoDB ${commandName} is not simulated`);
  for (const field of Object.keys(input)) {
    if (!known.has(field) && input[field] !== undefined) {
      throw new NotSimulatedError(`DynamoDB ${commandName} with ${field} is not simulated`);
    }
  }
  const parsed = parseAll(input);
  const placeholders: Placeholders = {
    names: (input.ExpressionAttributeNames ?? {}) as Record<string, string>,
    values: itemOf(input.ExpressionAttributeValues, removeUndefinedValues),
  };
  checkPlaceholders(input, placeholders, parsed);
  const update = parsed.update?.result ?? [];
  const projection = parsed.projection?.result.map((path) => concrete(path, placeholders));
  const keys = (input.Keys ?? []) as readonly unknown[];
  return {
    tableName: String(input.TableName),
    indexName: input.IndexName as string | undefined,
    consistentRead: input.ConsistentRead === true,
    key: itemOf(input.Key, removeUndefinedValues),
    keys: keys.map((key) => itemOf(key, removeUndefinedValues)),
    item: itemOf(input.Item, removeUndefinedValues),
    placeholders,
    condition: parsed.condition?.result,
    keyCondition: parsed.keyCondition?.result,
    filter: parsed.filter?.result,
    update,
    updatePaths: update.map((action) => concrete(action.path, placeholders)),
    returnValues: returnValuesOf(commandName, input.ReturnValues),
    returnOldOnFailure: input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
    limit: limitOf(input.Limit),
    forward: input.ScanIndexForward !== false,
    startKey:
      input.ExclusiveStartKey === undefined
        ? undefined
        : itemOf(input.ExclusiveStartKey, removeUndefinedValues),
    countOnly: countOnly(input.Select),
    projected: (item) => projected(item, projection),
  };
}

interface ParsedExpressions {
  readonly condition: Parsed<Condition> | undefined;
  readonly keyCondition: Parsed<Condition> | undefined;
  readonly filter: Parsed<Condition> | undefined;
  readonly update: Parsed<readonly UpdateAction[]> | undefined;
  readonly projection: ReturnType<typeof parseProjection> | undefined;
}

function parseAll(input: Input): ParsedExpressions {
  return {
    condition: parsedWith(parseCondition, input.ConditionExpression),
    keyCondition: parsedWith(parseCondition, input.KeyConditionExpression),
    filter: parsedWith(parseCondition, input.FilterExpression),
    update: parsedWith(parseUpdate, input.UpdateExpression),
    projection: parsedWith(parseProjection, input.ProjectionExpression),
  };
}

function parsedWith<Result>(parse: (text: string) => Result, text: unknown): Result | undefined {
  return typeof text === 'string' ? parse(text) : undefined;
}

function itemOf(value: unknown, removeUndefinedValues: boolean): Item {
  if (value === undefined) return {};
  const item = marshalled(value, removeUndefinedValues);
  if (!isMap(item)) throw validation('An item or key must be a map');
  return item;
}

/** Every placeholder that is used must be given, and every one that is given must be used. */
function checkPlaceholders(input: Input, { names, values }: Placeholders, parsed: ParsedExpressions): void {
  const used = new Set<string>();
  for (const expression of [
    parsed.condition,
    parsed.keyCondition,
    parsed.filter,
    parsed.update,
    parsed.projection,
  ]) {
    for (const name of expression?.placeholders ?? []) used.add(name);
  }
  for (const name of used) {
    const isName = name.startsWith('#');
    if (Object.hasOwn(isName ? names : values, name)) continue;
    throw validation(
      isName
        ? `An expression attribute name used in the document path is not defined; attribute name: ${name}`
        : `An expression attribute value used in expression is not defined; attribute value: ${name}`,
    );
  }
  if (input.ExpressionAttributeNames !== undefined) checkAllUsed('ExpressionAttributeNames', names, used);
  if (input.ExpressionAttributeValues !== undefined) checkAllUsed('ExpressionAttributeValues', values, used);
}

function checkAllUsed(field: string, given: object, used: ReadonlySet<string>): void {
  const names = Object.keys(given);
  if (names.length === 0) throw validation(`${field} must not be empty`);
  const unused = names.filter((name) => !used.has(name));
  if (unused.length === 0) return;
  throw validation(`Value provided in ${field} unused in expressions: keys: {${unused.join(', ')}}`);
}

function projected(item: Item, projection: readonly ConcretePath[] | undefined): Item {
  if (projection === undefined) return copied(item);
  const names = projection.map((path) => {
    if (path.length > 1)
      throw new NotSimulatedError('DynamoDB ProjectionExpression with nested paths is not simulated');
    return String(path[0]);
  });
  const present = names.filter((name) => valueAt(item, [name]) !== undefined);
  return copied(Object.fromEntries(present.map((name) => [name, item[name] as AttributeValue])));
}

function returnValuesOf(commandName: string, value: unknown): ReturnValues {
  const allowed = commandName === 'UpdateCommand' ? RETURN_VALUES : RETURN_VALUES.slice(0, 2);
  const found = allowed.find((candidate) => candidate === (value ?? 'NONE'));
  if (found === undefined) throw validation(`ReturnValues can only be ${allowed.join(', ')}`);
  return found;
}

function limitOf(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
  throw validation(
    `Value '${JSON.stringify(value)}' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1`,
  );
}

function countOnly(select: unknown): boolean {
  if (select === undefined || select === 'COUNT') return select === 'COUNT';
  throw new NotSimulatedError(`DynamoDB Select ${JSON.stringify(select)} is not simulated`);
}

function validation(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}
