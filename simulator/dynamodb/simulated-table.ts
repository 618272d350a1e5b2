import { LaggingIndex, Partitions, textOrder, type Keys } from './index.ts';
import { compare, copied, itemSize, typeOf, type AttributeValue, type Item } from './values.ts';
import { ServiceError } from '../runtime/service-error.ts';
import type { TableDefinition } from '../template/table-definition.ts';

const MAX_ITEM_BYTES = 400 * 1024;
/** Items whose date of expiry is further back are left alone. */
const FIVE_YEARS_SECONDS = 5 * 365 * 86_400;

/**
 * The storage of one DynamoDB table and its global secondary indexes. It stores and gives out its own items: whoever reads
 * them copies before handing them on.
 */
export class SimulatedTable {
  readonly definition: TableDefinition;
  readonly #items: Partitions;
  readonly #indexes: ReadonlyMap<string, LaggingIndex>;

  /** In: keys and indexes, and how many milliseconds an index lags behind a write made at an instant. */
  constructor(definition: TableDefinition, indexLagMs: (now: number) => number) {
    this.definition = definition;
    this.#items = new Partitions(definition);
    this.#indexes = new Map(
      definition.indexes.map((index) => [index.name, new LaggingIndex(index, definition, indexLagMs)]),
    );
  }

  /** In: a key as a request gives it. Out: its text, by which the table finds the item. Refuses what is not its key. */
  idOf(key: Item): string {
    const { partitionKey, sortKey } = this.definition;
    const attributes = sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
    const fits = attributes.every(({ name, type }) => isTyped(key[name], type));
    if (!fits || Object.keys(key).length !== attributes.length) {
      throw validation('The provided key element does not match the schema');
    }
    for (const { name } of attributes) refuseEmpty(key[name], `Key: ${name}`);
    return idOf(key, this.definition);
  }

  /** In: a key's text. Out: the stored item. */
  read(id: string): Item | undefined {
    return this.#items.get(id);
  }

  /** In: an item to be stored. Out: the text of its key. Refuses what DynamoDB refuses before it looks at a condition. */
  check(item: Item, tooLarge: string): string {
    this.#checkKeys(item);
    if (itemSize(item) > MAX_ITEM_BYTES) throw validation(tooLarge);
    return idOf(item, this.definition);
  }

  /** Stores a checked item in place of what had its key. */
  store(id: string, item: Item, now: number): void {
    this.#items.set(id, item);
    for (const index of this.#indexes.values()) index.follow(id, item, now);
  }

  /** Removes an item, if there is one. */
  remove(id: string, now: number): void {
    this.#items.delete(id);
    for (const index of this.#indexes.values()) index.follow(id, undefined, now);
  }

  /** Out: the keys of an index, or of the table without a name; undefined when there is no such index. */
  keysOf(indexName: string | undefined): Keys | undefined {
    return indexName === undefined ? this.definition : this.#indexes.get(indexName)?.definition;
  }

  /** Out: the items of one partition of the table or of an index, in the order of the sort key, as of an instant. */
  partition(indexName: string | undefined, value: AttributeValue, now: number): readonly Item[] {
    const partitions = indexName === undefined ? this.#items : this.#indexes.get(indexName)?.at(now);
    return partitions?.sorted(value) ?? [];
  }

  /** In: two items, or keys, of the table or an index. Out: their order in a query. */
  order(indexName: string | undefined, a: Item, b: Item): number {
    return queryOrder(this.keysOf(indexName) ?? this.definition, this.definition, a, b);
  }

  /** Out: a copy of every item, in the order of the keys' texts. */
  items(): readonly Item[] {
    return this.#items.all().map(copied);
  }

  /**
   * Deletes what its time-to-live attribute says is over, at the latest moment that AWS allows itself being now.
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
   * In: the instant in epoch milliseconds. Out: how many items went.
   */
  expire(now: number): number {
    const { ttlAttribute } = this.definition;
    if (ttlAttribute === undefined) return 0;
    const seconds = now / 1000;
    const expired = this.#items.all().filter((item) => {
      const end = item[ttlAttribute];
      return typeof end === 'number' && end <= seconds && end > seconds - FIVE_YEARS_SECONDS;
    });
    for (const item of expired) this.remove(idOf(item, this.definition), now);
    return expired.length;
  }

  #checkKeys(item: Item): void {
    const { partitionKey, sortKey, indexes } = this.definition;
    for (const { name, type } of sortKey === undefined ? [partitionKey] : [partitionKey, sortKey]) {
      const value = item[name];
      if (value === undefined) throw invalidParameter(`Missing the key ${name} in the item`);
      if (!isTyped(value, type)) {
        throw invalidParameter(`Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`);
      }
      refuseEmpty(value, `Key: ${name}`);
    }
    for (const index of indexes) {
      for (const { name, type } of index.sortKey === undefined
        ? [index.partitionKey]
        : [index.partitionKey, index.sortKey]) {
        const value = item[name];
        if (value === undefined) continue;
        if (!isTyped(value, type)) {
          throw invalidParameter(
            `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} IndexName: ${index.name}`,
          );
        }
        refuseEmpty(value, `IndexName: ${index.name}, IndexKey: ${name}`);
      }
    }
  }
}

function queryOrder(keys: Keys, table: Keys, a: Item, b: Item): number {
  const name = keys.sortKey?.name;
  const bySortKey = name === undefined ? 0 : (compare(a[name], b[name]) ?? 0);
  if (bySortKey !== 0) return bySortKey;
  return textOrder(idOf(a, table), idOf(b, table));
}

function idOf(item: Item, { partitionKey, sortKey }: Keys): string {
  const partition = JSON.stringify(item[partitionKey.name]);
  return sortKey === undefined ? partition : `${partition}\u0000${JSON.stringify(item[sortKey.name])}`;
}

function isTyped(value: AttributeValue | undefined, type: 'S' | 'N'): boolean {
  return typeof value === (type === 'S' ? 'string' : 'number');
}

function refuseEmpty(value: AttributeValue | undefined, where: string): void {
  if (value !== '') return;
  throw validation(
    `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. ${where}`,
  );
}

function invalidParameter(message: string): ServiceError {
  return validation(`One or more parameter values were invalid: ${message}`);
}

function validation(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}
