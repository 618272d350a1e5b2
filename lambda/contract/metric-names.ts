/**
 * CloudWatch metrics that the function writes, for the dashboard: none in a quiet hour, because each costs by the hours in
 * which it is written. The alarms on ourselves stand on what Lambda and SQS publish anyway.
 */
export const METRIC_NAMESPACE = 'ec2-responder';
/** The dimension `service` that Powertools puts on every metric. */
export const SERVICE_NAME = 'ec2-responder';
/** The dimension that tells the outcomes of closed incidents apart. */
export const OUTCOME_DIMENSION = 'outcome';

export const METRICS = {
  incidentOpened: 'IncidentOpened',
  /** With the dimension `outcome`. */
  incidentClosed: 'IncidentClosed',
  /** From the first failed status check to both checks ok, in minutes. */
  minutesToRecover: 'MinutesToRecover',
  /** A stop that the gate refused or put off. */
  refused: 'Refused',
  /** Instances that a sweep could not look at within its time. */
  sweepUnfinished: 'SweepUnfinished',
  attempts: 'Attempts',
  alertsSent: 'AlertsSent',
  alertsFailed: 'AlertsFailed',
} as const;

/** How an incident ended. */
export const OUTCOMES = [
  'recovered',
  'moved',
  'recovered by itself',
  'recovered by AWS',
  'stopped by someone else',
  'taken over by a human',
  'terminated',
  'ignored',
] as const;
export type Outcome = (typeof OUTCOMES)[number];
