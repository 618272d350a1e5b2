import * as z from 'zod/mini';
import { healthMeaning, type HealthNews } from '../core/health.ts';
import type { EpochMs } from '../core/time.ts';
import { instanceIdIn, MAX_INSTANCES_PER_EVENT, unreadable, type Home, type Signal } from './signal.ts';

/** Strict about what is needed, lenient about the rest: fields have come, gone and changed their spelling. */
const detailSchema = z.object({
  eventArn: z.string().check(z.maxLength(1600)),
  service: z.string().check(z.maxLength(100)),
  eventTypeCode: z.string().check(z.maxLength(200)),
  eventTypeCategory: z.string().check(z.maxLength(100)),
  startTime: z.optional(z.string()),
  endTime: z.optional(z.string()),
  lastUpdatedTime: z.optional(z.string()),
  statusCode: z.optional(z.string()),
  eventRegion: z.optional(z.string()),
  affectedAccount: z.optional(z.string()),
  backupEvent: z.optional(z.union([z.string(), z.boolean()])),
  affectedEntities: z.optional(z.array(z.unknown())),
});

/** What stands around `detail` and is needed here. */
export interface HealthEnvelope {
  readonly account: string;
  readonly region: string;
  readonly time?: string | undefined;
  readonly resources?: readonly unknown[] | undefined;
}

/**
 * `AWS Health Event` of EC2. Copies in the backup Region, other Regions' and other accounts' events are nothing to
 * act on. AWS: "AWS Health event schema", AWS Health User Guide.
 */
export function parseHealthEvent(detail: unknown, envelope: HealthEnvelope, home: Home): Signal {
  const parsed = detailSchema.safeParse(detail);
  if (!parsed.success) throw unreadable('AWS Health event', parsed.error);
  const event = parsed.data;
  if (event.service !== 'EC2') return { kind: 'nothing', why: `a Health event of ${event.service}` };

  const backup = String(event.backupEvent).toLowerCase() === 'true';
  if (backup && event.eventRegion === undefined)
    return { kind: 'nothing', why: 'a copy of a Health event of an unnamed Region' };
  const region = (event.eventRegion ?? envelope.region).slice(0, 30);
  if (region !== home.region) return { kind: 'nothing', why: `a Health event of the Region ${region}` };
  const account = event.affectedAccount ?? envelope.account;
  if (account !== home.accountId) return { kind: 'nothing', why: 'a Health event of another account' };
  if (backup && envelope.region !== region) {
    return { kind: 'nothing', why: 'the copy of a Health event in a backup Region' };
  }

  const news = newsOf(event, envelope);
  if (news.meaning === 'operational issue') return { kind: 'region-health', news };
  const entities = [...(event.affectedEntities ?? []).map(entityValueOf), ...(envelope.resources ?? [])];
  const ids = entities.map(instanceIdIn).filter((id) => id !== undefined);
  const instanceIds = [...new Set(ids)].slice(0, MAX_INSTANCES_PER_EVENT);
  if (instanceIds.length === 0) return { kind: 'nothing', why: 'the Health event names no instance' };
  return { kind: 'instance-health', instanceIds, news };
}

/** An entity without a value is one that cannot be looked at; the others still can. */
function entityValueOf(entity: unknown): unknown {
  return typeof entity === 'object' && entity !== null && 'entityValue' in entity
    ? entity.entityValue
    : undefined;
}

function newsOf(event: z.infer<typeof detailSchema>, envelope: HealthEnvelope): HealthNews {
  const startTime = timeOf(event.startTime);
  const endTime = timeOf(event.endTime);
  const meaning = healthMeaning(event.eventTypeCode, event.eventTypeCategory);
  // An issue that ends is over even where the status still says open; a scheduled change carries its end from the start.
  const ended = meaning !== 'scheduled change' && endTime !== undefined;
  return {
    eventArn: event.eventArn,
    code: event.eventTypeCode,
    meaning,
    ...(startTime === undefined ? {} : { startTime }),
    ...(endTime === undefined ? {} : { endTime }),
    lastUpdated: timeOf(event.lastUpdatedTime) ?? timeOf(envelope.time) ?? startTime ?? 0,
    closed: event.statusCode === 'closed' || ended,
  };
}

/** `Thu, 2 Jun 2022 08:00:00 GMT` (one or two digits for the day) or ISO 8601. */
function timeOf(text: string | undefined): EpochMs | undefined {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
