import { describe, expect, it } from '@jest/globals';
import type { AlertDraft } from '../../../../lambda/core/incident/decision.ts';
import type { Refusal } from '../../../../lambda/core/gate/gate.ts';
import { moveAdvice, notReplaced, refusalDraft } from '../../../../lambda/core/alerts/refusal-draft.ts';
import { ENGLISH } from '../../../../lambda/words/english.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import { say, type Sentence, type SentenceKey } from '../../../../lambda/core/model/sentence.ts';

type RefusalKey = Extract<SentenceKey, `refuse.${string}`>;

const REASONS = (Object.keys(ENGLISH) as SentenceKey[]).filter((key) => key.startsWith('refuse.'));
const REPLACED_BY_OTHERS = [
  'auto-scaling-group',
  'karpenter',
  'fleet',
  'emr',
  'managed',
  'replaced-by',
] as const;

function reason(key: SentenceKey): Sentence {
  return { key, values: { act: 'stopping', guard: 'tenancy', zone: 'a' } };
}

function mail(keys: readonly RefusalKey[], differences: Partial<Refusal> = {}): AlertDraft {
  const [first = 'refuse.observe', ...more] = keys;
  const reasons = [reason(first), ...more.map((key) => reason(key))] as const;
  return refusalDraft({ stage: 'obstacles', reasons, purpose: 'stop', ...differences });
}

function keysOf(sentences: readonly Sentence[]): string[] {
  return sentences.map((one) => one.key);
}

function words(sentences: readonly Sentence[]): string {
  return sentences.map((one) => inWords(one)).join('\n');
}

describe.each(REASONS as RefusalKey[])('the mail about %s', (key) => {
  it('says what can be done, in words, and under a name of its own', () => {
    const { todo, about, story, short } = mail([key]);
    expect(todo.length).toBeGreaterThan(0);
    for (const sentence of [...todo, short, ...story.slice(0, 1)]) {
      expect(inWords(sentence)).toMatch(/\S+ \S+/);
      expect(inWords(sentence)).not.toMatch(/undefined|^[\w.-]+ \{/);
    }
    const names = REASONS.map((one) => mail([one as RefusalKey]).about);
    expect(names.filter((one) => one === about)).toHaveLength(1);
    expect(about).toMatch(/^held: \S/);
  });

  it('says the reason itself behind the first sentence', () => {
    const { story } = mail([key]);
    expect(story).toHaveLength(2);
    expect(story[1]).toEqual({ key: 'story.refusal', values: { reason: reason(key) } });
  });
});

describe('what the reader can do', () => {
  it.each<[string, RefusalKey, RegExp]>([
    ['to act mode', 'refuse.observe', /ResponderMode=act/],
    ['to the tag', 'refuse.tag', /ec2-responder=recover/],
    ['to the tag where there is none', 'refuse.default', /ec2-responder=recover/],
    ['to the value of the tag', 'refuse.unknown-tag', /recover, notify or ignore/],
    ['to replace it', 'refuse.instance-store-root', /^Replace it/],
    ['to replace it', 'refuse.one-time-spot', /^Replace it/],
    ['to replace it', 'refuse.lifecycle', /^Replace it/],
    ['to the loss of data', 'refuse.instance-store', /erase/],
    ['to the protection', 'refuse.stop-protection', /turn off its stop protection/],
    ['to another host', 'refuse.dedicated-host', /another Dedicated Host/],
    ['to the permission', 'refuse.start-not-permitted', /ec2:StartInstances on the instance/],
    ['to patience', 'refuse.budget', /tries again by itself/],
    ['to the dashboard', 'refuse.operational-issue', /Health Dashboard/],
    ['to another look', 'refuse.unread', /tries again by itself/],
    ['to do it by hand', 'refuse.outpost', /stop and start it yourself/],
  ])('leads %s (%s)', (_, key, advice) => {
    expect(words(mail([key]).todo)).toMatch(advice);
  });

  it('is said once where two reasons ask for the same', () => {
    const { todo } = mail(['refuse.tag', 'refuse.outpost', 'refuse.stop-protection']);
    expect(keysOf(todo)).toEqual(['todo.stop-start-yourself', 'todo.tag', 'todo.remove-protection']);
  });

  it.each(['refuse.instance-store', 'refuse.instance-store-root'] as const)(
    'is described by AWS: %s has the document about instance store',
    (key) => {
      expect(mail([key]).documents).toEqual(['status-checks', 'stop-start', 'instance-store']);
      expect(mail(['refuse.tag', key]).documents).toContain('instance-store');
    },
  );

  it('is described by AWS: maintenance has the document about scheduled events', () => {
    expect(mail(['refuse.maintenance']).documents).toEqual([
      'status-checks',
      'stop-start',
      'scheduled-events',
    ]);
    expect(mail(['refuse.tag']).documents).toEqual(['status-checks', 'stop-start']);
  });
});

describe('the head of the mail', () => {
  const head = (keys: readonly RefusalKey[], differences: Partial<Refusal> = {}): string[] => {
    const { word, short, story } = mail(keys, differences);
    return [word, short.key, ...keysOf(story.slice(0, 1))];
  };
  const NOT_STOPPING = ['NEEDS-YOU', 'short.not-stopping', 'story.not-stopping'];
  const REPLACED = ['NOTICE', 'short.replaced', 'story.replaced'];

  it.each(REPLACED_BY_OTHERS)('says of %s that it is left to what manages it', (name) => {
    expect(head([`refuse.${name}`])).toEqual(REPLACED);
    expect(head([`refuse.${name}`, 'refuse.managed'])).toEqual(REPLACED);
    expect(head([`refuse.${name}`, 'refuse.outpost'])).toEqual(NOT_STOPPING);
  });

  it('says of every other reason that it is not stopped', () => {
    const others = (REASONS as RefusalKey[]).filter(
      (key) => key !== 'refuse.observe' && !REPLACED_BY_OTHERS.some((name) => key === `refuse.${name}`),
    );
    for (const key of others) expect([key, ...head([key])]).toEqual([key, ...NOT_STOPPING]);
  });

  it('says what act mode would do only where nothing but observe mode is in the way', () => {
    expect(head(['refuse.observe'])).toEqual(['NEEDS-YOU', 'short.would-stop', 'story.would-stop']);
    expect(head(['refuse.observe', 'refuse.outpost'])).toEqual(NOT_STOPPING);
    expect(head(['refuse.tag'])).toEqual(NOT_STOPPING);
  });

  it('says that the attempts are used up, and that it waits for its turn', () => {
    const budget = head(['refuse.budget'], { stage: 'budget' });
    expect(budget).toEqual(['NEEDS-YOU', 'short.budget', 'story.budget']);
    const claim = head(['refuse.group'], { stage: 'claim' });
    expect(claim).toEqual(['HELD', 'short.waits-for-claim', 'story.waits-for-claim']);
    for (const key of ['refuse.no-room', 'refuse.no-room-perhaps'] as const) {
      expect(head([key], { stage: 'claim' })).toEqual(['HELD', 'short.no-room', 'story.no-room']);
      expect(mail([key], { stage: 'claim' }).about).toBe(key.replace('refuse.', 'held: '));
      expect(mail([key], { stage: 'claim' }).documents).toContain('capacity');
    }
  });

  it('says of what AWS stopped that it is not started; held only while it waits for its turn', () => {
    const start = { purpose: 'start' } as const;
    const not = ['short.not-starting', 'story.not-starting'];
    expect(head(['refuse.tag'], start)).toEqual(['NEEDS-YOU', ...not]);
    expect(head(['refuse.budget'], { ...start, stage: 'budget' })).toEqual(['NEEDS-YOU', ...not]);
    expect(head(['refuse.group'], { ...start, stage: 'claim' })).toEqual(['HELD', ...not]);
  });
});

describe('the name of the mail', () => {
  it('is one for a turn that does not come, whatever keeps it from coming', () => {
    const turns = (['refuse.group', 'refuse.concurrency', 'refuse.claim-race'] as const).map(
      (key) => mail([key], { stage: 'claim' }).about,
    );
    expect(new Set(turns).size).toBe(1);
    expect(turns[0]).not.toBe(mail(['refuse.group']).about);
    expect(turns[0]).toBe('held: claim');
  });

  it('is that of the first reason', () => {
    // It stands in records: a new version of the responder must find it there.
    expect(mail(['refuse.tag', 'refuse.outpost']).about).toBe('held: tag');
  });
});

describe('the mail about a planned move that is held', () => {
  const move = { purpose: 'move' } as const;

  it.each((REASONS as RefusalKey[]).filter((key) => key !== 'refuse.member-down'))(
    'says of %s that the move is held, and not that a host has failed',
    (key) => {
      for (const stage of ['mode and policy', 'obstacles', 'budget', 'brake', 'claim'] as const) {
        const { word, short, story } = mail([key], { ...move, stage });
        expect([word, short.key, story[0]?.key]).toEqual([
          'NEEDS-YOU',
          'short.not-moving',
          'story.not-moving',
        ]);
        expect(story[1]).toEqual({ key: 'story.refusal', values: { reason: reason(key) } });
      }
    },
  );

  it.each(REASONS as RefusalKey[])('says of %s that there is another try, in its own words', (key) => {
    const { todo } = mail([key], move);
    expect(keysOf(todo)).toContain('todo.move-goes-on');
    expect(keysOf(todo)).not.toContain('todo.goes-on');
  });

  it('says what the owner can do about the reason first', () => {
    expect(keysOf(mail(['refuse.stop-protection'], move).todo)).toEqual([
      'todo.remove-protection',
      'todo.move-goes-on',
    ]);
    expect(words(mail(['refuse.start-not-permitted'], move).todo)).toMatch(/ec2:StartInstances/);
  });

  it('tells of a group of which one is down as held, and needs the owner in the last time before the date', () => {
    const told = (isLast: { isLast?: true }): unknown[] => {
      const { word, short, about } = mail(['refuse.member-down'], { ...move, stage: 'claim', ...isLast });
      return [word, short.key, about];
    };
    expect(told({})).toEqual(['HELD', 'short.member-down', 'announced held: member-down']);
    const last = ['NEEDS-YOU', 'short.member-down', 'announced held: member-down, last'];
    expect(told({ isLast: true })).toEqual(last);
    expect(keysOf(mail(['refuse.member-down'], move).todo)).toContain('todo.member-down');
    const other = mail(['refuse.planned-waits'], { ...move, stage: 'claim', isLast: true });
    expect(other.about).toBe('announced held: claim');
  });

  it('tells before the move that a date presses: beside whom, when, and how to stay where it is', () => {
    const at = Date.parse('2026-11-21T20:20:00Z');
    const until = Date.parse('2026-11-21T22:00:00Z');
    const reasons = [{ key: 'refuse.move-pressing', values: { other: 'i-9', at, until } }] as const;
    const told = refusalDraft({ stage: 'claim', purpose: 'move', reasons, isLast: true });
    expect(told).toMatchObject({ word: 'NEEDS-YOU', about: `announced held: move-pressing ${until}` });
    expect(words([told.short])).toMatch(/20:20.*not back/);
    expect(words(told.story)).toMatch(/^i-9 .*20:20.*22:00/);
    expect(words(told.todo)).toMatch(/i-9.*ec2-responder=notify/);
    expect(told.documents).toContain('scheduled-events');
    expect(refusalDraft({ stage: 'claim', purpose: 'move', reasons }).about).toBe('announced held: claim');
  });

  it('says of no failure that there is another window', () => {
    for (const purpose of ['stop', 'start'] as const)
      expect(keysOf(mail(['refuse.unread'], { purpose }).todo)).not.toContain('todo.move-goes-on');
  });

  it('has one name for a turn that does not come, whatever keeps it from coming', () => {
    const turns = (['refuse.planned-waits', 'refuse.planned-capacity', 'refuse.group'] as const).map(
      (key) => mail([key], { ...move, stage: 'claim' }).about,
    );
    expect(new Set(turns)).toEqual(new Set(['announced held: claim']));
  });
});

describe('a start that the gate refuses', () => {
  it('has a name of its own: the mail of a stop that was refused does not stand for it', () => {
    const abouts = (['stop', 'start', 'move'] as const).map(
      (purpose) => mail(['refuse.outpost'], { purpose }).about,
    );
    expect(new Set(abouts).size).toBe(3);
    expect(mail(['refuse.outpost'], { purpose: 'start' }).about).toBe('not started, held: outpost');
  });

  it('is a notice where another service replaces the instance, and calls its owner else', () => {
    const word = (key: RefusalKey) => mail([key], { purpose: 'start' }).word;
    expect(word('refuse.auto-scaling-group')).toBe('NOTICE');
    expect(word('refuse.outpost')).toBe('NEEDS-YOU');
  });
});

describe('what another service was to replace', () => {
  const NOW = Date.parse('2026-01-15T10:40:00Z');
  const HALF_AN_HOUR = 30 * 60_000;
  const late = (
    keys: readonly RefusalKey[],
    times: { since?: number; heldSince?: number } = {},
    differences: Partial<Refusal> = {},
  ): readonly AlertDraft[] => {
    const [first = 'refuse.observe', ...more] = keys;
    const reasons = [reason(first), ...more.map((key) => reason(key))] as const;
    const refusal: Refusal = { stage: 'obstacles', reasons, purpose: 'stop', ...differences };
    const long = NOW - HALF_AN_HOUR;
    return notReplaced(refusal, { since: long, heldSince: long, now: NOW, ...times });
  };

  it.each(REPLACED_BY_OTHERS)('calls a human half an hour later, each day again: %s', (name) => {
    const [draft, ...others] = late([`refuse.${name}`]);
    expect(others).toEqual([]);
    expect(draft).toMatchObject({
      about: 'not replaced',
      word: 'NEEDS-YOU',
      short: { key: 'short.not-replaced' },
      againAfter: 86_400_000,
    });
    expect(keysOf(draft?.story ?? [])).toEqual(['story.not-replaced', 'story.refusal']);
    expect(keysOf(draft?.todo ?? [])).toEqual(['todo.not-replaced']);
    expect(draft?.documents).toEqual(['auto-scaling-processes', 'status-checks']);
  });

  it('calls nobody before that: neither counted from the failure nor from the first refusal', () => {
    const early = NOW - HALF_AN_HOUR + 1;
    expect(late(['refuse.managed'], { since: early })).toEqual([]);
    expect(late(['refuse.managed'], { heldSince: early })).toEqual([]);
  });

  it('calls somebody also where something else has come to refuse since: the service has still not replaced it', () => {
    expect(late(['refuse.managed', 'refuse.outpost'])).toHaveLength(1);
  });

  it('calls nobody where no service was to replace it, and for a planned move: those are told as such', () => {
    expect(late(['refuse.outpost'])).toEqual([]);
    expect(late(['refuse.managed'], {}, { purpose: 'move' })).toEqual([]);
  });
});

describe('the advice on a move to come that is not planned', () => {
  const BY_HAND = say('todo.move-yourself');
  const keys = (...reasons: Parameters<typeof moveAdvice>[0]): string[] =>
    moveAdvice(reasons, [BY_HAND]).map(({ key }) => key);
  const act = 'moving' as const;

  it.each([
    [say('refuse.auto-scaling-group', { act, group: 'g' }), ['todo.move-by-its-group']],
    [say('refuse.stop-protection', { act }), ['todo.move-remove-protection']],
    [say('refuse.shutdown-terminates', { act }), ['todo.move-shutdown-stop']],
    [say('refuse.managed-by-tag', { act, manager: 'm', tag: 't' }), ['todo.ask-manager']],
    [say('refuse.dedicated-host', { act }), ['ask.dedicated-host']],
    [say('refuse.instance-store-root', { act }), ['ask.replace-instance']],
    [say('refuse.one-time-spot', { act }), ['ask.replace-instance']],
    [say('refuse.instance-store', { act, type: 't' }), ['todo.loses-data']],
    [say('refuse.start-not-permitted', { act }), ['todo.permission', 'todo.move-yourself']],
    [say('refuse.outpost', { act, outpost: 'o' }), ['todo.move-yourself']],
    [say('refuse.tag', { act, value: 'notify' }), ['todo.move-yourself']],
    [say('refuse.unknown-tag', { act, value: 'x' }), ['todo.tag-value', 'todo.move-yourself']],
    [say('refuse.observe', { act }), ['todo.move-yourself']],
    [say('refuse.unread', { act, guard: 'tenancy' }), ['todo.move-yourself']],
    [say('plan.notify'), ['todo.move-yourself']],
  ])('for %j is %j', (reason, advice) => {
    expect(keys(reason)).toEqual(advice);
  });

  it('never is to do by hand what another reason forbids to do by hand, and says nothing twice', () => {
    const group = say('refuse.auto-scaling-group', { act, group: 'g' });
    const fleet = say('refuse.fleet', { act, fleet: 'f' });
    expect(keys(say('refuse.tag', { act, value: 'notify' }), group, fleet)).toEqual([
      'todo.move-by-its-group',
    ]);
    expect(keys(say('plan.no-time'), group)).toEqual(['todo.move-by-its-group']);
  });
});
