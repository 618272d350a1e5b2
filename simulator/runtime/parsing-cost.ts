/** Of one instance in an answer of EC2, on a full core: a page of 1,000 of DescribeInstances takes half a second. */
const CORE_MS: Readonly<Record<string, number>> = { DescribeInstances: 0.5, DescribeInstanceStatus: 0.15 };
/** The text of one instance and what is made of it. */
const BYTES_OF_ONE = 25_000;
/** What Lambda gives a full core for. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const FULL_CORE_MB = 1_769;
/** What the runtime and the function's own code take. */
const OWN_MB = 150;

/** One process of the function: what it parses, it parses one after the other, with its share of a core and of memory. */
export class ParsingCost {
  readonly #memoryMb: number;
  #busyUntil = 0;
  /** How many instances the pages of each walk have had so far; whether a reader keeps them all, nobody outside can see. */
  readonly #walks = new Map<string, number>();

  constructor(memoryMb: number) {
    this.#memoryMb = memoryMb;
  }

  /**
   * In: an action, its input and its output, and the instant at which the answer is there. Out: the milliseconds until it is parsed,
   * or `out of memory`.
   */
  of(action: string, input: object, output: object, now: number): number | 'out of memory' {
    const coreMs = CORE_MS[action];
    const count = instancesIn(output);
    if (coreMs === undefined || count === 0) return 0;
    const { NextToken, ...asked } = input as { NextToken?: string };
    const walk = `${action} ${JSON.stringify(asked)}`;
    const held = (NextToken === undefined ? 0 : (this.#walks.get(walk) ?? 0)) + count;
    if ((output as { NextToken?: string }).NextToken === undefined) this.#walks.delete(walk);
    else this.#walks.set(walk, held);
    if (held * BYTES_OF_ONE > (this.#memoryMb - OWN_MB) * 1_000_000) return 'out of memory';
    const share = Math.min(1, this.#memoryMb / FULL_CORE_MB);
    this.#busyUntil = Math.max(now, this.#busyUntil) + Math.ceil((count * coreMs) / share);
    return this.#busyUntil - now;
  }
}

function instancesIn(output: object): number {
  const { Reservations = [], InstanceStatuses = [] } = output as {
    Reservations?: readonly { readonly Instances?: readonly unknown[] }[];
    InstanceStatuses?: readonly unknown[];
  };
  return Reservations.reduce((sum, { Instances = [] }) => sum + Instances.length, InstanceStatuses.length);
}
