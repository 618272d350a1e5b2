import { EXAMPLE_OWNER } from '../template/example-owner.ts';
import { SimulatedRegion } from '../runtime/simulated-region.ts';
import { readSettings } from '../../lambda/functions/responder/read-settings.ts';
import { ParameterError } from '../template/template-parameters.ts';
import { partitionOf } from '../template/partition.ts';
import { resolveTemplate } from '../template/template.ts';
import type { JsonObject } from '../template/template-json.ts';
import type { Scenario } from './scenario.ts';

/** Where and when a scenario takes place unless it says otherwise: in Tokyo that Sunday has just begun its fourth hour. */
export const SIMULATED_HOME = {
  region: 'ap-northeast-1',
  account: '123456789012',
  startAt: Date.parse('2026-11-21T18:00:00Z'),
} as const;

export interface Deployment {
  /** The synthesized template. */
  readonly template: JsonObject;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly seed: string | number;
}

export interface Home {
  readonly region: string;
  readonly account: string;
  readonly startAt: number;
}

/**
 * The stack, deployed into a simulated Region.
 *
 * @throws ParameterError where CloudFormation would refuse a parameter, or the function would not go by it
 */
export function deploy({ template, parameters, seed }: Deployment, home: Home): SimulatedRegion {
  const { region, account } = home;
  const resolved = resolveTemplate(template, {
    parameters: { ...EXAMPLE_OWNER, ...parameters },
    region,
    account,
    partition: partitionOf(region),
  });
  for (const { environment } of resolved.functions()) refuseProblems(environment);
  return new SimulatedRegion({ template: resolved, ...home, seed });
}

/** On AWS the function would go by the default and mail; whoever tries a value here is told at once. */
function refuseProblems(environment: Readonly<Record<string, string>>): void {
  const [problem] = readSettings(environment).problems;
  if (problem === undefined) return;
  const { name, got = '', allowed } = problem;
  throw new ParameterError(`Parameter ${name}: got ${JSON.stringify(got)}, allowed is ${allowed}`);
}

/** Runs a scenario to its end; the parameters of the deployment win over those of the scenario. */
export async function runScenario(scenario: Scenario, deployment: Deployment): Promise<SimulatedRegion> {
  const { startAt = SIMULATED_HOME.startAt } = scenario;
  const parameters = { ...scenario.parameters, ...deployment.parameters };
  const region = deploy({ ...deployment, parameters }, { ...SIMULATED_HOME, startAt });
  await scenario.run(region);
  return region;
}
