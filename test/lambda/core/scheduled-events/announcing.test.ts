import { describe, expect, it } from '@jest/globals';
import { announcing, startOf } from '../../../../lambda/core/scheduled-events/announcing.ts';
import type { AlertDraft, Situation } from '../../../../lambda/core/incident/decision.ts';
import type { Incident } from '../../../../lambda/core/model/incident.ts';
import { announcementsOf } from '../../../../lambda/core/scheduled-events/planned-move.ts';
import type { ToldPlan } from '../../../../lambda/core/model/announcement.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import { say } from '../../../../lambda/core/model/sentence.ts';
import { DAY, HOUR, MINUTE } from '../../../../lambda/core/model/time.ts';
import { afterDecision, noteObservation } from '../../../../lambda/core/incident/transitions.ts';
import { decide } from '../../../../lambda/core/incident/decide.ts';
import {
  aHealthEvent,
  anInstance,
  aScheduledEvent,
  at,
  checks,
  SETTINGS,
  subjects,
  UNREAD,
  without,
} from '../given.ts';
import {
  aFreshAnnouncement,
  anAnnouncement,
  aSituation,
  DEADLINE,
  HEARD,
  LAST_CHANCE,
  MOVE,
  NEXT_SLOT,
  RETIREMENT,
  SLOT,
  textOf,
  TOLD,
} from './given-moves.ts';

const NOW = at('10:05:00');
/** AWS moves the date forward to this one. */
const SOONER = at('00:00:00', '2026-01-20');

function announce(differences: Partial<Situation> = {}): ReturnType<typeof announcing> {
  const situation = aSituation(differences);
  return announcing(situation, announcementsOf(situation));
}

/** The one alert, or the test fails. */
function only(differences: Partial<Situation> = {}): AlertDraft {
  const { alerts } = announce(differences);
  if (alerts.length > 1) throw new Error(`${alerts.length} alerts`);
  return first(alerts);
}

/** The first of several: the one that the record sends where they share a name. */
function first([one]: readonly AlertDraft[]): AlertDraft {
  if (one === undefined) throw new Error('no alert');
  return one;
}

function withEvents(...scheduledEvents: readonly ReturnType<typeof aScheduledEvent>[]): Partial<Situation> {
  return { observation: anInstance({ scheduledEvents }) };
}

describe('a date of AWS', () => {
  it('is told at once with the plan, and both are remembered', () => {
    const { alerts, changes } = announce({ incident: aFreshAnnouncement(), now: NOW });
    expect(alerts.map((one) => [one.word, one.about])).toEqual([['ANNOUNCED', `announced ${DEADLINE}`]]);
    expect(changes).toEqual({ announced: [`announced ${DEADLINE}`], plan: { ...TOLD, at: NOW } });
    expect(alerts.map((one) => textOf(one)).join('\n')).toContain('Sun 2026-01-18 18:00 UTC');
  });

  it('is told once', () => {
    expect(announce({ now: NOW })).toEqual({ alerts: [], changes: {} });
  });

  it('is told again when it is another date, earlier or later, with the plan for that', () => {
    const moved = announce(withEvents({ ...RETIREMENT, notBefore: SOONER }));
    expect(moved.alerts.map((one) => one.about)).toEqual([`announced ${SOONER}`]);
    expect(moved.changes).toEqual({
      announced: [`announced ${DEADLINE}`, `announced ${SOONER}`],
      plan: { start: SLOT.start, deadline: SOONER, at: NOW },
    });
    const later = announce(withEvents({ ...RETIREMENT, notBefore: DEADLINE + DAY }));
    expect(later.alerts.map((one) => one.word)).toEqual(['ANNOUNCED']);
  });

  it('is told again when AWS has not come for two hours, once, with the next window', () => {
    const late = DEADLINE + 2 * HOUR + 1;
    const incident = anAnnouncement({ plan: { deadline: DEADLINE, at: HEARD } });
    expect(announce({ incident, now: DEADLINE + 2 * HOUR }).alerts).toEqual([]);
    const { alerts, changes } = announce({ incident, now: late });
    expect(alerts.map((one) => one.about)).toEqual([`announced overdue ${DEADLINE}`]);
    expect(textOf(first(alerts))).toMatch(/it is overdue\..*\n.* at Sun 2026-02-01 18:00 UTC/s);
    expect(changes.plan).toEqual({ start: SLOT.start + 14 * DAY, at: late });
    const { announced = [], plan } = changes;
    const told = anAnnouncement({ announced, ...(plan === undefined ? {} : { plan }) });
    expect(announce({ incident: told, now: late + MINUTE }).alerts).toEqual([]);
  });

  it('with a plan for another time is told once, and not as a change of plan besides', () => {
    const soon = at('20:00:00', '2026-01-16');
    const { alerts, changes } = announce(withEvents({ ...RETIREMENT, notBefore: soon }));
    expect(subjects(alerts)).toEqual(['announced-move']);
    expect(changes.plan).toEqual({ start: soon - 2 * HOUR, deadline: soon, at: NOW });
  });

  it('of EC2 and of Health is one: under one name, of which the record sends one mail', () => {
    const incident = aFreshAnnouncement({ health: [aHealthEvent()] });
    const { alerts, changes } = announce({ incident });
    expect(new Set(alerts.map((one) => one.about)).size).toBe(1);
    expect(changes.announced).toEqual([`announced ${DEADLINE}`]);
    // The mail that goes out is that of EC2's own list.
    expect(textOf(first(alerts))).not.toContain('EC2 does not list it yet');
  });

  describe('of Health without a date, beside that of EC2,', () => {
    const undated = without(aHealthEvent(), 'startTime');
    const name = `announced ${undated.eventArn}`;

    it('was told with it, and is no news where EC2 calls its own off', () => {
      const { alerts, changes } = announce({ incident: aFreshAnnouncement({ health: [undated] }) });
      expect(subjects(alerts)).toEqual(['announced-move']);
      expect(changes.announced).toEqual([`announced ${DEADLINE}`, name]);

      const settings = { ...SETTINGS, scheduledEventAction: 'notify' } as const;
      const plan: ToldPlan = { deadline: DEADLINE, at: HEARD };
      const incident = anAnnouncement({ health: [undated], plan, announced: changes.announced ?? [] });
      expect(announce({ incident, settings, observation: anInstance() })).toEqual({
        alerts: [],
        changes: {},
      });
      const told = announce({
        incident: { ...incident, announced: [] },
        settings,
        observation: anInstance(),
      });
      expect(subjects(told.alerts)).toEqual(['announced']);
    });

    it('is noted without a mail where it comes later, and once', () => {
      const incident = anAnnouncement({ health: [undated] });
      const announced = [`announced ${DEADLINE}`, name];
      expect(announce({ incident })).toEqual({ alerts: [], changes: { announced } });
      expect(announce({ incident: { ...incident, announced } })).toEqual({ alerts: [], changes: {} });
    });

    it('is told where EC2 has listed nothing of its kind, or where it is another one', () => {
      const first = announce({
        incident: aFreshAnnouncement({ health: [undated] }),
        observation: anInstance(),
      });
      expect(first.changes.announced).toEqual([`announced ${undated.code}`]);
      const another = { ...undated, eventArn: `${undated.eventArn}0` };
      const incident = anAnnouncement({ health: [another], announced: [`announced ${DEADLINE}`, name] });
      expect(subjects(announce({ incident, observation: anInstance() }).alerts)).toContain('announced');
    });
  });

  it('is told without a plan where there is none, with the reason', () => {
    const settings = { ...SETTINGS, scheduledEventAction: 'notify' } as const;
    const { alerts, changes } = announce({ incident: aFreshAnnouncement(), settings });
    expect(textOf(first(alerts))).toMatch(/will not move it: ScheduledEventAction is notify/);
    expect(changes.plan).toEqual({ deadline: DEADLINE, at: NOW });
  });

  it('without a date is told once for each code', () => {
    const undated = without(RETIREMENT, 'notBefore');
    const { changes } = announce({ ...withEvents(undated), incident: aFreshAnnouncement() });
    expect(changes).toEqual({ announced: ['announced instance-retirement'], plan: { at: NOW } });
  });

  it('is told of an instance that runs, and of no other', () => {
    for (const state of ['pending', 'stopping', 'stopped'] as const) {
      const observation = anInstance({ state, scheduledEvents: [RETIREMENT] });
      expect(announce({ incident: aFreshAnnouncement(), observation })).toEqual({ alerts: [], changes: {} });
    }
  });

  it('is remembered with the newest twenty', () => {
    const announced = Array.from({ length: 20 }, (_, n) => `announced ${n}`);
    const { changes } = announce({ incident: anAnnouncement({ announced }) });
    expect(changes.announced).toEqual([...announced.slice(1), `announced ${DEADLINE}`]);
  });
});

describe('the plan', () => {
  it('is told again when the tag names another window, with the time before', () => {
    const tags = { 'ec2-responder:window': 'sat:01:00-sat:03:00' };
    const observation = anInstance({ scheduledEvents: [RETIREMENT], facts: { tags } });
    const { alerts, changes } = announce({ observation });
    expect(subjects(alerts)).toEqual(['planned']);
    const text = textOf(first(alerts));
    expect(text).toContain('at Sat 2026-01-17 01:00 UTC');
    expect(text).toContain('Before this, the move was planned for Sun 2026-01-18 18:00 UTC');
    expect(changes).toEqual({
      announced: [`announced ${DEADLINE}`],
      plan: { start: at('01:00:00', '2026-01-17'), deadline: DEADLINE, at: NOW },
    });
  });

  it('is told again when a setting changes it', () => {
    const settings = { ...SETTINGS, timeZone: 'Asia/Tokyo' };
    expect(textOf(only({ settings }), settings.timeZone)).toContain('Sun 2026-01-18 18:00 Asia/Tokyo');
  });

  it('is not taken back by a picture without a status, which has no list of events', () => {
    const health = [aHealthEvent({ startTime: at('12:00:00', '2026-01-18') })];
    const heard = [RETIREMENT.id, aHealthEvent().eventArn].map((id) => ({ id, heardAt: HEARD }));
    const incident = anAnnouncement({ health, heard });
    const read = announce({ incident, observation: anInstance() });
    expect(read.alerts).not.toEqual([]);
    const observation = anInstance({ checks: checks(UNREAD, UNREAD) });
    expect(announce({ incident, observation })).toEqual({ alerts: [], changes: {} });
  });

  it('that is none any more is told as such, and needs the owner', () => {
    const observation = anInstance({
      scheduledEvents: [RETIREMENT],
      facts: { tags: { 'ec2-responder': 'notify' } },
    });
    const one = only({ observation });
    expect([one.word, one.short.key]).toEqual(['NEEDS-YOU', 'short.no-move']);
    expect(textOf(one)).toMatch(/its tag ec2-responder says notify/);
    expect(announce({ observation }).changes.plan).toEqual({ deadline: DEADLINE, at: NOW });
  });

  it('that there is now where there was none is told', () => {
    const plan: ToldPlan = { deadline: DEADLINE, at: HEARD };
    const one = only({ incident: anAnnouncement({ plan }) });
    expect(one.short.key).toBe('short.planned');
    expect(textOf(one)).not.toContain('Before this');
  });

  it('that there is none is no news to whom none was told', () => {
    const settings = { ...SETTINGS, scheduledEventAction: 'notify' } as const;
    const plan: ToldPlan = { deadline: DEADLINE, at: HEARD };
    expect(announce({ settings, incident: anAnnouncement({ plan }) }).alerts).toEqual([]);
    expect(announce({ settings, incident: without(anAnnouncement(), 'plan') }).alerts).toEqual([]);
  });

  it('for a window that has passed names the next one, and the reason that held the move in the last', () => {
    const reason = say('refuse.planned-one-at-a-time', { other: 'i-9' });
    const hold = { stage: 'claim', since: SLOT.start, reason } as const;
    const one = only({ incident: anAnnouncement({ refused: hold }), now: SLOT.end });
    expect(one.short.key).toBe('short.planned');
    expect(textOf(one)).toContain('i-9 is being moved');
    expect(textOf(one)).toContain('Sun 2026-01-25 18:00 UTC');
    expect(announce({ incident: anAnnouncement({ refused: hold }), now: SLOT.end }).changes.plan).toEqual({
      start: NEXT_SLOT.start,
      deadline: DEADLINE,
      at: SLOT.end,
    });
  });

  it('that changes before its time blames nothing that holds the instance for another reason', () => {
    const reason = say('refuse.planned-one-at-a-time', { other: 'i-9' });
    const hold = { stage: 'claim', since: HEARD, reason } as const;
    const settings = { ...SETTINGS, timeZone: 'Asia/Tokyo' };
    expect(textOf(only({ incident: anAnnouncement({ refused: hold }), settings }))).not.toContain('i-9');
  });

  it('may go back to what it was, and is told anew each time', () => {
    const there = { ...TOLD, start: NEXT_SLOT.start, at: NOW - 1 };
    const one = only({ incident: anAnnouncement({ plan: there }) });
    expect([one.about, one.anewSince]).toEqual([`announced plan ${SLOT.start}`, NOW - 1]);
  });

  it('is forgotten with the announcement', () => {
    const over = { observation: anInstance({ scheduledEvents: [RETIREMENT], launchTime: HEARD + 1 }) };
    expect(announce(over)).toEqual({ alerts: [], changes: {} });
    expect(announce({ ...over, incident: without(anAnnouncement(), 'plan') })).toEqual({
      alerts: [],
      changes: {},
    });
  });
});

describe('the reminder', () => {
  const at24 = SLOT.start - DAY;
  const remind = (now: number, incident: Incident = anAnnouncement()): string[] =>
    subjects(announce({ incident, now }).alerts);

  it('goes out from a day before the move until it begins', () => {
    expect([remind(at24 - 1), remind(at24), remind(SLOT.start - 1), remind(SLOT.start)]).toEqual([
      [],
      ['reminder'],
      ['reminder'],
      [],
    ]);
  });

  it('goes out under one name for each time, so that the record sends it once', () => {
    const names = [at24, at24 + HOUR].map((now) => only({ now }).about);
    expect(names).toEqual([`announced reminder ${SLOT.start}`, `announced reminder ${SLOT.start}`]);
  });

  it('is none to whom the plan was told less than twelve hours before it', () => {
    const told = (toldAt: number): Incident => anAnnouncement({ plan: { ...TOLD, at: toldAt } });
    expect(remind(at24, told(at24 - 12 * HOUR))).toEqual(['reminder']);
    expect(remind(at24, told(at24 - 12 * HOUR + 1))).toEqual([]);
    expect(remind(SLOT.start - 1, told(at24 + HOUR))).toEqual([]);
  });

  it('is of the date of AWS where nothing is moved', () => {
    const settings = { ...SETTINGS, scheduledEventAction: 'notify' } as const;
    const plan: ToldPlan = { deadline: DEADLINE, at: HEARD };
    const one = only({ settings, incident: anAnnouncement({ plan }), now: DEADLINE - DAY });
    expect([one.short.key, one.about]).toEqual(['short.reminder-aws', `announced reminder ${DEADLINE}`]);
  });

  it('is none where there is neither a move nor a date, and none where nobody was told', () => {
    const undated = withEvents(without(RETIREMENT, 'notBefore'));
    const incident = anAnnouncement({ announced: ['announced instance-retirement'], plan: { at: HEARD } });
    expect(announce({ ...undated, incident, now: DEADLINE - 1 }).alerts).toEqual([]);
    const untold = without(anAnnouncement(), 'plan');
    const settings = { ...SETTINGS, scheduledEventAction: 'notify' } as const;
    expect(announce({ incident: untold, settings, now: DEADLINE - 1 }).alerts).toEqual([]);
  });

  it('gives way to news: whoever is told of another plan needs no reminder in the same pass', () => {
    const settings = { ...SETTINGS, timeZone: 'Asia/Tokyo' };
    expect(subjects(announce({ settings, now: at24 }).alerts)).toEqual(['planned']);
  });
});

describe('what EC2 does not list at the time of the move', () => {
  const NEWS = aHealthEvent();
  const incident = anAnnouncement({ health: [NEWS], heard: [{ id: NEWS.eventArn, heardAt: HEARD }] });
  const told = (now: number, observation = anInstance()): string[] =>
    subjects(announce({ incident, observation, now }).alerts);

  it('is told to a human when ten minutes of the window have passed, in case the list came late or had a gap', () => {
    const PATIENCE = 10 * MINUTE;
    expect(told(SLOT.start - 1)).toEqual(['reminder']);
    expect(told(SLOT.start)).toEqual([]);
    expect(told(SLOT.start + PATIENCE - 1)).toEqual([]);
    expect(told(SLOT.start + PATIENCE)).toEqual(['not-listed']);
    expect(told(SLOT.end - MINUTE - 1)).toEqual(['not-listed']);
  });

  it('is told once for each time, with what Health said', () => {
    const one = only({ incident, observation: anInstance(), now: SLOT.start + HOUR });
    expect([one.word, one.about]).toEqual(['NEEDS-YOU', `announced not listed ${SLOT.start}`]);
    expect(textOf(one)).toContain(NEWS.code);
  });

  it('is not told where EC2 lists it, nor where there is no move', () => {
    expect(told(SLOT.start + HOUR, anInstance({ scheduledEvents: [RETIREMENT] }))).toEqual([]);
    const settings = { ...SETTINGS, scheduledEventAction: 'notify' } as const;
    const plan: ToldPlan = { deadline: DEADLINE, at: HEARD };
    const none = announce({
      incident: { ...incident, plan },
      observation: anInstance(),
      settings,
      now: SLOT.start + HOUR,
    });
    expect(none.alerts).toEqual([]);
  });
});

describe('what EC2 still lists after a start', () => {
  const STARTED = SLOT.start + 5 * 60_000;
  const incident = anAnnouncement({ movedAt: STARTED });
  const observation = anInstance({ scheduledEvents: [RETIREMENT], launchTime: STARTED });
  const told = (now: number): string[] => subjects(announce({ incident, observation, now }).alerts);

  it('is told to a human more than two hours after it, to the millisecond', () => {
    expect([told(STARTED + 2 * HOUR), told(STARTED + 2 * HOUR + 1)]).toEqual([[], ['still-listed']]);
  });

  it('is told once, with the time of the start, however often it is started again', () => {
    const now = STARTED + 3 * HOUR;
    const one = only({ incident: without(incident, 'plan'), observation, now });
    expect([one.word, one.about]).toEqual(['NEEDS-YOU', `still listed ${DEADLINE}`]);
    expect(inWords(one.story[0] ?? say('story.reminder'))).toContain('2026-01-18 18:05:00 UTC');
    const { changes } = announce({ incident, observation, now });
    expect(changes).toEqual({ announced: [...incident.announced, `still listed ${DEADLINE}`] });
    const again = { ...observation, launchTime: STARTED + DAY };
    const told = anAnnouncement({ announced: changes.announced ?? [] });
    expect(announce({ incident: told, observation: again, now: STARTED + 2 * DAY }).alerts).toEqual([]);
  });

  it('is not over on a Dedicated Host: a start moves nothing there', () => {
    const host = { ...observation, facts: { ...observation.facts, tenancy: 'host' } };
    expect(subjects(announce({ incident, observation: host, now: STARTED + 3 * HOUR }).alerts)).toEqual([
      'no-move',
    ]);
    const none = anAnnouncement({ plan: { deadline: DEADLINE, at: HEARD } });
    expect(announce({ incident: none, observation: host, now: STARTED + 3 * HOUR }).alerts).toEqual([]);
  });

  it('is told also while another date is open', () => {
    const another = aScheduledEvent({ id: 'another', notBefore: DEADLINE + 30 * DAY });
    const now = STARTED + 3 * HOUR;
    const heard = [...incident.heard, { id: 'another', heardAt: now }];
    const both = announce({
      incident: { ...incident, heard },
      observation: { ...observation, scheduledEvents: [RETIREMENT, another] },
      now,
    });
    expect(subjects(both.alerts)).toEqual(['announced-move', 'still-listed']);
  });
});

describe('two weeks of an announcement', () => {
  /** Passes every half hour over an instance that is never moved, because the gate holds it. */
  function mails(until: number): string[] {
    let incident = aFreshAnnouncement();
    const sent: string[] = [];
    for (let now = HEARD; now < until; now += 30 * MINUTE) {
      const seen = anInstance({ observedAt: now, scheduledEvents: [RETIREMENT] });
      incident = afterDecision(noteObservation(incident, seen), decide(incident, seen, SETTINGS, now), now);
      for (const alert of incident.newAlerts)
        sent.push(`${new Date(now).toISOString().slice(5, 16)} ${subjects([alert]).join()}`);
      incident = { ...incident, newAlerts: [] };
    }
    return sent;
  }

  it('has one mail for each thing that the owner should know, in the order of the days', () => {
    expect(mails(DEADLINE)).toEqual([
      '01-15T10:00 announced-move',
      '01-17T18:00 reminder',
      '01-18T22:00 planned',
      '01-24T18:00 reminder',
      '01-25T22:00 planned',
      '01-27T22:00 reminder',
      '01-28T23:00 no-move',
    ]);
  });
});

describe('the start of a plan', () => {
  it('is that of its slot, and none where nothing is moved', () => {
    expect(startOf(MOVE)).toBe(SLOT.start);
    expect(startOf({ kind: 'none', why: say('plan.notify'), deadline: DEADLINE })).toBeUndefined();
    expect(startOf({ kind: 'move', slot: LAST_CHANCE, deadline: DEADLINE })).toBe(LAST_CHANCE.start);
  });
});
