import { healthEvent, type CheckMetric } from '../event-shapes.ts';
import type { SimulatedInstance } from '../instance.ts';
import type { SimulatedRegion } from '../region.ts';
import { ServiceError } from '../service-error.ts';
import type { Parameters } from './draw-parameters.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const TROUBLE_NAMES = [
  'host-fails',
  'host-blips',
  'host-of-neighbour-fails',
  'host-of-member-fails',
  'hosts-fail-about',
  'os-hangs',
  'volume-fails',
  'zone-fails',
  'stop-announced',
  'aws-recovers',
  'aws-recovery-fails',
  'no-capacity',
  'maintenance-begins',
  'availability-issue',
  'operational-issue',
  'human-stops',
  'human-starts',
  'human-reboots',
  'human-terminates',
  'human-retags',
  'human-protects',
  'os-shuts-down',
  'forged-events',
  'redeployed',
] as const;
export type TroubleName = (typeof TROUBLE_NAMES)[number];

/** Something that happens to the fleet, drawn beforehand. What a trouble does not need of it lies idle. */
export interface Trouble {
  /** Milliseconds after the beginning of the night. */
  readonly at: number;
  readonly name: TroubleName;
  /** Its number in the fleet. */
  readonly instance: number;
  readonly lastsMs: number;
  /** From 0 to 1. */
  readonly share: number;
  readonly choice: number;
  readonly parameters: Parameters;
}

/** What a trouble works on. */
export interface Site {
  readonly region: SimulatedRegion;
  readonly fleet: readonly SimulatedInstance[];
  /** To be called after every change of an instance that EC2 did not make itself. */
  readonly changed: (instance: SimulatedInstance) => void;
  /** Something went wrong with the instance, or was announced: from now on a mail about it has a cause. */
  readonly troubled: (instance: SimulatedInstance) => void;
  /** Somebody else than the responder acts on it now: reads may lag behind. */
  readonly acted: (instance: SimulatedInstance) => void;
  /** Runs later in the night, unless the calm has begun by then. */
  readonly later: (ms: number, what: () => void) => void;
  readonly redeploy: (parameters: Parameters) => void;
  /** Health said that AWS's recovery of the instance failed. */
  readonly recoveryFailed: (instance: SimulatedInstance) => void;
  /** Health told of an operational issue of EC2 in the Region, or that it is over. */
  readonly issue: (eventArn: string, closed: boolean) => void;
}

/** Carries one trouble out. Out: true where it happened; a dead instance cannot fail. */
export function carryOut(trouble: Trouble, site: Site): boolean {
  const instance = site.fleet[trouble.instance];
  if (instance === undefined || instance.state === 'terminated') return false;
  return HAPPENINGS[trouble.name](instance, trouble, site);
}

type Happening = (instance: SimulatedInstance, trouble: Trouble, site: Site) => boolean;

const HAPPENINGS: Readonly<Record<TroubleName, Happening>> = {
  'host-fails': (instance, { choice, share, lastsMs }, site) => {
    if (!failHost(instance, site)) return false;
    // Every third time AWS's own recovery comes, early, late or in the middle of ours; else mostly within the hour.
    const inMs =
      choice % 3 === 0 ? Math.min(lastsMs, 15 * MINUTE * share + MINUTE) : (20 + 40 * share) * MINUTE;
    if (choice % 4 !== 0)
      site.later(inMs, () => {
        recover(instance, site);
      });
    // AWS's own recovery fails while it would still go first.
    if (choice % 5 === 0)
      site.later((2 + 3 * share) * MINUTE, () => {
        recoveryFails(instance, site);
      });
    return true;
  },
  'host-blips': (instance, { choice }, site) => {
    if (!failHost(instance, site)) return false;
    site.later((60 + (choice % 120)) * 1000, () => {
      recover(instance, site);
    });
    for (let again = 1; again <= choice % 4; again += 1) {
      site.later(again * 12 * MINUTE, () => {
        if (failHost(instance, site))
          site.later(2 * MINUTE, () => {
            recover(instance, site);
          });
      });
    }
    return true;
  },
  'host-of-neighbour-fails': (instance, { choice }, site) => {
    const neighbours = site.fleet.filter(
      (one) => one !== instance && one.availabilityZone === instance.availabilityZone,
    );
    const neighbour = neighbours[choice % Math.max(1, neighbours.length)];
    return neighbour !== undefined && failHost(neighbour, site);
  },
  'host-of-member-fails': (instance, { choice }, site) => {
    const group = instance.tags['ec2-responder:group'];
    const members = site.fleet.filter(
      (one) => one !== instance && group !== undefined && one.tags['ec2-responder:group'] === group,
    );
    const member = members[choice % Math.max(1, members.length)];
    return member !== undefined && failHost(member, site);
  },
  // Here and there, so that no brake holds them: then they wait for their turns, and some are well before it comes.
  'hosts-fail-about': (instance, { choice }, site) => {
    const at = site.fleet.indexOf(instance);
    const chosen = Array.from(
      { length: 3 + (choice % 4) },
      (_, count) => site.fleet[(at + count * 5) % site.fleet.length],
    );
    const failed = [...new Set(chosen)]
      .filter((one) => one !== undefined)
      .filter((one) => failHost(one, site));
    for (const [index, one] of failed.entries())
      if (index % 2 === 1)
        site.later((6 + index * 3) * MINUTE, () => {
          recover(one, site);
        });
    return failed.length > 0;
  },
  'os-hangs': (instance, { lastsMs }, site) => hangOs(instance, lastsMs, site),
  'volume-fails': (instance, { lastsMs }, site) => {
    if (instance.state !== 'running') return false;
    site.troubled(instance);
    site.region.failEbs(instance);
    site.changed(instance);
    site.later(lastsMs, () => {
      instance.ebsFailedAt = undefined;
      site.changed(instance);
    });
    return true;
  },
  'zone-fails': (instance, { share, lastsMs }, site) => {
    const zone = site.fleet.filter((one) => one.availabilityZone === instance.availabilityZone);
    const hit = zone.slice(0, Math.max(2, Math.ceil(zone.length * share * share)));
    const failed = hit.filter((one) => failHost(one, site));
    site.later(Math.min(lastsMs, 2 * HOUR), () => {
      for (const one of failed) recover(one, site);
    });
    return failed.length > 0;
  },
  'stop-announced': announceStop,
  'aws-recovers': (instance, { choice }, site) => {
    if (instance.hostFailedAt === undefined) return false;
    recover(instance, site);
    if (choice % 2 === 0) {
      site.region.health({
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
    const undated = choice % 7 === 0;
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
    const issue = {
      code: 'AWS_EC2_INSTANCE_AVAILABILITY_ISSUE',
      category: 'issue',
      entities: [instance.id],
      eventArn: `arn:aws:health:${site.region.region}::event/EC2/AWS_EC2_INSTANCE_AVAILABILITY_ISSUE/${choice}`,
    };
    site.region.health(issue);
    site.later(Math.min(lastsMs, HOUR), () => {
      site.region.health({ ...issue, statusCode: 'closed', endTime: site.region.clock.now() });
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
    site.region.health(issue);
    site.issue(issue.eventArn, false);
    site.later(lastsMs, () => {
      site.region.health({ ...issue, statusCode: 'closed' });
      site.issue(issue.eventArn, true);
    });
    return true;
  },
  'human-stops': (instance, { choice }, site) =>
    attempted(site, instance, 'a human stops', () =>
      site.region.ec2.stop(instance.id, { force: choice % 5 === 0 }),
    ),
  'human-starts': (instance, _, site) =>
    attempted(site, instance, 'a human starts', () => site.region.ec2.start(instance.id)),
  'human-reboots': (instance, _, site) => {
    if (instance.state !== 'running') return false;
    site.region.world('a human reboots it', instance);
    instance.osFailedAt = undefined;
    site.changed(instance);
    return true;
  },
  'human-terminates': (instance, { choice }, site) => {
    if (choice % 2 === 0 || instance.state === 'shutting-down') return false;
    return attempted(site, instance, 'a human terminates', () => {
      site.region.ec2.terminate(instance.id);
    });
  },
  'human-retags': (instance, { choice }, site) => {
    const values = ['notify', 'ignore', 'recover', undefined] as const;
    const value = values[choice % values.length];
    site.region.world(`a human tags it ${value ?? 'with nothing'}`, instance);
    const others = Object.fromEntries(
      Object.entries(instance.tags).filter(([key]) => key.toLowerCase() !== 'ec2-responder'),
    );
    instance.tags = value === undefined ? others : { ...others, 'ec2-responder': value };
    site.changed(instance);
    return true;
  },
  'human-protects': (instance, _, site) => {
    instance.stopProtection = !instance.stopProtection;
    site.region.world(`a human sets stop protection: ${String(instance.stopProtection)}`, instance);
    site.changed(instance);
    return true;
  },
  'os-shuts-down': (instance, _, site) =>
    attempted(site, instance, 'its OS shuts down', () =>
      site.region.ec2.stop(instance.id, { force: false, by: 'its OS' }),
    ),
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
  redeployed: (_, { parameters }, site) => {
    site.region.world('the owner deploys the stack with other parameters');
    site.redeploy(parameters);
    return true;
  },
};

function failHost(instance: SimulatedInstance, site: Site): boolean {
  if (instance.state !== 'running' || instance.hostFailedAt !== undefined) return false;
  site.troubled(instance);
  site.region.failHost(instance);
  site.changed(instance);
  return true;
}

function hangOs(instance: SimulatedInstance, lastsMs: number, site: Site): boolean {
  if (instance.state !== 'running') return false;
  site.troubled(instance);
  site.region.failOs(instance);
  site.changed(instance);
  site.later(lastsMs, () => {
    instance.osFailedAt = undefined;
    site.changed(instance);
  });
  return true;
}

function recoveryFails(instance: SimulatedInstance, site: Site): boolean {
  if (instance.hostFailedAt === undefined) return false;
  site.recoveryFailed(instance);
  site.region.health({
    code: 'AWS_EC2_SIMPLIFIED_AUTO_RECOVERY_FAILURE',
    category: 'accountNotification',
    entities: [instance.id],
  });
  return true;
}

function recover(instance: SimulatedInstance, site: Site): void {
  if (instance.hostFailedAt === undefined || instance.state !== 'running') return;
  site.region.world('AWS recovers it', instance);
  site.region.ec2.recoverByAws(instance.id);
  site.changed(instance);
}

/** Announced by EC2, Health or both; AWS stops the instance at the date, unless it was moved by then. */
function announceStop(instance: SimulatedInstance, { choice, lastsMs }: Trouble, site: Site): boolean {
  const { region } = site;
  if (instance.state !== 'running' || instance.scheduledEvents.length > 0) return false;
  const notBefore = Math.floor((region.clock.now() + Math.min(lastsMs, 90 * MINUTE)) / 1000) * 1000;
  const event = {
    id: `instance-event-${choice}`,
    code: 'instance-stop',
    description: 'The instance is running on degraded hardware',
    notBefore,
    notAfter: undefined,
  };
  site.troubled(instance);
  region.world('AWS announces that it will stop it', instance);
  if (choice % 3 !== 0) instance.scheduledEvents.push(event);
  site.changed(instance);
  if (choice % 3 !== 1) {
    region.health({
      code: 'AWS_EC2_INSTANCE_STOP_SCHEDULED',
      category: 'scheduledChange',
      entities: [instance.id],
      statusCode: 'upcoming',
      startTime: notBefore,
      endTime: notBefore,
    });
  }
  // A listed event keeps the incident open: its second failure must be told as the first was.
  if (choice % 4 === 0) {
    for (const minutes of [3, 46]) {
      site.later(minutes * MINUTE, () => {
        hangOs(instance, 38 * MINUTE, site);
      });
    }
  }
  const { launchTime } = instance;
  site.later(notBefore - region.clock.now(), () => {
    if (instance.launchTime !== launchTime || instance.state !== 'running') return;
    attempted(site, instance, 'AWS stops as announced', () =>
      region.ec2.stop(instance.id, { force: false, by: 'AWS' }),
    );
  });
  return true;
}

/** Humans get refusals, too. */
function attempted(site: Site, instance: SimulatedInstance, what: string, act: () => unknown): boolean {
  try {
    site.region.world(`${what} ${instance.name ?? instance.id}`, instance);
    site.troubled(instance);
    site.acted(instance);
    act();
    site.changed(instance);
    return true;
  } catch (thrown) {
    if (!(thrown instanceof ServiceError)) throw thrown;
    return false;
  }
}
