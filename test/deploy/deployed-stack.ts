import { STACK_NAME } from '../../lib/app.ts';
import type { Json, JsonObject } from '../../simulator/template/template-json.ts';
import {
  resolveTemplate,
  type ResolvedResource,
  type ResolvedTemplate,
} from '../../simulator/template/template.ts';
import { ACCOUNT, REGION, type Variables } from './local-only.ts';
import { at, listAt, textAt, type Moto } from './moto.ts';

const CLOUDFORMATION = '2010-05-15';

/** What moto makes nothing of; the deployment of a type that is not named here is checked. */
export const NOT_MADE_BY_MOTO: ReadonlySet<string> = new Set([
  'AWS::SNS::TopicPolicy',
  'AWS::SNS::Subscription',
  'AWS::SQS::QueuePolicy',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::CloudWatch::Alarm',
]);

/** The status of the stack, or `gone`. */
export async function stackStatus(moto: Moto): Promise<string> {
  const { StackSummaries } = (await moto.query('cloudformation', CLOUDFORMATION, 'ListStacks')) as {
    StackSummaries?: Json;
  };
  const alive = listAt(StackSummaries).filter((one) => at(one, 'StackStatus') !== 'DELETE_COMPLETE');
  const found = alive.find((one) => at(one, 'StackName') === STACK_NAME);
  return found === undefined ? 'gone' : textAt(found, 'StackStatus');
}

/** A deployment as moto shows it, beside what the template says that it should be. */
export class DeployedStack {
  readonly moto: Moto;
  readonly parameters: Variables;
  readonly expected: ResolvedTemplate;
  /** Physical id by logical id; empty for what has none in moto. */
  readonly physicalIds: ReadonlyMap<string, string>;
  /** What the CLI wrote. */
  readonly outputs: Json | undefined;

  private constructor(
    moto: Moto,
    parameters: Variables,
    expected: ResolvedTemplate,
    physicalIds: ReadonlyMap<string, string>,
    outputs: Json | undefined,
  ) {
    this.moto = moto;
    this.parameters = parameters;
    this.expected = expected;
    this.physicalIds = physicalIds;
    this.outputs = outputs;
  }

  static async read(
    moto: Moto,
    template: JsonObject,
    parameters: Variables,
    outputs: Json | undefined,
  ): Promise<DeployedStack> {
    const expected = resolveTemplate(template, {
      parameters,
      region: REGION,
      account: ACCOUNT,
      stackName: STACK_NAME,
    });
    const listed = await moto.query('cloudformation', CLOUDFORMATION, 'ListStackResources', {
      StackName: STACK_NAME,
    });
    const physicalIds = listAt(listed, 'StackResourceSummaries')
      .map((one) => [textAt(one, 'LogicalResourceId'), textAt(one, 'PhysicalResourceId')] as const)
      .filter(([logicalId]) => logicalId !== '');
    return new DeployedStack(moto, parameters, expected, new Map(physicalIds), outputs);
  }

  /** The only resource of a type. Throws where there is none in the template, or several. */
  only(type: string): ResolvedResource {
    const [found, ...more] = this.all(type);
    if (found === undefined || more.length > 0)
      throw new Error(`the template has ${more.length === 0 ? 'no' : 'several'} ${type}`);
    return found;
  }

  all(type: string): readonly ResolvedResource[] {
    return [...this.expected.resources.values()].filter((resource) => resource.type === type);
  }

  /** What a resource is called in moto. Throws where it was not made. */
  physicalId({ logicalId }: ResolvedResource): string {
    const found = this.physicalIds.get(logicalId);
    if (found === undefined) throw new Error(`moto has made no ${logicalId}`);
    return found;
  }
}

/**
 * Names as the resolved template has them. CloudFormation adds twelve random characters to each; and the ARN of a log
 * group ends in `:*` in AWS only.
 */
export function withoutRandomNames<T>(value: T): T {
  if (value === undefined) return value;
  const text = JSON.stringify(value)
    .replaceAll(new RegExp(`(${STACK_NAME}-[A-Za-z0-9]+)-[A-Z0-9]{12}(?![A-Za-z0-9])`, 'g'), '$1')
    .replaceAll(/(:log-group:[\w-]+):\*/g, '$1');
  return JSON.parse(text) as T;
}
