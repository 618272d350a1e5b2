import { describe, expect, it } from '@jest/globals';
import { isWanted, noticeKind, noticeWord } from '../../../../lambda/core/notices/notice-kinds.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import { at, SETTINGS } from '../given.ts';
import { aHealthEvent } from './given-health.ts';

const NOW = at('10:00:00');

function kindOf(service: string, code: string, category = 'accountNotification') {
  return noticeKind(aHealthEvent({ service, code, category }), NOW);
}

describe('what is asked of the owner', () => {
  it.each([
    ['ACM', 'AWS_ACM_RENEWAL_STATE_CHANGE', /renew it .* or import/, 'periodic'],
    ['ACM', 'AWS_ACM_RENEWAL_FAILURE', /renew it .* or import/, 'periodic'],
    ['RDS', 'AWS_RDS_MAINTENANCE_SCHEDULED', /maintenance window/, 'periodic'],
    ['RDS', 'AWS_RDS_PLANNED_LIFECYCLE_EVENT', /supported version/, 'periodic'],
    ['VPN', 'AWS_VPN_REDUNDANCY_LOSS', /both tunnels/, 'request'],
    ['LAMBDA', 'AWS_LAMBDA_PLANNED_LIFECYCLE_EVENT', /supported runtime/, 'periodic'],
    ['ECS', 'AWS_ECS_TASK_PATCHING_RETIREMENT', /tasks/, 'periodic'],
    ['EBS', 'AWS_EBS_VOLUME_LOST', /snapshot/, 'emergency'],
    ['ABUSE', 'AWS_ABUSE_COPYRIGHT_DMCA_REPORT', /^Answer AWS today/, 'emergency'],
    ['RISK', 'AWS_RISK_CREDENTIALS_EXPOSED', /^Act now/, 'emergency'],
    ['SES', 'AWS_SES_ANYTHING', /^Read what AWS says/, 'request'],
    ['SHIELD', 'AWS_SHIELD_ANYTHING', /^Read what AWS says/, 'request'],
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
    [
      'where a key was public, though AWS has closed it',
      { service: 'RISK', code: 'AWS_RISK_X', closed: true },
    ],
    [
      'where a volume is lost, though AWS has closed it',
      { service: 'EBS', code: 'AWS_EBS_VOLUME_LOST', category: 'issue', closed: true },
    ],
  ] as const)('%s', (_what, changes) => {
    expect(noticeWord(aHealthEvent(changes), NOW)).toBe('NEEDS-YOU');
  });

  it.each([
    ['where AWS patches a database', {}],
    ['where an issue is about everybody', { service: 'X', code: 'AWS_X', category: 'issue', isPublic: true }],
    [
      'where AWS calls an issue informational',
      { service: 'X', code: 'AWS_X', category: 'issue', asked: 'nothing' },
    ],
    ['where it is over', { service: 'X', code: 'AWS_X', category: 'issue', closed: true }],
    ['where nobody knows the category', { service: 'X', code: 'AWS_X', category: 'recommendation' }],
    ['where its date is past', { service: 'DIRECTCONNECT', code: 'AWS_DIRECTCONNECT_X', startTime: NOW - 1 }],
  ] as const)('not %s', (_what, changes) => {
    expect(noticeWord(aHealthEvent(changes), NOW)).toBe('NOTICE');
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
