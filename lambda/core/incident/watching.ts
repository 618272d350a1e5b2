import { isOver } from '../scheduled-events/announced.ts';
import { announcing } from '../scheduled-events/announcing.ts';
import { decided, WAIT, type AlertDraft, type Decision, type Situation } from './decision.ts';
import * as draft from '../alerts/incident-drafts.ts';
import { graceFor, isBeyond } from './grace.ts';
import { AFTER_ITS_DATE_MS, mayStillCome, type HealthNews } from '../health/health-news.ts';
import { failureWasTold, someoneWasTold, type Incident } from '../model/incident.ts';
import { plannedMove, unreachable } from '../scheduled-events/moving.ts';
import { allChecksOk, isWell, type FoundInstance } from '../model/observation.ts';
import { isOnFailingHardware } from '../scheduled-events/movable.ts';
import { announcementsOf, type Announcements } from '../scheduled-events/planned-move.ts';
import { policyOf } from '../gate/policy.ts';
import { policyRefusal } from '../gate/gate.ts';
import { say } from '../../words/english.ts';
import { HOUR, MINUTE, type EpochMs } from '../model/time.ts';
import { resting } from './resting.ts';
import { unclear } from './unclear.ts';
import { isOurStop } from './whose-stop.ts';

/** AWS's code for a stop that it had announced. */
const SCHEDULED_STOP = 'Server.ScheduledStop';
/** So many episodes that healed inside the grace within an hour are one alert. */
const FLAPPING_EPISODES = 3;

/** Rows 2 to 8: watching is the only phase that decides on a stop. The first rule that holds wins. */
export function decideWatching(situation: Situation): Decision {
  const ended =
    ourStopAfterAll(situation) ??
    ignored(situation) ??
    stoppedByAws(situation) ??
    stoppedBySomeone(situation) ??
    healed(situation);
  if (ended !== undefined) return ended;

  const announcements = announcementsOf(situation);
  const announced = announcing(situation, announcements);
  const bad = unreachable(situation, announcements);
  // Where the hardware is to blame nobody is told that the host is healthy.
  const failed = bad === undefined ? instanceFailure(situation, announcements) : [];
  const decision =
    healedButListed(situation, announcements) ??
    systemFailure(situation) ??
    bad ??
    plannedMove(situation, announcements) ??
    waiting(situation, announcements, failed);
  return {
    ...decision,
    alerts: [...announced.alerts, ...failed, ...decision.alerts],
    changes: { ...announced.changes, ...decision.changes },
  };
}

/** Row 2. */
function ignored({ incident, observation, settings }: Situation): Decision | undefined {
  if (policyOf(observation.facts.tags, settings).action !== 'ignore') return undefined;
  const alerts = someoneWasTold(incident) ? [draft.ignored()] : [];
  return decided(2, { act: 'close', outcome: 'ignored' }, say('end.ignored'), alerts);
}

/** Row 3, and the part of row 4 that explains why AWS's scheduled stop is not followed by a start. */
function stoppedByAws(situation: Situation): Decision | undefined {
  const { incident, observation, settings } = situation;
  if (observation.stateReason !== SCHEDULED_STOP) return undefined;
  const known =
    incident.scheduledEventIds.length > 0 ||
    incident.health.some((news) => news.meaning === 'scheduled change');
  if (!known) return undefined;
  if (observation.state === 'stopping') return { ...unclear(situation), reason: say('wait.scheduled-stop') };
  if (observation.state !== 'stopped') return undefined;
  const refusal = policyRefusal(observation.facts.tags, settings, 'start');
  if (refusal === undefined) {
    return decided(3, { act: 'ask the gate', purpose: 'start' }, say('step.start-after-aws'));
  }
  return decided(4, { act: 'close', outcome: 'stopped by someone else' }, refusal, [
    draft.stoppedByAws(refusal),
  ]);
}

/** Row 10, the rest of it: a stop that was given up as lost has landed after all. It is ours, so it is ours to start. */
function ourStopAfterAll({ incident, observation }: Situation): Decision | undefined {
  const { attempt } = incident;
  if (observation.state !== 'stopping' && observation.state !== 'stopped') return undefined;
  if (attempt === undefined || attempt.startRequests > 0 || observation.stateTransitionAt === undefined)
    return undefined;
  // Accepted or not, it is the time that tells: hours later it is a human who stops it.
  const { stopAccepted, ...asked } = attempt;
  if (!isOurStop(observation, stopAccepted === false ? attempt : asked)) return undefined;
  const changes = { attempt: { ...attempt, stopAccepted: true } };
  return decided(
    10,
    { act: 'enter', phase: 'stopping' },
    say('step.stop-landed'),
    [draft.acting(attempt)],
    changes,
  );
}

/** Row 4: whoever stopped it, it was not the responder, and a human who did so must not find it running again. */
function stoppedBySomeone({ incident, observation }: Situation): Decision | undefined {
  if (observation.state !== 'stopping' && observation.state !== 'stopped') return undefined;
  const reason = say('end.stopped-by-someone', { state: observation.state, by: observation.stateReason });
  // A date that was announced asks the owner to do just this. A stop that we asked for is never passed over in silence.
  const tell = failureWasTold(incident) || incident.attempt !== undefined;
  const announced = someoneWasTold(incident) ? [draft.stoppedAsAnnounced()] : [];
  const alerts = tell ? [draft.stoppedBySomeone()] : announced;
  return decided(4, { act: 'close', outcome: 'stopped by someone else' }, reason, alerts);
}

/** Row 5. */
function healed({ incident, observation, settings, now }: Situation): Decision | undefined {
  if (!isWell(observation) || isListedNow(incident, observation, now)) return undefined;
  if (mayBeginNow(incident, observation, now)) return undefined;

  const since = incident.impairedSince;
  if (since === undefined && incident.movedAt !== undefined && !failureWasTold(incident))
    return decided(5, { act: 'close', outcome: 'moved' }, say('end.event-gone'));
  if (since === undefined) {
    const alerts = someoneWasTold(incident) ? [draft.healed(incident, 'event gone', now)] : [];
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
    const alerts = [draft.recovered(incident, observation, settings, now)];
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
function healedButListed(
  { incident, observation, settings, now }: Situation,
  { open }: Announcements,
): Decision | undefined {
  if (!isWell(observation) || incident.impairedSince === undefined) return undefined;
  const started = incident.attempt?.startedAt !== undefined;
  const byAws = recoveryByAws(incident, incident.impairedSince) !== undefined;
  const how = started
    ? draft.recovered(incident, observation, settings, now)
    : draft.healed(incident, byAws ? 'AWS' : 'itself', now);
  const tell = failureWasTold(incident) || byAws;
  const alerts = tell ? [{ ...how, about: `end ${incident.impairedSince}` }] : [];
  // What our start has resolved as well is no further news when EC2 drops it. What was told of since is.
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

/** Row 6: tells once, and lets rows 7 and 8 go on. Silent where row 18 has told of the same OS. */
function instanceFailure(
  { incident, observation, settings, now }: Situation,
  { open }: Announcements,
): AlertDraft[] {
  const { system, instance, attachedEbs } = observation.checks;
  if (observation.state !== 'running' || system.status !== 'ok') return [];
  if (incident.told[draft.OS_AFTER_START] !== undefined) return [];
  const checks = [
    ['instance', instance],
    ['ebs', attachedEbs],
  ] as const;
  for (const [check, { status, impairedSince: since }] of checks) {
    if (status !== 'impaired' || since === undefined || since > now) continue;
    if (isBeyond(since, settings.instanceFailureMinutes, now))
      return [draft.instanceFailure(check, since, open.find(isOnFailingHardware))];
  }
  return [];
}

/** Row 7: a failed host. Whatever is not certain here is left to row 19, which waits. */
function systemFailure({ incident, observation, settings, now }: Situation): Decision | undefined {
  const { system } = observation.checks;
  if (observation.state !== 'running' || system.status !== 'impaired') return undefined;
  const since = system.impairedSince;
  if (since === undefined || since > now || since < observation.launchTime) return undefined;

  const grace = graceFor(observation, incident.health, settings);
  if (!isBeyond(since, grace.minutes, now)) {
    const until = since + grace.minutes * MINUTE;
    return decided(7, WAIT, say('wait.grace', { minutes: grace.minutes, why: grace.why, until }));
  }
  return (
    resting(7, incident, now) ??
    decided(7, { act: 'ask the gate', purpose: 'stop' }, say('step.stop', { since, minutes: grace.minutes }))
  );
}

/** What is left: patience with a clear picture (rows 6 and 8), or an unclear one (row 19). */
function waiting(situation: Situation, { plan }: Announcements, told: readonly AlertDraft[]): Decision {
  const { observation, settings, now } = situation;
  const { system, instance, attachedEbs } = observation.checks;
  if (observation.state === 'running' && system.status === 'ok') {
    const failed = instance.status === 'impaired' ? instance : attachedEbs;
    if (failed.status === 'impaired' && failed.impairedSince !== undefined && failed.impairedSince <= now) {
      const wait = told.some((one) => one.about === 'instance failure')
        ? say('wait.human')
        : say('wait.instance', { minutes: settings.instanceFailureMinutes });
      return decided(6, WAIT, wait);
    }
    // What held a move is over with the time of the move, and to be told until then.
    const inItsTime = plan?.kind === 'move' && plan.slot.start <= now;
    const changes = inItsTime ? {} : { hold: undefined };
    if (allChecksOk(observation)) return decided(8, WAIT, say('wait.scheduled'), [], changes);
  }
  return unclear(situation);
}
