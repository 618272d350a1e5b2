import type { HealthEvent } from '../health/health-event.ts';

/** What AWS's own words say of the event, where only they do. Read narrowly: what is not plainly said is not believed. */

/**
 * True where AWS says that a certificate is renewed. The same code says that one is due to expire, or has expired; only the
 * words tell which, and what is not plainly good news is none. AWS: "Amazon EventBridge support for ACM".
 */
export function isGoodNews({ code, text, textCut, asked }: HealthEvent): boolean {
  if (code !== 'AWS_ACM_RENEWAL_STATE_CHANGE' || asked === 'required' || textCut) return false;
  return RENEWAL_IS_DONE.test(text) && !THERE_IS_MORE.test(text);
}

const RENEWAL_IS_DONE =
  /\b(has been|have been|was|were|successfully)( successfully| automatically)? renewed\b|\bcompleted the renewal\b/i;
const THERE_IS_MORE =
  /\bnot\b|n't\b|\bunable\b|\bfail|\bexpired\b|\baction\b|\bmust\b|\brequire|\bpending\b|\bonce\b|\buntil\b|\bif\b|\bwhen\b|\b(will|due to) expire\b/i;

/**
 * True where AWS says that no action is required, of everybody and without a condition, and nothing in the rest of its words
 * asks for something.
 */
export function saysNoAction({ text, textCut, asked }: HealthEvent): boolean {
  if (asked === 'required' || textCut || !NO_ACTION.test(text)) return false;
  const sentences = text.split(/(?<=[.!?])\s+|\n+/);
  const assured = sentences.filter((one) => NO_ACTION.test(one));
  if (assured.some((one) => IS_CONDITIONAL.test(one))) return false;
  return !sentences.some((one) => ASKS.test(one.replace(NO_ACTION, ' ')));
}

const NO_ACTION =
  /\bno (?:(?:further|additional|immediate|customer|other) )*actions? (?:is|are|was|were) (?:required|needed|necessary)\b|\b(?:do|does) not (?:require any|need to take any|have to take any) action\b|\byou do not need to do anything\b/i;
const IS_CONDITIONAL =
  /\bif\b|\bunless\b|\buntil\b|\bwhen\b|\bonce\b|\bexcept\b|\bbut\b|\bhowever\b|\bwho\b|\bthat (?:have|are|use|do)\b|\bfor (?:those|customers|accounts|resources|instances)\b/i;
const ASKS =
  /\bmust\b|\bhave to\b|\bneed to\b|\brequired\b|\bplease (?!visit|see|refer|contact)|\bstrongly\b|\botherwise\b|\bunless\b|\bdeadline\b|\bimmediate|\bfailure to\b|\bpaused\b|\bsuspend|\bunder review\b|\bcompromis|\bexposed\b|\bwill be (?:stopped|terminated|deleted|disabled|blocked)\b/i;
