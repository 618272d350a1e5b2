import { describe, expect, it } from '@jest/globals';
import { isWanted, noticeKind, noticeWord } from '../../../../lambda/core/notices/notice-kinds.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import { SETTINGS } from '../given.ts';
import { aHealthEvent } from './given-health.ts';

function kindOf(service: string, code: string, category = 'accountNotification') {
  return noticeKind(aHealthEvent({ service, code, category }));
}

describe('what is asked of the owner', () => {
  it.each([
    ['ACM', 'AWS_ACM_RENEWAL_STATE_CHANGE', /renew it .* or import/, 'periodic'],
    ['ACM', 'AWS_ACM_RENEWAL_FAILURE', /renew it .* or import/, 'periodic'],
    ['RDS', 'AWS_RDS_MAINTENANCE_SCHEDULED', /maintenance window/, 'periodic'],
    ['RDS', 'AWS_RDS_PLANNED_LIFECYCLE_EVENT', /supported version/, 'periodic'],
    ['DIRECTCONNECT', 'AWS_DIRECTCONNECT_MAINTENANCE_SCHEDULED', /second connection/, 'request'],
    ['VPN', 'AWS_VPN_REDUNDANCY_LOSS', /both tunnels/, 'request'],
    ['LAMBDA', 'AWS_LAMBDA_PLANNED_LIFECYCLE_EVENT', /supported runtime/, 'periodic'],
    ['ELASTICBEANSTALK', 'AWS_ELASTICBEANSTALK_ANYTHING', /platform/, 'periodic'],
    ['ELASTICLOADBALANCING', 'AWS_ELASTICLOADBALANCING_NODE_FAILURE', /targets/, 'expert'],
    ['ECS', 'AWS_ECS_TASK_PATCHING_RETIREMENT', /tasks/, 'periodic'],
    ['EBS', 'AWS_EBS_VOLUME_LOST', /snapshot/, 'emergency'],
    ['ABUSE', 'AWS_ABUSE_COPYRIGHT_DMCA_REPORT', /^Answer AWS today/, 'emergency'],
    ['RISK', 'AWS_RISK_CREDENTIALS_EXPOSED', /^Act now/, 'emergency'],
    ['SES', 'AWS_SES_ANYTHING', /sending/, 'emergency'],
    ['SHIELD', 'AWS_SHIELD_ANYTHING', /attack/, 'emergency'],
    ['BILLING', 'AWS_BILLING_SUSPENSION_NOTICE', /^Act today/, 'emergency'],
    ['NEWSERVICE', 'AWS_NEWSERVICE_ANYTHING', /^Read what AWS says/, 'request'],
  ])('by %s with %s is what can be done: %s, %s', (service, code, words, work) => {
    const kind = kindOf(service, code);
    expect(inWords({ key: kind.asks })).toMatch(words);
    expect(kind.work).toBe(work);
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

describe('a certificate', () => {
  const acm = (text: string) =>
    aHealthEvent({
      service: 'ACM',
      code: 'AWS_ACM_RENEWAL_STATE_CHANGE',
      category: 'scheduledChange',
      text,
    });

  it.each([
    'This is to notify you that ACM has completed the renewal of your certificate for example.com.',
    'Your certificate was successfully renewed.',
    'The certificate has been renewed.',
  ])('that AWS has renewed is told and asks for nothing: %s', (text) => {
    expect(noticeWord(acm(text))).toBe('NOTICE');
    expect(inWords({ key: noticeKind(acm(text)).asks })).toMatch(/^Nothing/);
  });

  it.each([
    'Your certificate will be renewed automatically before it expires.',
    'ACM was unable to renew the certificate; it has not been renewed.',
    'Of your certificates one has been renewed, another failed validation.',
    'Your certificate has expired.',
    'One certificate has been renewed. Two are pending validation.',
    'Once the certificate has been renewed, install it.',
    `The certificate has been renewed. ${'x'.repeat(1_500)}`.slice(0, 1_500),
    '',
  ])('needs somebody otherwise, since one code says good and bad: %s', (text) => {
    expect(noticeWord(acm(text))).toBe('NEEDS-YOU');
    expect(inWords({ key: noticeKind(acm(text)).asks })).toMatch(/renew it/);
  });

  it('that AWS asks to do something about is not done, whatever the words; nor is one over when AWS closes the event', () => {
    const asked = { ...acm('The certificate has been renewed.'), asked: 'required' as const };
    expect(noticeWord(asked)).toBe('NEEDS-YOU');
    expect(inWords({ key: noticeKind(asked).asks })).toMatch(/renew it/);
    expect(noticeWord({ ...acm('Your certificate has expired.'), closed: true })).toBe('NEEDS-YOU');
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
