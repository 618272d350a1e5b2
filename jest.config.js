import process from 'node:process';

export default {
  // As many processes as there are cores: Jest leaves one idle otherwise, of two.
  maxWorkers: '100%',
  // A process keeps what each file has loaded: beyond this its collector takes longer than a new process.
  workerIdleMemoryLimit: '600MB',
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // What has its own command: `npm run test:long`.
  testPathIgnorePatterns: [
    '/node_modules/',
    ...(process.env.FUZZ_FACTOR === undefined ? ['[.]long[.]test[.]ts$'] : []),
  ],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  // Ten times what the longest takes on a quiet machine: no test fails because a machine is slow.
  testTimeout: 120_000,
};
