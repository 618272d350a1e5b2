import { readdirSync } from 'node:fs';

/**
 * Every test file of core as one, for mutation testing: a mutant then costs a quarter of a second, not two, because
 * Jest sets up one environment and not twenty. Left out are the tests on thousands of random situations: what only they
 * would notice counts as survived.
 */
const SLOW = /(?:^|\/)(?:fuzz-|properties|gate-monotonic)/;

const here = new URL('.', import.meta.url);
const files = readdirSync(here, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.test.ts'),
);
for (const name of files.filter((one) => !SLOW.test(one)).sort()) await import(`./${name}`);
