import type { SimulatedInstance } from '../../ec2/simulated-instance.ts';
import type { JournalEntry } from '../../runtime/journal.ts';
import type { Moment } from '../ground-truth/ground-truth.ts';
import type { Court } from './checker.ts';

const MINUTE = 60_000;
/** After the last fault a pause after a refused stop may still run, and what was late arrives. */
const SETTLED_MS = 20 * MINUTE;

/** Asks at each sweep that saw everything; broken where the answer was yes for so long, told once. */
export function eachSweep(
  court: Court,
  patienceMs: number,
  isWrong: (instance: SimulatedInstance, court: Court) => boolean,
  what: string,
) {
  const since = new Map<string, number>();
  return {
    see: (entry: JournalEntry): void => {
      if (entry.kind !== 'sweep completed') return;
      const quiet = entry.at - court.troubledUntil() >= SETTLED_MS;
      for (const instance of court.region.ec2.instances.values()) {
        const { id } = instance;
        // Asked also while it does not count: what was forbidden once is not due later.
        const wrong = isWrong(instance, court);
        if (!quiet || !wrong) since.delete(id);
        else if (!since.has(id)) since.set(id, entry.at);
        else if (entry.at - (since.get(id) ?? entry.at) > patienceMs) {
          court.broken(what, id);
          since.set(id, Infinity);
        }
      }
    },
  };
}

/** How the instance really is now. */
export function momentOf({ region, truth }: Court, instance: SimulatedInstance): Moment {
  return { at: region.clock.now(), instance, parameters: truth.parameters };
}
