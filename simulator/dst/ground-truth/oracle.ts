import { INSTANCE_TYPES, type SimulatedInstance } from '../../ec2/simulated-instance.ts';
import { checksOf } from '../../ec2/status-checks.ts';
import type { Parameters } from '../workload/draw-parameters.ts';
import type { Moment } from './moment.ts';

const MINUTE = 60_000;

/**
 * Why an instance must not be stopped, written from the design and not from the responder's code: were both the same
 * code, a mistake in it would judge itself.
 */
export type Prohibition =
  | 'observe mode'
  | 'not ours to recover'
  | 'kept stopped'
  | 'Auto Scaling group'
  | 'Karpenter'
  | 'fleet'
  | 'EMR'
  | 'managed'
  | 'managed by tag'
  | 'Spot request'
  | 'shutdown terminates'
  | 'lifecycle'
  | 'Spot'
  | 'instance store root'
  | 'instance store volumes'
  | 'stop protection'
  | 'Dedicated Host'
  | 'Outpost'
  | 'maintenance';

const MANAGERS = [
  'aws:autoscaling:groupName',
  'karpenter.sh/nodepool',
  'aws:ec2:fleet-id',
  'aws:elasticmapreduce:job-flow-id',
] as const;

/** What forbids a stop of the instance at a moment, its health aside. */
export function prohibitions({ at, instance, parameters }: Moment): Set<Prohibition> {
  const { tags } = instance;
  const found = new Set<Prohibition>();
  const add = (when: boolean, prohibition: Prohibition): void => {
    if (when) found.add(prohibition);
  };
  add(parameters.ResponderMode === 'observe', 'observe mode');
  add(!mayRecover(tags, parameters), 'not ours to recover');
  add(isKeptStopped(instance), 'kept stopped');
  add('aws:autoscaling:groupName' in tags, 'Auto Scaling group');
  add('karpenter.sh/nodepool' in tags, 'Karpenter');
  add('aws:ec2:fleet-id' in tags, 'fleet');
  add('aws:elasticmapreduce:job-flow-id' in tags, 'EMR');
  add(instance.operator !== undefined, 'managed');
  add(isManagedByTag(tags, parameters), 'managed by tag');
  add(instance.lifecycle === 'capacity-block', 'lifecycle');
  add(instance.lifecycle === 'spot' && instance.spotType === 'one-time', 'Spot');
  add(instance.lifecycle === 'spot' && instance.spotRequestState !== 'active', 'Spot request');
  add(instance.rootDeviceType !== 'ebs', 'instance store root');
  add(losesData(instance, parameters), 'instance store volumes');
  add(instance.stopProtection, 'stop protection');
  add(instance.shutdownBehavior === 'terminate', 'shutdown terminates');
  add(instance.tenancy === 'host', 'Dedicated Host');
  add(instance.outpostArn !== undefined, 'Outpost');
  add(
    instance.scheduledEvents.some(
      ({ description, notBefore, notAfter }) =>
        !isOver(description) &&
        (notBefore === undefined || (notBefore <= at && at <= (notAfter ?? notBefore + 120 * MINUTE))),
    ),
    'maintenance',
  );
  return found;
}

/** Another service manages the instance, and replaces it where it fails. */
export function isManaged({ tags, operator }: Pick<SimulatedInstance, 'tags' | 'operator'>): boolean {
  return operator !== undefined || MANAGERS.some((key) => key in tags);
}

/** What a human sees who reads the tags. */
function isManagedByTag(tags: Readonly<Record<string, string>>, parameters: Parameters): boolean {
  const manager =
    /^(aws:ec2spot:|sigs\.k8s\.io\/cluster-api|karpenter\.sh\/provisioner|parallelcluster:|jenkins_|AWSElasticDisaster|AWSRDSCustom|spotinst:|kubernetes\.io\/cluster\/|eks:|AmazonECSManaged|elasticbeanstalk:)/;
  if (tags.Vendor === 'Databricks' || Object.keys(tags).some((key) => manager.test(key))) return true;
  return parameters.ManagerTagKeys !== 'none' && 'team.example/operated-by' in tags;
}

/** The tag, whatever its key's capitals; where two of them disagree nothing may be done. */
function mayRecover(tags: Readonly<Record<string, string>>, parameters: Parameters): boolean {
  const values = tagValues({ tags });
  return values.length === 0
    ? parameters.DefaultAction === 'recover'
    : values.every((value) => value === 'recover');
}

/** What the owner has written under the tag, whatever its key's capitals. */
export function tagValues({ tags }: Pick<SimulatedInstance, 'tags'>): readonly string[] {
  return Object.entries(tags).flatMap(([key, value]) =>
    key.toLowerCase() === 'ec2-responder' ? [value] : [],
  );
}

/** AWS lists an event for a while after it is over, with a mark in front. */
function isOver(description: string): boolean {
  return description.startsWith('[Completed]') || description.startsWith('[Canceled]');
}

function losesData({ type, tags }: SimulatedInstance, parameters: Parameters): boolean {
  if (INSTANCE_TYPES[type]?.instanceStorage !== true) return false;
  return (
    parameters.AllowInstanceStoreLoss !== 'true' && tags['ec2-responder:allow-instance-store-loss'] !== 'true'
  );
}

/** For how long EC2 has shown a failed system check at a moment; undefined where it shows none. */
export function systemImpairedFor({ at, instance }: Pick<Moment, 'at' | 'instance'>): number | undefined {
  if (instance.state !== 'running') return undefined;
  const { system } = checksOf(instance, at);
  // A date of before the launch is of no failure of this run.
  return system.impairedSince === undefined
    ? undefined
    : at - Math.max(system.impairedSince, instance.launchTime);
}

/** For how long EC2 has had no data of a running instance at a moment; undefined where it has. */
export function silentFor({ at, instance }: Pick<Moment, 'at' | 'instance'>): number | undefined {
  if (instance.state !== 'running' || instance.dataLostAt === undefined) return undefined;
  return checksOf(instance, at).system.status === 'insufficient-data' ? at - instance.dataLostAt : undefined;
}

/** How long AWS's own recovery goes first, in milliseconds. */
export function graceMs({ instance, parameters }: Moment, recoveryFailedAt: number | undefined): number {
  const own = parameters.SystemFailureGraceMinutes * MINUTE;
  return Math.max(waitsForPicture(instance), ownGraceMs({ instance, parameters }, recoveryFailedAt, own));
}

/** With a date of before the launch it may be a picture of before it: that is waited out. */
function waitsForPicture({ hostFailedAt, launchTime, impairedFromLaunch }: SimulatedInstance): number {
  if (hostFailedAt === undefined || hostFailedAt > launchTime) return 0;
  return { 'launch time': 0, 'full minute': 2 * MINUTE, 'an older date': 10 * MINUTE }[impairedFromLaunch];
}

function ownGraceMs(
  { instance }: Pick<Moment, 'instance' | 'parameters'>,
  recoveryFailedAt: number | undefined,
  own: number,
): number {
  const type = INSTANCE_TYPES[instance.type];
  if (recoveryFailedAt !== undefined && recoveryFailedAt >= (instance.hostFailedAt ?? Infinity)) return 0;
  if (type?.bareMetal === true) return Math.max(own, 15 * MINUTE);
  if (instance.autoRecovery === 'disabled' || type?.autoRecovery !== true) return Math.min(own, 2 * MINUTE);
  return own;
}

/** Running, and every check that applies passes. */
export function isWell({ at, instance }: Pick<Moment, 'at' | 'instance'>): boolean {
  if (instance.state !== 'running') return false;
  const { system, instance: os, attachedEbs } = checksOf(instance, at);
  return [system, os, attachedEbs].every(({ status }) => status === 'ok');
}

/** True where so many of a zone have failed that the brake must hold. */
export function isBraked(failed: number, total: number, parameters: Parameters): boolean {
  if (failed >= parameters.BrakeAlways) return true;
  return failed >= parameters.BrakeMinimum && failed * 100 > parameters.BrakePercent * total;
}

/** Failures that began within this time of each other may be one outage. */
export const TOGETHER_MS = 120 * MINUTE;
const DAY = 24 * 60 * MINUTE;

/**
 * How many instances began to fail together at most, within so many milliseconds; what failed a day before the newest does not
 * count. One of which several times are possible counts at each of them.
 */
export function mostTogether(
  failures: readonly { readonly id: string; readonly since: number }[],
  withinMs = TOGETHER_MS,
): number {
  const newest = Math.max(...failures.map(({ since }) => since));
  const fresh = failures.filter(({ since }) => since >= newest - DAY);
  const sizes = fresh.map((first) => {
    const group = fresh.filter(({ since }) => since >= first.since && since <= first.since + withinMs);
    return new Set(group.map(({ id }) => id)).size;
  });
  return Math.max(0, ...sizes);
}

/** What an owner has written under a name, in whatever capitals. No run has two such tags. */
export function ownTag({ tags }: Pick<SimulatedInstance, 'tags'>, name: string): string | undefined {
  return Object.entries(tags).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** Its owner has said that it stays stopped. */
export function isKeptStopped(instance: Pick<SimulatedInstance, 'tags'>): boolean {
  const value = ownTag(instance, 'ec2-responder:keep-stopped');
  return value !== undefined && value !== 'false';
}

/** The group of an instance. */
export function groupOf(instance: Pick<SimulatedInstance, 'tags'>): string | undefined {
  return ownTag(instance, 'ec2-responder:group');
}
