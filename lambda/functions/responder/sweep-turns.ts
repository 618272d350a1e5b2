import { SECOND, type EpochMs } from '../../core/model/time.ts';

/** Later than any sweep of a Region in which Lambda runs the function when it should. */
const LATE_MS = 150 * SECOND;

/**
 * Which sweeps are still worth their calls. Lambda gives a sweep that failed to the function again, after one minute and
 * after two more; by then the rule has sent newer ones. So one that is not newer than what this environment of the
 * function has seen is left out, and ends well: it neither piles up nor gets into the dead-letter queue.
 *
 * A late one is left out, too: mostly it is such a retry, in an environment that knows nothing of the first attempt,
 * because a time-out has taken that one down. But where Lambda is short of concurrency every sweep is late, and somebody
 * must look: after a late one the next late one that is newer has its turn.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export class SweepTurns {
  #newest: EpochMs | undefined;
  #lastWasLate = false;

  /** True where this sweep, due at this time, should be made; remembers it either way. */
  take(due: EpochMs, now: EpochMs): boolean {
    // Whoever may invoke the function can forge one; a date in the future would leave out every other until then.
    const at = Math.min(due, now);
    const isNewer = this.#newest === undefined || at > this.#newest;
    const isLate = now - at > LATE_MS;
    const mayBeLate = this.#lastWasLate;
    this.#lastWasLate = isLate;
    if (isNewer) this.#newest = at;
    return isNewer && (!isLate || mayBeLate);
  }
}
