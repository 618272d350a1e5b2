import { EXAMPLE_OWNER } from '../template/example-owner.ts';
import { dirname } from 'node:path';
import * as sources from '../../lambda/functions/responder/handler.ts';
import { loadTemplate, resolveTemplate } from '../template/template.ts';
import { loadBundle, type HandlerModule } from '../wire/load-bundle.ts';
import { readSharedConfig } from '../wire/clients.ts';

/** The real SDK clients down to bytes: over the sources of the handler, or over the bundle that is deployed. */
export type Wire = 'sources' | 'bundle';

export interface CodeUnderTest {
  readonly template: ReturnType<typeof loadTemplate>;
  /** Undefined: the sources, answered at `send`. */
  readonly wire: HandlerModule | undefined;
}

/** In: the path of the synthesized template, and whether the code is to run over the wire. Out: what a run needs of both. */
export async function loadCode(path: string, kind: Wire | undefined): Promise<CodeUnderTest> {
  const template = loadTemplate(path);
  if (kind === undefined) return { template, wire: undefined };
  const region = 'ap-northeast-1';
  const [fn] = resolveTemplate(template, {
    region,
    account: '123456789012',
    parameters: EXAMPLE_OWNER,
  }).functions();
  if (fn === undefined) throw new Error('the template has no function');
  const wire = kind === 'bundle' ? await loadBundle(dirname(path), fn) : sources;
  await readSharedConfig(wire.clientsFor({ region }));
  return { template, wire };
}
