/** What AWS Health tells of other services, as seeds draw it: codes that are known, codes that nobody knows, and odd ones. */
export interface NoticeOfAws {
  readonly service: string;
  readonly code: string;
  readonly category: string;
  /** What is affected, by the beginning of its name; '' for nothing, 'an instance' for one of the fleet. */
  readonly entity: string;
  /** PUBLIC where nothing is affected, else ACCOUNT_SPECIFIC, unless it says so here. */
  readonly scope?: 'ACCOUNT_SPECIFIC' | 'PUBLIC';
  /** AWS's own words; a description without a meaning where there are none here. */
  readonly says?: string;
  readonly actionability?: string;
}

export const NOTICES_OF_AWS: readonly NoticeOfAws[] = [
  { service: 'RDS', code: 'AWS_RDS_MAINTENANCE_SCHEDULED', category: 'scheduledChange', entity: 'db' },
  {
    service: 'ACM',
    code: 'AWS_ACM_RENEWAL_STATE_CHANGE',
    category: 'scheduledChange',
    entity: 'arn:aws:acm:::certificate/web',
  },
  {
    service: 'DIRECTCONNECT',
    code: 'AWS_DIRECTCONNECT_MAINTENANCE_SCHEDULED',
    category: 'scheduledChange',
    entity: 'dxcon-fg',
  },
  {
    service: 'LAMBDA',
    code: 'AWS_LAMBDA_PLANNED_LIFECYCLE_EVENT',
    category: 'scheduledChange',
    entity: 'function',
  },
  {
    service: 'ECS',
    code: 'AWS_ECS_TASK_PATCHING_RETIREMENT',
    category: 'scheduledChange',
    entity: 'service',
  },
  { service: 'S3', code: 'AWS_S3_OPERATIONAL_ISSUE', category: 'issue', entity: '' },
  { service: 'ABUSE', code: 'AWS_ABUSE_DOS_REPORT', category: 'issue', entity: 'report' },
  { service: 'RISK', code: 'AWS_RISK_CREDENTIALS_EXPOSED', category: 'issue', entity: 'user' },
  { service: 'EBS', code: 'AWS_EBS_VOLUME_LOST', category: 'issue', entity: 'vol-0a1b2c3d4e5f6071' },

  // The name of the service says nothing of these: other categories, a scope for everybody, work that is done.
  {
    service: 'RDS',
    code: 'AWS_RDS_STORAGE_FAILURE',
    category: 'issue',
    entity: 'db',
    says: 'The storage of your database instance has failed. We are working to restore it.',
  },
  {
    service: 'SES',
    code: 'AWS_SES_DELIVERY_ISSUE',
    category: 'issue',
    entity: 'identity',
    says: 'Messages were delayed between 10:02 and 10:31 UTC and have been delivered since. No action is required.',
  },
  {
    service: 'SES',
    code: 'AWS_SES_SENDING_NOTIFICATION',
    category: 'accountNotification',
    entity: 'identity',
    says: 'We have paused your ability to send email, because of complaints.',
  },
  {
    service: 'SHIELD',
    code: 'AWS_SHIELD_SUBSCRIPTION_NOTIFICATION',
    category: 'accountNotification',
    entity: '',
    scope: 'ACCOUNT_SPECIFIC',
    says: 'Welcome to AWS Shield Advanced, which protects you from attacks.',
  },
  { service: 'BILLING', code: 'AWS_BILLING_OPERATIONAL_ISSUE', category: 'issue', entity: '' },
  {
    service: 'ELASTICLOADBALANCING',
    code: 'AWS_ELASTICLOADBALANCING_API_ISSUE',
    category: 'issue',
    entity: '',
  },
  {
    service: 'ELASTICBEANSTALK',
    code: 'AWS_ELASTICBEANSTALK_OPERATIONAL_ISSUE',
    category: 'issue',
    entity: '',
  },
  {
    service: 'DIRECTCONNECT',
    code: 'AWS_DIRECTCONNECT_MAINTENANCE_COMPLETED',
    category: 'accountNotification',
    entity: 'dxcon-fg',
  },
  {
    service: 'DIRECTCONNECT',
    code: 'AWS_DIRECTCONNECT_EMERGENCY_MAINTENANCE_SCHEDULED',
    category: 'scheduledChange',
    entity: 'dxcon-fg',
  },
  {
    service: 'EC2',
    code: 'AWS_EC2_PLANNED_LIFECYCLE_EVENT',
    category: 'scheduledChange',
    entity: 'an instance',
    actionability: 'ACTION_REQUIRED',
  },

  // What is long, and what looks like something else.
  {
    service: 'ABUSE',
    code: 'AWS_ABUSE_COPYRIGHT_DMCA_REPORT',
    category: 'issue',
    entity: 'report',
    says: `A report about copyright.\n\n${'10.0.0.1 GET /film '.repeat(250)}\n\nReply to trustandsafety@example.com.`,
  },
  {
    service: 'STATES',
    code: 'AWS_STATES_EXECUTION_ISSUE',
    category: 'issue',
    entity: `arn:aws:states:ap-northeast-1:123456789012:execution:${'a-state-machine-'.repeat(8)}:of-the-day`,
    says: 'Look at C:\\nvme\\temp on the hosts.\\n\\nThen go on.',
  },

  // Words outside of every list of the responder.
  { service: 'TIMETRAVEL', code: 'AWS_TIMETRAVEL_PARADOX', category: 'issue', entity: 'loop' },
  { service: 'TIMETRAVEL', code: 'AWS_TIMETRAVEL_ADVICE', category: 'recommendation', entity: 'loop' },
];
