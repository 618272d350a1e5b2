import { shapeOf } from '../../../aws/ec2-errors.ts';
import type { AroundTheMove } from '../../../core/gate/move-order.ts';
import { groupOf } from '../../../core/gate/policy.ts';
import { isOpen } from '../../../core/model/incident.ts';
import type { FoundInstance } from '../../../core/model/observation.ts';
import type { Invocation } from '../invocation.ts';

/** What is read right before a planned move would begin, when nothing cheaper refuses it. */
export async function readAround(observation: FoundInstance, r: Invocation): Promise<AroundTheMove> {
  const [members, open] = await Promise.all([
    read('the members of its group', observation, r, () => membersOf(observation, r)),
    read('the open incidents', observation, r, () => openIncidents(r)),
  ]);
  return { members, open };
}

async function membersOf({ instanceId, facts }: FoundInstance, r: Invocation) {
  const group = groupOf(facts.tags);
  if (group === undefined) return [];
  const ids = await r.lists.inGroup(group);
  // A list without the very one that asks leaves out others, too.
  if (!ids.includes(instanceId)) throw new Error(`${instanceId} is not in its own group`);
  return [...(await r.reader.observe(ids.filter((id) => id !== instanceId))).values()];
}

/** The index may lag by a minute; a move that is not back has stood in it since its announcement. */
async function openIncidents(r: Invocation) {
  const { instanceIds } = await r.incidents.unfinished();
  return [...(await r.incidents.read(instanceIds)).values()].filter(isOpen);
}

async function read<T>(
  what: string,
  { instanceId }: FoundInstance,
  r: Invocation,
  get: () => Promise<T>,
): Promise<T | 'unread'> {
  try {
    return await get();
  } catch (thrown) {
    r.log.warn(`${what} could not be read: not moving yet`, { instanceId, error: shapeOf(thrown).name });
    return 'unread';
  }
}
