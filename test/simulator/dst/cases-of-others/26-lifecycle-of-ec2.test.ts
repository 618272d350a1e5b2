/**
 * Case 26: a planned lifecycle event of EC2 that names instances and requires an action read "passes by itself", as an announced
 * maintenance of the instance.
 * Workload: `notice-of-another-service`, with AWS_EC2_PLANNED_LIFECYCLE_EVENT about an instance of the fleet.
 * Mutants: 'take a lifecycle for a maintenance of the instance'.
 */
import { describe, expect, it } from '@jest/globals';
import { mailsAbout } from '../../a-notice.ts';
import { aRegion, HOUR, MINUTE, runCalmly, writes } from '../../a-region.ts';

const DAY = 24 * HOUR;

describe('a planned lifecycle event of EC2', () => {
  it('is told as those of other services, names the instance, and opens no incident', async () => {
    const region = aRegion();
    const web = region.add({ name: 'web-1' });
    await region.run(3 * MINUTE);
    const [mail, ...others] = await mailsAbout(region, {
      service: 'EC2',
      code: 'AWS_EC2_PLANNED_LIFECYCLE_EVENT',
      category: 'scheduledChange',
      entities: [web.id],
      startTime: region.clock.now() + 90 * DAY,
      detail: { actionability: 'ACTION_REQUIRED' },
    });
    expect(others).toEqual([]);
    expect(mail?.subject).toMatch(/^NEEDS-YOU web-1: /);
    expect(mail?.todo).toContain('Plan the move to a supported version before the date');
    expect(mail?.body).not.toMatch(/passes by itself|has announced/);
    await runCalmly(region, DAY);
    expect(writes(region)).toEqual([]);
  });

  it('is not taken for one where AWS schedules a change of a host under a new name', async () => {
    const region = aRegion();
    const web = region.add({ name: 'web-1' });
    await region.run(3 * MINUTE);
    const [mail] = await mailsAbout(region, {
      service: 'EC2',
      code: 'AWS_EC2_ROOF_REPLACEMENT_SCHEDULED',
      category: 'scheduledChange',
      entities: [web.id],
      startTime: region.clock.now() + 9 * DAY,
    });
    expect(mail?.body).toContain('AWS has announced AWS_EC2_ROOF_REPLACEMENT_SCHEDULED for this instance');
    expect(writes(region)).toEqual([]);
  });
});
