import { describe, expect, it } from '@jest/globals';
import { IncidentStore } from '../../../../lambda/aws/stores/incident-store.ts';
import { VersionedItems } from '../../../../lambda/aws/stores/versioned-items.ts';
import { awsError, FakeSend } from '../fake-send.ts';
import { ENDED, incident } from './sample-incident.ts';
import { queuedAlert } from './sample-queued-alert.ts';
import { itemsContext, SimulatedTableOfStack } from './simulated-table.ts';
import { TABLE } from './table.ts';

const REGION = 'ap-northeast-1';

function given() {
  const table = new SimulatedTableOfStack();
  return { table, store: new IncidentStore(table.client, TABLE, REGION, itemsContext()) };
}

function alertsOf(id: string, ...numbers: number[]) {
  return numbers.map((number) => queuedAlert({ of: id, number }));
}

describe('a record, its alerts and its history', () => {
  const closing = incident('i-0a', { ...ENDED, version: 0 });
  const ALL = ['alert/i-0a/1', 'alert/i-0a/2', `history/${closing.incidentId}`, 'i-0a'];

  it('are written in one transaction', async () => {
    const { table, store } = given();
    expect(await store.write(closing, alertsOf('i-0a', 1, 2))).toMatchObject({ written: true });
    expect(table.ids()).toEqual(ALL);
    expect(table.calls.map(({ name }) => name)).toEqual(['TransactWrite']);
  });

  it('are written by none of them where another pass was faster', async () => {
    const { table, store } = given();
    await store.write(incident('i-0a'), []);
    const before = table.items();
    expect(await store.write(closing, alertsOf('i-0a', 1, 2))).toEqual({ written: false });
    expect(table.items()).toEqual(before);
  });

  it('are there, all, when the answer was lost and the SDK repeats the request', async () => {
    const { table, store } = given();
    let lost = 0;
    const { send } = table.client;
    const repeating = {
      send: async (command: object) => {
        try {
          return await send(command as never);
        } catch {
          return send(command as never);
        }
      },
    };
    table.afterEffect = ({ name }) => {
      if (name === 'TransactWrite' && lost++ === 0) throw awsError('TimeoutError', 'lost', 500);
    };
    const own = new IncidentStore(repeating as never, TABLE, REGION, itemsContext());
    expect(await own.write(closing, alertsOf('i-0a', 1, 2))).toMatchObject({ written: true });
    expect(table.ids()).toEqual(ALL);
    expect((await store.read(['i-0a'])).get('i-0a')?.version).toBe(1);
  });

  it('throw where no answer ever comes, though they are written: nobody acts on what may not be there', async () => {
    const { table, store } = given();
    table.afterEffect = () => {
      throw awsError('TimeoutError', 'lost', 500);
    };
    await expect(store.write(closing, alertsOf('i-0a', 1, 2))).rejects.toThrow('lost');
    expect(table.ids()).toEqual(ALL);
  });

  it('leave one page of history where the closing pass is repeated', async () => {
    const { table, store } = given();
    const result = await store.write(closing, []);
    if (!result.written) throw new Error('not written');
    const before = table.item(`history/${closing.incidentId}`);
    await store.write(closing, []);
    await store.write(result.record, []);
    expect(table.ids().filter((id) => id.startsWith('history/'))).toHaveLength(1);
    expect(table.item(`history/${closing.incidentId}`)).toEqual(before);
  });
});

describe('a transaction that DynamoDB cancelled', () => {
  const cancelled = (...codes: string[]) =>
    Object.assign(awsError('TransactionCanceledException'), {
      CancellationReasons: codes.map((Code) => ({ Code })),
    });
  const writing = (error: Error) => {
    const fake = new FakeSend(({ name }) => {
      if (name === 'TransactWrite') throw error;
      return {};
    });
    const store = new IncidentStore(fake as never, TABLE, REGION, itemsContext());
    return store.write(incident('i-0a'), alertsOf('i-0a', 1));
  };

  it.each([['ConditionalCheckFailed'], ['TransactionConflict']])('for %s is a lost race', async (code) => {
    expect(await writing(cancelled(code, 'None'))).toEqual({ written: false });
    expect(await writing(cancelled('None', code))).toEqual({ written: false });
  });

  it.each([
    ['ThrottlingError'],
    ['ProvisionedThroughputExceeded'],
    ['ValidationError'],
    ['ItemCollectionSizeLimitExceeded'],
  ])('for %s is a fault, and hidden from nobody as a lost race', async (code) => {
    await expect(writing(cancelled(code, 'None'))).rejects.toThrow('TransactionCanceledException');
    await expect(writing(cancelled('ConditionalCheckFailed', code))).rejects.toThrow();
  });

  it('for no reason that it names is a fault: nobody can say that it was a race', async () => {
    await expect(writing(cancelled())).rejects.toThrow('TransactionCanceledException');
    await expect(writing(awsError('TransactionCanceledException'))).rejects.toThrow();
  });

  it('is a lost race where a single write meets a transaction', async () => {
    expect(await writing(awsError('TransactionConflictException'))).toEqual({ written: false });
  });
});

describe('keys that DynamoDB leaves unprocessed', () => {
  const items = (client: FakeSend, waits: number[]) =>
    new VersionedItems(client as never, TABLE, itemsContext(waits));

  it('are asked for again until they are read, with a longer wait before each', async () => {
    const left = { [TABLE]: { Keys: [{ id: 'i-2' }], ConsistentRead: true } };
    const fake = new FakeSend((_call, number) =>
      number < 4
        ? { Responses: { [TABLE]: number === 1 ? [{ id: 'i-1' }] : [] }, UnprocessedKeys: left }
        : { Responses: { [TABLE]: [{ id: 'i-2' }] }, UnprocessedKeys: {} },
    );
    const waits: number[] = [];
    expect(await items(fake, waits).batchGet(['i-1', 'i-2'])).toEqual([{ id: 'i-1' }, { id: 'i-2' }]);
    expect(fake.calls.slice(1).map(({ input }) => input.RequestItems)).toEqual([left, left, left]);
    expect(waits).toEqual([50, 100, 200]);
  });

  it('are an error, and not missing records, when they stay so', async () => {
    const fake = new FakeSend(() => ({ UnprocessedKeys: { [TABLE]: { Keys: [{ id: 'i-1' }] } } }));
    const waits: number[] = [];
    await expect(items(fake, waits).batchGet(['i-1'])).rejects.toThrow('DynamoDB left 1 keys unread');
    expect(waits).toEqual([50, 100, 200, 400, 800]);
  });
});
