import {
  asList,
  asObject,
  asText,
  optionalText,
  type Json,
  type JsonObject,
  type ResolvedResource,
} from './template-json.ts';

export interface PolicyStatement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly condition: JsonObject | undefined;
}

type Resources = ReadonlyMap<string, ResolvedResource>;

/** What AWS's own managed policies say, of those that stacks of this kind attach. */
const AWS_MANAGED_POLICIES: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'service-role/AWSLambdaBasicExecutionRole',
    ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
  ],
  [
    'AWSXRayDaemonWriteAccess',
    [
      'xray:PutTraceSegments',
      'xray:PutTelemetryRecords',
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'xray:GetSamplingStatisticSummaries',
    ],
  ],
]);

/**
 * In: resolved resources and the logical id of a role. Out: the statements of its inline policies and of every policy that
 * is attached to it. An AWS managed policy that is not modelled throws: guessing would prove permissions that are not there.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
 */
export function policyStatementsOf(resources: Resources, roleLogicalId: string): readonly PolicyStatement[] {
  const role = resources.get(roleLogicalId);
  if (role?.type !== 'AWS::IAM::Role') throw new Error(`template: there is no role ${roleLogicalId}`);
  const inline = asList(role.properties.Policies ?? [], roleLogicalId).map(
    (policy) => asObject(policy, roleLogicalId).PolicyDocument,
  );
  const attached = [...resources.values()]
    .filter((resource) => isAttached(resource, role))
    .map(({ properties }) => properties.PolicyDocument);
  const managed = asList(role.properties.ManagedPolicyArns ?? [], roleLogicalId)
    .map((arn) => asText(arn, roleLogicalId))
    .filter((arn) => ![...resources.values()].some((resource) => resource.arn === arn))
    .map(awsManagedStatement);
  return [...[...inline, ...attached].flatMap((document) => statements(document, roleLogicalId)), ...managed];
}

function isAttached({ type, properties, arn }: ResolvedResource, role: ResolvedResource): boolean {
  if (type === 'AWS::IAM::RolePolicy') return properties.RoleName === role.physicalId;
  if (type !== 'AWS::IAM::Policy' && type !== 'AWS::IAM::ManagedPolicy') return false;
  const roles = asList(properties.Roles ?? [], type);
  const managedArns = asList(role.properties.ManagedPolicyArns ?? [], type);
  return roles.includes(role.physicalId) || (arn !== undefined && managedArns.includes(arn));
}

function awsManagedStatement(arn: string): PolicyStatement {
  const actions = AWS_MANAGED_POLICIES.get(arn.replace(/^arn:[\w-]+:iam::aws:policy\//, ''));
  if (actions === undefined) throw new Error(`template: the managed policy ${arn} is not modelled`);
  return {
    sid: undefined,
    effect: 'Allow',
    actions,
    notActions: [],
    resources: ['*'],
    notResources: [],
    condition: undefined,
  };
}

function statements(document: Json | undefined, where: string): readonly PolicyStatement[] {
  const list = asObject(document ?? {}, where).Statement ?? [];
  return (Array.isArray(list) ? (list as readonly Json[]) : [list]).map((node) => {
    const statement = asObject(node, `a statement of ${where}`);
    const effect = statement.Effect;
    if (effect !== 'Allow' && effect !== 'Deny')
      throw new Error(`template: a statement of ${where} has no Effect`);
    const { Sid, Condition } = statement;
    return {
      sid: optionalText(Sid),
      effect,
      actions: texts(statement.Action, where),
      notActions: texts(statement.NotAction, where),
      resources: texts(statement.Resource, where),
      notResources: texts(statement.NotResource, where),
      condition: Condition === undefined ? undefined : asObject(Condition, where),
    };
  });
}

function texts(node: Json | undefined, where: string): readonly string[] {
  if (node === undefined) return [];
  return (Array.isArray(node) ? (node as readonly Json[]) : [node]).map((item) => asText(item, where));
}
