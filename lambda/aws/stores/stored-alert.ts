import * as z from 'zod/mini';
import type { QueuedAlert } from '../../core/alerts/queued-alert.ts';
import type { Alert } from '../../core/model/alert.ts';
import type { InstanceFacts } from '../../core/model/observation.ts';
import type { Sentence } from '../../core/model/sentence.ts';
import type { TimelineEntry } from '../../core/model/timeline.ts';
import { recordOf, word } from './stored-record.ts';

const optional = z.exactOptional;

export const storedSentence: z.ZodMiniType<Sentence> = z.looseObject({
  key: word<Sentence['key']>(),
  values: optional(z.record(z.string(), z.unknown())),
});

export const storedTimeline: z.ZodMiniType<TimelineEntry[]> = z.array(
  z.looseObject({ at: z.number(), what: storedSentence }),
);

export const storedFacts: z.ZodMiniType<InstanceFacts> = z.looseObject({
  name: optional(z.string()),
  tags: z.record(z.string(), z.string()),
  instanceType: z.string(),
  availabilityZone: z.string(),
  privateIp: optional(z.string()),
  publicIp: optional(z.string()),
  addressAtStart: optional(word<NonNullable<InstanceFacts['addressAtStart']>>()),
  lifecycle: optional(z.string()),
  rootDeviceType: optional(z.string()),
  tenancy: optional(z.string()),
  outpostArn: optional(z.string()),
  placementGroup: optional(z.string()),
  managedBy: optional(z.string()),
  autoRecovery: optional(z.string()),
  rebootMigration: optional(z.string()),
});

export const storedAlert: z.ZodMiniType<Alert> = z.looseObject({
  id: z.string(),
  word: word<Alert['word']>(),
  at: z.number(),
  short: storedSentence,
  story: z.array(storedSentence),
  todo: z.array(storedSentence),
  documents: z.array(word<Alert['documents'][number]>()),
  instance: optional(z.looseObject({ id: z.string(), facts: storedFacts })),
  incidentId: optional(z.string()),
  healthEvent: optional(
    z.looseObject({
      arn: z.string(),
      account: optional(z.string()),
      region: optional(z.string()),
      mark: optional(z.string()),
    }),
  ),
  timeline: storedTimeline,
  timelineOmitted: z.number(),
  data: z.record(z.string(), z.union([z.string(), z.number()])),
});

const queued: z.ZodMiniType<QueuedAlert> = z.looseObject({
  of: z.string(),
  number: z.number(),
  queuedBy: z.string(),
  alert: storedAlert,
});

/**
 * An item of the table as an alert that waits for SNS.
 *
 * @throws RecordUnreadableError where it is of a later version or is none of ours
 */
export function queuedAlertOf(item: Readonly<Record<string, unknown>>): QueuedAlert {
  const { of, number, queuedBy, alert } = recordOf(item, queued);
  return { of, number, queuedBy, alert };
}
