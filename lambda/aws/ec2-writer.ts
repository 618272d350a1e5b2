import { StartInstancesCommand, StopInstancesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import type { FoundInstance } from '../core/model/observation.ts';
import { SECOND, type EpochMs } from '../core/model/time.ts';
import { failureOf, type Failure } from './ec2-errors.ts';

/** A write needs a picture of the instance that is not older than this. */
export const MAX_OBSERVATION_AGE_MS = 30 * SECOND;

export type WriteAnswer = { readonly kind: 'accepted'; readonly previousState: string } | Failure;

export class StaleObservationError extends Error {
  override readonly name = 'StaleObservationError';
}

/**
 * The two calls that change an instance. Each names one instance, because one that is stop-protected or without
 * capacity fails its whole batch. The client must not retry (maxAttempts 1): a retry of a lost Stop could land after
 * our Start. What goes wrong is a value; only a stale observation throws, because that is a fault of the caller.
 */
export class Ec2Writer {
  constructor(
    private readonly ec2: Pick<EC2Client, 'send'>,
    private readonly now: () => EpochMs,
  ) {}

  /** Stops the instance, by force where asked. Force tries the graceful way first. AWS: StopInstances. */
  async stop(instance: FoundInstance, how: { force: boolean }): Promise<WriteAnswer> {
    this.refuseStale(instance);
    const input = { InstanceIds: [instance.instanceId], ...(how.force ? { Force: true } : {}) };
    try {
      const answer = await this.ec2.send(new StopInstancesCommand(input));
      return accepted(answer.StoppingInstances?.[0]?.PreviousState?.Name);
    } catch (thrown) {
      return failureOf(thrown);
    }
  }

  /** Starts the instance. AWS: StartInstances. */
  async start(instance: FoundInstance): Promise<WriteAnswer> {
    this.refuseStale(instance);
    try {
      const answer = await this.ec2.send(new StartInstancesCommand({ InstanceIds: [instance.instanceId] }));
      return accepted(answer.StartingInstances?.[0]?.PreviousState?.Name);
    } catch (thrown) {
      return failureOf(thrown);
    }
  }

  /** True while the observation is fresh enough to act on. */
  isFresh(instance: FoundInstance): boolean {
    return this.now() - instance.observedAt <= MAX_OBSERVATION_AGE_MS;
  }

  private refuseStale(instance: FoundInstance): void {
    if (this.isFresh(instance)) return;
    throw new StaleObservationError(`the observation of ${instance.instanceId} is older than 30 seconds`);
  }
}

function accepted(previousState: string | undefined): WriteAnswer {
  return previousState === undefined
    ? { kind: 'unknown', error: 'the answer names no PreviousState' }
    : { kind: 'accepted', previousState };
}
