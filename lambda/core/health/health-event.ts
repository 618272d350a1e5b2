import { clean } from '../model/foreign-text.ts';
import type { EpochMs } from '../model/time.ts';

/** What an AWS Health event tells a human: what it is about, who is asked for what, and AWS's own words. */
export interface HealthEvent {
  readonly eventArn: string;
  /** `RDS`, `ABUSE`; AWS's name for the service. */
  readonly service: string;
  readonly code: string;
  /** `issue`, `accountNotification`, `scheduledChange`, `investigation`, or what AWS adds tomorrow. */
  readonly category: string;
  /** True where it is about the service in the Region, not about one account. */
  readonly isPublic: boolean;
  /** The account that is affected. */
  readonly account: string;
  readonly region: string;
  readonly startTime?: EpochMs;
  readonly endTime?: EpochMs;
  readonly lastUpdated: EpochMs;
  readonly closed: boolean;
  /** Whether AWS wants something done; undefined where it does not say. */
  readonly asked?: 'required' | 'perhaps' | 'nothing';
  /** AWS's own words, bounded; between two paragraphs stands a line break. */
  readonly text: string;
  /** True where `text` is not all that AWS says. */
  readonly textCut: boolean;
  /** What is affected, by id or ARN: the first of this page. */
  readonly entities: readonly string[];
  /** How many this page names. */
  readonly entityCount: number;
  readonly page: number;
  readonly pages: number;
}

/** A notice names at most this many entities and counts the rest. */
export const MAX_ENTITIES = 100;
const MAX_ENTITY_LENGTH = 120;

/** The name of an entity as it may stand in a mail. */
export function entityName(value: string): string {
  return clean(value, MAX_ENTITY_LENGTH);
}
