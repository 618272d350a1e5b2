import { ALERTS } from './alerts.ts';
import { ANSWERS } from './answers.ts';
import { BESIDE_RECORDS } from './beside-records.ts';
import type { Invariant } from '../checking/checker.ts';
import { HEALTH_NEWS } from './health.ts';
import { IN_TIME } from './in-time.ts';
import { LIMITS } from './limits.ts';
import { MOVES } from './moves.ts';
import { NOTICE_ADVICE } from './notice-advice.ts';
import { NOTICES } from './notices.ts';
import { PLANS } from './plans.ts';
import { RESTRAINT } from './restraint.ts';
import { STARTS } from './starts.ts';
import { STOPS } from './stops.ts';
import { SWEEPS } from './sweeps.ts';
import { UPKEEP } from './upkeep.ts';

/** Everything that is checked in every run. */
export const INVARIANTS: readonly Invariant[] = [
  ...STOPS,
  ...STARTS,
  ...LIMITS,
  ...MOVES,
  ...PLANS,
  ...ALERTS,
  ...BESIDE_RECORDS,
  ...UPKEEP,
  ...SWEEPS,
  ...ANSWERS,
  ...IN_TIME,
  ...RESTRAINT,
  ...HEALTH_NEWS,
  ...NOTICES,
  ...NOTICE_ADVICE,
];
