import { ALERT_TIMELINE, type Alert } from '../model/alert.ts';
import type { AlertDraft } from '../incident/decision.ts';
import { isAnnouncement, type Incident } from '../model/incident.ts';
import { say } from '../model/sentence.ts';
import { moveNotBack } from '../scheduled-events/unfinished-move.ts';
import type { EpochMs } from '../model/time.ts';

/** Adds new alerts, each name once in an incident (or again after its time). */
export function withAlerts(incident: Incident, drafts: readonly AlertDraft[], now: EpochMs): Incident {
  let next = incident;
  for (const one of drafts) {
    const last = next.told[one.about];
    if (last !== undefined && !isDueAgain(one, last, now)) continue;
    const alert = alertOf(next, one, now);
    next = {
      ...next,
      told: withTold(next.told, one.about, now),
      alertIds: [...next.alertIds, alert.id].slice(-MAX_ALERT_IDS),
      newAlerts: [...next.newAlerts, alert],
    };
  }
  return next;
}

/** For history; an incident that tells more than this has told enough. */
const MAX_ALERT_IDS = 50;
/** AWS seldom has more dates for an instance; the oldest ones are long over. */
const MAX_DATES_TOLD = 50;

/** Of dates only the newest are remembered, so that an incident that is announced again and again stays small. */
function withTold(told: Incident['told'], about: string, now: EpochMs): Incident['told'] {
  const next = { ...told, [about]: now };
  const dates = Object.keys(next).filter(isAnnouncement);
  if (dates.length <= MAX_DATES_TOLD) return next;
  const oldest = dates.sort((a, b) => (next[a] ?? 0) - (next[b] ?? 0))[0];
  return Object.fromEntries(Object.entries(next).filter(([name]) => name !== oldest));
}

function isDueAgain({ againAfter, anewSince }: AlertDraft, last: EpochMs, now: EpochMs): boolean {
  return (
    (againAfter !== undefined && now - last >= againAfter) || (anewSince !== undefined && last < anewSince)
  );
}

/** The same for every repeat of one alert, another for every other: what can be said anew carries its time. */
function idOf({ incidentId, failuresOver = 0 }: Incident, one: AlertDraft, now: EpochMs): string {
  const anew = one.againAfter !== undefined || one.anewSince !== undefined ? `/${now}` : '';
  const failure = failuresOver === 0 ? '' : `/failure-${failuresOver + 1}`;
  return `${incidentId}/${one.about.replaceAll(' ', '-')}${failure}${anew}`;
}

function alertOf(incident: Incident, one: AlertDraft, now: EpochMs): Alert {
  // Whatever keeps it down: its owner must know that others wait for it, and how to let them go.
  const isWaitedFor = one.word === 'NEEDS-YOU' && moveNotBack(incident) === 'holds';
  return {
    id: idOf(incident, one, now),
    word: one.word,
    at: now,
    short: one.short,
    story: isWaitedFor ? [...one.story, say('story.moves-wait')] : one.story,
    todo: isWaitedFor ? [...one.todo, say('todo.moves-go-on')] : one.todo,
    documents: one.documents,
    instance: { id: incident.instanceId, facts: incident.facts },
    incidentId: incident.incidentId,
    ...(one.healthEvent === undefined ? {} : { healthEvent: one.healthEvent }),
    timeline: incident.timeline.slice(-ALERT_TIMELINE),
    timelineOmitted: Math.max(0, incident.timeline.length - ALERT_TIMELINE),
    data: one.data ?? {},
  };
}
