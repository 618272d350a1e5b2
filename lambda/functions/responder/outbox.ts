import { alertKey } from '../../aws/stores/alert-store.ts';
import { shapeOf } from '../../aws/ec2-errors.ts';
import { attributesOf, digestAttributes } from '../../core/alerts/alert-attributes.ts';
import { before, hasTold, inTurn, type QueuedAlert } from '../../core/alerts/queued-alert.ts';
import type { Incident } from '../../core/model/incident.ts';
import { SECOND } from '../../core/model/time.ts';
import { METRICS } from '../../contract/metric-names.ts';
import { FUNCTION_TIMEOUT_SECONDS } from '../../contract/function-limits.ts';
import { digestOf } from '../../words/digest.ts';
import { mailOf } from '../../words/mail.ts';
import type { Invocation } from './invocation.ts';

/** An invocation sends so many alerts one by one; where more go out, they are digests. */
const SINGLE_MAILS = 5;
/** More than anybody reads in one mail. */
const ALERTS_PER_DIGEST = 200;
/** An SNS message holds 256 KB with its attributes; what an alert gets around its story is some hundred bytes. */
const DIGEST_BYTES = 200_000;
/** A pass that queued an alert has ended by now, one way or the other. */
const ABANDONED_MS = (FUNCTION_TIMEOUT_SECONDS + 10) * SECOND;
/** One sweep takes so many; the next takes the rest. */
const MAX_AT_ONCE = 1_000;
/** Alerts that are marked as sent at the same time. */
const MARKED_AT_ONCE = 25;

/**
 * Sends what this pass has queued, one by one; where that would be too many mails, what is queued until the end of the
 * invocation goes out together.
 */
export async function sendQueued(r: Invocation): Promise<void> {
  if (r.queued.length <= SINGLE_MAILS - r.singleMails.sent) await sendRest(r);
}

/**
 * Sends what is left at the end of an invocation. What comes behind something older about the same record that still waits
 * is left to the sweep, which sends in order.
 */
export async function sendRest(r: Invocation): Promise<void> {
  if (r.queued.length === 0) return;
  try {
    await sendInTurn(r.queued, () => true, r);
  } catch (thrown) {
    r.log.error('alerts are left to the sweep', { error: shapeOf(thrown).name });
  }
}

/** Sends what earlier passes have left behind; many at once as digests. */
export async function sendAbandoned(keys: readonly string[], r: Invocation): Promise<void> {
  if (keys.length + r.queued.length === 0) return;
  const { alerts, unreadable } = await r.alerts.waiting(keys.slice(0, MAX_AT_ONCE));
  if (unreadable.length > 0)
    r.log.error('alerts that this version cannot read are left alone', { keys: unreadable });
  const own = new Set(r.queued.map(alertKey));
  const others = alerts.filter((one) => !own.has(alertKey(one)));
  const mayGo = (one: QueuedAlert): boolean =>
    own.has(alertKey(one)) || r.now() - one.alert.at > ABANDONED_MS;
  await sendInTurn([...r.queued, ...others], mayGo, r);
}

/**
 * True while the last alert about the instance has not gone out; also where nobody can say. By the order in which they go
 * none before it waits then.
 */
export async function isLastAlertWaiting(
  { instanceId: of, alertsMade: number, newAlerts }: Incident,
  r: Invocation,
): Promise<boolean> {
  if (newAlerts.length > 0) return true;
  if (!hasTold(number)) return false;
  try {
    const { alerts, unreadable } = await r.alerts.waiting([alertKey({ of, number })]);
    return alerts.length + unreadable.length > 0;
  } catch {
    return true;
  }
}

async function sendInTurn(
  queued: readonly QueuedAlert[],
  mayGo: (one: QueuedAlert) => boolean,
  r: Invocation,
): Promise<void> {
  // Nothing is asked for on behalf of those that must not go in any case.
  const earlier = before(inTurn(queued, mayGo, () => false));
  const { alerts } = await r.alerts.waiting(earlier.map(alertKey));
  // One that cannot be read may wait for ever; what comes behind it must not.
  const waiting = new Set(alerts.map(alertKey));
  const turn = inTurn(queued, mayGo, (place) => waiting.has(alertKey(place)));
  const tried = new Set(turn);
  r.queued.splice(0, r.queued.length, ...r.queued.filter((one) => !tried.has(one)));
  const sent = await send(turn, r);
  for (let start = 0; start < sent.length; start += MARKED_AT_ONCE)
    await Promise.all(sent.slice(start, start + MARKED_AT_ONCE).map((one) => markSent(one, r)));
}

/** In this order: an alert that was sent twice carries the same id, one that was never sent is a machine that nobody knows of. */
async function markSent(queued: QueuedAlert, r: Invocation): Promise<void> {
  try {
    await r.alerts.markSent(queued, r.now());
  } catch (thrown) {
    // One item that cannot be written must not make the others go out again.
    const error = shapeOf(thrown).name;
    r.log.error('a sent alert could not be marked as sent and may be repeated', {
      id: queued.alert.id,
      error,
    });
  }
}

/** Sends alerts singly or as digests; those that SNS took. Never throws: what is not sent stays. */
async function send(queued: readonly QueuedAlert[], r: Invocation): Promise<readonly QueuedAlert[]> {
  const sent: QueuedAlert[] = [];
  const sentElsewhere = new Set<string>();
  for (const batch of batchesOf(queued, SINGLE_MAILS - r.singleMails.sent)) {
    let mine = batch;
    try {
      if (!(await r.alertSlots.take(r.now()))) {
        r.log.info('too many alerts at once: the rest waits for the digest of a later sweep');
        break;
      }
      mine = await takeToSend(batch, sentElsewhere, r);
      if (mine.length === 0) continue;
      await publish(mine, r);
      sent.push(...mine);
    } catch (thrown) {
      const { name, message } = shapeOf(thrown);
      const ids = mine.map(({ alert }) => alert.id);
      r.log.error('not sent; it stays in the table and is tried again', { error: name, message, ids });
      r.meter.add(METRICS.alertsFailed, mine.length);
      for (const id of ids) r.unsent.add(id);
      if (!isAboutTheAlert(thrown)) break;
    }
  }
  if (sent.length > 0) r.meter.add(METRICS.alertsSent, sent.length);
  return sent;
}

/**
 * Those of the batch that no other pass is sending at this moment. Where another has the older alert of a record, the
 * record's later ones are its business, too.
 */
async function takeToSend(
  batch: readonly QueuedAlert[],
  sentElsewhere: Set<string>,
  r: Invocation,
): Promise<readonly QueuedAlert[]> {
  const taken = await Promise.all(batch.map((one) => isMine(one, r)));
  const mine: QueuedAlert[] = [];
  for (const [index, one] of batch.entries()) {
    if (taken[index] === false) sentElsewhere.add(one.of);
    if (!sentElsewhere.has(one.of)) mine.push(one);
  }
  return mine;
}

async function isMine(one: QueuedAlert, r: Invocation): Promise<boolean> {
  // What this pass has queued, others leave alone while it may run.
  if (one.queuedBy === r.passId) return true;
  try {
    return await r.alerts.takeToSend(one, r.passId, r.now());
  } catch (thrown) {
    // Told twice is better than never.
    r.log.warn('an alert could not be taken and may be sent twice', {
      id: one.alert.id,
      error: shapeOf(thrown).name,
    });
    return true;
  }
}

async function publish(batch: readonly QueuedAlert[], r: Invocation): Promise<void> {
  const { topic, place, now } = r;
  const alerts = batch.map(({ alert }) => alert);
  const [only] = alerts;
  if (alerts.length === 1 && only !== undefined) {
    r.singleMails.sent += 1;
    await topic.publish({ ...mailOf(only, place), attributes: attributesOf(only, place) });
  } else
    await topic.publish({ ...digestOf(alerts, place, now()), attributes: digestAttributes(alerts, place) });
}

/**
 * True where this alert is at fault and not the way to SNS: one that cannot be sent must not keep those behind it, but
 * while SNS is away none may overtake another.
 */
function isAboutTheAlert(thrown: unknown): boolean {
  const { fault, status } = shapeOf(thrown);
  return thrown instanceof URIError || thrown instanceof TypeError || (fault === 'client' && status === 400);
}

/** A mail for each while there are single ones left; else digests. */
function batchesOf(queued: readonly QueuedAlert[], singlesLeft: number): (readonly QueuedAlert[])[] {
  if (queued.length <= singlesLeft) return queued.map((one) => [one]);
  const batches: (readonly QueuedAlert[])[] = [];
  let batch: QueuedAlert[] = [];
  let left = 0;
  for (const one of queued) {
    const bytes = bytesOf(one);
    if (batch.length === ALERTS_PER_DIGEST || bytes > left) {
      batch = [];
      batches.push(batch);
      left = DIGEST_BYTES;
    }
    batch.push(one);
    left -= bytes;
  }
  return batches;
}

/** At least what its part of a digest takes. */
function bytesOf({ alert: { story, todo, instance } }: QueuedAlert): number {
  return Buffer.byteLength(JSON.stringify([story, todo, instance?.facts.name])) + BYTES_BESIDE;
}

/** Sentences are told in more words than their values have. */
const BYTES_BESIDE = 2_000;
