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
  /** AWS's own words, as one bounded line. */
  readonly text: string;
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
export const MAX_TEXT = 1_500;
/** AWS's longest descriptions have some thousand letters; more is not looked at. */
const MAX_READ = 20_000;

/**
 * A description as one line that may stand in a mail. Captured events have a backslash and an n where a line ends, and
 * a backslash before each quotation mark.
 */
export function wordsOfAws(description: string, limit = MAX_TEXT): string {
  const text = description
    .slice(0, MAX_READ)
    .replaceAll(/\\+[nrt]/g, ' ')
    .replaceAll(/\\+"/g, '"');
  return clean(text.replaceAll(/\s+/g, ' '), limit);
}

/** The name of an entity as it may stand in a mail. */
export function entityName(value: string): string {
  return clean(value, MAX_ENTITY_LENGTH);
}
