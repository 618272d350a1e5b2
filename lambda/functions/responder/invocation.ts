import type { AlertStore } from '../../aws/stores/alert-store.ts';
import type { AlertSlots } from '../../aws/stores/alert-slots.ts';
import type { RegionStore } from '../../aws/stores/region-store.ts';
import type { QueuedAlert } from '../../core/alerts/queued-alert.ts';
import type { Topic } from '../../aws/topic.ts';
import type { Place } from '../../words/console-links.ts';
import type { Ec2Lists } from '../../aws/ec2-lists.ts';
import type { Ec2Reader } from '../../aws/ec2-reader.ts';
import type { Ec2Writer } from '../../aws/ec2-writer.ts';
import type { HealthThreadStore } from '../../aws/stores/health-thread-store.ts';
import type { IncidentStore } from '../../aws/stores/incident-store.ts';
import type { SettingProblem, Settings } from '../../core/model/settings.ts';
import type { EpochMs } from '../../core/model/time.ts';
import type { ZoneCount } from '../../core/gate/brake.ts';
import type { RegionRecord } from '../../core/model/region-record.ts';

/** What one invocation works with. */
export interface Invocation {
  /** Names this invocation. */
  readonly passId: string;
  readonly settings: Settings;
  /** Settings that could not be read as they were written. */
  readonly settingProblems: readonly SettingProblem[];
  /** The account and Region that the stack is in. */
  readonly place: Place;
  readonly lists: Ec2Lists;
  readonly reader: Ec2Reader;
  readonly writer: Ec2Writer;
  readonly incidents: IncidentStore;
  /** What the instances of the Region share. */
  readonly region: RegionStore;
  /** What was told of Health events. */
  readonly threads: HealthThreadStore;
  readonly topic: Topic;
  readonly log: Log;
  readonly meter: Meter;
  readonly now: () => EpochMs;
  readonly sleep: (ms: number) => Promise<void>;
  /** Alerts that go out one by one, in order. */
  readonly alerts: AlertStore;
  /** How many mails may go out, over all invocations. */
  readonly alertSlots: AlertSlots;
  /** Alerts that this invocation has written and not sent yet. */
  readonly queued: QueuedAlert[];
  /** How many alerts this invocation has sent one by one. */
  readonly singleMails: { sent: number };
  /** For how many moves to come this invocation has read what may forbid them. */
  readonly readAhead: { count: number };
  /** The ids of alerts that SNS would not take in this invocation; they stay in their records. */
  readonly unsent: Set<string>;
  /** What this invocation has counted. */
  readonly zones: ZoneMemory;
  /** Milliseconds until the function is cut off. */
  readonly timeLeft: () => number;
}

/** A structured log line. */
export interface Log {
  debug(message: string, facts?: Readonly<Record<string, unknown>>): void;
  info(message: string, facts?: Readonly<Record<string, unknown>>): void;
  warn(message: string, facts?: Readonly<Record<string, unknown>>): void;
  error(message: string, facts?: Readonly<Record<string, unknown>>): void;
}

/** A CloudWatch metric. */
export interface Meter {
  add(metric: string, value: number, dimensions?: Readonly<Record<string, string>>): void;
}

/** What one invocation remembers of the zones that it has counted. */
export type ZoneMemory = Map<
  string,
  { readonly at: EpochMs; readonly count: Counted; readonly region: RegionRecord }
>;

/** A count of what could be read. */
export type Counted = ZoneCount & { readonly failed: readonly string[] };
