import type { CheckMetric } from '../../events/event-shapes.ts';
import { cancelEvent, changeDate } from './announcements/announced-dates.ts';
import { announceChange } from './announcements/announcements.ts';
import { announceForIdle } from './announcements/idle-announcements.ts';
import { announceElsewhere } from './announcements/foreign-announcements.ts';
import { tellOfAnotherService } from './health-events/other-services.ts';
import { tellOfTrouble } from './failures/troubles.ts';
import { sendUnreadable } from './health-events/unreadable-events.ts';
import { attempted, numberOf, recover, recoveryFails } from './basic-events.ts';
import type { WorkloadHandler } from './workload.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What AWS does and announces, and events that only look like it. */
export const AWS_EVENTS = {
  'change-announced': announceChange,
  'date-changed': changeDate,
  'event-cancelled': cancelEvent,
  'foreign-announcement': announceElsewhere,
  'aws-recovers': (instance, { random }, context) => {
    if (instance.hostFailedAt === undefined) return false;
    recover(instance, context);
    if (random('told').chance(0.5)) {
      context.health({
        code: 'AWS_EC2_SIMPLIFIED_AUTO_RECOVERY_SUCCESS',
        category: 'accountNotification',
        entities: [instance.id],
      });
    }
    return true;
  },
  'aws-recovery-fails': (instance, _, context) => {
    return recoveryFails(instance, context);
  },
  // Unannounced, or announced to nobody who was there; with a word of which one was never seen, and one is not even AWS's usual kind.
  'aws-stops': (instance, { random }, context) => {
    if (instance.state !== 'running') return false;
    const words = [
      'Server.ScheduledStop',
      'Server.ScheduledStop',
      'Server.HostEvacuated',
      'Maintenance.Evicted',
    ];
    const reason = instance.lifecycle === 'spot' ? 'Server.SpotInstanceShutdown' : random('word').pick(words);
    return attempted(context, instance, `AWS stops (${reason})`, () =>
      context.region.ec2.stop(instance.id, { force: false, by: 'AWS', reason }),
    );
  },
  'maintenance-begins': (instance, { random, lastsMs }, context) => {
    const now = context.region.clock.now();
    context.affected(instance);
    const undated = random('undated').chance(1 / 3);
    const openEnded = undated || random('open-ended').chance(0.5);
    const lasts = Math.min(lastsMs, 2 * HOUR);
    const event = {
      id: `instance-event-${numberOf(random)}`,
      code: 'system-maintenance',
      description: 'Maintenance of the host',
      notBefore: undated ? undefined : now - MINUTE,
      notAfter: openEnded ? undefined : now + lasts,
    };
    instance.scheduledEvents.push(event);
    context.changed(instance);
    context.later(lasts, () => {
      // AWS leaves it in the list for a while, with a mark in front.
      const over = { ...event, description: `[Completed] ${event.description}` };
      instance.scheduledEvents = instance.scheduledEvents.map((one) => (one === event ? over : one));
      context.changed(instance);
      context.later(3 * HOUR, () => {
        instance.scheduledEvents = instance.scheduledEvents.filter((one) => one !== over);
        context.changed(instance);
      });
    });
    return true;
  },
  'availability-issue': (instance, { lastsMs, random }, context) => {
    context.affected(instance);
    context.availabilityIssue(instance);
    const issue = {
      code: 'AWS_EC2_INSTANCE_AVAILABILITY_ISSUE',
      category: 'issue',
      entities: [instance.id],
      eventArn: `arn:aws:health:${context.region.region}::event/EC2/AWS_EC2_INSTANCE_AVAILABILITY_ISSUE/${numberOf(random)}`,
    };
    context.health(issue);
    context.later(Math.min(lastsMs, HOUR), () => {
      context.health({ ...issue, statusCode: 'closed', endTime: context.region.clock.now() });
    });
    return true;
  },
  'operational-issue': tellOfTrouble,
  'notice-of-another-service': tellOfAnotherService,
  'announced-for-what-does-not-run': announceForIdle,
  'unreadable-event': sendUnreadable,
  'forged-events': (instance, { random }, context) => {
    // SetAlarmState makes events like these; EC2 says otherwise, or what it says is not about this event.
    const metrics: readonly CheckMetric[] = [
      'StatusCheckFailed_System',
      'StatusCheckFailed_Instance',
      'StatusCheckFailed',
    ];
    context.region.world('somebody sets the alarm by hand', instance);
    context.region.alarm(instance.id, random('metric').pick(metrics), 'ALARM');
    return true;
  },
} as const satisfies Record<string, WorkloadHandler>;
