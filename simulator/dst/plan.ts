import type { InstanceProps } from '../ec2/simulated-instance.ts';
import { SeededRandom } from '../runtime/seeded-random.ts';
import { drawFleet } from './workload/draw-fleet.ts';
import { drawParameters, type Parameters } from './workload/draw-parameters.ts';
import { drawWorkload } from './workload/draw-workload.ts';
import { FAULTS, type FaultName } from './faults/fault-names.ts';
import type { WorkloadEvent } from './workload/workload.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** For this long before the end of a run nothing new happens, so that what must come to an end can. */
export const CALM_MS = 85 * MINUTE;

/** Everything that a seed decides before its run begins; latencies and faults are drawn as it goes. */
export interface Plan {
  readonly seed: string;
  /** How long the run lasts in virtual time, the calm at its end included. */
  readonly lengthMs: number;
  readonly parameters: Parameters;
  readonly fleet: readonly InstanceProps[];
  /** The events that happen to the fleet, in order. */
  readonly workload: readonly WorkloadEvent[];
  readonly faults: ReadonlySet<FaultName>;
  /** By how much EC2's clock is ahead of the function's. */
  readonly ec2ClockAheadMs: number;
}

/**
 * In: a seed, and the faults that its run is to have (drawn, unless told otherwise). Out: the plan of its run. The same seed
 * gives the same plan; each part draws from a stream of its own.
 */
export function drawPlan(seed: number | string, faults?: readonly FaultName[]): Plan {
  const random = new SeededRandom(seed);
  const lengthMs = lengthOf(random.fork('length'));
  const parameters = drawParameters(random.fork('parameters'));
  const fleet = drawFleet(random.fork('fleet'));
  const workload = drawWorkload(random.fork('workload'), { fleet, lengthMs: lengthMs - CALM_MS });
  return {
    seed: String(seed),
    lengthMs,
    parameters,
    fleet,
    workload,
    faults: faults === undefined ? drawFaults(random.fork('faults')) : new Set(faults),
    ec2ClockAheadMs: clockOf(random.fork('clock of EC2')),
  };
}

/** Most runs last about four hours, calm included; some more than a day, for what counts in days. */
function lengthOf(random: SeededRandom): number {
  return random.chance(0.006) ? random.integer(26, 34) * HOUR : random.integer(230, 256) * MINUTE;
}

/** One run in seven is without faults: then everything must go like clockwork. */
function drawFaults(random: SeededRandom): ReadonlySet<FaultName> {
  if (random.chance(1 / 7)) return new Set();
  const share = random.pick([0.1, 0.25, 0.4]);
  return new Set(FAULTS.filter(() => random.chance(share)));
}

/** As a rule a few milliseconds; now and then a second or two, seldom so much that nobody expects it. */
function clockOf(random: SeededRandom): number {
  const kind = random.next();
  if (kind < 0.6) return random.integer(-50, 50);
  return kind < 0.8 ? random.integer(-1_900, 900) : random.integer(-6_000, -2_100);
}
