import { shapeOf } from '../../aws/ec2-errors.ts';
import { isResolved, startMoves } from '../../core/scheduled-events/announced.ts';
import { isToldByIncident } from '../../core/notices/told-by-incident.ts';
import { isInRecovery, isOpen, type Incident } from '../../core/model/incident.ts';
import type { FoundInstance, NotFoundInstance } from '../../core/model/observation.ts';
import { policyOf } from '../../core/gate/policy.ts';
import { SECOND } from '../../core/model/time.ts';
import { lookAtOne, type Look } from './look-at-one.ts';
import { sendQueued } from './outbox.ts';
import { writeIncident } from './records/write-records.ts';
import type { Invocation } from './invocation.ts';

/** So many instances are observed at once; few enough that the last is judged while its picture is fresh. */
const AT_ONCE = 25;
/** With less time left the rest is left to the next sweep: a step that was begun must be able to end. */
const TIME_FOR_ONE_MS = 40 * SECOND;

export interface Looked {
  /** Instances whose state could not be read, or whose turn did not come. */
  readonly unread: readonly string[];
  /** Those of them whose turn did not come. */
  readonly late: readonly string[];
  /** Some of them are in recovery, or were before this pass. */
  readonly active: boolean;
  /** Instances whose incident does not tell of the news of this look, and whose owner wants to know. */
  readonly untold: readonly string[];
}

/**
 * Looks at these instances: reads their records, reads EC2, and takes each one step further. Duplicates, reordering, a
 * lost event, a crash between two calls and a human in the middle all end here, and all look the same.
 */
export async function reconcile(instanceIds: readonly string[], look: Look, r: Invocation): Promise<Looked> {
  const records = await r.incidents.read(instanceIds);
  const unread: string[] = [...records.unreadable];
  const late: string[] = [];
  if (unread.length > 0)
    r.log.error('records that this version cannot read are left alone', { instanceIds: unread });
  await takeOverAlerts(records, r);

  const asked = [...new Set(instanceIds)].filter((id) => !records.unreadable.has(id));
  const ids = inOrder(
    asked.filter((id) => look.onlyKnown !== true || records.has(id)),
    records,
    look.zones,
  );
  let active = [...records.values()].some(isInRecovery);
  // A record that cannot be read tells nobody anything.
  const untold: string[] = look.news === undefined ? [] : [...records.unreadable];
  for (let first = 0; first < ids.length; first += AT_ONCE) {
    const some = await lookAtSome(ids.slice(first, first + AT_ONCE), records, look, r);
    unread.push(...some.unread);
    late.push(...some.late);
    untold.push(...some.untold);
    active ||= some.active;
  }
  return { unread, late, untold, active };
}

/** Alerts that version 0.1.0 kept in the record: from now on each has an item of its own. */
async function takeOverAlerts(records: Map<string, Incident>, r: Invocation): Promise<void> {
  for (const [id, incident] of records) {
    if (incident.newAlerts.length === 0) continue;
    try {
      const result = await writeIncident(incident, r);
      if (result.written) records.set(id, result.record);
    } catch (thrown) {
      // They stay where they are, and must not keep the other instances from their turn.
      r.log.error('alerts of the version before stay in the record', {
        instanceId: id,
        error: shapeOf(thrown).name,
      });
    }
  }
}

/** The next few: observed together, taken one after the other, told together. */
async function lookAtSome(
  ids: readonly string[],
  records: ReadonlyMap<string, Incident>,
  look: Look,
  r: Invocation,
): Promise<Looked> {
  if (r.timeLeft() < TIME_FOR_ONE_MS) {
    r.log.warn('no time left in this pass', { instanceIds: ids });
    return { unread: ids, late: ids, untold: look.news === undefined ? [] : ids, active: false };
  }
  const observations = await r.reader.observe(ids, look.news !== undefined);
  const unread: string[] = [];
  const late: string[] = [];
  const untold: string[] = [];
  const changed: Incident[] = [];
  for (const id of ids) {
    const observation = observations.get(id);
    if (observation === undefined || observation.kind === 'unread' || r.timeLeft() < TIME_FOR_ONE_MS) {
      const why = observation?.kind === 'unread' ? observation.why : 'no time left';
      r.log.warn('not looked at in this pass', { instanceId: id, why });
      unread.push(id);
      if (observation?.kind !== 'unread') late.push(id);
      continue;
    }
    try {
      const after = await lookAtOne(records.get(id), observation, look, r);
      // Other passes look at it at this very moment, and the sweep soon again; but news of Health they have not heard.
      if (after === 'unread' || (after === 'overtaken' && look.news !== undefined)) unread.push(id);
      if (after === 'unread' || after === 'overtaken') continue;
      if (after !== undefined) changed.push(after);
      if (isUntold(after, observation, look, r)) untold.push(id);
    } catch (thrown) {
      // One instance that fails must not keep the others from their turn.
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      r.log.error('the pass over one instance failed; the next sweep repeats it', { instanceId: id, error });
      unread.push(id);
    }
  }
  await sendQueued(r);
  // What could not be looked at may have no incident that tells of the news: told twice is better than never.
  if (look.news !== undefined) untold.push(...unread);
  return { unread, late, untold, active: changed.some(isInRecovery) };
}

/** True where no incident tells of the news, and the owner does not have the instance ignored. */
function isUntold(
  incident: Incident | undefined,
  observation: FoundInstance | NotFoundInstance,
  { news }: Look,
  r: Invocation,
): boolean {
  if (news === undefined || isToldByIncident(incident, news)) return false;
  // So soon after a start it tells of what the start has resolved.
  if (
    observation.kind === 'found' &&
    startMoves(observation.facts) &&
    isResolved(news, incident?.heard ?? [], observation.launchTime, r.now())
  )
    return false;
  return observation.kind === 'not-found' || policyOf(observation.facts.tags, r.settings).action !== 'ignore';
}

/**
 * What is in recovery first, because it may be a stopped machine; then what is new; then what the gate has refused
 * anyway. In each of them the zones take turns, so that thousands in one keep nobody in another from being looked at.
 */
function inOrder(
  ids: readonly string[],
  records: ReadonlyMap<string, Incident>,
  zones: Look['zones'],
): string[] {
  const rank = (id: string): [number, number] => {
    const incident = records.get(id);
    if (incident === undefined || !isOpen(incident)) return [1, 0];
    if (isInRecovery(incident)) return [0, incident.phaseSince];
    // Failures by their age, and after them planned moves by the date of AWS.
    return [incident.refused === undefined ? 1 : 2, incident.plan?.deadline ?? incident.openedAt];
  };
  const turns = new Map<string, number>();
  const ranked = ids
    .map((id) => ({ id, rank: rank(id) }))
    .sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1])
    .map((one) => {
      const zone = zones?.get(one.id) ?? records.get(one.id)?.facts.availabilityZone ?? '';
      const turn = turns.get(`${one.rank[0]} ${zone}`) ?? 0;
      turns.set(`${one.rank[0]} ${zone}`, turn + 1);
      return { ...one, turn };
    });
  return ranked.sort((a, b) => a.rank[0] - b.rank[0] || a.turn - b.turn).map(({ id }) => id);
}
