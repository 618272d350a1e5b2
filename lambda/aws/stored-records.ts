import * as z from 'zod/mini';
import { OPEN_PHASES, SCHEMA_VERSION, type Incident } from '../core/model/incident.ts';
import { TTL_ATTRIBUTE, UNFINISHED_ATTRIBUTE } from '../contract/table.ts';
import { EMPTY_REGION_RECORD, type RegionRecord } from '../core/model/region-record.ts';

/** A record that a later version wrote, or that somebody has broken: hands off. */
export class RecordUnreadableError extends Error {
  override readonly name = 'RecordUnreadableError';
}

const sentence = z.object({ key: z.string() });
/** An alert that waits in a record. */
export const storedAlert = z.object({
  id: z.string(),
  word: z.string(),
  at: z.number(),
  short: sentence,
  story: z.array(sentence),
  todo: z.array(sentence),
  documents: z.array(z.string()),
  timeline: z.array(z.object({ at: z.number(), what: sentence })),
  data: z.record(z.string(), z.union([z.string(), z.number()])),
  queuedBy: z.optional(z.string()),
  instance: z.optional(z.object({ id: z.string(), facts: z.object({}) })),
  healthEvent: z.optional(z.object({ arn: z.string(), account: z.optional(z.string()) })),
});

/** What every pass relies on, of all records that it has read, before it comes to one of them. */
const incident = z.object({
  instanceId: z.string(),
  incidentId: z.string(),
  version: z.number(),
  phase: z.enum([...OPEN_PHASES, 'closed']),
  openedAt: z.number(),
  phaseSince: z.number(),
  facts: z.object({ tags: z.record(z.string(), z.string()) }),
  attempt: z.optional(
    z.object({ intendedAt: z.number(), launchTime: z.number(), startRequests: z.number() }),
  ),
  attempts: z.array(z.number()),
  episodes: z.array(z.number()),
  health: z.array(z.object({ eventArn: z.string(), code: z.string(), lastUpdated: z.number() })),
  announced: z.array(z.string()),
  heard: z.array(z.object({ id: z.string(), heardAt: z.number() })),
  plan: z.optional(z.object({ at: z.number() })),
  scheduledEventIds: z.array(z.string()),
  hold: z.optional(z.object({ stage: z.string(), since: z.number(), reason: sentence })),
  told: z.record(z.string(), z.number()),
  timeline: z.array(z.object({ at: z.number(), what: sentence })),
  outbox: z.array(storedAlert),
});

const region = z.object({
  version: z.number(),
  claims: z.array(
    z.object({
      instanceId: z.string(),
      incidentId: z.string(),
      availabilityZone: z.string(),
      since: z.number(),
      by: z.string(),
    }),
  ),
  waiting: z.array(z.object({ instanceId: z.string(), since: z.number(), seenAt: z.number() })),
  operationalIssues: z.array(
    z.object({ eventArn: z.string(), code: z.string(), lastUpdated: z.number(), closed: z.boolean() }),
  ),
  brakes: z.array(
    z.object({
      availabilityZone: z.string(),
      since: z.number(),
      seenAt: z.number(),
      named: z.array(z.string()),
      toldAt: z.number(),
    }),
  ),
  outbox: z.array(storedAlert),
});

/**
 * An item of the table as an incident. An older record is read with what it lacks filled in.
 *
 * @throws RecordUnreadableError where it is of a later version or is none of ours
 */
export function incidentOf(item: Record<string, unknown>): Incident {
  const {
    id,
    writeId: _,
    [TTL_ATTRIBUTE]: __,
    [UNFINISHED_ATTRIBUTE]: ___,
    ...stored
  } = item as Record<string, unknown> & { id: string };
  refuseNewer(stored.schemaVersion, id);
  const lists = {
    attempts: [],
    episodes: [],
    health: [],
    announced: [],
    heard: [],
    scheduledEventIds: [],
    told: {},
    timeline: [],
    outbox: [],
  };
  const record = { ...lists, ...stored };
  refuseBroken(incident.safeParse(record), id);
  const known = record as unknown as Incident;
  if (known.instanceId !== id) throw new RecordUnreadableError(`record ${id} is of ${known.instanceId}`);
  return known;
}

/**
 * The Region's item.
 *
 * @throws RecordUnreadableError where it is of a later version or is none of ours
 */
export function regionRecordOf(item: Record<string, unknown>): RegionRecord {
  const { id, writeId: _, ...stored } = item;
  refuseNewer(stored.schemaVersion, String(id));
  const record = { ...EMPTY_REGION_RECORD, ...stored };
  refuseBroken(region.safeParse(record), String(id));
  return record;
}

export function refuseNewer(version: unknown, id: string, known = SCHEMA_VERSION): void {
  if (typeof version === 'number' && version <= known) return;
  const got = JSON.stringify(version);
  throw new RecordUnreadableError(`record ${id} has schemaVersion ${got}, this version reads up to ${known}`);
}

export function refuseBroken(parsed: z.util.SafeParseResult<unknown>, id: string): void {
  if (parsed.success) return;
  const [first] = parsed.error.issues;
  throw new RecordUnreadableError(`record ${id} is broken at ${first?.path.join('.') ?? ''}`);
}
