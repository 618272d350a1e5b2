/**
 * Case 36: an old event that was played again said "before the date" of a past year; an empty English text beside a Japanese one
 * printed nothing; `C:\nvme\temp` was read as a line break; and npm start with an event of China or GovCloud printed links to the
 * commercial console. That EC2 does not know an instance is case 22.
 * Workload: `notice-of-another-service`, with changes whose date is past, empty English texts and paths in them; the console links
 * are of the command line, which no seed runs.
 * Mutants: 'ask for something before a date that is past', 'take the empty English text', 'break a line within a path'.
 */
import { describe, expect, it } from '@jest/globals';
import { mailsAbout } from '../../a-notice.ts';
import { aRegion, HOUR, TEMPLATE } from '../../a-region.ts';
import { deploy } from '../../../../simulator/scenarios/run-scenario.ts';

const DAY = 24 * HOUR;
const CHANGE = {
  service: 'DIRECTCONNECT',
  code: 'AWS_DIRECTCONNECT_MAINTENANCE_SCHEDULED',
  category: 'scheduledChange',
};

describe('an old event', () => {
  it('that is played again asks to look, says of when it is, and wakes nobody', async () => {
    const region = aRegion();
    const startTime = region.clock.now() - 400 * DAY;
    const lastUpdatedTime = new Date(startTime - DAY).toUTCString();
    const [mail] = await mailsAbout(region, { ...CHANGE, startTime, detail: { lastUpdatedTime } });
    expect(mail?.subject).toMatch(/^NOTICE /);
    expect(mail?.todo).toMatch(/^ {2}- Check that what it is about works\./);
    expect(mail?.body).toContain('That date is past, and AWS has not closed the event.');
    expect(mail?.body).toContain('It is an old event: AWS last updated it at 2025-10-16 18:00:00 UTC');
    expect(mail?.todo).not.toContain('before the date');
  });

  it('is none whose date is to come, or that is of this month', async () => {
    const region = aRegion();
    const startTime = region.clock.now() + DAY;
    const lastUpdatedTime = new Date(region.clock.now() - 29 * DAY).toUTCString();
    const [mail] = await mailsAbout(region, { ...CHANGE, startTime, detail: { lastUpdatedTime } });
    expect(mail?.todo).toContain('Check before the date');
    expect(mail?.body).not.toMatch(/That date is past|old event/);
  });

  it('of a lifecycle says that AWS may have acted', async () => {
    const region = aRegion();
    const startTime = region.clock.now() - DAY;
    const told = { service: 'EKS', code: 'AWS_EKS_PLANNED_LIFECYCLE_EVENT', category: 'scheduledChange' };
    const [mail] = await mailsAbout(region, { ...told, startTime });
    expect(mail?.todo).toContain('the date is past, and AWS may have changed or ended it');
  });
});

describe('the words of an odd event', () => {
  it('are those of the other language where the English text is empty', async () => {
    const eventDescription = [
      { language: 'en_US', latestDescription: '' },
      { language: 'ja_JP', latestDescription: '保守作業を行います。' },
    ];
    const [mail] = await mailsAbout(aRegion(), { ...CHANGE, detail: { eventDescription } });
    expect(mail?.body).toContain('What AWS says\n  > 保守作業を行います。');
  });

  it('keep a path whole, and break where a captured event has a mark for it', async () => {
    const [mail] = await mailsAbout(aRegion(), {
      ...CHANGE,
      says: 'See C:\\nvme\\temp now.\\n\\nThen go on.',
    });
    expect(mail?.body).toContain('  > See C:\\nvme\\temp now.\n  > Then go on.');
  });
});

describe('an event of another partition', () => {
  it.each([
    ['cn-north-1', 'https://console.amazonaws.cn/health'],
    ['us-gov-west-1', 'https://console.amazonaws-us-gov.com/health'],
    ['eu-central-1', 'https://health.aws.amazon.com/health'],
  ])('of %s has links to the console there', async (name, link) => {
    const home = { region: name, account: '123456789012', startAt: Date.parse('2026-11-21T18:00:00Z') };
    const region = deploy({ template: TEMPLATE, parameters: {}, seed: 1 }, home);
    const startTime = region.clock.now() + DAY;
    const [mail] = await mailsAbout(region, { ...CHANGE, startTime });
    expect(mail?.body).toContain(link);
  });
});
