import * as z from 'zod/mini';
import { THREAD_SCHEMA_VERSION, type HealthThread } from '../../core/notices/health-thread.ts';
import { storedAlert, storedSentence } from './stored-alert.ts';
import { recordOf, word } from './stored-record.ts';

const optional = z.exactOptional;

const thread: z.ZodMiniType<HealthThread> = z.looseObject({
  schemaVersion: z.number(),
  version: z.number(),
  key: z.string(),
  eventArn: z.string(),
  lastUpdated: z.number(),
  newsAt: z.number(),
  closed: z.boolean(),
  startTime: optional(z.number()),
  endTime: optional(z.number()),
  toldDates: z.array(z.string()),
  texts: optional(z.array(z.string())),
  reach: optional(z.looseObject({ severity: z.string(), zones: z.array(z.string()), breadth: z.number() })),
  asked: z.number(),
  pages: z.record(z.string(), z.number()),
  finished: optional(z.record(z.string(), z.number())),
  finishedTold: optional(z.boolean()),
  entities: z.array(z.string()),
  states: optional(z.record(z.string(), z.string())),
  named: optional(z.array(z.string())),
  word: word<HealthThread['word']>(),
  short: storedSentence,
  awaiting: optional(
    z.looseObject({
      number: z.number(),
      why: word<NonNullable<HealthThread['awaiting']>['why']>(),
      at: z.number(),
    }),
  ),
  alertsMade: z.number(),
  newAlerts: z.array(storedAlert),
});

/**
 * An item of the table as what was told of a Health event.
 *
 * @throws RecordUnreadableError where it is of a later version or is none of ours
 */
export function healthThreadOf(item: Readonly<Record<string, unknown>>): HealthThread {
  return recordOf({ ...item, key: item.id }, thread, fromOlder, THREAD_SCHEMA_VERSION);
}

/** Version 0.1.0 counted mails, and kept those that wait in the thread itself. */
function fromOlder({ outbox, mails, ...stored }: Record<string, unknown>): Record<string, unknown> {
  const waiting: unknown[] = Array.isArray(outbox) ? outbox : [];
  const made = typeof mails === 'number' ? Math.max(0, mails - waiting.length) : 0;
  return { alertsMade: made, newAlerts: waiting, ...stored };
}
