import type { Alert } from './core/alert.ts';
import type { Incident } from './core/incident.ts';
import { METRICS } from './core/metric-names.ts';
import { withoutAlerts } from './core/transitions.ts';
import { shapeOf } from './aws/ec2-errors.ts';
import type { Responder } from './responder.ts';

/** More alerts than this at once go out as one digest. */
const SINGLE_MAILS = 5;

/**
 * Sends what waits in the outboxes of these records, then takes what SNS accepted out of them. In this order: an
 * alert that was sent twice carries the same id, an alert that was never sent is a machine that nobody knows of.
 */
export async function sendWaiting(incidents: readonly Incident[], r: Responder): Promise<void> {
  const waiting = incidents.filter((incident) => incident.outbox.length > 0);
  if (waiting.length === 0) return;
  const alerts = waiting.flatMap((incident) => incident.outbox);
  const sent = await sendAlerts(alerts, r);
  if (sent.size === 0) return;
  for (const incident of waiting) {
    if (!incident.outbox.some((alert) => sent.has(alert.id))) continue;
    const { written } = await r.store.write(withoutAlerts(incident, sent));
    if (!written)
      r.log.info('another pass changed the record; its sent alerts may be repeated', {
        id: incident.instanceId,
      });
  }
}

/** Sends alerts singly or as a digest; the ids of those that SNS took. */
export async function sendAlerts(alerts: readonly Alert[], r: Responder): Promise<ReadonlySet<string>> {
  const sent = new Set<string>();
  try {
    if (alerts.length > SINGLE_MAILS) {
      await sendDigests(alerts, r, sent);
      return sent;
    }
    for (const alert of alerts) {
      if (!(await r.store.takeAlertSlot(r.now()))) {
        r.log.info('too many alerts at once: the rest waits for the digest of the next sweep');
        break;
      }
      await r.sender.send(alert);
      sent.add(alert.id);
    }
  } catch (thrown) {
    const { name, message } = shapeOf(thrown);
    r.log.error('alerts could not be sent; they stay in the record and are tried again', {
      error: name,
      message,
    });
    r.meter.add(METRICS.alertsFailed, 1);
  }
  if (sent.size > 0) r.meter.add(METRICS.alertsSent, sent.size);
  return sent;
}

/** An SNS message holds 256 KB; fifty alerts stay well below. */
const ALERTS_PER_DIGEST = 50;

async function sendDigests(alerts: readonly Alert[], r: Responder, sent: Set<string>): Promise<void> {
  for (let start = 0; start < alerts.length; start += ALERTS_PER_DIGEST) {
    const batch = alerts.slice(start, start + ALERTS_PER_DIGEST);
    if (!(await r.store.takeAlertSlot(r.now()))) return;
    await r.sender.sendDigest(batch, r.now());
    for (const alert of batch) sent.add(alert.id);
  }
  r.meter.add(METRICS.alertsSent, sent.size);
}
