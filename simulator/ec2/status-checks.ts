import { wholeSecond, type SimulatedInstance } from './simulated-instance.ts';

/** EC2 looks every minute; a failure shows at the next full look. AWS: "Status checks for EC2 instances". */
const LOOK_EVERY_MS = 60_000;
/** How far before the launch a date is that belongs to a failure before it. */
const OLDER_MS = 40 * 60_000;

/** How long the instance check takes to pass after a reboot; that it begins anew is not documented. */
const REBOOT_MS = 110_000;

export interface SimulatedCheck {
  readonly status: 'ok' | 'impaired' | 'insufficient-data' | 'initializing' | 'not-applicable';
  readonly impairedSince?: number;
}

export interface SimulatedChecks {
  readonly system: SimulatedCheck;
  readonly instance: SimulatedCheck;
  readonly attachedEbs: SimulatedCheck;
}

/**
 * The three status checks as EC2 shows them at `now`. A failed host fails the instance check, too; right after a
 * start the checks initialize, without data EC2 says insufficient-data for all of them, and a host that is bad from the beginning shows ImpairedSince at LaunchTime.
 */
export function checksOf(instance: SimulatedInstance, now: number): SimulatedChecks {
  if (instance.state !== 'running' && instance.state !== 'pending') {
    const none = { status: 'not-applicable' } as const;
    return { system: none, instance: none, attachedEbs: none };
  }
  if (instance.state === 'pending' || now < instance.ranAt + instance.initializingMs) {
    const soon = { status: 'initializing' } as const;
    return { system: soon, instance: soon, attachedEbs: soon };
  }
  const isRebooting = instance.rebootedAt !== undefined && now < instance.rebootedAt + REBOOT_MS;
  if (instance.dataLostAt !== undefined && now >= wholeSecond(shownAt(instance.dataLostAt))) {
    const unknown = { status: 'insufficient-data' } as const;
    return { system: unknown, instance: unknown, attachedEbs: unknown };
  }
  const host = checkOf(instance.hostFailedAt, instance, now);
  const os = checkOf(instance.osFailedAt, instance, now);
  return {
    system: host,
    instance: host.status === 'impaired' ? host : isRebooting ? { status: 'initializing' } : os,
    attachedEbs: checkOf(instance.ebsFailedAt, instance, now),
  };
}

/** When a failure at `at` shows: at the first look after it. */
export function shownAt(at: number): number {
  return (Math.floor(at / LOOK_EVERY_MS) + 1) * LOOK_EVERY_MS;
}

function checkOf(failedAt: number | undefined, instance: SimulatedInstance, now: number): SimulatedCheck {
  if (failedAt === undefined) return { status: 'ok' };
  const { launchTime } = instance;
  const since = Math.max(wholeSecond(shownAt(failedAt)), launchTime);
  if (now < since) return { status: 'ok' };
  return { status: 'impaired', impairedSince: failedAt <= launchTime ? dateOf(instance) : since };
}

/** What EC2 gives for a failure from the launch on. */
function dateOf({ launchTime, impairedFromLaunch }: SimulatedInstance): number {
  if (impairedFromLaunch === 'an older date') return launchTime - OLDER_MS;
  return impairedFromLaunch === 'full minute'
    ? Math.floor(launchTime / LOOK_EVERY_MS) * LOOK_EVERY_MS
    : launchTime;
}
