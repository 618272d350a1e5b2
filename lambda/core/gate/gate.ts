import { brakeRefusal, issueRefusal, type ZoneCount } from './brake.ts';
import { budgetRefusal } from './budget.ts';
import type { GateStage, Incident } from '../model/incident.ts';
import type { FoundInstance } from '../model/observation.ts';
import {
  guardObstacles,
  startPermissionObstacle,
  staticObstacles,
  verbOf,
  type GuardReadings,
} from './obstacles.ts';
import type { GatePurpose } from '../model/incident.ts';
import { isKeptStopped, policyOf } from './policy.ts';
import type { OperationalIssue } from '../model/region-record.ts';
import { say, type Sentence } from '../model/sentence.ts';
import type { Settings } from '../model/settings.ts';
import type { EpochMs } from '../model/time.ts';

/** Why the gate refused: the stage, and every reason that it knows, each a sentence such as "not stopping: …". */
export interface Refusal {
  readonly stage: GateStage;
  readonly reasons: readonly [Sentence, ...Sentence[]];
  readonly purpose: GatePurpose;
  /** The alert of the braked zone names this instance. */
  readonly named?: boolean;
  /** The time of a planned move is the last one before AWS's date. */
  readonly isLast?: true;
}

/** What stages 1 to 4 are judged by; the claim (stage 5) is judged by the record that it is written to. */
export interface GateInput {
  readonly incident: Incident;
  readonly observation: FoundInstance;
  readonly settings: Settings;
  readonly purpose: GatePurpose;
  /** The end of a planned move's time, where that is the last one before AWS's date. */
  readonly lastUntil?: EpochMs;
  readonly now: EpochMs;
}

/**
 * Stage 1. Also asked by row 3, and again right before each stop. What its owner wants to stay stopped is never stopped either: it
 * would have to be started again.
 */
export function policyRefusal(
  tags: Readonly<Record<string, string>>,
  settings: Settings,
  purpose: GatePurpose,
): Sentence | undefined {
  const act = verbOf(purpose);
  const policy = policyOf(tags, settings);
  if (policy.source === 'unknown tag value')
    return say('refuse.unknown-tag', { act, value: policy.tagValue ?? '' });
  if (policy.action !== 'recover') {
    return policy.source === 'tag'
      ? say('refuse.tag', { act, value: policy.action })
      : say('refuse.default', { act, action: policy.action });
  }
  if (isKeptStopped(tags)) return say('refuse.keep-stopped', { act });
  if (settings.mode === 'observe') return say('refuse.observe', { act });
  const refused = settings.unreadable === 'stops' || (settings.unreadable === 'moves' && purpose === 'move');
  return refused ? say('refuse.settings', { act }) : undefined;
}

/**
 * Stages 1 and 2 as far as they are known without another read; undefined where nothing refuses yet and the reads are worth
 * their calls. Observe mode names what act mode would refuse as well.
 */
export function refusalBeforeReads({ observation, settings, purpose, now }: GateInput): Refusal | undefined {
  const policy = policyRefusal(observation.facts.tags, settings, purpose);
  const obstacles = staticObstacles(observation, settings, purpose, now);
  if (policy !== undefined) return { stage: 'mode and policy', reasons: [policy, ...obstacles], purpose };
  const [first, ...more] = obstacles;
  return first === undefined ? undefined : { stage: 'obstacles', reasons: [first, ...more], purpose };
}

/** Stages 2 (the guards that take a read) and 3. */
export function refusalByGuards(input: GateInput, guards: GuardReadings): Refusal | undefined {
  const { purpose } = input;
  const [first, ...more] = guardObstacles(guards, input.observation.facts.lifecycle === 'spot', purpose);
  if (first !== undefined) return { stage: 'obstacles', reasons: [first, ...more], purpose };
  const budget = budgetRefusal(input.incident.attempts, input.settings, verbOf(purpose), input.now);
  return budget === undefined ? undefined : { stage: 'budget', reasons: [budget], purpose };
}

/** The last guard of stage 2, asked for only when nothing cheaper refuses. */
export function refusalByStartPermission(
  { purpose }: GateInput,
  permitted: boolean | 'unread',
): Refusal | undefined {
  const refusal = startPermissionObstacle(permitted, purpose);
  return refusal === undefined ? undefined : { stage: 'obstacles', reasons: [refusal], purpose };
}

/** Stage 4. */
export function refusalByBrake(
  { observation, settings, purpose, now }: GateInput,
  count: ZoneCount,
  issues: readonly OperationalIssue[],
): Refusal | undefined {
  const act = verbOf(purpose);
  const refusal =
    brakeRefusal(observation.facts.availabilityZone, count, settings, act) ?? issueRefusal(issues, act, now);
  return refusal === undefined ? undefined : { stage: 'brake', reasons: [refusal], purpose };
}

/** True where nothing but failed reads stands in the way: the next pass may see more. */
export function onlyUnread(refusal: Refusal): boolean {
  return refusal.reasons.every((reason) => UNREAD.has(reason.key));
}

const UNREAD: ReadonlySet<string> = new Set(['refuse.unread', 'refuse.brake-unread', 'refuse.region-unread']);
