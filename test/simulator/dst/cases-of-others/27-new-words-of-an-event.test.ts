/**
 * Case 27: the same event with new words was swallowed: the final notice of a report of abuse, a public issue that grew to all
 * zones, a notification whose date moved.
 * Workload: `notice-of-another-service`, whose updates bring new words, a wider reach or another date.
 * Mutants: 'hear of new words only what an older version told', 'tell nobody that an issue grows', 'tell another date of a planned
 * change only'.
 */
import { describe, expect, it } from '@jest/globals';
import { mailsAbout } from '../../a-notice.ts';
import { aRegion, HOUR } from '../../a-region.ts';

const DAY = 24 * HOUR;
const PUBLIC = { eventScopeCode: 'PUBLIC' };

describe('an event that AWS updates', () => {
  it('with the final notice of a report of abuse is told again, with those words, and once', async () => {
    const region = aRegion();
    const report = { service: 'ABUSE', code: 'AWS_ABUSE_DOS_REPORT', entities: ['i-1'] };
    await mailsAbout(region, { ...report, says: 'A report.' });
    const final = { ...report, says: 'FINAL NOTICE\n\nReply to trustandsafety@example.com by noon.' };
    const [mail, ...others] = await mailsAbout(region, final);
    expect(others).toEqual([]);
    expect(mail?.subject).toMatch(/^NEEDS-YOU abuse dos report /);
    expect(mail?.body).toContain('AWS has changed what it says in its event about ABUSE');
    expect(mail?.body).toContain('  > FINAL NOTICE\n  > Reply to trustandsafety@example.com by noon.');
    expect(await mailsAbout(region, final)).toEqual([]);
  });

  it('although it had closed it is told again where it is about abuse, credentials or a bill', async () => {
    const region = aRegion();
    const bill = { service: 'BILLING', code: 'AWS_BILLING_NOTIFICATION', category: 'accountNotification' };
    await mailsAbout(region, { ...bill, says: 'A reminder.', statusCode: 'closed' });
    const [mail] = await mailsAbout(region, { ...bill, says: 'The last reminder.', statusCode: 'closed' });
    expect(mail?.body).toContain('  > The last reminder.');
  });

  it('with a wider reach of a public issue is told again, and with other words alone it is not', async () => {
    const region = aRegion();
    const issue = { service: 'S3', code: 'AWS_S3_OPERATIONAL_ISSUE', detail: PUBLIC };
    await mailsAbout(region, { ...issue, says: 'We see errors in a single Availability Zone.' });
    expect(
      await mailsAbout(region, { ...issue, says: 'We still see errors in one Availability Zone.' }),
    ).toEqual([]);
    const [mail] = await mailsAbout(region, { ...issue, says: 'All Availability Zones are impacted.' });
    expect(mail?.subject).toMatch(/^NOTICE /);
    expect(mail?.body).toContain('reaches further, or is of another severity, than before.');
  });

  it('with another date of a notification is told again', async () => {
    const region = aRegion();
    const told = {
      service: 'RDS',
      code: 'AWS_RDS_OPERATIONAL_NOTIFICATION',
      category: 'accountNotification',
    };
    const startTime = region.clock.now() + 9 * DAY;
    await mailsAbout(region, { ...told, startTime });
    const [mail] = await mailsAbout(region, { ...told, startTime: startTime - 2 * DAY });
    expect(mail?.body).toContain('AWS has changed the date of its event');
  });
});

describe('nobody reads again', () => {
  it('of a planned maintenance in other words', async () => {
    const region = aRegion();
    const told = { service: 'RDS', code: 'AWS_RDS_MAINTENANCE_SCHEDULED', category: 'scheduledChange' };
    const startTime = region.clock.now() + 9 * DAY;
    await mailsAbout(region, { ...told, startTime, says: 'We patch.' });
    expect(await mailsAbout(region, { ...told, startTime, says: 'We will patch.' })).toEqual([]);
  });
});
