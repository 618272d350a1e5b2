import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadTemplate, ParameterError, resolveTemplate } from '../../../simulator/template/template.ts';
import type { JsonObject } from '../../../simulator/template/template-json.ts';
import { parseRate } from '../../../simulator/template/template-resources.ts';

const PLACE = { region: 'ap-northeast-1', account: '111122223333' };

const PARAMETERS: JsonObject = {
  Mode: { Type: 'String', Default: 'act', AllowedValues: ['act', 'observe'] },
  Minutes: { Type: 'Number', Default: 5, MinValue: 0, MaxValue: 60 },
  Email: {
    Type: 'String',
    AllowedPattern: '[^@\\s]+@[^@\\s]+',
    ConstraintDescription: 'an e-mail address',
    Default: 'a@b.example',
  },
  Zones: { Type: 'CommaDelimitedList', Default: 'a, b' },
  Name: { Type: 'String', Default: 'abc', MinLength: 2, MaxLength: 4 },
};

/** Resolves one value: the property of a resource whose type needs nothing. */
function resolved(
  value: unknown,
  rest: JsonObject = {},
  parameters: Record<string, string | number> = {},
): unknown {
  const { Resources, ...sections } = rest;
  const template = {
    Parameters: PARAMETERS,
    ...sections,
    Resources: {
      ...(Resources as JsonObject | undefined),
      Holder: { Type: 'Custom::Holder', Properties: { value } },
    },
  } as JsonObject;
  return resolveTemplate(template, { ...PLACE, parameters }).resources.get('Holder')?.properties.value;
}

describe('loadTemplate', () => {
  const withFile = (text: string, check: (path: string) => void): void => {
    const directory = mkdtempSync(join(tmpdir(), 'template-'));
    try {
      const path = join(directory, 'stack.template.json');
      writeFileSync(path, text);
      check(path);
    } finally {
      rmSync(directory, { recursive: true });
    }
  };

  it('reads a template', () => {
    withFile('{"Resources": {}}', (path) => {
      expect(loadTemplate(path)).toEqual({ Resources: {} });
    });
  });

  it('says in one line that there is no file', () => {
    expect(() => loadTemplate('no/such.template.json')).toThrow(
      /^template no\/such\.template\.json cannot be read: ENOENT[^\n]*$/,
    );
  });

  it.each(['{"Resources": \n', '[]', '"text"'])(
    'says in one line that it is not a JSON object: %j',
    (text) => {
      withFile(text, (path) => {
        expect(() => loadTemplate(path)).toThrow(/^template \S+ is not a JSON object: [^\n]+$/);
      });
    },
  );
});

describe('parameters', () => {
  it('takes the given value, else the default, always as text', () => {
    const value = [{ Ref: 'Mode' }, { Ref: 'Minutes' }, { Ref: 'Zones' }];
    expect(resolved(value)).toEqual(['act', '5', ['a', 'b']]);
    expect(resolved(value, {}, { Mode: 'observe', Minutes: 60, Zones: 'x' })).toEqual([
      'observe',
      '60',
      ['x'],
    ]);
  });

  it.each<[Record<string, string | number>, string]>([
    [{ Mode: 'Act' }, 'Parameter Mode: got "Act", allowed is one of act, observe'],
    [{ Minutes: 61 }, 'Parameter Minutes: got "61", allowed is a number from 0 to 60'],
    [{ Minutes: -1 }, 'Parameter Minutes: got "-1", allowed is a number from 0 to 60'],
    [{ Minutes: 'five' }, 'Parameter Minutes: got "five", allowed is a number'],
    [{ Minutes: '' }, 'Parameter Minutes: got "", allowed is a number'],
    [{ Email: 'x a@b.example' }, 'Parameter Email: got "x a@b.example", allowed is an e-mail address'],
    [{ Name: 'a' }, 'Parameter Name: got "a", allowed are at least 2 characters'],
    [{ Name: 'abcde' }, 'Parameter Name: got "abcde", allowed are at most 4 characters'],
    [
      { Mdoe: 'act' },
      'Parameter Mdoe: got "act", but the template has only Mode, Minutes, Email, Zones, Name',
    ],
  ])('refuses %j', (parameters, message) => {
    expect(() => resolved('x', {}, parameters)).toThrow(new ParameterError(message));
  });

  it('refuses a parameter without value and default', () => {
    const Parameters = { Topic: { Type: 'String' } };
    expect(() => resolved('x', { Parameters })).toThrow(
      new ParameterError('Parameter Topic: got nothing, and it has no default'),
    );
    expect(resolved({ Ref: 'Topic' }, { Parameters }, { Topic: 'here' })).toBe('here');
  });
});

describe('conditions', () => {
  const Conditions = {
    Acts: { 'Fn::Equals': [{ Ref: 'Mode' }, 'act'] },
    Five: { 'Fn::Equals': [{ Ref: 'Minutes' }, 5] },
    Both: { 'Fn::And': [{ Condition: 'Acts' }, { Condition: 'Five' }] },
    Either: { 'Fn::Or': [{ Condition: 'Acts' }, { Condition: 'Five' }] },
    Neither: { 'Fn::Not': [{ Condition: 'Either' }] },
  };
  const all = Object.keys(Conditions).map((name) => ({ 'Fn::If': [name, name, { Ref: 'AWS::NoValue' }] }));

  it.each<[Record<string, string | number>, string[]]>([
    [{}, ['Acts', 'Five', 'Both', 'Either']],
    [{ Mode: 'observe' }, ['Five', 'Either']],
    [{ Minutes: 6 }, ['Acts', 'Either']],
    [{ Mode: 'observe', Minutes: 6 }, ['Neither']],
  ])('with %j hold %j', (parameters, names) => {
    expect(resolved(all, { Conditions }, parameters)).toEqual(names);
  });

  it('leaves out a resource whose condition is false, and keeps it where it is true', () => {
    const template: JsonObject = {
      Parameters: PARAMETERS,
      Conditions,
      Resources: { Alerts: { Type: 'AWS::SNS::Topic', Condition: 'Acts' } },
    };
    expect([...resolveTemplate(template, PLACE).resources.keys()]).toEqual(['Alerts']);
    expect(resolveTemplate(template, { ...PLACE, parameters: { Mode: 'observe' } }).resources.size).toBe(0);
  });

  it('refuses a reference to a resource that is left out, unless it is in a branch that is not taken', () => {
    const Resources = { Alerts: { Type: 'AWS::SNS::Topic', Condition: 'Acts' } };
    const parameters = { Mode: 'observe' };
    const guarded = { 'Fn::If': ['Acts', { Ref: 'Alerts' }, 'none'] };
    expect(resolved(guarded, { Conditions, Resources }, parameters)).toBe('none');
    expect(() => resolved({ Ref: 'Alerts' }, { Conditions, Resources }, parameters)).toThrow(
      'Alerts is referred to, but its condition Acts does not hold',
    );
  });

  it('refuses a condition that depends on itself, is missing, or has an unknown function', () => {
    expect(() => resolved('x', { Conditions: { A: { Condition: 'A' } } })).toThrow(
      'condition A depends on itself',
    );
    expect(() => resolved({ 'Fn::If': ['Gone', 1, 2] })).toThrow('there is no condition Gone');
    expect(() => resolved('x', { Conditions: { A: { 'Fn::Contains': [['a'], 'a'] } } })).toThrow(
      'the condition function Fn::Contains is not known',
    );
  });
});

describe('intrinsic functions', () => {
  const Resources = {
    Alerts: { Type: 'AWS::SNS::Topic', Properties: {} },
    Undelivered: { Type: 'AWS::SQS::Queue', Properties: {} },
    Incidents: { Type: 'AWS::DynamoDB::Table', Properties: {} },
    Responder: { Type: 'AWS::Lambda::Function', Properties: {} },
    ResponderRole: { Type: 'AWS::IAM::Role', Properties: {} },
    Sweep: { Type: 'AWS::Events::Rule', Properties: {} },
    Named: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::Sub': '${AWS::StackName}-dlq' } } },
  };

  it.each<[unknown, unknown]>([
    [{ Ref: 'AWS::Region' }, 'ap-northeast-1'],
    [{ Ref: 'AWS::AccountId' }, '111122223333'],
    [{ Ref: 'AWS::Partition' }, 'aws'],
    [{ Ref: 'AWS::URLSuffix' }, 'amazonaws.com'],
    [{ Ref: 'AWS::StackName' }, 'ec2-responder'],
    [{ Ref: 'Alerts' }, 'arn:aws:sns:ap-northeast-1:111122223333:ec2-responder-Alerts'],
    [
      { Ref: 'Undelivered' },
      'https://sqs.ap-northeast-1.amazonaws.com/111122223333/ec2-responder-Undelivered',
    ],
    [{ Ref: 'Incidents' }, 'ec2-responder-Incidents'],
    [{ Ref: 'Responder' }, 'ec2-responder-Responder'],
    [{ Ref: 'ResponderRole' }, 'ec2-responder-ResponderRole'],
    [{ Ref: 'Named' }, 'https://sqs.ap-northeast-1.amazonaws.com/111122223333/ec2-responder-dlq'],
    [
      { 'Fn::GetAtt': ['Undelivered', 'Arn'] },
      'arn:aws:sqs:ap-northeast-1:111122223333:ec2-responder-Undelivered',
    ],
    [
      { 'Fn::GetAtt': 'Incidents.Arn' },
      'arn:aws:dynamodb:ap-northeast-1:111122223333:table/ec2-responder-Incidents',
    ],
    [
      { 'Fn::GetAtt': ['Responder', 'Arn'] },
      'arn:aws:lambda:ap-northeast-1:111122223333:function:ec2-responder-Responder',
    ],
    [
      { 'Fn::GetAtt': ['ResponderRole', 'Arn'] },
      'arn:aws:iam::111122223333:role/ec2-responder-ResponderRole',
    ],
    [
      { 'Fn::GetAtt': ['Sweep', 'Arn'] },
      'arn:aws:events:ap-northeast-1:111122223333:rule/ec2-responder-Sweep',
    ],
    [{ 'Fn::GetAtt': ['Alerts', 'TopicName'] }, 'ec2-responder-Alerts'],
    [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':x', { Ref: 'AWS::NoValue' }]] }, 'arn:aws:x'],
    [{ 'Fn::Join': ['+', { Ref: 'Zones' }] }, 'a+b'],
    [
      { 'Fn::Sub': '${Mode} ${AWS::Region} ${Incidents} ${Responder.Arn} ${!Kept}' },
      'act ap-northeast-1 ec2-responder-Incidents arn:aws:lambda:ap-northeast-1:111122223333:function:ec2-responder-Responder ${Kept}',
    ],
    [{ 'Fn::Sub': ['${Own}/${Mode}', { Own: { Ref: 'Minutes' } }] }, '5/act'],
    [{ 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    [{ 'Fn::Select': ['0', { Ref: 'Zones' }] }, 'a'],
    [{ 'Fn::FindInMap': ['Consoles', { Ref: 'AWS::Partition' }, 'host'] }, 'console.aws.amazon.com'],
    [{ keep: 1, drop: { Ref: 'AWS::NoValue' } }, { keep: 1 }],
    [
      ['a', { Ref: 'AWS::NoValue' }, 'b'],
      ['a', 'b'],
    ],
    [{ Condition: 'is no function in a property' }, { Condition: 'is no function in a property' }],
  ])('resolves %j', (value, expected) => {
    const Mappings = { Consoles: { aws: { host: 'console.aws.amazon.com' } } };
    expect(resolved(value, { Resources, Mappings })).toEqual(expected);
  });

  it.each<[unknown, string]>([
    [
      { 'Fn::ImportValue': 'other-stack' },
      'Fn::ImportValue "other-stack": there is no other stack to import from',
    ],
    [{ 'Fn::GetAZs': '' }, 'the intrinsic function Fn::GetAZs is not known'],
    [{ 'Fn::Join': ['', []], beside: 1 }, 'Fn::Join has other keys beside it: Fn::Join, beside'],
    [{ Ref: 'Gone' }, 'there is no resource or parameter Gone'],
    [{ Ref: 'constructor' }, 'there is no resource or parameter constructor'],
    [{ 'Fn::GetAtt': ['Alerts', 'Colour'] }, 'the attribute Colour of Alerts is not modelled'],
    [{ 'Fn::Select': [2, ['a', 'b']] }, 'Fn::Select asks for item 2 of 2'],
    [{ 'Fn::FindInMap': ['Gone', 'a', 'b'] }, 'Fn::FindInMap finds nothing at Gone.a.b'],
    [{ 'Fn::Join': ['', [{ a: 1 }]] }, 'Fn::Join should have a text'],
  ])('refuses %j', (value, message) => {
    expect(() => resolved(value, { Resources })).toThrow(message);
  });

  it('names everything by the place of the deployment', () => {
    const template: JsonObject = {
      Resources: { Alerts: Resources.Alerts, Undelivered: Resources.Undelivered },
    };
    const china = { region: 'cn-north-1', account: '444455556666', partition: 'aws-cn', stackName: 'team-a' };
    const { resources } = resolveTemplate(template, china);
    expect(resources.get('Alerts')?.physicalId).toBe('arn:aws-cn:sns:cn-north-1:444455556666:team-a-Alerts');
    expect(resources.get('Undelivered')?.physicalId).toBe(
      'https://sqs.cn-north-1.amazonaws.com.cn/444455556666/team-a-Undelivered',
    );
  });
});

describe('a resolved stack', () => {
  const STACK: JsonObject = {
    Parameters: { Mode: PARAMETERS.Mode ?? {} },
    Conditions: { Acts: { 'Fn::Equals': [{ Ref: 'Mode' }, 'act'] } },
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          ManagedPolicyArns: [
            {
              'Fn::Join': [
                '',
                [
                  'arn:',
                  { Ref: 'AWS::Partition' },
                  ':iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
                ],
              ],
            },
          ],
          Policies: [
            {
              PolicyName: 'read',
              PolicyDocument: {
                Statement: { Effect: 'Allow', Action: 'ec2:DescribeInstances', Resource: '*' },
              },
            },
          ],
        },
      },
      OtherRole: { Type: 'AWS::IAM::Role', Properties: {} },
      StopPolicy: {
        Type: 'AWS::IAM::Policy',
        Condition: 'Acts',
        Properties: {
          PolicyName: 'stop',
          Roles: [{ Ref: 'Role' }],
          PolicyDocument: {
            Statement: [
              {
                Sid: 'Stop',
                Effect: 'Allow',
                Action: ['ec2:StopInstances', 'ec2:StartInstances'],
                Resource: {
                  'Fn::Sub': 'arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:instance/*',
                },
                Condition: { Bool: { 'aws:SecureTransport': 'true' } },
              },
            ],
          },
        },
      },
      Responder: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Handler: 'responder.handler',
          Runtime: 'nodejs24.x',
          Timeout: 100,
          MemorySize: 512,
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Code: { S3Bucket: { 'Fn::Sub': 'cdk-assets-${AWS::AccountId}' }, S3Key: '0a1b2c.zip' },
          Environment: { Variables: { MODE: { Ref: 'Mode' }, TABLE: { Ref: 'Incidents' } } },
        },
        Metadata: { 'aws:asset:path': 'asset.0a1b2c' },
      },
      ResponderInvokeConfig: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: {
          FunctionName: { Ref: 'Responder' },
          Qualifier: '$LATEST',
          MaximumRetryAttempts: 1,
          DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Undelivered', 'Arn'] } } },
        },
      },
      Undelivered: { Type: 'AWS::SQS::Queue' },
      Sweep: {
        Type: 'AWS::Events::Rule',
        Properties: {
          Description: 'Looks at everything again',
          ScheduleExpression: 'rate(1 minute)',
          State: 'ENABLED',
          Targets: [
            { Id: 'Target0', Arn: { 'Fn::GetAtt': ['Responder', 'Arn'] }, Input: '{"source":"sweep"}' },
          ],
        },
      },
      StateChange: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventPattern: { source: ['aws.ec2'] },
          Targets: [
            {
              Id: 'Target0',
              Arn: { 'Fn::GetAtt': ['Responder', 'Arn'] },
              RetryPolicy: { MaximumRetryAttempts: 20, MaximumEventAgeInSeconds: 3600 },
              DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['Undelivered', 'Arn'] } },
            },
            { Id: 'Target1', Arn: { 'Fn::GetAtt': ['Undelivered', 'Arn'] } },
          ],
        },
      },
      Incidents: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          AttributeDefinitions: [
            { AttributeName: 'id', AttributeType: 'S' },
            { AttributeName: 'unfinished', AttributeType: 'S' },
            { AttributeName: 'openedAt', AttributeType: 'N' },
          ],
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          GlobalSecondaryIndexes: [
            {
              IndexName: 'unfinished',
              KeySchema: [
                { AttributeName: 'unfinished', KeyType: 'HASH' },
                { AttributeName: 'openedAt', KeyType: 'RANGE' },
              ],
              Projection: { ProjectionType: 'KEYS_ONLY' },
            },
          ],
          TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        },
      },
    },
  };
  const DLQ_ARN = 'arn:aws:sqs:ap-northeast-1:111122223333:ec2-responder-Undelivered';

  it('lists the rules with their targets, with the delivery that EventBridge defaults to where none is set', () => {
    const [sweep, stateChange] = resolveTemplate(STACK, PLACE).rules();
    expect(sweep).toMatchObject({
      logicalId: 'Sweep',
      name: 'ec2-responder-Sweep',
      description: 'Looks at everything again',
      eventPattern: undefined,
      scheduleExpression: 'rate(1 minute)',
      scheduleMs: 60_000,
      state: 'ENABLED',
      eventBusName: 'default',
      targets: [
        {
          id: 'Target0',
          functionLogicalId: 'Responder',
          retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeSeconds: 86_400 },
          deadLetterArn: undefined,
          input: '{"source":"sweep"}',
        },
      ],
    });
    expect(stateChange).toMatchObject({ eventPattern: { source: ['aws.ec2'] }, scheduleMs: undefined });
    expect(stateChange?.targets[0]).toMatchObject({
      functionLogicalId: 'Responder',
      retryPolicy: { maximumRetryAttempts: 20, maximumEventAgeSeconds: 3_600 },
      deadLetterArn: DLQ_ARN,
    });
    expect(stateChange?.targets[1]).toMatchObject({ functionLogicalId: undefined, arn: DLQ_ARN });
  });

  it('refuses a target whose input is transformed, since the function would get the wrong event', () => {
    const rule = {
      Type: 'AWS::Events::Rule',
      Properties: {
        ScheduleExpression: 'rate(1 hour)',
        Targets: [{ Id: 'T', Arn: 'arn', InputPath: '$.detail' }],
      },
    };
    const template = resolveTemplate({ Resources: { Rule: rule } }, PLACE);
    expect(() => template.rules()).toThrow('Rule has a target with InputPath, which is not simulated');
  });

  it('lists the functions with what a runtime needs', () => {
    expect(resolveTemplate(STACK, { ...PLACE, parameters: { Mode: 'observe' } }).functions()).toEqual([
      {
        logicalId: 'Responder',
        name: 'ec2-responder-Responder',
        arn: 'arn:aws:lambda:ap-northeast-1:111122223333:function:ec2-responder-Responder',
        handler: 'responder.handler',
        runtime: 'nodejs24.x',
        environment: { MODE: 'observe', TABLE: 'ec2-responder-Incidents' },
        timeoutSeconds: 100,
        memoryMegabytes: 512,
        reservedConcurrency: undefined,
        codeAsset: 'asset.0a1b2c',
        roleLogicalId: 'Role',
      },
    ]);
  });

  it('lists how failed asynchronous invocations are retried', () => {
    expect(resolveTemplate(STACK, PLACE).invokeConfigs()).toEqual([
      {
        functionLogicalId: 'Responder',
        maximumRetryAttempts: 1,
        maximumEventAgeSeconds: 21_600,
        onFailureArn: DLQ_ARN,
        onSuccessArn: undefined,
      },
    ]);
  });

  it('gives a role its inline, attached and managed statements', () => {
    const statements = resolveTemplate(STACK, PLACE).policyStatements('Role');
    expect(statements.map(({ actions }) => actions)).toEqual([
      ['ec2:DescribeInstances'],
      ['ec2:StopInstances', 'ec2:StartInstances'],
      ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
    ]);
    expect(statements[1]).toEqual({
      sid: 'Stop',
      effect: 'Allow',
      actions: ['ec2:StopInstances', 'ec2:StartInstances'],
      notActions: [],
      resources: ['arn:aws:ec2:ap-northeast-1:111122223333:instance/*'],
      notResources: [],
      condition: { Bool: { 'aws:SecureTransport': 'true' } },
    });
  });

  it('does not give a role the policy of another role, nor one whose condition is false', () => {
    expect(resolveTemplate(STACK, PLACE).policyStatements('OtherRole')).toEqual([]);
    const observing = resolveTemplate(STACK, { ...PLACE, parameters: { Mode: 'observe' } });
    const actions = observing.policyStatements('Role').flatMap((statement) => statement.actions);
    expect(actions).not.toContain('ec2:StopInstances');
    expect(actions).toContain('ec2:DescribeInstances');
  });

  it('refuses a role that is missing and a managed policy that it does not know', () => {
    expect(() => resolveTemplate(STACK, PLACE).policyStatements('Gone')).toThrow('there is no role Gone');
    const Role = {
      Type: 'AWS::IAM::Role',
      Properties: { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
    };
    expect(() => resolveTemplate({ Resources: { Role } }, PLACE).policyStatements('Role')).toThrow(
      'the managed policy arn:aws:iam::aws:policy/AdministratorAccess is not modelled',
    );
  });

  it('lists the tables with keys, indexes and the time-to-live attribute', () => {
    expect(resolveTemplate(STACK, PLACE).tables()).toEqual([
      {
        logicalId: 'Incidents',
        name: 'ec2-responder-Incidents',
        partitionKey: { name: 'id', type: 'S' },
        indexes: [
          {
            name: 'unfinished',
            partitionKey: { name: 'unfinished', type: 'S' },
            sortKey: { name: 'openedAt', type: 'N' },
            projection: 'KEYS_ONLY',
            nonKeyAttributes: [],
          },
        ],
        ttlAttribute: 'expiresAt',
      },
    ]);
  });
});

describe('parseRate', () => {
  it.each([
    ['rate(1 minute)', 60_000],
    ['rate(5 minutes)', 300_000],
    ['rate(1 hour)', 3_600_000],
    ['rate(12 hours)', 43_200_000],
    ['rate(1 day)', 86_400_000],
    ['rate(7 days)', 604_800_000],
  ])('reads %s', (expression, expected) => {
    expect(parseRate(expression)).toBe(expected);
  });

  it.each([
    'rate(1 minutes)',
    'rate(5 minute)',
    'rate(0 minutes)',
    'rate(1 week)',
    'every minute',
    'rate(1minute)',
  ])('refuses %s, as EventBridge does', (expression) => {
    expect(() => parseRate(expression)).toThrow(`${expression} is not a schedule`);
  });

  it('refuses cron', () => {
    expect(() => parseRate('cron(0 12 * * ? *)')).toThrow('is not simulated, only rate(...)');
  });
});
