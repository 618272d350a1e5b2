import { describe, expect, it } from '@jest/globals';
import type { Situation } from '../../../../lambda/core/incident/decision.ts';
import { announcementsOf, type Plan } from '../../../../lambda/core/scheduled-events/planned-move.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import type { Settings } from '../../../../lambda/core/model/settings.ts';
import { DAY, HOUR, MINUTE } from '../../../../lambda/core/model/time.ts';
import { aHealthEvent, anInstance, aScheduledEvent, at, SETTINGS, TYPE, without } from '../given.ts';
import {
  anAnnouncement,
  aSituation,
  HEARD,
  LAST_CHANCE,
  MOVE,
  NEXT_SLOT,
  RETIREMENT,
  SLOT,
} from './given-moves.ts';

type Instance = Parameters<typeof anInstance>[0];

function planOf(differences: Partial<Situation> = {}): Plan | undefined {
  return announcementsOf(aSituation(differences)).plan;
}

/** The plan for an instance that differs so. */
function planFor(instance: Instance, settings: Partial<Settings> = {}): Plan | undefined {
  const observation = anInstance({ scheduledEvents: [RETIREMENT], ...instance });
  return planOf({ observation, settings: { ...SETTINGS, ...settings } });
}

function why(plan: Plan | undefined): string {
  return plan?.kind === 'none' ? plan.why.key : (plan?.kind ?? 'nothing');
}

const HOST = { facts: { tenancy: 'host' } };
const NOTIFY = { facts: { tags: { 'ec2-responder': 'notify' } } };
/** The date of the retirement that EC2 lists, and another one. */
const LISTED_DATE = RETIREMENT.notBefore ?? 0;
const OTHER_DATE = LISTED_DATE + 3 * DAY;
const NETWORK = aScheduledEvent({ code: 'system-maintenance', description: 'network' });

describe('the plan for what is announced', () => {
  it('is the first window after a day of notice, with the date of AWS', () => {
    expect(planOf()).toEqual(MOVE);
  });

  it('is none of anything where nothing is announced', () => {
    expect(planFor({ scheduledEvents: [] })).toBeUndefined();
  });

  it('is none of anything where what EC2 lists is over by a start since', () => {
    const found = announcementsOf(
      aSituation({ observation: anInstance({ scheduledEvents: [RETIREMENT], launchTime: HEARD + 1 }) }),
    );
    expect(found).toMatchObject({ open: [], plan: undefined, movable: [] });
    expect(found.lingering.map((one) => one.id)).toEqual([RETIREMENT.id]);
  });

  it('keeps to the time that was heard of first, and begins the notice anew for what is heard of now', () => {
    const heard = [{ id: RETIREMENT.id, heardAt: at('19:00:00', '2026-01-14') }];
    expect(planOf({ incident: anAnnouncement({ heard }), now: at('10:05:00') })).toEqual(MOVE);
    const late = at('18:30:00', '2026-01-17');
    const fresh = planOf({ incident: anAnnouncement({ heard: [] }), now: late });
    expect(fresh).toMatchObject({ slot: { start: late + DAY, end: SLOT.end } });
  });

  it('begins the notice with the first of several announcements', () => {
    const heard = [
      { id: 'later', heardAt: at('10:00:00', '2026-01-18') },
      { id: RETIREMENT.id, heardAt: HEARD },
    ];
    const observation = anInstance({ scheduledEvents: [{ ...RETIREMENT, id: 'later' }, RETIREMENT] });
    expect(planOf({ incident: anAnnouncement({ heard }), observation })).toEqual(MOVE);
  });

  it('begins the notice with what may be moved for, not with network maintenance of which was heard before', () => {
    const heardAt = at('18:30:00', '2026-01-17');
    const heard = [
      { id: 'n', heardAt: HEARD },
      { id: RETIREMENT.id, heardAt },
    ];
    const observation = anInstance({ scheduledEvents: [{ ...NETWORK, id: 'n' }, RETIREMENT] });
    const plan = planOf({ incident: without(anAnnouncement({ heard }), 'plan'), observation, now: heardAt });
    expect(plan).toMatchObject({ slot: { start: heardAt + DAY, end: SLOT.end } });
  });

  it('follows the owner’s settings: windows, zone and notice', () => {
    const maintenanceWindow = [{ startMinute: 5 * 1440 + 120, minutes: 60 }];
    expect(planFor({}, { maintenanceWindow })).toMatchObject({
      slot: { start: at('02:00:00', '2026-01-23') },
    });
    expect(planFor({}, { timeZone: 'Asia/Tokyo' })).toMatchObject({
      slot: { start: at('09:00:00', '2026-01-18') },
    });
    expect(planFor({}, { minimumNoticeHours: 96 })).toMatchObject({ slot: NEXT_SLOT });
  });

  it('is the next window, without a last hour, for what is overdue; none while AWS may just be late', () => {
    const late = LISTED_DATE + 2 * HOUR;
    expect(planOf({ now: late })).toMatchObject({ kind: 'none', why: { key: 'plan.no-time' } });
    // A Thursday; the window is on Sundays.
    const plan = planOf({ now: late + 1 });
    expect(plan).toEqual({
      kind: 'move',
      deadline: undefined,
      slot: { kind: 'window', start: SLOT.start + 14 * DAY, end: SLOT.end + 14 * DAY },
    });
    const found = announcementsOf(aSituation({ now: late + 1 }));
    expect(found.movable.map((one) => one.id)).toEqual([RETIREMENT.id]);
    expect(announcementsOf(aSituation({ now: late })).movable).toEqual([]);
  });

  it('for what is overdue is before the date of what is to come beside it', () => {
    const now = LISTED_DATE + 3 * HOUR;
    const next = { ...RETIREMENT, id: 'next', notBefore: now + 2 * DAY };
    const observation = anInstance({ scheduledEvents: [RETIREMENT, next] });
    expect(planOf({ now, observation })).toMatchObject({
      deadline: next.notBefore,
      slot: { kind: 'before deadline', end: next.notBefore - HOUR },
    });
  });

  it('is none of anything while a reboot has perhaps ended it', () => {
    const reboot = { ...RETIREMENT, code: 'system-reboot' };
    const facts = { rebootMigration: 'default' };
    const observation = anInstance({ scheduledEvents: [reboot], facts });
    const incident = anAnnouncement({ rebootSeenAt: SLOT.start - HOUR });
    expect(announcementsOf(aSituation({ incident, observation, now: SLOT.start }))).toEqual({
      open: [],
      lingering: [],
      plan: undefined,
      movable: [],
    });
    const later = announcementsOf(aSituation({ incident, observation, now: SLOT.start + HOUR + 1 }));
    expect(later.plan).toMatchObject({ kind: 'move', slot: SLOT });
  });

  it('follows the tag of the instance before the setting', () => {
    const tags = { 'ec2-responder:window': 'fri:02:00-fri:03:00 tue:05:00-tue:06:00' };
    expect(planFor({ facts: { tags } })).toMatchObject({ slot: { start: at('05:00:00', '2026-01-20') } });
  });

  it('is the next window when one is over, the hour before the last when none is left', () => {
    expect(planOf({ now: SLOT.end - 1 })).toMatchObject({ slot: SLOT });
    expect(planOf({ now: SLOT.end })).toMatchObject({ slot: NEXT_SLOT });
    expect(planOf({ now: NEXT_SLOT.end })).toMatchObject({ slot: LAST_CHANCE });
  });

  it('is none in the last hour, and none where the owner does not want the hour before it', () => {
    expect(planOf({ now: LAST_CHANCE.end })).toMatchObject({ kind: 'none', why: { key: 'plan.no-time' } });
    const settings = { ...SETTINGS, scheduledEventFallback: 'notify' } as const;
    expect(why(planOf({ now: NEXT_SLOT.end, settings }))).toBe('plan.no-time');
  });

  it('keeps to the earliest of several dates, in whatever order they come', () => {
    const soon = at('12:00:00', '2026-01-17');
    const scheduledEvents = [RETIREMENT, { ...RETIREMENT, id: 'sooner', notBefore: soon }];
    const plan = planFor({ scheduledEvents });
    expect(plan).toMatchObject({
      deadline: soon,
      slot: { kind: 'before deadline', start: soon - 2 * HOUR, end: soon - HOUR },
    });
    expect(planFor({ scheduledEvents: scheduledEvents.toReversed() })).toEqual(plan);
  });

  it('is none any more once the date that EC2 lists is past, whatever later one Health tells of', () => {
    const past = { ...RETIREMENT, notBefore: at('09:50:00') };
    const health = [aHealthEvent({ startTime: at('00:00:00', '2026-01-29') })];
    const heard = [past.id, aHealthEvent().eventArn].map((id) => ({ id, heardAt: HEARD }));
    const situation = aSituation({
      incident: anAnnouncement({ health, heard }),
      observation: anInstance({ scheduledEvents: [past] }),
    });
    const { plan, movable } = announcementsOf(situation);
    expect(why(plan)).toBe('plan.no-time');
    expect(movable).toEqual([]);
  });

  it('begins the notice anew for what is heard of now, although what is past was heard of long ago', () => {
    const past = { ...RETIREMENT, id: 'past', notBefore: at('09:50:00') };
    const heard = [{ id: 'past', heardAt: at('10:00:00', '2026-01-01') }];
    const now = SLOT.start + HOUR;
    const settings = { ...SETTINGS, minimumNoticeHours: 24 };
    const plan = planOf({
      incident: anAnnouncement({ heard }),
      observation: anInstance({ scheduledEvents: [past, RETIREMENT] }),
      settings,
      now,
    });
    expect(plan).toMatchObject({ slot: NEXT_SLOT });
  });

  it.each([
    ['anew for what EC2 lists, although Health told of another date long ago', OTHER_DATE, NEXT_SLOT],
    ['with what Health told of the same date, though EC2 lists it only now', LISTED_DATE, SLOT],
  ])('begins the notice %s', (_what, startTime, slot) => {
    const told = aHealthEvent({ startTime });
    const heard = [
      { id: told.eventArn, heardAt: HEARD },
      { id: RETIREMENT.id, heardAt: SLOT.start - HOUR },
    ];
    const plan = planOf({
      incident: anAnnouncement({ health: [told], heard }),
      settings: { ...SETTINGS, minimumNoticeHours: 24 },
    });
    expect(plan).toMatchObject({ slot });
  });

  it('keeps to the date that Health alone tells of, where EC2 lists none', () => {
    const health = [aHealthEvent({ startTime: at('00:00:00', '2026-01-19') })];
    const nothing = { observation: anInstance() };
    expect(planOf({ ...nothing, incident: anAnnouncement({ health }) })).toMatchObject({
      deadline: at('00:00:00', '2026-01-19'),
      slot: SLOT,
    });
  });

  it('is none while only Health tells of it, without a date: in a day that is forgotten', () => {
    const undated = without(aHealthEvent({ lastUpdated: at('10:00:00') }), 'startTime');
    const incident = anAnnouncement({ health: [undated], heard: [{ id: undated.eventArn, heardAt: HEARD }] });
    expect(why(planOf({ incident, observation: anInstance() }))).toBe('plan.undated');
    expect(planOf({ incident })).toEqual(MOVE);
  });

  it('is made for what only Health has told of, and then there is nothing to move for yet', () => {
    const found = announcementsOf(
      aSituation({
        incident: anAnnouncement({ health: [aHealthEvent()], heard: [] }),
        observation: anInstance(),
      }),
    );
    expect(found.plan).toMatchObject({ kind: 'move' });
    expect(found.movable).toEqual([]);
  });
});

describe('the window of the owner', () => {
  // An event on the bus can be forged; that EC2 lists some retirement for later makes it no reason to move now.
  it('is not left for a date that only Health tells of, while EC2 lists a later one', () => {
    const health = [aHealthEvent({ startTime: at('12:00:00') })];
    expect(planOf({ incident: anAnnouncement({ health }) })).toMatchObject({ slot: SLOT });
  });

  it('is not left for a date on which only the network is maintained', () => {
    const scheduledEvents = [RETIREMENT, { ...NETWORK, id: 'n', notBefore: at('12:00:00') }];
    expect(planFor({ scheduledEvents })).toMatchObject({ slot: SLOT });
  });

  it('is kept to where EC2 still lists another event, the date of which is over', () => {
    const past = { ...NETWORK, id: 'n', notBefore: at('06:00:00'), notAfter: at('07:00:00') };
    expect(planFor({ scheduledEvents: [RETIREMENT, past] })).toMatchObject({ slot: SLOT });
  });
});

describe('a date of EC2 that is over', () => {
  it('decides nothing beside one that is to come', () => {
    const past = { ...RETIREMENT, id: 'past', notBefore: at('06:00:00') };
    expect(planFor({ scheduledEvents: [past, RETIREMENT] })).toEqual(MOVE);
    const now = { ...past, notBefore: at('10:05:00') };
    expect(planFor({ scheduledEvents: [now, RETIREMENT] })).toEqual(MOVE);
  });
});

describe('what may be moved for', () => {
  it('is what EC2 lists at this moment and a stop and a start resolve, and nothing else', () => {
    const incident = anAnnouncement({ health: [aHealthEvent()] });
    const observation = anInstance({ scheduledEvents: [{ ...NETWORK, id: 'n' }, RETIREMENT] });
    const { open, movable } = announcementsOf(aSituation({ incident, observation }));
    expect(open).toHaveLength(3);
    expect(movable.map((one) => one.id)).toEqual([RETIREMENT.id]);
  });
});

describe('there is no plan', () => {
  /** Each reason with an instance or setting that has it; all those before it are absent. */
  const REASONS: readonly (readonly [key: string, Instance, Partial<Settings>])[] = [
    ['plan.not-movable', { scheduledEvents: [NETWORK] }, {}],
    ['plan.notify', {}, { scheduledEventAction: 'notify' }],
    ['refuse.unknown-tag', { facts: { tags: { 'ec2-responder': 'Recover' } } }, {}],
    ['refuse.tag', NOTIFY, {}],
    ['refuse.default', {}, { defaultAction: 'notify' }],
    ['refuse.observe', {}, { mode: 'observe' }],
    ['refuse.auto-scaling-group', { facts: { tags: { 'aws:autoscaling:groupName': 'g' } } }, {}],
    ['refuse.lifecycle', { facts: { lifecycle: 'capacity-block' } }, {}],
    ['refuse.dedicated-host', HOST, {}],
    ['refuse.instance-store-root', { facts: { rootDeviceType: 'instance-store' } }, {}],
    ['refuse.instance-store', { typeFacts: { ...TYPE, instanceStorageSupported: true } }, {}],
    ['refuse.maintenance-undated', { scheduledEvents: [without(RETIREMENT, 'notBefore')] }, {}],
    ['plan.window-tag', { facts: { tags: { 'ec2-responder:window': 'sundays' } } }, {}],
    ['plan.no-time', { scheduledEvents: [{ ...RETIREMENT, notBefore: at('10:50:00') }] }, {}],
  ];

  it.each(REASONS)('%s', (key, instance, settings) => {
    const plan = planFor(instance, settings);
    expect(why(plan)).toBe(key);
    expect(plan?.kind === 'none' ? inWords(plan.why) : '').toMatch(/\S+ \S+/);
    const [event = RETIREMENT] = instance?.scheduledEvents ?? [];
    expect(plan?.deadline).toBe(event.notBefore);
  });

  it('says of observe mode, tags and obstacles that it is not moving, not that it is not stopping', () => {
    for (const [key, instance, settings] of REASONS.filter(([one]) => one.startsWith('refuse.'))) {
      const plan = planFor(instance, settings);
      const words = plan?.kind === 'none' ? inWords(plan.why) : '';
      expect([key, words.startsWith('not moving: ')]).toEqual([key, true]);
    }
  });

  it('and the reason that comes first in this order is told', () => {
    const everything = {
      scheduledEvents: [{ ...NETWORK, notBefore: at('10:50:00') }],
      facts: { tags: { 'ec2-responder': 'notify', 'ec2-responder:window': 'x' }, tenancy: 'host' },
    };
    const movable = { ...everything, scheduledEvents: [{ ...RETIREMENT, notBefore: at('10:50:00') }] };
    const recover = { ...movable, facts: { ...movable.facts, tags: { 'ec2-responder:window': 'x' } } };
    const notHost = { ...recover, facts: { tags: recover.facts.tags } };
    const notify = { scheduledEventAction: 'notify' } as const;
    expect([
      why(planFor(everything, notify)),
      why(planFor(movable, notify)),
      why(planFor(movable)),
      why(planFor(recover)),
      why(planFor(notHost)),
      why(planFor({ scheduledEvents: movable.scheduledEvents })),
    ]).toEqual([
      'plan.not-movable',
      'plan.notify',
      'refuse.tag',
      'refuse.dedicated-host',
      'plan.window-tag',
      'plan.no-time',
    ]);
  });

  it('says what is wrong with the tag', () => {
    const plan = planFor({ facts: { tags: { 'ec2-responder:window': 'sundays' } } });
    expect(plan?.kind === 'none' && inWords(plan.why)).toMatch(/ec2-responder:window.*"sundays".*allowed/);
  });
});

describe('an obstacle that passes', () => {
  it.each([
    [
      'an instance type that could not be read',
      without(anInstance({ scheduledEvents: [RETIREMENT] }), 'typeFacts'),
    ],
    [
      'a tenancy that could not be read',
      { ...anInstance({ scheduledEvents: [RETIREMENT] }), facts: without(anInstance().facts, 'tenancy') },
    ],
  ])('is left to the day of the move: %s', (_, observation) => {
    expect(planOf({ observation })).toEqual(MOVE);
  });

  it('is left to the day of the move: maintenance in progress that a start has resolved', () => {
    const launchTime = at('06:00:00');
    const over = { ...NETWORK, id: 'over', notBefore: at('10:00:00'), notAfter: at('11:00:00') };
    const heard = [
      { id: 'over', heardAt: launchTime - 1 },
      { id: RETIREMENT.id, heardAt: HEARD },
    ];
    const observation = anInstance({ launchTime, scheduledEvents: [over, RETIREMENT] });
    expect(planOf({ incident: anAnnouncement({ heard }), observation })).toEqual(MOVE);
  });

  it('brings back no plan that was taken back: what is not read now may be what stood in the way', () => {
    const observation = without(anInstance({ scheduledEvents: [RETIREMENT] }), 'typeFacts');
    const toldNone = anAnnouncement({ plan: { at: HEARD } });
    expect(why(planOf({ incident: toldNone, observation }))).toBe('refuse.unread');
    const toldMove = anAnnouncement({ plan: { start: SLOT.start, at: HEARD } });
    expect(planOf({ incident: toldMove, observation })).toEqual(MOVE);
    expect(planOf({ incident: without(anAnnouncement(), 'plan'), observation })).toEqual(MOVE);
    // A tenancy that is read and a type that is, without an obstacle: the move is planned, as the owner wished.
    expect(planOf({ incident: toldNone })).toEqual(MOVE);
    // Maintenance in progress was read, and passes.
    const over = { ...NETWORK, id: 'over', notBefore: at('10:00:00'), notAfter: at('11:00:00') };
    const heard = [
      { id: 'over', heardAt: at('06:00:00') - 1 },
      { id: RETIREMENT.id, heardAt: HEARD },
    ];
    const inMaintenance = anInstance({ launchTime: at('06:00:00'), scheduledEvents: [over, RETIREMENT] });
    expect(planOf({ incident: { ...toldNone, heard }, observation: inMaintenance })).toEqual(MOVE);
  });

  it('does not hide one that stays', () => {
    const unread = without(
      anInstance({ scheduledEvents: [RETIREMENT], facts: { tenancy: 'host' } }),
      'typeFacts',
    );
    expect(why(planOf({ observation: unread }))).toBe('refuse.dedicated-host');
  });
});

describe('the time until the move', () => {
  it('stays the same from pass to pass, so that what was told stays true', () => {
    for (let now = HEARD; now < SLOT.end; now += 37 * MINUTE) expect(planOf({ now })).toEqual(MOVE);
  });
});
