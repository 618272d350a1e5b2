import { failHost, failVolume, hangOs, recover, recoveryFails } from './mishaps.ts';
import { groupOf } from '../ground-truth/oracle.ts';
import type { Happening } from './workload.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Hosts, operating systems, volumes and zones that fail. */
export const HARDWARE_TROUBLES = {
  'host-fails': (instance, { choice, share, lastsMs }, site) => {
    if (!failHost(instance, site)) return false;
    // Every third time AWS's own recovery comes, early, late or in the middle of ours; else mostly within the hour.
    const inMs =
      choice % 3 === 0 ? Math.min(lastsMs, 15 * MINUTE * share + MINUTE) : (20 + 40 * share) * MINUTE;
    if (choice % 4 !== 0)
      site.later(inMs, () => {
        recover(instance, site);
      });
    // AWS's own recovery fails while it would still go first.
    if (choice % 5 === 0)
      site.later((2 + 3 * share) * MINUTE, () => {
        recoveryFails(instance, site);
      });
    return true;
  },
  'host-blips': (instance, { choice }, site) => {
    if (!failHost(instance, site)) return false;
    site.later((60 + (choice % 120)) * 1000, () => {
      recover(instance, site);
    });
    for (let again = 1; again <= choice % 4; again += 1) {
      site.later(again * 12 * MINUTE, () => {
        if (failHost(instance, site))
          site.later(2 * MINUTE, () => {
            recover(instance, site);
          });
      });
    }
    return true;
  },
  'host-of-neighbour-fails': (instance, { choice }, site) => {
    const neighbours = site.fleet.filter(
      (one) => one !== instance && one.availabilityZone === instance.availabilityZone,
    );
    const neighbour = neighbours[choice % Math.max(1, neighbours.length)];
    return neighbour !== undefined && failHost(neighbour, site);
  },
  'host-of-member-fails': (instance, { choice }, site) => {
    const group = groupOf(instance);
    const members = site.fleet.filter(
      (one) => one !== instance && group !== undefined && groupOf(one) === group,
    );
    const member = members[choice % Math.max(1, members.length)];
    return member !== undefined && failHost(member, site);
  },
  // Here and there, so that no brake holds them: then they wait for their turns, and some are well before it comes.
  'hosts-fail-about': (instance, { choice }, site) => {
    const at = site.fleet.indexOf(instance);
    const chosen = Array.from(
      { length: 3 + (choice % 4) },
      (_, count) => site.fleet[(at + count * 5) % site.fleet.length],
    );
    const failed = [...new Set(chosen)]
      .filter((one) => one !== undefined)
      .filter((one) => failHost(one, site));
    for (const [index, one] of failed.entries())
      if (index % 2 === 1)
        site.later((6 + index * 3) * MINUTE, () => {
          recover(one, site);
        });
    return failed.length > 0;
  },
  'os-hangs': (instance, { lastsMs }, site) => hangOs(instance, lastsMs, site),
  'volume-fails': (instance, { lastsMs }, site) => failVolume(instance, lastsMs, site),
  'zone-fails': (instance, { share, lastsMs }, site) => {
    const zone = site.fleet.filter((one) => one.availabilityZone === instance.availabilityZone);
    const hit = zone.slice(0, Math.max(2, Math.ceil(zone.length * share * share)));
    const failed = hit.filter((one) => failHost(one, site));
    site.later(Math.min(lastsMs, 2 * HOUR), () => {
      for (const one of failed) recover(one, site);
    });
    return failed.length > 0;
  },
} as const satisfies Record<string, Happening>;
