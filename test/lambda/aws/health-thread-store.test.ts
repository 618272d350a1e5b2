import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { HealthThreadStore, threadKey } from '../../../lambda/aws/health-thread-store.ts';
import { IncidentStore } from '../../../lambda/aws/incident-store.ts';
import type { HealthThread } from '../../../lambda/core/notices/health-thread.ts';
import { joined } from '../../../lambda/core/notices/health-thread.ts';
import { noticeShort } from '../../../lambda/core/notices/notice-alert.ts';
import { DAY } from '../../../lambda/core/model/time.ts';
import { alert } from '../words/sample-alert.ts';
import { at } from '../core/given.ts';
import { aHealthEvent } from '../core/notices/given-health.ts';
import type { Json } from '../functions/responder/signals/event-files.ts';
import { hostileJson, placesIn, withValueAt } from '../functions/responder/signals/fuzz-values.ts';
import { FakeSend } from './fake-send.ts';
import { LocalTable, TABLE } from './table.ts';

const NOW = at('10:00:00');
let table: LocalTable;
let client: DynamoDBDocumentClient;
let store: HealthThreadStore;

beforeAll(async () => {
  table = await LocalTable.open();
  client = table.documents();
  store = new HealthThreadStore(client, TABLE, randomUUID);
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
  const result = await store.write(one);
  if (!result.written) throw new Error('lost a race');
  return result.record;
}

describe('the item of a Health event', () => {
  it('is read as it was written', async () => {
    const one = await written(thread({ outbox: [alert({ healthEvent: { arn: 'x', account: 'y' } })] }));
    expect(await store.read(one.key)).toEqual(one);
  });

  it('is not there before the first news', async () => {
    expect(await store.read('health/none')).toBeUndefined();
  });

  it('is written by one of two that have read the same', async () => {
    const one = thread();
    expect((await store.write(one)).written).toBe(true);
    expect((await store.write(one)).written).toBe(false);
    const read = await store.read(one.key);
    expect((await store.write(read ?? one)).written).toBe(true);
  });

  it('goes when it is old, but not while a mail waits', async () => {
    const fake = new FakeSend(() => ({}));
    const faked = new HealthThreadStore(fake as Pick<DynamoDBDocumentClient, 'send'>, TABLE, randomUUID);
    await faked.write(thread());
    await faked.write(thread({ outbox: [alert()] }));
    const [quiet, waits] = fake.named('Put').map(({ input }) => input.Item as Record<string, unknown>);
    expect(quiet).toMatchObject({ expiresAt: (NOW + 93 * DAY) / 1_000 });
    expect(quiet).not.toHaveProperty('unfinished');
    expect(waits).toMatchObject({ unfinished: 'health' });
    expect(waits).not.toHaveProperty('expiresAt');
  });

  it('that waits is listed for the notices and never for the incidents', async () => {
    const waits = await written(thread({ outbox: [alert()] }));
    const quiet = await written(thread());
    const listed = (await store.waiting()).threads.map(({ key }) => key);
    expect(listed).toContain(waits.key);
    expect(listed).not.toContain(quiet.key);
    expect(await new IncidentStore(client, TABLE, randomUUID).unfinished()).toEqual([]);
    await written({ ...waits, outbox: [] });
    expect((await store.waiting()).threads.map(({ key }) => key)).not.toContain(waits.key);
  });

  it('that a later version wrote is named, and keeps none of the others from being told', async () => {
    const waits = await written(thread({ outbox: [alert()] }));
    const Item = { id: 'health/later', unfinished: 'health', schemaVersion: 2 };
    await client.send(new PutCommand({ TableName: TABLE, Item }));
    const { threads, unreadable } = await store.waiting();
    expect(unreadable).toEqual(['health/later']);
    expect(threads.map(({ key }) => key)).toContain(waits.key);
    await expect(store.read('health/later')).rejects.toThrow('schemaVersion 2');
  });

  it('that somebody has broken anywhere is refused by name, or read and safe to join (500 runs)', async () => {
    const item = { ...thread({ outbox: [alert()] }), id: 'health/x', writeId: 'w' } as unknown as Json;
    const broken = fc
      .record({ place: fc.nat(), to: fc.option(hostileJson(), { nil: undefined }) })
      .map(({ place, to }) => {
        const places = placesIn(item).filter(([first]) => first !== undefined && first !== 'id');
        return withValueAt(item, places[place % places.length] ?? [], to);
      });
    await fc.assert(
      fc.asyncProperty(broken, async (bad) => {
        const fake = new FakeSend(() => ({ Item: bad }));
        const faked = new HealthThreadStore(fake as Pick<DynamoDBDocumentClient, 'send'>, TABLE, randomUUID);
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
