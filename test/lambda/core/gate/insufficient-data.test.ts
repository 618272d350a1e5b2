import { describe, expect, it } from '@jest/globals';
import { silentSince, withSilent } from '../../../../lambda/core/gate/insufficient-data.ts';
import type { Silent } from '../../../../lambda/core/model/region-record.ts';
import { aRegion, at, ids, ZONE } from '../given.ts';

const NOW = at('12:00:00');
const listed = (instanceId: string): Omit<Silent, 'since'> => ({ instanceId, availabilityZone: ZONE });
const known = (instanceId: string, since: number): Silent => ({ ...listed(instanceId), since });

describe('the instances of which EC2 has no data', () => {
  it('are remembered from the first sweep on that saw them so, and forgotten when it has data again', () => {
    const record = aRegion({ silent: [known('i-1', NOW - 9), known('i-2', NOW - 8)] });
    const next = withSilent(record, [listed('i-3'), listed('i-1')], NOW);
    expect(next).toEqual({ ...record, silent: [known('i-3', NOW), known('i-1', NOW - 9)] });
    expect(silentSince(next, 'i-1')).toBe(NOW - 9);
    expect(silentSince(next, 'i-2')).toBeUndefined();
    expect(silentSince(aRegion(), 'i-1')).toBeUndefined();
  });

  it('cost no write where they are the same, in whatever order, or where there are none', () => {
    const record = aRegion({ silent: [known('i-1', NOW - 9), known('i-2', NOW - 8)] });
    expect(withSilent(record, [listed('i-2'), listed('i-1')], NOW)).toBe(record);
    const none = aRegion();
    expect(withSilent(none, [], NOW)).toBe(none);
    expect(withSilent(record, [], NOW).silent).toEqual([]);
    expect(withSilent(record, [listed('i-1')], NOW).silent).toEqual([known('i-1', NOW - 9)]);
    expect(withSilent(none, [listed('i-1')], NOW).silent).toEqual([known('i-1', NOW)]);
  });

  it('are three hundred at most: the item has a bound', () => {
    const many = ids(301).map((id) => listed(id));
    expect(withSilent(aRegion(), many, NOW).silent).toHaveLength(300);
  });
});
