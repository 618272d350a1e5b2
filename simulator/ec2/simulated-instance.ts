/** One instance of the simulated Region: what EC2 knows of it, and what is wrong with it that EC2 only notices later. */
export interface SimulatedInstance {
  readonly id: string;
  name: string | undefined;
  tags: Record<string, string>;
  readonly type: string;
  readonly availabilityZone: string;
  state: 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';
  launchTime: number;
  stateReason: { code: string; message: string } | undefined;
  stateTransitionReason: string;
  readonly privateIp: string;
  publicIp: string | undefined;
  /** The address comes from AWS's pool and changes with a stop/start; an Elastic IP stays. */
  readonly autoPublicIp: boolean;
  readonly lifecycle: 'spot' | 'capacity-block' | undefined;
  readonly spotType: 'persistent' | 'one-time';
  readonly rootDeviceType: 'ebs' | 'instance-store';
  readonly tenancy: 'default' | 'dedicated' | 'host';
  readonly outpostArn: string | undefined;
  readonly operator: string | undefined;
  readonly autoRecovery: 'default' | 'disabled';
  stopProtection: boolean;
  readonly placementGroup: string | undefined;
  readonly licenseConfigurationArn: string | undefined;
  /** The customer managed keys of its volumes. */
  readonly volumeKeyArns: readonly string[];
  scheduledEvents: SimulatedScheduledEvent[];
  /** The host under it, the OS on it, the volumes behind it: undefined while well, else since when broken. */
  hostFailedAt: number | undefined;
  osFailedAt: number | undefined;
  ebsFailedAt: number | undefined;
  /** How long the next stops take, and how a stop may hang. */
  stopMs: number;
  stopHangs: 'no' | 'until forced' | 'for ever';
  /** How long a start stays pending, and what the next starts run into, in order. */
  pendingMs: number;
  startTroubles: StartTrouble[];
  /** How long EC2 goes on listing an event after the start that has resolved it. */
  eventLingersMs: number;
  /** How long both checks take to pass after a start. */
  initializingMs: number;
  /** Who brought it out of running last, and when; EC2 itself does not tell so plainly. */
  stoppedBy: { readonly who: Stopper; readonly at: number } | undefined;
  startedBy: { readonly who: 'responder' | 'human'; readonly at: number } | undefined;
}

/** `failed start`: EC2 accepted a start and let it fall back to stopped. */
export type Stopper = 'responder' | 'human' | 'AWS' | 'its OS' | 'failed start';

export interface SimulatedScheduledEvent {
  readonly id: string;
  readonly code: string;
  description: string;
  /** AWS gives a date; a picture without one is a fault. */
  notBefore: number | undefined;
  notAfter: number | undefined;
}

/** An accepted start that ends in stopped again, the new host being bad as well, or an OS that does not come up. */
export type StartTrouble = 'Server.InternalError' | 'Client.InternalError' | 'bad host' | 'boot fault';

export interface InstanceProps {
  readonly id?: string;
  readonly name?: string;
  readonly tags?: Record<string, string>;
  readonly type?: string;
  readonly availabilityZone?: string;
  readonly state?: 'running' | 'stopped';
  readonly launchTime?: number;
  readonly publicIp?: string;
  readonly elasticIp?: boolean;
  readonly lifecycle?: 'spot' | 'capacity-block';
  readonly spotType?: 'persistent' | 'one-time';
  readonly rootDeviceType?: 'ebs' | 'instance-store';
  readonly tenancy?: 'default' | 'dedicated' | 'host';
  readonly outpostArn?: string;
  readonly operator?: string;
  readonly autoRecovery?: 'default' | 'disabled';
  readonly stopProtection?: boolean;
  readonly placementGroup?: string;
  readonly licenseConfigurationArn?: string;
  readonly volumeKeyArns?: readonly string[];
  readonly scheduledEvents?: SimulatedScheduledEvent[];
  /** Its host has failed so long ago, and nobody has done anything about it. */
  readonly hostFailedForMs?: number;
  readonly stopMs?: number;
  readonly stopHangs?: 'no' | 'until forced' | 'for ever';
  readonly pendingMs?: number;
  readonly startTroubles?: StartTrouble[];
  readonly eventLingersMs?: number;
  readonly initializingMs?: number;
}

/** What DescribeInstanceTypes says of the few types that are simulated. AWS: EC2 API Reference, InstanceTypeInfo. */
export const INSTANCE_TYPES: Readonly<
  Record<string, { bareMetal: boolean; autoRecovery: boolean; instanceStorage: boolean }>
> = {
  'm7g.large': { bareMetal: false, autoRecovery: true, instanceStorage: false },
  't3.medium': { bareMetal: false, autoRecovery: true, instanceStorage: false },
  'r6i.xlarge': { bareMetal: false, autoRecovery: true, instanceStorage: false },
  'm5d.large': { bareMetal: false, autoRecovery: false, instanceStorage: true },
  'i4i.xlarge': { bareMetal: false, autoRecovery: false, instanceStorage: true },
  'm5.metal': { bareMetal: true, autoRecovery: false, instanceStorage: false },
  'x1e.xlarge': { bareMetal: false, autoRecovery: false, instanceStorage: false },
};

/** An instance with everything well, up for thirty days, unless the props say otherwise. */
export function newInstance(
  number: number,
  zone: string,
  now: number,
  props: InstanceProps,
): SimulatedInstance {
  const DAYS_30 = 30 * 24 * 3_600_000;
  return {
    id: props.id ?? `i-0${scrambled(number)}`,
    name: props.name,
    tags: { ...props.tags },
    type: props.type ?? 'm7g.large',
    availabilityZone: props.availabilityZone ?? zone,
    state: props.state ?? 'running',
    launchTime: wholeSecond(props.launchTime ?? now - DAYS_30),
    stateReason: undefined,
    stateTransitionReason: '',
    privateIp: `10.0.${(number >> 8) & 255}.${number & 255}`,
    publicIp: props.publicIp,
    autoPublicIp: props.publicIp !== undefined && props.elasticIp !== true,
    lifecycle: props.lifecycle,
    spotType: props.spotType ?? 'one-time',
    rootDeviceType: props.rootDeviceType ?? 'ebs',
    tenancy: props.tenancy ?? 'default',
    outpostArn: props.outpostArn,
    operator: props.operator,
    autoRecovery: props.autoRecovery ?? 'default',
    stopProtection: props.stopProtection ?? false,
    placementGroup: props.placementGroup,
    licenseConfigurationArn: props.licenseConfigurationArn,
    volumeKeyArns: props.volumeKeyArns ?? [],
    scheduledEvents: [...(props.scheduledEvents ?? [])],
    hostFailedAt: props.hostFailedForMs === undefined ? undefined : now - props.hostFailedForMs,
    osFailedAt: undefined,
    ebsFailedAt: undefined,
    stopMs: props.stopMs ?? 40_000,
    stopHangs: props.stopHangs ?? 'no',
    pendingMs: props.pendingMs ?? 12_000,
    startTroubles: [...(props.startTroubles ?? [])],
    eventLingersMs: props.eventLingersMs ?? 25 * 60_000,
    initializingMs: props.initializingMs ?? 110_000,
    stoppedBy: undefined,
    startedBy: undefined,
  };
}

/** Ids that a reader can tell apart at a glance; a bijection, so that no two are the same. */
function scrambled(number: number): string {
  return BigInt.asUintN(64, BigInt(number) * 0x9e3779b97f4a7c15n)
    .toString(16)
    .padStart(16, '0');
}

/** EC2 gives LaunchTime and transition times in whole seconds. */
export function wholeSecond(time: number): number {
  return Math.floor(time / 1000) * 1000;
}
