import { describe, expect, it } from '@jest/globals';
import { digestOf } from '../../../lambda/words/digest.ts';
import { digestLineOf } from '../../../lambda/words/subject.ts';
import { ALERT_WORDS, type Alert, type AlertWord } from '../../../lambda/core/model/alert.ts';
import { brakeAlerts } from '../../../lambda/core/alerts/brake-alert.ts';
import { say } from '../../../lambda/core/model/sentence.ts';
import { alert, FACTS, INSTANCE, NOW, PLACE, TOKYO } from './sample-alert.ts';

function id(number: number): string {
  return `i-${String(number).padStart(17, '0')}`;
}

function about(number: number, word: AlertWord, changes: Partial<Alert> = {}): Alert {
  return alert({ id: `${id(number)}/end`, word, instance: { id: id(number), facts: FACTS }, ...changes });
}

/** The words of the headings, in the order of the mail: each stands below a line. */
function wordsIn(body: string): string[] {
  return [...body.matchAll(/^-+\n(\S+)/gm)].map(([, word]) => word ?? '');
}

describe('a digest', () => {
  const MIXED = ['NOTICE', 'RECOVERED', 'ACTING', 'TAKEN-OVER', 'HELD', 'NEEDS-YOU'] as const;

  it('begins with what needs a human', () => {
    const alerts = MIXED.map((word, number) => about(number, word));
    expect(wordsIn(digestOf(alerts, PLACE, NOW).body)).toEqual([
      'NEEDS-YOU',
      'HELD',
      'TAKEN-OVER',
      'ACTING',
      'RECOVERED',
      'NOTICE',
    ]);
  });

  it('keeps the order of alerts that are equally urgent', () => {
    const alerts = [3, 1, 2].map((number) => about(number, 'ACTING'));
    const { body } = digestOf(alerts, PLACE, NOW);
    const places = [3, 1, 2].map((number) => body.indexOf(id(number)));
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('holds every alert once, with its story and what to do', () => {
    const alerts = Array.from({ length: 50 }, (_, number) => about(number, 'RECOVERED'));
    const { body } = digestOf(alerts, PLACE, NOW);
    for (const one of alerts) expect(body.split(digestLineOf(one, PLACE))).toHaveLength(2);
    expect(body.split('The instance is back after 4m12s.')).toHaveLength(51);
    expect(body.split('Check that your service works')).toHaveLength(51);
  });

  it('names each instance by its whole id, however long its name and what happened are', () => {
    const facts = { ...FACTS, name: 'a-name-of-an-instance-with-very-many-letters-in-it-to-the-end' };
    const short = say('short.instance-failure-bad-host');
    const alerts = [1, 2].map((number) =>
      about(number, 'NEEDS-YOU', { instance: { id: id(number), facts }, short }),
    );
    const { body } = digestOf(alerts, PLACE, NOW);
    for (const number of [1, 2]) expect(body).toContain(`${id(number)} ${PLACE.region}`);
  });

  it('tells account, Region and the counts in its first lines', () => {
    const alerts = [about(1, 'ACTING'), about(2, 'ACTING'), about(3, 'NEEDS-YOU')];
    const { subject, body } = digestOf(alerts, PLACE, NOW);
    expect(body.split('\n')[0]).toMatch(/^Account 111122223333, Region ap-northeast-1: 3 alerts at once/);
    expect(subject).toBe('DIGEST 3 alerts: 1 NEEDS-YOU, 2 ACTING - ap-northeast-1 [ec2-responder]');
  });

  it('has a subject in ASCII of at most 99 characters, with every word in it', () => {
    const alerts = ALERT_WORDS.flatMap((word) =>
      Array.from({ length: 100 }, (_, number) => about(number, word)),
    );
    expect(digestOf(alerts, PLACE, NOW).subject).toMatch(/^[\x20-\x7e]{1,99}$/);
  });

  it('says in its subject that somebody is needed, also when that alert came last of many kinds', () => {
    const last = [...ALERT_WORDS].sort((a, b) => Number(a === 'NEEDS-YOU') - Number(b === 'NEEDS-YOU'));
    const alerts = last.map((word, number) => about(number, word));
    expect(digestOf(alerts, PLACE, NOW).subject).toContain('1 NEEDS-YOU');
  });

  it('names an instance whose name the heading cannot show on a line of its own, and no other', () => {
    const facts = { ...FACTS, name: '本番ウェブ-1' };
    const { body } = digestOf(
      [about(1, 'ACTING', { instance: { id: id(1), facts } }), about(2, 'ACTING')],
      PLACE,
      NOW,
    );
    expect(body).toContain(`ACTING ${id(1)}: back in 4m12s - ap-northeast-1\n  Name: 本番ウェブ-1\n`);
    expect(body.split('  Name: ')).toHaveLength(2);
  });

  it('tells times on the owner’s clock first, and UTC beside', () => {
    const story = [say('story.instance-failure', { since: NOW })];
    const { body } = digestOf([about(1, 'NEEDS-YOU', { story })], TOKYO, NOW);
    const [failing = '', sent = ''] = body.split('\n').filter((line) => line.includes('12:06:12'));
    for (const line of [failing, sent])
      expect(line).toContain('2026-11-20 12:06:12 Asia/Tokyo (03:06:12 UTC)');
    expect(body.split('03:06:12')).toHaveLength(3);
  });

  it('of 50 alerts is far below the 256 KB of SNS', () => {
    const message = 'You are not authorized to perform this operation. '.repeat(6);
    const error = `UnauthorizedOperation, ${message}`;
    const alerts = Array.from({ length: 50 }, (_, number) =>
      about(number, 'NEEDS-YOU', {
        story: [say('story.start-failed', { error }), say('story.stop-refused', { code: 'X', message })],
        todo: [say('todo.start-error'), say('todo.kms'), say('todo.dns'), say('todo.check-service')],
        instance: { id: INSTANCE, facts: { ...FACTS, name: '本'.repeat(256) } },
      }),
    );
    expect(Buffer.byteLength(digestOf(alerts, PLACE, NOW).body)).toBeLessThan(200_000);
  });

  it('of as many brakes as the Region keeps, each naming 300 instances, is below the 256 KB of SNS', () => {
    const held = Array.from({ length: 300 }, (_, number) => id(number));
    const reason = say('refuse.brake-always', {
      act: 'stopping',
      zone: 'ap-northeast-1a',
      failed: 300,
      limit: 10,
    });
    const alerts = Array.from({ length: 20 }, () =>
      brakeAlerts('ap-northeast-1a', reason, held, [], 300, NOW),
    ).flat();
    expect(Buffer.byteLength(digestOf(alerts, PLACE, NOW).body)).toBeLessThan(200_000);
  });
});
