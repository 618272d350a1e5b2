import type { AlertDraft } from '../incident/decision.ts';
import { WHOSE_STOP } from '../model/incident.ts';
import { say } from '../model/sentence.ts';
import { DAY, type EpochMs } from '../model/time.ts';

/** What is told of a stop that may be ours or a human's. */

/** @param at when EC2 says that it was stopped @param intent when our own stop was to be sent */
export function whoseStopIsUnknown(at: EpochMs, intent: EpochMs): AlertDraft {
  return {
    about: WHOSE_STOP,
    word: 'NEEDS-YOU',
    short: say('short.whose-stop'),
    story: [say('story.whose-stop', { at, intent })],
    todo: [say('todo.whose-stop'), say('todo.whose-stop-tag')],
    documents: ['stop-start'],
    againAfter: DAY,
  };
}
