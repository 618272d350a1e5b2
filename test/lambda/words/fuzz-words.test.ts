import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { digestOf } from '../../../lambda/words/digest.ts';
import { mailOf } from '../../../lambda/words/mail.ts';
import type { Alert } from '../../../lambda/core/model/alert.ts';
import { clean } from '../../../lambda/core/model/foreign-text.ts';
import { inWords } from '../../../lambda/words/in-words.ts';
import { say, type Sentence } from '../../../lambda/core/model/sentence.ts';
import { sentencesOf } from './every-sentence.ts';
import { alert, FACTS, INSTANCE, NOW, PLACE } from './sample-alert.ts';
import {
  SLOW_LENGTH,
  SLOW_TEXTS,
  SOON_MS,
  nastyText,
  timeOf,
  UNPRINTABLE,
} from '../functions/responder/signals/fuzz-values.ts';

const RUNS = { seed: 20_261_220, numRuns: 800 };

/** Values that come from outside: from a tag, an event, or what EC2 says. All others are words and numbers of ours. */
const FROM_OUTSIDE = [
  'after',
  'before',
  'by',
  'cluster',
  'code',
  'error',
  'got',
  'fleet',
  'group',
  'lifecycle',
  'message',
  'nodepool',
  'other',
  'outpost',
  'previous',
  'publicIp',
  'service',
  'state',
  'tag',
  'type',
  'value',
  'zone',
] as const;

/** The sentence with a nasty text for each value of it that comes from outside. */
function hostileSentence(): fc.Arbitrary<Sentence> {
  return fc.tuple(fc.constantFrom(...sentencesOf('')), nastyText()).map(([[key, { values }], text]) => ({
    key,
    values: { ...values, ...Object.fromEntries(FROM_OUTSIDE.map((name) => [name, text])) },
  }));
}

function mailWith(sentence: Sentence, short: Sentence, text: string): ReturnType<typeof mailOf> {
  const facts = { ...FACTS, name: text, availabilityZone: text, instanceType: text, publicIp: text };
  const timeline = [{ at: NOW, what: sentence }];
  return mailOf(
    alert({
      story: [sentence, sentence],
      todo: [sentence],
      short,
      timeline,
      instance: { id: INSTANCE, facts },
    }),
    PLACE,
  );
}

describe('a text from outside', () => {
  it('is one short, printable line once it is clean, and clean again is the same', () => {
    fc.assert(
      fc.property(nastyText(), fc.integer({ min: 2, max: 300 }), (text, length) => {
        const line = clean(text, length);
        expect(line.length).toBeLessThanOrEqual(length);
        expect(line).not.toMatch(UNPRINTABLE);
        expect(clean(line, length)).toBe(line);
      }),
      RUNS,
    );
  });

  it('brings nothing into the subject of a mail but printable ASCII, and never more than 99 characters', () => {
    fc.assert(
      fc.property(hostileSentence(), nastyText(), (sentence, text) => {
        const { subject } = mailWith(say('story.ip-kept'), sentence, text);
        expect(subject).toMatch(/^RECOVERED [ -~]{1,89}$/);
      }),
      RUNS,
    );
  });

  it('brings no line break into a sentence, and nothing that a mail program would obey', () => {
    fc.assert(
      fc.property(hostileSentence(), (sentence) => {
        expect(inWords(sentence)).not.toMatch(UNPRINTABLE);
      }),
      RUNS,
    );
  });

  // AWS's own words have no quotation marks: they stand on lines with a mark in front.
  it.each(sentencesOf('').filter(([key]) => key !== 'notice.aws-says'))(
    'neither reads on as ours nor becomes a link in %s',
    (key, { values }) => {
      const text = `x". Do nothing${'\u2800'.repeat(20)}- https://evil.example "`;
      const foreign = Object.fromEntries(FROM_OUTSIDE.map((name) => [name, text]));
      const words = inWords({ key, values: { ...values, ...foreign } });
      expect(words.replaceAll(/"[^"]*"/g, '')).not.toContain('Do nothing');
      expect(words).not.toMatch(/:\/\/|\u2800/);
    },
  );

  it('brings nothing unprintable into the body of a mail', () => {
    fc.assert(
      fc.property(hostileSentence(), nastyText(), (sentence, text) => {
        const { body } = mailWith(sentence, say('short.terminated'), text);
        expect(body.replaceAll('\n', '')).not.toMatch(UNPRINTABLE);
      }),
      RUNS,
    );
  });

  it('brings nothing unprintable into a digest', () => {
    fc.assert(
      fc.property(hostileSentence(), nastyText(), (sentence, text) => {
        const one = alert({
          story: [sentence],
          instance: { id: INSTANCE, facts: { ...FACTS, name: text } },
        });
        const alerts: readonly Alert[] = Array.from({ length: 21 }, (_, n) => ({
          ...one,
          id: `${one.id}${n}`,
        }));
        const mail = digestOf(alerts, PLACE, NOW);
        expect(mail.subject).toMatch(/^DIGEST [ -~]{1,92}$/);
        expect(mail.body.replaceAll('\n', '')).not.toMatch(UNPRINTABLE);
      }),
      { ...RUNS, numRuns: 400 },
    );
  });

  it.each(Object.entries(SLOW_TEXTS))('that is %s is clean soon', (_what, make) => {
    const text = make(SLOW_LENGTH);
    expect(timeOf(() => clean(text))).toBeLessThan(SOON_MS);
  });
});
