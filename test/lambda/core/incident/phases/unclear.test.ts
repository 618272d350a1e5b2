import { describe, expect, it } from '@jest/globals';
import type { Decision } from '../../../../../lambda/core/incident/decision.ts';
import { INSTANCE_STATES, type FoundInstance } from '../../../../../lambda/core/model/observation.ts';
import type { Sentence } from '../../../../../lambda/core/model/sentence.ts';
import { inWords } from '../../../../../lambda/words/in-words.ts';
import { unclear } from '../../../../../lambda/core/incident/phases/unclear.ts';
import {
  anIncident,
  anInstance,
  at,
  checks,
  impaired,
  INITIALIZING,
  INSUFFICIENT_DATA,
  LAUNCHED,
  NOT_APPLICABLE,
  OK,
  SETTINGS,
  subjects,
  UNREAD,
} from '../../given.ts';

const NOW = at('10:05:00');

function look(seen: FoundInstance, known?: { what: string; since: number }, now = NOW): Decision {
  const incident = anIncident(known === undefined ? {} : { unclear: known });
  return unclear({ incident, observation: seen, settings: SETTINGS, now });
}

/** What is kept of a picture, to know it again. */
function keptOf(seen: FoundInstance): string {
  return look(seen).changes.unclear?.what ?? 'none';
}

function pictureOf(seen: FoundInstance): string {
  return inWords(JSON.parse(keptOf(seen)) as Sentence);
}

describe('an unclear picture', () => {
  const future = impaired('10:05:00.001');
  const old = impaired('07:59:59.999', '2026-01-10');

  it.each<[string, FoundInstance, RegExp]>([
    ['no status checks', anInstance({ checks: checks(UNREAD, UNREAD, UNREAD) }), /gives no status checks/],
    ['no date', anInstance({ checks: checks(impaired()) }), /system check.*not say since when/],
    ['no date', anInstance({ checks: checks(OK, impaired()) }), /instance check.*not say since when/],
    ['no date', anInstance({ checks: checks(OK, OK, impaired()) }), /attached EBS check.*not say since when/],
    ['the future', anInstance({ checks: checks(future) }), /system check.*10:05:00 UTC.*in the future/],
    ['the future', anInstance({ checks: checks(OK, future) }), /instance check.*in the future/],
    ['the past', anInstance({ checks: checks(old) }), /system check.*07:59:59 UTC.*before.*started/],
    ['the past', anInstance({ checks: checks(OK, OK, old) }), /attached EBS check.*before.*started/],
    [
      'what each check says',
      anInstance({ checks: checks(INITIALIZING, INSUFFICIENT_DATA, NOT_APPLICABLE) }),
      /system check initializing.*instance check insufficient-data.*attached EBS check not-applicable/,
    ],
  ])('is put in words: %s', (_, seen, words) => {
    expect(pictureOf(seen)).toMatch(words);
    expect(inWords(look(seen).reason)).toMatch(words);
  });

  it('is plain where a check failed between the start and now', () => {
    const since = checks({ status: 'impaired', impairedSince: LAUNCHED }, impaired('10:05:00'));
    expect(pictureOf(anInstance({ checks: since }))).toMatch(
      /system check impaired, instance check impaired/,
    );
  });

  it.each(INSTANCE_STATES.filter((state) => state !== 'running'))('is the state while it is %s', (state) => {
    expect(pictureOf(anInstance({ state, checks: checks(impaired()) }))).toContain(state);
  });

  it('names the first check that is odd', () => {
    const seen = anInstance({ checks: checks(impaired('10:00:00'), future, impaired()) });
    expect(pictureOf(seen)).toMatch(/instance check failed at/);
  });

  it('waits, and never does anything else', () => {
    expect(look(anInstance({ state: 'pending' }))).toMatchObject({ row: 19, step: { act: 'wait' } });
  });
});

describe('an unclear picture that stays the same', () => {
  const seen = anInstance({ state: 'pending' });

  it('is dated from its first sight on, and told after 15 minutes, with both', () => {
    const first = look(seen).changes.unclear;
    expect(first).toEqual({ what: keptOf(seen), since: NOW });
    const early = look(seen, first, NOW + 899_999);
    expect([early.changes.unclear, early.alerts]).toEqual([first, []]);
    const late = look(seen, first, NOW + 900_000);
    expect(late.changes.unclear).toEqual(first);
    expect(subjects(late.alerts)).toEqual(['unclear']);
    const story = late.alerts.flatMap((alert) => alert.story.map((one) => inWords(one))).join();
    expect(story).toContain('15 minutes');
    expect(story).toContain(pictureOf(seen));
  });

  it('begins anew when it changes', () => {
    const changed = look(seen, { what: 'another', since: 0 });
    expect(changed.changes.unclear?.since).toBe(NOW);
    expect(changed.alerts).toEqual([]);
  });
});
