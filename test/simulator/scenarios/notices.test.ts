import { describe, expect, it } from '@jest/globals';
import { hasTold } from '../../../lambda/core/alerts/queued-alert.ts';
import { alertsPut, itemsPut, recordPut } from '../../../simulator/dst/table-writes.ts';
import type { CallAbout, Fault } from '../../../simulator/runtime/simulated-calls.ts';
import type { SimulatedRegion } from '../../../simulator/runtime/simulated-region.ts';
import { ServiceError } from '../../../simulator/runtime/service-error.ts';
import { aRegion, mailWords, MINUTE, writes } from '../a-region.ts';

const HOUR = 60 * MINUTE;
const ARN = 'arn:aws:health:ap-northeast-1::event/RDS/AWS_RDS_MAINTENANCE_SCHEDULED/7d1f';

/** An event of AWS Health as it is on the bus: maintenance of a database, with changes of its detail. */
function healthEvent(region: SimulatedRegion, detail: object = {}, envelope: object = {}): object {
  const { account, at, id } = region.origin();
  return {
    version: '0',
    id,
    source: 'aws.health',
    'detail-type': 'AWS Health Event',
    account,
    region: region.region,
    time: new Date(at).toISOString(),
    resources: ['db-1'],
    detail: {
      eventArn: ARN,
      service: 'RDS',
      eventTypeCode: 'AWS_RDS_MAINTENANCE_SCHEDULED',
      eventTypeCategory: 'scheduledChange',
      eventScopeCode: 'ACCOUNT_SPECIFIC',
      communicationId: `${id}-1`,
      startTime: 'Wed, 2 Dec 2026 08:00:00 GMT',
      lastUpdatedTime: new Date(at).toUTCString(),
      statusCode: 'upcoming',
      eventRegion: region.region,
      eventDescription: [{ language: 'en_US', latestDescription: 'Patches.\\n\\nThey are small.' }],
      affectedEntities: [{ entityValue: 'db-1' }],
      affectedAccount: account,
      page: '1',
      totalPages: '1',
      backupEvent: 'false',
      ...detail,
    },
    ...envelope,
  };
}

function bodies(region: SimulatedRegion): string[] {
  return region.journal.of('mail').map(({ body }) => body);
}

function alertIds(region: SimulatedRegion): (string | undefined)[] {
  return region.journal.of('mail').map(({ attributes }) => attributes.alertId);
}

function tableOf(region: SimulatedRegion): string {
  return (region.journal.calls('Get')[0]?.input as { TableName: string }).TableName;
}

/** As it stands in the table now. */
function itemNow(region: SimulatedRegion, id: string): unknown {
  const key = { TableName: tableOf(region), Key: { id } };
  return (region.dynamodb.answer('GetCommand', key, region.clock.now()) as { Item?: unknown }).Item;
}

describe('a Health event of another service', () => {
  it('is one mail with account and Region first, what is asked, and AWS in its own words', async () => {
    const region = aRegion();
    expect(region.deliver(healthEvent(region))).toHaveLength(1);
    await region.run(5 * MINUTE);
    const [mail, ...more] = region.journal.of('mail');
    expect(more).toEqual([]);
    expect(mail?.subject).toMatch(
      /^NOTICE rds maintenance scheduled db-1 - ap-northeast-1 #\w{4} \[ec2-responder\]$/,
    );
    expect(mail?.body.replaceAll('\n', ' ')).toMatch(
      /^Account 123456789012, Region ap-northeast-1: AWS has scheduled a change to RDS \(AWS_RDS_MAINTENANCE_SCHEDULED\): db-1\./,
    );
    expect(mail?.body).toContain('Begins: 2026-12-02 08:00:00 UTC.');
    expect(mail?.body).toContain('Kind of work: periodic work.');
    expect(mail?.body).toContain('  > Patches.\n  > They are small.');
    expect(mail?.body).toContain('Choose the maintenance window yourself');
    expect(mail?.body).toContain(`eventID=${encodeURIComponent(ARN)}`);
    expect(writes(region)).toEqual([]);
  });

  it('is one mail however often and by however many functions at once it is delivered', async () => {
    const region = aRegion({}, { delivery: ({ usual }) => [usual, usual, usual + 10, 70_000] });
    const event = healthEvent(region);
    region.deliver(event);
    region.deliver(event);
    await region.run(10 * MINUTE);
    expect(mailWords(region)).toEqual(['NOTICE ap-northeast-1']);
  });

  it('of several pages in any order is one mail that names what all of them name', async () => {
    const region = aRegion();
    const lastUpdatedTime = new Date(region.clock.now()).toUTCString();
    for (const page of [3, 1, 2]) {
      const affectedEntities = [{ entityValue: `db-${page}` }];
      const detail = { affectedEntities, page: String(page), totalPages: '3', lastUpdatedTime };
      region.deliver(healthEvent(region, detail, { resources: [] }));
      await region.run(20_000);
    }
    await region.run(10 * MINUTE);
    expect(mailWords(region)).toEqual(['NOTICE ap-northeast-1']);
    for (const name of ['db-1', 'db-2', 'db-3']) expect(bodies(region)[0]).toContain(name);
  });

  it('of which pages never come is told two minutes later with what there is', async () => {
    const region = aRegion();
    region.deliver(healthEvent(region, { totalPages: '10' }));
    await region.run(MINUTE);
    expect(mailWords(region)).toEqual([]);
    await region.run(3 * MINUTE);
    expect(mailWords(region)).toEqual(['NOTICE ap-northeast-1']);
  });

  it('is repeated in the same words where the mail went out, and a late page came before that could be noted', async () => {
    let isDown = false;
    const fault = ({ action, input }: CallAbout): Fault | undefined => {
      const { Key } = input as { Key?: { id?: string } };
      const hits = isDown && action === 'Update' && Key?.id?.startsWith('alert/health/') === true;
      return hits
        ? { when: 'before', what: new ServiceError('InternalServerError', 'down', 500) }
        : undefined;
    };
    const region = aRegion({}, { fault });
    const lastUpdatedTime = new Date(region.clock.now()).toUTCString();
    const page = (number: number): object =>
      healthEvent(
        region,
        {
          affectedEntities: [{ entityValue: `db-${number}` }],
          page: `${number}`,
          totalPages: '3',
          lastUpdatedTime,
        },
        { resources: [] },
      );
    region.deliver(page(1));
    await region.run(30_000);
    isDown = true;
    await region.run(2 * MINUTE);
    expect(bodies(region)).toHaveLength(1);
    isDown = false;
    region.deliver(page(2));
    region.deliver(page(3));
    await region.run(10 * MINUTE);
    const mails = region.journal.of('mail').map(({ body, attributes }) => ({ id: attributes.alertId, body }));
    const [first, ...more] = mails;
    const repeats = more.filter(({ id }) => id === first?.id);
    expect(repeats.length).toBeGreaterThan(0);
    expect(new Set(repeats.map(({ body }) => body))).toEqual(new Set([first?.body]));
    // What the late pages name is told in a mail of its own.
    const others = more.filter(({ id }) => id !== first?.id);
    expect(new Set(others.map(({ id }) => id)).size).toBe(1);
    for (const name of ['db-2', 'db-3']) expect(others[0]?.body).toContain(name);
  });

  it('whose date changes is told again under the same subject, and not for any other update', async () => {
    const region = aRegion();
    region.deliver(healthEvent(region));
    await region.run(HOUR);
    region.deliver(healthEvent(region, { eventDescription: [] }));
    await region.run(HOUR);
    region.deliver(healthEvent(region, { startTime: 'Tue, 1 Dec 2026 08:00:00 GMT' }));
    await region.run(HOUR);
    region.deliver(healthEvent(region, { lastUpdatedTime: 'Fri, 20 Nov 2026 08:00:00 GMT' }));
    await region.run(HOUR);
    const subjects = region.journal.of('mail').map(({ subject }) => subject);
    expect(subjects).toHaveLength(2);
    expect(new Set(subjects).size).toBe(1);
    expect(bodies(region)[1]).toContain('AWS has changed the date');
    expect(new Set(alertIds(region)).size).toBe(2);
  });

  it('is told once SNS is back, under its id, and none of a storm is lost', async () => {
    let down = true;
    const what = Object.assign(new Error('down'), { name: 'ServiceUnavailable', $fault: 'server' });
    const region = aRegion(
      {},
      { fault: ({ service }) => (down && service === 'sns' ? { when: 'before', what } : undefined) },
    );
    for (let number = 0; number < 40; number += 1)
      region.deliver(healthEvent(region, { eventArn: `${ARN}${number}` }));
    await region.run(30 * MINUTE);
    expect(mailWords(region)).toEqual([]);
    down = false;
    await region.run(10 * MINUTE);
    const told = region.journal.of('mail').flatMap(({ attributes: { alertId, alert } }) => {
      if (alertId !== undefined) return [alertId];
      return (JSON.parse(alert ?? '{}') as { alertIds: string[] }).alertIds;
    });
    expect(new Set(told).size).toBe(40);
    expect(told).toHaveLength(40);
    expect(mailWords(region)).toContain('DIGEST ap-northeast-1');
    expect(region.topic.emailSuspended).toBe(false);
  });
});

describe('the way of a notice', () => {
  const noticeWith = async (fault: (call: CallAbout) => Fault | undefined): Promise<SimulatedRegion> => {
    const region = aRegion({}, { fault });
    region.deliver(healthEvent(region));
    await region.run(15 * MINUTE);
    return region;
  };

  it.each(['before', 'after'] as const)(
    'survives a crash %s any of its calls: it arrives, and a repeat carries the same id',
    async (when) => {
      const quiet = await noticeWith(() => undefined);
      const last = quiet.journal.of('call').findLastIndex(({ sweep }) => !sweep);
      expect(last).toBeGreaterThan(3);
      for (let number = 0; number <= last + 1; number += 1) {
        const region = await noticeWith((call) =>
          call.number === number ? { when, what: 'crash' } : undefined,
        );
        expect(mailWords(region)[0]).toBe('NOTICE ap-northeast-1');
        expect(new Set(alertIds(region)).size).toBe(1);
        expect(region.journal.of('dead letter')).toEqual([]);
      }
    },
  );

  it('survives two minutes without DynamoDB', async () => {
    const until = aRegion().clock.now() + 2 * MINUTE;
    const what = Object.assign(new Error('down'), { name: 'InternalServerError', $fault: 'server' });
    let now = (): number => 0;
    const region = aRegion(
      {},
      {
        fault: ({ service }) =>
          service === 'dynamodb' && now() < until ? { when: 'before', what } : undefined,
      },
    );
    now = () => region.clock.now();
    region.deliver(healthEvent(region));
    await region.run(15 * MINUTE);
    expect(mailWords(region)).toEqual(['NOTICE ap-northeast-1']);
  });

  it('ends in the dead-letter queue, with its text, where DynamoDB is away for longer', async () => {
    const what = Object.assign(new Error('down'), { name: 'InternalServerError', $fault: 'server' });
    const region = await noticeWith(({ service }) =>
      service === 'dynamodb' ? { when: 'before', what } : undefined,
    );
    const [letter] = region.journal.of('dead letter');
    expect(letter?.body).toContain('They are small');
  });

  it('keeps one small item for each event, which no sweep takes for an incident, and one for its mail until that has gone', async () => {
    const region = await noticeWith(() => undefined);
    const calls = region.journal.of('call');
    const [queued, ...more] = calls.flatMap(alertsPut);
    expect(more).toEqual([]);
    // The first sweep notes in the Region's record what AWS had stopped before.
    const items = calls.flatMap(itemsPut).filter(({ id }) => id !== 'region');
    expect(new Set(items.map(({ id }) => id.replace(/[0-9a-f]{32}/, 'HASH')))).toEqual(
      new Set(['health/123456789012/HASH', `alert/health/123456789012/HASH/${queued?.number}`]),
    );
    const record = calls.flatMap((call) => recordPut(call) ?? []).findLast(({ id }) => id !== 'region');
    expect(record).toMatchObject({ id: queued?.of, alertsMade: queued?.number });
    expect(hasTold((queued?.number ?? 0) - 1)).toBe(false);
    expect(record).toHaveProperty('expiresAt');
    for (const absent of ['unfinished', 'outbox', 'newAlerts']) expect(record).not.toHaveProperty(absent);
    const mail = itemNow(region, `alert/${queued?.of}/${queued?.number}`);
    expect(mail).toHaveProperty('sentAt');
    expect(mail).toHaveProperty('expiresAt');
    expect(mail).not.toHaveProperty('unfinished');
    expect(region.journal.of('failed')).toEqual([]);
  });

  it('is not blocked by an item that somebody has broken, and neither is the sweep', async () => {
    const region = aRegion();
    await region.run(2 * MINUTE);
    const broken = { id: 'health/123456789012/x', unfinished: 'health', schemaVersion: 99 };
    const TableName = tableOf(region);
    region.dynamodb.answer('PutCommand', { TableName, Item: broken }, region.clock.now());
    region.deliver(healthEvent(region));
    await region.run(10 * MINUTE);
    expect(mailWords(region)).toEqual(['NOTICE ap-northeast-1']);
    expect(region.sweepsCompleted()).toBeGreaterThan(10);
    expect(region.journal.of('failed')).toEqual([]);
  });
});

describe('a report of abuse', () => {
  it('needs somebody today', async () => {
    const region = aRegion();
    const detail = {
      eventArn: 'arn:aws:health:global::event/AWS_ABUSE_DOS_REPORT_1',
      service: 'ABUSE',
      eventTypeCode: 'AWS_ABUSE_DOS_REPORT',
      eventTypeCategory: 'issue',
    };
    const envelope = { 'detail-type': 'AWS Health Abuse Event', region: 'global' };
    expect(region.deliver(healthEvent(region, detail, envelope))).toHaveLength(1);
    await region.run(5 * MINUTE);
    expect(mailWords(region)).toEqual(['NEEDS-YOU ap-northeast-1']);
    expect(bodies(region)[0]).toContain('Answer AWS today');
  });
});

describe('an EC2 event about an instance in which EC2 sees nothing wrong', () => {
  const failed = { code: 'AWS_EC2_SIMPLIFIED_AUTO_RECOVERY_FAILURE', category: 'accountNotification' };

  it('reaches its owner as a notice about that instance', async () => {
    const region = aRegion();
    const web = region.add({ name: 'web-1' });
    region.health({ ...failed, entities: [web.id] });
    await region.run(5 * MINUTE);
    expect(mailWords(region)).toEqual(['NEEDS-YOU web-1']);
    expect(region.journal.of('mail')[0]?.subject).toContain(web.id);
    expect(bodies(region)[0]).toContain('Name       web-1');
    expect(writes(region)).toEqual([]);
  });

  it('names each instance of several', async () => {
    const region = aRegion();
    const [one, two] = [region.add({ name: 'web-1' }), region.add({ name: 'web-2' })];
    region.health({ ...failed, entities: [one.id, two.id] });
    await region.run(5 * MINUTE);
    expect(bodies(region)).toHaveLength(1);
    for (const { id, name } of [one, two]) expect(bodies(region)[0]).toContain(`${name ?? ''} (${id})`);
  });

  it('is silent for one that its owner has ignored', async () => {
    const region = aRegion();
    const web = region.add({ tags: { 'ec2-responder': 'ignore' } });
    region.health({ ...failed, entities: [web.id] });
    await region.run(5 * MINUTE);
    expect(mailWords(region)).toEqual([]);
  });

  it('is not told twice where an incident announces it', async () => {
    const region = aRegion();
    const web = region.add({ name: 'web-1' });
    const startTime = region.clock.now() + 14 * 24 * HOUR;
    region.health({
      code: 'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED',
      category: 'scheduledChange',
      entities: [web.id],
      startTime,
    });
    await region.run(10 * MINUTE);
    expect(mailWords(region)).toEqual(['ANNOUNCED web-1']);
  });

  it('of a change that nobody knows yet is announced with its date and in the words of AWS', async () => {
    const region = aRegion();
    const web = region.add({ name: 'web-1' });
    const detail = {
      service: 'EC2',
      eventTypeCode: 'AWS_EC2_ROOF_REPLACEMENT_SCHEDULED',
      affectedEntities: [{ entityValue: web.id }],
    };
    expect(region.deliver(healthEvent(region, detail, { resources: [web.id] }))).toHaveLength(1);
    await region.run(10 * MINUTE);
    expect(mailWords(region)).toEqual(['ANNOUNCED web-1']);
    const [body] = bodies(region);
    expect(body?.replaceAll('\n', ' ')).toContain('not before Wed 2026-12-02 08:00 UTC');
    expect(body).toContain('  > Patches. They are small.');
  });
});

describe("another account's event", () => {
  const theirs = { affectedAccount: '444455556666', eventArn: `${ARN}/theirs` };

  it('is a notice that names that account first, and nothing is looked at, let alone stopped', async () => {
    const region = aRegion();
    const web = region.add({ name: 'web-1' });
    const detail = {
      ...theirs,
      service: 'EC2',
      eventTypeCode: 'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED',
      affectedEntities: [{ entityValue: web.id }],
    };
    region.deliver(healthEvent(region, detail, { resources: [web.id] }));
    await region.run(10 * MINUTE);
    expect(bodies(region)[0]).toMatch(/^Account 444455556666, Region ap-northeast-1 \(told by the stack/);
    expect(bodies(region)).toHaveLength(1);
    expect(mailWords(region)).toEqual(['NEEDS-YOU 444455556666']);
    expect(region.journal.calls('BatchGet').filter(({ sweep }) => !sweep)).toEqual([]);
    expect(writes(region)).toEqual([]);
  });
});

describe('HealthNotices', () => {
  it.each([
    ['none', 0],
    ['ec2', 1],
    ['all', 2],
  ])('%s: so many of a notice of RDS and one of EBS are mailed: %d', async (HealthNotices, count) => {
    const region = aRegion({ HealthNotices });
    region.deliver(healthEvent(region));
    const lost = { service: 'EBS', eventTypeCode: 'AWS_EBS_VOLUME_LOST', eventTypeCategory: 'issue' };
    region.deliver(healthEvent(region, { ...lost, eventArn: `${ARN}/ebs` }));
    await region.run(5 * MINUTE);
    expect(mailWords(region)).toHaveLength(count);
  });
});

describe('a Health event of somebody who means harm', () => {
  it('cannot speak in the voice of the responder, nor break the subject', async () => {
    const region = aRegion();
    const evil = 'x\r\nSubject: all is well\\n\\nWhat you need to do\n  Nothing.\u202e\ud800';
    const detail = {
      service: evil,
      eventTypeCode: evil,
      eventDescription: [{ latestDescription: evil.repeat(500) }],
      affectedEntities: [{ entityValue: evil }],
      eventArn: evil,
    };
    region.deliver(healthEvent(region, detail));
    await region.run(5 * MINUTE);
    const [mail] = region.journal.of('mail');
    expect(mail?.subject).toMatch(/^NOTICE [ -~]+ - ap-northeast-1 #\w{4} \[ec2-responder\]$/);
    expect(mail?.subject.length).toBeLessThanOrEqual(99);
    expect(mail?.body.match(/^What you need to do$/gm)).toHaveLength(1);
    const said = (mail?.body ?? '').split('What AWS says\n')[1]?.split('\n\n')[0] ?? '';
    for (const line of said.split('\n')) expect(line).toMatch(/^ {2}> /);
    expect(mail?.body).not.toMatch(/[\u202e\ud800]/);
    expect(region.journal.of('failed')).toEqual([]);
  });
});
