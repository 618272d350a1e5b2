/** What runs at a virtual instant. A promise that it returns may outlive the call; its rejection still ends the run. */
export type ClockCallback = () => unknown;

export interface VirtualClockProps {
  /** @default 100 000 */
  readonly maxCallbacksPerInstant?: number;
}

interface Entry {
  readonly time: number;
  readonly order: number;
  callback: ClockCallback | undefined;
}

/**
 * A clock that moves only from one due callback to the next, so that a run takes milliseconds and every run with the
 * same inputs takes the same path. Callbacks of one instant run in the order in which they were asked for.
 */
export class VirtualClock {
  readonly #heap = new EntryHeap();
  readonly #maxCallbacksPerInstant: number;
  #now: number;
  #order = 0;
  #running = false;
  #failure: { readonly error: unknown } | undefined;

  /** In: the first instant, in epoch milliseconds. */
  constructor(start: number, props: VirtualClockProps = {}) {
    if (!Number.isFinite(start))
      throw new RangeError(`the clock starts at ${start}, which is not an instant`);
    this.#now = start;
    this.#maxCallbacksPerInstant = props.maxCallbacksPerInstant ?? 100_000;
  }

  /** Out: the current instant in epoch milliseconds. */
  now(): number {
    return this.#now;
  }

  /** In: an instant (epoch milliseconds, not in the past) and what to run then. Out: a function that cancels it. */
  at(time: number, callback: ClockCallback): () => void {
    if (!(time >= this.#now) || time === Infinity) {
      throw new RangeError(`cannot schedule at ${time}: it is ${this.#now} now, and time does not go back`);
    }
    const entry: Entry = { time, order: this.#order++, callback };
    this.#heap.push(entry);
    return () => {
      entry.callback = undefined;
    };
  }

  /** In: a delay in milliseconds, not negative, and what to run after it. Out: a function that cancels it. */
  after(delayMs: number, callback: ClockCallback): () => void {
    return this.at(this.#now + delayMs, callback);
  }

  /** In: a delay in milliseconds. Out: a promise that is kept when that much virtual time has passed. */
  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(delayMs, resolve);
    });
  }

  /**
   * Runs everything that is due up to and including `until` (epoch milliseconds) and leaves the clock there. After each
   * callback all pending promise work settles, so that an async handler has gone as far as it can before time moves.
   * The first error of a callback, thrown or rejected, ends the run and is thrown here.
   */
  async run(until: number): Promise<void> {
    if (this.#running) throw new Error('the clock is running already');
    if (!(until >= this.#now) || until === Infinity) {
      throw new RangeError(`cannot run until ${until}: it is ${this.#now} now`);
    }
    this.#running = true;
    try {
      await this.#runDue(until);
      this.#now = until;
    } finally {
      this.#running = false;
    }
  }

  async #runDue(until: number): Promise<void> {
    let callbacksAtThisInstant = 0;
    await eachSettled(() => {
      this.#throwFailure();
      const entry = this.#nextDue(until);
      if (entry === undefined) return false;
      if (entry.time > this.#now) callbacksAtThisInstant = 0;
      this.#now = entry.time;
      callbacksAtThisInstant += 1;
      if (callbacksAtThisInstant > this.#maxCallbacksPerInstant) {
        throw new Error(
          `more than ${this.#maxCallbacksPerInstant} callbacks at ${new Date(this.#now).toISOString()}: something schedules itself without letting time pass`,
        );
      }
      this.#watch(entry.callback?.());
      return true;
    });
  }

  /** Takes out the next callback that is due and was not cancelled. */
  #nextDue(until: number): Entry | undefined {
    for (;;) {
      const entry = this.#heap.peek();
      if (entry === undefined || entry.time > until) return undefined;
      this.#heap.pop();
      if (entry.callback !== undefined) return entry;
    }
  }

  /** A rejection may come many virtual minutes after the call; it is kept for the next look instead of being lost. */
  #watch(result: unknown): void {
    if (typeof result !== 'object' || result === null || !('then' in result)) return;
    Promise.resolve(result).catch((error: unknown) => {
      this.#failure ??= { error };
    });
  }

  #throwFailure(): void {
    const failure = this.#failure;
    if (failure === undefined) return;
    this.#failure = undefined;
    throw failure.error;
  }
}

/** Steps that are taken in one turn of the event loop. A turn for each would cost a fifth of the time of a run. */
const STEPS_OF_A_TURN = 64;

/**
 * Takes step after step until one says that it was the last, or throws. Before each of them, the first too, all pending
 * promise work has settled, however deep the chain: Node runs every microtask between two immediates.
 */
function eachSettled(step: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let over = false;
    const take = (): void => {
      if (over) return;
      try {
        over = !step();
        if (over) resolve();
      } catch (thrown) {
        over = true;
        reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
      }
    };
    const turn = (): void => {
      for (let count = 0; count < STEPS_OF_A_TURN; count += 1) setImmediate(take);
      setImmediate(() => {
        if (!over) turn();
      });
    };
    turn();
  });
}

/** A binary heap by (time, order): the parent of position n is at (n - 1) / 2. */
class EntryHeap {
  readonly #entries: Entry[] = [];

  peek(): Entry | undefined {
    return this.#entries[0];
  }

  push(entry: Entry): void {
    const entries = this.#entries;
    let position = entries.length;
    entries.push(entry);
    while (position > 0) {
      const parentPosition = (position - 1) >> 1;
      const parent = entries[parentPosition];
      if (parent === undefined || isBefore(parent, entry)) break;
      entries[position] = parent;
      position = parentPosition;
    }
    entries[position] = entry;
  }

  pop(): void {
    const last = this.#entries.pop();
    if (last !== undefined && this.#entries.length > 0) this.#sink(last);
  }

  #sink(entry: Entry): void {
    const entries = this.#entries;
    let position = 0;
    for (;;) {
      const leftPosition = 2 * position + 1;
      const left = entries[leftPosition];
      if (left === undefined) break;
      const right = entries[leftPosition + 1];
      const rightIsFirst = right !== undefined && isBefore(right, left);
      const child = rightIsFirst ? right : left;
      if (isBefore(entry, child)) break;
      entries[position] = child;
      position = rightIsFirst ? leftPosition + 1 : leftPosition;
    }
    entries[position] = entry;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}
