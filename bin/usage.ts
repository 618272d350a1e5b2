import { parseArgs, type ParseArgsConfig } from 'node:util';

/** A wrong flag, name or file: one clear line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The flags of the command line. Throws UsageError on one that is not known, or that lacks its value. */
export function flagsOf<T extends NonNullable<ParseArgsConfig['options']>>(options: T, help: string) {
  try {
    return parseArgs({ options }).values;
  } catch (thrown) {
    throw new UsageError(`${(thrown as Error).message.split('. ')[0] ?? ''} (${help} lists the flags)`);
  }
}

/** Runs a command; a UsageError becomes its line and exit code 2. */
export async function command(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    console.error(thrown.message);
    process.exitCode = 2;
  }
}
