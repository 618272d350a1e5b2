import { describe, expect, it } from '@jest/globals';
import { DOCUMENTS } from '../../../../lambda/words/documents.ts';
import type { Losses } from '../../../../lambda/core/model/losses.ts';
import { ALERT_WORDS } from '../../../../lambda/core/model/alert.ts';
import type { AnnouncedChange } from '../../../../lambda/core/model/announcement.ts';
import type { AlertDraft } from '../../../../lambda/core/incident/decision.ts';
import * as draft from '../../../../lambda/core/alerts/incident-drafts.ts';
import { startHangs } from '../../../../lambda/core/alerts/start-hangs-draft.ts';
import { whoseStopIsUnknown } from '../../../../lambda/core/alerts/stop-in-doubt-draft.ts';
import { stopOfOthersHangs } from '../../../../lambda/core/alerts/stop-of-others-draft.ts';
import { startFailed } from '../../../../lambda/core/alerts/start-failed-draft.ts';
import type { Attempt, Incident } from '../../../../lambda/core/model/incident.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import { say, type Sentence } from '../../../../lambda/core/model/sentence.ts';
import {
  anAttempt,
  anIncident,
  anInstance,
  at,
  INTENDED,
  RELAUNCHED,
  verifyingIncident,
  without,
} from '../given.ts';

const NOW = at('10:20:00');
const DENIED = 'with an explicit deny in a service control policy';

const RETIRED: AnnouncedChange = {
  id: 'event-1',
  code: 'instance-retirement',
  description: '',
  words: '',
  at: NOW,
  heardAt: NOW,
  listed: true,
  over: false,
};

/** Every mail about an instance, with the word of its subject. Each has a story of its own. */
const DRAFTS: readonly (readonly [string, string, () => AlertDraft])[] = [
  ['our stop', 'ACTING', () => draft.acting(anAttempt())],
  ['our second stop', 'ACTING', () => draft.acting(anAttempt({ number: 2 }))],
  ['the start of what AWS stopped', 'ACTING', () => draft.acting(anAttempt({ stoppedBy: 'AWS' }))],
  ['a recovery', 'RECOVERED', () => recovered({})],
  ['a recovery of what AWS stopped', 'RECOVERED', () => recovered({ stoppedBy: 'AWS' })],
  ['a failure that healed', 'SELF-RECOVERED', () => draft.healed(anIncident(), 'itself', NOW)],
  ['a failure that AWS healed', 'SELF-RECOVERED', () => draft.healed(anIncident(), 'AWS', NOW)],
  ['an event that is gone', 'NOTICE', () => draft.healed(anIncident(), 'event gone', NOW)],
  ['a failure of the OS', 'NEEDS-YOU', () => draft.instanceFailure('instance', NOW)],
  [
    'a failure of the OS on hardware that AWS gives up',
    'NEEDS-YOU',
    () => draft.instanceFailure('instance', NOW, RETIRED),
  ],
  ['a volume that cannot be reached', 'NEEDS-YOU', () => draft.instanceFailure('ebs', NOW)],
  ['a failure of the OS after our start', 'NEEDS-YOU', () => draft.osAfterStart(15, RELAUNCHED)],
  ['a start that fails', 'NEEDS-YOU', () => startFailed('IncorrectState', 'no', anAttempt())],
  ['a start without room', 'NEEDS-YOU', () => startFailed('InsufficientInstanceCapacity', '', anAttempt())],
  ['a stop that is refused', 'NEEDS-YOU', () => draft.stopRefused('IncorrectState', 'no', false, false)],
  ['a planned stop that is refused', 'NEEDS-YOU', () => draft.stopRefused('Other', 'no', false, true)],
  ['a stop that hangs, healthy', 'NEEDS-YOU', () => draft.stopHangs('healthy host', anAttempt())],
  ['a stop that hangs, forced', 'NEEDS-YOU', () => draft.stopHangs('forced', anAttempt())],
  ['a stop that hangs, not forced', 'NEEDS-YOU', () => draft.stopHangs('force refused', anAttempt())],
  ['a stop of others that hangs', 'NEEDS-YOU', () => stopOfOthersHangs(NOW)],
  ['a start that hangs', 'NEEDS-YOU', () => startHangs(NOW)],
  ['a stop of which nobody can tell whose it is', 'NEEDS-YOU', () => whoseStopIsUnknown(NOW, INTENDED)],
  ['a start whose checks are late', 'NEEDS-YOU', () => draft.verifyLate(15, RELAUNCHED)],
  [
    'an unclear picture',
    'NEEDS-YOU',
    () => draft.unclear(say('picture.state', { state: 'pending' }), 15, anIncident()),
  ],
  ['checks that fail again and again', 'NEEDS-YOU', () => draft.flapping(3)],
  ['a stop by somebody', 'TAKEN-OVER', () => draft.stoppedBySomeone()],
  ['a stop as AWS had asked', 'NOTICE', () => draft.stoppedAsAnnounced(true)],
  ['a stop on a Dedicated Host', 'NOTICE', () => draft.stoppedAsAnnounced(false)],
  ['a stop after our start', 'TAKEN-OVER', () => draft.takenOver()],
  ['what its owner keeps stopped', 'TAKEN-OVER', () => draft.keptStopped()],
  ['a stop by AWS', 'NEEDS-YOU', () => draft.stoppedByAws(say('refuse.observe', { act: 'starting' }))],
  ['a termination', 'TAKEN-OVER', () => draft.terminated()],
  ['an instance to ignore', 'NOTICE', () => draft.ignored()],
];
/** There is nothing left to do or to read about an instance that is gone or that the owner told us to leave. */
const NOTHING_TO_DO = ['a termination', 'an instance to ignore'];

function recovered(attempt: Partial<Attempt>, publicIp: string | undefined = '203.0.113.10'): AlertDraft {
  const { attempt: known = anAttempt() } = verifyingIncident();
  const seen = anInstance({ launchTime: RELAUNCHED });
  const facts = publicIp === '' ? without(seen.facts, 'publicIp') : { ...seen.facts, publicIp };
  const incident = verifyingIncident({ attempt: { ...known, ...attempt } });
  return draft.recovered(incident, { ...seen, facts }, NOW);
}

function words(sentences: readonly Sentence[]): string {
  return sentences.map((one) => inWords(one)).join('\n');
}

function keys(sentences: readonly Sentence[]): string[] {
  return sentences.map((one) => one.key);
}

describe.each(DRAFTS)('the mail about %s', (name, word, make) => {
  it('has its word, a name, a subject and a story in words', () => {
    const made = make();
    expect(made.word).toBe(word);
    expect(ALERT_WORDS).toContain(made.word);
    expect(made.about).toMatch(/\S/);
    expect(made.story.length).toBeGreaterThan(0);
    for (const sentence of [made.short, ...made.story, ...made.todo]) {
      expect(inWords(sentence)).toMatch(/\S+ \S+|terminated/);
      expect(inWords(sentence)).not.toMatch(/undefined|NaN|\[object|Invalid|^\w+\.[\w-]+ \{/);
    }
  });

  it('says what to do and where AWS describes it, where anything is left to do', () => {
    const { todo, documents } = make();
    expect([todo.length > 0, documents.length > 0]).toEqual(
      NOTHING_TO_DO.includes(name) ? [false, false] : [true, true],
    );
    for (const document of documents) expect(DOCUMENTS).toHaveProperty(document);
  });
});

describe('the mails', () => {
  it('are told apart by their stories', () => {
    const stories = DRAFTS.map(([, , make]) =>
      inWords(make().story[0] ?? say('story.flapping', { count: 0 })),
    );
    expect(new Set(stories).size).toBe(DRAFTS.length);
  });

  it('that end an incident share one name, so that its end is told once; all others have names of their own', () => {
    const made = DRAFTS.map(([, , make]) => make());
    const ends = made.filter((one) => /RECOVERED|TAKEN-OVER|NOTICE/.test(one.word));
    expect(new Set(ends.map((one) => one.about)).size).toBe(1);
    const others = made.filter((one) => one.about !== ends[0]?.about).map((one) => one.about);
    // The three stops have one intent here; an OS that fails, whatever is under it, and a volume are one failure.
    expect(new Set(others).size).toBe(others.length - 4);
  });
});

describe('the mail that we act', () => {
  it('goes out once for each stop, by the time of its intent', () => {
    const other = anAttempt({ intendedAt: INTENDED + 1 });
    expect(draft.acting(other).about).not.toBe(draft.acting(anAttempt()).about);
    expect(draft.acting(anAttempt({ stopAccepted: true })).about).toBe(draft.acting(anAttempt()).about);
  });

  it('says what the stop costs, and what to do where its public address goes for good', () => {
    const made = (loses?: Losses): AlertDraft =>
      draft.acting(anAttempt(loses === undefined ? {} : { loses }));
    expect(keys(made().story)).toEqual(['story.acting']);
    expect(keys(made({}).story)).toEqual(['story.acting', 'story.will-lose']);
    const another = made({ publicIp: '203.0.113.10', address: 'another' });
    expect(keys(another.todo)).toEqual(['todo.wait', 'todo.keep-stopped']);
    expect(keys(draft.acting(anAttempt({ stoppedBy: 'AWS' })).todo)).toEqual(['todo.wait']);
    expect(keys(made({ publicIp: '203.0.113.10', address: 'none' }).todo)).toEqual([
      'todo.elastic-ip-before',
      'todo.wait',
      'todo.keep-stopped',
    ]);
  });

  it('says which try it is from the second on, in subject and story, and only of our own stops', () => {
    const text = (attempt: Partial<Attempt>): string => {
      const { short, story } = draft.acting(anAttempt(attempt));
      return words([short, ...story]);
    };
    expect(text({ number: 3 })).toMatch(/attempt 3[^]*attempt 3/);
    for (const attempt of [{}, { number: 1 }, { number: 2, stoppedBy: 'AWS' as const }]) {
      expect(text(attempt)).not.toMatch(/attempt \d/);
    }
    expect(text({ stoppedBy: 'AWS' })).toMatch(/^AWS stopped it, starting it/);
    expect(text({})).toMatch(/^host failed/);
  });
});

describe('the mail that it is back', () => {
  it('says after how long, and how long each phase took', () => {
    const { short, story, data } = recovered({});
    expect(inWords(short)).toContain('20m00s');
    expect(inWords(story[0] ?? short)).toContain('20m00s');
    // Failed at 10:00:00, intent at 10:05:10.400, stopped at 10:06:30, started at 10:07:30, ok at 10:20:00.
    expect(words(story)).toMatch(/5m10s before the stop, 1m20s stopping, 1m00s until started, 12m30s until/);
    expect(data).toEqual({
      seconds_total: 1_200,
      seconds_wait: 310,
      seconds_stop: 80,
      seconds_start: 60,
      seconds_verify: 750,
    });
  });

  it('gives no phases of a stop that was not ours, nor where there was none', () => {
    const byAws = recovered({ stoppedBy: 'AWS' });
    expect(byAws.data).toEqual({ seconds_total: 810 });
    expect(words(byAws.story)).not.toMatch(/stopping/);
    const none = draft.recovered(anIncident(), anInstance(), NOW);
    expect(none.data).toEqual({ seconds_total: 1_200 });
  });

  it.each<[string, Partial<Attempt>, string, string, string[]]>([
    ['it kept its address', {}, '203.0.113.10', 'story.ip-kept', ['todo.check-service']],
    ['its address is another', {}, '203.0.113.99', 'story.ip-changed', ['todo.check-service', 'todo.dns']],
    ['its address is gone', {}, '', 'story.ip-lost', ['todo.check-service', 'todo.elastic-ip']],
    ['AWS stopped it', { stoppedBy: 'AWS' }, '203.0.113.10', 'story.ip-perhaps', ['todo.check-service']],
    [
      'the stop was forced',
      { forcedAt: INTENDED, force: 'accepted' },
      '203.0.113.10',
      'story.ip-kept',
      ['todo.check-service', 'todo.fsck'],
    ],
    [
      'the force was never answered',
      { forcedAt: INTENDED },
      '203.0.113.10',
      'story.ip-kept',
      ['todo.check-service', 'todo.fsck'],
    ],
    [
      'EC2 refused to force the stop',
      { forcedAt: INTENDED, force: 'refused' },
      '203.0.113.10',
      'story.ip-kept',
      ['todo.check-service'],
    ],
  ])(
    'says what became of its address, and what is to be looked at, where %s',
    (_, attempt, ip, story, todo) => {
      const made = recovered(attempt, ip);
      expect(made.story.at(-1)?.key).toBe(story);
      expect(keys(made.todo)).toEqual(todo);
    },
  );

  it('names both addresses where they differ, for machines as well, and says so in the subject', () => {
    const changed = recovered({}, '203.0.113.99');
    expect(words(changed.story)).toMatch(/203\.0\.113\.10 to 203\.0\.113\.99/);
    expect(changed.data).toMatchObject({
      public_ip_before: '203.0.113.10',
      public_ip_after: '203.0.113.99',
    });
    expect(recovered({}, '').data).toMatchObject({ public_ip_after: 'none' });
    expect(words(recovered({}, '').story)).toMatch(
      /no public IPv4 address any more: 203\.0\.113\.10 is gone/,
    );
    expect(inWords(recovered({}, '').short)).toBe('PUBLIC IP LOST, back in 20m00s');
    const forced = recovered({ forcedAt: INTENDED, force: 'accepted' }, '');
    expect(inWords(forced.short)).toBe('PUBLIC IP LOST, CHECK DISKS, back in 20m00s');
    expect(recovered({ cause: 'planned' }, '').short.key).toBe('short.moved-lost-ip');
    expect(inWords(changed.short)).toMatch(/NEW PUBLIC IP/);
    expect(inWords(recovered({}).short)).not.toMatch(/NEW PUBLIC IP|CHECK DISKS/);
  });

  it('has the disks in its subject before the address, where both are to be looked at', () => {
    const both = recovered({ forcedAt: INTENDED, force: 'accepted' }, '203.0.113.99');
    expect(inWords(both.short)).toMatch(/CHECK DISKS/);
  });

  it('does not speak of an address where there was none before', () => {
    const { attempt = anAttempt() } = verifyingIncident();
    const incident = verifyingIncident({ attempt: without(attempt, 'publicIp') });
    const made = draft.recovered(incident, anInstance({ launchTime: RELAUNCHED }), NOW);
    expect(made.story.at(-1)?.key).toBe('story.ip-kept');
    expect(made.data).not.toHaveProperty('public_ip_before');
  });
});

describe('the phases of an attempt', () => {
  const phases = (incident: Partial<Incident>, attempt: Partial<Attempt>) =>
    draft.phaseDurations(anIncident(incident), anAttempt(attempt), NOW);
  const times = { stoppedAt: at('10:06:30'), startedAt: RELAUNCHED };

  it('add up to the time since the failure', () => {
    const { wait, stop, start, verify } = phases({}, times);
    expect(wait + stop + start + verify).toBe(NOW - at('10:00:00'));
    expect([wait, stop, start, verify].every((one) => one > 0)).toBe(true);
  });

  it.each<[string, Partial<Incident>, Partial<Attempt>, [number, number, number, number]]>([
    ['the stop itself is not dated', {}, { startRequestedAt: at('10:06:40') }, [310, 90, 0, 800]],
    ['nothing is dated', {}, {}, [310, 0, 0, 890]],
    [
      'EC2 dates the start before the stop that we saw',
      {},
      { ...times, startedAt: at('10:06:00') },
      [310, 80, 0, 810],
    ],
    ['EC2 dates the stop before our intent', {}, { ...times, stoppedAt: at('10:05:00') }, [310, 0, 150, 750]],
    ['the failure is dated after our intent', { impairedSince: at('10:05:30') }, times, [0, 80, 60, 750]],
    ['the start is dated in the future', {}, { ...times, startedAt: at('10:21:00') }, [310, 80, 870, 0]],
  ])('are never negative, where %s', (_, incident, attempt, seconds) => {
    const all = phases(incident, attempt);
    expect([all.wait, all.stop, all.start, all.verify].map((ms) => Math.round(ms / 1_000))).toEqual(seconds);
  });

  it('begin with the intent where the failure is not dated', () => {
    const incident = without(anIncident(), 'impairedSince');
    expect(draft.phaseDurations(incident, anAttempt(times), NOW).wait).toBe(0);
  });
});

describe('the mail about a failure that is over', () => {
  it('says after how long, where the failure is dated', () => {
    for (const how of ['itself', 'AWS'] as const) {
      expect(inWords(draft.healed(anIncident(), how, NOW).short)).toContain('20m00s');
      const undated = draft.healed(without(anIncident(), 'impairedSince'), how, NOW);
      expect(inWords(undated.short)).not.toMatch(/\d|NaN/);
    }
    expect(words(draft.healed(anIncident(), 'itself', NOW).story)).toContain('20m00s');
  });
});

describe('the mail about a stop that is refused', () => {
  const refused = (message: string, unauthorized: boolean): AlertDraft =>
    draft.stopRefused('SomeCode', message, unauthorized, false);

  it('says by which error, and that the owner can do it', () => {
    expect(words(refused('the message', false).story)).toContain('SomeCode, "the message"');
    expect(refused('the message', false).data).toEqual({ error: 'SomeCode' });
    expect(keys(refused('the message', false).todo)).toEqual(['todo.stop-start-yourself']);
  });

  it('ends the message of EC2 with one full stop, and leaves those within it', () => {
    for (const message of ['First. Second.', 'First. Second']) {
      expect(words(refused(message, false).story)).toMatch(/: SomeCode, "First\. Second"\. [A-Z]/);
    }
  });

  it('names the permission that is missing, not where a policy forbids it outright', () => {
    expect(words(refused('no', true).todo)).toMatch(/ec2:StopInstances on the instance/);
    expect(keys(refused(DENIED, true).todo)).toEqual(['todo.denied', 'todo.stop-start-yourself']);
    expect(keys(refused(DENIED, false).todo)).toEqual(['todo.stop-start-yourself']);
  });
});

describe('a mail that speaks of one attempt', () => {
  it('does not speak for the next one', () => {
    expect(draft.osAfterStart(15, RELAUNCHED).anewSince).toBe(RELAUNCHED);
    expect(draft.verifyLate(15, RELAUNCHED).anewSince).toBe(RELAUNCHED);
    expect(draft.stopHangs('forced', anAttempt()).anewSince).toBe(INTENDED);
    const attempt = anAttempt();
    expect(draft.unclear(say('picture.no-status'), 15, anIncident({ attempt })).anewSince).toBe(INTENDED);
    expect(draft.unclear(say('picture.no-status'), 15, anIncident())).not.toHaveProperty('anewSince');
  });

  it('about an unclear picture is another one in another phase', () => {
    const names = [anIncident(), verifyingIncident()].map(
      (one) => draft.unclear(say('picture.no-status'), 15, one).about,
    );
    expect(new Set(names).size).toBe(2);
  });
});

describe('the mail that AWS stopped it', () => {
  it('says why it is not started', () => {
    const made = draft.stoppedByAws(say('refuse.observe', { act: 'starting' }));
    expect(words(made.story)).toContain('not starting: observe mode');
  });
});
