import { AlertSlots } from '../../../../lambda/aws/stores/alert-slots.ts';
import { describe, expect, it } from '@jest/globals';
import { alertKey, AlertStore, besideRecord } from '../../../../lambda/aws/stores/alert-store.ts';
import type { QueuedAlert } from '../../../../lambda/core/alerts/queued-alert.ts';
import { MINUTE } from '../../../../lambda/core/model/time.ts';
import type { Invocation } from '../../../../lambda/functions/responder/invocation.ts';
import {
  isLastAlertWaiting,
  sendAbandoned,
  sendQueued,
  sendRest,
} from '../../../../lambda/functions/responder/outbox.ts';
import { say } from '../../../../lambda/core/model/sentence.ts';
import { awsError } from '../../aws/fake-send.ts';
import { queuedAlert } from '../../aws/stores/sample-queued-alert.ts';
import { incident } from '../../aws/stores/sample-incident.ts';
import { itemsContext, SimulatedTableOfStack } from '../../aws/stores/simulated-table.ts';
import { TABLE } from '../../aws/stores/table.ts';
import { PLACE } from '../../words/sample-alert.ts';

const LONG_AGO = 10 * MINUTE;
/** Five mails go out in each of these. */
const SLOT = MINUTE;

/** An invocation over the simulated table and a topic that notes what it gets, or throws. */
function given(props: { readonly publish?: (subject: string) => void } = {}) {
  const table = new SimulatedTableOfStack();
  const mails: { readonly subject: string; readonly body: string }[] = [];
  const errors: string[] = [];
  const metrics: string[] = [];
  const quiet = (): void => undefined;
  const r = {
    passId: 'pass-1',
    place: PLACE,
    alerts: new AlertStore(table.client, TABLE, itemsContext()),
    alertSlots: new AlertSlots(table.client, TABLE),
    topic: {
      publish: (mail: { subject: string; body: string }) => {
        props.publish?.(mail.subject);
        mails.push(mail);
        return Promise.resolve();
      },
    },
    log: { debug: quiet, info: quiet, warn: quiet, error: (message: string) => void errors.push(message) },
    meter: { add: (name: string, value: number) => void metrics.push(`${name} ${value}`) },
    now: () => table.now,
    queued: [] as QueuedAlert[],
    singleMails: { sent: 0 },
    readAhead: { count: 0 },
    unsent: new Set<string>(),
  } as unknown as Invocation;
  const stored = (of: string, number: number, age = 0): QueuedAlert => {
    const one = queuedAlert({ of, number }, { at: table.now - age });
    table.put(besideRecord(one).item);
    return one;
  };
  const waiting = (): string[] =>
    table.items().flatMap((item) => (item.unfinished === 'yes' ? [item.id as string] : []));
  return { table, r, mails, errors, metrics, stored, waiting };
}

describe('what a pass has queued', () => {
  it('is sent, one mail each, and only its own items are written', async () => {
    const { r, stored, table, mails, waiting, metrics } = given();
    r.queued.push(stored('i-0a', 1), stored('i-0b', 1));
    table.put({ id: 'i-0a', version: 7 });
    const before = table.item('i-0a');
    await sendQueued(r);
    expect(mails).toHaveLength(2);
    expect(waiting()).toEqual([]);
    expect(r.queued).toEqual([]);
    expect(table.item('i-0a')).toEqual(before);
    expect(metrics).toEqual(['AlertsSent 2']);
    expect(new Set(table.calls.map(({ name }) => name))).toEqual(new Set(['Update']));
  });

  it('goes as one digest where there are more than five', async () => {
    const { r, stored, mails, waiting } = given();
    for (let n = 1; n <= 6; n += 1) r.queued.push(stored('i-0a', n));
    await sendQueued(r);
    expect(mails).toEqual([]);
    await sendRest(r);
    expect(mails.map(({ subject }) => subject)).toEqual([expect.stringMatching(/^DIGEST 6 alerts/)]);
    expect(waiting()).toEqual([]);
  });

  it('goes in as many digests as SNS needs to take them', async () => {
    const { r, table, mails, waiting } = given();
    const long = say('story.held-instances', { ids: 'i-0a1b2c3d4e5f60718, '.repeat(3_000) });
    for (let n = 1; n <= 12; n += 1) {
      const one = queuedAlert({ of: 'region', number: n }, { at: table.now, story: [long] });
      table.put(besideRecord(one).item);
      r.queued.push(one);
    }
    await sendRest(r);
    expect(mails.map(({ subject }) => subject)).toEqual(
      Array.from({ length: 4 }, () => expect.stringMatching(/^DIGEST 3 alerts/)),
    );
    for (const { body } of mails) expect(Buffer.byteLength(body)).toBeLessThan(250_000);
    expect(waiting()).toEqual([]);
  });

  describe('once the invocation has sent five one by one', () => {
    const afterFive = async () => {
      const one = given();
      // In two passes: it is the invocation that counts, and not the pass.
      for (const numbers of [
        [1, 2, 3],
        [4, 5],
      ]) {
        one.r.queued.push(...numbers.map((number) => one.stored('i-0a', number)));
        await sendQueued(one.r);
      }
      expect(one.mails.map(({ subject }) => subject)).toEqual(
        Array.from({ length: 5 }, () => expect.stringMatching(/^RECOVERED /)),
      );
      one.table.now += SLOT;
      one.mails.length = 0;
      return one;
    };

    it('goes together as a digest', async () => {
      const { r, stored, mails, waiting } = await afterFive();
      r.queued.push(stored('i-0a', 6), stored('i-0b', 1));
      await sendQueued(r);
      expect(mails).toEqual([]);
      await sendRest(r);
      expect(mails.map(({ subject }) => subject)).toEqual([expect.stringMatching(/^DIGEST 2 alerts/)]);
      expect(waiting()).toEqual([]);
    });

    it('goes singly where it is the only one', async () => {
      const { r, stored, mails, waiting } = await afterFive();
      r.queued.push(stored('i-0b', 1));
      await sendQueued(r);
      expect(mails).toEqual([]);
      await sendRest(r);
      expect(mails.map(({ subject }) => subject)).toEqual([expect.stringMatching(/^RECOVERED /)]);
      expect(waiting()).toEqual([]);
    });
  });

  it('goes together as a digest where there are more than are left of the five', async () => {
    const { r, stored, table, mails } = given();
    for (const numbers of [
      [1, 2, 3],
      [4, 5, 6],
    ]) {
      r.queued.push(...numbers.map((number) => stored('i-0a', number)));
      await sendQueued(r);
      table.now += SLOT;
    }
    expect(mails).toHaveLength(3);
    await sendRest(r);
    expect(mails).toHaveLength(4);
    expect(mails.at(-1)?.subject).toMatch(/^DIGEST 3 alerts/);
  });

  it('is left to the sweep behind an earlier one of the same record that waits', async () => {
    const { r, stored, mails, waiting } = given();
    stored('i-0a', 1);
    r.queued.push(stored('i-0a', 2), stored('i-0b', 1));
    await sendQueued(r);
    expect(mails).toHaveLength(1);
    expect(waiting()).toEqual(['alert/i-0a/1', 'alert/i-0a/2']);
    expect(r.queued.map(alertKey)).toEqual(['alert/i-0a/2']);
  });

  it('is not held for ever by an earlier one that nobody can read', async () => {
    const { r, stored, table, mails } = given();
    table.put({ id: 'alert/i-0a/1', unfinished: 'yes', schemaVersion: 1, of: 'broken' });
    r.queued.push(stored('i-0a', 2));
    await sendQueued(r);
    expect(mails).toHaveLength(1);
  });

  it('waits while SNS is away, and none overtakes another', async () => {
    const { r, stored, mails, waiting, metrics } = given({
      publish: () => {
        throw awsError('InternalError', 'away', 500);
      },
    });
    r.queued.push(stored('i-0a', 1), stored('i-0b', 1));
    await sendQueued(r);
    expect(mails).toEqual([]);
    expect(waiting()).toEqual(['alert/i-0a/1', 'alert/i-0b/1']);
    expect(metrics).toEqual(['AlertsFailed 1']);
    // The other was not tried.
    expect([...r.unsent]).toEqual(['i-0a/alert-1']);
  });

  it('does not wait behind one of another record that SNS refuses', async () => {
    let calls = 0;
    const { r, stored, waiting } = given({
      publish: () => {
        if (++calls === 1) throw awsError('InvalidParameter', 'this one', 400);
      },
    });
    r.queued.push(stored('i-0a', 1), stored('i-0b', 1));
    await sendQueued(r);
    expect(waiting()).toEqual(['alert/i-0a/1']);
  });

  it('is named as unsent where SNS refused it, each of a digest, and never where SNS took it', async () => {
    const { r, stored } = given({
      publish: (subject) => {
        if (subject.startsWith('DIGEST')) throw awsError('InvalidParameter', 'this one', 400);
      },
    });
    r.queued.push(stored('i-0b', 1));
    await sendQueued(r);
    expect([...r.unsent]).toEqual([]);
    for (let n = 1; n <= 6; n += 1) r.queued.push(stored('i-0a', n));
    await sendRest(r);
    expect([...r.unsent]).toEqual([1, 2, 3, 4, 5, 6].map((n) => `i-0a/alert-${n}`));
  });

  it('stays where no slot is free, for the digest of a later sweep', async () => {
    const { r, stored, mails, waiting } = given();
    for (let n = 0; n < 5; n += 1) await r.alertSlots.take(r.now());
    r.queued.push(stored('i-0a', 1));
    await sendQueued(r);
    expect(mails).toEqual([]);
    expect(waiting()).toEqual(['alert/i-0a/1']);
    // It waits its turn: that is no failure.
    expect([...r.unsent]).toEqual([]);
  });

  it('may be sent again, under its id, where it could not be marked as sent', async () => {
    const { r, stored, table, mails, waiting, errors } = given();
    r.queued.push(stored('i-0a', 1), stored('i-0b', 1));
    table.beforeEffect = ({ name, input }) => {
      if (name === 'Update' && JSON.stringify(input).includes('alert/i-0a'))
        throw awsError('InternalServerError');
    };
    await sendQueued(r);
    expect(mails).toHaveLength(2);
    expect(waiting()).toEqual(['alert/i-0a/1']);
    expect(errors).toHaveLength(1);
  });

  it('never fails the pass, whatever DynamoDB does', async () => {
    const { r, stored, table } = given();
    r.queued.push(stored('i-0a', 2));
    table.beforeEffect = () => {
      throw awsError('ProvisionedThroughputExceededException');
    };
    await expect(sendQueued(r)).resolves.toBeUndefined();
  });
});

describe('what passes have left behind', () => {
  it('is sent by the sweep in order once no pass can be sending it any more', async () => {
    const { r, stored, mails, waiting } = given();
    const keys = [
      stored('i-0a', 2, LONG_AGO - 1),
      stored('i-0a', 1, LONG_AGO),
      stored('i-0b', 1, 110_000),
    ].map(alertKey);
    await sendAbandoned(keys, r);
    expect(mails).toHaveLength(2);
    // 110 seconds ago: its pass may be just at it.
    expect(waiting()).toEqual(['alert/i-0b/1']);
  });

  it('is left alone while its pass may run, and so is all behind it', async () => {
    const { r, stored, mails } = given();
    await sendAbandoned([stored('i-0a', 1), stored('i-0a', 2, LONG_AGO)].map(alertKey), r);
    expect(mails).toEqual([]);
  });

  it('goes together with the sweep’s own, which comes behind it', async () => {
    const { r, stored, mails, waiting } = given();
    const left = stored('i-0a', 1, LONG_AGO);
    r.queued.push(stored('i-0a', 2));
    await sendAbandoned([alertKey(left), 'alert/i-0a/2'], r);
    expect(mails).toHaveLength(2);
    expect(waiting()).toEqual([]);
    expect(r.queued).toEqual([]);
  });

  it('goes though the index still lists what was sent and does not list its neighbour yet', async () => {
    const { r, stored, mails, waiting } = given();
    const sent = stored('i-0a', 1, LONG_AGO);
    await r.alerts.markSent(sent, r.now());
    stored('i-0a', 2, LONG_AGO);
    const last = stored('i-0a', 3, LONG_AGO);
    await sendAbandoned([alertKey(sent), alertKey(last)], r);
    // The one between them is not listed, and waits: it goes first, with the next sweep.
    expect(mails).toEqual([]);
    await sendAbandoned(['alert/i-0a/2', 'alert/i-0a/3'], r);
    expect(waiting()).toEqual([]);
    expect(mails).toHaveLength(2);
  });

  describe('where two sweeps run at the same time', () => {
    const alertIdIn = ({ body }: { readonly body: string }) => /Alert id: (.*)/.exec(body)?.[1];

    it('goes out once, in order, and whole with the next sweep', async () => {
      const { r, table, stored, mails, waiting } = given();
      const keys = [stored('i-0a', 1, LONG_AGO), stored('i-0a', 2, LONG_AGO)].map(alertKey);
      const sweepOf = (passId: string) => sendAbandoned(keys, { ...r, passId, queued: [] });
      await Promise.all(['pass-2', 'pass-3'].map(sweepOf));
      table.now += MINUTE;
      await sweepOf('pass-4');
      expect(mails.map(alertIdIn)).toEqual(['i-0a/alert-1', 'i-0a/alert-2']);
      expect(waiting()).toEqual([]);
    });

    it('goes out whole from the one that has its oldest', async () => {
      const { r, stored, mails } = given();
      const first = stored('i-0a', 1, LONG_AGO);
      const keys = [first, stored('i-0a', 2, LONG_AGO), stored('i-0b', 1, LONG_AGO)].map(alertKey);
      await r.alerts.takeToSend(first, 'pass-2', r.now());
      await sendAbandoned(keys, { ...r, passId: 'pass-3', queued: [] });
      expect(mails.map(alertIdIn)).toEqual(['i-0b/alert-1']);
    });

    it('names as unsent what it has taken, and nothing that the other has', async () => {
      const { r, stored, metrics } = given({
        publish: () => {
          throw awsError('InternalError', 'away', 500);
        },
      });
      const others = stored('i-0z', 1, LONG_AGO);
      const keys = [others, ...[1, 2, 3, 4, 5].map((n) => stored('i-0a', n, LONG_AGO))].map(alertKey);
      await r.alerts.takeToSend(others, 'pass-2', r.now());
      await sendAbandoned(keys, { ...r, passId: 'pass-3', queued: [] });
      expect([...r.unsent].sort()).toEqual([1, 2, 3, 4, 5].map((n) => `i-0a/alert-${n}`));
      expect(metrics).toEqual(['AlertsFailed 5']);
    });

    it('goes out with a later sweep where the one that took it came to nothing', async () => {
      const { r, table, stored, mails } = given();
      const left = stored('i-0a', 1, LONG_AGO);
      await r.alerts.takeToSend(left, 'pass-2', r.now());
      table.now += MINUTE;
      await sendAbandoned([alertKey(left)], { ...r, passId: 'pass-3', queued: [] });
      expect(mails).toHaveLength(1);
    });

    it('goes out, be it twice, where nobody can say who took it', async () => {
      const { r, stored, mails } = given();
      const left = stored('i-0a', 1, LONG_AGO);
      r.alerts.takeToSend = () => Promise.reject(awsError('InternalServerError', 'away', 500));
      await sendAbandoned([alertKey(left)], { ...r, passId: 'pass-3', queued: [] });
      expect(mails).toHaveLength(1);
    });
  });

  it('that nobody can read is named, and keeps none of the others', async () => {
    const { r, stored, table, mails, errors } = given();
    table.put({ id: 'alert/i-0a/1', unfinished: 'yes', schemaVersion: 9 });
    await sendAbandoned(['alert/i-0a/1', alertKey(stored('i-0a', 2, LONG_AGO))], r);
    expect(mails).toHaveLength(1);
    expect(errors).toEqual([expect.stringContaining('cannot read')]);
  });

  it('costs nothing where nothing waits', async () => {
    const { r, table } = given();
    await sendAbandoned([], r);
    expect(table.calls).toEqual([]);
  });
});

describe('the mail that tells of a move', () => {
  const told = (alertsMade: number) => incident('i-0a', { alertsMade });

  it('waits until it is marked as sent', async () => {
    const { r, stored } = given();
    const mail = stored('i-0a', 3);
    expect(await isLastAlertWaiting(told(3), r)).toBe(true);
    await r.alerts.markSent(mail, r.now());
    expect(await isLastAlertWaiting(told(3), r)).toBe(false);
  });

  it('waits where it is just being written, where it cannot be read, and where nobody can say', async () => {
    const { r, table } = given();
    expect(await isLastAlertWaiting({ ...told(0), newAlerts: [queuedAlert().alert] }, r)).toBe(true);
    table.put({ id: 'alert/i-0a/3', unfinished: 'yes', schemaVersion: 9 });
    expect(await isLastAlertWaiting(told(3), r)).toBe(true);
    table.beforeEffect = () => {
      throw awsError('InternalServerError');
    };
    expect(await isLastAlertWaiting(told(2), r)).toBe(true);
  });

  it('is not asked for where nothing was ever told', async () => {
    const { r, table } = given();
    expect(await isLastAlertWaiting(told(0), r)).toBe(false);
    expect(table.calls).toEqual([]);
  });
});
