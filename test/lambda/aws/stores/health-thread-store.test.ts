import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { alertKey, AlertStore } from '../../../../lambda/aws/stores/alert-store.ts';
import { HealthThreadStore, threadKey } from '../../../../lambda/aws/stores/health-thread-store.ts';
import type { HealthThread } from '../../../../lambda/core/notices/health-thread.ts';
import { joined } from '../../../../lambda/core/notices/health-thread.ts';
import { noticeShort } from '../../../../lambda/core/notices/notice-alert.ts';
import { DAY } from '../../../../lambda/core/model/time.ts';
import { alert } from '../../words/sample-alert.ts';
import { at } from '../../core/given.ts';
import { aHealthEvent } from '../../core/notices/given-health.ts';
import type { Json } from '../../functions/responder/signals/event-files.ts';
import { hostileJson, placesIn, withValueAt } from '../../functions/responder/signals/fuzz-values.ts';
import { FakeSend } from '../fake-send.ts';
import { queuedAlert } from './sample-queued-alert.ts';
import { itemsContext, SimulatedTableOfStack } from './simulated-table.ts';
import { LocalTable, TABLE } from './table.ts';

const CONTEXT = { newWriteId: randomUUID, sleep: () => Promise.resolve() };

const NOW = at('10:00:00');
let table: LocalTable;
let client: DynamoDBDocumentClient;
let store: HealthThreadStore;

beforeAll(async () => {
  table = await LocalTable.open();
  client = table.documents();
  store = new HealthThreadStore(client, TABLE, CONTEXT);
});
afterAll(async () => {
  client.destroy();
  await table.close();
});

function thread(changes: Partial<HealthThread> = {}): HealthThread {
  const event = aHealthEvent({ eventArn: randomUUID() });
  const beginning = { key: threadKey(event), word: 'NOTICE', short: noticeShort(event, false) } as const;
  return { ...joined(undefined, event, beginning, NOW).thread, ...changes };
}

async function written(one: HealthThread): Promise<HealthThread> {
  const result = await store.write(one, []);
  if (!result.written) throw new Error('lost a race');
  return result.record;
}

describe('the item of a Health event', () => {
  it('is read as it was written', async () => {
    const one = await written(thread({ awaiting: { number: 1, why: 'first', at: NOW } }));
    expect(await store.read(one.key)).toEqual(one);
  });

  it('is not there before the first news', async () => {
    expect(await store.read('health/none')).toBeUndefined();
  });

  it('is written by one of two that have read the same', async () => {
    const one = thread();
    expect((await store.write(one, [])).written).toBe(true);
    expect((await store.write(one, [])).written).toBe(false);
    const read = await store.read(one.key);
    expect((await store.write(read ?? one, [])).written).toBe(true);
  });

  it('goes when it is old, whether or not its mails have gone out: these have items of their own', async () => {
    const simulated = new SimulatedTableOfStack();
    const own = new HealthThreadStore(simulated.client, TABLE, itemsContext());
    const one = thread({ newAlerts: [alert()] });
    const queued = queuedAlert({ of: one.key, number: one.alertsMade + 1 });
    expect(await own.write(one, [queued])).toMatchObject({
      written: true,
      record: { alertsMade: one.alertsMade + 1, newAlerts: [] },
    });
    expect(simulated.item(one.key)).toMatchObject({ expiresAt: (NOW + 93 * DAY) / 1_000 });
    expect(simulated.item(one.key)).not.toHaveProperty('unfinished');
    expect(simulated.item(one.key)).not.toHaveProperty('newAlerts');
    const mail = simulated.item(alertKey(queued));
    expect(mail).toMatchObject({ unfinished: 'yes', number: one.alertsMade + 1 });
    expect(mail).not.toHaveProperty('expiresAt');
  });

  it('has its waiting mail rewritten with what a page brings, but never one that was sent', async () => {
    const simulated = new SimulatedTableOfStack();
    const own = new HealthThreadStore(simulated.client, TABLE, itemsContext());
    const mail = queuedAlert({ of: 'health/x', number: 1 });
    const first = await own.write(thread({ key: 'health/x', newAlerts: [mail.alert] }), [mail]);
    if (!first.written) throw new Error('not written');
    const longer = { ...mail, queuedBy: 'pass-2' };
    const second = await own.write(first.record, [], longer);
    if (!second.written) throw new Error('not written');
    expect(simulated.item('alert/health/x/1')).toMatchObject({ queuedBy: 'pass-2' });
    await new AlertStore(simulated.client, TABLE, itemsContext()).markSent(mail, simulated.now);
    expect(await own.write(second.record, [], { ...mail, queuedBy: 'pass-3' })).toEqual({ written: false });
    expect(simulated.item('alert/health/x/1')).toMatchObject({ queuedBy: 'pass-2' });
    expect(simulated.item('health/x')).toMatchObject({ version: 2 });
  });

  it('in which version 0.1.0 left mails is listed, and read with them as new ones', async () => {
    const simulated = new SimulatedTableOfStack();
    const own = new HealthThreadStore(simulated.client, TABLE, itemsContext());
    const { newAlerts: _, alertsMade: __, key, ...old } = thread({ key: 'health/old' });
    simulated.put({ ...old, version: 4, id: key, mails: 3, outbox: [alert()], unfinished: 'health' });
    await own.write(thread({ key: 'health/new' }), []);
    expect(await own.leftBy010()).toEqual(['health/old']);
    const read = await own.read('health/old');
    expect(read).toMatchObject({ alertsMade: 2, newAlerts: [alert()] });
    if (read !== undefined) await own.write(read, [queuedAlert({ of: key, number: 3 })]);
    expect(await own.leftBy010()).toEqual([]);
    expect(await own.read('health/old')).toMatchObject({ alertsMade: 3, newAlerts: [] });
  });

  it('that a later version wrote is refused by name', async () => {
    const Item = { id: 'health/later', schemaVersion: 2 };
    await client.send(new PutCommand({ TableName: TABLE, Item }));
    await expect(store.read('health/later')).rejects.toThrow('schemaVersion 2');
  });

  it('that somebody has broken anywhere is refused by name, or read and safe to join (500 runs)', async () => {
    const item = { ...thread({ newAlerts: [alert()] }), id: 'health/x', writeId: 'w' } as unknown as Json;
    const broken = fc
      .record({ place: fc.nat(), to: fc.option(hostileJson(), { nil: undefined }) })
      .map(({ place, to }) => {
        const places = placesIn(item).filter(([first]) => first !== undefined && first !== 'id');
        return withValueAt(item, places[place % places.length] ?? [], to);
      });
    await fc.assert(
      fc.asyncProperty(broken, async (bad) => {
        const fake = new FakeSend(() => ({ Item: bad }));
        const faked = new HealthThreadStore(fake as Pick<DynamoDBDocumentClient, 'send'>, TABLE, CONTEXT);
        try {
          const read = await faked.read('health/x');
          if (read !== undefined) joined(read, aHealthEvent({ lastUpdated: NOW }), read, NOW);
        } catch (thrown) {
          expect((thrown as Error).name).toBe('RecordUnreadableError');
        }
      }),
      { seed: 20_261_161, numRuns: 500 },
    );
  });
});

describe('the key of an event', () => {
  it('differs by account, also where the ARN is the same', () => {
    const keys = ['111122223333', '444455556666'].map((account) => threadKey(aHealthEvent({ account })));
    expect(keys[0]).not.toBe(keys[1]);
    expect(keys[0]).toMatch(/^health\/111122223333\/[0-9a-f]{32}$/);
  });

  it('is one for all accounts where the event is about the Region', () => {
    const [one, two] = ['111122223333', '444455556666'].map((account) =>
      threadKey(aHealthEvent({ account, isPublic: true })),
    );
    expect(one).toBe(two);
    expect(one).toMatch(/^health\/public\//);
  });

  it('is short whatever the event holds', () => {
    const odd = aHealthEvent({ account: '../region', eventArn: '本'.repeat(1_600) });
    expect(threadKey(odd)).toMatch(/^health\/unknown\/[0-9a-f]{32}$/);
  });
});
