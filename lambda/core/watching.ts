import { decided, WAIT, type AlertDraft, type Decision, type Situation } from './decision.ts';
import * as draft from './drafts.ts';
import { graceFor, isBeyond } from './grace.ts';
import { isListed } from './health.ts';
import { someoneWasTold } from './incident.ts';
import { allChecksOk } from './observation.ts';
import { policyOf } from './policy.ts';
import { policyRefusal } from './gate.ts';
import { say } from './sentences.ts';
import { HOUR, MINUTE } from './time.ts';
import { unclear } from './unclear.ts';

/** AWS's code for a stop that it had announced. */
const SCHEDULED_STOP = 'Server.ScheduledStop';
/** So many episodes that healed inside the grace within an hour are one alert. */
const FLAPPING_EPISODES = 3;

/** Rows 2 to 8: watching is the only phase that decides on a stop. The first rule that holds wins. */
export function decideWatching(situation: Situation): Decision {
  const ended =
    ignored(situation) ?? stoppedByAws(situation) ?? stoppedBySomeone(situation) ?? healed(situation);
  if (ended !== undefined) return ended;

  const told = [...announcements(situation), ...instanceFailure(situation)];
  const decision = systemFailure(situation) ?? waiting(situation, told);
  return { ...decision, alerts: [...told, ...decision.alerts] };
}

/** Row 2. */
function ignored({ incident, observation, settings }: Situation): Decision | undefined {
  if (policyOf(observation.facts.tags, settings).action !== 'ignore') return undefined;
  const alerts = someoneWasTold(incident) ? [draft.ignored()] : [];
  return decided(2, { act: 'close', outcome: 'ignored' }, say('end.ignored'), alerts);
}

/** Row 3, and the part of row 4 that explains why AWS's scheduled stop is not followed by a start. */
function stoppedByAws({ incident, observation, settings }: Situation): Decision | undefined {
  if (observation.stateReason !== SCHEDULED_STOP) return undefined;
  const known =
    incident.scheduledEventIds.length > 0 ||
    incident.health.some((news) => news.meaning === 'scheduled change');
  if (!known) return undefined;
  if (observation.state === 'stopping') return decided(19, WAIT, say('wait.scheduled-stop'));
  if (observation.state !== 'stopped') return undefined;
  const refusal = policyRefusal(observation.facts.tags, settings, 'start');
  if (refusal === undefined) {
    return decided(3, { act: 'ask the gate', purpose: 'start' }, say('step.start-after-aws'));
  }
  return decided(4, { act: 'close', outcome: 'stopped by someone else' }, refusal, [
    draft.stoppedByAws(refusal),
  ]);
}

/** Row 4: whoever stopped it, it was not the responder, and a human who did so must not find it running again. */
function stoppedBySomeone({ incident, observation }: Situation): Decision | undefined {
  if (observation.state !== 'stopping' && observation.state !== 'stopped') return undefined;
  const reason = say('end.stopped-by-someone', { state: observation.state, by: observation.stateReason });
  const alerts = someoneWasTold(incident) ? [draft.stoppedBySomeone(reason)] : [];
  return decided(4, { act: 'close', outcome: 'stopped by someone else' }, reason, alerts);
}

/** Row 5. */
function healed({ incident, observation, settings, now }: Situation): Decision | undefined {
  const listed =
    observation.scheduledEvents.length > 0 || incident.health.some((news) => isListed(news, now));
  if (observation.state !== 'running' || !allChecksOk(observation) || listed) return undefined;

  const since = incident.impairedSince;
  if (since === undefined) {
    const alerts = someoneWasTold(incident) ? [draft.healed(incident, 'event gone', now)] : [];
    return decided(5, { act: 'close', outcome: 'recovered by itself' }, say('end.event-gone'), alerts);
  }
  const byAws = incident.health.find(
    (news) => news.meaning === 'recovery succeeded' && news.lastUpdated >= since,
  );
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

/** Row 6: tells once, and lets rows 7 and 8 go on. */
function instanceFailure({ observation, settings, now }: Situation): AlertDraft[] {
  const { system, instance, attachedEbs } = observation.checks;
  if (observation.state !== 'running' || system.status !== 'ok') return [];
  const [check, failed] =
    instance.status === 'impaired' ? (['instance', instance] as const) : (['ebs', attachedEbs] as const);
  if (failed.status !== 'impaired' || failed.impairedSince === undefined || failed.impairedSince > now)
    return [];
  if (!isBeyond(failed.impairedSince, settings.instanceFailureMinutes, now)) return [];
  return [draft.instanceFailure(check, failed.impairedSince)];
}

/** Row 7: the only way to a stop. Whatever is not certain here is left to row 19, which waits. */
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
  if (incident.noStopBefore !== undefined && now < incident.noStopBefore) {
    return decided(7, WAIT, say('wait.refused-stop', { until: incident.noStopBefore }));
  }
  return decided(
    7,
    { act: 'ask the gate', purpose: 'stop' },
    say('step.stop', { since, minutes: grace.minutes }),
  );
}

/** Row 8, announce-only. */
function announcements({ incident, observation, now }: Situation): AlertDraft[] {
  if (observation.state !== 'running') return [];
  const [event] = observation.scheduledEvents;
  if (event !== undefined) return [draft.announced(event.code, event.notBefore)];
  const news = incident.health.find((one) => one.meaning === 'scheduled change' && isListed(one, now));
  return news === undefined ? [] : [draft.announced(news.code, news.startTime)];
}

/** What is left: patience with a clear picture (rows 6 and 8), or an unclear one (row 19). */
function waiting(situation: Situation, told: readonly AlertDraft[]): Decision {
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
    if (allChecksOk(observation)) return decided(8, WAIT, say('wait.scheduled'));
  }
  return unclear(situation);
}
