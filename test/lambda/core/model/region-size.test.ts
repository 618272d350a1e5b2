import { describe, expect, it } from '@jest/globals';
import { withinItem } from '../../../../lambda/core/model/region-size.ts';
import type { BrakeEpisode, RegionRecord } from '../../../../lambda/core/model/region-record.ts';
import { aClaim, aRegion, at, ids } from '../given.ts';

const NOW = at('10:06:00');
const bytes = (record: RegionRecord): number => Buffer.byteLength(JSON.stringify(record));

function braked(availabilityZone: string, count: number, toldAt: number): BrakeEpisode {
  const named = ids(count).map((id) => `${id}-${'x'.repeat(16)}`);
  return { availabilityZone, since: NOW, seenAt: NOW, named, toldAt };
}

describe('the record of the Region', () => {
  it('is left as it is while it fits into its item', () => {
    const record = aRegion({ brakes: [braked('a', 5_000, NOW)], claims: [aClaim('i-1')] });
    expect(withinItem(record)).toBe(record);
  });

  it('loses the names that were told longest ago first, as many as must go', () => {
    const brakes = [braked('a', 5_000, NOW), braked('b', 5_000, NOW - 1), braked('c', 5_000, NOW + 1)];
    const record = aRegion({ brakes, claims: [aClaim('i-1')] });
    expect(bytes(record)).toBeGreaterThan(350_000);
    const next = withinItem(record);
    expect(bytes(next)).toBeLessThanOrEqual(350_000);
    expect(bytes(next)).toBeGreaterThan(345_000);
    const [a, b, c] = next.brakes;
    expect([a, c]).toEqual([brakes[0], brakes[2]]);
    expect(b?.named).toEqual(brakes[1]?.named.slice(0, b?.named.length));
    expect(b?.named.length).toBeGreaterThan(0);
    expect(next.claims).toEqual(record.claims);
  });

  it('keeps its claims, whatever else must go: names, then the youngest places in the queue', () => {
    const group = '日'.repeat(256);
    const claims = ids(250).map((id) => aClaim(id, { group }));
    const waiting = ids(2_500).map((instanceId, n) => ({ instanceId, since: n, seenAt: NOW }));
    const record = aRegion({ brakes: [braked('a', 5_000, NOW)], claims, waiting });
    const next = withinItem(record);
    expect(bytes(next)).toBeLessThanOrEqual(350_000);
    expect(next.claims).toEqual(claims);
    expect(next.brakes.map(({ named }) => named)).toEqual([[]]);
    expect(next.waiting).toEqual(waiting.slice(0, next.waiting.length));
    expect(next.waiting.length).toBeGreaterThan(100);
  });

  it('does not count the alerts that get items of their own', () => {
    const [alert] = [{ id: 'x'.repeat(400_000) }] as unknown as RegionRecord['newAlerts'];
    if (alert === undefined) throw new Error('no alert');
    const record = aRegion({ newAlerts: [alert] });
    expect(withinItem(record)).toBe(record);
  });
});
