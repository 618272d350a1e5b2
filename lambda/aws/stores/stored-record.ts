import * as z from 'zod/mini';
import { SCHEMA_VERSION } from '../../core/model/incident.ts';
import { TTL_ATTRIBUTE, UNFINISHED_ATTRIBUTE } from '../../contract/table.ts';

/** A record that a later version wrote, or that somebody has broken: hands off. */
export class RecordUnreadableError extends Error {
  override readonly name = 'RecordUnreadableError';
}

/**
 * Reads an item of the table by its schema. The schema names every field of the record's type, so that a change of the type
 * that the table does not follow does not compile; fields that it does not know pass.
 *
 * @param known the newest schema version that this code reads
 * @param migrated what an older version's item is turned into first
 * @throws RecordUnreadableError where it is of a later version or is none of ours
 */
export function recordOf<T>(
  item: Readonly<Record<string, unknown>>,
  schema: z.ZodMiniType<T>,
  migrated: (stored: Record<string, unknown>) => Record<string, unknown> = (stored) => stored,
  known = SCHEMA_VERSION,
): T {
  const { id, writeId: _, [TTL_ATTRIBUTE]: __, [UNFINISHED_ATTRIBUTE]: ___, ...stored } = item;
  refuseNewer(stored.schemaVersion, String(id), known);
  const parsed = schema.safeParse(migrated(stored));
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw new RecordUnreadableError(`record ${String(id)} is broken at ${first?.path.join('.') ?? ''}`);
}

function refuseNewer(version: unknown, id: string, known: number): void {
  if (typeof version === 'number' && version <= known) return;
  const got = JSON.stringify(version);
  throw new RecordUnreadableError(`record ${id} has schemaVersion ${got}, this version reads up to ${known}`);
}

/** One of a set of words; a word that this version does not know passes, and is told as it is. */
export function word<T extends string>(): z.ZodMiniType<T> {
  return z.custom<T>((value) => typeof value === 'string');
}
