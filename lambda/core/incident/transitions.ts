import { withAlerts } from '../alerts/alert-queue.ts';
import { withHeard } from '../scheduled-events/announced.ts';
import { BRAKE_RETELL_MS } from '../gate/brake.ts';
import { recentAttempts } from '../gate/budget.ts';
import type { Decision } from './decision.ts';
import * as draft from '../alerts/incident-drafts.ts';
import type { Refusal } from '../gate/gate.ts';
import { onlyUnread } from '../gate/gate.ts';
import { withHealthNews } from '../health/health-news.ts';
import type { ReadAhead } from '../model/announcement.ts';
import type { HealthNews } from '../model/health.ts';
import { isAnnouncement, type Attempt, type Incident, type OpenPhase } from '../model/incident.ts';
import { lossesOf } from '../model/losses.ts';
import { withTimeline } from '../model/timeline.ts';
import type { Outcome } from '../../contract/metric-names.ts';
import { DEADLINE_MARGIN_MS, LAST_CHANCE_MS } from '../scheduled-events/move-plan.ts';
import type { FoundInstance, Observation } from '../model/observation.ts';
import { isNoRoom, notReplaced, refusalDraft } from '../alerts/refusal-draft.ts';
import { say, type Sentence } from '../model/sentence.ts';
import { withPastAttempt } from './history.ts';
import { runsSince, withSlowStart } from './since-launch.ts';
import { startIntent } from './phases/starting.ts';
import { isAnnouncedStop } from './stopped-by-aws.ts';
import { HOUR, MINUTE, SECOND, type EpochMs } from '../model/time.ts';

/** How records change: every function takes a record and gives the next, so each write is one value. */

/** Notes what a pass sees: facts for the mails, the earliest failure, the ids of scheduled events. */
export function noteObservation(incident: Incident, observation: Observation): Incident {
  if (observation.kind !== 'found') return incident;
  const { system, instance, attachedEbs } = observation.checks;
  const failures = [
    incident.impairedSince,
    ...[system, instance, attachedEbs].map((check) => check.impairedSince),
  ];
  const seen = failures.filter((at): at is EpochMs => at !== undefined && at <= observation.observedAt);
  const ids = observation.scheduledEvents.map((event) => event.id);
  const announced = observation.scheduledEvents.map(({ id, notBefore }) => ({ id, date: notBefore }));
  const { notFoundSince: _, slowStart: before, ...rest } = withRunning(incident, observation);
  const slowStart = withSlowStart(before, observation);
  return {
    ...rest,
    facts: observation.facts,
    ...(slowStart === undefined ? {} : { slowStart }),
    ...(seen.length === 0 ? {} : { impairedSince: Math.min(...seen) }),
    ...(isRebooting(incident, observation) ? { rebootSeenAt: observation.observedAt } : {}),
    heard: withHeard(incident.heard, announced, observation.observedAt),
    scheduledEventIds: [...new Set([...incident.scheduledEventIds, ...ids])].slice(-20),
  };
}

/** Once it runs after a start, what EC2 had said to the starts before is over: there was room for it. */
function withRunning(incident: Incident, { state, launchTime }: FoundInstance): Incident {
  const { attempt } = incident;
  if (attempt?.refusedStart === undefined || state !== 'running' || launchTime <= attempt.launchTime)
    return incident;
  const { refusedStart: _, ...started } = attempt;
  return { ...incident, attempt: started };
}

/** Checks that begin anew long after it began to run are those of a reboot: it changes neither the state nor LaunchTime. */
function isRebooting(incident: Incident, observation: FoundInstance): boolean {
  const { state, checks, observedAt } = observation;
  const slowStart = withSlowStart(incident.slowStart, observation);
  const from = runsSince(slowStart === undefined ? incident : { ...incident, slowStart }, observation);
  if (state !== 'running' || observedAt - from < HOUR) return false;
  return checks.instance.status === 'initializing' || checks.system.status === 'initializing';
}

/** Joins Health news, with a line in the timeline for what is new. */
export function noteHealth(incident: Incident, news: HealthNews, now: EpochMs): Incident {
  const health = withHealthNews(incident.health, news);
  if (health === incident.health) return incident;
  const heard = withHeard(incident.heard, [{ id: news.eventArn, date: news.startTime }], now);
  const known = incident.health.find((one) => one.eventArn === news.eventArn);
  const same = known?.closed === news.closed && known.lastUpdated === news.lastUpdated;
  if (same) return incident;
  const what = say('step.health', { code: news.code, meaning: news.meaning, closed: news.closed });
  return { ...incident, health, heard, timeline: withTimeline(incident.timeline, { at: now, what }) };
}

/** Notes what was read for a move to come. */
export function noteReadAhead(incident: Incident, readAhead: ReadAhead): Incident {
  return { ...incident, readAhead };
}

/** The record after a decision, before its step is carried out: this is what is written as the intent. */
export function afterDecision(incident: Incident, decision: Decision, now: EpochMs): Incident {
  const { step, reason, changes } = decision;
  const { unclear: _, refused, ...rest } = { ...incident, ...changes };
  let next: Incident = {
    ...rest,
    ...(changes.unclear === undefined ? {} : { unclear: changes.unclear }),
  };
  // A refusal stands until the gate is asked again or the incident goes on without it.
  if (refused !== undefined && (step.act === 'wait' || step.act === 'ask the gate'))
    next = { ...next, refused };
  if (step.act !== 'wait' && step.act !== 'ask the gate') next = noted(next, reason, now);
  if (decision.failureOver === true) {
    const over = failureOver(withAlerts(next, decision.alerts, now), now);
    return step.act === 'enter' ? entered(over, step.phase, now) : over;
  }
  switch (step.act) {
    case 'enter':
      next = entered(next, step.phase, now);
      break;
    case 'start':
      next = entered(next, 'starting', now);
      break;
    case 'close':
      return {
        ...closed(withAlerts(next, decision.alerts, now), step.outcome, now),
        closedByRow: decision.row,
      };
    case 'wait':
    case 'ask the gate':
    case 'force the stop':
      break;
  }
  return withAlerts(next, decision.alerts, now);
}

/** The failure has ended, the incident has not: what was told of it is forgotten, so that the next one is told anew. */
function failureOver(incident: Incident, now: EpochMs): Incident {
  const {
    impairedSince: _,
    refused: __,
    attempt,
    noStopBefore: ___,
    ...rest
  } = withPastAttempt(incident, now);
  // A stop that was never answered may still land, and is ours then.
  const open = attempt !== undefined && attempt.startedAt === undefined ? { attempt } : {};
  const told = Object.fromEntries(Object.entries(incident.told).filter(([about]) => isAnnouncement(about)));
  return { ...rest, ...open, told, failuresOver: (incident.failuresOver ?? 0) + 1 };
}

/**
 * The intent of which nobody knows whether its stop arrived. A stop that EC2 answered "stopping already" is not: somebody else
 * was faster, and what they stopped must not pass for ours.
 */
function intentInDoubt({ unansweredIntent, stopAccepted, intendedAt }: Attempt): EpochMs | undefined {
  return unansweredIntent ?? (stopAccepted === false ? undefined : intendedAt);
}

/** The intent to stop: written before the stop, so that a crash in between leaves no stop that nobody owns. */
export function stopIntended(
  incident: Incident,
  observation: FoundInstance,
  reason: Sentence,
  claimedBy: string,
  now: EpochMs,
  cause?: Attempt['cause'],
): Incident {
  const { attempt: last } = incident;
  const unanswered =
    last?.stoppedBy === 'us' && last.launchTime === observation.launchTime ? intentInDoubt(last) : undefined;
  const { publicIp } = observation.facts;
  const number =
    last?.stoppedBy === 'us' && last.startedAt !== undefined ? (last.number ?? 1) + 1 : undefined;
  const attempt: Attempt = {
    stoppedBy: 'us',
    ...(cause === undefined ? {} : { cause }),
    ...(number === undefined ? {} : { number }),
    intendedAt: now,
    launchTime: observation.launchTime,
    ...(publicIp === undefined ? {} : { publicIp }),
    loses: lossesOf(observation),
    systemImpaired: observation.checks.system.status === 'impaired',
    ...(unanswered === undefined ? {} : { unansweredIntent: unanswered }),
    claimedBy,
    startRequests: 0,
  };
  return intended(incident, 'stopping', attempt, reason, now);
}

/** The intent to start what AWS stopped. */
export function startIntended(
  incident: Incident,
  observation: FoundInstance,
  reason: Sentence,
  claimedBy: string,
  now: EpochMs,
): Incident {
  const announced = incident.awsStop === undefined && isAnnouncedStop(incident, observation);
  const { stateReason } = observation;
  const attempt: Attempt = {
    stoppedBy: 'AWS',
    ...(announced || stateReason === undefined ? {} : { stoppedFor: stateReason }),
    intendedAt: now,
    launchTime: observation.launchTime,
    systemImpaired: false,
    claimedBy,
    // EC2 gives no time for a stop of its own: the responder knows since when it has known of it.
    stoppedAt: observation.stateTransitionAt ?? (incident.awsStop === undefined ? now : incident.openedAt),
    startRequests: 0,
  };
  const next = intended(incident, 'starting', startIntent(attempt, now), reason, now);
  return withAlerts(next, [draft.acting(attempt)], now);
}

function intended(
  incident: Incident,
  phase: OpenPhase,
  attempt: Attempt,
  reason: Sentence,
  now: EpochMs,
): Incident {
  const { refused: _, unclear: __, noStopBefore: ___, ...rest } = withLastAttemptOver(incident);
  const attempts = [...recentAttempts(incident.attempts, now), now];
  return noted(entered({ ...rest, attempt, attempts }, phase, now), reason, now);
}

/** Another attempt follows where the new host is bad, too: the one before ended when it was given up. */
function withLastAttemptOver(incident: Incident): Incident {
  if (incident.attempt?.startedAt === undefined) return incident;
  return withPastAttempt(incident, incident.phaseSince);
}

/** The gate refused: the record stays in its phase with the reason why; told once for each kind of reason. */
export function refusedByGate(incident: Incident, refusal: Refusal, now: EpochMs): Incident {
  const [reason] = refusal.reasons;
  const before = incident.refused;
  const same = before?.stage === refusal.stage && before.reason.key === reason.key;
  // The reasons may change from pass to pass; patience ends by how long nothing was done.
  const refused = {
    stage: refusal.stage,
    since: before?.since ?? now,
    reason: same ? before.reason : reason,
  };
  let next: Incident = { ...incident, refused };
  if (!same) for (const each of refusal.reasons) next = noted(next, each, now);
  // Moves wait for each other as a matter of course; one that finds no time is told with its next plan, if there is one.
  if (isSilent(refusal) && !isLastChance(incident, now)) return next;
  if (now - refused.since < patienceWith(refusal)) return next;
  // The brake is told for the whole zone at once; the incident only remembers that somebody knows.
  if (refusal.named === true)
    return next.told.held === undefined ? { ...next, told: { ...next.told, held: now } } : next;
  const since = next.impairedSince ?? refused.since;
  const late = notReplaced(refusal, { since, heldSince: refused.since, now });
  return withAlerts(next, [refusalDraft(refusal), ...late], now);
}

/** Moves wait for each other; but a group of which one is down is its owner's concern, and so is the last time before a date. */
function isSilent({ purpose, stage, isLast, reasons: [{ key }] }: Refusal): boolean {
  return purpose === 'move' && stage === 'claim' && isLast !== true && key !== 'refuse.member-down';
}

/** AWS's date is so near that no other window comes. */
function isLastChance({ plan }: Incident, now: EpochMs): boolean {
  return plan?.deadline !== undefined && now >= plan.deadline - DEADLINE_MARGIN_MS - LAST_CHANCE_MS;
}

function patienceWith(refusal: Refusal): number {
  // It is down, and its owner does not know yet.
  return refusal.purpose === 'start'
    ? Math.min(START_PATIENCE_MS, usualPatience(refusal))
    : usualPatience(refusal);
}

function usualPatience(refusal: Refusal): number {
  // A start that fails once often works a minute later.
  const [{ key }] = refusal.reasons;
  if (isNoRoom(key)) return UNREAD_PATIENCE_MS;
  if (key === 'refuse.move-pressing') return 0;
  if (key === 'refuse.member-down') return refusal.isLast === true ? 0 : UNREAD_PATIENCE_MS;
  if (onlyUnread(refusal)) return UNREAD_PATIENCE_MS;
  if (refusal.stage === 'brake' && refusal.named !== true)
    return refusal.purpose === 'stop' && ZONE_TELLS.has(key)
      ? BRAKE_RETELL_MS + UNREAD_PATIENCE_MS
      : UNREAD_PATIENCE_MS;
  return refusal.stage === 'claim' ? CLAIM_PATIENCE_MS : 0;
}

const START_PATIENCE_MS = 45 * SECOND;
/** The zone has an alert of its own for these, and names whoever has joined in its next one. */
const ZONE_TELLS: ReadonlySet<string> = new Set([
  'refuse.brake-share',
  'refuse.brake-always',
  'refuse.operational-issue',
]);
/** A guard that cannot be read may be read by the next pass. */
const UNREAD_PATIENCE_MS = 3 * MINUTE;
/** A turn comes within minutes; a wait for longer is worth a mail. */
const CLAIM_PATIENCE_MS = 15 * MINUTE;

/** One more line in the timeline. */
export function noted(incident: Incident, what: Sentence, now: EpochMs): Incident {
  return { ...incident, timeline: withTimeline(incident.timeline, { at: now, what }) };
}

/** In this phase from now on, unless it is in it already. */
export function entered(incident: Incident, phase: OpenPhase, now: EpochMs): Incident {
  return incident.phase === phase ? incident : { ...incident, phase, phaseSince: now };
}

/** The end of an incident; what outlives it stays in the record. */
export function closed(incident: Incident, outcome: Outcome, now: EpochMs): Incident {
  const {
    refused: _,
    unclear: __,
    noStopBefore: ___,
    readAhead: ____,
    ...rest
  } = withPastAttempt(incident, now);
  return { ...rest, phase: 'closed', outcome, phaseSince: now, closedAt: now };
}
