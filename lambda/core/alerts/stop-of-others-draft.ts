import type { AlertDraft } from '../incident/decision.ts';
import { OTHERS_STOP_HANGS } from '../model/incident.ts';
import { say } from '../model/sentence.ts';
import { DAY, type EpochMs } from '../model/time.ts';

/** A stop that the responder did not ask for hangs. @param since when it began, as far as EC2 says */
export function stopOfOthersHangs(since: EpochMs): AlertDraft {
  return {
    about: OTHERS_STOP_HANGS,
    word: 'NEEDS-YOU',
    short: say('short.stop-hangs'),
    story: [say('story.others-stop-hangs', { since })],
    todo: [say('todo.force-stop'), say('todo.support')],
    documents: ['troubleshoot-stopping'],
    againAfter: DAY,
    anewSince: since,
  };
}
