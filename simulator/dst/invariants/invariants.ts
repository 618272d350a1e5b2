import { ALERTS } from './alerts.ts';
import { ANSWERS } from './answers.ts';
import { BESIDE_RECORDS } from './beside-records.ts';
import type { Invariant } from '../checking/checker.ts';
import { HEALTH_NEWS } from './health.ts';
import { HANGS } from './hangs.ts';
import { IN_TIME } from './in-time.ts';
import { LEFT_TO_OTHERS } from './left-to-others.ts';
import { LIMITS } from './limits.ts';
import { LOSSES } from './losses.ts';
import { MOVES } from './moves.ts';
import { MOVES_BESIDE_OTHERS } from './moves-beside-others.ts';
import { NOTICE_ADVICE } from './notice-advice.ts';
import { NO_DATA } from './no-data.ts';
import { NOTICE_FORM } from './notice-form.ts';
import { NOTICE_LISTS } from './notice-lists.ts';
import { NOTICE_NEWS } from './notice-news.ts';
import { NOTICES } from './notices.ts';
import { PLANS } from './plans.ts';
import { PROMISES } from './promises.ts';
import { RESTRAINT } from './restraint.ts';
import { SETTINGS } from './settings.ts';
import { STARTS } from './starts.ts';
import { STOPS } from './stops.ts';
import { SWEEPS } from './sweeps.ts';
import { UPKEEP } from './upkeep.ts';

/** Everything that is checked in every run. */
export const INVARIANTS: readonly Invariant[] = [
  ...STOPS,
  ...STARTS,
  ...LIMITS,
  ...LOSSES,
  ...MOVES,
  ...MOVES_BESIDE_OTHERS,
  ...PLANS,
  ...PROMISES,
  ...ALERTS,
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
