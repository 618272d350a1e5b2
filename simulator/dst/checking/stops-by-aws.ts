import type { Checker } from './checker.ts';

/** In the first reads of the list nobody can tell a gap from a stop. */
const FIRST_READS_MS = 10 * 60_000;

/**
 * AWS stops the instance at this moment, and the responder must hear of it: by its list, which it has read before; or by the event,
 * where none gets lost and no read lags. A record that watches it sees it in any case.
 */
export function mustBeHeardOf({ plan, records, region }: Checker, instanceId: string): boolean {
  const { stoppedBy, stateReason, lifecycle } = region.ec2.get(instanceId);
  if (stoppedBy?.who !== 'AWS' || lifecycle !== undefined) return false;
  const isListed =
    stateReason?.code.startsWith('Server.') === true &&
    region.clock.now() - (records.region?.stoppedByAws?.from ?? Infinity) > FIRST_READS_MS;
  return isListed || plan.faults.size === 0 || records.incidents.get(instanceId)?.phase === 'watching';
}
