/** True in `npm run test:long`, which has the time for what is tried for every change in part only. */
export const IS_LONG = process.env.FUZZ_FACTOR !== undefined;

/** So many runs of a property; more with FUZZ_FACTOR, as `npm run test:long` sets it: its seed is fixed, so that a failure comes again. */
export function fuzzRuns(runs: number): number {
  return Math.ceil(runs * Number(process.env.FUZZ_FACTOR ?? 1));
}
