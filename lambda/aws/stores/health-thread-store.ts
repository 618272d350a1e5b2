import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createHash } from 'node:crypto';
import { withoutNewAlerts, type QueuedAlert } from '../../core/alerts/queued-alert.ts';
import type { HealthEvent } from '../../core/health/health-event.ts';
import { SECOND } from '../../core/model/time.ts';
import { goesAt, type HealthThread } from '../../core/notices/health-thread.ts';
import { TTL_ATTRIBUTE } from '../../contract/table.ts';
import { besideRecord } from './alert-store.ts';
import { healthThreadOf } from './stored-thread.ts';
import { VersionedItems, type ItemsContext, type Written } from './versioned-items.ts';

const PREFIX = 'health/';
/** The list of the index in which version 0.1.0 kept threads with mails that SNS had not taken. */
const WAITING_IN_0_1_0 = 'health';

/** What was told of Health events, one item for each event, in the table of the incidents. */
export class HealthThreadStore {
  private readonly items: VersionedItems;

  constructor(table: Pick<DynamoDBDocumentClient, 'send'>, tableName: string, context: ItemsContext) {
    this.items = new VersionedItems(table, tableName, context);
  }

  /**
   * The thread of the event, undefined where nobody was told yet.
   *
   * @throws RecordUnreadableError where a later version wrote it, or somebody has broken it
   */
  async read(key: string): Promise<HealthThread | undefined> {
    const item = await this.items.get(key);
    return item === undefined ? undefined : healthThreadOf(item);
  }

  /**
   * Writes the thread if it is still the version that was read, with its new alerts. It goes by itself when it is old.
   *
   * @param rewritten the mail that waits for further pages, with what the last one brought
   */
  async write(
    thread: HealthThread,
    alerts: readonly QueuedAlert[],
    rewritten?: QueuedAlert,
  ): Promise<Written<HealthThread>> {
    const next = withoutNewAlerts({ ...thread, version: thread.version + 1 });
    const { key, newAlerts: _, ...kept } = next;
    const item = { ...kept, id: key, [TTL_ATTRIBUTE]: Math.floor(goesAt(next) / SECOND) };
    const beside = [
      ...alerts.map((alert) => besideRecord(alert)),
      ...(rewritten === undefined ? [] : [besideRecord(rewritten, true)]),
    ];
    const written = await this.items.put(item, thread.version, beside);
    return written ? { written: true, record: next } : { written: false };
  }

  /** The keys of threads whose mails version 0.1.0 left waiting in the thread itself. */
  async leftBy010(): Promise<readonly string[]> {
    return (await this.items.listed(WAITING_IN_0_1_0)).filter((id) => id.startsWith(PREFIX));
  }
}

/**
 * The key of an event's item. AWS: the ARN is not unique over accounts, so the affected account is part of it; what is
 * about a whole Region is told once, whichever accounts of the organization it comes for. Hashed, because an ARN may be
 * longer than a key.
 */
export function threadKey({ account, isPublic, eventArn }: HealthEvent): string {
  const owner = isPublic ? 'public' : /^\d{12}$/.test(account) ? account : 'unknown';
  const hash = createHash('sha256').update(JSON.stringify([isPublic ? 'public' : account, eventArn]));
  return `${PREFIX}${owner}/${hash.digest('hex').slice(0, 32)}`;
}
