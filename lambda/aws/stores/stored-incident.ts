import * as z from 'zod/mini';
import type { Heard, ReadAhead, ToldPlan } from '../../core/model/announcement.ts';
import type { HealthNews } from '../../core/model/health.ts';
import type { PastAttempt } from '../../core/model/history-entry.ts';
import {
  OPEN_PHASES,
  type Attempt,
  type Incident,
  type SlowStart,
  type StandingRefusal,
} from '../../core/model/incident.ts';
import type { Losses } from '../../core/model/losses.ts';
import type { RefusedStart } from '../../core/model/ec2-error-codes/refused-start.ts';
import { storedAlert, storedFacts, storedSentence, storedTimeline } from './stored-alert.ts';
import { recordOf, RecordUnreadableError, word } from './stored-record.ts';

const optional = z.exactOptional;

const loses: z.ZodMiniType<Losses> = z.looseObject({
  publicIp: optional(z.string()),
  address: optional(word<NonNullable<Losses['address']>>()),
  instanceStore: optional(z.boolean()),
  placementGroup: optional(z.string()),
});

const refusedStart: z.ZodMiniType<RefusedStart> = z.looseObject({
  code: z.string(),
  since: z.number(),
  at: z.number(),
});

const attempt: z.ZodMiniType<Attempt> = z.looseObject({
  stoppedBy: word<Attempt['stoppedBy']>(),
  cause: optional(word<NonNullable<Attempt['cause']>>()),
  stoppedFor: optional(z.string()),
  number: optional(z.number()),
  intendedAt: z.number(),
  launchTime: z.number(),
  publicIp: optional(z.string()),
  loses: optional(loses),
  systemImpaired: z.boolean(),
  stopAccepted: optional(z.boolean()),
  unansweredIntent: optional(z.number()),
  claimedBy: optional(z.string()),
  stoppedAt: optional(z.number()),
  forcedAt: optional(z.number()),
  forceAskedAt: optional(z.number()),
  force: optional(word<NonNullable<Attempt['force']>>()),
  startRequestedAt: optional(z.number()),
  startRequests: z.number(),
  nextStartAt: optional(z.number()),
  lastStartError: optional(z.string()),
  passingRefusals: optional(z.number()),
  refusedStart: optional(refusedStart),
  startedAt: optional(z.number()),
});

export const storedPastAttempt: z.ZodMiniType<PastAttempt> = z.looseObject({
  stoppedBy: word<PastAttempt['stoppedBy']>(),
  cause: word<PastAttempt['cause']>(),
  intendedAt: z.number(),
  stoppedAt: optional(z.number()),
  startRequestedAt: optional(z.number()),
  startedAt: optional(z.number()),
  endedAt: z.number(),
  startRequests: z.number(),
  forced: z.boolean(),
  publicIpBefore: optional(z.string()),
  publicIpAfter: optional(z.string()),
});

const news: z.ZodMiniType<HealthNews> = z.looseObject({
  eventArn: z.string(),
  code: z.string(),
  meaning: word<HealthNews['meaning']>(),
  startTime: optional(z.number()),
  endTime: optional(z.number()),
  lastUpdated: z.number(),
  closed: z.boolean(),
  text: optional(z.string()),
});

const heard: z.ZodMiniType<Heard> = z.looseObject({
  id: z.string(),
  heardAt: z.number(),
  date: optional(z.number()),
});

const plan: z.ZodMiniType<ToldPlan> = z.looseObject({
  start: optional(z.number()),
  deadline: optional(z.number()),
  at: z.number(),
});

const readAhead: z.ZodMiniType<ReadAhead> = z.looseObject({
  obstacles: z.array(storedSentence),
  againAt: z.number(),
});

const refused: z.ZodMiniType<StandingRefusal> = z.looseObject({
  stage: word<StandingRefusal['stage']>(),
  since: z.number(),
  reason: storedSentence,
});

const slowStart: z.ZodMiniType<SlowStart> = z.looseObject({
  launchTime: z.number(),
  pendingAt: z.number(),
  ranAt: optional(z.number()),
});

const incident: z.ZodMiniType<Incident> = z.looseObject({
  schemaVersion: z.number(),
  version: z.number(),
  instanceId: z.string(),
  incidentId: z.string(),
  phase: z.enum([...OPEN_PHASES, 'closed']),
  outcome: optional(word<NonNullable<Incident['outcome']>>()),
  closedByRow: optional(z.number()),
  openedAt: z.number(),
  phaseSince: z.number(),
  closedAt: optional(z.number()),
  facts: storedFacts,
  impairedSince: optional(z.number()),
  attempt: optional(attempt),
  attempts: z.array(z.number()),
  pastAttempts: z.array(storedPastAttempt),
  episodes: z.array(z.number()),
  health: z.array(news),
  announced: z.array(z.string()),
  heard: z.array(heard),
  plan: optional(plan),
  readAhead: optional(readAhead),
  rebootSeenAt: optional(z.number()),
  movedAt: optional(z.number()),
  scheduledEventIds: z.array(z.string()),
  awsStop: optional(z.looseObject({ launchTime: z.number(), by: z.string(), mayStart: z.boolean() })),
  refused: optional(refused),
  unclear: optional(z.looseObject({ what: z.string(), since: z.number() })),
  slowStart: optional(slowStart),
  failuresOver: optional(z.number()),
  notFoundSince: optional(z.number()),
  noStopBefore: optional(z.number()),
  told: z.record(z.string(), z.number()),
  timeline: storedTimeline,
  alertsMade: z.number(),
  alertIds: z.array(z.string()),
  newAlerts: z.array(storedAlert),
});

/**
 * An item of the table as an incident. An older record is read with what it lacks filled in.
 *
 * @throws RecordUnreadableError where it is of a later version or is none of ours
 */
export function incidentOf(item: Readonly<Record<string, unknown>>): Incident {
  const known = recordOf(item, incident, fromOlder);
  if (known.instanceId !== item.id)
    throw new RecordUnreadableError(`record ${String(item.id)} is of ${known.instanceId}`);
  return known;
}

const LISTS = {
  attempts: [],
  pastAttempts: [],
  episodes: [],
  health: [],
  announced: [],
  heard: [],
  scheduledEventIds: [],
  told: {},
  timeline: [],
  alertsMade: 0,
  alertIds: [],
  newAlerts: [],
};

/** Version 0.1.0 kept alerts that wait in the record itself (`outbox`), and a standing refusal as `hold`. */
function fromOlder({ outbox, hold, ...stored }: Record<string, unknown>): Record<string, unknown> {
  return {
    ...LISTS,
    ...(outbox === undefined ? {} : { newAlerts: outbox }),
    ...(hold === undefined ? {} : { refused: hold }),
    ...stored,
  };
}
