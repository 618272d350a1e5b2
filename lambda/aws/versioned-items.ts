import {
  BatchGetCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import { UNFINISHED_ATTRIBUTE, UNFINISHED_INDEX } from '../contract/table.ts';

const MAX_BATCH_REPEATS = 5;
const MAX_PAGES = 100;

/** The items of the table, whatever they hold: strongly consistent reads, and writes conditional on a version. */
export class VersionedItems {
  constructor(
    private readonly table: Pick<DynamoDBDocumentClient, 'send'>,
    private readonly tableName: string,
    /** A name for each write, to recognise our own when its answer was lost. */
    private readonly newWriteId: () => string,
  ) {}

  async get(id: string): Promise<Record<string, unknown> | undefined> {
    const key = { TableName: this.tableName, Key: { id }, ConsistentRead: true };
    return (await this.table.send(new GetCommand(key))).Item;
  }

  /** The items of at most 100 ids; those that are not there are missing. */
  async batchGet(ids: readonly string[]): Promise<Record<string, unknown>[]> {
    const items: Record<string, unknown>[] = [];
    let keys: Record<string, unknown>[] = ids.map((id) => ({ id }));
    for (let repeat = 0; keys.length > 0; repeat += 1) {
      if (repeat > MAX_BATCH_REPEATS) throw new Error(`DynamoDB left ${keys.length} keys unread`);
      const request = { [this.tableName]: { Keys: keys, ConsistentRead: true } };
      const answer = await this.table.send(new BatchGetCommand({ RequestItems: request }));
      items.push(...(answer.Responses?.[this.tableName] ?? []));
      keys = answer.UnprocessedKeys?.[this.tableName]?.Keys ?? [];
    }
    return items;
  }

  /** Writes the item if it is still the version that was read; 0 means that there was none. */
  async put(item: Record<string, unknown> & { id: string }, version: number): Promise<boolean> {
    const writeId = this.newWriteId();
    const condition =
      version === 0
        ? { ConditionExpression: 'attribute_not_exists(#id)', ExpressionAttributeNames: { '#id': 'id' } }
        : {
            ConditionExpression: '#version = :version',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':version': version },
          };
    try {
      await this.table.send(
        new PutCommand({ TableName: this.tableName, Item: { ...item, writeId }, ...condition }),
      );
      return true;
    } catch (thrown) {
      if (!(thrown instanceof Error) || thrown.name !== 'ConditionalCheckFailedException') throw thrown;
      // The SDK repeats a put whose answer was lost; the repeat then fails against our own first write.
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
