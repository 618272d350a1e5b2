import type { Incident } from '../../../../lambda/core/model/incident.ts';
import { say } from '../../../../lambda/core/model/sentence.ts';
import { FACTS } from '../../words/sample-alert.ts';

export const OPENED = Date.parse('2026-11-20T03:02:00Z');
export const CLOSED = Date.parse('2026-11-20T03:06:12Z');

/** An incident that has just opened on an instance which had none. */
export function incident(instanceId: string, changes: Partial<Incident> = {}): Incident {
  return {
    schemaVersion: 1,
    version: 0,
    instanceId,
    incidentId: `${instanceId}/2026-11-20T03:02:00.000Z`,
    phase: 'watching',
    openedAt: OPENED,
    phaseSince: OPENED,
    facts: FACTS,
    impairedSince: OPENED - 60_000,
    attempts: [],
    episodes: [],
    health: [],
    announced: [],
    heard: [],
    scheduledEventIds: [],
    told: {},
    timeline: [{ at: OPENED, what: say('open.system') }],
    pastAttempts: [],
    alertsMade: 0,
    alertIds: [],
    newAlerts: [],
    ...changes,
  };
}

export const ENDED = { phase: 'closed', outcome: 'recovered', closedAt: CLOSED, phaseSince: CLOSED } as const;
