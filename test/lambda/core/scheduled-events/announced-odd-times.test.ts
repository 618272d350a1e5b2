import { describe, expect, it } from '@jest/globals';
import { announcing } from '../../../../lambda/core/scheduled-events/announcing.ts';
import { decide } from '../../../../lambda/core/incident/decide.ts';
import type { AlertDraft, Decision, Situation } from '../../../../lambda/core/incident/decision.ts';
import type { Incident } from '../../../../lambda/core/model/incident.ts';
import type { FoundInstance } from '../../../../lambda/core/model/observation.ts';
import { open } from '../../../../lambda/core/incident/opening.ts';
import { announcementsOf } from '../../../../lambda/core/scheduled-events/planned-move.ts';
import { HOUR, MINUTE } from '../../../../lambda/core/model/time.ts';
import {
  aHealthEvent,
  anAttempt,
  anInstance,
  aScheduledEvent,
  at,
  checks,
  impaired,
  OK,
  SETTINGS,
  subjects,
} from '../given.ts';
import {
  aFreshAnnouncement,
  anAnnouncement,
  DEADLINE,
  HEARD,
  RETIREMENT,
  SLOT,
  textOf,
} from './given-moves.ts';

const LAUNCHED_NOW = at('09:55:00');
const LINGERS = 2 * HOUR;

function announce(incident: Incident, observation: FoundInstance, now: number): readonly AlertDraft[] {
  const situation: Situation = { incident, observation, settings: SETTINGS, now };
  return announcing(situation, announcementsOf(situation)).alerts;
}

describe('what AWS announces minutes after a start, and nobody had heard of before', () => {
  const started = (notBefore: number): FoundInstance =>
    anInstance({ launchTime: LAUNCHED_NOW, scheduledEvents: [{ ...RETIREMENT, notBefore }] });
  const incident = aFreshAnnouncement();

  it('opens an incident, so that what AWS then stops is somebody’s', () => {
    expect(open(started(HEARD + HOUR), undefined, [], SETTINGS, HEARD).opens).toBe(true);
  });

  it('is told at once', () => {
    expect(announce(incident, started(DEADLINE), HEARD).map(({ word }) => word)).toEqual(['ANNOUNCED']);
  });

  it('is not moved within two hours of the start: it may be what that start has resolved', () => {
    const settings = {
      ...SETTINGS,
      minimumNoticeHours: 0,
      maintenanceWindow: [{ startMinute: 0, minutes: 1440 }],
    };
    const all = [0, 1, 2, 3, 4, 5, 6].map((day) => ({ startMinute: day * 1440, minutes: 1440 }));
    const observation = started(LAUNCHED_NOW + 5 * HOUR);
    const { plan } = announcementsOf({
      incident,
      observation,
      settings: { ...settings, maintenanceWindow: all },
      now: HEARD,
    });
    expect(plan).toMatchObject({ kind: 'move', slot: { start: LAUNCHED_NOW + LINGERS } });
  });

  it('is left to a human where its date leaves no time after that', () => {
    const [told] = announce(incident, started(LAUNCHED_NOW + 3 * HOUR), HEARD);
    expect(told?.word).toBe('NEEDS-YOU');
  });

  it('makes no OS that does not answer a matter of the hardware before that', () => {
    const seen = (launchTime: number): Decision =>
      decide(
        anAnnouncement(),
        anInstance({
          launchTime,
          scheduledEvents: [RETIREMENT],
          checks: checks(OK, impaired('10:01:00')),
        }),
        SETTINGS,
        HEARD + HOUR,
      );
    expect(seen(HEARD - HOUR).step).toEqual({ act: 'wait' });
    expect(seen(HEARD - LINGERS).step).toMatchObject({ purpose: 'stop', cause: 'unreachable' });
  });
});

describe('an OS that does not answer', () => {
  const dead = anInstance({
    scheduledEvents: [RETIREMENT],
    checks: checks(OK, impaired('10:00:00')),
  });
  const notify = { ...SETTINGS, scheduledEventAction: 'notify' } as const;

  it('is not told as one on a healthy host where AWS gives up the hardware, even where nothing is moved', () => {
    const decision = decide(anAnnouncement(), dead, notify, HEARD + HOUR);
    expect(decision.step).toEqual({ act: 'wait' });
    const told = decision.alerts.find(({ about }) => about === 'instance failure');
    if (told === undefined) throw new Error('not told');
    expect(subjects([told])).toEqual(['instance-failure-bad-host']);
    expect(textOf(told)).toContain('instance-retirement');
    expect(textOf(told)).toContain('Stop and start it');
    expect(textOf(told)).not.toMatch(/healthy|hide the cause/);
  });

  it('is told as one on a healthy host where AWS has announced a reboot', () => {
    const reboot = { ...dead, scheduledEvents: [aScheduledEvent({ code: 'instance-reboot' })] };
    const { alerts } = decide(anAnnouncement(), reboot, notify, HEARD + HOUR);
    expect(subjects(alerts)).toContain('instance-failure');
  });
});

describe('a date of EC2 that is gone from the list when it comes', () => {
  const step = (now: number, launchTime?: number): Decision['step'] =>
    decide(anAnnouncement(), anInstance(launchTime === undefined ? {} : { launchTime }), SETTINGS, now).step;

  it('keeps the incident open for two hours: AWS may call it completed before the stop shows', () => {
    for (const now of [DEADLINE - 5 * MINUTE, DEADLINE, DEADLINE + 2 * HOUR])
      expect(step(now)).toEqual({ act: 'wait' });
  });

  it('tells at once that a failure is over, and not when the two hours are', () => {
    const since = DEADLINE - 20 * MINUTE;
    const told = { ...anAnnouncement({ told: { 'instance failure': since } }), impairedSince: since };
    const decision = decide(told, anInstance(), SETTINGS, DEADLINE + MINUTE);
    expect(decision).toMatchObject({ step: { act: 'wait' }, failureOver: true });
    expect(subjects(decision.alerts)).toEqual(['self-recovered']);
  });

  it('is not resolved by a start from before it was announced', () => {
    const startedAt = HEARD - HOUR;
    const earlier = anAttempt({ intendedAt: startedAt - MINUTE, startedAt });
    const known = anAnnouncement({ attempt: earlier, told: { 'instance failure': startedAt + HOUR } });
    const seen = anInstance({ launchTime: startedAt });
    const over = decide({ ...known, impairedSince: startedAt - HOUR }, seen, SETTINGS, DEADLINE + MINUTE);
    expect(over).toMatchObject({ failureOver: true });
    expect(over.changes).not.toHaveProperty('movedAt');
  });

  it('closes it before, when AWS has called it off, and after', () => {
    for (const now of [DEADLINE - 5 * MINUTE - 1, DEADLINE + 2 * HOUR + 1])
      expect(step(now)).toEqual({ act: 'close', outcome: 'recovered by itself' });
  });

  it('closes it where the instance was started since', () => {
    expect(step(DEADLINE, HEARD + 1).act).toBe('close');
  });

  it('lets the stop of AWS be followed by a start', () => {
    const stopped = anInstance({ state: 'stopped', stateReason: 'Server.ScheduledStop' });
    expect(decide(anAnnouncement(), stopped, SETTINGS, DEADLINE + MINUTE)).toMatchObject({
      row: 3,
      step: { act: 'ask the gate', purpose: 'start' },
    });
  });
});

describe('a failure that AWS has mended while something is announced', () => {
  it('ends as AWS’s own recovery, told also where the failure was not', () => {
    const since = HEARD + HOUR;
    const success = aHealthEvent({
      meaning: 'recovery succeeded',
      code: 'AWS_EC2_SIMPLIFIED_AUTO_RECOVERY_SUCCESS',
      lastUpdated: since + MINUTE,
    });
    const incident = { ...anAnnouncement({ health: [success] }), impairedSince: since };
    const decision = decide(
      incident,
      anInstance({ scheduledEvents: [RETIREMENT] }),
      SETTINGS,
      since + 4 * MINUTE,
    );
    expect(decision).toMatchObject({ step: { act: 'wait' }, failureOver: true });
    expect(subjects(decision.alerts)).toEqual(['aws-recovered']);
    const silent = { ...incident, health: [] };
    expect(
      decide(silent, anInstance({ scheduledEvents: [RETIREMENT] }), SETTINGS, since + 4 * MINUTE).alerts,
    ).toEqual([]);
  });
});

describe('a mail about one date of several', () => {
  const NETWORK = aScheduledEvent({
    id: 'network',
    code: 'system-maintenance',
    description: 'Network maintenance',
    notBefore: at('12:00:00', '2026-01-21'),
  });

  it('gives the advice for that date, and not the plan for another', () => {
    const observation = anInstance({ scheduledEvents: [RETIREMENT, NETWORK] });
    const [told, ...more] = announce(anAnnouncement(), observation, HEARD + MINUTE);
    expect(more).toEqual([]);
    if (told === undefined) throw new Error('not told');
    expect(told.about).toBe(`announced ${NETWORK.notBefore ?? 0}`);
    expect(textOf(told)).toContain('passes by itself');
    expect(textOf(told)).not.toMatch(/will stop and start it|Nothing, if the time suits you/);
  });

  it('tells the plan beside it where that is another now', () => {
    const observation = anInstance({ scheduledEvents: [RETIREMENT, NETWORK] });
    const before = anAnnouncement({ plan: { start: SLOT.start - HOUR, deadline: DEADLINE, at: HEARD } });
    expect(subjects(announce(before, observation, HEARD + MINUTE))).toEqual(['announced', 'planned']);
  });

  it('asks for the owner where Health names a date before the planned move', () => {
    const sooner = aHealthEvent({
      eventArn: 'arn:expedited',
      code: 'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_EXPEDITED',
      startTime: SLOT.start - HOUR,
      endTime: SLOT.start - HOUR,
    });
    const observation = anInstance({ scheduledEvents: [RETIREMENT] });
    const [told] = announce(anAnnouncement({ health: [sooner] }), observation, HEARD + MINUTE);
    expect(told?.word).toBe('NEEDS-YOU');
    expect(told === undefined ? '' : textOf(told)).toContain('AWS may act before the planned move');
  });
});

describe('an announcement that only its owner can answer', () => {
  it.each([
    ['a termination', { health: [aHealthEvent({ code: 'AWS_EC2_INSTANCE_TERMINATION_SCHEDULED' })] }, {}],
    [
      'a root volume on instance store',
      {},
      { scheduledEvents: [RETIREMENT], facts: { rootDeviceType: 'instance-store' } },
    ],
    [
      'a window tag that cannot be read',
      {},
      { scheduledEvents: [RETIREMENT], facts: { tags: { 'ec2-responder:window': 'Sunday night' } } },
    ],
  ] as const)('calls for them: %s', (_, known, seen) => {
    const [told] = announce(aFreshAnnouncement({ ...known, heard: [] }), anInstance(seen), HEARD);
    expect(told?.word).toBe('NEEDS-YOU');
  });

  it('says how to mend a tag that cannot be read', () => {
    const seen = anInstance({
      scheduledEvents: [RETIREMENT],
      facts: { tags: { 'ec2-responder:window': 'Sunday night' } },
    });
    const [told] = announce(aFreshAnnouncement(), seen, HEARD);
    expect(told === undefined ? '' : textOf(told)).toContain('Correct the tag ec2-responder:window');
  });

  it('does not call for them where it passes by itself', () => {
    const seen = anInstance({
      scheduledEvents: [aScheduledEvent({ code: 'system-maintenance', description: 'Network maintenance' })],
    });
    expect(announce(aFreshAnnouncement(), seen, HEARD).map(({ word }) => word)).toEqual(['ANNOUNCED']);
  });
});

describe('a date to which AWS goes back, where nothing is moved', () => {
  const notify = { ...SETTINGS, scheduledEventAction: 'notify' } as const;
  const LATER = DEADLINE + 7 * 24 * HOUR;
  const told = (deadline: number, now = HEARD + MINUTE): readonly AlertDraft[] => {
    const incident = anAnnouncement({
      announced: [`announced ${DEADLINE}`, `announced ${LATER}`],
      plan: { deadline, at: HEARD },
    });
    const observation = anInstance({ scheduledEvents: [RETIREMENT] });
    const situation: Situation = { incident, observation, settings: notify, now };
    return announcing(situation, announcementsOf(situation)).alerts;
  };

  it('is told again', () => {
    const [again, ...more] = told(LATER);
    expect(more).toEqual([]);
    expect(again).toMatchObject({ about: `announced ${DEADLINE}`, anewSince: HEARD });
  });

  it('is not told again while it stands, nor where it follows one that has come', () => {
    expect(told(DEADLINE)).toEqual([]);
    expect(told(HEARD, HEARD + MINUTE)).toEqual([]);
  });
});
