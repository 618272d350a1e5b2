import * as answers from '../../core/incident/ec2-answered.ts';
import type { Decision, Step as DecidedStep } from '../../core/incident/decision.ts';
import * as record from '../../core/incident/transitions.ts';
import { SEND_WITHIN_MS } from '../../core/incident/whose-stop.ts';
import { isInRecovery, type Attempt, type Incident } from '../../core/model/incident.ts';
import type { FoundInstance } from '../../core/model/observation.ts';
import { METRICS } from '../../contract/metric-names.ts';
import { inWords } from '../../words/in-words.ts';
import { passGate } from './before-a-stop/gatekeeper.ts';
import type { Invocation } from './invocation.ts';
import { noteWhetherStuck, recordAnswer, save, writeIntent, type Step } from './records/keep-record.ts';
import { isLastAlertWaiting } from './outbox.ts';
import { releaseClaim } from './before-a-stop/region-claims.ts';

/** Rows 3, 7 and 8: through the whole gate, then the intent, then the act. */
export async function askTheGate(
  incident: Incident,
  observation: FoundInstance,
  decision: Decision,
  { purpose, cause, afterItsMail, lastUntil }: Extract<DecidedStep, { act: 'ask the gate' }>,
  known: Incident | undefined,
  r: Invocation,
): Promise<Step> {
  const { instanceId } = incident;
  if (afterItsMail === true && (await isLastAlertWaiting(incident, r))) {
    r.log.info('the mail that tells of the move has not gone out: waiting', { instanceId });
    return save(incident, known, r);
  }
  const refusal = await passGate(incident, observation, purpose, r, lastUntil);
  if (refusal !== undefined) {
    const next = record.refusedByGate(incident, refusal, r.now());
    const words = refusal.reasons.map((reason) => inWords(reason)).join('; ');
    // A refusal that stands for hours is news once.
    if (next.refused?.reason.key === incident.refused?.reason.key) r.log.debug(words, { instanceId });
    else r.log.info(words, { instanceId, row: decision.row });
    r.meter.add(METRICS.refused, 1);
    return save(next, known, r);
  }
  r.log.info(inWords(decision.reason), { instanceId, phase: incident.phase, row: decision.row });
  // The gate took its time; the picture must still be fresh when the intent is written.
  const step = r.writer.isFresh(observation)
    ? await (purpose === 'start'
        ? startAfterAws(incident, observation, decision, r)
        : stop(incident, observation, decision, cause, r))
    : 'overtaken';
  if (step === 'overtaken' && !(await isOurIntentRecorded(instanceId, r)))
    await releaseClaim(instanceId, r.passId, r);
  return step;
}

/**
 * True where the record holds the intent of this pass all the same: the answer to its write was lost, and another pass has
 * changed the record since. Its claim goes with the incident then. Also true where nobody can say: the sweep frees a claim
 * that belongs to nobody.
 */
async function isOurIntentRecorded(instanceId: string, r: Invocation): Promise<boolean> {
  try {
    const latest = (await r.incidents.read([instanceId])).get(instanceId);
    return latest !== undefined && isInRecovery(latest) && latest.attempt?.claimedBy === r.passId;
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
  r: Invocation,
): Promise<Step> {
  const intent = record.stopIntended(incident, observation, decision.reason, r.passId, r.now(), cause);
  const intended = await writeIntent(intent, r);
  if (intended?.attempt === undefined) return 'overtaken';
  const { attempt } = intended;
  r.meter.add(METRICS.attempts, 1);

  const answer = isInTime(attempt.intendedAt, r)
    ? await r.writer.stop(observation, { force: false })
    : NOT_SENT;

  r.log.warn('stop requested', { instanceId: intended.instanceId, answer });
  const now = r.now();
  const after = await recordAnswer(
    intended,
    (latest) => {
      if (answer.kind === 'refused') return answers.stopRefused(latest, answer, now);
      if (answer.kind === 'unknown') return answers.stopUnknown(latest, answer.error, now);
      if (wasUp(answer.previousState)) return answers.stopAccepted(latest, latest.attempt ?? attempt, now);
      // The next pass sees in EC2 whose it was that it met.
      return answers.stopMetAnother(latest, latest.attempt ?? attempt, answer.previousState, now);
    },
    r,
  );
  if (!isInRecovery(after)) await releaseClaim(after.instanceId, r.passId, r);
  return after;
}

/** False where writing the intent took so long that a stop now could not be told from a human's. */
function isInTime(intendedAt: number, r: Invocation): boolean {
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
async function startAfterAws(
  incident: Incident,
  observation: FoundInstance,
  decision: Decision,
  r: Invocation,
): Promise<Step> {
  const intent = record.startIntended(incident, observation, decision.reason, r.passId, r.now());
  const after = await start(intent, observation, r);
  if (after !== 'overtaken') r.meter.add(METRICS.attempts, 1);
  return after;
}

/** Rows 3, 12 and 13: the intent, then the start. Whatever EC2 answers, the incident stays open until it runs. */
export async function start(next: Incident, observation: FoundInstance, r: Invocation): Promise<Step> {
  const intended = await writeIntent(next, r);
  if (intended === undefined) return 'overtaken';
  if (!r.writer.isFresh(observation)) return intended;

  const answer = await r.writer.start(observation);

  r.log.warn('start requested', { instanceId: intended.instanceId, answer });
  const now = r.now();
  const after = await recordAnswer(
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
export async function forceStop(next: Incident, observation: FoundInstance, r: Invocation): Promise<Step> {
  const intended = await writeIntent(next, r);
  if (intended === undefined) return 'overtaken';
  if (!r.writer.isFresh(observation)) return intended;

  const answer = await r.writer.stop(observation, { force: true });

  r.log.warn('stop forced', { instanceId: intended.instanceId, answer });
  const { attempt } = intended;
  // A throttled force was not even tried: it is asked for again like one without an answer.
  if (answer.kind === 'unknown' || attempt === undefined) return intended;
  if (answer.kind === 'refused' && answer.transient) return intended;
  return recordAnswer(
    intended,
    (latest) => answers.forceAnswered(latest, latest.attempt ?? attempt, answer, r.now()),
    r,
  );
}
