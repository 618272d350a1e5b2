import {
  asList,
  asObject,
  asText,
  optionalText,
  type JsonObject,
  type ResolvedResource,
} from './template-json.ts';
import { tableDefinition, type TableDefinition } from './table-definition.ts';

export type { TableDefinition } from './table-definition.ts';

export interface RuleTarget {
  readonly id: string;
  readonly arn: string;
  /** Undefined when the target is not a function of this template. */
  readonly functionLogicalId: string | undefined;
  readonly retryPolicy: { readonly maximumRetryAttempts: number; readonly maximumEventAgeSeconds: number };
  readonly deadLetterArn: string | undefined;
  /** JSON text that the target gets in place of the event. */
  readonly input: string | undefined;
}

export interface EventRule {
  readonly logicalId: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly eventPattern: JsonObject | undefined;
  readonly scheduleExpression: string | undefined;
  readonly scheduleMs: number | undefined;
  readonly state: string;
  readonly eventBusName: string;
  readonly targets: readonly RuleTarget[];
}

export interface LambdaFunction {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly handler: string;
  readonly runtime: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly reservedConcurrency: number | undefined;
  /** The asset's directory name beside the template. */
  readonly codeAsset: string | undefined;
  readonly roleLogicalId: string | undefined;
}

export interface InvokeConfig {
  readonly functionLogicalId: string;
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
  readonly onFailureArn: string | undefined;
  readonly onSuccessArn: string | undefined;
}

type Resources = ReadonlyMap<string, ResolvedResource>;

/**
 * In: resolved resources. Out: their EventBridge rules, with the delivery that EventBridge defaults to where none is set.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
 */
export function rulesOf(resources: Resources): readonly EventRule[] {
  return ofType(resources, 'AWS::Events::Rule').map(({ logicalId, physicalId, properties }) => {
    const { EventPattern, Description, State, EventBusName, Targets } = properties;
    const scheduleExpression = optionalText(properties.ScheduleExpression);
    return {
      logicalId,
      name: physicalId,
      description: optionalText(Description),
      eventPattern:
        EventPattern === undefined ? undefined : asObject(EventPattern, `${logicalId} EventPattern`),
      scheduleExpression,
      scheduleMs: scheduleExpression === undefined ? undefined : parseRate(scheduleExpression),
      state: optionalText(State) ?? 'ENABLED',
      eventBusName: optionalText(EventBusName) ?? 'default',
      targets: asList(Targets ?? [], `${logicalId} Targets`).map((target) =>
        ruleTarget(asObject(target, `${logicalId} target`), logicalId, resources),
      ),
    };
  });
}

function ruleTarget(target: JsonObject, where: string, resources: Resources): RuleTarget {
  for (const property of ['InputPath', 'InputTransformer']) {
    if (target[property] !== undefined)
      throw new Error(`template: ${where} has a target with ${property}, which is not simulated`);
  }
  const arn = asText(target.Arn, `${where} target`);
  const retry = asObject(target.RetryPolicy ?? {}, where);
  return {
    id: asText(target.Id, `${where} target`),
    arn,
    functionLogicalId: ofType(resources, 'AWS::Lambda::Function').find((resource) => resource.arn === arn)
      ?.logicalId,
    retryPolicy: {
      maximumRetryAttempts: Number(retry.MaximumRetryAttempts ?? 185),
      maximumEventAgeSeconds: Number(retry.MaximumEventAgeInSeconds ?? 86_400),
    },
    deadLetterArn: optionalText(asObject(target.DeadLetterConfig ?? {}, where).Arn),
    input: optionalText(target.Input),
  };
}

const UNITS_MS: ReadonlyMap<string, number> = new Map([
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
]);

/**
 * In: a schedule expression. Out: its interval in milliseconds. A cron expression throws: it is not simulated.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function parseRate(expression: string): number {
  if (expression.startsWith('cron('))
    throw new Error(`template: the schedule ${expression} is not simulated, only rate(...)`);
  const [, count, unit, plural] = /^rate\(([1-9]\d*) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  const unitMs = UNITS_MS.get(unit ?? '');
  // EventBridge refuses rate(1 minutes) as well as rate(5 minute).
  if (count === undefined || unitMs === undefined || (count === '1') !== (plural === '')) {
    throw new Error(
      `template: ${expression} is not a schedule, allowed is as in rate(1 minute) or rate(5 minutes)`,
    );
  }
  return Number(count) * unitMs;
}

/**
 * In: resolved resources. Out: their Lambda functions, with Lambda's defaults (3 seconds, 128 MB) where nothing is set.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html
 */
export function functionsOf(resources: Resources): readonly LambdaFunction[] {
  const roles = ofType(resources, 'AWS::IAM::Role');
  return ofType(resources, 'AWS::Lambda::Function').map(
    ({ logicalId, physicalId, arn, properties, metadata }) => {
      const { Handler, Runtime, Environment, Timeout, MemorySize, ReservedConcurrentExecutions, Role, Code } =
        properties;
      const variables = asObject(asObject(Environment ?? {}, logicalId).Variables ?? {}, logicalId);
      const key = optionalText(asObject(Code ?? {}, logicalId).S3Key);
      return {
        logicalId,
        name: physicalId,
        arn: arn ?? '',
        handler: optionalText(Handler) ?? '',
        runtime: optionalText(Runtime),
        environment: Object.fromEntries(
          Object.entries(variables).map(([name, value]) => [name, asText(value, name)]),
        ),
        timeoutSeconds: Number(Timeout ?? 3),
        memoryMegabytes: Number(MemorySize ?? 128),
        reservedConcurrency:
          ReservedConcurrentExecutions === undefined ? undefined : Number(ReservedConcurrentExecutions),
        // The CDK names the asset in the metadata; when that is switched off, the object key has the same hash.
        codeAsset:
          optionalText(metadata['aws:asset:path']) ??
          (key === undefined ? undefined : `asset.${key.replace(/\.zip$/, '')}`),
        roleLogicalId: roles.find((role) => role.arn === Role)?.logicalId,
      };
    },
  );
}

/**
 * In: resolved resources. Out: the asynchronous invocation settings, with Lambda's defaults (2 retries, 6 hours).
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html
 */
export function invokeConfigsOf(resources: Resources): readonly InvokeConfig[] {
  return ofType(resources, 'AWS::Lambda::EventInvokeConfig').map(({ logicalId, properties }) => {
    const target = asText(properties.FunctionName, logicalId);
    const owner = ofType(resources, 'AWS::Lambda::Function').find(
      ({ physicalId, arn }) => physicalId === target || arn === target,
    );
    if (owner === undefined)
      throw new Error(`template: ${logicalId} is for ${target}, which is no function of it`);
    const destinations = asObject(properties.DestinationConfig ?? {}, logicalId);
    const destination = (kind: string): string | undefined =>
      optionalText(asObject(destinations[kind] ?? {}, logicalId).Destination);
    return {
      functionLogicalId: owner.logicalId,
      maximumRetryAttempts: Number(properties.MaximumRetryAttempts ?? 2),
      maximumEventAgeSeconds: Number(properties.MaximumEventAgeInSeconds ?? 21_600),
      onFailureArn: destination('OnFailure'),
      onSuccessArn: destination('OnSuccess'),
    };
  });
}

/** In: resolved resources. Out: their DynamoDB tables. */
export function tablesOf(resources: Resources): readonly TableDefinition[] {
  return ofType(resources, 'AWS::DynamoDB::Table').map(tableDefinition);
}

function ofType(resources: Resources, type: string): readonly ResolvedResource[] {
  return [...resources.values()].filter((resource) => resource.type === type);
}
