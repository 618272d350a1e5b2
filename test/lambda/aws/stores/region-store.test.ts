import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { randomUUID } from 'node:crypto';
import { RegionStore } from '../../../../lambda/aws/stores/region-store.ts';
import { RecordUnreadableError } from '../../../../lambda/aws/stores/stored-record.ts';
import { EMPTY_REGION_RECORD } from '../../../../lambda/core/model/region-record.ts';
import { alert } from '../../words/sample-alert.ts';
import { FakeSend } from '../fake-send.ts';
import { queuedAlert } from './sample-queued-alert.ts';
import { itemsContext, SimulatedTableOfStack } from './simulated-table.ts';
import { LocalTable, TABLE } from './table.ts';

let table: LocalTable;
let documents: DynamoDBDocumentClient;
let store: RegionStore;

beforeAll(async () => {
  table = await LocalTable.open();
  documents = table.documents();
  store = regionOver(documents);
});

afterAll(async () => {
  documents.destroy();
  await table.close();
});

function regionOver(client: Pick<DynamoDBDocumentClient, 'send'>): RegionStore {
  return new RegionStore(client, TABLE, { newWriteId: randomUUID, sleep: () => Promise.resolve() });
}

describe('the record of the Region', () => {
  it('is empty before its first write, then what was written, one version on', async () => {
    const other = await LocalTable.open();
    const client = other.documents();
    const own = regionOver(client);
    expect(await own.read()).toEqual(EMPTY_REGION_RECORD);
    const claim = {
      instanceId: 'i-0a',
      incidentId: 'x',
      availabilityZone: 'ap-northeast-1a',
      instanceType: 'm7g.large',
      since: 1,
      by: 'pass-1',
    };
    const next = { ...EMPTY_REGION_RECORD, claims: [claim] };
    expect(await own.write(next, [])).toEqual({ written: true, record: { ...next, version: 1 } });
    expect(await own.read()).toEqual({ ...next, version: 1 });
    client.destroy();
    await other.close();
  });

  it('is written by exactly one of 50 passes that want the last place', async () => {
    const region = await store.read();
    const results = await Promise.all(Array.from({ length: 50 }, () => store.write(region, [])));
    expect(results.filter((result) => result.written)).toHaveLength(1);
    expect(await store.read()).toMatchObject({ version: region.version + 1 });
  });

  it('is refused when a newer version wrote it', async () => {
    const fake = new FakeSend(() => ({ Item: { id: 'region', schemaVersion: 2, version: 7 } }));
    await expect(regionOver(fake).read()).rejects.toThrow(RecordUnreadableError);
  });

  it('is filled in with what an older version did not write', async () => {
    const fake = new FakeSend(() => ({ Item: { id: 'region', schemaVersion: 1, version: 7, writeId: 'w' } }));
    expect(await regionOver(fake).read()).toEqual({ ...EMPTY_REGION_RECORD, version: 7 });
  });

  it('of version 0.1.0 kept alerts that wait: the next write puts each beside it', async () => {
    const waiting = { id: 'region', schemaVersion: 1, version: 7, outbox: [alert()] };
    const read = await regionOver(new FakeSend(() => ({ Item: waiting }))).read();
    expect(read).toEqual({ ...EMPTY_REGION_RECORD, version: 7, newAlerts: [alert()] });
  });

  it('is written with its alerts, all or nothing, and keeps none of them in itself', async () => {
    const simulated = new SimulatedTableOfStack();
    const own = new RegionStore(simulated.client, TABLE, itemsContext());
    const queued = queuedAlert({ of: 'region', number: 1 });
    const telling = { ...EMPTY_REGION_RECORD, newAlerts: [queued.alert] };
    expect(await own.write(telling, [queued])).toEqual({
      written: true,
      record: { ...EMPTY_REGION_RECORD, version: 1, alertsMade: 1 },
    });
    expect(await own.write(telling, [queuedAlert({ of: 'region', number: 9 })])).toEqual({ written: false });
    expect(simulated.ids()).toEqual(['alert/region/1', 'region']);
    expect(simulated.item('region')).not.toHaveProperty('newAlerts');
    expect(await own.read()).toEqual({ ...EMPTY_REGION_RECORD, version: 1, alertsMade: 1 });
  });
});
