import type { SimulatedInstance } from '../../ec2/simulated-instance.ts';
import { ServiceError } from '../../runtime/service-error.ts';
import type { Site } from './workload.ts';

/** What troubles are made of. */

export function failHost(instance: SimulatedInstance, site: Site): boolean {
  if (instance.state !== 'running' || instance.hostFailedAt !== undefined) return false;
  site.troubled(instance);
  site.region.failHost(instance);
  site.changed(instance);
  return true;
}

export function hangOs(instance: SimulatedInstance, lastsMs: number, site: Site): boolean {
  return failForAWhile(instance, lastsMs, 'osFailedAt', site);
}

export function failVolume(instance: SimulatedInstance, lastsMs: number, site: Site): boolean {
  return failForAWhile(instance, lastsMs, 'ebsFailedAt', site);
}

function failForAWhile(
  instance: SimulatedInstance,
  lastsMs: number,
  what: 'osFailedAt' | 'ebsFailedAt',
  site: Site,
): boolean {
  if (instance.state !== 'running') return false;
  site.troubled(instance);
  if (what === 'osFailedAt') site.region.failOs(instance);
  else site.region.failEbs(instance);
  site.changed(instance);
  site.later(lastsMs, () => {
    instance[what] = undefined;
    site.changed(instance);
  });
  return true;
}

export function recover(instance: SimulatedInstance, site: Site): void {
  if (instance.hostFailedAt === undefined || instance.state !== 'running') return;
  site.region.world('AWS recovers it', instance);
  site.region.ec2.recoverByAws(instance.id);
  site.changed(instance);
}

export function recoveryFails(instance: SimulatedInstance, site: Site): boolean {
  if (instance.hostFailedAt === undefined) return false;
  site.recoveryFailed(instance);
  site.health({
    code: 'AWS_EC2_SIMPLIFIED_AUTO_RECOVERY_FAILURE',
    category: 'accountNotification',
    entities: [instance.id],
  });
  return true;
}

/** Humans get refusals, too. */
export function attempted(
  site: Site,
  instance: SimulatedInstance,
  what: string,
  act: () => unknown,
): boolean {
  try {
    site.region.world(`${what} ${instance.name ?? instance.id}`, instance);
    site.troubled(instance);
    site.acted(instance);
    act();
    site.changed(instance);
    return true;
  } catch (thrown) {
    if (!(thrown instanceof ServiceError)) throw thrown;
    return false;
  }
}

/** The owner's own window for it, under one of the keys that are read; {}: none any more. */
export function setWindow(instance: SimulatedInstance, tag: Record<string, string>, site: Site): void {
  site.region.world(`a human gives it the window ${Object.values(tag)[0] ?? 'of the stack'}`, instance);
  const { 'ec2-responder:window': _, 'EC2-Responder:Window': _other, ...others } = instance.tags;
  instance.tags = { ...others, ...tag };
  site.changed(instance);
}
