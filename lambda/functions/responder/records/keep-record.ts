import { METRICS, OUTCOME_DIMENSION } from '../../../contract/metric-names.ts';
import { downSince, isInRecovery, isOpen, isStuck, type Incident } from '../../../core/model/incident.ts';
import { MINUTE } from '../../../core/model/time.ts';
import { changeItem } from './change-item.ts';
import type { Invocation } from '../invocation.ts';
import { writeIncident } from './write-records.ts';
import { isSameRefusal } from '../../../core/gate/claims.ts';
import { adoptFor, markClaim, releaseClaim } from '../before-a-stop/region-claims.ts';

/** The record after a step; `overtaken` when another pass has changed it first, and nothing was done. */
export type Step = Incident | undefined | 'overtaken';

/** Writes an intent; undefined when another pass was faster, and then nothing may be done. */
export async function writeIntent(incident: Incident, r: Invocation): Promise<Incident | undefined> {
  const result = await writeIncident(incident, r);
  return result.written ? result.record : undefined;
}

/**
 * Writes what EC2 answered. Another pass may have written since the intent; the answer is added to what it wrote, unless
 * that was a later step.
 */
export async function recordAnswer(
  intended: Incident,
  change: (latest: Incident) => Incident,
  r: Invocation,
): Promise<Incident> {
  const { instanceId } = intended;
  try {
    const { record } = await changeItem<Incident>({
      known: intended,
      read: async () => (await r.incidents.read([instanceId])).get(instanceId) ?? intended,
      change: (latest) => (isSameAct(latest, intended) ? change(latest) : latest),
      write: (next) => writeIncident(next, r),
      sleep: r.sleep,
    });
    return record;
  } catch (thrown) {
    // The request is out: never fail from here on, the next pass sees in EC2 what it did.
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    r.log.error('the answer could not be recorded', { instanceId, error });
    return intended;
  }
}

/** Still the attempt that was acted on, in the phase in which it was: an answer must not undo a later step. */
function isSameAct(found: Incident, intended: Incident): boolean {
  return (
    found.incidentId === intended.incidentId &&
    found.phase === intended.phase &&
    found.attempt?.intendedAt === intended.attempt?.intendedAt &&
    found.attempt?.startRequests === intended.attempt?.startRequests
  );
}

/** Writes the record where something changed, and keeps the Region's claims in step with it. */
export async function save(next: Incident, known: Incident | undefined, r: Invocation): Promise<Step> {
  if (known !== undefined && same(next, known)) return known;
  const result = await writeIncident(next, r);
  if (!result.written) return 'overtaken';
  const written = result.record;
  if (!isOpen(written)) countEnd(written, r);
  if (known === undefined) return written;

  const { claimedBy } = known.attempt ?? {};
  if (isInRecovery(known) && !isInRecovery(written))
    await releaseClaim(written.instanceId, claimedBy ?? '', r, cameUpAt(known, written));
  if (!isInRecovery(known) && isInRecovery(written)) await adoptFor(written, r);
  await noteWhetherStuck(known, written, r);
  return written;
}

/** Its new LaunchTime where the recovery has ended with all checks ok. */
function cameUpAt(before: Incident, { outcome, phase }: Incident): number | undefined {
  const ended = phase === 'closed' ? outcome === 'recovered' : before.attempt?.cause === 'planned';
  return ended ? before.attempt?.startedAt : undefined;
}

/** Keeps the marks at its claim in step: one that waits for AWS or a human keeps no place, and one without room keeps others up. */
export async function noteWhetherStuck(before: Incident, after: Incident, r: Invocation): Promise<void> {
  if (!isInRecovery(after)) return;
  const isSame = isSameRefusal(before.attempt?.refusedStart, after.attempt?.refusedStart);
  if (isStuck(before) !== isStuck(after) || !isSame) await markClaim(after, r);
}

export function countEnd(incident: Incident, r: Invocation): void {
  const { outcome, closedAt } = incident;
  if (outcome === undefined || closedAt === undefined) return;
  r.meter.add(METRICS.incidentClosed, 1, { [OUTCOME_DIMENSION]: outcome });
  if (outcome !== 'recovered') return;
  r.meter.add(METRICS.minutesToRecover, (closedAt - downSince(incident)) / MINUTE);
}

/** Nothing would change: DynamoDB gives attributes back in an order of its own, and keeps none that is undefined. */
function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) =>
    same(left[key], right[key]),
  );
}
