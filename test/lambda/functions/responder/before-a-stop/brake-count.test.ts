import { describe, expect, it } from '@jest/globals';
import { brakeRefusal } from '../../../../../lambda/core/gate/brake.ts';
import type { FoundInstance } from '../../../../../lambda/core/model/observation.ts';
import type { Invocation, ZoneMemory } from '../../../../../lambda/functions/responder/invocation.ts';
import {
  countedBefore,
  countZone,
  remember,
} from '../../../../../lambda/functions/responder/before-a-stop/brake-count.ts';
import {
  aClaim,
  aFailedHost,
  anInstance,
  aRegion,
  at,
  checks,
  ID,
  ids,
  impaired,
  INSUFFICIENT_DATA,
  OK,
  SETTINGS,
  ZONE,
} from '../../../core/given.ts';

const NOW = at('10:06:00');
const failedHosts = (count: number, zone = ZONE) =>
  ids(count).map((instanceId) => ({ instanceId, availabilityZone: zone }));

interface Given {
  readonly running?: readonly string[] | 'unread';
}

/** As much of an invocation as a count needs: a zone of 20 running instances, or one that cannot be read. */
function anInvocation({ running = ids(20) }: Given = {}) {
  const asked: string[] = [];
  const zones: ZoneMemory = new Map();
  const lists = {
    runningIn: (zone: string) => {
      asked.push(zone);
      return running === 'unread' ? Promise.reject(new Error('away')) : Promise.resolve(new Set(running));
    },
  };
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
  };
  const responder = { settings: SETTINGS, lists, log, zones, now: () => NOW } as unknown as Invocation;
  return { responder, asked };
}

/** An instance that is well and to be moved: EC2 only lists a date for it. */
const HEALTHY = anInstance();
const UNREACHABLE = anInstance({ checks: checks(OK, impaired('10:00:00')) });
const STOPPED_BY_AWS = anInstance({ state: 'stopped', checks: checks(INSUFFICIENT_DATA, INSUFFICIENT_DATA) });

describe('the brake counts in the zone of an instance', () => {
  const failed = async (seen: FoundInstance, others = 2): Promise<unknown> =>
    (await countZone(seen, failedHosts(others), aRegion(), anInvocation().responder)).failed;

  it.each([
    ['that failed', aFailedHost(), [ID, 'i-1', 'i-2']],
    ['that does not answer', UNREACHABLE, [ID, 'i-1', 'i-2']],
    ['whose checks say nothing', anInstance({ checks: checks(INSUFFICIENT_DATA) }), [ID, 'i-1', 'i-2']],
    ['that is well and only to be moved', HEALTHY, ['i-1', 'i-2']],
    ['that AWS has stopped at its date', STOPPED_BY_AWS, ['i-1', 'i-2']],
  ])('the failed ones, and it itself only where it is one of them: one %s', async (_, seen, counted) => {
    expect(await failed(seen)).toEqual(counted);
  });

  it('but for what has been failed for days, where one that is stopped asks to be started; a planned move waits for that, too', async () => {
    const DAY = 86_400_000;
    const since = (ages: readonly number[]) =>
      failedHosts(ages.length).map((one, index) => ({ ...one, since: NOW - (ages[index] ?? 0) }));
    const counted = async (seen: FoundInstance): Promise<unknown> =>
      (await countZone(seen, since([DAY, DAY + 1]), aRegion(), anInvocation().responder)).failed;
    expect(await counted(STOPPED_BY_AWS)).toEqual(['i-1']);
    expect(await counted(HEALTHY)).toEqual(['i-1', 'i-2']);
  });

  it('with all that the brake holds, although one more fails a day later', async () => {
    const DAY = 86_400_000;
    const old = failedHosts(4).map((one) => ({ ...one, since: NOW - 2 * DAY }));
    const zone = aFailedHost().facts.availabilityZone;
    const brake = {
      availabilityZone: zone,
      since: 0,
      seenAt: NOW - 60_000,
      named: old.map((one) => one.instanceId),
      toldAt: 0,
    };
    const counted = async (brakes: readonly (typeof brake)[]): Promise<unknown> =>
      (await countZone(aFailedHost(), old, { ...aRegion(), brakes }, anInvocation().responder)).failed;
    expect(await counted([])).toEqual([ID]);
    expect(await counted([brake])).toHaveLength(4);
    expect(await counted([{ ...brake, seenAt: NOW - 60 * 60_000 }])).toEqual([ID]);
  });

  it('so that a healthy instance is not what makes three of two', async () => {
    const twoOfTwo = anInvocation({ running: [...ids(2), ID] }).responder;
    const count = await countZone(HEALTHY, failedHosts(2), aRegion(), twoOfTwo);
    expect(brakeRefusal(ZONE, count, SETTINGS, 'stopping')).toBeUndefined();
    const failing = await countZone(aFailedHost(), failedHosts(2), aRegion(), twoOfTwo);
    expect(brakeRefusal(ZONE, failing, SETTINGS, 'stopping')?.key).toBe('refuse.brake-share');
  });

  it('all that have failed around a healthy one: an outage holds a planned move, too', async () => {
    const count = await countZone(HEALTHY, failedHosts(5), aRegion(), anInvocation().responder);
    expect(count).toEqual({ failed: ids(5), total: 20 });
    expect(brakeRefusal(ZONE, count, SETTINGS, 'stopping')?.key).toBe('refuse.brake-share');
  });

  it('those that we hold, moved ones as well, and nobody twice or from elsewhere', async () => {
    const claims = [
      aClaim('i-1'),
      aClaim('i-8', { planned: true }),
      aClaim('i-9', { availabilityZone: 'x' }),
    ];
    const impairedNow = [...failedHosts(2), ...failedHosts(3, 'elsewhere')];
    const { responder } = anInvocation();
    const { failed: counted } = await countZone(HEALTHY, impairedNow, aRegion({ claims }), responder);
    expect(counted).toEqual(['i-1', 'i-2', 'i-8']);
  });

  it('those of which EC2 has no data: since a sweep saw it first, or in any case where none has', async () => {
    const silent = ids(3).map((instanceId) => ({
      instanceId,
      availabilityZone: ZONE,
      silent: true as const,
    }));
    const { responder } = anInvocation();
    const since = (ms: number) => ({ instanceId: 'i-1', availabilityZone: ZONE, since: NOW - ms });
    const counted = async (ms: number): Promise<unknown> => {
      const region = aRegion({ silent: [since(ms)] });
      return (await countZone(aFailedHost(), silent, region, responder)).failed;
    };
    expect(await counted(0)).toEqual([ID, 'i-1', 'i-2', 'i-3']);
    expect(await counted(5 * 3_600_000)).toEqual([ID, 'i-2', 'i-3']);
  });

  it('only those that began together: what failed days ago is no outage with what fails today', async () => {
    const old = ids(2).map((instanceId) => ({
      instanceId,
      availabilityZone: ZONE,
      since: NOW - 72 * 3_600_000,
    }));
    const { responder } = anInvocation();
    expect(await countZone(aFailedHost(), old, aRegion(), responder)).toEqual({ failed: [ID] });
    const claims = [aClaim('i-9', { since: NOW - 72 * 3_600_000 })];
    expect(await countZone(UNREACHABLE, [], aRegion({ claims }), responder)).toEqual({ failed: [ID] });
  });

  it('reads the total only where it decides, and holds everything where that fails', async () => {
    const few = anInvocation();
    expect(await countZone(HEALTHY, failedHosts(2), aRegion(), few.responder)).toEqual({ failed: ids(2) });
    expect(few.asked).toEqual([]);
    const away = anInvocation({ running: 'unread' });
    const count = await countZone(HEALTHY, failedHosts(3), aRegion(), away.responder);
    expect(count).toEqual({ failed: ids(3), total: 'unread' });
    expect(away.asked).toEqual([ZONE]);
    expect(brakeRefusal(ZONE, count, SETTINGS, 'stopping')?.key).toBe('refuse.brake-unread');
  });

  it('is not known where the list of the failed ones could not be read, whoever asks', async () => {
    for (const seen of [HEALTHY, aFailedHost()])
      expect(await countZone(seen, 'unread', aRegion(), anInvocation().responder)).toEqual({
        failed: 'unread',
      });
  });
});

describe('what an invocation has counted', () => {
  it('counts for a healthy one that comes next, and for a failed one only with that one in it', () => {
    const { responder } = anInvocation();
    remember(HEALTHY, { failed: ids(3), total: 20 }, failedHosts(3), aRegion(), responder);
    expect(countedBefore(HEALTHY, responder)?.count).toEqual({ failed: ids(3), total: 20 });
    expect(countedBefore(aFailedHost(), responder)).toBeUndefined();
    expect(countedBefore(aFailedHost({ instanceId: 'i-1' }), responder)).toBeDefined();
    expect(countedBefore(STOPPED_BY_AWS, responder)).toBeDefined();
  });

  it('leaves out the one that asked where it counted for itself alone', () => {
    const { responder } = anInvocation();
    const asked = aFailedHost({ instanceId: 'i-9' });
    const count = { failed: ['i-9', ...ids(2)], total: 20 };
    remember(asked, count, failedHosts(2), aRegion(), responder);
    expect(countedBefore(HEALTHY, responder)?.count).toEqual({ failed: ids(2), total: 20 });
    expect(countedBefore(asked, responder)).toBeUndefined();
  });

  it('keeps the one that asked where its system check failed, or it is held', () => {
    const { responder } = anInvocation();
    const count = { failed: ids(3), total: 20 };
    remember(aFailedHost({ instanceId: 'i-3' }), count, failedHosts(3), aRegion(), responder);
    expect(countedBefore(HEALTHY, responder)?.count).toEqual(count);
    const held = aRegion({ claims: [aClaim('i-3')] });
    remember(aFailedHost({ instanceId: 'i-3' }), count, failedHosts(2), held, responder);
    expect(countedBefore(HEALTHY, responder)?.count).toEqual(count);
  });

  it('is nothing where the list of the failed ones could not be read', () => {
    const { responder } = anInvocation();
    remember(HEALTHY, { failed: 'unread' }, 'unread', aRegion(), responder);
    remember(HEALTHY, { failed: ids(3) }, 'unread', aRegion(), responder);
    expect(countedBefore(HEALTHY, responder)).toBeUndefined();
  });

  it('is forgotten after ten seconds, and is nothing of another zone', () => {
    const { responder } = anInvocation();
    remember(HEALTHY, { failed: ids(3), total: 20 }, failedHosts(3), aRegion(), responder);
    const later = (ms: number): Invocation => ({ ...responder, now: () => NOW + ms });
    expect(countedBefore(HEALTHY, later(10_000))).toBeDefined();
    expect(countedBefore(HEALTHY, later(10_001))).toBeUndefined();
    expect(countedBefore(anInstance({ facts: { availabilityZone: 'x' } }), responder)).toBeUndefined();
  });
});
