import type { SimulatedInstance } from '../../ec2/simulated-instance.ts';
import { ServiceError } from '../../runtime/service-error.ts';
import type { WorkloadContext, WorkloadEvent } from './workload.ts';

/** What workload events are made of. */

export function failHost(instance: SimulatedInstance, context: WorkloadContext): boolean {
  if (instance.state !== 'running' || instance.hostFailedAt !== undefined) return false;
  context.affected(instance);
  context.region.failHost(instance);
  context.changed(instance);
  return true;
}

export function hangOs(instance: SimulatedInstance, lastsMs: number, context: WorkloadContext): boolean {
  return failForAWhile(instance, lastsMs, 'osFailedAt', context);
}

export function failVolume(instance: SimulatedInstance, lastsMs: number, context: WorkloadContext): boolean {
  return failForAWhile(instance, lastsMs, 'ebsFailedAt', context);
}

function failForAWhile(
  instance: SimulatedInstance,
  lastsMs: number,
  what: 'osFailedAt' | 'ebsFailedAt',
  context: WorkloadContext,
): boolean {
  if (instance.state !== 'running') return false;
  context.affected(instance);
  if (what === 'osFailedAt') context.region.failOs(instance);
  else context.region.failEbs(instance);
  context.changed(instance);
  context.later(lastsMs, () => {
    instance[what] = undefined;
    context.changed(instance);
  });
  return true;
}

export function recover(instance: SimulatedInstance, context: WorkloadContext): void {
  if (instance.hostFailedAt === undefined || instance.state !== 'running') return;
  context.region.world('AWS recovers it', instance);
  context.region.ec2.recoverByAws(instance.id);
  context.changed(instance);
}

export function recoveryFails(instance: SimulatedInstance, context: WorkloadContext): boolean {
  if (instance.hostFailedAt === undefined) return false;
  context.recoveryFailed(instance);
  context.health({
    code: 'AWS_EC2_SIMPLIFIED_AUTO_RECOVERY_FAILURE',
    category: 'accountNotification',
    entities: [instance.id],
  });
  return true;
}

/** The number with which AWS names what it announces or tells. */
export function numberOf(random: WorkloadEvent['random']): number {
  return random('number').integer(0, 1_000_000);
}

/** EC2 refuses humans, too. Out: true where it did not. */
export function attempted(
  context: WorkloadContext,
  instance: SimulatedInstance,
  what: string,
  act: () => unknown,
): boolean {
  try {
    context.region.world(`${what} ${instance.name ?? instance.id}`, instance);
    context.affected(instance);
    context.acted(instance);
    act();
    context.changed(instance);
    return true;
  } catch (thrown) {
    if (!(thrown instanceof ServiceError)) throw thrown;
    return false;
  }
}

/** Sets the owner's own window for it, under one of the keys that are read; with {} it has none any more. */
export function setWindow(
  instance: SimulatedInstance,
  tag: Record<string, string>,
  context: WorkloadContext,
): void {
  context.region.world(`a human gives it the window ${Object.values(tag)[0] ?? 'of the stack'}`, instance);
  const { 'ec2-responder:window': _, 'EC2-Responder:Window': _other, ...others } = instance.tags;
  instance.tags = { ...others, ...tag };
  context.changed(instance);
}
