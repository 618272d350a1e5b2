/**
 * Case 28: lists of what is affected looked complete: page 1 of 10 alone said "Affected (4)", resolved entities stood unmarked
 * beside pending ones, and a lifecycle event of which all was resolved still said "move the functions".
 * Workload: `notice-of-another-service`, on up to ten pages of which some never come, with statuses of entities.
 * Mutants: 'pass a page for the whole list', 'list what is finished', 'ask for what is finished'.
 */
import { describe, expect, it } from '@jest/globals';
import { mailsAbout, mailsOf, tellOf, type Told } from '../../a-notice.ts';
import { aRegion, HOUR, MINUTE } from '../../a-region.ts';

const DAY = 24 * HOUR;

/** The end of a runtime, with the statuses of its functions. */
function lifecycle(startTime: number, states: Readonly<Record<string, string>>, page = 1, of = 1): Told {
  const affectedEntities = Object.entries(states).map(([entityValue, status]) => ({ entityValue, status }));
  return {
    service: 'LAMBDA',
    code: 'AWS_LAMBDA_PLANNED_LIFECYCLE_EVENT',
    category: 'scheduledChange',
    startTime,
    detail: {
      affectedEntities,
      page: String(page),
      totalPages: String(of),
      actionability: 'ACTION_REQUIRED',
    },
  };
}

describe('a list of what is affected', () => {
  it('of which one page of ten has come says so, with the status of each, without what is resolved', async () => {
    const region = aRegion();
    const told = lifecycle(
      region.clock.now() + 90 * DAY,
      { orders: 'PENDING', invoices: 'PENDING', letters: 'RESOLVED', stamps: 'IMPAIRED' },
      1,
      10,
    );
    const [mail, ...others] = await mailsAbout(region, told);
    expect(others).toEqual([]);
    expect(mail?.subject).toMatch(/^NEEDS-YOU lambda planned lifecycle event /);
    expect(mail?.body).toContain('Affected (3): orders (PENDING), invoices (PENDING), stamps (IMPAIRED).');
    expect(mail?.body).toContain('AWS lists 1 more as finished (RESOLVED or UNIMPAIRED); they are left out');
    expect(mail?.body).toContain('This is page 1 of 10: more follow.');
    expect(mail?.body).not.toContain('letters');
  });

  it('that is complete says nothing of pages', async () => {
    const region = aRegion();
    const startTime = region.clock.now() + 90 * DAY;
    tellOf(region, lifecycle(startTime, { orders: 'PENDING' }, 2, 2));
    tellOf(region, lifecycle(startTime, { letters: 'PENDING' }, 1, 2));
    await region.run(5 * MINUTE);
    const [mail, ...others] = mailsOf(region);
    expect(others).toEqual([]);
    expect(mail?.body).toContain('Affected (2, PENDING): ');
    expect(mail?.body).not.toMatch(/more follow|finished/);
  });

  it('of which all is resolved asks for nothing, from the beginning and later, once', async () => {
    const region = aRegion();
    const startTime = region.clock.now() + 90 * DAY;
    const [first] = await mailsAbout(
      region,
      lifecycle(startTime, { orders: 'PENDING', letters: 'RESOLVED' }),
    );
    expect(first?.todo).toContain('Move the functions to a supported runtime');
    const done = lifecycle(startTime, { orders: 'RESOLVED', letters: 'UNIMPAIRED' });
    const [mail] = await mailsAbout(region, done);
    expect(mail?.subject).toMatch(/^NOTICE lambda planned lifecycle event /);
    expect(mail?.body).toContain('AWS lists all that its event about LAMBDA');
    expect(mail?.todo).toBe('  - Nothing: AWS lists all that it names as finished.');
    expect(await mailsAbout(region, done)).toEqual([]);

    const [heardLate] = await mailsAbout(aRegion(), done);
    expect(heardLate?.subject).toMatch(/^NOTICE /);
    expect(heardLate?.todo).toBe('  - Nothing: AWS lists all that it names as finished.');
  });

  it('of which all that came is resolved asks on while pages are missing', async () => {
    const region = aRegion();
    const done = lifecycle(region.clock.now() + 90 * DAY, { orders: 'RESOLVED' }, 1, 10);
    const [mail] = await mailsAbout(region, done);
    expect(mail?.subject).toMatch(/^NEEDS-YOU /);
    expect(mail?.todo).toContain('Move the functions to a supported runtime');
    expect(mail?.body).toContain('This is page 1 of 10: more follow.');
  });

  it('of exposed credentials asks on, whatever status AWS gives them', async () => {
    const affectedEntities = [{ entityValue: 'AKIA', status: 'RESOLVED' }];
    const told = { service: 'RISK', code: 'AWS_RISK_CREDENTIALS_EXPOSED', detail: { affectedEntities } };
    const [mail] = await mailsAbout(aRegion(), told);
    expect(mail?.subject).toMatch(/^NEEDS-YOU /);
    expect(mail?.todo).toContain('Act now');
  });
});
