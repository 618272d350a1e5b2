/**
 * Case 23: an instance on a Dedicated Host, for which AWS had announced something, was stopped each night by its owner: each morning a
 * mail said that it was moved and still listed, and each night one that somebody had taken over.
 * Workload: `stopped-each-night`.
 * Mutants: 'take a start on a Dedicated Host for a move', 'take the stop of what EC2 goes on listing for taking over'.
 */
import { describe, expect, it } from '@jest/globals';
import type { InstanceProps } from '../../../../simulator/ec2/simulated-instance.ts';
import type { SimulatedRegion } from '../../../../simulator/runtime/simulated-region.ts';
import { aRegion, HOUR, MINUTE, writes } from '../../a-region.ts';

/** Three nights of eight hours, with a long day between them, under a schedule of the owner's. */
async function threeNights(props: InstanceProps): Promise<SimulatedRegion> {
  const region = aRegion({ ScheduledEventAction: 'notify' });
  const web = region.add({
    name: 'web-1',
    scheduledEvents: [
      {
        id: 'instance-event-1',
        code: 'instance-retirement',
        description: 'The instance is running on degraded hardware',
        notBefore: region.clock.now() + 20 * 24 * HOUR,
        notAfter: undefined,
      },
    ],
    ...props,
  });
  for (let night = 0; night < 3; night += 1) {
    await region.run(3 * HOUR);
    region.ec2.stop(web.id, { force: false });
    await region.run(HOUR);
    region.ec2.start(web.id);
  }
  await region.run(3 * HOUR);
  expect(writes(region)).toEqual([]);
  return region;
}

function subjects(region: SimulatedRegion): string[] {
  return region.journal.of('mail').map(({ subject }) => subject.split(' - ')[0] ?? '');
}

describe('an instance that its owner stops each night', () => {
  it('on a Dedicated Host is told of twice: at the announcement, and at the first stop', async () => {
    const region = await threeNights({ tenancy: 'host' });
    expect(subjects(region)).toEqual([
      'ANNOUNCED web-1: AWS retirement 2026-12-11',
      'NOTICE web-1: stopped, event stays',
    ]);
    const [, stopped] = region.journal.of('mail');
    expect(stopped?.body).toContain('a start on the same host does not end the event');
    expect(stopped?.body).toContain('Move its instances to another Dedicated Host before the date');
  });

  it('elsewhere, where EC2 goes on listing the event, is told of that once', async () => {
    const region = await threeNights({ eventLingersMs: 90 * 24 * HOUR });
    expect(subjects(region)).toEqual([
      'ANNOUNCED web-1: AWS retirement 2026-12-11',
      'NOTICE web-1: stopped, as AWS had asked',
      'NEEDS-YOU web-1: moved, AWS still lists it',
    ]);
  });

  it('elsewhere, where its start ends the event, is told of at the announcement and at the first stop', async () => {
    const region = await threeNights({});
    expect(subjects(region)).toEqual([
      'ANNOUNCED web-1: AWS retirement 2026-12-11',
      'NOTICE web-1: stopped, as AWS had asked',
    ]);
  });
});

describe('an instance whose OS has failed', () => {
  it('and that its owner stops is told of as before', async () => {
    const region = aRegion();
    const web = region.add({ name: 'web-1', tenancy: 'host' });
    await region.run(3 * MINUTE);
    region.failOs(web);
    await region.run(20 * MINUTE);
    region.ec2.stop(web.id, { force: false });
    await region.run(10 * MINUTE);
    expect(subjects(region)).toEqual([
      'NEEDS-YOU web-1: OS failed, host is healthy',
      'TAKEN-OVER web-1: somebody stopped it',
    ]);
  });
});
