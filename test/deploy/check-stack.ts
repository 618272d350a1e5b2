import { PARAMETERS } from '../../lambda/contract/parameters.ts';
import { WIRING } from '../../lambda/contract/wiring.ts';
import { METRIC_NAMESPACE, SERVICE_NAME } from '../../lambda/contract/metric-names.ts';
import { asText, type Json, type JsonObject } from '../../simulator/template/template-json.ts';
import type { Checks } from './checks.ts';
import { NOT_MADE_BY_MOTO, withoutRandomNames, type DeployedStack } from './deployed-stack.ts';
import { ACCOUNT, REGION } from './local-only.ts';
import { at, listAt, textAt } from './moto.ts';

/** Every resource that moto can make is there, and no other. What moto cannot make is named. */
export function checkResources(stack: DeployedStack, checks: Checks): void {
  const { expected, physicalIds } = stack;
  const missing = [...expected.resources.values()].filter(({ logicalId }) => !physicalIds.has(logicalId));
  const notMade = missing.filter(({ type }) => NOT_MADE_BY_MOTO.has(type));
  const made = expected.resources.size - notMade.length;
  checks.equal(
    `${made} resources are made, and no others`,
    {
      missing: missing
        .filter((one) => !notMade.includes(one))
        .map(({ logicalId, type }) => `${logicalId} (${type})`),
      others: [...physicalIds.keys()].filter((logicalId) => !expected.resources.has(logicalId)),
    },
    { missing: [], others: [] },
  );
  const counts = new Map<string, number>();
  for (const { type } of notMade) counts.set(type, (counts.get(type) ?? 0) + 1);
  const named = [...counts].map(([type, count]) => `${count} ${type.replace('AWS::', '')}`).join(', ');
  checks.note(
    `not checked here, moto does not make them: ${named}; nor keep TTL and point-in-time recovery of the table, architecture and log settings of the function`,
  );
}

/** Each parameter arrives under the name that the function reads it by; moto gives numbers, Lambda gives texts. */
export async function checkEnvironment(stack: DeployedStack, checks: Checks): Promise<void> {
  const { Configuration } = await deployedFunction(stack);
  const variables = Object.entries((at(Configuration, 'Environment', 'Variables') ?? {}) as JsonObject);
  const tuning = Object.values(PARAMETERS).map(({ env, name }) => [env, stack.parameters[name]] as const);
  const expected = {
    ...Object.fromEntries(tuning),
    [WIRING.tableName]: stack.physicalId(stack.only('AWS::DynamoDB::Table')),
    [WIRING.topicArn]: stack.physicalId(stack.only('AWS::SNS::Topic')),
    [WIRING.accountId]: ACCOUNT,
    [WIRING.partition]: 'aws',
    POWERTOOLS_SERVICE_NAME: SERVICE_NAME,
    POWERTOOLS_METRICS_NAMESPACE: METRIC_NAMESPACE,
  };
  const got = Object.fromEntries(variables.map(([name, value]) => [name, asText(value, name)]));
  checks.equal(
    `the function's environment: ${tuning.length} parameters, ${Object.keys(expected).length - tuning.length} others`,
    got,
    expected,
  );
}

export async function checkFunction(stack: DeployedStack, checks: Checks): Promise<void> {
  const { Configuration } = await deployedFunction(stack);
  const { properties } = stack.only('AWS::Lambda::Function');
  const names = ['Handler', 'Runtime', 'Timeout', 'MemorySize', 'Description', 'Role'] as const;
  checks.equal(
    `the function: ${asText(properties.Runtime, 'Runtime')}, handler ${asText(properties.Handler, 'Handler')}, its role`,
    withoutRandomNames(picked(Configuration, names)),
    picked(properties, names),
  );
}

/** Out: `Configuration` and `Code` of the function. AWS: Lambda API Reference, GetFunction. */
export async function deployedFunction(stack: DeployedStack): Promise<JsonObject> {
  const name = stack.physicalId(stack.only('AWS::Lambda::Function'));
  return stack.moto.get('lambda', `/2015-03-31/functions/${name}`);
}

export async function checkTable(stack: DeployedStack, checks: Checks): Promise<void> {
  const table = stack.only('AWS::DynamoDB::Table');
  const { Table } = await stack.moto.json('dynamodb', 'DynamoDB_20120810.DescribeTable', {
    TableName: stack.physicalId(table),
  });
  const index = (one: Json): JsonObject => picked(one, ['IndexName', 'KeySchema', 'Projection']);
  const { KeySchema, AttributeDefinitions, BillingMode, GlobalSecondaryIndexes, DeletionProtectionEnabled } =
    table.properties;
  checks.equal(
    'the table: key, sparse index, billing, deletion protection',
    {
      KeySchema: at(Table, 'KeySchema'),
      AttributeDefinitions: at(Table, 'AttributeDefinitions'),
      BillingMode: at(Table, 'BillingModeSummary', 'BillingMode'),
      GlobalSecondaryIndexes: listAt(Table, 'GlobalSecondaryIndexes').map(index),
      DeletionProtectionEnabled: at(Table, 'DeletionProtectionEnabled'),
    },
    { KeySchema, AttributeDefinitions, BillingMode, GlobalSecondaryIndexes, DeletionProtectionEnabled },
  );
}

/** Topic, dead-letter queue, log group, dashboard. */
export async function checkSurroundings(stack: DeployedStack, checks: Checks): Promise<void> {
  const { moto } = stack;
  const topic = stack.only('AWS::SNS::Topic');
  const aboutTopic = await moto.query('sns', '2010-03-31', 'GetTopicAttributes', {
    TopicArn: stack.physicalId(topic),
  });
  const displayName = listAt(aboutTopic, 'Attributes', 'entry').find(
    (one) => at(one, 'key') === 'DisplayName',
  );
  const queue = stack.only('AWS::SQS::Queue');
  const aboutQueue = await moto.json('sqs', 'AmazonSQS.GetQueueAttributes', {
    QueueUrl: stack.physicalId(queue),
    AttributeNames: ['All'],
  });
  const logs = stack.only('AWS::Logs::LogGroup');
  const aboutLogs = await moto.json('logs', 'Logs_20140328.DescribeLogGroups', {
    logGroupNamePrefix: stack.physicalId(logs),
  });
  const text = (value: Json | undefined): string => asText(value, 'an attribute');
  checks.equal(
    'topic, dead-letter queue and log group are set as the template says',
    {
      displayName: at(displayName, 'value'),
      retentionSeconds: at(aboutQueue, 'Attributes', 'MessageRetentionPeriod'),
      encrypted: at(aboutQueue, 'Attributes', 'SqsManagedSseEnabled'),
      logDays: text(at(listAt(aboutLogs, 'logGroups')[0], 'retentionInDays')),
    },
    {
      displayName: topic.properties.DisplayName,
      retentionSeconds: text(queue.properties.MessageRetentionPeriod),
      encrypted: text(queue.properties.SqsManagedSseEnabled),
      logDays: stack.parameters.LogRetentionDays,
    },
  );

  const dashboard = stack.only('AWS::CloudWatch::Dashboard');
  const { DashboardBody } = (await moto.query('monitoring', '2010-08-01', 'GetDashboard', {
    DashboardName: stack.physicalId(dashboard),
  })) as { DashboardBody?: Json };
  checks.equal(
    'the dashboard shows what the template says',
    withoutRandomNames(parsed(DashboardBody)),
    parsed(dashboard.properties.DashboardBody),
  );
}

/** Each output names what it says it names. */
export function checkOutputs(stack: DeployedStack, checks: Checks): void {
  const url = `https://${REGION}.console.aws.amazon.com/cloudwatch/home?region=${REGION}#dashboards/dashboard/`;
  checks.equal('the outputs name the function, table, topic, queue, log group, dashboard', stack.outputs, {
    FunctionName: stack.physicalId(stack.only('AWS::Lambda::Function')),
    IncidentTableName: stack.physicalId(stack.only('AWS::DynamoDB::Table')),
    TopicArn: stack.physicalId(stack.only('AWS::SNS::Topic')),
    DeadLetterQueueUrl: stack.physicalId(stack.only('AWS::SQS::Queue')),
    LogGroupName: stack.physicalId(stack.only('AWS::Logs::LogGroup')),
    DashboardUrl: url + stack.physicalId(stack.only('AWS::CloudWatch::Dashboard')),
  });
}

export function picked(node: Json | undefined, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = at(node, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function parsed(text: Json | undefined): Json {
  return JSON.parse(asText(text, 'DashboardBody')) as Json;
}

/** A text of JSON that IAM gives percent-encoded. */
export function decodedDocument(answer: Json, ...path: readonly string[]): Json {
  return JSON.parse(decodeURIComponent(textAt(answer, ...path))) as Json;
}
