import type { DocumentName } from '../model/alert.ts';
import type { PlainSentenceKey } from '../model/sentence.ts';

/** What kind of work a notice brings, for those who plan it. */
export type WorkClass =
  /** Comes again and again: patches, renewals, versions. */
  | 'periodic'
  /** AWS asks for something, or for a check, by a date. */
  | 'request'
  /** Today, or now. */
  | 'emergency'
  /** Somebody who knows the system has to judge. */
  | 'expert'
  /** Nothing is to be done. */
  | 'none';

/** What is told of a kind of Health event. */
export interface NoticeKind {
  readonly work: WorkClass;
  /** What is asked of the owner. */
  readonly asks: PlainSentenceKey;
  /**
   * When it is said as NEEDS-YOU: always, where it is about the account and AWS does not call it informational, or only
   * where AWS calls it ACTION_REQUIRED.
   */
  readonly needsYou: 'always' | 'account' | 'asked';
  readonly document: DocumentName;
  /** What has happened stays, though AWS closes its event: a key that was public, a volume that is lost. */
  readonly lasts?: true;
}

/** Of these categories AWS documents what they mean; of another nothing is concluded. */
export type Category = 'issue' | 'investigation' | 'scheduledChange' | 'accountNotification';

/** A line of the table of services: what is told of a code that nobody knows, of one category only. */
export interface ServiceLine {
  readonly service: string;
  /** The category for which the advice was written. */
  readonly category: Category | 'any';
  /** Words of AWS without which the advice does not fit. */
  readonly says?: RegExp;
  readonly kind: NoticeKind;
}

const ABUSE: NoticeKind = {
  work: 'emergency',
  asks: 'ask.abuse',
  needsYou: 'always',
  document: 'abuse-report',
  lasts: true,
};
const RISK: NoticeKind = {
  work: 'emergency',
  asks: 'ask.credentials',
  needsYou: 'always',
  document: 'exposed-keys',
  lasts: true,
};
const RENEWAL: NoticeKind = {
  work: 'periodic',
  asks: 'ask.certificate',
  needsYou: 'account',
  document: 'acm-renewal',
};
export const RENEWED: NoticeKind = {
  ...RENEWAL,
  work: 'none',
  asks: 'ask.certificate-renewed',
  needsYou: 'asked',
};
const RDS: NoticeKind = {
  work: 'periodic',
  asks: 'ask.rds',
  needsYou: 'asked',
  document: 'rds-maintenance',
};
const VPN: NoticeKind = {
  work: 'request',
  asks: 'ask.vpn',
  needsYou: 'asked',
  document: 'vpn-redundancy',
};
const DIRECT_CONNECT: NoticeKind = {
  work: 'request',
  asks: 'ask.direct-connect',
  needsYou: 'account',
  document: 'direct-connect-maintenance',
};
const BEANSTALK: NoticeKind = {
  work: 'periodic',
  asks: 'ask.beanstalk',
  needsYou: 'asked',
  document: 'beanstalk-updates',
};
const LOAD_BALANCER: NoticeKind = {
  work: 'expert',
  asks: 'ask.load-balancer',
  needsYou: 'account',
  document: 'elb-troubleshooting',
};
const SES: NoticeKind = {
  work: 'emergency',
  asks: 'ask.ses',
  needsYou: 'account',
  document: 'ses-enforcement',
};
const SHIELD: NoticeKind = {
  work: 'emergency',
  asks: 'ask.shield',
  needsYou: 'account',
  document: 'shield-events',
};
const BILLING: NoticeKind = {
  work: 'request',
  asks: 'ask.billing',
  needsYou: 'asked',
  document: 'billing-account',
};

/** Codes that stand in AWS's documents or in a captured event; EC2's and EBS's are in `health-codes.ts`. */
export const BY_CODE: Readonly<Record<string, NoticeKind>> = {
  AWS_ACM_RENEWAL_STATE_CHANGE: RENEWAL,
  AWS_ACM_RENEWAL_FAILURE: { ...RENEWAL, needsYou: 'always' },
  CAA_CHECK_FAILURE: { ...RENEWAL, asks: 'ask.certificate-caa', needsYou: 'always' },
  AWS_RDS_MAINTENANCE_SCHEDULED: RDS,
  AWS_RDS_SYSTEM_UPGRADE_SCHEDULED: RDS,
  AWS_RDS_OPERATIONAL_NOTIFICATION: { ...RDS, work: 'request', asks: 'ask.read' },
  AWS_VPN_SINGLE_TUNNEL_NOTIFICATION: VPN,
  AWS_VPN_REDUNDANCY_LOSS: VPN,
  AWS_LAMBDA_PLANNED_LIFECYCLE_EVENT: {
    work: 'periodic',
    asks: 'ask.lambda-runtime',
    needsYou: 'asked',
    document: 'lambda-runtimes',
  },
  AWS_ELASTICLOADBALANCING_ENI_LIMIT_REACHED: { ...LOAD_BALANCER, work: 'request', asks: 'ask.limit' },
  AWS_ECS_TASK_PATCHING_RETIREMENT: {
    work: 'periodic',
    asks: 'ask.ecs-tasks',
    needsYou: 'asked',
    document: 'ecs-task-retirement',
  },
  AWS_ELASTICACHE_BEFORE_UPDATE_DUE_NOTIFICATION: {
    work: 'periodic',
    asks: 'ask.elasticache',
    needsYou: 'asked',
    document: 'elasticache-updates',
  },
  AWS_RISK_IAM_QUARANTINE: { ...RISK, asks: 'ask.quarantine' },
  AWS_BILLING_SUSPENSION_NOTICE: {
    work: 'emergency',
    asks: 'ask.suspension',
    needsYou: 'always',
    document: 'billing-account',
  },
  AWS_BILLING_NOTIFICATION: BILLING,
  AWS_EBS_VOLUME_LOST: {
    work: 'emergency',
    asks: 'ask.restore-volume',
    needsYou: 'always',
    document: 'ebs-volume-status',
    lasts: true,
  },
};

/**
 * What is told of a code that nobody knows, of a service whose codes are not public. A line speaks for the category for
 * which it was written and for no other: AWS also welcomes, bills and reports outages under the same name.
 */
export const BY_SERVICE: readonly ServiceLine[] = [
  { service: 'ABUSE', category: 'any', kind: ABUSE },
  { service: 'RISK', category: 'any', kind: RISK },
  { service: 'ACM', category: 'scheduledChange', kind: RENEWAL },
  { service: 'RDS', category: 'scheduledChange', kind: RDS },
  { service: 'VPN', category: 'issue', kind: { ...VPN, needsYou: 'account' } },
  { service: 'VPN', category: 'scheduledChange', kind: VPN },
  { service: 'DIRECTCONNECT', category: 'scheduledChange', kind: DIRECT_CONNECT },
  { service: 'ELASTICBEANSTALK', category: 'scheduledChange', kind: BEANSTALK },
  { service: 'ELASTICLOADBALANCING', category: 'issue', kind: LOAD_BALANCER },
  { service: 'SES', category: 'issue', says: /\b(?:paus|review|probation|suspend)/i, kind: SES },
  {
    service: 'SES',
    category: 'accountNotification',
    says: /\b(?:(?:paused|suspended)\b.*\bsend|send\w*\b.*\b(?:paused|suspended|under review|probation)\b)/i,
    kind: SES,
  },
  { service: 'SHIELD', category: 'issue', kind: SHIELD },
];

/** Words within a code that say more than service and category do: of any service, the first line that fits. */
export const BY_CODE_WORDS: readonly { readonly word: RegExp; readonly kind: NoticeKind }[] = [
  {
    word: /_SECURITY_NOTIFICATION$/,
    kind: { work: 'request', asks: 'ask.security', needsYou: 'account', document: 'health-dashboard' },
  },
  {
    word: /_(?<!NOT_)(?:COMPLETED?|FINISHED|ENDED|CANCELL?ED|SUCCEEDED|SUCCESS|RESOLVED)$/,
    kind: { work: 'none', asks: 'ask.done', needsYou: 'asked', document: 'health-dashboard' },
  },
];

/** `AWS_{SERVICE}_PLANNED_LIFECYCLE_EVENT`, of any service: something comes to its end. */
export const OF_A_LIFECYCLE: NoticeKind = {
  work: 'periodic',
  asks: 'ask.lifecycle',
  needsYou: 'asked',
  document: 'planned-lifecycle',
};

export const ISSUE: NoticeKind = {
  work: 'expert',
  asks: 'ask.issue',
  needsYou: 'account',
  document: 'health-dashboard',
};
const READ_IT: NoticeKind = {
  work: 'request',
  asks: 'ask.read',
  needsYou: 'asked',
  document: 'health-dashboard',
};
export const BY_CATEGORY: Readonly<Record<Category, NoticeKind>> = {
  issue: ISSUE,
  investigation: { ...ISSUE, needsYou: 'asked' },
  scheduledChange: { ...READ_IT, asks: 'ask.scheduled' },
  accountNotification: READ_IT,
};
/** What AWS adds tomorrow: told once, in AWS's own words. */
export const ANYTHING_ELSE: NoticeKind = { ...READ_IT, work: 'expert' };
