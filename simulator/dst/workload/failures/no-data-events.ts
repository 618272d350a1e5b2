import type { SimulatedInstance } from '../../../ec2/simulated-instance.ts';
import { failHost } from '../basic-events.ts';
import type { WorkloadContext, WorkloadHandler } from '../workload.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** EC2 has no data of instances: their checks say insufficient-data, whatever is wrong with them. */
export const NO_DATA_EVENTS = {
  'no-data': (instance, { lastsMs }, context) => loseData(instance, lastsMs, context),
  // An outage in which a few hosts show as failed, and of the rest nobody knows anything.
  'zone-without-data': (instance, { random, lastsMs }, context) => {
    const zone = context.fleet.filter((one) => one.availabilityZone === instance.availabilityZone);
    const impaired = zone.slice(0, random('impaired').integer(1, 2)).filter((one) => failHost(one, context));
    const share = random('share').pick([0.3, 0.6, 1]);
    const rest = zone.filter((one) => !impaired.includes(one));
    for (const [index, one] of rest.slice(0, Math.ceil(rest.length * share)).entries())
      context.later(random(`after ${index}`).integer(0, 3 * MINUTE), () => {
        loseData(one, Math.min(lastsMs, HOUR), context);
      });
    return impaired.length > 0;
  },
} as const satisfies Record<string, WorkloadHandler>;

function loseData(instance: SimulatedInstance, lastsMs: number, context: WorkloadContext): boolean {
  if (instance.state !== 'running' || instance.dataLostAt !== undefined) return false;
  context.affected(instance);
  context.region.loseData(instance);
  context.changed(instance);
  context.later(lastsMs, () => {
    context.region.world('EC2 has data of it again', instance);
    instance.dataLostAt = undefined;
    context.changed(instance);
  });
  return true;
}
