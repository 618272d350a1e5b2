import { describe, expect, it } from '@jest/globals';
import type { Written } from '../../../../../lambda/aws/stores/versioned-items.ts';
import { changeItem, TRIES } from '../../../../../lambda/functions/responder/records/change-item.ts';

interface Thing {
  readonly version: number;
  readonly words: readonly string[];
}

/** An item that others change before our first so many writes. */
function anItem(overtakenTimes = 0) {
  let stored: Thing = { version: 1, words: [] };
  const log: string[] = [];
  let writes = 0;
  return {
    log,
    stored: () => stored,
    read: () => {
      log.push('read');
      return Promise.resolve(stored);
    },
    write: (next: Thing): Promise<Written<Thing>> => {
      log.push('write');
      writes += 1;
      if (writes <= overtakenTimes)
        stored = { version: stored.version + 1, words: [...stored.words, 'theirs'] };
      if (next.version !== stored.version) return Promise.resolve({ written: false });
      stored = { ...next, version: next.version + 1 };
      return Promise.resolve({ written: true, record: stored });
    },
    sleep: (ms: number) => {
      log.push(`wait ${ms}`);
      return Promise.resolve();
    },
  };
}

const addOurs = (one: Thing): Thing => ({ ...one, words: [...one.words, 'ours'] });

describe('an item that is changed', () => {
  it('is read, changed and written once where nobody else writes', async () => {
    const item = anItem();
    const result = await changeItem<Thing>({ ...item, change: addOurs });
    expect(result).toEqual({ kind: 'written', record: { version: 2, words: ['ours'] } });
    expect(item.log).toEqual(['read', 'write']);
  });

  it('is not read where it was read a moment ago', async () => {
    const item = anItem();
    await changeItem<Thing>({ ...item, known: item.stored(), change: addOurs });
    expect(item.log).toEqual(['write']);
  });

  it('is not read either where it is known that there is none', async () => {
    const item = anItem();
    const seen: unknown[] = [];
    await changeItem<Thing | undefined, Thing>({
      ...item,
      known: undefined,
      change: (known) => {
        seen.push(known);
        return item.stored();
      },
    });
    expect(seen).toEqual([undefined]);
    expect(item.log).toEqual(['write']);
  });

  it('is not written where nothing changes', async () => {
    const item = anItem();
    const result = await changeItem<Thing>({ ...item, change: (one) => one });
    expect(result).toEqual({ kind: 'unchanged', record: { version: 1, words: [] } });
    expect(item.log).toEqual(['read']);
  });

  it('is changed again from what others wrote where they were faster, after a wait', async () => {
    const item = anItem(2);
    const result = await changeItem<Thing>({ ...item, change: addOurs });
    expect(result.record.words).toEqual(['theirs', 'theirs', 'ours']);
    expect(item.log).toEqual(['read', 'write', 'wait 20', 'read', 'write', 'wait 40', 'read', 'write']);
  });

  it('may turn out to need no change any more once others have written', async () => {
    const item = anItem(1);
    const result = await changeItem<Thing>({
      ...item,
      change: (one) => (one.words.length > 0 ? one : addOurs(one)),
    });
    expect(result).toEqual({ kind: 'unchanged', record: { version: 2, words: ['theirs'] } });
  });

  it('is left as others wrote it where they are faster each time, within a bound', async () => {
    const item = anItem(99);
    const result = await changeItem<Thing>({ ...item, change: addOurs });
    expect(result.kind).toBe('contended');
    expect(item.log.filter((line) => line === 'write')).toHaveLength(TRIES);
    expect(item.stored().words).not.toContain('ours');
  });

  it('waits for a change that must ask somebody first', async () => {
    const item = anItem(1);
    const result = await changeItem<Thing>({
      ...item,
      change: async (one) => addOurs(await Promise.resolve(one)),
    });
    expect(result.record.words).toEqual(['theirs', 'ours']);
  });

  it('stays as it is where the change fails', async () => {
    const item = anItem();
    const change = () => Promise.reject(new Error('no'));
    await expect(changeItem<Thing>({ ...item, change })).rejects.toThrow('no');
    expect(item.log).toEqual(['read']);
  });
});
