import { spawnSync } from 'node:child_process';
import { UsageError } from './usage.ts';

/** Of the runtime that lib/response.ts deploys to. */
export const LAMBDA_NODE = '24.9.0';
const DOWNLOAD_WITHIN_MS = 180_000;

export interface NodeProgram {
  readonly version: string;
  /** Undefined for the Node that runs already. */
  readonly path: string | undefined;
}

/**
 * The Node of the deployed runtime, as the npm registry has it, for the simulation and for what was deployed. Where npm cannot give
 * it, one line says so and they run on this one.
 *
 * @param wanted a release, such as 24.9.0, or `own` for the Node that runs already
 * @throws UsageError when npm cannot give the release that was asked for
 */
export function runtimeNode(wanted: string | undefined): NodeProgram {
  const own: NodeProgram = { version: process.versions.node, path: undefined };
  const version = wanted ?? LAMBDA_NODE;
  if (version === 'own' || version === own.version) return own;
  const path = programOf(version);
  if (path !== undefined) return { version, path };
  const why = `npm has no Node ${version} to give for ${process.platform}-${process.arch}`;
  if (wanted !== undefined) throw new UsageError(`--node ${version}: ${why}`);
  console.error(`skipped: the Node of the deployed runtime, since ${why}; this is ${own.version}`);
  return own;
}

function programOf(version: string): string | undefined {
  const name = `node-${process.platform}-${process.arch}@${version}`;
  const found = spawnSync(
    'npm',
    ['exec', '--yes', '--fetch-retries=1', `--package=${name}`, '--', 'node', '-p', 'process.execPath'],
    { encoding: 'utf8', timeout: DOWNLOAD_WITHIN_MS },
  );
  const path = found.status === 0 ? found.stdout.trim() : '';
  return path === '' ? undefined : path;
}
