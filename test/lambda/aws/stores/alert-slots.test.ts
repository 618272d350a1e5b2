import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { AlertSlots } from '../../../../lambda/aws/stores/alert-slots.ts';
import { FakeSend } from '../fake-send.ts';
import { LocalTable, TABLE } from './table.ts';

let table: LocalTable;
let documents: DynamoDBDocumentClient;
let slots: AlertSlots;

beforeAll(async () => {
  table = await LocalTable.open();
  documents = table.documents();
  slots = slotsOver(documents);
});

afterAll(async () => {
  documents.destroy();
  await table.close();
});

function slotsOver(client: Pick<DynamoDBDocumentClient, 'send'>): AlertSlots {
  return new AlertSlots(client, TABLE);
}

async function itemOf(id: string): Promise<Record<string, unknown> | undefined> {
  return (await documents.send(new GetCommand({ TableName: TABLE, Key: { id }, ConsistentRead: true }))).Item;
}

describe('alert slots', () => {
  const START = Date.parse('2026-11-20T03:00:00Z');

  it('let five alerts out in a minute, counted over all functions', async () => {
    const clients = [table.documents(), table.documents()];
    const stores = clients.map(slotsOver);
    const granted: boolean[] = [];
    for (let n = 0; n < 20; n += 1) granted.push((await stores[n % 2]?.take(START + n * 400)) ?? false);
    expect(granted).toEqual(Array.from({ length: 20 }, (_, n) => n < 5));
    for (const client of clients) client.destroy();
  });

  it('let five out when 30 ask at the same moment', async () => {
    const at = START + 60_000;
    const granted = await Promise.all(Array.from({ length: 30 }, () => slots.take(at)));
    expect(granted.filter(Boolean)).toHaveLength(5);
  });

  it('let alerts out again in the next minute', async () => {
    const at = START + 120_000;
    for (let n = 0; n < 9; n += 1) await slots.take(at);
    expect(await slots.take(at + 59_999)).toBe(false);
    expect(await slots.take(at + 60_000)).toBe(true);
  });

  // SNS suspends an e-mail subscription above 10 messages a second, also where a second crosses into the next slot.
  it('never let more than ten out within one second', async () => {
    const second = START + 189_500;
    const granted: boolean[] = [];
    for (let n = 0; n < 20; n += 1) granted.push(await slots.take(second + n * 50));
    expect(granted.filter(Boolean).length).toBeLessThanOrEqual(10);
  });

  it('are deleted after an hour', async () => {
    const at = START + 240_000;
    await slots.take(at);
    expect(await itemOf(`alert-slot#${Math.floor(at / 60_000)}`)).toMatchObject({
      expiresAt: Date.parse('2026-11-20T04:04:00Z') / 1000,
    });
  });

  it('let nothing out when the count cannot be read', async () => {
    expect(await slotsOver(new FakeSend(() => ({}))).take(START)).toBe(false);
  });
});
