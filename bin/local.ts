import { EXAMPLE_OWNER } from '../simulator/template/example-owner.ts';
import { readFileSync } from 'node:fs';
import pc from 'picocolors';
import { synthesize } from '../lib/synthesize.ts';
import { homeOf, setUpFor, WORLDS, type World } from '../simulator/events/given-event.ts';
import { SimulatedRegion } from '../simulator/runtime/simulated-region.ts';
import { STORIES, type Story } from '../simulator/scenarios/scenarios.ts';
import { printedDays, ruleName, timelineOf } from '../simulator/scenarios/timeline.ts';
import { loadTemplate, resolveTemplate } from '../simulator/template/template.ts';
import { command, flagsOf, UsageError } from './usage.ts';

/** The local run: the synthesized stack in a simulated Region, told as a story. Needs no AWS account. */

const ACCOUNT = '123456789012';
const REGION = 'ap-northeast-1';
const NIGHT = Date.parse('2026-11-21T18:00:00Z');

const HELP = `npm start                              tell the story of the common failures
npm start -- --list                    the scenarios, a line each
npm start -- --scenario NAME           one of them
npm start -- --event FILE.json         any EventBridge event: which rules match, what the responder does
              --world ${WORLDS.join('|')}   what EC2 says then (default as-claimed)
npm start -- --set Parameter=value     a stack parameter; may be repeated
npm start -- --seed N                  other latencies (default 1)
npm start -- --json                    everything that happened as JSON lines
npm start -- --help                    this text`;

type Template = ReturnType<typeof loadTemplate>;

async function main(): Promise<void> {
  const flags = readFlags();
  if (flags.help) {
    console.log(HELP);
    return;
  }
  if (flags.list) {
    for (const story of STORIES) console.log(`${story.name.padEnd(26)}${story.title}`);
    return;
  }
  const event = flags.event === undefined ? undefined : readEvent(flags.event);
  const stories = chosen(flags.scenario);
  // Synthesized anew, so that what is told is what would be deployed.
  const template = loadTemplate((await synthesize()).template);
  checkParameters(flags.set, template);
  if (event !== undefined) await tellEvent(event, template, flags);
  else for (const story of stories) await tell(story, template, flags);
}

interface Flags {
  readonly help: boolean;
  readonly list: boolean;
  readonly json: boolean;
  readonly scenario: string | undefined;
  readonly event: string | undefined;
  readonly world: World;
  readonly seed: string;
  readonly set: Readonly<Record<string, string>>;
}

function readFlags(): Flags {
  const values = flagsOf(OPTIONS, 'npm start -- --help');
  const { world = 'as-claimed', seed = '1' } = values;
  const known = WORLDS.find((one) => one === world);
  if (known === undefined) throw new UsageError(`--world ${world}: known are ${WORLDS.join(', ')}`);
  if (values.event !== undefined && values.scenario !== undefined)
    throw new UsageError('--event and --scenario: one at a time');
  return {
    help: values.help === true,
    list: values.list === true,
    json: values.json === true,
    scenario: values.scenario,
    event: values.event,
    world: known,
    seed,
    set: Object.fromEntries((values.set ?? []).map(readAssignment)),
  };
}

const OPTIONS = {
  help: { type: 'boolean' },
  list: { type: 'boolean' },
  json: { type: 'boolean' },
  scenario: { type: 'string' },
  event: { type: 'string' },
  world: { type: 'string' },
  set: { type: 'string', multiple: true },
  seed: { type: 'string' },
} as const;

function readAssignment(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`--set ${text}: give it as Parameter=value`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function readEvent(file: string): object {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (thrown) {
    const missing = (thrown as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UsageError(`--event ${file}: ${missing ? 'there is no such file' : 'cannot be read'}`);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    throw new UsageError(`--event ${file}: not JSON`);
  }
  throw new UsageError(`--event ${file}: not a JSON object`);
}

function chosen(name: string | undefined): readonly Story[] {
  if (name === undefined) return STORIES.filter((story) => story.common);
  const story = STORIES.find((one) => one.name === name);
  if (story === undefined)
    throw new UsageError(`--scenario ${name}: known are ${STORIES.map((one) => one.name).join(', ')}`);
  return [story];
}

function checkParameters(parameters: Readonly<Record<string, string>>, template: Template): void {
  try {
    resolveTemplate(template, {
      parameters: { ...EXAMPLE_OWNER, ...parameters },
      region: REGION,
      account: ACCOUNT,
    });
  } catch (thrown) {
    throw new UsageError((thrown as Error).message);
  }
}

function regionFor(
  template: Template,
  flags: Flags,
  at: { region: string; account: string; startAt: number },
  parameters: Readonly<Record<string, string | number>>,
): SimulatedRegion {
  const resolved = resolveTemplate(template, {
    parameters: { ...EXAMPLE_OWNER, ...parameters, ...flags.set },
    region: at.region,
    account: at.account,
  });
  return new SimulatedRegion({ template: resolved, ...at, seed: flags.seed });
}

async function tell(story: Story, template: Template, flags: Flags): Promise<void> {
  const region = regionFor(
    template,
    flags,
    { region: REGION, account: ACCOUNT, startAt: NIGHT },
    story.parameters ?? {},
  );
  await story.tell(region);
  const set = Object.entries(flags.set).map(([name, value]) => `${name}=${value}`);
  // What a story says of itself is true with its own settings.
  const besides = set.length === 0 ? '' : `\nNot so here, perhaps: ${set.join(', ')}.`;
  print(region, flags, `${story.title}\n${story.about}${besides}`, { scenario: story.name });
}

async function tellEvent(event: object, template: Template, flags: Flags): Promise<void> {
  const { account, region: name, at } = homeOf(event as Record<string, unknown>);
  const region = regionFor(template, flags, { region: name, account, startAt: at }, {});
  const setUp = setUpFor(event, flags.world, region);
  const rules = region.deliver(event);
  await region.run(30 * 60_000);
  const matched =
    rules.length === 0
      ? 'No rule matches this event: the responder is not invoked for it.'
      : `Matching rule: ${rules.map(ruleName).join(', ')}`;
  print(region, flags, `${setUp}\n${matched}`, { event: flags.event, rules });
}

function print(region: SimulatedRegion, flags: Flags, title: string, about: object): void {
  if (flags.json) {
    console.log(JSON.stringify({ kind: 'run', ...about }));
    for (const entry of region.journal.entries) console.log(JSON.stringify(entry));
    return;
  }
  // In a pipe isTTY is undefined, which createColors takes for "as you like".
  const { isTTY } = process.stdout as { isTTY?: boolean };
  const c = pc.createColors(pc.isColorSupported && isTTY === true);
  const names = new Map([...region.ec2.instances.values()].map((one) => [one.id, one.name ?? one.id]));
  const [first = '', ...rest] = title.split('\n');
  console.log(`\n${c.bold(`━━ ${first}`)}`);
  for (const line of rest) console.log(`   ${c.dim(line)}`);
  console.log('');
  for (const line of printedDays(timelineOf(region.journal, names), c)) console.log(line);
  console.log(c.dim(`\n   ${summary(region)}`));
}

function summary(region: SimulatedRegion): string {
  const { journal } = region;
  const plural = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`;
  const count = (action: string): number =>
    journal.calls(action).filter((call) => call.error === undefined).length;
  return [
    plural(region.sweepsCompleted(), 'sweep'),
    plural(journal.of('call').length, 'AWS call'),
    plural(count('StopInstances'), 'stop'),
    plural(count('StartInstances'), 'start'),
    plural(journal.of('mail').length, 'mail'),
  ].join(', ');
}

await command(main);
