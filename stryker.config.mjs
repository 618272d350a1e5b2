/**
 * Mutation testing of the pure core: each fault that Stryker puts into it should make a test fail. Nothing is left out,
 * neither files nor kinds of faults; `docs/verification.md` explains what survives. Stryker itself leaves alone what is
 * `as const` (the sentences, the parameters, the words of the decision table): rules in `sentences.test.ts` and
 * `parameters.test.ts` hold for every entry of these.
 */
export default {
  mutate: ['lambda/core/**/*.ts'],
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: {
    enableFindRelatedTests: false,
    config: {
      // The tests of core only, in one file: 0.3 seconds for a mutant instead of three.
      testMatch: ['<rootDir>/test/lambda/core/all-but-slow.ts'],
      noStackTrace: true,
      watchman: false,
    },
  },
  // Each mutant meets the tests that reach it. Constants are reached when their file is loaded and meet all tests; they
  // are not left out (`ignoreStatic`), because the minutes and the limits are among them.
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // Long enough for a busy machine: a time-out counts as noticed, and must mean an endless loop.
  timeoutMS: 30_000,
  // Jest keeps something of every run: with 150 runs in one process a mutant costs twice as much, and a gigabyte.
  maxTestRunnerReuse: 20,
  ignorePatterns: ['/bin', '/cdk.out', '/coverage', '/docs', '/lib', '/scripts', '/simulator'],
  tempDirName: 'coverage/stryker',
  reporters: ['clear-text', 'html', 'json', 'progress-append-only'],
  htmlReporter: { fileName: 'coverage/mutation.html' },
  jsonReporter: { fileName: 'coverage/mutation.json' },
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  allowConsoleColors: false,
  thresholds: { high: 95, low: 90, break: 90 },
};
