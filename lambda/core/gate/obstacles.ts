import type { GatePurpose } from '../model/incident.ts';
import type { FoundInstance, ScheduledEvent } from '../model/observation.ts';
import { ALLOW_LOSS_TAG } from '../../contract/tags.ts';
import { managersOf } from './managers.ts';
import { say, type Sentence, type Verb } from '../model/sentence.ts';
import type { Settings } from '../model/settings.ts';
import { HOUR, type EpochMs } from '../model/time.ts';

const VERBS: Readonly<Record<GatePurpose, Verb>> = { stop: 'stopping', start: 'starting', move: 'moving' };

/** As in "not stopping: …". */
export function verbOf(purpose: GatePurpose): Verb {
  return VERBS[purpose];
}

/**
 * What must be read for one instance right before it is stopped. `unread` where the read failed: a guard that could
 * not be read forbids the stop.
 */
export interface GuardReadings {
  /** DescribeInstanceAttribute disableApiStop. */
  readonly stopProtection: boolean | 'unread';
  /** The Spot request's type is persistent. Undefined for an instance that is not Spot. */
  readonly persistentSpot?: boolean | 'unread';
  /** The state of that request, in EC2's word. */
  readonly spotRequestState?: string;
  /** DescribeInstanceAttribute instanceInitiatedShutdownBehavior is not `stop`. */
  readonly shutdownTerminates: boolean | 'unread';
}

/** How long AWS's maintenance is taken to last where its end is not given. */
const MAINTENANCE_WITHOUT_END_MS = 2 * HOUR;

/**
 * The properties of the instance that are known from the observation alone and forbid the act. All of them, so that
 * the mail names each: an owner who removes one should not learn of the next one at the next failure.
 */
export function staticObstacles(
  instance: FoundInstance,
  settings: Settings,
  purpose: GatePurpose,
  now: EpochMs,
): Sentence[] {
  const { facts } = instance;
  const act = verbOf(purpose);
  const found: Sentence[] = [];

  const group = tag(facts.tags, 'aws:autoscaling:groupName');
  if (group !== undefined) found.push(say('refuse.auto-scaling-group', { act, group }));
  const nodepool = tag(facts.tags, 'karpenter.sh/nodepool');
  if (nodepool !== undefined) found.push(say('refuse.karpenter', { act, nodepool }));
  const fleet = tag(facts.tags, 'aws:ec2:fleet-id');
  if (fleet !== undefined) found.push(say('refuse.fleet', { act, fleet }));
  const cluster = tag(facts.tags, 'aws:elasticmapreduce:job-flow-id');
  if (cluster !== undefined) found.push(say('refuse.emr', { act, cluster }));
  if (facts.managedBy !== undefined) found.push(say('refuse.managed', { act, service: facts.managedBy }));
  // A node of a group has the tags of its manager, too; they say nothing new then.
  if (found.length === 0) found.push(...managerObstacles(facts.tags, settings, act));
  if (facts.lifecycle !== undefined && facts.lifecycle !== 'spot') {
    found.push(say('refuse.lifecycle', { act, lifecycle: facts.lifecycle }));
  }
  if (facts.outpostArn !== undefined) found.push(say('refuse.outpost', { act, outpost: facts.outpostArn }));
  if (facts.tenancy === undefined) found.push(say('refuse.unread', { act, guard: 'tenancy' }));
  if (facts.tenancy === 'host') found.push(say('refuse.dedicated-host', { act }));
  if (facts.rootDeviceType === undefined)
    found.push(say('refuse.unread', { act, guard: 'root-device-type' }));
  else if (facts.rootDeviceType !== 'ebs') found.push(say('refuse.instance-store-root', { act }));

  // The rest protects against the stop itself; an instance that AWS has already stopped has nothing left to lose.
  if (purpose !== 'start') {
    const store = instanceStoreObstacle(instance, settings, act);
    if (store !== undefined) found.push(store);
    const maintenance = maintenanceObstacle(instance.scheduledEvents, act, now);
    if (maintenance !== undefined) found.push(maintenance);
  }
  return found;
}

/** The obstacles that take a read of their own. */
export function guardObstacles(guards: GuardReadings, isSpot: boolean, purpose: GatePurpose): Sentence[] {
  const act = verbOf(purpose);
  const found: Sentence[] = [];
  const spot = isSpot ? (guards.persistentSpot ?? 'unread') : guards.persistentSpot;
  if (spot === 'unread') found.push(say('refuse.unread', { act, guard: 'spot-request-type' }));
  if (guards.persistentSpot === false) found.push(say('refuse.one-time-spot', { act }));
  // The rest protects from the stop.
  if (purpose === 'start') return found;
  const { spotRequestState: state = 'unknown' } = guards;
  if (spot === true && state !== 'active') found.push(say('refuse.spot-request', { act, state }));
  if (guards.stopProtection === 'unread') found.push(say('refuse.unread', { act, guard: 'stop-protection' }));
  if (guards.stopProtection === true) found.push(say('refuse.stop-protection', { act }));
  if (guards.shutdownTerminates === 'unread')
    found.push(say('refuse.unread', { act, guard: 'shutdown-behavior' }));
  if (guards.shutdownTerminates === true) found.push(say('refuse.shutdown-terminates', { act }));
  return found;
}

/** Managers that are known by a tag only, also those that the owner names. */
function managerObstacles(
  tags: FoundInstance['facts']['tags'],
  { managerTagKeys }: Settings,
  act: Verb,
): Sentence[] {
  return managersOf(tags, managerTagKeys).map(({ manager, replaces, tag }) => {
    if (manager === undefined) return say('refuse.manager-tag-key', { act, tag });
    return say(replaces ? 'refuse.replaced-by' : 'refuse.managed-by-tag', { act, manager, tag });
  });
}

/** The last obstacle: StartInstances with DryRun says that the role may not start what it would stop. */
export function startPermissionObstacle(
  permitted: boolean | 'unread',
  purpose: GatePurpose,
): Sentence | undefined {
  const act = verbOf(purpose);
  if (permitted === 'unread') return say('refuse.unread', { act, guard: 'start-permission' });
  return permitted ? undefined : say('refuse.start-not-permitted', { act });
}

function instanceStoreObstacle(instance: FoundInstance, settings: Settings, act: Verb): Sentence | undefined {
  if (settings.allowInstanceStoreLoss || tag(instance.facts.tags, ALLOW_LOSS_TAG) === 'true')
    return undefined;
  if (instance.typeFacts === undefined) {
    return say('refuse.unread', {
      act,
      guard: 'instance-type',
    });
  }
  if (!instance.typeFacts.instanceStorageSupported) return undefined;
  return say('refuse.instance-store', { act, type: instance.facts.instanceType });
}

/**
 * AWS's own maintenance in progress: a stop in the middle of it may make matters worse, and its end usually heals the
 * check. An event without a date might be in progress, so it counts.
 */
function maintenanceObstacle(
  events: readonly ScheduledEvent[],
  act: Verb,
  now: EpochMs,
): Sentence | undefined {
  for (const event of events) {
    if (event.notBefore === undefined) return say('refuse.maintenance-undated', { act, code: event.code });
    const end = event.notAfter ?? event.notBefore + MAINTENANCE_WITHOUT_END_MS;
    if (event.notBefore <= now && now <= end) {
      return say('refuse.maintenance', { act, code: event.code, until: end });
    }
  }
  return undefined;
}

function tag(tags: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(tags, key) ? tags[key] : undefined;
}
