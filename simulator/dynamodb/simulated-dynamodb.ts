import { readRequest, type Input, type Request } from './request.ts';
import { holds, updated, valueAt, type ConcretePath } from './evaluate.ts';
import { queryPage } from './query.ts';
import { SimulatedTable } from './simulated-table.ts';
import { Transactions } from './transaction.ts';
import { copied, itemSize, type Item } from './values.ts';
import { NotSimulatedError, ServiceError } from '../runtime/service-error.ts';
import type { TableDefinition } from '../template/table-definition.ts';

export type { Item } from './values.ts';
export { SimulatedTable } from './simulated-table.ts';

const MAX_BATCH_KEYS = 100;
const MAX_BATCH_BYTES = 16 * 1024 * 1024;

export interface SimulatedDynamoDbProps {
  /** How many milliseconds an index lags behind a write. @default 0 */
  readonly indexLagMs?: number | ((now: number) => number);
  /** As the document client under test is set. @default true */
  readonly removeUndefinedValues?: boolean;
  /** Which keys of a BatchGetItem come back as UnprocessedKeys. @default none */
  readonly leaveUnprocessed?: (tableName: string, key: Item) => boolean;
}

/**
 * DynamoDB as the document client shows it: native values in and out.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html
 */
export class SimulatedDynamoDb {
  readonly #tables: ReadonlyMap<string, SimulatedTable>;
  readonly #removeUndefinedValues: boolean;
  readonly #leaveUnprocessed: (tableName: string, key: Item) => boolean;
  readonly #transactions: Transactions;

  constructor(definitions: readonly TableDefinition[], props: SimulatedDynamoDbProps = {}) {
    const lag = props.indexLagMs ?? 0;
    const indexLagMs = typeof lag === 'number' ? () => lag : lag;
    this.#tables = new Map(
      definitions.map((definition) => [definition.name, new SimulatedTable(definition, indexLagMs)]),
    );
    this.#removeUndefinedValues = props.removeUndefinedValues ?? true;
    this.#leaveUnprocessed = props.leaveUnprocessed ?? (() => false);
    this.#transactions = new Transactions((name) => this.table(name), this.#removeUndefinedValues);
  }

  /** In: a table's name. Out: the table; one that does not exist is DynamoDB's own error. */
  table(name: string): SimulatedTable {
    const table = this.#tables.get(name);
    if (table === undefined)
      throw new ServiceError('ResourceNotFoundException', 'Requested resource not found');
    return table;
  }

  /**
   * In: the name of a document client command, its input and the instant in epoch milliseconds. Out: its output; errors are
   * thrown as the SDK throws them. What is not modelled throws NotSimulatedError.
   */
  answer(commandName: string, input: object, now: number): object {
    const output = this.#dispatch(commandName, input as Input, now);
    return { $metadata: { httpStatusCode: 200 }, ...output };
  }

  /** Deletes what the tables' time-to-live attributes say is over. Out: how many items went. */
  expire(now: number): number {
    let expired = 0;
    for (const table of this.#tables.values()) expired += table.expire(now);
    return expired;
  }

  #dispatch(commandName: string, input: Input, now: number): object {
    if (commandName === 'BatchGetCommand') return this.#batchGet(input);
    if (commandName === 'TransactWriteCommand') return this.#transactions.write(input, now);
    const request = readRequest(commandName, input, this.#removeUndefinedValues);
    const table = this.table(request.tableName);
    switch (commandName) {
      case 'GetCommand':
        return getItem(table, request);
      case 'PutCommand':
        return put(table, request, now);
      case 'UpdateCommand':
        return update(table, request, now);
      case 'DeleteCommand':
        return remove(table, request, now);
      case 'QueryCommand':
        return queryPage(table, request, now);
      default:
        throw new NotSimulatedError(`DynamoDB ${commandName} is not simulated`);
    }
  }

  #batchGet(input: Input): object {
    const perTable = Object.entries((input.RequestItems ?? {}) as Record<string, Input>);
    const requests = perTable.map(([tableName, part]) => ({
      tableName,
      part,
      request: readRequest('BatchGetCommand', { ...part, TableName: tableName }, this.#removeUndefinedValues),
    }));
    const asked = requests.reduce((count, { request }) => count + request.keys.length, 0);
    if (asked > MAX_BATCH_KEYS) throw validation('Too many items requested for the BatchGetItem call');
    if (requests.length === 0 || requests.some(({ request }) => request.keys.length === 0)) {
      throw validation('BatchGetItem needs at least one table, and at least one key for each');
    }

    const Responses: Record<string, Item[]> = {};
    const UnprocessedKeys: Record<string, object> = {};
    let bytes = 0;
    let unprocessed = 0;
    for (const { tableName, part, request } of requests) {
      const table = this.table(tableName);
      const keys = new Map(request.keys.map((key) => [table.idOf(key), key]));
      if (keys.size < request.keys.length) throw validation('Provided list of item keys contains duplicates');
      const left: Item[] = [];
      const items: Item[] = [];
      for (const [id, key] of keys) {
        const item = table.read(id);
        bytes += item === undefined ? 0 : itemSize(item);
        if (bytes > MAX_BATCH_BYTES || this.#leaveUnprocessed(tableName, key)) left.push(copied(key));
        else if (item !== undefined) items.push(request.projected(item));
      }
      // AWS guarantees no order; the reverse of the request's shows a reader that relies on one.
      Responses[tableName] = items.reverse();
      if (left.length > 0) UnprocessedKeys[tableName] = { ...part, Keys: left };
      unprocessed += left.length;
    }
    if (unprocessed === asked) {
      throw new ServiceError(
        'ProvisionedThroughputExceededException',
        'The request rate is too high: no key was processed',
      );
    }
    return { Responses, UnprocessedKeys };
  }
}

function getItem(table: SimulatedTable, request: Request): object {
  const item = table.read(table.idOf(request.key));
  return withItem('Item', item === undefined ? undefined : request.projected(item));
}

function put(table: SimulatedTable, request: Request, now: number): object {
  const id = table.check(request.item, 'Item size has exceeded the maximum allowed size');
  const before = table.read(id);
  checkCondition(request, before);
  table.store(id, request.item, now);
  return withItem(
    'Attributes',
    request.returnValues === 'ALL_OLD' && before !== undefined ? copied(before) : undefined,
  );
}

function update(table: SimulatedTable, request: Request, now: number): object {
  const id = table.idOf(request.key);
  const before = table.read(id);
  const paths = request.updatePaths;
  for (const { name } of [
    table.definition.partitionKey,
    table.definition.sortKey ?? table.definition.partitionKey,
  ]) {
    if (paths.some((path) => path[0] === name)) {
      throw validation(
        `One or more parameter values were invalid: Cannot update attribute ${name}. This attribute is part of the key`,
      );
    }
  }
  checkCondition(request, before);
  const after = updated(request.update, request.placeholders, before ?? request.key);
  table.check(after, 'Item size to update has exceeded the maximum allowed size');
  table.store(id, after, now);
  switch (request.returnValues) {
    case 'NONE':
      return {};
    case 'ALL_OLD':
      return withItem('Attributes', before === undefined ? undefined : copied(before));
    case 'ALL_NEW':
      return withItem('Attributes', copied(after));
    case 'UPDATED_OLD':
      return withItem('Attributes', before === undefined ? undefined : only(before, paths));
    case 'UPDATED_NEW':
      return withItem('Attributes', only(after, paths));
  }
}

function remove(table: SimulatedTable, request: Request, now: number): object {
  const id = table.idOf(request.key);
  const before = table.read(id);
  checkCondition(request, before);
  if (before === undefined) return {};
  table.remove(id, now);
  return withItem('Attributes', request.returnValues === 'ALL_OLD' ? copied(before) : undefined);
}

function checkCondition(request: Request, before: Item | undefined): void {
  if (request.condition === undefined || holds(request.condition, request.placeholders, before)) return;
  const error = new ServiceError('ConditionalCheckFailedException', 'The conditional request failed');
  if (request.returnOldOnFailure && before !== undefined) Object.assign(error, { Item: copied(before) });
  throw error;
}

function only(item: Item, paths: readonly ConcretePath[]): Item | undefined {
  if (paths.some((path) => path.length > 1)) {
    throw new NotSimulatedError('DynamoDB ReturnValues UPDATED_* with nested paths is not simulated');
  }
  const present = paths.filter((path) => valueAt(item, path) !== undefined).map((path) => String(path[0]));
  if (present.length === 0) return undefined;
  return copied(Object.fromEntries(present.map((name) => [name, item[name]])) as Item);
}

function withItem(name: 'Item' | 'Attributes', item: Item | undefined): object {
  return item === undefined ? {} : { [name]: item };
}

function validation(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}
