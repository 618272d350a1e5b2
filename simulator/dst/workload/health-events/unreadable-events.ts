import { healthEvent, stateChange } from '../../../events/event-shapes.ts';
import type { WorkloadHandler } from '../workload.ts';

/** An event that matches a rule, and in which what is needed is missing or of another type. */
export const sendUnreadable: WorkloadHandler = ({ id }, { random }, { region }) => {
  const origin = region.origin();
  const health = healthEvent(origin, { code: 'AWS_EC2_X', category: 'issue', entities: [id] });
  const events: readonly object[] = [
    { ...health, detail: { ...health.detail, eventArn: undefined } },
    { ...health, detail: { ...health.detail, eventTypeCode: 7 } },
    { ...health, detail: 'AWS_EC2_X' },
    stateChange(origin, 'web-1', 'stopped'),
  ];
  region.world('an event comes that nobody can read');
  return region.deliver(random('kind').pick(events)).length > 0;
};
