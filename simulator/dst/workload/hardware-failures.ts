import { failHost, failVolume, hangOs, recover, recoveryFails } from './basic-events.ts';
import { groupOf } from '../ground-truth/oracle.ts';
import type { WorkloadHandler } from './workload.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Hosts, operating systems, volumes and zones that fail. */
export const HARDWARE_FAILURES = {
  'host-fails': (instance, { choice, share, lastsMs }, context) => {
    if (!failHost(instance, context)) return false;
    // Every third time AWS's own recovery comes, early, late or in the middle of ours; else mostly within the hour.
    const inMs =
      choice % 3 === 0 ? Math.min(lastsMs, 15 * MINUTE * share + MINUTE) : (20 + 40 * share) * MINUTE;
    if (choice % 4 !== 0)
      context.later(inMs, () => {
        recover(instance, context);
      });
    // AWS's own recovery fails while it would still go first.
    if (choice % 5 === 0)
      context.later((2 + 3 * share) * MINUTE, () => {
        recoveryFails(instance, context);
      });
    return true;
  },
  'host-blips': (instance, { choice }, context) => {
    if (!failHost(instance, context)) return false;
    context.later((60 + (choice % 120)) * 1000, () => {
      recover(instance, context);
    });
    for (let again = 1; again <= choice % 4; again += 1) {
      context.later(again * 12 * MINUTE, () => {
        if (failHost(instance, context))
          context.later(2 * MINUTE, () => {
            recover(instance, context);
          });
      });
    }
    return true;
  },
  'host-of-neighbour-fails': (instance, { choice }, context) => {
    const neighbours = context.fleet.filter(
      (one) => one !== instance && one.availabilityZone === instance.availabilityZone,
    );
    const neighbour = neighbours[choice % Math.max(1, neighbours.length)];
    return neighbour !== undefined && failHost(neighbour, context);
  },
  'host-of-member-fails': (instance, { choice }, context) => {
    const group = groupOf(instance);
    const members = context.fleet.filter(
      (one) => one !== instance && group !== undefined && groupOf(one) === group,
    );
    const member = members[choice % Math.max(1, members.length)];
    return member !== undefined && failHost(member, context);
  },
  // Here and there, so that no brake holds them: then they wait for their turns, and some are well before it comes.
  'hosts-fail-about': (instance, { choice }, context) => {
    const at = context.fleet.indexOf(instance);
    const chosen = Array.from(
      { length: 3 + (choice % 4) },
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
  'volume-fails': (instance, { lastsMs }, context) => failVolume(instance, lastsMs, context),
  'zone-fails': (instance, { share, lastsMs }, context) => {
    const zone = context.fleet.filter((one) => one.availabilityZone === instance.availabilityZone);
    const hit = zone.slice(0, Math.max(2, Math.ceil(zone.length * share * share)));
    const failed = hit.filter((one) => failHost(one, context));
    context.later(Math.min(lastsMs, 2 * HOUR), () => {
      for (const one of failed) recover(one, context);
    });
    return failed.length > 0;
  },
} as const satisfies Record<string, WorkloadHandler>;
