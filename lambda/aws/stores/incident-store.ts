import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { withoutNewAlerts, type QueuedAlert } from '../../core/alerts/queued-alert.ts';
import { historyOf } from '../../core/incident/history.ts';
import { isOpen, KEEP_CLOSED_DAYS, type Incident } from '../../core/model/incident.ts';
import { DAY, SECOND } from '../../core/model/time.ts';
import { TTL_ATTRIBUTE, UNFINISHED_ATTRIBUTE } from '../../contract/table.ts';
import { besideRecord, isAlertKey, UNFINISHED } from './alert-store.ts';
import { historyItem } from './history-store.ts';
import { incidentOf } from './stored-incident.ts';
import { RecordUnreadableError } from './stored-record.ts';
import { VersionedItems, type ItemsContext, type Written } from './versioned-items.ts';

/** Whatever else somebody puts into the table: EC2 would refuse a whole batch for one id that is none. */
const INSTANCE_ID = /^i-[0-9a-f]+$/;
/** DynamoDB's own limit is 400 KB; ours keeps reads cheap. */
const MAX_ITEM_BYTES = 100 * 1024;
const KEPT_LINES = 20;

/** Records by instance id, and the ids of those that this version must not touch. */
export class Records extends Map<string, Incident> {
  readonly unreadable = new Set<string>();
}

/** What the one list of the index holds. */
export interface Unfinished {
  /** Instances whose incident is open. */
  readonly instanceIds: readonly string[];
  /** Items of alerts that SNS has not taken. */
  readonly alertKeys: readonly string[];
}

/**
 * The incidents in DynamoDB, one item for each instance. Every write is conditional on the version that was read, so of
 * two passes over one instance only one goes on to act.
 */
export class IncidentStore {
  private readonly items: VersionedItems;

  constructor(
    table: Pick<DynamoDBDocumentClient, 'send'>,
    tableName: string,
    private readonly region: string,
    context: ItemsContext,
  ) {
    this.items = new VersionedItems(table, tableName, context);
  }

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
    for (const item of await this.items.batchGet(ids)) {
      try {
        const incident = incidentOf(item);
        found.set(incident.instanceId, incident);
      } catch (thrown) {
        if (!(thrown instanceof RecordUnreadableError)) throw thrown;
        found.unreadable.add(String(item.id));
        refused = thrown;
      }
    }
    if (refused !== undefined && found.unreadable.size === ids.length) throw refused;
    return found;
  }

  /**
   * Writes the record if it is still the version that was read, and in the same moment its new alerts, and once it is
   * closed its page of history. A put without TTL also removes an earlier TTL.
   */
  async write(incident: Incident, alerts: readonly QueuedAlert[]): Promise<Written<Incident>> {
    const next = fitted(withoutNewAlerts({ ...incident, version: incident.version + 1 }));
    const { newAlerts: _, ...kept } = next;
    const expiresAt = Math.floor(((next.closedAt ?? 0) + KEEP_CLOSED_DAYS * DAY) / SECOND);
    const item = {
      ...kept,
      id: next.instanceId,
      ...(isOpen(next) ? { [UNFINISHED_ATTRIBUTE]: UNFINISHED } : { [TTL_ATTRIBUTE]: expiresAt }),
    };
    const history = historyOf(next, this.region);
    const beside = [
      ...alerts.map((alert) => besideRecord(alert)),
      ...(history === undefined ? [] : [{ item: historyItem(history) }]),
    ];
    const written = await this.items.put(item, incident.version, beside);
    return written ? { written: true, record: next } : { written: false };
  }

  /** What needs another look. The index may lag by a moment. */
  async unfinished(): Promise<Unfinished> {
    const ids = await this.items.listed(UNFINISHED);
    return {
      instanceIds: ids.filter((id) => INSTANCE_ID.test(id)),
      alertKeys: ids.filter(isAlertKey),
    };
  }
}

/** Keeps the item below its bound: the oldest lines of the timeline go, but for the one that says how it began. */
function fitted(incident: Incident): Incident {
  if (Buffer.byteLength(JSON.stringify(incident)) <= MAX_ITEM_BYTES) return incident;
  const { timeline } = incident;
  return { ...incident, timeline: [...timeline.slice(0, 1), ...timeline.slice(1).slice(-KEPT_LINES)] };
}
