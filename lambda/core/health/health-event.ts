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
  /** A mark of all of them; '' where there are none. */
  readonly textMark: string;
  /** What is affected, by id or ARN: the first of this page, without what AWS lists as finished. */
  readonly entities: readonly string[];
  /** The status of each of them, in AWS's word, where it gives one. */
  readonly states: Readonly<Record<string, string>>;
  /** How many this page names. */
  readonly entityCount: number;
  /** How many of them AWS lists as finished: RESOLVED or UNIMPAIRED. */
  readonly finishedCount: number;
  readonly page: number;
  readonly pages: number;
}

/** A notice names at most this many entities and counts the rest. */
export const MAX_ENTITIES = 100;
export const MAX_ENTITY_LENGTH = 120;
const ENTITY_BEGINNING = 30;
/** The longest ARNs have 2,048 letters. */
const MAX_ENTITY_READ = 2_048;

/**
 * The name of an entity as it may stand in a mail. Of a long one the end stays, where ARNs differ: what an ARN begins with
 * is the same for all of an account.
 */
export function entityName(value: string): string {
  const name = clean(value, MAX_ENTITY_READ);
  if (name.length <= MAX_ENTITY_LENGTH) return name;
  const end = name.slice(-(MAX_ENTITY_LENGTH - ENTITY_BEGINNING - 1)).replace(/^\p{Surrogate}/u, '');
  return `${clean(name, ENTITY_BEGINNING + 1)}${end}`;
}
