import { printable } from '../core/model/foreign-text.ts';
import type { Sentence } from '../core/model/sentence.ts';
import type { EpochMs } from '../core/model/time.ts';
import type { Phrasing } from './catalogue.ts';
import { ENGLISH } from './english.ts';
import { clockOnDay, planned, soon, withUtc } from './times.ts';
import { zoned, zonedSeconds } from './zoned-time.ts';

/**
 * The words of a sentence, without a full stop where it may be part of another.
 *
 * @param timeZone the reader's, by its IANA name
 */
export function inWords(sentence: Sentence, timeZone = 'UTC'): string {
  return phrasingFor(timeZone).words(sentence);
}

/**
 * The same for a line of a list that names date and time zone above it: times are short there, and only those of another
 * day have a date.
 *
 * @param day of the reader's calendar, as `2026-11-29`
 */
export function inListWords(sentence: Sentence, timeZone: string, day: string): string {
  const short = (time: EpochMs): string => clockOnDay(time, timeZone, day);
  return phrasingFor(timeZone, { at: short, clock: short, planned: short, local: short }).words(sentence);
}

function phrasingFor(timeZone: string, changes: Partial<Phrasing> = {}): Phrasing {
  const phrasing: Phrasing = {
    at: (time) => withUtc(time, timeZone),
    clock: (time) => zonedSeconds(time, timeZone).slice(11),
    day: (time) => zonedSeconds(time, timeZone).slice(0, 10),
    planned: (time) => planned(time, timeZone),
    local: (time) => zoned(time, timeZone),
    soon: (time) => soon(time, timeZone),
    words: (sentence) => said(sentence, phrasing),
    ...changes,
  };
  return phrasing;
}

function said(sentence: Sentence | string, phrasing: Phrasing): string {
  // Version 0.1.0 kept some parts of sentences as text.
  if (typeof sentence === 'string') return printable(sentence);
  if (!Object.hasOwn(ENGLISH, sentence.key)) return sentence.key;
  const words = ENGLISH[sentence.key] as (values: unknown, phrasing: Phrasing) => string;
  try {
    return printable(words(sentence.values, phrasing));
  } catch {
    // A record may be older than the sentence: a mail with bare values is better than none.
    return printable(`${sentence.key} ${JSON.stringify(sentence.values ?? {})}`);
  }
}
