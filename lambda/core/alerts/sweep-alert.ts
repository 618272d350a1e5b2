import type { Alert } from '../model/alert.ts';
import type { RegionRecord } from '../model/region-record.ts';
import { say } from '../model/sentence.ts';
import { HOUR, type EpochMs } from '../model/time.ts';

/** Told again at most so often, as long as it stays so. */
const RETELL_MS = HOUR;

/**
 * The Region's record with an alert that a sweep could not look at everything; the same object where that was told within
 * the hour.
 *
 * @param left how many instances had no turn
 * @param total how many the sweep had to look at
 */
export function withSweepUnfinished(
  record: RegionRecord,
  { left, total }: { readonly left: number; readonly total: number },
  now: EpochMs,
): RegionRecord {
  if (now - (record.unfinishedToldAt ?? -RETELL_MS) < RETELL_MS) return record;
  const alert: Alert = {
    id: `sweep-unfinished/${now}`,
    word: 'NOTICE',
    at: now,
    short: say('short.sweep-unfinished', { left, total }),
    story: [say('story.sweep-unfinished', { left, total }), say('story.sweep-order')],
    todo: [say('todo.sweep-unfinished')],
    documents: [],
    timeline: [],
    timelineOmitted: 0,
    data: { left, total },
  };
  return { ...record, unfinishedToldAt: now, newAlerts: [...record.newAlerts, alert] };
}
