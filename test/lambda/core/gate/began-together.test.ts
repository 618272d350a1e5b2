import { describe, expect, it } from '@jest/globals';
import { beganTogether, type Failure } from '../../../../lambda/core/gate/began-together.ts';
import { at } from '../given.ts';

const NOW = at('12:00:00');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function failed(instanceId: string, agoMs?: number): Failure {
  return agoMs === undefined ? { instanceId } : { instanceId, since: NOW - agoMs };
}

function counted(...failures: readonly Failure[]): readonly string[] {
  return beganTogether(failures, NOW);
}

describe('the failures that the brake counts', () => {
  it('are none of none, and one of one', () => {
    expect(counted()).toEqual([]);
    expect(counted(failed('a', 5))).toEqual(['a']);
  });

  it('are those that began within two hours of each other', () => {
    expect(counted(failed('a', 0), failed('b', 2 * HOUR))).toEqual(['a', 'b']);
    expect(counted(failed('a', 0), failed('b', 2 * HOUR + 1))).toEqual(['a']);
    expect(counted(failed('a', 0), failed('b', 2 * HOUR), failed('c', 2 * HOUR + 1))).toEqual(['a', 'b']);
  });

  it('are the largest group, also where one more fails later', () => {
    const group = ['b', 'c', 'd'].map((id, index) => failed(id, 6 * HOUR + index));
    expect(counted(failed('a', 0), ...group)).toEqual(['b', 'c', 'd']);
    expect(counted(...group, failed('a', 0))).toEqual(['b', 'c', 'd']);
  });

  it('are the newest of two groups of one size', () => {
    expect(counted(failed('a', 9 * HOUR), failed('b', 0))).toEqual(['b']);
  });

  it('are none that failed more than a day before the newest, however many', () => {
    const group = ['b', 'c', 'd'].map((id) => failed(id, DAY + 1));
    expect(counted(failed('a', 0), ...group)).toEqual(['a']);
    expect(counted(failed('a', 1), ...group)).toEqual(['b', 'c', 'd']);
    expect(counted(...group)).toEqual(['b', 'c', 'd']);
  });

  it('are always those of which nobody knows when, or of which EC2 says that it will be', () => {
    expect(counted(failed('a', 0), failed('b'), failed('c', 3 * HOUR), failed('d', -1))).toEqual([
      'a',
      'b',
      'd',
    ]);
    expect(counted(failed('b'), failed('b'))).toEqual(['b']);
  });

  it('are those of which EC2 has had no data since two hours before the first that shows as failed, or since later', () => {
    const silent = (instanceId: string, agoMs: number): Failure => ({
      ...failed(instanceId, agoMs),
      silent: true,
    });
    const minutes = (count: number): number => count * 60_000;
    expect(counted(failed('a', minutes(20)), silent('b', minutes(110)), silent('c', 0))).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(counted(failed('a', minutes(20)), silent('b', minutes(20 + 120) + 1))).toEqual(['a']);
    expect(counted(failed('a', 0), failed('d', minutes(30)), silent('b', minutes(40)))).toEqual([
      'a',
      'd',
      'b',
    ]);
    expect(counted(failed('a', 0), { instanceId: 'b', silent: true })).toEqual(['a', 'b']);
    // One that failed days ago makes no failure of those that have had no data since then.
    const silentLong = [silent('b', 20 * HOUR), silent('c', 20 * HOUR)];
    expect(counted(failed('a', 0), failed('old', 72 * HOUR), ...silentLong)).toEqual(['a']);
  });

  it('do not become stale because EC2 loses the data of one more a day later', () => {
    const silent = { ...failed('s', 0), silent: true as const };
    expect(counted(failed('a', 25 * HOUR), failed('b', 25 * HOUR), failed('c', 25 * HOUR), silent)).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  it('are all that the brake holds, however long ago they failed, where one more fails', () => {
    const held = ['a', 'b', 'c'].map((id) => ({ ...failed(id, 30 * HOUR), held: true as const }));
    expect(counted(...held, failed('d', 0))).toEqual(['a', 'b', 'c']);
  });

  it('are all of which EC2 has no data where nothing shows as failed: nobody can tell', () => {
    const silent = ['b', 'c'].map((id) => ({ ...failed(id, 9 * HOUR), silent: true as const }));
    expect(counted(...silent)).toEqual(['b', 'c']);
    expect(counted(...silent, failed('a'))).toEqual(['b', 'c', 'a']);
  });

  it('are found in one walk, also of tens of thousands', () => {
    const many = Array.from({ length: 40_000 }, (_, index) => failed(`i-${index}`, index * 1_000));
    expect(counted(...many)).toHaveLength(7_201);
  });

  it('are counted once each, at whichever of their times makes the group the largest', () => {
    expect(counted(failed('a', 0), failed('a', 1), failed('b', 1))).toEqual(['a', 'b']);
    expect(counted(failed('a', 9 * HOUR), failed('a', 0), failed('b', 9 * HOUR), failed('c', 0))).toEqual([
      'a',
      'c',
    ]);
    expect(counted(failed('a', 9 * HOUR), failed('b', 0), failed('b'))).toEqual(['b']);
  });
});
