import type { AlertDraft } from '../incident/decision.ts';
import { START_HANGS } from '../model/incident.ts';
import { say } from '../model/sentence.ts';
import { DAY, type EpochMs } from '../model/time.ts';

/** A start that hangs in pending, and the two ways out of it. @param launchTime when EC2 accepted it */
export function startHangs(launchTime: EpochMs): AlertDraft {
  return {
    about: START_HANGS,
    word: 'NEEDS-YOU',
    short: say('short.start-hangs'),
    story: [say('story.start-hangs', { since: launchTime })],
    todo: [say('todo.force-pending'), say('todo.support-pending')],
    documents: ['start-fails', 'troubleshoot-stopping'],
    againAfter: DAY,
    anewSince: launchTime,
  };
}
