import type { AlertSender } from '../../aws/alert-sender.ts';
import type { Ec2Reader } from '../../aws/ec2-reader.ts';
import type { Ec2Writer } from '../../aws/ec2-writer.ts';
import type { HealthThreadStore } from '../../aws/health-thread-store.ts';
import type { IncidentStore } from '../../aws/incident-store.ts';
import type { Settings } from '../../core/model/settings.ts';
import type { EpochMs } from '../../core/model/time.ts';
import type { ZoneMemory } from './zone-count.ts';

/** What one invocation works with. */
export interface Responder {
  /** Names this invocation. */
  readonly passId: string;
  readonly settings: Settings;
  /** The account that the stack is in. */
  readonly home: string;
  readonly reader: Ec2Reader;
  readonly writer: Ec2Writer;
  readonly store: IncidentStore;
  /** What was told of Health events. */
  readonly threads: HealthThreadStore;
  readonly sender: AlertSender;
  readonly log: Log;
  readonly meter: Meter;
  readonly now: () => EpochMs;
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
