import type { DocumentName } from '../model/alert.ts';
import { codeFacts, HEALTH_CODES, type CodeFacts } from '../health/health-codes.ts';
import { MAX_TEXT, type HealthEvent } from '../health/health-event.ts';
import type { PlainSentenceKey } from '../model/sentence.ts';
import type { Settings } from '../model/settings.ts';

/** What kind of work a notice brings, for those who plan it. */
export type WorkClass =
  /** Comes again and again: patches, renewals, versions. */
  | 'periodic'
  /** AWS asks for something, or for a check, by a date. */
  | 'request'
  /** Today, or now. */
  | 'emergency'
  /** Somebody who knows the system has to judge. */
  | 'expert';

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
}

const ABUSE: NoticeKind = {
  work: 'emergency',
  asks: 'ask.abuse',
  needsYou: 'always',
  document: 'abuse-report',
};
const RISK: NoticeKind = {
  work: 'emergency',
  asks: 'ask.credentials',
  needsYou: 'always',
  document: 'exposed-keys',
};
const RENEWAL: NoticeKind = {
  work: 'periodic',
  asks: 'ask.certificate',
  needsYou: 'account',
  document: 'acm-renewal',
};
const RENEWED: NoticeKind = { ...RENEWAL, asks: 'ask.certificate-renewed', needsYou: 'asked' };
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
const LOAD_BALANCER: NoticeKind = {
  work: 'expert',
  asks: 'ask.load-balancer',
  needsYou: 'account',
  document: 'elb-troubleshooting',
};

/** Codes that stand in AWS's documents or in a captured event; EC2's and EBS's are in `health-codes.ts`. */
const BY_CODE: Readonly<Record<string, NoticeKind>> = {
  AWS_ACM_RENEWAL_STATE_CHANGE: RENEWAL,
  AWS_ACM_RENEWAL_FAILURE: { ...RENEWAL, needsYou: 'always' },
  CAA_CHECK_FAILURE: { ...RENEWAL, asks: 'ask.certificate-caa', needsYou: 'always' },
  AWS_RDS_MAINTENANCE_SCHEDULED: RDS,
  AWS_RDS_SYSTEM_UPGRADE_SCHEDULED: RDS,
  AWS_RDS_OPERATIONAL_NOTIFICATION: { ...RDS, work: 'request', asks: 'ask.read' },
  AWS_RDS_SECURITY_NOTIFICATION: { ...RDS, work: 'request', asks: 'ask.security', needsYou: 'account' },
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
  AWS_ROUTE53_SECURITY_NOTIFICATION: {
    work: 'request',
    asks: 'ask.security',
    needsYou: 'account',
    document: 'health-dashboard',
  },
  AWS_EBS_VOLUME_LOST: {
    work: 'emergency',
    asks: 'ask.restore-volume',
    needsYou: 'always',
    document: 'ebs-volume-status',
  },
};

/** Services whose codes are not public, and what is told of a code of a known service that nobody knows. */
const BY_SERVICE: Readonly<Record<string, NoticeKind>> = {
  ABUSE,
  RISK,
  ACM: RENEWAL,
  RDS: { ...RDS, needsYou: 'account' },
  VPN: { ...VPN, needsYou: 'account' },
  DIRECTCONNECT: {
    work: 'request',
    asks: 'ask.direct-connect',
    needsYou: 'account',
    document: 'direct-connect-maintenance',
  },
  ELASTICBEANSTALK: {
    work: 'periodic',
    asks: 'ask.beanstalk',
    needsYou: 'asked',
    document: 'beanstalk-updates',
  },
  ELASTICLOADBALANCING: LOAD_BALANCER,
  SES: { work: 'emergency', asks: 'ask.ses', needsYou: 'account', document: 'ses-enforcement' },
  SHIELD: { work: 'emergency', asks: 'ask.shield', needsYou: 'account', document: 'shield-events' },
  BILLING: { work: 'request', asks: 'ask.billing', needsYou: 'asked', document: 'billing-account' },
};

/** `AWS_{SERVICE}_PLANNED_LIFECYCLE_EVENT`, of any service: something comes to its end. */
const LIFECYCLE = /^AWS_[A-Z0-9_]+_PLANNED_LIFECYCLE_EVENT$/;
const OF_A_LIFECYCLE: NoticeKind = {
  work: 'periodic',
  asks: 'ask.lifecycle',
  needsYou: 'asked',
  document: 'planned-lifecycle',
};

const BY_CATEGORY: Readonly<Record<string, NoticeKind>> = {
  issue: { work: 'expert', asks: 'ask.issue', needsYou: 'account', document: 'health-dashboard' },
  investigation: { work: 'expert', asks: 'ask.issue', needsYou: 'asked', document: 'health-dashboard' },
  scheduledChange: {
    work: 'request',
    asks: 'ask.scheduled',
    needsYou: 'asked',
    document: 'health-dashboard',
  },
  accountNotification: {
    work: 'request',
    asks: 'ask.read',
    needsYou: 'asked',
    document: 'health-dashboard',
  },
};
const ANYTHING_ELSE: NoticeKind = {
  work: 'expert',
  asks: 'ask.read',
  needsYou: 'account',
  document: 'health-dashboard',
};

/** Out: what is told of the event: by its code, else by its service, else by its category. Total. */
export function noticeKind(event: HealthEvent): NoticeKind {
  if (isGoodNews(event)) return RENEWED;
  const { service, code, category } = event;
  const known = found(BY_CODE, code);
  if (known !== undefined) return known;
  if (Object.hasOwn(HEALTH_CODES, code)) return ofInstances(codeFacts(code, category));
  if (LIFECYCLE.test(code)) return OF_A_LIFECYCLE;
  return found(BY_SERVICE, service) ?? found(BY_CATEGORY, category) ?? ANYTHING_ELSE;
}

/**
 * True where AWS says that a certificate is renewed. The same code says that one is due to expire, or has expired; only the
 * words tell which, and what is not plainly good news is none. AWS: "Amazon EventBridge support for ACM".
 */
export function isGoodNews({ code, text, asked }: HealthEvent): boolean {
  if (code !== 'AWS_ACM_RENEWAL_STATE_CHANGE' || asked === 'required' || text.length >= MAX_TEXT)
    return false;
  return RENEWAL_IS_DONE.test(text) && !THERE_IS_MORE.test(text);
}

const RENEWAL_IS_DONE =
  /\b(has been|have been|was|were|successfully)( successfully| automatically)? renewed\b|\bcompleted the renewal\b/i;
const THERE_IS_MORE =
  /\bnot\b|n't\b|\bunable\b|\bfail|\bexpired\b|\baction\b|\bmust\b|\brequire|\bpending\b|\bonce\b|\buntil\b|\bif\b|\bwhen\b|\b(will|due to) expire\b/i;

/** A code of EC2 or EBS, about something that no incident tells of. */
function ofInstances({ meaning, acts, asks, document }: CodeFacts): NoticeKind {
  switch (meaning) {
    case 'recovery failed':
      return { work: 'emergency', needsYou: 'always', asks, document };
    case 'recovery succeeded':
    case 'recovery not needed':
      return { work: 'periodic', needsYou: 'asked', asks, document };
    case 'availability issue':
    case 'operational issue':
      return { work: 'expert', needsYou: 'asked', asks, document };
    case 'scheduled change':
      return { work: 'request', needsYou: acts === 'AWS' ? 'asked' : 'account', asks, document };
    case 'other':
      return { work: 'expert', needsYou: acts === 'AWS' ? 'asked' : 'account', asks, document };
  }
}

/**
 * AWS may close a notification at once, and what it asks for is still to be done; an issue or a change is over then. What
 * it says of a certificate is a notification, whatever its category.
 */
export function isOverNow({ closed, category, service }: HealthEvent): boolean {
  return closed && category !== 'accountNotification' && service !== 'ACM';
}

/** The first word of the subject. */
export function noticeWord(event: HealthEvent): 'NEEDS-YOU' | 'NOTICE' {
  const { needsYou } = noticeKind(event);
  if (isOverNow(event)) return 'NOTICE';
  if (needsYou === 'always' || event.asked === 'required') return 'NEEDS-YOU';
  return needsYou === 'account' && !event.isPublic && event.asked !== 'nothing' ? 'NEEDS-YOU' : 'NOTICE';
}

/** True where the owner wants to read of events of this service. */
export function isWanted({ service }: HealthEvent, { healthNotices }: Settings): boolean {
  if (healthNotices === 'ec2') return service === 'EC2' || service === 'EBS';
  return healthNotices === 'all';
}

function found(table: Readonly<Record<string, NoticeKind>>, key: string): NoticeKind | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
