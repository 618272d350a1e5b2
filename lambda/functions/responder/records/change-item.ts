import type { Written } from '../../../aws/stores/versioned-items.ts';

/** Under contention a pass tries so often, and leaves the rest to the next one. */
export const TRIES = 5;
const FIRST_WAIT_MS = 20;

/** One item of the table, and what is to become of it. */
export interface ItemChange<T, N extends T = T> {
  /** As it was read before, where that was a moment ago. @default read now */
  readonly known?: T;
  readonly read: () => Promise<T>;
  /** Gives back the very record that it was given where there is nothing to write. */
  readonly change: (record: T) => T | N | Promise<T | N>;
  readonly write: (record: N) => Promise<Written<N>>;
  readonly sleep: (ms: number) => Promise<void>;
}

export type ItemChanged<T> =
  | { readonly kind: 'written' | 'unchanged'; readonly record: T }
  /** Others were faster each time; nothing was written. */
  | { readonly kind: 'contended'; readonly record: T };

/** Reads an item, changes it and writes it; from the start again, with what others wrote, where they were faster. */
export async function changeItem<T, N extends T = T>(item: ItemChange<T, N>): Promise<ItemChanged<T>> {
  let record = 'known' in item ? item.known : await item.read();
  for (let tries = 1; ; tries += 1) {
    const next = await item.change(record);
    if (next === record) return { kind: 'unchanged', record };
    const result = await item.write(next as N);
    if (result.written) return { kind: 'written', record: result.record };
    if (tries === TRIES) return { kind: 'contended', record };
    await item.sleep(FIRST_WAIT_MS * 2 ** (tries - 1));
    record = await item.read();
  }
}
