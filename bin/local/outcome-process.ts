import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Outcome, OutcomesRequest, RunElsewhere } from './surroundings.ts';

/**
 * Runs scenarios in a process of its own. It loads the simulation while the stack is synthesized, and on a second core the
 * long scenarios take no time of their own.
 */
export function outcomesInProcess(): RunElsewhere {
  const child = fork(fileURLToPath(import.meta.url), [IS_CHILD]);
  process.once('exit', () => child.kill());
  // A command that ends early does not wait for it.
  child.unref();
  child.channel?.unref();
  return async (request) => {
    child.ref();
    child.channel?.ref();
    try {
      return await new Promise<readonly Outcome[]>((resolve, reject) => {
        child.once('message', (outcomes) => {
          resolve(outcomes as Outcome[]);
        });
        child.once('exit', (code) => {
          reject(new Error(`the process of the long scenarios ended with code ${String(code)}`));
        });
        child.send(request);
      });
    } finally {
      child.disconnect();
    }
  };
}

const IS_CHILD = '--outcomes';

if (process.argv[2] === IS_CHILD && process.argv[1] === fileURLToPath(import.meta.url)) {
  const ready = Promise.all([import('./first-screen.ts'), import('../../simulator/template/template.ts')]);
  process.once('message', (request: OutcomesRequest) => {
    void ready.then(async ([{ outcomesOf }, { loadTemplate }]) => {
      const { names, parameters, seed } = request;
      const template = loadTemplate(request.template);
      process.send?.(await outcomesOf(names, { template, parameters, seed }));
    });
  });
}
