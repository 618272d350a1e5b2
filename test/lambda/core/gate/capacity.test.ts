import { describe, expect, it } from '@jest/globals';
import { roomRefusal, withRoomSeen } from '../../../../lambda/core/gate/capacity.ts';
import type { Claim } from '../../../../lambda/core/model/region-record.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import { aClaim, aRegion, at } from '../given.ts';

const NOW = at('12:00:00');
const WANTED = aClaim('i-new');
const FULL = 'InsufficientInstanceCapacity';

function refused(
  code: string,
  differences: Partial<Claim> = {},
  times: { since?: number; at?: number; roomAt?: number } = {},
): Claim {
  return aClaim('i-1', {
    stuck: true,
    refusedStart: { code, since: NOW - 600_000, at: NOW - 60_000, ...times },
    ...differences,
  });
}

function ask(claims: readonly Claim[], now = NOW): string {
  const refusal = roomRefusal(claims, WANTED, 'stopping', now);
  return refusal === undefined ? 'granted' : inWords(refusal);
}

describe('the room for a type in a zone', () => {
  it('is missing while one of them is refused for it, for however long, and the reason names it and the word', () => {
    const held = refused(FULL, {}, { since: NOW - 100 * 3_600_000 });
    expect(ask([aClaim('i-0'), held])).toMatch(
      /^not stopping: i-1, of the same type \(m7i\.large\) in ap-northeast-1a.*no room.*\(InsufficientInstanceCapacity\)/,
    );
  });

  it('says what is not done', () => {
    const moving = roomRefusal([refused(FULL)], WANTED, 'moving', NOW);
    expect(moving?.values).toMatchObject({ act: 'moving', other: 'i-1' });
    const perhaps = roomRefusal([refused('Strange')], WANTED, 'moving', NOW);
    expect(perhaps?.values).toMatchObject({ act: 'moving', other: 'i-1', code: 'Strange' });
  });

  it('is not in question for another type, another zone, or where every start has worked', () => {
    expect(ask([refused(FULL, { instanceType: 'x' }), refused('Strange', { instanceType: 'x' })])).toBe(
      'granted',
    );
    expect(
      ask([refused(FULL, { availabilityZone: 'x' }), refused('Strange', { availabilityZone: 'x' })]),
    ).toBe('granted');
    expect(ask([aClaim('i-1', { stuck: true })])).toBe('granted');
  });

  it('is not in question where the word is about the one instance', () => {
    expect(ask([refused('UnauthorizedOperation')])).toBe('granted');
  });

  it('may be missing for an hour where nobody knows the word, from the first refusal on', () => {
    const since = NOW - 60 * 60_000;
    expect(ask([refused('Strange', {}, { since: since + 1 })])).toMatch(
      /^not stopping: i-1, .*cannot be started \(Strange\), perhaps.*12:00:00/,
    );
    expect(ask([refused('Strange', {}, { since })])).toBe('granted');
  });

  it('names the one that certainly finds none before one that perhaps finds none', () => {
    expect(ask([refused('Strange'), refused(FULL, { instanceId: 'i-2' })])).toMatch(/^not stopping: i-2,/);
  });

  it.each([FULL, 'Strange'])('is there again when another one has come up since: %s', (code) => {
    const last = NOW - 60_000;
    expect(ask([refused(code, {}, { at: last, roomAt: last + 1 })])).toBe('granted');
    expect(ask([refused(code, {}, { at: last, roomAt: last })])).toMatch(/^not stopping/);
  });
});

describe('one that has come up', () => {
  const own = aClaim('i-own');
  const startedAt = NOW - 30_000;

  it('shows room to those of its type in its zone that were refused before it was started', () => {
    const others = [
      refused(FULL),
      refused(FULL, { instanceId: 'i-2', instanceType: 'x' }),
      refused(FULL, { instanceId: 'i-3', availabilityZone: 'x' }),
      refused(FULL, { instanceId: 'i-4' }, { at: startedAt }),
      aClaim('i-5'),
    ];
    const after = withRoomSeen(aRegion({ claims: [own, ...others] }), 'i-own', startedAt);
    expect(after.claims.map((one) => one.refusedStart?.roomAt)).toEqual([
      undefined,
      startedAt,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(after.claims[1]).toEqual({
      ...others[0],
      refusedStart: { ...others[0]?.refusedStart, roomAt: startedAt },
    });
  });

  it('changes nothing where nobody waits for that, nor without a claim of its own, nor for itself', () => {
    const alone = aRegion({ claims: [own] });
    expect(withRoomSeen(alone, 'i-own', startedAt)).toBe(alone);
    const unclaimed = aRegion({ claims: [refused(FULL)] });
    expect(withRoomSeen(unclaimed, 'i-own', startedAt)).toBe(unclaimed);
    expect(withRoomSeen(unclaimed, 'i-1', startedAt)).toBe(unclaimed);
  });
});
