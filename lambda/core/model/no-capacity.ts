const CODES: ReadonlySet<string> = new Set([
  'InsufficientInstanceCapacity',
  'InsufficientHostCapacity',
  'InsufficientCapacityOnHost',
  'InsufficientCapacity',
  'InsufficientReservedInstanceCapacity',
]);

/**
 * True where AWS has no room for the instance now: nothing was done, and the same request may work in five minutes.
 *
 * @param code of an answer of EC2, or of the StateReason of an instance, which EC2 writes with `Server.` before it
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export function isNoCapacity(code: string): boolean {
  return CODES.has(code.replace(/^Server\./, ''));
}
