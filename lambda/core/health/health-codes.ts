import type { DocumentName } from '../model/alert.ts';
import type { HealthMeaning } from '../model/health.ts';
import type { PlainSentenceKey } from '../model/sentence.ts';

/**
 * Whether a stop and a start end what a Health event announces. `perhaps` depends on what the code does not say (the
 * root volume, the kind of maintenance), and counts as no: the owner is told, nothing is moved.
 */
export type Resolves = 'yes' | 'no' | 'perhaps';

/** What is known of one event type code of EC2 or EBS. */
export interface CodeFacts {
  readonly meaning: HealthMeaning;
  /** What AWS says with it, in a few words. */
  readonly says: string;
  /** Whether a stop/start resolves it. */
  readonly resolves: Resolves;
  /** Who does what has to be done. */
  readonly acts: 'AWS' | 'the responder' | 'the owner';
  /** What is asked of the owner. */
  readonly asks: PlainSentenceKey;
  /** What AWS writes about it. */
  readonly document: DocumentName;
}

type Facts = Omit<CodeFacts, 'says'>;

/** At its date AWS stops it; a stop/start before that moves it to another host. */
const MOVABLE: Facts = {
  meaning: 'scheduled change',
  resolves: 'yes',
  acts: 'the responder',
  asks: 'ask.move',
  document: 'scheduled-events',
};
/** At its date the instance is gone, with what is on its instance store. */
const TO_REPLACE: Facts = { ...MOVABLE, resolves: 'no', acts: 'the owner', asks: 'ask.replace-instance' };
/** Passes by itself after a short while, at a date that AWS names. */
const TO_WAIT_FOR: Facts = { ...MOVABLE, resolves: 'no', acts: 'AWS', asks: 'ask.wait-maintenance' };
const OF_A_KIND_UNKNOWN: Facts = {
  ...MOVABLE,
  resolves: 'perhaps',
  acts: 'the owner',
  asks: 'ask.read-maintenance',
};
/** A start on the same Dedicated Host moves nothing. */
const ON_A_DEDICATED_HOST: Facts = {
  ...MOVABLE,
  resolves: 'no',
  acts: 'the owner',
  asks: 'ask.dedicated-host',
  document: 'dedicated-hosts',
};
const RECOVERED: Facts = {
  meaning: 'recovery succeeded',
  resolves: 'no',
  acts: 'AWS',
  asks: 'ask.check-service',
  document: 'auto-recovery',
};
/** Still on the bad host. The responder moves it where EC2 shows the failed check; the code alone moves nothing. */
const NOT_RECOVERED: Facts = {
  ...RECOVERED,
  meaning: 'recovery failed',
  resolves: 'yes',
  acts: 'the responder',
  asks: 'ask.move-unrecovered',
};
/** An outage of EC2 for many: nobody's host, so no stop helps. */
const OUTAGE: Facts = {
  meaning: 'operational issue',
  resolves: 'no',
  acts: 'AWS',
  asks: 'ask.wait-outage',
  document: 'health-dashboard',
};
const NETWORK_TROUBLE: Facts = { ...OUTAGE, meaning: 'other' };
const VOLUME: Facts = {
  meaning: 'other',
  resolves: 'no',
  acts: 'the owner',
  asks: 'ask.check-volume',
  document: 'ebs-volume-status',
};
const CAPACITY: Facts = {
  meaning: 'other',
  resolves: 'no',
  acts: 'the owner',
  asks: 'ask.read',
  document: 'health-dashboard',
};

/**
 * Every code of EC2 and EBS that was seen in AWS's documents, in a captured event or in a public list. Codes that stand
 * only in texts that look generated are left out: they are told by their category, as what AWS adds tomorrow.
 * @see https://docs.aws.amazon.com/health/latest/ug/aws-health-concepts-and-terms.html
 */
export const HEALTH_CODES: Readonly<Record<string, CodeFacts>> = {
  AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED: {
    ...MOVABLE,
    says: 'degraded hardware under an EBS-backed instance, stopped at the date',
    document: 'retirement',
  },
  AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_EXPEDITED: {
    ...MOVABLE,
    says: 'the same, sooner than announced',
    document: 'retirement',
  },
  AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED: {
    ...TO_REPLACE,
    says: 'degraded hardware under an instance store-backed instance, terminated at the date',
    document: 'retirement',
  },
  AWS_EC2_INSTANCE_RETIREMENT_EXPEDITED: {
    ...TO_REPLACE,
    says: 'the same, sooner than announced',
    document: 'retirement',
  },
  AWS_EC2_INSTANCE_TERMINATION_SCHEDULED: { ...TO_REPLACE, says: 'terminated at the date' },
  AWS_EC2_INSTANCE_STOP_SCHEDULED: { ...MOVABLE, says: 'stopped at the date' },
  AWS_EC2_INSTANCE_REBOOT_MAINTENANCE_SCHEDULED: {
    ...MOVABLE,
    says: 'rebooted by AWS in place; a reboot of your own does not end it',
  },
  AWS_EC2_INSTANCE_REBOOT_FLEXIBLE_MAINTENANCE_SCHEDULED: {
    ...MOVABLE,
    says: 'rebooted by AWS in place, in a window that can be moved',
  },
  AWS_EC2_SYSTEM_REBOOT_MAINTENANCE_SCHEDULED: { ...MOVABLE, says: 'the host is rebooted' },
  AWS_EC2_PERSISTENT_INSTANCE_POWER_MAINTENANCE_SCHEDULED: {
    ...MOVABLE,
    says: 'power of the host under an EBS-backed instance',
  },
  AWS_EC2_INSTANCE_POWER_MAINTENANCE_SCHEDULED: {
    ...OF_A_KIND_UNKNOWN,
    says: 'power of the host; a stop/start helps where the root volume is EBS',
  },
  AWS_EC2_INSTANCE_POWER_MAINTENANCE_FAILED: {
    ...OF_A_KIND_UNKNOWN,
    meaning: 'other',
    says: 'the maintenance of the power of the host failed',
  },
  AWS_EC2_INSTANCE_NETWORK_MAINTENANCE_SCHEDULED: {
    ...TO_WAIT_FOR,
    says: 'network of the host, lost for a short while',
  },
  AWS_EC2_MAINTENANCE_SCHEDULED: { ...OF_A_KIND_UNKNOWN, says: 'maintenance of any kind' },
  AWS_EC2_SYSTEM_MAINTENANCE_EVENT: { ...OF_A_KIND_UNKNOWN, says: 'maintenance of the host' },

  AWS_EC2_DEDICATED_HOST_RETIREMENT_SCHEDULED: {
    ...ON_A_DEDICATED_HOST,
    says: 'a Dedicated Host is retired',
  },
  AWS_EC2_DEDICATED_HOST_ACCESSREVOKED_RETIREMENT_SCHEDULED: {
    ...ON_A_DEDICATED_HOST,
    says: 'a Dedicated Host to which access was revoked is retired',
  },
  AWS_EC2_DEDICATED_HOST_MAINTENANCE_SCHEDULED: {
    ...ON_A_DEDICATED_HOST,
    says: 'maintenance of a Dedicated Host',
  },
  AWS_EC2_DEDICATED_HOST_NETWORK_MAINTENANCE_SCHEDULED: {
    ...ON_A_DEDICATED_HOST,
    acts: 'AWS',
    says: 'network of a Dedicated Host',
    asks: 'ask.wait-maintenance',
  },
  AWS_EC2_DEDICATED_HOST_POWER_MAINTENANCE_SCHEDULED: {
    ...ON_A_DEDICATED_HOST,
    says: 'power of a Dedicated Host',
  },
  AWS_EC2_HOST_RECOVERY_FAILURE: {
    ...ON_A_DEDICATED_HOST,
    meaning: 'other',
    says: 'AWS could not move the instances of a failed Dedicated Host',
  },

  AWS_EC2_SIMPLIFIED_AUTO_RECOVERY_SUCCESS: { ...RECOVERED, says: "AWS's automatic recovery worked" },
  AWS_EC2_INSTANCE_AUTO_RECOVERY_SUCCESS: {
    ...RECOVERED,
    says: 'the recover action of an alarm worked',
  },
  AWS_EC2_SIMPLIFIED_AUTO_RECOVERY_FAILURE: {
    ...NOT_RECOVERED,
    says: "AWS's automatic recovery failed: still on the bad host",
  },
  AWS_EC2_INSTANCE_AUTO_RECOVERY_FAILURE: {
    ...NOT_RECOVERED,
    says: 'the recover action of an alarm failed: still on the bad host',
  },
  AWS_EC2_INSTANCE_AUTO_RECOVERY_NO_ACTION: {
    ...RECOVERED,
    meaning: 'recovery not needed',
    asks: 'ask.nothing-healthy',
    says: 'the recover action of an alarm found it healthy',
  },
  AWS_EC2_INSTANCE_AVAILABILITY_ISSUE: {
    meaning: 'availability issue',
    says: 'AWS investigates, or has resolved, a problem of the host',
    resolves: 'yes',
    acts: 'the responder',
    asks: 'ask.watch-instance',
    document: 'status-checks',
  },
  AWS_EC2_INSTANCE_STORE_DRIVE_PERFORMANCE_DEGRADED: {
    meaning: 'other',
    says: 'a drive of the instance store is degraded; a stop/start would lose its data',
    resolves: 'no',
    acts: 'the owner',
    asks: 'ask.replace-drive',
    document: 'instance-store',
  },

  AWS_EC2_OPERATIONAL_ISSUE: { ...OUTAGE, says: 'EC2 has a problem in the Region' },
  AWS_EC2_API_ISSUE: { ...OUTAGE, says: 'the API of EC2 has a problem in the Region' },
  AWS_EC2_NETWORK_CONNECTIVITY_ISSUE: { ...NETWORK_TROUBLE, says: 'network trouble of many instances' },
  AWS_EC2_DNS_RESOLUTION_ISSUE: { ...NETWORK_TROUBLE, says: 'names are not resolved' },
  AWS_EC2_INSTANCE_CONSTRAINED_BANDWIDTH_ISSUE: { ...NETWORK_TROUBLE, says: 'less bandwidth than usual' },
  AWS_EC2_VPC_NETWORK_HEALTH_INTRA_AZ_ISSUE: { ...NETWORK_TROUBLE, says: 'network trouble within a zone' },

  AWS_EC2_ULTRASERVER_MAINTENANCE_INITIATED: {
    ...CAPACITY,
    acts: 'AWS',
    says: 'maintenance of an UltraServer has begun',
  },
  AWS_EC2_ULTRASERVER_MAINTENANCE_COMPLETED: {
    ...CAPACITY,
    acts: 'AWS',
    says: 'maintenance of an UltraServer is over',
  },
  AWS_EC2_ULTRASERVER_CAPACITY_REDUCED: { ...CAPACITY, says: 'an UltraServer has less capacity' },
  AWS_EC2_ODCR_UNDERUTILIZATION_NOTIFICATION: {
    ...CAPACITY,
    says: 'a Capacity Reservation is paid for and hardly used',
    asks: 'ask.capacity-reservation',
  },
  AWS_EC2_ODCR_UNDERUTILIZATION_NOTIFICATION_SUMMARY: {
    ...CAPACITY,
    says: 'Capacity Reservations are paid for and hardly used',
    asks: 'ask.capacity-reservation',
  },
  AWS_EC2_SECURITY_NOTIFICATION: {
    ...CAPACITY,
    says: 'something about the security of an instance',
    asks: 'ask.security',
  },

  AWS_EBS_VOLUME_LOST: { ...VOLUME, says: 'a volume is lost for ever', asks: 'ask.restore-volume' },
  AWS_EBS_DEGRADED_EBS_VOLUME_PERFORMANCE: { ...VOLUME, says: 'a volume is slow' },
  AWS_EBS_VOLUME_ATTACHMENT_ISSUE: { ...VOLUME, says: 'a volume cannot be reached by its instance' },
};

/**
 * What an event type code of EC2 or EBS means and asks for. Total: a code that is not in the table is told by its
 * category, so that a change that AWS schedules under a new code is at least watched and told, and moves nothing.
 */
export function codeFacts(code: string, category: string): CodeFacts {
  const known = Object.hasOwn(HEALTH_CODES, code) ? HEALTH_CODES[code] : undefined;
  if (known !== undefined) return known;
  if (category === 'scheduledChange')
    return { ...OF_A_KIND_UNKNOWN, says: 'a change under a code not known here' };
  return { ...CAPACITY, says: 'a code not known here' };
}

/** True only where it is certain that a stop/start ends what was announced. */
export function stopStartResolves(code: string, category: string): boolean {
  return codeFacts(code, category).resolves === 'yes';
}
