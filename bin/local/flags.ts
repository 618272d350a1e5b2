import { WORLDS, type World } from '../../simulator/events/given-event.ts';
import type { Scenario } from '../../simulator/scenarios/scenario.ts';
import { SCENARIOS } from '../../simulator/scenarios/scenarios.ts';
import { flagsOf, UsageError } from '../usage.ts';

export const HELP = `npm start                              a host failure, and a line for each other scenario
npm start -- --list                    the scenarios, a line each
npm start -- --scenario NAME           one of them, whole
npm start -- --all                     all of them, whole
npm start -- --event FILE.json         any EventBridge event: which rules match, what the responder does
              --world ${WORLDS.join('|')}   what EC2 says then (default as-claimed)
        --set Parameter=value          a parameter of the stack; may be repeated, with any of these
        --seed N                       other latencies (default 1), with any of these
        --json                         everything that happened as JSON lines, with --scenario, --all or --event
npm start -- --help                    this text`;

/** What to show, and with which stack. */
export interface Flags {
  readonly show:
    | { readonly kind: 'help' }
    | { readonly kind: 'list' }
    | { readonly kind: 'first screen' }
    | { readonly kind: 'scenarios'; readonly scenarios: readonly Scenario[] }
    | { readonly kind: 'event'; readonly file: string; readonly world: World };
  readonly json: boolean;
  readonly seed: string;
  readonly set: Readonly<Record<string, string>>;
}

/** @throws UsageError on a flag that is not known, or that has no effect beside the others */
export function readFlags(args: readonly string[]): Flags {
  const values = flagsOf(OPTIONS, 'npm start -- --help', args);
  refuseWithoutEffect(values);
  return {
    show: whatToShow(values),
    json: values.json === true,
    seed: seedOf(values.seed),
    set: assignmentsOf(values.set ?? []),
  };
}

const OPTIONS = {
  help: { type: 'boolean' },
  list: { type: 'boolean' },
  all: { type: 'boolean' },
  scenario: { type: 'string' },
  event: { type: 'string' },
  world: { type: 'string' },
  json: { type: 'boolean' },
  set: { type: 'string', multiple: true },
  seed: { type: 'string' },
} as const;

type Values = ReturnType<typeof flagsOf<typeof OPTIONS>>;

/** What each of these is shown with; the first one given decides. */
const BESIDE: readonly (readonly [keyof Values, readonly (keyof Values)[]])[] = [
  ['help', []],
  ['list', []],
  ['event', ['world', 'json', 'set', 'seed']],
  ['scenario', ['json', 'set', 'seed']],
  ['all', ['json', 'set', 'seed']],
];
const NEEDS: readonly (readonly [keyof Values, string])[] = [
  ['world', '--event'],
  ['json', '--scenario, --all or --event'],
];

function refuseWithoutEffect(values: Values): void {
  const given = (Object.keys(OPTIONS) as (keyof Values)[]).filter((name) => values[name] !== undefined);
  const [main, beside] = BESIDE.find(([name]) => given.includes(name)) ?? [];
  if (main !== undefined && beside !== undefined) {
    const idle = given.find((name) => name !== main && !beside.includes(name));
    if (idle !== undefined)
      throw new UsageError(`--${idle} has no effect with --${main}: leave one of them out`);
    return;
  }
  for (const [name, needed] of NEEDS)
    if (given.includes(name)) throw new UsageError(`--${name} has no effect without ${needed}: add it`);
}

function whatToShow(values: Values): Flags['show'] {
  if (values.help === true) return { kind: 'help' };
  if (values.list === true) return { kind: 'list' };
  if (values.event !== undefined)
    return { kind: 'event', file: values.event, world: worldOf(values.world ?? 'as-claimed') };
  if (values.all === true) return { kind: 'scenarios', scenarios: SCENARIOS };
  if (values.scenario !== undefined)
    return { kind: 'scenarios', scenarios: [scenarioNamed(values.scenario)] };
  return { kind: 'first screen' };
}

function worldOf(name: string): World {
  const world = WORLDS.find((one) => one === name);
  if (world === undefined) throw new UsageError(`--world ${name}: known are ${WORLDS.join(', ')}`);
  return world;
}

function scenarioNamed(name: string): Scenario {
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (scenario === undefined)
    throw new UsageError(`--scenario ${name}: known are ${SCENARIOS.map((one) => one.name).join(', ')}`);
  return scenario;
}

function seedOf(text = '1'): string {
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`--seed ${text}: give a whole number`);
  return text;
}

function assignmentsOf(texts: readonly string[]): Record<string, string> {
  const set: Record<string, string> = {};
  for (const text of texts) {
    const at = text.indexOf('=');
    if (at < 1) throw new UsageError(`--set ${text}: give it as Parameter=value`);
    const name = text.slice(0, at);
    if (Object.hasOwn(set, name)) throw new UsageError(`--set ${name}: given twice; give it once`);
    set[name] = text.slice(at + 1);
  }
  return set;
}
