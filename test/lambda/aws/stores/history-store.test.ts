import { describe, expect, it } from '@jest/globals';
import { HistoryStore, historyItem } from '../../../../lambda/aws/stores/history-store.ts';
import { IncidentStore } from '../../../../lambda/aws/stores/incident-store.ts';
import { historyOf } from '../../../../lambda/core/incident/history.ts';
import type { HistoryEntry } from '../../../../lambda/core/model/history-entry.ts';
import { DAY } from '../../../../lambda/core/model/time.ts';
import { CLOSED, ENDED, incident } from './sample-incident.ts';
import { itemsContext, SimulatedTableOfStack } from './simulated-table.ts';
import { TABLE } from './table.ts';

const REGION = 'ap-northeast-1';

function given() {
  const table = new SimulatedTableOfStack();
  const incidents = new IncidentStore(table.client, TABLE, REGION, itemsContext());
  return { table, incidents, history: new HistoryStore(table.client, TABLE) };
}

function entryOf(id: string, closedAt = CLOSED): HistoryEntry {
  const entry = historyOf(incident(id, { ...ENDED, closedAt }), REGION);
  if (entry === undefined) throw new Error('not closed');
  return entry;
}

describe('a page of history', () => {
  it('is kept for 400 days, in the partition of the month in which it was closed and of its Region', () => {
    expect(historyItem(entryOf('i-0a'))).toMatchObject({
      id: `history/${incident('i-0a').incidentId}`,
      historyMonth: '2026-11/ap-northeast-1',
      closedAt: CLOSED,
      expiresAt: Math.floor((CLOSED + 400 * DAY) / 1000),
    });
    const midnight = Date.parse('2026-12-01T00:00:00Z');
    expect(historyItem(entryOf('i-0a', midnight - 1)).historyMonth).toBe('2026-11/ap-northeast-1');
    expect(historyItem(entryOf('i-0a', midnight)).historyMonth).toBe('2026-12/ap-northeast-1');
  });

  it('is not written while the incident is open', async () => {
    const { table, incidents } = given();
    await incidents.write(incident('i-0a'), []);
    expect(table.ids()).toEqual(['i-0a']);
  });

  it('is read again as it was written, the earliest first, page by page, and without a scan', async () => {
    const { table, incidents, history } = given();
    const ids = ['i-0c', 'i-0a', 'i-0e', 'i-0b', 'i-0d'];
    for (const [n, id] of ids.entries())
      await incidents.write(incident(id, { ...ENDED, closedAt: CLOSED + n }), []);
    await incidents.write(incident('i-0f', { ...ENDED, closedAt: Date.parse('2026-12-02T00:00:00Z') }), []);
    const read: HistoryEntry[] = [];
    const sizes: number[] = [];
    let from: Readonly<Record<string, unknown>> | undefined;
    do {
      const page = await history.page('2026-11', REGION, from, 2);
      read.push(...page.entries);
      sizes.push(page.entries.length);
      from = page.next;
    } while (from !== undefined);
    expect(read).toEqual(ids.map((id, n) => entryOf(id, CLOSED + n)));
    expect(sizes.slice(0, 3)).toEqual([2, 2, 1]);
    expect(table.named('Query').every(({ input }) => input.IndexName === 'history')).toBe(true);
    expect(table.named('Scan')).toEqual([]);
    expect((await history.page('2026-11', 'us-east-1')).entries).toEqual([]);
  });

  it('that somebody has broken is named, and keeps nobody from reading the others', async () => {
    const { table, history } = given();
    table.put(historyItem(entryOf('i-0a')));
    table.put({ id: 'history/broken', historyMonth: `2026-11/${REGION}`, closedAt: 1 });
    expect(await history.page('2026-11', REGION)).toEqual({
      entries: [entryOf('i-0a')],
      unreadable: ['history/broken'],
      next: undefined,
    });
  });

  it('outlives the record of its incident', async () => {
    const { table, incidents, history } = given();
    await incidents.write(incident('i-0a', ENDED), []);
    expect(table.db.expire(CLOSED + 91 * DAY)).toBe(1);
    expect(table.item('i-0a')).toBeUndefined();
    expect((await history.page('2026-11', REGION)).entries).toEqual([entryOf('i-0a')]);
    expect(table.db.expire(CLOSED + 401 * DAY)).toBe(1);
    expect((await history.page('2026-11', REGION)).entries).toEqual([]);
  });
});
