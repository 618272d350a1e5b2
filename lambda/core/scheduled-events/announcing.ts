import { withLosses } from '../alerts/loss-drafts.ts';
import { lossesOf } from '../model/losses.ts';
import { LINGERS_MS } from './announced.ts';
import type { AnnouncedChange } from '../model/announcement.ts';
import type { AlertDraft, Changes, Situation } from '../incident/decision.ts';
import * as draft from '../alerts/move-drafts.ts';
import { isMovable } from './movable.ts';
import { isDue } from './move-plan.ts';
import type { Announcements, Plan } from './planned-move.ts';
import { isDateTold, isNewsTold, isSameDate, toldWithListed, withoutRepeats } from './same-announcement.ts';
import type { ToldPlan } from '../model/announcement.ts';
import { say } from '../model/sentence.ts';
import { DAY, HOUR, MINUTE, type EpochMs } from '../model/time.ts';

/** A reminder a day before is no news to somebody who heard of the plan half a day earlier. */
const REMIND_BEFORE_MS = DAY;
const REMIND_AFTER_MS = 12 * HOUR;
const LIST_PATIENCE_MS = 10 * MINUTE;
/** AWS seldom lists more than one date for an instance; the oldest ones are long over. */
const MAX_ANNOUNCED = 20;

/**
 * What the owner hears of announcements: each date once, with the plan; the plan when it changes; a reminder; and what
 * does not go as it should.
 */
export function announcing(
  situation: Situation,
  announcements: Announcements,
): { readonly alerts: readonly AlertDraft[]; readonly changes: Changes } {
  const { incident, observation } = situation;
  const { open, plan } = announcements;
  // Without a status there is no list of events either: nothing can be said about what it holds.
  if (observation.state !== 'running' || observation.checks.system.status === 'unread')
    return { alerts: [], changes: {} };
  // While another failure keeps the incident open, the plan that the owner was told of is kept for when the instance is back.
  const still = lingering(situation, announcements);
  const saidAlready = [...incident.announced, ...still.map(({ about }) => about)];
  if (plan === undefined) {
    const changes = still.length === 0 ? {} : { announced: saidAlready.slice(-MAX_ANNOUNCED) };
    return { alerts: still, changes };
  }

  const fresh = withoutRepeats(open).filter(
    (one) =>
      !incident.announced.includes(draft.aboutDate(one)) &&
      !isDateTold(one, incident.announced) &&
      !isNewsTold(one, incident.announced),
  );
  // Beside a date for which nothing is moved, the plan for the others stays as it was, or is told by itself.
  const replanned = fresh.some(isMovable) ? [] : changed(situation, plan, open);
  const news = [...dates(situation, fresh, plan), ...replanned];
  const alerts = [
    ...news.map((one) => withLosses(one, lossesOf(observation))),
    ...(news.length === 0 ? reminder(situation, plan, open) : []),
    ...notListed(situation, announcements),
    ...still,
  ];
  const beside = toldWithListed(open).filter((name) => !incident.announced.includes(name));
  const announced = [...saidAlready, ...fresh.map(draft.aboutDate), ...beside];
  if (news.length + still.length + beside.length === 0) return { alerts, changes: {} };
  return {
    alerts,
    changes: {
      announced: [...new Set(announced)].slice(-MAX_ANNOUNCED),
      ...(news.length === 0 ? {} : { plan: told(plan, situation.now) }),
    },
  };
}

function dates({ incident }: Situation, fresh: readonly AnnouncedChange[], plan: Plan): AlertDraft[] {
  return fresh.map((one) =>
    plan.kind === 'none' || isMovable(one)
      ? draft.announced(one, plan, incident.plan?.start)
      : draft.announced(one, notMovedFor(one)),
  );
}

function notMovedFor({ at }: AnnouncedChange): Plan {
  return { kind: 'none', why: say('plan.not-movable'), deadline: at };
}

/** AWS has not changed its dates, and yet the move is at another time: a tag, a setting, or a window that passed. */
function changed({ incident, now }: Situation, plan: Plan, open: readonly AnnouncedChange[]): AlertDraft[] {
  const start = startOf(plan);
  if (start === incident.plan?.start) return backAgain({ incident, now }, plan, open);
  const { start: before, at } = incident.plan ?? {};
  const missed = before !== undefined && before <= now ? incident.refused?.reason : undefined;
  const left = open.find((one) => one.listed) ?? open[0];
  return [draft.replanned(plan, { before, missed, since: at ?? now, left })];
}

/** Where nothing is moved: AWS goes back to a date that the owner was told of before another one. */
function backAgain(
  { incident, now }: Pick<Situation, 'incident' | 'now'>,
  plan: Plan,
  open: readonly AnnouncedChange[],
): AlertDraft[] {
  // A date that has come gives way to the next one, which the owner knows of.
  if (plan.kind === 'move' || incident.plan?.deadline === undefined) return [];
  const { at: anewSince, deadline } = incident.plan;
  if (plan.deadline === undefined || isSameDate(deadline, plan.deadline) || deadline <= now) return [];
  const back = open.find(({ at }) => at !== undefined && at === plan.deadline);
  return back === undefined ? [] : [{ ...draft.announced(back, plan), anewSince }];
}

function reminder(
  { incident, now }: Situation,
  plan: Plan,
  [change]: readonly AnnouncedChange[],
): AlertDraft[] {
  const at = startOf(plan) ?? plan.deadline;
  if (at === undefined || incident.plan === undefined) return [];
  const isTime = now >= at - REMIND_BEFORE_MS && now < at;
  const isNews = incident.plan.at <= at - REMIND_BEFORE_MS - REMIND_AFTER_MS;
  return isTime && isNews ? [draft.reminder(plan, at, change)] : [];
}

/** Health alone moves nothing: an event that anybody could forge must stand in EC2's own list, too. */
function notListed({ now }: Situation, { plan, movable, open }: Announcements): AlertDraft[] {
  if (plan?.kind !== 'move' || movable.length > 0 || !isDue(plan.slot, now)) return [];
  // A list may have a gap or come late: nobody should do by hand what the responder does a minute later.
  if (now < Math.min(plan.slot.start + LIST_PATIENCE_MS, plan.slot.end - LIST_PATIENCE_MS)) return [];
  const [first] = open;
  return first === undefined ? [] : [draft.notListed(first, plan.slot.start)];
}

/** Once for each announcement, however often its owner stops and starts it since. */
function lingering(
  { incident, observation, now }: Situation,
  { lingering: over }: Announcements,
): AlertDraft[] {
  const first = over.find((one) => !incident.announced.includes(draft.aboutStillListed(one)));
  if (first === undefined || now - observation.launchTime <= LINGERS_MS) return [];
  return [draft.stillListed(first, observation.launchTime)];
}

function told(plan: Plan, at: EpochMs): ToldPlan {
  const start = startOf(plan);
  const { deadline } = plan;
  return { ...(start === undefined ? {} : { start }), ...(deadline === undefined ? {} : { deadline }), at };
}

/** When the move is to begin. */
export function startOf(plan: Plan): EpochMs | undefined {
  return plan.kind === 'move' ? plan.slot.start : undefined;
}
