import type { Decision, Step as DecidedStep } from '../../core/incident/decision.ts';
import {
  downSince,
  isActive,
  isOpen,
  isStuck,
  type Attempt,
  type Incident,
} from '../../core/model/incident.ts';
import { METRICS, OUTCOME_DIMENSION } from '../../contract/metric-names.ts';
import type { FoundInstance } from '../../core/model/observation.ts';
import { inWords } from '../../words/in-words.ts';
import { SEND_WITHIN_MS } from '../../core/incident/whose-stop.ts';
import { MINUTE } from '../../core/model/time.ts';
import * as answers from '../../core/incident/ec2-answered.ts';
import * as record from '../../core/incident/transitions.ts';
import { passGate } from './gatekeeper.ts';
import { queued } from './outbox.ts';
import { adoptFor, noteStuck, releaseClaim } from './region-claims.ts';
import type { Responder } from './invocation.ts';

/** The record after a step; `overtaken` when another pass has changed it first, and nothing was done. */
export type Step = Incident | undefined | 'overtaken';

/** The answer is written into what other passes wrote meanwhile, so often. */
const TRIES = 3;

/** Rows 3, 7 and 8: through the whole gate, then the intent, then the act. */
export async function askTheGate(
  incident: Incident,
  observation: FoundInstance,
  decision: Decision,
  { purpose, cause }: Extract<DecidedStep, { act: 'ask the gate' }>,
  known: Incident | undefined,
  r: Responder,
): Promise<Step> {
  const { instanceId } = incident;
  const refusal = await passGate(incident, observation, purpose, r);
  if (refusal !== undefined) {
    const next = record.held(incident, refusal, r.now());
    const words = refusal.reasons.map((reason) => inWords(reason)).join('; ');
    // A hold that goes on for hours is news once.
    if (next.hold?.reason.key === incident.hold?.reason.key) r.log.debug(words, { instanceId });
    else r.log.info(words, { instanceId, row: decision.row });
    r.meter.add(METRICS.held, 1);
    return save(next, known, r);
  }
  r.log.info(inWords(decision.reason), { instanceId, phase: incident.phase, row: decision.row });
  // The gate took its time; the picture must still be fresh when the intent is written.
  const step = r.writer.isFresh(observation)
    ? await (purpose === 'start'
        ? startAfterAws(incident, observation, decision, r)
        : stop(incident, observation, decision, cause, r))
    : 'overtaken';
  if (step === 'overtaken' && !(await isOurIntentHeld(instanceId, r)))
    await releaseClaim(instanceId, r.passId, r);
  return step;
}

/**
 * True where the record holds the intent of this pass all the same: the answer to its write was lost, and another pass has
 * changed the record since. Its claim goes with the incident then. Also true where nobody can say: the sweep frees what
 * nobody holds.
 */
async function isOurIntentHeld(instanceId: string, r: Responder): Promise<boolean> {
  try {
    const latest = (await r.store.read([instanceId])).get(instanceId);
    return latest !== undefined && isActive(latest) && latest.attempt?.claimedBy === r.passId;
  } catch {
    return true;
  }
}

/** Intent first, then the one line that stops a machine, then what EC2 answered. */
async function stop(
  incident: Incident,
  observation: FoundInstance,
  decision: Decision,
  cause: Attempt['cause'],
  r: Responder,
): Promise<Step> {
  const intent = record.stopIntended(incident, observation, decision.reason, r.passId, r.now(), cause);
  const intended = await write(intent, r);
  if (intended?.attempt === undefined) return 'overtaken';
  const { attempt } = intended;
  r.meter.add(METRICS.attempts, 1);

  const answer = isInTime(attempt.intendedAt, r)
    ? await r.writer.stop(observation, { force: false })
    : NOT_SENT;

  r.log.warn('stop requested', { instanceId: intended.instanceId, answer });
  const now = r.now();
  const after = await afterAct(
    intended,
    (latest) => {
      if (answer.kind === 'refused') return answers.stopRefused(latest, answer, now);
      if (answer.kind === 'unknown') return answers.stopUnknown(latest, answer.error, now);
      if (wasUp(answer.previousState)) return answers.stopAccepted(latest, latest.attempt ?? attempt, now);
      // An earlier stop of ours may be what it met: then the next pass sees in EC2 whose it was.
      if (attempt.unansweredIntent !== undefined)
        return answers.stopMetAnother(latest, latest.attempt ?? attempt, answer.previousState, now);
      return answers.stopCameTooLate(latest, answer.previousState, now);
    },
    r,
  );
  if (!isActive(after)) await releaseClaim(after.instanceId, r.passId, r);
  if (!isOpen(after)) countEnd(after, r);
  return after;
}

/** Writing the intent took so long that a stop now could not be told from a human's. */
function isInTime(intendedAt: number, r: Responder): boolean {
  return r.now() - intendedAt <= SEND_WITHIN_MS;
}

const NOT_SENT = {
  kind: 'refused',
  code: 'NotSent',
  message: 'the intent took too long to write',
  unauthorized: false,
  transient: true,
} as const;

/** A pending instance that the stop reached was stopped by us as well, so it is ours to start. */
function wasUp(previousState: string): boolean {
  return previousState === 'running' || previousState === 'pending';
}

/** Row 3: AWS has stopped it; the intent, then the start. */
function startAfterAws(
  incident: Incident,
  observation: FoundInstance,
  decision: Decision,
  r: Responder,
): Promise<Step> {
  r.meter.add(METRICS.attempts, 1);
  return start(
    record.startIntended(incident, observation, decision.reason, r.passId, r.now()),
    observation,
    r,
  );
}

/** Rows 3, 12 and 13: the intent, then the start. Whatever EC2 answers, the incident stays open until it runs. */
export async function start(next: Incident, observation: FoundInstance, r: Responder): Promise<Step> {
  const intended = await write(next, r);
  if (intended === undefined) return 'overtaken';
  if (!r.writer.isFresh(observation)) return intended;

  const answer = await r.writer.start(observation);

  r.log.warn('start requested', { instanceId: intended.instanceId, answer });
  const now = r.now();
  const after = await afterAct(
    intended,
    (latest) => {
      const attempt = latest.attempt ?? intended.attempt;
      if (attempt === undefined) return latest;
      if (answer.kind === 'accepted') return answers.startAccepted(latest, attempt, now);
      if (answer.kind === 'unknown') return answers.startUnknown(latest, answer.error, now);
      return answers.startRefused(latest, attempt, answer.code, answer.message, now);
    },
    r,
  );
  await noteWhetherStuck(intended, after, r);
  return after;
}

/** Row 11: for an instance whose host had failed. */
export async function forceStop(next: Incident, observation: FoundInstance, r: Responder): Promise<Step> {
  const intended = await write(next, r);
  if (intended === undefined) return 'overtaken';
  if (!r.writer.isFresh(observation)) return intended;

  const answer = await r.writer.stop(observation, { force: true });

  r.log.warn('stop forced', { instanceId: intended.instanceId, answer });
  const { attempt } = intended;
  // A throttled force was not even tried: it is asked for again like one without an answer.
  if (answer.kind === 'unknown' || attempt === undefined) return intended;
  if (answer.kind === 'refused' && answer.transient) return intended;
  return afterAct(
    intended,
    (latest) => answers.forceAnswered(latest, latest.attempt ?? attempt, answer, r.now()),
    r,
  );
}

/** Writes what EC2 answered. Another pass may have written since the intent; the answer is added to what it wrote. */
async function afterAct(
  intended: Incident,
  change: (latest: Incident) => Incident,
  r: Responder,
): Promise<Incident> {
  let latest = intended;
  try {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const result = await r.store.write(queued(change(latest), r));
      if (result.written) return result.record;
      const found = (await r.store.read([intended.instanceId])).get(intended.instanceId);
      if (found === undefined || !isSameAct(found, intended)) return found ?? latest;
      latest = found;
    }
  } catch (thrown) {
    // The request is out: never fail from here on, the next pass sees in EC2 what it did.
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    r.log.error('the answer could not be recorded', { instanceId: intended.instanceId, error });
  }
  return latest;
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
export async function save(next: Incident, known: Incident | undefined, r: Responder): Promise<Step> {
  if (known !== undefined && same(next, known)) return known;
  const written = await write(next, r);
  if (written === undefined) return 'overtaken';
  if (!isOpen(written)) countEnd(written, r);
  if (known === undefined) return written;

  const { claimedBy } = known.attempt ?? {};
  if (isActive(known) && !isActive(written)) await releaseClaim(written.instanceId, claimedBy ?? '', r);
  if (!isActive(known) && isActive(written)) await adoptFor(written, r);
  await noteWhetherStuck(known, written, r);
  return written;
}

async function noteWhetherStuck(before: Incident, after: Incident, r: Responder): Promise<void> {
  if (isActive(after) && isStuck(before) !== isStuck(after))
    await noteStuck(after.instanceId, isStuck(after), r);
}

async function write(incident: Incident, r: Responder): Promise<Incident | undefined> {
  const result = await r.store.write(queued(incident, r));
  return result.written ? result.record : undefined;
}

function countEnd(incident: Incident, r: Responder): void {
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

/** One line for each decision; a wait that goes on is for those who debug. */
export function logDecision(incident: Incident, decision: Decision, r: Responder): void {
  const { row, step, reason } = decision;
  const facts = { instanceId: incident.instanceId, phase: incident.phase, row, act: step.act };
  if (step.act === 'wait' || step.act === 'ask the gate') r.log.debug(inWords(reason), facts);
  else r.log.info(inWords(reason), facts);
}
