import type { ImpairedInstance } from '../../aws/ec2-reader.ts';
import { brakeLately, isNamedBy } from '../../core/gate/brake.ts';
import { claim } from '../../core/gate/claims.ts';
import {
  refusalBeforeReads,
  refusalByBrake,
  refusalByGuards,
  refusalByStartPermission,
  type GateInput,
  type Refusal,
} from '../../core/gate/gate.ts';
import type { Incident } from '../../core/model/incident.ts';
import type { FoundInstance } from '../../core/model/observation.ts';
import { verbOf } from '../../core/gate/obstacles.ts';
import type { GatePurpose } from '../../core/model/incident.ts';
import type { RegionRecord } from '../../core/model/region-record.ts';
import { say } from '../../core/model/sentence.ts';
import { claimFor, tellBrake, TRIES } from './region-claims.ts';
import type { Responder } from './invocation.ts';
import { countedBefore, countZone, remember } from './zone-count.ts';

/**
 * Takes one instance through the whole gate, in its order: mode and policy, obstacles, budget, brake, claim. What
 * passes was read within these seconds; what was read before may only refuse.
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
  const early = refusalBeforeReads(input) ?? stillBraked(input, r);
  if (early !== undefined) return early;

  const [guards, impaired, region] = await Promise.all([
    r.reader.guards(observation),
    failedIn(isListed(observation, purpose), r),
    r.store.readRegion().catch(() => 'unread' as const),
  ]);
  const refused = refusalByGuards(input, guards);
  if (refused !== undefined) return refused;
  if (region === 'unread')
    return { stage: 'claim', reasons: [say('refuse.region-unread', { act: verbOf(purpose) })], purpose };
  return brakeAndClaim(input, believed(impaired, observation, purpose), region, r);
}

/** True where the instance that asks must be in the list of the failed: its own system check has just failed. */
function isListed({ checks }: FoundInstance, purpose: GatePurpose): boolean {
  return purpose === 'stop' && checks.system.status === 'impaired';
}

/**
 * Nothing in the list tells whether it is whole where the one that asks is not in it: to be moved, unreachable, or
 * stopped by AWS. Then it is read twice.
 */
async function failedIn(tellsItself: boolean, r: Responder): Promise<readonly ImpairedInstance[] | 'unread'> {
  const read = (): Promise<readonly ImpairedInstance[] | 'unread'> =>
    r.reader.systemImpaired().catch(() => 'unread' as const);
  const first = await read();
  if (tellsItself || first === 'unread') return first;
  const second = await read();
  return second === 'unread' ? second : [...first, ...second];
}

/**
 * A list of the failed instances without the very one that EC2 has just shown as failed is not to be counted by: what
 * else does it leave out?
 */
function believed(
  impaired: readonly ImpairedInstance[] | 'unread',
  observation: FoundInstance,
  purpose: GatePurpose,
): readonly ImpairedInstance[] | 'unread' {
  if (impaired === 'unread' || !isListed(observation, purpose)) return impaired;
  return impaired.some((one) => one.instanceId === observation.instanceId) ? impaired : 'unread';
}

/**
 * In an outage a sweep has hundreds of held instances to look at: where this very sweep has counted the zone a moment
 * ago and the brake was on, an instance that the brake already holds needs no reads of its own.
 */
function stillBraked(input: GateInput, r: Responder): Refusal | undefined {
  const { incident, observation } = input;
  if (incident.hold?.stage !== 'brake') return undefined;
  const seen = countedBefore(observation, r);
  if (seen === undefined) return undefined;
  const refusal = refusalByBrake(input, seen.count, seen.region.operationalIssues);
  return refusal === undefined ? undefined : { ...refusal, named: isNamed(refusal, seen.region, input, r) };
}

/** Stages 4 and 5, again with a fresh record when another pass wrote it in between: its claims count for the brake. */
async function brakeAndClaim(
  input: GateInput,
  impaired: readonly ImpairedInstance[] | 'unread',
  region: RegionRecord,
  r: Responder,
): Promise<Refusal | undefined> {
  const { incident, observation, purpose } = input;
  const act = verbOf(purpose);
  let record = region;
  // The last obstacle is asked for only now: StartInstances has the smallest request quota of all, DryRun included.
  const startPermitted = r.reader.startPermitted(observation.instanceId);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const count = await countZone(observation, impaired, record, r);
    const forbidden = refusalByStartPermission(input, await startPermitted);
    if (forbidden !== undefined) return forbidden;
    const braked = refusalByBrake(input, count, record.operationalIssues);
    if (braked !== undefined) {
      const told = await tellBrake(braked, count, impaired, record, observation, r);
      remember(observation, count, impaired, told, r);
      return { ...braked, named: isNamed(braked, told, input, r) };
    }
    const lately = isListed(observation, purpose)
      ? undefined
      : brakeLately(record.brakes, observation.facts.availabilityZone, purpose, r.now());
    if (lately !== undefined) return { stage: 'brake', reasons: [lately], purpose };
    const planned = purpose === 'move' ? ({ planned: true } as const) : {};
    const wanted = { ...claimFor(incident, observation, r), ...planned };
    const answer = claim(record, wanted, { act, waitingSince: incident.openedAt }, r.settings, r.now());
    if (!answer.granted) {
      if (answer.record !== record) await r.store.writeRegion(answer.record);
      return { stage: 'claim', reasons: [answer.reason], purpose };
    }
    if ((await r.store.writeRegion(answer.record)).written) return undefined;
    record = await r.store.readRegion();
  }
  return { stage: 'claim', reasons: [say('refuse.claim-race', { act })], purpose };
}

/**
 * A zone that could not be counted has no alert of its own: each instance tells for itself. So does one that AWS has
 * stopped and one that is to be moved, since the alert of the brake is about failed hosts.
 */
function isNamed(
  refusal: Refusal,
  region: RegionRecord,
  { incident, observation: { instanceId, facts }, purpose }: GateInput,
  r: Responder,
): boolean {
  const [{ key }] = refusal.reasons;
  if (key === 'refuse.brake-unread' || purpose !== 'stop') return false;
  const scope = key === 'refuse.operational-issue' ? 'region' : facts.availabilityZone;
  const failedAt = incident.impairedSince ?? incident.openedAt;
  return isNamedBy(region.brakes, scope, { instanceId, failedAt }, r.now());
}
