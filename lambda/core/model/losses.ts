import type { AddressAtStart, FoundInstance } from './observation.ts';
import { say, type Sentence } from './sentence.ts';

/**
 * What a stop and a start cost the owner of an instance, beside what is in its memory.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Stop_Start.html
 */
export interface Losses {
  /** The public IPv4 address that it has now, unless it certainly keeps it. */
  readonly publicIp?: string;
  /** What it gets in its place; undefined where that is not known. */
  readonly address?: AddressAtStart;
  /** It has instance store volumes, which a stop erases. */
  readonly instanceStore?: boolean;
  /** Its place in this placement group; a start there may find no capacity. */
  readonly placementGroup?: string;
}

/** What a stop of this instance would cost, as EC2 shows it now. */
export function lossesOf({ facts, typeFacts }: Pick<FoundInstance, 'facts' | 'typeFacts'>): Losses {
  const { publicIp, addressAtStart: address, placementGroup } = facts;
  const goes = publicIp !== undefined && address !== 'same';
  return {
    ...(goes ? { publicIp, ...(address === undefined ? {} : { address }) } : {}),
    ...(typeFacts?.instanceStorageSupported === true ? { instanceStore: true } : {}),
    ...(placementGroup === undefined ? {} : { placementGroup }),
  };
}

/** The sentence that says so before it happens. */
export function willLose({ publicIp, address, instanceStore, placementGroup }: Losses): Sentence {
  return say('story.will-lose', {
    publicIp,
    address: address ?? 'unknown',
    instanceStore: instanceStore === true,
    group: placementGroup,
  });
}

/** It has a public address, and will have none. */
export function losesItsAddress({ publicIp, address }: Losses): boolean {
  return publicIp !== undefined && address === 'none';
}
