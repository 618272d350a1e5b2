/**
 * Case 37: the first planned move of a night did not come back, because of a boot fault that all machines shared; eighteen minutes later the
 * next healthy one was stopped, and four of four were down by morning.
 * Workload: `moves-share-a-boot-fault`.
 * Mutants: 'move the next one while the one before is not back'.
 */
import { describe, expect, it } from '@jest/globals';
import type { SimulatedInstance } from '../../../../simulator/ec2/simulated-instance.ts';
import type { SimulatedRegion } from '../../../../simulator/runtime/simulated-region.ts';
import { aRegion, HOUR, mailWords, MINUTE, runCalmly, writes } from '../../a-region.ts';

/** AWS has announced the end of their hosts in four days; the window is tonight, from 20:00 to 00:00, and each later night. */
async function aNight(
  parameters: Readonly<Record<string, string | number>> = {},
  dateInHours = 96,
): Promise<{ region: SimulatedRegion; fleet: readonly SimulatedInstance[] }> {
  const window = ['sat', 'sun', 'mon', 'tue'].map(
    (day, index, days) => `${day}:20:00-${days[index + 1] ?? 'wed'}:00:00`,
  );
  const region = aRegion({ MaintenanceWindow: window.join(','), MinimumNoticeHours: 0, ...parameters });
  const notBefore = region.clock.now() + dateInHours * HOUR;
  const fleet = [1, 2, 3, 4].map((number) =>
    region.add({
      name: `db-${number}`,
      startTroubles: ['boot fault'],
      scheduledEvents: [
        {
          id: `e${number}`,
          code: 'instance-retirement',
          description: 'degraded',
          notBefore,
          notAfter: undefined,
        },
      ],
    }),
  );
  await region.run(2 * HOUR + MINUTE);
  return { region, fleet };
}

const stopsOf = (region: SimulatedRegion): number =>
  writes(region).filter((action) => action === 'StopInstances').length;

describe('a planned move that does not come back', () => {
  it('keeps the others where they are for the whole window, and its mail says so, with the way out', async () => {
    const { region, fleet } = await aNight();
    await runCalmly(region, 5 * HOUR);
    expect(stopsOf(region)).toBe(1);
    expect(fleet.filter((one) => one.osFailedAt !== undefined)).toHaveLength(1);
    const needs = region.journal.of('mail').filter(({ subject }) => subject.startsWith('NEEDS-YOU'));
    expect(needs).toHaveLength(1);
    expect(needs[0]?.body).toContain('No other planned move begins in this Region until it is back');
    expect(needs[0]?.body).toContain('ec2-responder:moves-go-on=true');
  });

  it('lets the next one go when it is back', async () => {
    const { region, fleet } = await aNight();
    for (const one of fleet) one.startTroubles = [];
    await region.run(HOUR);
    expect(stopsOf(region)).toBe(1);
    const down = fleet.find((one) => one.osFailedAt !== undefined);
    if (down !== undefined) down.osFailedAt = undefined;
    await region.run(HOUR);
    expect(stopsOf(region)).toBe(4);
  });

  it('lets the next one go when its owner says so by the tag, and not by another value of it', async () => {
    const { region, fleet } = await aNight();
    await region.run(HOUR);
    const down = fleet.find((one) => one.osFailedAt !== undefined);
    if (down !== undefined) down.tags = { 'ec2-responder:moves-go-on': 'perhaps' };
    await region.run(20 * MINUTE);
    expect(stopsOf(region)).toBe(1);
    if (down !== undefined) down.tags = { 'ec2-responder:moves-go-on': 'true' };
    await region.run(20 * MINUTE);
    expect(stopsOf(region)).toBe(2);
  });

  it('is left behind where the date leaves no other time, and the owner is told before', async () => {
    // Tonight's window is the last one before the date, and nothing is moved outside of the windows.
    const { region } = await aNight({ ScheduledEventFallback: 'notify' }, 8);
    await region.run(10 * MINUTE);
    const pressing = region.journal.of('mail').filter(({ body }) => body.includes('is moved all the same'));
    expect(pressing).toHaveLength(0);
    await region.run(30 * MINUTE);
    expect(stopsOf(region)).toBe(2);
    const told = region.journal.of('mail').filter(({ body }) => body.includes('is moved all the same'));
    expect(told.length).toBeGreaterThan(0);
    expect(told[0]?.subject).toMatch(/^NEEDS-YOU db-\d: move .*one not back/);
    expect(told[0]?.body).toContain('ec2-responder=notify');
    const second = region.journal.calls('StopInstances')[1];
    expect((second?.at ?? 0) - (told[0]?.at ?? 0)).toBeGreaterThanOrEqual(19 * MINUTE);
  });

  it('keeps no failed host from being recovered', async () => {
    const { region } = await aNight();
    await region.run(30 * MINUTE);
    region.failHost(region.add({ name: 'web-1', availabilityZone: 'ap-northeast-1c', type: 't3.medium' }));
    await region.run(30 * MINUTE);
    expect(mailWords(region)).toContain('RECOVERED web-1');
  });
});

describe('planned moves that come back', () => {
  it('go one after the other in the same night, and no mail speaks of waiting', async () => {
    const { region, fleet } = await aNight();
    for (const one of fleet) Object.assign(one, { startTroubles: [], osFailedAt: undefined });
    await region.run(2 * HOUR);
    expect(stopsOf(region)).toBe(4);
    expect(mailWords(region).filter((words) => words.startsWith('NEEDS-YOU'))).toEqual([]);
  });
});
