/** One instance of the simulated Region: what EC2 knows of it, and what is wrong with it that EC2 only notices later. */
export interface SimulatedInstance {
  readonly id: string;
  name: string | undefined;
  tags: Record<string, string>;
  readonly type: string;
  readonly availabilityZone: string;
  state: 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';
  launchTime: number;
  /** When it left pending. */
  ranAt: number;
  stateReason: { code: string; message: string } | undefined;
  stateTransitionReason: string;
  readonly privateIp: string;
  publicIp: string | undefined;
  /** The address comes from AWS's pool and changes with a stop/start; an Elastic IP stays. */
  readonly autoPublicIp: boolean;
  /** Who EC2 says that the public address belongs to, where it is no Elastic IP. */
  readonly addressOwner: string;
  readonly networkInterfaces: number;
  /** A secondary private address of it has an Elastic IP. */
  readonly secondaryElasticIp: boolean;
  readonly lifecycle: 'spot' | 'capacity-block' | undefined;
  readonly spotType: 'persistent' | 'one-time';
  /** `active`, or what EC2 says of a request that starts nothing again. */
  spotRequestState: string;
  readonly rootDeviceType: 'ebs' | 'instance-store';
  readonly tenancy: 'default' | 'dedicated' | 'host';
  readonly outpostArn: string | undefined;
  readonly operator: string | undefined;
  readonly autoRecovery: 'default' | 'disabled';
  readonly rebootMigration: 'default' | 'disabled';
  stopProtection: boolean;
  /** InstanceInitiatedShutdownBehavior. */
  readonly shutdownBehavior: 'stop' | 'terminate';
  readonly placementGroup: string | undefined;
  /** It may be shared by another account. */
  readonly licenseConfigurationArn: string | undefined;
  /** The group of Capacity Reservations that it is targeted at. */
  readonly capacityReservationGroupArn: string | undefined;
  /** The customer managed keys of its volumes. */
  readonly volumeKeyArns: readonly string[];
  scheduledEvents: SimulatedScheduledEvent[];
  /** The host under it, the OS on it, the volumes behind it: undefined while well, else since when broken. */
  hostFailedAt: number | undefined;
  osFailedAt: number | undefined;
  ebsFailedAt: number | undefined;
  /** Since when EC2 has had no data for its checks. */
  dataLostAt: number | undefined;
  /** What EC2 gives as ImpairedSince where a check fails from the launch on: the launch time, that cut to the minute, or some date before it. */
  readonly impairedFromLaunch: 'launch time' | 'full minute' | 'an older date';
  /** How long the next stops take, and how a stop may hang. */
  stopMs: number;
  stopHangs: 'no' | 'until forced' | 'for hours' | 'for ever';
  /** How long a start stays pending, and what the next starts run into, in order. */
  pendingMs: number;
  /** How long a start hangs in pending that hangs. */
  pendingHangsMs: number;
  startTroubles: StartTrouble[];
  /** What EC2 answers to a start for a while after each stop. */
  readonly refusesStart: StartRefusal | undefined;
  /** When a stop of it ended last. */
  stoppedAt: number | undefined;
  /** How long EC2 goes on listing an event after the start that has resolved it. */
  eventLingersMs: number;
  /** How long both checks take to pass after a start. */
  initializingMs: number;
  /** Who brought it out of running last, and when; EC2 itself does not tell so plainly. */
  stoppedBy: { readonly who: Stopper; readonly at: number } | undefined;
  /** When its owner last rebooted it: EC2 shows it by its checks only. */
  rebootedAt: number | undefined;
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
  /** It is over, and EC2 lists it for a while yet. */
  isEnded?: true;
}

/** An accepted start that ends in stopped again, by its StateReason, or that hangs, the new host being bad as well, or an OS that does not come up. */
export type StartTrouble =
  `Server.${string}` | `Client.${string}` | 'bad host' | 'boot fault' | 'hangs in pending';

/** A start that EC2 refuses right after a stop, by its error code. */
export interface StartRefusal {
  readonly code: string;
  readonly message: string;
  readonly forMs: number;
}

export interface InstanceProps {
  readonly id?: string;
  readonly name?: string;
  readonly tags?: Record<string, string>;
  readonly type?: string;
  readonly availabilityZone?: string;
  readonly state?: 'running' | 'stopped';
  /** EC2's word for why it was stopped before the run began. */
  readonly stateReason?: { readonly code: string; readonly message: string };
  readonly launchTime?: number;
  readonly publicIp?: string;
  readonly elasticIp?: boolean;
  readonly addressOwner?: string;
  readonly networkInterfaces?: number;
  readonly secondaryElasticIp?: boolean;
  readonly lifecycle?: 'spot' | 'capacity-block';
  readonly spotType?: 'persistent' | 'one-time';
  readonly spotRequestState?: string;
  readonly rootDeviceType?: 'ebs' | 'instance-store';
  readonly tenancy?: 'default' | 'dedicated' | 'host';
  readonly outpostArn?: string;
  readonly operator?: string;
  readonly autoRecovery?: 'default' | 'disabled';
  readonly rebootMigration?: 'default' | 'disabled';
  readonly stopProtection?: boolean;
  readonly shutdownBehavior?: 'stop' | 'terminate';
  readonly placementGroup?: string;
  readonly licenseConfigurationArn?: string;
  readonly capacityReservationGroupArn?: string;
  readonly volumeKeyArns?: readonly string[];
  readonly scheduledEvents?: SimulatedScheduledEvent[];
  /** Its host has failed so long ago, and nobody has done anything about it. */
  readonly hostFailedForMs?: number;
  readonly stopMs?: number;
  readonly stopHangs?: SimulatedInstance['stopHangs'];
  readonly pendingMs?: number;
  readonly pendingHangsMs?: number;
  readonly impairedFromLaunch?: SimulatedInstance['impairedFromLaunch'];
  readonly startTroubles?: StartTrouble[];
  readonly refusesStart?: StartRefusal;
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
    ranAt: wholeSecond(props.launchTime ?? now - DAYS_30),
    stateReason: props.stateReason,
    stateTransitionReason: '',
    privateIp: `10.0.${(number >> 8) & 255}.${number & 255}`,
    publicIp: props.publicIp,
    autoPublicIp: props.publicIp !== undefined && props.elasticIp !== true,
    addressOwner: props.addressOwner ?? 'amazon',
    networkInterfaces: props.networkInterfaces ?? 1,
    secondaryElasticIp: props.secondaryElasticIp ?? false,
    lifecycle: props.lifecycle,
    spotType: props.spotType ?? 'one-time',
    spotRequestState: props.spotRequestState ?? 'active',
    rootDeviceType: props.rootDeviceType ?? 'ebs',
    tenancy: props.tenancy ?? 'default',
    outpostArn: props.outpostArn,
    operator: props.operator,
    autoRecovery: props.autoRecovery ?? 'default',
    rebootMigration: props.rebootMigration ?? 'default',
    stopProtection: props.stopProtection ?? false,
    shutdownBehavior: props.shutdownBehavior ?? 'stop',
    placementGroup: props.placementGroup,
    licenseConfigurationArn: props.licenseConfigurationArn,
    capacityReservationGroupArn: props.capacityReservationGroupArn,
    volumeKeyArns: props.volumeKeyArns ?? [],
    scheduledEvents: [...(props.scheduledEvents ?? [])],
    hostFailedAt: props.hostFailedForMs === undefined ? undefined : now - props.hostFailedForMs,
    osFailedAt: undefined,
    ebsFailedAt: undefined,
    dataLostAt: undefined,
    stopMs: props.stopMs ?? 40_000,
    stopHangs: props.stopHangs ?? 'no',
    pendingMs: props.pendingMs ?? 12_000,
    pendingHangsMs: props.pendingHangsMs ?? 6 * 3_600_000,
    impairedFromLaunch: props.impairedFromLaunch ?? 'launch time',
    startTroubles: [...(props.startTroubles ?? [])],
    refusesStart: props.refusesStart,
    stoppedAt: undefined,
    eventLingersMs: props.eventLingersMs ?? 25 * 60_000,
    initializingMs: props.initializingMs ?? 110_000,
    stoppedBy: undefined,
    startedBy: undefined,
    rebootedAt: undefined,
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
