import { ANNOUNCED_EVENTS } from './announced-events.ts';
import { RECOVERIES } from './recoveries.ts';
import { RESTRAINT } from './no-stop.ts';
import type { Scenario } from './scenario.ts';

/** Every scenario, in the order in which `npm start` lists them. */
export const SCENARIOS: readonly Scenario[] = [...RECOVERIES, ...RESTRAINT, ...ANNOUNCED_EVENTS];

/** The scenario that `npm start` shows whole: what the responder is for. */
export const FIRST_SCENARIO = 'host-failure';
