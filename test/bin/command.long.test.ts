import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
/** More than ten times what any of these takes. */
const LONG_MS = 120_000;

/** A line of the shell, with what CI systems set, which must not colour a pipe. */
function shell(line: string): { code: number | null; out: string; err: string } {
  const env = { ...process.env, CI: 'true', NODE: process.execPath };
  const result = spawnSync('bash', ['-o', 'pipefail', '-c', line], { cwd: ROOT, encoding: 'utf8', env });
  return { code: result.status, out: result.stdout, err: result.stderr };
}

describe('a command', () => {
  it(
    'shows the whole first screen, the long scenarios from a process of their own',
    () => {
      const { code, out, err } = shell('"$NODE" --import tsx bin/local.ts');
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toMatch(/retirement-in-window +announced, moved in 3m +1 stop, 1 start, 4 mails/);
      expect(out).not.toContain('\u001b[');
    },
    LONG_MS,
  );
});
