import { describe, expect, it } from '@jest/globals';
import {
  adopt,
  claim,
  orphanedClaims,
  release,
  isSameRefusal,
  withoutPlaces,
  withRefusedStart,
  withStuck,
  type ClaimAnswer,
} from '../../../../lambda/core/gate/claims.ts';
import {
  MAX_WAITING,
  type Claim,
  type RegionRecord,
  type Waiting,
} from '../../../../lambda/core/model/region-record.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import { aClaim, aRegion, at, ids, SETTINGS } from '../given.ts';

const NOW = at('10:06:00');
const OPENED = at('10:00:00');

function waits(instanceId: string, differences: Partial<Waiting> = {}): Waiting {
  return { instanceId, since: OPENED, seenAt: NOW, ...differences };
}

function ask(
  record: RegionRecord,
  limit: number,
  wanted: Claim = aClaim('i-new', { since: NOW }),
  now = NOW,
): ClaimAnswer {
  return claim(
    record,
    wanted,
    { act: 'stopping', waitingSince: OPENED },
    { ...SETTINGS, maxConcurrentRecoveries: limit },
    now,
  );
}

function reasonOf(answer: ClaimAnswer): string {
  return answer.granted ? 'granted' : inWords(answer.reason);
}

describe('the places of incidents that are over', () => {
  it('are given up, and those of others kept; without any the record stays the same', () => {
    const record = aRegion({ waiting: [waits('i-old'), waits('i-new')] });
    expect(withoutPlaces(record, ['i-old', 'i-x']).waiting).toEqual([waits('i-new')]);
    expect(withoutPlaces(record, ['i-x'])).toBe(record);
  });
});

describe('the places among MaxConcurrentRecoveries', () => {
  const older = (count: number): Waiting[] =>
    ids(count).map((id) => waits(`${id}-old`, { since: OPENED - 1 }));

  // A place is free for the newcomer only where more are free than older ones wait for them.
  it.each([
    [0, 0, 1, true],
    [1, 0, 1, false],
    [0, 1, 1, false],
    [0, 1, 2, true],
    [1, 1, 2, false],
    [1, 1, 3, true],
    [2, 2, 4, false],
    [2, 2, 5, true],
    [7, 0, 5, false],
  ])('with %i taken and %i older ones waiting of %i: granted is %p', (taken, waiting, limit, granted) => {
    const record = aRegion({ claims: ids(taken).map((id) => aClaim(id)), waiting: older(waiting) });
    expect(ask(record, limit).granted).toBe(granted);
  });

  it.each(['stopping', 'starting', 'moving'] as const)('say what is not done yet: %s', (act) => {
    const asked = { act, waitingSince: OPENED };
    const one = { ...SETTINGS, maxConcurrentRecoveries: 1 };
    const taken = aRegion({ claims: [aClaim('i-1', { group: 'db' })] });
    const again = aRegion({ claims: [aClaim('i-new', { by: 'another pass', since: NOW })] });
    const wanted = aClaim('i-new', { since: NOW });
    const answers = [
      claim(taken, wanted, asked, one, NOW),
      claim(taken, { ...wanted, group: 'db' }, asked, one, NOW),
      claim(again, wanted, asked, one, NOW),
    ];
    expect(answers.map(reasonOf)).toEqual(answers.map(() => expect.stringMatching(`^not ${act}\\b`)));
  });

  it('are not kept for one that has waited no longer, nor for the one that asks', () => {
    expect(ask(aRegion({ waiting: [waits('i-same')] }), 1).granted).toBe(true);
    expect(ask(aRegion({ waiting: [waits('i-young', { since: OPENED + 1 })] }), 1).granted).toBe(true);
    expect(ask(aRegion({ waiting: [waits('i-new', { since: OPENED - 1 })] }), 1).granted).toBe(true);
  });

  it('are counted in the reason, with those that wait', () => {
    const claims = [aClaim('i-1'), aClaim('i-2'), aClaim('i-3', { stuck: true })];
    expect(reasonOf(ask(aRegion({ claims }), 2))).toMatch(/\b2 of 2\b(?!.*older)/);
    expect(reasonOf(ask(aRegion({ claims, waiting: older(3) }), 4))).toMatch(/\b2 of 4\b.*\b3 older/);
  });

  it('go back to the same instance that asks again, once, by the same pass or after five minutes', () => {
    const held = aClaim('i-new', { by: 'pass-9', since: NOW - 300_000 });
    const again = ask(aRegion({ claims: [held] }), 1, aClaim('i-new', { by: 'pass-9', since: NOW }));
    expect(again.granted).toBe(true);
    expect(again.record.claims).toEqual([aClaim('i-new', { by: 'pass-9', since: NOW })]);
    const race = ask(aRegion({ claims: [held] }), 1);
    expect(reasonOf(race)).toContain('another pass');
    expect(race.record.claims).toEqual([held]);
    expect(ask(aRegion({ claims: [held] }), 1, undefined, NOW + 1).granted).toBe(true);
  });
});

describe('a group', () => {
  it('keeps its members apart, and names the one that is in the way', () => {
    const record = aRegion({ claims: [aClaim('i-0', { group: 'web' }), aClaim('i-1', { group: 'db' })] });
    const answer = ask(record, 5, aClaim('i-2', { group: 'db' }));
    expect(reasonOf(answer)).toContain('i-1');
    expect(reasonOf(answer)).toContain('(db)');
    expect(answer.record).toBe(record);
  });

  it('does not keep apart those that are in none', () => {
    expect(ask(aRegion({ claims: [aClaim('i-1')] }), 5).granted).toBe(true);
    expect(ask(aRegion({ claims: [aClaim('i-1', { group: 'db' })] }), 5).granted).toBe(true);
  });
});

describe('the list of those that wait', () => {
  const full = [aClaim('i-1')];
  const waitingAfter = (waiting: readonly Waiting[], now = NOW): readonly Waiting[] =>
    ask(aRegion({ claims: full, waiting }), 1, undefined, now).record.waiting;

  it('names the one that was refused, the oldest first, without those that nobody has seen for five minutes', () => {
    const seen = NOW - 300_000;
    const young = waits('i-young', { since: OPENED + 5 });
    const old = waits('i-old', { since: OPENED - 5, seenAt: seen + 1 });
    expect(waitingAfter([young, old, waits('i-gone', { seenAt: seen })])).toEqual([
      old,
      waits('i-new'),
      young,
    ]);
  });

  const OTHER = { since: OPENED - 1, seenAt: NOW - 60_000 };

  it('is written anew only when a place in it is two minutes old, to save writes', () => {
    const record = aRegion({ claims: full, waiting: [waits('i-other', OTHER), waits('i-new')] });
    expect(ask(record, 1, undefined, NOW + 119_999).record).toBe(record);
    const renewed = ask(record, 1, undefined, NOW + 120_000).record;
    expect(renewed.waiting).toEqual([waits('i-other', OTHER), waits('i-new', { seenAt: NOW + 120_000 })]);
  });

  it('is written anew at once for another incident of the same instance', () => {
    expect(waitingAfter([waits('i-new', { since: OPENED + 9 })])).toEqual([waits('i-new')]);
  });

  it('is bounded, and it is the youngest that find no room', () => {
    const many = ids(MAX_WAITING).map((id, n) => waits(id, { since: OPENED - 1_000 + n }));
    const kept = waitingAfter([...many.slice(1), waits('i-youngest', { since: OPENED + 1 })]);
    expect(kept).toHaveLength(MAX_WAITING);
    expect(kept.at(-1)).toEqual(waits('i-new'));
  });

  it('loses the one that got its claim, and those that nobody has seen, and no other', () => {
    const other = waits('i-other', { since: OPENED + 1 });
    const gone = waits('i-gone', { seenAt: NOW - 300_000 });
    const answer = ask(aRegion({ waiting: [waits('i-new'), other, gone] }), 1);
    expect(answer.record.waiting).toEqual([other]);
    expect(answer.record.claims).toEqual([aClaim('i-new', { since: NOW })]);
  });
});

describe('a claim that is given back, adopted or marked', () => {
  const others = [aClaim('i-1', { by: 'b' }), aClaim('i-2', { by: 'a' })];

  it('leaves the claims of other instances and of other passes alone', () => {
    const record = aRegion({ claims: [aClaim('i-1', { by: 'a' }), ...others] });
    expect(release(record, 'i-1', 'a')).toEqual({ ...record, claims: others });
    for (const [id, by] of [
      ['i-9', 'a'],
      ['i-1', 'a'],
    ] as const) {
      const kept = aRegion({ claims: others });
      expect(release(kept, id, by)).toBe(kept);
    }
  });

  it('is the only one of its instance after it was adopted', () => {
    const own = aClaim('i-1', { by: 'late' });
    expect(adopt(aRegion({ claims: others }), own).claims).toEqual([others[1], own]);
  });

  it('is marked as stuck alone, and nothing is written where nothing changes', () => {
    const record = aRegion({ claims: others });
    const stuck = withStuck(record, 'i-2', true);
    expect(stuck.claims).toEqual([others[0], { ...others[1], stuck: true }]);
    expect(withStuck(stuck, 'i-2', true)).toBe(stuck);
    expect(withStuck(stuck, 'i-2', false).claims[1]).toMatchObject({ stuck: false });
    expect(withStuck(record, 'i-2', false)).toBe(record);
    expect(withStuck(record, 'i-9', true)).toBe(record);
  });

  it('says what EC2 says to its starts, and nothing is written where it says so already', () => {
    const refused = { code: 'Strange', since: NOW - 9, at: NOW };
    const record = aRegion({ claims: others });
    const marked = withRefusedStart(record, 'i-2', refused);
    expect(marked.claims).toEqual([others[0], { ...others[1], refusedStart: refused }]);
    expect(withRefusedStart(marked, 'i-2', { ...refused })).toBe(marked);
    expect(withRefusedStart(marked, 'i-9', refused)).toBe(marked);
    expect(withRefusedStart(record, 'i-2', undefined)).toBe(record);
    expect(withRefusedStart(marked, 'i-2', undefined).claims).toEqual(others);
  });

  it('keeps what others have shown about room when it is refused once more', () => {
    const before = { code: 'Strange', since: NOW - 9, at: NOW - 5, roomAt: NOW - 2 };
    const record = aRegion({ claims: [aClaim('i-1', { refusedStart: before })] });
    const again = { code: 'Strange', since: NOW - 9, at: NOW };
    expect(withRefusedStart(record, 'i-1', again).claims[0]?.refusedStart).toEqual({
      ...again,
      roomAt: NOW - 2,
    });
  });

  it.each(['code', 'since', 'at'] as const)('is another refusal with another %s', (field) => {
    const one = { code: 'a', since: 1, at: 1 };
    expect(isSameRefusal(one, { ...one })).toBe(true);
    expect(isSameRefusal(one, { ...one, [field]: field === 'code' ? 'b' : 2 })).toBe(false);
    expect(isSameRefusal(one, undefined)).toBe(false);
    expect(isSameRefusal(undefined, undefined)).toBe(true);
  });

  it('is no orphan in its first five minutes', () => {
    const claims = [aClaim('i-1', { since: NOW - 300_000 }), aClaim('i-2', { since: NOW - 300_001 })];
    expect(orphanedClaims(aRegion({ claims }), NOW)).toEqual([claims[1]]);
  });
});

describe('a stop where EC2 starts none of its kind', () => {
  const full = aClaim('i-9', { stuck: true, refusedStart: { code: 'Unsupported', since: NOW - 9, at: NOW } });

  it.each(['stopping', 'moving'] as const)('is refused, and takes no place in the line: %s', (act) => {
    const record = aRegion({ claims: [full] });
    const wanted = aClaim('i-new', { since: NOW, ...(act === 'moving' ? { planned: true } : {}) });
    const answer = claim(record, wanted, { act, waitingSince: OPENED }, SETTINGS, NOW);
    expect(answer.record).toBe(record);
    expect(reasonOf(answer)).toMatch(new RegExp(`^not ${act}: i-9.*no room`));
  });

  it('is its own affair where it is the one that is refused', () => {
    const own = { ...full, instanceId: 'i-new', by: 'pass-1' };
    expect(ask(aRegion({ claims: [own] }), 5).granted).toBe(true);
  });

  it('is none where AWS has stopped it already', () => {
    const how = { act: 'starting', waitingSince: OPENED } as const;
    const wanted = aClaim('i-new', { since: NOW });
    expect(claim(aRegion({ claims: [full] }), wanted, how, SETTINGS, NOW).granted).toBe(true);
  });
});

describe('a planned move', () => {
  const PLANNED = { planned: true } as const;
  const mine = aClaim('i-new', { since: NOW, ...PLANNED });
  const asks = (claims: readonly Claim[], waiting: readonly Waiting[] = [], limit = 5): ClaimAnswer =>
    ask(aRegion({ claims, waiting }), limit, mine);

  it('gets its claim where nothing else goes on, and the claim says what it is for', () => {
    const answer = asks([]);
    expect(answer.granted).toBe(true);
    expect(answer.record.claims).toEqual([mine]);
  });

  it('goes one at a time: it waits for another one, wherever that is, and names it', () => {
    const other = aClaim('i-9', { ...PLANNED, availabilityZone: 'elsewhere', instanceType: 'x' });
    expect(reasonOf(asks([aClaim('i-8'), other]))).toMatch(/^not moving yet: i-9 is being moved/);
  });

  it('does not wait for one that is stuck: that may take days', () => {
    const stuck = aClaim('i-9', { ...PLANNED, stuck: true, instanceType: 'x' });
    expect(asks([stuck]).granted).toBe(true);
  });

  it('may begin beside a failure that is being recovered, within the limit', () => {
    expect(asks([aClaim('i-8')], [], 2).granted).toBe(true);
    expect(reasonOf(asks([aClaim('i-8')], [], 1))).toMatch(/1 of 1 recovery/);
  });

  it('lets failures go first that wait for their turn, also younger ones, and counts them', () => {
    const young = waits('i-8', { since: OPENED + 1 });
    expect(reasonOf(asks([], [young]))).toMatch(/^not moving yet: 1 instance with a failed host waits/);
    expect(reasonOf(asks([], [young, waits('i-7')]))).toMatch(/2 instances with a failed host wait,/);
  });

  it('does not wait for itself, nor for one that nobody has seen waiting for five minutes', () => {
    expect(asks([], [waits('i-new')]).granted).toBe(true);
    expect(asks([], [waits('i-8', { seenAt: NOW - 300_000 })]).granted).toBe(true);
  });

  it('does not begin while one of its type in its zone cannot be started, whoever that is', () => {
    const reason = reasonOf(asks([aClaim('i-9', { stuck: true })]));
    expect(reason).toMatch(
      /^not moving: i-9 was stopped and cannot be started.*m7i\.large\) in ap-northeast-1a/,
    );
    expect(reasonOf(asks([aClaim('i-9', { ...PLANNED, stuck: true })]))).toBe(reason);
  });

  it.each([
    ['of another type', { stuck: true, instanceType: 'm7i.xlarge' }],
    ['in another zone', { stuck: true, availabilityZone: 'ap-northeast-1c' }],
    ['that is not stuck', { stuck: false }],
  ])('does not mind one %s', (_, differences) => {
    expect(asks([aClaim('i-9', differences)]).granted).toBe(true);
  });

  it('takes no place in the line, whatever refuses it', () => {
    for (const answer of [
      asks([aClaim('i-9', PLANNED)]),
      asks([], [waits('i-8')]),
      asks([aClaim('i-9', { stuck: true })]),
      asks(
        ids(2).map((id) => aClaim(id)),
        [],
        2,
      ),
    ]) {
      expect(answer.granted).toBe(false);
      expect(answer.record.waiting.map((one) => one.instanceId)).not.toContain('i-new');
    }
  });

  it('keeps no failure from its claim: that needs a place only', () => {
    const failed = aClaim('i-new', { since: NOW });
    expect(ask(aRegion({ claims: [aClaim('i-9', PLANNED)] }), 2, failed).granted).toBe(true);
    expect(ask(aRegion({ claims: [aClaim('i-9', { ...PLANNED, stuck: true })] }), 1, failed).granted).toBe(
      true,
    );
  });

  it('keeps to its group as every other', () => {
    const record = aRegion({ claims: [aClaim('i-9', { group: 'db' })] });
    expect(reasonOf(ask(record, 5, { ...mine, group: 'db' }))).toContain('ec2-responder:group (db)');
  });

  it('does not meet its own claim of an earlier pass as that of another', () => {
    const held = aClaim('i-new', { ...PLANNED, by: 'pass-1', since: NOW - 1 });
    expect(ask(aRegion({ claims: [held] }), 5, { ...mine, by: 'pass-1' }).granted).toBe(true);
    expect(ask(aRegion({ claims: [held] }), 5, { ...mine, by: 'pass-2' }).granted).toBe(false);
  });
});
