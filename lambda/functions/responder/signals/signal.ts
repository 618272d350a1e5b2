import * as z from 'zod/mini';
import type { HealthEvent } from '../../../core/health/health-event.ts';
import type { HealthNews } from '../../../core/model/health.ts';
import type { EpochMs } from '../../../core/model/time.ts';

/** What we make out of one EventBridge event: which instances to look at now. It is never trusted for more. */
export type Signal =
  /** `at`: when the schedule fell due. */
  | { readonly kind: 'sweep'; readonly at: EpochMs }
  | {
      readonly kind: 'status-check-alarm';
      readonly instanceIds: readonly string[];
      readonly alarmName: string;
      readonly state: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';
    }
  | {
      readonly kind: 'instance-state-change';
      readonly instanceIds: readonly [string];
      readonly state: string;
      /** When it changed; undefined where that cannot be read. */
      readonly at?: EpochMs;
    }
  | {
      readonly kind: 'instance-health';
      readonly instanceIds: readonly string[];
      /** Named as well, and AWS says that for these it is over. */
      readonly overIds: readonly string[];
      readonly news: HealthNews;
      readonly event: HealthEvent;
    }
  | { readonly kind: 'region-health'; readonly news: HealthNews; readonly event: HealthEvent }
  /** A Health event that a human should read, and with which the responder has nothing to do. */
  | { readonly kind: 'notice'; readonly event: HealthEvent }
  /** Readable, and nothing to do: with the reason, for the log. */
  | { readonly kind: 'nothing'; readonly why: string };

/** Whose events we take: other Regions' copies and other accounts' events are not ours to act on. */
export interface Home {
  readonly accountId: string;
  readonly region: string;
}

/** An event from a source that we know, which should have been readable: it goes to the dead-letter queue. */
export class UnreadableEventError extends Error {
  override readonly name = 'UnreadableEventError';
}

/** Says what is wrong with an event, in a few lines whatever it holds. */
export function unreadable(what: string, error: z.core.$ZodError): UnreadableEventError {
  return new UnreadableEventError(`${what}: ${z.prettifyError(error).slice(0, MAX_EXPLANATION)}`);
}

const MAX_EXPLANATION = 1_000;

/** An event names at most so many instances; the sweep finds what is left over. */
export const MAX_INSTANCES_PER_EVENT = 500;

/** The id in `i-0123456789abcdef0` or in an instance ARN; undefined for anything else. */
export function instanceIdIn(text: unknown): string | undefined {
  if (typeof text !== 'string' || text.length > 200) return undefined;
  const id = text.startsWith('arn:') ? /^arn:aws[a-z-]*:ec2:[^:]*:\d*:instance\/(.+)$/.exec(text)?.[1] : text;
  return id !== undefined && /^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(id) ? id : undefined;
}
