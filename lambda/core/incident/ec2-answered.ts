import type { Attempt, Incident } from '../model/incident.ts';
import * as draft from '../alerts/incident-drafts.ts';
import { startFailed } from '../alerts/start-failed-draft.ts';
import { withAlerts } from '../alerts/alert-queue.ts';
import { mayPass, withoutRefusal, withRefusal } from '../model/ec2-error-codes/passing-refusals.ts';
import { withOneMore } from '../model/ec2-error-codes/refused-start.ts';
import { say } from '../model/sentence.ts';
import { MINUTE, type EpochMs } from '../model/time.ts';
import { nextStartAfterRefusal } from './phases/starting.ts';
import { entered, noted } from './transitions.ts';

/** What EC2 answered to a stop or a start, in the record. */

/** EC2 accepted the stop of a running instance. */
export function stopAccepted(incident: Incident, attempt: Attempt, now: EpochMs): Incident {
  const next = { ...incident, attempt: { ...attempt, stopAccepted: true } };
  return withAlerts(noted(next, say('step.stop-accepted'), now), [draft.acting(attempt)], now);
}

/** Row 10: a definite refusal goes back to watching at once and costs no attempt. */
export function stopRefused(
  incident: Incident,
  answer: { code: string; message: string; unauthorized: boolean; transient: boolean },
  now: EpochMs,
): Incident {
  const { code, message, unauthorized, transient } = answer;
  const back = entered(withoutThisAttempt(incident), 'watching', now);
  const next = noted(back, say('step.stop-refused', { code, message }), now);
  if (transient) return next;
  const planned = incident.attempt?.cause === 'planned';
  const refused = draft.stopRefused(code, message, unauthorized, planned);
  // Each planned time that is refused is told: the next window may find it refused again.
  const again = planned && incident.plan?.start !== undefined ? { anewSince: incident.plan.start } : {};
  const told = withAlerts(next, [{ ...refused, ...again }], now);
  return { ...told, noStopBefore: now + STOP_REFUSED_WAIT_MS };
}

/** EC2 refuses a stop for reasons that seldom change by the minute. */
const STOP_REFUSED_WAIT_MS = 5 * MINUTE;

/**
 * Row 9: the instance was being stopped already, and not by this request. An earlier one of ours that was never answered may have done
 * it, AWS, or somebody else: EC2's word for it and its time tell in the next pass.
 */
export function stopMetAnother(
  incident: Incident,
  attempt: Attempt,
  previous: string,
  now: EpochMs,
): Incident {
  const next = { ...incident, attempt: { ...attempt, stopAccepted: false } };
  return noted(next, say('step.stop-met', { previous }), now);
}

/** No answer, or one that says nothing: what EC2 shows next decides. */
export function stopUnknown(incident: Incident, error: string, now: EpochMs): Incident {
  return noted(incident, say('step.stop-unknown', { error }), now);
}

/** EC2's answer to the forced stop. Refused: the normal stop is still in effect, and it is not forced again. */
export function forceAnswered(
  incident: Incident,
  attempt: Attempt,
  answer: { kind: 'accepted' } | { kind: 'refused'; code: string; message: string },
  now: EpochMs,
): Incident {
  const next = { ...incident, attempt: { ...attempt, force: answer.kind } };
  if (answer.kind === 'accepted') return next;
  return noted(next, say('step.force-refused', { code: answer.code, message: answer.message }), now);
}

export function startAccepted(incident: Incident, attempt: Attempt, now: EpochMs): Incident {
  return noted({ ...incident, attempt: withoutRefusal(attempt) }, say('step.start-accepted'), now);
}

/** A start that fails is an alert at once (what may pass by itself: at the third try), again each day, and never the end of trying. */
export function startRefused(
  incident: Incident,
  attempt: Attempt,
  code: string,
  message: string,
  now: EpochMs,
): Incident {
  const nextStartAt = nextStartAfterRefusal(attempt, now);
  const refusedStart = withOneMore(attempt.refusedStart, code, now);
  const refused = { ...withRefusal(attempt, code), refusedStart, nextStartAt };
  const next = { ...incident, attempt: refused };
  const first = attempt.lastStartError !== code;
  const shown = first ? noted(next, say('step.start-refused', { code, message }), now) : next;
  return withAlerts(shown, mayPass(refused) ? [] : [startFailed(code, message, attempt)], now);
}

/**
 * A refusal before it that passes by itself is none of this one: where the instance stays stopped, that is told at the next try,
 * and not kept back for a word that EC2 has not said again.
 */
export function startUnknown(incident: Incident, error: string, now: EpochMs): Incident {
  const next = noted(incident, say('step.start-unknown', { error }), now);
  const { attempt } = next;
  return attempt === undefined || !mayPass(attempt) ? next : { ...next, attempt: withoutRefusal(attempt) };
}

/** The attempt was turned away; an earlier stop that was never answered may still take effect. */
function withoutThisAttempt(incident: Incident): Incident {
  const { attempt, ...rest } = incident;
  const next = { ...rest, attempts: incident.attempts.filter((at) => at !== attempt?.intendedAt) };
  if (attempt?.unansweredIntent === undefined) return next;
  const { unansweredIntent, stopAccepted: _, ...earlier } = attempt;
  return { ...next, attempt: { ...earlier, intendedAt: unansweredIntent } };
}
