import type { AlertDraft } from '../incident/decision.ts';
import { losesItsAddress, willLose, type Losses } from '../model/losses.ts';
import { say } from '../model/sentence.ts';

/** The advice that goes with a stop and a start to come: by the responder, or by the owner. */
const STOP_AND_START: ReadonlySet<string> = new Set(['todo.move-nothing', 'todo.move-yourself', 'ask.move']);

/** The mail about an announced event, with what a stop and a start will cost, where there is to be one. */
export function withLosses(draft: AlertDraft, loses: Losses): AlertDraft {
  if (!draft.todo.some(({ key }) => STOP_AND_START.has(key))) return draft;
  const advice = losesItsAddress(loses) ? [say('todo.elastic-ip-before')] : [];
  return { ...draft, story: [...draft.story, willLose(loses)], todo: [...advice, ...draft.todo] };
}
