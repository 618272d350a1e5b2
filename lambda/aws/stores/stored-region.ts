import * as z from 'zod/mini';
import {
  EMPTY_REGION_RECORD,
  type BrakeEpisode,
  type Claim,
  type OperationalIssue,
  type RegionRecord,
  type Silent,
  type Waiting,
} from '../../core/model/region-record.ts';
import { storedAlert } from './stored-alert.ts';
import { recordOf } from './stored-record.ts';

const optional = z.exactOptional;

const refusedStart: z.ZodMiniType<NonNullable<Claim['refusedStart']>> = z.looseObject({
  code: z.string(),
  since: z.number(),
  at: z.number(),
  roomAt: optional(z.number()),
});

const claim: z.ZodMiniType<Claim> = z.looseObject({
  instanceId: z.string(),
  incidentId: z.string(),
  group: optional(z.string()),
  availabilityZone: z.string(),
  instanceType: z.string(),
  since: z.number(),
  by: z.string(),
  planned: optional(z.literal(true)),
  stuck: optional(z.boolean()),
  refusedStart: optional(refusedStart),
});

const waiting: z.ZodMiniType<Waiting> = z.looseObject({
  instanceId: z.string(),
  since: z.number(),
  seenAt: z.number(),
});

const issue: z.ZodMiniType<OperationalIssue> = z.looseObject({
  eventArn: z.string(),
  code: z.string(),
  service: optional(z.string()),
  lastUpdated: z.number(),
  closed: z.boolean(),
});

const brake: z.ZodMiniType<BrakeEpisode> = z.looseObject({
  availabilityZone: z.string(),
  since: z.number(),
  seenAt: z.number(),
  named: z.array(z.string()),
  toldAt: z.number(),
});

const silent: z.ZodMiniType<Silent> = z.looseObject({
  instanceId: z.string(),
  availabilityZone: z.string(),
  since: z.number(),
});

const region: z.ZodMiniType<RegionRecord> = z.looseObject({
  schemaVersion: z.number(),
  version: z.number(),
  claims: z.array(claim),
  waiting: z.array(waiting),
  operationalIssues: z.array(issue),
  brakes: z.array(brake),
  settingsTold: optional(z.looseObject({ what: z.string(), at: z.number() })),
  silent: optional(z.array(silent)),
  unfinishedToldAt: optional(z.number()),
  stoppedByAws: optional(
    z.looseObject({
      seenAt: z.number(),
      from: optional(z.number()),
      keys: z.array(z.string()),
      again: optional(z.array(z.string())),
      missing: optional(z.record(z.string(), z.number())),
    }),
  ),
  alertsMade: z.number(),
  newAlerts: z.array(storedAlert),
});

/**
 * The Region's item.
 *
 * @throws RecordUnreadableError where it is of a later version or is none of ours
 */
export function regionRecordOf(item: Readonly<Record<string, unknown>>): RegionRecord {
  return recordOf(item, region, fromOlder);
}

/** Version 0.1.0 kept alerts that wait in the record itself. */
function fromOlder({ outbox, ...stored }: Record<string, unknown>): Record<string, unknown> {
  const { version: _, ...empty } = EMPTY_REGION_RECORD;
  return { ...empty, ...(outbox === undefined ? {} : { newAlerts: outbox }), ...stored };
}
