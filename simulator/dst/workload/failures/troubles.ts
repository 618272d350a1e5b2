import { healthEvent } from '../../../events/event-shapes.ts';
import { numberOf } from '../basic-events.ts';
import type { WorkloadHandler } from '../workload.ts';

/**
 * Trouble in the Region in which a start may fail, as a service, a code and AWS's words. Only some of the services are in any
 * list; of the others the code or the words tell that it is about EC2.
 */
const TROUBLES = [
  ...Array.from({ length: 3 }, () => ['EC2', 'AWS_EC2_OPERATIONAL_ISSUE', ''] as const),
  ['EC2', 'AWS_EC2_API_ISSUE', ''],
  ['EC2', 'AWS_EC2_TROUBLE_NOT_HEARD_OF_BEFORE', ''],
  ['MULTIPLE_SERVICES', 'AWS_MULTIPLE_SERVICES_OPERATIONAL_ISSUE', ''],
  ['MULTIPLE_SERVICES', 'AWS_MULTIPLE_SERVICES_OPERATIONAL_ISSUE', ''],
  ['EBS', 'AWS_EBS_OPERATIONAL_ISSUE', ''],
  ['VPC', 'AWS_VPC_OPERATIONAL_ISSUE', ''],
  ['UNHEARDOF', 'AWS_UNHEARDOF_EC2_ISSUE', ''],
  ['UNHEARDOF', 'AWS_UNHEARDOF_ISSUE', 'Increased error rates. Launches of EC2 instances may fail, too.'],
] as const;

/** AWS tells of trouble in the Region, in which nothing may be stopped, and later that it is over. */
export const tellOfTrouble: WorkloadHandler = (_, { lastsMs, random }, context) => {
  const [service, code, text] = random('trouble').pick(TROUBLES);
  const { region } = context;
  const issue = {
    service,
    code,
    category: random('category').chance(1 / 5) ? 'investigation' : 'issue',
    entities: [],
    eventArn: `arn:aws:health:${region.region}::event/${service}/${code}/${numberOf(random)}`,
    ...(text === '' ? {} : { text }),
  };
  // The bus gets copies of other Regions' events, too; what is wrong there holds nobody here.
  if (random('another Region').chance(1 / 3)) {
    const elsewhere = healthEvent(region.origin(), issue);
    region.deliver({ ...elsewhere, detail: { ...elsewhere.detail, eventRegion: 'ap-northeast-3' } });
    return true;
  }
  context.issue(issue.eventArn, false);
  context.health(issue);
  context.later(lastsMs, () => {
    context.issue(issue.eventArn, true);
    context.health({ ...issue, statusCode: 'closed' });
  });
  return true;
};
