import type { DocumentName } from '../model/alert.ts';
import type { AlertDraft } from '../incident/decision.ts';
import type { Refusal } from '../gate/gate.ts';
import { ANNOUNCEMENT } from '../model/incident.ts';
import type { GatePurpose } from '../model/incident.ts';
import { say, type Sentence, type SentenceKey } from '../model/sentence.ts';

/** The mail about a refusal: every reason that is known, and what the reader can do about each. */
export function refusalDraft(refusal: Refusal): AlertDraft {
  const reasons = refusal.reasons.map((reason) => say('story.refusal', { reason }));
  const { word, short, story } = headOf(refusal);
  return {
    about: aboutOf(refusal),
    word,
    short,
    story: [story, ...reasons],
    todo: unique(
      refusal.reasons.flatMap((reason) =>
        todoFor(refusal.purpose, reason.key as RefusalKey).map((key) => advice(key)),
      ),
    ),
    documents: documentsFor(refusal),
  };
}

/** Word, subject and first sentence: what kind of refusal it is. */
function headOf({
  stage,
  reasons,
  purpose,
}: Refusal): Pick<AlertDraft, 'word' | 'short'> & { story: Sentence } {
  if (purpose === 'start') {
    return {
      word: stage === 'claim' ? 'HELD' : 'NEEDS-YOU',
      short: say('short.not-starting'),
      story: say('story.not-starting'),
    };
  }
  if (purpose === 'move')
    return { word: 'NEEDS-YOU', short: say('short.not-moving'), story: say('story.not-moving') };
  if (stage === 'budget')
    return { word: 'NEEDS-YOU', short: say('short.budget'), story: say('story.budget') };
  if (stage === 'claim') {
    return { word: 'HELD', short: say('short.waits-for-claim'), story: say('story.waits-for-claim') };
  }
  const [first] = reasons;
  if (first.key === 'refuse.observe' && reasons.length === 1) {
    return { word: 'NEEDS-YOU', short: say('short.would-stop'), story: say('story.would-stop') };
  }
  if (reasons.every((reason) => REPLACED.has(reason.key))) {
    return { word: 'NOTICE', short: say('short.replaced'), story: say('story.replaced') };
  }
  return { word: 'NEEDS-YOU', short: say('short.not-stopping'), story: say('story.not-stopping') };
}

/** Each kind of reason goes out once; waiting for a turn is one kind, whatever keeps the turn from coming. */
function aboutOf({ stage, reasons, purpose }: Refusal): string {
  // A held move is no failure: its mail must not stand for that of a failure that comes later.
  const about = stage === 'claim' ? 'held: claim' : `held: ${reasons[0].key.replace('refuse.', '')}`;
  return purpose === 'move' ? `${ANNOUNCEMENT}${about}` : about;
}

type RefusalKey = Extract<SentenceKey, `refuse.${string}`>;

const MOVE = ['todo.stop-start-yourself'] as const;
const WATCH_GROUP = ['todo.group-replaces'] as const;
const GOES_ON = ['todo.goes-on', 'todo.stop-start-yourself'] as const;

/** What to do about each reason; the compiler checks that none is missing. */
const TODO = {
  'refuse.observe': ['todo.stop-start-yourself', 'todo.observe-off'],
  'refuse.settings': ['todo.stop-start-yourself', 'todo.correct-settings'],
  'refuse.tag': ['todo.stop-start-yourself', 'todo.tag'],
  'refuse.default': ['todo.stop-start-yourself', 'todo.tag'],
  'refuse.unknown-tag': ['todo.stop-start-yourself', 'todo.tag-value'],
  'refuse.auto-scaling-group': WATCH_GROUP,
  'refuse.karpenter': WATCH_GROUP,
  'refuse.fleet': WATCH_GROUP,
  'refuse.emr': WATCH_GROUP,
  'refuse.managed': WATCH_GROUP,
  'refuse.lifecycle': ['todo.replace'],
  'refuse.one-time-spot': ['todo.replace'],
  'refuse.instance-store-root': ['todo.replace'],
  'refuse.instance-store': ['todo.loses-data'],
  'refuse.stop-protection': ['todo.remove-protection'],
  'refuse.dedicated-host': ['todo.dedicated-host'],
  'refuse.outpost': MOVE,
  'refuse.maintenance': ['todo.wait'],
  'refuse.maintenance-undated': GOES_ON,
  'refuse.unread': GOES_ON,
  'refuse.start-not-permitted': ['start-permission', 'todo.stop-start-yourself'],
  'refuse.budget': ['todo.goes-on', 'todo.same-host-again', 'todo.stop-start-yourself'],
  'refuse.brake-share': ['todo.health-dashboard'],
  'refuse.brake-always': ['todo.health-dashboard'],
  'refuse.brake-unread': GOES_ON,
  'refuse.brake-lately': ['todo.health-dashboard'],
  'refuse.operational-issue': ['todo.health-dashboard'],
  'refuse.group': ['todo.wait'],
  'refuse.concurrency': ['todo.wait'],
  'refuse.claim-race': ['todo.wait'],
  'refuse.planned-one-at-a-time': ['todo.wait'],
  'refuse.planned-waits': ['todo.wait'],
  'refuse.planned-capacity': ['todo.wait'],
  'refuse.region-unread': GOES_ON,
} as const satisfies Record<RefusalKey, readonly (SentenceKey | 'start-permission')[]>;

/** A planned move is tried more than once. */
function todoFor(purpose: GatePurpose, key: RefusalKey): readonly Advice[] {
  const todo: readonly Advice[] = TODO[key];
  if (purpose !== 'move') return todo;
  return [...todo.filter((one) => one !== 'todo.goes-on' && one !== 'todo.wait'), 'todo.move-goes-on'];
}

type Advice = (typeof TODO)[RefusalKey][number] | 'todo.move-goes-on';

/** Reasons for which somebody else replaces the instance. */
const REPLACED: ReadonlySet<string> = new Set(
  Object.entries(TODO).flatMap(([key, todo]) => (todo === WATCH_GROUP ? [key] : [])),
);

function advice(key: Advice): Sentence {
  if (key !== 'start-permission') return say(key);
  return say('todo.permission', { action: 'ec2:StartInstances', resource: 'the instance' });
}

function documentsFor(refusal: Refusal): readonly DocumentName[] {
  const keys = new Set(refusal.reasons.map((reason) => reason.key));
  const documents: DocumentName[] = ['status-checks', 'stop-start'];
  if (keys.has('refuse.instance-store') || keys.has('refuse.instance-store-root')) {
    documents.push('instance-store');
  }
  if (keys.has('refuse.maintenance')) documents.push('scheduled-events');
  return documents;
}

function unique(sentences: readonly Sentence[]): Sentence[] {
  const seen = new Map(sentences.map((sentence) => [JSON.stringify(sentence), sentence]));
  return [...seen.values()];
}
