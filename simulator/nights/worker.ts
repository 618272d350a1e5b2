import { dirname } from 'node:path';
import * as sources from '../../lambda/handlers/responder.ts';
import { loadTemplate, resolveTemplate } from '../template.ts';
import { loadBundle, type HandlerModule } from '../wire/bundle.ts';
import { readSharedConfig } from '../wire/clients.ts';
import type { Order, SeedResult, Wire } from './crew.ts';
import { runNight } from './night.ts';

/** One process of the crew: gets seeds, one at a time, and tells what came of each. */
process.on('message', (order: Order) => {
  void carryOut(order).then((result) => process.send?.(result));
});

interface Loaded {
  readonly template: ReturnType<typeof loadTemplate>;
  readonly wire: HandlerModule | undefined;
}

let loaded: Promise<Loaded> | undefined;

async function carryOut({ seed, template: path, faults, wire: kind }: Order): Promise<SeedResult> {
  try {
    const { template, wire } = await (loaded ??= load(path, kind));
    const { plan, violations, counts, digest } = await runNight(template, seed, { faults, wire });
    return { seed, lengthMs: plan.lengthMs, violations, counts, digest };
  } catch (thrown) {
    const what = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    const violations = [{ promise: 'the simulation runs', at: 0, what }];
    return { seed, lengthMs: 0, violations, counts: {}, digest: '' };
  }
}

async function load(path: string, kind: Wire | undefined): Promise<Loaded> {
  const template = loadTemplate(path);
  if (kind === undefined) return { template, wire: undefined };
  const region = 'ap-northeast-1';
  const [fn] = resolveTemplate(template, { region, account: '123456789012' }).functions();
  if (fn === undefined) throw new Error('the template has no function');
  const wire = kind === 'bundle' ? await loadBundle(dirname(path), fn) : sources;
  await readSharedConfig(wire.clientsFor({ region }));
  return { template, wire };
}
