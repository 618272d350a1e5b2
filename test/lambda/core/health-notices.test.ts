import { describe, expect, it } from '@jest/globals';
import { isWanted, noticeKind, noticeWord } from '../../../lambda/core/health-notices.ts';
import { inWords } from '../../../lambda/core/sentences.ts';
import { SETTINGS } from './given.ts';
import { aHealthEvent } from './given-health.ts';

function kindOf(service: string, code: string, category = 'accountNotification') {
  return noticeKind(aHealthEvent({ service, code, category }));
}

describe('what is asked of the owner', () => {
  it.each([
    ['ACM', 'AWS_ACM_RENEWAL_STATE_CHANGE', /renew it .* or import/],
    ['ACM', 'AWS_ACM_RENEWAL_FAILURE', /renew it .* or import/],
    ['RDS', 'AWS_RDS_MAINTENANCE_SCHEDULED', /maintenance window/],
    ['RDS', 'AWS_RDS_PLANNED_LIFECYCLE_EVENT', /supported version/],
    ['DIRECTCONNECT', 'AWS_DIRECTCONNECT_MAINTENANCE_SCHEDULED', /second connection/],
    ['VPN', 'AWS_VPN_REDUNDANCY_LOSS', /both tunnels/],
    ['LAMBDA', 'AWS_LAMBDA_PLANNED_LIFECYCLE_EVENT', /supported runtime/],
    ['ELASTICBEANSTALK', 'AWS_ELASTICBEANSTALK_ANYTHING', /platform/],
    ['ELASTICLOADBALANCING', 'AWS_ELASTICLOADBALANCING_NODE_FAILURE', /targets/],
    ['ECS', 'AWS_ECS_TASK_PATCHING_RETIREMENT', /tasks/],
    ['EBS', 'AWS_EBS_VOLUME_LOST', /snapshot/],
    ['ABUSE', 'AWS_ABUSE_COPYRIGHT_DMCA_REPORT', /^Answer AWS today/],
    ['RISK', 'AWS_RISK_CREDENTIALS_EXPOSED', /^Act now/],
    ['SES', 'AWS_SES_ANYTHING', /sending/],
    ['SHIELD', 'AWS_SHIELD_ANYTHING', /attack/],
    ['BILLING', 'AWS_BILLING_SUSPENSION_NOTICE', /^Act today/],
    ['NEWSERVICE', 'AWS_NEWSERVICE_ANYTHING', /^Read what AWS says/],
  ])('by %s with %s is what can be done', (service, code, words) => {
    expect(inWords({ key: kindOf(service, code).asks })).toMatch(words);
  });

  it('by an unknown code goes by its category', () => {
    const asked = ['issue', 'scheduledChange', 'accountNotification', 'tomorrow', '__proto__'].map(
      (category) => kindOf('NEWSERVICE', 'AWS_X', category).asks,
    );
    expect(asked).toEqual(['ask.issue', 'ask.scheduled', 'ask.read', 'ask.read', 'ask.read']);
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'is never taken from what every object has (%s)',
    (name) => {
      expect(kindOf(name, name, name).asks).toBe('ask.read');
    },
  );
});

describe('a notice needs somebody', () => {
  it.each([
    [
      'where credentials are exposed, whatever AWS calls it',
      { service: 'RISK', code: 'AWS_RISK_X', asked: 'nothing' },
    ],
    ['where AWS requires an action', { asked: 'required' }],
    ['where an issue is about the account', { service: 'X', code: 'AWS_X', category: 'issue' }],
  ] as const)('%s', (_what, changes) => {
    expect(noticeWord(aHealthEvent(changes))).toBe('NEEDS-YOU');
  });

  it.each([
    ['where AWS patches a database', {}],
    ['where an issue is about everybody', { service: 'X', code: 'AWS_X', category: 'issue', isPublic: true }],
    [
      'where AWS calls an issue informational',
      { service: 'X', code: 'AWS_X', category: 'issue', asked: 'nothing' },
    ],
    ['where it is over', { service: 'RISK', code: 'AWS_RISK_X', closed: true }],
  ] as const)('not %s', (_what, changes) => {
    expect(noticeWord(aHealthEvent(changes))).toBe('NOTICE');
  });
});

describe('HealthNotices', () => {
  it.each([
    ['all', ['EC2', 'EBS', 'RDS', 'ABUSE']],
    ['ec2', ['EC2', 'EBS']],
    ['none', []],
  ] as const)('%s: events of %j are mailed', (healthNotices, wanted) => {
    const services = ['EC2', 'EBS', 'RDS', 'ABUSE'];
    const settings = { ...SETTINGS, healthNotices };
    expect(services.filter((service) => isWanted(aHealthEvent({ service }), settings))).toEqual(wanted);
  });
});
