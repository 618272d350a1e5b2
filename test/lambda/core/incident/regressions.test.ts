import { describe, expect, it } from '@jest/globals';
import { decide } from '../../../../lambda/core/incident/decide.ts';
import type { Decision } from '../../../../lambda/core/incident/decision.ts';
import * as draft from '../../../../lambda/core/alerts/incident-drafts.ts';
import { refusalByGuards } from '../../../../lambda/core/gate/gate.ts';
import type { HealthNews } from '../../../../lambda/core/model/health.ts';
import { isStuck, type Incident } from '../../../../lambda/core/model/incident.ts';
import type { FoundInstance } from '../../../../lambda/core/model/observation.ts';
import { open } from '../../../../lambda/core/incident/opening.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import { say } from '../../../../lambda/core/model/sentence.ts';
import * as answers from '../../../../lambda/core/incident/ec2-answered.ts';
import { withAlerts } from '../../../../lambda/core/alerts/alert-queue.ts';
import * as record from '../../../../lambda/core/incident/transitions.ts';
import {
  aFailedHost,
  aHealthEvent,
  anAttempt,
  anIncident,
  anInstance,
  aScheduledEvent,
  at,
  checks,
  GUARDS,
  impaired,
  INTENDED,
  LAUNCHED,
  OK,
  RELAUNCHED,
  SETTINGS,
  startingIncident,
  stoppingIncident,
  subjects,
  verifyingIncident,
} from '../given.ts';

const USER = 'Client.UserInitiatedShutdown';

/** One pass over an open incident, as `reconcile` makes it, up to the record that is written. */
function pass(incident: Incident, seen: FoundInstance): { decision: Decision; next: Incident } {
  const noted = record.noteObservation(incident, seen);
  const decision = decide(noted, seen, SETTINGS, seen.observedAt);
  return { decision, next: record.afterDecision(noted, decision, seen.observedAt) };
}

/** A pass over an instance without an open incident; undefined where none opens. */
function firstPass(seen: FoundInstance, news: readonly HealthNews[]): Decision | undefined {
  const opening = open(seen, undefined, news, SETTINGS, seen.observedAt);
  return opening.opens ? pass(opening.incident, seen).decision : undefined;
}

describe('an instance that we stopped', () => {
  it('is not given up when, after AWS could not start it, a lagging read shows an older LaunchTime', () => {
    const fellBack = anInstance({
      observedAt: at('10:09:00'),
      state: 'stopped',
      stateReason: 'Server.InternalError',
      launchTime: RELAUNCHED,
    });
    const again = pass(startingIncident(), fellBack);
    expect(again.decision).toMatchObject({ row: 13, step: { act: 'start' } });

    const lagging = anInstance({
      observedAt: at('10:09:30'),
      state: 'stopped',
      stateReason: USER,
      launchTime: LAUNCHED,
    });
    const after = pass(again.next, lagging);
    expect(after.next.phase).toBe('starting');
    expect(subjects(after.next.newAlerts)).not.toContain('stopped-by-someone');
  });

  it('is told to be STOPPED when the start of the next attempt in the same incident fails the same way', () => {
    const noRoom = ['InsufficientInstanceCapacity', 'no capacity'] as const;
    const first = answers.startRefused(startingIncident(), anAttempt(), ...noRoom, at('10:06:31'));
    const second = anAttempt({ intendedAt: at('10:30:00'), launchTime: RELAUNCHED, startRequests: 1 });
    const starting: Incident = { ...first, attempt: second, newAlerts: [] };
    expect(subjects(answers.startRefused(starting, second, ...noRoom, at('10:31:00')).newAlerts)).toEqual([
      'no-capacity',
    ]);
  });
});

describe('an instance that AWS stopped', () => {
  const stopped = anInstance({
    state: 'stopped',
    stateReason: 'Server.ScheduledStop',
    stateTransitionAt: at('00:00:00', '2026-01-02'),
  });

  it('and that its owner has left stopped is not started because a Health event about it arrives', () => {
    const decision = firstPass(stopped, [aHealthEvent({ startTime: at('00:00:00', '2026-02-01') })]);
    expect(decision?.step ?? { act: 'none' }).not.toMatchObject({ act: 'ask the gate' });
  });

  it('is started when the event was known while it ran (the twin)', () => {
    const known = anIncident({ scheduledEventIds: ['instance-event-0123456789abcdef0'] });
    expect(pass(known, stopped).decision.step).toEqual({ act: 'ask the gate', purpose: 'start' });
  });

  it('is told of when it has been stopping for 15 minutes', () => {
    const known = anIncident({ scheduledEventIds: ['instance-event-0123456789abcdef0'] });
    const stopping = anInstance({ state: 'stopping', stateReason: 'Server.ScheduledStop' });
    const first = pass(known, { ...stopping, observedAt: at('10:05:00') });
    const later = pass(first.next, { ...stopping, observedAt: at('10:20:00') });
    expect(subjects(later.next.newAlerts)).toEqual(['stop-hangs']);
  });
});

describe('a forced stop', () => {
  it('is never asked for when a newer LaunchTime shows that it is another one than ours', () => {
    const { step } = decide(
      stoppingIncident(),
      anInstance({ state: 'stopping', stateReason: USER, launchTime: RELAUNCHED }),
      SETTINGS,
      at('10:20:00'),
    );
    expect(step).not.toEqual({ act: 'force the stop' });
  });

  it('that EC2 never answers is told of when the instance still is stopping 10 minutes later', () => {
    let incident = stoppingIncident();
    for (let minute = 15; minute <= 45; minute += 1) {
      const seen = anInstance({ observedAt: at(`10:${minute}:30`), state: 'stopping', stateReason: USER });
      incident = pass(incident, seen).next;
    }
    expect(subjects(incident.newAlerts)).toContain('stop-hangs');
  });

  it('that EC2 refused is not blamed in the mail that says recovered', () => {
    const attempt = anAttempt({ forcedAt: at('10:15:10.400'), force: 'refused', startedAt: RELAUNCHED });
    const { story } = draft.recovered(
      verifyingIncident({ attempt }),
      anInstance({ launchTime: RELAUNCHED }),
      at('10:20:00'),
    );
    expect(story.map((sentence) => sentence.key)).not.toContain('story.forced');
  });

  it('that EC2 refused is not explained by a healthy host', () => {
    const refused = anAttempt({ forcedAt: at('10:15:10.400'), force: 'refused', systemImpaired: true });
    const seen = anInstance({ observedAt: at('10:30:00'), state: 'stopping', stateReason: USER });
    const story = pass(stoppingIncident(refused), seen).next.newAlerts.flatMap((alert) => alert.story);
    expect(story.map((sentence) => inWords(sentence)).join(' ')).not.toContain('host was healthy');
  });
});

describe('a failure of the OS', () => {
  const osFails = (since: string, clock: string, launchTime = LAUNCHED): FoundInstance =>
    anInstance({ observedAt: at(clock), launchTime, checks: checks(OK, impaired(since)) });

  it('after our start is told although the OS had failed before the host did (row 18)', () => {
    const told = withAlerts(
      verifyingIncident(),
      [draft.instanceFailure('instance', at('09:50:00'))],
      at('09:55:00'),
    );
    const after = pass({ ...told, newAlerts: [] }, osFails('10:09:00', '10:24:00', RELAUNCHED));
    expect(after.decision.row).toBe(18);
    expect(subjects(after.next.newAlerts)).toEqual(['os-after-start']);
  });

  it('that comes back while an event is listed is another alert with an id of its own', () => {
    const listed = (seen: FoundInstance): FoundInstance => ({
      ...seen,
      scheduledEvents: [aScheduledEvent({ code: 'instance-reboot' })],
    });
    const first = pass(anIncident(), listed(osFails('10:00:00', '10:05:00')));
    const well = pass(first.next, listed(anInstance({ observedAt: at('10:30:00') })));
    const second = pass(well.next, listed(osFails('11:00:00', '11:05:00')));
    const alerts = second.next.newAlerts.filter((alert) => alert.short.key === 'short.instance-failure');
    expect(alerts).toHaveLength(2);
    expect(new Set(alerts.map((alert) => alert.id)).size).toBe(2);
  });

  it('does not hide a volume that cannot be reached for InstanceFailureMinutes (row 6)', () => {
    const seen = anInstance({ checks: checks(OK, impaired('10:04:00'), impaired('09:59:00')) });
    expect(subjects(pass(anIncident(), seen).next.newAlerts)).toEqual(['ebs-failure']);
  });

  it('does not hide a volume that cannot be reached for VerifyMinutes after the start (row 18)', () => {
    const seen = anInstance({
      observedAt: at('10:24:00'),
      launchTime: RELAUNCHED,
      checks: checks(OK, impaired('10:23:00'), impaired('10:08:00')),
    });
    expect(subjects(pass(verifyingIncident(), seen).next.newAlerts)).toEqual(['os-after-start']);
  });
});

describe('a place among MaxConcurrentRecoveries', () => {
  it('is held while verifying, also when an earlier attempt of the incident was late', () => {
    const late = { told: { 'verify late': at('10:22:30') } };
    expect(isStuck(verifyingIncident(late))).toBe(true);
    const second = anAttempt({ intendedAt: at('10:40:00'), launchTime: RELAUNCHED });
    expect(
      isStuck(verifyingIncident({ ...late, attempt: second, attempts: [INTENDED, at('10:40:00')] })),
    ).toBe(false);
  });
});

describe('a Spot instance', () => {
  it('is not stopped when the type of its Spot request is missing among the guards that were read', () => {
    const input = {
      incident: anIncident(),
      observation: aFailedHost({ facts: { lifecycle: 'spot' } }),
      settings: SETTINGS,
      purpose: 'stop',
      now: at('10:06:00'),
    } as const;
    expect(
      refusalByGuards(input, { ...GUARDS, persistentSpot: true, spotRequestState: 'active' }),
    ).toBeUndefined();
    expect(refusalByGuards(input, { ...GUARDS, persistentSpot: true })?.stage).toBe('obstacles');
    expect(refusalByGuards(input, GUARDS)?.stage).toBe('obstacles');
  });
});

describe('a hundred alerts in one incident', () => {
  it('are each told under an id of their own, in order, and the newest fifty are remembered by id', () => {
    const names = Array.from({ length: 100 }, (_, n) => `alert-${n}-of-100`);
    const full = names.reduce(
      (incident, about) => withAlerts(incident, [{ ...draft.flapping(3), about }], at('10:06:00')),
      anIncident(),
    );
    const ids = names.map((name) => `${anIncident().incidentId}/${name}`);
    expect(full.newAlerts.map(({ id }) => id)).toEqual(ids);
    expect(full.alertIds).toEqual(ids.slice(50));
  });
});

describe('a tag', () => {
  it.each([
    ['a line separator', '\u2028'],
    ['a paragraph separator', '\u2029'],
    ['an override of the writing direction', '\u202e'],
  ])('with %s is one plain line in a mail', (_, character) => {
    const words = inWords(say('refuse.unknown-tag', { act: 'stopping', value: `x${character}y` }));
    expect(words).not.toContain(character);
  });
});
