import type { QueuedAlert } from '../../lambda/core/alerts/queued-alert.ts';
import type { JournalEntry } from '../runtime/journal.ts';

export type StoredItem = Readonly<Record<string, unknown>> & { readonly id: string };

/** The items that a call has put into the table, where DynamoDB took it: one, or all those of a transaction. */
export function itemsPut(entry: JournalEntry): readonly StoredItem[] {
  if (entry.kind !== 'call' || entry.error !== undefined) return [];
  if (entry.action === 'Put') return [(entry.input as { Item: StoredItem }).Item];
  if (entry.action !== 'TransactWrite') return [];
  const { TransactItems } = entry.input as { TransactItems: readonly { Put: { Item: StoredItem } }[] };
  return TransactItems.map(({ Put }) => Put.Item);
}

/** The versioned record among them: of an instance, of the Region or of a Health event. */
export function recordPut(entry: JournalEntry): (StoredItem & { readonly version: number }) | undefined {
  return itemsPut(entry).find((item): item is StoredItem & { readonly version: number } => 'version' in item);
}

/** The alerts among them, each in an item of its own. */
export function alertsPut(entry: JournalEntry): readonly QueuedAlert[] {
  return itemsPut(entry).filter(({ id }) => id.startsWith('alert/')) as unknown as readonly QueuedAlert[];
}

export function isInstanceRecord({ id }: StoredItem): boolean {
  return id.startsWith('i-');
}
