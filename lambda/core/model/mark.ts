/**
 * A short mark of a text, to see whether another one is the same: 64 bits of FNV-1a as letters and digits. No secret and no
 * signature; two texts of one thread with the same mark are not to be expected.
 */
export function markOf(text: string): string {
  return hash(text, 0x811c9dc5) + hash(text, 0x01000193);
}

function hash(text: string, seed: number): string {
  let value = seed;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return (value >>> 0).toString(36).padStart(7, '0');
}
