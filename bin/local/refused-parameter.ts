import { UsageError } from '../usage.ts';

/**
 * Does what needs the parameters of the stack. CloudFormation refuses some values by the patterns of the template, and a
 * function would not go by others: to the owner both are one line about what was set.
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
    // By name: in a bundle or another realm the class is another.
    if (!(thrown instanceof Error) || thrown.name !== 'ParameterError') throw thrown;
    // Only what was set can be wrong: the defaults are right.
    const [problem = ''] = thrown.message.split('\n');
    const given = Object.entries(set).find(([name]) => problem.includes(name)) ?? [];
    throw new UsageError(given[0] === undefined ? problem : `${problem}; correct --set ${given.join('=')}`);
  }
}
