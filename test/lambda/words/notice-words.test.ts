import { describe, expect, it } from '@jest/globals';
import { mailOf } from '../../../lambda/words/mail.ts';
import type { HealthEvent } from '../../../lambda/core/health/health-event.ts';
import { joined, WAITS_FOR_PAGES, type HealthThread } from '../../../lambda/core/notices/health-thread.ts';
import type { Notice } from '../../../lambda/core/notices/notice.ts';
import { noticeShort, withNotice, withPageJoined } from '../../../lambda/core/notices/notice-alert.ts';
import { DAY } from '../../../lambda/core/model/time.ts';
import { PLACE } from './sample-alert.ts';
import { anInstance, at } from '../core/given.ts';
import { aHealthEvent } from '../core/notices/given-health.ts';

const NOW = at('10:00:00');
const ID = 'i-0123456789abcdef0';

function noticeOf(event: HealthEvent, more: Partial<Notice> = {}): Notice {
  const short = noticeShort(event, more.instance !== undefined);
  const { thread } = joined(undefined, event, { key: 'health/111122223333/x', word: 'NOTICE', short }, NOW);
  return { thread, event, why: 'first', names: new Map(), home: PLACE.accountId, ...more };
}

function threadOf(event: HealthEvent, more: Partial<Notice> = {}): HealthThread {
  return withNotice(noticeOf(event, more), NOW);
}

/** The first mail about an event, its body on one line. */
function mail(changes: Partial<HealthEvent> = {}, more: Partial<Notice> = {}) {
  const [alert] = threadOf(aHealthEvent(changes), more).newAlerts;
  if (alert === undefined) throw new Error('no mail');
  const { subject, body } = mailOf(alert, PLACE);
  return { alert, subject, body: body.replaceAll(/\s+/g, ' ') };
}

describe('the subject of a notice', () => {
  it('names service and entity, and the service once', () => {
    expect(mail().subject).toMatch(/^NOTICE rds maintenance scheduled db-1 - ap-northeast-1 /);
    expect(mail({ service: 'ACM', code: 'CAA_CHECK_FAILURE', entities: ['cert-1'] }).subject).toMatch(
      /^NEEDS-YOU ACM caa check failure cert-1 - /,
    );
    expect(mail({ code: 'X_AWS_RDS_Y' }).subject).toMatch(/^NOTICE x aws rds y db-1 - /);
    expect(mail({ entities: [] }).subject).toMatch(/^NOTICE rds maintenance scheduled - /);
  });

  it('of one instance names it first, and leaves out of the code what its id says already', () => {
    const { facts } = anInstance();
    const about = { service: 'EC2', code: 'AWS_EC2_SIMPLIFIED_AUTO_RECOVERY_FAILURE', entities: [ID] };
    const { subject, alert } = mail(about, { instance: { id: ID, facts } });
    expect(subject).toMatch(
      /^NEEDS-YOU web-1: auto recovery failure - i-[0-9a-f]{17} ap-northeast-1 #\w{4} \[/,
    );
    expect(subject).toContain(ID);
    expect(alert.instance).toEqual({ id: ID, facts });
    expect(mail().alert).not.toHaveProperty('instance');
  });
});

describe('the first mail of a notice', () => {
  it.each([
    ['scheduledChange', 'AWS has scheduled a change to'],
    ['issue', 'AWS reports a problem with'],
    ['investigation', 'AWS is investigating a problem with'],
    ['accountNotification', 'AWS has a notice about'],
    ['constructor', 'AWS has a notice about'],
  ])('of the category %s begins "%s"', (category, words) => {
    const code = 'AWS_NEW_X';
    const { body } = mail({ category, code, service: 'NEW' });
    expect(body).toContain(`Account 111122223333, Region ap-northeast-1: ${words} NEW (${code}): db-1.`);
  });

  it('of a scheduled change that is called off at once says that it is over', () => {
    expect(mail({ closed: true }).body).toContain('AWS had scheduled a change to RDS');
    expect(mail({ closed: true }).body).not.toMatch(/Kind of work|That date is past/);
    expect(mail({ closed: true }).alert.todo).toEqual([]);
  });

  it('says what is asked, links where AWS writes about it, and carries what machines read', () => {
    const { alert, body } = mail();
    expect(alert).toMatchObject({ todo: [{ key: 'ask.rds' }], documents: ['rds-maintenance'] });
    expect(alert.data).toEqual({
      news: 'first',
      event_arn: aHealthEvent().eventArn,
      service: 'RDS',
      code: 'AWS_RDS_MAINTENANCE_SCHEDULED',
      category: 'scheduledChange',
      work: 'periodic',
      affected: 1,
    });
    expect(body).toMatch(/Kind of work: [a-z]/);
  });

  it('gives the dates that AWS gives', () => {
    const startTime = at('12:00:00');
    const endTime = at('13:00:00');
    expect(mail({ startTime, endTime }).body).toContain(
      'Begins: 2026-01-15 12:00:00 UTC. Ends: 2026-01-15 13:00:00 UTC.',
    );
    expect(mail({ startTime }).body).not.toContain('Ends:');
    const { startTime: _, ...undated } = aHealthEvent({ endTime });
    const [alert] = threadOf(undated).newAlerts;
    expect(alert && mailOf(alert, PLACE).body).toMatch(/Ends: 2026-01-15 13:00:00 UTC/);
    const { endTime: _end, ...without } = undated;
    const keys = threadOf(without).newAlerts[0]?.story.map(({ key }) => key);
    expect(keys).toEqual(['notice.scheduled', 'notice.work', 'notice.aws-says']);
  });

  it('repeats the words of AWS, where there are any', () => {
    expect(mail().body).toContain('We will patch your database.');
    expect(mail({ text: '' }).alert.story.map(({ key }) => key)).not.toContain('notice.aws-says');
  });

  it('names up to three that are affected in its first line, and all that are known below', () => {
    expect(mail({ entities: ['db-1', 'db-2', 'db-3'] }).body).toContain(
      '(AWS_RDS_MAINTENANCE_SCHEDULED): db-1, db-2, db-3.',
    );
    expect(mail({ entities: ['db-1', 'db-2', 'db-3'] }).body).not.toContain('Affected (');
    const four = mail({ entities: ['db-1', 'db-2', 'db-3', 'db-4'] }).body;
    expect(four).toContain(': db-1, db-2, db-3 and 1 more.');
    expect(four).toContain('Affected (4): db-1, db-2, db-3, db-4');
    expect(four).not.toContain('Health Dashboard has them');
    const counted = mail({ entities: ['db-1', 'db-2'], entityCount: 9 }).body;
    expect(counted).toContain(': db-1, db-2 and 7 more.');
    expect(counted).toContain('Affected (9): db-1, db-2, and 7 more: the Health Dashboard has them');
    expect(mail({ entities: [] }).body).toContain('a change to RDS (AWS_RDS_MAINTENANCE_SCHEDULED).');
  });

  it('gives the status of what is affected, once where all have the same, and counts what is finished', () => {
    const entities = ['db-1', 'db-2'];
    const same = mail({ entities, states: { 'db-1': 'PENDING', 'db-2': 'PENDING' } }).body;
    expect(same).toContain('Affected (2, PENDING): db-1, db-2. ');
    const mixed = mail({ entities, states: { 'db-1': 'PENDING' }, entityCount: 5, finishedCount: 3 }).body;
    expect(mixed).toContain('Affected (2): db-1 (PENDING), db-2. ');
    expect(mixed).toContain('AWS lists 3 more as finished');
    const done = mail({ entities: [], entityCount: 1, finishedCount: 1 });
    expect(done.body).toContain('AWS lists 1 resource as finished (RESOLVED or UNIMPAIRED), and no other.');
    expect(done.alert).toMatchObject({ word: 'NOTICE', todo: [{ key: 'ask.all-finished' }] });
    expect(done.body).not.toContain('Kind of work');
    expect(mail({ entities: ['constructor'] }).body).not.toContain('Affected (');
  });

  it('says which pages it knows, while others are to come', () => {
    expect(mail({ page: 3, pages: 10 }).body).toContain('on 10 pages. This is page 3 of 10: more follow.');
    expect(mail({ page: 1, pages: 1 }).body).not.toContain('more follow');
    const event = aHealthEvent({ pages: 40 });
    const { thread } = noticeOf(event);
    const pages = Object.fromEntries([11, 2, 1].map((page) => [String(page), 1]));
    const some = withNotice({ ...noticeOf(event), thread: { ...thread, pages } }, NOW).newAlerts[0];
    expect(some && mailOf(some, PLACE).body).toContain('This is page 1, 2, 11 of 40: more follow.');
    const many = Object.fromEntries(Array.from({ length: 11 }, (_, n) => [String(n + 1), 1]));
    const eleven = withNotice({ ...noticeOf(event), thread: { ...thread, pages: many } }, NOW).newAlerts[0];
    expect(eleven && mailOf(eleven, PLACE).body).toContain(
      'on 40 pages, and 11 of them have come: more follow.',
    );
  });

  it('names what is affected by its name, where that is known', () => {
    const names = new Map([[ID, `web-1 (${ID})`]]);
    expect(mail({ entities: [ID, 'vol-1'] }, { names }).body).toContain(`: web-1 (${ID}), vol-1.`);
  });

  it('says whose account it is about, and whether it is about everybody', () => {
    const foreign = mail({ account: '210987654321' });
    expect(foreign.body).toContain('another account of your organization');
    expect(foreign.alert.healthEvent).toMatchObject({
      arn: aHealthEvent().eventArn,
      account: '210987654321',
    });
    expect(foreign.subject).toContain('210987654321');
    const own = mail();
    expect(own.body).not.toContain('another account');
    expect(own.body).not.toContain('service in the Region as a whole');
    expect(own.alert.healthEvent).toEqual({
      arn: aHealthEvent().eventArn,
      region: 'ap-northeast-1',
      mark: expect.stringMatching(/^[0-9a-z]{4}$/),
    });
    const everybody = mail({ account: '210987654321', isPublic: true });
    expect(everybody.body).toContain('service in the Region as a whole');
    expect(everybody.body).not.toContain('another account');
    expect(everybody.alert.healthEvent).not.toHaveProperty('account');
  });
});

describe('a mail that waits for further pages', () => {
  const FIRST_PAGE = aHealthEvent({ pages: 2 });
  const waiting = (changes: Partial<HealthThread> = {}): HealthThread => {
    const { newAlerts, alertsMade, ...thread } = threadOf(FIRST_PAGE);
    return { ...thread, alertsMade: alertsMade + newAlerts.length, newAlerts: [], ...changes };
  };
  const SECOND = { page: 2, pages: 2, entities: ['db-2'] };

  it('tells of what they name as well, under its id', () => {
    const thread = waiting({ entities: ['db-1', 'db-2'] });
    const [before] = threadOf(FIRST_PAGE).newAlerts;
    const after = withPageJoined(noticeOf(aHealthEvent(SECOND), { thread }), NOW);
    expect(after).toMatchObject({ of: thread.key, number: thread.alertsMade, queuedBy: WAITS_FOR_PAGES });
    expect(after?.alert).toMatchObject({ id: before?.id, at: before?.at });
    expect(after && mailOf(after.alert, PLACE).body).toContain('db-1, db-2');
  });

  it('says that the event is over where that is known, whatever the page that joins says', () => {
    const event = aHealthEvent({ category: 'issue', pages: 2, page: 2 });
    const after = withPageJoined(noticeOf(event, { thread: waiting({ closed: true }) }), NOW);
    expect(after && mailOf(after.alert, PLACE).body).toContain('It is over.');
  });

  it('stays as it is once the sweep may have sent it, and where none waits', () => {
    const event = aHealthEvent(SECOND);
    expect(withPageJoined(noticeOf(event, { thread: waiting() }), NOW + DAY)).toBeUndefined();
    const { awaiting: _, ...complete } = waiting();
    expect(withPageJoined(noticeOf(event, { thread: complete }), NOW)).toBeUndefined();
  });

  it('is no longer the one that pages join when a newer mail of the event is made', () => {
    const event = aHealthEvent({ asked: 'required', lastUpdated: NOW - 1 });
    const { thread, why = 'first' } = joined(waiting(), event, waiting(), NOW);
    const after = withNotice(noticeOf(event, { thread, why }), NOW);
    expect(after.awaiting).toBeUndefined();
    expect(after.newAlerts.map(({ id }) => id)).toEqual([`${after.key}/${after.alertsMade + 1}`]);
  });
});
