import type { IfUnreadable } from '../../contract/parameters.ts';

/** A window that comes every week, by the owner's wall clock; the setting TimeZone says which clock that is. */
export interface WeeklyWindow {
  /** Minutes after Sunday 00:00. */
  readonly startMinute: number;
  readonly minutes: number;
}

/** The owner's tuning, validated once per cold start. See `parameters.ts` for what each means and may be. */
export interface Settings {
  readonly mode: 'act' | 'observe';
  readonly defaultAction: Action;
  readonly systemFailureGraceMinutes: number;
  readonly instanceFailureMinutes: number;
  readonly forceStopAfterMinutes: number;
  readonly verifyMinutes: number;
  readonly scheduledEventAction: 'move' | 'notify';
  readonly maintenanceWindow: readonly WeeklyWindow[];
  readonly timeZone: string;
  readonly minimumNoticeHours: number;
  readonly scheduledEventFallback: 'before-deadline' | 'notify';
  readonly maxAttemptsPerDay: number;
  readonly maxConcurrentRecoveries: number;
  readonly brakeMinimum: number;
  readonly brakePercent: number;
  readonly brakeAlways: number;
  readonly allowInstanceStoreLoss: boolean;
  readonly healthNotices: 'ec2' | 'all' | 'none';
  /** Tags that say that something else manages an instance: `key`, `beginning*` or `key=value`. */
  readonly managerTagKeys: readonly string[];
  /** Some of these could not be read as they were written: until they are corrected no stop, or no move, may begin. */
  readonly unreadable?: 'stops' | 'moves';
}

/** A setting that could not be read as it was written. */
export interface SettingProblem {
  /** The stack parameter. */
  readonly name: string;
  /** The value, cut; undefined where there is none. */
  readonly got: string | undefined;
  readonly allowed: string;
  readonly ifUnreadable: IfUnreadable;
}

export const ACTIONS = ['recover', 'notify', 'ignore'] as const;
export type Action = (typeof ACTIONS)[number];
