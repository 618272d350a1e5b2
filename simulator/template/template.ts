import { readFileSync } from 'node:fs';
import { Intrinsics } from './template-intrinsics.ts';
import {
  asObject,
  asText,
  section,
  type Json,
  type JsonObject,
  type ResolvedResource,
} from './template-json.ts';
import { policyStatementsOf, type PolicyStatement } from './template-policies.ts';
import { resolveParameters, type ParameterValue } from './template-parameters.ts';
import {
  functionsOf,
  invokeConfigsOf,
  rulesOf,
  tablesOf,
  type EventRule,
  type InvokeConfig,
  type LambdaFunction,
  type TableDefinition,
} from './template-resources.ts';

export type { ResolvedResource } from './template-json.ts';
export type { PolicyStatement } from './template-policies.ts';
export type {
  EventRule,
  InvokeConfig,
  LambdaFunction,
  RuleTarget,
  TableDefinition,
} from './template-resources.ts';
export { ParameterError } from './template-parameters.ts';

export interface ResolveOptions {
  /** By name; a parameter that is left out takes its default. */
  readonly parameters?: Readonly<Record<string, string | number>>;
  readonly region: string;
  readonly account: string;
  /** @default aws */
  readonly partition?: string;
  /** The first part of every name that CloudFormation makes up. @default ec2-responder */
  readonly stackName?: string;
}

/** A template as one deployment makes it: parameters in, conditions decided, no intrinsic function left. */
export class ResolvedTemplate {
  readonly resources: ReadonlyMap<string, ResolvedResource>;
  readonly parameters: ReadonlyMap<string, ParameterValue>;

  constructor(
    resources: ReadonlyMap<string, ResolvedResource>,
    parameters: ReadonlyMap<string, ParameterValue>,
  ) {
    this.resources = resources;
    this.parameters = parameters;
  }

  /** Out: the EventBridge rules with their targets, delivery settings included. */
  rules(): readonly EventRule[] {
    return rulesOf(this.resources);
  }

  /** Out: the Lambda functions with what a runtime needs to call them. */
  functions(): readonly LambdaFunction[] {
    return functionsOf(this.resources);
  }

  /** Out: how Lambda retries what was sent to each function asynchronously. */
  invokeConfigs(): readonly InvokeConfig[] {
    return invokeConfigsOf(this.resources);
  }

  /** In: the logical id of a role. Out: every statement that holds for it, inline and attached. */
  policyStatements(roleLogicalId: string): readonly PolicyStatement[] {
    return policyStatementsOf(this.resources, roleLogicalId);
  }

  /** Out: the DynamoDB tables with their keys, indexes and time-to-live attribute. */
  tables(): readonly TableDefinition[] {
    return tablesOf(this.resources);
  }
}

/** In: the path of a synthesized template. Out: its JSON. Throws one clear line when there is none. */
export function loadTemplate(path: string): JsonObject {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`template ${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  try {
    return asObject(JSON.parse(text) as Json, path);
  } catch (error) {
    const why = (error as Error).message.replaceAll(/\s+/g, ' ');
    throw new Error(`template ${path} is not a JSON object: ${why}`, { cause: error });
  }
}

/**
 * In: a template and where and with what it is deployed. Out: its resources, without those whose condition is false. A
 * parameter that CloudFormation would refuse, or a rule that its values break, throws ParameterError; what is not modelled throws and names itself.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
 */
export function resolveTemplate(template: JsonObject, options: ResolveOptions): ResolvedTemplate {
  const parameters = resolveParameters(section(template, 'Parameters'), options.parameters ?? {});
  const partition = options.partition ?? 'aws';
  const intrinsics = new Intrinsics(template, parameters, {
    accountId: options.account,
    region: options.region,
    partition,
    urlSuffix: partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
    stackName: options.stackName ?? 'ec2-responder',
  });
  for (const [name, rule] of Object.entries(section(template, 'Rules'))) intrinsics.checkRule(name, rule);
  // Every condition is evaluated, also one that nothing uses: CloudFormation does so too before it creates anything.
  for (const name of Object.keys(section(template, 'Conditions'))) intrinsics.condition(name);

  const resources = new Map<string, ResolvedResource>();
  for (const [logicalId, node] of Object.entries(section(template, 'Resources'))) {
    const { Type, Condition, Properties, Metadata } = asObject(node, logicalId);
    if (typeof Condition === 'string' && !intrinsics.condition(Condition)) continue;
    const { ref, attributes } = intrinsics.identity(logicalId);
    resources.set(logicalId, {
      logicalId,
      type: asText(Type, logicalId),
      properties: asObject(intrinsics.resolve(Properties ?? {}), logicalId),
      metadata: asObject(Metadata ?? {}, logicalId),
      physicalId: ref,
      arn: attributes.get('Arn') ?? attributes.get('TopicArn') ?? attributes.get('PolicyArn'),
    });
  }
  return new ResolvedTemplate(resources, parameters);
}
