import { countsOf, outcomeOf } from '../../simulator/scenarios/outcome.ts';
import {
  deploy,
  runScenario,
  SIMULATED_HOME,
  type Deployment,
} from '../../simulator/scenarios/run-scenario.ts';
import type { Scenario } from '../../simulator/scenarios/scenario.ts';
import { FIRST_SCENARIO, SCENARIOS } from '../../simulator/scenarios/scenarios.ts';
import { printedDays, timelineOf, WIDTH, type Line } from '../../simulator/scenarios/printed-timeline.ts';
import { loadTemplate } from '../../simulator/template/template.ts';
import type { Flags } from './flags.ts';
import { withParameters } from './refused-parameter.ts';
import { coloursOf, headOf, namesIn, printHead } from './show.ts';
import type { Outcome, RunElsewhere, Surroundings } from './surroundings.ts';

export interface Prepared {
  /** The path of the synthesized template. */
  readonly template: string;
  /** Runs the long scenarios beside the others. */
  readonly elsewhere: RunElsewhere;
}

/** One scenario in a screen and a half, a line for each other one, what is proven, and what to try next. */
export async function showFirstScreen(
  { template, elsewhere }: Prepared,
  flags: Flags,
  around: Surroundings,
): Promise<void> {
  const { set, seed } = flags;
  const deployment = { template: loadTemplate(template), parameters: set, seed };
  // What would be refused is refused here, in this process.
  await withParameters(set, () => deploy(deployment, SIMULATED_HOME));
  const first = SCENARIOS.filter(({ name }) => name === FIRST_SCENARIO);
  const others = SCENARIOS.filter(({ name }) => name !== FIRST_SCENARIO);
  const long = elsewhere({ names: namesOf(others, true), template, parameters: set, seed });
  for (const scenario of first) await showBriefly(scenario, deployment, flags, around);
  const short = outcomesOf(namesOf(others, false), deployment);
  const outcomes = (await Promise.all([short, long])).flat();
  printOutcomes(
    others.flatMap(({ name }) => outcomes.filter((one) => one.name === name)),
    around,
  );
  printNext(around);
}

function namesOf(scenarios: readonly Scenario[], long: boolean): string[] {
  return scenarios.filter(({ takesDays = false }) => takesDays === long).map(({ name }) => name);
}

/** Runs scenarios one after the other. */
export async function outcomesOf(names: readonly string[], deployment: Deployment): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const scenario of SCENARIOS.filter(({ name }) => names.includes(name))) {
    const region = await runScenario(scenario, deployment);
    outcomes.push({ name: scenario.name, outcome: outcomeOf(region), counts: countsOf(region) });
  }
  return outcomes;
}

/** The timeline with the subjects of its mails; the last mail is there in full. */
async function showBriefly(
  scenario: Scenario,
  deployment: Deployment,
  { set }: Flags,
  around: Surroundings,
): Promise<void> {
  const region = await runScenario(scenario, deployment);
  printHead(headOf(scenario, set), around);
  const lines = briefly(timelineOf(region.journal, namesIn(region)));
  const printed = printedDays(lines, coloursOf(around)).flatMap((text) => text.split('\n'));
  for (const line of printed) around.print(clipped(line));
}

/** Without what a first reader need not know: numbers of rows, events that repeat the line above, the earlier mails' text. */
function briefly(lines: readonly Line[]): Line[] {
  const lastMail = lines.findLast(({ who }) => who === 'mail');
  return lines
    .filter(({ who }, index) => who !== 'event' || lines[index - 1]?.who !== 'EC2')
    .map((line) => {
      const { body, ...besides } = { ...line, text: line.text.replace(/ \(row \d+\)$/, '') };
      return body === undefined || line !== lastMail ? besides : { ...besides, body };
    });
}

/** The links of a mail are wider than a screen; `--scenario` prints them whole. */
function clipped(line: string): string {
  const isAddress = line.includes('https://');
  return isAddress && line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line;
}

function printOutcomes(outcomes: readonly Outcome[], around: Surroundings): void {
  printHead(['The other scenarios, as they came out just now'], around);
  const nameWidth = Math.max(...outcomes.map(({ name }) => name.length)) + 1;
  const outcomeWidth = Math.max(...outcomes.map(({ outcome }) => outcome.length)) + 2;
  for (const { name, outcome, counts } of outcomes)
    around.print(`   ${name.padEnd(nameWidth)}${outcome.padEnd(outcomeWidth)}${counts}`);
}

function printNext(around: Surroundings): void {
  const c = coloursOf(around);
  printHead(
    [
      'What this is proven by',
      'Thousands of simulated runs with random faults, in none of which anything happened that must never happen (npm run simulate). Results and limits: docs/verification.md. We have never run it on AWS itself.',
    ],
    around,
  );
  around.print(c.bold('━━ Next'));
  for (const [command, what] of NEXT) around.print(`   ${command.padEnd(39)}${c.dim(what)}`);
}

const NEXT = [
  ['npm start -- --scenario no-capacity', 'one scenario whole, with every mail'],
  ['npm start -- --all', 'every scenario whole'],
  ['npm start -- --set BrakePercent=60', 'with other settings'],
  ['npm start -- --event FILE.json', 'an event of yours: which rules match, what is done'],
  ['npm start -- --help', 'all flags. How to deploy: README.md, "Quick start"'],
] as const;
