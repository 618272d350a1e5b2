import { UpdateCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { TTL_ATTRIBUTE } from '../../contract/table.ts';
import { HOUR, SECOND, type EpochMs } from '../../core/model/time.ts';

/** SNS suspends an e-mail subscription above 10 messages a second; we stay far below, over all functions. */
const SLOT_MS = 10 * SECOND;
/** Two slots meet within one second: together they stay within SNS's ten. */
const MAILS_PER_SLOT = 5;

/** The limit of mails over all functions of the Region: a counter in the table for each ten seconds. */
export class AlertSlots {
  constructor(
    private readonly table: Pick<DynamoDBDocumentClient, 'send'>,
    private readonly tableName: string,
  ) {}

  /**
   * Takes one of the mails that may go out in these ten seconds.
   *
   * @returns false: leave the alert where it is, the next sweep sends what waits as a digest
   */
  async take(now: EpochMs): Promise<boolean> {
    const slot = Math.floor(now / SLOT_MS);
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
    return typeof answer.Attributes?.taken === 'number' && answer.Attributes.taken <= MAILS_PER_SLOT;
  }
}
