import type { Refusal } from './gate.ts';
import type { Incident } from '../model/incident.ts';
import { isWell, type Observation } from '../model/observation.ts';
import { groupOf } from './policy.ts';
import { moveNotBack } from '../scheduled-events/unfinished-move.ts';
import { ANNOUNCEMENT } from '../model/incident.ts';
import { say, type Sentence } from '../model/sentence.ts';
import { MINUTE, type EpochMs } from '../model/time.ts';

/** Before a move that must not wait any longer begins all the same, its owner has so long to object; at most half of what is left. */
const OBJECT_MS = 20 * MINUTE;

/** What a planned move must not begin beside; read in the pass that is about to begin it. */
export interface AroundTheMove {
  /** The other members of its group, as EC2 shows them now; none where it is in no group. */
  readonly members: readonly Observation[] | 'unread';
  /** The incidents of the Region that are open. */
  readonly open: readonly Incident[] | 'unread';
}

/**
 * A refusal for a planned move while another member of its group is not running with ok checks, or while an instance that was
 * moved before it is not back. A healthy machine can wait: what keeps that one down may be what all of them share. Only where AWS's
 * date leaves no other time it goes on beside one that is not back, after its owner was told of that.
 *
 * @param lastUntil the end of its time, where that is the last before AWS's date; undefined where it may wait
 */
export function moveRefusal(
  incident: Pick<Incident, 'instanceId' | 'facts' | 'told'>,
  { members, open }: AroundTheMove,
  lastUntil: EpochMs | undefined,
  now: EpochMs,
): Refusal | undefined {
  const isLast = lastUntil !== undefined;
  const refusal = (reason: Sentence): Refusal => ({
    stage: 'claim',
    purpose: 'move',
    reasons: [reason],
    ...(isLast ? { isLast } : {}),
  });
  if (members === 'unread' || members.some(({ kind }) => kind === 'unread'))
    return refusal(say('refuse.unread', { act: 'moving', guard: 'group-members' }));
  const down = members.find((one) => one.kind !== 'found' || !isWell(one));
  if (down !== undefined) {
    const group = groupOf(incident.facts.tags) ?? '';
    return refusal(say('refuse.member-down', { group, other: down.instanceId }));
  }
  if (open === 'unread') return refusal(say('refuse.unread', { act: 'moving', guard: 'other-moves' }));
  const first = open.find((one) => one.instanceId !== incident.instanceId && moveNotBack(one) === 'holds');
  if (first === undefined) return undefined;
  const other = first.instanceId;
  if (lastUntil === undefined) return refusal(say('refuse.move-not-back', { other }));
  const told = incident.told[pressingName(lastUntil)];
  const from = told ?? now;
  const at = from + Math.min(OBJECT_MS, Math.floor(Math.max(0, lastUntil - from) / 2));
  return told !== undefined && now >= at
    ? undefined
    : refusal(say('refuse.move-pressing', { other, at, until: lastUntil }));
}

/** The name of the mail that tells of it, one for each last time. */
export function pressingName(lastUntil: EpochMs): string {
  return `${ANNOUNCEMENT}held: move-pressing ${lastUntil}`;
}
