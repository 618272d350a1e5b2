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
}

export const ACTIONS = ['recover', 'notify', 'ignore'] as const;
export type Action = (typeof ACTIONS)[number];
