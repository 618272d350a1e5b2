import { MAX_ENTITIES } from '../../core/health/health-event.ts';
import { tellNotice } from './tell-notice.ts';
import { reconcile } from './reconcile.ts';
import type { Invocation } from './invocation.ts';
import type { Signal } from './signals/signal.ts';

/**
 * Health news of instances: first their incidents hear it, then the owner reads of those whose incident does not tell of
 * the event.
 *
 * @returns the ids that could not be looked at
 */
export async function noteInstanceNews(
  { instanceIds, overIds, news, event }: Extract<Signal, { kind: 'instance-health' }>,
  r: Invocation,
): Promise<readonly string[]> {
  const nothing = { unread: [], untold: [] };
  const over =
    overIds.length === 0 ? nothing : await reconcile(overIds, { news: { ...news, closed: true } }, r);
  const open = instanceIds.length === 0 ? nothing : await reconcile(instanceIds, { news }, r);
  // Beside those for which it goes on nobody needs to read of those for which it is over.
  const untold = instanceIds.length === 0 ? over.untold : open.untold;
  if (untold.length > 0) {
    const closed = event.closed || instanceIds.length === 0;
    const entities = untold.slice(0, MAX_ENTITIES);
    await tellNotice({ ...event, closed, entities, entityCount: untold.length, finishedCount: 0 }, r);
  }
  return [...over.unread, ...open.unread];
}
