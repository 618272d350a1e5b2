import type { SimulatedEc2 } from './simulated-ec2.ts';
import { INSTANCE_TYPES, type SimulatedInstance } from './simulated-instance.ts';
import { NotSimulatedError, ServiceError } from '../runtime/service-error.ts';
import { checksOf, type SimulatedCheck } from './status-checks.ts';

/** DescribeInstanceStatus and DescribeInstances give at most this many in a page. AWS: EC2 API Reference. */
const MAX_PAGE = 1000;

interface Filter {
  readonly Name: string;
  readonly Values: readonly string[];
}

interface Input {
  readonly InstanceIds?: readonly string[];
  readonly InstanceId?: string;
  readonly Attribute?: string;
  readonly Filters?: readonly Filter[];
  readonly IncludeAllInstances?: boolean;
  readonly MaxResults?: number;
  readonly NextToken?: string;
  readonly InstanceTypes?: readonly string[];
  readonly DryRun?: boolean;
  readonly Force?: boolean;
}

/**
 * In: the name of an EC2 SDK command, its input, and whether the caller may let EC2 use the keys of an instance's volumes. Out: what EC2 answers, in the SDK's shapes; errors are
 * thrown as the SDK throws them. What is not modelled throws NotSimulatedError.
 */
export function answerEc2(
  ec2: SimulatedEc2,
  commandName: string,
  input: object,
  mayUseVolumeKeys: (instanceId: string) => boolean = () => true,
): object {
  const given = input as Input;
  switch (commandName) {
    case 'DescribeInstancesCommand':
      return describeInstances(ec2, given);
    case 'DescribeInstanceStatusCommand':
      return describeInstanceStatus(ec2, given);
    case 'DescribeInstanceTypesCommand':
      return describeInstanceTypes(given);
    case 'DescribeInstanceAttributeCommand':
      return describeInstanceAttribute(ec2, given);
    case 'DescribeSpotInstanceRequestsCommand':
      return describeSpotInstanceRequests(ec2, given);
    case 'StopInstancesCommand':
      return stopInstances(ec2, given);
    case 'StartInstancesCommand':
      return startInstances(ec2, given, mayUseVolumeKeys);
    default:
      throw new NotSimulatedError(`EC2 ${commandName} is not simulated`);
  }
}

function describeInstances(ec2: SimulatedEc2, input: Input): object {
  const chosen = byIds(ec2, input)
    .map((one) => ec2.seen(one, 'instance').instance)
    .filter((one) => matches(input.Filters, (name) => instanceValue(one, name)));
  const { page, NextToken } = paged(chosen, input);
  return { Reservations: page.map((one) => ({ Instances: [instanceShape(one)] })), NextToken };
}

function describeInstanceStatus(ec2: SimulatedEc2, input: Input): object {
  if (input.InstanceIds !== undefined && input.MaxResults !== undefined) {
    throw new ServiceError(
      'InvalidParameterCombination',
      'The parameter instancesSet cannot be used with the parameter maxResults',
    );
  }
  const isWild = (input.Filters ?? []).some(({ Values }) => Values.includes('*'));
  if (isWild && ec2.wildcards === 'refused')
    throw new ServiceError('InvalidParameterValue', 'The filter value * is invalid');
  const chosen = byIds(ec2, input)
    .map((one) => ec2.seen(one, 'status'))
    .filter(({ instance }) => input.IncludeAllInstances === true || instance.state === 'running')
    .filter(({ instance, asOf }) => matches(input.Filters, (name) => statusValue(instance, name, asOf)));
  const { page, NextToken } = paged(chosen, input);
  return { InstanceStatuses: page.map(({ instance, asOf }) => statusShape(instance, asOf)), NextToken };
}

function byIds(ec2: SimulatedEc2, { InstanceIds }: Input): SimulatedInstance[] {
  if (InstanceIds === undefined || InstanceIds.length === 0) return [...ec2.instances.values()];
  if (InstanceIds.length > 100) throw new ServiceError('InvalidParameterValue', 'at most 100 instance ids');
  const unknown = InstanceIds.filter((id) => !ec2.instances.has(id));
  if (unknown.length === 1)
    throw new ServiceError(
      'InvalidInstanceID.NotFound',
      `The instance ID '${unknown[0] ?? ''}' does not exist`,
    );
  if (unknown.length > 1)
    throw new ServiceError(
      'InvalidInstanceID.NotFound',
      `The instance IDs '${unknown.join(', ')}' do not exist`,
    );
  return InstanceIds.map((id) => ec2.get(id));
}

function matches(
  filters: readonly Filter[] | undefined,
  valueOf: (name: string) => readonly string[],
): boolean {
  return (filters ?? []).every(({ Name, Values }) =>
    valueOf(Name).some((value) => Values.some((pattern) => isLike(value, pattern))),
  );
}

/** `*` stands for any characters, `?` for one. AWS: "List and filter using the CLI and API", EC2 User Guide. */
function isLike(value: string, pattern: string): boolean {
  if (!/[*?]/.test(pattern)) return value === pattern;
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(value);
}

function instanceValue(instance: SimulatedInstance, filter: string): readonly string[] {
  if (filter === 'availability-zone') return [instance.availabilityZone];
  if (filter === 'instance-state-name') return [instance.state];
  if (filter === 'tag-key') return Object.keys(instance.tags);
  if (filter === 'state-reason-code')
    return instance.stateReason === undefined ? [] : [instance.stateReason.code];
  throw new NotSimulatedError(`DescribeInstances with the filter ${filter} is not simulated`);
}

function statusValue(instance: SimulatedInstance, filter: string, now: number): readonly string[] {
  const checks = checksOf(instance, now);
  if (filter === 'system-status.status') return [checks.system.status];
  if (filter === 'instance-status.status') return [checks.instance.status];
  if (filter === 'attached-ebs-status.status') return [checks.attachedEbs.status];
  if (filter === 'event.code') return instance.scheduledEvents.map((event) => event.code);
  throw new NotSimulatedError(`DescribeInstanceStatus with the filter ${filter} is not simulated`);
}

function paged<T>(all: readonly T[], input: Input): { page: readonly T[]; NextToken: string | undefined } {
  const size = Math.min(input.MaxResults ?? MAX_PAGE, MAX_PAGE);
  const start = input.NextToken === undefined ? 0 : Number(input.NextToken);
  const end = start + size;
  return { page: all.slice(start, end), NextToken: end < all.length ? String(end) : undefined };
}

function instanceShape(instance: SimulatedInstance): object {
  const tags = instance.name === undefined ? instance.tags : { Name: instance.name, ...instance.tags };
  return {
    InstanceId: instance.id,
    InstanceType: instance.type,
    LaunchTime: new Date(instance.launchTime),
    Placement: {
      AvailabilityZone: instance.availabilityZone,
      Tenancy: instance.tenancy,
      GroupName: instance.placementGroup ?? '',
    },
    State: { Name: instance.state },
    StateReason:
      instance.stateReason === undefined
        ? undefined
        : { Code: instance.stateReason.code, Message: instance.stateReason.message },
    StateTransitionReason: instance.stateTransitionReason,
    PrivateIpAddress: instance.privateIp,
    PublicIpAddress: instance.publicIp,
    NetworkInterfaces: networkInterfaces(instance),
    InstanceLifecycle: instance.lifecycle,
    RootDeviceType: instance.rootDeviceType,
    OutpostArn: instance.outpostArn,
    Operator:
      instance.operator === undefined ? { Managed: false } : { Managed: true, Principal: instance.operator },
    MaintenanceOptions: { AutoRecovery: instance.autoRecovery, RebootMigration: instance.rebootMigration },
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

const OWNER = '123456789012';

/** The public address is that of the first private address of the first interface. */
function networkInterfaces(instance: SimulatedInstance): object[] {
  const { privateIp, publicIp, autoPublicIp, addressOwner } = instance;
  const owner = autoPublicIp ? addressOwner : OWNER;
  const Association = publicIp === undefined ? undefined : { PublicIp: publicIp, IpOwnerId: owner };
  const own = { PrivateIpAddress: privateIp, Primary: true, Association };
  const secondary = {
    PrivateIpAddress: '10.0.255.1',
    Primary: false,
    Association: { PublicIp: '198.51.100.1', IpOwnerId: OWNER },
  };
  const first = {
    NetworkInterfaceId: `eni-${instance.id.slice(2)}`,
    Association,
    PrivateIpAddresses: instance.secondaryElasticIp ? [own, secondary] : [own],
  };
  const others = Array.from({ length: instance.networkInterfaces - 1 }, (_, index) => ({
    NetworkInterfaceId: `eni-${index}${instance.id.slice(3)}`,
    PrivateIpAddresses: [{ PrivateIpAddress: '10.0.254.1', Primary: true }],
  }));
  return [first, ...others];
}

function statusShape(instance: SimulatedInstance, now: number): object {
  const checks = checksOf(instance, now);
  return {
    InstanceId: instance.id,
    AvailabilityZone: instance.availabilityZone,
    InstanceState: { Name: instance.state },
    SystemStatus: checkShape(checks.system),
    InstanceStatus: checkShape(checks.instance),
    AttachedEbsStatus: checkShape(checks.attachedEbs),
    Events: instance.scheduledEvents.map((event) => ({
      InstanceEventId: event.id,
      Code: event.code,
      Description: event.description,
      ...(event.notBefore === undefined ? {} : { NotBefore: new Date(event.notBefore) }),
      ...(event.notAfter === undefined ? {} : { NotAfter: new Date(event.notAfter) }),
    })),
  };
}

function checkShape({ status, impairedSince }: SimulatedCheck): object {
  const failed =
    impairedSince === undefined
      ? { Status: status === 'insufficient-data' ? status : 'passed' }
      : { Status: 'failed', ImpairedSince: new Date(impairedSince) };
  return { Status: status, Details: [{ Name: 'reachability', ...failed }] };
}

function describeInstanceTypes({ InstanceTypes, Filters }: Input): object {
  if (InstanceTypes !== undefined || Filters?.some(({ Name }) => Name !== 'instance-type') !== false) {
    throw new NotSimulatedError('DescribeInstanceTypes is simulated with the filter instance-type only');
  }
  const asked = Filters.flatMap(({ Values }) => Values);
  const infos = Object.entries(INSTANCE_TYPES).filter(([type]) => asked.includes(type));
  return {
    InstanceTypes: infos.map(([type, info]) => ({
      InstanceType: type,
      BareMetal: info.bareMetal,
      AutoRecoverySupported: info.autoRecovery,
      InstanceStorageSupported: info.instanceStorage,
    })),
  };
}

function describeInstanceAttribute(ec2: SimulatedEc2, { InstanceId, Attribute }: Input): object {
  const instance = ec2.get(InstanceId ?? '');
  if (Attribute === 'disableApiStop')
    return { InstanceId, DisableApiStop: { Value: instance.stopProtection } };
  if (Attribute === 'instanceInitiatedShutdownBehavior')
    return { InstanceId, InstanceInitiatedShutdownBehavior: { Value: instance.shutdownBehavior } };
  throw new NotSimulatedError(`DescribeInstanceAttribute ${String(Attribute)} is not simulated`);
}

function describeSpotInstanceRequests(ec2: SimulatedEc2, { Filters }: Input): object {
  const ids = (Filters ?? []).filter(({ Name }) => Name === 'instance-id').flatMap(({ Values }) => Values);
  const spots = ids.map((id) => ec2.get(id)).filter((one) => one.lifecycle === 'spot');
  return {
    SpotInstanceRequests: spots.map((one) => ({
      InstanceId: one.id,
      Type: one.spotType,
      State: one.spotRequestState,
    })),
  };
}

function stopInstances(ec2: SimulatedEc2, { InstanceIds = [], Force, DryRun }: Input): object {
  if (DryRun === true) throw dryRunPermitted();
  const ids = [...InstanceIds];
  const before = ids.map((id) => ({ id, state: ec2.stop(id, { force: Force === true, by: 'responder' }) }));
  return {
    StoppingInstances: before.map(({ id, state }) => ({
      InstanceId: id,
      PreviousState: { Name: state },
      CurrentState: { Name: ec2.get(id).state },
    })),
  };
}

function startInstances(
  ec2: SimulatedEc2,
  { InstanceIds = [], DryRun }: Input,
  mayUseVolumeKeys: (instanceId: string) => boolean,
): object {
  if (DryRun === true) throw dryRunPermitted();
  const before = InstanceIds.map((id) => {
    // Without the key the start is accepted all the same, and fails when the volumes are to be attached.
    if (!mayUseVolumeKeys(id)) ec2.get(id).startTroubles.unshift('Client.InternalError');
    return { id, state: ec2.start(id, 'responder') };
  });
  return {
    StartingInstances: before.map(({ id, state }) => ({
      InstanceId: id,
      PreviousState: { Name: state },
      CurrentState: { Name: ec2.get(id).state },
    })),
  };
}

function dryRunPermitted(): ServiceError {
  return new ServiceError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
}
