import type { Json, JsonObject } from '../../simulator/template/template-json.ts';
import { asText } from '../../simulator/template/template-json.ts';
import { decodedDocument, picked } from './check-stack.ts';
import type { Checks } from './checks.ts';
import { withoutRandomNames, type DeployedStack } from './deployed-stack.ts';
import { at, listAt, textAt } from './moto.ts';

const IAM = '2010-05-08';

/** The role: who may take it, and nothing attached but the inline policies of the template, as resolved for the parameters. */
export async function checkRole(stack: DeployedStack, checks: Checks): Promise<void> {
  const { moto } = stack;
  const role = stack.only('AWS::IAM::Role');
  const RoleName = stack.physicalId(role);
  const answer = await moto.query('iam', IAM, 'GetRole', { RoleName });
  const attached = await moto.query('iam', IAM, 'ListAttachedRolePolicies', { RoleName });
  checks.equal(
    'the role: only Lambda may take it, no managed policy is attached',
    {
      trust: decodedDocument(answer, 'Role', 'AssumeRolePolicyDocument'),
      managed: listAt(attached, 'AttachedPolicies'),
    },
    { trust: role.properties.AssumeRolePolicyDocument, managed: [] },
  );
  const policies = await inlinePolicies(stack, RoleName);
  const expected = stack
    .all('AWS::IAM::Policy')
    .map(({ properties }) => [
      asText(properties.PolicyName, 'PolicyName'),
      withoutRandomNames(properties.PolicyDocument),
    ]);
  checks.equal(
    `inline policies of the role: ${expected.length}, each as in the template`,
    Object.fromEntries(policies),
    Object.fromEntries(expected),
  );
}

/** In: the statements on stopping that these parameters should give, by Sid. */
export async function checkStopStatements(
  stack: DeployedStack,
  expected: readonly string[],
  checks: Checks,
): Promise<void> {
  const policies = await inlinePolicies(stack, stack.physicalId(stack.only('AWS::IAM::Role')));
  const onStop = policies
    .flatMap(([, document]) => listAt(document, 'Statement'))
    .filter((statement) => [at(statement, 'Action')].flat().includes('ec2:StopInstances'))
    .map((statement) => `${textAt(statement, 'Effect')} ${textAt(statement, 'Sid')}`);
  const { ResponderMode: mode, DefaultAction: action } = stack.parameters;
  const what = expected.length === 0 ? 'nothing allows a stop' : expected.join(', ');
  checks.equal(
    `ResponderMode ${mode ?? ''}, DefaultAction ${action ?? ''}: ${what}`,
    onStop.sort(),
    [...expected].sort(),
  );
}

async function inlinePolicies(
  { moto }: DeployedStack,
  RoleName: string,
): Promise<readonly (readonly [name: string, document: Json])[]> {
  const { PolicyNames } = (await moto.query('iam', IAM, 'ListRolePolicies', { RoleName })) as {
    PolicyNames?: readonly string[];
  };
  return Promise.all(
    (PolicyNames ?? []).map(async (PolicyName) => {
      const policy = await moto.query('iam', IAM, 'GetRolePolicy', { RoleName, PolicyName });
      return [PolicyName, withoutRandomNames(decodedDocument(policy, 'PolicyDocument'))] as const;
    }),
  );
}

/** A rule as EventBridge holds it, with what it calls. */
export interface DeployedRule {
  readonly logicalId: string;
  readonly arn: string;
  readonly pattern: JsonObject | undefined;
  readonly schedule: string | undefined;
  readonly targets: readonly Json[];
}

export async function rulesOf(stack: DeployedStack): Promise<readonly DeployedRule[]> {
  return Promise.all(
    stack.all('AWS::Events::Rule').map(async (resource) => {
      const name = stack.physicalId(resource);
      const rule = await stack.moto.json('events', 'AWSEvents.DescribeRule', { Name: name });
      const targets = await stack.moto.json('events', 'AWSEvents.ListTargetsByRule', { Rule: name });
      const pattern = textAt(rule, 'EventPattern');
      const schedule = textAt(rule, 'ScheduleExpression');
      return {
        logicalId: resource.logicalId,
        arn: textAt(rule, 'Arn'),
        pattern: pattern === '' ? undefined : (JSON.parse(pattern) as JsonObject),
        schedule: schedule === '' ? undefined : schedule,
        targets: textAt(rule, 'State') === 'ENABLED' ? listAt(targets, 'Targets') : [],
      };
    }),
  );
}

/** Each rule matches what the template says, calls the function, delivers as told, and may call it. */
export async function checkRules(stack: DeployedStack, checks: Checks): Promise<void> {
  const name = stack.physicalId(stack.only('AWS::Lambda::Function'));
  const answer = await stack.moto.get('lambda', `/2015-03-31/functions/${name}/policy`);
  const policy = JSON.parse(textAt(answer, 'Policy')) as Json;
  const admitted = listAt(policy, 'Statement')
    .filter((one) => at(one, 'Principal', 'Service') === 'events.amazonaws.com')
    .map((one) => at(one, 'Condition', 'ArnLike', 'AWS:SourceArn'));
  const properties = ['Arn', 'RetryPolicy', 'DeadLetterConfig', 'Input'];
  for (const rule of await rulesOf(stack)) {
    const expected = stack.expected.resources.get(rule.logicalId)?.properties ?? {};
    checks.equal(
      `the rule ${rule.logicalId}: pattern or schedule, target, retries, dead letters, permission`,
      withoutRandomNames({
        pattern: rule.pattern,
        schedule: rule.schedule,
        targets: rule.targets.map((target) => picked(target, properties)),
        mayCall: admitted.includes(rule.arn),
      }),
      {
        pattern: expected.EventPattern,
        schedule: expected.ScheduleExpression,
        targets: listAt(expected.Targets).map((target) => picked(target, properties)),
        mayCall: true,
      },
    );
  }
}
