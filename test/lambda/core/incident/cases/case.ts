import type { Step } from '../../../../../lambda/core/incident/decision.ts';
import type { Attempt, Incident } from '../../../../../lambda/core/model/incident.ts';
import type { FoundInstance, NotFoundInstance } from '../../../../../lambda/core/model/observation.ts';
import type { GatePurpose } from '../../../../../lambda/core/model/incident.ts';
import type { Row } from '../../../../../lambda/core/incident/decision-table.ts';
import type { Settings } from '../../../../../lambda/core/model/settings.ts';
import type { EpochMs } from '../../../../../lambda/core/model/time.ts';

/** One situation and the decision that the table gives for it. */
export interface Case {
  readonly name: string;
  readonly row: Row;
  /** Nearly a case of that row, which must not be decided as one. */
  readonly twinOf?: Row;
  readonly incident: Incident;
  readonly seen: FoundInstance | NotFoundInstance;
  readonly settings?: Partial<Settings>;
  readonly now: EpochMs;
  readonly step: Step;
  /** The subjects of the alerts that it wants, in order. Left out: none. */
  readonly tells?: readonly string[];
}

export const WAIT: Step = { act: 'wait' };
export const START: Step = { act: 'start' };
export const FORCE: Step = { act: 'force the stop' };
export const ASK = (purpose: GatePurpose, cause?: Attempt['cause']): Step => ({
  act: 'ask the gate',
  purpose,
  ...(cause === undefined ? {} : { cause }),
});
export const ENTER = (phase: Incident['phase'] & ('watching' | 'starting' | 'verifying')): Step => ({
  act: 'enter',
  phase,
});
export const CLOSE = (outcome: Incident['outcome'] & string): Step => ({ act: 'close', outcome });
