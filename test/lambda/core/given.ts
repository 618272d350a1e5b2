import type { Alert } from '../../../lambda/core/model/alert.ts';
import type { AlertDraft } from '../../../lambda/core/incident/decision.ts';
import type { HealthNews } from '../../../lambda/core/model/health.ts';
import type { Attempt, Incident } from '../../../lambda/core/model/incident.ts';
import type {
  FoundInstance,
  InstanceFacts,
  NotFoundInstance,
  ScheduledEvent,
  StatusCheck,
  StatusChecks,
  TypeFacts,
} from '../../../lambda/core/model/observation.ts';
import type { GuardReadings } from '../../../lambda/core/gate/obstacles.ts';
import {
  EMPTY_REGION_RECORD,
  type Claim,
  type RegionRecord,
} from '../../../lambda/core/model/region-record.ts';
import { say } from '../../../lambda/core/model/sentence.ts';
import type { Settings } from '../../../lambda/core/model/settings.ts';
import type { EpochMs } from '../../../lambda/core/model/time.ts';

/** A literal time of the day on which every test plays, `10:05:00` or `10:05:00.001`; UTC. */
export function at(clock: string, day = '2026-01-15'): EpochMs {
  const time = Date.parse(`${day}T${clock}Z`);
  if (Number.isNaN(time)) throw new Error(`at: ${day} ${clock} is no time`);
  return time;
}

/** The parameters' defaults. */
export const SETTINGS: Settings = {
  mode: 'act',
  defaultAction: 'recover',
  systemFailureGraceMinutes: 5,
  instanceFailureMinutes: 5,
  forceStopAfterMinutes: 10,
  verifyMinutes: 15,
  scheduledEventAction: 'move',
  maintenanceWindow: [{ startMinute: 18 * 60, minutes: 240 }],
  timeZone: 'UTC',
  minimumNoticeHours: 24,
  scheduledEventFallback: 'before-deadline',
  maxAttemptsPerDay: 3,
  maxConcurrentRecoveries: 5,
  brakeMinimum: 3,
  brakePercent: 20,
  brakeAlways: 10,
  allowInstanceStoreLoss: false,
  healthNotices: 'all',
  managerTagKeys: [],
};

export const ID = 'i-0123456789abcdef0';
export const ZONE = 'ap-northeast-1a';
/** LaunchTime before the failure, and after our start. */
export const LAUNCHED = at('08:00:00', '2026-01-10');
export const RELAUNCHED = at('10:07:30');
/** When the intent to stop was recorded. */
export const INTENDED = at('10:05:10.400');

export const OK: StatusCheck = { status: 'ok' };
export const NOT_APPLICABLE: StatusCheck = { status: 'not-applicable' };
export const INITIALIZING: StatusCheck = { status: 'initializing' };
export const INSUFFICIENT_DATA: StatusCheck = { status: 'insufficient-data' };
export const UNREAD: StatusCheck = { status: 'unread' };

export function impaired(since?: string, day?: string): StatusCheck {
  return since === undefined ? { status: 'impaired' } : { status: 'impaired', impairedSince: at(since, day) };
}

export function checks(system: StatusCheck, instance = OK, attachedEbs = OK): StatusChecks {
  return { system, instance, attachedEbs };
}

/** A type that AWS's automatic recovery covers, without instance store. */
export const TYPE: TypeFacts = {
  bareMetal: false,
  autoRecoverySupported: true,
  instanceStorageSupported: false,
};

export const FACTS: InstanceFacts = {
  name: 'web-1',
  tags: {},
  instanceType: 'm7i.large',
  availabilityZone: ZONE,
  privateIp: '10.0.0.10',
  publicIp: '203.0.113.10',
  rootDeviceType: 'ebs',
  tenancy: 'default',
  autoRecovery: 'default',
};

type InstanceWith = Partial<Omit<FoundInstance, 'facts' | 'kind'>> & {
  readonly facts?: Partial<InstanceFacts>;
};

/** An on-demand instance with EBS root that runs with all checks ok, unless said otherwise. */
export function anInstance(differences: InstanceWith = {}): FoundInstance {
  return {
    kind: 'found',
    instanceId: ID,
    observedAt: at('10:05:00'),
    state: 'running',
    launchTime: LAUNCHED,
    checks: checks(OK),
    scheduledEvents: [],
    typeFacts: TYPE,
    ...differences,
    facts: { ...FACTS, ...differences.facts },
  };
}

/** An instance whose host has failed since 10:00:00. */
export function aFailedHost(differences: InstanceWith = {}): FoundInstance {
  return anInstance({ checks: checks(impaired('10:00:00'), impaired('10:00:00')), ...differences });
}

export function tagged(tags: Readonly<Record<string, string>>): FoundInstance {
  return aFailedHost({ facts: { tags } });
}

export const NOT_FOUND: NotFoundInstance = {
  kind: 'not-found',
  instanceId: ID,
  observedAt: at('10:05:00'),
};

/** An incident that watches a failure since 10:00:00, of which nobody was told yet. */
export function anIncident(differences: Partial<Incident> = {}): Incident {
  return {
    schemaVersion: 1,
    version: 1,
    instanceId: ID,
    incidentId: `${ID}/2026-01-15T10:00:30.000Z`,
    phase: 'watching',
    openedAt: at('10:00:30'),
    phaseSince: at('10:00:30'),
    facts: FACTS,
    impairedSince: at('10:00:00'),
    attempts: [],
    episodes: [],
    health: [],
    announced: [],
    heard: [],
    scheduledEventIds: [],
    told: {},
    timeline: [{ at: at('10:00:00'), what: say('open.system') }],
    pastAttempts: [],
    alertsMade: 0,
    alertIds: [],
    newAlerts: [],
    ...differences,
  };
}

/** Our stop of an instance whose host had failed, intended at 10:05:10.400; EC2 has accepted it. */
export function anAttempt(differences: Partial<Attempt> = {}): Attempt {
  return {
    stoppedBy: 'us',
    intendedAt: INTENDED,
    launchTime: LAUNCHED,
    publicIp: '203.0.113.10',
    systemImpaired: true,
    stopAccepted: true,
    startRequests: 0,
    ...differences,
  };
}

/** The same attempt before EC2 has answered, or when its answer was lost. */
export function anUnansweredAttempt(differences: Partial<Attempt> = {}): Attempt {
  return { ...without(anAttempt(), 'stopAccepted'), ...differences };
}

export function stoppingIncident(attempt: Attempt = anAttempt()): Incident {
  return anIncident({ phase: 'stopping', phaseSince: INTENDED, attempts: [INTENDED], attempt });
}

/** Start was requested once, at 10:06:30; the next may go at 10:07:25. */
export function startingIncident(differences: Partial<Attempt> = {}): Incident {
  const attempt = anAttempt({
    stoppedAt: at('10:06:30'),
    startRequests: 1,
    startRequestedAt: at('10:06:30'),
    nextStartAt: at('10:07:25'),
    ...differences,
  });
  return anIncident({ phase: 'starting', phaseSince: at('10:06:30'), attempts: [INTENDED], attempt });
}

/** Started with LaunchTime 10:07:30. */
export function verifyingIncident(differences: Partial<Incident> = {}): Incident {
  const attempt = anAttempt({
    stoppedAt: at('10:06:30'),
    startRequests: 1,
    startRequestedAt: at('10:06:30'),
    nextStartAt: at('10:07:25'),
    startedAt: RELAUNCHED,
  });
  return anIncident({
    phase: 'verifying',
    phaseSince: at('10:07:40'),
    attempts: [INTENDED],
    attempt,
    ...differences,
  });
}

export function aScheduledEvent(differences: Partial<ScheduledEvent> = {}): ScheduledEvent {
  return {
    id: 'instance-event-0123456789abcdef0',
    code: 'instance-retirement',
    description: 'The instance is running on degraded hardware',
    notBefore: at('00:00:00', '2026-01-29'),
    ...differences,
  };
}

export function aHealthEvent(differences: Partial<HealthNews> = {}): HealthNews {
  return {
    eventArn: 'arn:aws:health:ap-northeast-1::event/EC2/AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED/1',
    code: 'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED',
    meaning: 'scheduled change',
    startTime: at('00:00:00', '2026-01-29'),
    lastUpdated: at('09:00:00'),
    closed: false,
    ...differences,
  };
}

/** Every guard read, none in the way. */
export const GUARDS: GuardReadings = { stopProtection: false, shutdownTerminates: false };

export function aClaim(instanceId: string, differences: Partial<Claim> = {}): Claim {
  return {
    instanceId,
    incidentId: `${instanceId}/2026-01-15T10:00:00.000Z`,
    availabilityZone: ZONE,
    instanceType: 'm7i.large',
    since: at('10:05:00'),
    by: 'pass-1',
    ...differences,
  };
}

export function aRegion(differences: Partial<RegionRecord> = {}): RegionRecord {
  return { ...EMPTY_REGION_RECORD, version: 7, ...differences };
}

/** What alerts say, by the sentence of their subject: `acting`, `unclear`. */
export function subjects(alerts: readonly (Alert | AlertDraft)[]): string[] {
  return alerts.map((one) => one.short.key.replace('short.', ''));
}

/** A copy without some fields, as if EC2 had not given them. */
export function without<T extends object, K extends keyof T>(value: T, ...keys: readonly K[]): Omit<T, K> {
  const copy: Partial<T> = { ...value };
  for (const key of keys) Reflect.deleteProperty(copy, key);
  return copy as Omit<T, K>;
}

/** Instance ids `i-1` to `i-<count>`. */
export function ids(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `i-${index + 1}`);
}
