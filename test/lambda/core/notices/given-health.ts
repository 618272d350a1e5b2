import type { HealthEvent } from '../../../../lambda/core/health/health-event.ts';
import type { HealthNews } from '../../../../lambda/core/model/health.ts';
import { DAY } from '../../../../lambda/core/model/time.ts';
import { at } from '../given.ts';

/** Maintenance of a database in three days, with changes. */
export function aHealthEvent(changes: Partial<HealthEvent> = {}): HealthEvent {
  const entities = changes.entities ?? ['db-1'];
  return {
    eventArn: 'arn:aws:health:ap-northeast-1::event/RDS/AWS_RDS_MAINTENANCE_SCHEDULED/7d1f',
    service: 'RDS',
    code: 'AWS_RDS_MAINTENANCE_SCHEDULED',
    category: 'scheduledChange',
    isPublic: false,
    account: '111122223333',
    region: 'ap-northeast-1',
    startTime: at('10:00:00') + 3 * DAY,
    lastUpdated: at('09:00:00'),
    closed: false,
    text: 'We will patch your database.',
    textCut: false,
    textMark: 'patch',
    entities,
    states: {},
    entityCount: entities.length,
    finishedCount: 0,
    page: 1,
    pages: 1,
    ...changes,
  };
}

/** AWS's own recovery of an instance has failed. */
export const NEWS: HealthNews = {
  eventArn: 'arn:aws:health:ap-northeast-1::event/EC2/x',
  code: 'AWS_EC2_SIMPLIFIED_AUTO_RECOVERY_FAILURE',
  meaning: 'recovery failed',
  lastUpdated: at('09:00:00'),
  closed: false,
};
