import * as draft from '../../alerts/incident-drafts.ts';
import { AFTER_ITS_DATE_MS, mayStillCome } from '../../health/health-news.ts';
import type { HealthNews } from '../../model/health.ts';
import { failureWasTold, someoneWasTold, type Incident } from '../../model/incident.ts';
import { isWell, type FoundInstance } from '../../model/observation.ts';
import { say } from '../../model/sentence.ts';
import { HOUR, MINUTE, type EpochMs } from '../../model/time.ts';
import { isOver } from '../../scheduled-events/announced.ts';
import type { Announcements } from '../../scheduled-events/planned-move.ts';
import { decided, WAIT, type Decision, type Situation } from '../decision.ts';
import { isBeyond } from '../grace.ts';

/** This many episodes within an hour that healed inside the grace make one alert. */
const FLAPPING_EPISODES = 3;

/** Row 5. */
export function healed({ incident, observation, settings, now }: Situation): Decision | undefined {
  if (!isWell(observation) || isListedNow(incident, observation, now)) return undefined;
  if (mayBeginNow(incident, observation, now)) return undefined;

  const since = incident.impairedSince;
  if (since === undefined && incident.awsStop !== undefined && incident.attempt === undefined) {
    const alerts = someoneWasTold(incident) ? [draft.runsAgain()] : [];
    return decided(5, { act: 'close', outcome: 'recovered by itself' }, say('end.runs-again'), alerts);
  }
  if (since === undefined && incident.movedAt !== undefined && !failureWasTold(incident))
    return decided(5, { act: 'close', outcome: 'moved' }, say('end.event-gone'));
  if (since === undefined) {
    // Also where no check has failed: EC2 had no data, and that was told.
    const wasUnclear = Object.keys(incident.told).some((about) => about.startsWith(draft.UNCLEAR));
    const how = wasUnclear ? 'itself' : 'event gone';
    const alerts = someoneWasTold(incident) ? [draft.healed(incident, how, now)] : [];
    // Should AWS list it again, the owner hears of it again.
    const changes = { announced: [] };
    return decided(
      5,
      { act: 'close', outcome: 'recovered by itself' },
      say('end.event-gone'),
      alerts,
      changes,
    );
  }
  if (incident.attempt?.startedAt !== undefined) {
    const alerts = [draft.recovered(incident, observation, now)];
    return decided(
      5,
      { act: 'close', outcome: 'recovered' },
      say('end.recovered', { ms: now - since }),
      alerts,
    );
  }
  const byAws = recoveryByAws(incident, since);
  if (byAws !== undefined) {
    const reason = say('end.healed-by-aws', { code: byAws.code });
    return decided(5, { act: 'close', outcome: 'recovered by AWS' }, reason, [
      draft.healed(incident, 'AWS', now),
    ]);
  }
  const patience = Math.max(settings.systemFailureGraceMinutes, settings.instanceFailureMinutes);
  if (someoneWasTold(incident) || isBeyond(since, patience, now)) {
    const alerts = [draft.healed(incident, 'itself', now)];
    return decided(5, { act: 'close', outcome: 'recovered by itself' }, say('end.healed'), alerts);
  }
  const episodes = [...incident.episodes.filter((at) => now - at < HOUR), now];
  const flaps = episodes.length >= FLAPPING_EPISODES;
  const alerts = flaps ? [draft.flapping(episodes.length)] : [];
  const changes = { episodes: flaps ? [] : episodes };
  return decided(5, { act: 'close', outcome: 'recovered by itself' }, say('end.healed'), alerts, changes);
}

/**
 * Rows 5 and 8: the failure is over, and row 5 has not closed the incident: a scheduled event keeps it open, for weeks
 * perhaps, or its date, which has come. The end is told where the failure was, and the next failure begins anew.
 */
export function healedButListed(
  { incident, observation, now }: Situation,
  { open }: Announcements,
): Decision | undefined {
  if (!isWell(observation) || incident.impairedSince === undefined) return undefined;
  const started = incident.attempt?.startedAt !== undefined;
  const byAws = recoveryByAws(incident, incident.impairedSince) !== undefined;
  const how = started
    ? draft.recovered(incident, observation, now)
    : draft.healed(incident, byAws ? 'AWS' : 'itself', now);
  const tell = failureWasTold(incident) || byAws;
  const alerts = tell ? [{ ...how, about: `end ${incident.impairedSince}` }] : [];
  // When EC2 drops what our start has resolved as well, that is no further news. What was told of since then is.
  const told = incident.plan?.at ?? 0;
  const resolved = started && open.length === 0 && told < observation.launchTime;
  const changes = resolved ? { movedAt: observation.launchTime } : {};
  return { ...decided(8, WAIT, say('wait.scheduled'), alerts, changes), failureOver: true };
}

/** AWS says that its own recovery has worked since the failure. */
function recoveryByAws({ health }: Incident, since: EpochMs): HealthNews | undefined {
  return health.find((news) => news.meaning === 'recovery succeeded' && news.lastUpdated >= since);
}

/**
 * The date of what EC2 listed has come, and it was not started since: EC2 may call the event completed a moment before the
 * stop shows, and an incident that was closed in between would leave the stopped instance to nobody.
 */
function mayBeginNow({ plan }: Incident, { launchTime }: FoundInstance, now: EpochMs): boolean {
  const date = plan?.deadline;
  if (plan === undefined || date === undefined || launchTime > plan.at) return false;
  return date - 5 * MINUTE <= now && now <= date + AFTER_ITS_DATE_MS;
}

/** EC2 lists something, or Health does that no start has resolved. */
function isListedNow({ heard, health }: Incident, observation: FoundInstance, now: EpochMs): boolean {
  const { launchTime, scheduledEvents } = observation;
  return (
    scheduledEvents.length > 0 ||
    health.some((news) => mayStillCome(news, now) && !isOver(news.eventArn, heard, launchTime, now))
  );
}
