import type { AlertDraft } from '../incident/decision.ts';
import type { Attempt } from '../model/incident.ts';
import { isNoCapacity } from '../model/ec2-error-codes/no-capacity.ts';
import { say, type PlainSentenceKey, type Sentence } from '../model/sentence.ts';
import { DAY } from '../model/time.ts';

/**
 * What EC2's word for a failed start asks of the owner: the first line that fits. A word that fits none gets the general
 * advice, so a new one is told as well as any. AWS: "Error codes for the Amazon EC2 API".
 */
const ADVICE: readonly (readonly [words: RegExp, advice: readonly PlainSentenceKey[]])[] = [
  // The best-known one says nothing of the key that it nearly always means.
  [/^Client\.InternalError$/, ['todo.start-error', 'todo.kms']],
  // A key pair is for logging in; no start fails for it.
  [/KMS|Key(?!Pair)/i, ['todo.key']],
  [/Snapshot/i, ['todo.snapshot']],
  [/^(?!Request).*LimitExceeded$/, ['todo.quota']],
];
const GENERAL: readonly PlainSentenceKey[] = ['todo.start-error'];

/** NEEDS-YOU: the instance is stopped and does not start. In: EC2's word, from an answer or as StateReason, and its message. */
export function startFailed(code: string, message: string, attempt: Attempt): AlertDraft {
  const capacity = isNoCapacity(code);
  const says = message === '' ? {} : { message };
  return {
    about: `start failed: ${code}`,
    word: 'NEEDS-YOU',
    short: say(capacity ? 'short.no-capacity' : 'short.start-failed'),
    story: [
      capacity ? say('story.no-capacity', { code }) : say('story.start-failed', { error: code, ...says }),
    ],
    todo: capacity ? [say('todo.capacity')] : adviceFor(code, message),
    documents: [capacity ? 'capacity' : 'start-fails'],
    againAfter: DAY,
    anewSince: attempt.intendedAt,
    data: { error: code },
  };
}

function adviceFor(code: string, message: string): readonly Sentence[] {
  const [, advice] = ADVICE.find(([words]) => words.test(code)) ?? [undefined, GENERAL];
  const permission =
    code === 'UnauthorizedOperation' ? [permissionAdvice('ec2:StartInstances', message)] : [];
  return [...advice.map((key) => say(key)), ...permission];
}

/** What is missing can be allowed; what is denied cannot. AWS: "Troubleshoot access denied error messages", IAM. */
export function permissionAdvice(action: string, message: string): Sentence {
  return message.includes('explicit deny')
    ? say('todo.denied')
    : say('todo.permission', { action, resource: 'the instance' });
}
