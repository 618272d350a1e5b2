import { NO_ROOM, type NoRoom } from '../../../ec2/no-room.ts';
import type { SimulatedInstance } from '../../../ec2/simulated-instance.ts';
import { groupOf } from '../../ground-truth/oracle.ts';
import { failHost } from '../basic-events.ts';
import type { WorkloadEvent, WorkloadContext, WorkloadHandler } from '../workload.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** AWS has no room for a type in a zone. */
export const NO_ROOM_EVENTS = {
  'no-capacity': (instance, event, context) => {
    exhaust(instance, event.lastsMs, event, context);
    return true;
  },
  // One is stopped and finds no room; while it waits, the hosts of others of its kind fail, one after the other.
  'no-capacity-for-the-second': (instance, event, context) => {
    const { random } = event;
    const mates = context.fleet.filter((one) => isAlike(one, instance));
    if (mates.length === 0 || !failHost(instance, context)) return false;
    exhaust(instance, Math.max(HOUR, Math.min(event.lastsMs, 4 * HOUR)), event, context);
    let inMs = 0;
    for (const [index, mate] of mates.slice(0, random('how many').integer(1, 3)).entries()) {
      inMs += random(`apart ${index}`).integer(8, 25) * MINUTE;
      context.later(inMs, () => {
        failHost(mate, context);
      });
    }
    return true;
  },
} as const satisfies Record<string, WorkloadHandler>;

/** Of its type in its zone, and in no group with it: that would hold it for another reason. */
function isAlike(one: SimulatedInstance, other: SimulatedInstance): boolean {
  const group = groupOf(other);
  return (
    one !== other &&
    one.type === other.type &&
    one.availabilityZone === other.availabilityZone &&
    (group === undefined || groupOf(one) !== group)
  );
}

function exhaust(
  { type, availabilityZone: zone }: SimulatedInstance,
  lastsMs: number,
  { random }: WorkloadEvent,
  { region }: WorkloadContext,
): void {
  const says: NoRoom = random('usual word').chance(0.5)
    ? NO_ROOM.usual
    : random('word').pick(Object.values(NO_ROOM));
  region.world(`no ${type} is left in ${zone}: ${says.code}`);
  region.ec2.exhaust(zone, type, lastsMs, says);
}
