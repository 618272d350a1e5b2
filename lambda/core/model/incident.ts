import type { Alert } from './alert.ts';
import type { Heard, ReadAhead, ToldPlan } from './announcement.ts';
import type { HealthNews } from './health.ts';
import type { PastAttempt } from './history-entry.ts';
import type { Outcome } from '../../contract/metric-names.ts';
import type { Losses } from './losses.ts';
import type { InstanceFacts } from './observation.ts';
import type { RefusedStart } from './ec2-error-codes/refused-start.ts';
import type { Sentence } from './sentence.ts';
import type { EpochMs } from './time.ts';
import type { TimelineEntry } from './timeline.ts';

export const OPEN_PHASES = ['watching', 'stopping', 'starting', 'verifying'] as const;
export type OpenPhase = (typeof OPEN_PHASES)[number];
export type Phase = OpenPhase | 'closed';

export const SCHEMA_VERSION = 1;
/** How long a closed incident is kept. */
export const KEEP_CLOSED_DAYS = 90;

/** One stop/start of an instance, from the recorded intent on. */
export interface Attempt {
  /** Ours, or AWS's scheduled stop that we only start again. */
  readonly stoppedBy: 'us' | 'AWS';
  /** Why it was begun; undefined: its host had failed. */
  readonly cause?: 'unreachable' | 'planned';
  /** 2 for the second stop of this incident, and so on; undefined for the first. */
  readonly number?: number;
  /** EC2's word for a stop by AWS that was not announced. */
  readonly stoppedFor?: string;
  /** When the intent was recorded; the stop request follows within seconds. */
  readonly intendedAt: EpochMs;
  /** LaunchTime when the intent was recorded: a newer one means that the instance was started since. */
  readonly launchTime: EpochMs;
  readonly publicIp?: string;
  /** What the stop costs; undefined in records of an older version. */
  readonly loses?: Losses;
  /** True where the host had failed: only then may a stop that hangs be forced. */
  readonly systemImpaired: boolean;
  /**
   * True: EC2 accepted the stop and the instance was running before. False: it was being stopped already, and not by
   * this request. Undefined while the answer is unknown.
   */
  readonly stopAccepted?: boolean;
  /** An earlier stop with this LaunchTime that was never answered: it may still take effect, and is ours. */
  readonly unansweredIntent?: EpochMs;
  /** Which pass holds the claim; only this claim is given back at the end. */
  readonly claimedBy?: string;
  readonly stoppedAt?: EpochMs;
  readonly forcedAt?: EpochMs;
  /** The force is asked for again where EC2 gave no answer; this is the last time. */
  readonly forceAskedAt?: EpochMs;
  /** EC2's answer to the forced stop, once there is one. */
  readonly force?: 'accepted' | 'refused';
  readonly startRequestedAt?: EpochMs;
  /** Start requests so far, and not before when the next one may go. */
  readonly startRequests: number;
  readonly nextStartAt?: EpochMs;
  readonly lastStartError?: string;
  /** So many refusals in a row that may pass by themselves (passing-refusals.ts). */
  readonly passingRefusals?: number;
  /** No start of it has worked yet, although one was asked for; gone once it runs. */
  readonly refusedStart?: RefusedStart;
  /** The new LaunchTime, once seen. */
  readonly startedAt?: EpochMs;
}

/** A start that was seen pending minutes after its LaunchTime, and when it was first seen running. */
export interface SlowStart {
  readonly launchTime: EpochMs;
  readonly pendingAt: EpochMs;
  readonly ranAt?: EpochMs;
}

/** What the gate has answered since: why it refuses, and since when. Cleared when the reason goes away. */
export interface StandingRefusal {
  readonly stage: GateStage;
  /** Since when the gate has refused, for whatever reasons. */
  readonly since: EpochMs;
  readonly reason: Sentence;
}

/** What the gate is asked for: to stop an instance whose host has failed, to start one that AWS stopped, or to move a healthy one. */
export type GatePurpose = 'stop' | 'start' | 'move';

export type GateStage = 'mode and policy' | 'obstacles' | 'budget' | 'brake' | 'claim';

/**
 * One problem on one instance, from first sight to its end, and what must outlive it (attempts, episodes). There is
 * one record for each instance; a new incident on the instance takes the record over.
 */
export interface Incident {
  readonly schemaVersion: number;
  readonly version: number;
  readonly instanceId: string;
  readonly incidentId: string;
  readonly phase: Phase;
  readonly outcome?: Outcome;
  readonly openedAt: EpochMs;
  readonly phaseSince: EpochMs;
  readonly closedAt?: EpochMs;
  /** The row of the decision table that closed it. */
  readonly closedByRow?: number;
  /** The LaunchTime, facts and checks as last seen: what an alert shows when EC2 can no longer tell. */
  readonly facts: InstanceFacts;
  /** The earliest ImpairedSince of the episode. */
  readonly impairedSince?: EpochMs;
  readonly attempt?: Attempt;
  /** The stops and starts of this incident that are over. */
  readonly pastAttempts: readonly PastAttempt[];
  /** Times of the attempts within 24 hours, kept across incidents. */
  readonly attempts: readonly EpochMs[];
  /** Ends of episodes that healed inside the grace, within the last hour; kept across incidents. */
  readonly episodes: readonly EpochMs[];
  readonly health: readonly HealthNews[];
  /** What was announced, by date, kept across incidents: EC2 lists an event for an hour after it is over. */
  readonly announced: readonly string[];
  /** Announcements by id, with the time when the responder first heard; kept across incidents. */
  readonly heard: readonly Heard[];
  /** What the owner was last told about the move that the announcements ask for. */
  readonly plan?: ToldPlan;
  /** When its checks were last seen to begin anew without a start: somebody has rebooted it. */
  readonly rebootSeenAt?: EpochMs;
  /** What was read for the move to come. */
  readonly readAhead?: ReadAhead;
  /** LaunchTime after a planned move that is done; EC2 may list its event for a while. */
  readonly movedAt?: EpochMs;
  /** Ids of scheduled events that EC2 listed, so that a stop by AWS can be told from a stop by a human. */
  readonly scheduledEventIds: readonly string[];
  /** AWS has stopped it without a date that was known: the launch that ended so, EC2's word, and whether a start may be asked for. */
  readonly awsStop?: { readonly launchTime: EpochMs; readonly by: string; readonly mayStart: boolean };
  readonly refused?: StandingRefusal;
  /** What is unclear to row 19, and since when. */
  readonly unclear?: { readonly what: string; readonly since: EpochMs };
  /** A start that hangs in pending, or did: then the time for its checks begins when it runs. */
  readonly slowStart?: SlowStart;
  /** How many failures have ended while a scheduled event kept the incident open. */
  readonly failuresOver?: number;
  readonly notFoundSince?: EpochMs;
  /** A stop that EC2 refused is not asked for again before this time. */
  readonly noStopBefore?: EpochMs;
  /** Alerts that go out once in an incident, by name, with the time. */
  readonly told: Readonly<Record<string, EpochMs>>;
  readonly timeline: readonly TimelineEntry[];
  /** The number of the last alert that was made for this instance. See core/alerts/queued-alert.ts. */
  readonly alertsMade: number;
  /** The alerts of this incident, by id. */
  readonly alertIds: readonly string[];
  /** Decided since the record was read: its next write puts each beside it, in an item of its own. Never stored. */
  readonly newAlerts: readonly Alert[];
}

export function isOpen(incident: Incident): boolean {
  return incident.phase !== 'closed';
}

/** In recovery: stopped by us (or by AWS) and not verified yet. It counts for the brake and the concurrency limit. */
export function isInRecovery(incident: Incident): boolean {
  return incident.phase === 'stopping' || incident.phase === 'starting' || incident.phase === 'verifying';
}

/**
 * Since when the owner is without the instance: since its check failed, or since it was stopped for a planned move, or by
 * AWS as announced (an announcement is no outage, however long ago it was).
 */
export function downSince({ attempt, impairedSince, openedAt }: Incident): EpochMs {
  if (attempt?.cause === 'planned') return attempt.intendedAt;
  if (attempt?.stoppedBy === 'AWS') return attempt.stoppedAt ?? attempt.intendedAt;
  return impairedSince ?? openedAt;
}

/** True once somebody got an alert of this incident (or will): then its end must be told, too. */
export function someoneWasTold(incident: Incident): boolean {
  return Object.keys(incident.told).length > 0;
}

/** True once somebody was told of a failure, not only of a date. */
export function failureWasTold(incident: Incident): boolean {
  return Object.keys(incident.told).some((about) => !isAnnouncement(about));
}

export const ANNOUNCEMENT = 'announced ';
/** Told of what EC2 goes on listing after a start: no date, and no failure that somebody takes over by a stop. */
export const STILL_LISTED = 'still listed ';
/** The name of the alert about a stop that may be ours or a human's: it goes out daily, as long as nobody has decided. */
export const WHOSE_STOP = 'whose stop';

export function isAnnouncement(about: string): boolean {
  return about.startsWith(ANNOUNCEMENT);
}

/** A recovery that waits for AWS or for a human: it holds its claim, but no place among the concurrent ones. */
export function isStuck({ attempt, phase, told, slowStart }: Incident): boolean {
  if (attempt === undefined) return false;
  if (phase === 'starting') return attempt.lastStartError !== undefined;
  const { startedAt } = attempt;
  if (phase !== 'verifying' || startedAt === undefined) return false;
  const isTold = (about: string): boolean => (told[about] ?? -Infinity) >= startedAt;
  const hangs = slowStart?.launchTime === startedAt && slowStart.ranAt === undefined;
  return isTold(VERIFY_LATE) || isTold(OTHERS_STOP_HANGS) || (hangs && isTold(START_HANGS));
}

/** The alert about status checks that take longer than VerifyMinutes. */
export const VERIFY_LATE = 'verify late';
/** The alert about a stop that hangs, and that the responder did not ask for. */
export const OTHERS_STOP_HANGS = 'stop of others hangs';
/** The alert about a start that hangs in pending. */
export const START_HANGS = 'start hangs';
