import * as z from 'zod/mini';
import { HISTORY_MONTH_ATTRIBUTE, TTL_ATTRIBUTE } from '../../contract/table.ts';
import type { HistoryEntry } from '../../core/model/history-entry.ts';
import { storedPastAttempt } from './stored-incident.ts';
import { word } from './stored-record.ts';

const optional = z.exactOptional;

const entry: z.ZodMiniType<HistoryEntry> = z.looseObject({
  incidentId: z.string(),
  instanceId: z.string(),
  name: optional(z.string()),
  instanceType: z.string(),
  availabilityZone: z.string(),
  region: z.string(),
  cause: z.string(),
  row: optional(z.number()),
  outcome: word<HistoryEntry['outcome']>(),
  openedAt: z.number(),
  impairedSince: optional(z.number()),
  closedAt: z.number(),
  attempts: z.array(storedPastAttempt),
  alertIds: z.array(z.string()),
});

/** An item of the history index; undefined where it is none of ours. */
export function historyEntryOf(item: Readonly<Record<string, unknown>>): HistoryEntry | undefined {
  const { id: _, [HISTORY_MONTH_ATTRIBUTE]: __, [TTL_ATTRIBUTE]: ___, ...stored } = item;
  const parsed = entry.safeParse(stored);
  return parsed.success ? parsed.data : undefined;
}
