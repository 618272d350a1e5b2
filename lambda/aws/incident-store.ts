import { UpdateCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { withoutWordsOfAws } from '../core/alerts/bounded-outbox.ts';
import { isOpen, KEEP_CLOSED_DAYS, type Incident } from '../core/model/incident.ts';
import { TTL_ATTRIBUTE, UNFINISHED_ATTRIBUTE } from '../contract/table.ts';
import { EMPTY_REGION_RECORD, type RegionRecord } from '../core/model/region-record.ts';
import { DAY, HOUR, SECOND, type EpochMs } from '../core/model/time.ts';
import { incidentOf, RecordUnreadableError, regionRecordOf } from './stored-records.ts';
import { VersionedItems } from './versioned-items.ts';

const KEYS_PER_CALL = 100;
const REGION_ID = 'region';
/** Whatever else somebody puts into the table: EC2 would refuse a whole batch for one id that is none. */
const INSTANCE_ID = /^i-[0-9a-f]+$/;
const UNFINISHED = 'yes';
/** DynamoDB's own limit is 400 KB; ours keeps reads cheap. */
const MAX_ITEM_BYTES = 100 * 1024;
/** SNS suspends an e-mail subscription above 10 messages a second; we stay far below, over all functions. */
const ALERT_SLOT_MS = 10 * SECOND;
/** Two slots meet within one second: together they stay within SNS's ten. */
const ALERTS_PER_SLOT = 5;

/** A write lost the race: somebody else has changed the record since it was read. */
export type Written<T> = { readonly written: true; readonly record: T } | { readonly written: false };

/** Records by instance id, and the ids of those that this version must not touch. */
export class Records extends Map<string, Incident> {
  readonly unreadable = new Set<string>();
}

/**
 * The records in DynamoDB: one item for each instance, one for the Region. Every write is conditional on the version
 * that was read, so of two passes over one instance only one goes on to act.
 */
export class IncidentStore {
  constructor(
    private readonly table: Pick<DynamoDBDocumentClient, 'send'>,
    private readonly tableName: string,
    newWriteId: () => string,
  ) {
    this.items = new VersionedItems(table, tableName, newWriteId);
  }

  private readonly items: VersionedItems;

  /**
   * The records of these instances, open or closed; an instance without one is missing. Strongly consistent. Records
   * that this version cannot read are named apart, so that they do not keep the others from being read.
   *
   * @throws RecordUnreadableError when nothing else was asked for
   */
  async read(instanceIds: readonly string[]): Promise<Records> {
    const found = new Records();
    let refused: RecordUnreadableError | undefined;
    const ids = [...new Set(instanceIds)];
    for (let start = 0; start < ids.length; start += KEYS_PER_CALL) {
      for (const item of await this.items.batchGet(ids.slice(start, start + KEYS_PER_CALL))) {
        try {
          const incident = incidentOf(item);
          found.set(incident.instanceId, incident);
        } catch (thrown) {
          if (!(thrown instanceof RecordUnreadableError)) throw thrown;
          found.unreadable.add(String(item.id));
          refused = thrown;
        }
      }
    }
    if (refused !== undefined && found.unreadable.size === ids.length) throw refused;
    return found;
  }

  /** Writes the record if it is still the version that was read. A put without TTL also removes an earlier TTL. */
  async write(incident: Incident): Promise<Written<Incident>> {
    const next = fitted({ ...incident, version: incident.version + 1 });
    const finished = !isOpen(next) && next.outbox.length === 0;
    const expiresAt = Math.floor(((next.closedAt ?? 0) + KEEP_CLOSED_DAYS * DAY) / SECOND);
    const item = {
      ...next,
      id: next.instanceId,
      ...(finished ? { [TTL_ATTRIBUTE]: expiresAt } : { [UNFINISHED_ATTRIBUTE]: UNFINISHED }),
    };
    return (await this.items.put(item, incident.version))
      ? { written: true, record: next }
      : { written: false };
  }

  /** The instances whose incident is open or whose alerts are not out yet. The index may lag by a moment. */
  async unfinished(): Promise<string[]> {
    const ids = await this.items.listed(UNFINISHED);
    return ids.filter((id) => INSTANCE_ID.test(id));
  }

  /** What the instances of the Region share; an empty record before the first write. */
  async readRegion(): Promise<RegionRecord> {
    const item = await this.items.get(REGION_ID);
    return item === undefined ? EMPTY_REGION_RECORD : regionRecordOf(item);
  }

  async writeRegion(record: RegionRecord): Promise<Written<RegionRecord>> {
    const next = { ...record, version: record.version + 1 };
    return (await this.items.put({ ...next, id: REGION_ID }, record.version))
      ? { written: true, record: next }
      : { written: false };
  }

  /**
   * Takes one of the alerts that may go out in these ten seconds, counted over all functions of the Region. False:
   * leave the alert where it is, the next sweep sends what waits as a digest.
   */
  async takeAlertSlot(now: EpochMs): Promise<boolean> {
    const slot = Math.floor(now / ALERT_SLOT_MS);
    const answer = await this.table.send(
      new UpdateCommand({
        TableName: this.tableName,
        Key: { id: `alert-slot#${slot}` },
        UpdateExpression: 'ADD #taken :one SET #expires = :expires',
        ExpressionAttributeNames: { '#taken': 'taken', '#expires': TTL_ATTRIBUTE },
        ExpressionAttributeValues: { ':one': 1, ':expires': Math.floor((now + HOUR) / SECOND) },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    return typeof answer.Attributes?.taken === 'number' && answer.Attributes.taken <= ALERTS_PER_SLOT;
  }
}

/**
 * Keeps the item below its bound: first the copies of the timeline in waiting alerts go, and AWS's own words, to which
 * their links lead; then old timeline lines.
 */
function fitted(incident: Incident): Incident {
  if (sizeOf(incident) <= MAX_ITEM_BYTES) return incident;
  const outbox = incident.outbox.map((alert) => ({
    ...alert,
    story: withoutWordsOfAws(alert.story),
    timelineOmitted: alert.timelineOmitted + alert.timeline.length,
    timeline: [],
  }));
  const lighter = { ...incident, outbox };
  if (sizeOf(lighter) <= MAX_ITEM_BYTES) return lighter;
  return { ...lighter, timeline: [...lighter.timeline.slice(0, 1), ...lighter.timeline.slice(-20)] };
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
