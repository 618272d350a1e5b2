import { describe, expect, it } from '@jest/globals';
import { DOCUMENTS } from '../../../../lambda/words/documents.ts';
import { codeFacts, HEALTH_CODES, stopStartResolves } from '../../../../lambda/core/health/health-codes.ts';
import { healthMeaning } from '../../../../lambda/core/health/health-news.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';

const CODES = Object.entries(HEALTH_CODES);

describe('the table of Health codes', () => {
  it('has codes of EC2 and EBS only', () => {
    expect(CODES.length).toBeGreaterThan(40);
    for (const [code] of CODES) expect(code).toMatch(/^AWS_(EC2|EBS)_[A-Z_]+$/);
  });

  it.each(CODES)('says of %s what it is, who acts, what is asked, and where AWS says so', (_code, facts) => {
    expect(facts.says).toMatch(/^\S.*[^.\s]$/);
    expect(inWords({ key: facts.asks })).toMatch(/\.$/);
    expect(DOCUMENTS[facts.document]).toMatch(/^https:\/\//);
  });

  it('lets the responder act only where a stop/start is known to help', () => {
    for (const [code, { acts, resolves }] of CODES)
      expect([code, acts === 'the responder']).toEqual([code, resolves === 'yes']);
  });

  it.each([
    'AWS_EC2_INSTANCE_REBOOT_SCHEDULED',
    'AWS_LAMBDA_RUNTIME_DEPRECATION_SCHEDULED',
    'AWS_RDS_SSL_CA_CERTIFICATE_EXPIRY',
    'AWS_CERTIFICATE_MANAGER_RENEWAL_SCHEDULED',
  ])('has no entry for %s, which stands only in texts that look generated', (code) => {
    expect(HEALTH_CODES).not.toHaveProperty(code);
  });
});

describe('a stop/start', () => {
  it.each([
    'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED',
    'AWS_EC2_INSTANCE_STOP_SCHEDULED',
    'AWS_EC2_INSTANCE_REBOOT_MAINTENANCE_SCHEDULED',
    'AWS_EC2_INSTANCE_REBOOT_FLEXIBLE_MAINTENANCE_SCHEDULED',
    'AWS_EC2_SYSTEM_REBOOT_MAINTENANCE_SCHEDULED',
    'AWS_EC2_PERSISTENT_INSTANCE_POWER_MAINTENANCE_SCHEDULED',
  ])('resolves %s', (code) => {
    expect(stopStartResolves(code, 'scheduledChange')).toBe(true);
  });

  it.each([
    ['of an instance store-backed instance, which it would lose', 'AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED'],
    ['that terminates the instance', 'AWS_EC2_INSTANCE_TERMINATION_SCHEDULED'],
    ['of a Dedicated Host, on which it starts again', 'AWS_EC2_DEDICATED_HOST_RETIREMENT_SCHEDULED'],
    ['of the network, for which waiting is right', 'AWS_EC2_INSTANCE_NETWORK_MAINTENANCE_SCHEDULED'],
    ['of a drive, whose data it would erase', 'AWS_EC2_INSTANCE_STORE_DRIVE_PERFORMANCE_DEGRADED'],
    ['of the Region', 'AWS_EC2_OPERATIONAL_ISSUE'],
    ['of power, where the root volume may be instance store', 'AWS_EC2_INSTANCE_POWER_MAINTENANCE_SCHEDULED'],
    ['that nobody knows', 'AWS_EC2_SOMETHING_NEW_SCHEDULED'],
    ['with a code that every object has', 'constructor'],
    ['of a lost volume', 'AWS_EBS_VOLUME_LOST'],
  ])('is not trusted to resolve an event %s', (_what, code) => {
    expect(stopStartResolves(code, 'scheduledChange')).toBe(false);
  });
});

describe('a code that is not in the table', () => {
  it('is a scheduled change by its category, of which a stop/start may or may not be the cure', () => {
    expect(codeFacts('AWS_EC2_SOMETHING_NEW_SCHEDULED', 'scheduledChange')).toMatchObject({
      meaning: 'scheduled change',
      resolves: 'perhaps',
      acts: 'the owner',
    });
  });

  it.each(['issue', 'accountNotification', 'investigation', '', '__proto__'])(
    'steers nothing in the category "%s"',
    (category) => {
      expect(codeFacts('toString', category)).toMatchObject({ meaning: 'other', resolves: 'no' });
      expect(healthMeaning('AWS_EC2_SOMETHING_NEW', category)).toBe('other');
    },
  );
});

describe('a code of the table', () => {
  it.each([
    ['AWS_EC2_DEDICATED_HOST_MAINTENANCE_SCHEDULED', 'scheduled change'],
    ['AWS_EC2_NETWORK_CONNECTIVITY_ISSUE', 'other'],
    ['AWS_EC2_API_ISSUE', 'operational issue'],
    ['AWS_EC2_INSTANCE_POWER_MAINTENANCE_FAILED', 'other'],
    ['AWS_EC2_ODCR_UNDERUTILIZATION_NOTIFICATION', 'other'],
    ['AWS_EBS_DEGRADED_EBS_VOLUME_PERFORMANCE', 'other'],
  ])('%s means %s whatever its category says', (code, meaning) => {
    for (const category of ['issue', 'scheduledChange']) expect(healthMeaning(code, category)).toBe(meaning);
  });
});
