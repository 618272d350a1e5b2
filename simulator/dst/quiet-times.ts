import type { FaultName } from './faults/fault-names.ts';

/** With these faults everything is still done, and in time. */
const HARMLESS: ReadonlySet<FaultName> = new Set(['duplicate-event', 'second-handler', 'odd-pages']);

/** When nothing went wrong on the way to AWS: only then do the invariants with a time limit apply. */
export class QuietTimes {
  /** When faults occurred that keep the responder from acting, in order. */
  readonly #faults: number[] = [];

  note(fault: FaultName, at: number): void {
    if (!HARMLESS.has(fault)) this.#faults.push(at);
  }

  /** When such a fault last occurred; 0 where none did. */
  get lastFaultAt(): number {
    return this.#faults.at(-1) ?? 0;
  }

  /** The first moment, from `at` on, that ends `forMs` of quiet; undefined where none has come by now. */
  from(at: number, forMs: number, now: number): number | undefined {
    let from = at;
    for (const fault of this.#faults) {
      if (fault >= from + forMs) break;
      if (fault >= from) from = fault;
    }
    return from + forMs <= now ? from + forMs : undefined;
  }
}
