import type { ImpairedInstance } from '../../../aws/ec2-lists.ts';
import { brakeAlerts } from '../../../core/alerts/brake-alert.ts';
import { brakeNews, withBrakeSeen, type ZoneCount } from '../../../core/gate/brake.ts';
import type { Refusal } from '../../../core/gate/gate.ts';
import { policyOf } from '../../../core/gate/policy.ts';
import { nameAndId } from '../../../core/model/foreign-text.ts';
import type { FoundInstance } from '../../../core/model/observation.ts';
import type { RegionRecord } from '../../../core/model/region-record.ts';
import { SECOND } from '../../../core/model/time.ts';
import type { Invocation } from '../invocation.ts';
import { sendRest } from '../outbox.ts';
import { writeRegion } from '../records/write-records.ts';

/**
 * One alert for a braked zone (or for the Region).
 *
 * @returns the record as it is now: its brakes say which instances an alert has named
 */
export async function tellBrake(
  refusal: Refusal,
  count: ZoneCount,
  impaired: readonly ImpairedInstance[] | 'unread',
  region: RegionRecord,
  observation: FoundInstance,
  r: Invocation,
): Promise<RegionRecord> {
  const [reason] = refusal.reasons;
  if (refusal.purpose === 'move') return noteBrake(refusal, region, observation, r);
  if (reason.key === 'refuse.brake-unread' || count.failed === 'unread' || impaired === 'unread')
    return region;
  const issue = reason.key === 'refuse.operational-issue';
  const scope = issue ? 'region' : observation.facts.availabilityZone;
  const own = refusal.purpose === 'stop' ? [observation.instanceId] : [];
  const failed = impaired.filter((one) => one.silent !== true).map((one) => one.instanceId);
  const everywhere = [...new Set([...own, ...failed])];
  // Also where it is not among those that began together: it is held by them.
  const ids = issue ? everywhere : [...new Set([...count.failed, ...own])];
  // The alert is of the time that the episode keeps: a repeat is counted from it.
  const now = r.now();
  const news = brakeNews(region.brakes, scope, ids, now);
  if (!news.changed) return region;
  const { held, leftAlone } = await withNames(news.tell, r);
  const alerts = brakeAlerts(scope, reason, held, leftAlone, ids.length, now);
  const newAlerts = [...region.newAlerts, ...alerts];
  const result = await writeRegion({ ...region, brakes: news.brakes, newAlerts }, r);
  if (!result.written) return region;
  // Of an outage somebody must know at once, not when hundreds of instances have been looked at.
  if (alerts.length > 0) await sendRest(r);
  return result.record;
}

/** A brake that refuses a planned move is remembered, not told: the next list may have gaps. */
async function noteBrake(
  { reasons: [reason] }: Refusal,
  region: RegionRecord,
  { facts }: FoundInstance,
  r: Invocation,
): Promise<RegionRecord> {
  if (reason.key !== 'refuse.brake-share' && reason.key !== 'refuse.brake-always') return region;
  const brakes = withBrakeSeen(region.brakes, facts.availabilityZone, r.now());
  if (brakes === region.brakes) return region;
  const result = await writeRegion({ ...region, brakes }, r);
  return result.written ? result.record : region;
}

/** Thousands may have failed, and others wait for this pass. */
const NAMES_WITHIN_MS = 10 * SECOND;

/**
 * `web-1 (i-0123…)`: a reader at night knows names. Instances that cannot be read are named by id. What the owner does not have
 * recovered is not held: it would not be stopped anyway.
 */
async function withNames(
  instanceIds: readonly string[],
  r: Invocation,
): Promise<{ readonly held: string[]; readonly leftAlone: string[] }> {
  const seen = await r.reader.factsOf(instanceIds, r.now() + NAMES_WITHIN_MS);
  const held: string[] = [];
  const leftAlone: string[] = [];
  for (const id of instanceIds) {
    const facts = seen.get(id);
    const isOurs = facts === undefined || policyOf(facts.tags, r.settings).action === 'recover';
    // The id is what counts, and stands at the end.
    (isOurs ? held : leftAlone).push(nameAndId(facts?.name, id));
  }
  return { held, leftAlone };
}
