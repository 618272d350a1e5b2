import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { VirtualClock } from '../../../simulator/runtime/virtual-clock.ts';

const START = Date.parse('2026-11-20T03:00:00Z');

describe('VirtualClock', () => {
  it('runs callbacks at their time and stands at the end of the run afterwards', async () => {
    const clock = new VirtualClock(START);
    const seen: number[] = [];
    clock.at(START + 60_000, () => seen.push(clock.now() - START));
    clock.after(1_000, () => seen.push(clock.now() - START));
    await clock.run(START + 90_000);
    expect(seen).toEqual([1_000, 60_000]);
    expect(clock.now()).toBe(START + 90_000);
  });

  it('runs what is due exactly at the end, and leaves what is due a millisecond later', async () => {
    const clock = new VirtualClock(START);
    const seen: string[] = [];
    clock.at(START + 1_000, () => seen.push('at the end'));
    clock.at(START + 1_001, () => seen.push('later'));
    await clock.run(START + 1_000);
    expect(seen).toEqual(['at the end']);
    await clock.run(START + 1_001);
    expect(seen).toEqual(['at the end', 'later']);
  });

  it('runs callbacks of one instant in the order in which they were asked for', async () => {
    const clock = new VirtualClock(START);
    const seen: string[] = [];
    for (const name of ['a', 'b', 'c', 'd']) clock.after(5, () => seen.push(name));
    await clock.run(START + 5);
    expect(seen).toEqual(['a', 'b', 'c', 'd']);
  });

  it('does not run a callback that was cancelled', async () => {
    const clock = new VirtualClock(START);
    const seen: string[] = [];
    const cancel = clock.after(5, () => seen.push('cancelled'));
    clock.after(5, () => seen.push('kept'));
    cancel();
    await clock.run(START + 5);
    expect(seen).toEqual(['kept']);
  });

  it('lets an async handler go as far as it can before time moves', async () => {
    const clock = new VirtualClock(START);
    const seen: string[] = [];
    clock.after(1, async () => {
      for (let turn = 0; turn < 50; turn++) await Promise.resolve();
      seen.push(`settled at ${clock.now() - START}`);
      await clock.sleep(10);
      seen.push(`awake at ${clock.now() - START}`);
    });
    clock.after(2, () => seen.push('the next callback'));
    await clock.run(START + 100);
    expect(seen).toEqual(['settled at 1', 'the next callback', 'awake at 11']);
  });

  it('does not wake a sleeper before its time', async () => {
    const clock = new VirtualClock(START);
    let awake = false;
    void clock.sleep(1_000).then(() => {
      awake = true;
    });
    await clock.run(START + 999);
    expect(awake).toBe(false);
    await clock.run(START + 1_000);
    expect(awake).toBe(true);
  });

  it('throws out of the run what a callback throws', async () => {
    const clock = new VirtualClock(START);
    clock.after(1, () => {
      throw new Error('the handler broke');
    });
    await expect(clock.run(START + 10)).rejects.toThrow('the handler broke');
  });

  it('throws out of the run what an async callback rejects with, even much later', async () => {
    const clock = new VirtualClock(START);
    const seen: string[] = [];
    clock.after(1, async () => {
      await clock.sleep(5_000);
      throw new Error('broke after five seconds');
    });
    clock.after(6_000, () => seen.push('not reached'));
    await expect(clock.run(START + 10_000)).rejects.toThrow('broke after five seconds');
    expect(seen).toEqual([]);
    expect(clock.now()).toBe(START + 5_001);
  });

  it('fails when something schedules itself at one instant without end', async () => {
    const clock = new VirtualClock(START, { maxCallbacksPerInstant: 100 });
    const again = (): void => {
      clock.after(0, again);
    };
    clock.after(0, again);
    await expect(clock.run(START + 1)).rejects.toThrow(
      'more than 100 callbacks at 2026-11-20T03:00:00.000Z: something schedules itself without letting time pass',
    );
  });

  it('does not fail when something schedules itself as often with time in between', async () => {
    const clock = new VirtualClock(START, { maxCallbacksPerInstant: 100 });
    let count = 0;
    const again = (): void => {
      count += 1;
      clock.after(1, again);
    };
    clock.after(1, again);
    await clock.run(START + 500);
    expect(count).toBe(500);
  });

  it.each([
    ['a time in the past', (clock: VirtualClock) => clock.at(START - 1, () => undefined)],
    ['a negative delay', (clock: VirtualClock) => clock.after(-1, () => undefined)],
    ['no number', (clock: VirtualClock) => clock.after(Number.NaN, () => undefined)],
    ['the end of time', (clock: VirtualClock) => clock.after(Infinity, () => undefined)],
  ])('refuses to schedule at %s', (_what, schedule) => {
    expect(() => schedule(new VirtualClock(START))).toThrow(RangeError);
  });

  it('refuses to run twice at once', async () => {
    const clock = new VirtualClock(START);
    const first = clock.run(START + 1);
    await expect(clock.run(START + 2)).rejects.toThrow('the clock is running already');
    await first;
  });

  it('runs any schedule in the order of time and then of asking, without the cancelled', async () => {
    const schedule = fc.array(
      fc.record({ delay: fc.nat(50), cancelled: fc.boolean(), child: fc.option(fc.nat(20)) }),
      {
        maxLength: 60,
      },
    );
    await fc.assert(
      fc.asyncProperty(schedule, async (entries) => {
        const clock = new VirtualClock(START);
        const asked: { time: number; order: number }[] = [];
        const ran: { time: number; order: number }[] = [];
        let order = 0;
        const ask = (delay: number, child: number | null, cancelled: boolean): void => {
          const entry = { time: clock.now() + delay, order: order++ };
          const cancel = clock.after(delay, () => {
            expect(clock.now()).toBe(entry.time);
            ran.push(entry);
            if (child !== null) ask(child, null, false);
          });
          if (cancelled) cancel();
          else asked.push(entry);
        };
        for (const { delay, child, cancelled } of entries) ask(delay, child, cancelled);
        await clock.run(START + 100);
        expect(ran).toEqual([...asked].sort((a, b) => a.time - b.time || a.order - b.order));
      }),
      { numRuns: 200, seed: 20261120 },
    );
  });
});
