import type { AlertWord, DocumentName } from '../model/alert.ts';
import type { Attempt, Incident, OpenPhase } from '../model/incident.ts';
import type { Outcome } from '../../contract/metric-names.ts';
import type { FoundInstance } from '../model/observation.ts';
import type { GatePurpose } from '../model/incident.ts';
import type { Row } from './decision-table.ts';
import type { Sentence } from '../model/sentence.ts';
import type { Settings } from '../model/settings.ts';
import type { EpochMs } from '../model/time.ts';

/** Everything that a rule may look at. */
export interface Situation {
  readonly incident: Incident;
  readonly observation: FoundInstance;
  readonly settings: Settings;
  readonly now: EpochMs;
}

/** An alert that a decision asks for; the record knows whether it was sent before. */
export interface AlertDraft {
  /** The name under which it goes out once in an incident. */
  readonly about: string;
  readonly word: AlertWord;
  readonly short: Sentence;
  readonly story: readonly Sentence[];
  readonly todo: readonly Sentence[];
  readonly documents: readonly DocumentName[];
  /** The Health event that it tells of, for the link. */
  readonly healthEvent?: { readonly arn: string };
  readonly data?: Readonly<Record<string, string | number>>;
  /** Send it again when this many milliseconds have passed since the last time. */
  readonly againAfter?: number;
  /** Send it anew when the last time was before this: an earlier attempt's alert does not stand for this one. */
  readonly anewSince?: EpochMs;
}

/** The one step of a pass. */
export type Step =
  | { readonly act: 'wait' }
  | {
      readonly act: 'ask the gate';
      readonly purpose: GatePurpose;
      readonly cause?: Attempt['cause'];
      /** Only when the mail that tells of it has gone out. */
      readonly afterItsMail?: true;
      /** The end of a planned move's time, where AWS's date leaves no other. */
      readonly lastUntil?: EpochMs;
    }
  | { readonly act: 'force the stop' }
  | { readonly act: 'start' }
  | { readonly act: 'enter'; readonly phase: OpenPhase }
  | { readonly act: 'close'; readonly outcome: Outcome };

/** What to do next, by which row of the table, and why in words that may stand in a mail. */
export interface Decision {
  readonly row: Row;
  readonly step: Step;
  readonly reason: Sentence;
  readonly alerts: readonly AlertDraft[];
  /** Bookkeeping that goes into the record with the step. */
  readonly changes: Changes;
  /** The failure has ended while the incident goes on: a later one is a new one, with alerts of its own. */
  readonly failureOver?: true;
}

export interface Changes extends Partial<Omit<Incident, 'refused'>> {
  /** What had refused the stop is over. */
  readonly refused?: undefined;
}

export const WAIT: Step = { act: 'wait' };

/** Puts a decision together; without alerts and changes where a rule has none. */
export function decided(
  row: Row,
  step: Step,
  reason: Sentence,
  alerts: readonly AlertDraft[] = [],
  changes: Changes = {},
): Decision {
  return { row, step, reason, alerts, changes };
}
