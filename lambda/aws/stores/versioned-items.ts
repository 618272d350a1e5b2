import {
  BatchGetCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import { UNFINISHED_ATTRIBUTE, UNFINISHED_INDEX } from '../../contract/table.ts';

const KEYS_PER_CALL = 100;
const MAX_BATCH_REPEATS = 5;
/** What DynamoDB left unprocessed is asked for again after a moment, longer each time. */
const FIRST_BATCH_WAIT_MS = 50;
const MAX_PAGES = 100;

export type Item = Record<string, unknown> & { readonly id: string };

/** What is written in the same moment as an item. */
export interface Beside {
  readonly item: Item;
  /** Only while the item stands in the index still: nobody has finished it meanwhile. */
  readonly whileUnfinished?: true;
}

/** A write lost the race: somebody else has changed the item since it was read. */
export type Written<T> = { readonly written: true; readonly record: T } | { readonly written: false };

/** What the items need besides the table. */
export interface ItemsContext {
  /** A name for each write, to recognise our own when its answer was lost. */
  readonly newWriteId: () => string;
  readonly sleep: (ms: number) => Promise<void>;
}

/** The items of the table, whatever they hold: strongly consistent reads, and writes conditional on a version. */
export class VersionedItems {
  constructor(
    private readonly table: Pick<DynamoDBDocumentClient, 'send'>,
    private readonly tableName: string,
    private readonly context: ItemsContext,
  ) {}

  async get(id: string): Promise<Record<string, unknown> | undefined> {
    const key = { TableName: this.tableName, Key: { id }, ConsistentRead: true };
    return (await this.table.send(new GetCommand(key))).Item;
  }

  /** The items of these ids, a hundred in a call; those that are not there are missing. */
  async batchGet(ids: readonly string[]): Promise<Record<string, unknown>[]> {
    const items: Record<string, unknown>[] = [];
    const distinct = [...new Set(ids)];
    for (let start = 0; start < distinct.length; start += KEYS_PER_CALL)
      items.push(...(await this.batch(distinct.slice(start, start + KEYS_PER_CALL))));
    return items;
  }

  private async batch(ids: readonly string[]): Promise<Record<string, unknown>[]> {
    const items: Record<string, unknown>[] = [];
    let keys: Record<string, unknown>[] = ids.map((id) => ({ id }));
    for (let repeat = 0; keys.length > 0; repeat += 1) {
      if (repeat > MAX_BATCH_REPEATS) throw new Error(`DynamoDB left ${keys.length} keys unread`);
      if (repeat > 0) await this.context.sleep(FIRST_BATCH_WAIT_MS * 2 ** (repeat - 1));
      const request = { [this.tableName]: { Keys: keys, ConsistentRead: true } };
      const answer = await this.table.send(new BatchGetCommand({ RequestItems: request }));
      items.push(...(answer.Responses?.[this.tableName] ?? []));
      keys = answer.UnprocessedKeys?.[this.tableName]?.Keys ?? [];
    }
    return items;
  }

  /**
   * Writes the item if it is still the version that was read (0: there was none), and in the same moment what belongs beside
   * it: all of it or nothing. AWS: TransactWriteItems.
   */
  async put(item: Item, version: number, beside: readonly Beside[] = []): Promise<boolean> {
    const writeId = this.context.newWriteId();
    const first = { TableName: this.tableName, Item: { ...item, writeId }, ...conditionOn(version) };
    try {
      if (beside.length === 0) await this.table.send(new PutCommand(first));
      else {
        const others = beside.map(({ item: Item, whileUnfinished }) => ({
          Put: { TableName: this.tableName, Item, ...(whileUnfinished === true ? WHILE_UNFINISHED : {}) },
        }));
        const TransactItems = [{ Put: first }, ...others];
        await this.table.send(new TransactWriteCommand({ TransactItems, ClientRequestToken: writeId }));
      }
      return true;
    } catch (thrown) {
      if (!isLost(thrown)) throw thrown;
      // The SDK repeats a write whose answer was lost; the repeat then fails against our own first one.
      return (await this.get(item.id))?.writeId === writeId;
    }
  }

  /** The ids in one list of the sparse index. It may lag by a moment. */
  async listed(list: string): Promise<string[]> {
    const ids: string[] = [];
    let start: Record<string, unknown> | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const answer = await this.table.send(
        new QueryCommand({
          TableName: this.tableName,
          IndexName: UNFINISHED_INDEX,
          KeyConditionExpression: '#unfinished = :list',
          ExpressionAttributeNames: { '#unfinished': UNFINISHED_ATTRIBUTE },
          ExpressionAttributeValues: { ':list': list },
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      );
      for (const item of answer.Items ?? []) if (typeof item.id === 'string') ids.push(item.id);
      start = answer.LastEvaluatedKey;
      if (start === undefined) return ids;
    }
    return ids;
  }
}

/** Why a transaction was cancelled, for each of its actions. */
const RACES: ReadonlySet<unknown> = new Set(['None', 'ConditionalCheckFailed', 'TransactionConflict']);

/**
 * Somebody else was faster, or writes at this very moment: nothing was done. A transaction that DynamoDB cancelled for any
 * other reason, such as too high a rate, or for none that it names, is a fault and not a race.
 */
function isLost(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  if (thrown.name === 'ConditionalCheckFailedException' || thrown.name === 'TransactionConflictException')
    return true;
  if (thrown.name !== 'TransactionCanceledException') return false;
  const { CancellationReasons: reasons = [] } = thrown as {
    CancellationReasons?: readonly { Code?: string }[];
  };
  return reasons.length > 0 && reasons.every(({ Code }) => RACES.has(Code));
}

const WHILE_UNFINISHED = {
  ConditionExpression: 'attribute_exists(#unfinished)',
  ExpressionAttributeNames: { '#unfinished': UNFINISHED_ATTRIBUTE },
};

function conditionOn(version: number) {
  return version === 0
    ? { ConditionExpression: 'attribute_not_exists(#id)', ExpressionAttributeNames: { '#id': 'id' } }
    : {
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': version },
      };
}
