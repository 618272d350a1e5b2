import { REGION_KEY } from '../../../aws/stores/region-store.ts';
import type { Written } from '../../../aws/stores/versioned-items.ts';
import { queuedWith, type QueuedAlert } from '../../../core/alerts/queued-alert.ts';
import type { Incident } from '../../../core/model/incident.ts';
import type { RegionRecord } from '../../../core/model/region-record.ts';
import type { HealthThread } from '../../../core/notices/health-thread.ts';
import type { Invocation } from '../invocation.ts';

/**
 * Every write of a record goes through here: its new alerts get items of their own in the same moment, and this pass sends
 * them when it has done its work.
 */

export async function writeIncident(incident: Incident, r: Invocation): Promise<Written<Incident>> {
  const alerts = queuedWith(incident.instanceId, incident, r.passId);
  return noted(await r.incidents.write(incident, alerts), alerts, r);
}

export async function writeRegion(record: RegionRecord, r: Invocation): Promise<Written<RegionRecord>> {
  const alerts = queuedWith(REGION_KEY, record, r.passId);
  return noted(await r.region.write(record, alerts), alerts, r);
}

/**
 * @param queuedBy who sends the new mail
 * @param rewritten the mail that has waited for pages, as it is now
 */
export async function writeThread(
  thread: HealthThread,
  queuedBy: string,
  rewritten: QueuedAlert | undefined,
  r: Invocation,
): Promise<Written<HealthThread>> {
  const alerts = queuedWith(thread.key, thread, queuedBy);
  const written = await r.threads.write(thread, alerts, rewritten);
  return noted(written, rewritten === undefined ? alerts : [...alerts, rewritten], r);
}

/** Only this pass sends what it has queued; what waits for pages, or was written by nobody, is none of it. */
function noted<T>(written: Written<T>, alerts: readonly QueuedAlert[], r: Invocation): Written<T> {
  if (written.written) r.queued.push(...alerts.filter(({ queuedBy }) => queuedBy === r.passId));
  return written;
}
