import { describe, expect, it } from '@jest/globals';
import type { HealthEvent } from '../../../../lambda/core/health/health-event.ts';
import { askedOf, noticeKind, noticeWord } from '../../../../lambda/core/notices/notice-kinds.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import { at } from '../given.ts';
import { aHealthEvent } from './given-health.ts';

const NOW = at('10:00:00');

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
    expect(noticeWord(acm(text), NOW)).toBe('NOTICE');
    expect(inWords({ key: noticeKind(acm(text), NOW).asks })).toMatch(/^Nothing/);
  });

  it.each([
    'Your certificate will be renewed automatically before it expires.',
    'ACM was unable to renew the certificate; it has not been renewed.',
    'Of your certificates one has been renewed, another failed validation.',
    'Your certificate has expired.',
    'One certificate has been renewed. Two are pending validation.',
    'Once the certificate has been renewed, install it.',
    '',
  ])('needs somebody otherwise, since one code says good and bad: %s', (text) => {
    expect(noticeWord(acm(text), NOW)).toBe('NEEDS-YOU');
    expect(inWords({ key: noticeKind(acm(text), NOW).asks })).toMatch(/renew it/);
  });

  it('is none that is renewed where not all that AWS says was read', () => {
    const cut = { ...acm('The certificate has been renewed.'), textCut: true };
    expect(noticeWord(cut, NOW)).toBe('NEEDS-YOU');
  });

  it('does not go by a date: the start of such an event is when AWS looked', () => {
    const past = { ...acm('Your certificate is due to expire.'), startTime: NOW - 1 };
    expect(noticeKind(past, NOW).asks).toBe('ask.certificate');
  });

  it('that AWS asks to do something about is not done, whatever the words; nor is one over when AWS closes the event', () => {
    const asked = { ...acm('The certificate has been renewed.'), asked: 'required' as const };
    expect(noticeWord(asked, NOW)).toBe('NEEDS-YOU');
    expect(inWords({ key: noticeKind(asked, NOW).asks })).toMatch(/renew it/);
    expect(noticeWord({ ...acm('Your certificate has expired.'), closed: true }, NOW)).toBe('NEEDS-YOU');
  });
});

describe('"No action is required"', () => {
  const issue = (text: string, changes: Partial<HealthEvent> = {}) =>
    aHealthEvent({ service: 'SES', code: 'AWS_SES_X', category: 'issue', text, ...changes });
  const DELAYED = 'Messages were delayed.';

  it.each([
    'No action is required.',
    'no further action is needed on your part.',
    'No additional customer action is necessary.',
    'This change does not require any action.',
    'You do not need to take any action.',
    'You do not need to do anything.',
    'No action is required; please visit our documentation for more.',
    'No actions were required',
  ])('is believed: %s', (text) => {
    const event = issue(`${DELAYED} ${text} We regret the delay.`);
    expect(noticeWord(event, NOW)).toBe('NOTICE');
    expect(askedOf(event, NOW)).toEqual(['ask.no-action']);
    expect(noticeKind(event, NOW)).toMatchObject({ work: 'none', document: 'health-dashboard' });
  });

  it.each([
    'No action is required if you use the newest SDK.',
    'No action is required until 1 March.',
    'No action is required for customers who have migrated.',
    'If your instance is in a group, you do not need to do anything.',
    'No action is required. You must rotate the key by Friday.',
    'No action is required.\nPlease reply to this message.',
    'No action is required. Your sending is paused.',
    'No action is required. Otherwise the resource will be deleted.',
    'An action is required.',
    'No reaction is needed.',
    '',
  ])('is not, where there is a condition or another request: %s', (text) => {
    expect(noticeWord(issue(text), NOW)).toBe('NEEDS-YOU');
    expect(askedOf(issue(text), NOW)).not.toContain('ask.no-action');
  });

  it.each([
    ['where AWS requires an action', { asked: 'required' as const }],
    ['where not all of it was read', { textCut: true }],
    ['of exposed credentials', { service: 'RISK' }],
    ['of a report of abuse', { service: 'ABUSE' }],
    ['of an instance or a volume', { service: 'EBS', code: 'AWS_EBS_VOLUME_ATTACHMENT_ISSUE' }],
  ])('is not believed %s', (_what, changes) => {
    const event = issue(`${DELAYED} No action is required.`, changes);
    expect(noticeWord(event, NOW)).toBe('NEEDS-YOU');
    expect(askedOf(event, NOW)).not.toContain('ask.no-action');
  });
});
