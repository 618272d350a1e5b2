import { describe, expect, it } from '@jest/globals';
import { brakeAlerts } from '../../../../lambda/core/alerts/brake-alert.ts';
import type { Alert } from '../../../../lambda/core/model/alert.ts';
import {
  brakeLately,
  withBrakeSeen,
  brakeNews,
  brakeRefusal,
  enoughForNoBrake,
  isNamedBy,
  issueRefusal,
  withOperationalIssue,
} from '../../../../lambda/core/gate/brake.ts';
import {
  MAX_OPERATIONAL_ISSUES,
  type BrakeEpisode,
  type OperationalIssue,
} from '../../../../lambda/core/model/region-record.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import { say, type Sentence } from '../../../../lambda/core/model/sentence.ts';
import { aRegion, at, ids, SETTINGS, ZONE } from '../given.ts';

const NOW = at('10:06:00');
const MINUTE = 60_000;

function words(refusal: Sentence | undefined): string {
  return refusal === undefined ? 'not refused' : inWords(refusal);
}

describe('the refusal of the brake', () => {
  it('names the zone and the numbers by which it was pulled', () => {
    const settings = { ...SETTINGS, brakePercent: 17, brakeAlways: 11 };
    const share = words(brakeRefusal(ZONE, { failed: ids(4), total: 20 }, settings, 'stopping'));
    for (const part of [ZONE, '4 of 20', '17 %']) expect(share).toContain(part);
    const always = words(brakeRefusal(ZONE, { failed: ids(12), total: 2000 }, settings, 'stopping'));
    for (const part of [ZONE, '12 ', '11 ']) expect(always).toContain(part);
  });

  it.each([
    ['the failed ones', { failed: 'unread' }],
    ['the failed ones, whatever the total,', { failed: 'unread', total: 1000 }],
    ['the total', { failed: ids(3), total: 'unread' }],
  ] as const)('names the zone where %s could not be read', (_, count) => {
    const unread = words(brakeRefusal(ZONE, count, SETTINGS, 'stopping'));
    expect(unread).toContain(ZONE);
    expect(unread).toContain('could not be counted');
  });
});

describe('an operational issue', () => {
  const issue = (differences: Partial<OperationalIssue> = {}): OperationalIssue => ({
    eventArn: 'arn:1',
    code: 'AWS_EC2_OPERATIONAL_ISSUE',
    lastUpdated: NOW,
    closed: false,
    ...differences,
  });

  it('holds stops until the time that its refusal names, and no longer', () => {
    const refusal = issueRefusal([issue()], 'stopping', NOW);
    const until = Number(refusal?.values?.until);
    expect(issueRefusal([issue()], 'stopping', until - 1)).toEqual(refusal);
    expect(issueRefusal([issue()], 'stopping', until)).toBeUndefined();
    expect(words(refusal)).toContain('AWS_EC2_OPERATIONAL_ISSUE');
  });

  it('holds stops although another one is closed or old', () => {
    const closed = issue({ eventArn: 'arn:2', closed: true });
    const old = issue({ eventArn: 'arn:3', lastUpdated: NOW - 60 * MINUTE });
    expect(issueRefusal([closed, old], 'stopping', NOW)).toBeUndefined();
    expect(issueRefusal([closed, old, issue()], 'stopping', NOW)).toBeDefined();
  });

  it('holds planned moves until it is closed, or a day after its last update', () => {
    const refusal = issueRefusal([issue()], 'moving', NOW + 24 * 60 * MINUTE - 1);
    expect(refusal?.values?.until).toBe(NOW + 24 * 60 * MINUTE);
    expect(issueRefusal([issue()], 'moving', NOW + 24 * 60 * MINUTE)).toBeUndefined();
    expect(issueRefusal([issue({ closed: true })], 'moving', NOW)).toBeUndefined();
    expect(issueRefusal([issue()], 'starting', NOW + 60 * MINUTE)).toBeUndefined();
  });

  it('is told with the name of its service; records of version 0.1.0 know of EC2 only', () => {
    expect(words(issueRefusal([issue()], 'stopping', NOW))).toContain('an open issue of EC2 in this Region');
    const wide = issueRefusal([issue({ service: 'MULTIPLE_SERVICES' })], 'stopping', NOW);
    expect(words(wide)).toContain('an open issue of several services in this Region');
  });

  it('is kept once by its ARN beside the others, in its newest form', () => {
    const other = issue({ eventArn: 'arn:2' });
    const known = aRegion({ operationalIssues: [issue(), other] });
    const newer = issue({ lastUpdated: NOW + 1 });
    expect(withOperationalIssue(known, newer).operationalIssues).toEqual([other, newer]);
  });

  it('is closed by news of the same moment, and not opened again by them', () => {
    const open = aRegion({ operationalIssues: [issue()] });
    const closed = withOperationalIssue(open, issue({ closed: true }));
    expect(closed.operationalIssues).toEqual([issue({ closed: true })]);
    expect(withOperationalIssue(closed, issue())).toBe(closed);
    expect(withOperationalIssue(closed, issue({ closed: true }))).toBe(closed);
    const reopened = issue({ lastUpdated: NOW + 1 });
    expect(withOperationalIssue(closed, reopened).operationalIssues).toEqual([reopened]);
  });

  it('takes the place of the one that was heard of longest ago when there are too many', () => {
    const many = ids(MAX_OPERATIONAL_ISSUES + 1).map((eventArn) => issue({ eventArn }));
    const all = many.reduce((record, one) => withOperationalIssue(record, one), aRegion());
    expect(all.operationalIssues).toEqual(many.slice(1));
  });

  it('is not forgotten for one that is over while it is open', () => {
    const many = ids(MAX_OPERATIONAL_ISSUES + 2).map((eventArn, at) =>
      issue({ eventArn, closed: at % 5 === 1 }),
    );
    const all = many.reduce((record, one) => withOperationalIssue(record, one), aRegion());
    expect(all.operationalIssues).toEqual(many.filter((_, at) => at !== 1 && at !== 6));
  });
});

describe('an episode of the brake', () => {
  const episode = (differences: Partial<BrakeEpisode> = {}): BrakeEpisode => ({
    availabilityZone: 'a',
    since: NOW,
    seenAt: NOW,
    named: ids(3),
    toldAt: NOW,
    ...differences,
  });

  it('begins with an alert that names the held instances, and remembers whom it named, 5,000 at most', () => {
    const { tell, brakes, changed } = brakeNews([], 'a', ids(5_400), NOW);
    expect(tell).toEqual(ids(5_000));
    expect({ brakes, changed }).toEqual({ brakes: [episode({ named: ids(5_000) })], changed: true });
  });

  it('goes on without a write for five minutes, then only its time is written', () => {
    const brakes = [episode({ availabilityZone: 'b' }), episode()];
    const quiet = brakeNews(brakes, 'a', ids(3), NOW + 5 * MINUTE - 1);
    expect(quiet).toEqual({ tell: [], brakes, changed: false });
    const later = NOW + 5 * MINUTE;
    expect(brakeNews(brakes, 'a', ids(3), later)).toEqual({
      tell: [],
      brakes: [episode({ availabilityZone: 'b' }), episode({ seenAt: later })],
      changed: true,
    });
  });

  it('ends when no pass has seen it for 15 minutes: then there is a new one, with a new alert', () => {
    const last = NOW + 15 * MINUTE;
    expect(brakeNews([episode()], 'a', ids(3), last - 1).tell).toEqual([]);
    const inB = episode({ availabilityZone: 'b' });
    expect(brakeNews([episode(), inB], 'a', ids(3), last)).toEqual({
      tell: ids(3),
      brakes: [inB, episode({ since: last, seenAt: last, toldAt: last })],
      changed: true,
    });
  });

  it('forgets at once whom it named and who is well again: his next failure is not told by the old alert', () => {
    const soon = NOW + MINUTE;
    const { brakes, tell, changed } = brakeNews([episode()], 'a', ['i-1', 'i-3'], soon);
    expect({ tell, changed }).toEqual({ tell: [], changed: true });
    expect(brakes).toEqual([episode({ seenAt: soon, named: ['i-1', 'i-3'] })]);
    expect(isNamedBy(brakes, 'a', { instanceId: 'i-2', failedAt: 0 }, soon)).toBe(false);
  });

  it('is told again ten minutes later, with those of before that still fail, when others have joined', () => {
    const later = NOW + 30 * MINUTE;
    const brakes = [episode({ seenAt: later - 1 }), episode({ availabilityZone: 'b', seenAt: later })];
    expect(brakeNews(brakes, 'a', ['i-9', 'i-1'], later)).toEqual({
      tell: ['i-1', 'i-9'],
      brakes: [
        episode({ availabilityZone: 'b', seenAt: later }),
        episode({ seenAt: later, toldAt: later, named: ['i-1', 'i-9'] }),
      ],
      changed: true,
    });
    expect(brakeNews(brakes, 'a', ids(3), later)).toMatchObject({ tell: [], changed: false });
    expect(brakeNews(brakes, 'a', [], later)).toMatchObject({ tell: [], changed: true });
    const again = later + 10 * MINUTE - 1;
    const told = [episode({ toldAt: later, seenAt: again })];
    expect(brakeNews(told, 'a', ['i-9'], again).tell).toEqual([]);
  });

  it('is told after a minute where a hundred have joined, and names the new ones only', () => {
    const joined = (count: number, at: number): readonly string[] =>
      brakeNews([episode({ seenAt: at })], 'a', ids(count + 3), at).tell;
    expect(joined(100, NOW + MINUTE - 1)).toEqual([]);
    expect(joined(99, NOW + MINUTE)).toEqual([]);
    expect(joined(100, NOW + MINUTE)).toEqual(ids(103).slice(3));
    expect(joined(97, NOW + 10 * MINUTE)).toEqual(ids(100));
    expect(joined(98, NOW + 10 * MINUTE)).toEqual(ids(101).slice(3));
  });

  it('names 5,000 at most, also when others join: with so many named there is no further alert', () => {
    const later = NOW + 10 * MINUTE;
    const nearly = [episode({ named: ids(4_999), seenAt: later })];
    expect(brakeNews(nearly, 'a', [...ids(4_999), 'i-8000', 'i-9000'], later).tell).toEqual(['i-8000']);
    const full = [episode({ named: ids(5_000), seenAt: later })];
    expect(brakeNews(full, 'a', [...ids(5_000), 'i-9000'], later).tell).toEqual([]);
  });

  it('names an instance for the failure of which it told, not for a later one', () => {
    const named = (failedAt: number): boolean =>
      isNamedBy([episode()], 'a', { instanceId: 'i-2', failedAt }, NOW);
    expect([named(NOW - MINUTE), named(NOW), named(NOW + 1)]).toEqual([true, true, false]);
  });

  it('names an instance for its own zone and while it lasts', () => {
    const brakes = [episode({ availabilityZone: 'b', named: [] }), episode()];
    expect(isNamedBy(brakes, 'a', { instanceId: 'i-2', failedAt: 0 }, NOW + 15 * MINUTE - 1)).toBe(true);
    expect(isNamedBy(brakes, 'a', { instanceId: 'i-2', failedAt: 0 }, NOW + 15 * MINUTE)).toBe(false);
    expect(isNamedBy(brakes, 'a', { instanceId: 'i-4', failedAt: 0 }, NOW)).toBe(false);
    expect(isNamedBy(brakes, 'b', { instanceId: 'i-2', failedAt: 0 }, NOW)).toBe(false);
    expect(isNamedBy([], 'a', { instanceId: 'i-2', failedAt: 0 }, NOW)).toBe(false);
  });
});

describe('the alert of the brake', () => {
  const reason = say('refuse.brake-always', { act: 'stopping', zone: ZONE, failed: 10, limit: 10 });
  const only = (
    scope: string,
    held: readonly string[],
    now = NOW,
    leftAlone: readonly string[] = [],
    why = reason,
  ): Alert => {
    const [alert, ...more] = brakeAlerts(scope, why, held, leftAlone, 12, now);
    if (alert === undefined || more.length > 0) throw new Error('one alert should do');
    return alert;
  };
  const text = (scope: string): string => {
    const alert = only(scope, ['i-1', 'web\u20281']);
    return [alert.short, ...alert.story, ...alert.todo].map((one) => inWords(one)).join('\n');
  };

  it('names the zone, the count, the reason and every held instance on one line', () => {
    const [subject = ''] = text(ZONE).split('\n');
    for (const scope of [ZONE, 'region']) {
      expect(text(scope)).not.toMatch(/undefined|^$|\.[\w-]+ \{/m);
    }
    for (const part of [ZONE, '12 instances']) expect(subject).toContain(part);
    for (const part of ['the brake is on', 'i-1, web 1', 'Health Dashboard'])
      expect(text(ZONE)).toContain(part);
  });

  it('calls only those held that would be stopped otherwise, and tells them from the others', () => {
    const alert = only(ZONE, ['i-1', 'i-2'], NOW, ['i-3', 'web\u20284']);
    const lines = alert.story.map((one) => inWords(one));
    expect(lines).toContain('Held: i-1, i-2');
    expect(lines.at(-1)).toMatch(/^Failed, too, and left alone.*: i-3, web 4$/);
    expect(alert.data).toEqual({ scope: ZONE, failed: 12, held: 2 });
    expect(text(ZONE)).not.toContain('left alone');
  });

  it('is about the failed ones, whoever asked the gate', () => {
    const asked = say('refuse.brake-always', { act: 'starting', zone: ZONE, failed: 10, limit: 10 });
    expect(brakeAlerts(ZONE, asked, ['i-1'], [], 12, NOW)).toEqual(
      brakeAlerts(ZONE, reason, ['i-1'], [], 12, NOW),
    );
  });

  it('names EC2 and no zone where the whole Region is held', () => {
    expect(text('region')).toMatch(/^12 instances: EC2 is failing/);
    expect(text('region')).toContain('AWS has an open issue of EC2 in this Region');
    expect(text('region').match(/12 instances/g)).toHaveLength(2);
    expect(text(ZONE).match(/12 instances/g)).toHaveLength(2);
    expect(text(ZONE)).not.toContain('open issue');
  });

  it('names the service that has the trouble, and AWS itself where it is too wide for one', () => {
    const of = (service: string): string => {
      const issue = say('refuse.operational-issue', { act: 'stopping', code: 'X', service, until: NOW });
      const { short, story } = only('region', ['i-1'], NOW, [], issue);
      return [short, ...story].map((one) => inWords(one)).join('\n');
    };
    expect(of('EBS')).toMatch(/: EBS is failing, stops held\nAWS has an open issue of EBS in/);
    expect(of('MULTIPLE_SERVICES')).toMatch(/: AWS is failing, stops held\nAWS has an open issue of several/);
  });

  it('has an id of its own for each zone and time, and carries what machines read', () => {
    const of = (scope: string, now: number): Alert => only(scope, ['i-1'], now);
    const idsOfAll = [of('a', NOW), of('b', NOW), of('a', NOW + 1)].map((alert) => alert.id);
    expect(new Set(idsOfAll).size).toBe(3);
    expect(of('a', NOW)).toMatchObject({
      id: of('a', NOW).id,
      word: 'HELD',
      at: NOW,
      data: { scope: 'a', failed: 12, held: 1 },
      documents: ['status-checks', 'auto-recovery'],
    });
    expect(of('a', NOW).timeline).toEqual([]);
  });
});

describe('the alert of the brake about thousands', () => {
  const reason = say('refuse.brake-always', { act: 'stopping', zone: ZONE, failed: 5_000, limit: 10 });
  const bytes = (alert: Alert): number => Buffer.byteLength(JSON.stringify(alert));

  it('is one where their names fit into a message, and comes in pieces where they do not', () => {
    const short = ids(5_000).map((id) => `web (${id})`);
    expect(brakeAlerts(ZONE, reason, short, [], 5_000, NOW)).toHaveLength(1);
    const long = ids(5_000).map((id) => `${'日本'.repeat(25)} (${id})`);
    const pieces = brakeAlerts(ZONE, reason, long.slice(0, 2_000), long.slice(2_000), 5_000, NOW);
    expect(pieces).toHaveLength(6);
    for (const piece of pieces) expect(bytes(piece)).toBeLessThan(160_000);
    const named = pieces.map((one) => JSON.stringify(one)).join();
    for (const id of ids(5_000)) expect(named.includes(`(${id})`)).toBe(true);
  });

  it('says which piece it is, under an id of its own, and with the count of all', () => {
    const long = ids(3_000).map((id) => `${'日本'.repeat(30)} (${id})`);
    const pieces = brakeAlerts(ZONE, reason, long, [], 3_000, NOW);
    const parts = pieces.length;
    expect(parts).toBeGreaterThan(1);
    expect(pieces.map(({ id }) => id)).toEqual(
      pieces.map((_, index) => `brake/${ZONE}/${NOW}${index === 0 ? '' : `/${index + 1}`}`),
    );
    for (const [index, { story, short }] of pieces.entries()) {
      expect(story).toContainEqual(say('story.held-part', { part: index + 1, parts }));
      expect(inWords(short)).toContain('3000 instances');
    }
  });

  it('is none where nobody is to be named', () => {
    expect(brakeAlerts(ZONE, reason, [], ['i-3'], 3, NOW)).toEqual([]);
  });
});

describe('the total of a zone', () => {
  it('decides nothing any more where as many are known as make the failed no outage', () => {
    const count = (total: number) => brakeRefusal(ZONE, { failed: ids(4), total }, SETTINGS, 'stopping');
    const enough = enoughForNoBrake(4, SETTINGS);
    expect([enough, count(enough), count(enough - 1)?.key]).toEqual([20, undefined, 'refuse.brake-share']);
    expect(enoughForNoBrake(3, { ...SETTINGS, brakePercent: 7 })).toBe(43);
  });
});

describe('a planned move', () => {
  const brakes = [{ availabilityZone: 'a', since: NOW, seenAt: NOW, named: [], toldAt: NOW }];

  it('does not begin for an hour after the brake was on in its zone: a list with gaps, or none, looks like its end', () => {
    expect(brakeLately(brakes, 'a', 'move', NOW + 60 * MINUTE - 1)?.key).toBe('refuse.brake-lately');
    expect(brakeLately(brakes, 'a', 'move', NOW + 60 * MINUTE)).toBeUndefined();
    expect(brakeLately(brakes, 'b', 'move', NOW)).toBeUndefined();
    expect(brakeLately([], 'a', 'move', NOW)).toBeUndefined();
  });

  it.each(['stop', 'start'] as const)(
    'is not alone: a %s of what stands in no list of the failed waits for a quarter of an hour',
    (purpose) => {
      const said = brakeLately(brakes, 'a', purpose, NOW + 15 * MINUTE - 1);
      expect(said?.key).toBe('refuse.brake-lately');
      expect(said && inWords(said)).toMatch(
        purpose === 'stop' ? /^not stopping: .* 15 minutes$/ : /^not starting/,
      );
      expect(brakeLately(brakes, 'a', purpose, NOW + 15 * MINUTE)).toBeUndefined();
    },
  );

  it('notes the brake that holds it, for who comes next, and no alert as told', () => {
    const [noted] = withBrakeSeen([], 'a', NOW);
    expect(noted).toEqual({ availabilityZone: 'a', since: NOW, seenAt: NOW, named: [], toldAt: 0 });
    expect(withBrakeSeen(brakes, 'a', NOW + 5 * MINUTE - 1)).toBe(brakes);
    expect(withBrakeSeen(brakes, 'a', NOW + 5 * MINUTE)).toMatchObject([
      { since: NOW, seenAt: NOW + 5 * MINUTE, toldAt: NOW },
    ]);
    expect(withBrakeSeen(brakes, 'b', NOW + 60 * MINUTE)).toMatchObject([{ availabilityZone: 'b' }]);
    // The first failed instance that is held is told at once.
    expect(brakeNews(withBrakeSeen([], 'a', NOW), 'a', ['i-1'], NOW + MINUTE).tell).toEqual(['i-1']);
  });

  it('finds the brake that is over in the record for that hour, also where another zone was braked since', () => {
    const inB = { tell: ['i-1'], brakes: [...brakes, { availabilityZone: 'b' }] };
    expect(brakeNews(brakes, 'b', ['i-1'], NOW + 60 * MINUTE - 1)).toMatchObject(inB);
    expect(withBrakeSeen(brakes, 'b', NOW + 60 * MINUTE - 1)).toMatchObject(inB.brakes);
    expect(brakeNews(brakes, 'b', ['i-1'], NOW + 60 * MINUTE).brakes).toMatchObject([
      { availabilityZone: 'b' },
    ]);
    // Of its own zone only the newest is kept.
    expect(withBrakeSeen(brakes, 'a', NOW + 15 * MINUTE)).toEqual([
      { availabilityZone: 'a', since: NOW + 15 * MINUTE, seenAt: NOW + 15 * MINUTE, named: [], toldAt: 0 },
    ]);
  });

  it('nor after it was on in the whole Region', () => {
    const everywhere = [{ availabilityZone: 'region', since: NOW, seenAt: NOW, named: [], toldAt: NOW }];
    expect(brakeLately(everywhere, 'b', 'move', NOW + MINUTE)?.key).toBe('refuse.brake-lately');
  });
});
