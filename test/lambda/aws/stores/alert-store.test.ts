import { describe, expect, it } from '@jest/globals';
import { alertKey, AlertStore, besideRecord, isAlertKey } from '../../../../lambda/aws/stores/alert-store.ts';
import { DAY, SECOND } from '../../../../lambda/core/model/time.ts';
import { queuedAlert } from './sample-queued-alert.ts';
import { itemsContext, SimulatedTableOfStack } from './simulated-table.ts';
import { TABLE } from './table.ts';

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

  it('is taken by one pass at a time, until that one must have failed; not once it is sent', async () => {
    const { own, simulated } = given(...waiting(1));
    const place = { of: 'i-0a', number: 1 };
    const taken = (passId: string, later = 0) => own.takeToSend(place, passId, simulated.now + later);
    expect(await taken('pass-1')).toBe(true);
    // The SDK repeats a call whose answer was lost.
    expect(await taken('pass-1')).toBe(true);
    expect(await taken('pass-2', 45 * SECOND)).toBe(false);
    expect(await taken('pass-2', 45 * SECOND + 1)).toBe(true);
    expect(await taken('pass-1', 46 * SECOND)).toBe(false);
    expect((await own.waiting(['alert/i-0a/1'])).alerts).toEqual(waiting(1));
    await own.markSent(place, simulated.now);
    expect(await taken('pass-2', DAY)).toBe(false);
    expect(simulated.item('alert/i-0a/1')).toHaveProperty('sentAt');
  });

  it('that is not there any more is not made anew by taking it', async () => {
    const { own, simulated } = given();
    expect(await own.takeToSend({ of: 'i-0a', number: 1 }, 'pass-1', simulated.now)).toBe(false);
    expect(simulated.items()).toEqual([]);
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
