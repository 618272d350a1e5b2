import { healthEvent } from '../../events/event-shapes.ts';
import { numberOf } from './basic-events.ts';
import type { WorkloadHandler } from './workload.ts';

const MINUTE = 60_000;

/** What AWS Health tells of other services, as a service, a code, a category and what is affected. */
const NOTICES = [
  ['RDS', 'AWS_RDS_MAINTENANCE_SCHEDULED', 'scheduledChange', 'db'],
  ['ACM', 'AWS_ACM_RENEWAL_STATE_CHANGE', 'scheduledChange', 'arn:aws:acm:::certificate/web'],
  ['DIRECTCONNECT', 'AWS_DIRECTCONNECT_MAINTENANCE_SCHEDULED', 'scheduledChange', 'dxcon-fg'],
  ['LAMBDA', 'AWS_LAMBDA_PLANNED_LIFECYCLE_EVENT', 'scheduledChange', 'function'],
  ['ECS', 'AWS_ECS_TASK_PATCHING_RETIREMENT', 'scheduledChange', 'service'],
  ['S3', 'AWS_S3_OPERATIONAL_ISSUE', 'issue', ''],
  ['ABUSE', 'AWS_ABUSE_DOS_REPORT', 'issue', 'report'],
] as const;

/**
 * Health tells of something at another service, on one to three pages that come in any order, perhaps in another account
 * or another Region; later that it is over or, for a change, of another date.
 */
export const tellOfAnotherService: WorkloadHandler = (_, { random, lastsMs }, { region, later }) => {
  const [service, code, category, entity] = random('kind').pick(NOTICES);
  const isForeign = random('another account').chance(1 / 11);
  // Abuse and risk notices have no Region of their own: what they name means nothing.
  const isElsewhere = random('another Region').chance(1 / 5) && service !== 'ABUSE';
  const pages = entity === '' ? 1 : random('pages').integer(1, 3);
  const firstPage = random('order of pages').integer(0, pages - 1);
  const eventArn = `arn:aws:health:${region.region}::event/${service}/${code}/${numberOf(random)}`;
  const begins = region.clock.now() + Math.max(lastsMs, 60 * MINUTE);
  const tell = (update: { statusCode?: 'closed'; startTime?: number }): void => {
    const shape = { code, category, eventArn, startTime: begins, ...update };
    region.world(`AWS Health: ${code} (${update.statusCode ?? 'open'})`);
    const updatedAt = region.origin().at;
    for (let number = 0; number < pages; number += 1) {
      const page = 1 + ((number + firstPage) % pages);
      const entities = entity === '' ? [] : [`${entity}-${page}`];
      later(number * 4_000, () => {
        const event = healthEvent({ ...region.origin(), at: updatedAt }, { ...shape, entities });
        const account = isForeign ? { affectedAccount: '210987654321' } : {};
        const paged = { service, page: String(page), totalPages: String(pages) };
        const backupEvent = random('backup Region').chance(0.5);
        const place = isElsewhere ? { eventRegion: 'ap-northeast-3', backupEvent } : {};
        region.deliver({ ...event, detail: { ...event.detail, ...paged, ...account, ...place } });
      });
    }
  };
  tell({});
  if (random('update').chance(0.5)) {
    later(random('time of the update').integer(5 * MINUTE, 60 * MINUTE), () => {
      tell(category === 'scheduledChange' ? { startTime: begins + 60 * MINUTE } : { statusCode: 'closed' });
    });
  }
  return true;
};
