import type { AnnouncedChange } from '../model/announcement.ts';
import type { DocumentName } from '../model/alert.ts';
import type { AlertDraft } from '../incident/decision.ts';
import { ANNOUNCEMENT, STILL_LISTED } from '../model/incident.ts';
import { wordsOfAws } from '../health/health-description.ts';
import { moveAdvice } from './refusal-draft.ts';
import { adviceFor, documentFor, isMovable } from '../scheduled-events/movable.ts';
import type { Plan } from '../scheduled-events/planned-move.ts';
import { kindOf } from '../scheduled-events/same-announcement.ts';
import { say, type Sentence } from '../model/sentence.ts';
import type { EpochMs } from '../model/time.ts';

/** What each mail about an announced event and its move says. */

/** The name of a date: EC2's own list and Health tell of the same one. That it is overdue is news of its own. */
export function aboutDate({ at, code, overdue }: Pick<AnnouncedChange, 'at' | 'code' | 'overdue'>): string {
  return `${ANNOUNCEMENT}${overdue === true ? 'overdue ' : ''}${at ?? code}`;
}

/** @param before when the move was to begin, as far as the owner knows: another date may have changed that */
export function announced(change: AnnouncedChange, plan: Plan, before?: EpochMs): AlertDraft {
  const { code, at } = change;
  const changed = before !== undefined && (plan.kind === 'none' || plan.slot.start !== before);
  return {
    about: aboutDate(change),
    word: needsTheOwner(plan, change) ? 'NEEDS-YOU' : 'ANNOUNCED',
    short: shortOf(change, plan),
    story: [
      change.overdue === true ? say('story.overdue', { code, at }) : say('story.announced', { code, at }),
      ...planned(plan),
      ...(changed ? [say('story.planned-before', { at: before })] : []),
      ...(change.listed || plan.kind === 'none' ? [] : [say('story.only-health')]),
      ...(isBefore(change, plan) ? [say('story.before-the-move')] : []),
      ...inAwsWords(change),
    ],
    todo: isBefore(change, plan) ? [say('todo.move-yourself')] : whatToDo(plan, change),
    documents: documentsAbout(change),
    ...(change.listed ? {} : { healthEvent: { arn: change.id } }),
    ...dataOf(plan),
  };
}

/** What a stop and a start are not known to resolve, the owner has to judge. */
function inAwsWords(change: AnnouncedChange): readonly Sentence[] {
  if (isMovable(change) || change.words === '') return [];
  return [say('notice.aws-says', { message: wordsOfAws(change.words) })];
}

/** Nobody but the owner can do it: what must be replaced or moved by hand, what is too late, a tag that cannot be read. */
function needsTheOwner(plan: Plan, change: AnnouncedChange): boolean {
  if (isBefore(change, plan)) return true;
  if (plan.kind === 'move') return false;
  const { key } = plan.why;
  if (key === 'plan.no-time') return change.listed;
  if (key === 'plan.not-movable') return BY_HAND.has(adviceFor(change));
  return OWNERS_TO_CLEAR.has(key);
}

const BY_HAND: ReadonlySet<string> = new Set(['ask.replace-instance', 'ask.dedicated-host']);
const OWNERS_TO_CLEAR: ReadonlySet<string> = new Set([
  'refuse.instance-store-root',
  'refuse.dedicated-host',
  'refuse.instance-store',
  'refuse.lifecycle',
  'refuse.one-time-spot',
  'refuse.spot-request',
  'refuse.shutdown-terminates',
  'refuse.stop-protection',
  'refuse.start-not-permitted',
  'plan.window-tag',
]);

/** AWS may act before the planned time, at a date that only Health names: the plan follows EC2's own list. */
function isBefore({ at, overdue }: AnnouncedChange, plan: Plan): boolean {
  return plan.kind === 'move' && at !== undefined && overdue !== true && at <= plan.slot.start;
}

/**
 * The move is at another time, or there is none any more. The owner is needed where something that EC2 lists and a move
 * resolves is left to them, and not where AWS has taken it back: what remains then is what they were first told of.
 */
export function replanned(
  plan: Plan,
  change: {
    readonly before: EpochMs | undefined;
    readonly missed: Sentence | undefined;
    readonly since: EpochMs;
    /** What is still announced. */
    readonly left: AnnouncedChange | undefined;
  },
): AlertDraft {
  const { before, missed, since, left } = change;
  const story: Sentence[] = [...planned(plan)];
  if (before !== undefined) story.push(say('story.planned-before', { at: before }));
  if (missed !== undefined) story.push(say('story.refusal', { reason: missed }));
  return {
    about: `${ANNOUNCEMENT}plan ${plan.kind === 'move' ? plan.slot.start : 'none'}`,
    anewSince: since,
    word: left?.listed === true && leavesItToTheOwner(plan) ? 'NEEDS-YOU' : 'ANNOUNCED',
    short: plan.kind === 'move' ? say('short.planned', { at: plan.slot.start }) : say('short.no-move'),
    story,
    todo: whatToDo(plan, left),
    documents: documentsAbout(left),
    ...dataOf(plan),
  };
}

/** @param change what is still announced, where anything is */
export function reminder(plan: Plan, at: EpochMs, change: AnnouncedChange | undefined): AlertDraft {
  return {
    about: `${ANNOUNCEMENT}reminder ${at}`,
    word: 'ANNOUNCED',
    short: plan.kind === 'move' ? say('short.reminder', { at }) : say('short.reminder-aws', { at }),
    story: [
      say(plan.kind === 'move' ? 'story.reminder' : 'story.reminder-aws'),
      ...(change === undefined ? [] : [say('story.announced', { code: change.code, at: change.at })]),
      ...planned(plan),
    ],
    todo: whatToDo(plan, change),
    documents: documentsAbout(change),
    ...dataOf(plan),
  };
}

/** Health announced it, and EC2 did not list it when the time of the move had come. */
export function notListed({ code, at }: AnnouncedChange, start: EpochMs): AlertDraft {
  return {
    about: `${ANNOUNCEMENT}not listed ${start}`,
    word: 'NEEDS-YOU',
    short: say('short.not-listed'),
    story: [say('story.not-listed', { code, at })],
    todo: [say('todo.not-listed')],
    documents: ['scheduled-events'],
  };
}

/** The name under which it is told once that a start has not ended an announcement, however often it is started. */
export function aboutStillListed({ code, at }: Pick<AnnouncedChange, 'at' | 'code'>): string {
  return `${STILL_LISTED}${at ?? code}`;
}

/** Two hours after a start EC2 still lists it: the move has perhaps not helped. */
export function stillListed({ code, at }: AnnouncedChange, launchTime: EpochMs): AlertDraft {
  return {
    about: aboutStillListed({ code, at }),
    word: 'NEEDS-YOU',
    short: say('short.still-listed'),
    story: [say('story.still-listed', { code, at, launchTime })],
    todo: [say('todo.still-listed')],
    documents: ['scheduled-events', 'stop-start'],
  };
}

function shortOf({ code, at, overdue }: AnnouncedChange, plan: Plan): Sentence {
  const late = plan.kind === 'move' ? 'overdue' : `overdue ${kindOf(code)}`;
  const what = overdue === true ? late : kindOf(code);
  return plan.kind === 'move'
    ? say('short.announced-move', { what, at: plan.slot.start })
    : say('short.announced', { what, at });
}

function planned(plan: Plan): readonly Sentence[] {
  if (plan.kind === 'none') {
    const others = plan.obstacles ?? [];
    return [
      say('story.not-moved', { reason: plan.why }),
      ...others.map((reason) => say('story.refusal', { reason })),
    ];
  }
  const { kind, start, end } = plan.slot;
  return [say(kind === 'window' ? 'story.move-in-window' : 'story.move-before-date', { start, end })];
}

function whatToDo(plan: Plan, change?: AnnouncedChange): Sentence[] {
  const reboot = change?.byReboot === true ? [say('todo.reboot-instead')] : [];
  if (plan.kind === 'move') return [say('todo.move-nothing'), say('todo.move-other-time'), ...reboot];
  const { why, obstacles = [] } = plan;
  if (why.key === 'plan.not-movable' && change !== undefined) return [say(adviceFor(change))];
  const byHand = change?.overdue === true ? 'todo.move-overdue' : 'todo.move-yourself';
  const windowTag = why.key === 'plan.window-tag' ? [say('todo.window-tag')] : [];
  return [...windowTag, ...moveAdvice([why, ...obstacles], [...reboot, say(byHand)])];
}

/** What AWS writes about the change, and about what resolves it. */
function documentsAbout(change: AnnouncedChange | undefined): readonly DocumentName[] {
  const own = change === undefined ? 'scheduled-events' : documentFor(change);
  return [...new Set([own, 'scheduled-events', 'stop-start'] as const)];
}

function leavesItToTheOwner(plan: Plan): boolean {
  return plan.kind === 'none' && plan.why.key !== 'plan.not-movable';
}

function dataOf(plan: Plan): Pick<AlertDraft, 'data'> {
  const data: Record<string, string | number> = {};
  if (plan.kind === 'move') data.move_at = new Date(plan.slot.start).toISOString();
  if (plan.deadline !== undefined) data.aws_date = new Date(plan.deadline).toISOString();
  return Object.keys(data).length === 0 ? {} : { data };
}
