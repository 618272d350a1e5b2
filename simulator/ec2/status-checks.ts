import { wholeSecond, type SimulatedInstance } from './simulated-instance.ts';

/** EC2 looks every minute; a failure shows at the next full look. AWS: "Status checks for EC2 instances". */
const LOOK_EVERY_MS = 60_000;

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
  if (now < instance.launchTime + instance.pendingMs + instance.initializingMs) {
    const soon = { status: 'initializing' } as const;
    return { system: soon, instance: soon, attachedEbs: soon };
  }
  const isRebooting = instance.rebootedAt !== undefined && now < instance.rebootedAt + REBOOT_MS;
  if (instance.dataLostAt !== undefined && now >= wholeSecond(shownAt(instance.dataLostAt))) {
    const unknown = { status: 'insufficient-data' } as const;
    return { system: unknown, instance: unknown, attachedEbs: unknown };
  }
  const host = checkOf(instance.hostFailedAt, instance.launchTime, now);
  const os = checkOf(instance.osFailedAt, instance.launchTime, now);
  return {
    system: host,
    instance: host.status === 'impaired' ? host : isRebooting ? { status: 'initializing' } : os,
    attachedEbs: checkOf(instance.ebsFailedAt, instance.launchTime, now),
  };
}

/** When a failure at `at` shows: at the first look after it. */
export function shownAt(at: number): number {
  return (Math.floor(at / LOOK_EVERY_MS) + 1) * LOOK_EVERY_MS;
}

function checkOf(failedAt: number | undefined, launchTime: number, now: number): SimulatedCheck {
  if (failedAt === undefined) return { status: 'ok' };
  const since = Math.max(wholeSecond(shownAt(failedAt)), launchTime);
  return now < since ? { status: 'ok' } : { status: 'impaired', impairedSince: since };
}
