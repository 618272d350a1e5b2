import { numberedFrom } from '../../../../lambda/core/alerts/queued-alert.ts';
import { describe, expect, it } from '@jest/globals';
import type { HealthNews } from '../../../../lambda/core/model/health.ts';
import type { Incident } from '../../../../lambda/core/model/incident.ts';
import { INSTANCE_STATES, type FoundInstance } from '../../../../lambda/core/model/observation.ts';
import { open, worstCheck } from '../../../../lambda/core/incident/opening.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import {
  aFailedHost,
  aHealthEvent,
  anIncident,
  anInstance,
  aScheduledEvent,
  at,
  checks,
  FACTS,
  ID,
  impaired,
  INSUFFICIENT_DATA,
  OK,
  SETTINGS,
  without,
} from '../given.ts';

const NOW = at('10:06:00');

function opened(seen: FoundInstance, earlier?: Incident, news: readonly HealthNews[] = []): Incident {
  const opening = open(seen, earlier, news, SETTINGS, NOW);
  if (!opening.opens) throw new Error(opening.why);
  return opening.incident;
}

function firstLine(seen: FoundInstance, news: readonly HealthNews[] = []): string {
  const [line, ...more] = opened(seen, undefined, news).timeline;
  expect(more).toEqual([]);
  return line === undefined ? 'no line' : inWords(line.what);
}

describe('an incident', () => {
  it.each(INSTANCE_STATES)('opens on a failed host that is %s only where it runs or is about to', (state) => {
    const opening = open(aFailedHost({ state }), undefined, [], SETTINGS, NOW);
    expect(opening.opens).toBe(state === 'running' || state === 'pending');
    if (!opening.opens) expect(opening.why).toContain(state);
  });

  it('says why it does not open', () => {
    const why = (seen: FoundInstance): string => {
      const opening = open(seen, undefined, [], SETTINGS, NOW);
      return opening.opens ? 'opens' : opening.why;
    };
    expect(why(anInstance())).toMatch(/nothing wrong/);
    expect(why(aFailedHost({ facts: { tags: { 'ec2-responder': 'ignore' } } }))).toMatch(/ignore/);
  });

  it('opens where EC2 has no data for both checks of one that runs, and only there', () => {
    const nobodyKnows = checks(INSUFFICIENT_DATA, INSUFFICIENT_DATA);
    expect(firstLine(anInstance({ checks: nobodyKnows }))).toMatch(/no data/);
    for (const seen of [
      anInstance({ checks: checks(INSUFFICIENT_DATA) }),
      anInstance({ checks: checks(OK, INSUFFICIENT_DATA) }),
      anInstance({ checks: nobodyKnows, state: 'pending' }),
      anInstance({ checks: nobodyKnows, facts: { tags: { 'ec2-responder': 'ignore' } } }),
    ])
      expect(open(seen, undefined, [], SETTINGS, NOW).opens).toBe(false);
    const seen = anInstance({ checks: nobodyKnows, scheduledEvents: [aScheduledEvent()] });
    expect(firstLine(seen)).toMatch(/scheduled/);
  });

  it('begins in watching, now, with what was seen', () => {
    const event = aScheduledEvent();
    const seen = aFailedHost({ scheduledEvents: [event] });
    const news = [aHealthEvent()];
    expect(opened(seen, undefined, news)).toEqual({
      schemaVersion: 1,
      version: 0,
      instanceId: ID,
      incidentId: `${ID}/2026-01-15T10:06:00.000Z`,
      phase: 'watching',
      openedAt: NOW,
      phaseSince: NOW,
      facts: FACTS,
      impairedSince: at('10:00:00'),
      attempts: [],
      episodes: [],
      health: news,
      announced: [],
      heard: [
        { id: event.id, heardAt: NOW, date: event.notBefore },
        { id: aHealthEvent().eventArn, heardAt: NOW, date: aHealthEvent().startTime },
      ],
      scheduledEventIds: [event.id],
      told: {},
      timeline: [{ at: at('10:00:00'), what: { key: 'open.system' } }],
      pastAttempts: [],
      alertsMade: numberedFrom(NOW),
      alertIds: [],
      newAlerts: [],
    });
  });

  it('does not believe an ImpairedSince in the future', () => {
    expect(opened(aFailedHost({ checks: checks(impaired('10:06:00')) })).impairedSince).toBe(NOW);
    const future = opened(aFailedHost({ checks: checks(impaired('10:06:00.001')) }));
    expect(future).not.toHaveProperty('impairedSince');
  });

  it('without a time of the failure begins its timeline now', () => {
    const incident = opened(aFailedHost({ checks: checks(impaired()) }));
    expect(incident).not.toHaveProperty('impairedSince');
    expect(incident.timeline[0]?.at).toBe(NOW);
  });

  it('inherits the episodes of less than an hour ago, for the alert that checks fail again and again', () => {
    const earlier = anIncident({ phase: 'closed', episodes: [at('09:06:00'), at('09:06:00.001')] });
    expect(opened(aFailedHost(), earlier).episodes).toEqual([at('09:06:00.001')]);
  });
});

describe('what a start has resolved', () => {
  const EVENT = aScheduledEvent();
  const STARTED = at('10:00:00');
  const earlier = anIncident({
    phase: 'closed',
    outcome: 'recovered',
    closedAt: at('10:02:00'),
    heard: [{ id: EVENT.id, heardAt: at('09:00:00') }],
    announced: [`announced ${EVENT.notBefore}`],
  });
  const openedAt = (now: number, seen: FoundInstance, news: readonly HealthNews[] = []): boolean =>
    open(seen, earlier, news, SETTINGS, now).opens;
  const lists = anInstance({ launchTime: STARTED, scheduledEvents: [EVENT] });

  it('opens nothing for two hours while EC2 still lists it, and then it does, for a human', () => {
    expect([
      openedAt(NOW, lists),
      openedAt(at('12:00:00'), lists),
      openedAt(at('12:00:00.001'), lists),
    ]).toEqual([false, false, true]);
  });

  it('opens with what was heard and announced before, so that nothing is told or moved twice', () => {
    const opening = open(lists, earlier, [], SETTINGS, at('12:30:00'));
    expect(opening).toMatchObject({
      opens: true,
      incident: { heard: earlier.heard, announced: earlier.announced },
    });
  });

  it('opens nothing for what Health tells of it within these two hours, under whatever id', () => {
    const news = aHealthEvent({ eventArn: 'arn:another', lastUpdated: at('11:00:00') });
    const well = anInstance({ launchTime: STARTED });
    expect(openedAt(at('11:00:00'), well, [news])).toBe(false);
    expect(openedAt(at('11:00:00'), lists, [news])).toBe(false);
    expect(openedAt(at('12:00:00.001'), well, [news])).toBe(true);
  });

  it('opens for what EC2 lists where no start came after it', () => {
    expect(openedAt(NOW, { ...lists, launchTime: at('07:30:00') })).toBe(true);
  });

  it('opens for a check that fails, and remembers what was heard', () => {
    const incident = opened(aFailedHost({ launchTime: STARTED, scheduledEvents: [EVENT] }), earlier);
    expect(incident.heard).toEqual(earlier.heard.map((one) => ({ ...one, date: EVENT.notBefore })));
    expect(inWords(incident.timeline[0]?.what ?? { key: 'step.verify' })).toContain('system status check');
  });

  it('opens for another event that EC2 lists more than two hours after the start', () => {
    const both = {
      ...lists,
      scheduledEvents: [EVENT, aScheduledEvent({ id: 'another', code: 'instance-stop' })],
    };
    const opening = open(both, earlier, [], SETTINGS, at('12:00:00.001'));
    const line = opening.opens ? opening.incident.timeline[0]?.what : undefined;
    expect(inWords(line ?? { key: 'step.verify' })).toMatch(/has scheduled instance-/);
    const events = { ...lists, scheduledEvents: both.scheduledEvents.slice(1) };
    expect([openedAt(at('12:00:00'), events), openedAt(at('12:00:00.001'), events)]).toEqual([false, true]);
  });
});

describe('the first line of the timeline', () => {
  const failed = impaired('10:00:00');

  it('names the worst check that failed', () => {
    const lines = [checks(failed, failed, failed), checks(OK, failed, failed), checks(OK, OK, failed)].map(
      (one) => firstLine(anInstance({ checks: one })),
    );
    expect(lines.map((line) => /^The (.+?) status check failed/.exec(line)?.[1])).toEqual([
      'system',
      'instance',
      'attached EBS',
    ]);
  });

  it('names the scheduled event and its date, where EC2 gives one', () => {
    const event = aScheduledEvent({ code: 'instance-stop' });
    expect(firstLine(anInstance({ scheduledEvents: [event] }))).toMatch(/instance-stop.*2026-01-29/);
    const undated = firstLine(anInstance({ scheduledEvents: [without(event, 'notBefore')] }));
    expect(undated).toMatch(/instance-stop$/);
  });

  it('names the Health event that counts as listed, not one that is over', () => {
    const over = aHealthEvent({ code: 'AWS_EC2_OVER', closed: true });
    expect(firstLine(anInstance(), [over, aHealthEvent()])).toContain(aHealthEvent().code);
  });

  it('prefers what fails now to a date', () => {
    expect(firstLine(aFailedHost({ scheduledEvents: [aScheduledEvent()] }))).toContain('system');
  });
});

describe('the worst check', () => {
  it('is the system check first, then the instance check, then attached EBS, with its own time', () => {
    const [system, instance, ebs] = [impaired('10:01:00'), impaired('10:02:00'), impaired('10:03:00')];
    const worst = (...all: Parameters<typeof checks>) => worstCheck(anInstance({ checks: checks(...all) }));
    expect(worst(system, instance, ebs)).toEqual({ check: 'system', impairedSince: at('10:01:00') });
    expect(worst(INSUFFICIENT_DATA, instance, ebs)).toEqual({
      check: 'instance',
      impairedSince: at('10:02:00'),
    });
    expect(worst(OK, OK, ebs)).toEqual({ check: 'ebs', impairedSince: at('10:03:00') });
    expect(worst(impaired(), instance, ebs)).toEqual({ check: 'system' });
    expect(worst(OK)).toEqual({ check: 'none' });
  });
});
