/**
 * Case 30: "it is over", and nothing to do, for what closing an event does not undo: a volume that is lost, and exposed
 * credentials or a report of abuse that were first heard of as closed. A change first heard of as closed read "AWS has scheduled a
 * change".
 * Workload: `notice-of-another-service`, of which one in six is first heard of as closed.
 * Mutants: 'take what is closed for undone', 'announce what is over'.
 */
import { describe, expect, it } from '@jest/globals';
import { mailsAbout } from '../../a-notice.ts';
import { aRegion, HOUR } from '../../a-region.ts';

const CLOSED = { statusCode: 'closed' } as const;

describe('what lasts, first heard of as closed,', () => {
  it.each([
    ['RISK', 'AWS_RISK_CREDENTIALS_EXPOSED', 'Act now: deactivate the access key'],
    ['ABUSE', 'AWS_ABUSE_DOS_REPORT', 'Answer AWS today'],
    ['EBS', 'AWS_EBS_VOLUME_LOST', 'Restore the volume from its latest snapshot'],
  ])('is told as what it is: %s %s', async (service, code, asked) => {
    const [mail] = await mailsAbout(aRegion(), { service, code, entities: ['it'], ...CLOSED });
    expect(mail?.subject).toMatch(/^NEEDS-YOU /);
    expect(mail?.body).toContain('this is the first mail about it: what had happened is not undone by that.');
    expect(mail?.todo).toContain(asked);
    expect(mail?.body).not.toContain('It is over');
  });
});

describe('what lasts, told before,', () => {
  it('is closed without "it is over", and says what is left to do', async () => {
    const region = aRegion();
    const lost = { service: 'EBS', code: 'AWS_EBS_VOLUME_LOST', entities: ['vol-1'] };
    await mailsAbout(region, lost);
    const [mail, ...others] = await mailsAbout(region, { ...lost, ...CLOSED });
    expect(others).toEqual([]);
    expect(mail?.subject).toMatch(/^NOTICE /);
    expect(mail?.body).toContain('What had happened is not undone by that.');
    expect(mail?.todo).toBe(
      '  - Nothing, if you have done this. Otherwise do it now:\n  - Restore the volume from its latest snapshot and attach it in place of the lost one; what was written since then is lost.',
    );
  });
});

describe('what is over when it is closed', () => {
  it('is told as over: an issue', async () => {
    const region = aRegion();
    const issue = { service: 'RDS', code: 'AWS_RDS_STORAGE_FAILURE', entities: ['db-1'] };
    const [first] = await mailsAbout(region, issue);
    expect(first?.subject).toMatch(/^NEEDS-YOU /);
    const [mail] = await mailsAbout(region, { ...issue, ...CLOSED });
    expect(mail?.subject).toMatch(/^NOTICE /);
    expect(mail?.body).toContain('It is over.');
    expect(mail?.todo).toBe('  Nothing.');
  });

  it('is none of a certificate, which AWS closes and the owner has to renew all the same', async () => {
    const [mail] = await mailsAbout(aRegion(), {
      service: 'ACM',
      code: 'AWS_ACM_RENEWAL_STATE_CHANGE',
      category: 'scheduledChange',
      entities: ['certificate/web'],
      says: 'Your certificate has expired.',
      ...CLOSED,
    });
    expect(mail?.subject).toMatch(/^NEEDS-YOU /);
    expect(mail?.body).toContain('AWS has a notice about ACM');
    expect(mail?.todo).toContain('renew it');
  });

  it('is not announced: a change that is first heard of as closed', async () => {
    const region = aRegion();
    const [mail] = await mailsAbout(region, {
      service: 'RDS',
      code: 'AWS_RDS_MAINTENANCE_SCHEDULED',
      category: 'scheduledChange',
      entities: ['db-1'],
      startTime: region.clock.now() + HOUR,
      ...CLOSED,
    });
    expect(mail?.subject).toMatch(/^NOTICE /);
    expect(mail?.body).toContain('has closed that event: it is done or called off. This is the first mail');
    expect(mail?.body).not.toContain('AWS has scheduled a change');
    expect(mail?.todo).toBe('  Nothing.');
  });
});
