import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { Wire } from './code-under-test.ts';
import type { FaultName } from './faults/fault-names.ts';
import type { Mutant } from './mutants/mutant.ts';
import type { Violation } from './checking/checker.ts';
import type { Counts } from './coverage.ts';

const ROOT = join(import.meta.dirname, '..', '..');

export interface SeedTask {
  readonly seed: number;
  /** The path of the synthesized template. */
  readonly template: string;
  readonly faults?: readonly FaultName[] | undefined;
  readonly wire?: Wire | undefined;
}

export interface SeedResult {
  readonly seed: number;
  readonly lengthMs: number;
  readonly violations: readonly Violation[];
  readonly counts: Counts;
  readonly digest: string;
}

export interface WorkerPoolProps {
  readonly template: string;
  readonly workers: number;
  readonly faults?: readonly FaultName[] | undefined;
  /** @default no wire: the handler's calls are answered at `send` */
  readonly wire?: Wire | undefined;
  /** The Node that runs the workers. @default this one */
  readonly node?: string | undefined;
  /** Runs the responder with this mutation. */
  readonly mutant?: Mutant;
}

/**
 * Runs many seeds in as many processes as there are workers. Each process runs one bundle of the
 * simulation and the responder, which starts in a fraction of the time that the sources take.
 */
export class WorkerPool {
  readonly #props: WorkerPoolProps;
  readonly #directory = mkdtempSync(join(tmpdir(), 'ec2-responder-simulation-'));

  constructor(props: WorkerPoolProps) {
    this.#props = props;
    process.once('exit', this.#cleanUp);
  }

  /** In: the seeds, and a callback that is given each result and says whether to go on. */
  async run(seeds: Iterable<number>, heard: (result: SeedResult) => boolean): Promise<void> {
    const entry = await this.#bundled();
    const left = seeds[Symbol.iterator]();
    const workers = Array.from({ length: this.#props.workers }, () => this.#work(entry, left, heard));
    try {
      await Promise.all(workers.map(({ done }) => done));
    } finally {
      for (const { child } of workers) child.kill();
      this.#cleanUp();
      process.off('exit', this.#cleanUp);
    }
  }

  readonly #cleanUp = (): void => {
    rmSync(this.#directory, { recursive: true, force: true });
  };

  #work(entry: string, left: Iterator<number, unknown>, heard: (result: SeedResult) => boolean) {
    const { template, faults, wire, node } = this.#props;
    const child: ChildProcess = fork(entry, {
      ...(node === undefined ? {} : { execPath: node }),
      // A run allocates much that soon is garbage: a larger young generation halves the time for collecting it.
      execArgv: ['--enable-source-maps', '--max-semi-space-size=64'],
      env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    });
    const done = new Promise<void>((resolve, reject) => {
      const next = (): void => {
        const drawn = left.next();
        if (drawn.done === true) resolve();
        else child.send({ seed: drawn.value, template, faults, wire } satisfies SeedTask);
      };
      child.on('message', (result: SeedResult) => {
        if (heard(result)) next();
        else resolve();
      });
      child.on('error', reject);
      child.on('exit', (code) => {
        reject(new Error(`a worker of the simulation ended with code ${String(code)}`));
      });
      next();
    });
    return { child, done };
  }

  async #bundled(): Promise<string> {
    const outfile = join(this.#directory, 'worker.mjs');
    const { mutant } = this.#props;
    await build({
      absWorkingDir: ROOT,
      entryPoints: [join(import.meta.dirname, 'worker.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      mainFields: ['module', 'main'],
      sourcemap: 'inline',
      banner: { js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);" },
      plugins: mutant === undefined ? [] : [mutated(mutant)],
      logLevel: 'silent',
    });
    return outfile;
  }
}

/** The responder with one mutant; a mutant that no longer fits the source is an error, not a mutant that does nothing. */
function mutated({ name, file, find, replace }: Mutant): Plugin {
  return {
    name,
    setup(built) {
      built.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (relative(ROOT, path) !== file) return undefined;
        const source = await readFile(path, 'utf8');
        const places = source.split(find).length - 1;
        if (places !== 1)
          throw new Error(`mutant "${name}": its text is ${places} times in ${file}, not once`);
        return { contents: source.replace(find, () => replace), loader: 'ts' };
      });
    },
  };
}
