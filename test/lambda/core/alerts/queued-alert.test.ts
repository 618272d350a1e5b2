import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  before,
  hasTold,
  inTurn,
  numberedFrom,
  queuedWith,
  withoutNewAlerts,
  type AlertPlace,
  type QueuedAlert,
} from '../../../../lambda/core/alerts/queued-alert.ts';
import { alert } from '../../words/sample-alert.ts';
import { anIncident, at } from '../given.ts';

const NOW = at('10:06:00');
const always = (): boolean => true;
const never = (): boolean => false;

function queued(of: string, number: number, time = NOW): QueuedAlert {
  return { of, number, queuedBy: 'pass-1', alert: alert({ id: `${of}/${number}`, at: time }) };
}

const names = (some: readonly AlertPlace[]): string[] => some.map(({ of, number }) => `${of} ${number}`);

describe('the alerts of one record', () => {
  it('are numbered after those before, and the record knows how many there were', () => {
    const record = anIncident({ alertsMade: 4, newAlerts: [alert({ id: 'x' }), alert({ id: 'y' })] });
    const both = queuedWith('i-1', record, 'pass-1');
    expect(both.map(({ number, alert: { id }, queuedBy }) => [number, id, queuedBy])).toEqual([
      [5, 'x', 'pass-1'],
      [6, 'y', 'pass-1'],
    ]);
    expect(withoutNewAlerts(record)).toEqual({ ...record, alertsMade: 6, newAlerts: [] });
    expect(withoutNewAlerts(anIncident())).toEqual(anIncident());
  });

  it('never have a number twice, also where the record has expired and begins anew', () => {
    const first = numberedFrom(NOW);
    expect([hasTold(0), hasTold(first), hasTold(1), hasTold(first + 1)]).toEqual([false, false, true, true]);
    expect(numberedFrom(NOW + 1_000)).toBeGreaterThan(first + 9_000);
    expect(Number.isSafeInteger(numberedFrom(Date.parse('2300-01-01T00:00:00Z')))).toBe(true);
  });
});

describe('what may be sent now', () => {
  it('is of each record in order, whatever order it was read in', () => {
    const turn = inTurn([queued('a', 3), queued('a', 1), queued('a', 2)], always, never);
    expect(names(turn)).toEqual(['a 1', 'a 2', 'a 3']);
  });

  it('is over all records the oldest first', () => {
    const turn = inTurn(
      [queued('a', 1, NOW + 2), queued('b', 1, NOW), queued('a', 2, NOW + 3)],
      always,
      never,
    );
    expect(names(turn)).toEqual(['b 1', 'a 1', 'a 2']);
  });

  it('keeps the order of a record also where the clock of the later pass was behind', () => {
    const turn = inTurn(
      [queued('a', 2, NOW - 5_000), queued('a', 1), queued('b', 1, NOW - 1)],
      always,
      never,
    );
    expect(names(turn)).toEqual(['b 1', 'a 1', 'a 2']);
  });

  it('ends for a record at the first that must wait, and for no other record', () => {
    const mayGo = ({ of, number }: QueuedAlert): boolean => of !== 'a' || number !== 2;
    const turn = inTurn([queued('a', 1), queued('a', 2), queued('a', 3), queued('b', 3)], mayGo, never);
    expect(names(turn)).toEqual(['a 1', 'b 3']);
  });

  it('is nothing behind an earlier one that waits still, and all where that was sent', () => {
    const two = [queued('a', 6), queued('a', 7)];
    expect(inTurn(two, always, ({ number }) => number === 5)).toEqual([]);
    expect(names(inTurn(two, always, never))).toEqual(['a 6', 'a 7']);
  });

  it('stops at a gap in which one waits', () => {
    const some = [queued('a', 1), queued('a', 3)];
    expect(names(inTurn(some, always, ({ number }) => number === 2))).toEqual(['a 1']);
    expect(names(before(some))).toEqual(['a 2']);
  });

  it('asks for none before the very first, and for none that is at hand', () => {
    const first = numberedFrom(NOW) + 1;
    expect(before([queued('a', 1), queued('a', 2), queued('b', first)])).toEqual([]);
    expect(names(before([queued('b', first + 2)]))).toEqual([`b ${first + 1}`]);
  });

  it('is never one before an earlier one of its record that waits, and never one that must not go', () => {
    const places = fc.uniqueArray(
      fc.record({
        of: fc.constantFrom('a', 'b', 'c'),
        number: fc.integer({ min: 1, max: 9 }),
        late: fc.integer({ min: -9, max: 9 }),
        listed: fc.boolean(),
        mayGo: fc.boolean(),
      }),
      { selector: ({ of, number }) => `${of} ${number}`, maxLength: 20 },
    );
    fc.assert(
      fc.property(places, (all) => {
        const key = ({ of, number }: AlertPlace): string => `${of} ${number}`;
        const waiting = new Set(all.map(key));
        const free = new Set(all.filter((one) => one.mayGo).map(key));
        const listed = all
          .filter((one) => one.listed)
          .map(({ of, number, late }) => queued(of, number, NOW + late));
        const mayGo = (one: QueuedAlert): boolean => free.has(key(one));
        const asked = new Set(before(inTurn(listed, mayGo, never)).map(key));
        // Only what was asked for is known.
        const turn = inTurn(listed, mayGo, (place) => asked.has(key(place)) && waiting.has(key(place)));
        const sent = new Set<string>();
        for (const one of turn) {
          expect(mayGo(one)).toBe(true);
          // Its predecessor is not waiting, or has just gone.
          const predecessor = key({ of: one.of, number: one.number - 1 });
          expect(waiting.has(predecessor) && !sent.has(predecessor)).toBe(false);
          sent.add(key(one));
        }
        expect(sent.size).toBe(turn.length);
      }),
      { seed: 20_261_129, numRuns: 1_000 },
    );
  });
});
