/**
 * Case 25: one advice for each service, whatever the event: a failed storage of RDS read "periodic work, choose the maintenance
 * window", a welcome of Shield "look at the attack now", an outage of Billing "pay or correct", maintenance of Direct Connect
 * that was over "check before the date", and "No action is required" was not believed.
 * Workload: `notice-of-another-service`, with categories, scopes and words that the name of the service does not suggest.
 * Mutants: 'advise by the service alone', 'advise of what is public as of what is ours', 'believe no assurance of AWS'.
 */
import { describe, expect, it } from '@jest/globals';
import { mailsAbout, type Told } from '../../a-notice.ts';
import { aRegion, HOUR } from '../../a-region.ts';

const DAY = 24 * HOUR;

async function theMail(told: Told) {
  const region = aRegion();
  const mails = await mailsAbout(region, told);
  expect(mails).toHaveLength(1);
  return mails[0] ?? { subject: '', body: '', todo: '' };
}

describe('a mail about another service asks for what fits the event', () => {
  it('a failed storage of a database is an issue, and no maintenance', async () => {
    const told = { service: 'RDS', code: 'AWS_RDS_STORAGE_FAILURE', entities: ['db-1'] };
    const { subject, body, todo } = await theMail({ ...told, says: 'The storage has failed.' });
    expect(subject).toMatch(/^NEEDS-YOU /);
    expect(todo).toContain('Check whether your system is affected.');
    expect(body).toContain('Kind of work: for somebody who knows the system.');
    expect(body).not.toMatch(/maintenance window|periodic work/);
  });

  it('what asks for nothing by its own words is a notice', async () => {
    const told = { service: 'SES', code: 'AWS_SES_DELIVERY_ISSUE', entities: ['identity-1'] };
    const says = 'Messages were delayed. No action is required.';
    const { subject, todo } = await theMail({ ...told, says });
    expect(subject).toMatch(/^NOTICE /);
    expect(todo).toBe(
      '  - Nothing: AWS says that no action is required. What it does, and when, stands below.',
    );
  });

  it.each([
    ['SHIELD', 'AWS_SHIELD_SUBSCRIPTION_NOTIFICATION', 'Welcome to AWS Shield Advanced.'],
    ['SES', 'AWS_SES_CONFIGURATION_NOTIFICATION', 'We have improved the console for sending.'],
    ['QUANTUMLEDGER', 'AWS_QUANTUMLEDGER_NOTIFICATION', 'A ledger is a ledger.'],
  ])('a notification of %s that nobody knows (%s) is to be read', async (service, code, says) => {
    const { subject, todo, body } = await theMail({ service, code, category: 'accountNotification', says });
    expect(subject).toMatch(/^NOTICE /);
    expect(todo).toBe('  - Read what AWS says, and decide whether it concerns you.');
    expect(body).toContain(`  > ${says}`);
  });

  it.each(['BILLING', 'ELASTICBEANSTALK', 'ACM', 'ELASTICLOADBALANCING', 'SES'])(
    'a public issue of %s is for AWS to repair',
    async (service) => {
      const detail = { eventScopeCode: 'PUBLIC' };
      const { subject, todo } = await theMail({ service, code: `AWS_${service}_OPERATIONAL_ISSUE`, detail });
      expect(subject).toMatch(/^NOTICE /);
      expect(todo).toContain('work around it as in any outage; AWS repairs its side.');
    },
  );

  it('maintenance of Direct Connect that is completed needs nothing before a date', async () => {
    const told = { service: 'DIRECTCONNECT', code: 'AWS_DIRECTCONNECT_MAINTENANCE_COMPLETED' };
    const { subject, todo } = await theMail({ ...told, category: 'accountNotification' });
    expect(subject).toMatch(/^NOTICE /);
    expect(todo).toBe('  - Nothing, if what it is about works as before: have a look.');
  });
});

describe('what was written for an event still stands in its mail', () => {
  it('sending that is paused is an emergency of SES', async () => {
    const told = { service: 'SES', code: 'AWS_SES_SENDING_NOTIFICATION', category: 'accountNotification' };
    const { subject, todo } = await theMail({ ...told, says: 'We have paused your ability to send email.' });
    expect(subject).toMatch(/^NEEDS-YOU /);
    expect(todo).toContain('Stop what bounces or causes complaints');
  });

  it('maintenance of Direct Connect to come is to be checked before its date', async () => {
    const told = { service: 'DIRECTCONNECT', code: 'AWS_DIRECTCONNECT_MAINTENANCE_SCHEDULED' };
    const region = aRegion();
    const startTime = region.clock.now() + DAY;
    const [mail] = await mailsAbout(region, { ...told, category: 'scheduledChange', startTime });
    expect(mail?.subject).toMatch(/^NEEDS-YOU /);
    expect(mail?.todo).toContain('Check before the date');
  });

  it('and a report of abuse is not made harmless by a sentence in it', async () => {
    const told = { service: 'ABUSE', code: 'AWS_ABUSE_DOS_REPORT', says: 'No action is required.' };
    const { subject, todo } = await theMail(told);
    expect(subject).toMatch(/^NEEDS-YOU /);
    expect(todo).toContain('Answer AWS today');
  });
});
