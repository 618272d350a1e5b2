import { ALERTS } from './alerting/alerts.ts';
import { ANSWERS } from './alerting/answers.ts';
import { BESIDE_RECORDS } from './records/beside-records.ts';
import { BRAKE } from './acting/brake.ts';
import type { Invariant } from '../checking/checker.ts';
import { FOREIGN_TEXT } from './alerting/foreign-text.ts';
import { HEALTH_NEWS } from './acting/health.ts';
import { HANGS } from './alerting/hangs.ts';
import { IN_TIME } from './alerting/in-time.ts';
import { LEFT_TO_OTHERS } from './alerting/left-to-others.ts';
import { LIMITS } from './acting/limits.ts';
import { LOSSES } from './alerting/losses.ts';
import { MOVES } from './acting/moves.ts';
import { MOVES_BESIDE_OTHERS } from './acting/moves-beside-others.ts';
import { NOTICE_ADVICE } from './notices/notice-advice.ts';
import { NO_DATA } from './alerting/no-data.ts';
import { NOTICE_FORM } from './notices/notice-form.ts';
import { NOTICE_LISTS } from './notices/notice-lists.ts';
import { NOTICE_NEWS } from './notices/notice-news.ts';
import { NOTICES } from './notices/notices.ts';
import { PLANS } from './acting/plans.ts';
import { PROMISES } from './alerting/promises.ts';
import { RESTRAINT } from './alerting/restraint.ts';
import { SETTINGS } from './alerting/settings.ts';
import { STARTS } from './acting/starts.ts';
import { STOPS } from './acting/stops.ts';
import { SWEEPS } from './records/sweeps.ts';
import { UPKEEP } from './records/upkeep.ts';

/** Everything that is checked in every run. */
export const INVARIANTS: readonly Invariant[] = [
  ...STOPS,
  ...STARTS,
  ...BRAKE,
  ...LIMITS,
  ...LOSSES,
  ...MOVES,
  ...MOVES_BESIDE_OTHERS,
  ...PLANS,
  ...PROMISES,
  ...ALERTS,
  ...FOREIGN_TEXT,
  ...BESIDE_RECORDS,
  ...UPKEEP,
  ...SETTINGS,
  ...SWEEPS,
  ...ANSWERS,
  ...IN_TIME,
  ...NO_DATA,
  ...LEFT_TO_OTHERS,
  ...HANGS,
  ...RESTRAINT,
  ...HEALTH_NEWS,
  ...NOTICES,
  ...NOTICE_ADVICE,
  ...NOTICE_LISTS,
  ...NOTICE_FORM,
  ...NOTICE_NEWS,
];
