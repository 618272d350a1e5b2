import { describe, expect, it } from '@jest/globals';
import type { HealthEvent } from '../../../../../lambda/core/health/health-event.ts';
import type { HealthNews } from '../../../../../lambda/core/model/health.ts';
import { parseSignal } from '../../../../../lambda/functions/responder/signals/parse-signal.ts';
import { UnreadableEventError } from '../../../../../lambda/functions/responder/signals/signal.ts';
import { eventIn, HOME, INSTANCE } from './event-files.ts';

const OTHER = 'i-0b2c3d4e5f607182a';

function parsed(name: string, changes: Readonly<Record<string, unknown>> = {}, home = HOME): unknown {
  return parseSignal(eventIn(name, changes), home);
}

/** The Health event of another service in the folder, with changes. */
function eventOf(changes: Readonly<Record<string, unknown>>): HealthEvent {
  const signal = parseSignal(eventIn('health-other-service', changes), HOME);
  if (signal.kind !== 'notice') throw new Error(signal.kind);
  return signal.event;
}

function newsOf(name: string, changes: Readonly<Record<string, unknown>> = {}): HealthNews {
  const signal = parseSignal(eventIn(name, changes), HOME);
  if (signal.kind !== 'instance-health' && signal.kind !== 'region-health') throw new Error(signal.kind);
  return signal.news;
}

describe('a Health event about a retirement', () => {
  it('is a signal for the instance in its ARN, with no resources', () => {
    expect(parsed('health-retirement')).toEqual({
      kind: 'instance-health',
      instanceIds: [INSTANCE],
      overIds: [],
      news: {
        eventArn:
          'arn:aws:health:ap-northeast-1::event/EC2/AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED/AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED_7d1f',
        code: 'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED',
        meaning: 'scheduled change',
        startTime: Date.parse('2026-12-02T08:00:00Z'),
        endTime: Date.parse('2026-12-02T08:00:00Z'),
        lastUpdated: Date.parse('2026-11-20T03:00:00Z'),
        closed: false,
      },
      event: expect.objectContaining({ service: 'EC2', entities: [INSTANCE], entityCount: 1 }),
    });
  });

  it('is a signal in the shape of 2022, without status, Region, account, pages and update time', () => {
    expect(parsed('health-retirement-2022')).toMatchObject({
      kind: 'instance-health',
      instanceIds: [INSTANCE],
      news: {
        meaning: 'scheduled change',
        lastUpdated: Date.parse('2026-11-20T03:02:10Z'),
        closed: false,
      },
    });
  });

  it('brings the words of AWS into the record where nothing is moved for it, within a bound', () => {
    const unknown = {
      'detail.eventTypeCode': 'AWS_EC2_OF_TOMORROW',
      'detail.eventDescription': [
        { language: 'en_US', latestDescription: `A roof\\nis replaced. ${'x'.repeat(2_000)}` },
      ],
    };
    const { text = '' } = newsOf('health-retirement', unknown);
    expect(text).toMatch(/^A roof is replaced\. x+/);
    expect(text.length).toBeLessThanOrEqual(600);
    expect(newsOf('health-retirement')).not.toHaveProperty('text');
  });

  it('is not closed because it ends at its start', () => {
    const { startTime, endTime, closed } = newsOf('health-retirement');
    expect({ startTime, closed }).toEqual({ startTime: endTime, closed: false });
  });

  it('is closed when its status says so', () => {
    expect(newsOf('health-retirement', { 'detail.statusCode': 'closed' }).closed).toBe(true);
  });

  it.each(['open', 'upcoming', 'UPCOMING', undefined])('is open with the status %s', (status) => {
    expect(newsOf('health-retirement', { 'detail.statusCode': status }).closed).toBe(false);
  });

  it.each([
    ['a day of one digit', 'Wed, 2 Dec 2026 08:00:00 GMT', '2026-12-02T08:00:00Z'],
    ['a day of two digits', 'Wed, 02 Dec 2026 08:00:00 GMT', '2026-12-02T08:00:00Z'],
    ['a late day', 'Thu, 31 Dec 2026 23:59:59 GMT', '2026-12-31T23:59:59Z'],
    ['a weekday that is wrong', 'Mon, 2 Dec 2026 08:00:00 GMT', '2026-12-02T08:00:00Z'],
    ['ISO 8601', '2026-12-02T08:00:00Z', '2026-12-02T08:00:00Z'],
  ])('reads a date with %s', (_what, text, time) => {
    expect(newsOf('health-retirement', { 'detail.startTime': text }).startTime).toBe(Date.parse(time));
  });

  it.each(['soon', '', 'yyyy-mm-ddThh:mm:ssZ'])('has no date where AWS writes "%s"', (text) => {
    const news = newsOf('health-retirement', { 'detail.startTime': text });
    expect(news).not.toHaveProperty('startTime');
  });
});

describe('when a Health event was last updated', () => {
  it.each([
    ['its own lastUpdatedTime', {}, '2026-11-20T03:00:00Z'],
    ["the event's time, without one", { 'detail.lastUpdatedTime': undefined }, '2026-11-20T03:02:10Z'],
    ["the event's time, where it is no date", { 'detail.lastUpdatedTime': 'now' }, '2026-11-20T03:02:10Z'],
    [
      'its start, without either',
      { 'detail.lastUpdatedTime': undefined, time: undefined },
      '2026-12-02T08:00:00Z',
    ],
  ])('is %s', (_what, changes, time) => {
    expect(newsOf('health-retirement', changes).lastUpdated).toBe(Date.parse(time));
  });

  it('is 1970 when nothing in it is a date, so that it counts as old and not as new', () => {
    const changes = { 'detail.lastUpdatedTime': undefined, 'detail.startTime': undefined, time: undefined };
    expect(newsOf('health-retirement', changes).lastUpdated).toBe(0);
  });
});

describe('the instances of a Health event', () => {
  it.each([
    ['ids', [INSTANCE, OTHER]],
    ['ARNs', [INSTANCE, OTHER].map((id) => `arn:aws:ec2:ap-northeast-1:111122223333:instance/${id}`)],
  ])('are read from %s', (_what, entities) => {
    const affectedEntities = entities.map((entityValue) => ({ entityValue }));
    expect(parsed('health-retirement', { 'detail.affectedEntities': affectedEntities })).toMatchObject({
      instanceIds: [INSTANCE, OTHER],
    });
  });

  it('are read from the resources when it has no entities', () => {
    const changes = { 'detail.affectedEntities': undefined, resources: [INSTANCE] };
    expect(parsed('health-retirement', changes)).toMatchObject({ instanceIds: [INSTANCE] });
  });

  it('are named once when entities and resources both name them', () => {
    expect(parsed('health-availability-issue')).toMatchObject({ instanceIds: [INSTANCE] });
  });

  it.each([
    ['lastUpdatedTime', 'status'],
    ['lastUpdatedtime', 'tags'],
    ['lastupdatedTime', 'unknown'],
  ])('are read whatever else stands beside them (%s, %s)', (...keys) => {
    const extra = Object.fromEntries(keys.map((key) => [key, { some: 'thing' }]));
    expect(
      parsed('health-retirement', { 'detail.affectedEntities': [{ entityValue: INSTANCE, ...extra }] }),
    ).toMatchObject({ instanceIds: [INSTANCE] });
  });

  it.each([
    ['volumes', ['vol-0123456789abcdef0']],
    ['a Dedicated Host', ['h-0123456789abcdef0']],
    ['a cluster and its service', ['prod | shop']],
    ['UNKNOWN', ['UNKNOWN']],
    ['nobody', []],
  ])('are none, so a human is told and nothing is looked at, when it names %s', (_what, entities) => {
    const affectedEntities = entities.map((entityValue) => ({ entityValue }));
    expect(parsed('health-retirement', { 'detail.affectedEntities': affectedEntities })).toEqual({
      kind: 'notice',
      event: expect.objectContaining({ entities }),
    });
  });

  it.each(['entityvalue', 'EntityValue', 'ENTITYVALUE'])('are read under the key %s, too', (key) => {
    const affectedEntities = [{ [key]: INSTANCE }];
    expect(parsed('health-retirement', { 'detail.affectedEntities': affectedEntities })).toMatchObject({
      instanceIds: [INSTANCE],
    });
  });

  it('are the good ones when others are of another kind', () => {
    const affectedEntities = [
      { entityValue: 'prod | shop' },
      { entityValue: 7 },
      {},
      { entityValue: INSTANCE },
    ];
    expect(parsed('health-retirement', { 'detail.affectedEntities': affectedEntities })).toMatchObject({
      instanceIds: [INSTANCE],
    });
  });

  it('are at most 500 of 10,000', () => {
    const ids = Array.from({ length: 10_000 }, (_, n) => `i-${String(n).padStart(17, '0')}`);
    const affectedEntities = ids.map((entityValue) => ({ entityValue }));
    expect(parsed('health-retirement', { 'detail.affectedEntities': affectedEntities })).toMatchObject({
      instanceIds: ids.slice(0, 500),
    });
  });
});

describe('a Health event about an availability issue', () => {
  it('is open while AWS investigates', () => {
    expect(newsOf('health-availability-issue')).toMatchObject({
      meaning: 'availability issue',
      closed: false,
    });
  });

  it('is closed by its end although its status still says open', () => {
    const changes = { 'detail.endTime': 'Fri, 20 Nov 2026 03:00:00 GMT', 'detail.statusCode': 'open' };
    expect(newsOf('health-availability-issue', changes)).toMatchObject({
      endTime: Date.parse('2026-11-20T03:00:00Z'),
      closed: true,
    });
  });

  it.each([
    ['AWS_EC2_SIMPLIFIED_AUTO_RECOVERY_SUCCESS', 'recovery succeeded'],
    ['AWS_EC2_SIMPLIFIED_AUTO_RECOVERY_FAILURE', 'recovery failed'],
    ['AWS_EC2_INSTANCE_AUTO_RECOVERY_SUCCESS', 'recovery succeeded'],
    ['AWS_EC2_INSTANCE_AUTO_RECOVERY_FAILURE', 'recovery failed'],
    ['AWS_EC2_INSTANCE_AUTO_RECOVERY_NO_ACTION', 'recovery not needed'],
    ['AWS_EC2_INSTANCE_STORE_DRIVE_PERFORMANCE_DEGRADED', 'other'],
    ['AWS_EC2_SOMETHING_NEW', 'other'],
    ['constructor', 'other'],
    ['__proto__', 'other'],
  ])('with the code %s means: %s', (code, meaning) => {
    expect(newsOf('health-availability-issue', { 'detail.eventTypeCode': code }).meaning).toBe(meaning);
  });
});

describe('a field of a Health event that holds something odd', () => {
  const FIELDS = [
    'startTime',
    'endTime',
    'lastUpdatedTime',
    'statusCode',
    'eventRegion',
    'affectedAccount',
    'backupEvent',
    'affectedEntities',
    'eventScopeCode',
    'page',
  ].map((name) => `detail.${name}`);
  const ODD = [null, '', 7, {}, [], true];

  it.each(FIELDS.flatMap((field) => ODD.map((odd) => [field, odd] as const)))(
    '%s = %j keeps the event from nobody',
    (field, odd) => {
      if (field === 'detail.backupEvent' && odd === true) return;
      const signal = parsed('health-retirement', { resources: [INSTANCE], [field]: odd });
      expect(signal).toMatchObject({ kind: 'instance-health', instanceIds: [INSTANCE] });
    },
  );

  it('is read in any case of its letters where it is a Region', () => {
    expect(parsed('health-retirement', { 'detail.eventRegion': 'AP-NORTHEAST-1' })).toMatchObject({
      kind: 'instance-health',
    });
  });
});

describe('an entity that is over', () => {
  const OTHER = 'i-0fffffffffffffff0';
  const entities = (...statuses: (string | undefined)[]): object[] =>
    statuses.map((status, n) => ({
      entityValue: [INSTANCE, OTHER][n],
      ...(status === undefined ? {} : { status }),
    }));

  it.each([
    ['RESOLVED', [OTHER], [INSTANCE]],
    ['unimpaired', [OTHER], [INSTANCE]],
    ['IMPAIRED', [INSTANCE, OTHER], []],
    ['PENDING', [INSTANCE, OTHER], []],
    [undefined, [INSTANCE, OTHER], []],
  ])('is named apart by its status %p', (status, instanceIds, overIds) => {
    const changes = { resources: [INSTANCE, OTHER], 'detail.affectedEntities': entities(status, 'IMPAIRED') };
    expect(parsed('health-retirement', changes)).toMatchObject({
      kind: 'instance-health',
      instanceIds,
      overIds,
    });
  });

  it('is not over where it stands there a second time and is not', () => {
    const twice = [...entities('RESOLVED'), ...entities('IMPAIRED')];
    expect(parsed('health-retirement', { 'detail.affectedEntities': twice })).toMatchObject({
      instanceIds: [INSTANCE],
      overIds: [],
    });
  });
});

describe('an operational issue of EC2 that AWS tells to one account', () => {
  it('holds nothing in the Region where it names instances; where it names nothing, in doubt it does', () => {
    const own = { 'detail.eventScopeCode': 'ACCOUNT_SPECIFIC' };
    const named = { ...own, 'detail.affectedEntities': [{ entityValue: INSTANCE }] };
    expect(parsed('health-operational-issue', named)).toMatchObject({
      kind: 'instance-health',
      instanceIds: [INSTANCE],
    });
    const nobody = { ...own, resources: [], 'detail.affectedEntities': [] };
    expect(parsed('health-operational-issue', nobody)).toMatchObject({ kind: 'region-health' });
    expect(parsed('health-operational-issue', { 'detail.eventScopeCode': undefined })).toMatchObject({
      kind: 'region-health',
    });
  });
});

describe('a public Health event about an operational issue of EC2', () => {
  it('is a signal for the Region, with no instance in it', () => {
    expect(parsed('health-operational-issue')).toMatchObject({
      kind: 'region-health',
      news: { meaning: 'operational issue', closed: false },
    });
  });

  it('is a signal for the Region and for no instance when it names one', () => {
    const changes = { 'detail.affectedEntities': [{ entityValue: INSTANCE }], resources: [INSTANCE] };
    expect(parsed('health-operational-issue', changes)).not.toHaveProperty('instanceIds');
  });

  it('is closed by its end although its status still says open', () => {
    expect(
      newsOf('health-operational-issue', { 'detail.endTime': 'Fri, 20 Nov 2026 04:00:00 GMT' }).closed,
    ).toBe(true);
  });

  it('does not brake this Region when it is another Region that has the issue', () => {
    expect(parsed('health-operational-issue', { 'detail.eventRegion': 'us-east-1' })).toMatchObject({
      kind: 'nothing',
    });
  });

  it('does not brake the backup Region, where its copy says no Region but the one in its ARN', () => {
    const copy = { region: 'us-west-2', 'detail.eventRegion': undefined, 'detail.backupEvent': 'true' };
    expect(parsed('health-operational-issue', copy, { ...HOME, region: 'us-west-2' })).toMatchObject({
      kind: 'nothing',
    });
  });
});

describe('a public Health event about another service', () => {
  const of = (service: string, code: string, words: string, more: object = {}): unknown =>
    parsed('health-operational-issue', {
      'detail.service': service,
      'detail.eventTypeCode': code,
      'detail.eventDescription': [{ language: 'en_US', latestDescription: words }],
      ...more,
    });
  const WIDE = ['MULTIPLE_SERVICES', 'AWS_MULTIPLE_SERVICES_OPERATIONAL_ISSUE', 'Errors.'] as const;
  const FOR_THE_REGION = { kind: 'region-health', news: { closed: false } };

  it('is a signal for the Region where a start may fail meanwhile, and a notice where it may not', () => {
    expect(of(...WIDE)).toMatchObject(FOR_THE_REGION);
    expect(of('NEW', 'AWS_NEW_ISSUE', 'New EC2 launches fail.')).toMatchObject(FOR_THE_REGION);
    expect(of('NEW', 'AWS_NEW_ISSUE', 'Errors.')).toMatchObject({ kind: 'notice' });
  });

  it('is one also where it is about all Regions, and where its text names EC2 far below what a mail shows', () => {
    expect(of(...WIDE, { 'detail.eventRegion': 'global' })).toMatchObject(FOR_THE_REGION);
    expect(of('NEW', 'AWS_NEW_ISSUE', `${'Errors. '.repeat(800)} EC2 too.`)).toMatchObject(FOR_THE_REGION);
  });
});

describe('a Health event that is not for this account and Region', () => {
  it.each([
    ['another Region', { 'detail.eventRegion': 'ap-northeast-3' }],
    ['another Region, by the envelope alone', { region: 'us-west-2', 'detail.eventRegion': undefined }],
  ])('is nothing to do when it is for %s', (_what, changes) => {
    expect(parsed('health-retirement', changes)).toMatchObject({ kind: 'nothing' });
  });

  it.each([
    ['all Regions', { 'detail.eventRegion': 'global' }],
    ['another account of the organization', { 'detail.affectedAccount': '444455556666' }],
    ['an account that is ours but for a blank', { 'detail.affectedAccount': `${HOME.accountId} ` }],
    [
      'another account, by the envelope alone',
      { account: '444455556666', 'detail.affectedAccount': undefined },
    ],
    ['a region named global, by the envelope alone', { region: 'global', 'detail.eventRegion': undefined }],
  ])('is a notice and never a signal for an instance when it is for %s', (_what, changes) => {
    const signal = parsed('health-retirement', changes);
    expect(signal).toMatchObject({ kind: 'notice' });
    expect(signal).not.toHaveProperty('instanceIds');
  });

  it('holds no recovery of ours when it is an operational issue that another account reads of', () => {
    const changes = { 'detail.affectedAccount': '444455556666' };
    expect(parsed('health-operational-issue', changes)).toMatchObject({ kind: 'notice' });
  });

  it('is nothing to do in the backup Region, whose copy names the Region of the instance', () => {
    const copy = { region: 'us-west-2', 'detail.backupEvent': 'true' };
    expect(parsed('health-retirement', copy, { ...HOME, region: 'us-west-2' })).toMatchObject({
      kind: 'nothing',
    });
  });

  it.each([['true'], ['True'], [true]])(
    'is nothing to do when the copy in the backup Region (backupEvent %p) was forwarded home',
    (backupEvent) => {
      const copy = { region: 'us-west-2', 'detail.backupEvent': backupEvent };
      expect(parsed('health-retirement', copy)).toEqual({
        kind: 'nothing',
        why: 'the copy of a Health event in a backup Region',
      });
    },
  );

  it.each([['false'], [false], [undefined], ['true'], [true]])(
    'is a signal in its own Region with backupEvent %p',
    (backupEvent) => {
      expect(parsed('health-retirement', { 'detail.backupEvent': backupEvent })).toMatchObject({
        instanceIds: [INSTANCE],
      });
    },
  );

  it('is a signal when the management account hands it on and this account is the affected one', () => {
    expect(parsed('health-retirement', { account: '444455556666' })).toMatchObject({
      instanceIds: [INSTANCE],
    });
  });

  it('is a signal without affectedAccount when the envelope is of this account', () => {
    expect(parsed('health-retirement', { 'detail.affectedAccount': undefined })).toMatchObject({
      instanceIds: [INSTANCE],
    });
  });
});

describe('a planned lifecycle event of EC2', () => {
  it('is a notice, also where it names an instance: it is about no host', () => {
    expect(
      parsed('health-retirement', { 'detail.eventTypeCode': 'AWS_EC2_PLANNED_LIFECYCLE_EVENT' }),
    ).toMatchObject({
      kind: 'notice',
      event: { entities: [INSTANCE] },
    });
  });
});

describe('a Health event of another service', () => {
  it('steers nothing and names its service', () => {
    const signal = parsed('health-other-service');
    expect(signal).not.toHaveProperty('instanceIds');
    expect(JSON.stringify(signal)).toContain('RDS');
  });

  it('steers nothing when it names an instance of ours', () => {
    const changes = { 'detail.affectedEntities': [{ entityValue: INSTANCE }], resources: [INSTANCE] };
    expect(parsed('health-other-service', changes)).not.toHaveProperty('instanceIds');
  });

  it('steers nothing when it is a report of abuse', () => {
    expect(parsed('health-abuse')).not.toHaveProperty('instanceIds');
  });
});

describe('what a human reads of a Health event', () => {
  it('is what AWS says, without its own marks of line breaks and quotation marks', () => {
    const text = 'One.\\n\\nTwo \\"three\\".\n\tFour\u202e.';
    const changes = { 'detail.eventDescription': [{ language: 'en_US', latestDescription: text }] };
    expect(eventOf(changes).text).toBe('One.\nTwo "three".\nFour.');
  });

  it('is the English text where there are several', () => {
    const both = [
      { language: 'ja_JP', latestDescription: 'x' },
      { language: 'en_US', latestDescription: 'y' },
    ];
    expect(eventOf({ 'detail.eventDescription': both }).text).toBe('y');
  });

  it('is what there is in another language where the English text is empty', () => {
    const both = [
      { language: 'en_US', latestDescription: ' ' },
      { language: 'ja_JP', latestDescription: 'y' },
    ];
    expect(eventOf({ 'detail.eventDescription': both }).text).toBe('y');
  });

  it.each([undefined, null, 7, 'text', [null], [{}], [{ latestDescription: 7 }], { 0: 'x' }])(
    'is nothing, and the event is not lost, where its description is %j',
    (description) => {
      expect(eventOf({ 'detail.eventDescription': description }).text).toBe('');
    },
  );

  it('is at most 3,000 letters of a text of a megabyte, and 100 of 10,000 entities, which are counted', () => {
    const event = eventOf({
      'detail.eventDescription': [{ latestDescription: 'w '.repeat(500_000) }],
      'detail.affectedEntities': Array.from({ length: 10_000 }, (_, n) => ({ entityValue: `db-${n}` })),
      resources: [],
    });
    expect(event.text.length).toBeLessThanOrEqual(3_000);
    expect(event.textCut).toBe(true);
    expect([event.entities.length, event.entityCount]).toEqual([100, 10_000]);
  });

  it('is what is affected with its status, without what is finished, which is counted', () => {
    const event = eventOf({
      'detail.affectedEntities': [
        { entityValue: 'a', status: 'PENDING' },
        { entityValue: 'b', status: 'resolved' },
        { entityValue: 'c', status: 'BEING_LOOKED_AT' },
        { entityValue: 'd', status: 'a status that nobody would read to its end' },
        { entityValue: 'e', status: 'UNIMPAIRED' },
        { entityValue: 'f', status: 'RESOLVED' },
        { entityValue: 'f', status: 'IMPAIRED' },
        { entityValue: '__proto__', status: 7 },
        null,
      ],
      resources: ['b', 'g'],
    });
    expect(event).toMatchObject({
      entities: ['a', 'c', 'd', 'f', '__proto__', 'g'],
      entityCount: 8,
      finishedCount: 2,
    });
    expect(Object.entries(event.states)).toEqual([
      ['a', 'PENDING'],
      ['c', 'BEING_LOOKED_AT'],
      ['f', 'IMPAIRED'],
    ]);
  });

  it('has a mark of its words, the same for the same words', () => {
    const says = (latestDescription: string) =>
      eventOf({ 'detail.eventDescription': [{ latestDescription }] }).textMark;
    expect(says('One.\\nTwo.')).toBe(says('One.\nTwo.'));
    expect(says(`${'x'.repeat(10_000)}a`)).not.toBe(says(`${'x'.repeat(10_000)}b`));
    expect(says('')).toBe('');
  });

  it.each([
    ['2', '10', 2, 10],
    [3, 4, 3, 4],
    ['9', '2', 2, 2],
    [undefined, undefined, 1, 1],
    ['0', '-1', 1, 1],
    ['one', {}, 1, 1],
  ])('has page %j of %j as %d of %d', (page, total, expectedPage, expectedPages) => {
    const event = eventOf({ 'detail.page': page, 'detail.totalPages': total });
    expect([event.page, event.pages]).toEqual([expectedPage, expectedPages]);
  });

  it('says whether AWS asks for something, where it does', () => {
    expect(eventOf({}).asked).toBe('required');
    expect(eventOf({ 'detail.actionability': 'INFORMATIONAL' }).asked).toBe('nothing');
    for (const odd of [undefined, 'constructor', '__proto__', 7, {}])
      expect(eventOf({ 'detail.actionability': odd })).not.toHaveProperty('asked');
  });

  it('does not change with the personas, nor with anything else that AWS adds', () => {
    expect(eventOf({ 'detail.personas': ['OPERATIONAL', 7], 'detail.new': {} })).toEqual(eventOf({}));
  });

  it('is a report of abuse whatever Region it names, because it reaches one bus only', () => {
    const elsewhere = parsed('health-abuse', { 'detail.eventRegion': 'us-west-2' });
    expect(elsewhere).toMatchObject({ kind: 'notice', event: { region: 'us-west-2' } });
    const copy = { 'detail.eventRegion': 'us-west-2', 'detail.backupEvent': 'true' };
    expect(parsed('health-abuse', copy)).toMatchObject({ kind: 'nothing' });
  });
});

describe('a Health event that cannot be read', () => {
  it.each([
    ['has no detail', { detail: undefined }],
    ['has no eventArn', { 'detail.eventArn': undefined }],
    ['has no service', { 'detail.service': undefined }],
    ['has no code', { 'detail.eventTypeCode': undefined }],
    ['has no category', { 'detail.eventTypeCategory': undefined }],
    ['has a code of a megabyte', { 'detail.eventTypeCode': 'X'.repeat(1_000_000) }],
    ['has an ARN of a megabyte', { 'detail.eventArn': 'arn:'.padEnd(1_000_000, 'x') }],
  ])('is an UnreadableEventError when it %s', (_what, changes) => {
    expect(() => parsed('health-retirement', changes)).toThrow(UnreadableEventError);
  });
});
