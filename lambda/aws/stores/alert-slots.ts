import { UpdateCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { TTL_ATTRIBUTE } from '../../contract/table.ts';
import { HOUR, MINUTE, SECOND, type EpochMs } from '../../core/model/time.ts';

/** SNS suspends an e-mail subscription above 10 messages a second, and nobody reads more than that in a minute. */
const SLOT_MS = MINUTE;
/** Any 60 seconds meet two slots at most: together ten. */
const MAILS_PER_SLOT = 5;

/** The limit of mails over all functions of the Region: a counter in the table for each minute. */
export class AlertSlots {
  constructor(
    private readonly table: Pick<DynamoDBDocumentClient, 'send'>,
    private readonly tableName: string,
  ) {}

  /**
   * Takes one of the mails that may go out in this minute.
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
