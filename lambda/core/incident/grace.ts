import type { HealthNews } from '../model/health.ts';
import type { FoundInstance } from '../model/observation.ts';
import type { Settings } from '../model/settings.ts';
import { MINUTE, type EpochMs } from '../model/time.ts';

/** An OS reboot alone can fail the system check of a bare metal instance. */
const BARE_METAL_MINUTES = 15;
/** Long enough to rule out a blip where AWS's automatic recovery cannot come. */
const WITHOUT_AUTO_RECOVERY_MINUTES = 2;

export interface Grace {
  readonly minutes: number;
  readonly why: 'setting' | 'bare metal' | 'no automatic recovery' | 'recovery failed' | 'type unread';
}

/**
 * How long a failed system check is left alone, counted from `since`. AWS's automatic recovery goes first: it
 * keeps the public IPv4 address, and our stop would end it. AWS: "Automatic instance recovery", EC2 User Guide.
 *
 * @param since since when it has failed: what Health said of a failure before that is over
 */
export function graceFor(
  instance: FoundInstance,
  health: readonly HealthNews[],
  settings: Settings,
  since: EpochMs,
): Grace {
  const failed = health.some((news) => news.meaning === 'recovery failed' && news.lastUpdated >= since);
  if (failed) return { minutes: 0, why: 'recovery failed' };
  const own = settings.systemFailureGraceMinutes;
  if (instance.typeFacts === undefined)
    return { minutes: Math.max(own, BARE_METAL_MINUTES), why: 'type unread' };
  if (instance.typeFacts.bareMetal) return { minutes: Math.max(own, BARE_METAL_MINUTES), why: 'bare metal' };
  const cannotRecover =
    instance.facts.autoRecovery === 'disabled' || !instance.typeFacts.autoRecoverySupported;
  if (cannotRecover)
    return { minutes: Math.min(own, WITHOUT_AUTO_RECOVERY_MINUTES), why: 'no automatic recovery' };
  return { minutes: own, why: 'setting' };
}

/** True when the check has failed for longer than the grace. */
export function isBeyond(impairedSince: EpochMs, minutes: number, now: EpochMs): boolean {
  return now - impairedSince >= minutes * MINUTE;
}
