import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';
import prettier from 'eslint-config-prettier';

/** What the pure core may not reach for: it takes `now` and data in, and gives decisions out. */
const CORE_IMPORTS = {
  patterns: [
    {
      group: ['@aws-sdk/*', '@aws-lambda-powertools/*', 'aws-cdk-lib', 'aws-cdk-lib/*', 'node:*'],
      message: 'core is pure',
    },
  ],
};

/** No clock of its own: a time is formatted from a number that came in, never asked for. */
const NO_CLOCK = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'pass `now` in' },
  { selector: "CallExpression[callee.name='Date']", message: 'pass `now` in' },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'pass `now` in',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'pure code draws no lots',
  },
  { selector: ':function[async=true]', message: 'core is synchronous' },
];

export default tseslint.config(
  { ignores: ['node_modules', 'cdk.out', 'coverage'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unnecessary-condition': 'error',
      'no-console': 'error',
      // `const { left: _, ...rest } = record` is how a field is taken out of a record.
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_+$', ignoreRestSiblings: true }],
    },
  },
  {
    files: ['lambda/core/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', CORE_IMPORTS],
      'no-restricted-syntax': ['error', ...NO_CLOCK],
      'no-restricted-globals': [
        'error',
        'process',
        'console',
        'fetch',
        'setTimeout',
        'setInterval',
        'setImmediate',
      ],
    },
  },
  { files: ['bin/**/*.ts', 'scripts/**/*.ts'], rules: { 'no-console': 'off' } },
  prettier,
);
