/**
 * Case 21: where the date of AWS Health was some seconds off that of EC2, missing or unreadable, two mails went out at once about one
 * event, the second contradicting the first.
 * Workload: `change-announced`.
 * Mutants: 'tell by Health what EC2 lists', 'take seconds for another date'.
 */
import { describe, expect, it } from '@jest/globals';
import { healthEvent, type HealthProps } from '../../../../simulator/events/event-shapes.ts';
import type { SimulatedInstance } from '../../../../simulator/ec2/simulated-instance.ts';
import type { SimulatedRegion } from '../../../../simulator/runtime/simulated-region.ts';
import { aRegion, HOUR, MINUTE } from '../../a-region.ts';

const DATE = Date.parse('2026-12-05T18:00:00Z');

function list(web: SimulatedInstance): void {
  web.scheduledEvents = [
    {
      id: 'instance-event-1',
      code: 'instance-stop',
      description: 'The instance is running on degraded hardware',
      notBefore: DATE,
      notAfter: undefined,
    },
  ];
}

function tell(region: SimulatedRegion, web: SimulatedInstance, dates: Partial<HealthProps>): void {
  region.deliver(
    healthEvent(region.origin(), {
      code: 'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED',
      category: 'scheduledChange',
      entities: [web.id],
      statusCode: 'upcoming',
      ...dates,
    }),
  );
}

function subjects(region: SimulatedRegion): string[] {
  return region.journal.of('mail').map(({ subject }) => subject.split(' - ')[0] ?? '');
}

const MOVE = expect.stringMatching(/^ANNOUNCED web-1: move Sun 11-22 18:0\d/);

describe('an event that EC2 lists and Health tells of', () => {
  it.each<[string, Partial<HealthProps>]>([
    ['seconds earlier', { startTime: DATE - 37_000 }],
    ['seconds later', { startTime: DATE + 37_000 }],
    ['a day later', { startTime: DATE + 24 * HOUR }],
    ['without a date', { dates: '' }],
    ['with a date that nobody can read', { dates: 'by the end of the month' }],
  ])('is announced once, with the date of EC2: Health tells it %s', async (_, dates) => {
    const region = aRegion();
    const web = region.add({ name: 'web-1' });
    list(web);
    tell(region, web, dates);
    await region.run(30 * MINUTE);
    tell(region, web, dates);
    await region.run(30 * MINUTE);
    expect(subjects(region)).toEqual([MOVE]);
    expect(region.journal.of('mail')[0]?.body).toContain('not before Sat 2026-12-05 18:00 UTC');
  });

  it('is not announced again when EC2 lists it some seconds off what Health said before', async () => {
    const region = aRegion();
    const web = region.add({ name: 'web-1' });
    tell(region, web, { startTime: DATE + 37_000 });
    await region.run(30 * MINUTE);
    list(web);
    await region.run(30 * MINUTE);
    expect(subjects(region)).toEqual([MOVE]);
  });

  it('is not announced again either where nothing is moved', async () => {
    const region = aRegion({ ScheduledEventAction: 'notify' });
    const web = region.add({ name: 'web-1' });
    tell(region, web, { startTime: DATE + 37_000 });
    await region.run(30 * MINUTE);
    list(web);
    await region.run(30 * MINUTE);
    expect(subjects(region)).toEqual(['ANNOUNCED web-1: AWS retirement 2026-12-05']);
  });

  it('is announced with its date when Health gave none before', async () => {
    const region = aRegion();
    const web = region.add({ name: 'web-1' });
    tell(region, web, { dates: '' });
    await region.run(30 * MINUTE);
    list(web);
    await region.run(30 * MINUTE);
    expect(subjects(region)).toEqual(['ANNOUNCED web-1: AWS retirement', MOVE]);
  });
});

describe('another announcement beside it', () => {
  it.each<[string, Partial<HealthProps>, RegExp]>([
    [
      'an earlier date of Health',
      { startTime: DATE - 13 * 24 * HOUR - 2 * HOUR },
      /Health names an earlier date than EC2/,
    ],
    [
      'another kind',
      { code: 'AWS_EC2_INSTANCE_TERMINATION_SCHEDULED', startTime: DATE + 2 * HOUR },
      /TERMINATION/,
    ],
    ['a code that nobody knows', { code: 'AWS_EC2_UNHEARD_OF_STOP', dates: '' }, /UNHEARD_OF/],
  ])('is told: %s', async (_, differences, words) => {
    const region = aRegion();
    const web = region.add({ name: 'web-1' });
    list(web);
    tell(region, web, differences);
    await region.run(30 * MINUTE);
    expect(region.journal.of('mail')).toHaveLength(2);
    expect(region.journal.of('mail').some(({ body }) => words.test(body))).toBe(true);
  });
});
