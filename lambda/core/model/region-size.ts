import type { RegionRecord } from './region-record.ts';

/** An item of DynamoDB holds 400 KB, names of attributes and what marks their types included. AWS: "Item size". */
const MAX_BYTES = 350_000;

/**
 * The record, small enough for its item. What it must hold are its claims; first go the names of the braked that were told longest
 * ago, which are told again then, and after them the youngest in the queue, who ask for their places anew.
 */
export function withinItem(record: RegionRecord): RegionRecord {
  let next = record;
  let over = bytesOf({ ...record, newAlerts: [] }) - MAX_BYTES;
  const oldestFirst = [...record.brakes].sort((a, b) => a.toldAt - b.toldAt);
  for (const brake of oldestFirst) {
    if (over <= 0) return next;
    const drop = Math.min(brake.named.length, countFor(over, brake.named));
    const named = brake.named.slice(0, brake.named.length - drop);
    over -= bytesOf(brake.named) - bytesOf(named);
    next = { ...next, brakes: next.brakes.map((one) => (one === brake ? { ...one, named } : one)) };
  }
  if (over <= 0) return next;
  return { ...next, waiting: next.waiting.slice(0, -countFor(over, next.waiting)) };
}

/** How many of the list are at least so many bytes. */
function countFor(bytes: number, list: readonly unknown[]): number {
  return list.length === 0 ? 0 : Math.ceil((bytes * list.length) / bytesOf(list));
}

/** JSON is longer than what DynamoDB counts: quotation marks, commas and the names of each field again. */
function bytesOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
