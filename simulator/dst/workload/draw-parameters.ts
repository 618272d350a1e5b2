import type { SeededRandom } from '../../runtime/seeded-random.ts';

/** The stack parameters that a run may set, with the values that are in force. */
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
  readonly ScheduledEventAction: 'move' | 'notify';
  readonly MaintenanceWindow: string;
  readonly TimeZone: keyof typeof ZONES;
  readonly MinimumNoticeHours: number;
  readonly ScheduledEventFallback: 'before-deadline' | 'notify';
  readonly HealthNotices: 'ec2' | 'all' | 'none';
  readonly ManagerTagKeys: 'none' | 'team.example/*';
  /** What the owner wrote instead, where the function does not go by it. */
  readonly written?: Readonly<Record<string, string | number>>;
}

/** Minutes ahead of UTC, in the season in which the runs take place; none changes its clocks then. */
export const ZONES = { UTC: 0, 'Asia/Tokyo': 540, 'Asia/Kolkata': 330, 'America/New_York': -300 } as const;

const DEFAULTS: Parameters = {
  ScheduledEventAction: 'move',
  MaintenanceWindow: 'sun:18:00-sun:22:00',
  TimeZone: 'UTC',
  MinimumNoticeHours: 24,
  ScheduledEventFallback: 'before-deadline',
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
  ManagerTagKeys: 'none',
};

/** Out: what an owner may have set: each parameter is the default as often as not. */
export function drawParameters(random: SeededRandom): Parameters {
  const or = <T>(byDefault: T, drawn: () => T): T => (random.chance(0.5) ? byDefault : drawn());
  const zone = random.pick(Object.keys(ZONES) as (keyof typeof ZONES)[]);
  const brakeMinimum = or(DEFAULTS.BrakeMinimum, () => random.integer(2, 6));
  const parameters: Parameters = {
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
    ScheduledEventAction: random.chance(0.1) ? 'notify' : 'move',
    MaintenanceWindow: random.chance(0.2) ? DEFAULTS.MaintenanceWindow : windowsIn(zone, random),
    TimeZone: zone,
    MinimumNoticeHours: random.pick([0, 0, 0, 1, 24]),
    ScheduledEventFallback: random.chance(0.2) ? 'notify' : 'before-deadline',
    AllowInstanceStoreLoss: random.chance(0.1) ? 'true' : 'false',
    HealthNotices: or(DEFAULTS.HealthNotices, () => random.pick(['ec2', 'all', 'none'] as const)),
    ManagerTagKeys: random.fork('manager tag keys').chance(0.5) ? 'team.example/*' : 'none',
  };
  const mistakes = random.fork('mistaken-setting');
  return mistakes.chance(0.04) ? mistaken(parameters, mistakes) : parameters;
}

/** A value that CloudFormation takes, and that cannot be meant so: what hangs on it must not begin. */
function mistaken(parameters: Parameters, random: SeededRandom): Parameters {
  const { ResponderMode, ScheduledEventAction } = parameters;
  return random.pick<Parameters>([
    {
      ...parameters,
      TimeZone: 'UTC',
      ScheduledEventAction: 'notify',
      written: {
        ScheduledEventAction,
        TimeZone: random.pick(['Asia/Tokio', 'Europe/Atlantis', 'Etc/UTC+99']),
      },
    },
    {
      ...parameters,
      MaintenanceWindow: DEFAULTS.MaintenanceWindow,
      ScheduledEventAction: 'notify',
      written: {
        ScheduledEventAction,
        MaintenanceWindow: random.pick(['sun:18:00-sun:18:10', 'mon:01:00-mon:01:00', 'mon:01:00-wed:01:00']),
      },
    },
    {
      ...parameters,
      BrakeMinimum: 20,
      BrakeAlways: 10,
      ResponderMode: 'observe',
      written: { ResponderMode, BrakeMinimum: 20, BrakeAlways: 10 },
    },
  ]);
}

export const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MINUTE = 60_000;
const WEEK_MINUTES = 7 * 24 * 60;
/** 1970-01-04 00:00 UTC. */
const FIRST_SUNDAY = 3 * 24 * 60;
/** The runs begin on a Saturday at 18:00 UTC. */
const RUN_BEGINS = FIRST_SUNDAY + (6 * 24 + 18) * 60;

/** One or two windows that are open during the run, written as an owner would in the zone. */
export function windowsIn(zone: keyof typeof ZONES, random: SeededRandom): string {
  return Array.from({ length: random.integer(1, 2) }, () => {
    const start = RUN_BEGINS + random.integer(0, 170);
    return windowAt(zone, start * MINUTE, random.integer(30, 150));
  }).join(',');
}

/** The weekly window that opens in the minute of a moment, for so many minutes. */
export function windowAt(zone: keyof typeof ZONES, opensAt: number, minutes: number): string {
  const start = minuteOfWeek(zone, opensAt);
  return `${wallClock(start)}-${wallClock(start + minutes)}`;
}

/** The minutes since Sunday 00:00 on the clocks of the zone. */
export function minuteOfWeek(zone: keyof typeof ZONES, at: number): number {
  return (Math.floor(at / MINUTE) - FIRST_SUNDAY + ZONES[zone]) % WEEK_MINUTES;
}

function wallClock(minutes: number): string {
  const inWeek = minutes % WEEK_MINUTES;
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = DAYS[Math.floor(inWeek / (24 * 60))] ?? '';
  return `${day}:${two(Math.floor(inWeek / 60) % 24)}:${two(inWeek % 60)}`;
}
