import { codeFacts } from '../health/health-codes.ts';
import type { HealthEvent } from '../health/health-event.ts';
import type { Observation } from '../model/observation.ts';
import type { PlainSentenceKey } from '../model/sentence.ts';

/** Why nothing is to be done about an instance that AWS names: it is gone, EC2 does not know it, or its next start does it. */
type Idle = 'terminated' | 'unknown' | 'stopped';

/** Stopped by a human or by its OS: nobody waits for it. What AWS has stopped is missed. */
const STOPPED_AT_HOME = /^Client\.(User|Instance)Initiated/;

/**
 * What to tell in place of AWS's advice where nothing that the event is about runs; undefined where anything may run, or where
 * something has to be done all the same.
 *
 * @param seen what EC2 says of each that is affected; undefined for what is no instance
 */
export function nothingRuns(
  event: Pick<HealthEvent, 'code' | 'category'>,
  seen: readonly (Observation | undefined)[],
): PlainSentenceKey | undefined {
  const idle = seen.map((one) => idleBy(one, event));
  const [first] = idle;
  if (first === undefined || idle.includes(undefined)) return undefined;
  if (idle.some((one) => one !== first)) return 'ask.nothing-runs';
  return ADVICE[first];
}

const ADVICE = {
  terminated: 'ask.nothing-terminated',
  unknown: 'ask.nothing-unknown',
  stopped: 'ask.nothing-stopped',
} as const satisfies Record<Idle, string>;

function idleBy(
  seen: Observation | undefined,
  { code, category }: Pick<HealthEvent, 'code' | 'category'>,
): Idle | undefined {
  if (seen?.kind === 'not-found') return 'unknown';
  if (seen?.kind !== 'found') return undefined;
  if (seen.state === 'terminated' || seen.state === 'shutting-down') return 'terminated';
  if (seen.state !== 'stopped' || !STOPPED_AT_HOME.test(seen.stateReason ?? '')) return undefined;
  // A start on the same Dedicated Host moves nothing.
  if (seen.facts.tenancy === 'host') return undefined;
  return codeFacts(code, category).resolves === 'yes' ? 'stopped' : undefined;
}
