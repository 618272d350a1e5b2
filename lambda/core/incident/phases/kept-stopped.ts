import * as draft from '../../alerts/incident-drafts.ts';
import { isKeptStopped } from '../../gate/policy.ts';
import type { Attempt } from '../../model/incident.ts';
import { say } from '../../model/sentence.ts';
import { decided, WAIT, type Decision, type Situation } from '../decision.ts';
import { answerMayCome, startMayCome } from './under-way.ts';

/**
 * Row 20: it is down, and its owner has said that it stays so. EC2 does not show a stop that a human asks for while ours is under
 * way, so the tag is the only word that tells it from ours. Closed only when nothing that we have asked for can still
 * change it: a start that takes effect a moment later would belong to nobody.
 */
export function keptStopped({ observation, now }: Situation, attempt: Attempt): Decision | undefined {
  if (observation.state !== 'stopped' || !isKeptStopped(observation.facts.tags)) return undefined;
  if (answerMayCome(attempt, now) || startMayCome(attempt, now))
    return decided(20, WAIT, say('wait.keep-stopped'));
  return decided(20, { act: 'close', outcome: 'taken over by a human' }, say('end.keep-stopped'), [
    draft.keptStopped(),
  ]);
}
