import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mailOf } from '../../../lambda/words/mail.ts';
import { ENGLISH } from '../../../lambda/words/english.ts';
import { inWords } from '../../../lambda/words/in-words.ts';
import { say, type Sentence, type SentenceKey } from '../../../lambda/core/model/sentence.ts';
import { NAMES } from './names.ts';
import { alert, FACTS, INSTANCE, named, NOW, PLACE, TOKYO } from './sample-alert.ts';
import { sentencesOf } from './every-sentence.ts';

function bodyOf(changes: Parameters<typeof alert>[0] = {}, place = PLACE): string {
  return mailOf(alert(changes), place).body;
}

/** The blocks of a mail, each with its lines. */
function blocksOf(body: string): string[][] {
  return body
    .trimEnd()
    .split('\n\n')
    .map((block) => block.split('\n'));
}

/** The lines of the block with this title. */
function blockOf(body: string, title: string): readonly string[] {
  return (
    blocksOf(body)
      .find(([first = '']) => first.startsWith(title))
      ?.slice(1) ?? []
  );
}

describe('the body of a mail', () => {
  it('names account and Region in its first line', () => {
    expect(bodyOf().split('\n')[0]).toMatch(
      /^Account 111122223333, Region ap-northeast-1, web-1: The instance is back/,
    );
  });

  it('says what to do', () => {
    expect(bodyOf()).toContain(
      'What you need to do\n  - Check that your service works; the responder sees status checks only.\n',
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
        `  Instance   ${INSTANCE}`,
        '  Type       m7g.large',
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
    expect(bodyOf().trimEnd()).toMatch(
      /Sent by ec2-responder at 2026-11-20 03:06:12 UTC\. Alert id: i-0a1b2c3d4e5f60718\/2026-11-20T03:02:00\.000Z\/end$/,
    );
  });

  it.each(NAMES)('keeps the block of the instance within 72 columns with a name %s', (_what, name) => {
    const lines = blockOf(mailOf(named(name), PLACE).body, 'Instance');
    expect(lines).toHaveLength(7);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(72);
  });

  // A phone wraps a line by itself; a line that is wrapped already it wraps once more, in the middle of sentences.
  it('has each paragraph on one line', () => {
    const long = say('story.ip-changed', { before: '203.0.113.10', after: '203.0.113.11' });
    const paragraphs = blocksOf(bodyOf({ story: [say('story.recovered', { ms: 1 }), long] })).slice(0, 2);
    expect(paragraphs.map((lines) => lines.length)).toEqual([1, 1]);
    expect(paragraphs[1]).toEqual([inWords(long)]);
  });

  it('names an instance whose name no subject can show, in its first line and below', () => {
    const { subject, body } = mailOf(named('本番ウェブ-1'), PLACE);
    expect(subject).toContain(`RECOVERED ${INSTANCE}: `);
    expect(body.split('\n')[0]).toContain('Region ap-northeast-1, 本番ウェブ-1:');
    expect(body).toContain('  Name       本番ウェブ-1\n');
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

const SENTENCES = sentencesOf('');

describe('every sentence in a mail', () => {
  it('is tried here', () => {
    expect(SENTENCES.map(([key]) => key)).toEqual(Object.keys(ENGLISH));
  });

  it.each(SENTENCES)('%s has words, without a gap, on one line wherever it stands', (_key, sentence) => {
    const words = inWords(sentence);
    expect(words).toMatch(/\S/);
    expect(words).not.toMatch(/undefined|NaN|\[object/);
    const story = [say('story.ip-kept'), sentence];
    const body = bodyOf({ story, todo: [sentence], timeline: [{ at: NOW, what: sentence }] });
    const said = sentence.key === 'notice.aws-says' ? `  > ${words}` : words;
    expect(body.split('\n')).toEqual(expect.arrayContaining([said, `  - ${words}`]));
    expect(blockOf(body, 'Timeline')).toHaveLength(1);
  });
});

describe('a mail to an owner in Japan', () => {
  it('tells when it was sent on their clock, and UTC beside', () => {
    expect(bodyOf({}, TOKYO)).toContain(
      'Sent by ec2-responder at 2026-11-20 12:06:12 Asia/Tokyo (03:06:12 UTC). Alert id: ',
    );
  });

  // All times of these sentences are 03:06 UTC, which is 12:06 in Japan.
  it.each(SENTENCES)('never shows a time of UTC that does not say so, nor alone: %s', (_key, sentence) => {
    const timeline = [{ at: NOW, what: sentence }];
    const body = bodyOf({ story: [say('story.ip-kept'), sentence], todo: [sentence], timeline }, TOKYO);
    const utcTimes = body.match(/03:06(?::12)?(?: UTC)?/g) ?? [];
    const beside = body.match(/Asia\/Tokyo \((?:2026-11-20 )?03:06(?::12)? UTC\)/g) ?? [];
    expect(utcTimes.filter((time) => !time.endsWith(' UTC'))).toEqual([]);
    expect(utcTimes).toHaveLength(beside.length);
  });

  it('says at least once, or the rule above would hold of nothing, when something is', () => {
    const told = SENTENCES.filter(([, sentence]) => inWords(sentence, 'Asia/Tokyo').includes('12:06'));
    expect(told.length).toBeGreaterThan(20);
  });
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
