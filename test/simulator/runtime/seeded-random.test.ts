import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from '../../../simulator/runtime/seeded-random.ts';

const draws = (random: SeededRandom, count: number): number[] =>
  Array.from({ length: count }, () => random.next());

describe('SeededRandom', () => {
  it('repeats the same numbers for the same seed', () => {
    expect(draws(new SeededRandom(42), 100)).toEqual(draws(new SeededRandom('42'), 100));
  });

  it('does not repeat them for the next seed', () => {
    const [a, b] = [draws(new SeededRandom(42), 100), draws(new SeededRandom(43), 100)];
    expect(a.filter((value) => b.includes(value))).toEqual([]);
  });

  it('spreads its numbers evenly from 0 to 1', () => {
    const buckets = Array.from({ length: 10 }, () => 0);
    for (const value of draws(new SeededRandom('even'), 100_000)) {
      const bucket = Math.floor(value * 10);
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    }
    for (const count of buckets) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it('gives a fork that draws elsewhere do not shift', () => {
    const quiet = new SeededRandom(7);
    const busy = new SeededRandom(7);
    draws(busy, 1_000);
    draws(busy.fork('latency'), 10);
    expect(draws(busy.fork('faults'), 20)).toEqual(draws(quiet.fork('faults'), 20));
  });

  it('gives forks of different names different numbers', () => {
    const random = new SeededRandom(7);
    expect(random.fork('a').next()).not.toBe(random.fork('b').next());
    expect(random.fork('a').next()).not.toBe(random.next());
  });

  it('draws whole numbers of the range with both its ends, and none outside', () => {
    const random = new SeededRandom('range');
    const seen = new Set(Array.from({ length: 1_000 }, () => random.integer(3, 6)));
    expect([...seen].sort()).toEqual([3, 4, 5, 6]);
    expect(random.integer(9, 9)).toBe(9);
    expect(() => random.integer(2, 1)).toThrow('integer(2, 1)');
    expect(() => random.integer(0.5, 1)).toThrow(RangeError);
  });

  it('picks every item of a list, and refuses an empty list', () => {
    const random = new SeededRandom('pick');
    const seen = new Set(Array.from({ length: 200 }, () => random.pick(['a', 'b', 'c'])));
    expect([...seen].sort()).toEqual(['a', 'b', 'c']);
    expect(() => random.pick([])).toThrow('pick: the list is empty');
  });

  it('takes a chance as often as it says, never at 0 and always at 1', () => {
    const random = new SeededRandom('chance');
    const count = (p: number): number =>
      Array.from({ length: 10_000 }, () => random.chance(p)).filter(Boolean).length;
    expect(count(0)).toBe(0);
    expect(count(1)).toBe(10_000);
    expect(Math.abs(count(0.25) - 2_500)).toBeLessThan(200);
  });

  it('draws latencies around their median, with a tail that ends at the maximum', () => {
    const random = new SeededRandom('latency');
    const latencies = Array.from({ length: 10_001 }, () => random.latency(20, 100)).sort((a, b) => a - b);
    expect(latencies[5_000]).toBeGreaterThanOrEqual(19);
    expect(latencies[5_000]).toBeLessThanOrEqual(21);
    expect(latencies[0]).toBeGreaterThanOrEqual(1);
    expect(latencies.at(-1)).toBeGreaterThan(60);
    expect(latencies.at(-1)).toBeLessThanOrEqual(100);
    expect(latencies.every(Number.isInteger)).toBe(true);
  });
});
