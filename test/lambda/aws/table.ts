import { CreateTableCommand, DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { KEY_ATTRIBUTE, UNFINISHED_ATTRIBUTE, UNFINISHED_INDEX } from '../../../lambda/contract/table.ts';

export const TABLE = 'incidents';

/** It has no types of its own. */
const dynalite = createRequire(import.meta.url)('dynalite') as (options: { createTableMs: number }) => Server;

/** The table of the stack in a DynamoDB that runs in this process and speaks over HTTP. */
export class LocalTable {
  private constructor(private readonly server: Server) {}

  static async open(): Promise<LocalTable> {
    const server = dynalite({ createTableMs: 0 });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const table = new LocalTable(server);
    const client = table.client();
    await client.send(
      new CreateTableCommand({
        TableName: TABLE,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: KEY_ATTRIBUTE, AttributeType: 'S' },
          { AttributeName: UNFINISHED_ATTRIBUTE, AttributeType: 'S' },
        ],
        KeySchema: [{ AttributeName: KEY_ATTRIBUTE, KeyType: 'HASH' }],
        GlobalSecondaryIndexes: [
          {
            IndexName: UNFINISHED_INDEX,
            KeySchema: [{ AttributeName: UNFINISHED_ATTRIBUTE, KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
      }),
    );
    // dynalite makes a table active one turn of the event loop after its answer.
    await new Promise((resolve) => setTimeout(resolve, 50));
    client.destroy();
    return table;
  }

  /** As the handler builds it; only the address is the test's. */
  client(config: DynamoDBClientConfig = {}): DynamoDBClient {
    return new DynamoDBClient({
      region: 'ap-northeast-1',
      requestHandler: { requestTimeout: 10_000, connectionTimeout: 3_000, throwOnRequestTimeout: true },
      maxAttempts: 4,
      endpoint: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
      ...config,
    });
  }

  documents(client = this.client()): DynamoDBDocumentClient {
    return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
