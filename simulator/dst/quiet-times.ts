import type { FaultName } from './faults/fault-names.ts';

/** With these everything is done all the same, and in time. */
const HARMLESS: ReadonlySet<FaultName> = new Set(['duplicate-event', 'second-handler', 'odd-pages']);

/** When nothing went wrong on the way to AWS: what is promised in time is promised then. */
export class QuietTimes {
  /** When faults came that keep the responder from acting, in order. */
  readonly #troubles: number[] = [];

  note(fault: FaultName, at: number): void {
    if (!HARMLESS.has(fault)) this.#troubles.push(at);
  }

  /** When such a fault came last; 0 where none did. */
  get troubledUntil(): number {
    return this.#troubles.at(-1) ?? 0;
  }

  /** The first moment from `at` on before which it was quiet for so long; undefined where none has come by now. */
  from(at: number, forMs: number, now: number): number | undefined {
    let from = at;
    for (const trouble of this.#troubles) {
      if (trouble >= from + forMs) break;
      if (trouble >= from) from = trouble;
    }
    return from + forMs <= now ? from + forMs : undefined;
  }
}
