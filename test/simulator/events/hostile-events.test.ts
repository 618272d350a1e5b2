import { EXAMPLE_OWNER } from '../../../simulator/template/example-owner.ts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { itemsOf } from '../../../simulator/dst/table-writes.ts';
import { healthEvent } from '../../../simulator/events/event-shapes.ts';
import type { SimulatedRegion } from '../../../simulator/runtime/simulated-region.ts';
import { loadTemplate, resolveTemplate } from '../../../simulator/template/template.ts';
import { fuzzRuns } from '../../long-runs.ts';
import { aRegion, HOUR, MINUTE, writes } from '../a-region.ts';
import {
  brokenAtEveryPlace,
  HEALTHY,
  hostile,
  PLACE,
  saysOutage,
  START,
  type Hostile,
} from './hostile-event-shapes.ts';

/** Between two events: many more a minute than a Region has, and not more than EC2's request quota can bear. */
const APART_MS = 600;
/** SNS suspends an e-mail subscription above ten in a second; the responder sends five in ten at most. */
const MAILS_IN_TEN_SECONDS = 5;
const MAX_RECORD_BYTES = 100 * 1024;
/** Long enough for a failed run, its shrinking included. */
const PATIENCE_MS = 10 * 60_000;

const TEMPLATE = resolveTemplate(loadTemplate('cdk.out/ec2-responder.template.json'), {
  ...PLACE,
  parameters: EXAMPLE_OWNER,
});

function aHealthyRegion(): SimulatedRegion {
  const region = aRegion({}, { ...PLACE, template: TEMPLATE, startAt: START });
  for (const id of HEALTHY) region.add({ id, name: `healthy ${id.slice(-1)}` });
  return region;
}

/** Sends all of them, one after the other, and waits until Lambda has retried what failed. */
async function send(region: SimulatedRegion, events: readonly Hostile[]): Promise<void> {
  for (const { event, by } of events) {
    if (by === 'the bus') region.deliver(event);
    else region.invoke(event);
    await region.run(APART_MS);
  }
  await region.run(6 * MINUTE);
}

/**
 * Invariant 9: with everything forged and EC2 healthy nothing is written. Asked, and with DryRun alone, is only whether an
 * instance for which something is announced could be started again (its mail says so ahead of the move).
 */
function expectNothingWritten(region: SimulatedRegion): void {
  const asked = region.journal
    .of('call')
    .filter(({ action }) => /^(Stop|Start|Terminate|Reboot)/.test(action))
    .filter(({ action }) => action !== 'StartInstances (DryRun)');
  expect(asked.map(({ action, input }) => [action, input])).toEqual([]);
  for (const instance of region.ec2.instances.values()) expect(instance.state).toBe('running');
}

/** Invariant 8: what cannot be read fails three times in the same way, then goes to the dead-letter queue, once. */
function expectBoundedFailures(region: SimulatedRegion): void {
  const failed = region.journal.of('failed').map(({ error }) => error);
  for (const error of failed) {
    expect(error).toMatch(/^(UnreadableEventError|NotLookedAtError): /);
    expect(error.length).toBeLessThan(1_200);
  }
  const letters = region.journal.of('dead letter').map(({ why }) => why);
  const unreadable = (errors: readonly string[]): number =>
    errors.filter((error) => error.startsWith('UnreadableEventError')).length;
  expect(unreadable(failed)).toBe(3 * unreadable(letters));
  expect(failed.length).toBeGreaterThanOrEqual(3 * letters.length);
}

/** Every invocation is over, and the sweeps of the last minutes saw everything. */
async function expectStillWatching(region: SimulatedRegion): Promise<void> {
  const before = { invoked: region.journal.of('invoke').length, swept: region.sweepsCompleted() };
  await region.run(5 * MINUTE);
  expect(region.journal.of('invoke')).toHaveLength(before.invoked + 5);
  expect(region.sweepsCompleted()).toBe(before.swept + 5);
  expect(region.journal.of('returned').length).toBe(region.journal.of('invoke').length);
}

/** No storm, nothing that SNS would refuse, and no word of an act. */
function expectCalmMails(region: SimulatedRegion): void {
  expect(region.topic.emailSuspended).toBe(false);
  const slots = new Map<number, number>();
  for (const { at, subject, attributes } of region.journal.of('mail')) {
    // What AWS asks of the owner is a notice; only of such may it be said that it needs somebody.
    const words = attributes.alertId?.startsWith('health/')
      ? /^(NOTICE|NEEDS-YOU) [ -~]+ - [ -~]*\b(global|[a-z]{2}-[a-z]+-\d) (#[0-9a-z]{4} )?\[ec2-responder\]$/
      : /^(ANNOUNCED|NOTICE|SELF-RECOVERED|DIGEST) [ -~]+ - [ -~]*\bap-northeast-1 (#[0-9a-z]{4} )?\[ec2-responder\]$/;
    expect(subject).toMatch(words);
    expect(subject.length).toBeLessThan(100);
    const slot = Math.floor(at / 10_000);
    slots.set(slot, (slots.get(slot) ?? 0) + 1);
  }
  // A mail leaves a moment after its slot was taken, perhaps in the next one.
  expect(Math.max(0, ...slots.values())).toBeLessThanOrEqual(MAILS_IN_TEN_SECONDS + 1);
}

function expectSmallRecords(region: SimulatedRegion): void {
  const items = region.journal.of('call').flatMap(itemsOf);
  expect(items.length).toBeGreaterThan(0);
  for (const item of items)
    expect(Buffer.byteLength(JSON.stringify(item))).toBeLessThan(MAX_RECORD_BYTES + 1_000);
}

async function expectUnharmed(region: SimulatedRegion): Promise<void> {
  expectNothingWritten(region);
  expectBoundedFailures(region);
  expectCalmMails(region);
  expectSmallRecords(region);
  await expectStillWatching(region);
  expectNothingWritten(region);
}

describe('thousands of hostile events at healthy instances', () => {
  it(
    'write nothing, fail in a bounded way, bring no storm of mails, and leave the sweep at work',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(hostile, { minLength: 500, maxLength: 500, size: 'max' }),
          async (events) => {
            const region = aHealthyRegion();
            await send(region, events);
            await expectUnharmed(region);
          },
        ),
        {
          seed: 20_261_200,
          numRuns: fuzzRuns(5),
          // A list of hundreds shrinks for longer than anybody waits; the seed and the path say which one it was.
          endOnFailure: true,
          interruptAfterTimeLimit: PATIENCE_MS,
          markInterruptAsFailure: true,
        },
      );
    },
    PATIENCE_MS + 10_000,
  );

  it(
    'and each real event with something else at each of its places: nothing is written either',
    async () => {
      const region = aHealthyRegion();
      const events = [...brokenAtEveryPlace()];
      expect(events.length).toBeGreaterThan(3_000);
      // Past the rules, or most of them would never come to the function.
      await send(
        region,
        events.map((event) => ({ event, by: 'an invocation' })),
      );
      await expectUnharmed(region);
    },
    PATIENCE_MS,
  );
});

describe('80 announcements within four seconds, each of another date', () => {
  it('bring a few mails and a digest, not a storm that would cost the e-mail subscription', async () => {
    const region = aHealthyRegion();
    for (let number = 0; number < 80; number += 1) {
      const announced = healthEvent(region.origin(), {
        code: 'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED',
        category: 'scheduledChange',
        entities: [HEALTHY[number % HEALTHY.length] ?? HEALTHY[0]],
        startTime: START + (14 + number) * 24 * HOUR,
      });
      region.deliver(announced);
      await region.run(50);
    }
    await region.run(20 * MINUTE);
    expect(region.journal.of('mail').length).toBeGreaterThan(1);
    await expectUnharmed(region);
  });
});

describe('hostile events around a real failure', () => {
  it(
    'keep no failed host from being recovered, and bring about no other stop',
    async () => {
      const noise = fc.array(
        // Where AWS says that its host has a problem, an OS that does not answer is moved (decision 0017).
        hostile.filter(
          ({ event }) => !saysOutage(event) && !JSON.stringify(event).includes('AVAILABILITY_ISSUE'),
        ),
        { minLength: 400, maxLength: 400, size: 'max' },
      );
      await fc.assert(
        fc.asyncProperty(noise, async (events) => {
          const region = aHealthyRegion();
          const [host, os] = HEALTHY.map((id) => region.ec2.get(id));
          if (host === undefined || os === undefined) throw new Error('the Region is empty');
          region.clock.at(START + 20_000, () => {
            region.failHost(host);
          });
          region.clock.at(START + 40_000, () => {
            region.failOs(os);
          });
          await send(region, events);
          await region.run(30 * MINUTE);

          expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
          const touched = region.journal
            .of('call')
            .filter(({ action }) => action === 'StopInstances' || action === 'StartInstances')
            .map(({ input }) => (input as { InstanceIds: string[] }).InstanceIds.join());
          expect(new Set(touched)).toEqual(new Set([host.id]));
          expect(host.state).toBe('running');
          const mails = region.journal.of('mail').map(({ subject, body }) => `${subject}\n${body}`);
          expect(mails.some((mail) => mail.includes('RECOVERED') && mail.includes(host.id))).toBe(true);
          expect(mails.some((mail) => mail.includes('NEEDS-YOU') && mail.includes(os.id))).toBe(true);
          expect(region.topic.emailSuspended).toBe(false);
          expectBoundedFailures(region);
        }),
        {
          seed: 20_261_201,
          numRuns: 3,
          endOnFailure: true,
          interruptAfterTimeLimit: PATIENCE_MS,
          markInterruptAsFailure: true,
        },
      );
    },
    PATIENCE_MS + 10_000,
  );

  it('that say that EC2 itself is down hold the recovery for an hour, and no longer', async () => {
    const region = aHealthyRegion();
    const host = region.ec2.get(HEALTHY[0]);
    region.failHost(host);
    // A date in the future would hold for longer, were it believed.
    const later = new Date(START + 90 * 24 * HOUR).toUTCString();
    for (let number = 0; number < 200; number += 1) {
      const event = healthEvent(region.origin(), {
        code: 'AWS_EC2_OPERATIONAL_ISSUE',
        category: 'issue',
        entities: [],
      });
      const detail = { ...event.detail, lastUpdatedTime: number % 2 === 0 ? later : event.time };
      region.deliver({ ...event, detail });
      await region.run(1_500);
    }
    await region.run(54 * MINUTE);
    expect(writes(region)).toEqual([]);
    await region.run(30 * MINUTE);
    expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
    expect(host.state).toBe('running');
    expect(region.topic.emailSuspended).toBe(false);
  });
});

describe('a record that somebody has broken in the table', () => {
  const BROKEN: readonly (readonly [string, object])[] = [
    ['a text for its outbox', { outbox: 'x' }],
    ['an outbox of nothing', { outbox: [null] }],
    ['a number for what was told', { phase: 'verifying', told: 7, attempt: { startRequests: 1 } }],
    ['the id of another instance in it', { instanceId: HEALTHY[1] }],
    ['nothing in it but its key', { schemaVersion: undefined }],
  ];

  const BROKEN_ALERTS: readonly (readonly [string, object])[] = [
    ['nothing to say', {}],
    ['a text for what it says', { queuedBy: 'x', alert: 'x' }],
    ['the name of another record in it', { of: HEALTHY[0], alert: { id: 'x', at: 0 } }],
    ['the words of a later version', { schemaVersion: 99 }],
  ];

  /** A Region in which the host of the second instance has failed, half an hour after this was put into the table. */
  async function afterPutting(Item: object): Promise<SimulatedRegion> {
    const region = aHealthyRegion();
    region.failHost(region.ec2.get(HEALTHY[1]));
    const [table] = TEMPLATE.tables();
    region.dynamodb.answer('PutCommand', { TableName: table?.name, Item }, region.clock.now());
    await region.run(30 * MINUTE);
    return region;
  }

  const recordOf = (id: string, changes: object): object => ({
    id,
    schemaVersion: 1,
    version: 3,
    instanceId: id,
    phase: 'watching',
    unfinished: 'yes',
    ...changes,
  });

  function expectRecovered(region: SimulatedRegion): void {
    expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
    expect(region.journal.of('mail').some(({ subject }) => subject.includes('RECOVERED'))).toBe(true);
  }

  it.each(BROKEN)('does not keep another instance from being recovered: %s', async (_what, changes) => {
    expectRecovered(await afterPutting(recordOf(HEALTHY[0], changes)));
  });

  it.each(['not-an-instance', 'i-', 'i-0000000000000000c'])(
    'does not keep another instance from being recovered: a record of %s, which EC2 does not know',
    async (id) => {
      expectRecovered(await afterPutting(recordOf(id, {})));
    },
  );

  it.each(BROKEN_ALERTS)(
    'does not keep another instance from being recovered: an alert with %s',
    async (_what, changes) => {
      const id = `alert/${HEALTHY[1]}/1`;
      const Item = { id, of: HEALTHY[1], number: 1, schemaVersion: 1, unfinished: 'yes', ...changes };
      const region = await afterPutting(Item);
      expectRecovered(region);
      expect(region.journal.of('failed')).toEqual([]);
    },
  );

  it('does not stop the sweeps where it is the Region’s own, which fail after their work, and somebody is told', async () => {
    const region = await afterPutting({ id: 'region', schemaVersion: 1, version: 3, claims: 'x' });
    expect(new Set(region.journal.of('failed').map(({ error }) => error))).toEqual(
      new Set(['SweepIncompleteError: not listed: region record: RecordUnreadableError']),
    );
    expect(region.journal.of('dead letter')).toEqual([]);
    expect(writes(region)).toEqual([]);
    expect(region.journal.of('mail').map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/^(HELD|NEEDS-YOU) healthy [ -~]+ - [ -~]+ ap-northeast-1 \[ec2-responder\]$/),
    ]);
  });
});
