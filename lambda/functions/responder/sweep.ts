import { shapeOf } from '../../aws/ec2-errors.ts';
import { METRICS } from '../../contract/metric-names.ts';
import { withSweepUnfinished } from '../../core/alerts/sweep-alert.ts';
import { isSameRefusal, orphanedClaims } from '../../core/gate/claims.ts';
import { isInRecovery, isOpen, isStuck, type Incident } from '../../core/model/incident.ts';
import type { Claim, RegionRecord } from '../../core/model/region-record.ts';
import { sendAbandoned } from './outbox.ts';
import { changeItem } from './records/change-item.ts';
import { writeRegion } from './records/write-records.ts';
import { adoptFor, freeClaims, freePlaces, markClaim, noteSilent } from './before-a-stop/region-claims.ts';
import type { EpochMs } from '../../core/model/time.ts';
import { reconcile } from './reconcile.ts';
import { isTurnOfStopped, lookAtNewlyStopped } from './stopped-instances.ts';
import type { Invocation } from './invocation.ts';
import { tellSettings } from './tell-settings.ts';

/**
 * Every minute: every impaired instance, every unfinished incident and every instance with a claim, and in turns every scheduled
 * event and whatever AWS has stopped, goes through the same `reconcile` as an event does. Events make the responder fast, the sweep makes it sure. It
 * goes on whatever fails, and tells of it at its end.
 *
 * @param due when the schedule fell due
 * @returns what it could not see or send; empty when all is well
 */
export async function sweep(r: Invocation, due: EpochMs = r.now()): Promise<readonly string[]> {
  const forStopped = isTurnOfStopped(due);
  const [listed, stopped, unfinished, region] = await Promise.allSettled([
    r.lists.listNeedingALook({ events: !forStopped }),
    forStopped ? r.lists.stoppedByAws() : undefined,
    r.incidents.unfinished(),
    r.region.read(),
  ]);
  const unlisted = [
    ...(listed.status === 'fulfilled' ? listed.value.failures : [`lists: ${shapeOf(listed.reason).name}`]),
    ...(stopped.status === 'fulfilled' ? [] : [`stopped: ${shapeOf(stopped.reason).name}`]),
    ...(unfinished.status === 'fulfilled' ? [] : [`incidents: ${shapeOf(unfinished.reason).name}`]),
    ...(region.status === 'fulfilled' ? [] : [`region record: ${shapeOf(region.reason).name}`]),
  ];
  const ids = [
    // The index lags, and may be out of reach: what is in recovery also has a claim, which can always be read.
    ...(region.status === 'fulfilled' ? region.value.claims.map((claim) => claim.instanceId) : []),
    ...(unfinished.status === 'fulfilled' ? unfinished.value.instanceIds : []),
    ...(listed.status === 'fulfilled' ? listed.value.instanceIds : []),
  ];
  const unread: string[] = [];
  const silent = (listed.status === 'fulfilled' ? listed.value.silent : undefined) ?? [];
  try {
    // Before anything is stopped: the brake counts by it.
    if (listed.status === 'fulfilled' && listed.value.silent !== undefined && region.status === 'fulfilled')
      await noteSilent(silent, region.value, r);
    const zones = listed.status === 'fulfilled' ? listed.value.zones : new Map<string, string>();
    const looked = await reconcile(ids, { sweep: true, zones }, r);
    // Of the others without data those that somebody has cared about before.
    const rest = silent.map((one) => one.instanceId).filter((id) => !ids.includes(id));
    const others = await reconcile(rest, { sweep: true, onlyKnown: true }, r);
    unread.push(...looked.unread, ...others.unread);
    const late = looked.late.length + others.late.length;
    if (late > 0) await tellUnfinished(late, new Set([...ids, ...rest]).size, r);
    if (region.status === 'fulfilled') {
      if (stopped.status === 'fulfilled' && stopped.value !== undefined)
        unread.push(...(await lookAtNewlyStopped(stopped.value, region.value, r)).unread);
      // Where by the records nothing is in recovery, nothing claimed and nobody waits, there is nothing to bring in step.
      const waiting = region.value.waiting.map((one) => one.instanceId);
      if (looked.active || region.value.claims.length + waiting.length > 0)
        await repairClaims([...new Set([...ids, ...waiting])], r);
      // Version 0.1.0 kept alerts in the Region's record.
      if (region.value.newAlerts.length > 0) await writeRegion(region.value, r);
      await tellSettings(region.value, r);
    }
  } catch (thrown) {
    const { name, message } = shapeOf(thrown);
    unlisted.push(`${name}: ${message}`);
  }
  try {
    // Also where a sweep breaks off: somebody waits for what earlier passes have found.
    await sendAbandoned(unfinished.status === 'fulfilled' ? unfinished.value.alertKeys : [], r);
  } catch (thrown) {
    const { name, message } = shapeOf(thrown);
    unlisted.push(`alerts: ${name}: ${message}`);
  }
  return problemsOf(unlisted, unread, r);
}

/** A sweep that could not look at everything says so, once an hour; the next ones go on. */
async function tellUnfinished(left: number, total: number, r: Invocation): Promise<void> {
  r.meter.add(METRICS.sweepUnfinished, left);
  await changeItem<RegionRecord>({
    read: () => r.region.read(),
    change: (record) => withSweepUnfinished(record, { left, total }, r.now()),
    write: (record) => writeRegion(record, r),
    sleep: r.sleep,
  });
}

/** So many of a kind are named; the log has the line of each. */
const NAMED = 10;

/** What kept the sweep from its work, a text for each kind; the worst, that nobody is watching, first. */
function problemsOf(
  unlisted: readonly string[],
  unread: readonly string[],
  r: Invocation,
): readonly string[] {
  const unsent = [...r.unsent];
  const problems = [
    ...(unlisted.length === 0 ? [] : [`not listed: ${unlisted.slice(0, NAMED).join(', ')}`]),
    ...(unread.length === 0 ? [] : [`not looked at: ${unread.slice(0, NAMED).join(', ')}`]),
    ...(unsent.length === 0 ? [] : [`alerts not sent: ${unsent.slice(0, NAMED).join(', ')}`]),
  ];
  if (problems.length > 0)
    r.log.error('the sweep could not see or send everything; the next one tries again', {
      unlisted: unlisted.slice(0, 20),
      instances: unread.slice(0, 20),
      alerts: unsent.slice(0, 20),
    });
  return problems;
}

/**
 * Brings the claims in step with the records: a handler may have died between the two. A claim without an active
 * incident behind it would keep a place for ever; an active incident without its claim would not be counted; and who
 * is well again must not keep others waiting behind it.
 */
async function repairClaims(instanceIds: readonly string[], r: Invocation): Promise<void> {
  // Records first: an active one has written its claim before.
  const records = await r.incidents.read(instanceIds);
  const region = await r.region.read();
  const active = [...records.values()].filter(isInRecovery);
  const claims = new Map(region.claims.map((claim) => [claim.instanceId, claim]));
  const unclaimed = active.filter((one) => claims.get(one.instanceId)?.by !== one.attempt?.claimedBy);
  const mismarked = active.filter((one) => isMismarked(claims.get(one.instanceId), one));
  const orphans = orphanedClaims(region, r.now()).filter(({ instanceId, by }) => {
    const incident = records.get(instanceId);
    if (records.unreadable.has(instanceId)) return false;
    return incident === undefined || !isInRecovery(incident) || incident.attempt?.claimedBy !== by;
  });
  const closed = new Set([...records.values()].filter((one) => !isOpen(one)).map((one) => one.instanceId));
  const over = region.waiting.map((one) => one.instanceId).filter((id) => closed.has(id));
  if (over.length > 0) await freePlaces(over, r);
  if (unclaimed.length + mismarked.length + orphans.length === 0) return;
  const ids = [...unclaimed, ...mismarked, ...orphans].map((one) => one.instanceId);
  r.log.info('claims are brought in step with the incidents', { instanceIds: ids });
  await freeClaims(orphans, r);
  for (const incident of unclaimed) await adoptFor(incident, r);
  for (const incident of mismarked) await markClaim(incident, r);
}

function isMismarked(claim: Claim | undefined, incident: Incident): boolean {
  return (
    (claim?.stuck === true) !== isStuck(incident) ||
    !isSameRefusal(claim?.refusedStart, incident.attempt?.refusedStart)
  );
}
