import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { randomUUID } from 'node:crypto';
import { AlertStore } from '../../../../lambda/aws/stores/alert-store.ts';
import { IncidentStore } from '../../../../lambda/aws/stores/incident-store.ts';
import { RecordUnreadableError } from '../../../../lambda/aws/stores/stored-record.ts';
import type { Incident } from '../../../../lambda/core/model/incident.ts';
import { MAX_TIMELINE } from '../../../../lambda/core/model/timeline.ts';
import { say } from '../../../../lambda/core/model/sentence.ts';
import { alert, FACTS } from '../../words/sample-alert.ts';
import { awsError, FakeSend } from '../fake-send.ts';
import { ENDED, incident } from './sample-incident.ts';
import { queuedAlert } from './sample-queued-alert.ts';
import { itemsContext, SimulatedTableOfStack } from './simulated-table.ts';
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
  return new IncidentStore(client, TABLE, 'ap-northeast-1', {
    newWriteId: randomUUID,
    sleep: () => Promise.resolve(),
  });
}

async function itemOf(id: string): Promise<Record<string, unknown> | undefined> {
  return (await documents.send(new GetCommand({ TableName: TABLE, Key: { id }, ConsistentRead: true }))).Item;
}

async function put(Item: Record<string, unknown>): Promise<void> {
  await documents.send(new PutCommand({ TableName: TABLE, Item }));
}

async function written(one: Incident): Promise<Incident> {
  const result = await store.write(one, []);
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
    const before = incident(id, { told: { end: 1 }, alertsMade: 2, alertIds: ['a'] });
    await store.write(before, []);
    expect([...(await store.read([id]))]).toEqual([[id, { ...before, version: 1 }]]);
  });

  it('is missing, and the others are read, for an instance that has none', async () => {
    const [with_, without] = [fresh(), fresh()];
    await store.write(incident(with_), []);
    expect([...(await store.read([without, with_])).keys()]).toEqual([with_]);
  });

  it('is read of 250 instances, each asked for once', async () => {
    const ids = Array.from({ length: 250 }, fresh);
    await Promise.all(ids.map((id) => store.write(incident(id), [])));
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
    expect(await store.write({ ...first, phase: 'stopping' }, [])).toMatchObject({ written: true });
    expect(await store.write({ ...first, phase: 'verifying' }, [])).toEqual({ written: false });
    expect(await itemOf(id)).toMatchObject({ phase: 'stopping', version: 2 });
  });

  it('exactly one opens an incident, of 50 at the same moment', async () => {
    const id = fresh();
    const results = await Promise.all(Array.from({ length: 50 }, () => store.write(incident(id), [])));
    expect(results.filter((result) => result.written)).toHaveLength(1);
    expect(await itemOf(id)).toMatchObject({ version: 1 });
  });

  it('exactly one goes on to act, of 50 that read the same version', async () => {
    const id = fresh();
    const first = await written(incident(id));
    const stores = Array.from({ length: 50 }, () => storeOver(documents));
    const results = await Promise.all(stores.map((each) => each.write({ ...first, phase: 'stopping' }, [])));
    expect(results.filter((result) => result.written)).toHaveLength(1);
    expect(await itemOf(id)).toMatchObject({ version: 2, phase: 'stopping' });
  });

  it('none writes a record that does not exist any more', async () => {
    const id = fresh();
    expect(await store.write(incident(id, { version: 3 }), [])).toEqual({ written: false });
    expect(await itemOf(id)).toBeUndefined();
  });

  it('none hides a fault of DynamoDB as a lost race', async () => {
    const fake = new FakeSend(() => {
      throw awsError('ProvisionedThroughputExceededException');
    });
    await expect(storeOver(fake).write(incident(fresh()), [])).rejects.toThrow(
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
      expect(await storeOver(table.documents(client)).write(incident(id), [])).toMatchObject({
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
    const result = await storeOver(table.documents(client)).write({ ...first, phase: 'stopping' }, []);
    expect(result).toMatchObject({ written: true, record: { version: 2, phase: 'stopping' } });
    client.destroy();
  });

  it('is not taken for our own when somebody else had written before', async () => {
    const id = fresh();
    const first = await written(incident(id));
    await written({ ...first, phase: 'verifying' });
    const { client } = losing(1);
    expect(await storeOver(table.documents(client)).write({ ...first, phase: 'stopping' }, [])).toEqual({
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
    expect(await storeOver(overtaking).write({ ...first, phase: 'stopping' }, [])).toEqual({
      written: false,
    });
    expect(puts).toBe(1);
    expect(await itemOf(id)).toMatchObject({ version: 3, phase: 'verifying' });
  });

  it('throws when no answer ever comes, so that nobody acts on an intent that may not be written', async () => {
    const { client } = losing(100);
    await expect(storeOver(table.documents(client)).write(incident(fresh()), [])).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    client.destroy();
  });
});

describe('the time to live of a record', () => {
  const IN_90_DAYS = Math.floor((Date.parse('2026-11-20T03:06:12Z') + 90 * 86_400_000) / 1000);

  it('is set, 90 days after the end, when the incident is closed', async () => {
    const id = fresh();
    await store.write(incident(id, ENDED), []);
    expect(await itemOf(id)).toMatchObject({ expiresAt: IN_90_DAYS });
    expect(IN_90_DAYS).toBe(Date.parse('2027-02-18T03:06:12Z') / 1000);
  });

  it.each(['watching', 'stopping', 'starting', 'verifying'] as const)(
    'is not set while it is %s',
    async (phase) => {
      const id = fresh();
      await store.write(incident(id, { phase }), []);
      expect(await itemOf(id)).not.toHaveProperty('expiresAt');
    },
  );

  it('is removed by the write that opens the next incident on the instance', async () => {
    const id = fresh();
    const closed = await written(incident(id, ENDED));
    expect(await itemOf(id)).toHaveProperty('expiresAt');
    await store.write(incident(id, { version: closed.version, attempts: [1] }), []);
    expect(await itemOf(id)).not.toHaveProperty('expiresAt');
  });
});

describe('unfinished', () => {
  it('lists what is open, and the alerts that wait, in one query, and nothing else', async () => {
    const simulated = new SimulatedTableOfStack();
    const own = new IncidentStore(simulated.client, TABLE, 'ap-northeast-1', itemsContext());
    const [open, closed] = ['i-0a', 'i-0b'];
    await own.write(incident(open), []);
    await own.write(incident(closed, ENDED), [queuedAlert({ of: closed, number: 3 })]);
    // What version 0.1.0 left there, and what somebody else put into the table.
    simulated.put({ id: 'i-0c', unfinished: 'yes' });
    for (const id of ['health/x', 'region', 'i-UPPER', 'alert-slot#1'])
      simulated.put({ id, unfinished: 'yes' });
    const unfinished = await own.unfinished();
    expect([...unfinished.instanceIds].sort()).toEqual([open, 'i-0c']);
    expect(unfinished.alertKeys).toEqual([`alert/${closed}/3`]);
    expect(simulated.named('Query')).toHaveLength(1);
  });

  it('forgets an incident when it is closed, and an alert when it is sent', async () => {
    const simulated = new SimulatedTableOfStack();
    const own = new IncidentStore(simulated.client, TABLE, 'ap-northeast-1', itemsContext());
    const alerts = new AlertStore(simulated.client, TABLE, itemsContext());
    const queued = queuedAlert({ of: 'i-0a', number: 1 });
    const result = await own.write(incident('i-0a'), [queued]);
    if (!result.written) throw new Error('not written');
    await own.write({ ...result.record, ...ENDED }, []);
    expect(await own.unfinished()).toEqual({ instanceIds: [], alertKeys: ['alert/i-0a/1'] });
    await alerts.markSent(queued, simulated.now);
    expect(await own.unfinished()).toEqual({ instanceIds: [], alertKeys: [] });
  });

  it('follows every page, the empty ones too', async () => {
    const fake = new FakeSend((_call, number) => ({
      Items: number === 2 ? [] : [{ id: `i-${number}` }],
      ...(number < 3 ? { LastEvaluatedKey: { id: `i-${number}`, unfinished: 'yes' } } : {}),
    }));
    expect((await storeOver(fake).unfinished()).instanceIds).toEqual(['i-1', 'i-3']);
    expect(fake.calls.map(({ input }) => input.ExclusiveStartKey)).toEqual([
      undefined,
      { id: 'i-1', unfinished: 'yes' },
      { id: 'i-2', unfinished: 'yes' },
    ]);
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
      pastAttempts: [],
      alertsMade: 0,
      alertIds: [],
      newAlerts: [],
    });
  });

  it('of version 0.1.0 had alerts that wait and a refusal under other names', async () => {
    const id = fresh();
    const {
      newAlerts: _,
      alertsMade: __,
      alertIds: ___,
      pastAttempts: ____,
      ...old
    } = incident(id, { version: 1 });
    const refusal = { stage: 'brake', since: 1, reason: { key: 'refuse.claim-race' } };
    await put({ ...old, id, hold: refusal, outbox: [{ ...alert(), queuedBy: 'a pass of 0.1.0' }] });
    const read = (await store.read([id])).get(id);
    expect(read).toMatchObject({ refused: refusal, alertsMade: 0, newAlerts: [alert()] });
    expect(read).not.toHaveProperty('hold');
    expect(read).not.toHaveProperty('outbox');
  });

  it('of one record does not keep the others from being read', async () => {
    const [newer, ours] = [fresh(), fresh()];
    await put({ ...incident(newer, { version: 1, schemaVersion: 2 }), id: newer });
    await store.write(incident(ours, { phase: 'stopping' }), []);
    const read = await store.read([newer, ours]).catch(() => new Map<string, Incident>());
    expect(read.get(ours)).toMatchObject({ phase: 'stopping' });
  });
});

describe('the size of a record', () => {
  const KIB = 1024;
  const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

  /** As full as an incident gets: a timeline of 100 lines with long answers of EC2 in them, and tags as EC2 allows. */
  function fullIncident(id: string): Incident {
    const what = say('step.start-refused', {
      code: 'InsufficientInstanceCapacity',
      message: '\u672c'.repeat(300),
    });
    const timeline = Array.from({ length: MAX_TIMELINE }, (_, n) => ({ at: n, what }));
    const long = '\u672c'.repeat(256);
    const keys = ['ec2-responder', 'ec2-responder:group', 'ec2-responder:allow-instance-store-loss'];
    const facts = { ...FACTS, name: long, tags: Object.fromEntries(keys.map((key) => [key, long])) };
    return incident(id, { timeline, facts });
  }

  it('is as it was written while it is below the bound', async () => {
    const id = fresh();
    expect(await written(incident(id))).toEqual({ ...incident(id), version: 1 });
  });

  it('stays below 100 KiB: the oldest lines of the timeline go, but for the first', async () => {
    const id = fresh();
    const full = fullIncident(id);
    expect(sizeOf(full)).toBeGreaterThan(100 * KIB);
    const record = await written(full);
    expect(sizeOf(await itemOf(id))).toBeLessThanOrEqual(100 * KIB);
    expect(record.timeline).toEqual([full.timeline[0], ...full.timeline.slice(-20)]);
    expect((await store.read([id])).get(id)).toEqual(record);
  });

  it('does not grow with its alerts: each has an item of its own', async () => {
    const id = fresh();
    const alerts = Array.from({ length: 30 }, (_, n) => queuedAlert({ of: id, number: n + 1 }));
    await store.write({ ...incident(id), newAlerts: alerts.map((one) => one.alert) }, alerts);
    expect(await itemOf(id)).toMatchObject({ alertsMade: 30 });
    expect(await itemOf(id)).not.toHaveProperty('newAlerts');
    expect(sizeOf(await itemOf(id))).toBeLessThan(3 * KIB);
    expect(await itemOf(`alert/${id}/30`)).toMatchObject({ of: id, number: 30, unfinished: 'yes' });
  });
});
