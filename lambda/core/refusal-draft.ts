import type { DocumentName } from './alert.ts';
import type { AlertDraft } from './decision.ts';
import type { Refusal } from './gate.ts';
import { say, type Sentence, type SentenceKey } from './sentences.ts';

/** The mail about a refusal: every reason that is known, and what the reader can do about each. */
export function refusalDraft(refusal: Refusal): AlertDraft {
  const reasons = refusal.reasons.map((reason) => say('story.refusal', { reason }));
  const todo = unique(
    refusal.reasons.flatMap((reason) =>
      (TODO[reason.key] ?? ['todo.stop-start-yourself']).map((key) => advice(key)),
    ),
  );
  const stop = refusal.purpose === 'stop';
  const base = { about: aboutOf(refusal), todo, documents: documentsFor(refusal) };
  if (refusal.stage === 'budget') {
    return {
      ...base,
      word: 'NEEDS-YOU',
      short: say(stop ? 'short.budget' : 'short.not-starting'),
      story: [say(stop ? 'story.budget' : 'story.not-starting'), ...reasons],
    };
  }
  if (refusal.stage === 'claim') {
    return {
      ...base,
      word: 'HELD',
      short: say(stop ? 'short.waits-for-claim' : 'short.not-starting'),
      story: [say(stop ? 'story.waits-for-claim' : 'story.not-starting'), ...reasons],
    };
  }
  return {
    ...base,
    word: 'NEEDS-YOU',
    short: say(stop ? 'short.not-stopping' : 'short.not-starting'),
    story: [say(stop ? 'story.not-stopping' : 'story.not-starting'), ...reasons],
  };
}

/** Each kind of reason goes out once; a turn that does not come is one, whatever keeps it from coming. */
function aboutOf({ stage, reasons }: Refusal): string {
  return stage === 'claim' ? 'held: claim' : `held: ${reasons[0].key.replace('refuse.', '')}`;
}

type Advice =
  | 'todo.wait'
  | 'todo.stop-start-yourself'
  | 'todo.replace'
  | 'todo.group-replaces'
  | 'todo.tag'
  | 'todo.tag-value'
  | 'todo.observe-off'
  | 'todo.same-host-again'
  | 'todo.health-dashboard'
  | 'start-permission';

/** What to do about each reason. A reason that is missing here: decide yourself. */
const TODO: Partial<Record<SentenceKey, readonly Advice[]>> = {
  'refuse.observe': ['todo.stop-start-yourself', 'todo.observe-off'],
  'refuse.tag': ['todo.stop-start-yourself', 'todo.tag'],
  'refuse.default': ['todo.stop-start-yourself', 'todo.tag'],
  'refuse.unknown-tag': ['todo.stop-start-yourself', 'todo.tag-value'],
  'refuse.auto-scaling-group': ['todo.group-replaces'],
  'refuse.karpenter': ['todo.group-replaces'],
  'refuse.fleet': ['todo.group-replaces'],
  'refuse.managed': ['todo.group-replaces'],
  'refuse.emr': ['todo.group-replaces'],
  'refuse.instance-store-root': ['todo.replace'],
  'refuse.one-time-spot': ['todo.replace'],
  'refuse.maintenance': ['todo.wait'],
  'refuse.budget': ['todo.same-host-again', 'todo.stop-start-yourself'],
  'refuse.group': ['todo.wait'],
  'refuse.concurrency': ['todo.wait'],
  'refuse.start-not-permitted': ['start-permission', 'todo.stop-start-yourself'],
};

function advice(key: Advice): Sentence {
  if (key !== 'start-permission') return say(key);
  return say('todo.permission', { action: 'ec2:StartInstances', resource: 'the instance' });
}

function documentsFor(refusal: Refusal): readonly DocumentName[] {
  const keys = new Set(refusal.reasons.map((reason) => reason.key));
  const documents: DocumentName[] = ['status-checks', 'stop-start'];
  if (keys.has('refuse.instance-store') || keys.has('refuse.instance-store-root'))
    documents.push('instance-store');
  if (keys.has('refuse.maintenance')) documents.push('scheduled-events');
  return documents;
}

function unique(sentences: readonly Sentence[]): Sentence[] {
  const seen = new Map(sentences.map((sentence) => [JSON.stringify(sentence), sentence]));
  return [...seen.values()];
}
