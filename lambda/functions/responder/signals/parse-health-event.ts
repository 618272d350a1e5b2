import * as z from 'zod/mini';
import { entityName, MAX_ENTITIES, type HealthEvent } from '../../../core/health/health-event.ts';
import { healthMeaning } from '../../../core/health/health-news.ts';
import { mayKeepFromStarting, type ReportedTrouble } from '../../../core/health/outages.ts';
import { isPlannedLifecycle } from '../../../core/health/planned-lifecycle.ts';
import { paragraphsOfAws, wordsOfAws } from '../../../core/health/health-description.ts';
import type { HealthNews } from '../../../core/model/health.ts';
import { isMovable } from '../../../core/scheduled-events/movable.ts';
import { clean } from '../../../core/model/foreign-text.ts';
import type { EpochMs } from '../../../core/model/time.ts';
import { instanceIdIn, MAX_INSTANCES_PER_EVENT, unreadable, type Home, type Signal } from './signal.ts';

/** Strict about what is needed, lenient about the rest: fields have come, gone and changed their spelling. */
const detailSchema = z.object({
  eventArn: z.string().check(z.maxLength(1600)),
  service: z.string().check(z.maxLength(100)),
  eventTypeCode: z.string().check(z.maxLength(200)),
  eventTypeCategory: z.string().check(z.maxLength(100)),
  // Whatever stands in these, the event is not lost for it: what is no text or no list counts as missing.
  startTime: z.optional(z.unknown()),
  endTime: z.optional(z.unknown()),
  lastUpdatedTime: z.optional(z.unknown()),
  statusCode: z.optional(z.unknown()),
  eventRegion: z.optional(z.unknown()),
  affectedAccount: z.optional(z.unknown()),
  backupEvent: z.optional(z.unknown()),
  affectedEntities: z.optional(z.unknown()),
  eventScopeCode: z.optional(z.unknown()),
  eventDescription: z.optional(z.unknown()),
  actionability: z.optional(z.unknown()),
  page: z.optional(z.unknown()),
  totalPages: z.optional(z.unknown()),
});
const descriptionSchema = z.object({
  language: z.optional(z.string()),
  latestDescription: z.string(),
});

/** What stands around `detail` and is needed here. */
export interface HealthEnvelope {
  readonly account: string;
  readonly region: string;
  readonly time?: string | undefined;
  readonly resources?: readonly unknown[] | undefined;
}

/**
 * `AWS Health Event` of any service, and `AWS Health Abuse Event`. What is about EC2 in this account and Region is a
 * signal for its instances or for the Region; another account's event (organization view) is a notice, never more;
 * other Regions' events and copies in the backup Region are nothing. AWS: "AWS Health event schema", AWS Health User
 * Guide.
 */
export function parseHealthEvent(detail: unknown, envelope: HealthEnvelope, home: Home): Signal {
  const parsed = detailSchema.safeParse(detail);
  if (!parsed.success) throw unreadable('AWS Health event', parsed.error);
  const raw = parsed.data;
  const elsewhere = whyNotHere(raw, envelope, home);
  if (elsewhere !== undefined) return { kind: 'nothing', why: elsewhere };

  const names = affectedBy(raw, envelope);
  const news = newsOf(raw, envelope);
  const event = healthEventOf(raw, envelope, names, news);
  // Compared as they came, not as they are printed.
  const account = textIn(raw.affectedAccount) ?? envelope.account;
  const region = regionOf(raw, envelope);
  const isOurs = account === home.accountId && region === home.region;
  const isHere = isOurs || (account === home.accountId && region === 'global');
  // It is about what the owner uses, also where it names instances.
  if (isPlannedLifecycle(raw.eventTypeCode)) return { kind: 'notice', event };
  if (isHere && mayKeepFromStarting(troubleIn(raw, news, names)))
    return { kind: 'region-health', news, event };
  if (raw.service !== 'EC2' || !isOurs) return { kind: 'notice', event };
  const ids = [...new Set(names.map(instanceIdIn).filter((id) => id !== undefined))];
  const over = finishedIn(raw);
  const overIds = ids.filter((id) => over.has(id)).slice(0, MAX_INSTANCES_PER_EVENT);
  const instanceIds = ids.filter((id) => !over.has(id)).slice(0, MAX_INSTANCES_PER_EVENT);
  if (instanceIds.length + overIds.length === 0) return { kind: 'notice', event };
  return { kind: 'instance-health', instanceIds, overIds, news, event };
}

type Detail = z.infer<typeof detailSchema>;

function troubleIn(raw: Detail, { code, meaning }: HealthNews, names: readonly string[]): ReportedTrouble {
  const { service, eventTypeCategory: category } = raw;
  const scope = inCapitals(raw.eventScopeCode);
  return { service, code, category, meaning, scope, names, text: descriptionOf(raw.eventDescription) };
}

/** So much of AWS's words stays in the record of an instance. */
const MAX_KEPT_WORDS = 600;

/** Services without a Region: their events reach the bus of one Region only, whatever Region they name. */
const WITHOUT_REGION: ReadonlySet<string> = new Set(['ABUSE', 'RISK']);

/** Why an event is none of this Region's, in a few words for the log. */
function whyNotHere(raw: Detail, envelope: HealthEnvelope, home: Home): string | undefined {
  const backup = raw.backupEvent === true || inCapitals(raw.backupEvent) === 'TRUE';
  if (backup && textIn(raw.eventRegion) === undefined) return 'a copy of a Health event of an unnamed Region';
  const region = regionOf(raw, envelope);
  const isGlobal = !backup && (region === 'global' || WITHOUT_REGION.has(raw.service));
  if (region !== home.region && !isGlobal) return `a Health event of the Region ${region}`;
  if (backup && envelope.region !== region) return 'the copy of a Health event in a backup Region';
  return undefined;
}

function regionOf({ eventRegion }: Detail, envelope: HealthEnvelope): string {
  return (textIn(eventRegion)?.toLowerCase() ?? envelope.region).slice(0, 30);
}

/** The Region as it may stand in the head of a mail; what is no name of one never does. */
function regionNamed(raw: Detail, envelope: HealthEnvelope): string {
  const region = regionOf(raw, envelope);
  return /^(global|[a-z]{2,4}(-[a-z]+)+-\d{1,2})$/.test(region) ? region : clean(envelope.region, 30);
}

/** What is affected, each once, whether AWS names it as an entity, as a resource, or as both in two ways. */
function affectedBy({ affectedEntities }: Detail, { resources = [] }: HealthEnvelope): string[] {
  const names = new Map<string, string>();
  for (const one of [...listIn(affectedEntities).map(entityValueOf), ...resources]) {
    if (typeof one !== 'string' || one === '') continue;
    const key = instanceIdIn(one) ?? one;
    if (!names.has(key)) names.set(key, key);
  }
  return [...names.values()];
}

/** AWS: "AWS Health entity status". */
const OVER: ReadonlySet<string> = new Set(['RESOLVED', 'UNIMPAIRED']);

/** What is affected and of which AWS says that it is over, and nowhere that it is not. */
function finishedIn({ affectedEntities }: Detail): ReadonlySet<string> {
  const over = new Set<string>();
  const open = new Set<string>();
  for (const entity of listIn(affectedEntities)) {
    const key = entityKeyOf(entity);
    if (key !== undefined) (OVER.has(statusOf(entity)) ? over : open).add(key);
  }
  return new Set([...over].filter((key) => !open.has(key)));
}

/** The status of each entity, by the name under which it stands in a mail; where AWS gives two, the one that is not over. */
function statesIn(
  { affectedEntities }: Detail,
  names: ReadonlySet<string>,
): Readonly<Record<string, string>> {
  const states = new Map<string, string>();
  for (const entity of listIn(affectedEntities)) {
    const name = entityName(entityKeyOf(entity) ?? '');
    const status = statusOf(entity);
    if (names.has(name) && !OVER.has(status) && /^[A-Z_]{1,20}$/.test(status)) states.set(name, status);
  }
  return Object.fromEntries(states);
}

/** As `affectedBy` names it. */
function entityKeyOf(entity: unknown): string | undefined {
  const value = entityValueOf(entity);
  return typeof value === 'string' && value !== '' ? (instanceIdIn(value) ?? value) : undefined;
}

function statusOf(entity: unknown): string {
  return inCapitals((entity as { status?: unknown } | null)?.status);
}

/** An entity without a value is one that cannot be looked at; the others still can. */
function entityValueOf(entity: unknown): unknown {
  if (typeof entity !== 'object' || entity === null) return undefined;
  if ('entityValue' in entity) return entity.entityValue;
  const found = Object.entries(entity).find(([key]) => key.toLowerCase() === 'entityvalue');
  return found?.[1] as unknown;
}

function newsOf(event: Detail, envelope: HealthEnvelope): HealthNews {
  const startTime = timeOf(event.startTime);
  const endTime = timeOf(event.endTime);
  const code = event.eventTypeCode;
  const meaning = healthMeaning(code, event.eventTypeCategory);
  // An issue that ends is over even where the status still says open; a scheduled change carries its end from the start.
  const ended = meaning !== 'scheduled change' && endTime !== undefined;
  return {
    eventArn: event.eventArn,
    code,
    meaning,
    ...(startTime === undefined ? {} : { startTime }),
    ...(endTime === undefined ? {} : { endTime }),
    lastUpdated: timeOf(event.lastUpdatedTime) ?? timeOf(envelope.time) ?? startTime ?? 0,
    closed: isClosed(event) || ended,
    ...(meaning === 'scheduled change' && !isMovable({ code, description: '' })
      ? { text: wordsOfAws(descriptionOf(event.eventDescription), MAX_KEPT_WORDS) }
      : {}),
  };
}

function healthEventOf(
  raw: Detail,
  envelope: HealthEnvelope,
  names: readonly string[],
  { startTime, endTime, lastUpdated }: HealthNews,
): HealthEvent {
  const category = clean(raw.eventTypeCategory, 40);
  const isIssue = category === 'issue' || category === 'investigation';
  const asked = ASKED.get(inCapitals(raw.actionability));
  const pages = pageNumber(raw.totalPages);
  const finished = finishedIn(raw);
  const open = names.filter((name) => !finished.has(name)).slice(0, MAX_ENTITIES);
  const entities = [...new Set(open.map(entityName))].filter((name) => name !== '');
  return {
    eventArn: raw.eventArn,
    service: clean(raw.service, 40),
    code: clean(raw.eventTypeCode, 120),
    category,
    isPublic: inCapitals(raw.eventScopeCode) === 'PUBLIC',
    account: clean(textIn(raw.affectedAccount) ?? envelope.account, 40),
    region: regionNamed(raw, envelope),
    ...(startTime === undefined ? {} : { startTime }),
    ...(endTime === undefined ? {} : { endTime }),
    lastUpdated,
    closed: isClosed(raw) || (isIssue && endTime !== undefined),
    ...(asked === undefined ? {} : { asked }),
    ...paragraphsOfAws(descriptionOf(raw.eventDescription)),
    entities,
    states: statesIn(raw, new Set(entities)),
    entityCount: names.length,
    finishedCount: names.filter((name) => finished.has(name)).length,
    page: Math.min(pageNumber(raw.page), pages),
    pages,
  };
}

const ASKED: ReadonlyMap<string, HealthEvent['asked']> = new Map([
  ['ACTION_REQUIRED', 'required'],
  ['ACTION_MAY_BE_REQUIRED', 'perhaps'],
  ['INFORMATIONAL', 'nothing'],
]);

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A value of a list that AWS may write in small letters, too; an empty text for what is none. */
function inCapitals(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 100).toUpperCase() : '';
}

function isClosed({ statusCode }: Detail): boolean {
  return inCapitals(statusCode) === 'CLOSED';
}

/** The English description, else the first that says something; nothing where there is none that can be read. */
function descriptionOf(descriptions: unknown): string {
  const all: unknown[] = Array.isArray(descriptions) ? descriptions.slice(0, 20) : [];
  const read = all.flatMap((one) => {
    const parsed = descriptionSchema.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  });
  const said = read.filter(({ latestDescription }) => latestDescription.trim() !== '');
  const english = said.find(({ language }) => language?.startsWith('en') === true);
  return (english ?? said[0])?.latestDescription ?? '';
}

/** Pages are strings that hold a number; whatever else there is means the first of one. */
function pageNumber(page: unknown): number {
  const text = typeof page === 'string' || typeof page === 'number' ? String(page) : '';
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 1;
}

/** `Thu, 2 Jun 2022 08:00:00 GMT` (one or two digits for the day) or ISO 8601. */
function timeOf(value: unknown): EpochMs | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
