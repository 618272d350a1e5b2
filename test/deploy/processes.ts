import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Variables } from './local-only.ts';

export type Child = ChildProcessByStdio<Writable, Readable, Readable>;

const running = new Set<Child>();
const folders = new Set<string>();
let watching = false;

export interface StartOptions {
  readonly env: Variables;
  readonly cwd?: string;
}

/**
 * Starts a program in a process group of its own, so that it can be ended with everything that it started. However this
 * process ends, Ctrl-C included, the group ends with it.
 */
export function start(program: string, args: readonly string[], options: StartOptions): Child {
  endAllWithThisProcess();
  const child = spawn(program, args, { ...options, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  // A child that ends without reading is told of by its exit code.
  child.stdin.on('error', () => undefined);
  return child;
}

export interface Ended {
  /** Null where a signal ended it, the time-out among others. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, `timeoutMs` at most, with a text as its input. Rejects only where it cannot be started. */
export async function run(
  program: string,
  args: readonly string[],
  options: StartOptions & { readonly timeoutMs: number; readonly input?: string },
): Promise<Ended> {
  const child = start(program, args, options);
  child.stdin.end(options.input ?? '');
  const timer = setTimeout(() => {
    end(child);
  }, options.timeoutMs);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  try {
    const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    return { code, stdout, stderr };
  } finally {
    clearTimeout(timer);
  }
}

/** A folder for everything temporary; gone when this process ends. */
export function temporaryFolder(): string {
  endAllWithThisProcess();
  const folder = mkdtempSync(join(tmpdir(), 'ec2-responder-deploy-'));
  folders.add(folder);
  return folder;
}

/** Nothing that is started here has anything to save, so it is ended at once. */
function end({ pid }: Child): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function endAllWithThisProcess(): void {
  if (watching) return;
  watching = true;
  process.once('exit', () => {
    for (const child of running) end(child);
    for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  // The exit codes of a shell: 128 and the number of the signal.
  for (const [signal, code] of [
    ['SIGHUP', 129] as const,
    ['SIGINT', 130] as const,
    ['SIGTERM', 143] as const,
  ])
    process.once(signal, () => process.exit(code));
}
