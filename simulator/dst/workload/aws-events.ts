import { healthEvent, type CheckMetric } from '../../events/event-shapes.ts';
import { announceChange, announceElsewhere, cancelEvent, changeDate } from './announcements.ts';
import { tellOfAnotherService } from './other-services.ts';
import { sendUnreadable } from './unreadable-events.ts';
import { recover, recoveryFails } from './mishaps.ts';
import type { Happening } from './workload.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What AWS does and announces, and events that only look like it. */
export const AWS_TROUBLES = {
  'change-announced': announceChange,
  'date-changed': changeDate,
  'event-cancelled': cancelEvent,
  'foreign-announcement': announceElsewhere,
  'aws-recovers': (instance, { choice }, site) => {
    if (instance.hostFailedAt === undefined) return false;
    recover(instance, site);
    if (choice % 2 === 0) {
      site.health({
        code: 'AWS_EC2_SIMPLIFIED_AUTO_RECOVERY_SUCCESS',
        category: 'accountNotification',
        entities: [instance.id],
      });
    }
    return true;
  },
  'aws-recovery-fails': (instance, _, site) => {
    return recoveryFails(instance, site);
  },
  'no-capacity': (instance, { lastsMs }, site) => {
    site.region.world(`no ${instance.type} is left in ${instance.availabilityZone}`);
    site.region.ec2.exhaust(instance.availabilityZone, instance.type, lastsMs);
    return true;
  },
  'maintenance-begins': (instance, { choice, lastsMs }, site) => {
    const now = site.region.clock.now();
    site.troubled(instance);
    const undated = choice % 3 === 0;
    const lasts = Math.min(lastsMs, 2 * HOUR);
    const event = {
      id: `instance-event-${choice}`,
      code: 'system-maintenance',
      description: 'Maintenance of the host',
      notBefore: undated ? undefined : now - MINUTE,
      notAfter: undated || choice % 2 === 0 ? undefined : now + lasts,
    };
    instance.scheduledEvents.push(event);
    site.changed(instance);
    site.later(lasts, () => {
      // AWS leaves it in the list for a while, with a mark in front.
      const over = { ...event, description: `[Completed] ${event.description}` };
      instance.scheduledEvents = instance.scheduledEvents.map((one) => (one === event ? over : one));
      site.changed(instance);
      site.later(3 * HOUR, () => {
        instance.scheduledEvents = instance.scheduledEvents.filter((one) => one !== over);
        site.changed(instance);
      });
    });
    return true;
  },
  'availability-issue': (instance, { lastsMs, choice }, site) => {
    site.troubled(instance);
    site.availabilityIssue(instance);
    const issue = {
      code: 'AWS_EC2_INSTANCE_AVAILABILITY_ISSUE',
      category: 'issue',
      entities: [instance.id],
      eventArn: `arn:aws:health:${site.region.region}::event/EC2/AWS_EC2_INSTANCE_AVAILABILITY_ISSUE/${choice}`,
    };
    site.health(issue);
    site.later(Math.min(lastsMs, HOUR), () => {
      site.health({ ...issue, statusCode: 'closed', endTime: site.region.clock.now() });
    });
    return true;
  },
  'operational-issue': (_, { lastsMs, choice }, site) => {
    const issue = {
      code: choice % 2 === 0 ? 'AWS_EC2_OPERATIONAL_ISSUE' : 'AWS_EC2_API_ISSUE',
      category: 'issue',
      entities: [],
      eventArn: `arn:aws:health:${site.region.region}::event/EC2/OPERATIONAL_ISSUE/${choice}`,
    };
    // The bus gets copies of other Regions' events, too; what is wrong there holds nobody here.
    if (choice % 3 === 0) {
      const elsewhere = healthEvent(site.region.origin(), issue);
      site.region.deliver({ ...elsewhere, detail: { ...elsewhere.detail, eventRegion: 'ap-northeast-3' } });
      return true;
    }
    site.health(issue);
    site.issue(issue.eventArn, false);
    site.later(lastsMs, () => {
      site.health({ ...issue, statusCode: 'closed' });
      site.issue(issue.eventArn, true);
    });
    return true;
  },
  'notice-of-another-service': tellOfAnotherService,
  'unreadable-event': sendUnreadable,
  'forged-events': (instance, { choice }, site) => {
    // SetAlarmState makes events like these; EC2 says otherwise, or what it says is not about this event.
    const metrics: readonly CheckMetric[] = [
      'StatusCheckFailed_System',
      'StatusCheckFailed_Instance',
      'StatusCheckFailed',
    ];
    site.region.world('somebody sets the alarm by hand', instance);
    site.region.alarm(instance.id, metrics[choice % metrics.length] ?? 'StatusCheckFailed', 'ALARM');
    return true;
  },
} as const satisfies Record<string, Happening>;
