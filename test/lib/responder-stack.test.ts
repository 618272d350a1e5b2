import { beforeAll, describe, expect, it } from '@jest/globals';
import { LAMBDA_NODE } from '../../bin/lambda-node.ts';
import { METRICS, OUTCOMES } from '../../lambda/contract/metric-names.ts';
import { PARAMETERS } from '../../lambda/contract/parameters.ts';
import { WIRING } from '../../lambda/contract/wiring.ts';
import type { JsonObject } from '../../simulator/template/template-json.ts';
import { resolveTemplate } from '../../simulator/template/template.ts';
import { only, readable, resourcesOf, defaultTemplate, type Resource, type Template } from './synthesized.ts';

let template: Template;

const deployed = (parameters: Record<string, string>) =>
  resolveTemplate(template as unknown as JsonObject, {
    region: 'ap-northeast-1',
    account: '123456789012',
    parameters,
  });

beforeAll(async () => {
  template = await defaultTemplate();
});

const ruleOf = (name: string): Resource => {
  const [, rule] =
    resourcesOf(template, 'AWS::Events::Rule').find(([id]) => id.startsWith(`Detection${name}`)) ?? [];
  if (rule === undefined) throw new Error(`no rule ${name}`);
  return rule;
};

describe('detection', () => {
  it('takes ALARM and OK of every alarm with a StatusCheckFailed metric of EC2, whatever its name', () => {
    expect(ruleOf('AlarmStateChange').Properties).toMatchObject({
      EventPattern: {
        source: ['aws.cloudwatch'],
        'detail-type': ['CloudWatch Alarm State Change'],
        detail: {
          state: { value: ['ALARM', 'OK', 'INSUFFICIENT_DATA'] },
          configuration: {
            metrics: {
              metricStat: { metric: { namespace: ['AWS/EC2'], name: [{ prefix: 'StatusCheckFailed' }] } },
            },
          },
        },
      },
    });
  });

  it.each([
    [
      'AlarmContributorStateChange',
      { source: ['aws.cloudwatch'], 'detail-type': ['CloudWatch Alarm Contributor State Change'] },
    ],
    [
      'InstanceStateChange',
      {
        source: ['aws.ec2'],
        'detail-type': ['EC2 Instance State-change Notification'],
        detail: { state: ['running', 'stopped', 'terminated'] },
      },
    ],
    ['Health', { source: ['aws.health'], 'detail-type': ['AWS Health Event', 'AWS Health Abuse Event'] }],
  ])('has for %s exactly this pattern', (name, pattern) => {
    expect((ruleOf(name).Properties as { EventPattern: unknown }).EventPattern).toEqual(pattern);
  });

  it('gives every rule one target, the function, with a retry policy and the dead-letter queue', () => {
    const [responder] = only(template, 'AWS::Lambda::Function');
    const [queue] = only(template, 'AWS::SQS::Queue');
    const rules = resourcesOf(template, 'AWS::Events::Rule');
    expect(rules).toHaveLength(5);
    for (const [, { Properties }] of rules) {
      expect(readable(Properties)).toMatchObject({
        State: 'ENABLED',
        Targets: [
          {
            Arn: `<${responder}.Arn>`,
            DeadLetterConfig: { Arn: `<${queue}.Arn>` },
            RetryPolicy: {
              MaximumEventAgeInSeconds: expect.any(Number),
              MaximumRetryAttempts: expect.any(Number),
            },
          },
        ],
      });
    }
  });

  it('sweeps every minute, and does not try a sweep again: the next one comes anyway', () => {
    expect(ruleOf('Sweep').Properties).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      Targets: [{ RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 } }],
    });
  });

  it('lets each of its rules, and nothing else, invoke the function', () => {
    const sources = resourcesOf(template, 'AWS::Lambda::Permission').map(
      ([, { Properties }]) => (readable(Properties) as { SourceArn: string }).SourceArn,
    );
    expect(sources.sort()).toEqual(
      resourcesOf(template, 'AWS::Events::Rule')
        .map(([id]) => `<${id}.Arn>`)
        .sort(),
    );
  });
});

describe('response', () => {
  it('runs on Node.js 24 on ARM for at most 100 seconds, without reserved concurrency, and logs JSON', () => {
    const [, { Properties }] = only(template, 'AWS::Lambda::Function');
    const [logs] = only(template, 'AWS::Logs::LogGroup');
    expect(readable(Properties)).toMatchObject({
      Runtime: `nodejs${LAMBDA_NODE.split('.')[0] ?? ''}.x`,
      Architectures: ['arm64'],
      MemorySize: 512,
      Timeout: 100,
      LoggingConfig: { LogFormat: 'JSON', LogGroup: `<${logs}>` },
    });
    expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  it('passes every setting and every wiring name to the function', () => {
    const [, { Properties }] = only(template, 'AWS::Lambda::Function');
    const { Variables } = (readable(Properties) as { Environment: { Variables: Record<string, unknown> } })
      .Environment;
    for (const { env, name } of Object.values(PARAMETERS)) expect(Variables[env]).toBe(`<${name}>`);
    expect(Variables).toMatchObject({
      [WIRING.tableName]: `<${only(template, 'AWS::DynamoDB::Table')[0]}>`,
      [WIRING.topicArn]: {
        'Fn::If': ['MakesTopic', `<${only(template, 'AWS::SNS::Topic')[0]}>`, '<AlertTopicArn>'],
      },
      [WIRING.accountId]: '<AWS::AccountId>',
      [WIRING.partition]: '<AWS::Partition>',
    });
  });

  it('never lets Lambda drop lines of level INFO, which metrics are', () => {
    const [, { Properties }] = only(template, 'AWS::Lambda::Function');
    expect(Properties).toMatchObject({
      LoggingConfig: { ApplicationLogLevel: { 'Fn::If': ['LogsDebug', 'DEBUG', 'INFO'] } },
    });
  });

  it('puts an event that failed three times within an hour into the dead-letter queue', () => {
    const [, { Properties }] = only(template, 'AWS::Lambda::EventInvokeConfig');
    expect(readable(Properties)).toMatchObject({
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 3600,
      DestinationConfig: { OnFailure: { Destination: `<${only(template, 'AWS::SQS::Queue')[0]}.Arn>` } },
    });
  });

  it('retains its table but after a first deployment that failed, with point-in-time recovery, TTL and on-demand capacity', () => {
    const [, table] = only(template, 'AWS::DynamoDB::Table');
    expect(table).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        // Protected, it could not be deleted by the rollback of that deployment.
        DeletionProtectionEnabled: false,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'unfinished',
            KeySchema: [{ AttributeName: 'unfinished', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
          {
            IndexName: 'history',
            KeySchema: [
              { AttributeName: 'historyMonth', KeyType: 'HASH' },
              { AttributeName: 'closedAt', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      },
    });
  });

  it('encrypts the dead-letter queue and keeps its messages for 14 days', () => {
    const [, { Properties }] = only(template, 'AWS::SQS::Queue');
    expect(Properties).toEqual({ MessageRetentionPeriod: 1_209_600, SqsManagedSseEnabled: true });
  });

  it('keeps logs for the days of the parameter, and beyond the stack', () => {
    const [, logs] = only(template, 'AWS::Logs::LogGroup');
    expect(logs).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { RetentionInDays: { Ref: 'LogRetentionDays' } },
    });
  });
});

describe('alerting', () => {
  it('takes up to five addresses, and has a subscription for each that was given', () => {
    const subscribed = (AlertEmail: string): unknown[] =>
      [...deployed({ AlertEmail }).resources.values()]
        .filter(({ type }) => type === 'AWS::SNS::Subscription')
        .map(({ properties }) => [properties.Protocol, properties.Endpoint]);
    expect(subscribed('a@x.de')).toEqual([['email', 'a@x.de']]);
    expect(subscribed('a@x.de,b@x.de,c@x.de,d@x.de,e@x.de')).toEqual(
      ['a', 'b', 'c', 'd', 'e'].map((name) => ['email', `${name}@x.de`]),
    );
  });

  it('uses a topic of the owner for the function, its role and the alarms, and makes none', () => {
    const AlertTopicArn = 'arn:aws:sns:ap-northeast-1:123456789012:on-call';
    const resources = [...deployed({ AlertTopicArn }).resources.values()];
    const ofType = (type: string) => resources.filter((one) => one.type === type);
    expect([...ofType('AWS::SNS::Topic'), ...ofType('AWS::SNS::TopicPolicy')]).toEqual([]);
    for (const { properties } of ofType('AWS::CloudWatch::Alarm'))
      expect(properties).toMatchObject({ AlarmActions: [AlertTopicArn], OKActions: [AlertTopicArn] });
    expect(JSON.stringify(ofType('AWS::IAM::Policy'))).toContain(AlertTopicArn);
    expect(JSON.stringify(ofType('AWS::Lambda::Function'))).toContain(AlertTopicArn);
  });

  it('is refused where nobody would be told of what is stopped, with these words', () => {
    const words =
      'A deployment needs AlertEmail (one to five addresses, separated by commas) or AlertTopicArn (a topic that exists), or says ResponderMode=observe.';
    expect(() => deployed({})).toThrow(words);
    expect(() => deployed({ DefaultAction: 'notify' })).toThrow(words);
    expect(() => deployed({ ResponderMode: 'observe' })).not.toThrow();
  });

  it('does not encrypt the topic with the key of AWS, under which alarms cannot publish', () => {
    expect(only(template, 'AWS::SNS::Topic')[1].Properties).not.toHaveProperty('KmsMasterKeyId');
  });
});

describe('self-monitoring', () => {
  const alarms = (): Resource[] => resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, alarm]) => alarm);
  const alarmOn = (metric: string): unknown =>
    alarms().find(({ Properties }) => (Properties as { MetricName: string }).MetricName === metric)
      ?.Properties;

  it('sends every alarm and its end straight to the alert topic, with a description', () => {
    const topic = {
      'Fn::If': ['MakesTopic', { Ref: only(template, 'AWS::SNS::Topic')[0] }, { Ref: 'AlertTopicArn' }],
    };
    expect(alarms()).toHaveLength(3);
    for (const { Properties } of alarms()) {
      expect(Properties).toMatchObject({ AlarmActions: [topic], OKActions: [topic] });
      const { AlarmDescription } = Properties as { AlarmDescription: string };
      expect(AlarmDescription.length).toBeGreaterThan(100);
      expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
    }
  });

  it('takes silence of the function, which the rule runs each minute, for a failure, after five minutes', () => {
    expect(alarmOn('Invocations')).toMatchObject({
      Namespace: 'AWS/Lambda',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: only(template, 'AWS::Lambda::Function')[0] } }],
      Statistic: 'Sum',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      Period: 60,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 5,
      TreatMissingData: 'breaching',
    });
  });

  it('wakes nobody for the three attempts of one event, and for errors in half of ten minutes', () => {
    expect(alarmOn('Errors')).toMatchObject({
      Namespace: 'AWS/Lambda',
      EvaluationPeriods: 10,
      DatapointsToAlarm: 5,
    });
  });

  it.each(['Errors', 'ApproximateNumberOfMessagesVisible'])('alarms on %s, and not on no data', (metric) => {
    expect(alarmOn(metric)).toMatchObject({
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      Period: 60,
      TreatMissingData: 'notBreaching',
    });
  });

  it('stands on no metric that the function would have to write, and pay for, in a quiet month', () => {
    for (const { Properties } of alarms()) {
      expect((Properties as { Namespace: string }).Namespace).toMatch(/^AWS\//);
    }
  });

  it('shows every metric that the function writes, and every outcome, on the dashboard', () => {
    const body = JSON.stringify(readable(only(template, 'AWS::CloudWatch::Dashboard')[1].Properties));
    for (const word of [...Object.values(METRICS), ...OUTCOMES]) expect(body).toContain(word);
  });

  it('links to the dashboard in the console of its own Region', () => {
    expect(JSON.stringify(readable(template.Outputs.DashboardUrl?.Value))).toContain(
      '?region=<AWS::Region>#dashboards',
    );
  });
});

it('gives no resource a name of its own, so that several stacks fit into one account', () => {
  const names = [
    'FunctionName',
    'TableName',
    'TopicName',
    'QueueName',
    'RoleName',
    'AlarmName',
    'LogGroupName',
    'Name',
    'DashboardName',
  ];
  for (const { Type, Properties } of Object.values(template.Resources)) {
    // These two refer to the function by that property.
    if (['AWS::Lambda::Permission', 'AWS::Lambda::EventInvokeConfig'].includes(Type)) continue;
    expect(Object.keys(Properties as object).filter((property) => names.includes(property))).toEqual([]);
  }
});
