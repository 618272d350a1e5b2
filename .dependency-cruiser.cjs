/**
 * Who may import whom, type imports included: functions → aws, words → core → contract; lib → contract. A cycle of types
 * alone ties files together as much as any other.
 */
const only = (from, ...allowed) => ({
  name: `${from.replaceAll('/', '-')}-imports`,
  severity: 'error',
  from: { path: `^${from}/` },
  to: { path: '^(lambda|lib|simulator|test|bin|scripts)/', pathNot: allowed.map((one) => `^${one}/`) },
});

module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    only('lambda/contract', 'lambda/contract'),
    only('lambda/core/model', 'lambda/core/model', 'lambda/contract'),
    only('lambda/core', 'lambda/core', 'lambda/contract'),
    only('lambda/words', 'lambda/words', 'lambda/core', 'lambda/contract'),
    only('lambda/aws', 'lambda/aws', 'lambda/core', 'lambda/contract'),
    {
      name: 'no-function-imports-another',
      severity: 'error',
      from: { path: '^lambda/functions/([^/]+)/' },
      to: { path: '^lambda/functions/', pathNot: '^lambda/functions/$1/' },
    },
    only('lambda', 'lambda'),
    only('lib', 'lib', 'lambda/contract'),
    only('simulator', 'simulator', 'lambda', 'lib'),
    {
      name: 'core-is-pure',
      comment: 'It takes `now` and data in, and gives decisions out.',
      severity: 'error',
      from: { path: '^lambda/(core|contract|words)/' },
      to: { dependencyTypes: ['core'], pathNot: '^$' },
    },
    {
      name: 'core-knows-no-sdk',
      severity: 'error',
      from: { path: '^lambda/(core|contract|words)/' },
      to: { path: 'node_modules/(@aws-sdk|@aws-lambda-powertools|aws-cdk-lib)/' },
    },
    { name: 'no-orphan-import', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js'],
      // Without it no `exports` of a package is heeded, and one that has nothing else is not found.
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
