import { describe, expect, it } from '@jest/globals';
import { digestOf } from '../../../../lambda/words/digest.ts';
import { mailOf } from '../../../../lambda/words/mail.ts';
import type { HealthEvent } from '../../../../lambda/core/health/health-event.ts';
import { joined, type HealthThread } from '../../../../lambda/core/notices/health-thread.ts';
import { noticeShort, withNotice } from '../../../../lambda/core/notices/notice-alert.ts';
import { DAY } from '../../../../lambda/core/model/time.ts';
import { PLACE } from '../../words/sample-alert.ts';
import { at } from '../given.ts';
import { aHealthEvent } from './given-health.ts';

const NOW = at('10:00:00');
const BEGINNING = {
  key: 'health/111122223333/x',
  word: 'NOTICE',
  short: noticeShort(aHealthEvent(), false),
} as const;

/** The thread after these events, each told. */
function told(...events: readonly HealthEvent[]): HealthThread {
  let thread: HealthThread | undefined;
  for (const event of events) {
    const next = joined(thread, event, BEGINNING, NOW);
    if (next.why === undefined) throw new Error('nothing to tell');
    const notice = { thread: next.thread, why: next.why, event, names: new Map(), home: PLACE.accountId };
    thread = withNotice(notice, NOW);
  }
  if (thread === undefined) throw new Error('no event');
  return thread;
}

function moved(times: number): HealthEvent[] {
  return Array.from({ length: times }, (_, n) =>
    aHealthEvent({ startTime: NOW + (n + 1) * DAY, lastUpdated: NOW - 100 + n }),
  );
}

describe('the mails of one Health event', () => {
  it('have ids in a row and one subject', () => {
    const { newAlerts, alertsMade } = told(...moved(3));
    expect(newAlerts.map(({ id }) => id)).toEqual(
      [1, 2, 3].map((number) => `health/111122223333/x/${alertsMade + number}`),
    );
    expect(new Set(newAlerts.map((alert) => mailOf(alert, PLACE).subject)).size).toBe(1);
  });

  it('say NEEDS-YOU from the moment when AWS asks for an action', () => {
    const asks = aHealthEvent({ asked: 'required', lastUpdated: NOW - 10 });
    expect(told(aHealthEvent(), asks).newAlerts.map(({ word }) => word)).toEqual(['NOTICE', 'NEEDS-YOU']);
  });

  it('ask for nothing once it is over', () => {
    const issue = aHealthEvent({ category: 'issue' });
    const { newAlerts } = told(issue, { ...issue, closed: true, lastUpdated: NOW - 10 });
    expect(mailOf(newAlerts[1] ?? never(), PLACE).body).toMatch(/What you need to do\n {2}Nothing\./);
  });

  it('say of an issue of which the first mail comes when it is over that it is over', () => {
    const [first] = told(aHealthEvent({ category: 'issue', closed: true })).newAlerts;
    const { body } = mailOf(first ?? never(), PLACE);
    expect(body.replaceAll(/\s+/g, ' ')).toMatch(/has closed its event about .* It is over\./);
    expect(body).not.toContain('reports a problem');
  });

  it('are numbered on from the second in which the event was first heard of, so that none comes twice', () => {
    const again = joined(undefined, aHealthEvent(), BEGINNING, NOW + 1_000).thread;
    expect(again.alertsMade).toBeGreaterThan(told(...moved(3)).alertsMade + 3);
  });

  it('are 50 KB at most each, and fifty of the largest within what SNS takes as a digest', () => {
    const entities = Array.from({ length: 100 }, (_, n) => `${n}本`.padEnd(119, '本'));
    const large = { entities, entityCount: 5_000, text: '本'.repeat(1_500) };
    const thread = told(...moved(6).map((event) => ({ ...event, ...large })));
    for (const one of thread.newAlerts)
      expect(Buffer.byteLength(JSON.stringify(one))).toBeLessThan(50 * 1024);
    const fifty = Array.from({ length: 50 }, () => thread.newAlerts[0] ?? never());
    expect(Buffer.byteLength(digestOf(fifty, PLACE, NOW).body)).toBeLessThan(200 * 1024);
    expect(Buffer.byteLength(mailOf(fifty[0] ?? never(), PLACE).body)).toBeLessThan(60 * 1024);
  });
});

describe('a notice', () => {
  it('names the account first where it is not the one of the stack, in the subject, too', () => {
    const [alert = never()] = told(aHealthEvent({ account: '444455556666' })).newAlerts;
    const { subject, body } = mailOf(alert, PLACE);
    expect(subject).toContain(' - 444455556666 ap-northeast-1 #');
    expect(body).toMatch(/^Account 444455556666, Region ap-northeast-1 \(told by the stack/);
  });

  it('leads to the event, in a digest as well', () => {
    const [alert = never()] = told(aHealthEvent()).newAlerts;
    const link = 'https://health.aws.amazon.com/health/home#/account/event-log?eventID=arn%3Aaws%3Ahealth';
    expect(mailOf(alert, PLACE).body).toContain(link);
    expect(digestOf([alert, alert], PLACE, NOW).body).toContain(link);
  });

  it('marks each line of what AWS says, so that it cannot pass for ours', () => {
    const [alert = never()] = told(aHealthEvent({ text: 'What you need to do '.repeat(20) })).newAlerts;
    const { body } = mailOf(alert, PLACE);
    expect(body.match(/^What you need to do$/gm)).toHaveLength(1);
    expect(body).toMatch(/What AWS says\n( {2}> .*\n)+\n/);
  });
});

function never(): never {
  throw new Error('there is no such alert');
}
