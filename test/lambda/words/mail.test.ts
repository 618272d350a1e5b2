import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mailOf, subjectOf } from '../../../lambda/words/mail.ts';
import { ALERT_WORDS } from '../../../lambda/core/model/alert.ts';
import { ENGLISH } from '../../../lambda/words/english.ts';
import { inWords } from '../../../lambda/words/in-words.ts';
import { say, type Sentence, type SentenceKey } from '../../../lambda/core/model/sentence.ts';
import { alert, FACTS, INSTANCE, named, NOW, PLACE } from './sample-alert.ts';
import { sentencesOf } from './every-sentence.ts';

const NAMES: readonly (readonly [string, string])[] = [
  ['short', 'web-1'],
  ['empty', ''],
  ['in Japanese', '本番ウェブサーバー一号機'],
  ['of 300 letters', 'w'.repeat(300)],
  ['of 300 Japanese letters', '本'.repeat(300)],
  ['of 300 emoji', '\u{1f600}'.repeat(300)],
  ['of one letter and 300 emoji', `w${'\u{1f600}'.repeat(300)}`],
  ['with line breaks', 'web-1\r\nSubject: all is well\n\n[ec2-responder] RECOVERED'],
  ['with control characters', 'web\u0000-\u0007\u001b[31m1\u007f\u0085'],
  ['with letters that run the other way', '\u202eweb-1\u202c'],
  ['of blanks', '   \t  '],
];

function bodyOf(changes: Parameters<typeof alert>[0] = {}, place = PLACE): string {
  return mailOf(alert(changes), place).body;
}

/** The lines that are too long for 72 columns, but for those that hold a link and those that are one long word. */
function tooLong(body: string): string[] {
  return body
    .split('\n')
    .filter((line) => line.length > 72 && !line.includes('https://') && /\S\s+\S/.test(line.trim()));
}

describe('the subject of a mail', () => {
  it('tells what happened, to whom, where', () => {
    expect(subjectOf(alert(), PLACE)).toBe(
      `[ec2-responder] RECOVERED web-1 ${INSTANCE} ap-northeast-1 back in 4m12s`,
    );
  });

  it.each(NAMES)('is ASCII of at most 99 characters with a name %s', (_what, name) => {
    for (const word of ALERT_WORDS) {
      const subject = subjectOf(named(name, { word }), PLACE);
      expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
      expect(subject.startsWith(`[ec2-responder] ${word} `)).toBe(true);
      expect(subject).toContain('ap-northeast-1');
    }
  });

  it('is ASCII of at most 99 characters whatever the name is (2,000 runs)', () => {
    const name = fc.string({ unit: 'binary', maxLength: 300, size: 'max' });
    fc.assert(
      fc.property(name, fc.constantFrom(...ALERT_WORDS), (text, word) => {
        expect(subjectOf(named(text, { word }), PLACE)).toMatch(/^\[ec2-responder\] [\x20-\x7e]{1,83}$/);
      }),
      { numRuns: 2_000, seed: 20_261_122 },
    );
  });

  it('has no instance in it when the alert is about a zone', () => {
    const { instance: _, ...zone } = alert({
      word: 'HELD',
      short: say('short.brake', { zone: 'ap-northeast-1a', count: 4 }),
    });
    expect(subjectOf(zone, PLACE)).toBe(
      '[ec2-responder] HELD ap-northeast-1 ap-northeast-1a failing: 4 instances held, none stopped',
    );
  });

  it.each(sentencesOf('short.'))(
    'still says what happened behind a name of 300 letters: %s',
    (_key, short) => {
      const subject = subjectOf(named('w'.repeat(300), { word: 'NEEDS-YOU', short }), PLACE);
      expect(subject).toContain(inWords(short).slice(0, 20));
    },
  );
});

describe('the body of a mail', () => {
  it('names account and Region in its first line', () => {
    expect(bodyOf().split('\n')[0]).toMatch(
      /^Account 111122223333, Region ap-northeast-1, web-1: The instance is back/,
    );
  });

  it('says what to do', () => {
    expect(bodyOf()).toContain(
      'What you need to do\n  - Check that your service works; the responder sees status checks\n    only.\n',
    );
  });

  it('says so when there is nothing to do', () => {
    expect(bodyOf({ todo: [] })).toContain('What you need to do\n  Nothing.\n');
  });

  it('says what to do before it goes into details', () => {
    const body = bodyOf();
    const places = ['What you need to do', '\nInstance\n', '\nTimeline', '\nLinks\n', '\nAWS documents\n'];
    const order = places.map((title) => body.indexOf(title));
    expect(order.every((at) => at > 0)).toBe(true);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it('shows the instance: name, id, account, Region, zone and addresses', () => {
    expect(bodyOf()).toContain(
      [
        'Instance',
        '  Name       web-1',
        `  Instance   ${INSTANCE} (m7g.large)`,
        '  Account    111122223333',
        '  Region     ap-northeast-1 (ap-northeast-1a)',
        '  Private IP 10.0.1.10',
        '  Public IP  203.0.113.10',
      ].join('\n'),
    );
  });

  it('says so when the instance has no name and no addresses', () => {
    const facts = { tags: {}, instanceType: 'unknown', availabilityZone: 'unknown' };
    const body = bodyOf({ instance: { id: INSTANCE, facts } });
    expect(body).toContain('Name       (no Name tag)');
    expect(body).toContain('Public IP  none');
  });

  it('shows the timeline with its day, and how many lines were left out', () => {
    const body = bodyOf({ timelineOmitted: 7 });
    expect(body).toContain(
      'Timeline (2026-11-20, UTC)\n  (7 earlier lines left out)\n  03:02:00  The system',
    );
    expect(body).toContain('\n  03:03:10  EC2 accepted the stop\n');
  });

  it('shows the day of a line that is of another one', () => {
    const timeline = [
      { at: Date.parse('2026-11-20T23:59:00Z'), what: say('step.stop-accepted') },
      { at: Date.parse('2026-11-21T00:01:00Z'), what: say('step.verify') },
    ];
    expect(bodyOf({ timeline })).toContain('  11-21 00:01:00  Started');
  });

  it('links to each AWS document once', () => {
    const body = bodyOf({ documents: ['status-checks', 'ebs-checks', 'status-checks'] });
    expect(body.split('monitoring-system-instance-status-check.html')).toHaveLength(2);
  });

  it('has no empty block when there is no instance, no timeline and no document', () => {
    const { instance: _, ...zone } = alert({ timeline: [], documents: [] });
    const { body } = mailOf(zone, PLACE);
    for (const title of ['\nInstance\n', 'Timeline', 'AWS documents']) expect(body).not.toContain(title);
    expect(body).not.toMatch(/\n{3}/);
  });

  it('ends with when it was made and the id of the alert', () => {
    expect(bodyOf().trimEnd().replaceAll('\n', ' ')).toMatch(
      /Sent by ec2-responder at 2026-11-20 03:06:12 UTC\. Alert id: i-0a1b2c3d4e5f60718\/2026-11-20T03:02:00\.000Z\/end$/,
    );
  });

  it.each(NAMES)('keeps to 72 columns with a name %s', (_what, name) => {
    expect(tooLong(mailOf(named(name), PLACE).body)).toEqual([]);
  });

  it.each(NAMES)('keeps the name %s on its one line, with no control character', (_what, name) => {
    const { body } = mailOf(named(name), PLACE);
    expect(body.split('\n').filter((line) => line.startsWith('  Name '))).toHaveLength(1);
    expect(body.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  // A half of a surrogate pair cannot be sent: the SDK throws "URI malformed", and the alert is stuck for ever.
  it.each(NAMES)('never cuts a letter of a name %s in half', (_what, name) => {
    expect(mailOf(named(name), PLACE).body).not.toMatch(/\p{Surrogate}/u);
  });

  it('never cuts a letter in half, whatever the name is (2,000 runs)', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('w', '本', '\u{1f600}'), maxLength: 120, size: 'max' }),
        (name) => {
          expect(mailOf(named(name), PLACE).body).not.toMatch(/\p{Surrogate}/u);
        },
      ),
      { numRuns: 2_000, seed: 20_261_123 },
    );
  });

  it('never cuts a letter of a tag in half', () => {
    const value = '\u{1f600}'.repeat(127);
    const story: Sentence[] = [
      say('story.refusal', { reason: say('refuse.unknown-tag', { act: 'stopping', value }) }),
    ];
    expect(bodyOf({ story })).not.toMatch(/\p{Surrogate}/u);
  });
});

describe('every sentence in a mail', () => {
  const SENTENCES = sentencesOf('');

  it('is tried here', () => {
    expect(SENTENCES.map(([key]) => key)).toEqual(Object.keys(ENGLISH));
  });

  it.each(SENTENCES)(
    '%s has words, without a gap, and keeps to 72 columns wherever it stands',
    (_key, sentence) => {
      expect(inWords(sentence)).toMatch(/\S/);
      expect(inWords(sentence)).not.toMatch(/undefined|NaN|\[object/);
      const timeline = [{ at: NOW, what: sentence }];
      for (const story of [[sentence], [say('story.ip-kept'), sentence]]) {
        expect(tooLong(bodyOf({ story, todo: [sentence], timeline }))).toEqual([]);
      }
    },
  );
});

describe('the links of a mail', () => {
  it.each([
    [
      'aws',
      'ap-northeast-1',
      'https://ap-northeast-1.console.aws.amazon.com/ec2/home?region=ap-northeast-1#',
    ],
    ['aws-cn', 'cn-north-1', 'https://console.amazonaws.cn/ec2/home?region=cn-north-1#'],
    ['aws-us-gov', 'us-gov-west-1', 'https://console.amazonaws-us-gov.com/ec2/home?region=us-gov-west-1#'],
  ])('pin the Region in the partition %s', (partition, region, start) => {
    const body = bodyOf({}, { ...PLACE, partition, region });
    const links = body.match(/https:\/\/\S*console\S*/g) ?? [];
    expect(links.length).toBeGreaterThanOrEqual(3);
    for (const link of links) {
      expect(link.startsWith(start)).toBe(true);
      expect(link.endsWith(`:instanceId=${INSTANCE}`)).toBe(true);
    }
  });

  it('lead to the list of instances when the alert is about a zone', () => {
    const { instance: _, ...zone } = alert();
    expect(mailOf(zone, PLACE).body).toContain(
      'https://ap-northeast-1.console.aws.amazon.com/ec2/home?region=ap-northeast-1#Instances:',
    );
  });

  it('are each whole on a line of their own', () => {
    for (const line of bodyOf()
      .split('\n')
      .filter((one) => one.includes('https://'))) {
      expect(line).toMatch(/^ {2}(?:[A-Z][a-z ]+: )?https:\/\/\S+$/);
    }
  });
});

describe('an alert of an older record', () => {
  it('is still a mail when one of its sentences is not known any more', () => {
    const story = [{ key: 'story.of-old' as SentenceKey }];
    expect(bodyOf({ story })).toContain('Region ap-northeast-1, web-1: story.of-old');
  });

  it('is still a mail when one of its sentences has lost its values', () => {
    const story: Sentence[] = [{ key: 'story.recovered' }, { key: 'story.instance-failure', values: {} }];
    expect(() => bodyOf({ story, instance: { id: INSTANCE, facts: FACTS } })).not.toThrow();
  });
});
