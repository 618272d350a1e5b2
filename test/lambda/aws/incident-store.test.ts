import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { randomUUID } from 'node:crypto';
import { IncidentStore } from '../../../lambda/aws/incident-store.ts';
import { RecordUnreadableError } from '../../../lambda/aws/stored-records.ts';
import { MAX_OUTBOX, type Incident } from '../../../lambda/core/model/incident.ts';
import { MAX_TIMELINE } from '../../../lambda/core/model/timeline.ts';
import { EMPTY_REGION_RECORD } from '../../../lambda/core/model/region-record.ts';
import { say } from '../../../lambda/core/model/sentence.ts';
import { alert, FACTS } from '../words/sample-alert.ts';
import { awsError, FakeSend } from './fake-send.ts';
import { ENDED, incident } from './sample-incident.ts';
import { LocalTable, TABLE } from './table.ts';

let table: LocalTable;
let documents: DynamoDBDocumentClient;
let store: IncidentStore;

beforeAll(async () => {
  table = await LocalTable.open();
  documents = table.documents();
  store = storeOver(documents);
});

afterAll(async () => {
  documents.destroy();
  await table.close();
});

function storeOver(client: Pick<DynamoDBDocumentClient, 'send'>): IncidentStore {
  return new IncidentStore(client, TABLE, randomUUID);
}

async function itemOf(id: string): Promise<Record<string, unknown> | undefined> {
  return (await documents.send(new GetCommand({ TableName: TABLE, Key: { id }, ConsistentRead: true }))).Item;
}

async function put(Item: Record<string, unknown>): Promise<void> {
  await documents.send(new PutCommand({ TableName: TABLE, Item }));
}

async function written(one: Incident): Promise<Incident> {
  const result = await store.write(one);
  if (!result.written) throw new Error(`${one.instanceId} was not written`);
  return result.record;
}

let instances = 0;
/** An instance that no other test uses. */
function fresh(): string {
  instances += 1;
  return `i-${String(instances).padStart(17, '0')}`;
}

describe('a record', () => {
  it('is read as it was written, one version on', async () => {
    const id = fresh();
    const before = incident(id, { outbox: [alert()], told: { end: 1 } });
    await store.write(before);
    expect([...(await store.read([id]))]).toEqual([[id, { ...before, version: 1 }]]);
  });

  it('is missing, and the others are read, for an instance that has none', async () => {
    const [with_, without] = [fresh(), fresh()];
    await store.write(incident(with_));
    expect([...(await store.read([without, with_])).keys()]).toEqual([with_]);
  });

  it('is read of 250 instances, each asked for once', async () => {
    const ids = Array.from({ length: 250 }, fresh);
    await Promise.all(ids.map((id) => store.write(incident(id))));
    expect((await store.read([...ids, ...ids])).size).toBe(250);
  });

  it('is read without any call when nobody is asked for', async () => {
    const fake = new FakeSend(() => ({}));
    expect([...(await storeOver(fake).read([]))]).toEqual([]);
    expect(fake.calls).toEqual([]);
  });

  it('is read strongly consistent', async () => {
    const fake = new FakeSend(() => ({ Responses: {} }));
    await storeOver(fake).read(['i-1a2b3c4d']);
    expect(fake.calls).toEqual([
      {
        name: 'BatchGet',
        input: { RequestItems: { [TABLE]: { Keys: [{ id: 'i-1a2b3c4d' }], ConsistentRead: true } } },
      },
    ]);
  });
});

describe('of two writers', () => {
  it('the one with the version that was read writes, the other one does not', async () => {
    const id = fresh();
    const first = await written(incident(id));
    expect(await store.write({ ...first, phase: 'stopping' })).toMatchObject({ written: true });
    expect(await store.write({ ...first, phase: 'verifying' })).toEqual({ written: false });
    expect(await itemOf(id)).toMatchObject({ phase: 'stopping', version: 2 });
  });

  it('exactly one opens an incident, of 50 at the same moment', async () => {
    const id = fresh();
    const results = await Promise.all(Array.from({ length: 50 }, () => store.write(incident(id))));
    expect(results.filter((result) => result.written)).toHaveLength(1);
    expect(await itemOf(id)).toMatchObject({ version: 1 });
  });

  it('exactly one goes on to act, of 50 that read the same version', async () => {
    const id = fresh();
    const first = await written(incident(id));
    const stores = Array.from({ length: 50 }, () => storeOver(documents));
    const results = await Promise.all(stores.map((each) => each.write({ ...first, phase: 'stopping' })));
    expect(results.filter((result) => result.written)).toHaveLength(1);
    expect(await itemOf(id)).toMatchObject({ version: 2, phase: 'stopping' });
  });

  it('none writes a record that does not exist any more', async () => {
    const id = fresh();
    expect(await store.write(incident(id, { version: 3 }))).toEqual({ written: false });
    expect(await itemOf(id)).toBeUndefined();
  });

  it('none hides a fault of DynamoDB as a lost race', async () => {
    const fake = new FakeSend(() => {
      throw awsError('ProvisionedThroughputExceededException');
    });
    await expect(storeOver(fake).write(incident(fresh()))).rejects.toThrow(
      'ProvisionedThroughputExceededException',
    );
  });
});

describe('a write whose answer was lost', () => {
  /** The effect takes place, the answer is lost so often, and the SDK itself repeats the request. */
  function losing(answers: number): { client: DynamoDBClient; requests: () => number } {
    const client = table.client();
    let lost = 0;
    let requests = 0;
    client.middlewareStack.add(
      (next) => async (args) => {
        requests += 1;
        const output = await next(args);
        lost += 1;
        if (lost > answers) return output;
        throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });
      },
      { step: 'deserialize', priority: 'high', name: 'loseAnswers' },
    );
    return { client, requests: () => requests };
  }

  it.each([1, 2, 3])(
    'is recognised as our own after %d lost answers, and the record is ours',
    async (answers) => {
      const id = fresh();
      const { client, requests } = losing(answers);
      expect(await storeOver(table.documents(client)).write(incident(id))).toMatchObject({
        written: true,
        record: { version: 1 },
      });
      expect(requests()).toBeGreaterThan(answers);
      expect(await itemOf(id)).toMatchObject({ version: 1 });
      client.destroy();
    },
  );

  it('is recognised when it changes a record that there was', async () => {
    const id = fresh();
    const first = await written(incident(id));
    const { client } = losing(1);
    const result = await storeOver(table.documents(client)).write({ ...first, phase: 'stopping' });
    expect(result).toMatchObject({ written: true, record: { version: 2, phase: 'stopping' } });
    client.destroy();
  });

  it('is not taken for our own when somebody else had written before', async () => {
    const id = fresh();
    const first = await written(incident(id));
    await written({ ...first, phase: 'verifying' });
    const { client } = losing(1);
    expect(await storeOver(table.documents(client)).write({ ...first, phase: 'stopping' })).toEqual({
      written: false,
    });
    client.destroy();
  });

  it('is not taken for a licence to act when somebody else has written since', async () => {
    const id = fresh();
    const first = await written(incident(id));
    let puts = 0;
    const overtaking: Pick<DynamoDBDocumentClient, 'send'> = {
      send: (async (command: PutCommand) => {
        if (command instanceof PutCommand) {
          puts += 1;
          await documents.send(command);
          await written({ ...first, version: 2, phase: 'verifying' });
        }
        return documents.send(command);
      }) as DynamoDBDocumentClient['send'],
    };
    expect(await storeOver(overtaking).write({ ...first, phase: 'stopping' })).toEqual({ written: false });
    expect(puts).toBe(1);
    expect(await itemOf(id)).toMatchObject({ version: 3, phase: 'verifying' });
  });

  it('throws when no answer ever comes, so that nobody acts on an intent that may not be written', async () => {
    const { client } = losing(100);
    await expect(storeOver(table.documents(client)).write(incident(fresh()))).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    client.destroy();
  });
});

describe('the time to live of a record', () => {
  const IN_90_DAYS = Math.floor((Date.parse('2026-11-20T03:06:12Z') + 90 * 86_400_000) / 1000);

  it('is set, 90 days after the end, when the incident is closed and its alerts are out', async () => {
    const id = fresh();
    await store.write(incident(id, ENDED));
    expect(await itemOf(id)).toMatchObject({ expiresAt: IN_90_DAYS });
    expect(IN_90_DAYS).toBe(Date.parse('2027-02-18T03:06:12Z') / 1000);
  });

  it('is not set while an alert waits, so that no alert is deleted unread', async () => {
    const id = fresh();
    const waiting = await written(incident(id, { ...ENDED, outbox: [alert()] }));
    expect(await itemOf(id)).not.toHaveProperty('expiresAt');
    await store.write({ ...waiting, outbox: [] });
    expect(await itemOf(id)).toMatchObject({ expiresAt: IN_90_DAYS });
  });

  it.each(['watching', 'stopping', 'starting', 'verifying'] as const)(
    'is not set while it is %s',
    async (phase) => {
      const id = fresh();
      await store.write(incident(id, { phase }));
      expect(await itemOf(id)).not.toHaveProperty('expiresAt');
    },
  );

  it('is removed by the write that opens the next incident on the instance', async () => {
    const id = fresh();
    const closed = await written(incident(id, ENDED));
    expect(await itemOf(id)).toHaveProperty('expiresAt');
    await store.write(incident(id, { version: closed.version, attempts: [1] }));
    expect(await itemOf(id)).not.toHaveProperty('expiresAt');
  });
});

describe('unfinished', () => {
  it('lists what is open or has alerts waiting, and nothing else', async () => {
    const [open, waiting, closed, reopened] = [fresh(), fresh(), fresh(), fresh()];
    await store.write(incident(open));
    await store.write(incident(waiting, { ...ENDED, outbox: [alert()] }));
    await store.write(incident(closed, ENDED));
    const earlier = await written(incident(reopened, ENDED));
    await store.write(incident(reopened, { version: earlier.version }));
    await store.writeRegion(await store.readRegion());
    await store.takeAlertSlot(0);
    const ids = await store.unfinished();
    expect(ids).toEqual(expect.arrayContaining([open, waiting, reopened]));
    expect(ids).not.toContain(closed);
    expect(ids.filter((id) => !id.startsWith('i-'))).toEqual([]);
  });

  it('forgets an incident when it is closed and its alerts are out', async () => {
    const id = fresh();
    const open = await written(incident(id));
    expect(await store.unfinished()).toContain(id);
    const waiting = await written({ ...open, ...ENDED, outbox: [alert()] });
    expect(await store.unfinished()).toContain(id);
    await written({ ...waiting, outbox: [] });
    expect(await store.unfinished()).not.toContain(id);
  });

  it('follows every page, the empty ones too', async () => {
    const fake = new FakeSend((_call, number) => ({
      Items: number === 2 ? [] : [{ id: `i-${number}` }],
      ...(number < 3 ? { LastEvaluatedKey: { id: `i-${number}`, unfinished: 'yes' } } : {}),
    }));
    expect(await storeOver(fake).unfinished()).toEqual(['i-1', 'i-3']);
    expect(fake.calls.map(({ input }) => input.ExclusiveStartKey)).toEqual([
      undefined,
      { id: 'i-1', unfinished: 'yes' },
      { id: 'i-2', unfinished: 'yes' },
    ]);
  });
});

describe('the record of the Region', () => {
  it('is empty before its first write, then what was written, one version on', async () => {
    const other = await LocalTable.open();
    const client = other.documents();
    const own = storeOver(client);
    expect(await own.readRegion()).toEqual(EMPTY_REGION_RECORD);
    const claim = {
      instanceId: fresh(),
      incidentId: 'x',
      availabilityZone: 'ap-northeast-1a',
      instanceType: 'm7g.large',
      since: 1,
      by: 'pass-1',
    };
    const next = { ...EMPTY_REGION_RECORD, claims: [claim], outbox: [alert()] };
    expect(await own.writeRegion(next)).toEqual({ written: true, record: { ...next, version: 1 } });
    expect(await own.readRegion()).toEqual({ ...next, version: 1 });
    client.destroy();
    await other.close();
  });

  it('is written by exactly one of 50 passes that want the last place', async () => {
    const region = await store.readRegion();
    const results = await Promise.all(Array.from({ length: 50 }, () => store.writeRegion(region)));
    expect(results.filter((result) => result.written)).toHaveLength(1);
    expect(await store.readRegion()).toMatchObject({ version: region.version + 1 });
  });

  it('is refused when a newer version wrote it', async () => {
    const fake = new FakeSend(() => ({ Item: { id: 'region', schemaVersion: 2, version: 7 } }));
    await expect(storeOver(fake).readRegion()).rejects.toThrow(RecordUnreadableError);
  });

  it('is filled in with what an older version did not write', async () => {
    const fake = new FakeSend(() => ({ Item: { id: 'region', schemaVersion: 1, version: 7, writeId: 'w' } }));
    expect(await storeOver(fake).readRegion()).toEqual({ ...EMPTY_REGION_RECORD, version: 7 });
  });
});

describe('alert slots', () => {
  const START = Date.parse('2026-11-20T03:00:00Z');

  it('let five alerts out in ten seconds, counted over all functions', async () => {
    const clients = [table.documents(), table.documents()];
    const stores = clients.map((client) => storeOver(client));
    const granted: boolean[] = [];
    for (let n = 0; n < 20; n += 1)
      granted.push((await stores[n % 2]?.takeAlertSlot(START + n * 400)) ?? false);
    expect(granted).toEqual(Array.from({ length: 20 }, (_, n) => n < 5));
    for (const client of clients) client.destroy();
  });

  it('let five out when 30 ask at the same moment', async () => {
    const at = START + 60_000;
    const granted = await Promise.all(Array.from({ length: 30 }, () => store.takeAlertSlot(at)));
    expect(granted.filter(Boolean)).toHaveLength(5);
  });

  it('let alerts out again in the next ten seconds', async () => {
    const at = START + 120_000;
    for (let n = 0; n < 9; n += 1) await store.takeAlertSlot(at);
    expect(await store.takeAlertSlot(at + 9_999)).toBe(false);
    expect(await store.takeAlertSlot(at + 10_000)).toBe(true);
  });

  // SNS suspends an e-mail subscription above 10 messages a second, also where a second crosses into the next slot.
  it('never let more than ten out within one second', async () => {
    const second = START + 189_500;
    const granted: boolean[] = [];
    for (let n = 0; n < 20; n += 1) granted.push(await store.takeAlertSlot(second + n * 50));
    expect(granted.filter(Boolean).length).toBeLessThanOrEqual(10);
  });

  it('are deleted after an hour', async () => {
    const at = START + 240_000;
    await store.takeAlertSlot(at);
    expect(await itemOf(`alert-slot#${Math.floor(at / 10_000)}`)).toMatchObject({
      expiresAt: Date.parse('2026-11-20T04:04:00Z') / 1000,
    });
  });

  it('let nothing out when the count cannot be read', async () => {
    expect(await storeOver(new FakeSend(() => ({}))).takeAlertSlot(START)).toBe(false);
  });
});

describe('keys that DynamoDB leaves unprocessed', () => {
  const item = (id: string): object => ({ ...incident(id, { version: 1 }), id });

  it('are asked for again until they are read', async () => {
    const left = { [TABLE]: { Keys: [{ id: 'i-2' }], ConsistentRead: true } };
    const fake = new FakeSend((_call, number) =>
      number < 4
        ? { Responses: { [TABLE]: number === 1 ? [item('i-1')] : [] }, UnprocessedKeys: left }
        : { Responses: { [TABLE]: [item('i-2')] }, UnprocessedKeys: {} },
    );
    expect([...(await storeOver(fake).read(['i-1', 'i-2'])).keys()]).toEqual(['i-1', 'i-2']);
    expect(fake.calls.slice(1).map(({ input }) => input.RequestItems)).toEqual([left, left, left]);
  });

  it('are an error, and not missing records, when they stay so', async () => {
    const fake = new FakeSend(() => ({ UnprocessedKeys: { [TABLE]: { Keys: [{ id: 'i-1' }] } } }));
    await expect(storeOver(fake).read(['i-1'])).rejects.toThrow('DynamoDB left 1 keys unread');
    expect(fake.calls.length).toBeLessThanOrEqual(10);
  });
});

describe('the schema of a record', () => {
  it.each([[2], [99], ['1'], [undefined]])(
    'is refused when it is %p: a later version wrote it',
    async (schemaVersion) => {
      const id = fresh();
      await put({
        ...incident(id, { version: 1 }),
        id,
        ...(schemaVersion === undefined ? {} : { schemaVersion }),
      });
      if (schemaVersion === undefined) {
        const { schemaVersion: _, ...without } = incident(id, { version: 1 });
        await put({ ...without, id });
      }
      await expect(store.read([id])).rejects.toThrow(RecordUnreadableError);
    },
  );

  it('is refused with the id, what it is and what can be read', async () => {
    const id = fresh();
    await put({ ...incident(id, { version: 1, schemaVersion: 2 }), id });
    await expect(store.read([id])).rejects.toThrow(
      `record ${id} has schemaVersion 2, this version reads up to 1`,
    );
  });

  it('may lack what an older version did not know', async () => {
    const id = fresh();
    const { schemaVersion, version, instanceId, incidentId, phase, openedAt, phaseSince, facts } = incident(
      id,
      {
        version: 1,
      },
    );
    const small = { schemaVersion, version, instanceId, incidentId, phase, openedAt, phaseSince, facts };
    await put({ ...small, id });
    expect((await store.read([id])).get(id)).toEqual({
      ...small,
      announced: [],
      attempts: [],
      episodes: [],
      health: [],
      heard: [],
      scheduledEventIds: [],
      told: {},
      timeline: [],
      outbox: [],
    });
  });

  it('of one record does not keep the others from being read', async () => {
    const [newer, ours] = [fresh(), fresh()];
    await put({ ...incident(newer, { version: 1, schemaVersion: 2 }), id: newer });
    await store.write(incident(ours, { phase: 'stopping' }));
    const read = await store.read([newer, ours]).catch(() => new Map<string, Incident>());
    expect(read.get(ours)).toMatchObject({ phase: 'stopping' });
  });
});

describe('the size of a record', () => {
  const KIB = 1024;
  const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

  /** As full as an incident gets: 20 alerts of 15 lines and a timeline of 100, with long answers of EC2 in them. */
  function fullIncident(id: string, changes: Partial<Incident> = {}): Incident {
    const what = say('step.start-refused', {
      code: 'InsufficientInstanceCapacity',
      message: 'x'.repeat(300),
    });
    const timeline = Array.from({ length: MAX_TIMELINE }, (_, n) => ({ at: n, what }));
    const facts = changes.facts ?? FACTS;
    const outbox = Array.from({ length: MAX_OUTBOX }, (_, n) =>
      alert({
        id: `${id}/alert/${n}`,
        story: [say('story.start-failed', { error: `InsufficientInstanceCapacity, ${'x'.repeat(300)}` })],
        instance: { id, facts },
        timeline: timeline.slice(-15),
        timelineOmitted: 85,
      }),
    );
    return incident(id, { timeline, outbox, ...changes });
  }

  it('is as it was written while it is below the bound', async () => {
    const id = fresh();
    const small = fullIncident(id, { outbox: [] });
    expect(await written(small)).toEqual({ ...small, version: 1 });
  });

  it('stays below 100 KiB with 20 alerts and 100 lines of timeline, and no alert is lost', async () => {
    const id = fresh();
    const full = fullIncident(id);
    expect(sizeOf(full)).toBeGreaterThan(100 * KIB);
    const record = await written(full);
    expect(sizeOf(await itemOf(id))).toBeLessThanOrEqual(100 * KIB);
    expect(record.outbox.map((one) => one.id)).toEqual(full.outbox.map((one) => one.id));
    expect(record.outbox.every((one) => one.timelineOmitted + one.timeline.length === 100)).toBe(true);
    expect(record.timeline[0]).toEqual(full.timeline[0]);
    expect(record.timeline.at(-1)).toEqual(full.timeline.at(-1));
    expect((await store.read([id])).get(id)).toEqual(record);
  });

  it('leaves out what AWS says, to which a link leads, where 20 alerts quote it in Japanese', async () => {
    const id = fresh();
    const full = fullIncident(id);
    const quoted = say('notice.aws-says', { message: '\u672c'.repeat(1_500) });
    const outbox = full.outbox.map((one) => ({ ...one, story: [...one.story, quoted] }));
    const record = await written({ ...full, outbox });
    expect(sizeOf(await itemOf(id))).toBeLessThanOrEqual(100 * KIB);
    expect(record.outbox.map(({ story }) => story)).toEqual(full.outbox.map(({ story }) => story));
  });

  it('stays below 100 KiB when the tags are as long as EC2 allows, in Japanese', async () => {
    const id = fresh();
    const long = '\u672c'.repeat(256);
    const keys = ['ec2-responder', 'ec2-responder:group', 'ec2-responder:allow-instance-store-loss'];
    const facts = { ...FACTS, name: long, tags: Object.fromEntries(keys.map((key) => [key, long])) };
    const record = await written(fullIncident(id, { facts }));
    expect(sizeOf(await itemOf(id))).toBeLessThanOrEqual(100 * KIB);
    expect(record.outbox).toHaveLength(MAX_OUTBOX);
  });
});
