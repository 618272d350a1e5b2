/**
 * Case 8: where AWS had no room for a type in a zone, one machine after the other was stopped into the void: nine of sixty, two
 * pets of two.
 * Workload: `no-capacity-for-the-second`.
 * Mutants: 'stop the next one into the void', 'take a new word for a lack of room for none'.
 */
import { describe, expect, it } from '@jest/globals';
import { NO_ROOM, type NoRoom } from '../../../../simulator/ec2/no-room.ts';
import type { SimulatedInstance } from '../../../../simulator/ec2/simulated-instance.ts';
import type { SimulatedRegion } from '../../../../simulator/runtime/simulated-region.ts';
import { aRegion, HOUR, mailWords, MINUTE, runCalmly, writes } from '../../a-region.ts';

/** The first has failed, was stopped, and finds no room; the second fails while it waits. */
async function twoPets(
  says: NoRoom,
  props: { readonly type?: string; readonly availabilityZone?: string } = {},
): Promise<{ region: SimulatedRegion; first: SimulatedInstance; second: SimulatedInstance }> {
  const region = aRegion();
  const first = region.add({ name: 'pet-1' });
  const second = region.add({ name: 'pet-2', ...props });
  for (let count = 0; count < 10; count += 1) region.add();
  region.ec2.exhaust(first.availabilityZone, first.type, 6 * HOUR, says);
  await region.run(MINUTE);
  region.failHost(first);
  await region.run(25 * MINUTE);
  expect(first.state).toBe('stopped');
  region.failHost(second);
  await region.run(20 * MINUTE);
  return { region, first, second };
}

const stopsOf = (region: SimulatedRegion): number =>
  writes(region).filter((action) => action === 'StopInstances').length;

describe('a type without room in its zone', () => {
  it.each(Object.values(NO_ROOM))('keeps the second one up, told once: $code', async (says) => {
    const { region, second } = await twoPets(says);
    expect(stopsOf(region)).toBe(1);
    expect(second.state).toBe('running');
    expect(mailWords(region).filter((words) => words.endsWith('pet-2'))).toEqual(['HELD pet-2']);
    const held = region.journal.of('mail').find(({ subject }) => subject.startsWith('HELD'));
    expect(held?.subject).toContain('held: no capacity');
    expect(held?.body).toContain(
      says.status === 503 && says.code !== 'ZoneCapacityDepleted' ? 'start request' : says.code,
    );
    expect(held?.body).toContain('run its work in another zone');
  });

  it('lets the second one go when the first one runs, without a human', async () => {
    const { region, first, second } = await twoPets(NO_ROOM.usual);
    region.ec2.exhaust(first.availabilityZone, first.type, 0);
    await region.run(40 * MINUTE);
    expect([first, second].map(({ state, hostFailedAt }) => [state, hostFailedAt])).toEqual([
      ['running', undefined],
      ['running', undefined],
    ]);
    expect(mailWords(region).slice(-3)).toEqual(['ACTING pet-2', 'RECOVERED pet-1', 'RECOVERED pet-2']);
  });

  it('holds for hours where AWS says capacity, and nobody hears of it twice', async () => {
    const { region, second } = await twoPets(NO_ROOM.tomorrow);
    await runCalmly(region, 4 * HOUR);
    expect(stopsOf(region)).toBe(1);
    expect(second.state).toBe('running');
    expect(mailWords(region).filter((words) => words.endsWith('pet-2'))).toHaveLength(1);
  });

  it('holds for an hour where nobody knows the word, and then does its work', async () => {
    const { region } = await twoPets(NO_ROOM.nameless);
    await region.run(20 * MINUTE);
    expect(stopsOf(region)).toBe(1);
    await region.run(40 * MINUTE);
    expect(stopsOf(region)).toBe(2);
  });

  it('keeps a fleet up whose hosts fail one after the other', async () => {
    const region = aRegion();
    const fleet = Array.from({ length: 60 }, (_, index) => region.add({ name: `n${index}` }));
    const [first] = fleet;
    region.ec2.exhaust(first?.availabilityZone ?? '', first?.type ?? '', 12 * HOUR);
    await region.run(MINUTE);
    for (const instance of fleet.slice(0, 8)) {
      region.failHost(instance);
      await region.run(15 * MINUTE);
    }
    expect(stopsOf(region)).toBe(1);
  });

  it.each([
    ['another type', { type: 'r6i.xlarge' }],
    ['another zone', { availabilityZone: 'ap-northeast-1c' }],
  ])('stands in no way of %s', async (_, props) => {
    const { region, second } = await twoPets(NO_ROOM.usual, props);
    expect(stopsOf(region)).toBe(2);
    expect(second).toMatchObject({ state: 'running', hostFailedAt: undefined });
  });
});

describe('a start that fails for a reason of its own', () => {
  it('keeps no other one waiting', async () => {
    const { region, second } = await twoPets({ code: 'InvalidKMSKey.InvalidState', status: 400 });
    expect(stopsOf(region)).toBe(2);
    expect(mailWords(region)).not.toContain('HELD pet-2');
    expect(second.state).toBe('stopped');
  });
});
