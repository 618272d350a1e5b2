/**
 * Case 31: words of AWS that were cut at 1,500 letters with "…" lost the address to reply to, two ARNs that were cut became one,
 * two events had one subject, and paragraphs were run together.
 * Workload: `notice-of-another-service`, with a text that is too long, long ARNs that differ at their ends, and two events about one
 * thing.
 * Mutants: 'cut the end off what AWS says', 'cut the end off a name', 'give two events one subject'.
 */
import { describe, expect, it } from '@jest/globals';
import { mailsAbout } from '../../a-notice.ts';
import { aRegion } from '../../a-region.ts';

const REPORT = { service: 'ABUSE', code: 'AWS_ABUSE_DOS_REPORT', entities: ['i-1'] };

describe('what is too long for a mail', () => {
  it('is cut in the middle of AWS’s words, which is said, and the address at their end stays', async () => {
    const says = `First paragraph.\n\nLog: ${'10.0.0.1 denied '.repeat(400)}\n\nReply to trustandsafety@example.com.`;
    const [mail] = await mailsAbout(aRegion(), { ...REPORT, says });
    expect(mail?.body).toContain('What AWS says\n  > First paragraph.\n  > Log: 10.0.0.1 denied ');
    expect(mail?.body).toContain('\n  > […]\n');
    expect(mail?.body).toContain('\n  > Reply to trustandsafety@example.com.\n');
    expect(mail?.body).toContain(
      'Its words are cut here, where […] stands: the whole text is behind the link',
    );
  });

  it('is not said to be cut where it is whole', async () => {
    const [mail] = await mailsAbout(aRegion(), { ...REPORT, says: 'One.\n\nTwo.' });
    expect(mail?.body).toContain('What AWS says\n  > One.\n  > Two.\n');
    expect(mail?.body).not.toContain('Its words are cut');
  });

  it('of an ARN is its beginning, so that two stay two', async () => {
    const arn = (name: string): string =>
      `arn:aws:states:ap-northeast-1:123456789012:execution:${'a-very-long-name-of-a-state-machine-'.repeat(3)}:${name}`;
    const told = { service: 'STATES', code: 'AWS_STATES_ISSUE', entities: [arn('orders'), arn('letters')] };
    const [mail] = await mailsAbout(aRegion(), told);
    expect(mail?.body).toMatch(
      /Affected \(2, IMPAIRED\): arn:aws:states:\S+:orders, arn:aws:states:\S+:letters\./,
    );
  });
});

describe('two events', () => {
  it('of one code about one thing have two subjects, and the mails of each have one', async () => {
    const region = aRegion();
    const eventArn = (number: number): string => `arn:aws:health:ap-northeast-1::event/ABUSE/${number}`;
    const about = (number: number, says: string) => ({ ...REPORT, says, eventArn: eventArn(number) });
    const [first] = await mailsAbout(region, about(1, 'A report.'));
    const [second] = await mailsAbout(region, about(2, 'Another report.'));
    const [again] = await mailsAbout(region, about(1, 'FINAL NOTICE'));
    expect(second?.subject).not.toBe(first?.subject);
    expect(again?.subject).toBe(first?.subject);
    expect(first?.subject).toMatch(
      /^NEEDS-YOU abuse dos report i-1 - ap-northeast-1 #\w{4} \[ec2-responder\]$/,
    );
  });

  it('about an ARN have its last part in the subject', async () => {
    const entities = ['arn:aws:lambda:ap-northeast-1:123456789012:function:orders'];
    const told = { service: 'LAMBDA', code: 'AWS_LAMBDA_ISSUE', entities };
    const [mail] = await mailsAbout(aRegion(), told);
    expect(mail?.subject).toMatch(/^NEEDS-YOU lambda issue function:orders - /);
  });
});
