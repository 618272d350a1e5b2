import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp, STACK_NAME, type ResponderAppProps } from './app.ts';
import { bundle, RESPONDER_ENTRY } from './bundle.ts';

export interface Synthesized {
  /** The path of the template. */
  readonly template: string;
  /** The path of the function's bundle. */
  readonly bundle: string;
}

/**
 * Synthesizes the stack into a directory of its own, which is gone when the process ends: what runs beside it (another
 * local run, the tests) keeps its own `cdk.out`.
 */
export async function synthesize({
  validate = true,
}: Pick<ResponderAppProps, 'validate'> = {}): Promise<Synthesized> {
  const outdir = mkdtempSync(join(tmpdir(), 'ec2-responder-'));
  process.once('exit', () => {
    rmSync(outdir, { recursive: true, force: true });
  });
  const bundleDirectory = join(outdir, 'bundle');
  const app = await createApp({
    bundle: () => bundle(RESPONDER_ENTRY, bundleDirectory),
    outdir,
    validate,
  });
  app.synth();
  return {
    template: join(outdir, `${STACK_NAME}.template.json`),
    bundle: join(bundleDirectory, 'index.mjs'),
  };
}
