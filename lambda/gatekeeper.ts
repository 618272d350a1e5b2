import { shapeOf } from './aws/ec2-errors.ts';
import type { ImpairedInstance } from './aws/ec2-reader.ts';
import { brakeNews, needsTotal, withOperationalIssue, type ZoneCount } from './core/brake.ts';
import { claim, release } from './core/claims.ts';
import {
  refusalBeforeReads,
  refusalByBrake,
  refusalByGuards,
  type GateInput,
  type Refusal,
} from './core/gate.ts';
import type { HealthNews } from './core/health.ts';
import type { Incident } from './core/incident.ts';
import type { FoundInstance } from './core/observation.ts';
import type { GatePurpose } from './core/obstacles.ts';
import { groupOf } from './core/policy.ts';
import type { Claim, RegionRecord } from './core/region-record.ts';
import { say } from './core/sentences.ts';
import { brakeAlert } from './core/brake-alert.ts';
import { queued, sendAlerts, toSend } from './outbox.ts';
import type { Responder } from './responder.ts';

/** The claims are one item for the whole Region; under contention a pass tries so often and leaves it to the next. */
const CLAIM_TRIES = 4;

/**
 * Takes one instance through the whole gate, in its order: mode and policy, obstacles, budget, brake, claim. The
 * guards are read at once, and now: what is refused without them costs no call, what passes was read seconds ago.
 *
 * @returns undefined when the instance may be stopped (its claim is written), else the refusal
 */
export async function passGate(
  incident: Incident,
  observation: FoundInstance,
  purpose: GatePurpose,
  r: Responder,
): Promise<Refusal | undefined> {
  const input: GateInput = { incident, observation, settings: r.settings, purpose, now: r.now() };
  const early = refusalBeforeReads(input);
  if (early !== undefined) return early;

  const [guards, impaired, region] = await Promise.all([
    r.reader.guards(observation),
    r.reader.systemImpaired().catch(() => 'unread' as const),
    r.store.readRegion().catch(() => 'unread' as const),
  ]);
  const refused = refusalByGuards(input, guards);
  if (refused !== undefined) return refused;
  if (region === 'unread') return { stage: 'claim', reasons: [say('refuse.region-unread')], purpose };
  return brakeAndClaim(input, impaired, region, r);
}

/** Stages 4 and 5, again with a fresh record when another pass wrote it in between: its claims count for the brake. */
async function brakeAndClaim(
  input: GateInput,
  impaired: readonly ImpairedInstance[] | 'unread',
  region: RegionRecord,
  r: Responder,
): Promise<Refusal | undefined> {
  const { incident, observation, purpose } = input;
  let record = region;
  for (let tries = 0; tries < CLAIM_TRIES; tries += 1) {
    const count = await countZone(observation, impaired, record, r);
    const braked = refusalByBrake(input, count, record.operationalIssues);
    if (braked !== undefined) {
      await tellBrake(braked, count, impaired, record, observation, r);
      return braked;
    }
    const answer = claim(
      record,
      claimFor(incident, observation, r.now()),
      incident.openedAt,
      r.settings,
      r.now(),
    );
    const changed = answer.record !== record;
    if (!answer.granted) {
      if (changed) await r.store.writeRegion(answer.record);
      return { stage: 'claim', reasons: [answer.reason], purpose };
    }
    if ((await r.store.writeRegion(answer.record)).written) return undefined;
    record = await r.store.readRegion();
  }
  return { stage: 'claim', reasons: [say('refuse.claim-race')], purpose };
}

function claimFor(incident: Incident, { instanceId, facts }: FoundInstance, now: number): Claim {
  const group = groupOf(facts.tags);
  return {
    instanceId,
    incidentId: incident.incidentId,
    ...(group === undefined ? {} : { group }),
    availabilityZone: facts.availabilityZone,
    instanceType: facts.instanceType,
    since: now,
  };
}

/** Failed: running with an impaired system check, those we hold, and this one. The total is read only where it decides. */
async function countZone(
  observation: FoundInstance,
  impaired: readonly ImpairedInstance[] | 'unread',
  region: RegionRecord,
  r: Responder,
): Promise<ZoneCount> {
  const zone = observation.facts.availabilityZone;
  const held = region.claims.filter((one) => one.availabilityZone === zone).map((one) => one.instanceId);
  const running = impaired === 'unread' ? [] : impaired;
  const here = running.filter((one) => one.availabilityZone === zone).map((one) => one.instanceId);
  const failed = [...new Set([observation.instanceId, ...here, ...held])];
  // Unread counts as an outage: the number that would trip the brake is the one that is not known.
  if (impaired === 'unread') return { failed: padded(failed, r.settings.brakeMinimum), total: 'unread' };
  if (!needsTotal(failed.length, r.settings)) return { failed };
  try {
    const all = await r.reader.runningIn(zone);
    return { failed, total: new Set([...all, ...failed]).size };
  } catch (thrown) {
    r.log.warn('the zone could not be counted', { zone, error: shapeOf(thrown).name });
    return { failed, total: 'unread' };
  }
}

function padded(failed: readonly string[], length: number): string[] {
  return [...failed, ...Array.from({ length: Math.max(0, length - failed.length) }, () => 'unread')];
}

/** One alert for the zone (or for the Region), kept in the Region's record until SNS took it. */
async function tellBrake(
  refusal: Refusal,
  count: ZoneCount,
  impaired: readonly ImpairedInstance[] | 'unread',
  region: RegionRecord,
  observation: FoundInstance,
  r: Responder,
): Promise<void> {
  const [reason] = refusal.reasons;
  if (reason.key === 'refuse.brake-unread') return;
  const issue = reason.key === 'refuse.operational-issue';
  const scope = issue ? 'region' : observation.facts.availabilityZone;
  const all = impaired === 'unread' ? [] : impaired.map((one) => one.instanceId);
  const ids = issue ? [...new Set([observation.instanceId, ...all])] : count.failed;
  const news = brakeNews(region.brakes, scope, ids, r.now());
  if (!news.changed) return;
  const alerts = news.tell.length === 0 ? [] : [brakeAlert(scope, reason, news.tell, ids.length, r.now())];
  const next = {
    ...region,
    brakes: news.brakes,
    outbox: [...region.outbox, ...alerts].slice(-MAX_REGION_OUTBOX),
  };
  const result = await r.store.writeRegion(queued(next, r));
  if (result.written) await sendRegionAlerts(result.record, false, r);
}

const MAX_REGION_OUTBOX = 20;

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
  let record = region;
  for (let tries = 0; tries < CLAIM_TRIES; tries += 1) {
    const next = { ...record, outbox: record.outbox.filter((alert) => !sent.has(alert.id)) };
    if ((await r.store.writeRegion(next)).written) return;
    record = await r.store.readRegion();
  }
}

/** Gives the instance's claim back. A claim that cannot be given back now is freed by the sweep. */
export async function releaseClaim(instanceId: string, r: Responder): Promise<void> {
  try {
    for (let tries = 0; tries < CLAIM_TRIES; tries += 1) {
      const record = await r.store.readRegion();
      const next = release(record, instanceId);
      if (next === record || (await r.store.writeRegion(next)).written) return;
    }
  } catch (thrown) {
    r.log.warn('the claim could not be released; the sweep frees it', {
      instanceId,
      error: shapeOf(thrown).name,
    });
  }
}

/** News of an operational issue of EC2 in this Region: held by the brake until it is over. */
export async function noteRegionHealth(news: HealthNews, r: Responder): Promise<void> {
  const { eventArn, code, closed } = news;
  // A date in the future would hold every recovery until then.
  const lastUpdated = Math.min(news.lastUpdated, r.now());
  for (let tries = 0; tries < CLAIM_TRIES; tries += 1) {
    const record = await r.store.readRegion();
    const next = withOperationalIssue(record, { eventArn, code, lastUpdated, closed });
    if (next === record || (await r.store.writeRegion(next)).written) return;
  }
  throw new Error('the operational issue could not be recorded: the Region record changes too fast');
}
