import { ServiceError } from '../runtime/service-error.ts';

/** Tokens that a bucket holds, and how many come back in a second. AWS: "Request throttling for the Amazon EC2 API". */
interface Quota {
  readonly size: number;
  readonly perSecond: number;
}

const READS: Quota = { size: 100, perSecond: 20 };
const WRITES: Quota = { size: 50, perSecond: 5 };
const QUOTAS: Readonly<Record<string, Quota>> = {
  StartInstancesCommand: { size: 5, perSecond: 2 },
  StopInstancesCommand: WRITES,
};

/** The request quotas of EC2 in one account and Region: a bucket for each mutating action, one for all reads. */
export class Throttle {
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  /** Takes a token, or throws what EC2 answers where none is left. A DryRun counts like the real request. */
  take(commandName: string, now: number): void {
    const quota = QUOTAS[commandName] ?? READS;
    const name = Object.hasOwn(QUOTAS, commandName) ? commandName : 'reads';
    const bucket = this.#buckets.get(name) ?? { tokens: quota.size, at: now };
    const tokens = Math.min(quota.size, bucket.tokens + ((now - bucket.at) / 1000) * quota.perSecond);
    if (tokens < 1) {
      this.#buckets.set(name, { tokens, at: now });
      throw new ServiceError('RequestLimitExceeded', 'Request limit exceeded.', 503);
    }
    this.#buckets.set(name, { tokens: tokens - 1, at: now });
  }
}
