/** So many runs of a property; more with FUZZ_FACTOR, as `npm run test:fuzz` sets it: its seed is fixed, so that a failure comes again. */
export function fuzzRuns(runs: number): number {
  return Math.ceil(runs * Number(process.env.FUZZ_FACTOR ?? 1));
}
