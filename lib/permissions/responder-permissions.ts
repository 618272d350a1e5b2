import { UNFINISHED_INDEX } from '../../lambda/contract/table.ts';
import { POLICY_TAG } from '../../lambda/contract/tags.ts';
import type { Permission } from './permission.ts';

const SERVICE_AUTHORIZATION = 'https://docs.aws.amazon.com/service-authorization/latest/reference';
const EC2_ACTIONS = `${SERVICE_AUTHORIZATION}/list_amazonec2.html`;
const INSTANCES = 'arn:PARTITION:ec2:REGION:ACCOUNT:instance/*';
const TAG_KEY = `aws:ResourceTag/${POLICY_TAG}`;

/** Every permission of the responder. Nothing else is attached to its role, no AWS managed policy either. */
export const RESPONDER_PERMISSIONS: readonly Permission[] = [
  {
    sid: 'ReadInstances',
    effect: 'Allow',
    when: 'always',
    actions: [
      'ec2:DescribeInstances',
      'ec2:DescribeInstanceStatus',
      'ec2:DescribeInstanceTypes',
      'ec2:DescribeSpotInstanceRequests',
    ],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:RequestedRegion': 'REGION' } },
    why: 'Every pass reads EC2 again before it decides: state, status checks, scheduled events, and what forbids a stop.',
    narrower:
      'These four Describe actions support neither resources nor tags; the Region is all that a policy can limit. They read and change nothing.',
    document: EC2_ACTIONS,
  },
  {
    sid: 'ReadStopProtection',
    effect: 'Allow',
    when: 'always',
    actions: ['ec2:DescribeInstanceAttribute'],
    resources: [INSTANCES],
    why: 'Stop protection (disableApiStop) and whether a shutdown terminates (instanceInitiatedShutdownBehavior) are shown by no other call, and an instance that has one of them is not stopped.',
    narrower:
      'Which instance will fail is not known in advance, so every instance of this account and Region is named. An untagged one must be readable too, hence no tag condition. The same action can read user data, which the function never asks for. A refusal by EC2 would protect the instance, too, but only after a claim was taken and an attempt spent; and the mail could not say beforehand what stands in the way.',
    document: EC2_ACTIONS,
  },
  {
    sid: 'StopInstances',
    effect: 'Allow',
    when: 'actsOnAll',
    actions: ['ec2:StopInstances'],
    resources: [INSTANCES],
    why: 'The first half of the stop/start that moves an instance off a failed host. Only while ResponderMode is act and DefaultAction is recover.',
    narrower:
      'DefaultAction recover means every instance that does not say otherwise; those that do are excluded by DenyStopUnlessTagAgrees. Account and Region are fixed.',
    document: EC2_ACTIONS,
  },
  {
    sid: 'StopTaggedInstances',
    effect: 'Allow',
    when: 'actsOnTagged',
    actions: ['ec2:StopInstances'],
    resources: [INSTANCES],
    conditions: { StringEquals: { [TAG_KEY]: 'recover' } },
    why: 'The same where DefaultAction is notify or ignore: only instances whose owner asked for it by the tag.',
    narrower:
      'The tag is the limit; instances have no other property that names those to recover. Account and Region are fixed.',
    document: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html',
  },
  {
    sid: 'DenyStopUnlessTagAgrees',
    effect: 'Deny',
    when: 'acts',
    actions: ['ec2:StopInstances'],
    resources: [INSTANCES],
    // Both must hold: the tag is there, and says something else than recover.
    conditions: { Null: { [TAG_KEY]: 'false' }, StringNotEquals: { [TAG_KEY]: 'recover' } },
    why: 'An owner who tagged an instance notify or ignore is safe even from a bug in the function. So is one who wrote a value that the function does not know, which it takes for notify.',
    narrower:
      'A denial has no need to be narrow: it never reaches an instance without the tag, or one tagged recover.',
    document: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html',
  },
  {
    sid: 'StartInstances',
    effect: 'Allow',
    when: 'always',
    actions: ['ec2:StartInstances'],
    resources: [
      INSTANCES,
      'arn:PARTITION:ec2:REGION:ACCOUNT:placement-group/*',
      'arn:PARTITION:resource-groups:REGION:ACCOUNT:group/*',
      'arn:PARTITION:license-manager:REGION:*:license-configuration:*',
    ],
    why: 'The second half. EC2 also asks for it on the placement group, the group of Capacity Reservations and the license configuration of the instance; a license configuration may be shared by another account. Where one of them were missing, DryRun says so before each stop, and the instance would stay on its failed host.',
    narrower:
      'The account of a license configuration is not known in advance; whoever shares it says with whom. Groups are of this account. No tag condition and no mode: whatever tags or parameters change after the stop, what we stopped must be startable, or the recovery itself is the outage; so a change to observe mode takes the stop away and not the start. What is left is that a fault could start an instance that its owner keeps stopped: whose stop it is, is asked in one place (core/incident/whose-stop.ts).',
    document: EC2_ACTIONS,
  },
  {
    sid: 'LetEc2UseVolumeKeys',
    effect: 'Allow',
    when: 'always',
    actions: ['kms:CreateGrant'],
    resources: ['arn:PARTITION:kms:REGION:*:key/*'],
    conditions: {
      Bool: { 'kms:GrantIsForAWSResource': 'true' },
      StringEquals: { 'kms:ViaService': ['ec2.REGION.amazonaws.com', 'ec2.REGION.URL_SUFFIX'] },
    },
    why: 'An instance with volumes under a customer managed key goes from pending back to stopped unless whoever starts it may create this grant. Both forms of the service name, because the China Regions have a suffix of their own.',
    narrower:
      'Which keys encrypt the volumes is not known in advance, and a key may be shared by another account, whose key policy must then agree. Only in a request that EC2 makes on our behalf, only in this Region, and only for a grant to an AWS service.',
    document: 'https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html',
  },
  {
    sid: 'KeepIncidents',
    effect: 'Allow',
    when: 'always',
    actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    resources: ['TABLE_ARN'],
    why: 'Intent is written before each step and read back after it, so that a crash in between loses nothing. TTL deletes; the function cannot.',
    narrower: 'Only the four calls that it makes, only on its own table.',
    document: `${SERVICE_AUTHORIZATION}/list_amazondynamodb.html`,
  },
  {
    sid: 'ListUnfinishedIncidents',
    effect: 'Allow',
    when: 'always',
    actions: ['dynamodb:Query'],
    resources: [`TABLE_ARN/index/${UNFINISHED_INDEX}`],
    why: 'The sweep lists the incidents that need another look.',
    narrower: 'Only this index; the table itself can be neither queried nor scanned.',
    document: `${SERVICE_AUTHORIZATION}/list_amazondynamodb.html`,
  },
  {
    sid: 'SendAlerts',
    effect: 'Allow',
    when: 'always',
    actions: ['sns:Publish'],
    resources: ['TOPIC_ARN'],
    why: 'Alerts to the owner.',
    narrower: 'Only its own topic.',
    document: `${SERVICE_AUTHORIZATION}/list_amazonsns.html`,
  },
  {
    sid: 'KeepFailedEvents',
    effect: 'Allow',
    when: 'always',
    actions: ['sqs:SendMessage'],
    resources: ['QUEUE_ARN'],
    why: 'Lambda uses the role of the function to put an event that failed every attempt into the dead-letter queue.',
    narrower: 'Only its own queue, and only sending.',
    document: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html',
  },
  {
    sid: 'WriteLogs',
    effect: 'Allow',
    when: 'always',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: ['LOG_GROUP_ARN'],
    why: 'Logs, and the metrics that CloudWatch extracts from them.',
    narrower:
      'Only its own log group, which the stack makes: the function cannot create one without retention.',
    document: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html',
  },
];
