import type { EpochMs } from './time.ts';

/** The lifecycle of an instance. Not to be confused with its status checks. */
export const INSTANCE_STATES = [
  'pending',
  'running',
  'stopping',
  'stopped',
  'shutting-down',
  'terminated',
] as const;
export type InstanceState = (typeof INSTANCE_STATES)[number];

/** A status check as DescribeInstanceStatus gives it; `unread` where it gave none. */
export const CHECK_STATUSES = [
  'ok',
  'impaired',
  'insufficient-data',
  'initializing',
  'not-applicable',
] as const;
export type CheckStatus = (typeof CHECK_STATUSES)[number] | 'unread';

export interface StatusCheck {
  readonly status: CheckStatus;
  /** Since when the check has failed, by EC2's clock. */
  readonly impairedSince?: EpochMs;
}

export interface StatusChecks {
  readonly system: StatusCheck;
  readonly instance: StatusCheck;
  readonly attachedEbs: StatusCheck;
}

/** An entry of `Events[]` of DescribeInstanceStatus that is neither completed nor cancelled. */
export interface ScheduledEvent {
  readonly id: string;
  readonly code: string;
  readonly description: string;
  readonly notBefore?: EpochMs;
  readonly notAfter?: EpochMs;
}

/** What becomes of the public IPv4 address when an instance is stopped and started. */
export const ADDRESSES_AT_START = ['same', 'another', 'none'] as const;
export type AddressAtStart = (typeof ADDRESSES_AT_START)[number];

/** What does not change while an instance runs, and decides whether it may be stopped. */
export interface InstanceFacts {
  readonly name?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly instanceType: string;
  readonly availabilityZone: string;
  readonly privateIp?: string;
  readonly publicIp?: string;
  /** Which public IPv4 address it has after a stop and a start; undefined where EC2 does not say. */
  readonly addressAtStart?: AddressAtStart;
  /** Undefined means on-demand. */
  readonly lifecycle?: string;
  readonly rootDeviceType?: string;
  readonly tenancy?: string;
  readonly outpostArn?: string;
  readonly placementGroup?: string;
  /** The AWS service that manages the instance, where one does. */
  readonly managedBy?: string;
  /** `MaintenanceOptions.AutoRecovery`. */
  readonly autoRecovery?: string;
  /** `MaintenanceOptions.RebootMigration`: whether a reboot by its owner may bring it up on other hardware. */
  readonly rebootMigration?: string;
}

/** What DescribeInstanceTypes says of the type. */
export interface TypeFacts {
  readonly bareMetal: boolean;
  readonly autoRecoverySupported: boolean;
  readonly instanceStorageSupported: boolean;
}

/** What EC2 says about one instance, at the time when the reads began. */
export interface FoundInstance {
  readonly kind: 'found';
  readonly instanceId: string;
  readonly observedAt: EpochMs;
  readonly state: InstanceState;
  readonly launchTime: EpochMs;
  /** `StateReason.Code`, such as `Client.UserInitiatedShutdown`. */
  readonly stateReason?: string;
  /** The time inside `StateTransitionReason`, `User initiated (2026-01-15 10:02:10 GMT)`; whole seconds. */
  readonly stateTransitionAt?: EpochMs;
  readonly checks: StatusChecks;
  readonly scheduledEvents: readonly ScheduledEvent[];
  readonly facts: InstanceFacts;
  /** Read only while a check is impaired or something is scheduled; undefined where the read failed or was not made. */
  readonly typeFacts?: TypeFacts;
}

export interface NotFoundInstance {
  readonly kind: 'not-found';
  readonly instanceId: string;
  readonly observedAt: EpochMs;
}

/** The read failed or its answer lacked what every decision needs: wait, never stop. */
export interface UnreadInstance {
  readonly kind: 'unread';
  readonly instanceId: string;
  readonly observedAt: EpochMs;
  readonly why: string;
}

export type Observation = FoundInstance | NotFoundInstance | UnreadInstance;

/** True where EC2 sees something wrong with the instance right now. */
export function isImpaired(observation: FoundInstance): boolean {
  const { system, instance, attachedEbs } = observation.checks;
  return [system, instance, attachedEbs].some((check) => check.status === 'impaired');
}

/** True where every check passed; `not-applicable` counts for attached EBS only. */
export function allChecksOk(observation: FoundInstance): boolean {
  const { system, instance, attachedEbs } = observation.checks;
  return (
    system.status === 'ok' &&
    instance.status === 'ok' &&
    (attachedEbs.status === 'ok' || attachedEbs.status === 'not-applicable')
  );
}

/** Running, and EC2 has no data of its host nor of its OS: nobody knows how it is. */
export function isSilent({ state, checks: { system, instance } }: FoundInstance): boolean {
  return state === 'running' && [system, instance].every(({ status }) => status === 'insufficient-data');
}

/** Running, and nothing is wrong with it. */
export function isWell(instance: FoundInstance): boolean {
  return instance.state === 'running' && allChecksOk(instance);
}
