import type { DocumentName } from '../model/alert.ts';
import type { AlertDraft } from '../incident/decision.ts';
import type { Refusal } from '../gate/gate.ts';
import { ANNOUNCEMENT } from '../model/incident.ts';
import type { GatePurpose } from '../model/incident.ts';
import { pressingName } from '../gate/move-order.ts';
import { say, type PlainSentenceKey, type Sentence, type SentenceKey } from '../model/sentence.ts';
import { DAY, MINUTE, type EpochMs } from '../model/time.ts';

/** The mail about a refusal: every reason that is known, and what the reader can do about each. */
export function refusalDraft(refusal: Refusal): AlertDraft {
  const reasons = refusal.reasons.map((reason) => say('story.refusal', { reason }));
  const { word, short, story } = headOf(refusal);
  if (refusal.isLast === true && refusal.reasons[0].key === 'refuse.move-pressing')
    return pressing(refusal.reasons[0]);
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

/** For so long a service may take to replace what it manages. AWS: "Health checks for instances in an Auto Scaling group". */
const REPLACED_WITHIN_MS = 30 * MINUTE;

/**
 * The mail about an instance that the service which manages it was to replace and has not, again each day.
 *
 * @param since when its host failed
 * @param heldSince since when the gate has refused
 * @returns nothing while the service has time yet. What refuses besides keeps nobody from being called: it may have come
 *   only after the owner was told that the service replaces it
 */
export function notReplaced(
  refusal: Refusal,
  { since, heldSince, now }: { since: EpochMs; heldSince: EpochMs; now: EpochMs },
): readonly AlertDraft[] {
  if (refusal.purpose !== 'stop' || !refusal.reasons.some(({ key }) => REPLACED.has(key))) return [];
  if (now - Math.max(since, heldSince) < REPLACED_WITHIN_MS) return [];
  return [
    {
      about: 'not replaced',
      word: 'NEEDS-YOU',
      short: say('short.not-replaced'),
      story: [
        say('story.not-replaced', { since }),
        ...refusal.reasons.map((reason) => say('story.refusal', { reason })),
      ],
      todo: [say('todo.not-replaced')],
      documents: ['auto-scaling-processes', 'status-checks'],
      againAfter: DAY,
    },
  ];
}

/** Word, subject and first sentence: what kind of refusal it is. */
function headOf(refusal: Refusal): Pick<AlertDraft, 'word' | 'short'> & { story: Sentence } {
  const { stage, reasons, purpose, isLast } = refusal;
  if (purpose === 'start') {
    return {
      word: stage === 'claim' ? 'HELD' : isReplacedByOthers(refusal) ? 'NOTICE' : 'NEEDS-YOU',
      short: say('short.not-starting'),
      story: say('story.not-starting'),
    };
  }
  if (purpose === 'move' && reasons[0].key === 'refuse.member-down')
    return {
      word: isLast === true ? 'NEEDS-YOU' : 'HELD',
      short: say('short.member-down'),
      story: say('story.not-moving'),
    };
  if (purpose === 'move')
    return { word: 'NEEDS-YOU', short: say('short.not-moving'), story: say('story.not-moving') };
  if (stage === 'budget')
    return { word: 'NEEDS-YOU', short: say('short.budget'), story: say('story.budget') };
  if (stage === 'claim' && isNoRoom(reasons[0].key))
    return { word: 'HELD', short: say('short.no-room'), story: say('story.no-room') };
  if (stage === 'claim') {
    return { word: 'HELD', short: say('short.waits-for-claim'), story: say('story.waits-for-claim') };
  }
  const [first] = reasons;
  if (first.key === 'refuse.observe' && reasons.length === 1) {
    return { word: 'NEEDS-YOU', short: say('short.would-stop'), story: say('story.would-stop') };
  }
  if (isReplacedByOthers(refusal)) {
    return { word: 'NOTICE', short: say('short.replaced'), story: say('story.replaced') };
  }
  return { word: 'NEEDS-YOU', short: say('short.not-stopping'), story: say('story.not-stopping') };
}

/** Each kind of reason goes out once; waiting for a turn is one kind, whatever keeps the turn from coming. */
function aboutOf({ stage, reasons, purpose, isLast }: Refusal): string {
  // A held move is no failure: its mail must not stand for that of a failure that comes later.
  const { key } = reasons[0];
  const isTurn = stage === 'claim' && !isNoRoom(key) && key !== 'refuse.member-down';
  const last = key === 'refuse.member-down' && isLast === true ? ', last' : '';
  const about = isTurn ? 'held: claim' : `held: ${key.replace('refuse.', '')}${last}`;
  // Nor must the mail of a failed host that is not stopped stand for that of a machine that AWS has stopped.
  if (purpose === 'start') return `not started, ${about}`;
  return purpose === 'move' ? `${ANNOUNCEMENT}${about}` : about;
}

/** Not only a matter of turns: it may last for days. */
export function isNoRoom(key: SentenceKey): boolean {
  return key === 'refuse.no-room' || key === 'refuse.no-room-perhaps';
}

/** A date presses: the owner hears of it before the move, and when it will be. */
function pressing({ values }: Sentence): AlertDraft {
  const { other, at, until } = values as { other: string; at: EpochMs; until: EpochMs };
  return {
    about: pressingName(until),
    word: 'NEEDS-YOU',
    short: say('short.move-pressing', { at }),
    story: [say('story.move-pressing', { other, at, until })],
    todo: [say('todo.move-pressing', { other })],
    documents: ['scheduled-events', 'stop-start'],
  };
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
  'refuse.keep-stopped': ['todo.stop-start-yourself', 'todo.keep-stopped-off'],
  'refuse.unknown-tag': ['todo.stop-start-yourself', 'todo.tag-value'],
  'refuse.auto-scaling-group': WATCH_GROUP,
  'refuse.karpenter': WATCH_GROUP,
  'refuse.fleet': WATCH_GROUP,
  'refuse.emr': WATCH_GROUP,
  'refuse.managed': WATCH_GROUP,
  'refuse.replaced-by': WATCH_GROUP,
  'refuse.managed-by-tag': ['todo.ask-manager'],
  'refuse.manager-tag-key': ['todo.ask-manager'],
  'refuse.lifecycle': ['todo.replace'],
  'refuse.one-time-spot': ['todo.replace'],
  'refuse.spot-request': ['todo.replace'],
  'refuse.instance-store-root': ['todo.replace'],
  'refuse.instance-store': ['todo.loses-data'],
  'refuse.stop-protection': ['todo.remove-protection'],
  'refuse.shutdown-terminates': ['todo.shutdown-stop'],
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
  'refuse.operational-issue': ['todo.region-outage'],
  'refuse.group': ['todo.wait'],
  'refuse.concurrency': ['todo.wait'],
  'refuse.claim-race': ['todo.wait'],
  'refuse.no-room': ['todo.no-room'],
  'refuse.no-room-perhaps': ['todo.no-room'],
  'refuse.planned-one-at-a-time': ['todo.wait'],
  'refuse.planned-waits': ['todo.wait'],
  'refuse.move-not-back': ['todo.wait'],
  'refuse.move-pressing': ['todo.wait'],
  'refuse.member-down': ['todo.member-down'],
  'refuse.planned-capacity': ['todo.wait'],
  'refuse.region-unread': GOES_ON,
  'refuse.stop-not-seen': ['todo.start-it'],
  'refuse.unknown-stop': ['todo.start-it'],
} as const satisfies Record<RefusalKey, readonly (SentenceKey | 'start-permission')[]>;

/** A planned move is tried more than once. */
function todoFor(purpose: GatePurpose, key: RefusalKey): readonly Advice[] {
  const todo: readonly Advice[] = TODO[key];
  if (purpose !== 'move') return todo;
  const ofFailures: readonly Advice[] = ['todo.goes-on', 'todo.wait', 'todo.no-room'];
  return [...todo.filter((one) => !ofFailures.includes(one)), 'todo.move-goes-on'];
}

type Advice = (typeof TODO)[RefusalKey][number] | 'todo.move-goes-on';

/** Reasons for which somebody else replaces the instance. */
const REPLACED: ReadonlySet<string> = new Set(
  Object.entries(TODO).flatMap(([key, todo]) => (todo === WATCH_GROUP ? [key] : [])),
);

function isReplacedByOthers({ reasons }: Refusal): boolean {
  return reasons.every((reason) => REPLACED.has(reason.key));
}

function advice(key: Advice): Sentence {
  if (key !== 'start-permission') return say(key);
  return say('todo.permission', { action: 'ec2:StartInstances', resource: 'the instance' });
}

/** The same advice before a move is due; what has no line here is said as it stands. */
const AHEAD: Readonly<Partial<Record<Advice, PlainSentenceKey | 'nothing'>>> = {
  'todo.group-replaces': 'todo.move-by-its-group',
  'todo.remove-protection': 'todo.move-remove-protection',
  'todo.shutdown-stop': 'todo.move-shutdown-stop',
  'todo.dedicated-host': 'ask.dedicated-host',
  'todo.replace': 'ask.replace-instance',
  'todo.stop-start-yourself': 'nothing',
  'todo.goes-on': 'nothing',
  'todo.wait': 'nothing',
  'todo.tag': 'nothing',
  'todo.observe-off': 'nothing',
};

/**
 * What to do about a move to come that is not planned, for these reasons.
 *
 * @param byHand what to do by hand instead: given only where no reason speaks against that, too
 */
export function moveAdvice(reasons: readonly Sentence[], byHand: readonly Sentence[]): readonly Sentence[] {
  const found = reasons.flatMap(({ key }) => (Object.hasOwn(TODO, key) ? [TODO[key as RefusalKey]] : []));
  const isHarmless = found.every((todo: readonly Advice[]) => todo.includes('todo.stop-start-yourself'));
  const known = found.flat().flatMap((key) => {
    const ahead = AHEAD[key];
    if (ahead === undefined) return [advice(key)];
    return ahead === 'nothing' ? [] : [say(ahead)];
  });
  return unique([...known, ...(isHarmless ? byHand : [])]);
}

function documentsFor(refusal: Refusal): readonly DocumentName[] {
  const keys = new Set(refusal.reasons.map((reason) => reason.key));
  const documents: DocumentName[] = ['status-checks', 'stop-start'];
  if (keys.has('refuse.instance-store') || keys.has('refuse.instance-store-root')) {
    documents.push('instance-store');
  }
  if (refusal.reasons.some(({ key }) => isNoRoom(key))) documents.push('capacity');
  if (keys.has('refuse.maintenance')) documents.push('scheduled-events');
  return documents;
}

function unique(sentences: readonly Sentence[]): Sentence[] {
  const seen = new Map(sentences.map((sentence) => [JSON.stringify(sentence), sentence]));
  return [...seen.values()];
}
