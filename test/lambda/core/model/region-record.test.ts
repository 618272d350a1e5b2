import { describe, expect, it } from '@jest/globals';
import { brakeNews, needsTotal, withOperationalIssue } from '../../../../lambda/core/gate/brake.ts';
import { adopt, claim, orphanedClaims, release, withStuck } from '../../../../lambda/core/gate/claims.ts';
import { EMPTY_REGION_RECORD, type RegionRecord } from '../../../../lambda/core/model/region-record.ts';
import { aClaim, aRegion, at, SETTINGS } from '../given.ts';

const NOW = at('10:06:00');
const FOR_A_STOP = { act: 'stopping', waitingSince: at('10:00:00') } as const;
const two = { ...SETTINGS, maxConcurrentRecoveries: 2 };

function ask(record: RegionRecord, id: string, waitingSince = at('10:00:00'), settings = two) {
  return claim(
    record,
    aClaim(id, { since: NOW, by: `pass of ${id}` }),
    { act: 'stopping', waitingSince },
    settings,
    NOW,
  );
}

describe('a Region of which nothing is known', () => {
  it('holds nothing, waits for nothing and has nothing to tell', () => {
    const { schemaVersion, version, alertsMade, ...lists } = EMPTY_REGION_RECORD;
    expect([schemaVersion, version, alertsMade]).toEqual([1, 0, 0]);
    expect(Object.values(lists).flat()).toEqual([]);
  });
});

describe('a claim', () => {
  it('is granted up to the limit', () => {
    const first = ask(aRegion(), 'i-1');
    const second = ask(first.record, 'i-2');
    const third = ask(second.record, 'i-3');
    expect([first.granted, second.granted, third.granted]).toEqual([true, true, false]);
    expect(third.record.claims.map((one) => one.instanceId)).toEqual(['i-1', 'i-2']);
    expect(third.record.waiting.map((one) => one.instanceId)).toEqual(['i-3']);
  });

  it('goes to the oldest that waits, not to the next that asks', () => {
    const full = aRegion({ claims: [aClaim('i-1'), aClaim('i-2')] });
    const waits = ask(full, 'i-old', at('09:00:00')).record;
    const freed = { ...waits, claims: [aClaim('i-1')] };
    expect(ask(freed, 'i-young').granted).toBe(false);
    expect(ask(freed, 'i-old', at('09:00:00')).granted).toBe(true);
  });

  it('does not wait for one that nobody has seen for five minutes', () => {
    const waiting = [{ instanceId: 'i-gone', since: at('08:00:00'), seenAt: at('10:01:00') }];
    expect(ask(aRegion({ claims: [aClaim('i-1')], waiting }), 'i-2').granted).toBe(true);
    const seen = [{ instanceId: 'i-here', since: at('08:00:00'), seenAt: at('10:01:00.001') }];
    expect(ask(aRegion({ claims: [aClaim('i-1')], waiting: seen }), 'i-2').granted).toBe(false);
  });

  it('is never granted to two members of one group', () => {
    const record = aRegion({ claims: [aClaim('i-1', { group: 'db' })] });
    const member = claim(record, aClaim('i-2', { group: 'db' }), FOR_A_STOP, SETTINGS, NOW);
    const other = claim(record, aClaim('i-2', { group: 'web' }), FOR_A_STOP, SETTINGS, NOW);
    expect([member.granted, other.granted]).toEqual([false, true]);
  });

  it('of another pass over the same instance is not taken over while that pass may still act', () => {
    const fresh = aRegion({ claims: [aClaim('i-1', { since: at('10:01:00') })] });
    const old = aRegion({ claims: [aClaim('i-1', { since: at('10:00:59.999') })] });
    expect(ask(fresh, 'i-1').granted).toBe(false);
    expect(ask(old, 'i-1').granted).toBe(true);
    expect(ask(old, 'i-1').record.claims).toHaveLength(1);
  });

  it('is given back only by the name under which it was made', () => {
    const record = aRegion({ claims: [aClaim('i-1', { by: 'a' })] });
    expect(release(record, 'i-1', 'b')).toBe(record);
    expect(release(record, 'i-1', 'a').claims).toEqual([]);
  });

  it('that is stuck leaves its place to others, and still counts for its group', () => {
    const stuck = withStuck(
      aRegion({ claims: [aClaim('i-1', { group: 'db' }), aClaim('i-2')] }),
      'i-1',
      true,
    );
    expect(ask(stuck, 'i-3').granted).toBe(true);
    expect(claim(stuck, aClaim('i-4', { group: 'db' }), FOR_A_STOP, two, NOW).granted).toBe(false);
    expect(ask(withStuck(stuck, 'i-1', false), 'i-3').granted).toBe(false);
  });

  it('that nobody asked the gate for is counted all the same', () => {
    const record = aRegion({ claims: [aClaim('i-1'), aClaim('i-2')] });
    expect(adopt(record, aClaim('i-3')).claims).toHaveLength(3);
  });

  it('may be freed when it is older than five minutes', () => {
    const record = aRegion({
      claims: [aClaim('i-1', { since: at('10:01:00') }), aClaim('i-2', { since: at('10:00:59.999') })],
    });
    expect(orphanedClaims(record, NOW).map((one) => one.instanceId)).toEqual(['i-2']);
  });
});

describe('the alert of a braked zone', () => {
  const begun = () => brakeNews([], 'a', ['i-1', 'i-2', 'i-3'], NOW);

  it('is sent once and names every held instance', () => {
    const first = begun();
    expect(first.tell).toEqual(['i-1', 'i-2', 'i-3']);
    expect(brakeNews(first.brakes, 'a', ['i-1', 'i-2', 'i-3'], NOW + 60_000)).toMatchObject({
      tell: [],
      changed: false,
    });
  });

  it('is sent again after ten minutes when others have joined, and not before', () => {
    const first = begun();
    const joined = ['i-1', 'i-2', 'i-3', 'i-4'];
    const still = [{ ...(first.brakes[0] ?? neverHere()), seenAt: NOW + 9 * 60_000 }];
    expect(brakeNews(still, 'a', joined, NOW + 10 * 60_000 - 1).tell).toEqual([]);
    expect(brakeNews(still, 'a', joined, NOW + 10 * 60_000).tell).toEqual(joined);
  });

  it('is sent anew for another zone, and for the same zone after the brake was off', () => {
    const first = begun();
    expect(brakeNews(first.brakes, 'b', ['i-9'], NOW).tell).toEqual(['i-9']);
    expect(brakeNews(first.brakes, 'a', ['i-1'], NOW + 15 * 60_000).tell).toEqual(['i-1']);
  });

  function neverHere(): never {
    throw new Error('the first news made no episode');
  }
});

describe('the total of a zone', () => {
  it('is needed only where it decides', () => {
    expect([2, 3, 9, 10].map((failed) => needsTotal(failed, SETTINGS))).toEqual([false, true, true, false]);
  });
});

describe('news of an operational issue', () => {
  const issue = {
    eventArn: 'arn',
    code: 'AWS_EC2_OPERATIONAL_ISSUE',
    lastUpdated: at('10:00:00'),
    closed: false,
  };

  it('joins what is known by its event ARN, and an older update never undoes a newer one', () => {
    const closed = withOperationalIssue(aRegion(), { ...issue, lastUpdated: at('10:30:00'), closed: true });
    expect(withOperationalIssue(closed, issue)).toBe(closed);
    expect(withOperationalIssue(closed, { ...issue, lastUpdated: at('10:30:00') })).toBe(closed);
    expect(closed.operationalIssues).toHaveLength(1);
  });

  it('writes nothing when it says nothing new', () => {
    const known = withOperationalIssue(aRegion(), issue);
    expect(withOperationalIssue(known, issue)).toBe(known);
  });
});
