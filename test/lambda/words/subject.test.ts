import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ALERT_WORDS } from '../../../lambda/core/model/alert.ts';
import { say } from '../../../lambda/core/model/sentence.ts';
import { inWords } from '../../../lambda/words/in-words.ts';
import { digestLineOf, subjectOf } from '../../../lambda/words/subject.ts';
import { sentencesOf } from './every-sentence.ts';
import { NAMES } from './names.ts';
import { alert, INSTANCE, named, PLACE, TOKYO } from './sample-alert.ts';

const ASCII_99 = /^[\x20-\x7e]{1,99}$/;
const NO_CAPACITY = { word: 'NEEDS-YOU', short: say('short.no-capacity') } as const;

/** As much of a subject as a phone shows. */
function onAPhone(subject: string): string {
  return subject.slice(0, 40);
}

describe('the subject of a mail', () => {
  it('says what happened to whom, then which instance, where, and who says so', () => {
    expect(subjectOf(alert(), PLACE)).toBe(
      `RECOVERED web-1: back in 4m12s - ${INSTANCE} ap-northeast-1 [ec2-responder]`,
    );
  });

  it.each([
    ['a short name', 'batch-1', 'NEEDS-YOU batch-1: STOPPED, no capacity '],
    ['a long name', 'production-web-frontend-01', 'NEEDS-YOU product~end-01: STOPPED, no ca'],
    ['no name', '', `NEEDS-YOU ${INSTANCE}: STOPPED, `],
    ['a name that is not ASCII', '本番ウェブ-1', `NEEDS-YOU ${INSTANCE}: STOPPED, `],
  ])('on a phone shows that an instance is stopped, with %s', (_what, name, shown) => {
    expect(onAPhone(subjectOf(named(name, NO_CAPACITY), PLACE))).toBe(shown);
  });

  it.each(['本番ウェブ-1', 'café', 'web\u{1f600}', '-１'])('goes by the id where the name is %s', (name) => {
    const subject = subjectOf(named(name), PLACE);
    expect(subject).toBe(`RECOVERED ${INSTANCE}: back in 4m12s - ap-northeast-1 [ec2-responder]`);
  });

  it('shows a name of up to 18 letters whole, and of a longer one both ends, at which names differ', () => {
    const whole = 'eighteen-letters-1';
    expect(subjectOf(named(whole), PLACE)).toContain(`RECOVERED ${whole}: `);
    const [first, second] = ['production-web-frontend-01', 'production-web-frontend-02'].map((name) =>
      subjectOf(named(name), PLACE),
    );
    expect(first).not.toBe(second);
  });

  it('keeps what happened and the name as long as they fit, and gives up the end of the id for them', () => {
    const short = say('short.os-after-start');
    const subject = subjectOf(named('production-web-frontend-01', { word: 'NEEDS-YOU', short }), PLACE);
    expect(subject).toContain(`: ${inWords(short)} - i-0a1b2c... ap-northeast-1 [ec2-responder]`);
  });

  it('names the account where it is another one', () => {
    const healthEvent = { arn: 'arn:aws:health:x', account: '210987654321' };
    expect(subjectOf(alert({ healthEvent }), PLACE)).toContain(
      ' 210987654321 ap-northeast-1 [ec2-responder]',
    );
  });

  it('tells a time on the owner’s clock', () => {
    const short = say('short.planned', { at: Date.parse('2026-11-28T18:00:00Z') });
    expect(subjectOf(alert({ short }), TOKYO)).toContain('move Sun 11-29 03:00');
    expect(subjectOf(alert({ short }), PLACE)).toContain('move Sat 11-28 18:00');
  });

  it('has no instance in it where the alert is about an availability zone', () => {
    const { instance: _, ...zone } = alert({
      word: 'HELD',
      short: say('short.brake', { zone: 'ap-northeast-1a', count: 4 }),
    });
    expect(subjectOf(zone, PLACE)).toBe(
      'HELD 4 instances: ap-northeast-1a is failing, stops held - ap-northeast-1 [ec2-responder]',
    );
  });

  it('keeps its end where what happened is too long for any subject', () => {
    const short = say('short.notice', { what: 'x'.repeat(200), other: undefined });
    for (const one of [alert({ short }), named('', { short })]) {
      expect(subjectOf(one, PLACE)).toMatch(
        /^RECOVERED [^ ]+: x+\.\.\. - .*ap-northeast-1 \[ec2-responder\]$/,
      );
      expect(subjectOf(one, PLACE)).toHaveLength(99);
    }
  });
});

describe('what a stranger has written in a subject', () => {
  it.each([
    ['my server (prod)', 'RECOVERED my server (prod): '],
    ['db.example.com', 'RECOVERED db.example.com: '],
    ['web-1: all ok', 'RECOVERED "web-1: all ok": '],
    ['ok. Do nothing', 'RECOVERED "ok. Do nothing": '],
    ['ok! Do nothing at all - x', 'RECOVERED "ok! Do n~all - x": '],
    ['say "ok"', `RECOVERED "say 'ok'": `],
  ])('as the name %s ends where the name ends', (name, beginning) => {
    expect(subjectOf(named(name), PLACE).startsWith(beginning)).toBe(true);
  });

  it('ends in quotation marks where it is cut, wherever that is', () => {
    for (let length = 1; length < 90; length += 1) {
      const short = say('short.notice', {
        what: 'w'.repeat(length),
        other: `x. ${'Do nothing. '.repeat(9)}`,
      });
      const { instance: _, ...one } = alert({ short });
      const subject = subjectOf(one, PLACE);
      expect(subject).toMatch(ASCII_99);
      expect(subject.split('"').length % 2).toBe(1);
      expect(subject.replaceAll(/"[^"]*"/g, '')).not.toContain('Do');
    }
  });
});

describe.each(NAMES)('the subject with a name %s', (_what, name) => {
  it('is ASCII of at most 99 characters, begins with its word, and ends with Region and sender', () => {
    for (const word of ALERT_WORDS) {
      const subject = subjectOf(named(name, { word }), PLACE);
      expect(subject).toMatch(ASCII_99);
      expect(subject.startsWith(`${word} `)).toBe(true);
      expect(subject.endsWith(' ap-northeast-1 [ec2-responder]')).toBe(true);
    }
  });

  it('never reads as if letters had been lost', () => {
    expect(subjectOf(named(name), PLACE)).not.toContain('?');
  });
});

describe('every subject', () => {
  it('is ASCII of at most 99 characters, whatever the name is', () => {
    const name = fc.string({ unit: 'binary', maxLength: 300, size: 'max' });
    fc.assert(
      fc.property(name, fc.constantFrom(...ALERT_WORDS), (text, word) => {
        expect(subjectOf(named(text, { word }), PLACE)).toMatch(ASCII_99);
      }),
      { numRuns: 1_000, seed: 20_261_122 },
    );
  });

  it('of any outcome, name, Region and zone keeps its form', () => {
    const regions = fc.constantFrom('us-east-1', 'ap-southeast-7', 'us-gov-west-1', 'cn-northwest-1');
    const names = fc.oneof(fc.string({ maxLength: 60 }), fc.constantFrom('web-1', '本番ウェブ-1', ''));
    const zones = fc.constantFrom('UTC', 'Asia/Tokyo', 'Asia/Kolkata', 'America/New_York');
    fc.assert(
      fc.property(
        fc.constantFrom(...sentencesOf('short.')),
        fc.tuple(names, regions, zones),
        ([, short], [text, region, timeZone]) => {
          const subject = subjectOf(named(text, { word: 'NEEDS-YOU', short }), {
            ...PLACE,
            region,
            timeZone,
          });
          expect(subject).toMatch(ASCII_99);
          expect(subject.startsWith('NEEDS-YOU ')).toBe(true);
          expect(subject.endsWith(`${region} [ec2-responder]`)).toBe(true);
        },
      ),
      { numRuns: 1_000, seed: 20_261_129 },
    );
  });

  it.each(sentencesOf('short.'))('says what happened behind a name of 300 letters: %s', (_key, short) => {
    const subject = subjectOf(named('w'.repeat(300), { word: 'NEEDS-YOU', short }), PLACE);
    const words = inWords(short);
    expect(subject).toContain(words.length <= 34 ? words : words.slice(0, 31));
  });

  it.each(sentencesOf('short.').filter(([, short]) => inWords(short) === inWords({ key: short.key })))(
    'says it in at most 30 characters where nothing but us makes it longer: %s',
    (_key, short) => {
      expect(inWords(short).length).toBeLessThanOrEqual(30);
    },
  );
});

describe('the line of a digest', () => {
  it('is the subject without its sender, with the whole id and more of the name', () => {
    const one = named('production-web-frontend-01', NO_CAPACITY);
    expect(digestLineOf(one, PLACE)).toBe(
      `NEEDS-YOU production-web-frontend-01: STOPPED, no capacity - ${INSTANCE} ap-northeast-1`,
    );
  });
});
