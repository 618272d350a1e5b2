import { shapeOf } from './aws/ec2-errors.ts';
import { orphanedClaims, release } from './core/claims.ts';
import { METRICS } from './core/metric-names.ts';
import type { RegionRecord } from './core/region-record.ts';
import { sendRegionAlerts } from './gatekeeper.ts';
import { reconcile } from './reconcile.ts';
import type { Responder } from './responder.ts';

/**
 * Every minute: every impaired instance, every scheduled event and every unfinished incident goes through the same
 * `reconcile` as an event does. Events make the responder fast, the sweep makes it sure. A sweep never throws: the
 * next one comes anyway, and an alarm tells when none completes.
 *
 * @returns true when everything was looked at
 */
export async function sweep(r: Responder): Promise<boolean> {
  const [listed, unfinished, region] = await Promise.allSettled([
    r.reader.listNeedingALook(),
    r.store.unfinished(),
    r.store.readRegion(),
  ]);
  const failures = [
    ...(listed.status === 'fulfilled' ? listed.value.failures : [`lists: ${shapeOf(listed.reason).name}`]),
    ...(unfinished.status === 'fulfilled' ? [] : [`incidents: ${shapeOf(unfinished.reason).name}`]),
    ...(region.status === 'fulfilled' ? [] : [`region record: ${shapeOf(region.reason).name}`]),
  ];
  const ids = [
    ...(unfinished.status === 'fulfilled' ? unfinished.value : []),
    ...(listed.status === 'fulfilled' ? listed.value.instanceIds : []),
  ];
  try {
    if (ids.length > 0) {
      const { active, unread } = await reconcile(ids, { alertsAtEnd: true }, r);
      failures.push(...unread.map((id) => `${id} not looked at`));
      if (region.status === 'fulfilled') await freeOrphanedClaims(region.value, active, r);
    } else if (region.status === 'fulfilled' && unfinished.status === 'fulfilled') {
      await freeOrphanedClaims(region.value, new Set(), r);
    }
    if (region.status === 'fulfilled') await sendRegionAlerts(region.value, true, r);
  } catch (thrown) {
    const { name, message } = shapeOf(thrown);
    failures.push(`${name}: ${message}`);
  }

  if (failures.length === 0) r.meter.add(METRICS.sweepCompleted, 1);
  else {
    r.log.error('the sweep did not see everything; the next one looks again', {
      failures: failures.slice(0, 20),
    });
    r.meter.add(METRICS.sweepFailed, 1);
  }
  return failures.length === 0;
}

/** A claim whose handler died between the claim and the intent would hold a place for ever. */
async function freeOrphanedClaims(
  region: RegionRecord,
  active: ReadonlySet<string>,
  r: Responder,
): Promise<void> {
  if (orphanedClaims(region, active, r.now()).length === 0) return;
  // The record was read before this pass; what it closed meanwhile has given its claim back itself.
  const fresh = await r.store.readRegion();
  const orphans = orphanedClaims(fresh, active, r.now());
  if (orphans.length === 0) return;
  r.log.warn('claims without an active incident are freed', {
    instanceIds: orphans.map((one) => one.instanceId),
  });
  const next = orphans.reduce((record, orphan) => release(record, orphan.instanceId), fresh);
  await r.store.writeRegion(next);
}
