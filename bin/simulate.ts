import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import pc from 'picocolors';
import { synthesize } from '../lib/synthesize.ts';
import { loadCode, type Wire } from '../simulator/dst/code-under-test.ts';
import { WorkerPool, type SeedResult } from '../simulator/dst/worker-pool.ts';
import { FAULTS, type FaultName } from '../simulator/dst/faults/fault-names.ts';
import { runSeed } from '../simulator/dst/run.ts';
import { Summary } from '../simulator/dst/summary.ts';
import { printedDays, timelineOf } from '../simulator/scenarios/printed-timeline.ts';
import { runtimeNode } from './lambda-node.ts';
import { command, flagsOf, UsageError } from './usage.ts';
import { intoVerificationPage } from './verification-page.ts';

/** Thousands of seeds: the deployed stack in a simulated Region, with faults, every invariant checked. */

const HELP = `npm run simulate                        the runs of seeds 1 to 1000
npm run simulate -- --seeds 10000       that many seeds (from 1000 on, each invariant must have had something to judge;
                                        from 3000 on, everything that can happen must have happened)
npm run simulate -- --from N|new        the first seed (default 1); new: one that nobody has seen, which is printed
npm run simulate -- --seed N            one seed, with its full timeline
npm run simulate -- --faults a,b        every run with just these faults; --faults none
npm run simulate -- --wire bundle       the deployed bundle with its own SDK clients, down to bytes (or: sources)
npm run simulate -- --node own          processes of your own Node, not that of Lambda's runtime (or: a release)
npm run simulate -- --workers N         processes (default: as many as there are cores)
npm run simulate -- --docs              writes the summary into docs/verification.md
npm run simulate -- --json              one line of JSON for each seed
faults: ${FAULTS.join(', ')}`;

interface Flags {
  readonly seeds: number;
  readonly from: number;
  readonly seed: number | undefined;
  readonly faults: readonly FaultName[] | undefined;
  readonly workers: number;
  readonly wire: Wire | undefined;
  readonly node: string | undefined;
  readonly json: boolean;
  readonly docs: boolean;
}

async function main(): Promise<void> {
  const flags = readFlags();
  if (flags === undefined) {
    console.log(HELP);
    return;
  }
  const { template } = await synthesize();
  if (flags.seed === undefined) await runMany(flags, template);
  else await replay(flags.seed, flags, template);
}

async function runMany(flags: Flags, template: string): Promise<void> {
  const { seeds, from, workers, faults, wire, json } = flags;
  const node = runtimeNode(flags.node);
  const started = performance.now();
  const summary = new Summary();
  const on = wire === undefined ? '' : `, the SDK's clients down to bytes over the ${wire}`;
  const by = `${workers} processes of Node ${node.version}`;
  const head = `seeds ${from} to ${from + seeds - 1}, ${by}${on}`;
  if (!json) console.log(head);
  await new WorkerPool({ template, workers, faults, wire, node: node.path }).run(
    numbers(from, seeds),
    (result) => {
      summary.add(result);
      if (json) console.log(JSON.stringify(result));
      else tellProgress(result, summary, flags);
      return true;
    },
  );
  const seconds = (performance.now() - started) / 1000;
  // With chosen faults much cannot happen.
  const gaps = faults === undefined ? summary.gaps() : [];
  const violated = summary.violations.reduce((sum, { violations }) => sum + violations.length, 0);
  const told = [
    ...summary.lines(),
    ...gaps,
    `${seeds} seeds in ${seconds.toFixed(0)} s (${((seconds * 1000) / seeds).toFixed(0)} ms each): ${violated} violations`,
  ];
  if (!json) for (const line of told) console.log(line);
  if (flags.docs) {
    const lines = wire === undefined ? told : told.slice(-1);
    const block = ['```text', head, ...lines, '```'].join('\n');
    await intoVerificationPage(wire === undefined ? 'simulation' : 'wire', block);
  }
  if (violated > 0 || gaps.length > 0) process.exitCode = 1;
  // Whoever finds this in a log should not have to run it again.
  const [first] = summary.violations.toSorted((a, b) => a.seed - b.seed);
  if (first !== undefined && !json) await replay(first.seed, flags, template);
}

function* numbers(from: number, count: number): Generator<number> {
  for (let seed = from; seed < from + count; seed += 1) yield seed;
}

/** A violation is told at once, with the command that shows it; progress on a line of its own. */
function tellProgress(result: SeedResult, summary: Summary, { seeds, wire, faults }: Flags): void {
  for (const { invariant, at, what, instanceId } of result.violations) {
    const when = new Date(at).toISOString().slice(11, 23);
    console.log(`VIOLATED "${invariant}" in seed ${result.seed} at ${when}: ${instanceId ?? ''} ${what}`);
  }
  const like = `${wire === undefined ? '' : ` --wire ${wire}`}${faults === undefined ? '' : ` --faults ${faults.join() || 'none'}`}`;
  if (result.violations.length > 0) console.log(`  npm run simulate -- --seed ${result.seed}${like}`);
  const { isTTY } = process.stderr as { isTTY?: boolean };
  const step = isTTY === true ? 10 : Math.ceil(seeds / 10);
  if (summary.seeds % step !== 0) return;
  const line = `${summary.seeds} of ${seeds} seeds, ${summary.violations.length} with violations`;
  process.stderr.write(isTTY === true ? `\r${line} ` : `${line}\n`);
  if (isTTY === true && summary.seeds === seeds) process.stderr.write('\n');
}

async function replay(seed: number, { faults, json, wire: kind }: Flags, path: string): Promise<void> {
  const { template, wire } = await loadCode(path, kind);
  const { plan, violations, counts, digest, region } = await runSeed(template, seed, { faults, wire });
  if (json) {
    console.log(
      JSON.stringify({ kind: 'run', seed, parameters: plan.parameters, faults: [...plan.faults], digest }),
    );
    for (const entry of region.journal.entries) console.log(JSON.stringify(entry));
    for (const violation of violations) console.log(JSON.stringify({ kind: 'violation', ...violation }));
  } else {
    const c = pc.createColors(pc.isColorSupported && (process.stdout as { isTTY?: boolean }).isTTY === true);
    const names = new Map([...region.ec2.instances.values()].map((one) => [one.id, one.name ?? one.id]));
    console.log(`seed ${seed}, digest ${digest}`);
    console.log(
      `parameters: ${Object.entries(plan.parameters)
        .map(([name, value]) => `${name}=${value}`)
        .join(' ')}`,
    );
    console.log(`faults: ${[...plan.faults].join(', ') || 'none'}\n`);
    for (const line of printedDays(timelineOf(region.journal, names), c)) console.log(line);
    console.log(`\n${JSON.stringify(counts.total)}`);
    for (const { invariant, at, what, instanceId } of violations) {
      const name = names.get(instanceId ?? '') ?? '';
      console.log(
        c.red(
          `VIOLATED "${invariant}" in seed ${seed} at ${new Date(at).toISOString()}: ${name} ${instanceId ?? ''} ${what}`,
        ),
      );
    }
    if (violations.length === 0) console.log('every invariant held');
  }
  if (violations.length > 0) process.exitCode = 1;
}

function readFlags(): Flags | undefined {
  const values = flagsOf(OPTIONS, 'npm run simulate -- --help');
  if (values.help === true) return undefined;
  const cores = availableParallelism();
  if (values.seed !== undefined && values.node !== undefined)
    throw new UsageError('--seed runs in this process, on this Node: leave --node out');
  return {
    seeds: count('seeds', values.seeds, 1000),
    from: values.from === 'new' ? randomInt(1_000_000, 2 ** 40) : count('from', values.from, 1),
    seed: values.seed === undefined ? undefined : count('seed', values.seed, 1),
    faults: faultsOf(values.faults),
    workers: count('workers', values.workers, cores),
    wire: wireOf(values.wire),
    node: values.node,
    json: values.json === true,
    docs: values.docs === true,
  };
}

const OPTIONS = {
  help: { type: 'boolean' },
  seeds: { type: 'string' },
  from: { type: 'string' },
  seed: { type: 'string' },
  faults: { type: 'string' },
  workers: { type: 'string' },
  wire: { type: 'string' },
  node: { type: 'string' },
  json: { type: 'boolean' },
  docs: { type: 'boolean' },
} as const;

function count(name: string, given: string | undefined, otherwise: number): number {
  if (given === undefined) return otherwise;
  const value = Number(given);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new UsageError(`--${name} ${given}: a whole number from 1 on`);
  return value;
}

function wireOf(given: string | undefined): Wire | undefined {
  if (given === undefined || given === 'sources' || given === 'bundle') return given;
  throw new UsageError(`--wire ${given}: known are sources and bundle`);
}

function faultsOf(given: string | undefined): readonly FaultName[] | undefined {
  if (given === undefined) return undefined;
  if (given === 'none') return [];
  return given.split(',').map((name) => {
    const known = FAULTS.find((fault) => fault === name);
    if (known === undefined)
      throw new UsageError(`--faults ${name}: known are ${FAULTS.join(', ')}, and none`);
    return known;
  });
}

await command(main);
