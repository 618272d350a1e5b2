import { describe, expect, it } from '@jest/globals';
import { startFailed } from '../../../../lambda/core/alerts/start-failed-draft.ts';
import type { AlertDraft } from '../../../../lambda/core/incident/decision.ts';
import type { Sentence } from '../../../../lambda/core/model/sentence.ts';
import { inWords } from '../../../../lambda/words/in-words.ts';
import { anAttempt, INTENDED } from '../given.ts';

const DENIED = 'with an explicit deny in a service control policy';

function noRoom(code: string): AlertDraft {
  return startFailed(code, '', anAttempt());
}

function words(sentences: readonly Sentence[]): string {
  return sentences.map((one) => inWords(one)).join('\n');
}

function keys(sentences: readonly Sentence[]): string[] {
  return sentences.map((one) => one.key);
}

describe('the mail about a start that fails', () => {
  it.each([
    'InsufficientInstanceCapacity',
    'InsufficientHostCapacity',
    'InsufficientCapacityOnHost',
    'InsufficientCapacity',
    'Server.InsufficientInstanceCapacity',
  ])('with %s says that AWS has no room, and not that there is an error to correct', (code) => {
    const made = noRoom(code);
    expect(keys([made.short, ...made.todo])).toEqual(['short.no-capacity', 'todo.capacity']);
    expect(words(made.story)).toContain(code);
    expect(made.documents).toEqual(['capacity']);
  });

  it('names the error, with its message where there is one', () => {
    const text = (message: string): string => words(startFailed('Client.Odd', message, anAttempt()).story);
    expect(text('the message')).toContain('Client.Odd, "the message".');
    expect(text('')).toContain('Client.Odd.');
    expect(startFailed('Client.Odd', '', anAttempt()).data).toEqual({ error: 'Client.Odd' });
    expect(startFailed('Client.Odd', '', anAttempt()).documents).toEqual(['start-fails']);
  });

  const todo = (code: string, message = ''): string[] => keys(startFailed(code, message, anAttempt()).todo);

  it.each([
    ['a key', 'Client.InvalidKMSKey.InvalidState', ['todo.key']],
    ['a key, in other letters', 'KmsKeyDisabledException', ['todo.key']],
    ['what nearly always is a key', 'Client.InternalError', ['todo.start-error', 'todo.kms']],
    ['a snapshot', 'Client.InvalidSnapshot.NotFound', ['todo.snapshot']],
    ['a quota', 'Client.VolumeLimitExceeded', ['todo.quota']],
    ['a quota of an answer', 'VcpuLimitExceeded', ['todo.quota']],
    ['too many requests, which is no quota to raise', 'RequestLimitExceeded', ['todo.start-error']],
    ['a key pair, which is no key of a volume', 'Client.InvalidKeyPair.NotFound', ['todo.start-error']],
    ['what only begins like it', 'Client.InternalErrors', ['todo.start-error']],
    ['what only ends like it', 'Some.Client.InternalError', ['todo.start-error']],
    ['what goes on after a limit', 'Client.LimitExceededHere', ['todo.start-error']],
    ['a word of no list', 'Client.SomethingNew', ['todo.start-error']],
  ])('gives the advice that fits the word: %s', (_, code, advice) => {
    expect(todo(code)).toEqual(advice);
  });

  it('thinks of a permission only where one is missing', () => {
    expect(todo('UnauthorizedOperation')).toEqual(['todo.start-error', 'todo.permission']);
    expect(todo('UnauthorizedOperation', DENIED)).toEqual(['todo.start-error', 'todo.denied']);
    expect(todo('IncorrectState', DENIED)).toEqual(['todo.start-error']);
    const { todo: advice } = startFailed('UnauthorizedOperation', '', anAttempt());
    expect(words(advice)).toMatch(/ec2:StartInstances on the instance/);
  });

  it('is another one for another error, repeated daily, and anew in the next attempt', () => {
    const made = noRoom('InsufficientInstanceCapacity');
    expect(made).toMatchObject({ againAfter: 86_400_000, anewSince: INTENDED });
    expect(made.about).not.toBe(noRoom('InsufficientCapacity').about);
  });
});
