import { CreateTableCommand, DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  PutCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import {
  HISTORY_INDEX,
  HISTORY_MONTH_ATTRIBUTE,
  HISTORY_TIME_ATTRIBUTE,
  KEY_ATTRIBUTE,
  UNFINISHED_ATTRIBUTE,
  UNFINISHED_INDEX,
} from '../../../../lambda/contract/table.ts';

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
          { AttributeName: HISTORY_MONTH_ATTRIBUTE, AttributeType: 'S' },
          { AttributeName: HISTORY_TIME_ATTRIBUTE, AttributeType: 'N' },
        ],
        KeySchema: [{ AttributeName: KEY_ATTRIBUTE, KeyType: 'HASH' }],
        GlobalSecondaryIndexes: [
          {
            IndexName: UNFINISHED_INDEX,
            KeySchema: [{ AttributeName: UNFINISHED_ATTRIBUTE, KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
          {
            IndexName: HISTORY_INDEX,
            KeySchema: [
              { AttributeName: HISTORY_MONTH_ATTRIBUTE, KeyType: 'HASH' },
              { AttributeName: HISTORY_TIME_ATTRIBUTE, KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'ALL' },
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
    const documents = DynamoDBDocumentClient.from(client, {
      marshallOptions: { removeUndefinedValues: true },
    });
    return withTransactions(documents);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/**
 * dynalite knows no TransactWriteItems: a transaction is carried out put by put here, conditional ones first, so that one whose
 * condition does not hold writes nothing. It is not atomic: what a crash or another writer in between would do is tested with the
 * simulated DynamoDB.
 */
function withTransactions(documents: DynamoDBDocumentClient): DynamoDBDocumentClient {
  const send = documents.send.bind(documents) as (command: object) => Promise<unknown>;
  const shimmed = async (command: object): Promise<unknown> => {
    if (!(command instanceof TransactWriteCommand)) return send(command);
    const puts = putsOf(command.input);
    const isConditional = (put: (typeof puts)[number]): boolean => put.ConditionExpression !== undefined;
    for (const put of [...puts.filter(isConditional), ...puts.filter((one) => !isConditional(one))])
      await send(new PutCommand(put));
    return {};
  };
  return Object.assign(documents, { send: shimmed });
}

function putsOf({ TransactItems = [] }: TransactWriteCommandInput) {
  return TransactItems.map(({ Put }) => {
    if (Put === undefined) throw new Error('the stand-in carries out puts only');
    return Put;
  });
}
