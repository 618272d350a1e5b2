import { describe, expect, it } from '@jest/globals';
import type { SimulatedInstance } from '../../../simulator/ec2/simulated-instance.ts';
import type { CallAbout, Fault } from '../../../simulator/runtime/simulated-calls.ts';
import type { SimulatedRegion } from '../../../simulator/runtime/simulated-region.ts';
import { ServiceError } from '../../../simulator/runtime/service-error.ts';
import { IS_LONG } from '../../long-runs.ts';
import { aRegion, HOUR, mailWords, MINUTE, writes } from '../a-region.ts';

/** Far more than a slow machine needs: it is there for what never ends. */
const LIMIT_MS = 10 * 60_000;
/** Every call has its turn in `npm run test:long`; for every change a fifth of them, other ones before than after. */
const STEP = IS_LONG ? 1 : 5;

/** A host failure with this fault in it; long enough for every back-off. */
async function hostFailureWith(fault: (call: CallAbout) => Fault | undefined): Promise<SimulatedRegion> {
  const region = aRegion({}, { fault });
  const web = region.add({ name: 'web-1' });
  await region.run(3 * MINUTE);
  region.failHost(web);
  await region.run(45 * MINUTE);
  return region;
}

/** Writes records, alerts or what became of these. */
function writesItems({ action }: Pick<CallAbout, 'action'>): boolean {
  return ['Put', 'TransactWrite', 'Update'].includes(action);
}

/** What holds for the owner whatever went wrong in between: it runs, was stopped once for each attempt, and he knows. */
function expectRecovered(region: SimulatedRegion): void {
  const [web] = [...region.ec2.instances.values()];
  expect(web).toMatchObject({ state: 'running', hostFailedAt: undefined });
  expect(writes(region).filter((action) => action === 'StopInstances')).toHaveLength(1);
  expect(mailWords(region)).toContain('ACTING web-1');
  expect(mailWords(region).at(-1)).toBe('RECOVERED web-1');
}

/** An instance for which EC2 lists this, so long after now, from the third minute on. */
async function webWithAnnounced(
  region: SimulatedRegion,
  code: string,
  inMs: number,
): Promise<SimulatedInstance> {
  const web = region.add({ name: 'web-1' });
  await region.run(2 * MINUTE);
  const description = 'The instance is running on degraded hardware';
  const notBefore = region.clock.now() + inMs;
  web.scheduledEvents.push({ id: 'instance-event-1', code, description, notBefore, notAfter: undefined });
  return web;
}

/** A planned move in an open window with this fault in it. */
async function plannedMoveWith(fault: (call: CallAbout) => Fault | undefined): Promise<SimulatedRegion> {
  const region = aRegion({ MaintenanceWindow: 'sat:17:00-sat:23:00', MinimumNoticeHours: 0 }, { fault });
  await webWithAnnounced(region, 'instance-retirement', 48 * HOUR);
  await region.run(20 * MINUTE);
  return region;
}

function expectMoved(region: SimulatedRegion): void {
  const [web] = [...region.ec2.instances.values()];
  expect(web?.state).toBe('running');
  expect(writes(region).filter((action) => action === 'StopInstances')).toHaveLength(1);
  expect(mailWords(region)[0]).toBe('ANNOUNCED web-1');
  // A crash between SNS and the record repeats the mail, under its own id.
  const moved = region.journal.of('mail').filter(({ attributes }) => attributes.word === 'MOVED');
  expect(new Set(moved.map(({ attributes }) => attributes.alertId)).size).toBe(1);
}

/** What AWS stops at its date, and the responder starts again. */
async function stoppedByAwsWith(fault: (call: CallAbout) => Fault | undefined): Promise<SimulatedRegion> {
  const region = aRegion({ ScheduledEventAction: 'notify' }, { fault });
  const web = await webWithAnnounced(region, 'instance-stop', 5 * MINUTE);
  await region.run(5 * MINUTE);
  region.ec2.stop(web.id, { force: false, by: 'AWS' });
  await region.run(20 * MINUTE);
  return region;
}

function expectStarted(region: SimulatedRegion): void {
  const [web] = [...region.ec2.instances.values()];
  expect(web?.state).toBe('running');
  expect(writes(region)).not.toContain('StopInstances');
  expect(mailWords(region).at(-1)).toBe('RECOVERED web-1');
}

describe.each([
  ['a recovery', hostFailureWith, expectRecovered],
  ['a planned move', plannedMoveWith, expectMoved],
  ['a start after AWS’s own stop', stoppedByAwsWith, expectStarted],
])('a crash in %s', (_, runWith, expectItsEnd) => {
  const atEach = async (when: 'before' | 'after'): Promise<void> => {
    const quiet = await runWith(() => undefined);
    expectItsEnd(quiet);
    const total = quiet.journal.of('call').length;
    const first = quiet.journal.of('call').findIndex(writesItems) - 10;
    const last = quiet.journal.of('call').findLastIndex(writesItems) + 5;
    expect(last).toBeLessThan(total);
    for (let number = when === 'before' ? first : first + 1; number <= last; number += STEP)
      expectItsEnd(await runWith((call) => (call.number === number ? { when, what: 'crash' } : undefined)));
  };

  it(
    'before a call of it changes nothing of how it ends',
    async () => {
      await atEach('before');
    },
    LIMIT_MS,
  );

  it(
    'after a call of it changes nothing of how it ends',
    async () => {
      await atEach('after');
    },
    LIMIT_MS,
  );
});

describe('a lost answer', () => {
  it.each(['StopInstances', 'StartInstances', 'Put', 'TransactWrite', 'Update', 'Publish'])(
    'to the first %s leaves one stop, a running instance and both mails',
    async (action) => {
      let seen = 0;
      const lost = Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
      const region = await hostFailureWith((call) =>
        call.action === action && ++seen === 1 ? { when: 'after', what: lost } : undefined,
      );
      expect(seen).toBeGreaterThan(0);
      expectRecovered(region);
    },
  );
});

describe('a service that is down for twenty minutes', () => {
  const downFrom = (service: string, minute: number): ((call: CallAbout) => Fault | undefined) => {
    const error = new ServiceError('ServiceUnavailable', 'down', 503);
    let calls = 0;
    return (call) => {
      calls += call.sweep ? 1 : 0;
      // About six calls a sweep: minutes are counted by sweeps, because a fault has no clock.
      const now = calls / 6;
      return call.service === service && now > minute && now < minute + 20
        ? { when: 'before', what: error }
        : undefined;
    };
  };

  it.each([4, 8, 9, 10])('SNS, from minute %i: every mail comes, later', async (minute) => {
    const region = await hostFailureWith(downFrom('sns', minute));
    expectRecovered(region);
  });
});

describe('a stop that AWS refuses', () => {
  it('costs no attempt, is told once with what to do, and is asked for again later', async () => {
    const refused = new ServiceError(
      'UnauthorizedOperation',
      'You are not authorized to perform this operation.',
      403,
    );
    const region = await hostFailureWith((call) =>
      call.action === 'StopInstances' ? { when: 'before', what: refused } : undefined,
    );
    expect(mailWords(region)).toEqual(['NEEDS-YOU web-1']);
    expect(region.journal.of('mail')[0]?.body).toContain('ec2:StopInstances');
    expect(region.journal.calls('StopInstances').length).toBeGreaterThan(3);
    expect(region.journal.calls('StopInstances').length).toBeLessThan(12);
  });
});

describe('a guard that cannot be read', () => {
  it.each(['DescribeInstanceAttribute', 'DescribeInstanceTypes', 'StartInstances (DryRun)'])(
    '%s failing for ever stops nothing and tells',
    async (action) => {
      const error = new ServiceError('InternalError', 'An internal error has occurred', 500);
      const region = await hostFailureWith((call) =>
        call.action === action ? { when: 'before', what: error } : undefined,
      );
      expect(writes(region)).toEqual([]);
      expect(mailWords(region)).toEqual(['NEEDS-YOU web-1']);
    },
  );

  it('stops nothing also where AWS has answered, and the answer is lost', async () => {
    const lost = Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
    const region = await hostFailureWith((call) =>
      call.action === 'StartInstances (DryRun)' ? { when: 'after', what: lost } : undefined,
    );
    expect(writes(region)).toEqual([]);
    expect(mailWords(region)).toEqual(['NEEDS-YOU web-1']);
  });
});
