import { describe, expect, it } from '@jest/globals';
import { AlertSlots } from '../../../../lambda/aws/stores/alert-slots.ts';
import { AlertStore } from '../../../../lambda/aws/stores/alert-store.ts';
import { HealthThreadStore, threadKey } from '../../../../lambda/aws/stores/health-thread-store.ts';
import { IncidentStore } from '../../../../lambda/aws/stores/incident-store.ts';
import { RegionStore } from '../../../../lambda/aws/stores/region-store.ts';
import type { QueuedAlert } from '../../../../lambda/core/alerts/queued-alert.ts';
import { MINUTE } from '../../../../lambda/core/model/time.ts';
import type { Invocation } from '../../../../lambda/functions/responder/invocation.ts';
import { takeOverNotices, tellNotice } from '../../../../lambda/functions/responder/tell-notice.ts';
import { sweep } from '../../../../lambda/functions/responder/sweep.ts';
import { awsError } from '../../aws/fake-send.ts';
import { ENDED, incident } from '../../aws/stores/sample-incident.ts';
import { itemsContext, SimulatedTableOfStack } from '../../aws/stores/simulated-table.ts';
import { TABLE } from '../../aws/stores/table.ts';
import { SETTINGS } from '../../core/given.ts';
import { aHealthEvent } from '../../core/notices/given-health.ts';
import { alert, PLACE } from '../../words/sample-alert.ts';

/** A Region in which EC2 has nothing to say, over the simulated table; and the mails that went out. */
function given() {
  const table = new SimulatedTableOfStack();
  const mails: string[] = [];
  const quiet = (): void => undefined;
  const context = itemsContext();
  let passes = 0;
  const invocation = (): Invocation =>
    ({
      passId: `pass-${++passes}`,
      settings: SETTINGS,
      settingProblems: [],
      place: PLACE,
      incidents: new IncidentStore(table.client, TABLE, PLACE.region, context),
      region: new RegionStore(table.client, TABLE, context),
      threads: new HealthThreadStore(table.client, TABLE, context),
      alerts: new AlertStore(table.client, TABLE, context),
      alertSlots: new AlertSlots(table.client, TABLE),
      lists: {
        listNeedingALook: () => Promise.resolve({ instanceIds: [], failures: [] }),
        stoppedByAws: () => Promise.resolve([]),
      },
      reader: {
        observe: (ids: readonly string[]) =>
          Promise.resolve(
            new Map(
              ids.map((instanceId) => [instanceId, { kind: 'not-found', instanceId, observedAt: table.now }]),
            ),
          ),
      },
      topic: {
        publish: ({ attributes }: { attributes: { alertId: string } }) => {
          mails.push(attributes.alertId);
          return Promise.resolve();
        },
      },
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      meter: { add: quiet },
      now: () => table.now,
      sleep: context.sleep,
      queued: [] as QueuedAlert[],
      singleMails: { sent: 0 },
      readAhead: { count: 0 },
      unsent: new Set<string>(),
      zones: new Map(),
      timeLeft: () => 100_000,
    }) as unknown as Invocation;
  /** The closed record of an instance as version 0.1.0 left it, with an alert that waits. */
  const leave = (id: string): void => {
    const { newAlerts: _, alertsMade: __, alertIds: ___, pastAttempts: ____, ...old } = incident(id, ENDED);
    const waits = { ...alert({ id: `${id}/end` }), queuedBy: 'a pass of 0.1.0' };
    table.put({ ...old, version: 3, id, outbox: [waits], unfinished: 'yes' });
  };
  return { table, mails, invocation, leave };
}

describe('an alert that version 0.1.0 left waiting', () => {
  it('in a closed record is sent by the first sweep, once, and the record may expire then', async () => {
    const { table, mails, invocation, leave } = given();
    leave('i-0a');
    expect(await sweep(invocation())).toEqual([]);
    expect(mails).toEqual(['i-0a/end']);
    expect(table.item('i-0a')).toMatchObject({ phase: 'closed', version: 4, alertsMade: 1 });
    expect(table.item('i-0a')).toHaveProperty('expiresAt');
    for (const key of ['outbox', 'unfinished']) expect(table.item('i-0a')).not.toHaveProperty(key);
    table.now += 5 * MINUTE;
    await sweep(invocation());
    expect(mails).toHaveLength(1);
  });

  it('in a record that cannot be written keeps no other one from being sent', async () => {
    const { table, mails, invocation, leave } = given();
    leave('i-0a');
    leave('i-0b');
    table.beforeEffect = ({ name, input }) => {
      if (name === 'TransactWrite' && JSON.stringify(input).includes('"id":"i-0a"'))
        throw awsError('InternalServerError');
    };
    await sweep(invocation());
    expect(mails).toEqual(['i-0b/end']);
    table.beforeEffect = () => undefined;
    await sweep(invocation());
    expect(mails).toEqual(['i-0b/end', 'i-0a/end']);
  });

  it('in the record of the Region is sent by the first sweep', async () => {
    const { table, mails, invocation } = given();
    table.put({ id: 'region', schemaVersion: 1, version: 7, outbox: [alert({ id: 'brake/x' })] });
    await sweep(invocation());
    expect(mails).toEqual(['brake/x']);
  });

  it('in the item of a Health event is taken over, and asked for again where that failed', async () => {
    const { table, mails, invocation } = given();
    const event = aHealthEvent();
    await tellNotice(event, invocation());
    const { alertsMade: _, ...told } = table.item(threadKey(event)) ?? {};
    table.put({
      ...told,
      mails: 2,
      outbox: [alert({ id: `${threadKey(event)}/2`, at: table.now - 10 * MINUTE })],
      unfinished: 'health',
    });
    table.beforeEffect = ({ name }) => {
      if (name === 'TransactWrite') throw awsError('InternalServerError');
    };
    expect(await takeOverNotices(invocation())).toBe(false);
    table.beforeEffect = () => undefined;
    expect(await takeOverNotices(invocation())).toBe(true);
    await sweep(invocation());
    expect(mails.at(-1)).toBe(`${threadKey(event)}/2`);
  });
});

describe('a mail that waits for pages', () => {
  const page = (number: number, changes = {}) =>
    aHealthEvent({ page: number, pages: 3, entities: [`db-${number}`], ...changes });

  it('goes when the last page has come', async () => {
    const { mails, invocation } = given();
    for (const number of [1, 2]) await tellNotice(page(number), invocation());
    expect(mails).toEqual([]);
    await tellNotice(page(3), invocation());
    expect(mails).toHaveLength(1);
  });

  it('goes with the sweep where the last page never comes', async () => {
    const { table, mails, invocation } = given();
    await tellNotice(page(1), invocation());
    await sweep(invocation());
    expect(mails).toEqual([]);
    table.now += 2 * MINUTE;
    await sweep(invocation());
    expect(mails).toHaveLength(1);
  });

  it('goes first where a newer mail of the event is queued behind it', async () => {
    const { table, mails, invocation } = given();
    await tellNotice(page(1), invocation());
    const asks = { asked: 'required' as const, lastUpdated: aHealthEvent().lastUpdated + 1_000, pages: 1 };
    await tellNotice(page(1, asks), invocation());
    expect(mails).toEqual([]);
    table.now += 2 * MINUTE;
    await sweep(invocation());
    const made = Number(table.item(threadKey(page(1)))?.alertsMade);
    expect(mails).toEqual([`${threadKey(page(1))}/${made - 1}`, `${threadKey(page(1))}/${made}`]);
  });

  it('is not rewritten once it was sent, though a page comes after that: what it names is told anew', async () => {
    const { table, mails, invocation } = given();
    await tellNotice(page(1), invocation());
    table.now += 2 * MINUTE;
    await sweep(invocation());
    await tellNotice(page(2), invocation());
    expect(new Set(mails).size).toBe(mails.length);
  });
});
