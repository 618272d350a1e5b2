import type { Outcome } from '../../contract/metric-names.ts';
import type { EpochMs } from './time.ts';

/** One stop/start that is over, as history keeps it. Times are undefined where the phase was not reached. */
export interface PastAttempt {
  readonly stoppedBy: 'us' | 'AWS';
  readonly cause: 'host failure' | 'unreachable' | 'planned' | 'stopped by AWS';
  readonly intendedAt: EpochMs;
  readonly stoppedAt?: EpochMs;
  readonly startRequestedAt?: EpochMs;
  readonly startedAt?: EpochMs;
  readonly endedAt: EpochMs;
  readonly startRequests: number;
  readonly forced: boolean;
  readonly publicIpBefore?: string;
  readonly publicIpAfter?: string;
}

/** A closed incident, kept small and for long: what reports and questions about the past are answered from. */
export interface HistoryEntry {
  readonly incidentId: string;
  readonly instanceId: string;
  readonly name?: string;
  readonly instanceType: string;
  readonly availabilityZone: string;
  readonly region: string;
  /** How it began: the key of the first line of its timeline. */
  readonly cause: string;
  /** The row of the decision table that closed it; undefined where EC2's answer to a request did. */
  readonly row?: number;
  readonly outcome: Outcome;
  readonly openedAt: EpochMs;
  readonly impairedSince?: EpochMs;
  readonly closedAt: EpochMs;
  readonly attempts: readonly PastAttempt[];
  readonly alertIds: readonly string[];
}

export const KEEP_HISTORY_DAYS = 400;
