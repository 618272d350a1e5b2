import { describe, expect, it } from '@jest/globals';
import { withAlerts } from '../../../../lambda/core/alerts/alert-queue.ts';
import { ALERT_TIMELINE, type Alert } from '../../../../lambda/core/model/alert.ts';
import type { AlertDraft } from '../../../../lambda/core/incident/decision.ts';
import * as draft from '../../../../lambda/core/alerts/incident-drafts.ts';
import { ANNOUNCEMENT, type Incident } from '../../../../lambda/core/model/incident.ts';
import { say } from '../../../../lambda/core/model/sentence.ts';
import { anIncident, at, FACTS, ID, startingIncident } from '../given.ts';

const NOW = at('10:06:00');

function about(name: string, differences: Partial<AlertDraft> = {}): AlertDraft {
  return { ...draft.flapping(3), about: name, ...differences };
}

function queued(one: AlertDraft, incident = anIncident(), now = NOW): Alert {
  const alert = withAlerts(incident, [one], now).newAlerts.at(-1);
  if (alert === undefined) throw new Error(`nothing was queued for ${one.about}`);
  return alert;
}

describe('a new alert', () => {
  it('says what its draft says, of which instance and incident, when', () => {
    const one = about('x', { data: { count: 3 } });
    expect(queued(one)).toEqual({
      id: queued(one).id,
      word: one.word,
      at: NOW,
      short: one.short,
      story: one.story,
      todo: one.todo,
      documents: one.documents,
      instance: { id: ID, facts: FACTS },
      incidentId: anIncident().incidentId,
      timeline: anIncident().timeline,
      timelineOmitted: 0,
      data: { count: 3 },
    });
    expect(queued(about('x')).data).toEqual({});
    expect(queued(about('x'))).not.toHaveProperty('healthEvent');
    const healthEvent = { arn: 'arn:aws:health:ap-northeast-1::event/EC2/X/1' };
    expect(queued(about('x', { healthEvent })).healthEvent).toEqual(healthEvent);
  });

  it('says that others wait for a planned move that is not back, where it needs somebody, and how to let them go', () => {
    const moved = startingIncident({ cause: 'planned' });
    const needs = queued(about('x'), moved);
    expect(needs.story.at(-1)).toEqual(say('story.moves-wait'));
    expect(needs.todo.at(-1)).toEqual(say('todo.moves-go-on'));
    const news = queued(about('x', { word: 'ACTING' }), moved);
    expect([...news.story, ...news.todo]).not.toContainEqual(say('story.moves-wait'));
    const facts = { ...FACTS, tags: { 'ec2-responder:moves-go-on': 'true' } };
    for (const other of [startingIncident(), { ...moved, facts }])
      expect(queued(about('x'), other).todo).toEqual(about('x').todo);
  });

  it('carries the newest lines of the timeline and says how many it left out', () => {
    const lines = Array.from({ length: ALERT_TIMELINE + 4 }, (_, n) => ({ at: n, what: say('step.verify') }));
    const of = (count: number): Alert => queued(about('x'), anIncident({ timeline: lines.slice(0, count) }));
    expect(of(ALERT_TIMELINE)).toMatchObject({ timelineOmitted: 0 });
    expect(of(ALERT_TIMELINE).timeline).toHaveLength(ALERT_TIMELINE);
    expect(of(ALERT_TIMELINE + 4)).toMatchObject({ timelineOmitted: 4, timeline: lines.slice(4) });
  });

  it('comes behind those that were decided before it, and the incident knows its id', () => {
    const two = withAlerts(withAlerts(anIncident(), [about('x')], NOW), [about('y')], NOW + 1);
    expect(two.told).toEqual({ x: NOW, y: NOW + 1 });
    expect(two.newAlerts.map(({ id }) => id)).toEqual(two.alertIds);
    expect(two.alertIds.map((id) => id.split('/').at(-1))).toEqual(['x', 'y']);
  });

  it('is one of at most fifty whose ids the incident remembers: the newest', () => {
    const names = Array.from({ length: 51 }, (_, n) => about(`alert-${n}`));
    const { alertIds, newAlerts } = withAlerts(anIncident(), names, NOW);
    expect(newAlerts).toHaveLength(51);
    expect(alertIds).toEqual(newAlerts.slice(1).map(({ id }) => id));
  });
});

describe('an alert that was told before', () => {
  const again = (differences: Partial<AlertDraft>, later: number): number => {
    const once = withAlerts(anIncident(), [about('x', differences)], NOW);
    return withAlerts(once, [about('x', differences)], NOW + later).newAlerts.length;
  };

  it('is never told again where nothing says so', () => {
    expect(again({}, 365 * 86_400_000)).toBe(1);
  });

  it('is told anew only where the last time was before what it speaks of', () => {
    expect(again({ anewSince: NOW }, 60_000)).toBe(1);
    expect(again({ anewSince: NOW + 1 }, 60_000)).toBe(2);
  });

  it('is told anew or after its time, whichever comes first', () => {
    expect(again({ anewSince: NOW, againAfter: 1_000 }, 1_000)).toBe(2);
    expect(again({ anewSince: NOW + 1, againAfter: 1_000 }, 999)).toBe(2);
    expect(again({ anewSince: NOW, againAfter: 1_000 }, 999)).toBe(1);
  });
});

describe('the dates that were told', () => {
  const date = (n: number): string => `${ANNOUNCEMENT}${n}`;
  // The newest stands first in the record: it is the time that tells which one is the oldest.
  const known = (count: number): Incident['told'] =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [date(count - n), NOW + count - n]));
  const namesAfter = (told: Incident['told'], name: string): Set<string> =>
    new Set(Object.keys(withAlerts(anIncident({ told }), [about(name)], NOW + 999).told));

  it('are all remembered up to 50', () => {
    expect(namesAfter(known(49), date(50))).toEqual(new Set(Object.keys(known(50))));
  });

  it('are forgotten from the oldest on beyond 50, and nothing else that was told is', () => {
    const told: Incident['told'] = { 'instance failure': NOW - 1, ...known(50) };
    const { [date(1)]: _, ...rest } = told;
    expect(namesAfter(told, date(51))).toEqual(new Set([...Object.keys(rest), date(51)]));
    expect(namesAfter(told, 'flapping')).toEqual(new Set([...Object.keys(told), 'flapping']));
  });
});

describe('the id of an alert', () => {
  // SNS subscribers drop repeats by it: the same alert has the same id for ever, another one never has it.
  it('is the same when the same alert is made once more, though later', () => {
    expect(queued(about('x'), anIncident(), NOW + 9).id).toBe(queued(about('x')).id);
  });

  it('is another one for another name, incident, failure, and time of what is told again', () => {
    const all = [
      queued(about('x')),
      queued(about('y')),
      queued(about('x'), anIncident({ incidentId: 'other' })),
      queued(about('x'), anIncident({ failuresOver: 1 })),
      queued(about('x'), anIncident({ failuresOver: 2 })),
      queued(about('x', { againAfter: 1 })),
      queued(about('x', { againAfter: 1 }), anIncident(), NOW + 1),
      queued(about('x', { anewSince: 1 }), anIncident(), NOW + 2),
      queued(about('x', { anewSince: 1 }), anIncident(), NOW + 3),
    ];
    expect(new Set(all.map((alert) => alert.id)).size).toBe(all.length);
  });

  it('is one word made of the incident and the name: it must not change between two versions of the responder', () => {
    const { incidentId } = anIncident();
    expect(queued(about('start failed: X')).id).toBe(`${incidentId}/start-failed:-X`);
    expect(queued(about('x'), anIncident({ failuresOver: 1 })).id).toBe(`${incidentId}/x/failure-2`);
    expect(queued(about('x', { againAfter: 1 })).id).toBe(`${incidentId}/x/${NOW}`);
  });

  it('has no blank in it, so that it is one word wherever it is pasted', () => {
    const one = about('start failed: Client.InternalError now', { againAfter: 1 });
    expect(queued(one, anIncident({ failuresOver: 1 })).id).toMatch(/^\S+$/);
  });

  it('counts the failures of an incident from the second on', () => {
    const id = (failuresOver: number): string => queued(about('x'), anIncident({ failuresOver })).id;
    expect(id(0)).toBe(queued(about('x')).id);
    expect([id(1), id(2)].map((one) => /(\d+)$/.exec(one)?.[1])).toEqual(['2', '3']);
  });
});
