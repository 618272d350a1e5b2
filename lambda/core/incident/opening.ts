import { numberedFrom } from '../alerts/queued-alert.ts';
import { announcedChanges, LINGERS_MS, stillRemembered, withHeard } from '../scheduled-events/announced.ts';
import { isListed } from '../health/health-news.ts';
import type { HealthNews } from '../model/health.ts';
import { SCHEMA_VERSION, type Incident } from '../model/incident.ts';
import { isImpaired, isSilent, type FoundInstance } from '../model/observation.ts';
import { policyOf } from '../gate/policy.ts';
import { say, type Sentence } from '../model/sentence.ts';
import type { Settings } from '../model/settings.ts';
import { HOUR, type EpochMs } from '../model/time.ts';
import { recentAttempts } from '../gate/budget.ts';
import {
  isDealtWith,
  isFailedStartOfOthers,
  isStoppedByAws,
  mayBeStarted,
  type StopOfAws,
} from './stopped-by-aws.ts';

export type Opening =
  { readonly opens: true; readonly incident: Incident } | { readonly opens: false; readonly why: string };

/**
 * Whether an incident opens: only when this pass saw an impaired check, checks without data or an unfinished scheduled event, or there is
 * an accepted Health event for an instance that exists, and the policy is not `ignore`. An event or a tag alone opens
 * nothing. And where AWS has stopped it: by EC2's own word for it, and not by an event's.
 *
 * @param earlier the closed record of the instance, whose attempts and episodes live on
 * @param stop given where this pass looks for a stop of AWS's
 */
export function open(
  observation: FoundInstance,
  earlier: Incident | undefined,
  news: readonly HealthNews[],
  settings: Settings,
  now: EpochMs,
  stop?: StopOfAws,
): Opening {
  const isUp = observation.state === 'running' || observation.state === 'pending';
  const awsStop = isUp ? undefined : stopToTell(observation, earlier, stop, now);
  // What is stopped now was stopped before we knew of anything: only its owner may start it.
  if (!isUp && awsStop === undefined) return { opens: false, why: `the instance is ${observation.state}` };
  const { scheduledEvents } = observation;
  const announced = [
    ...scheduledEvents.map(({ id, notBefore }) => ({ id, date: notBefore })),
    ...news.map(({ eventArn, startTime }) => ({ id: eventArn, date: startTime })),
  ];
  const heard = withHeard(stillRemembered(earlier, scheduledEvents, now), announced, now);
  const cause =
    awsStop === undefined
      ? causeOf(observation, { heard, health: news }, now)
      : say('open.stopped-by-aws', { by: awsStop.by });
  if (cause === undefined) return { opens: false, why: 'EC2 sees nothing wrong with it' };
  if (policyOf(observation.facts.tags, settings).action === 'ignore') {
    return { opens: false, why: 'its policy is ignore' };
  }
  const { impairedSince } = worstCheck(observation);
  return {
    opens: true,
    incident: {
      schemaVersion: SCHEMA_VERSION,
      version: earlier?.version ?? 0,
      instanceId: observation.instanceId,
      incidentId: `${observation.instanceId}/${new Date(now).toISOString()}`,
      phase: 'watching',
      openedAt: now,
      phaseSince: now,
      facts: observation.facts,
      ...(impairedSince === undefined || impairedSince > now ? {} : { impairedSince }),
      attempts: recentAttempts(earlier?.attempts ?? [], now),
      episodes: (earlier?.episodes ?? []).filter((at) => now - at < HOUR),
      health: news,
      announced: earlier?.announced ?? [],
      heard,
      scheduledEventIds: observation.scheduledEvents.map((event) => event.id),
      ...(awsStop === undefined ? {} : { awsStop }),
      told: {},
      timeline: [{ at: impairedSince ?? now, what: cause }],
      pastAttempts: [],
      alertsMade: earlier?.alertsMade ?? numberedFrom(now),
      alertIds: [],
      // Alerts that version 0.1.0 left in the record.
      newAlerts: earlier?.newAlerts ?? [],
    },
  };
}

/** A stop of AWS's that nobody has told of yet. */
function stopToTell(
  observation: FoundInstance,
  earlier: Incident | undefined,
  stop: StopOfAws | undefined,
  now: EpochMs,
): Incident['awsStop'] {
  if (stop === undefined || !isStoppedByAws(observation) || isDealtWith(earlier, observation))
    return undefined;
  if (isFailedStartOfOthers(observation, earlier, now)) return undefined;
  const { launchTime, stateReason: by = '' } = observation;
  return { launchTime, by, mayStart: mayBeStarted(stop, observation, earlier, now) };
}

/** The sentence that says what opens the incident; undefined where nothing does. */
function causeOf(
  observation: FoundInstance,
  known: Pick<Incident, 'heard' | 'health'>,
  now: EpochMs,
): Sentence | undefined {
  if (isImpaired(observation)) {
    const { check } = worstCheck(observation);
    return say(check === 'system' ? 'open.system' : check === 'instance' ? 'open.instance' : 'open.ebs');
  }
  const changes = announcedChanges(known, observation, now);
  // EC2 lists for a while what a start has resolved; what it still lists after that is a matter for a human.
  const lingers = now - observation.launchTime <= LINGERS_MS;
  const change = changes.find((one) => !one.over || (one.listed && !lingers));
  if (change?.listed === true) return say('open.scheduled', { code: change.code, at: change.at });
  const issue = known.health.find((one) => one.meaning !== 'scheduled change' && isListed(one, now));
  const code = change?.code ?? issue?.code;
  if (code !== undefined) return say('open.health', { code });
  return isSilent(observation) ? say('open.silent') : undefined;
}

/**
 * The check that tells the cause: the system check first, because a failed host fails the instance check, too. AWS:
 * "Types of status checks", EC2 User Guide.
 */
export function worstCheck(observation: FoundInstance): {
  check: 'system' | 'instance' | 'ebs' | 'none';
  impairedSince?: EpochMs;
} {
  const { system, instance, attachedEbs } = observation.checks;
  const [check, status] =
    system.status === 'impaired'
      ? (['system', system] as const)
      : instance.status === 'impaired'
        ? (['instance', instance] as const)
        : attachedEbs.status === 'impaired'
          ? (['ebs', attachedEbs] as const)
          : (['none', undefined] as const);
  return status?.impairedSince === undefined ? { check } : { check, impairedSince: status.impairedSince };
}
