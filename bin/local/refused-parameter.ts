import { UsageError } from '../usage.ts';

/**
 * Does what needs the parameters of the stack. CloudFormation refuses some values by the patterns of the template, and a
 * function refuses others at its cold start: to the owner both are one line about what was set.
 *
 * @throws UsageError with what, the value got, what is allowed, and what to correct
 */
export async function withParameters<T>(
  set: Readonly<Record<string, string>>,
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof Error) || !REFUSALS.has(thrown.name)) throw thrown;
    // Only what was set can be wrong: the defaults are right.
    const [first = ''] = thrown.message.split('\n');
    const problem = first.replace(/; correct the stack parameter$/, '');
    if (problem.endsWith('correct one of them')) throw new UsageError(problem);
    const given = Object.entries(set).find(([name]) => problem.includes(name)) ?? [];
    throw new UsageError(given[0] === undefined ? problem : `${problem}; correct --set ${given.join('=')}`);
  }
}

/** By name: in a bundle or another realm the classes are others. */
const REFUSALS: ReadonlySet<string> = new Set(['ParameterError', 'SettingsError']);
