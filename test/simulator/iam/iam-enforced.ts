import { EXAMPLE_OWNER } from '../../../simulator/template/example-owner.ts';
import { SimulatedIam, type InstanceForIam } from '../../../simulator/iam/simulated-iam.ts';
import type { SimulatedRegion } from '../../../simulator/runtime/simulated-region.ts';
import { NotSimulatedError, ServiceError } from '../../../simulator/runtime/service-error.ts';
import {
  loadTemplate,
  resolveTemplate,
  type LambdaFunction,
  type PolicyStatement,
  type ResolvedTemplate,
} from '../../../simulator/template/template.ts';
import { aRegion, MINUTE } from '../a-region.ts';

export type Parameters = Readonly<Record<string, string | number>>;

export interface DeployedAt {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly urlSuffix: string;
}

/** Where `aRegion` is. */
export const TOKYO: DeployedAt = {
  account: '123456789012',
  region: 'ap-northeast-1',
  partition: 'aws',
  urlSuffix: 'amazonaws.com',
};

const TEMPLATE = loadTemplate('cdk.out/ec2-responder.template.json');

export function deployed(parameters: Parameters = {}, place: DeployedAt = TOKYO): ResolvedTemplate {
  return resolveTemplate(TEMPLATE, { ...place, parameters: { ...EXAMPLE_OWNER, ...parameters } });
}

/** The only function of the stack. */
export function functionOf(template: ResolvedTemplate): LambdaFunction {
  const [fn, ...others] = template.functions();
  if (fn === undefined || others.length > 0) throw new Error('the stack should have one function');
  return fn;
}

/** What the role of the function may do, as this deployment has it. */
export function statementsOf(template: ResolvedTemplate): readonly PolicyStatement[] {
  return template.policyStatements(functionOf(template).roleLogicalId ?? '');
}

export interface IamScenario {
  readonly name: string;
  readonly parameters?: Parameters;
  /** What the instances of the scenario have that the Region does not know of. */
  readonly besides?: Omit<InstanceForIam, 'tags'>;
  /** What happens in the last moment before a call is asked for. */
  readonly before?: (action: string, region: SimulatedRegion) => void;
  readonly run: (region: SimulatedRegion) => Promise<void>;
}

export interface IamRun {
  readonly region: SimulatedRegion;
  readonly iam: SimulatedIam;
  /** `StopInstances UnauthorizedOperation`, each once. */
  readonly refused: readonly string[];
}

/** A scenario in which every call is asked for at the moment when AWS would ask. */
export async function underIam(
  { parameters, besides, before, run }: IamScenario,
  statements: readonly PolicyStatement[] = statementsOf(deployed(parameters)),
): Promise<IamRun> {
  const refused = new Set<string>();
  const unknown: NotSimulatedError[] = [];
  const instances = (): SimulatedRegion['ec2']['instances'] => region.ec2.instances;
  const iam = new SimulatedIam({
    ...TOKYO,
    statements,
    instanceOf: (id) => {
      const instance = instances().get(id);
      if (instance === undefined) return undefined;
      const { name, tags } = instance;
      return { tags: { ...(name === undefined ? {} : { Name: name }), ...tags }, ...besides };
    },
  });
  const region = aRegion(parameters, {
    fault: ({ service, action, input }) => {
      before?.(action, region);
      try {
        iam.authorize(service, commandOf(action), input);
        return undefined;
      } catch (thrown) {
        // The handler would take it for an outage: it is kept for the end of the run.
        if (thrown instanceof NotSimulatedError) unknown.push(thrown);
        if (!(thrown instanceof ServiceError)) throw thrown;
        refused.add(`${action} ${thrown.name}`);
        return { when: 'before', what: thrown };
      }
    },
  });
  await run(region);
  if (unknown[0] !== undefined) throw unknown[0];
  return { region, iam, refused: [...refused] };
}

/** In: an action as the journal has it. Out: the SDK command. */
export function commandOf(action: string): string {
  return `${action.replace(' (DryRun)', '')}Command`;
}

/** The host under one instance fails. */
export function aHostFails(tags: Readonly<Record<string, string>> = {}): IamScenario['run'] {
  return async (region) => {
    const web = region.add({ name: 'web-1', tags });
    await region.run(3 * MINUTE);
    region.failHost(web);
    await region.run(20 * MINUTE);
  };
}

/** IAM's answer alone, whatever the function would have done. */
export function stopOf(
  tags: Readonly<Record<string, string>>,
  statements: readonly PolicyStatement[],
  place: DeployedAt = TOKYO,
): 'allowed' | 'not allowed' | 'denied' {
  const iam = new SimulatedIam({ ...place, statements, instanceOf: () => ({ tags }) });
  try {
    iam.authorize('ec2', 'StopInstancesCommand', { InstanceIds: ['i-0123456789abcdef0'], Force: true });
    return 'allowed';
  } catch (thrown) {
    if (!(thrown instanceof ServiceError) || thrown.name !== 'UnauthorizedOperation') throw thrown;
    return thrown.message.includes('with an explicit deny') ? 'denied' : 'not allowed';
  }
}
