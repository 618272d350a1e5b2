import { failHost, failVolume, hangOs, recover, recoveryFails } from '../basic-events.ts';
import { groupOf, isManaged } from '../../ground-truth/oracle.ts';
import type { WorkloadHandler } from '../workload.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Hosts, operating systems, volumes and zones that fail. */
export const HARDWARE_FAILURES = {
  'host-fails': (instance, { random, lastsMs }, context) => {
    if (!failHost(instance, context)) return false;
    // One time in three AWS's own recovery comes before or in the middle of ours; else mostly within the hour.
    const inMs = random('AWS is early').chance(1 / 3)
      ? Math.min(lastsMs, random('early').integer(MINUTE, 16 * MINUTE))
      : random('late').integer(20 * MINUTE, HOUR);
    if (random('AWS recovers').chance(0.75))
      context.later(inMs, () => {
        recover(instance, context);
      });
    // AWS's own recovery fails while it would still go first.
    if (random('AWS fails').chance(0.2))
      context.later(random('time of the failure').integer(2 * MINUTE, 5 * MINUTE), () => {
        recoveryFails(instance, context);
      });
    return true;
  },
  'host-blips': (instance, { random }, context) => {
    if (!failHost(instance, context)) return false;
    context.later(random('lasts').integer(MINUTE, 3 * MINUTE), () => {
      recover(instance, context);
    });
    const repeats = random('repeats').integer(0, 3);
    for (let again = 1; again <= repeats; again += 1) {
      context.later(again * 12 * MINUTE, () => {
        if (failHost(instance, context))
          context.later(2 * MINUTE, () => {
            recover(instance, context);
          });
      });
    }
    return true;
  },
  'host-of-neighbour-fails': (instance, { random }, context) => {
    const neighbours = context.fleet.filter(
      (one) => one !== instance && one.availabilityZone === instance.availabilityZone,
    );
    return neighbours.length > 0 && failHost(random('neighbour').pick(neighbours), context);
  },
  'host-of-member-fails': (instance, { random }, context) => {
    const group = groupOf(instance);
    const members = context.fleet.filter(
      (one) => one !== instance && group !== undefined && groupOf(one) === group,
    );
    return members.length > 0 && failHost(random('member').pick(members), context);
  },
  // Its group replaces it after some minutes; or does not, where somebody has told it not to.
  'host-of-managed-fails': (_, { random }, context) => {
    const managed = context.fleet.filter((one) => isManaged(one));
    if (managed.length === 0) return false;
    const failed = random('which').pick(managed);
    if (!failHost(failed, context)) return false;
    if (random('replaced').chance(0.4))
      context.later(random('replaced after').integer(3, 25) * MINUTE, () => {
        if (failed.state !== 'running' || failed.hostFailedAt === undefined) return;
        context.region.world('what manages it replaces it', failed);
        context.region.ec2.terminate(failed.id);
        context.changed(failed);
      });
    return true;
  },
  // Here and there, so that no brake holds them: then they wait for their turns, and some are well before it comes.
  'hosts-fail-about': (instance, { random }, context) => {
    const at = context.fleet.indexOf(instance);
    const chosen = Array.from(
      { length: random('how many').integer(3, 6) },
      (_, count) => context.fleet[(at + count * 5) % context.fleet.length],
    );
    const failed = [...new Set(chosen)]
      .filter((one) => one !== undefined)
      .filter((one) => failHost(one, context));
    for (const [index, one] of failed.entries())
      if (index % 2 === 1)
        context.later((6 + index * 3) * MINUTE, () => {
          recover(one, context);
        });
    return failed.length > 0;
  },
  'os-hangs': (instance, { lastsMs }, context) => hangOs(instance, lastsMs, context),
  // Something was rolled out to everything. The owner's alarms take as long as he lets the responder wait.
  'oses-hang-at-once': (_, { random, lastsMs }, context) => {
    const hung = context.fleet.filter((one) => hangOs(one, lastsMs, context));
    const waits = Math.max(2, context.parameters().InstanceFailureMinutes) * MINUTE;
    for (const one of hung)
      context.later(waits + random('alarms').fork(one.id).integer(0, MINUTE), () => {
        if (one.osFailedAt !== undefined) context.region.alarm(one.id, 'StatusCheckFailed_Instance', 'ALARM');
      });
    return hung.length > 0;
  },
  'volume-fails': (instance, { lastsMs }, context) => failVolume(instance, lastsMs, context),
  'zone-fails': (instance, { random, lastsMs }, context) => {
    const zone = context.fleet.filter((one) => one.availabilityZone === instance.availabilityZone);
    const share = random('share').next();
    const hit = zone.slice(0, Math.max(2, Math.ceil(zone.length * share * share)));
    const failed = hit.filter((one) => failHost(one, context));
    context.later(Math.min(lastsMs, 2 * HOUR), () => {
      for (const one of failed) recover(one, context);
    });
    return failed.length > 0;
  },
} as const satisfies Record<string, WorkloadHandler>;
