import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('./events/', import.meta.url);

/** Where the events of this folder come from. */
export const HOME = { accountId: '111122223333', region: 'ap-northeast-1' };
export const INSTANCE = 'i-0a1b2c3d4e5f60718';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export const EVENT_NAMES: readonly string[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length));

/**
 * The event in a file of `events/`, with changes: each key is a path (`detail.state.value`), `undefined` removes what
 * is there.
 */
export function eventIn(name: string, changes: Readonly<Record<string, unknown>> = {}): unknown {
  const event = JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')) as Json;
  for (const [path, value] of Object.entries(changes)) change(event, path.split('.'), value);
  return event;
}

function change(event: unknown, path: readonly string[], value: unknown): void {
  const [key = '', ...deeper] = path;
  if (typeof event !== 'object' || event === null) throw new Error(`nothing to change at ${key}`);
  const parent = event as Record<string, unknown>;
  if (deeper.length > 0) change(parent[key], deeper, value);
  else if (value === undefined) Reflect.deleteProperty(parent, key);
  else parent[key] = value;
}
