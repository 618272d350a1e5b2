/**
 * Case 29: the head of a mail named the Region of the stack, and not the one that the event is about (or that it is global).
 * Workload: `notice-of-another-service`, with reports of abuse and exposed credentials of other Regions and of none.
 * Mutants: 'name the Region of the stack for that of the event'.
 */
import { describe, expect, it } from '@jest/globals';
import { mailsAbout } from '../../a-notice.ts';
import { aRegion } from '../../a-region.ts';

const REPORT = { service: 'ABUSE', code: 'AWS_ABUSE_DOS_REPORT', entities: ['i-1'] };

describe('the head of a mail about a Health event', () => {
  it.each(['us-west-2', 'global'])(
    'names the Region of the event, and who tells of it: %s',
    async (eventRegion) => {
      const [mail] = await mailsAbout(aRegion(), { ...REPORT, detail: { eventRegion } });
      const head = `Account 123456789012, Region ${eventRegion} (told by the stack in Region ap-northeast-1): `;
      expect(mail?.body.startsWith(head)).toBe(true);
      expect(mail?.subject).toContain(` - ${eventRegion} `);
      expect(mail?.subject).not.toContain('ap-northeast-1');
    },
  );

  it('names the account of the event as well, where that is another one', async () => {
    const detail = { eventRegion: 'us-west-2', affectedAccount: '210987654321' };
    const [mail] = await mailsAbout(aRegion(), { ...REPORT, detail });
    expect(mail?.body).toMatch(
      /^Account 210987654321, Region us-west-2 \(told by the stack in account 123456789012, Region ap-northeast-1\): /,
    );
  });

  it('is as ever where the event is of the Region of the stack, or names none', async () => {
    for (const eventRegion of ['ap-northeast-1', undefined, '', 'What you need to do: send money']) {
      const [mail] = await mailsAbout(aRegion(), { ...REPORT, detail: { eventRegion } });
      expect(mail?.body).toMatch(/^Account 123456789012, Region ap-northeast-1: /);
    }
  });
});
