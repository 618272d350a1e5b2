import type { EpochMs } from './time.ts';

/** What a Health event means to the responder: what steers an incident or the brake. By code: `health-codes.ts`. */
export type HealthMeaning =
  /** AWS's own recovery of the instance worked: it is rebooted on other hardware. */
  | 'recovery succeeded'
  /** AWS's own recovery failed: the instance is still on the bad host. */
  | 'recovery failed'
  /** AWS's own recovery did nothing, because it saw nothing wrong. */
  | 'recovery not needed'
  /** AWS investigates, or has resolved, a problem of the host. */
  | 'availability issue'
  /** A retirement, stop, reboot or maintenance at a date. */
  | 'scheduled change'
  /** An outage of EC2 in the Region: nobody's host. */
  | 'operational issue'
  /** Anything else, also codes that we do not know. */
  | 'other';

/** A Health event about one instance, or about the Region, as the record keeps it. */
export interface HealthNews {
  readonly eventArn: string;
  readonly code: string;
  readonly meaning: HealthMeaning;
  readonly startTime?: EpochMs;
  readonly endTime?: EpochMs;
  readonly lastUpdated: EpochMs;
  readonly closed: boolean;
  /** AWS's own words about a change that a stop and a start are not known to resolve: the owner has to judge. */
  readonly text?: string;
}
