import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  HISTORY_INDEX,
  HISTORY_MONTH_ATTRIBUTE,
  HISTORY_TIME_ATTRIBUTE,
  KEY_ATTRIBUTE,
  TTL_ATTRIBUTE,
  UNFINISHED_ATTRIBUTE,
  UNFINISHED_INDEX,
} from '../../../../lambda/contract/table.ts';
import {
  SimulatedDynamoDb,
  type Item,
  type SimulatedDynamoDbProps,
} from '../../../../simulator/dynamodb/simulated-dynamodb.ts';
import type { TableDefinition } from '../../../../simulator/template/table-definition.ts';
import { TABLE } from './table.ts';

const DEFINITION: TableDefinition = {
  name: TABLE,
  partitionKey: { name: KEY_ATTRIBUTE, type: 'S' },
  indexes: [
    {
      name: UNFINISHED_INDEX,
      partitionKey: { name: UNFINISHED_ATTRIBUTE, type: 'S' },
      projection: 'KEYS_ONLY',
      nonKeyAttributes: [],
    },
    {
      name: HISTORY_INDEX,
      partitionKey: { name: HISTORY_MONTH_ATTRIBUTE, type: 'S' },
      sortKey: { name: HISTORY_TIME_ATTRIBUTE, type: 'N' },
      projection: 'ALL',
      nonKeyAttributes: [],
    },
  ],
  ttlAttribute: TTL_ATTRIBUTE,
};

interface Sent {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** The table of the stack in the simulated DynamoDB, which has transactions. Every call is noted. */
export class SimulatedTableOfStack {
  readonly db: SimulatedDynamoDb;
  readonly calls: Sent[] = [];
  now = Date.parse('2026-11-20T03:00:00Z');
  /** Stands before the answer goes back: what it throws comes instead, after the effect. */
  afterEffect: (sent: Sent) => void = () => undefined;
  /** Stands before the effect. */
  beforeEffect: (sent: Sent) => void | Promise<void> = () => undefined;

  constructor(props: SimulatedDynamoDbProps = {}) {
    this.db = new SimulatedDynamoDb([DEFINITION], props);
  }

  /** As much of the document client as the stores use. */
  readonly client = {
    send: async (command: object): Promise<unknown> => {
      const { input } = command as { input: Readonly<Record<string, unknown>> };
      const sent = { name: command.constructor.name.replace(/Command$/, ''), input };
      this.calls.push(sent);
      await this.beforeEffect(sent);
      const answer = this.db.answer(command.constructor.name, input, this.now);
      this.afterEffect(sent);
      return answer;
    },
  } as unknown as Pick<DynamoDBDocumentClient, 'send'>;

  items(): readonly Item[] {
    return this.db.table(TABLE).items();
  }

  item(id: string): Item | undefined {
    return this.items().find((one) => one.id === id);
  }

  ids(): readonly string[] {
    return this.items().map(({ id }) => id as string);
  }

  put(Item: object): void {
    this.db.answer('PutCommand', { TableName: TABLE, Item }, this.now);
  }

  named(name: string): readonly Sent[] {
    return this.calls.filter((call) => call.name === name);
  }
}

/** What the stores need besides the table: names in a row, and waits that are noted. */
export function itemsContext(waits: number[] = []) {
  let writes = 0;
  return {
    newWriteId: () => `write-${++writes}`,
    sleep: (ms: number) => {
      waits.push(ms);
      return Promise.resolve();
    },
  };
}
