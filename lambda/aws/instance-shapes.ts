import type { Instance, InstanceStatus, InstanceStatusEvent, InstanceTypeInfo } from '@aws-sdk/client-ec2';
import {
  CHECK_STATUSES,
  INSTANCE_STATES,
  type AddressAtStart,
  type FoundInstance,
  type InstanceFacts,
  type ScheduledEvent,
  type StatusCheck,
  type StatusChecks,
  type TypeFacts,
  type UnreadInstance,
} from '../core/model/observation.ts';
import { managerTags } from '../core/gate/managers.ts';
import {
  ALLOW_LOSS_TAG,
  GROUP_TAG,
  KEEP_STOPPED_TAG,
  MOVES_GO_ON_TAG,
  POLICY_TAG,
  WINDOW_TAG,
} from '../contract/tags.ts';
import type { EpochMs } from '../core/model/time.ts';

/** SDK shapes in, our shapes out. */

/** The tags that decide something; an instance may have fifty, and the record has a bound. */
const TAGS_THAT_MATTER: ReadonlySet<string> = new Set([
  ALLOW_LOSS_TAG,
  'aws:autoscaling:groupName',
  'karpenter.sh/nodepool',
  'aws:ec2:fleet-id',
  'aws:elasticmapreduce:job-flow-id',
]);

const IN_ANY_CAPITALS: ReadonlySet<string> = new Set([
  POLICY_TAG,
  GROUP_TAG,
  WINDOW_TAG,
  MOVES_GO_ON_TAG,
  KEEP_STOPPED_TAG,
]);

/** One instance as DescribeInstances and DescribeInstanceStatus show it; `unread` where what decides is missing. */
export function observationOf(
  instance: Instance,
  status: InstanceStatus | undefined,
  observedAt: EpochMs,
  managerTagKeys: readonly string[] = [],
): FoundInstance | UnreadInstance {
  const instanceId = instance.InstanceId ?? '';
  const state = INSTANCE_STATES.find((known) => known === instance.State?.Name);
  const launchTime = instance.LaunchTime?.getTime();
  if (state === undefined || launchTime === undefined || Number.isNaN(launchTime)) {
    return {
      kind: 'unread',
      instanceId,
      observedAt,
      why: 'DescribeInstances gave no state or no LaunchTime',
    };
  }
  const stateReason = instance.StateReason?.Code;
  const stateTransitionAt = transitionTime(instance.StateTransitionReason);
  return {
    kind: 'found',
    instanceId,
    observedAt,
    state,
    launchTime,
    ...(stateReason === undefined ? {} : { stateReason }),
    ...(stateTransitionAt === undefined ? {} : { stateTransitionAt }),
    checks: checksOf(status),
    scheduledEvents: (status?.Events ?? []).map(scheduledEventOf).filter((event) => event !== undefined),
    facts: factsOf(instance, managerTagKeys),
  };
}

/** What DescribeInstanceTypes says; undefined where a field that decides is missing. */
export function typeFactsOf(type: InstanceTypeInfo): TypeFacts | undefined {
  const { BareMetal, AutoRecoverySupported, InstanceStorageSupported } = type;
  if (
    BareMetal === undefined ||
    AutoRecoverySupported === undefined ||
    InstanceStorageSupported === undefined
  ) {
    return undefined;
  }
  return {
    bareMetal: BareMetal,
    autoRecoverySupported: AutoRecoverySupported,
    instanceStorageSupported: InstanceStorageSupported,
  };
}

/** What of an instance does not change while it runs, with the tags that decide something. */
export function factsOf(instance: Instance, managerTagKeys: readonly string[]): InstanceFacts {
  const all: Record<string, string> = {};
  const tags: Record<string, string> = {};
  let name: string | undefined;
  for (const { Key, Value } of instance.Tags ?? []) {
    if (Key === 'Name' && Value !== undefined && Value !== '') name = Value;
    if (Key === undefined || Value === undefined) continue;
    all[Key] = Value;
    if (matters(Key)) tags[Key] = Value;
  }
  const managed =
    instance.Operator?.Managed === true ? (instance.Operator.Principal ?? 'an AWS service') : undefined;
  return {
    tags: { ...tags, ...managerTags(all, managerTagKeys) },
    instanceType: instance.InstanceType ?? 'unknown',
    availabilityZone: instance.Placement?.AvailabilityZone ?? 'unknown',
    ...optional('name', name),
    ...optional('privateIp', instance.PrivateIpAddress),
    ...optional('publicIp', instance.PublicIpAddress),
    ...optional('addressAtStart', addressAtStart(instance)),
    ...optional('lifecycle', instance.InstanceLifecycle),
    ...optional('rootDeviceType', instance.RootDeviceType),
    ...optional('tenancy', instance.Placement?.Tenancy),
    ...optional('outpostArn', instance.OutpostArn),
    ...optional(
      'placementGroup',
      instance.Placement?.GroupName === '' ? undefined : instance.Placement?.GroupName,
    ),
    ...optional('managedBy', managed),
    ...optional('autoRecovery', instance.MaintenanceOptions?.AutoRecovery),
    ...optional('rebootMigration', instance.MaintenanceOptions?.RebootMigration),
  };
}

/**
 * An Elastic IP belongs to an account and stays. An address of AWS's pool is replaced by another one, but for an instance with a
 * second network interface, or a secondary private address that has an Elastic IP: that one gets none. Any other owner of the
 * address leaves it open. AWS: "Amazon EC2 instance IP addressing", EC2 User Guide.
 */
function addressAtStart({ PublicIpAddress, NetworkInterfaces }: Instance): AddressAtStart | undefined {
  const interfaces = NetworkInterfaces ?? [];
  if (PublicIpAddress === undefined || interfaces.length === 0) return undefined;
  const addresses = interfaces.flatMap(({ PrivateIpAddresses = [] }) => PrivateIpAddresses);
  const associations = [...interfaces, ...addresses].map(({ Association }) => Association);
  const owner = associations.find((one) => one?.PublicIp === PublicIpAddress)?.IpOwnerId;
  if (owner !== undefined && isAccount(owner)) return 'same';
  if (owner !== 'amazon') return undefined;
  const secondary = addresses.some(
    ({ Primary, Association }) => Primary === false && isAccount(Association?.IpOwnerId ?? ''),
  );
  return interfaces.length > 1 || secondary ? 'none' : 'another';
}

function isAccount(owner: string): boolean {
  return /^\d{12}$/.test(owner);
}

function matters(key: string): boolean {
  return TAGS_THAT_MATTER.has(key) || IN_ANY_CAPITALS.has(key.toLowerCase());
}

/** Without an entry all checks are unread; within one, an instance without EBS checks has none to fail. */
function checksOf(status: InstanceStatus | undefined): StatusChecks {
  if (status === undefined) {
    return {
      system: { status: 'unread' },
      instance: { status: 'unread' },
      attachedEbs: { status: 'unread' },
    };
  }
  const ebs = status.AttachedEbsStatus;
  return {
    system: checkOf(status.SystemStatus),
    instance: checkOf(status.InstanceStatus),
    attachedEbs: ebs?.Status === undefined ? { status: 'not-applicable' } : checkOf(ebs),
  };
}

interface StatusSummary {
  readonly Status?: string | undefined;
  readonly Details?: readonly { readonly ImpairedSince?: Date | undefined }[] | undefined;
}

/** One status check, with its ImpairedSince where it has failed. */
export function checkOf(summary: StatusSummary | undefined): StatusCheck {
  const status = CHECK_STATUSES.find((known) => known === summary?.Status) ?? 'unread';
  const times = (summary?.Details ?? [])
    .map((detail) => detail.ImpairedSince?.getTime())
    .filter((time): time is number => time !== undefined && !Number.isNaN(time));
  return times.length === 0 || status !== 'impaired'
    ? { status }
    : { status, impairedSince: Math.min(...times) };
}

/** Finished events stay listed for up to a week with a mark in front. */
function scheduledEventOf(event: InstanceStatusEvent): ScheduledEvent | undefined {
  const description = event.Description ?? '';
  if (/^\[(completed|canceled|cancelled)\]/i.test(description)) return undefined;
  const code = event.Code ?? 'unknown';
  return {
    id: event.InstanceEventId ?? `${code}@${timeOf(event.NotBefore) ?? 'undated'}`,
    code,
    description: description.slice(0, 200),
    ...optional('notBefore', timeOf(event.NotBefore)),
    ...optional('notAfter', timeOf(event.NotAfter)),
  };
}

/** A date that is no date counts as none. */
function timeOf(date: Date | undefined): EpochMs | undefined {
  const time = date?.getTime();
  return time === undefined || Number.isNaN(time) ? undefined : time;
}

/** `User initiated (2026-01-15 10:02:10 GMT)`; other texts carry no time. */
function transitionTime(reason: string | undefined): EpochMs | undefined {
  const match = /\((\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) (?:GMT|UTC)\)/.exec(reason ?? '');
  if (match === null) return undefined;
  const time = Date.parse(`${match[1] ?? ''}T${match[2] ?? ''}Z`);
  return Number.isNaN(time) ? undefined : time;
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}
