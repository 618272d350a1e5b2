import { concrete, holds, valueAt } from './evaluate.ts';
import type { Condition, Operand } from './expressions.ts';
import type { Request } from './request.ts';
import type { SimulatedTable } from './simulated-table.ts';
import { equals, itemSize, type AttributeValue, type Item } from './values.ts';
import { ServiceError } from '../runtime/service-error.ts';
import type { KeyAttribute } from '../template/table-definition.ts';

const MAX_PAGE_BYTES = 1024 * 1024;

/**
 * In: a table and a Query. Out: one page, with LastEvaluatedKey when it ended at Limit or at 1 MB, even if nothing follows:
 * only a page without it is the last.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
 */
export function queryPage(table: SimulatedTable, request: Request, now: number): object {
  const { indexName, startKey } = request;
  const keys = table.keysOf(indexName);
  if (keys === undefined) throw validation(`The table does not have the specified index: ${indexName ?? ''}`);
  if (indexName !== undefined && request.consistentRead) {
    throw validation('Consistent reads are not supported on global secondary indexes');
  }
  const { partitionValue, sortCondition } = splitKeyCondition(request, keys.partitionKey, keys.sortKey);
  if (startKey !== undefined)
    checkStartKey(startKey, keyNames(table, indexName), keys.partitionKey, partitionValue);

  let items = table.partition(indexName, partitionValue, now);
  if (sortCondition !== undefined)
    items = items.filter((item) => holds(sortCondition, request.placeholders, item));
  if (!request.forward) items = [...items].reverse();
  if (startKey !== undefined) {
    const direction = request.forward ? 1 : -1;
    items = items.filter((item) => table.order(indexName, item, startKey) * direction > 0);
  }

  const page = firstPage(items, request.limit);
  const { filter } = request;
  const kept =
    filter === undefined
      ? page.items
      : page.items.filter((item) => holds(filter, request.placeholders, item));
  return {
    ...(request.countOnly ? {} : { Items: kept.map((item) => request.projected(item)) }),
    Count: kept.length,
    ScannedCount: page.items.length,
    ...(page.last === undefined ? {} : { LastEvaluatedKey: keyOf(page.last, keyNames(table, indexName)) }),
  };
}

function firstPage(
  items: readonly Item[],
  limit: number | undefined,
): { items: readonly Item[]; last: Item | undefined } {
  const page: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    page.push(item);
    bytes += itemSize(item);
    if (page.length === limit || bytes >= MAX_PAGE_BYTES) return { items: page, last: item };
  }
  return { items: page, last: undefined };
}

/** A key condition is `partition = :value`, and may go on with AND and one condition on the sort key. */
function splitKeyCondition(
  request: Request,
  partitionKey: KeyAttribute,
  sortKey: KeyAttribute | undefined,
): { partitionValue: AttributeValue; sortCondition: Condition | undefined } {
  const { keyCondition } = request;
  if (keyCondition === undefined) {
    throw validation(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  }
  const parts = keyCondition.kind === 'and' ? keyCondition.parts : [keyCondition];
  const partitionParts = parts.filter((part) => keyName(part, request) === partitionKey.name);
  const sortParts = parts.filter((part) => sortKey !== undefined && keyName(part, request) === sortKey.name);
  const [first] = partitionParts;
  if (first === undefined)
    throw validation(`Query condition missed key schema element: ${partitionKey.name}`);
  if (partitionParts.length > 1 || sortParts.length > 1) {
    throw validation('KeyConditionExpressions must only contain one condition per key');
  }
  if (
    partitionParts.length + sortParts.length < parts.length ||
    first.kind !== 'compare' ||
    first.comparator !== '='
  ) {
    throw validation('Query key condition not supported');
  }
  for (const [part, key] of [
    [first, partitionKey],
    [sortParts[0], sortKey],
  ] as const) {
    if (part !== undefined && key !== undefined) checkOperands(part, key, request);
  }
  const partitionValue = operandsOf(first).flatMap((operand) =>
    valueOf(operand, request),
  )[0] as AttributeValue;
  return { partitionValue, sortCondition: sortParts[0] };
}

function keyName(condition: Condition, request: Request): string | undefined {
  const paths = operandsOf(condition).flatMap((operand) => (operand.kind === 'path' ? [operand.path] : []));
  const [path] = paths;
  if (path === undefined || paths.length > 1 || path.length > 1) return undefined;
  return String(concrete(path, request.placeholders)[0]);
}

function checkOperands(condition: Condition, key: KeyAttribute, request: Request): void {
  if (condition.kind === 'compare' && condition.comparator === '<>') {
    throw validation('Invalid operator used in KeyConditionExpression: <>');
  }
  for (const value of operandsOf(condition).flatMap((operand) => valueOf(operand, request))) {
    if (typeof value !== (key.type === 'S' ? 'string' : 'number')) {
      throw validation(
        'One or more parameter values were invalid: Condition parameter type does not match schema type',
      );
    }
  }
}

/** NOT, OR and attribute_exists have no place in a key condition; they give no operands and so match no key. */
function operandsOf(condition: Condition): readonly Operand[] {
  if (condition.kind === 'compare') return [condition.left, condition.right];
  if (condition.kind === 'between') return [condition.operand, condition.low, condition.high];
  return condition.kind === 'beginsWith' ? [condition.operand, condition.prefix] : [];
}

function valueOf(operand: Operand, request: Request): readonly AttributeValue[] {
  return operand.kind === 'value' ? [request.placeholders.values[operand.placeholder] as AttributeValue] : [];
}

function checkStartKey(
  startKey: Item,
  names: readonly string[],
  partitionKey: KeyAttribute,
  partitionValue: AttributeValue,
): void {
  const fits = names.every((name) => valueAt(startKey, [name]) !== undefined);
  if (!fits || Object.keys(startKey).length !== names.length)
    throw validation('The provided starting key is invalid');
  if (!equals(startKey[partitionKey.name], partitionValue)) {
    throw validation('The provided starting key is outside query boundaries based on provided conditions');
  }
}

/** The names of the keys of the table and, for an index, of the index too. */
function keyNames(table: SimulatedTable, indexName: string | undefined): readonly string[] {
  const keys = [table.definition, table.keysOf(indexName)];
  return [...new Set(keys.flatMap((key) => [key?.partitionKey.name ?? [], key?.sortKey?.name ?? []].flat()))];
}

function keyOf(item: Item, names: readonly string[]): Item {
  return Object.fromEntries(names.map((name) => [name, item[name] as AttributeValue]));
}

function validation(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}
