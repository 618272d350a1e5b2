import { QueryCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { KEEP_HISTORY_DAYS, type HistoryEntry } from '../../core/model/history-entry.ts';
import { DAY, SECOND } from '../../core/model/time.ts';
import { HISTORY_INDEX, HISTORY_MONTH_ATTRIBUTE, TTL_ATTRIBUTE } from '../../contract/table.ts';
import { historyEntryOf } from './stored-history.ts';
import type { Item } from './versioned-items.ts';

const PREFIX = 'history/';

/** One page of a month, the oldest first, and where the next one begins. */
export interface HistoryPage {
  readonly entries: readonly HistoryEntry[];
  /** Keys of items that somebody has broken: they keep nobody from reading the others. */
  readonly unreadable: readonly string[];
  /** To be handed in for the next page; undefined after the last. */
  readonly next: Readonly<Record<string, unknown>> | undefined;
}

/** Closed incidents of the past, by month and Region, read page by page. AWS: "Query operations in DynamoDB". */
export class HistoryStore {
  constructor(
    private readonly table: Pick<DynamoDBDocumentClient, 'send'>,
    private readonly tableName: string,
  ) {}

  /**
   * @param month as `2026-11`, by UTC
   * @param from what the page before has given
   * @param limit at most so many entries
   */
  async page(
    month: string,
    region: string,
    from?: Readonly<Record<string, unknown>>,
    limit = 100,
  ): Promise<HistoryPage> {
    const answer = await this.table.send(
      new QueryCommand({
        TableName: this.tableName,
        IndexName: HISTORY_INDEX,
        KeyConditionExpression: '#month = :month',
        ExpressionAttributeNames: { '#month': HISTORY_MONTH_ATTRIBUTE },
        ExpressionAttributeValues: { ':month': `${month}/${region}` },
        Limit: limit,
        ...(from === undefined ? {} : { ExclusiveStartKey: { ...from } }),
      }),
    );
    const entries: HistoryEntry[] = [];
    const unreadable: string[] = [];
    for (const item of answer.Items ?? []) {
      const entry = historyEntryOf(item);
      if (entry === undefined) unreadable.push(String(item.id));
      else entries.push(entry);
    }
    return { entries, unreadable, next: answer.LastEvaluatedKey };
  }
}

/** The item of an entry. Its key is the incident's: written again by a pass that is repeated, it is the same item. */
export function historyItem(entry: HistoryEntry): Item {
  const month = new Date(entry.closedAt).toISOString().slice(0, 7);
  return {
    ...entry,
    id: `${PREFIX}${entry.incidentId}`,
    [HISTORY_MONTH_ATTRIBUTE]: `${month}/${entry.region}`,
    [TTL_ATTRIBUTE]: Math.floor((entry.closedAt + KEEP_HISTORY_DAYS * DAY) / SECOND),
  };
}
