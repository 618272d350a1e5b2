import { ALERT_MUTANTS } from './alert-mutants.ts';
import { FOREIGN_TEXT_MUTANTS } from './foreign-text-mutants.ts';
import { GATE_MUTANTS } from './gate-mutants.ts';
import { HEALTH_MUTANTS } from './health-mutants.ts';
import { INCIDENT_MUTANTS } from './incident-mutants.ts';
import { NOTICE_MUTANTS } from './notice-mutants.ts';
import { MOVE_MUTANTS } from './move-mutants.ts';
import type { Mutant } from './mutant.ts';
import { STOP_START_MUTANTS } from './stop-start-mutants.ts';
import { UPKEEP_MUTANTS } from './upkeep-mutants.ts';

/** Every mutant, by what it breaks. */
export const MUTANTS: readonly Mutant[] = [
  ...GATE_MUTANTS,
  ...INCIDENT_MUTANTS,
  ...STOP_START_MUTANTS,
  ...MOVE_MUTANTS,
  ...ALERT_MUTANTS,
  ...FOREIGN_TEXT_MUTANTS,
  ...HEALTH_MUTANTS,
  ...NOTICE_MUTANTS,
  ...UPKEEP_MUTANTS,
];
