import { asName, clean, quoted } from '../../core/model/foreign-text.ts';
import { type Catalogue } from '../catalogue.ts';
import { GUARDS, named, serviceName, plural } from './phrases.ts';

/** Why the gate refuses. */
export const REFUSALS = {
  'refuse.settings': (p) =>
    `not ${p.act}: a stack parameter has a value that is not allowed (a mail of its own names it)`,
  'refuse.observe': (p) => `not ${p.act}: observe mode (ResponderMode = observe)`,
  'refuse.tag': (p) => `not ${p.act}: its tag ec2-responder says ${asName(p.value)}`,
  'refuse.unknown-tag': (p) =>
    `not ${p.act}: its tag ec2-responder has the unknown value ${quoted(p.value)} (known: recover, notify, ignore); it counts as notify`,
  'refuse.keep-stopped': (p) =>
    `not ${p.act}: its tag ec2-responder:keep-stopped says that what is stopped stays stopped`,
  'refuse.default': (p) => `not ${p.act}: it has no tag ec2-responder, and DefaultAction is ${p.action}`,
  'refuse.auto-scaling-group': (p) =>
    `not ${p.act}: it is a member of the Auto Scaling group ${asName(p.group)}, which replaces it`,
  'refuse.karpenter': (p) => `not ${p.act}: Karpenter's node pool ${asName(p.nodepool)} replaces it`,
  'refuse.fleet': (p) => `not ${p.act}: the EC2 Fleet ${asName(p.fleet)} replaces it`,
  'refuse.emr': (p) => `not ${p.act}: it is a node of the EMR cluster ${asName(p.cluster)}`,
  'refuse.managed': (p) => `not ${p.act}: it is managed by ${asName(p.service)}`,
  'refuse.managed-by-tag': (p) => `not ${p.act}: ${p.manager} manages it (its tag ${asName(p.tag)})`,
  'refuse.replaced-by': (p) => `not ${p.act}: ${p.manager} replaces it (its tag ${asName(p.tag)})`,
  'refuse.manager-tag-key': (p) =>
    `not ${p.act}: something else manages it, as its tag ${asName(p.tag)} says (setting ManagerTagKeys)`,
  'refuse.lifecycle': (p) =>
    `not ${p.act}: an instance of the kind ${quoted(p.lifecycle)} cannot safely be stopped and started`,
  'refuse.one-time-spot': (p) =>
    `not ${p.act}: it belongs to a one-time Spot request, which cannot be stopped and started again`,
  'refuse.spot-request': (p) =>
    `not ${p.act}: its Spot request is not active (it is ${asName(p.state)}), and EC2 would not start it again`,
  'refuse.instance-store-root': (p) =>
    `not ${p.act}: its root volume is instance store; a stop is impossible and it must be replaced`,
  'refuse.instance-store': (p) =>
    `not ${p.act}: ${asName(p.type)} has instance store volumes and a stop would erase them (allow it with the tag ec2-responder:allow-instance-store-loss=true)`,
  'refuse.stop-protection': (p) => `not ${p.act}: its stop protection is on (attribute disableApiStop)`,
  'refuse.shutdown-terminates': (p) =>
    `not ${p.act}: a stop might terminate it (attribute InstanceInitiatedShutdownBehavior is not stop)`,
  'refuse.dedicated-host': (p) =>
    `not ${p.act}: it runs on a Dedicated Host and would start on the same host again`,
  'refuse.outpost': (p) =>
    `not ${p.act}: it runs on the Outpost ${asName(p.outpost)}, and only you know its spare capacity`,
  'refuse.maintenance': (p, t) =>
    `not ${p.act}: AWS's own maintenance (${asName(p.code)}) is in progress until ${t.at(p.until)}`,
  'refuse.maintenance-undated': (p) =>
    `not ${p.act}: AWS lists maintenance (${asName(p.code)}) without a date; it may be in progress`,
  'refuse.unread': (p) => `not ${p.act}: its ${named(GUARDS, p.guard)} could not be read`,
  'refuse.start-not-permitted': (p) =>
    `not ${p.act}: the responder's role is not permitted to start it again (StartInstances, DryRun)`,
  'refuse.budget': (p, t) =>
    `not ${p.act}: ${p.used} of ${plural(p.allowed, 'attempt')} in 24 hours are used up; the next one is possible at ${t.at(p.again)}`,
  'refuse.brake-share': (p) =>
    `not ${p.act}: the brake is on: ${p.failed} of ${p.total} instances in ${asName(p.zone)} have failed, more than ${p.percent} %. That is an outage of AWS, not a host`,
  'refuse.brake-always': (p) =>
    `not ${p.act}: the brake is on: ${p.failed} instances in ${asName(p.zone)} have failed, ${p.limit} or more. That is an outage of AWS, not a host`,
  'refuse.brake-unread': (p) => `not ${p.act}: how much of ${asName(p.zone)} has failed could not be counted`,
  'refuse.brake-lately': (p) =>
    `not ${p.act}: the brake was on in ${asName(p.zone)} or in the whole Region within the last ${p.minutes} minutes`,
  'refuse.operational-issue': (p, t) =>
    `not ${p.act}: AWS has an open issue of ${serviceName(p.service)} in this Region (${asName(p.code)}), and a start may fail meanwhile; held until it is closed or, if AWS says nothing new of it, until ${t.at(p.until)}`,
  'refuse.group': (p) =>
    `not ${p.act}: ${asName(p.other)} of the same ec2-responder:group (${asName(p.group)}) is in a stop/start; one at a time`,
  'refuse.concurrency': (p) =>
    `not ${p.act} yet: ${p.active} of ${plural(p.limit, 'recovery', 'recoveries')} at a time are under way${p.older === 0 ? '' : `, and ${plural(p.older, 'older one waits', 'older ones wait')}`}`,
  'refuse.claim-race': (p) => `not ${p.act} yet: another pass changed the claims at the same moment`,
  'refuse.no-room': (p) =>
    `not ${p.act}: ${asName(p.other)}, of the same type (${asName(p.type)}) in ${asName(p.zone)}, is stopped and AWS has no room to start it (${asName(p.code)}); what is stopped now would stay down, too`,
  'refuse.no-room-perhaps': (p, t) =>
    `not ${p.act}: ${asName(p.other)}, of the same type (${asName(p.type)}) in ${asName(p.zone)}, is stopped and cannot be started (${asName(p.code)}), perhaps for lack of room; held until it runs, or until ${t.at(p.until)} at the latest`,
  'refuse.planned-one-at-a-time': (p) =>
    `not moving yet: ${asName(p.other)} is being moved, and planned moves go one at a time`,
  'refuse.move-not-back': (p) =>
    `not moving yet: ${asName(p.other)} was moved before it and is not back with ok checks; a planned move waits until the one before it is back`,
  'refuse.move-pressing': (p, t) =>
    `not moving before ${t.at(p.at)}: ${asName(p.other)} was moved before it and is not back with ok checks`,
  'refuse.member-down': (p) =>
    `not moving: ${asName(p.other)} of the same ec2-responder:group (${asName(p.group)}) is not running with ok checks`,
  'refuse.planned-waits': (p) =>
    `not moving yet: ${plural(p.count, 'instance')} with a failed host ${p.count === 1 ? 'waits' : 'wait'}, and failures go first`,
  'refuse.planned-capacity': (p) =>
    `not moving: ${asName(p.other)} was stopped and cannot be started now, for lack of capacity or another reason, and it is of the same type (${asName(p.type)}) in ${asName(p.zone)}`,
  'plan.not-movable': () =>
    'what AWS has announced passes by itself, or may not be resolved by a stop and a start',
  'plan.undated': () => 'AWS Health gives no date, and EC2 does not list it yet',
  'plan.notify': () => 'ScheduledEventAction is notify',
  'plan.window-tag': (p, t) =>
    `its tag ec2-responder:window cannot be read: ${clean(t.words(p.problem), 200)}`,
  'plan.no-time': () => 'no maintenance window and no other time for a move is left before that date',
  'refuse.region-unread': (p) => `not ${p.act}: the claims of this Region could not be read`,
  'refuse.unknown-stop': (p) =>
    `not ${p.act}: the responder does not know EC2's word for the stop (${asName(p.by)}); it may mean that a human stopped it`,
  'refuse.stop-not-seen': (p) =>
    `not ${p.act}: it was stopped while the responder did not look, or right after somebody had started it`,
} satisfies Partial<Catalogue>;
