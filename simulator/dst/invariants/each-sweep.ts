import type { SimulatedInstance } from '../../ec2/simulated-instance.ts';
import type { JournalEntry } from '../../runtime/journal.ts';
import type { Moment } from '../ground-truth/ground-truth.ts';
import type { Checker } from './checker.ts';

const MINUTE = 60_000;
/** After the last fault, the pause after a refused stop may still last, and late events still arrive. */
const SETTLED_MS = 20 * MINUTE;

/** Asks about each instance at each sweep that saw everything; violated, once, where the answer stays yes for longer than the patience. */
export function eachSweep(
  checker: Checker,
  patienceMs: number,
  isWrong: (instance: SimulatedInstance, checker: Checker) => boolean,
  what: string,
) {
  const since = new Map<string, number>();
  return {
    see: (entry: JournalEntry): void => {
      if (entry.kind !== 'metric' || entry.name !== 'SweepCompleted') return;
      const quiet = entry.at - checker.lastFaultAt() >= SETTLED_MS;
      for (const instance of checker.region.ec2.instances.values()) {
        const { id } = instance;
        // Asked also while the answer does not count: some questions remember what they saw.
        const wrong = isWrong(instance, checker);
        if (!quiet || !wrong) since.delete(id);
        else if (!since.has(id)) since.set(id, entry.at);
        else if (entry.at - (since.get(id) ?? entry.at) > patienceMs) {
          checker.violated(what, id);
          since.set(id, Infinity);
        }
      }
    },
  };
}

/** How the instance really is now. */
export function momentOf({ region, groundTruth }: Checker, instance: SimulatedInstance): Moment {
  return { at: region.clock.now(), instance, parameters: groundTruth.parameters };
}
