import { parseArgs, type ParseArgsConfig } from 'node:util';

/** A wrong flag, name, file or parameter: one clear line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * The flags of the command line.
 *
 * @param args what stands behind the name of the command
 * @throws UsageError on one that is not known, that lacks its value, or that is given twice
 */
export function flagsOf<T extends NonNullable<ParseArgsConfig['options']>>(
  options: T,
  help: string,
  args: readonly string[] = process.argv.slice(2),
) {
  const { values, tokens } = parsed(options, help, args);
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    if (seen.has(token.name) && options[token.name]?.multiple !== true)
      throw new UsageError(`--${token.name}: given twice; give it once`);
    seen.add(token.name);
  }
  return values;
}

function parsed<T extends NonNullable<ParseArgsConfig['options']>>(
  options: T,
  help: string,
  args: readonly string[],
) {
  try {
    return parseArgs({ options, args: [...args], tokens: true });
  } catch (thrown) {
    throw new UsageError(`${(thrown as Error).message.split('. ')[0] ?? ''} (${help} lists the flags)`);
  }
}

/**
 * Runs a command; a UsageError becomes its line and exit code 2. When nobody reads on (`| head`), it ends quietly: what was
 * asked for has been read.
 */
export async function command(main: () => Promise<void>): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  try {
    await main();
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    console.error(thrown.message);
    process.exitCode = 2;
  }
}
