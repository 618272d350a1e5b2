import type { Decision } from '../../core/incident/decision.ts';
import { inWords } from '../../words/in-words.ts';
import { decide } from '../../core/incident/decide.ts';
import type { HealthNews } from '../../core/model/health.ts';
import { isOpen, type Incident } from '../../core/model/incident.ts';
import { METRICS } from '../../contract/metric-names.ts';
import type { FoundInstance, NotFoundInstance, Observation } from '../../core/model/observation.ts';
import { open } from '../../core/incident/opening.ts';
import type { StopOfAws } from '../../core/incident/stopped-by-aws.ts';
import { SECOND } from '../../core/model/time.ts';
import * as record from '../../core/incident/transitions.ts';
import { askTheGate, forceStop, start } from './act.ts';
import { lookAhead } from './before-a-stop/read-before-announcing.ts';
import { TRIES } from './records/change-item.ts';
import { save, type Step } from './records/keep-record.ts';
import type { Invocation } from './invocation.ts';

/** An observation that has grown older than this is read again before it is judged. */
const FRESH_MS = 10 * SECOND;

/** Why the instances are looked at. */
export interface Look {
  /** Health news that joins their incidents. */
  readonly news?: HealthNews;
  /** Only instances with a record are looked at: a state change by itself opens nothing. */
  readonly onlyKnown?: boolean;
  /** It is looked at for a stop of AWS's. */
  readonly stop?: StopOfAws;
  /** It is the sweep, which says every minute what an event says once. */
  readonly sweep?: boolean;
  /** The Availability Zones of instances that may have no record yet. */
  readonly zones?: ReadonlyMap<string, string>;
}

/**
 * One pass over one instance; again from the start when another pass was faster.
 *
 * @returns `overtaken` when others were faster each time, `unread` when it was not looked at for any other reason
 */
export async function lookAtOne(
  first: Incident | undefined,
  seen: Observation,
  look: Look,
  r: Invocation,
): Promise<Step | 'unread'> {
  let known = first;
  let observation = seen;
  let others = 0;
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (tries > 0) {
      const before = known?.version;
      known = (await r.incidents.read([observation.instanceId])).get(observation.instanceId);
      if (known?.version !== before) others += 1;
    }
    if (tries > 0 || r.now() - observation.observedAt > FRESH_MS) {
      observation =
        (await r.reader.observe([observation.instanceId])).get(observation.instanceId) ?? observation;
    }
    if (observation.kind === 'unread') return 'unread';
    const result = await onePass(known, observation, look, r);
    if (result !== 'overtaken') return result;
    r.log.info('another pass was faster; looking again', { instanceId: observation.instanceId });
  }
  return others === TRIES - 1 ? 'overtaken' : 'unread';
}

/** Open or go on, decide one step, and take it. */
async function onePass(
  known: Incident | undefined,
  observation: FoundInstance | NotFoundInstance,
  look: Look,
  r: Invocation,
): Promise<Step> {
  const now = r.now();
  const before = known !== undefined && isOpen(known) ? known : opened(known, observation, look, r);
  if (before === undefined) return known;

  let incident = record.noteObservation(before, observation);
  if (look.news !== undefined) incident = record.noteHealth(incident, look.news, now);
  incident = await lookAhead(incident, observation, r);
  const decision = decide(incident, observation, r.settings, now);
  logDecision(incident, decision, r);

  const next = record.afterDecision(incident, decision, now);
  if (observation.kind === 'found') {
    const { step } = decision;
    if (step.act === 'ask the gate') return askTheGate(next, observation, decision, step, known, r);
    if (step.act === 'start') return start(next, observation, r);
    if (step.act === 'force the stop') return forceStop(next, observation, r);
  }
  return save(next, known, r);
}

/** A new incident, where this pass saw a reason for one. */
function opened(
  earlier: Incident | undefined,
  observation: FoundInstance | NotFoundInstance,
  look: Look,
  r: Invocation,
): Incident | undefined {
  if (observation.kind === 'not-found') return undefined;
  const news = look.news === undefined ? [] : [look.news];
  const opening = open(observation, earlier, news, r.settings, r.now(), look.stop);
  if (!opening.opens) {
    // The sweep says it of the same instance every minute, as long as EC2 lists what is over.
    const level = look.sweep === true ? 'debug' : 'info';
    r.log[level](`no incident: ${opening.why}`, { instanceId: observation.instanceId });
    return undefined;
  }
  r.meter.add(METRICS.incidentOpened, 1);
  return opening.incident;
}

/** One line for each decision; a wait that goes on is for those who debug. */
function logDecision(incident: Incident, decision: Decision, r: Invocation): void {
  const { row, step, reason } = decision;
  const facts = { instanceId: incident.instanceId, phase: incident.phase, row, act: step.act };
  if (step.act === 'wait' || step.act === 'ask the gate') r.log.debug(inWords(reason), facts);
  else r.log.info(inWords(reason), facts);
}
