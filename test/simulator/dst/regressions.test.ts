import { describe, expect, it } from '@jest/globals';
import type { Alert } from '../../../lambda/core/model/alert.ts';
import type { RegionRecord } from '../../../lambda/core/model/region-record.ts';
import { itemsOf, itemsPut } from '../../../simulator/dst/table-writes.ts';
import { healthEvent } from '../../../simulator/events/event-shapes.ts';
import type { CallAbout, Fault } from '../../../simulator/runtime/simulated-calls.ts';
import type { SimulatedInstance } from '../../../simulator/ec2/simulated-instance.ts';
import type { SimulatedRegion } from '../../../simulator/runtime/simulated-region.ts';
import { ServiceError } from '../../../simulator/runtime/service-error.ts';
import { aRegion, HOUR, mailWords, MINUTE, runCalmly, writes } from '../a-region.ts';

/** Each of these once left a machine stopped, stopped or started one wrongly, or told nobody. */

const LOST = Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
const DOWN = new ServiceError('ServiceUnavailable', 'down', 503);

function stopsOf(region: SimulatedRegion): number {
  return writes(region).filter((action) => action === 'StopInstances').length;
}

/** What DescribeInstances showed of the instance before, given again while `stale` says so. */
function staleReads(stale: (call: CallAbout) => boolean): {
  fault: (call: CallAbout) => Fault | undefined;
  freeze: () => void;
} {
  let frozen: object | undefined;
  let last: object | undefined;
  return {
    freeze: () => {
      frozen = last;
    },
    fault: (call) => {
      if (call.action !== 'DescribeInstances') return undefined;
      const what = (output: object): object => {
        if (frozen !== undefined && stale(call)) return frozen;
        last = structuredClone(output);
        return output;
      };
      return { when: 'after', what };
    },
  };
}

async function failedHost(
  fault: (call: CallAbout) => Fault | undefined,
  happen: (region: SimulatedRegion, web: SimulatedInstance) => Promise<void>,
  parameters: Readonly<Record<string, string | number>> = {},
): Promise<SimulatedRegion> {
  const region = aRegion(parameters, { fault });
  const web = region.add({ name: 'web-1' });
  await region.run(3 * MINUTE);
  region.failHost(web);
  await happen(region, web);
  return region;
}

describe('a stop whose answer is lost', () => {
  it('is finished although EC2 shows the instance running for three minutes more', async () => {
    let stopAt = Number.POSITIVE_INFINITY;
    const before = staleReads((call) => call.at > stopAt && call.at < stopAt + 190_000);
    const region = await failedHost(
      (call) => {
        if (call.action !== 'StopInstances') return before.fault(call);
        before.freeze();
        stopAt = call.at;
        return { when: 'after', what: LOST };
      },
      async (run) => run.run(45 * MINUTE),
      { MaxAttemptsPerDay: 1 },
    );
    expect([...region.ec2.instances.values()][0]).toMatchObject({
      state: 'running',
      hostFailedAt: undefined,
    });
    expect(mailWords(region).at(-1)).toBe('RECOVERED web-1');
  });

  it('and that EC2 dates a minute before the request is not started, and a human is asked', async () => {
    const region = await failedHost(
      (call) => (call.action === 'StopInstances' ? { when: 'after', what: LOST } : undefined),
      async (run, web) => {
        await run.run(6 * MINUTE + 10_000);
        const earlier = new Date(run.clock.now() - 60_000).toISOString().slice(0, 19).replace('T', ' ');
        web.stateTransitionReason = `User initiated (${earlier} GMT)`;
        await run.run(30 * MINUTE);
      },
    );
    expect(writes(region)).not.toContain('StartInstances');
    expect(mailWords(region).at(-1)).toBe('NEEDS-YOU web-1');
  });
});

describe('a stop that was never sent', () => {
  it('does not make a human’s stop a minute later ours', async () => {
    const region = await failedHost(
      (call) => (call.action === 'StopInstances' ? { when: 'before', what: 'crash' } : undefined),
      async (run, web) => {
        await run.run(7 * MINUTE);
        expect(run.journal.of('failed').length).toBeGreaterThan(0);
        run.ec2.stop(web.id, { force: false });
        await run.run(40 * MINUTE);
      },
    );
    expect(writes(region)).toEqual([]);
    expect([...region.ec2.instances.values()][0]?.state).toBe('stopped');
    expect(mailWords(region).at(-1)).toBe('TAKEN-OVER web-1');
  });

  it('does not make the instance’s own shutdown ours', async () => {
    const region = await failedHost(
      (call) => (call.action === 'StopInstances' ? { when: 'before', what: LOST } : undefined),
      async (run, web) => {
        await run.run(6 * MINUTE + 20_000);
        run.ec2.stop(web.id, { force: false, by: 'its OS' });
        await run.run(40 * MINUTE);
      },
    );
    expect(writes(region)).toEqual([]);
    expect(mailWords(region).at(-1)).toBe('TAKEN-OVER web-1');
  });
});

describe('a read that lags behind our own start', () => {
  it('is not taken for a human who stopped the instance again', async () => {
    let startAt = Number.POSITIVE_INFINITY;
    const before = staleReads((call) => call.at > startAt + 5_000 && call.at < startAt + 60_000);
    const region = await failedHost(
      (call) => {
        if (call.action !== 'StartInstances') return before.fault(call);
        before.freeze();
        startAt = call.at;
        return undefined;
      },
      async (run) => run.run(30 * MINUTE),
    );
    expect(mailWords(region)).toEqual(['ACTING web-1', 'RECOVERED web-1']);
    expect(stopsOf(region)).toBe(1);
  });
});

describe('the index of unfinished incidents out of reach', () => {
  it('neither frees the claim of a stopped machine nor keeps it from being started', async () => {
    let from = Number.POSITIVE_INFINITY;
    const region = aRegion(
      { MaxConcurrentRecoveries: 1 },
      {
        fault: (call) =>
          call.action === 'Query' && call.at > from ? { when: 'before', what: DOWN } : undefined,
      },
    );
    const tags = { 'ec2-responder:group': 'db' };
    const a = region.add({ name: 'a', tags, type: 'r6i.xlarge' });
    const b = region.add({ name: 'b', tags, availabilityZone: 'ap-northeast-1c' });
    await region.run(3 * MINUTE);
    region.failHost(a);
    await region.run(5 * MINUTE);
    region.ec2.exhaust(a.availabilityZone, a.type, 30 * MINUTE);
    await region.run(2 * MINUTE);
    expect(a.state).toBe('stopped');
    from = region.clock.now();
    region.failHost(b);
    await region.run(25 * MINUTE);
    expect(stopsOf(region)).toBe(1);
    await region.run(30 * MINUTE);
    expect(a.state).toBe('running');
  });
});

describe('a zone that cannot be counted', () => {
  it('stops nothing, and a human knows within minutes', async () => {
    const fault = (call: CallAbout): Fault | undefined =>
      call.action === 'DescribeInstances' && 'Filters' in call.input
        ? { when: 'before', what: DOWN }
        : undefined;
    const region = aRegion({}, { fault });
    const fleet = Array.from({ length: 30 }, (_, index) => region.add({ name: `n${index}` }));
    await region.run(MINUTE);
    for (const instance of fleet.slice(0, 3)) region.failHost(instance);
    await region.run(20 * MINUTE);
    expect(writes(region)).toEqual([]);
    expect(mailWords(region).sort()).toEqual(['NEEDS-YOU n0', 'NEEDS-YOU n1', 'NEEDS-YOU n2']);
  });

  it('tells also when another guard cannot be read in every second pass', async () => {
    let minute = 0;
    const fault = (call: CallAbout): Fault | undefined => {
      minute = Math.floor(call.at / MINUTE);
      const zone = call.action === 'DescribeInstances' && 'Filters' in call.input;
      const guard = call.action === 'DescribeInstanceAttribute' && minute % 2 === 0;
      return zone || guard ? { when: 'before', what: DOWN } : undefined;
    };
    const region = aRegion({}, { fault });
    const fleet = Array.from({ length: 12 }, (_, index) => region.add({ name: `n${index}` }));
    await region.run(MINUTE);
    for (const instance of fleet.slice(0, 3)) region.failHost(instance);
    await region.run(30 * MINUTE);
    expect(new Set(mailWords(region))).toEqual(new Set(['NEEDS-YOU n0', 'NEEDS-YOU n1', 'NEEDS-YOU n2']));
  });
});

describe('an instance of a type that EC2 does not know any more', () => {
  it('does not keep the others from being recovered', async () => {
    const region = aRegion();
    const odd = region.add({ name: 'odd', type: 'm1.ancient', tags: { 'ec2-responder': 'notify' } });
    const web = region.add({ name: 'web-1', availabilityZone: 'ap-northeast-1c' });
    await region.run(MINUTE);
    region.failHost(odd);
    region.failHost(web);
    await region.run(25 * MINUTE);
    expect(mailWords(region)).toContain('RECOVERED web-1');
    expect(odd.state).toBe('running');
  });
});

describe('an outage of a large zone', () => {
  it('does not keep a failed host in another zone from being recovered', async () => {
    const region = aRegion();
    for (let index = 0; index < 400; index += 1) region.failHost(region.add());
    const web = region.add({ name: 'web-1', availabilityZone: 'ap-northeast-1c' });
    await region.run(20 * MINUTE);
    region.failHost(web);
    await region.run(20 * MINUTE);
    expect(mailWords(region)).toContain('RECOVERED web-1');
    expect(region.topic.emailSuspended).toBe(false);
    const dryRuns = region.journal
      .calls('StartInstances (DryRun)')
      .filter((call) => call.at > region.clock.now() - 10 * MINUTE);
    expect(dryRuns.length).toBeLessThan(10 * 60);
  });
});

describe('a second problem in one long incident', () => {
  const reboot = (notBefore: number) => ({
    id: 'e1',
    code: 'system-reboot',
    description: 'scheduled reboot',
    notBefore,
    notAfter: undefined,
  });

  it('is told: another announced date', async () => {
    const region = aRegion();
    const notBefore = region.clock.now() + 48 * HOUR;
    const web = region.add({ name: 'web-1', scheduledEvents: [reboot(notBefore)] });
    await region.run(30 * MINUTE);
    web.scheduledEvents.push({ ...reboot(notBefore - 24 * HOUR), id: 'e2', code: 'instance-retirement' });
    await region.run(30 * MINUTE);
    expect(mailWords(region)).toEqual(['ANNOUNCED web-1', 'ANNOUNCED web-1']);
  });

  it('is told: an OS failure a day after one that has healed', async () => {
    const region = aRegion({ ScheduledEventAction: 'notify' });
    const web = region.add({ name: 'web-1', scheduledEvents: [reboot(region.clock.now() + 100 * HOUR)] });
    await region.run(10 * MINUTE);
    region.failOs(web);
    await region.run(20 * MINUTE);
    web.osFailedAt = undefined;
    await runCalmly(region, 24 * HOUR);
    region.failOs(web);
    await region.run(20 * MINUTE);
    expect(mailWords(region)).toEqual([
      'ANNOUNCED web-1',
      'NEEDS-YOU web-1',
      'SELF-RECOVERED web-1',
      'NEEDS-YOU web-1',
    ]);
  });

  it('is told: another reason why it cannot be started', async () => {
    const denied = new ServiceError(
      'UnauthorizedOperation',
      'You are not authorized to perform this operation.',
      403,
    );
    let from = Number.POSITIVE_INFINITY;
    const region = await failedHost(
      (call) =>
        call.action === 'StartInstances' && call.at > from ? { when: 'before', what: denied } : undefined,
      async (run, web) => {
        await run.run(5 * MINUTE);
        run.ec2.exhaust(web.availabilityZone, web.type, 30 * MINUTE);
        await run.run(20 * MINUTE);
        from = run.clock.now();
        await run.run(2 * HOUR);
      },
    );
    expect(mailWords(region)).toEqual(['ACTING web-1', 'NEEDS-YOU web-1', 'NEEDS-YOU web-1']);
    expect(region.journal.of('mail').at(-1)?.body).toContain('UnauthorizedOperation');
  });
});

describe('an owner who stops and starts the instance after the announcement', () => {
  it('hears once that it was noticed, and neither TAKEN-OVER nor the announcement again', async () => {
    const region = aRegion();
    const notBefore = region.clock.now() + 48 * HOUR;
    const event = {
      id: 'e1',
      code: 'instance-stop',
      description: 'degraded hardware',
      notBefore,
      notAfter: undefined,
    };
    const web = region.add({ name: 'web-1', scheduledEvents: [event] });
    await region.run(10 * MINUTE);
    region.ec2.stop(web.id, { force: false });
    await region.run(5 * MINUTE);
    region.ec2.start(web.id);
    await region.run(1 * MINUTE);
    web.scheduledEvents.push(event);
    await region.run(30 * MINUTE);
    web.scheduledEvents = [];
    await region.run(30 * MINUTE);
    expect(mailWords(region)).toEqual(['ANNOUNCED web-1', 'NOTICE web-1']);
    expect(writes(region)).toEqual([]);
  });
});

describe('recoveries that wait for capacity for days', () => {
  it('do not keep a failed host elsewhere from being recovered', async () => {
    const region = aRegion({ MaxConcurrentRecoveries: 2 });
    const stuck = ['a', 'b'].map((zone) =>
      region.add({ name: `stuck-${zone}`, availabilityZone: `ap-northeast-1${zone}` }),
    );
    const web = region.add({ name: 'web-1', availabilityZone: 'ap-northeast-1c' });
    await region.run(MINUTE);
    for (const instance of stuck) {
      region.failHost(instance);
      region.ec2.exhaust(instance.availabilityZone, instance.type, 48 * HOUR);
    }
    await region.run(30 * MINUTE);
    expect(stuck.map((one) => one.state)).toEqual(['stopped', 'stopped']);
    region.failHost(web);
    await region.run(30 * MINUTE);
    expect(mailWords(region)).toContain('RECOVERED web-1');
  });
});

describe('a record that cannot be written', () => {
  it('does not make the sweep repeat the mails of others', async () => {
    let poisoned = '';
    let failed = 0;
    const fault = (call: CallAbout): Fault | undefined => {
      const record = itemsOf(call).find(({ id }) => id === poisoned);
      if (record === undefined || Object.keys(record.told ?? {}).length === 0) return undefined;
      failed += 1;
      return { when: 'before', what: DOWN };
    };
    const region = aRegion({ InstanceFailureMinutes: 2 }, { fault });
    const fleet = Array.from({ length: 8 }, (_, index) => region.add({ name: `n${index}` }));
    poisoned = fleet[0]?.id ?? '';
    await region.run(MINUTE);
    for (const instance of fleet) region.failOs(instance);
    await region.run(HOUR);
    expect(failed).toBeGreaterThan(0);
    const ids = region.journal.of('mail').map(({ attributes }) => attributes.alertId);
    expect(ids).toHaveLength(7);
    expect(new Set(ids).size).toBe(7);
  });
});

describe('an OS that a human mends after the host was changed', () => {
  it('ends as recovered, with the new public address', async () => {
    const region = aRegion({ VerifyMinutes: 5 });
    const web = region.add({ name: 'web-1', publicIp: '203.0.113.7' });
    await region.run(3 * MINUTE);
    region.failHost(web);
    await region.run(8 * MINUTE);
    web.osFailedAt = region.clock.now();
    await region.run(30 * MINUTE);
    web.osFailedAt = undefined;
    await region.run(5 * MINUTE);
    expect(mailWords(region)).toEqual(['ACTING web-1', 'NEEDS-YOU web-1', 'RECOVERED web-1']);
    expect(region.journal.of('mail').at(-1)?.body).toContain('changed from 203.0.113.7');
  });
});

describe('a sweep that comes late', () => {
  it('is left out, because a newer one has looked', async () => {
    const region = aRegion();
    region.add();
    await region.run(30_000);
    const event = {
      version: '0',
      id: 'x',
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      account: region.account,
      region: region.region,
      time: '2026-11-21T17:50:00Z',
      resources: [],
      detail: {},
    };
    region.invoke(event);
    await region.run(10_000);
    expect(region.journal.of('call')).toEqual([]);
  });
});

describe('a stop given up as lost', () => {
  /** EC2 executes the stop, its answer is lost, and for `lagMs` its reads show the instance running. */
  function lostStop(
    lagMs: number,
    later: (call: CallAbout, stops: number) => Fault | undefined = () => undefined,
  ) {
    let stopAt = Number.POSITIVE_INFINITY;
    let stops = 0;
    const before = staleReads((call) => call.at > stopAt && call.at < stopAt + lagMs);
    return (call: CallAbout): Fault | undefined => {
      if (call.action !== 'StopInstances') return before.fault(call);
      stops += 1;
      if (stops > 1) return later(call, stops);
      before.freeze();
      stopAt = call.at;
      return { when: 'after', what: LOST };
    };
  }

  it('is not forgotten when a second stop is throttled', async () => {
    const throttled = new ServiceError('RequestLimitExceeded', 'Request limit exceeded.', 503);
    const region = await failedHost(
      lostStop(250_000, () => ({ when: 'before', what: throttled })),
      async (run) => run.run(HOUR),
    );
    const [web] = [...region.ec2.instances.values()];
    expect(web?.state === 'running' || mailWords(region).length > 0).toBe(true);
    expect(web?.state).toBe('running');
  });

  it('is finished although the tag became ignore meanwhile', async () => {
    const region = await failedHost(lostStop(190_000), async (run, web) => {
      await run.run(7 * MINUTE);
      web.tags['ec2-responder'] = 'ignore';
      await run.run(45 * MINUTE);
    });
    expect([...region.ec2.instances.values()][0]?.state).toBe('running');
  });
});

describe('a failed host beside an OS that does not answer', () => {
  it('is not held by it once too few hosts of the zone have failed for the brake', async () => {
    const region = aRegion({ BrakeMinimum: 3, BrakePercent: 13 });
    const silent = region.add({ name: 'silent' });
    const web = region.add({ name: 'web-1' });
    const notOurs = { tags: { 'ec2-responder': 'notify' } };
    const [other, last] = ['other', 'last'].map((name) => region.add({ name, ...notOurs }));
    for (let index = 0; index < 6; index += 1) region.add({ name: `app-${index}` });
    if (other === undefined || last === undefined) throw new Error('no fleet');
    silent.scheduledEvents.push({
      id: 'instance-event-0123456789abcdef0',
      code: 'instance-retirement',
      description: 'The instance is running on degraded hardware',
      notBefore: region.clock.now() + 14 * 24 * HOUR,
      notAfter: undefined,
    });
    await region.run(3 * MINUTE);
    region.failOs(silent);
    for (const host of [web, other, last]) region.failHost(host);
    await region.run(12 * MINUTE);
    expect(writes(region)).toEqual([]);

    last.hostFailedAt = undefined;
    const launchedAt = web.launchTime;
    await region.run(4 * MINUTE);
    expect(web.launchTime).toBeGreaterThan(launchedAt);
  });
});

describe('an announcement', () => {
  const RETIREMENT = (notBefore: number) => ({
    id: 'instance-event-0123456789abcdef0',
    code: 'instance-retirement',
    description: 'The instance is running on degraded hardware',
    notBefore,
    notAfter: undefined,
  });
  const DAY = 24 * HOUR;

  it(
    'whose mail SNS does not take moves nothing in a window; the last hour before the date does',
    async () => {
      const region = aRegion(
        {},
        { fault: ({ service }) => (service === 'sns' ? { when: 'before', what: DOWN } : undefined) },
      );
      const web = region.add({ name: 'web-1' });
      web.scheduledEvents.push(RETIREMENT(region.clock.now() + 2 * DAY));
      await runCalmly(region, DAY + 16 * HOUR);
      expect(writes(region)).toEqual([]);
      await runCalmly(region, 8 * HOUR);
      expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
    },
    // Two days in which each sweep fails, for want of SNS, and is given to the function twice more.
    4 * 30_000,
  );

  it('moves nothing in an outage that one of two lists of the failed instances leaves out', async () => {
    // Each sweep lists them first; what its gate reads next has a gap.
    let last = { at: 0, lists: 0 };
    const fault = ({ action, input, at }: CallAbout): Fault | undefined => {
      const filters = (input as { Filters?: { Name: string; Values: string[] }[] }).Filters ?? [];
      const isOfTheFailed = filters.some(
        ({ Name, Values }) => Name === 'system-status.status' && Values.includes('impaired'),
      );
      if (action !== 'DescribeInstanceStatus' || !isOfTheFailed) return undefined;
      last = { at, lists: at - last.at < 10_000 ? last.lists + 1 : 1 };
      return last.lists % 2 === 0 ? { when: 'after', what: () => ({ InstanceStatuses: [] }) } : undefined;
    };
    const region = aRegion({ MinimumNoticeHours: 0 }, { fault });
    const web = region.add({ name: 'web-1' });
    const others = ['a', 'b', 'c', 'd'].map((name) => region.add({ name }));
    web.scheduledEvents.push(RETIREMENT(region.clock.now() + 14 * DAY));
    await runCalmly(region, DAY - 90_000);
    for (const one of others) region.failHost(one);
    await region.run(4 * MINUTE);
    expect(writes(region)).toEqual([]);
  });

  it('of an instance that is moved is not acted upon again for a picture from before the move', async () => {
    let before: { readonly at: number; readonly output: object } | undefined;
    let isStale = false;
    const fault = ({ action, at }: CallAbout): Fault | undefined => {
      if (action !== 'DescribeInstances' && action !== 'DescribeInstanceStatus') return undefined;
      return {
        when: 'after',
        what: (output) => {
          if (action !== 'DescribeInstances') return output;
          if (isStale && before !== undefined) return before.output;
          if (!isStale && at < START_OF_WINDOW) before = { at, output: structuredClone(output) };
          return output;
        },
      };
    };
    const region = aRegion({ MinimumNoticeHours: 0 }, { fault });
    const START_OF_WINDOW = Date.parse('2026-11-22T18:00:00Z');
    const web = region.add({ name: 'web-1' });
    web.scheduledEvents.push(RETIREMENT(region.clock.now() + 14 * DAY));
    await region.run(START_OF_WINDOW - region.clock.now() + 10 * MINUTE);
    expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
    expect(before).toBeDefined();
    isStale = true;
    await region.run(3 * MINUTE);
    isStale = false;
    await region.run(HOUR);
    expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
    expect(web.state).toBe('running');
  });

  it('goes by the date of AWS where several wait for one window, not by who was heard of first', async () => {
    const region = aRegion({ MinimumNoticeHours: 0 });
    const [late, soon] = ['late', 'soon'].map((name) => region.add({ name }));
    late?.scheduledEvents.push(RETIREMENT(region.clock.now() + 14 * DAY));
    await region.run(10 * MINUTE);
    soon?.scheduledEvents.push(RETIREMENT(region.clock.now() + 9 * DAY));
    await runCalmly(region, 2 * DAY);
    const moved = mailWords(region).filter((one) => one.startsWith('ACTING'));
    expect(moved).toEqual(['ACTING soon', 'ACTING late']);
  });

  it('that is dropped and listed again is told again, also where nothing is moved for it', async () => {
    const region = aRegion({ ScheduledEventAction: 'notify' });
    const web = region.add({ name: 'web-1' });
    const event = RETIREMENT(region.clock.now() + 14 * DAY);
    web.scheduledEvents.push(event);
    await region.run(HOUR);
    web.scheduledEvents = [];
    await region.run(5 * MINUTE);
    web.scheduledEvents.push(event);
    await region.run(HOUR);
    expect(mailWords(region)).toEqual(['ANNOUNCED web-1', 'NOTICE web-1', 'ANNOUNCED web-1']);
  });

  it('that Health makes an hour after the move asks nobody for another', async () => {
    const region = aRegion({ MinimumNoticeHours: 0 });
    const web = region.add({ name: 'web-1' });
    const date = region.clock.now() + 14 * DAY;
    web.scheduledEvents.push(RETIREMENT(date));
    await runCalmly(region, DAY + 10 * MINUTE);
    expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
    web.scheduledEvents = [];
    await region.run(HOUR);
    const told = mailWords(region);
    region.health({
      code: 'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED',
      category: 'scheduledChange',
      entities: [web.id],
      startTime: date,
    });
    await runCalmly(region, 4 * HOUR);
    expect(mailWords(region)).toEqual(told);
  });
});

describe('AWS Health', () => {
  it('that calls an instance resolved has it stopped for nothing that was wrong before', async () => {
    const region = aRegion();
    const [web, db] = ['web-1', 'db-1'].map((name) => region.add({ name }));
    if (web === undefined || db === undefined) throw new Error('no fleet');
    await region.run(3 * MINUTE);
    const tell = (status: string): void => {
      const event = healthEvent(region.origin(), {
        code: 'AWS_EC2_INSTANCE_AVAILABILITY_ISSUE',
        category: 'issue',
        entities: [web.id, db.id],
        eventArn: 'arn:aws:health:ap-northeast-1::event/EC2/AWS_EC2_INSTANCE_AVAILABILITY_ISSUE/1',
      });
      const affectedEntities = [
        { entityValue: web.id, status },
        { entityValue: db.id, status: 'IMPAIRED' },
      ];
      region.deliver({ ...event, detail: { ...event.detail, affectedEntities } });
    };
    tell('IMPAIRED');
    await region.run(HOUR);
    tell('RESOLVED');
    await region.run(HOUR);
    region.failOs(web);
    await region.run(HOUR);
    expect(writes(region)).toEqual([]);
    expect(mailWords(region)).toContain('NEEDS-YOU web-1');
  });

  it('is heard in a failure that passes before anybody is told of it', async () => {
    const region = aRegion();
    const web = region.add({ name: 'web-1' });
    await region.run(3 * MINUTE);
    region.failOs(web);
    await region.run(3 * MINUTE);
    region.health({
      code: 'AWS_EC2_INSTANCE_STORE_DRIVE_PERFORMANCE_DEGRADED',
      category: 'accountNotification',
      entities: [web.id],
    });
    web.osFailedAt = undefined;
    await region.run(20 * MINUTE);
    expect(mailWords(region)).toHaveLength(1);
    expect(region.journal.of('mail')[0]?.subject).toContain('drive');
  });
});

describe('a zone that was braked yesterday', () => {
  it('does not keep today’s failures from being told when it cannot be counted', async () => {
    let uncountable = false;
    const fault = (call: CallAbout): Fault | undefined =>
      uncountable && call.action === 'DescribeInstances' && 'Filters' in call.input
        ? { when: 'before', what: DOWN }
        : undefined;
    const region = aRegion({}, { fault });
    const fleet = Array.from({ length: 6 }, (_, index) => region.add({ name: `n${index}` }));
    await region.run(MINUTE);
    for (const instance of fleet.slice(0, 3)) region.failHost(instance);
    await region.run(20 * MINUTE);
    for (const instance of fleet) region.ec2.recoverByAws(instance.id);
    await runCalmly(region, 24 * HOUR);
    const before = region.journal.of('mail').length;
    uncountable = true;
    for (const instance of fleet.slice(0, 3)) region.failHost(instance);
    await region.run(20 * MINUTE);
    expect(mailWords(region).slice(before).sort()).toEqual(['NEEDS-YOU n0', 'NEEDS-YOU n1', 'NEEDS-YOU n2']);
  });
});

describe('a human who stops the instance half a minute after a stop that was never sent', () => {
  it('finds it still stopped', async () => {
    const region = await failedHost(
      (call) => (call.action === 'StopInstances' ? { when: 'before', what: 'crash' } : undefined),
      async (run, web) => {
        while (run.journal.of('failed').length === 0) await run.run(1_000);
        await run.run(30_000);
        run.ec2.stop(web.id, { force: false });
        await run.run(40 * MINUTE);
      },
    );
    expect(writes(region)).toEqual([]);
    expect([...region.ec2.instances.values()][0]?.state).toBe('stopped');
  });
});

describe('the queue for a place', () => {
  it('is left at once by whoever is well again: the next does not wait for them', async () => {
    const region = aRegion({ MaxConcurrentRecoveries: 1 });
    const zones = ['a', 'c', 'd', 'a', 'c', 'd'];
    const fleet = zones.map((zone, index) =>
      region.add({ name: `app-${index}`, availabilityZone: `ap-northeast-1${zone}` }),
    );
    const [first, second, third] = fleet;
    if (first === undefined || second === undefined || third === undefined) throw new Error('no fleet');
    await region.run(3 * MINUTE);
    for (const one of [first, second, third]) {
      region.failHost(one);
      await region.run(2_000);
    }
    while (stopsOf(region) === 0) await region.run(1_000);
    await region.run(5_000);
    // Two wait. The first waits for capacity and so needs no place; the second is well again.
    region.ec2.exhaust(first.availabilityZone, first.type, 10 * HOUR);
    region.ec2.recoverByAws(second.id);
    const from = region.clock.now();
    while (stopsOf(region) === 1 && region.clock.now() - from < HOUR) await region.run(1_000);
    expect(third.stoppedBy?.who).toBe('responder');
    expect(region.clock.now() - from).toBeLessThan(4 * MINUTE);
  });
});

describe('a crash between a record and its claim', () => {
  it('does not keep a place from others while the machine waits for capacity', async () => {
    let crashed = false;
    const region = aRegion(
      { MaxConcurrentRecoveries: 1 },
      {
        fault: (call) => {
          // The read of the Region's record right after a refused start is the one that marks the claim.
          const marks = call.action === 'Get' && call.service === 'dynamodb' && !call.sweep;
          if (!marks || crashed || a.state !== 'stopped') return undefined;
          crashed = true;
          return { when: 'before', what: 'crash' };
        },
      },
    );
    const a = region.add({ name: 'a', type: 'r6i.xlarge' });
    const b = region.add({ name: 'b', availabilityZone: 'ap-northeast-1c' });
    await region.run(3 * MINUTE);
    region.failHost(a);
    await region.run(5 * MINUTE);
    region.ec2.exhaust(a.availabilityZone, a.type, 48 * HOUR);
    await region.run(10 * MINUTE);
    expect(crashed).toBe(true);
    region.failHost(b);
    await region.run(30 * MINUTE);
    expect(mailWords(region)).toContain('RECOVERED b');
  });
});

describe('an intent that was written although nobody answered', () => {
  it('keeps the claim: the other member of the group is not stopped while nobody knows of a stop', async () => {
    let intended: string | undefined;
    const fault = (call: CallAbout): Fault | undefined => {
      const item = itemsOf(call).find(({ phase }) => phase === 'stopping');
      if (intended !== undefined || item === undefined) return undefined;
      intended = item.id;
      return { when: 'after', what: LOST, delayMs: 20_000 };
    };
    const region = aRegion({ BrakeMinimum: 5 }, { fault });
    const pair = ['a', 'b'].map((name) => region.add({ name, tags: { 'ec2-responder:group': 'g' } }));
    await region.run(3 * MINUTE);
    for (const one of pair) region.failHost(one);
    while (intended === undefined) await region.run(1_000);
    const intendedAt = region.clock.now();
    // Another pass notes this in the record, before the writer looks again.
    const entities = pair.map((one) => one.id);
    region.health({ code: 'AWS_EC2_INSTANCE_AVAILABILITY_ISSUE', category: 'issue', entities });
    await region.run(HOUR);
    const [first] = region.journal.calls('StopInstances');
    expect((first?.at ?? 0) - intendedAt).toBeGreaterThan(110_000);
    expect(mailWords(region).filter((one) => one.startsWith('RECOVERED'))).toHaveLength(2);
  });
});

describe('a forced stop that is throttled', () => {
  it('is asked for again', async () => {
    let forces = 0;
    const throttled = new ServiceError('RequestLimitExceeded', 'Request limit exceeded.', 503);
    const fault = (call: CallAbout): Fault | undefined => {
      if (call.action !== 'StopInstances' || (call.input as { Force?: boolean }).Force !== true)
        return undefined;
      forces += 1;
      return forces === 1 ? { when: 'before', what: throttled } : undefined;
    };
    const region = aRegion({}, { fault });
    const web = region.add({ name: 'web-1', stopHangs: 'until forced' });
    await region.run(3 * MINUTE);
    region.failHost(web);
    await region.run(HOUR);
    expect(mailWords(region).at(-1)).toBe('RECOVERED web-1');
  });
});

describe('an OS that is bad after each of two moves', () => {
  it('is told after each of them', async () => {
    const region = aRegion({ VerifyMinutes: 5 });
    const web = region.add({ name: 'web-1' });
    await region.run(3 * MINUTE);
    web.osFailedAt = region.clock.now();
    region.failHost(web);
    await region.run(40 * MINUTE);
    region.failHost(web);
    await region.run(HOUR);
    const words = mailWords(region).filter((one) => !one.startsWith('SELF'));
    expect(words.filter((one) => one === 'ACTING web-1')).toHaveLength(2);
    expect(words.at(-1)).toBe('NEEDS-YOU web-1');
  });
});

describe('an accepted start', () => {
  it('is not asked for again while the reads may lag, since a human may have stopped the instance meanwhile', async () => {
    const region = aRegion();
    const web = region.add({ name: 'web-1' });
    await region.run(3 * MINUTE);
    region.failHost(web);
    while (web.state !== 'stopped') await region.run(1_000);
    // What DescribeInstances shows stays behind by more than the first back-off, as EC2 may.
    region.ec2.lag(web.id, 'instance', 80_000);
    while (web.startedBy === undefined) await region.run(1_000);
    await region.run(15_000);
    region.ec2.stop(web.id, { force: false });
    await region.run(30 * MINUTE);
    expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
    expect(web.state).toBe('stopped');
    expect(mailWords(region).at(-1)).toBe('TAKEN-OVER web-1');
  });

  it('that EC2 has refused is asked for again sooner: nothing was done, so nothing can lag', async () => {
    const region = aRegion();
    const web = region.add({ name: 'web-1' });
    await region.run(3 * MINUTE);
    region.failHost(web);
    region.ec2.exhaust(web.availabilityZone, web.type, 9 * MINUTE);
    await region.run(30 * MINUTE);
    const [first, second] = region.journal.calls('StartInstances').map((call) => call.at);
    expect((second ?? Infinity) - (first ?? 0)).toBeLessThan(115_000);
    expect(mailWords(region).at(-1)).toBe('RECOVERED web-1');
  });
});

describe('a list of the impaired instances', () => {
  it('that leaves out the very one which EC2 shows as impaired is not counted by', async () => {
    let gaps = true;
    const region = aRegion(
      {},
      {
        fault: ({ action, input }) =>
          gaps && action === 'DescribeInstanceStatus' && 'Filters' in input
            ? { when: 'after', what: (output) => ({ ...output, InstanceStatuses: [] }) }
            : undefined,
      },
    );
    const fleet = Array.from({ length: 8 }, (_, index) => region.add({ name: `app-${index + 1}` }));
    await region.run(3 * MINUTE);
    for (const instance of fleet.slice(0, 5)) region.failHost(instance);
    await region.run(2 * MINUTE);
    for (const instance of fleet.slice(0, 5)) region.alarm(instance.id, 'StatusCheckFailed_System', 'ALARM');
    await region.run(20 * MINUTE);
    expect(writes(region)).toEqual([]);
    gaps = false;
    await region.run(10 * MINUTE);
    expect(writes(region)).toEqual([]);
  });

  it('that is empty now and then does not release one that is unreachable and in no such list', async () => {
    let asked = 0;
    const region = aRegion(
      { InstanceFailureMinutes: 2 },
      {
        fault: ({ action, input }) => {
          if (action !== 'DescribeInstanceStatus' || !JSON.stringify(input).includes('system-status.status'))
            return undefined;
          asked += 1;
          if (asked % 2 === 0) return undefined;
          return { when: 'after', what: (output) => ({ ...output, InstanceStatuses: [] }) };
        },
      },
    );
    const [odd, ...others] = Array.from({ length: 12 }, (_, index) => region.add({ name: `app-${index}` }));
    if (odd === undefined) throw new Error('no fleet');
    odd.scheduledEvents.push({
      id: 'instance-event-1',
      code: 'instance-retirement',
      description: 'degraded hardware',
      notBefore: region.clock.now() + 48 * HOUR,
      notAfter: undefined,
    });
    await region.run(3 * MINUTE);
    for (const instance of others) region.failHost(instance);
    odd.osFailedAt = region.clock.now();
    await region.run(30 * MINUTE);
    expect(region.journal.calls('StopInstances')).toEqual([]);
    expect(mailWords(region)).toContain('NEEDS-YOU app-0');
  });
});

describe('an owner’s tag in other capitals', () => {
  it('counts, as it does for IAM', async () => {
    const region = aRegion();
    const web = region.add({ name: 'web-1', tags: { 'EC2-Responder': 'notify' } });
    await region.run(3 * MINUTE);
    region.failHost(web);
    await region.run(30 * MINUTE);
    expect(region.journal.calls('StopInstances')).toEqual([]);
    expect(mailWords(region)).toEqual(['NEEDS-YOU web-1']);
  });
});

describe('a stop that a policy denies outright', () => {
  it('is not answered with the advice to add a permission', async () => {
    const denied = new ServiceError(
      'UnauthorizedOperation',
      'You are not authorized to perform this operation. User: a is not authorized to perform: ec2:StopInstances with an explicit deny in a service control policy.',
      403,
    );
    const region = await failedHost(
      (call) => (call.action === 'StopInstances' ? { when: 'before', what: denied } : undefined),
      async (run) => run.run(20 * MINUTE),
    );
    const [mail] = region.journal.of('mail');
    expect(mail?.body.replaceAll(/\s+/g, ' ')).toContain('a further permission would not help');
    expect(mail?.body).not.toContain("Allow the responder's role");
  });
});

describe('a human who stops an instance in the moment of our second stop', () => {
  it('is respected, although the first stop was never answered', async () => {
    let stops = 0;
    const region: SimulatedRegion = aRegion(
      {},
      {
        fault: (call) => {
          if (call.action !== 'StopInstances') return undefined;
          stops += 1;
          if (stops === 1) return { when: 'before', what: LOST };
          const [web] = region.ec2.instances.values();
          if (web !== undefined) region.ec2.stop(web.id, { force: false });
          return undefined;
        },
      },
    );
    const web = region.add({ name: 'web-1' });
    await region.run(3 * MINUTE);
    region.failHost(web);
    await region.run(45 * MINUTE);
    expect(stops).toBe(2);
    expect(writes(region)).toEqual(['StopInstances']);
    expect(web.state).toBe('stopped');
    expect(mailWords(region).at(-1)).toBe('TAKEN-OVER web-1');
  });
});

describe('an instance that the brake’s alert has named', () => {
  it('and that fails again after it was well, while the brake is still on, is told anew', async () => {
    const region = aRegion({ BrakePercent: 10 });
    const fleet = Array.from({ length: 12 }, (_, index) => region.add({ name: `app-${index + 1}` }));
    await region.run(3 * MINUTE);
    for (const instance of fleet.slice(0, 6)) region.failHost(instance);
    await region.run(15 * MINUTE);
    const [again] = fleet;
    if (again === undefined) throw new Error('no fleet');
    expect(region.journal.of('mail').filter((mail) => mail.body.includes(again.id))).toHaveLength(1);
    region.ec2.recoverByAws(again.id);
    await region.run(5 * MINUTE);
    const wellAt = region.clock.now();
    region.failHost(again);
    await region.run(50 * MINUTE);
    const later = region.journal
      .of('mail')
      .filter((mail) => mail.at > wellAt && mail.body.includes(again.id));
    expect(later.map((mail) => mail.attributes.word)).toContain('HELD');
    expect(writes(region)).toEqual([]);
  });
});

describe('the alert of a brake', () => {
  it('bears the time from which its repeat is counted, however long the names of the held take to read', async () => {
    const region = aRegion({ BrakePercent: 10 });
    const fleet = Array.from({ length: 12 }, (_, index) => region.add({ name: `app-${index + 1}` }));
    await region.run(3 * MINUTE);
    for (const instance of fleet.slice(0, 6)) region.failHost(instance);
    await region.run(15 * MINUTE);
    const written = region.journal
      .of('call')
      .filter(({ error }) => error === undefined)
      .map(itemsPut)
      .find((items) => items.some(({ alert }) => (alert as Alert | undefined)?.id.startsWith('brake/')));
    const told = written?.find(({ alert }) => alert !== undefined)?.alert as Alert | undefined;
    const record = written?.find(({ id }) => id === 'region') as Partial<RegionRecord> | undefined;
    expect(record?.brakes).toEqual([expect.objectContaining({ toldAt: told?.at })]);
  });
});

describe('two instances that the brake’s alert has named', () => {
  it('and that both fail again soon after both were well, are told anew', async () => {
    const region = aRegion({ BrakeMinimum: 2, BrakePercent: 10 });
    const fleet = Array.from({ length: 9 }, (_, index) => region.add({ name: `app-${index + 1}` }));
    const pair = fleet.slice(0, 2);
    await region.run(3 * MINUTE);
    for (const instance of pair) region.failHost(instance);
    await region.run(12 * MINUTE);
    for (const instance of pair) region.ec2.recoverByAws(instance.id);
    await region.run(3 * MINUTE);
    const wellAt = region.clock.now();
    for (const instance of pair) region.failHost(instance);
    await region.run(20 * MINUTE);
    const later = region.journal.of('mail').filter((mail) => mail.at > wellAt);
    for (const { id } of pair) expect(later.filter((mail) => mail.body.includes(id))).toHaveLength(1);
    expect(writes(region)).toEqual([]);
  });
});

describe('a stop by AWS that only Health had announced', () => {
  it('is followed by our start, although the date is over and the reads still show the instance running', async () => {
    const region = aRegion();
    const web = region.add({ name: 'web-1' });
    await region.run(3 * MINUTE);
    const date = Math.floor((region.clock.now() + HOUR) / MINUTE) * MINUTE - 30_000;
    const entities = [web.id];
    region.health({
      code: 'AWS_EC2_INSTANCE_STOP_SCHEDULED',
      category: 'scheduledChange',
      entities,
      startTime: date,
      endTime: date,
    });
    await region.run(date - region.clock.now());
    region.ec2.lag(web.id, 'instance', 60_000);
    region.ec2.lag(web.id, 'status', 60_000);
    region.ec2.stop(web.id, { force: false, by: 'AWS' });
    await region.run(30 * MINUTE);
    expect(writes(region)).toEqual(['StartInstances']);
    expect(web.state).toBe('running');
    expect(mailWords(region)).toEqual(['ANNOUNCED web-1', 'ACTING web-1', 'RECOVERED web-1']);
  });
});

describe('an instance that AWS has stopped at its announced date', () => {
  it('counts for no brake: it is started, and so is its neighbour whose host failed', async () => {
    const region = aRegion({ BrakeMinimum: 2, BrakePercent: 10 });
    const [web, db] = ['web-1', 'db-1'].map((name) => region.add({ name }));
    for (let index = 0; index < 9; index += 1) region.add({ name: `app-${index}` });
    if (web === undefined || db === undefined) throw new Error('no fleet');
    await region.run(3 * MINUTE);
    const date = region.clock.now() + HOUR;
    web.scheduledEvents.push({
      id: 'instance-event-0123456789abcdef0',
      code: 'instance-stop',
      description: 'The instance is running on degraded hardware',
      notBefore: date,
      notAfter: undefined,
    });
    await region.run(HOUR - 4 * MINUTE);
    region.failHost(db);
    await region.run(4 * MINUTE);
    region.ec2.stop(web.id, { force: false, by: 'AWS' });
    await region.run(20 * MINUTE);
    expect([web.state, db.state]).toEqual(['running', 'running']);
    expect(mailWords(region)).not.toContain('HELD web-1');
    expect(mailWords(region)).toEqual(expect.arrayContaining(['RECOVERED web-1', 'RECOVERED db-1']));
  });

  it('and that a brake holds, says so itself: the alert of the brake is about failed hosts', async () => {
    const region = aRegion({ BrakeMinimum: 2, BrakePercent: 10 });
    const fleet = Array.from({ length: 12 }, (_, index) => region.add({ name: `app-${index + 1}` }));
    const [web, ...others] = fleet;
    if (web === undefined) throw new Error('no fleet');
    await region.run(3 * MINUTE);
    web.scheduledEvents.push({
      id: 'instance-event-0123456789abcdef0',
      code: 'instance-stop',
      description: 'The instance is running on degraded hardware',
      notBefore: region.clock.now() + HOUR,
      notAfter: undefined,
    });
    await region.run(HOUR - 10 * MINUTE);
    for (const one of others.slice(0, 4)) region.failHost(one);
    await region.run(10 * MINUTE);
    region.ec2.stop(web.id, { force: false, by: 'AWS' });
    await region.run(HOUR);
    const braked = region.journal.of('mail').filter((mail) => mail.subject.includes('failing'));
    expect(braked.length).toBe(1);
    expect(braked.some((mail) => mail.body.includes(web.id))).toBe(false);
    expect(mailWords(region).filter((words) => words.endsWith('app-1'))).toEqual([
      'NEEDS-YOU app-1',
      'NEEDS-YOU app-1',
    ]);
    expect(writes(region)).toEqual([]);
  });
});

describe('a pass that others overtake again and again at one instance', () => {
  it.each([
    ['a sweep', true, 'closed'],
    ['an event', false, 'starting'],
  ])('has not failed, for they look at it: %s', async (_, isSweep, phase) => {
    let writes = 0;
    const region = aRegion(
      {},
      {
        fault: (call) => {
          const item = itemsOf(call).find((one) => one.phase === phase);
          if (item === undefined || call.sweep !== isSweep || writes >= 3) return undefined;
          writes += 1;
          // Another pass writes the record between the read and the write of this one.
          const { at } = call;
          const { TableName } = region.journal.calls('Get')[0]?.input as { TableName: string };
          const Key = { id: item.id };
          const read = region.dynamodb.answer('GetCommand', { TableName, Key }, at) as {
            Item: { version: number };
          };
          const other = { ...read.Item, version: read.Item.version + 1 };
          region.dynamodb.answer('PutCommand', { TableName, Item: other }, at);
          return undefined;
        },
      },
    );
    const web = region.add({ name: 'web-1' });
    await region.run(3 * MINUTE);
    region.failHost(web);
    await region.run(20 * MINUTE);
    expect(writes).toBe(3);
    expect(region.journal.of('failed')).toEqual([]);
    expect(mailWords(region)).toContain('RECOVERED web-1');
  });
});
