import { describe, expect, it } from '@jest/globals';
import { DOCUMENTS } from '../../../../lambda/words/documents.ts';
import { subjectOf } from '../../../../lambda/words/subject.ts';
import type { AnnouncedChange } from '../../../../lambda/core/model/announcement.ts';
import type { AlertDraft } from '../../../../lambda/core/incident/decision.ts';
import * as draft from '../../../../lambda/core/alerts/incident-drafts.ts';
import { isAnnouncement } from '../../../../lambda/core/model/incident.ts';
import {
  aboutDate,
  announced,
  notListed,
  reminder,
  replanned,
  stillListed,
} from '../../../../lambda/core/alerts/move-drafts.ts';
import type { Plan } from '../../../../lambda/core/scheduled-events/planned-move.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import { say, type Sentence } from '../../../../lambda/core/model/sentence.ts';
import { DAY } from '../../../../lambda/core/model/time.ts';
import { anAttempt, anInstance, at, RELAUNCHED, verifyingIncident } from '../given.ts';
import {
  DEADLINE,
  HEARD,
  LAST_CHANCE,
  MOVE,
  RETIREMENT,
  SLOT,
  textOf,
} from '../scheduled-events/given-moves.ts';
import { named, PLACE } from '../../words/sample-alert.ts';

const CHANGE: AnnouncedChange = {
  id: RETIREMENT.id,
  code: RETIREMENT.code,
  description: '',
  words: '',
  at: DEADLINE,
  heardAt: HEARD,
  listed: true,
  over: false,
};
const NONE: Plan = { kind: 'none', why: say('plan.notify'), deadline: DEADLINE };
const AT_THE_LAST: Plan = { kind: 'move', slot: LAST_CHANCE, deadline: DEADLINE };
const CHANGED = { before: SLOT.start, missed: undefined, since: HEARD, left: CHANGE };

function none(why: Sentence): Plan {
  return { kind: 'none', why, deadline: DEADLINE };
}

function moved(publicIp = '203.0.113.10'): AlertDraft {
  const attempt = anAttempt({
    cause: 'planned',
    intendedAt: at('10:05:00'),
    stoppedAt: at('10:06:00'),
    startedAt: RELAUNCHED,
  });
  const observation = anInstance({ launchTime: RELAUNCHED, facts: { publicIp } });
  return draft.recovered(verifyingIncident({ attempt }), observation, at('10:08:00'));
}

/** Every mail of an announced event and its move: its word, the first line, and what the reader has to do. */
const MAILS: readonly (readonly [string, () => AlertDraft, string, RegExp, RegExp])[] = [
  [
    'announces a move in a window',
    () => announced(CHANGE, MOVE),
    'ANNOUNCED move Sun 01-18 18:00 (retirement)',
    /^AWS has announced instance-retirement for this instance, not before Thu 2026-01-29 00:00 UTC\.$/,
    /^Nothing, if the time suits you\./,
  ],
  [
    'announces a date for which nothing is moved',
    () => announced(CHANGE, NONE),
    'ANNOUNCED AWS retirement 2026-01-29',
    /^AWS has announced instance-retirement/,
    /^Before that date, stop and start it at a time of your choice/,
  ],
  [
    'announces a move for what is overdue',
    () => announced({ ...CHANGE, overdue: true }, { ...MOVE, deadline: undefined }),
    'ANNOUNCED move Sun 01-18 18:00 (overdue)',
    /^AWS has announced instance-retirement for this instance, not before Thu 2026-01-29 00:00 UTC\. That date has passed, .* overdue\./,
    /^Nothing, if the time suits you\./,
  ],
  [
    'names another time',
    () => replanned(MOVE, CHANGED),
    'ANNOUNCED move Sun 01-18 18:00 (changed)',
    /^The responder will stop and start it, .* at Sun 2026-01-18 18:00 UTC, at the latest at Sun 2026-01-18 22:00 UTC\./,
    /^Nothing, if the time suits you\./,
  ],
  [
    'says that nothing is moved any more',
    () => replanned(NONE, CHANGED),
    'NEEDS-YOU no move planned any more',
    /^The responder will not move it: ScheduledEventAction is notify\.$/,
    /^Before that date, stop and start it/,
  ],
  [
    'reminds of the move',
    () => reminder(MOVE, SLOT.start, CHANGE),
    'ANNOUNCED move Sun 01-18 18:00 (reminder)',
    /^A reminder: a planned move of this instance is due within a day\.$/,
    /^Nothing, if the time suits you\./,
  ],
  [
    'reminds of the date of AWS',
    () => reminder(NONE, DEADLINE, CHANGE),
    'ANNOUNCED AWS acts Thu 01-29 00:00 (reminder)',
    /^A reminder: the date that AWS has announced for this instance is within a day\.$/,
    /^Before that date, stop and start it/,
  ],
  [
    'says that EC2 does not list it',
    () => notListed(CHANGE, SLOT.start),
    'NEEDS-YOU not moved, EC2 lists nothing',
    /^The time of the planned move has come, but EC2 lists no event .* instance-retirement \(not before 2026-01-29 00:00:00 UTC\)/,
    /^Look at the event in the AWS Health Dashboard/,
  ],
  [
    'says that EC2 still lists it',
    () => stillListed(CHANGE, SLOT.start),
    'NEEDS-YOU moved, AWS still lists it',
    /^The instance was stopped and started \(it has been running since 2026-01-18 18:00:00 UTC\).*not moved a second time/,
    /^Look at the event in the console/,
  ],
  [
    'says that the move has begun',
    () => draft.acting(anAttempt({ cause: 'planned' })),
    'ACTING planned move begun',
    /^The planned time for the move of this instance has come\./,
    /^Nothing now\./,
  ],
  [
    'says that an instance that does not answer is moved now',
    () => draft.acting(anAttempt({ cause: 'unreachable' })),
    'ACTING unreachable, stop/start begun',
    /^AWS says that the hardware under this instance is failing, and its instance check fails\./,
    /^Nothing now\./,
  ],
  [
    'reports the move',
    () => moved(),
    'MOVED back in 3m00s',
    /^The instance was moved as planned at Thu 2026-01-15 10:05 UTC: .* after 3m00s\./,
    /^Check that your service works/,
  ],
  [
    'reports the move to another address',
    () => moved('203.0.113.99'),
    'MOVED NEW PUBLIC IP, back in 3m00s',
    /^The instance was moved as planned/,
    /Update what points to the old public IPv4 address/,
  ],
];

it('the report of a move names its time on the owner’s clock', () => {
  const [first] = moved().story;
  expect(first === undefined ? '' : inWords(first, 'Asia/Tokyo')).toContain(
    'at Thu 2026-01-15 19:05 Asia/Tokyo (2026-01-15 10:05 UTC)',
  );
});

describe.each(MAILS)('the mail that %s', (_, make, subject, firstLine, todo) => {
  it('says it in the subject, in the first line, and what to do', () => {
    const { word, short, story, todo: asked } = make();
    expect(`${word} ${inWords(short)}`).toBe(subject);
    expect(inWords(story[0] ?? say('story.flapping', { count: 0 }))).toMatch(firstLine);
    expect(asked.map((one) => inWords(one)).join('\n')).toMatch(todo);
  });

  it('has no gap in its words, and leads to documents that there are', () => {
    expect(textOf(make())).not.toMatch(/undefined|NaN|\[object|Invalid|^\w+\.[\w-]+ \{/m);
    expect(make().documents.length).toBeGreaterThan(0);
    for (const document of make().documents) expect(DOCUMENTS).toHaveProperty(document);
  });

  it.each(['web-1', 'w'.repeat(300), '本番ウェブサーバー一号機', ''])(
    'has a subject within 99 characters that still says when, with the name "%s"',
    (name) => {
      const { word, short } = make();
      const text = subjectOf(named(name, { word, short }), { ...PLACE, region: 'ap-northeast-1' });
      expect(text).toMatch(/^[\x20-\x7e]{1,99}$/);
      // What AWS calls it may be cut; the time and what becomes of it may not.
      expect(text).toContain(inWords(short).replace(/ \(\w+\)$/, ''));
    },
  );
});

describe('the mail that announces', () => {
  it('names the times in the zone of the owner and in UTC', () => {
    const text = textOf(announced(CHANGE, MOVE), 'Asia/Tokyo');
    expect(text).toContain('not before Thu 2026-01-29 09:00 Asia/Tokyo (2026-01-29 00:00 UTC)');
    expect(text).toContain('at Mon 2026-01-19 03:00 Asia/Tokyo (2026-01-18 18:00 UTC)');
    expect(text).toContain('move Mon 01-19 03:00 (retirement)');
  });

  it('says that no window is left where the move is right before the date', () => {
    expect(textOf(announced(CHANGE, AT_THE_LAST))).toMatch(/No maintenance window is left before that date/);
    expect(textOf(announced(CHANGE, MOVE))).not.toMatch(/No maintenance window/);
  });

  it('says how to have another time, or none', () => {
    expect(textOf(announced(CHANGE, MOVE))).toMatch(/ec2-responder:window.*ec2-responder=notify/);
  });

  it('says that EC2 does not list it yet only where that is so and a move depends on it', () => {
    const only = /EC2 does not list it yet/;
    const health = { ...CHANGE, listed: false };
    expect(textOf(announced(health, MOVE))).toMatch(only);
    expect(textOf(announced(CHANGE, MOVE))).not.toMatch(only);
    expect(textOf(announced(health, NONE))).not.toMatch(only);
  });

  it.each([
    ['instance-retirement', 'retirement'],
    ['AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED', 'retirement'],
    ['AWS_EC2_INSTANCE_TERMINATION_SCHEDULED', 'termination'],
    ['instance-stop', 'stop'],
    ['instance-reboot', 'reboot'],
    ['system-maintenance', 'maintenance'],
    ['AWS_EC2_OF_TOMORROW', 'maintenance'],
  ])('with the code %s has the %s in its subject and the code in its story', (code, what) => {
    const made = announced({ ...CHANGE, code }, NONE);
    expect(inWords(made.short)).toBe(`AWS ${what} 2026-01-29`);
    expect(inWords(announced({ ...CHANGE, code }, MOVE).short)).toBe(`move Sun 01-18 18:00 (${what})`);
    expect(textOf(made)).toContain(code);
  });

  it.each([
    ['AWS_EC2_OF_TOMORROW', 'We replace\\nthe roof above your instance.', true],
    ['system-maintenance', 'The network maintenance of your host', true],
    ['system-maintenance', 'The power maintenance of your host', false],
    ['instance-retirement', 'The instance is on degraded hardware', false],
    ['AWS_EC2_OF_TOMORROW', '', false],
  ])('with the code %s and "%s" quotes AWS, where the owner has to judge: %j', (code, words, quotes) => {
    const { story } = announced({ ...CHANGE, code, description: words, words }, NONE);
    const quoted = story.filter(({ key }) => key === 'notice.aws-says').map((one) => inWords(one));
    expect(quoted).toEqual(quotes ? [words.replace('\\n', ' ')] : []);
  });

  it('leads to the Health event where EC2 does not list it', () => {
    const arn = 'arn:aws:health:ap-northeast-1::event/EC2/X/1';
    expect(announced({ ...CHANGE, id: arn, listed: false }, NONE).healthEvent).toEqual({ arn });
    expect(announced(CHANGE, NONE)).not.toHaveProperty('healthEvent');
  });

  it('keeps times as numbers, whoever reads them where', () => {
    for (const { short, story, todo } of [
      announced(CHANGE, MOVE),
      replanned(MOVE, { ...CHANGED, before: SLOT.start }),
      reminder(MOVE, SLOT.start, CHANGE),
    ]) {
      const kept = JSON.stringify([short, ...story, ...todo]);
      expect(kept).toContain(`${SLOT.start}`);
      expect(kept).not.toMatch(/UTC|\d{4}-\d\d|\d\d:\d\d/);
    }
  });

  it('without a date says what AWS does, and no date', () => {
    const made = announced({ ...CHANGE, at: undefined }, { ...NONE, deadline: undefined });
    expect(inWords(made.short)).toBe('AWS retirement');
    expect(inWords(made.story[0] ?? made.short)).toBe(
      'AWS has announced instance-retirement for this instance.',
    );
    expect(made).not.toHaveProperty('data');
  });

  it.each<[string, Sentence, string, RegExp]>([
    [
      'its root is instance store',
      say('refuse.instance-store-root', { act: 'moving' }),
      'instance-retirement',
      /^Replace it from an image/,
    ],
    [
      'it is on a Dedicated Host',
      say('refuse.dedicated-host', { act: 'moving' }),
      'instance-retirement',
      /another Dedicated Host/,
    ],
    [
      'it passes by itself',
      say('plan.not-movable'),
      'system-maintenance',
      /^Nothing, if a short loss of the network/,
    ],
    [
      'it is terminated',
      say('plan.not-movable'),
      'AWS_EC2_INSTANCE_TERMINATION_SCHEDULED',
      /^Replace it from an image/,
    ],
    ['nobody knows what it is', say('plan.not-movable'), 'AWS_EC2_OF_TOMORROW', /^Read what AWS says/],
    [
      'the owner wants it told only',
      say('plan.notify'),
      'instance-stop',
      /^Before that date, stop and start it/,
    ],
    ['no time is left', say('plan.no-time'), 'instance-stop', /^Before that date, stop and start it/],
  ])('without a move gives the advice that fits where %s', (_, why, code, advice) => {
    const { todo } = announced({ ...CHANGE, code }, none(why));
    expect(todo).toHaveLength(1);
    expect(inWords(todo[0] ?? why)).toMatch(advice);
  });

  it('says why it is not moved, once', () => {
    const { story } = announced(CHANGE, none(say('refuse.tag', { act: 'moving', value: 'notify' })));
    expect(story.map((one) => inWords(one))).toContain(
      'The responder will not move it: its tag ec2-responder says notify.',
    );
  });
});

describe('the mail about a date', () => {
  it('asks for somebody where no time is left for a move', () => {
    expect(announced(CHANGE, none(say('plan.no-time'))).word).toBe('NEEDS-YOU');
    expect(announced(CHANGE, none(say('plan.not-movable'))).word).toBe('ANNOUNCED');
    // What Health alone tells of is perhaps not so.
    const unlisted = { ...CHANGE, listed: false };
    expect(announced(unlisted, none(say('plan.no-time'))).word).toBe('ANNOUNCED');
  });

  it('that AWS has changed says when the move was planned before', () => {
    const before = 'Before this, the move was planned for Wed 2026-01-28 22:00 UTC.';
    expect(textOf(announced(CHANGE, MOVE, LAST_CHANCE.start))).toContain(before);
    expect(textOf(announced(CHANGE, NONE, LAST_CHANCE.start))).toContain(before);
    expect(textOf(announced(CHANGE, MOVE, SLOT.start))).not.toContain('Before this,');
    expect(textOf(announced(CHANGE, MOVE))).not.toContain('Before this,');
  });

  it('leads to what AWS writes about just this change', () => {
    const retirement = { ...CHANGE, code: 'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED' };
    for (const mail of [
      announced(retirement, MOVE),
      replanned(MOVE, { ...CHANGED, left: retirement }),
      reminder(MOVE, SLOT.start, retirement),
    ])
      expect(mail.documents).toEqual(['retirement', 'scheduled-events', 'stop-start']);
    expect(reminder(MOVE, SLOT.start, undefined).documents).toEqual(['scheduled-events', 'stop-start']);
  });

  it('as a reminder names it, and gives the advice of the first mail', () => {
    const network = { ...CHANGE, code: 'system-maintenance', description: 'network' };
    const mail = reminder(none(say('plan.not-movable')), DEADLINE, network);
    expect(textOf(mail)).toContain('AWS has announced system-maintenance');
    expect(mail.todo.map((one) => one.key)).toEqual(['ask.wait-maintenance']);
  });
});

describe('what programs read of it', () => {
  it('are the times of the move and of AWS', () => {
    const both = { move_at: '2026-01-18T18:00:00.000Z', aws_date: '2026-01-29T00:00:00.000Z' };
    expect(announced(CHANGE, MOVE).data).toEqual(both);
    expect(replanned(MOVE, CHANGED).data).toEqual(both);
    expect(reminder(MOVE, SLOT.start, CHANGE).data).toEqual(both);
    expect(announced(CHANGE, NONE).data).toEqual({ aws_date: both.aws_date });
    expect(replanned({ ...MOVE, deadline: undefined }, CHANGED).data).toEqual({ move_at: both.move_at });
  });
});

describe('the mail about another plan', () => {
  it('says what was planned before, and what held the move, where that is known', () => {
    const missed = say('refuse.planned-waits', { count: 2 });
    const text = textOf(replanned(MOVE, { ...CHANGED, before: LAST_CHANCE.start, missed }));
    expect(text).toContain('Before this, the move was planned for Wed 2026-01-28 22:00 UTC.');
    expect(text).toContain('Not moving yet: 2 instances with a failed host wait, and failures go first.');
    const bare = replanned(MOVE, { ...CHANGED, before: undefined });
    expect(bare.story).toHaveLength(1);
  });

  it('needs nobody where what a move resolves is taken back, and advises on what is left', () => {
    const left = { ...CHANGE, code: 'system-maintenance', description: 'network' };
    const mail = replanned(none(say('plan.not-movable')), { ...CHANGED, left });
    expect([mail.word, mail.short.key]).toEqual(['ANNOUNCED', 'short.no-move']);
    const unlisted = { ...CHANGE, listed: false };
    expect(replanned(NONE, { ...CHANGED, left: unlisted }).word).toBe('ANNOUNCED');
    expect(mail.todo.map((one) => one.key)).toEqual(['ask.wait-maintenance']);
  });
});

describe('what is overdue', () => {
  const OVERDUE = { ...CHANGE, at: SLOT.start - DAY, overdue: true };

  it('is told as news of its own, although its date was told', () => {
    expect(aboutDate(OVERDUE)).toBe(`announced overdue ${OVERDUE.at}`);
    expect(isAnnouncement(aboutDate(OVERDUE))).toBe(true);
  });

  it('does not make the planned move one that comes too late', () => {
    const mail = announced(OVERDUE, MOVE);
    expect(mail.word).toBe('ANNOUNCED');
    expect(mail.story.map((one) => one.key)).toEqual(['story.overdue', 'story.move-in-window']);
    expect(mail.todo.map((one) => one.key)).toEqual(['todo.move-nothing', 'todo.move-other-time']);
  });

  it('asks the owner, where nothing is moved, for a quiet time and for none before the date', () => {
    expect(announced(OVERDUE, NONE).todo.map((one) => one.key)).toEqual(['todo.move-overdue']);
    expect(announced(CHANGE, NONE).todo.map((one) => one.key)).toEqual(['todo.move-yourself']);
  });
});

describe('the reboot that would do', () => {
  const REBOOT = { ...CHANGE, code: 'system-reboot', byReboot: true };
  const keys = (mail: AlertDraft): string[] => mail.todo.map((one) => one.key);

  it('is named beside a planned move, and first where nothing is moved', () => {
    expect(keys(announced(REBOOT, MOVE))).toEqual([
      'todo.move-nothing',
      'todo.move-other-time',
      'todo.reboot-instead',
    ]);
    expect(keys(announced(REBOOT, NONE))).toEqual(['todo.reboot-instead', 'todo.move-yourself']);
    expect(keys(reminder(MOVE, SLOT.start, REBOOT))).toContain('todo.reboot-instead');
    expect(keys(replanned(MOVE, { ...CHANGED, left: REBOOT }))).toContain('todo.reboot-instead');
  });

  it('is not where it would not do, or where the instance is not to be touched by hand', () => {
    expect(keys(announced(CHANGE, MOVE))).not.toContain('todo.reboot-instead');
    const host = none(say('refuse.dedicated-host', { act: 'moving' }));
    expect(keys(announced(REBOOT, host))).toEqual(['ask.dedicated-host']);
  });
});

describe('the names of the mails', () => {
  it('are one for a date, whoever tells of it; without a date one for each code', () => {
    const about = (code: string, date: number | undefined): string => aboutDate({ code, at: date });
    expect(about('instance-stop', DEADLINE)).toBe(about('AWS_EC2_INSTANCE_STOP_SCHEDULED', DEADLINE));
    expect(about('instance-stop', DEADLINE)).not.toBe(about('instance-stop', DEADLINE + 1));
    expect(about('instance-stop', undefined)).not.toBe(about('instance-reboot', undefined));
    expect(announced(CHANGE, MOVE).about).toBe(about('x', DEADLINE));
  });

  it('are another for each', () => {
    const made = MAILS.slice(0, -1).map(([, make]) => make().about);
    // A plan and no plan, a reminder of each: those are told apart by their times.
    expect(new Set(made).size).toBe(made.length - 2);
  });

  it('of announcements are no failures; that a move has perhaps not helped is one', () => {
    const dates = [
      announced(CHANGE, MOVE),
      replanned(NONE, CHANGED),
      reminder(MOVE, SLOT.start, CHANGE),
      notListed(CHANGE, SLOT.start),
    ];
    expect(dates.map((one) => isAnnouncement(one.about))).toEqual([true, true, true, true]);
    expect(isAnnouncement(stillListed(CHANGE, SLOT.start).about)).toBe(false);
  });

  it('of plans carry the time, so that going back to an earlier plan is told anew', () => {
    expect(replanned(MOVE, CHANGED)).toMatchObject({
      about: `announced plan ${SLOT.start}`,
      anewSince: HEARD,
    });
    expect(replanned(NONE, CHANGED).about).toBe('announced plan none');
  });
});
