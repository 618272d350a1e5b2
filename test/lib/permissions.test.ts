import { beforeAll, describe, expect, it } from '@jest/globals';
import { RESPONDER_PERMISSIONS } from '../../lib/permissions/responder-permissions.ts';
import { only, readable, resourcesOf, defaultTemplate, type Template } from './synthesized.ts';

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const EC2 = 'arn:<AWS::Partition>:ec2:<AWS::Region>:<AWS::AccountId>';
const TAG = 'aws:ResourceTag/ec2-responder';

let template: Template;
/** The statements of the function's role by the CloudFormation condition that they depend on. */
let byCondition: Map<string | undefined, readonly Statement[]>;

beforeAll(async () => {
  template = await defaultTemplate();
  byCondition = new Map(
    resourcesOf(template, 'AWS::IAM::Policy').map(([, { Condition, Properties }]) => [
      Condition,
      (readable(Properties) as { PolicyDocument: { Statement: Statement[] } }).PolicyDocument.Statement,
    ]),
  );
});

const many = (value: string | readonly string[]): readonly string[] => [value].flat();
const PARAMETER_VALUES: Record<string, (mode: string, defaultAction: string) => boolean> = {
  Acts: (mode) => mode === 'act',
  ActsOnAll: (mode, defaultAction) => mode === 'act' && defaultAction === 'recover',
  ActsOnTagged: (mode, defaultAction) => mode === 'act' && defaultAction !== 'recover',
};

function statementsWith(mode: string, defaultAction: string): Statement[] {
  return [...byCondition].flatMap(([condition, statements]) =>
    condition === undefined || PARAMETER_VALUES[condition]?.(mode, defaultAction) === true ? statements : [],
  );
}

/** What IAM would answer for one instance of this account and Region, as far as our conditions go. */
function mayStop(mode: string, defaultAction: string, tag: string | undefined): boolean {
  const holds = ({ Condition }: Statement): boolean =>
    Object.entries(Condition ?? {}).every(([operator, keys]) => {
      expect(Object.keys(keys)).toEqual([TAG]);
      if (operator === 'Null') return (tag === undefined) === (keys[TAG] === 'true');
      if (operator === 'StringNotEquals') return tag !== keys[TAG];
      expect(operator).toBe('StringEquals');
      return tag === keys[TAG];
    });
  const matching = statementsWith(mode, defaultAction).filter(
    (statement) => many(statement.Action).includes('ec2:StopInstances') && holds(statement),
  );
  return matching.length > 0 && matching.every(({ Effect }) => Effect === 'Allow');
}

describe('what the role of the function may do', () => {
  it('is exactly this, whatever the parameters', () => {
    const [table] = only(template, 'AWS::DynamoDB::Table');
    const [topic] = only(template, 'AWS::SNS::Topic');
    const [queue] = only(template, 'AWS::SQS::Queue');
    const [logs] = only(template, 'AWS::Logs::LogGroup');
    expect(byCondition.get(undefined)).toEqual([
      {
        Sid: 'ReadInstances',
        Effect: 'Allow',
        Action: [
          'ec2:DescribeInstances',
          'ec2:DescribeInstanceStatus',
          'ec2:DescribeInstanceTypes',
          'ec2:DescribeSpotInstanceRequests',
        ],
        Resource: '*',
        Condition: { StringEquals: { 'aws:RequestedRegion': '<AWS::Region>' } },
      },
      {
        Sid: 'ReadStopProtection',
        Effect: 'Allow',
        Action: 'ec2:DescribeInstanceAttribute',
        Resource: `${EC2}:instance/*`,
      },
      {
        Sid: 'StartInstances',
        Effect: 'Allow',
        Action: 'ec2:StartInstances',
        Resource: [
          `${EC2}:instance/*`,
          `${EC2}:placement-group/*`,
          'arn:<AWS::Partition>:resource-groups:<AWS::Region>:<AWS::AccountId>:group/*',
          'arn:<AWS::Partition>:license-manager:<AWS::Region>:*:license-configuration:*',
        ],
      },
      {
        Sid: 'LetEc2UseVolumeKeys',
        Effect: 'Allow',
        Action: 'kms:CreateGrant',
        Resource: 'arn:<AWS::Partition>:kms:<AWS::Region>:*:key/*',
        Condition: {
          Bool: { 'kms:GrantIsForAWSResource': 'true' },
          StringEquals: {
            'kms:ViaService': ['ec2.<AWS::Region>.amazonaws.com', 'ec2.<AWS::Region>.<AWS::URLSuffix>'],
          },
        },
      },
      {
        Sid: 'KeepIncidents',
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
        Resource: `<${table}.Arn>`,
      },
      {
        Sid: 'ListUnfinishedIncidents',
        Effect: 'Allow',
        Action: 'dynamodb:Query',
        Resource: `<${table}.Arn>/index/unfinished`,
      },
      {
        Sid: 'SendAlerts',
        Effect: 'Allow',
        Action: 'sns:Publish',
        Resource: { 'Fn::If': ['MakesTopic', `<${topic}>`, '<AlertTopicArn>'] },
      },
      { Sid: 'KeepFailedEvents', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: `<${queue}.Arn>` },
      {
        Sid: 'WriteLogs',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: `<${logs}.Arn>`,
      },
    ]);
  });

  it('adds exactly these statements about stopping, each under its condition', () => {
    const stop = { Action: 'ec2:StopInstances', Resource: `${EC2}:instance/*` };
    expect(Object.fromEntries([...byCondition].filter(([condition]) => condition !== undefined))).toEqual({
      Acts: [
        {
          Sid: 'DenyStopUnlessTagAgrees',
          Effect: 'Deny',
          ...stop,
          Condition: { Null: { [TAG]: 'false' }, StringNotEquals: { [TAG]: 'recover' } },
        },
      ],
      ActsOnAll: [{ Sid: 'StopInstances', Effect: 'Allow', ...stop }],
      ActsOnTagged: [
        {
          Sid: 'StopTaggedInstances',
          Effect: 'Allow',
          ...stop,
          Condition: { StringEquals: { [TAG]: 'recover' } },
        },
      ],
    });
  });

  it('depends on ResponderMode and DefaultAction as its conditions say', () => {
    const act = { 'Fn::Equals': [{ Ref: 'ResponderMode' }, 'act'] };
    const recover = { 'Fn::Equals': [{ Ref: 'DefaultAction' }, 'recover'] };
    expect(template.Conditions).toMatchObject({
      Acts: act,
      ActsOnAll: { 'Fn::And': [act, recover] },
      ActsOnTagged: { 'Fn::And': [act, { 'Fn::Not': [recover] }] },
    });
  });

  it.each([
    ['act', 'recover', undefined, true],
    ['act', 'recover', 'recover', true],
    ['act', 'recover', 'notify', false],
    ['act', 'recover', 'ignore', false],
    ['act', 'recover', 'Ignore', false],
    ['act', 'recover', 'please do not', false],
    ['act', 'notify', undefined, false],
    ['act', 'notify', 'recover', true],
    ['act', 'notify', 'notify', false],
    ['act', 'ignore', undefined, false],
    ['act', 'ignore', 'recover', true],
    ['act', 'ignore', 'ignore', false],
    ['observe', 'recover', undefined, false],
    ['observe', 'recover', 'recover', false],
    ['observe', 'notify', 'recover', false],
  ])(
    'in mode %s with DefaultAction %s and tag %s StopInstances is allowed: %s',
    (mode, action, tag, allowed) => {
      expect(mayStop(mode, action, tag)).toBe(allowed);
    },
  );

  it('has no statement about StopInstances at all in observe mode', () => {
    expect(JSON.stringify(statementsWith('observe', 'recover'))).not.toContain('StopInstances');
  });

  it('never denies a start, and allows it in every mode', () => {
    for (const mode of ['act', 'observe']) {
      for (const action of ['recover', 'notify', 'ignore']) {
        const start = statementsWith(mode, action).filter((one) =>
          many(one.Action).includes('ec2:StartInstances'),
        );
        expect(start).toHaveLength(1);
        expect(start[0]).not.toHaveProperty('Condition');
        expect(start[0]?.Effect).toBe('Allow');
      }
    }
  });

  it('has no action with a wildcard, and the resource * on Describe actions only', () => {
    for (const statement of [...byCondition.values()].flat()) {
      expect(many(statement.Action).join()).not.toContain('*');
      if (many(statement.Resource).includes('*')) {
        expect(many(statement.Action).filter((action) => !action.startsWith('ec2:Describe'))).toEqual([]);
      }
    }
  });

  it('comes from one role without AWS managed policies or statements of its own', () => {
    const [role, { Properties }] = only(template, 'AWS::IAM::Role');
    expect(Object.keys(Properties as object).sort()).toEqual(['AssumeRolePolicyDocument', 'Description']);
    for (const [, policy] of resourcesOf(template, 'AWS::IAM::Policy')) {
      expect(policy.Properties).toMatchObject({ Roles: [{ Ref: role }] });
    }
  });

  it('is explained: each permission says why, why not narrower, and where AWS documents it', () => {
    for (const permission of RESPONDER_PERMISSIONS) {
      expect(permission.why).toMatch(/\w.*\.$/);
      expect(permission.narrower).toMatch(/\w.*\.$/);
      expect(permission.document).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    }
    expect(new Set(RESPONDER_PERMISSIONS.map(({ sid }) => sid)).size).toBe(RESPONDER_PERMISSIONS.length);
  });
});

describe('what others may do with what the stack owns', () => {
  it('lets alarms of this account and Region publish to the alert topic, and nobody without TLS', () => {
    const [topic] = only(template, 'AWS::SNS::Topic');
    const [, { Properties }] = only(template, 'AWS::SNS::TopicPolicy');
    expect(readable(Properties)).toMatchObject({
      PolicyDocument: {
        Statement: [
          { Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
          {
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: `<${topic}>`,
            Condition: {
              StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' },
              ArnLike: {
                'aws:SourceArn': 'arn:<AWS::Partition>:cloudwatch:<AWS::Region>:<AWS::AccountId>:alarm:*',
              },
            },
          },
        ],
      },
    });
  });

  it('lets EventBridge send to the dead-letter queue for our own rules only, and nobody without TLS', () => {
    const [, { Properties }] = only(template, 'AWS::SQS::QueuePolicy');
    const { Statement } = (readable(Properties) as { PolicyDocument: { Statement: Statement[] } })
      .PolicyDocument;
    const [deny, ...allowed] = Statement;
    expect(deny).toMatchObject({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
    const rules = resourcesOf(template, 'AWS::Events::Rule').map(([id]) => `<${id}.Arn>`);
    expect(allowed.map(({ Condition }) => Condition?.ArnEquals?.['aws:SourceArn'])).toEqual(rules);
    expect(new Set(allowed.map(({ Action }) => Action))).toEqual(new Set(['sqs:SendMessage']));
  });
});
