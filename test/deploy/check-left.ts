import { asText, type Json } from '../../simulator/template/template-json.ts';
import type { Checks } from './checks.ts';
import { stackStatus, type DeployedStack } from './deployed-stack.ts';
import { listAt, textAt, type Moto } from './moto.ts';

type Lister = (moto: Moto) => Promise<readonly string[]>;

const names = (list: readonly Json[], key: string): readonly string[] => list.map((one) => textAt(one, key));
const texts = (list: readonly Json[]): readonly string[] => list.map((one) => asText(one, 'a list'));

/** How to list, for each type that moto makes, the physical ids of all there are. */
const LISTERS: Readonly<Record<string, Lister>> = {
  'AWS::Lambda::Function': async (moto) =>
    names(listAt(await moto.get('lambda', '/2015-03-31/functions'), 'Functions'), 'FunctionName'),
  'AWS::IAM::Role': async (moto) =>
    names(listAt(await moto.query('iam', '2010-05-08', 'ListRoles'), 'Roles'), 'RoleName'),
  'AWS::Events::Rule': async (moto) =>
    names(listAt(await moto.json('events', 'AWSEvents.ListRules', {}), 'Rules'), 'Name'),
  'AWS::DynamoDB::Table': async (moto) =>
    texts(listAt(await moto.json('dynamodb', 'DynamoDB_20120810.ListTables', {}), 'TableNames')),
  'AWS::SNS::Topic': async (moto) =>
    names(listAt(await moto.query('sns', '2010-03-31', 'ListTopics'), 'Topics'), 'TopicArn'),
  'AWS::SQS::Queue': async (moto) =>
    texts(listAt(await moto.json('sqs', 'AmazonSQS.ListQueues', {}), 'QueueUrls')),
  'AWS::Logs::LogGroup': async (moto) =>
    names(
      listAt(await moto.json('logs', 'Logs_20140328.DescribeLogGroups', {}), 'logGroups'),
      'logGroupName',
    ),
  'AWS::CloudWatch::Dashboard': async (moto) =>
    names(
      listAt(await moto.query('monitoring', '2010-08-01', 'ListDashboards'), 'DashboardEntries'),
      'DashboardName',
    ),
};

/** What there is, as `type name`, whoever made it. */
export type Inventory = ReadonlySet<string>;

export async function inventory(moto: Moto): Promise<Inventory> {
  const lists = await Promise.all(
    Object.entries(LISTERS).map(async ([type, list]) =>
      // The host in the URL of a queue is moto's in a list and AWS's in a stack.
      (await list(moto)).map((name) => `${type} ${name.replace(/^https?:\/\/[^/]+/, '')}`),
    ),
  );
  return new Set(lists.flat());
}

/** What the owner is promised to keep: which instances are ours to start, and what was done when. */
const OUTLIVES_THE_STACK = ['AWS::DynamoDB::Table', 'AWS::Logs::LogGroup'];

/**
 * After `cdk destroy`: nothing is there that was not before the deployment, but the table and the log group.
 *
 * @param stack as it was before
 */
export async function checkNothingLeft(
  before: Inventory,
  stack: DeployedStack,
  checks: Checks,
): Promise<void> {
  const after = await inventory(stack.moto);
  const retained = OUTLIVES_THE_STACK.map((type) => `${type} ${stack.physicalId(stack.only(type))}`);
  checks.equal(
    'nothing of the stack is left but, by their DeletionPolicy, the table and the log group',
    { stack: await stackStatus(stack.moto), left: [...after].filter((one) => !before.has(one)).sort() },
    { stack: 'gone', left: retained.sort() },
  );
}
