import type { Sentence } from './sentence.ts';
import type { EpochMs } from './time.ts';

export interface TimelineEntry {
  readonly at: EpochMs;
  readonly what: Sentence;
}

export const MAX_TIMELINE = 100;

/** Adds a line to the timeline, dropping the oldest line but one beyond the limit: the first says how it began. */
export function withTimeline(
  timeline: readonly TimelineEntry[],
  entry: TimelineEntry,
): readonly TimelineEntry[] {
  const longer = [...timeline, entry];
  if (longer.length <= MAX_TIMELINE) return longer;
  const [first, , ...rest] = longer;
  return first === undefined ? rest : [first, ...rest];
}
