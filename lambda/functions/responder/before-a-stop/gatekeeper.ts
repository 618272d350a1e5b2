import type { ImpairedInstance } from '../../../aws/ec2-lists.ts';
import { brakeLately, isNamedBy } from '../../../core/gate/brake.ts';
import { claim, type ClaimAnswer } from '../../../core/gate/claims.ts';
import {
  refusalBeforeReads,
  refusalByBrake,
  refusalByGuards,
  refusalByStartPermission,
  type GateInput,
  type Refusal,
} from '../../../core/gate/gate.ts';
import type { Incident } from '../../../core/model/incident.ts';
import type { FoundInstance } from '../../../core/model/observation.ts';
import { verbOf } from '../../../core/gate/obstacles.ts';
import type { GatePurpose } from '../../../core/model/incident.ts';
import type { RegionRecord } from '../../../core/model/region-record.ts';
import { moveRefusal } from '../../../core/gate/move-order.ts';
import { say } from '../../../core/model/sentence.ts';
import type { EpochMs } from '../../../core/model/time.ts';
import { readAround } from './move-preconditions.ts';
import { tellBrake } from './brake-telling.ts';
import { changeItem } from '../records/change-item.ts';
import { writeRegion } from '../records/write-records.ts';
import { claimFor } from './region-claims.ts';
import type { Invocation } from '../invocation.ts';
import { countedBefore, countZone, remember } from './brake-count.ts';

/**
 * Takes one instance through the whole gate: mode and policy, the obstacles that show already, the brake, the obstacles that take
 * a read, budget, claim. The brake comes before anything is asked of EC2 for this one instance: in an outage there are
 * thousands. What passes was read within these seconds; what was read before may only refuse.
 *
 * @param lastUntil the end of a planned move's time, where that is the last one before AWS's date
 * @returns undefined when the instance may be stopped (its claim is written), else the refusal
 */
export async function passGate(
  incident: Incident,
  observation: FoundInstance,
  purpose: GatePurpose,
  r: Invocation,
  lastUntil?: EpochMs,
): Promise<Refusal | undefined> {
  const last = lastUntil === undefined ? {} : { lastUntil };
  const input: GateInput = { incident, observation, settings: r.settings, purpose, now: r.now(), ...last };
  const early = refusalBeforeReads(input) ?? stillBraked(input, r);
  if (early !== undefined) return early;

  const [listed, region] = await Promise.all([
    failedIn(isListed(observation, purpose), r),
    r.region.read().catch(() => 'unread' as const),
  ]);
  if (region === 'unread')
    return { stage: 'claim', reasons: [say('refuse.region-unread', { act: verbOf(purpose) })], purpose };
  const impaired = believed(listed, observation, purpose);
  const braked = await refusalOfBrake(input, impaired, region, r);
  if (braked !== undefined) return braked;
  const refused = refusalByGuards(input, await r.reader.guards(observation));
  return refused ?? claimOf(input, impaired, region, r);
}

/** True where the instance that asks must be in the list of the failed: its own system check has just failed. */
function isListed({ checks }: FoundInstance, purpose: GatePurpose): boolean {
  return purpose === 'stop' && checks.system.status === 'impaired';
}

/**
 * Nothing in the list tells whether it is whole where the one that asks is not in it: to be moved, unreachable, or
 * stopped by AWS. Then it is read twice.
 */
async function failedIn(
  tellsItself: boolean,
  r: Invocation,
): Promise<readonly ImpairedInstance[] | 'unread'> {
  const read = (): Promise<readonly ImpairedInstance[] | 'unread'> =>
    r.lists.systemImpaired().catch(() => 'unread' as const);
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
 * In an outage a sweep has thousands of instances to refuse: where this very sweep has counted the zone a moment ago with this
 * instance in it, and the brake was on, it needs no reads of its own.
 */
function stillBraked(input: GateInput, r: Invocation): Refusal | undefined {
  const { observation } = input;
  const seen = countedBefore(observation, r);
  if (seen === undefined) return undefined;
  const refusal = refusalByBrake(input, seen.count, seen.region.operationalIssues);
  return refusal === undefined ? undefined : { ...refusal, named: isNamed(refusal, seen.region, input, r) };
}

/** The last obstacle and the claim; the brake again where another pass has written the record since: its claims count. */
async function claimOf(
  input: GateInput,
  impaired: readonly ImpairedInstance[] | 'unread',
  region: RegionRecord,
  r: Invocation,
): Promise<Refusal | undefined> {
  const { observation, purpose } = input;
  // The last obstacle is asked for only now: StartInstances has the smallest request quota of all, DryRun included.
  const startPermitted = r.reader.startPermitted(observation.instanceId);
  let refusal: Refusal | undefined;
  const { kind } = await changeItem<RegionRecord>({
    known: region,
    read: () => r.region.read(),
    change: async (record) => {
      refusal =
        refusalByStartPermission(input, await startPermitted) ??
        (record === region ? undefined : await refusalOfBrake(input, impaired, record, r));
      if (refusal !== undefined) return record;
      const answer = claimIn(record, input, r);
      if (!answer.granted) refusal = { stage: 'claim', reasons: [answer.reason], purpose };
      else if (purpose === 'move') refusal = await refusalOfMove(input, r);
      return answer.granted && refusal !== undefined ? record : answer.record;
    },
    write: (record) => writeRegion(record, r),
    sleep: r.sleep,
  });
  if (refusal !== undefined || kind !== 'contended') return refusal;
  return { stage: 'claim', reasons: [say('refuse.claim-race', { act: verbOf(purpose) })], purpose };
}

/** Stage 4: what the brake counts now, what it counted lately, and issues of EC2. */
async function refusalOfBrake(
  input: GateInput,
  impaired: readonly ImpairedInstance[] | 'unread',
  record: RegionRecord,
  r: Invocation,
): Promise<Refusal | undefined> {
  const { observation, purpose } = input;
  const count = await countZone(observation, impaired, record, r);
  const braked = refusalByBrake(input, count, record.operationalIssues);
  if (braked !== undefined) {
    const told = await tellBrake(braked, count, impaired, record, observation, r);
    // A move tells nobody of the brake: who has failed must count for itself, and tell.
    if (purpose === 'stop') remember(observation, count, impaired, told, r);
    return { ...braked, named: isNamed(braked, told, input, r) };
  }
  if (isListed(observation, purpose)) return undefined;
  const lately = brakeLately(record.brakes, observation.facts.availabilityZone, purpose, r.now());
  return lately === undefined ? undefined : { stage: 'brake', reasons: [lately], purpose };
}

/** Stage 5, for a planned move: read after the record of the Region, so that a move that has just been taken off it is seen. */
async function refusalOfMove(
  { incident, observation, lastUntil }: GateInput,
  r: Invocation,
): Promise<Refusal | undefined> {
  const around = await readAround(observation, r);
  return moveRefusal(incident, around, lastUntil, r.now());
}

/** Stage 5. */
function claimIn(
  record: RegionRecord,
  { incident, observation, purpose }: GateInput,
  r: Invocation,
): ClaimAnswer {
  const planned = purpose === 'move' ? ({ planned: true } as const) : {};
  const wanted = { ...claimFor(incident, observation, r), ...planned };
  const how = { act: verbOf(purpose), waitingSince: incident.openedAt };
  return claim(record, wanted, how, r.settings, r.now());
}

/**
 * A zone that could not be counted has no alert of its own: each instance tells for itself. So does one that AWS has
 * stopped and one that is to be moved, since the alert of the brake is about failed hosts.
 */
function isNamed(
  refusal: Refusal,
  region: RegionRecord,
  { incident, observation: { instanceId, facts }, purpose }: GateInput,
  r: Invocation,
): boolean {
  const [{ key }] = refusal.reasons;
  if (key === 'refuse.brake-unread' || purpose !== 'stop') return false;
  const scope = key === 'refuse.operational-issue' ? 'region' : facts.availabilityZone;
  const failedAt = incident.impairedSince ?? incident.openedAt;
  return isNamedBy(region.brakes, scope, { instanceId, failedAt }, r.now());
}
