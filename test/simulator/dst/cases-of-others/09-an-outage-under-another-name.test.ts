/**
 * Case 9: an outage under a name other than EC2 (several services, EBS, VPC, or a service whose text names EC2) was told as a
 * notice, and stops and planned moves went on into it, where no start succeeded.
 * Workload: `operational-issue`.
 * Mutants: 'hold for issues of EC2 alone', 'hold only for services that are listed', 'hold for whatever AWS has an issue
 * with', 'move an hour after an issue that is still open'.
 */
import { describe, expect, it } from '@jest/globals';
import { healthEvent, type HealthProps } from '../../../../simulator/events/event-shapes.ts';
import type { SimulatedRegion } from '../../../../simulator/runtime/simulated-region.ts';
import { aRegion, HOUR, mailWords, MINUTE, runCalmly, writes } from '../../a-region.ts';

const WIDE: HealthProps = {
  service: 'MULTIPLE_SERVICES',
  code: 'AWS_MULTIPLE_SERVICES_OPERATIONAL_ISSUE',
  category: 'issue',
  entities: [],
  eventArn:
    'arn:aws:health:ap-northeast-1::event/MULTIPLE_SERVICES/AWS_MULTIPLE_SERVICES_OPERATIONAL_ISSUE/1',
};

function tell(region: SimulatedRegion, issue: HealthProps): void {
  region.deliver(healthEvent(region.origin(), issue));
}

/** The issue is told, and a minute later the host of an instance fails. */
async function failedIn(issue: HealthProps): Promise<SimulatedRegion> {
  const region = aRegion();
  const web = region.add({ name: 'web-1' });
  await region.run(3 * MINUTE);
  tell(region, issue);
  await region.run(MINUTE);
  region.failHost(web);
  await region.run(20 * MINUTE);
  return region;
}

describe('an outage of AWS that is not called one of EC2', () => {
  it.each([
    ['several services', {}],
    ['EBS', { service: 'EBS', code: 'AWS_EBS_OPERATIONAL_ISSUE' }],
    ['VPC', { service: 'VPC', code: 'AWS_VPC_OPERATIONAL_ISSUE', category: 'investigation' }],
    ['EC2, under a new code', { service: 'EC2', code: 'AWS_EC2_LAUNCH_TROUBLE' }],
    ['a service that nobody has listed, whose code names EC2', { service: 'NEW', code: 'AWS_NEW_EC2_ISSUE' }],
    [
      'a service that nobody has listed, whose text names EC2',
      { service: 'NEW', code: 'AWS_NEW_ISSUE', text: 'New launches of EC2 instances fail.' },
    ],
  ] as const)('holds a failed host: %s', async (_, differences) => {
    const region = await failedIn({ ...WIDE, ...differences });
    expect(writes(region)).toEqual([]);
    const held = region.journal.of('mail').find(({ subject }) => subject.startsWith('HELD'));
    expect(held?.subject).toMatch(/is failing, stops held/);
    expect(held?.body).toMatch(
      /what is stopped now may not start again\. The responder stops nothing: 1 instance/,
    );
    expect(held?.body).toContain('until it is closed or, if AWS says nothing new of it, until');
    expect(held?.body).toContain('run in another Region');
  });

  it('is told with its own name', async () => {
    const region = await failedIn(WIDE);
    const held = region.journal.of('mail').find(({ subject }) => subject.startsWith('HELD'));
    expect(held?.subject).toContain('1 instance: AWS is failing, stops held');
    expect(held?.body).toContain('AWS has an open issue of several services in this Region');
  });

  it('holds for an hour after its last update, and no longer; each update counts', async () => {
    const region = await failedIn(WIDE);
    await region.run(30 * MINUTE);
    tell(region, WIDE);
    await region.run(58 * MINUTE);
    expect(writes(region)).toEqual([]);
    await region.run(10 * MINUTE);
    expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
    expect(mailWords(region).at(-1)).toBe('RECOVERED web-1');
  });

  it('holds no longer than until it is closed', async () => {
    const region = await failedIn(WIDE);
    tell(region, { ...WIDE, statusCode: 'closed' });
    await region.run(10 * MINUTE);
    expect(mailWords(region).at(-1)).toBe('RECOVERED web-1');
  });
});

describe('a planned move', () => {
  it('waits until the outage is closed, however long nothing was heard of it', async () => {
    const region = aRegion({ MinimumNoticeHours: 0, MaintenanceWindow: 'sat:20:00-sun:06:00' });
    const db = region.add({ name: 'db-1' });
    db.scheduledEvents = [
      {
        id: 'instance-event-1',
        code: 'instance-stop',
        description: 'The instance is running on degraded hardware',
        notBefore: region.clock.now() + 72 * HOUR,
        notAfter: undefined,
      },
    ];
    tell(region, WIDE);
    await runCalmly(region, 6 * HOUR);
    expect(writes(region)).toEqual([]);
    expect(mailWords(region)).toContain('NEEDS-YOU db-1');
    tell(region, { ...WIDE, statusCode: 'closed' });
    await region.run(2 * HOUR);
    expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
    expect(mailWords(region)).toContain('MOVED db-1');
  });
});

describe('what holds nobody', () => {
  it.each([
    ['an issue of a service on which no start depends', { service: 'S3', code: 'AWS_S3_OPERATIONAL_ISSUE' }],
    ['one that is closed already', { statusCode: 'closed' }],
    [
      'a notification, however wide',
      { category: 'accountNotification', code: 'AWS_MULTIPLE_SERVICES_NOTIFICATION' },
    ],
    [
      'a volume of the account',
      { service: 'EBS', code: 'AWS_EBS_VOLUME_LOST', entities: ['vol-0a1b2c3d4e5f60718'] },
    ],
  ] as const)('%s', async (_, differences) => {
    const region = await failedIn({ ...WIDE, ...differences });
    expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
    expect(mailWords(region).at(-1)).toBe('RECOVERED web-1');
  });
});
