import type { AlertDraft, Situation } from '../../../../lambda/core/incident/decision.ts';
import type { Incident } from '../../../../lambda/core/model/incident.ts';
import type { Plan } from '../../../../lambda/core/scheduled-events/planned-move.ts';
import type { ToldPlan } from '../../../../lambda/core/model/announcement.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import { anIncident, anInstance, aScheduledEvent, at, SETTINGS, without } from '../given.ts';

/** One retirement: heard of on Thursday, planned for Sunday, AWS comes in two weeks. For tests only. */

/** EC2 lists it; not before Thursday 2026-01-29 00:00. */
export const RETIREMENT = aScheduledEvent();
export const DEADLINE = at('00:00:00', '2026-01-29');
/** When the responder first heard of it. */
export const HEARD = at('10:00:00');
/** The window of Sunday 2026-01-18, the first one after a day of notice. */
export const SLOT = {
  kind: 'window',
  start: at('18:00:00', '2026-01-18'),
  end: at('22:00:00', '2026-01-18'),
} as const;
/** The one after it. */
export const NEXT_SLOT = {
  kind: 'window',
  start: at('18:00:00', '2026-01-25'),
  end: at('22:00:00', '2026-01-25'),
} as const;
/** The hour before the last, where no window is left. */
export const LAST_CHANCE = {
  kind: 'before deadline',
  start: at('22:00:00', '2026-01-28'),
  end: at('23:00:00', '2026-01-28'),
} as const;

export const MOVE: Plan = { kind: 'move', slot: SLOT, deadline: DEADLINE };
/** What the owner was told of it at once. */
export const TOLD: ToldPlan = { start: SLOT.start, deadline: DEADLINE, at: HEARD };

/** An incident that was opened by the announcement: no check has failed. */
export function anAnnouncement(differences: Partial<Incident> = {}): Incident {
  return without(
    anIncident({
      openedAt: HEARD,
      phaseSince: HEARD,
      heard: [{ id: RETIREMENT.id, heardAt: HEARD }],
      announced: [`announced ${DEADLINE}`],
      plan: TOLD,
      scheduledEventIds: [RETIREMENT.id],
      ...differences,
    }),
    'impairedSince',
  );
}

/** The same before anybody was told. */
export function aFreshAnnouncement(differences: Partial<Incident> = {}): Incident {
  return without(anAnnouncement({ announced: [], ...differences }), 'plan');
}

/** A healthy instance with a retirement in EC2's list, of which its owner was told. */
export function aSituation(differences: Partial<Situation> = {}): Situation {
  return {
    incident: anAnnouncement(),
    observation: anInstance({ scheduledEvents: [RETIREMENT] }),
    settings: SETTINGS,
    now: at('10:05:00'),
    ...differences,
  };
}

/** All that a reader reads of it. */
export function textOf({ short, story, todo }: AlertDraft, timeZone = 'UTC'): string {
  return [short, ...story, ...todo].map((sentence) => inWords(sentence, timeZone)).join('\n');
}
