import * as z from 'zod/mini';
import { THREAD_SCHEMA_VERSION, type HealthThread } from '../core/notices/health-thread.ts';
import { TTL_ATTRIBUTE, UNFINISHED_ATTRIBUTE } from '../contract/table.ts';
import { refuseBroken, refuseNewer, storedAlert } from './stored-records.ts';

const thread = z.object({
  version: z.number(),
  eventArn: z.string(),
  lastUpdated: z.number(),
  newsAt: z.number(),
  closed: z.boolean(),
  startTime: z.optional(z.number()),
  endTime: z.optional(z.number()),
  toldDates: z.array(z.string()),
  asked: z.number(),
  pages: z.record(z.string(), z.number()),
  entities: z.array(z.string()),
  mails: z.number(),
  word: z.string(),
  short: z.object({ key: z.string() }),
  outbox: z.array(storedAlert),
});

/**
 * An item of the table as what was told of a Health event.
 *
 * @throws RecordUnreadableError where it is of a later version or is none of ours
 */
export function healthThreadOf(item: Record<string, unknown>): HealthThread {
  const { id, writeId: _, [TTL_ATTRIBUTE]: __, [UNFINISHED_ATTRIBUTE]: ___, ...stored } = item;
  refuseNewer(stored.schemaVersion, String(id), THREAD_SCHEMA_VERSION);
  refuseBroken(thread.safeParse(stored), String(id));
  return { ...stored, key: String(id) } as unknown as HealthThread;
}
