/** Words for it that do not name it. */
const CODES: ReadonlySet<string> = new Set(['Unsupported']);

/**
 * True where AWS has no room for the instance now: nothing was done, and the same request may work in five minutes. Every code
 * that names capacity counts, also one that AWS adds tomorrow; so does a type that the zone does not offer now.
 *
 * @param code of an answer of EC2, or of the StateReason of an instance, which EC2 writes with `Server.` before it
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export function isNoCapacity(code: string): boolean {
  const word = code.replace(/^(Server|Client)\./, '');
  return CODES.has(word) || word.includes('Capacity');
}
