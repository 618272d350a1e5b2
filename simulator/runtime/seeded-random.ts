/**
 * Random numbers that a seed repeats exactly. `fork` gives an independent stream by name: a draw that is added in one
 * part of the simulation leaves every other part's numbers as they were, so a printed seed stays worth something.
 */
export class SeededRandom {
  readonly seed: string;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** In: the seed, any text or number. */
  constructor(seed: string | number) {
    this.seed = String(seed);
    [this.#a, this.#b, this.#c] = hash(this.seed);
    // The first outputs of sfc32 still resemble its seed; its author discards a dozen.
    for (let round = 0; round < 12; round++) this.#bits();
  }

  /** Out: an independent stream that depends on this seed and the name only, never on what was drawn before. */
  fork(name: string): SeededRandom {
    return new SeededRandom(`${this.seed}/${name}`);
  }

  /** Out: a number from 0 inclusive to 1 exclusive. */
  next(): number {
    return this.#bits() / 2 ** 32;
  }

  /** Out: a whole number from `min` to `max`, both inclusive. */
  integer(min: number, max: number): number {
    if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max) || min > max) {
      throw new RangeError(`integer(${min}, ${max}): two whole numbers, the smaller one first`);
    }
    return min + Math.floor(this.next() * (max - min + 1));
  }

  /** Out: one of the items, each equally likely; the list must not be empty. */
  pick<Item>(items: readonly [Item, ...Item[]] | readonly Item[]): Item {
    if (items.length === 0) throw new RangeError('pick: the list is empty');
    return items[this.integer(0, items.length - 1)] as Item;
  }

  /** Out: true with probability `p`, from 0 (never) to 1 (always). */
  chance(p: number): boolean {
    return this.next() < p;
  }

  /**
   * Out: a latency in whole milliseconds, at least 1. Log-normal, as the latencies of services are: half of them below the
   * median, about one in a hundred over three times it; cut off at `maxMs`.
   */
  latency(medianMs: number, maxMs: number): number {
    const spread = 0.5;
    return Math.min(maxMs, Math.max(1, Math.round(medianMs * Math.exp(spread * this.#normal()))));
  }

  /** Box-Muller; 1 - next() is never 0, of which there is no logarithm. */
  #normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** One step of sfc32 (Chris Doty-Humphrey's Small Fast Counter, in 32-bit words). */
  #bits(): number {
    const result = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) | 0;
    return result >>> 0;
  }
}

/** Three FNV-1a hashes of the text with different starts: neighbouring seeds begin far apart. */
function hash(text: string): [number, number, number] {
  const words: [number, number, number] = [0x811c9dc5, 0x01234567, 0x9e3779b9];
  for (let word = 0; word < words.length; word++) {
    let value = words[word] ?? 0;
    for (let position = 0; position < text.length; position++) {
      value = Math.imul(value ^ text.charCodeAt(position), 0x01000193);
    }
    words[word] = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d) | 0;
  }
  return words;
}
