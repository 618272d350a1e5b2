import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { createResponder } from '../../lambda/functions/responder/create-responder.ts';
import type { clientsFor } from '../../lambda/functions/responder/handler.ts';
import type { LambdaFunction } from '../template/template.ts';

/** The parts of a handler's module that the simulated Lambda runs it by. */
export interface HandlerModule {
  readonly createResponder: typeof createResponder;
  readonly clientsFor: typeof clientsFor;
}

/** In the order in which Lambda looks. */
const EXTENSIONS = ['.js', '.mjs', '.cjs'];

/**
 * In: the directory of the synthesized stack and a function of its template. Out: the built, minified code of the
 * function, found and loaded as Lambda does: the file and the export that the setting Handler names, in the asset.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
export async function loadBundle(assembly: string, fn: LambdaFunction): Promise<HandlerModule> {
  if (fn.codeAsset === undefined) throw new Error(`template: ${fn.logicalId} has no code in an asset`);
  const [, path = '', name = ''] = /^(.+)\.([^.]+)$/.exec(fn.handler) ?? [];
  const module = resolve(assembly, fn.codeAsset, path);
  const file = EXTENSIONS.map((extension) => module + extension).find((one) => existsSync(one));
  if (file === undefined)
    throw new Error(`Runtime.ImportModuleError: Handler is ${fn.handler}, and there is no ${module}`);
  const loaded = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  for (const needed of [name, 'createResponder', 'clientsFor']) {
    if (typeof loaded[needed] !== 'function')
      throw new Error(`Runtime.HandlerNotFound: ${join(fn.codeAsset, path)} exports no function ${needed}`);
  }
  return loaded as unknown as HandlerModule;
}
