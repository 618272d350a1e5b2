import type { SimulatedInstance } from '../../ec2/simulated-instance.ts';
import type { JournalEntry } from '../../runtime/journal.ts';
import type { Moment } from '../ground-truth/ground-truth.ts';
import type { Checker } from './checker.ts';

const MINUTE = 60_000;
/** After the last fault, the pause after a refused stop may still last, and late events still arrive. */
const SETTLED_MS = 20 * MINUTE;

/**
 * Asks about each instance at each sweep that saw everything; violated, once, where the answer stays yes for longer than the
 * patience. What the sweep itself puts right is judged as it begins.
 */
export function eachSweep(
  checker: Checker,
  patienceMs: number,
  isWrong: (instance: SimulatedInstance, checker: Checker) => boolean,
  what: string,
) {
  const since = new Map<string, number>();
  const isQuiet = (at: number): boolean => at - checker.lastFaultAt() >= SETTLED_MS;
  const instances = (): Iterable<SimulatedInstance> => checker.region.ec2.instances.values();
  const judge = (at: number): void => {
    const quiet = isQuiet(at);
    for (const instance of instances()) {
      const { id } = instance;
      // Asked also while the answer does not count: some questions remember what they saw.
      const wrong = isWrong(instance, checker);
      if (!quiet || !wrong) since.delete(id);
      else if (!since.has(id)) since.set(id, at);
      else if (at - (since.get(id) ?? at) > patienceMs) {
        checker.violated(what, id);
        since.set(id, Infinity);
      }
    }
  };
  return {
    see: (entry: JournalEntry): void => {
      if (entry.kind === 'sweep completed') judge(entry.at);
      if (entry.kind !== 'invoke' || entry.what !== 'sweep' || !isQuiet(entry.at)) return;
      for (const instance of instances()) if (isWrong(instance, checker)) checker.judged();
    },
  };
}

/** How the instance really is now. */
export function momentOf({ region, groundTruth }: Checker, instance: SimulatedInstance): Moment {
  return { at: region.clock.now(), instance, parameters: groundTruth.parameters };
}
