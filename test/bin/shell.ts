import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
/** More than ten times what any of these takes. */
export const LONG_MS = 120_000;

/** A line of the shell, with what CI systems set, which must not colour a pipe. */
export function shell(line: string): { code: number | null; out: string; err: string } {
  const env = { ...process.env, CI: 'true', NODE: process.execPath };
  const result = spawnSync('bash', ['-o', 'pipefail', '-c', line], { cwd: ROOT, encoding: 'utf8', env });
  return { code: result.status, out: result.stdout, err: result.stderr };
}
