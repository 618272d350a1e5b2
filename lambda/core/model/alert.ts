import type { InstanceFacts } from './observation.ts';
import type { Sentence } from './sentence.ts';
import type { EpochMs } from './time.ts';
import type { TimelineEntry } from './timeline.ts';

/** The first word of a subject. RECOVERED only when system and instance checks are ok after our start. */
export const ALERT_WORDS = [
  'ACTING',
  'RECOVERED',
  'SELF-RECOVERED',
  'NEEDS-YOU',
  'HELD',
  'TAKEN-OVER',
  'ANNOUNCED',
  'MOVED',
  'NOTICE',
  'DIGEST',
] as const;
export type AlertWord = (typeof ALERT_WORDS)[number];

/**
 * An alert as the record keeps it until SNS took it: facts, not text, so that the reader's language is chosen when it
 * is sent. Its id is the same at every repeat.
 */
export interface Alert {
  readonly id: string;
  readonly word: AlertWord;
  readonly at: EpochMs;
  /** A few words for the subject, after the word and the name: the decisive ones first, because a phone cuts the rest. */
  readonly short: Sentence;
  /** What happened, what was done and why, in order; the first is the whole story. */
  readonly story: readonly Sentence[];
  /** What the reader has to do. Empty means: nothing. */
  readonly todo: readonly Sentence[];
  /** The AWS documents that matter, by name. */
  readonly documents: readonly DocumentName[];
  /** Undefined for alerts about a zone or a batch. */
  readonly instance?: { readonly id: string; readonly facts: InstanceFacts };
  readonly incidentId?: string;
  /** The Health event that a notice tells of. */
  readonly healthEvent?: HealthEventTold;
  readonly timeline: readonly TimelineEntry[];
  /** How many earlier lines of the timeline were left out. */
  readonly timelineOmitted: number;
  /** Numbers for machines: minutes per phase, addresses. */
  readonly data: Readonly<Record<string, string | number>>;
}

/** What a mail says of the Health event itself; alerts of version 0.1.0 have neither Region nor mark. */
export interface HealthEventTold {
  readonly arn: string;
  /** The account that it is about, where that is not the stack's own. */
  readonly account?: string;
  /** The Region that it is about, or `global`. */
  readonly region?: string;
  /** A few letters that tell the mails about it from those about another event. */
  readonly mark?: string;
}

export type DocumentName =
  | 'stop-start'
  | 'status-checks'
  | 'troubleshoot-instance'
  | 'troubleshoot-stopping'
  | 'auto-recovery'
  | 'scheduled-events'
  | 'capacity'
  | 'instance-store'
  | 'ebs-checks'
  | 'start-fails'
  | 'auto-scaling-processes'
  | 'retirement'
  | 'dedicated-hosts'
  | 'ebs-volume-status'
  | 'health-dashboard'
  | 'acm-renewal'
  | 'rds-maintenance'
  | 'direct-connect-maintenance'
  | 'vpn-redundancy'
  | 'planned-lifecycle'
  | 'lambda-runtimes'
  | 'beanstalk-updates'
  | 'elb-troubleshooting'
  | 'ecs-task-retirement'
  | 'elasticache-updates'
  | 'abuse-report'
  | 'exposed-keys'
  | 'ses-enforcement'
  | 'shield-events'
  | 'billing-account';

/** Lines of the timeline that one alert carries: enough for the story, small enough for twenty in one record. */
export const ALERT_TIMELINE = 15;
