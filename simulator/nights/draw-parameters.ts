import type { SeededRandom } from '../seeded-random.ts';

/** The stack parameters that a night may set, with the values that are in force. */
export interface Parameters {
  readonly ResponderMode: 'act' | 'observe';
  readonly DefaultAction: 'recover' | 'notify' | 'ignore';
  readonly SystemFailureGraceMinutes: number;
  readonly InstanceFailureMinutes: number;
  readonly ForceStopAfterMinutes: number;
  readonly VerifyMinutes: number;
  readonly MaxAttemptsPerDay: number;
  readonly MaxConcurrentRecoveries: number;
  readonly BrakeMinimum: number;
  readonly BrakePercent: number;
  readonly BrakeAlways: number;
  readonly AllowInstanceStoreLoss: 'true' | 'false';
  readonly HealthNotices: 'ec2' | 'all' | 'none';
}

const DEFAULTS: Parameters = {
  ResponderMode: 'act',
  DefaultAction: 'recover',
  SystemFailureGraceMinutes: 5,
  InstanceFailureMinutes: 5,
  ForceStopAfterMinutes: 10,
  VerifyMinutes: 15,
  MaxAttemptsPerDay: 3,
  MaxConcurrentRecoveries: 5,
  BrakeMinimum: 3,
  BrakePercent: 20,
  BrakeAlways: 10,
  AllowInstanceStoreLoss: 'false',
  HealthNotices: 'all',
};

/** Out: what an owner may have set: each parameter is the default as often as not. */
export function drawParameters(random: SeededRandom): Parameters {
  const or = <T>(byDefault: T, drawn: () => T): T => (random.chance(0.5) ? byDefault : drawn());
  const brakeMinimum = or(DEFAULTS.BrakeMinimum, () => random.integer(2, 6));
  return {
    ResponderMode: random.chance(0.05) ? 'observe' : 'act',
    DefaultAction: random.chance(0.12) ? random.pick(['notify', 'ignore'] as const) : 'recover',
    SystemFailureGraceMinutes: or(DEFAULTS.SystemFailureGraceMinutes, () => random.integer(0, 12)),
    InstanceFailureMinutes: or(DEFAULTS.InstanceFailureMinutes, () => random.integer(0, 12)),
    ForceStopAfterMinutes: or(DEFAULTS.ForceStopAfterMinutes, () => random.integer(3, 20)),
    VerifyMinutes: or(DEFAULTS.VerifyMinutes, () => random.integer(3, 25)),
    MaxAttemptsPerDay: or(DEFAULTS.MaxAttemptsPerDay, () => random.integer(1, 4)),
    MaxConcurrentRecoveries: or(DEFAULTS.MaxConcurrentRecoveries, () => random.pick([1, 1, 2, 2, 3, 6])),
    BrakeMinimum: brakeMinimum,
    BrakePercent: or(DEFAULTS.BrakePercent, () => random.integer(10, 60)),
    BrakeAlways: Math.max(
      brakeMinimum,
      or(DEFAULTS.BrakeAlways, () => random.integer(3, 14)),
    ),
    AllowInstanceStoreLoss: random.chance(0.1) ? 'true' : 'false',
    HealthNotices: or(DEFAULTS.HealthNotices, () => random.pick(['ec2', 'all', 'none'] as const)),
  };
}
