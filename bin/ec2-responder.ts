import { createApp } from '../lib/app.ts';
import { bundleResponder } from '../lib/bundle.ts';
import { ContextError } from '../lib/deployment-regions.ts';

try {
  // Without the CLI the result goes where the CLI would put it: the simulator and the tests read it there.
  const outdir = process.env.CDK_OUTDIR ?? 'cdk.out';
  const app = await createApp({ bundle: bundleResponder, outdir });
  app.synth();
} catch (error) {
  if (!(error instanceof ContextError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
