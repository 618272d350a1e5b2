import { threadKey } from '../../aws/health-thread-store.ts';
import { shapeOf } from '../../aws/ec2-errors.ts';
import { MAX_ENTITIES, type HealthEvent } from '../../core/health/health-event.ts';
import { isWanted, noticeWord } from '../../core/notices/notice-kinds.ts';
import { awaitsPages, joined, WAITS_FOR_PAGES, type HealthThread } from '../../core/notices/health-thread.ts';
import {
  noticeShort,
  withNotice,
  withoutWaiting,
  withPageJoined,
  type Notice,
} from '../../core/notices/notice-alert.ts';
import { queued, sendAlerts, toSend } from './outbox.ts';
import type { Responder } from './invocation.ts';
import { instanceIdIn } from './signals/signal.ts';

/** One item for one event: under contention (its pages come together) a pass tries so often, then Lambda repeats it. */
const TRIES = 6;

/**
 * Tells a human of a Health event, once: pages, repeats and updates of one event are one thread. What is to be told is
 * written before it is sent, with what was told before, in one conditional write.
 */
export async function tellNotice(event: HealthEvent, r: Responder): Promise<void> {
  if (!isWanted(event, r.settings)) {
    r.log.info('a Health event that HealthNotices leaves out', { service: event.service, code: event.code });
    return;
  }
  const key = threadKey(event);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const known = await r.threads.read(key);
    const first = known === undefined ? await instancesIn(event.entities, event, r) : undefined;
    const short = noticeShort(event, first?.instance !== undefined);
    const { thread, why } = joined(known, event, { key, word: noticeWord(event), short }, r.now());
    if (thread === known) {
      r.log.info('a Health event that was told, and says nothing new', { code: event.code, key });
      return;
    }
    const about = {
      event,
      home: r.place.accountId,
      ...(first ?? (await instancesIn(thread.entities, event, r))),
    };
    const told =
      why === undefined
        ? withPageJoined({ ...about, thread }, r.now())
        : withNotice({ ...about, thread, why }, r.now());
    const result = await r.threads.write(queued(whenComplete(told, event), r));
    if (!result.written) continue;
    r.log.info('a Health event', { service: event.service, code: event.code, key, told: why ?? 'joined' });
    await sendNotices([result.record], false, r);
    return;
  }
  throw new Error('the item of a Health event changes too fast');
}

/** A mail goes when the last page has come. If one never comes, the sweep sends what there is. */
function whenComplete(thread: HealthThread, event: HealthEvent): HealthThread {
  if (!awaitsPages(thread, event)) return withoutWaiting(thread);
  const outbox = thread.outbox.map((alert) => ({ ...alert, queuedBy: alert.queuedBy ?? WAITS_FOR_PAGES }));
  return { ...thread, outbox };
}

/** The names of instances among what is affected; and the one instance that it is about, where it is one. */
async function instancesIn(
  entities: readonly string[],
  event: HealthEvent,
  r: Responder,
): Promise<Pick<Notice, 'names' | 'instance'>> {
  const ids = entities.filter((one) => instanceIdIn(one) === one).slice(0, MAX_ENTITIES);
  const names = new Map<string, string>();
  if (ids.length === 0 || event.service !== 'EC2' || event.account !== r.place.accountId) return { names };
  const seen = await r.reader.observe(ids);
  for (const id of ids) {
    const one = seen.get(id);
    if (one?.kind === 'found' && one.facts.name !== undefined) names.set(id, `${one.facts.name} (${id})`);
  }
  const only = entities.length === 1 && event.entityCount === 1 ? seen.get(ids[0] ?? '') : undefined;
  if (only?.kind !== 'found') return { names };
  return { names, instance: { id: only.instanceId, facts: only.facts } };
}

/** What earlier passes left behind: the sweep sends it, many at once as one digest. */
export async function sendWaitingNotices(r: Responder): Promise<void> {
  const { threads, unreadable } = await r.threads.waiting();
  if (unreadable.length > 0)
    r.log.error('items of Health events that this version cannot read are left alone', { keys: unreadable });
  await sendNotices(threads, true, r);
}

/** Sends what may go, then takes what SNS accepted out of the threads. */
async function sendNotices(
  threads: readonly HealthThread[],
  abandonedToo: boolean,
  r: Responder,
): Promise<void> {
  const waiting = threads
    .map((thread) => ({ thread, alerts: toSend(thread.outbox, abandonedToo, r) }))
    .filter(({ alerts }) => alerts.length > 0);
  if (waiting.length === 0) return;
  const oldestFirst = waiting.flatMap(({ alerts }) => alerts).sort((a, b) => a.at - b.at);
  const sent = await sendAlerts(oldestFirst, r);
  for (const { thread, alerts } of waiting) {
    if (!alerts.some((alert) => sent.has(alert.id))) continue;
    try {
      await takeOut(thread, sent, r);
    } catch (thrown) {
      // One item that cannot be written must not make the others' mails go out again.
      const { name } = shapeOf(thrown);
      r.log.error('sent notices could not be taken out', { key: thread.key, error: name });
    }
  }
}

/** Another pass may have changed the item meanwhile; what was sent is taken out of what it wrote. */
async function takeOut(thread: HealthThread, sent: ReadonlySet<string>, r: Responder): Promise<void> {
  let latest: HealthThread | undefined = thread;
  for (let tries = 0; tries < TRIES && latest !== undefined; tries += 1) {
    const outbox: HealthThread['outbox'] = latest.outbox.filter((alert) => !sent.has(alert.id));
    if (outbox.length === latest.outbox.length) return;
    if ((await r.threads.write({ ...latest, outbox })).written) return;
    latest = await r.threads.read(thread.key);
  }
  r.log.warn('sent notices could not be taken out and may be repeated', { key: thread.key });
}
