import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SimulatedInstance } from '../../../simulator/ec2/simulated-instance.ts';
import { stateChange } from '../../../simulator/events/event-shapes.ts';
import { SimulatedRegion } from '../../../simulator/runtime/simulated-region.ts';
import { EXAMPLE_OWNER } from '../../../simulator/template/example-owner.ts';
import { resolveTemplate } from '../../../simulator/template/template.ts';
import { runCalmly, TEMPLATE } from '../a-region.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const HOME = { region: 'ap-northeast-1', account: '123456789012' };

/** A table as version 0.1.0 had written it at a bad moment, and the instances as EC2 showed them then. */
interface Scene {
  readonly seed: string;
  readonly at: number;
  readonly kinds: readonly string[];
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly items: readonly (Readonly<Record<string, unknown>> & { readonly id: string })[];
  readonly instances: readonly SimulatedInstance[];
}

const SCENES = JSON.parse(
  readFileSync(join(import.meta.dirname, 'records-of-0.1.0.json'), 'utf8'),
) as readonly Scene[];

interface OldAlert {
  readonly id: string;
}

/** The new version is deployed over the table, and nothing else goes wrong any more. */
async function upgraded(scene: Scene): Promise<SimulatedRegion> {
  const template = resolveTemplate(TEMPLATE, {
    ...HOME,
    parameters: { ...EXAMPLE_OWNER, ...scene.parameters },
  });
  const region = new SimulatedRegion({ template, ...HOME, seed: scene.seed, startAt: scene.at });
  const [table] = template.tables();
  for (const Item of scene.items)
    region.dynamodb.answer('PutCommand', { TableName: table?.name, Item }, scene.at);
  for (const dumped of scene.instances) {
    const instance = region.add({ id: dumped.id });
    Object.assign(instance, { publicIp: undefined, name: undefined }, dumped);
    // What EC2 was about to do when the picture was taken.
    if (instance.state === 'stopping') becomes(instance, 'stopped', region);
    if (instance.state === 'pending') becomes(instance, 'running', region);
    if (instance.state === 'shutting-down') becomes(instance, 'terminated', region);
  }
  await runCalmly(region, 4 * HOUR);
  return region;
}

function becomes(
  instance: SimulatedInstance,
  state: SimulatedInstance['state'],
  region: SimulatedRegion,
): void {
  region.clock.after(MINUTE / 2, () => {
    instance.state = state;
    region.deliver(stateChange(region.origin(), instance.id, state));
  });
}

function itemsOf(region: SimulatedRegion, scene: Scene): readonly Scene['items'][number][] {
  const [table] = resolveTemplate(TEMPLATE, { ...HOME, parameters: EXAMPLE_OWNER }).tables();
  expect(scene.items.length).toBeGreaterThan(0);
  return region.dynamodb.table(table?.name ?? '').items() as readonly Scene['items'][number][];
}

function waitingAlertsOf(scene: Scene): readonly string[] {
  return scene.items.flatMap(({ outbox }) => ((outbox ?? []) as OldAlert[]).map(({ id }) => id));
}

function sentBy(region: SimulatedRegion): ReadonlySet<string> {
  const ids = region.journal.of('mail').flatMap(({ attributes }) => {
    const { id, alertIds = [] } = JSON.parse(attributes.alert ?? '{}') as {
      id?: string;
      alertIds?: string[];
    };
    return id === undefined ? alertIds : [id, ...alertIds];
  });
  return new Set(ids);
}

const IN_RECOVERY = new Set(['stopping', 'starting', 'verifying']);

describe.each(
  SCENES.map((scene) => [`${scene.seed} at ${new Date(scene.at).toISOString()}`, scene] as const),
)('a table that version 0.1.0 has left in the run of seed %s', (_, scene) => {
  it('is read and finished: no recovery stays open, every alert that waited is sent', async () => {
    const region = await upgraded(scene);
    const errors = region.journal.of('log').filter(({ level }) => level === 'error');
    expect(errors.map(({ message }) => message)).toEqual([]);
    expect(region.journal.of('dead letter')).toEqual([]);

    const waiting = waitingAlertsOf(scene);
    const sent = sentBy(region);
    expect(waiting.filter((id) => !sent.has(id))).toEqual([]);

    const items = itemsOf(region, scene);
    const open = items.filter(({ phase }) => IN_RECOVERY.has(String(phase)));
    // What cannot be finished waits for AWS or for a human, who was told.
    for (const { id, told } of open)
      expect([id, Object.keys(told ?? {})]).toEqual([id, expect.arrayContaining([expect.any(String)])]);
    const { claims = [] } = (items.find(({ id }) => id === 'region') ?? {}) as {
      claims?: { instanceId: string }[];
    };
    expect(claims.map(({ instanceId }) => instanceId).sort()).toEqual(open.map(({ id }) => id).sort());
    // A record that nothing has changed since keeps its old form, and no alert in it.
    const left = items.filter(({ outbox }) => ((outbox ?? []) as OldAlert[]).length > 0);
    expect(left.map(({ id }) => id)).toEqual([]);
  });
});

it('the tables of version 0.1.0 hold every phase, every kind of refusal and alerts in every place', () => {
  const kinds = new Set(SCENES.flatMap((scene) => scene.kinds));
  for (const kind of [
    'phase watching',
    'phase stopping',
    'phase starting',
    'phase verifying',
    'region outbox',
    'thread outbox',
    'outbox closed',
    'outbox open',
    'hold brake',
    'hold claim',
  ])
    expect(kinds).toContain(kind);
});
