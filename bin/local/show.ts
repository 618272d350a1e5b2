import pc from 'picocolors';
import { homeOf, setUpFor, type World } from '../../simulator/events/given-event.ts';
import type { SimulatedRegion } from '../../simulator/runtime/simulated-region.ts';
import { countsOf, plural } from '../../simulator/scenarios/outcome.ts';
import { deploy, runScenario } from '../../simulator/scenarios/run-scenario.ts';
import type { Scenario } from '../../simulator/scenarios/scenario.ts';
import {
  printedDays,
  ruleName,
  timelineOf,
  WIDTH,
  type Colours,
} from '../../simulator/scenarios/printed-timeline.ts';
import { wrapped } from '../../simulator/scenarios/wrapped.ts';
import { loadTemplate } from '../../simulator/template/template.ts';
import type { Flags } from './flags.ts';
import { withParameters } from './refused-parameter.ts';
import type { Surroundings } from './surroundings.ts';

type Out = Pick<Surroundings, 'colours' | 'print'>;

/** Colours for a terminal, none for a pipe. */
export function coloursOf({ colours }: Out): Colours {
  return pc.createColors(pc.isColorSupported && colours);
}

/** One scenario from its first minute to its last, each mail in full. */
export async function showScenario(
  scenario: Scenario,
  template: string,
  { set, seed, json }: Flags,
  out: Out,
): Promise<void> {
  const deployment = { template: loadTemplate(template), parameters: set, seed };
  const region = await withParameters(set, () => runScenario(scenario, deployment));
  if (json) printJson(region, { scenario: scenario.name }, out);
  else printWhole(region, headOf(scenario, set), out);
}

/** The title of a scenario, and what to look for in it. */
export function headOf({ title, about }: Scenario, set: Flags['set']): readonly string[] {
  const assignments = Object.entries(set).map(([name, value]) => `${name}=${value}`);
  // What a scenario says of itself is true with its own settings.
  const besides = assignments.length === 0 ? [] : [`Perhaps not so here: ${assignments.join(', ')}.`];
  return [title, about, ...besides];
}

export interface GivenEvent {
  readonly event: object;
  readonly file: string;
  readonly world: World;
}

/** What the stack does with an event from a file, in half an hour. */
export async function showEvent(
  { event, file, world }: GivenEvent,
  template: string,
  { set, seed, json }: Flags,
  out: Out,
): Promise<void> {
  const { account, region: name, at } = homeOf(event as Record<string, unknown>);
  const deployment = { template: loadTemplate(template), parameters: set, seed };
  const home = { account, region: name, startAt: at };
  const region = await withParameters(set, () => deploy(deployment, home));
  const setUp = setUpFor(event, world, region);
  const rules = region.deliver(event);
  await region.run(30 * 60_000);
  const matched =
    rules.length === 0
      ? 'No rule matches this event: the responder is not invoked for it.'
      : `Matching rule: ${rules.map(ruleName).join(', ')}`;
  if (json) printJson(region, { event: file, rules }, out);
  else printWhole(region, [setUp, matched], out);
}

function printWhole(region: SimulatedRegion, head: readonly string[], out: Out): void {
  const c = coloursOf(out);
  printHead(head, out);
  for (const line of printedDays(timelineOf(region.journal, namesIn(region)), c)) out.print(line);
  const sweeps = plural(region.sweepsCompleted(), 'sweep');
  const calls = plural(region.journal.of('call').length, 'AWS call');
  out.print(c.dim(`\n   ${sweeps}, ${calls}: ${countsOf(region)}. Rows: docs/decision-table.md`));
}

/** A title and the lines below it. */
export function printHead([title = '', ...rest]: readonly string[], out: Out): void {
  const c = coloursOf(out);
  const [first = '', ...more] = wrapped(title, WIDTH - 3);
  out.print(`\n${c.bold(`━━ ${first}`)}`);
  for (const line of more) out.print(`   ${c.bold(line)}`);
  for (const line of rest.flatMap((one) => wrapped(one, WIDTH - 3))) out.print(`   ${c.dim(line)}`);
  out.print('');
}

/** Instance names by id. */
export function namesIn(region: SimulatedRegion): ReadonlyMap<string, string> {
  return new Map([...region.ec2.instances.values()].map(({ id, name }) => [id, name ?? id]));
}

function printJson(region: SimulatedRegion, about: object, out: Out): void {
  out.print(JSON.stringify({ kind: 'run', ...about }));
  for (const entry of region.journal.entries) out.print(JSON.stringify(entry));
}
