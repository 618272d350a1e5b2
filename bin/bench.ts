import { EXAMPLE_OWNER } from '../simulator/template/example-owner.ts';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { synthesize } from '../lib/synthesize.ts';
import { SimulatedRegion } from '../simulator/runtime/simulated-region.ts';
import { loadTemplate, resolveTemplate } from '../simulator/template/template.ts';

/** Prints latencies and calls in the simulated Region, sizes and import time of the bundle. */

const SEEDS = 200;
const MINUTE = 60_000;
const START_AT = Date.parse('2026-11-21T18:00:00Z');
/** The limits. They are what the README and docs/verification.md claim; none is loosened without a word in the changelog. */
/** One more since a stop asks what a shutdown does: a safety read is never dropped for a number. */
const RECOVERY_CALLS = 26;
const SWEEP_CALLS = 6;
const BUNDLE_KIB = 670;
const IMPORT_RATIO = 2;
const failures: string[] = [];

const synthesized = await synthesize();
const template = loadTemplate(synthesized.template);

await latencies();
await callsOfOneRecovery();
await sweeps();
await brakeDenominators();
await zoneOfThousands();
await thousandsAtOnce();
bundleFigures();
if (failures.length > 0) {
  for (const failure of failures) console.error(`MISSED: ${failure}`);
  process.exitCode = 1;
}

function regionWith(
  seed: number,
  parameters: Readonly<Record<string, string | number>> = {},
  startAt = START_AT,
): SimulatedRegion {
  const at = { region: 'ap-northeast-1', account: '123456789012' };
  return new SimulatedRegion({
    template: resolveTemplate(template, { ...at, parameters: { ...EXAMPLE_OWNER, ...parameters } }),
    ...at,
    seed,
    startAt,
  });
}

/** From the pass that first finds the grace over to StopInstances, from the delivery of `stopped` to StartInstances. */
async function latencies(): Promise<void> {
  const stops: number[] = [];
  const starts: number[] = [];
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const region = regionWith(seed);
    const web = region.add({ name: 'web-1' });
    await region.run(3 * MINUTE + seed * 137);
    region.failHost(web);
    await region.run(20 * MINUTE);
    const { journal } = region;
    const invokedAt = (invocation: number): number =>
      journal.of('invoke').find((one) => one.invocation === invocation)?.at ?? Number.NaN;
    for (const call of journal.calls('StopInstances')) stops.push(call.at - invokedAt(call.invocation));
    for (const call of journal.calls('StartInstances')) starts.push(call.at - invokedAt(call.invocation));
  }
  report(
    `grace over → StopInstances, ${SEEDS} seeds`,
    inMs(stops),
    Math.max(...stops) < 2000 && stops.length === SEEDS,
  );
  report(
    'stopped delivered → StartInstances',
    inMs(starts),
    Math.max(...starts) < 2000 && starts.length === SEEDS,
  );
}

/** A grace of 0 makes the alarm's own event do all the work, so that everything counts and nothing hides in a sweep. */
async function callsOfOneRecovery(): Promise<void> {
  // EC2 looks at full minutes; sweeps at half ones leave the alarm time to come first.
  const region = regionWith(1, { SystemFailureGraceMinutes: 0 }, START_AT + MINUTE / 2);
  const web = region.add({ name: 'web-1' });
  region.failHost(web);
  await region.run(MINUTE / 2 + 1_000);
  region.alarm(web.id, 'StatusCheckFailed_System', 'ALARM');
  await region.run(15 * MINUTE);
  const byAction = new Map<string, number>();
  let total = 0;
  for (const call of region.journal.of('call').filter((one) => !one.sweep)) {
    total += 1;
    byAction.set(call.action, (byAction.get(call.action) ?? 0) + 1);
  }
  const list = [...byAction].sort((a, b) => b[1] - a[1]).map(([action, count]) => `${count} ${action}`);
  const acted = (byAction.get('StopInstances') ?? 0) === 1 && (byAction.get('StartInstances') ?? 0) === 1;
  report(
    'calls of one recovery outside sweeps',
    `${total} (at most ${RECOVERY_CALLS}): ${list.join(', ')}`,
    total <= RECOVERY_CALLS && acted,
  );
}

/** The second sweep of a process: the first looks once for what version 0.1.0 has left. */
async function sweeps(): Promise<void> {
  const counts: number[] = [];
  for (const size of [10, 10_000]) {
    const region = regionWith(1);
    for (let index = 0; index < size; index += 1) region.add();
    await region.run(MINUTE + MINUTE / 2);
    const first = region.journal.of('call').length;
    await region.run(MINUTE);
    counts.push(region.journal.of('call').length - first);
  }
  const [small = 0, large = 0] = counts;
  report(
    'calls of a sweep over healthy instances',
    `${large} over 10,000 instances, ${small} over 10 (at most ${SWEEP_CALLS})`,
    large <= SWEEP_CALLS && large <= small,
  );
}

/** The total of a zone is read only where BrakeMinimum (3) are impaired. */
async function brakeDenominators(): Promise<void> {
  const counted: number[] = [];
  for (const failed of [2, 3]) {
    const region = regionWith(1);
    const fleet = Array.from({ length: 30 }, () => region.add());
    for (const instance of fleet.slice(0, failed)) region.failHost(instance);
    await region.run(8 * MINUTE);
    counted.push(pagesOfZones(region));
  }
  const [two = -1, three = -1] = counted;
  report('reads of a zone’s total', `${two} with 2 impaired, ${three} with 3`, two === 0 && three > 0);
}

/** How often a zone was read for its total. */
function pagesOfZones(region: SimulatedRegion): number {
  const ofZone = region.journal
    .calls('DescribeInstances')
    .filter(({ input }) => JSON.stringify(input).includes('availability-zone'));
  return ofZone.length;
}

/** Four failed of 20,000 in one zone, and one in another: what is parsed takes its time. */
async function zoneOfThousands(): Promise<void> {
  const region = regionWith(1);
  const zone = Array.from({ length: 20_000 }, () => region.add({ availabilityZone: `${region.region}a` }));
  const other = region.add({ availabilityZone: `${region.region}c` });
  await region.run(2 * MINUTE);
  const failedAt = region.clock.now();
  for (const one of [...zone.slice(0, 4), other]) region.failHost(one);
  await region.run(20 * MINUTE);
  const stops = region.journal.calls('StopInstances').map(({ at }) => (at - failedAt) / 1_000);
  const failed = region.journal.of('failed').length;
  report(
    '4 failed of 20,000 in one zone, 1 in another',
    `${stops.length} stopped ${inSeconds(stops)} after the failure, ${pagesOfZones(region)} pages of the zone read, ${failed} invocations failed`,
    stops.length === 5 && Math.max(...stops) < 9 * 60 && failed === 0,
  );
}

/** 5,000 failed in one zone and one in another: it waits at most two minutes, and few mails name all. */
async function thousandsAtOnce(): Promise<void> {
  const region = regionWith(1);
  const hit = Array.from({ length: 5_000 }, () => region.add({ availabilityZone: `${region.region}a` }));
  const other = region.add({ name: 'db-1', availabilityZone: `${region.region}c` });
  await region.run(2 * MINUTE);
  const failedAt = region.clock.now();
  for (const one of [...hit, other]) region.failHost(one);
  await region.run(25 * MINUTE);
  const stops = region.journal.calls('StopInstances').map(({ at }) => (at - failedAt) / 1_000);
  const mails = region.journal.of('mail');
  const perMinute = Math.max(
    ...mails.map(({ at }) => mails.filter((one) => one.at >= at && one.at < at + MINUTE).length),
  );
  const bodies = mails.map(({ body }) => body).join();
  const unnamed = hit.filter(({ id }) => !bodies.includes(id)).length;
  const letters = region.journal.of('dead letter').length;
  report(
    '5,000 failed in one zone, 1 in another',
    `the 1 stopped ${inSeconds(stops)} after the failure; ${mails.length} mails, at most ${perMinute} in a minute, ${unnamed} unnamed; ${letters} dead letters`,
    stops.length === 1 && Math.max(...stops) < 9 * 60 && perMinute <= 10 && unnamed + letters === 0,
  );
}

function inSeconds(values: readonly number[]): string {
  return `${Math.round(Math.min(...values))} to ${Math.round(Math.max(...values))} s`;
}

function bundleFigures(): void {
  const bytes = readFileSync(synthesized.bundle);
  const kib = bytes.length / 1024;
  report('bundle, minified', `${kib.toFixed(0)} KiB (at most ${BUNDLE_KIB})`, kib <= BUNDLE_KIB);
  console.log(`  ${'zip'.padEnd(44)} ${(deflateRawSync(bytes, { level: 9 }).length / 1024).toFixed(0)} KiB`);
  const empty = importTime('data:text/javascript,');
  const ours = importTime(pathToFileURL(synthesized.bundle).href);
  const ratio = ours / empty;
  const figures = `${ours.toFixed(0)} ms, an empty Node ${empty.toFixed(0)} ms: ${ratio.toFixed(2)} times (at most ${IMPORT_RATIO})`;
  report('process that imports the bundle', figures, ratio <= IMPORT_RATIO);
}

/** The median of eleven processes from start to end. */
function importTime(url: string): number {
  const times = Array.from({ length: 11 }, () => {
    const start = performance.now();
    const result = spawnSync(
      process.execPath,
      ['--input-type=module', '-e', `await import(${JSON.stringify(url)})`],
      {
        env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
      },
    );
    if (result.status !== 0) throw new Error(`importing ${url} failed: ${result.stderr.toString()}`);
    return performance.now() - start;
  });
  return median(times);
}

function report(what: string, figures: string, met: boolean): void {
  console.log(`${met ? '✓' : '✗'} ${what.padEnd(44)} ${figures}`);
  if (!met) failures.push(what);
}

function inMs(values: readonly number[]): string {
  return `median ${Math.round(median(values))} ms, worst ${Math.round(Math.max(...values))} ms`;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
