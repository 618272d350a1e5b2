import type { Alert } from './alert.ts';
import type { RefusedStart } from './ec2-error-codes/refused-start.ts';
import type { EpochMs } from './time.ts';

/** The right to have one instance in a stop/start. */
export interface Claim {
  readonly instanceId: string;
  readonly incidentId: string;
  readonly group?: string;
  readonly availabilityZone: string;
  readonly instanceType: string;
  readonly since: EpochMs;
  /** The pass that made it: a slower pass over the same instance must not give it away. */
  readonly by: string;
  /** A planned move: these go one at a time, and after every failure. */
  readonly planned?: true;
  /** It waits for capacity or for a human: it counts for the brake and its group, not for the limit. */
  readonly stuck?: boolean;
  /** EC2 does not start it; with the LaunchTime of another of its type in its zone that came up since. */
  readonly refusedStart?: RefusedStart & { readonly roomAt?: EpochMs };
}

/** An instance that waits for a claim; the oldest goes first. */
export interface Waiting {
  readonly instanceId: string;
  readonly since: EpochMs;
  readonly seenAt: EpochMs;
}

/** Trouble of AWS in the Region in which a start may fail. */
export interface OperationalIssue {
  readonly eventArn: string;
  readonly code: string;
  /** AWS's name for the service; undefined in records of version 0.1.0, which knew of EC2 only. */
  readonly service?: string;
  readonly lastUpdated: EpochMs;
  readonly closed: boolean;
}

/** A running instance of whose host EC2 has no data: its system check is insufficient-data. */
export interface Silent {
  readonly instanceId: string;
  readonly availabilityZone: string;
  /** Since a sweep first saw it so. */
  readonly since: EpochMs;
}

/** One pull of the brake in one Availability Zone. */
export interface BrakeEpisode {
  readonly availabilityZone: string;
  readonly since: EpochMs;
  readonly seenAt: EpochMs;
  /** The refused instances that an alert has named. */
  readonly named: readonly string[];
  readonly toldAt: EpochMs;
}

export interface SettingsTold {
  /** The problems in one text, to be compared. */
  readonly what: string;
  readonly at: EpochMs;
}

/**
 * What the instances of a Region share, in one versioned item: a claim is granted by a conditional write of the whole,
 * so two passes can never both get the last place.
 */
/** EC2's list of what AWS has stopped, as it was when it was last read. */
export interface StoppedByAws {
  readonly seenAt: EpochMs;
  /** When it was read for the first time. */
  readonly from?: EpochMs | undefined;
  /** Each instance with the launch that ended so. */
  readonly keys: readonly string[];
  /** Those of them that were new then: they are looked at once more. */
  readonly again?: readonly string[];
  /** Those of them that the list does not name now, and since when. */
  readonly missing?: Readonly<Record<string, EpochMs>>;
}

export interface RegionRecord {
  readonly schemaVersion: number;
  readonly version: number;
  readonly claims: readonly Claim[];
  readonly waiting: readonly Waiting[];
  readonly operationalIssues: readonly OperationalIssue[];
  readonly brakes: readonly BrakeEpisode[];
  /** Which settings could not be read, as the last mail about them has it. */
  readonly settingsTold?: SettingsTold;
  readonly silent?: readonly Silent[];
  /** When somebody was told last that a sweep could not look at everything. */
  readonly unfinishedToldAt?: EpochMs;
  /** Which instances EC2 showed as stopped by AWS when the list was last read; undefined before the first time. */
  readonly stoppedByAws?: StoppedByAws;
  /** The number of the last alert of the Region; its record never expires. */
  readonly alertsMade: number;
  /** Decided since the record was read: its next write puts each beside it. Never stored. */
  readonly newAlerts: readonly Alert[];
}

export const EMPTY_REGION_RECORD: RegionRecord = {
  schemaVersion: 1,
  version: 0,
  claims: [],
  waiting: [],
  operationalIssues: [],
  brakes: [],
  alertsMade: 0,
  newAlerts: [],
};

export const MAX_WAITING = 200;
export const MAX_OPERATIONAL_ISSUES = 10;
