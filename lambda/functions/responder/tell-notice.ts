import { shapeOf } from '../../aws/ec2-errors.ts';
import { RecordUnreadableError } from '../../aws/stores/stored-record.ts';
import { threadKey } from '../../aws/stores/health-thread-store.ts';
import { MAX_ENTITIES, type HealthEvent } from '../../core/health/health-event.ts';
import { nameAndId } from '../../core/model/foreign-text.ts';
import { awaitsPages, joined, WAITS_FOR_PAGES, type HealthThread } from '../../core/notices/health-thread.ts';
import { nothingRuns } from '../../core/notices/idle-instances.ts';
import type { Notice } from '../../core/notices/notice.ts';
import { noticeShort, withNotice, withPageJoined } from '../../core/notices/notice-alert.ts';
import { isWanted, noticeWord } from '../../core/notices/notice-kinds.ts';
import type { QueuedAlert } from '../../core/alerts/queued-alert.ts';
import { changeItem } from './records/change-item.ts';
import type { Invocation } from './invocation.ts';
import { sendQueued } from './outbox.ts';
import { writeThread } from './records/write-records.ts';
import { instanceIdIn } from './signals/signal.ts';

/**
 * Tells a human of a Health event, once: pages, repeats and updates of one event are one thread. What is to be told is
 * written before it is sent, with what was told before, in one conditional write.
 */
export async function tellNotice(event: HealthEvent, r: Invocation): Promise<void> {
  if (!isWanted(event, r.settings)) {
    r.log.info('a Health event that HealthNotices leaves out', { service: event.service, code: event.code });
    return;
  }
  const key = threadKey(event);
  let rewritten: QueuedAlert | undefined;
  let told = 'joined';
  const { kind } = await changeItem<HealthThread | undefined, HealthThread>({
    read: () => r.threads.read(key),
    change: async (known) => {
      const next = await heard(known, event, r);
      ({ rewritten, told } = next);
      return next.thread;
    },
    write: (thread) => writeThread(thread, queuedByOf(thread, r), rewritten, r),
    sleep: r.sleep,
  });
  if (kind === 'contended') throw new Error('the item of a Health event changes too fast');
  if (kind === 'unchanged')
    r.log.info('a Health event that was told, and says nothing new', { code: event.code, key });
  else r.log.info('a Health event', { service: event.service, code: event.code, key, told });
  await sendQueued(r);
}

/** The thread once it has heard the event, and the waiting mail as it is then. */
async function heard(
  known: HealthThread | undefined,
  event: HealthEvent,
  r: Invocation,
): Promise<{ thread: HealthThread | undefined; rewritten: QueuedAlert | undefined; told: string }> {
  const key = threadKey(event);
  const first = known === undefined ? await instancesIn(event.entities, event, r) : undefined;
  const short = noticeShort(event, first?.instance !== undefined);
  const word = first?.nothing === undefined ? noticeWord(event, r.now()) : 'NOTICE';
  const { thread, why } = joined(known, event, { key, word, short }, r.now());
  if (thread === known) return { thread, rewritten: undefined, told: 'nothing' };
  const names = first ?? (await instancesIn(thread.entities, event, r));
  const about = { event, home: r.place.accountId, thread, ...names };
  if (why !== undefined)
    return { thread: withNotice({ ...about, why }, r.now()), rewritten: undefined, told: why };
  const waiting = withPageJoined(about, r.now());
  if (waiting === undefined) return { thread, rewritten: undefined, told: 'joined' };
  return whenComplete(thread, waiting, event, r);
}

/** A mail goes when the last page has come. If one never comes, the sweep sends what there is. */
function whenComplete(
  thread: HealthThread,
  waiting: QueuedAlert,
  event: HealthEvent,
  r: Invocation,
): { thread: HealthThread; rewritten: QueuedAlert; told: string } {
  if (awaitsPages(thread, event)) return { thread, rewritten: waiting, told: 'joined' };
  const { awaiting: _, ...complete } = thread;
  return { thread: complete, rewritten: { ...waiting, queuedBy: r.passId }, told: 'joined' };
}

function queuedByOf({ awaiting }: HealthThread, r: Invocation): string {
  return awaiting === undefined ? r.passId : WAITS_FOR_PAGES;
}

/** The names of instances among what is affected; the one that it is about, where it is one; and whether none of them runs. */
async function instancesIn(
  entities: readonly string[],
  event: HealthEvent,
  r: Invocation,
): Promise<Pick<Notice, 'names' | 'instance' | 'nothing'>> {
  const ids = entities.filter((one) => instanceIdIn(one) === one).slice(0, MAX_ENTITIES);
  const names = new Map<string, string>();
  if (ids.length === 0 || event.service !== 'EC2' || event.account !== r.place.accountId) return { names };
  const seen = await r.reader.observe(ids);
  for (const id of ids) {
    const one = seen.get(id);
    if (one?.kind === 'found') names.set(id, nameAndId(one.facts.name, id));
  }
  // Where AWS names more than the mail does, nobody knows of the others.
  const isAll = event.entityCount <= entities.length && event.pages === 1;
  const nothing = isAll
    ? nothingRuns(
        event,
        entities.map((one) => seen.get(one)),
      )
    : undefined;
  const about = { names, ...(nothing === undefined ? {} : { nothing }) };
  const only = entities.length === 1 && event.entityCount === 1 ? seen.get(ids[0] ?? '') : undefined;
  if (only?.kind !== 'found') return about;
  return { ...about, instance: { id: only.instanceId, facts: only.facts } };
}

/**
 * Mails that version 0.1.0 left waiting in the items of their events: from now on each has an item of its own.
 *
 * @returns false where some are to be asked for again
 */
export async function takeOverNotices(r: Invocation): Promise<boolean> {
  let all = true;
  for (const key of await r.threads.leftBy010()) {
    try {
      const thread = await r.threads.read(key);
      if (thread === undefined || thread.newAlerts.length === 0) continue;
      const { written } = await writeThread(thread, LEFT, undefined, r);
      all = all && written;
    } catch (thrown) {
      all = all && thrown instanceof RecordUnreadableError;
      r.log.error('the item of a Health event is left alone', { key, error: shapeOf(thrown).name });
    }
  }
  return all;
}

/** No pass has this name: the sweep sends them. */
const LEFT = 'version 0.1.0';
