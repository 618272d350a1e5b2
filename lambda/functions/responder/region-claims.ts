import { shapeOf } from '../../aws/ec2-errors.ts';
import type { ImpairedInstance } from '../../aws/ec2-reader.ts';
import { bounded } from '../../core/alerts/bounded-outbox.ts';
import { brakeAlert } from '../../core/alerts/brake-alert.ts';
import { brakeNews, withBrakeSeen, withOperationalIssue, type ZoneCount } from '../../core/gate/brake.ts';
import { adopt, release, withoutPlaces, withStuck } from '../../core/gate/claims.ts';
import type { Refusal } from '../../core/gate/gate.ts';
import type { HealthNews } from '../../core/model/health.ts';
import { isActive, isStuck, type Incident } from '../../core/model/incident.ts';
import type { FoundInstance } from '../../core/model/observation.ts';
import { groupOf } from '../../core/gate/policy.ts';
import type { Claim, RegionRecord } from '../../core/model/region-record.ts';
import { queued, sendAlerts, toSend } from './outbox.ts';
import type { Responder } from './invocation.ts';

/** The Region's record is one item: under contention a pass tries so often and leaves the rest to the next. */
export const TRIES = 4;

/** The claim that this pass would make for the instance. */
export function claimFor(
  incident: Incident,
  { instanceId, facts }: Pick<FoundInstance, 'instanceId' | 'facts'>,
  r: Responder,
): Claim {
  const group = groupOf(facts.tags);
  return {
    instanceId,
    incidentId: incident.incidentId,
    ...(group === undefined ? {} : { group }),
    availabilityZone: facts.availabilityZone,
    instanceType: facts.instanceType,
    ...(incident.attempt?.cause === 'planned' && isActive(incident) ? { planned: true } : {}),
    since: r.now(),
    by: r.passId,
  };
}

/**
 * One alert for a braked zone (or for the Region), kept in the Region's record until SNS took it.
 *
 * @returns the record as it is now: its brakes say which instances an alert has named
 */
export async function tellBrake(
  refusal: Refusal,
  count: ZoneCount,
  impaired: readonly ImpairedInstance[] | 'unread',
  region: RegionRecord,
  observation: FoundInstance,
  r: Responder,
): Promise<RegionRecord> {
  const [reason] = refusal.reasons;
  if (refusal.purpose === 'move') return noteBrake(refusal, region, observation, r);
  if (reason.key === 'refuse.brake-unread' || count.failed === 'unread' || impaired === 'unread')
    return region;
  const issue = reason.key === 'refuse.operational-issue';
  const scope = issue ? 'region' : observation.facts.availabilityZone;
  const own = refusal.purpose === 'stop' ? [observation.instanceId] : [];
  const everywhere = [...new Set([...own, ...impaired.map((one) => one.instanceId)])];
  const ids = issue ? everywhere : count.failed;
  // The alert is of the time that the episode keeps: a repeat is counted from it.
  const now = r.now();
  const news = brakeNews(region.brakes, scope, ids, now);
  if (!news.changed) return region;
  const held = await withNames(news.tell, r);
  const alerts = held.length === 0 ? [] : [brakeAlert(scope, reason, held, ids.length, now)];
  const outbox = bounded([...region.outbox, ...alerts], now);
  const result = await r.store.writeRegion(queued({ ...region, brakes: news.brakes, outbox }, r));
  if (!result.written) return region;
  await sendRegionAlerts(result.record, false, r);
  return result.record;
}

/** What holds a planned move is remembered, not told: the next list may have gaps. */
async function noteBrake(
  { reasons: [reason] }: Refusal,
  region: RegionRecord,
  { facts }: FoundInstance,
  r: Responder,
): Promise<RegionRecord> {
  if (reason.key !== 'refuse.brake-share' && reason.key !== 'refuse.brake-always') return region;
  const brakes = withBrakeSeen(region.brakes, facts.availabilityZone, r.now());
  if (brakes === region.brakes) return region;
  const result = await r.store.writeRegion({ ...region, brakes });
  return result.written ? result.record : region;
}

/** `web-1 (i-0123…)`: a reader at night knows names. Instances that cannot be read are named by id. */
async function withNames(instanceIds: readonly string[], r: Responder): Promise<string[]> {
  const seen = await r.reader.observe(instanceIds);
  return instanceIds.map((id) => {
    const one = seen.get(id);
    const name = one?.kind === 'found' ? one.facts.name : undefined;
    return name === undefined ? id : `${name} (${id})`;
  });
}

/** Sends what waits in the Region's outbox. */
export async function sendRegionAlerts(
  region: RegionRecord,
  abandonedToo: boolean,
  r: Responder,
): Promise<void> {
  const alerts = toSend(region.outbox, abandonedToo, r);
  if (alerts.length === 0) return;
  const sent = await sendAlerts(alerts, r);
  if (sent.size === 0) return;
  await change(
    r,
    (record) => ({ ...record, outbox: record.outbox.filter((alert) => !sent.has(alert.id)) }),
    region,
  );
}

/** Gives back the claim that this pass made. A claim that cannot be given back now is freed by the sweep. */
export async function releaseClaim(instanceId: string, by: string, r: Responder): Promise<void> {
  await quietly('release', instanceId, r, (record) => release(record, instanceId, by));
}

/** Takes a claim that the gate was not asked for: what is in effect must be counted, under the name of its attempt. */
export async function adoptFor(incident: Incident, r: Responder): Promise<void> {
  const { instanceId, facts, attempt } = incident;
  const claimed = { ...claimFor(incident, { instanceId, facts }, r), by: attempt?.claimedBy ?? r.passId };
  await quietly('adopt', instanceId, r, (record) => adopt(record, { ...claimed, stuck: isStuck(incident) }));
}

/** Notes that a recovery waits for AWS or a human, so that it keeps no place of the concurrent ones; or goes on. */
export async function noteStuck(instanceId: string, stuck: boolean, r: Responder): Promise<void> {
  await quietly('mark', instanceId, r, (record) => withStuck(record, instanceId, stuck));
}

/** News of an operational issue of EC2 in this Region: held by the brake until it is over. */
export async function noteRegionHealth(news: HealthNews, r: Responder): Promise<void> {
  const { eventArn, code, closed } = news;
  // A date in the future would hold every recovery until then.
  const lastUpdated = Math.min(news.lastUpdated, r.now());
  await change(r, (record) => withOperationalIssue(record, { eventArn, code, lastUpdated, closed }));
}

/** Frees claims that no active incident stands behind. */
export async function freeClaims(claims: readonly Claim[], r: Responder): Promise<void> {
  await change(r, (record) =>
    claims.reduce((left, claim) => release(left, claim.instanceId, claim.by), record),
  );
}

/** Takes those out of the queue whose incidents are over: whoever is younger would wait for them in vain. */
export async function freePlaces(instanceIds: readonly string[], r: Responder): Promise<void> {
  await change(r, (record) => withoutPlaces(record, instanceIds));
}

/** For changes that the sweep makes good where they fail: they must not fail the pass. */
async function quietly(
  what: string,
  instanceId: string,
  r: Responder,
  make: (record: RegionRecord) => RegionRecord,
): Promise<void> {
  try {
    await change(r, make);
  } catch (thrown) {
    r.log.warn(`could not ${what} the claim; the sweep puts it right`, {
      instanceId,
      error: shapeOf(thrown).name,
    });
  }
}

/** Reads, changes and writes the Region's record; nothing is written where nothing changes. */
async function change(
  r: Responder,
  make: (record: RegionRecord) => RegionRecord,
  known?: RegionRecord,
): Promise<void> {
  let record = known ?? (await r.store.readRegion());
  for (let tries = 0; tries < TRIES; tries += 1) {
    const next = make(record);
    if (next === record || (await r.store.writeRegion(next)).written) return;
    record = await r.store.readRegion();
  }
  throw new Error('the Region record changes too fast');
}
