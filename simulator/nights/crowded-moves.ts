import type { SimulatedInstance } from '../instance.ts';
import { failHost } from './mishaps.ts';
import { isBraked, taboos } from './oracle.ts';
import type { Site, Trouble } from './trouble.ts';

const MINUTE = 60_000;
/** Within a few minutes of its announcement the owner has read when an instance is to be moved. */
const TOLD_AFTER_MS = 6 * MINUTE;
/** A failure shows after a minute or two, and a sweep comes another one later. */
const SHOWN_AFTER_MS = 3.5 * MINUTE;
const FEW_PLACES = 2;
/** So long before, what cannot be started is known not to start. */
const STUCK_AFTER_MS = 20 * MINUTE;

/**
 * What happens to others just when an announced move is to begin: their hosts fail, so that they go first; or one of its
 * own kind and zone fails and finds no room. By chance alone this meets one move in a thousand nights.
 */
export function crowdItsTime(instance: SimulatedInstance, { choice }: Trouble, site: Site): void {
  if (choice % 11 > 4) return;
  // More than a few places are not filled without a brake.
  const what = site.parameters().MaxConcurrentRecoveries <= FEW_PLACES ? failOthers : leaveNoRoom;
  site.later(TOLD_AFTER_MS, () => {
    const moveAt = toldTimeOf(instance, site);
    if (moveAt !== undefined) what(instance, moveAt - site.region.clock.now(), site);
  });
}

function failOthers(instance: SimulatedInstance, inMs: number, site: Site): void {
  const { region, later } = site;
  const parameters = site.parameters();
  later(Math.max(0, inMs - SHOWN_AFTER_MS - parameters.SystemFailureGraceMinutes * MINUTE), () => {
    region.world('others fail as its move is due', instance);
    const at = region.clock.now();
    for (const other of site.fleet) {
      const zone = site.fleet.filter((one) => one.availabilityZone === other.availabilityZone);
      const failed = zone.filter((one) => one.hostFailedAt !== undefined).length;
      // More at once would be an outage of the zone, which holds them all.
      if (other === instance || isBraked(failed + 1, zone.length, parameters)) continue;
      if (taboos({ at, instance: other, parameters }).size === 0) failHost(other, site);
    }
  });
}

function leaveNoRoom(instance: SimulatedInstance, inMs: number, site: Site): void {
  const { fleet, region, later } = site;
  const { type, availabilityZone: zone } = instance;
  const mate = fleet.find(
    (one) =>
      one !== instance && one.type === type && one.availabilityZone === zone && one.state === 'running',
  );
  if (mate === undefined) return;
  later(Math.max(0, inMs - STUCK_AFTER_MS), () => {
    region.world(`no ${type} is left in ${zone}`);
    region.ec2.exhaust(zone, type, 2 * STUCK_AFTER_MS);
    failHost(mate, site);
  });
}

/** When the last mail about the instance says that it is to be moved. */
function toldTimeOf({ id }: SimulatedInstance, { region }: Site): number | undefined {
  const last = region.journal.of('mail').findLast(({ attributes }) => attributes.instanceId === id);
  const { move_at: moveAt } = JSON.parse(last?.attributes.alert ?? '{}') as { move_at?: string };
  return moveAt === undefined ? undefined : Date.parse(moveAt);
}
