import { MOVES_GO_ON_TAG } from '../../contract/tags.ts';
import { ownerTag } from '../gate/policy.ts';
import { isOpen, WHOSE_STOP, type Incident } from '../model/incident.ts';

/**
 * Whether a planned move of the instance has taken it down and it is not back with ok checks: it `holds` the other moves, or it is
 * `passed over`, because its owner says so by a tag; undefined where it is back, or was never moved.
 */
export function moveNotBack(incident: Incident): 'holds' | 'passed over' | undefined {
  if (!isOpen(incident) || !isDownByMove(incident)) return undefined;
  return ownerTag(incident.facts.tags, MOVES_GO_ON_TAG).includes('true') ? 'passed over' : 'holds';
}

/** Also while it is stopped and started once more since, because the new host was bad. What is well forgets its attempt. */
function isDownByMove(incident: Incident): boolean {
  const { phase, attempt, pastAttempts, told } = incident;
  if (hasFailedSinceMove(incident)) return true;
  if (attempt === undefined) return false;
  const before = (attempt.number ?? 1) - 1;
  if (before > 0 && pastAttempts.slice(-before).some(({ cause }) => cause === 'planned')) return true;
  // A stop that was given up as lost: it has never been down. One of which nobody knows whose it was keeps it down.
  if (phase === 'watching' && attempt.startRequests === 0 && told[WHOSE_STOP] === undefined) return false;
  return attempt.cause === 'planned';
}

/** The same failure goes on for which the moved instance was to be stopped again, also where EC2 refused that stop. */
function hasFailedSinceMove({ pastAttempts, impairedSince }: Incident): boolean {
  const last = pastAttempts.at(-1);
  return last?.cause === 'planned' && impairedSince !== undefined && impairedSince <= last.endedAt;
}
