import { say, type Sentence, type Verb } from '../model/sentence.ts';
import type { Settings } from '../model/settings.ts';
import { DAY, type EpochMs } from '../model/time.ts';

/** The attempts that count: those of the last 24 hours, whatever incident they belong to. */
export function recentAttempts(attempts: readonly EpochMs[], now: EpochMs): readonly EpochMs[] {
  return attempts.filter((at) => now - at < DAY);
}

/** A refusal once the instance has been stopped and started as often as the owner allows in 24 hours. */
export function budgetRefusal(
  attempts: readonly EpochMs[],
  settings: Settings,
  act: Verb,
  now: EpochMs,
): Sentence | undefined {
  const recent = recentAttempts(attempts, now);
  if (recent.length < settings.maxAttemptsPerDay) return undefined;
  const oldest = Math.min(...recent);
  return say('refuse.budget', {
    act,
    used: recent.length,
    allowed: settings.maxAttemptsPerDay,
    again: oldest + DAY,
  });
}
