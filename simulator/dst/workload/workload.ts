import type { HealthProps } from '../../events/event-shapes.ts';
import type { SimulatedInstance } from '../../ec2/simulated-instance.ts';
import type { SeededRandom } from '../../runtime/seeded-random.ts';
import type { SimulatedRegion } from '../../runtime/simulated-region.ts';
import type { Parameters } from './draw-parameters.ts';

export const WORKLOAD_EVENTS = [
  'host-fails',
  'host-blips',
  'host-of-neighbour-fails',
  'host-of-member-fails',
  'host-of-managed-fails',
  'hosts-fail-about',
  'os-hangs',
  'oses-hang-at-once',
  'volume-fails',
  'zone-fails',
  'zone-without-data',
  'no-data',
  'change-announced',
  'date-changed',
  'event-cancelled',
  'foreign-announcement',
  'moves-share-a-boot-fault',
  'member-down-at-the-move',
  'aws-recovers',
  'aws-recovery-fails',
  'aws-stops',
  'no-capacity',
  'no-capacity-for-the-second',
  'maintenance-begins',
  'availability-issue',
  'operational-issue',
  'notice-of-another-service',
  'announced-for-what-does-not-run',
  'human-stops',
  'human-stop-hangs',
  'human-starts',
  'stopped-each-night',
  'human-reboots',
  'human-terminates',
  'human-retags',
  'human-protects',
  'human-sets-window',
  'human-keeps-stopped',
  'os-shuts-down',
  'forged-events',
  'unreadable-event',
  'redeployed',
] as const;
export type WorkloadEventName = (typeof WORKLOAD_EVENTS)[number];

/** Something that happens to the fleet, drawn beforehand. No event needs all of it. */
export interface WorkloadEvent {
  /** Milliseconds after the beginning of the run. */
  readonly at: number;
  readonly name: WorkloadEventName;
  /** Its number in the fleet. */
  readonly instance: number;
  readonly lastsMs: number;
  readonly parameters: Parameters;
  /**
   * Out: a stream for one decision about this event, by the decision's name: the same name gives the same numbers again, and
   * what is drawn for one decision says nothing about any other.
   */
  readonly random: (decision: string) => SeededRandom;
}

/** What a workload event acts on, and whom it tells of what it did. */
export interface WorkloadContext {
  readonly region: SimulatedRegion;
  readonly fleet: readonly SimulatedInstance[];
  /** To be called after every change of an instance that EC2 did not make itself. */
  readonly changed: (instance: SimulatedInstance) => void;
  /** Something went wrong with the instance, or was announced: from now on a mail about it has a cause. */
  readonly affected: (instance: SimulatedInstance) => void;
  /** Somebody other than the responder acts on it now: reads may lag behind. */
  readonly acted: (instance: SimulatedInstance) => void;
  /** Calls back later in the run, unless the calm has begun by then. */
  readonly later: (ms: number, what: () => void) => void;
  /** The stack parameters in force. */
  readonly parameters: () => Parameters;
  readonly redeploy: (parameters: Parameters) => void;
  /** A Health event, in one of the shapes in which AWS sends them. */
  readonly health: (props: HealthProps) => void;
  /** EC2 or Health has announced something for the instance, new or at another date. */
  readonly announced: (instance: SimulatedInstance) => void;
  /** Health has told of a problem of its host. */
  readonly availabilityIssue: (instance: SimulatedInstance) => void;
  /** Health said that AWS's recovery of the instance failed. */
  readonly recoveryFailed: (instance: SimulatedInstance) => void;
  /** Health tells of trouble in the Region in which a start may fail, or that it is over. */
  readonly issue: (eventArn: string, closed: boolean) => void;
}

/** What a workload event does. Out: true where it happened. */
export type WorkloadHandler = (
  instance: SimulatedInstance,
  event: WorkloadEvent,
  context: WorkloadContext,
) => boolean;
