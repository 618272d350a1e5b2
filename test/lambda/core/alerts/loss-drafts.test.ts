import { describe, expect, it } from '@jest/globals';
import { withLosses } from '../../../../lambda/core/alerts/loss-drafts.ts';
import type { AlertDraft } from '../../../../lambda/core/incident/decision.ts';
import type { PlainSentenceKey } from '../../../../lambda/core/model/sentence.ts';
import { say } from '../../../../lambda/core/model/sentence.ts';

function announced(...todo: PlainSentenceKey[]): AlertDraft {
  return {
    about: 'announced 1',
    word: 'ANNOUNCED',
    short: say('short.no-move'),
    story: [say('story.reminder')],
    todo: todo.map((key) => say(key)),
    documents: [],
  };
}

describe('the mail about an announced event', () => {
  it.each(['todo.move-nothing', 'todo.move-yourself', 'ask.move'] as const)(
    'says what a stop and a start cost where its advice is %s',
    (advice) => {
      const { story, todo } = withLosses(announced('todo.wait', advice), { publicIp: '203.0.113.10' });
      expect(story.map(({ key }) => key)).toEqual(['story.reminder', 'story.will-lose']);
      expect(todo.map(({ key }) => key)).toEqual(['todo.wait', advice]);
    },
  );

  it('asks first for an Elastic IP where the address goes for good', () => {
    const { todo } = withLosses(announced('ask.move'), { publicIp: '203.0.113.10', address: 'none' });
    expect(todo.map(({ key }) => key)).toEqual(['todo.elastic-ip-before', 'ask.move']);
  });

  it('is the same where nothing is to be stopped', () => {
    const draft = announced('ask.replace-instance');
    expect(withLosses(draft, { publicIp: '203.0.113.10', address: 'none' })).toBe(draft);
  });
});
