import { decide } from './core/decide.ts';
import type { Decision } from './core/decision.ts';
import type { HealthNews } from './core/health.ts';
import { isActive, isOpen, type Attempt, type Incident } from './core/incident.ts';
import { METRICS, OUTCOME_DIMENSION } from './core/metric-names.ts';
import type { FoundInstance, NotFoundInstance, Observation } from './core/observation.ts';
import type { GatePurpose } from './core/obstacles.ts';
import { open } from './core/opening.ts';
import { inWords } from './core/sentences.ts';
import { MINUTE, SECOND } from './core/time.ts';
import * as record from './core/transitions.ts';
import { passGate, releaseClaim } from './gatekeeper.ts';
import { queued, sendWaiting } from './outbox.ts';
import type { Responder } from './responder.ts';

/** Two passes over one instance at a time are common (an event and the sweep); a third try settles it. */
const TRIES = 3;
/** In a long sweep an observation grows old; beyond this it is read again before it is judged. */
const FRESH_MS = 10 * SECOND;
/** With less time left the rest is left to the next sweep: a step that was begun must be able to end. */
const TIME_FOR_ONE_MS = 30 * SECOND;

/** Why the instances are looked at. */
export interface Look {
  /** Health news that joins their incidents. */
  readonly news?: HealthNews;
  /** Only instances with a record are looked at: a state change by itself opens nothing. */
  readonly onlyKnown?: boolean;
  /** The sweep sends alerts at the end, so that many become one digest. */
  readonly alertsAtEnd?: boolean;
}

export interface Looked {
  /** Instances that we hold after this pass. */
  readonly active: ReadonlySet<string>;
  /** Instances whose state could not be read, or whose turn did not come. */
  readonly unread: readonly string[];
}

/**
 * The story. Look at these instances: read their records, read EC2, and take each one step further. Duplicates,
 * reordering, a lost event, a crash between two calls and a human in the middle all end here, and all look the same.
 */
export async function reconcile(instanceIds: readonly string[], look: Look, r: Responder): Promise<Looked> {
  const records = await r.store.read(instanceIds);
  const asked = [...new Set(instanceIds)].filter((id) => !records.unreadable.has(id));
  const ids = asked.filter((id) => look.onlyKnown !== true || records.has(id));
  const observations = await r.reader.observe(ids);
  const active = new Set<string>();
  const unread: string[] = [...records.unreadable];
  if (unread.length > 0) r.log.error('records of a later version are left alone', { instanceIds: unread });
  const waiting: Incident[] = [];

  for (const id of inOrder(ids, records)) {
    const observation = observations.get(id);
    if (observation === undefined || observation.kind === 'unread' || r.timeLeft() < TIME_FOR_ONE_MS) {
      r.log.warn('not looked at in this pass', {
        instanceId: id,
        why: observation?.kind === 'unread' ? observation.why : 'no time left',
      });
      unread.push(id);
      const held = records.get(id);
      if (held !== undefined && isActive(held)) active.add(id);
      continue;
    }
    try {
      const after = await lookAtOne(records.get(id), observation, look, r);
      if (after === undefined) continue;
      if (isActive(after)) active.add(id);
      if (look.alertsAtEnd === true) waiting.push(after);
      else await sendWaiting([after], false, r);
    } catch (thrown) {
      // One instance that fails must not keep the others from their turn.
      r.log.error('the pass over one instance failed; the next sweep repeats it', {
        instanceId: id,
        error: asError(thrown),
      });
      active.add(id);
      unread.push(id);
    }
  }
  await sendWaiting(waiting, true, r);
  return { active, unread };
}

/** One pass over one instance; again from the start when another pass was faster. */
async function lookAtOne(
  first: Incident | undefined,
  seen: Observation,
  look: Look,
  r: Responder,
): Promise<Incident | undefined> {
  let known = first;
  let observation = seen;
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (tries > 0) known = (await r.store.read([observation.instanceId])).get(observation.instanceId);
    if (tries > 0 || r.now() - observation.observedAt > FRESH_MS) {
      observation =
        (await r.reader.observe([observation.instanceId])).get(observation.instanceId) ?? observation;
    }
    if (observation.kind === 'unread') return known;
    const result = await onePass(known, observation, look, r);
    if (result !== 'overtaken') return result;
    r.log.info('another pass was faster; looking again', { instanceId: observation.instanceId });
  }
  return undefined;
}

type PassResult = Incident | undefined | 'overtaken';

/** Open or go on, decide one step, and take it. */
async function onePass(
  known: Incident | undefined,
  observation: FoundInstance | NotFoundInstance,
  look: Look,
  r: Responder,
): Promise<PassResult> {
  const now = r.now();
  const before = known !== undefined && isOpen(known) ? known : opened(known, observation, look, r);
  if (before === undefined) return known;

  let incident = record.noteObservation(before, observation);
  if (look.news !== undefined) incident = record.noteHealth(incident, look.news, now);
  const decision = decide(incident, observation, r.settings, now);
  logDecision(incident, decision, r);

  const next = record.afterDecision(incident, decision, now);
  if (observation.kind === 'found') {
    if (decision.step.act === 'ask the gate')
      return stopOrStart(next, observation, decision, decision.step.purpose, known, r);
    if (decision.step.act === 'start') return start(next, observation, r);
    if (decision.step.act === 'force the stop') return forceStop(next, observation, r);
  }
  return save(next, known, r);
}

/** A new incident, where this pass saw a reason for one. */
function opened(
  earlier: Incident | undefined,
  observation: FoundInstance | NotFoundInstance,
  look: Look,
  r: Responder,
): Incident | undefined {
  if (observation.kind === 'not-found') return undefined;
  const opening = open(observation, earlier, look.news === undefined ? [] : [look.news], r.settings, r.now());
  if (!opening.opens) {
    r.log.info(`no incident: ${opening.why}`, { instanceId: observation.instanceId });
    return undefined;
  }
  r.meter.add(METRICS.incidentOpened, 1);
  return opening.incident;
}

/** Rows 3, 7 and 8: through the whole gate, then the intent, then the act. */
async function stopOrStart(
  incident: Incident,
  observation: FoundInstance,
  decision: Decision,
  purpose: GatePurpose,
  known: Incident | undefined,
  r: Responder,
): Promise<PassResult> {
  const refusal = await passGate(incident, observation, purpose, r);
  if (refusal !== undefined) {
    const next = record.held(incident, refusal, r.now());
    const words = refusal.reasons.map((reason) => inWords(reason)).join('; ');
    // A hold that goes on for hours is news once.
    if (next.hold?.since === incident.hold?.since) r.log.debug(words, { instanceId: incident.instanceId });
    else r.log.info(words, { instanceId: incident.instanceId, row: decision.row });
    r.meter.add(METRICS.held, 1);
    return save(next, known, r);
  }
  r.log.info(inWords(decision.reason), {
    instanceId: incident.instanceId,
    phase: incident.phase,
    row: decision.row,
  });
  // The gate took its time; the picture must still be fresh when the intent is written.
  if (!r.writer.isFresh(observation)) {
    await releaseClaim(incident.instanceId, r);
    return 'overtaken';
  }
  return purpose === 'stop'
    ? stop(incident, observation, decision, r)
    : startAfterAws(incident, observation, decision, r);
}

/** Intent first, then the one line that stops a machine, then what EC2 answered. */
async function stop(
  incident: Incident,
  observation: FoundInstance,
  decision: Decision,
  r: Responder,
): Promise<PassResult> {
  const intended = await write(record.stopIntended(incident, observation, decision.reason, r.now()), r);
  if (intended === undefined) return 'overtaken';
  const { attempt } = intended;
  if (attempt === undefined) return intended;
  r.meter.add(METRICS.attempts, 1);

  const answer = await r.writer.stop(observation, { force: false });

  r.log.warn('stop requested', { instanceId: intended.instanceId, answer });
  const now = r.now();
  switch (answer.kind) {
    case 'accepted':
      return wasUp(answer.previousState)
        ? afterAct(intended, (latest) => record.stopAccepted(latest, latest.attempt ?? attempt, now), r)
        : ended(
            await afterAct(
              intended,
              (latest) => record.stopCameTooLate(latest, answer.previousState, now),
              r,
            ),
            r,
          );
    case 'refused':
      return ended(await afterAct(intended, (latest) => record.stopRefused(latest, answer, now), r), r);
    case 'unknown':
      return afterAct(intended, (latest) => record.stopUnknown(latest, answer.error, now), r);
  }
}

/** A pending instance that the stop reached was stopped by us as well, so it is ours to start. */
function wasUp(previousState: string): boolean {
  return previousState === 'running' || previousState === 'pending';
}

/** Row 3: AWS has stopped it; the intent, then the start. */
async function startAfterAws(
  incident: Incident,
  observation: FoundInstance,
  decision: Decision,
  r: Responder,
): Promise<PassResult> {
  r.meter.add(METRICS.attempts, 1);
  return start(record.startIntended(incident, observation, decision.reason, r.now()), observation, r);
}

/** Rows 3, 12 and 13: the intent, then the start. Whatever EC2 answers, the incident stays open until it runs. */
async function start(next: Incident, observation: FoundInstance, r: Responder): Promise<PassResult> {
  const intended = await write(next, r);
  if (intended === undefined) return 'overtaken';
  if (!r.writer.isFresh(observation)) return intended;

  const answer = await r.writer.start(observation);

  r.log.warn('start requested', { instanceId: intended.instanceId, answer });
  const now = r.now();
  const attemptOf = (latest: Incident): Attempt | undefined => latest.attempt ?? intended.attempt;
  return afterAct(
    intended,
    (latest) => {
      const attempt = attemptOf(latest);
      if (attempt === undefined) return latest;
      if (answer.kind === 'accepted') return record.startAccepted(latest, attempt, now);
      if (answer.kind === 'unknown') return record.startUnknown(latest, answer.error, now);
      return record.startRefused(latest, attempt, answer.code, answer.message, now);
    },
    r,
  );
}

/** Row 11: once, for an instance whose host had failed. */
async function forceStop(next: Incident, observation: FoundInstance, r: Responder): Promise<PassResult> {
  const intended = await write(next, r);
  if (intended === undefined) return 'overtaken';

  const answer = await r.writer.stop(observation, { force: true });

  r.log.warn('stop forced', { instanceId: intended.instanceId, answer });
  if (answer.kind !== 'refused') return intended;
  const { code, message } = answer;
  return afterAct(intended, (latest) => record.forceRefused(latest, code, message, r.now()), r);
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
      if (
        found?.incidentId !== intended.incidentId ||
        found.attempt?.intendedAt !== intended.attempt?.intendedAt
      )
        break;
      latest = found;
    }
  } catch (thrown) {
    // The stop or start is out: never fail from here on, the next pass sees in EC2 what it did.
    r.log.error('the answer could not be recorded', {
      instanceId: intended.instanceId,
      error: asError(thrown),
    });
  }
  return latest;
}

/** Writes the record where something changed, and gives back the claim of what is no longer ours to finish. */
async function save(next: Incident, known: Incident | undefined, r: Responder): Promise<PassResult> {
  if (known !== undefined && same(next, known)) return known;
  const written = await write(next, r);
  if (written === undefined) return 'overtaken';
  if (!isOpen(written)) countEnd(written, r);
  return known !== undefined && isActive(known) ? ended(written, r) : written;
}

async function ended(incident: Incident, r: Responder): Promise<Incident> {
  if (!isActive(incident)) await releaseClaim(incident.instanceId, r);
  return incident;
}

async function write(incident: Incident, r: Responder): Promise<Incident | undefined> {
  const result = await r.store.write(queued(incident, r));
  return result.written ? result.record : undefined;
}

function countEnd(incident: Incident, r: Responder): void {
  const { outcome, closedAt, impairedSince, openedAt } = incident;
  if (outcome === undefined || closedAt === undefined) return;
  r.meter.add(METRICS.incidentClosed, 1, { [OUTCOME_DIMENSION]: outcome });
  if (outcome === 'recovered')
    r.meter.add(METRICS.minutesToRecover, (closedAt - (impairedSince ?? openedAt)) / MINUTE);
}

/** What we hold first, because it may be a stopped machine; then the oldest problem. */
function inOrder(ids: readonly string[], records: ReadonlyMap<string, Incident>): string[] {
  const rank = (id: string): number => {
    const incident = records.get(id);
    if (incident === undefined || !isOpen(incident)) return Number.MAX_SAFE_INTEGER;
    return isActive(incident) ? 0 : incident.openedAt;
  };
  return [...ids].sort((a, b) => rank(a) - rank(b));
}

function same(a: Incident, b: Incident): boolean {
  return JSON.stringify(a, sorted) === JSON.stringify(b, sorted);
}

/** DynamoDB gives attributes back in an order of its own. */
function sorted(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function logDecision(incident: Incident, decision: Decision, r: Responder): void {
  const { row, step, reason } = decision;
  const facts = { instanceId: incident.instanceId, phase: incident.phase, row, act: step.act };
  if (step.act === 'wait' || step.act === 'ask the gate') r.log.debug(inWords(reason), facts);
  else r.log.info(inWords(reason), facts);
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
