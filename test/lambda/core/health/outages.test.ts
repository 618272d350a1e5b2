import { describe, expect, it } from '@jest/globals';
import {
  HOLDING_SERVICES,
  mayKeepFromStarting,
  type ReportedTrouble,
} from '../../../../lambda/core/health/outages.ts';

const ISSUE: ReportedTrouble = {
  service: 'MULTIPLE_SERVICES',
  code: 'AWS_MULTIPLE_SERVICES_OPERATIONAL_ISSUE',
  category: 'issue',
  meaning: 'other',
  scope: 'PUBLIC',
  names: [],
  text: 'We are investigating increased error rates.',
};
const OF_NOBODY = { service: 'NEW', code: 'AWS_NEW_ISSUE' };
const holds = (differences: Partial<ReportedTrouble>): boolean =>
  mayKeepFromStarting({ ...ISSUE, ...differences });

describe('trouble in which a start may fail', () => {
  it.each(Object.keys(HOLDING_SERVICES))('is every public issue of %s, with its reason', (service) => {
    expect(holds({ service, code: `AWS_${service}_ANYTHING` })).toBe(true);
    expect(HOLDING_SERVICES[service]).toMatch(/\w \w/);
  });

  it.each(['issue', 'investigation', 'what AWS may add'])('is one of the category %s', (category) => {
    expect(holds({ category })).toBe(true);
  });

  it.each(['accountNotification', 'scheduledChange'])('is none of the category %s', (category) => {
    expect(holds({ category })).toBe(false);
    expect(holds({ ...OF_NOBODY, category, text: 'EC2' })).toBe(false);
  });

  it.each([
    ['whose text names EC2', { text: 'Launches of EC2 instances fail.' }, true],
    ['whose text names it in full', { text: 'Amazon Elastic Compute Cloud is affected.' }, true],
    ['whose code names EC2', { code: 'AWS_NEW_EC2_ISSUE' }, true],
    ['whose text cannot be read', { text: '' }, true],
    ['that names another service', {}, false],
    [
      'in which the letters only occur',
      { text: 'Error EC2X4, code XEC2.', code: 'AWS_NEW_XEC2_ISSUE' },
      false,
    ],
    ['that is told to one account', { scope: 'ACCOUNT_SPECIFIC', text: 'EC2' }, false],
    ['that says nothing of whom it is told', { scope: '', text: 'EC2' }, false],
  ])('of a service that nobody has listed is one %s: %p %p', (_, differences, expected) => {
    expect(holds({ ...OF_NOBODY, ...differences })).toBe(expected);
  });

  it.each([
    ['names no resource', [], true],
    ['names the account', ['123456789012'], true],
    ['says that it does not know', ['UNKNOWN'], true],
    ['names a resource', ['vol-0a1b2c3d4e5f60718'], false],
    ['names a resource beside the account', ['123456789012', 'vol-0a1b2c3d4e5f60718'], false],
    ['names what only looks like an account', ['1234567890123', 'my-123456789012'], false],
  ])('is what AWS tells to one account where it %s', (_, names, expected) => {
    expect(holds({ scope: 'ACCOUNT_SPECIFIC', names })).toBe(expected);
    expect(holds({ scope: '', names })).toBe(expected);
  });

  it('is a public issue whatever it names', () => {
    expect(holds({ names: ['vol-0a1b2c3d4e5f60718'] })).toBe(true);
  });

  it.each([
    ['NONE', ['i-0123456789abcdef0'], true],
    ['ACCOUNT_SPECIFIC', ['i-0123456789abcdef0'], false],
    ['ACCOUNT_SPECIFIC', [], true],
  ])('is an operational issue of EC2 of the scope %s that names %p: %p', (scope, names, expected) => {
    const issue = {
      service: 'EC2',
      code: 'AWS_EC2_OPERATIONAL_ISSUE',
      meaning: 'operational issue',
    } as const;
    expect(holds({ ...issue, category: 'scheduledChange', scope, names })).toBe(expected);
  });
});
