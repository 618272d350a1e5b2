/** True in `npm run test:long`, which has the time for what is tried for every change in part only. */
export const IS_LONG = process.env.FUZZ_FACTOR !== undefined;

/**
 * So many runs of a property, or half of them for every change; more with FUZZ_FACTOR, as `npm run test:long` sets it. Its seed is
 * fixed, so that a failure comes again.
 */
export function fuzzRuns(runs: number): number {
  return Math.ceil(runs * Number(process.env.FUZZ_FACTOR ?? 0.5));
}

/** How many instances fail at once: those of the incident in `npm run test:long`, an eighth of them for every change. */
export function fleetOf(instances: number): number {
  return IS_LONG ? instances : Math.ceil(instances / 8);
}
