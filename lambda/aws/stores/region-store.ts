import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { withoutNewAlerts, type QueuedAlert } from '../../core/alerts/queued-alert.ts';
import { withinItem } from '../../core/model/region-size.ts';
import { EMPTY_REGION_RECORD, type RegionRecord } from '../../core/model/region-record.ts';
import { besideRecord } from './alert-store.ts';
import { regionRecordOf } from './stored-region.ts';
import { VersionedItems, type ItemsContext, type Written } from './versioned-items.ts';

export const REGION_KEY = 'region';

/** What the instances of the Region share, in one item. */
export class RegionStore {
  private readonly items: VersionedItems;

  constructor(table: Pick<DynamoDBDocumentClient, 'send'>, tableName: string, context: ItemsContext) {
    this.items = new VersionedItems(table, tableName, context);
  }

  /** An empty record before the first write. */
  async read(): Promise<RegionRecord> {
    const item = await this.items.get(REGION_KEY);
    return item === undefined ? EMPTY_REGION_RECORD : regionRecordOf(item);
  }

  /** Writes the record if it is still the version that was read, with its new alerts. */
  async write(record: RegionRecord, alerts: readonly QueuedAlert[]): Promise<Written<RegionRecord>> {
    const next = withoutNewAlerts({ ...record, version: record.version + 1 });
    const { newAlerts: _, ...kept } = withinItem(next);
    const beside = alerts.map((alert) => besideRecord(alert));
    const written = await this.items.put({ ...kept, id: REGION_KEY }, record.version, beside);
    return written ? { written: true, record: withinItem(next) } : { written: false };
  }
}
