import type { HealthThread } from '../../lambda/core/notices/health-thread.ts';
import type { Incident } from '../../lambda/core/model/incident.ts';
import type { RegionRecord } from '../../lambda/core/model/region-record.ts';
import type { QueuedAlert } from '../../lambda/core/alerts/queued-alert.ts';
import type { Entry, JournalEntry } from '../runtime/journal.ts';

export type StoredItem = Readonly<Record<string, unknown>> & { readonly id: string };

/** The items that a call is to put into the table, whatever becomes of it: one, or all those of a transaction. */
export function itemsOf({ action, input }: Pick<Entry<'call'>, 'action' | 'input'>): readonly StoredItem[] {
  if (action === 'Put') return [(input as { Item: StoredItem }).Item];
  if (action !== 'TransactWrite') return [];
  const { TransactItems } = input as { TransactItems: readonly { Put: { Item: StoredItem } }[] };
  return TransactItems.map(({ Put }) => Put.Item);
}

/** The items that a call has put into the table, where DynamoDB took it; none where it had taken it before. */
export function itemsPut(entry: JournalEntry): readonly StoredItem[] {
  return entry.kind !== 'call' || entry.error !== undefined || entry.repeated === true ? [] : itemsOf(entry);
}

/** The versioned record among them: of an instance, of the Region or of a Health event. */
export function recordPut(entry: JournalEntry): (StoredItem & { readonly version: number }) | undefined {
  return itemsPut(entry).find((item): item is StoredItem & { readonly version: number } => 'version' in item);
}

/** The alerts among them, each in an item of its own. */
export function alertsPut(entry: JournalEntry): readonly QueuedAlert[] {
  return itemsPut(entry).filter(isAlert);
}

/** By its key alone, as for the records below: whether the fields are right is judged where they are used. */
function isAlert(item: StoredItem): item is StoredItem & QueuedAlert {
  return item.id.startsWith('alert/');
}

export function isInstanceRecord(item: StoredItem): item is StoredItem & Incident {
  return item.id.startsWith('i-');
}

export function isHealthThread(item: StoredItem): item is StoredItem & HealthThread {
  return item.id.startsWith('health/');
}

export function isRegionRecord(item: StoredItem): item is StoredItem & RegionRecord {
  return item.id === 'region';
}
