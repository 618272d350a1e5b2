import { OUTCOMES } from '../../lambda/contract/metric-names.ts';
import { ROWS } from '../../lambda/core/incident/decision-table.ts';
import { ENGLISH } from '../../lambda/words/english.ts';
import type { SeedResult } from './worker-pool.ts';
import { FAULTS } from './faults/fault-names.ts';
import { INVARIANTS } from './invariants/invariants.ts';
import { HEALTH_EVENT_VARIANTS } from './workload/health-events/health-event-variants.ts';
import { INSTANCE_FAULTS } from './workload/failures/instance-faults.ts';
import { addCounts, type Counts } from './coverage.ts';
import { WORKLOAD_EVENTS } from './workload/workload.ts';

const HOUR = 3_600_000;

/** What many seeds must have met at least once, by kind. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  row: Object.keys(ROWS),
  refusal: Object.keys(ENGLISH).filter((key) => key.startsWith('refuse.')),
  fault: FAULTS,
  'workload event': WORKLOAD_EVENTS,
  'Health event variant': HEALTH_EVENT_VARIANTS,
  'instance fault': INSTANCE_FAULTS,
  outcome: OUTCOMES,
};

const INVARIANT_NAMES = INVARIANTS.map(({ name }) => name);

/** From this many seeds on each invariant must have had something to judge: one that never has would never be violated. */
const JUDGED_FROM_SEEDS = 1000;
/** From this many seeds on everything must have happened: with fewer, what is rare may be missing by chance. */
const HAPPENED_FROM_SEEDS = 3000;

/** The results of many seeds, added up. */
export class Summary {
  readonly counts: Counts = {};
  readonly violations: SeedResult[] = [];
  readonly #perSeed: Record<string, number[]> = {};
  seeds = 0;

  add(result: SeedResult): void {
    this.seeds += 1;
    addCounts(this.counts, result.counts);
    if (result.violations.length > 0) this.violations.push(result);
    const { total = {}, fault = {} } = result.counts;
    const figures = {
      'virtual hours': result.lengthMs / HOUR,
      incidents: total.incidents ?? 0,
      stops: total.stops ?? 0,
      starts: total.starts ?? 0,
      faults: Object.values(fault).reduce((sum, count) => sum + count, 0),
    };
    for (const [name, value] of Object.entries(figures)) (this.#perSeed[name] ??= []).push(value);
  }

  /** The median and the sum over all seeds of what was counted in each. */
  perSeed(): { readonly what: string; readonly median: number; readonly sum: number }[] {
    return Object.entries(this.#perSeed).map(([what, values]) => ({
      what,
      median: median(values),
      sum: values.reduce((sum, value) => sum + value, 0),
    }));
  }

  /** What should have happened and did not, and which invariants had nothing to judge: a line for each. */
  gaps(): string[] {
    const unjudged = this.seeds < JUDGED_FROM_SEEDS ? [] : missing(INVARIANT_NAMES, this.counts.judged);
    const kinds = this.seeds < HAPPENED_FROM_SEEDS ? [] : Object.entries(EXPECTED);
    return [
      ...unjudged.map((name) => `NEVER JUDGED: ${name}`),
      ...kinds.flatMap(([kind, names]) =>
        missing(names, this.counts[kind]).map((name) => `NEVER HAPPENED: ${kind} ${name}`),
      ),
    ];
  }

  /** The summary as lines for a terminal. */
  lines(): string[] {
    const figures = this.perSeed().map(
      ({ what, median: middle, sum }) =>
        `  ${what.padEnd(14)} median ${rounded(middle).padStart(6)}   in all ${rounded(sum).padStart(9)}`,
    );
    const kinds = Object.keys(EXPECTED).flatMap((kind) => {
      const names = EXPECTED[kind] ?? [];
      const cells = names.map(
        (name) => `${name.replace('refuse.', '')} ${(this.counts[kind]?.[name] ?? 0).toLocaleString('en')}`,
      );
      return [`  ${kind}s:`, ...inColumns(cells)];
    });
    const { total = {} } = this.counts;
    const others = ['forced stops', 'failed invocations', 'dead letters'].map(
      (name) => `${name} ${(total[name] ?? 0).toLocaleString('en')}`,
    );
    const judged = INVARIANT_NAMES.map(
      (name) => `${name} ${(this.counts.judged?.[name] ?? 0).toLocaleString('en')}`,
    );
    return [
      'per seed:',
      ...figures,
      'over all seeds:',
      ...kinds,
      `  others: ${others.join(', ')}`,
      'how often each invariant had something to judge:',
      ...inColumns(judged, 2, 52),
    ];
  }
}

function missing(names: readonly string[], counts: Readonly<Record<string, number>> = {}): string[] {
  return names.filter((name) => (counts[name] ?? 0) === 0);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function rounded(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 1 });
}

function inColumns(cells: readonly string[], columns = 3, width = 34): string[] {
  const lines: string[] = [];
  for (let start = 0; start < cells.length; start += columns) {
    lines.push(
      `    ${cells
        .slice(start, start + columns)
        .map((cell) => cell.padEnd(width))
        .join('')
        .trimEnd()}`,
    );
  }
  return lines;
}
