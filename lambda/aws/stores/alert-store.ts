import { UpdateCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { AlertPlace, QueuedAlert } from '../../core/alerts/queued-alert.ts';
import { SCHEMA_VERSION } from '../../core/model/incident.ts';
import { DAY, SECOND, type EpochMs } from '../../core/model/time.ts';
import { TTL_ATTRIBUTE, UNFINISHED_ATTRIBUTE } from '../../contract/table.ts';
import { queuedAlertOf } from './stored-alert.ts';
import { RecordUnreadableError } from './stored-record.ts';
import { VersionedItems, type Beside, type ItemsContext } from './versioned-items.ts';

const PREFIX = 'alert/';
/** The one list of the index: open incidents, and alerts that SNS has not taken. */
export const UNFINISHED = 'yes';
/** A sent alert is kept for this long: it shows what went out, and that those after it may go. */
const KEEP_SENT_MS = 7 * DAY;
/** For so long nobody else sends what a pass took: less than a minute, so that the next sweep may try again. */
const TAKEN_MS = 45 * SECOND;

/** Alerts that wait for SNS, and those that could not be read. */
export interface WaitingAlerts {
  readonly alerts: readonly QueuedAlert[];
  readonly unreadable: readonly string[];
}

/** The outbox: one item for each alert, so that a repeat touches the alert and nothing else. */
export class AlertStore {
  private readonly items: VersionedItems;

  constructor(
    private readonly table: Pick<DynamoDBDocumentClient, 'send'>,
    private readonly tableName: string,
    context: ItemsContext,
  ) {
    this.items = new VersionedItems(table, tableName, context);
  }

  /** Those of these that wait still. Strongly consistent; what a later version wrote is named and left alone. */
  async waiting(ids: readonly string[]): Promise<WaitingAlerts> {
    const alerts: QueuedAlert[] = [];
    const unreadable: string[] = [];
    if (ids.length === 0) return { alerts, unreadable };
    for (const item of await this.items.batchGet(ids)) {
      if (!(UNFINISHED_ATTRIBUTE in item)) continue;
      try {
        alerts.push(queuedAlertOf(item));
      } catch (thrown) {
        if (!(thrown instanceof RecordUnreadableError)) throw thrown;
        unreadable.push(String(item.id));
      }
    }
    return { alerts, unreadable };
  }

  /**
   * Takes an alert that an earlier pass has left behind, for the pass that is about to send it. A sweep that failed is run
   * again a minute later, beside the next one: the owner's mail must not come from both.
   *
   * @returns false: it is sent already, or another pass took it in the last moments
   */
  async takeToSend(place: AlertPlace, passId: string, now: EpochMs): Promise<boolean> {
    try {
      await this.table.send(
        new UpdateCommand({
          TableName: this.tableName,
          Key: { id: alertKey(place) },
          UpdateExpression: 'SET #takenBy = :me, #takenAt = :now',
          ConditionExpression:
            'attribute_exists(#unfinished) AND (attribute_not_exists(#takenAt) OR #takenBy = :me OR #takenAt < :before)',
          ExpressionAttributeNames: {
            '#unfinished': UNFINISHED_ATTRIBUTE,
            '#takenBy': 'takenBy',
            '#takenAt': 'takenAt',
          },
          ExpressionAttributeValues: { ':me': passId, ':now': now, ':before': now - TAKEN_MS },
        }),
      );
      return true;
    } catch (thrown) {
      if (thrown instanceof Error && thrown.name === 'ConditionalCheckFailedException') return false;
      throw thrown;
    }
  }

  /** SNS took it. Once is enough, however often it is said. */
  async markSent(place: AlertPlace, now: EpochMs): Promise<void> {
    await this.table.send(
      new UpdateCommand({
        TableName: this.tableName,
        Key: { id: alertKey(place) },
        UpdateExpression: 'REMOVE #unfinished SET #sentAt = :now, #expires = :expires',
        ExpressionAttributeNames: {
          '#unfinished': UNFINISHED_ATTRIBUTE,
          '#sentAt': 'sentAt',
          '#expires': TTL_ATTRIBUTE,
        },
        ExpressionAttributeValues: { ':now': now, ':expires': Math.floor((now + KEEP_SENT_MS) / SECOND) },
      }),
    );
  }
}

/** `alert/i-0123…/7`: no two alerts of one record have the same number. */
export function alertKey({ of, number }: AlertPlace): string {
  return `${PREFIX}${of}/${number}`;
}

export function isAlertKey(id: string): boolean {
  return id.startsWith(PREFIX);
}

/** The item of an alert, to be written beside its record; again, for a mail that more pages have joined. */
export function besideRecord(queued: QueuedAlert, again = false): Beside {
  const item = {
    ...queued,
    schemaVersion: SCHEMA_VERSION,
    id: alertKey(queued),
    [UNFINISHED_ATTRIBUTE]: UNFINISHED,
  };
  return again ? { item, whileUnfinished: true } : { item };
}
