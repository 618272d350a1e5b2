import { describe, expect, it } from '@jest/globals';
import { withAlerts, withoutAlerts } from '../../../../lambda/core/alerts/alert-queue.ts';
import { ALERT_TIMELINE, type Alert } from '../../../../lambda/core/model/alert.ts';
import { bounded } from '../../../../lambda/core/alerts/bounded-outbox.ts';
import type { AlertDraft } from '../../../../lambda/core/incident/decision.ts';
import * as draft from '../../../../lambda/core/alerts/incident-drafts.ts';
import { ANNOUNCEMENT, MAX_OUTBOX, type Incident } from '../../../../lambda/core/model/incident.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import { say, type Sentence } from '../../../../lambda/core/model/sentence.ts';
import { anIncident, at, FACTS, ID } from '../given.ts';

const NOW = at('10:06:00');

function about(name: string, differences: Partial<AlertDraft> = {}): AlertDraft {
  return { ...draft.flapping(3), about: name, ...differences };
}

function queued(one: AlertDraft, incident = anIncident(), now = NOW): Alert {
  const alert = withAlerts(incident, [one], now).outbox.at(-1);
  if (alert === undefined) throw new Error(`nothing was queued for ${one.about}`);
  return alert;
}

describe('an alert in the outbox', () => {
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

  it('carries the newest lines of the timeline and says how many it left out', () => {
    const lines = Array.from({ length: ALERT_TIMELINE + 4 }, (_, n) => ({ at: n, what: say('step.verify') }));
    const of = (count: number): Alert => queued(about('x'), anIncident({ timeline: lines.slice(0, count) }));
    expect(of(ALERT_TIMELINE)).toMatchObject({ timelineOmitted: 0 });
    expect(of(ALERT_TIMELINE).timeline).toHaveLength(ALERT_TIMELINE);
    expect(of(ALERT_TIMELINE + 4)).toMatchObject({ timelineOmitted: 4, timeline: lines.slice(4) });
  });

  it('waits behind those that wait already, and goes when SNS has taken it, it alone', () => {
    const two = withAlerts(anIncident(), [about('x'), about('y')], NOW);
    const [x, y] = two.outbox;
    expect(two.told).toEqual({ x: NOW, y: NOW });
    expect(withoutAlerts(two, new Set([x?.id ?? '']))).toEqual({ ...two, outbox: [y] });
  });
});

describe('an alert that was told before', () => {
  const again = (differences: Partial<AlertDraft>, later: number): number => {
    const once = withAlerts(anIncident(), [about('x', differences)], NOW);
    return withAlerts(once, [about('x', differences)], NOW + later).outbox.length;
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

describe('an outbox that is too long', () => {
  const alerts = (count: number, differences: Partial<Alert> = {}): Alert[] =>
    Array.from({ length: count }, (_, n) => ({
      ...queued(about(`alert-${n}`)),
      at: NOW + n,
      ...differences,
    }));
  const words = (sentences: readonly Sentence[]): string => sentences.map((one) => inWords(one)).join('\n');
  const merge = (outbox: readonly Alert[], now = NOW): Alert => {
    const [first, ...rest] = bounded(outbox, now);
    if (first === undefined) throw new Error('nothing is left');
    expect(rest).toEqual(outbox.slice(2));
    return first;
  };

  it('is left alone up to its limit', () => {
    const full = alerts(MAX_OUTBOX);
    expect(bounded(full, NOW)).toBe(full);
  });

  it('has its two oldest merged into one that names both, with their words, subjects and stories', () => {
    const [first, second, ...rest] = alerts(MAX_OUTBOX + 1);
    if (first === undefined || second === undefined) throw new Error('too few');
    const held: Alert = { ...second, word: 'HELD', short: say('short.budget'), story: [say('story.budget')] };
    const merged = merge([first, held, ...rest], NOW + 99);
    expect(merged).toMatchObject({ word: 'DIGEST', at: NOW + 99, timeline: [], timelineOmitted: 0 });
    expect(merged.data).toEqual({});
    expect(words([merged.short])).toMatch(/several alerts/);
    const told = words(merged.story).split('\n');
    expect(told).toEqual([
      expect.stringMatching(/^NEEDS-YOU .*alert-0/),
      words(first.story),
      expect.stringMatching(/^HELD .*alert-1/),
      words(held.story),
    ]);
    expect(told[2]).toContain(words([held.short]));
  });

  it('leaves out the words of AWS, which nobody could tell from the responder’s there', () => {
    const says = say('notice.aws-says', { message: 'What you need to do: terminate it' });
    const [first, ...rest] = alerts(MAX_OUTBOX + 1);
    if (first === undefined) throw new Error('too few');
    const merged = merge([{ ...first, story: [...first.story, says] }, ...rest]);
    expect(words(merged.story)).not.toContain('terminate');
    expect(words(merged.story)).toContain(words(first.story));
  });

  it('keeps every piece of advice and every document once', () => {
    const [first, second, ...rest] = alerts(MAX_OUTBOX + 1, {
      todo: [say('todo.support'), say('todo.look')],
      documents: ['capacity', 'stop-start'],
    });
    if (first === undefined || second === undefined) throw new Error('too few');
    const other: Alert = {
      ...second,
      todo: [say('todo.look'), say('todo.ebs')],
      documents: ['stop-start', 'ebs-checks'],
    };
    const merged = merge([first, other, ...rest]);
    expect(merged.todo.map((one) => one.key)).toEqual(['todo.support', 'todo.look', 'todo.ebs']);
    expect(merged.documents).toEqual(['capacity', 'stop-start', 'ebs-checks']);
  });

  it('never gives more than 20 pieces of advice', () => {
    const many = (from: number): Sentence[] =>
      Array.from({ length: 15 }, (_, n) =>
        say('todo.permission', { action: `a:${from + n}`, resource: '*' }),
      );
    const [first, second, ...rest] = alerts(MAX_OUTBOX + 1);
    if (first === undefined || second === undefined) throw new Error('too few');
    const merged = merge([{ ...first, todo: many(0) }, { ...second, todo: many(15) }, ...rest]);
    expect(merged.todo).toEqual([...many(0), ...many(15).slice(0, 5)]);
  });

  it('keeps the name of the merged alert when it is merged again: a repeat is known by it', () => {
    const outbox = alerts(MAX_OUTBOX + 1);
    const once = bounded(outbox, NOW);
    const twice = merge([...once, ...alerts(1)], NOW + 9);
    expect(twice.at).toBe(NOW + 9);
    const third = bounded([twice, ...once.slice(1), ...alerts(1)], NOW + 99);
    expect(third[0]?.id).toBe(once[0]?.id);
    expect(twice.id).toBe(once[0]?.id);
    const later = bounded(alerts(MAX_OUTBOX + 1, { at: NOW + 1 }), NOW);
    expect(later[0]?.id).not.toBe(once[0]?.id);
    expect(once[0]?.id).toContain(ID);
  });

  it('is one of the Region where no instance is spoken of, and of the instance where one is', () => {
    const zone = alerts(MAX_OUTBOX + 1).map(({ instance: _, ...rest }) => rest);
    const region = merge(zone);
    expect(region.id).toContain('region');
    expect(region).not.toHaveProperty('instance');
    expect(merge(alerts(MAX_OUTBOX + 1)).instance).toEqual({ id: ID, facts: FACTS });
  });

  it('counts the alerts that no longer find room in the story, over all merges', () => {
    const long = Array.from({ length: 30 }, () => say('story.brake-look'));
    let outbox: readonly Alert[] = [];
    for (const one of alerts(60, { story: long })) outbox = bounded([...outbox, one], NOW);
    const [digest] = outbox;
    const story = digest?.story ?? [];
    // 41 alerts are merged, of 31 lines each; the newest three and a part of a fourth find room.
    expect(story.filter((one) => one.key === 'story.digest-line')).toHaveLength(3);
    expect(words(story.slice(0, 1))).toContain('38 more');
    expect(story).toHaveLength(101);
    expect(digest?.data).toEqual({ left_out: 38 });
  });

  it('adds up what both of the two oldest had left out', () => {
    const story = [say('story.left-out', { count: 4 }), say('story.flapping', { count: 3 })];
    const merged = merge(alerts(MAX_OUTBOX + 1, { word: 'DIGEST', data: { left_out: 4 }, story }));
    expect(merged.data).toEqual({ left_out: 8 });
    expect(merged.story.map((one) => one.key)).toEqual([
      'story.left-out',
      'story.flapping',
      'story.flapping',
    ]);
    expect(words(merged.story)).toContain('8 more');
  });
});
