import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createHash } from 'node:crypto';
import type { HealthEvent } from '../core/health/health-event.ts';
import { goesAt, type HealthThread } from '../core/notices/health-thread.ts';
import { TTL_ATTRIBUTE, UNFINISHED_ATTRIBUTE } from '../contract/table.ts';
import { SECOND } from '../core/model/time.ts';
import type { Written } from './incident-store.ts';
import { healthThreadOf } from './stored-threads.ts';
import { RecordUnreadableError } from './stored-records.ts';
import { VersionedItems } from './versioned-items.ts';

const PREFIX = 'health/';
/** A list of the index for itself: the incidents' list never sees these items. */
const WAITING = 'health';
/** One sweep takes so many; the next takes the rest. */
const MAX_AT_ONCE = 100;

/** What was told of Health events, one item for each event, in the table of the incidents. */
export class HealthThreadStore {
  private readonly items: VersionedItems;

  constructor(table: Pick<DynamoDBDocumentClient, 'send'>, tableName: string, newWriteId: () => string) {
    this.items = new VersionedItems(table, tableName, newWriteId);
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

  /** Writes the thread if it is still the version that was read. It goes by itself when it is old and nothing waits. */
  async write(thread: HealthThread): Promise<Written<HealthThread>> {
    const next = { ...thread, version: thread.version + 1 };
    const { key, ...kept } = next;
    const rest =
      next.outbox.length > 0
        ? { [UNFINISHED_ATTRIBUTE]: WAITING }
        : { [TTL_ATTRIBUTE]: Math.floor(goesAt(next) / SECOND) };
    const written = await this.items.put({ ...kept, id: key, ...rest }, thread.version);
    return written ? { written: true, record: next } : { written: false };
  }

  /** The threads with mails that SNS has not taken, a hundred at most; what cannot be read is left alone. */
  async waiting(): Promise<{ readonly threads: HealthThread[]; readonly unreadable: string[] }> {
    const ids = (await this.items.listed(WAITING)).filter((id) => id.startsWith(PREFIX));
    const threads: HealthThread[] = [];
    const unreadable: string[] = [];
    if (ids.length === 0) return { threads, unreadable };
    for (const item of await this.items.batchGet(ids.slice(0, MAX_AT_ONCE))) {
      try {
        threads.push(healthThreadOf(item));
      } catch (thrown) {
        if (!(thrown instanceof RecordUnreadableError)) throw thrown;
        unreadable.push(String(item.id));
      }
    }
    return { threads, unreadable };
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
