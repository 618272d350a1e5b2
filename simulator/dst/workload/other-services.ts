import { healthEvent } from '../../events/event-shapes.ts';
import { numberOf } from './basic-events.ts';
import { NOTICES_OF_AWS } from './notices-of-aws.ts';
import type { WorkloadHandler } from './workload.ts';

const MINUTE = 60_000;

/** AWS's words for what is asked, one of tomorrow, and none. */
const ACTIONABILITY = ['ACTION_REQUIRED', 'ACTION_MAY_BE_REQUIRED', 'INFORMATIONAL', 'ACTION_SUGGESTED'];

interface Update {
  readonly statusCode?: 'closed';
  readonly startTime?: number;
}

/**
 * Health tells of something at another service, or of EC2 and of no host, on one to three pages that come in any order,
 * perhaps in another account or another Region; later that it is over or, for a change, of another date. Of some the
 * responder first hears when they are closed.
 */
export const tellOfAnotherService: WorkloadHandler = (instance, { random, lastsMs }, context) => {
  const { region, later } = context;
  const { service, code, category, entity, scope, says, actionability } = random('kind').pick(NOTICES_OF_AWS);
  const isForeign = random('another account').chance(1 / 11);
  // Abuse and risk notices have no Region of their own: what they name means nothing.
  const isElsewhere = random('another Region').chance(1 / 5) && service !== 'ABUSE' && service !== 'RISK';
  const ofTheFleet = entity === 'an instance';
  if (ofTheFleet) context.affected(instance);
  const pages = entity === '' || ofTheFleet ? 1 : random('pages').integer(1, 3);
  const firstPage = random('order of pages').integer(0, pages - 1);
  const asks = random('asks').chance(0.4) ? random('asked').pick(ACTIONABILITY) : undefined;
  const eventArn = `arn:aws:health:${region.region}::event/${service}/${code}/${numberOf(random)}`;
  const begins = region.clock.now() + Math.max(lastsMs, 60 * MINUTE);
  const more = {
    service,
    ...(scope === undefined ? {} : { eventScopeCode: scope }),
    ...(says === undefined ? {} : { eventDescription: [{ language: 'en_US', latestDescription: says }] }),
    ...(actionability === undefined && asks === undefined ? {} : { actionability: actionability ?? asks }),
    ...(isForeign ? { affectedAccount: '210987654321' } : {}),
    ...(isElsewhere
      ? { eventRegion: 'ap-northeast-3', backupEvent: random('backup Region').chance(0.5) }
      : {}),
  };
  const tell = (update: Update): void => {
    const shape = { code, category, eventArn, startTime: begins, ...update };
    region.world(`AWS Health: ${code} (${update.statusCode ?? 'open'})`);
    const updatedAt = region.origin().at;
    for (let number = 0; number < pages; number += 1) {
      const page = 1 + ((number + firstPage) % pages);
      const entities = entity === '' ? [] : [ofTheFleet ? instance.id : `${entity}-${page}`];
      later(number * 4_000, () => {
        const event = healthEvent({ ...region.origin(), at: updatedAt }, { ...shape, entities });
        const paged = { page: String(page), totalPages: String(pages) };
        region.deliver({ ...event, detail: { ...event.detail, ...more, ...paged } });
      });
    }
  };
  if (random('first heard closed').chance(1 / 6)) {
    tell({ statusCode: 'closed' });
    return true;
  }
  tell({});
  if (random('update').chance(0.5)) {
    later(random('time of the update').integer(5 * MINUTE, 60 * MINUTE), () => {
      tell(category === 'scheduledChange' ? { startTime: begins + 60 * MINUTE } : { statusCode: 'closed' });
    });
  }
  return true;
};
