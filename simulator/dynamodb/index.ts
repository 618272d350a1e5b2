import { compare, type AttributeValue, type Item } from './values.ts';
import type { IndexDefinition, KeyAttribute, TableDefinition } from '../template/table-definition.ts';

export interface Keys {
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
}

/** Items by their table key, and grouped by the partition key of the table or an index. */
export class Partitions {
  readonly #keys: Keys;
  readonly #byId = new Map<string, Item>();
  readonly #byPartition = new Map<AttributeValue, Map<string, Item>>();
  /** A sweep asks for the same partition again and again; its order is kept until the partition changes. */
  readonly #sorted = new Map<AttributeValue, readonly Item[]>();

  constructor(keys: Keys) {
    this.#keys = keys;
  }

  get(id: string): Item | undefined {
    return this.#byId.get(id);
  }

  set(id: string, item: Item): void {
    this.delete(id);
    this.#byId.set(id, item);
    const value = item[this.#keys.partitionKey.name] as AttributeValue;
    this.#sorted.delete(value);
    const partition = this.#byPartition.get(value);
    if (partition === undefined) this.#byPartition.set(value, new Map([[id, item]]));
    else partition.set(id, item);
  }

  delete(id: string): void {
    const item = this.#byId.get(id);
    if (item === undefined) return;
    this.#byId.delete(id);
    const value = item[this.#keys.partitionKey.name] as AttributeValue;
    this.#sorted.delete(value);
    const partition = this.#byPartition.get(value);
    partition?.delete(id);
    if (partition?.size === 0) this.#byPartition.delete(value);
  }

  all(): readonly Item[] {
    return byText([...this.#byId]);
  }

  sorted(value: AttributeValue): readonly Item[] {
    let items = this.#sorted.get(value);
    if (items === undefined) {
      items = this.#sort(value);
      this.#sorted.set(value, items);
    }
    return items;
  }

  #sort(value: AttributeValue): readonly Item[] {
    const items = byText([...(this.#byPartition.get(value) ?? [])]);
    const name = this.#keys.sortKey?.name;
    return name === undefined ? items : [...items].sort((a, b) => compare(a[name], b[name]) ?? 0);
  }
}

/** AWS guarantees no order among equal sort keys; here it is that of the keys' texts, so that a run repeats exactly. */
function byText(entries: readonly (readonly [string, Item])[]): readonly Item[] {
  return [...entries].sort(([a], [b]) => textOrder(a, b)).map(([, item]) => item);
}

/**
 * A global secondary index. It holds the items that have its key attributes, and shows a write only after its lag.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
 */
export class LaggingIndex {
  readonly definition: IndexDefinition;
  readonly #projectedNames: ReadonlySet<string>;
  readonly #lagMs: (now: number) => number;
  readonly #visible: Partitions;
  #pending: { readonly visibleAt: number; readonly id: string; readonly item: Item | undefined }[] = [];

  constructor(definition: IndexDefinition, table: TableDefinition, lagMs: (now: number) => number) {
    this.definition = definition;
    const keys = [definition.partitionKey, definition.sortKey, table.partitionKey, table.sortKey];
    this.#projectedNames = new Set([
      ...keys.flatMap((key) => key?.name ?? []),
      ...definition.nonKeyAttributes,
    ]);
    this.#lagMs = lagMs;
    this.#visible = new Partitions(definition);
  }

  follow(id: string, item: Item | undefined, now: number): void {
    // An index may lag, but it sees the writes in their order.
    const visibleAt = Math.max(now + this.#lagMs(now), this.#pending.at(-1)?.visibleAt ?? 0);
    this.#pending.push({ visibleAt, id, item });
    this.#catchUp(now);
  }

  at(now: number): Partitions {
    this.#catchUp(now);
    return this.#visible;
  }

  #catchUp(now: number): void {
    const firstHidden = this.#pending.findIndex(({ visibleAt }) => visibleAt > now);
    const due = this.#pending.splice(0, firstHidden === -1 ? this.#pending.length : firstHidden);
    for (const { id, item } of due) {
      if (item !== undefined && this.#holds(item)) this.#visible.set(id, this.#projected(item));
      else this.#visible.delete(id);
    }
  }

  #holds(item: Item): boolean {
    const { partitionKey, sortKey } = this.definition;
    return (
      item[partitionKey.name] !== undefined && (sortKey === undefined || item[sortKey.name] !== undefined)
    );
  }

  #projected(item: Item): Item {
    if (this.definition.projection === 'ALL') return item;
    const projected: Record<string, AttributeValue> = {};
    for (const name of this.#projectedNames) {
      const value = item[name];
      if (value !== undefined) projected[name] = value;
    }
    return projected;
  }
}

/** In: the texts of two keys. Out: the order of their items where DynamoDB guarantees none. */
export function textOrder(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
