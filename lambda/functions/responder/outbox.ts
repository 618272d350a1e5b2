import type { Alert } from '../../core/model/alert.ts';
import type { Incident } from '../../core/model/incident.ts';
import { METRICS } from '../../contract/metric-names.ts';
import { FUNCTION_TIMEOUT_SECONDS } from '../../contract/function-limits.ts';
import { SECOND } from '../../core/model/time.ts';
import { withoutAlerts } from '../../core/alerts/alert-queue.ts';
import { shapeOf } from '../../aws/ec2-errors.ts';
import type { Responder } from './invocation.ts';

/** More alerts than this at once go out as one digest. */
const SINGLE_MAILS = 5;

/** A pass that queued an alert has ended by now, one way or the other. */
const ABANDONED_MS = (FUNCTION_TIMEOUT_SECONDS + 10) * SECOND;

/** True where an alert waits whose pass is over. */
export function hasAbandoned(outbox: readonly Alert[], r: Responder): boolean {
  return outbox.some((alert) => r.now() - alert.at > ABANDONED_MS);
}

/** Marks new alerts as this pass's own to send; so two passes that overlap never send the same alert. */
export function queued<T extends { readonly outbox: readonly Alert[] }>(record: T, r: Responder): T {
  if (record.outbox.every((alert) => alert.queuedBy !== undefined)) return record;
  return {
    ...record,
    outbox: record.outbox.map((alert) => ({ ...alert, queuedBy: alert.queuedBy ?? r.passId })),
  };
}

/**
 * What this pass is to send: its own alerts, and in a sweep those that their pass did not get out. Never one before an
 * older one that still waits: RECOVERED must not be read before ACTING.
 */
export function toSend(outbox: readonly Alert[], abandonedToo: boolean, r: Responder): readonly Alert[] {
  const mayGo = (alert: Alert): boolean =>
    alert.queuedBy === r.passId || (abandonedToo && r.now() - alert.at > ABANDONED_MS);
  const firstToWait = outbox.findIndex((alert) => !mayGo(alert));
  return firstToWait < 0 ? outbox : outbox.slice(0, firstToWait);
}

/**
 * Sends alerts of these records, then takes what SNS accepted out of them. In this order: an alert that was sent twice
 * carries the same id, an alert that was never sent is a machine that nobody knows of.
 */
export async function sendWaiting(
  incidents: readonly Incident[],
  abandonedToo: boolean,
  r: Responder,
): Promise<void> {
  const waiting = incidents
    .map((incident) => ({ incident, alerts: toSend(incident.outbox, abandonedToo, r) }))
    .filter(({ alerts }) => alerts.length > 0);
  if (waiting.length === 0) return;
  const sent = await sendAlerts(
    waiting.flatMap(({ alerts }) => alerts),
    r,
  );
  for (const { incident, alerts } of waiting) {
    if (!alerts.some((alert) => sent.has(alert.id))) continue;
    try {
      await takeOut(incident, sent, r);
    } catch (thrown) {
      // One record that cannot be written must not make the others' alerts go out again.
      r.log.error('sent alerts could not be taken out', {
        instanceId: incident.instanceId,
        error: shapeOf(thrown).name,
      });
    }
  }
}

/** Another pass may have changed the record meanwhile; its sent alerts are taken out of what it wrote. */
async function takeOut(incident: Incident, sent: ReadonlySet<string>, r: Responder): Promise<void> {
  let latest: Incident | undefined = incident;
  for (let tries = 0; tries < 3 && latest !== undefined; tries += 1) {
    if ((await r.store.write(withoutAlerts(latest, sent))).written) return;
    latest = (await r.store.read([incident.instanceId])).get(incident.instanceId);
  }
  r.log.warn('sent alerts could not be taken out of the record and may be repeated', {
    instanceId: incident.instanceId,
  });
}

/** Sends alerts singly or as a digest; the ids of those that SNS took. Never throws: what is not sent stays. */
export async function sendAlerts(alerts: readonly Alert[], r: Responder): Promise<ReadonlySet<string>> {
  const sent = new Set<string>();
  for (const batch of batchesOf(alerts)) {
    try {
      if (!(await r.store.takeAlertSlot(r.now()))) {
        r.log.info('too many alerts at once: the rest waits for the digest of a later sweep');
        break;
      }
      const [only] = batch;
      if (batch.length === 1 && only !== undefined) await r.sender.send(only);
      else await r.sender.sendDigest(batch, r.now());
      for (const alert of batch) sent.add(alert.id);
    } catch (thrown) {
      const { name, message } = shapeOf(thrown);
      const ids = batch.map((alert) => alert.id);
      r.log.error('not sent; it stays in the record and is tried again', { error: name, message, ids });
      r.meter.add(METRICS.alertsFailed, batch.length);
      for (const id of ids) r.unsent.add(id);
      if (!isAboutTheAlert(thrown)) break;
    }
  }
  if (sent.size > 0) r.meter.add(METRICS.alertsSent, sent.size);
  return sent;
}

/**
 * True where this alert is at fault and not the way to SNS: one that cannot be sent must not keep those behind it, but
 * while SNS is away none may overtake another.
 */
function isAboutTheAlert(thrown: unknown): boolean {
  const { fault, status } = shapeOf(thrown);
  return thrown instanceof URIError || thrown instanceof TypeError || (fault === 'client' && status === 400);
}

/** An SNS message holds 256 KB; fifty alerts stay well below. */
const ALERTS_PER_DIGEST = 50;

/** A mail for each, or where there are many, digests. */
function batchesOf(alerts: readonly Alert[]): Alert[][] {
  if (alerts.length <= SINGLE_MAILS) return alerts.map((alert) => [alert]);
  const batches: Alert[][] = [];
  for (let start = 0; start < alerts.length; start += ALERTS_PER_DIGEST) {
    batches.push(alerts.slice(start, start + ALERTS_PER_DIGEST));
  }
  return batches;
}
