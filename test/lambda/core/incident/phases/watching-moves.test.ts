import { describe, expect, it } from '@jest/globals';
import { decide } from '../../../../../lambda/core/incident/decide.ts';
import type { Decision } from '../../../../../lambda/core/incident/decision.ts';
import type { HealthNews } from '../../../../../lambda/core/model/health.ts';
import type { Incident } from '../../../../../lambda/core/model/incident.ts';
import type { FoundInstance, StatusCheck } from '../../../../../lambda/core/model/observation.ts';
import { inWords } from '../../../../../lambda/words/in-words.ts';
import { say } from '../../../../../lambda/core/model/sentence.ts';
import type { Settings } from '../../../../../lambda/core/model/settings.ts';
import { DAY, HOUR, MINUTE } from '../../../../../lambda/core/model/time.ts';
import { afterDecision } from '../../../../../lambda/core/incident/transitions.ts';
import {
  aHealthEvent,
  anAttempt,
  anIncident,
  anInstance,
  aScheduledEvent,
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
  without,
} from '../../given.ts';
import {
  anAnnouncement,
  DEADLINE,
  HEARD,
  LAST_CHANCE,
  NEXT_SLOT,
  RETIREMENT,
  SLOT,
  textOf,
  TOLD,
} from '../../scheduled-events/given-moves.ts';

type Instance = Parameters<typeof anInstance>[0];

const LAST_MOVE = { act: 'ask the gate', purpose: 'move', cause: 'planned' };
const MOVE = { ...LAST_MOVE, afterItsMail: true };
const STOP = { act: 'ask the gate', purpose: 'stop', cause: 'unreachable' };

function listed(differences: Instance = {}): FoundInstance {
  return anInstance({ scheduledEvents: [RETIREMENT], ...differences });
}

/** What is decided in the window of Sunday. */
function inWindow(
  known: Partial<Incident> = {},
  seen = listed(),
  { now = SLOT.start, settings = {} } = {},
): Decision {
  return decide(anAnnouncement(known), seen, { ...SETTINGS, ...settings }, now);
}

describe('what held a planned move', () => {
  const reason = say('refuse.planned-one-at-a-time', { other: 'i-9' });
  const refused = { stage: 'claim', since: SLOT.start, reason } as const;

  it('is remembered to the end of its slot, and told with the next one', () => {
    let incident = anAnnouncement({ refused });
    for (const now of [SLOT.end - MINUTE, SLOT.end - 1]) {
      const decision = decide(incident, listed(), SETTINGS, now);
      expect(decision.step).toEqual({ act: 'wait' });
      incident = afterDecision(incident, decision, now);
    }
    expect(incident.refused).toEqual(refused);
    const { alerts } = decide(incident, listed(), SETTINGS, SLOT.end);
    expect(subjects(alerts)).toEqual(['planned']);
    for (const one of alerts) expect(textOf(one)).toContain('i-9 is being moved');
  });

  it('is forgotten where its time is over, or has not come', () => {
    for (const now of [SLOT.start - 1, SLOT.end])
      expect(decide(anAnnouncement({ refused }), listed(), SETTINGS, now).changes).toHaveProperty(
        'refused',
        undefined,
      );
  });
});

describe('a planned move', () => {
  it('is asked for in its window, with what AWS has scheduled and for when', () => {
    const decision = inWindow();
    expect(decision).toMatchObject({ row: 8, step: MOVE, alerts: [] });
    expect(inWords(decision.reason)).toMatch(
      /^AWS has scheduled instance-retirement for 2026-01-29 .*planned time for the move has come/,
    );
  });

  it('begins in its slot, and never so late that its stop would go out after it', () => {
    const acts = (now: number): string => inWindow({}, listed(), { now }).step.act;
    const lastMinute = SLOT.end - MINUTE;
    expect([acts(SLOT.start - 1), acts(SLOT.start), acts(lastMinute - 1), acts(lastMinute)]).toEqual([
      'wait',
      'ask the gate',
      'ask the gate',
      'wait',
    ]);
  });

  it('is never asked for before its owner was told of just this time, in an earlier pass', () => {
    const untold = decide(without(anAnnouncement(), 'plan'), listed(), SETTINGS, SLOT.start);
    expect(untold.step).toEqual({ act: 'wait' });
    expect(subjects(untold.alerts)).toEqual(['planned']);
    for (const plan of [
      { ...TOLD, start: NEXT_SLOT.start },
      { ...TOLD, start: SLOT.start + 1 },
      { deadline: DEADLINE, at: HEARD },
    ]) {
      const decision = inWindow({ plan });
      expect([decision.step.act, ...subjects(decision.alerts)]).toEqual(['wait', 'planned']);
    }
  });

  it('is asked for in the pass after the one that told of it', () => {
    const incident = without(anAnnouncement({ heard: [] }), 'plan');
    const settings = { ...SETTINGS, minimumNoticeHours: 0 };
    const first = decide(incident, listed(), settings, SLOT.start + HOUR);
    expect(first.step.act).toBe('wait');
    const heard = [{ id: RETIREMENT.id, heardAt: SLOT.start + HOUR }];
    const told = afterDecision({ ...incident, heard }, first, SLOT.start + HOUR);
    const next = (record: Incident): object =>
      decide(record, listed(), settings, SLOT.start + HOUR + MINUTE).step;
    // In a window it waits for its mail; whether that has gone out is not in the record.
    expect(next({ ...told, newAlerts: [] })).toEqual(MOVE);
    expect(told.newAlerts.map(({ word }) => word)).toEqual(['ANNOUNCED']);
  });

  it('does not wait for its mail in the last hour before the date', () => {
    const incident = without(anAnnouncement({ heard: [], announced: [] }), 'plan');
    const first = decide(incident, listed(), SETTINGS, LAST_CHANCE.start);
    expect(first.step.act).toBe('wait');
    const heard = [{ id: RETIREMENT.id, heardAt: LAST_CHANCE.start }];
    const told = afterDecision({ ...incident, heard }, first, LAST_CHANCE.start);
    expect(told.newAlerts).toHaveLength(1);
    expect(decide(told, listed(), SETTINGS, LAST_CHANCE.start + MINUTE).step).toEqual({
      ...LAST_MOVE,
      lastUntil: LAST_CHANCE.end,
    });
  });

  it('is never asked for because of Health alone, whatever its news say', () => {
    const NEWS = aHealthEvent();
    const heard = [{ id: NEWS.eventArn, heardAt: HEARD }];
    const alone = inWindow({ health: [NEWS], heard }, anInstance(), { now: SLOT.start + HOUR });
    expect(alone.step).toEqual({ act: 'wait' });
    expect(subjects(alone.alerts)).toEqual(['not-listed']);
    const network = aScheduledEvent({ id: 'n', code: 'system-maintenance', description: 'network' });
    expect(inWindow({ health: [NEWS], heard }, listed({ scheduledEvents: [network] })).step.act).toBe('wait');
    // The same with EC2's own word for it.
    expect(inWindow({ health: [NEWS], heard }, listed()).step).toEqual(MOVE);
  });

  it('is not asked for when EC2 does not list it at that moment, however often it did before', () => {
    expect(inWindow({}, anInstance()).step).toEqual({ act: 'close', outcome: 'recovered by itself' });
    const issue = without(
      aHealthEvent({ meaning: 'availability issue', lastUpdated: SLOT.start }),
      'startTime',
    );
    expect(inWindow({ health: [issue] }, anInstance()).step).toEqual({ act: 'wait' });
  });

  it.each<[string, FoundInstance['checks']]>([
    ['the system check failed', checks(impaired('17:59:59', '2026-01-18'))],
    ['the system check is initializing', checks(INITIALIZING)],
    ['the system check has insufficient-data', checks(INSUFFICIENT_DATA)],
    ['the instance check failed', checks(OK, impaired('17:59:59', '2026-01-18'))],
    ['the instance check has insufficient-data', checks(OK, INSUFFICIENT_DATA)],
    ['attached EBS failed', checks(OK, OK, impaired('17:59:59', '2026-01-18'))],
    ['attached EBS is not given', checks(OK, OK, UNREAD)],
    ['nothing is given', checks(UNREAD, UNREAD, UNREAD)],
  ])('is not asked for while any check is not ok: %s', (_, all) => {
    expect(inWindow({}, listed({ checks: all })).step).toEqual({ act: 'wait' });
  });

  it('does not mind attached EBS that is not applicable', () => {
    expect(inWindow({}, listed({ checks: checks(OK, OK, NOT_APPLICABLE) })).step).toEqual(MOVE);
  });

  it.each(['pending', 'stopping', 'stopped'] as const)('is not asked for while it is %s', (state) => {
    expect(inWindow({}, listed({ state })).step.act).not.toBe('ask the gate');
  });

  it('waits after a refused stop, and says until when', () => {
    const noStopBefore = SLOT.start + 5 * MINUTE;
    const waits = inWindow({ noStopBefore });
    expect(waits).toMatchObject({ row: 8, step: { act: 'wait' } });
    expect(inWords(waits.reason)).toContain('18:05:00');
    expect(inWindow({ noStopBefore }, listed(), { now: noStopBefore }).step).toEqual(MOVE);
  });

  it('is never asked for twice: a start since has resolved it, ours or the owner’s', () => {
    const started = listed({ launchTime: HEARD + 1 });
    expect(inWindow({}, started).step).toEqual({ act: 'wait' });
    const renamed = { ...started, scheduledEvents: [{ ...RETIREMENT, id: 'another' }] };
    const heard = [...anAnnouncement().heard, { id: 'another', heardAt: HEARD + 2 * HOUR }];
    expect(inWindow({ heard }, renamed).step).toEqual({ act: 'wait' });
  });

  it.each<[string, Instance, Partial<Settings>]>([
    ['the owner wants it told only', {}, { scheduledEventAction: 'notify' }],
    ['the tag says notify', { facts: { tags: { 'ec2-responder': 'notify' } } }, {}],
    ['it is observed only', {}, { mode: 'observe' }],
    ['its root is instance store', { facts: { rootDeviceType: 'instance-store' } }, {}],
    ['its windows cannot be read', { facts: { tags: { 'ec2-responder:window': '?' } } }, {}],
    [
      'AWS only works on the network',
      { scheduledEvents: [{ ...RETIREMENT, code: 'system-maintenance' }] },
      {},
    ],
  ])('is not asked for where %s', (_, seen, settings) => {
    expect(inWindow({}, listed(seen), { settings }).step).toEqual({ act: 'wait' });
  });

  it('forgets what held it once its time is over', () => {
    const refused = {
      stage: 'claim',
      since: SLOT.start,
      reason: { key: 'refuse.planned-waits', values: { count: 1 } },
    } as const;
    const after = inWindow({ refused }, listed(), { now: SLOT.end });
    expect(after.changes).toHaveProperty('refused', undefined);
    expect(afterDecision(anAnnouncement({ refused }), after, SLOT.end)).not.toHaveProperty('refused');
  });

  it('gives way to a host that has failed: that is stopped at once, as any failure', () => {
    const failed = listed({ checks: checks(impaired('17:00:00', '2026-01-18')) });
    expect(inWindow({}, failed).step).toEqual({ act: 'ask the gate', purpose: 'stop' });
  });
});

describe('an instance that does not answer', () => {
  const NOW = at('10:05:00');
  const FAILED = impaired('10:00:00');
  const NETWORK = aScheduledEvent({ code: 'system-maintenance', description: 'network' });
  const ISSUE: HealthNews = without(
    aHealthEvent({
      code: 'AWS_EC2_INSTANCE_AVAILABILITY_ISSUE',
      meaning: 'availability issue',
      lastUpdated: at('09:50:00'),
    }),
    'startTime',
  );

  function look(seen: Instance, known: Partial<Incident> = {}, { now = NOW, settings = {} } = {}): Decision {
    const observation = anInstance({ checks: checks(OK, FAILED), ...seen });
    return decide(anIncident(known), observation, { ...SETTINGS, ...settings }, now);
  }

  it.each(['instance-stop', 'instance-retirement'])('is stopped at once where EC2 lists %s', (code) => {
    const decision = look({ scheduledEvents: [{ ...RETIREMENT, code }] });
    expect(decision).toMatchObject({ row: 8, step: STOP });
    expect(inWords(decision.reason)).toMatch(
      new RegExp(`since 10:00:00.*hardware under it is failing \\(${code}\\)`),
    );
  });

  it('is stopped at once where AWS investigates a problem of it', () => {
    const decision = look({}, { health: [ISSUE] });
    expect(decision).toMatchObject({ row: 8, step: STOP });
    expect(inWords(decision.reason)).toContain('AWS_EC2_INSTANCE_AVAILABILITY_ISSUE');
  });

  it('is not told to be a matter of the OS where the hardware is to blame', () => {
    const decision = look({ scheduledEvents: [RETIREMENT] });
    expect(subjects(decision.alerts)).toEqual(['announced-move']);
    expect(subjects(look({}, { health: [ISSUE] }).alerts)).toEqual([]);
  });

  it('waits for InstanceFailureMinutes, to the millisecond, and not for its window', () => {
    const seen = { scheduledEvents: [RETIREMENT] };
    const settings = { instanceFailureMinutes: 7, systemFailureGraceMinutes: 60 };
    const act = (now: number): string => look(seen, {}, { now, settings }).step.act;
    expect([act(at('10:07:00') - 1), act(at('10:07:00'))]).toEqual(['wait', 'ask the gate']);
  });

  it.each<[string, Instance]>([
    ['EC2 lists a reboot', { scheduledEvents: [{ ...RETIREMENT, code: 'instance-reboot' }] }],
    ['EC2 lists a reboot of the host', { scheduledEvents: [{ ...RETIREMENT, code: 'system-reboot' }] }],
    ['EC2 lists maintenance', { scheduledEvents: [NETWORK] }],
    ['EC2 lists what nobody knows', { scheduledEvents: [{ ...RETIREMENT, code: 'of-tomorrow' }] }],
    ['EC2 lists nothing', {}],
  ])('is a matter of the OS where %s', (_, seen) => {
    const decision = look(seen);
    expect([decision.row, decision.step.act]).toEqual([6, 'wait']);
    expect(subjects(decision.alerts)).toContain('instance-failure');
  });

  it('is a matter of the OS where only Health has announced a retirement', () => {
    expect(look({}, { health: [aHealthEvent()] }).step).toEqual({ act: 'wait' });
    // Nor where it borrows a code of EC2's own list.
    const borrowed = aHealthEvent({ code: 'instance-retirement' });
    expect(look({}, { health: [borrowed] }).step).toEqual({ act: 'wait' });
  });

  it('is a matter of the OS where what EC2 lists is over by a start since', () => {
    const heard = [{ id: RETIREMENT.id, heardAt: LAUNCHED - 1 }];
    expect(look({ scheduledEvents: [RETIREMENT] }, { heard }).step).toEqual({ act: 'wait' });
  });

  it.each<[string, Partial<HealthNews>]>([
    ['is closed', { closed: true }],
    ['is older than the last start', { lastUpdated: LAUNCHED - 1 }],
    ['has had no update for a day', { lastUpdated: NOW - 24 * HOUR }],
    ['is over', { endTime: NOW - 1 }],
    ['is no issue of the instance', { meaning: 'other' }],
    ['is a failed recovery', { meaning: 'recovery failed' }],
    ['is an issue of the Region', { meaning: 'operational issue' }],
  ])('is a matter of the OS where the news of Health %s', (_, differences) => {
    expect(look({}, { health: [{ ...ISSUE, ...differences }] }).step).toEqual({ act: 'wait' });
  });

  it('is stopped for an issue from the very moment of its last start on', () => {
    expect(look({}, { health: [{ ...ISSUE, lastUpdated: NOW - 1 }] }).step).toEqual(STOP);
    const launchTime = at('09:50:00');
    expect(look({ launchTime }, { health: [ISSUE] }).step).toEqual(STOP);
    expect(look({ launchTime: launchTime + 1 }, { health: [ISSUE] }).step).toEqual({ act: 'wait' });
  });

  it('is stopped once for an issue: by when the responder first heard of it', () => {
    const heardAt = (time: number): object =>
      look({}, { health: [ISSUE], heard: [{ id: ISSUE.eventArn, heardAt: time }] }).step;
    expect([heardAt(LAUNCHED), heardAt(LAUNCHED - 1)]).toEqual([STOP, { act: 'wait' }]);
    const other = { id: 'another', heardAt: LAUNCHED - 1 };
    expect(look({}, { health: [ISSUE], heard: [other] }).step).toEqual(STOP);
  });

  it.each<[string, StatusCheck, StatusCheck]>([
    ['the system check is not ok', INSUFFICIENT_DATA, FAILED],
    ['the system check is not given', UNREAD, FAILED],
    ['the system check is initializing', INITIALIZING, FAILED],
    ['the instance check has insufficient-data', OK, INSUFFICIENT_DATA],
    ['EC2 does not say since when', OK, impaired()],
    ['it fails from the future on', OK, impaired('10:05:00.001')],
    ['it has failed since before its last start', OK, impaired('07:59:59.999', '2026-01-10')],
  ])('is waited for, and not stopped, where %s', (_, system, instance) => {
    const settings = { instanceFailureMinutes: 0 };
    const seen = { scheduledEvents: [RETIREMENT], checks: checks(system, instance) };
    expect(look(seen, { health: [ISSUE] }, { settings }).step).toEqual({ act: 'wait' });
  });

  it('is waited for where it was started a moment ago: that may have resolved what EC2 lists', () => {
    const seen = { scheduledEvents: [RETIREMENT], launchTime: at('10:00:00') };
    expect(look(seen).step).toEqual({ act: 'wait' });
  });

  it('is not meant where only a volume of it cannot be reached', () => {
    const seen = { scheduledEvents: [RETIREMENT], checks: checks(OK, OK, FAILED) };
    expect(look(seen, { health: [ISSUE] }).step).toEqual({ act: 'wait' });
  });

  it.each(['pending', 'stopping', 'stopped'] as const)('is not stopped while it is %s', (state) => {
    const known = { scheduledEventIds: [RETIREMENT.id] };
    expect(look({ state, scheduledEvents: [RETIREMENT] }, known).step.act).not.toBe('ask the gate');
  });

  it('waits after a refused stop', () => {
    const waits = look({ scheduledEvents: [RETIREMENT] }, { noStopBefore: NOW + 1 });
    expect(waits).toMatchObject({ row: 8, step: { act: 'wait' } });
    expect(look({ scheduledEvents: [RETIREMENT] }, { noStopBefore: NOW }).step).toEqual(STOP);
  });

  it('is not stopped for what is announced where the owner wants to be told only; for an issue of its host it is', () => {
    const settings = { scheduledEventAction: 'notify' } as const;
    expect(look({ scheduledEvents: [RETIREMENT] }, {}, { settings }).step).toEqual({ act: 'wait' });
    expect(look({ scheduledEvents: [RETIREMENT] }, { health: [ISSUE] }, { settings }).step).toEqual(STOP);
  });
});

describe('an incident after its planned move', () => {
  const MOVED = SLOT.start + 4 * MINUTE;
  const moved = without(
    anAnnouncement({ movedAt: MOVED, told: { [`announced ${DEADLINE}`]: HEARD } }),
    'attempt',
  );

  it('watches on while EC2 lists the event, and moves nothing', () => {
    for (const hours of [0, 1, 2, 3]) {
      const seen = listed({ launchTime: MOVED });
      expect(decide(moved, seen, SETTINGS, MOVED + hours * HOUR).step).toEqual({ act: 'wait' });
    }
  });

  it('is not judged by a picture from before the move, which a lagging read shows', () => {
    const before = listed({ launchTime: MOVED - DAY });
    const told = { ...moved, plan: TOLD };
    expect(decide(told, before, SETTINGS, MOVED + MINUTE)).toMatchObject({ row: 19, step: { act: 'wait' } });
    const failed = listed({
      launchTime: MOVED - DAY,
      checks: checks(impaired(new Date(SLOT.start).toISOString().slice(11, 19))),
    });
    expect(decide(told, failed, SETTINGS, MOVED + HOUR).step).toEqual({ act: 'wait' });
  });

  it('closes as moved, silently, when EC2 drops it', () => {
    const decision = decide(moved, anInstance({ launchTime: MOVED }), SETTINGS, MOVED + HOUR);
    expect(decision).toMatchObject({ row: 5, step: { act: 'close', outcome: 'moved' }, alerts: [] });
  });

  it('closes with a word where a human was told that EC2 still lists it', () => {
    const told = { ...moved, told: { ...moved.told, [`still listed ${MOVED}`]: MOVED + 3 * HOUR } };
    const decision = decide(told, anInstance({ launchTime: MOVED }), SETTINGS, MOVED + 4 * HOUR);
    expect(decision.step).toEqual({ act: 'close', outcome: 'recovered by itself' });
    expect(subjects(decision.alerts)).toEqual(['event-gone']);
  });

  it('does not wait for what Health still announces of it', () => {
    const NEWS = aHealthEvent();
    const known = {
      ...moved,
      health: [NEWS],
      heard: [...moved.heard, { id: NEWS.eventArn, heardAt: HEARD }],
    };
    const decision = decide(known, anInstance({ launchTime: MOVED }), SETTINGS, MOVED + HOUR);
    expect(decision.step).toEqual({ act: 'close', outcome: 'moved' });
  });

  it('is called an event that is gone where nothing was moved', () => {
    const decision = decide(without(moved, 'movedAt'), anInstance(), SETTINGS, MOVED);
    expect(decision.step).toEqual({ act: 'close', outcome: 'recovered by itself' });
    expect(subjects(decision.alerts)).toEqual(['event-gone']);
  });

  it('counts a stop and a start for a failure as the move of what was announced before', () => {
    const attempt = anAttempt({ startedAt: MOVED, launchTime: LAUNCHED });
    const incident = { ...anAnnouncement({ attempt }), impairedSince: MOVED - HOUR };
    const decision = decide(incident, listed({ launchTime: MOVED }), SETTINGS, MOVED + MINUTE);
    expect(decision).toMatchObject({ row: 8, failureOver: true, changes: { movedAt: MOVED } });
  });

  it.each<[string, Partial<Incident>]>([
    ['was not made by the responder', {}],
    [
      'came before what is announced now',
      {
        attempt: anAttempt({ startedAt: MOVED, launchTime: LAUNCHED }),
        heard: [{ id: RETIREMENT.id, heardAt: MOVED + 3 * HOUR }],
      },
    ],
    [
      'came before the owner was told',
      { attempt: anAttempt({ startedAt: MOVED, launchTime: LAUNCHED }), plan: { ...TOLD, at: MOVED } },
    ],
  ])('does not count a start as the move that %s', (_, known) => {
    const incident = { ...without(anAnnouncement(), 'attempt'), ...known, impairedSince: MOVED - HOUR };
    const decision = decide(incident, listed({ launchTime: MOVED }), SETTINGS, MOVED + 4 * HOUR);
    expect(decision).toMatchObject({ row: 8, failureOver: true });
    expect(decision.changes).not.toHaveProperty('movedAt');
  });
});
