import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { randomUUID } from 'node:crypto';
import { alertKey, AlertStore, besideRecord, isAlertKey } from '../../../../lambda/aws/stores/alert-store.ts';
import { DAY } from '../../../../lambda/core/model/time.ts';
import { FakeSend } from '../fake-send.ts';
import { queuedAlert } from './sample-queued-alert.ts';
import { itemsContext, SimulatedTableOfStack } from './simulated-table.ts';
import { LocalTable, TABLE } from './table.ts';

let table: LocalTable;
let documents: DynamoDBDocumentClient;
let store: AlertStore;

beforeAll(async () => {
  table = await LocalTable.open();
  documents = table.documents();
  store = alertsOver(documents);
});

afterAll(async () => {
  documents.destroy();
  await table.close();
});

function alertsOver(client: Pick<DynamoDBDocumentClient, 'send'>): AlertStore {
  return new AlertStore(client, TABLE, { newWriteId: randomUUID, sleep: () => Promise.resolve() });
}

async function itemOf(id: string): Promise<Record<string, unknown> | undefined> {
  return (await documents.send(new GetCommand({ TableName: TABLE, Key: { id }, ConsistentRead: true }))).Item;
}

describe('the item of an alert', () => {
  const waiting = (...numbers: number[]) => numbers.map((number) => queuedAlert({ of: 'i-0a', number }));

  function given(...alerts: ReturnType<typeof waiting>) {
    const simulated = new SimulatedTableOfStack();
    for (const one of alerts) simulated.put(besideRecord(one).item);
    return { simulated, own: new AlertStore(simulated.client, TABLE, itemsContext()) };
  }

  it('has the record and the number in its key', () => {
    expect(alertKey({ of: 'health/111122223333/x', number: 7 })).toBe('alert/health/111122223333/x/7');
    expect(['alert/region/1', 'i-0a', 'region', 'alert-slot#7'].map(isAlertKey)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('is read as it was queued', async () => {
    const [one] = waiting(1);
    const { own } = given(...waiting(1));
    expect(await own.waiting(['alert/i-0a/1', 'alert/i-0a/2'])).toEqual({ alerts: [one], unreadable: [] });
  });

  it('waits until it is marked as sent, is kept for a week then, and a repeat of that does no harm', async () => {
    const { own, simulated } = given(...waiting(1, 2));
    await own.markSent({ of: 'i-0a', number: 1 }, simulated.now);
    await own.markSent({ of: 'i-0a', number: 1 }, simulated.now);
    expect((await own.waiting(['alert/i-0a/1', 'alert/i-0a/2'])).alerts).toEqual(waiting(2));
    const sent = simulated.item('alert/i-0a/1');
    expect(sent).toMatchObject({ sentAt: simulated.now, expiresAt: (simulated.now + 7 * DAY) / 1000 });
    expect(simulated.item('alert/i-0a/2')).not.toHaveProperty('expiresAt');
  });

  it('that a later version wrote, or somebody has broken, is named and keeps none of the others', async () => {
    const { own, simulated } = given(...waiting(1));
    simulated.put({ ...besideRecord(queuedAlert({ number: 2 })).item, schemaVersion: 2 });
    simulated.put({ id: 'alert/i-0a/3', schemaVersion: 1, unfinished: 'yes', of: 'i-0a' });
    const found = await own.waiting(['alert/i-0a/1', 'alert/i-0a/2', 'alert/i-0a/3']);
    expect(found.alerts).toEqual(waiting(1));
    expect([...found.unreadable].sort()).toEqual(['alert/i-0a/2', 'alert/i-0a/3']);
  });

  it('is asked for strongly consistent, and nothing is asked for where none is', async () => {
    const { own, simulated } = given();
    await own.waiting([]);
    expect(simulated.calls).toEqual([]);
    await own.waiting(['alert/i-0a/1']);
    expect(simulated.calls[0]).toMatchObject({
      name: 'BatchGet',
      input: { RequestItems: { [TABLE]: { ConsistentRead: true } } },
    });
  });
});

describe('alert slots', () => {
  const START = Date.parse('2026-11-20T03:00:00Z');

  it('let five alerts out in ten seconds, counted over all functions', async () => {
    const clients = [table.documents(), table.documents()];
    const stores = clients.map((client) => alertsOver(client));
    const granted: boolean[] = [];
    for (let n = 0; n < 20; n += 1) granted.push((await stores[n % 2]?.takeSlot(START + n * 400)) ?? false);
    expect(granted).toEqual(Array.from({ length: 20 }, (_, n) => n < 5));
    for (const client of clients) client.destroy();
  });

  it('let five out when 30 ask at the same moment', async () => {
    const at = START + 60_000;
    const granted = await Promise.all(Array.from({ length: 30 }, () => store.takeSlot(at)));
    expect(granted.filter(Boolean)).toHaveLength(5);
  });

  it('let alerts out again in the next ten seconds', async () => {
    const at = START + 120_000;
    for (let n = 0; n < 9; n += 1) await store.takeSlot(at);
    expect(await store.takeSlot(at + 9_999)).toBe(false);
    expect(await store.takeSlot(at + 10_000)).toBe(true);
  });

  // SNS suspends an e-mail subscription above 10 messages a second, also where a second crosses into the next slot.
  it('never let more than ten out within one second', async () => {
    const second = START + 189_500;
    const granted: boolean[] = [];
    for (let n = 0; n < 20; n += 1) granted.push(await store.takeSlot(second + n * 50));
    expect(granted.filter(Boolean).length).toBeLessThanOrEqual(10);
  });

  it('are deleted after an hour', async () => {
    const at = START + 240_000;
    await store.takeSlot(at);
    expect(await itemOf(`alert-slot#${Math.floor(at / 10_000)}`)).toMatchObject({
      expiresAt: Date.parse('2026-11-20T04:04:00Z') / 1000,
    });
  });

  it('let nothing out when the count cannot be read', async () => {
    expect(await alertsOver(new FakeSend(() => ({}))).takeSlot(START)).toBe(false);
  });
});
