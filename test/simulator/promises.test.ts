import { beforeEach, describe, expect, it } from '@jest/globals';
import type { JournalEntry } from '../../simulator/journal.ts';
import type { Court } from '../../simulator/nights/promises/court.ts';
import { STARTS } from '../../simulator/nights/promises/starts.ts';
import { MINUTE } from './a-region.ts';

/** What the promises must not take for a breach, and what they must: nights that meet it by chance are rare. */
describe('what we stop runs again', () => {
  const ID = 'i-03c6ef372fe94f82a';
  const STOP_AT = Date.parse('2026-12-05T19:49:01Z');
  let now = STOP_AT;
  let broken: string[] = [];
  let see: (entry: JournalEntry) => void;

  beforeEach(() => {
    now = STOP_AT;
    broken = [];
    const instance = { id: ID, state: 'stopped', stoppedBy: { who: 'responder', at: STOP_AT } };
    const court = {
      region: {
        clock: { now: () => now },
        ec2: { instances: new Map([[ID, instance]]), get: () => instance },
      },
      records: { incidents: new Map() },
      troubledUntil: () => 0,
      broken: (what: string) => broken.push(what),
    } as unknown as Court;
    const promise = STARTS.find(({ name }) => name === 'what we stop runs again');
    see = promise?.watch(court).see ?? (() => undefined);
  });

  const stoppedAfter = (minutes: number): void => {
    now = STOP_AT + minutes * MINUTE;
    see({ kind: 'state', at: now, instanceId: ID, state: 'stopped' });
  };
  const sweepEndsAfter = (minutes: number): void => {
    now = STOP_AT + minutes * MINUTE;
    see({ kind: 'metric', at: now, name: 'SweepCompleted', value: 1, dimensions: {} });
  };

  it('is kept where a sweep ends in the second in which a stop that hung for long has ended', () => {
    stoppedAfter(12.32);
    sweepEndsAfter(12.34);
    expect(broken).toEqual([]);
  });

  it('is broken where nobody asks for a start for a quarter of an hour after the stop', () => {
    stoppedAfter(12.32);
    sweepEndsAfter(12.32 + 15);
    expect(broken).toEqual(['stopped by us, and no start is tried']);
  });
});
