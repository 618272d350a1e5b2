import type { IfUnreadable } from '../contract/parameters.ts';
import { asName, clean, quoted } from '../core/model/foreign-text.ts';
import type { CheckName, Guard, HealthAbout, SentenceValues } from '../core/model/sentence.ts';
import { capital, ended, type Catalogue } from './catalogue.ts';
import { duration } from './times.ts';

/** What must be read before a stop. Records of version 0.1.0 keep these words themselves. */
const GUARDS: Readonly<Record<Guard, string>> = {
  tenancy: 'tenancy',
  'root-device-type': 'root device type',
  'spot-request-type': 'type of its Spot request',
  'stop-protection': 'stop protection',
  'shutdown-behavior': 'InstanceInitiatedShutdownBehavior',
  'start-permission': 'permission to start it again',
  'instance-type': 'instance type (does it have instance store volumes?)',
  'group-members': 'group (are its other members well?)',
  'other-moves': 'surroundings (is the instance that was moved before it back?)',
};

const CHECKS: Readonly<Record<CheckName, string>> = {
  system: 'system',
  instance: 'instance',
  'attached-ebs': 'attached EBS',
};

/** What EC2 says is rarely longer, but for an encoded message, of which nobody can read anything. */
const LONG = 400;

const SETTINGS_EFFECT: Readonly<Record<IfUnreadable, string>> = {
  'stops nothing':
    'A stack parameter has a value that is not allowed. The responder cannot know what you meant, so it stops nothing, whatever fails.',
  'moves nothing':
    'A stack parameter has a value that is not allowed. The responder cannot know what you meant, so it moves nothing that AWS has announced; failed hosts are still recovered.',
  'uses the default':
    'A stack parameter has a value that is not allowed. The responder goes by the default of that parameter.',
};

const SETTINGS_SHORT: Readonly<Record<IfUnreadable, string>> = {
  'stops nothing': 'STOPS NOTHING',
  'moves nothing': 'MOVES NOTHING',
  'uses the default': 'a default counts',
};

/** The word for a key; what is none, such as the words of an older record, stays as it is. */
function named(words: Readonly<Record<string, string>>, key: string): string {
  return words[key] ?? key;
}

/** Every sentence, in English that a tired person reads once. */
export const ENGLISH: Catalogue = {
  // ── how an incident begins ────────────────────────────────────────────────────────────────────────────────────
  'open.system': () => 'The system status check failed: the host at AWS',
  'open.instance': () => 'The instance status check failed, the host is healthy: the OS or its network',
  'open.ebs': () => 'The attached EBS status check failed: at least one volume cannot be reached',
  'open.silent': () => 'EC2 has no data for the system and instance status checks: nobody knows how it is',
  'open.scheduled': (p, t) =>
    `AWS has scheduled ${asName(p.code)}${p.at === undefined ? '' : ` for ${t.at(p.at)}`}`,
  'open.stopped-by-aws': (p) => `AWS has stopped the instance (${asName(p.by)}), and nobody had announced it`,
  'open.health': (p) => `AWS Health reports ${asName(p.code)}`,

  // ── waiting ───────────────────────────────────────────────────────────────────────────────────────────────────
  'wait.grace': (p, t) =>
    `Waiting until ${t.at(p.until)}, ${plural(p.minutes, 'minute')} after the failure (${graceWhy(p.why)}): AWS's own recovery goes first`,
  'wait.instance': (p) =>
    `The instance or attached EBS check has been failing for less than ${plural(p.minutes, 'minute')}: waiting`,
  'wait.human': () => 'The host is healthy; a stop/start would hide the cause. A human has been told',
  'wait.scheduled': () => 'All checks are ok; waiting for the scheduled event',
  'wait.scheduled-stop': () =>
    'AWS is stopping the instance at its scheduled date: waiting until it is stopped',
  'wait.aws-stop': (p) => `AWS is stopping the instance (${asName(p.by)}): waiting until it is stopped`,
  'wait.stop-lag': () => 'The stop was requested less than 2 minutes ago; what EC2 shows may lag behind',
  'wait.stop-in-doubt': (p, t) =>
    `Our stop of ${t.clock(p.intent)} was never answered, and EC2 dates a stop ${t.clock(p.at)}: it may be ours or a human's, so it is not started. A human has been asked`,
  'wait.others-stop': () =>
    'Stopping, and the responder did not ask for it: waiting until it is stopped, forcing nothing',
  'wait.stopping': (p) => `Stopping; after ${plural(p.minutes, 'minute')} the stop is forced`,
  'wait.stopping-no-force': () =>
    'Still stopping; the host was healthy when the stop was requested, so the stop is not forced',
  'wait.forced': () => 'The stop was forced; waiting for EC2',
  'wait.force-refused': () => 'Still stopping; EC2 refused to force the stop',
  'wait.answer': () => 'A request of ours may still be on its way: starting in a few seconds',
  'wait.keep-stopped': () =>
    'Its tag ec2-responder:keep-stopped says that it stays stopped; a start that was asked for before may still take effect: looking again',
  'wait.start': (p, t) =>
    `The next start is tried at ${t.at(p.until)}${p.error === undefined ? '' : ` (the last answer was ${asName(p.error)})`}`,
  'wait.pending': () => 'Started, and pending: waiting until it runs',
  'wait.verify': (p) =>
    `Started; waiting for its status checks (system ${asName(p.system)}, instance ${asName(p.instance)}, attached EBS ${asName(p.ebs)})`,
  'wait.unclear': (p, t) => `Unclear: ${ended(t.words(p.what))} Waiting, not stopping`,
  'picture.state': (p) => `the instance is ${asName(p.state)}`,
  'picture.no-status': () => 'EC2 gives no status checks for it',
  'picture.no-since': (p) => `the ${named(CHECKS, p.check)} check failed, but EC2 does not say since when`,
  'picture.future': (p, t) =>
    `the ${named(CHECKS, p.check)} check failed at ${t.at(p.since)}, which is in the future`,
  'picture.before-start': (p, t) =>
    `the ${named(CHECKS, p.check)} check failed at ${t.at(p.since)}, before the instance was last started`,
  'picture.checks': (p) =>
    `system check ${asName(p.system)}, instance check ${asName(p.instance)}, attached EBS check ${asName(p.ebs)}`,
  'wait.not-found': () => 'EC2 does not find the instance; waiting 10 minutes before believing it',
  'wait.refused-stop': (p, t) => `EC2 refused the stop; not asked again before ${t.at(p.until)}`,

  // ── steps ─────────────────────────────────────────────────────────────────────────────────────────────────────
  'step.stop': (p, t) =>
    `The system check has been failing since ${t.clock(p.since)}, longer than the ${plural(p.minutes, 'minute')} that AWS has to recover it: stopping, to start on another host`,
  'step.stop-unreachable': (p, t) =>
    `The instance check has been failing since ${t.clock(p.since)}, and AWS says that the hardware under it is failing (${asName(p.code)}): stopping, to start on another host`,
  'step.move': (p, t) =>
    `AWS has scheduled ${asName(p.code)}${p.at === undefined ? '' : ` for ${t.at(p.at)}`}, and the planned time for the move has come: stopping, to start on another host`,
  'step.start-after-aws': () =>
    'AWS has stopped the instance at its scheduled date: starting it on another host',
  'step.start-after-aws-unannounced': (p) =>
    `AWS has stopped the instance (${asName(p.by)}): starting it on another host`,
  'step.force': (p) =>
    `Still stopping after ${plural(p.minutes, 'minute')} on a failed host: forcing the stop, once`,
  'step.start': (p) => (p.request <= 1 ? 'Stopped: starting' : `Stopped: starting, request ${p.request}`),
  'step.start-again': (p) => `AWS could not start it (${asName(p.reason)}): starting again`,
  'step.verify': () => 'Started: waiting for both status checks',
  'step.stop-lost': () =>
    'The instance is still running two minutes after the stop request: the request was lost. Deciding again',
  'step.stop-landed': () =>
    'The stop that was given up as lost has taken effect after all: finishing what it began',
  'step.started-in-doubt': () => 'Somebody has started the instance: watching its status checks',
  'step.still-impaired': (p, t) =>
    `The system check failed again at ${t.at(p.since)}, after the start: the host may not have changed. Deciding again`,
  'step.os-after-start': () =>
    'It runs on another host, which is healthy; the instance check still fails. Watching it further',
  'step.stop-accepted': () => 'EC2 accepted the stop',
  'step.stop-unknown': (p) =>
    `No clear answer to the stop (${asName(p.error)}): looking again before anything else`,
  'step.stop-met': (p) =>
    `EC2 answered that it was ${asName(p.previous)} already, by an earlier request of ours or by somebody else: the time of that stop tells whose it is`,
  'step.aws-was-faster': (p) =>
    `AWS was faster to stop the instance (${asName(p.by)}): it is dealt with as any stop by AWS`,
  'step.stop-refused': (p) => `EC2 refused the stop: ${asName(p.code)}, ${quoted(p.message, LONG)}`,
  'step.force-refused': (p) => `EC2 refused to force the stop: ${asName(p.code)}, ${quoted(p.message, LONG)}`,
  'step.start-accepted': () => 'EC2 accepted the start',
  'step.start-unknown': (p) =>
    `No clear answer to the start (${asName(p.error)}): looking again before anything else`,
  'step.start-refused': (p) => `EC2 refused the start: ${asName(p.code)}, ${quoted(p.message, LONG)}`,
  'step.health': (p) => `AWS Health: ${p.meaning} (${asName(p.code)}${p.closed ? ', closed' : ''})`,

  // ── a maintenance window that cannot be read ──────────────────────────────────────────────────────────────────
  'window.form': (p) =>
    `A maintenance window is ${quoted(p.value, 60)}; allowed: day:HH:MM-day:HH:MM, the day sun, mon, tue, wed, thu, fri or sat, the time 00:00 to 23:59, several separated by commas; write it as sun:18:00-sun:22:00`,
  'window.no-length': (p) =>
    `The maintenance window ${quoted(p.value, 60)} ends at the time at which it begins; allowed: 30 minutes to 24 hours; give it a later end (a whole day is sun:00:00-mon:00:00)`,
  'window.length': (p) =>
    `The maintenance window ${quoted(p.value, 60)} is ${plural(p.minutes, 'minute')} long; allowed: 30 minutes to 24 hours; move its start or its end, or write several windows`,
  'window.count': (p) =>
    `There are ${p.count} maintenance windows; allowed: at most ${p.limit}; leave some out`,
  'window.text': (p) =>
    `The text of the maintenance windows is ${plural(p.count, 'character')} long; allowed: at most ${p.limit}; leave some out`,

  // ── endings ───────────────────────────────────────────────────────────────────────────────────────────────────
  'end.terminated': () => 'The instance was terminated',
  'end.not-found': () => 'EC2 has not known the instance for 10 minutes: it was terminated',
  'end.ignored': () => 'Its tag or DefaultAction now says ignore: it is no longer looked at',
  'end.stopped-by-someone': (p) =>
    `The instance is ${asName(p.state)} and the responder did not stop it${p.by === undefined ? '' : ` (${asName(p.by)})`}: the responder leaves it stopped`,
  'end.stop-too-late': (p) =>
    `The instance was already ${asName(p.previous)} when the stop arrived: somebody else stopped it, so it is not started`,
  'end.stopped-otherwise': (p, t) =>
    `EC2 says that it was stopped at ${t.at(p.at)}${p.by === undefined ? '' : ` (${asName(p.by)})`}, and that was not the responder: it is not started`,
  'end.keep-stopped': () =>
    'Its tag ec2-responder:keep-stopped says that it stays stopped: it is not started',
  'end.taken-over': (p) =>
    `Somebody stopped the instance again after its start${p.by === undefined ? '' : ` (${asName(p.by)})`}: a human has taken over, it is not started`,
  'end.healed': () => 'All status checks are ok again, without a stop',
  'end.healed-by-aws': (p) =>
    `AWS recovered the instance itself (${asName(p.code)}); all status checks are ok`,
  'end.moved': (p) => `Moved in ${duration(p.ms)}: system and instance checks are ok on the new host`,
  'end.event-gone': () => 'Neither EC2 nor AWS Health lists the announced event any more',
  'end.runs-again': () => 'Somebody has started the instance again, and all its status checks are ok',
  'end.recovered': (p) => `Back after ${duration(p.ms)}: system and instance checks are ok on the new host`,

  // ── the gate's refusals ───────────────────────────────────────────────────────────────────────────────────────
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
  'refuse.stop-not-seen': (p) =>
    `not ${p.act}: it was stopped while the responder did not look, or right after somebody had started it`,

  // ── subjects ──────────────────────────────────────────────────────────────────────────────────────────────────
  'short.acting': () => 'host failed, stop/start begun',
  'short.acting-start': () => 'AWS stopped it, starting it',
  'short.recovered': (p) => `back in ${duration(p.ms)}`,
  'short.recovered-new-ip': (p) => `NEW PUBLIC IP, back in ${duration(p.ms)}`,
  'short.recovered-lost-ip': (p) =>
    `PUBLIC IP LOST${p.forced ? ', CHECK DISKS' : ''}, back in ${duration(p.ms)}`,
  'short.recovered-forced': (p) => `CHECK DISKS, back in ${duration(p.ms)}`,
  'short.acting-again': (p) => `new host bad too, try ${p.number}`,
  'short.self-recovered': (p) => (p.ms === undefined ? 'ok again' : `ok after ${duration(p.ms)}`),
  'short.aws-recovered': (p) => (p.ms === undefined ? 'AWS fixed it' : `AWS fixed it in ${duration(p.ms)}`),
  'short.event-gone': () => 'scheduled event is gone',
  'short.runs-again': () => 'it runs again',
  'short.ignored': () => 'ignored from now on',
  'short.instance-failure-bad-host': () => 'OS failed, host may be failing',
  'short.instance-failure': () => 'OS failed, host is healthy',
  'short.ebs-failure': () => 'EBS volume unreachable',
  'short.would-stop': () => 'host failed, observe mode',
  'short.replaced': () => 'host failed, group replaces it',
  'short.not-replaced': () => 'host failed, NOT REPLACED',
  'short.not-stopping': () => 'host failed, not stopping it',
  'short.not-starting': () => 'STOPPED by AWS, not started',
  'short.budget': () => 'host failed, attempts used up',
  'short.waits-for-claim': () => 'host failed, waits its turn',
  'short.no-room': () => 'host failed, held: no capacity',
  'short.brake': (p) =>
    `${plural(p.count, 'instance')}: ${p.zone === 'MULTIPLE_SERVICES' ? 'AWS' : asName(p.zone)} is failing, stops held`,
  'short.settings': (p) => `${SETTINGS_SHORT[p.effect]} until ${p.names.join(', ')} is corrected`,
  'short.sweep-unfinished': (p) => `${p.left} of ${p.total} not looked at in time`,
  'short.no-capacity': () => 'STOPPED, no capacity',
  'short.start-failed': () => 'STOPPED, start fails',
  'short.stop-refused': () => 'host failed, stop refused',
  'short.move-refused': () => 'not moved, stop refused',
  'short.stop-hangs': () => 'hangs in stopping',
  'short.start-hangs': () => 'NOT RUNNING, hangs in pending',
  'short.verify-late': () => 'checks not ok after the start',
  'short.os-after-start': () => 'OS/EBS fails on new host too',
  'short.unclear': () => 'state unclear',
  'short.flapping': () => 'checks fail again and again',
  'short.stopped-by-someone': () => 'somebody stopped it',
  'short.whose-stop': () => 'STOPPED, by whom is unclear',
  'short.stopped-announced': () => 'stopped, as AWS had asked',
  'short.stopped-on-host': () => 'stopped, event stays',
  'short.kept-stopped': () => 'STOPPED, kept so by its tag',
  'short.terminated': () => 'terminated',
  'short.acting-move': () => 'planned move begun',
  'short.acting-unreachable': () => 'unreachable, stop/start begun',
  'short.moved': (p) => `back in ${duration(p.ms)}`,
  'short.moved-new-ip': (p) => `NEW PUBLIC IP, back in ${duration(p.ms)}`,
  'short.moved-lost-ip': (p) => `PUBLIC IP LOST, back in ${duration(p.ms)}`,
  'short.not-moving': () => 'move held back',
  'short.move-pressing': (p, t) => `move ${t.soon(p.at)}, one not back`,
  'short.member-down': () => 'move held: a member is down',
  'short.planned': (p, t) => `move ${t.soon(p.at)} (changed)`,
  'short.no-move': () => 'no move planned any more',
  'short.reminder': (p, t) => `move ${t.soon(p.at)} (reminder)`,
  'short.reminder-aws': (p, t) => `AWS acts ${t.soon(p.at)} (reminder)`,
  'short.not-listed': () => 'not moved, EC2 lists nothing',
  'short.still-listed': () => 'moved, AWS still lists it',
  'short.announced-move': (p, t) =>
    // The time first: of a subject that gets too long the end is cut.
    `move ${t.soon(p.at)} (${p.what})`,
  'short.announced': (p, t) => (p.at === undefined ? `AWS ${p.what}` : `AWS ${p.what} ${t.day(p.at)}`),
  'short.notice': (p) => `${p.what}${p.other === undefined ? '' : ` ${asName(p.other)}`}`,
  // ── the story in a mail ───────────────────────────────────────────────────────────────────────────────────────
  'story.acting': () =>
    'The host at AWS under this instance failed. It is being stopped now, to be started on another host.',
  'story.acting-again': (p) =>
    `Its system check fails again after the start: the new host is bad too, or it is the same host. It is being stopped and started once more (try ${p.number}).`,
  'story.acting-start': () =>
    'AWS stopped this instance at the announced date. It is being started now, on another host.',
  'story.acting-start-unannounced': (p) =>
    `AWS stopped this instance without an announcement that the responder knew of; EC2's word for it is ${ended(asName(p.by))} It is being started now, on another host.`,
  'story.will-lose': (p) => `A stop and a start cost ${lossesInWords(p)}.`,
  'story.recovered': (p) =>
    `The instance is back after ${duration(p.ms)}. Its host at AWS had failed; it was stopped, started on another host, and both status checks are ok.`,
  'story.recovered-unreachable': (p) =>
    `The instance is back after ${duration(p.ms)}. It did not answer, on hardware that AWS said was failing; it was stopped, started on other hardware, and both status checks are ok.`,
  'story.recovered-aws-stop': (p) =>
    `The instance is back after ${duration(p.ms)}. AWS had stopped it at the announced date; it was started again, and both status checks are ok.`,
  'story.recovered-aws-stop-unannounced': (p) =>
    `The instance is back after ${duration(p.ms)}. AWS had stopped it without an announcement (${asName(p.by)}); it was started again, and both status checks are ok.`,
  'story.phases': (p) =>
    `Failed for ${duration(p.wait)} before the stop, ${duration(p.stop)} stopping, ${duration(p.start)} until started, ${duration(p.verify)} until its checks were ok.`,
  'story.move-phases': (p) =>
    `${duration(p.stop)} stopping, ${duration(p.start)} until started, ${duration(p.verify)} until its checks were ok.`,

  'story.ip-changed': (p) =>
    `Its public IPv4 address changed from ${asName(p.before)} to ${ended(asName(p.after))} Private addresses, volumes and Elastic IPs are the same.`,
  'story.ip-lost': (p) =>
    `It has no public IPv4 address any more: ${asName(p.before)} is gone, and EC2 gives no other one at a start to an instance with a second network interface, or with a secondary private address that has an Elastic IP. Private addresses, volumes and Elastic IPs are the same.`,
  'story.ip-kept': () => 'Its private addresses, volumes and Elastic IPs are the same.',
  'story.ip-perhaps': () =>
    'A public IPv4 address that is not an Elastic IP has changed; private addresses and volumes are the same.',
  'story.self-recovered': (p) =>
    `All status checks are ok again${p.ms === undefined ? '' : `, ${duration(p.ms)} after the failure`}. The responder did not stop the instance.`,
  'story.aws-recovered': () =>
    "AWS's own recovery brought the instance back; it looks like a reboot to the OS. The responder did not stop it.",
  'story.event-gone': () =>
    'What AWS had announced for this instance is called off or over: neither EC2 nor AWS Health lists it any longer. All status checks are ok.',
  'story.runs-again': () =>
    'AWS had stopped this instance, and somebody has started it since. All its status checks are ok.',
  'story.instance-failure-bad-host': (p, t) =>
    `The operating system (or its network) has been failing since ${t.at(p.since)}, and AWS has announced ${asName(p.code)}${p.at === undefined ? '' : ` for ${t.at(p.at)}`}: the hardware under it may be the cause, and a reboot would stay on it. Nothing was stopped.`,
  'story.instance-failure': (p, t) =>
    `The operating system (or its network) has been failing since ${t.at(p.since)}; the host at AWS is healthy. Nothing was stopped: that would hide the cause and seldom helps.`,
  'story.ebs-failure': (p, t) =>
    `At least one EBS volume of the instance has been unreachable since ${t.at(p.since)}; the host at AWS is healthy. Nothing was stopped.`,
  'story.would-stop': () =>
    'The host at AWS under this instance failed. In act mode the responder would stop and start it now; it is in observe mode.',
  'story.replaced': () =>
    'The host at AWS under this instance failed. The responder leaves the instance to the service that manages it.',
  'story.not-replaced': (p, t) =>
    `The host at AWS under this instance has been failing since ${t.at(p.since)}, and the service that manages the instance has not replaced it. The responder leaves it running: it never stops what another service manages.`,
  'story.not-stopping': () =>
    'The host at AWS under this instance failed, and the responder is not stopping it.',
  'story.not-starting': () =>
    'The instance is STOPPED: AWS stopped it, and the responder is not starting it.',
  'story.aws-word': (p) => `EC2's word for the stop is ${ended(asName(p.by))}`,
  'story.budget': () =>
    'The host at AWS under this instance failed again. The responder has already stopped and started it as often as it may within 24 hours.',
  'story.waits-for-claim': () =>
    'The host at AWS under this instance failed. The instance waits for its turn, because others are being recovered.',
  'story.no-room': () =>
    'The host at AWS under this instance failed. It is not stopped, because it might not start again: another one of its type in its zone cannot be started.',
  'story.brake': (p) =>
    `Too much has failed at once in ${asName(p.zone)}: ${plural(p.count, 'instance')} with a failed host or without any data of EC2. The responder stops none of them, and nothing else there.`,
  'story.issue': (p) =>
    `AWS has an open issue of ${serviceName(p.service)} in this Region: what is stopped now may not start again. The responder stops nothing: ${plural(p.count, 'instance')} with a failed host must wait.`,
  'story.settings': (p) => `${SETTINGS_EFFECT[p.effect]} Until it is corrected this goes on.`,
  'story.setting': (p) =>
    `${p.name} ${p.got === undefined ? 'has no value' : `is ${quoted(p.got, 60)}`}. Allowed: ${p.allowed}.`,
  'story.settings-go-on': () =>
    'What the responder has stopped is started and verified as always, and failures are told.',
  'story.brake-look': () =>
    'It looks again every minute and goes on by itself, the oldest failure first, when the outage is over.',
  'story.sweep-unfinished': (p) =>
    `The responder looks once a minute at every instance that has something unfinished. This time ${p.left} of ${p.total} had no turn within its time.`,
  'story.sweep-order': () =>
    'What is being stopped and started has its turn first, then each Availability Zone in turn, and those that are left wait for the next minutes. Recoveries may take longer than usual. You get this mail once an hour at most.',
  'story.held-part': (p) => `There are too many names for one mail: this is part ${p.part} of ${p.parts}.`,
  'story.held-instances': (p) => `Held: ${p.ids}`,
  'story.left-alone': (p) =>
    `Failed, too, and left alone in any case by its tag ec2-responder or DefaultAction: ${p.ids}`,
  'story.no-capacity': (p) =>
    `The instance is STOPPED. AWS has no room for it at the moment (${asName(p.code)}). The responder keeps trying, in the end every 5 minutes, and does not give up.`,
  'story.start-failed': (p) =>
    `The instance is STOPPED and could not be started: ${asName(p.error, LONG)}${p.message === undefined ? '' : `, ${quoted(p.message, LONG)}`}. The responder keeps trying, in the end every 5 minutes, and does not give up.`,
  'story.stop-refused': (p) =>
    `The host at AWS under this instance failed, and EC2 refused to stop it: ${asName(p.code)}, ${quoted(p.message, LONG)}. Nothing was changed.`,
  'story.move-refused': (p) =>
    `The time of the planned move has come, and EC2 refused to stop the instance: ${asName(p.code)}, ${quoted(p.message, LONG)}. Nothing was changed; the responder asks again every five minutes until the end of the planned time.`,
  'story.stop-hangs-forced': () =>
    'The instance is still stopping, more than 10 minutes after the responder asked EC2 to force the stop. The responder keeps watching and starts it as soon as it is stopped.',
  'story.stop-hangs': () =>
    'The instance hangs in stopping. Its host was healthy when the stop was requested, so the stop is not forced. The responder starts it as soon as it is stopped.',
  'story.stop-hangs-refused': () =>
    'The instance hangs in stopping, and EC2 refused to force the stop. The responder keeps watching and starts it as soon as it is stopped.',
  'story.others-stop-hangs': (p, t) =>
    `The instance hangs in stopping, since ${t.at(p.since)}. It is a stop that the responder did not ask for; the responder forces nothing and keeps watching.`,
  'story.start-hangs': (p, t) =>
    `The instance does not run: its start hangs in pending. EC2 accepted the start at ${t.at(p.since)} and has not finished it. The responder keeps watching; nothing else that it may do would help.`,
  'story.verify-late': (p) =>
    `The instance was started, but its status checks are still not ok after ${plural(p.minutes, 'minute')}. The responder keeps watching.`,
  'story.os-after-start': (p) =>
    `The instance now runs on a healthy host, but its instance or attached EBS check still fails ${plural(p.minutes, 'minute')} after the start. The host is no longer the cause.`,
  'story.unclear': (p, t) =>
    `EC2 has said nothing clear about this instance for ${plural(p.minutes, 'minute')}: ${ended(t.words(p.what))} The responder waits and stops nothing.`,
  'story.flapping': (p) =>
    `The status checks failed and healed by themselves ${p.count} times within an hour, each time before the responder would have acted.`,
  'story.stopped-announced': () =>
    'AWS had announced an event for this instance, and somebody has stopped it since. Its next start moves it to another host, which ends most such events; EC2 may list the event for up to another hour.',
  'story.stopped-on-host': () =>
    'AWS had announced an event for this instance, and somebody has stopped it since. It is on a Dedicated Host: a start on the same host does not end the event. You are not told again of each stop and start.',
  'story.stopped-by-someone': () =>
    'Somebody else stopped this instance, and the responder leaves it stopped. The timeline says what EC2 says.',
  'story.whose-stop': (p, t) =>
    `The instance is stopped, and it cannot be told by whom. The responder wanted to stop it at ${t.at(p.intent)}, to start it again, and got no answer from EC2. EC2 dates the stop ${t.at(p.at)}, which does not fit that request. It is not started, because a human may have stopped it.`,
  'story.taken-over': () =>
    'A human has taken over: the instance was stopped again after its start, and the responder leaves it stopped.',
  'story.kept-stopped': () =>
    'This instance is STOPPED, and the responder does not start it: its tag ec2-responder:keep-stopped says that it stays stopped, whoever has stopped it.',
  'story.terminated': () =>
    'The instance was terminated by somebody else. The responder has closed its incident.',
  'story.ignored': () =>
    'The tag ec2-responder (or DefaultAction) now says ignore. The responder no longer looks at this instance.',
  'story.announced': (p, t) =>
    `AWS has announced ${asName(p.code)} for this instance${p.at === undefined ? '' : `, not before ${t.planned(p.at)}`}.`,
  'story.overdue': (p, t) =>
    `AWS has announced ${asName(p.code)} for this instance${p.at === undefined ? '' : `, not before ${t.planned(p.at)}`}. That date has passed, nothing has happened, and EC2 still lists it: it is overdue. AWS may act at any moment, and the hardware has not got better.`,
  'story.move-in-window': (p, t) =>
    `The responder will stop and start it, which moves it to other hardware, at ${t.planned(p.start)}, at the latest at ${t.local(p.end)}. The instance is down for a few minutes then.`,
  'story.move-before-date': (p, t) =>
    `No maintenance window is left before that date. The responder will stop and start it, which moves it to other hardware, at ${t.planned(p.start)}, at the latest at ${t.local(p.end)}. The instance is down for a few minutes then.`,
  'story.not-moved': (p, t) =>
    `The responder will not move it: ${ended(t.words(p.reason).replace(/^not moving: /, ''))}`,
  'story.only-health': () =>
    'AWS Health has announced it, but EC2 does not list it yet. The responder moves the instance only if EC2 lists it by then.',
  'story.before-the-move': () =>
    'AWS Health names an earlier date than EC2, whose date the plan follows: AWS may act before the planned move.',
  'story.planned-before': (p, t) => `Before this, the move was planned for ${t.planned(p.at)}.`,
  'story.reminder': () => 'A reminder: a planned move of this instance is due within a day.',
  'story.reminder-aws': () =>
    'A reminder: the date that AWS has announced for this instance is within a day.',
  'story.not-listed': (p, t) =>
    `The time of the planned move has come, but EC2 lists no event for this instance that a stop and a start would resolve; only AWS Health announced ${asName(p.code)}${p.at === undefined ? '' : ` (not before ${t.at(p.at)})`}. The instance is not moved for that alone.`,
  'story.still-listed': (p, t) =>
    `The instance was stopped and started (it has been running since ${t.at(p.launchTime)}), and more than two hours later EC2 still lists ${asName(p.code)}${p.at === undefined ? '' : `, not before ${t.at(p.at)}`}. It is not moved a second time for it.`,
  'story.not-moving': () => 'The planned move of this instance is held.',
  'story.move-pressing': (p, t) =>
    `${asName(p.other)} was moved before this instance and is not back with ok checks, so what keeps it down may come over this one, too. But AWS's date leaves no other time: this instance is moved all the same, at ${t.planned(p.at)} or soon after, at the latest at ${t.local(p.until)}.`,
  'story.moves-wait': () =>
    'It was down for a planned move. No other planned move begins in this Region until it is back with ok checks, unless a date of AWS leaves no other time.',
  'story.acting-move': () =>
    'The planned time for the move of this instance has come. It is being stopped now, to be started on other hardware.',
  'story.acting-unreachable': () =>
    'AWS says that the hardware under this instance is failing, and its instance check fails. It is being stopped now, to be started on other hardware.',
  'story.moved': (p, t) =>
    `The instance was moved as planned at ${t.planned(p.at)}: stopped, started on other hardware, and both status checks are ok after ${duration(p.ms)}. EC2 may list the event for up to another two hours; if it stays longer, you will be told.`,
  'story.end-reason': (p, t) => ended(t.words(p.reason)),
  'story.refusal': (p, t) => ended(capital(t.words(p.reason))),

  // ── notices: what AWS Health tells of any service ─────────────────────────────────────────────────────────────
  'notice.scheduled': (p) => `AWS has scheduled a change to ${ended(aboutHealth(p))}`,
  'notice.issue': (p) => `AWS reports a problem with ${ended(aboutHealth(p))}`,
  'notice.investigation': (p) => `AWS is investigating a problem with ${ended(aboutHealth(p))}`,
  'notice.account': (p) => `AWS has a notice about ${ended(aboutHealth(p))}`,
  'notice.closed': (p) => `AWS has closed its event about ${ended(aboutHealth(p))} It is over.`,
  'notice.scheduled-over': (p) =>
    `AWS had scheduled a change to ${aboutHealth(p)}, and has closed that event: it is done or called off. This is the first mail about it.`,
  'notice.closed-lasts': (p) =>
    `AWS has closed its event about ${ended(aboutHealth(p))} What had happened is not undone by that.`,
  'notice.first-closed-lasts': (p) =>
    `AWS reports ${ended(aboutHealth(p))} It has closed the event already, and this is the first mail about it: what had happened is not undone by that.`,
  'notice.date': (p) => `AWS has changed the date of its event about ${ended(aboutHealth(p))}`,
  'notice.asks': (p) => `AWS asks for more than before in its event about ${ended(aboutHealth(p))}`,
  'notice.more': (p) => `AWS names more resources in its event about ${ended(aboutHealth(p))}`,
  'notice.text': (p) => `AWS has changed what it says in its event about ${aboutHealth(p)}: read its words.`,
  'notice.reach': (p) =>
    `AWS says that what its event reports of ${aboutHealth(p)} reaches further, or is of another severity, than before.`,
  'notice.all-finished': (p) => `AWS lists all that its event about ${aboutHealth(p)} names as finished.`,
  'notice.open-again': (p) => `AWS has reopened its event about ${aboutHealth(p)}, which it had closed.`,
  'notice.other-account': () =>
    'It is about another account of your organization. The responder of this account does nothing there.',
  'notice.public': () => 'It is about the service in the Region as a whole, not only about your account.',
  'notice.dates': (p, t) =>
    [
      ...(p.since === undefined ? [] : [`Begins: ${t.at(p.since)}.`]),
      ...(p.until === undefined ? [] : [`Ends: ${t.at(p.until)}.`]),
    ].join(' ') || 'AWS names no date.',
  'notice.date-past': () => 'That date is past, and AWS has not closed the event.',
  'notice.work': (p) => `Kind of work: ${ended(workClass(p.what))}`,
  'notice.entities': (p) =>
    ended(
      `Affected (${p.count}${p.state === undefined ? '' : `, ${asName(p.state)}`}): ${p.ids}${p.older > 0 ? `, and ${p.older} more: the Health Dashboard has them` : ''}`,
    ),
  'notice.finished': (p) =>
    `AWS lists ${p.count} more as finished (RESOLVED or UNIMPAIRED); they are left out here.`,
  'notice.only-finished': (p) =>
    `AWS lists ${plural(p.count, 'resource')} as finished (RESOLVED or UNIMPAIRED), and no other.`,
  'notice.pages': (p) =>
    `AWS tells what is affected on ${p.total} pages. This is page ${p.pages} of ${p.total}: more follow.`,
  'notice.pages-counted': (p) =>
    `AWS tells what is affected on ${p.total} pages, and ${p.count} of them have come: more follow.`,
  'notice.aws-says': (p) => p.message,
  'notice.cut': () =>
    'Its words are cut here, where […] stands: the whole text is behind the link to the Health event.',
  'notice.old': (p, t) =>
    `It is an old event: AWS last updated it at ${t.at(p.at)}, and what it says is of that time.`,

  // ── what the reader has to do ─────────────────────────────────────────────────────────────────────────────────
  'todo.wait': () => 'Nothing now. Another mail follows when it is back, or when you are needed.',
  'todo.check-service': () => 'Check that your service works; the responder sees status checks only.',
  'todo.fsck': () => 'Check file systems and databases: the stop was forced.',
  'todo.dns': () => 'Update what points to the old public IPv4 address, or use an Elastic IP.',
  'todo.elastic-ip': () =>
    'Associate an Elastic IP with it now, and point what used the old public IPv4 address to that one.',
  'todo.elastic-ip-before': () =>
    'If its public IPv4 address is used, associate an Elastic IP with it: after the start it has no other one.',
  'todo.console': () => 'First save what the OS says: its system log and screenshot (links below).',
  'todo.connect': () =>
    'Then connect with Session Manager, the serial console or SSH if it still answers; otherwise reboot it.',
  'todo.ebs': () =>
    'Look at the status of its volumes; if one is impaired, follow AWS (link below) or restore a snapshot.',
  'todo.stop-start-yourself': () =>
    'If you want it moved, stop and start it yourself: it comes up on another host.',
  'todo.remove-protection': () =>
    'To have it moved, turn off its stop protection: if its host is still failing then, the responder stops it within a minute or two.',
  'todo.shutdown-stop': () =>
    'To have it moved, set its attribute InstanceInitiatedShutdownBehavior to stop (aws ec2 modify-instance-attribute --instance-initiated-shutdown-behavior stop): if its host is still failing then, the responder stops it within a minute or two.',
  'todo.ask-manager': () =>
    'Look in what manages it, and replace or repair it there: a stop behind its back may get it terminated, or end its support.',
  'todo.loses-data': () =>
    'A stop and a start would move it, but erase its instance store volumes: do that only if their data is safe elsewhere.',
  'todo.dedicated-host': () =>
    'Move it to another Dedicated Host (modify its placement while it is stopped), or ask AWS to replace the host.',
  'todo.goes-on': () => 'Nothing, if it can wait: the responder tries again by itself.',
  'todo.no-room': () =>
    'Nothing, if it can wait: it is stopped and started when the other one runs again. If it is urgent, run its work in another zone, or stop it yourself, change its instance type and start it.',
  'todo.replace': () => 'Replace it from an image or a backup; it cannot be moved.',
  'todo.group-replaces': () =>
    'Nothing, if its group or service replaces it: check there that a new instance has come up.',
  'todo.not-replaced': () =>
    'Look at its group or service now. In an Auto Scaling group: is the process ReplaceUnhealthy, HealthCheck, Terminate or Launch suspended, is the instance in standby, do new instances fail to launch (its activity history says so)? Resume it there, or replace the instance there.',
  'todo.tag': () =>
    'To have the responder move it, set the tag ec2-responder=recover: if its host is still failing then, it is stopped within a minute or two.',
  'todo.tag-value': () => 'Correct the tag ec2-responder to recover, notify or ignore.',
  'todo.correct-settings': () =>
    'Correct the stack parameter: npx cdk deploy --parameters NAME=VALUE, or "Update stack" in the CloudFormation console. It counts from the next minute on.',
  'todo.keep-stopped': () =>
    'To have it stay stopped, set its tag ec2-responder:keep-stopped. To stop it yourself now is not enough: EC2 shows no second stop beside this one, and the instance would be started.',
  'todo.keep-stopped-off': () =>
    'To have the responder act again, remove the tag ec2-responder:keep-stopped.',
  'todo.observe-off': () => 'To have it done for you, set ResponderMode=act.',
  'todo.same-host-again': () =>
    'Its hosts fail again and again: open a support case, or change its instance type.',
  'todo.health-dashboard': () =>
    'Look at the AWS Health Dashboard for this Region. Run what you need now in another Availability Zone, and stop nothing here: what is stopped may find no capacity to start again.',
  'todo.region-outage': () =>
    'Stop nothing in this Region: what is stopped may not start again. See what AWS says of it in the AWS Health Dashboard. What you need now, run in another Region; in another zone of this one only where AWS says that it is well.',
  'todo.sweep-unfinished': () =>
    'If thousands have failed, nothing: it passes with the outage. Else look at the log of the function for what takes its time, such as calls to EC2 that are throttled.',
  'todo.capacity': () =>
    'If it is urgent: change its instance type, or use a Capacity Reservation; then start it. The responder notices.',
  'todo.start-error': () =>
    'Read the error above; if it names a permission, a key or a quota, correct that. The responder keeps trying.',
  'todo.kms': () =>
    "If its volumes are encrypted with your own key, check that the key policy lets the responder's role create grants.",
  'todo.permission': (p) => `Allow the responder's role ${p.action} on ${ended(p.resource)}`,
  'todo.key': () =>
    "Look at the KMS key of its encrypted volumes: it must exist, be enabled and not wait for its deletion, and its policy must let the responder's role create grants. When that is put right the responder starts the instance.",
  'todo.snapshot': () =>
    'Look at the snapshot that EC2 misses: it is deleted, or no longer shared with this account. If it cannot be brought back, replace the instance from a backup.',
  'todo.quota': () =>
    'Ask AWS for a higher quota, or free what is not used. When there is room the responder starts the instance.',
  'todo.denied': () =>
    "A policy forbids it outright, so a further permission would not help: look at the instance's tag ec2-responder, then at your organisation's policies.",
  'todo.support': () => 'Open a support case for the instance, or replace it from a backup.',
  'todo.force-stop': () =>
    'To end it, force the stop (EC2 console: Instance state, Force stop instance), and start it when you want it back. Check file systems and databases then.',
  'todo.force-pending': () =>
    'Either force its stop (EC2 console: Instance state, Force stop instance), and start it again yourself when it is stopped: what you stop, the responder leaves stopped.',
  'todo.support-pending': () => 'Or open a support case: AWS can free it from the host on which it hangs.',
  'todo.verify': () =>
    'Look at it if this goes on: a long check of its disks is normal, a kernel panic is not.',
  'todo.look': () => 'Look at the instance in the console.',
  'todo.flapping': () =>
    'Consider stopping and starting it at a quiet time; a host that fails in short bursts rarely gets better.',
  'todo.whose-stop': () =>
    'If nobody on your side has stopped it, start it now: the responder does not. It notices, and you are reminded each day until it runs.',
  'todo.whose-stop-tag': () =>
    'If it is to stay stopped, set its tag ec2-responder:keep-stopped=true (or terminate it); then you are not asked again.',
  'todo.start-it': () => 'Start it when you want it back.',
  'todo.window-tag': () =>
    'Correct the tag ec2-responder:window (such as sat:01:00-sat:03:00); then the move is planned accordingly.',
  'todo.move-nothing': () => 'Nothing, if the time suits you.',
  'todo.move-other-time': () =>
    'For another time set the tag ec2-responder:window (such as sat:01:00-sat:03:00), or stop and start it yourself before then. With the tag ec2-responder=notify the responder leaves it alone, even when its host fails.',
  'todo.move-yourself': () =>
    'Before that date, stop and start it at a time of your choice, or do what AWS advises (link below).',
  'todo.move-overdue': () =>
    'Stop and start it yourself at the next quiet time, or do what AWS advises (link below): its date has passed.',
  'todo.reboot-instead': () =>
    'Gentler, where its type supports it: reboot it yourself before then, in the console or by the API (not inside its OS). Reboot migration is on, so it comes up on other hardware and keeps its public IPv4 address; EC2 drops the event within about an hour, and the responder moves nothing meanwhile.',
  'todo.move-by-its-group': () =>
    'Do not stop it yourself: its group or service takes a stopped instance for a failed one and ends it. Have it replaced there at a quiet time before that date (an instance refresh, a drain), or leave it to be replaced at the date.',
  'todo.move-shutdown-stop': () =>
    'To have it moved, set its attribute InstanceInitiatedShutdownBehavior to stop (aws ec2 modify-instance-attribute --instance-initiated-shutdown-behavior stop); within a quarter of an hour you are told when. Do not stop it by hand before that: it may be terminated.',
  'todo.move-remove-protection': () =>
    'To have it moved, turn off its stop protection; within a quarter of an hour you are told when. Or stop and start it yourself before that date, at a time of your choice.',
  'todo.not-listed': () =>
    'Look at the event in the AWS Health Dashboard and in the EC2 console; if it is still there, stop and start the instance yourself.',
  'todo.still-listed': () =>
    'Look at the event in the console; if its date is still to come, ask AWS Support why it is still listed.',
  'todo.moves-go-on': () =>
    'If what keeps it down would not keep others down, set the tag ec2-responder:moves-go-on=true on this instance: then the other planned moves go on.',
  'todo.move-pressing': (p) =>
    `Look first why ${asName(p.other)} does not come back. If the same would happen here, set the tag ec2-responder=notify on this instance before then: it is left alone, and AWS acts at its date.`,
  'todo.member-down': () =>
    'Bring the other member back, or take the tag ec2-responder:group off it if it is no longer needed. If both may be down, stop and start this one yourself.',
  'todo.move-goes-on': () =>
    "It is tried again until the end of the planned time, then in the next window before AWS's date, if there is one. Or stop and start it yourself when it suits you.",

  // ── what a Health event asks of the owner: EC2 and EBS (health-codes.ts) ───────────────────────────────────────
  'ask.move': () =>
    'Stop and start it before the date, at a time that suits you: it comes up on another host, and that ends the event.',
  'ask.replace-instance': () =>
    'Replace it from an image or a backup before the date, and save what exists only on its instance store.',
  'ask.wait-maintenance': () =>
    'Nothing, if a short loss of the network at that time is bearable; a stop/start would take longer. Otherwise move the work elsewhere.',
  'ask.read-maintenance': () =>
    'Read what AWS says. If its root volume is EBS, a stop and a start before the date usually end the event; otherwise replace it.',
  'ask.dedicated-host': () =>
    'Move its instances to another Dedicated Host before the date (a start on the same host moves nothing), or let host maintenance do it.',
  'ask.check-service': () => 'Check that your service works; to its OS this was a reboot, on other hardware.',
  'ask.move-unrecovered': () =>
    'It is still on the host on which AWS saw the failure. The responder moves it only while EC2 shows the failed check; otherwise stop and start it yourself at a quiet time.',
  'ask.nothing-healthy': () => 'Nothing: AWS looked again and found the instance healthy.',
  'ask.nothing-terminated': () =>
    'Nothing: the instance is terminated, and the event is about nothing that is left.',
  'ask.nothing-unknown': () =>
    'Nothing: EC2 does not know this instance here, so it was terminated some time ago, or is in another account or Region. If you know it to run, look at the event in the Health Dashboard.',
  'ask.nothing-stopped': () =>
    'Nothing: the instance is stopped. Its next start brings it up on another host, and that ends the event.',
  'ask.nothing-runs': () =>
    'Nothing: none of these instances runs. Those that are stopped come up on another host at their next start, which ends the event; the others are terminated.',
  'ask.watch-instance': () =>
    'Nothing while its checks are ok; the responder watches it and acts when they fail. If your service suffers, stop and start the instance.',
  'ask.replace-drive': () =>
    'Save the data of its instance store and replace the instance at a time of your choice. A stop or a start erases that data.',
  'ask.wait-outage': () =>
    'Nothing to repair on your side: it is a problem of AWS. If you can work from another zone or Region, do so; do not stop instances there.',
  'ask.read': () => 'Read what AWS says, and decide whether it concerns you.',
  'ask.capacity-reservation': () =>
    'Use the Capacity Reservation or cancel it: it costs as much as running instances.',
  'ask.security': () => 'Read what AWS says today, and do what it asks.',
  'ask.check-volume': () =>
    'Look at the status of the volume and at what writes to it. If it does not get better, replace it from a snapshot.',
  'ask.restore-volume': () =>
    'Restore the volume from its latest snapshot and attach it in place of the lost one; what was written since then is lost.',

  // ── what a Health event asks of the owner: other services (notice-kinds.ts) ────────────────────────────────────
  'ask.required': () => 'AWS asks you for an action: read what it says below, and do it.',
  'ask.no-action': () =>
    'Nothing: AWS says that no action is required. What it does, and when, stands below.',
  'ask.done': () => 'Nothing, if what it is about works as before: have a look.',
  'ask.all-finished': () => 'Nothing: AWS lists all that it names as finished.',
  'ask.date-past': () =>
    'Check that what it is about works. If the event still stands in the Health Dashboard (link below), do what it asks there.',
  'ask.lifecycle-past': () =>
    'Look at what you still use of it: the date is past, and AWS may have changed or ended it. Move to a supported version.',
  'ask.if-not-done': () => 'Nothing, if you have done this. Otherwise do it now:',
  'ask.issue': () =>
    'Check whether your system is affected. If it is, work around it as in any outage; AWS repairs its side.',
  'ask.scheduled': () =>
    'Read what AWS will do and when. Prepare for it, or do it yourself before the date if that suits you better.',
  'ask.lifecycle': () =>
    'Plan the move to a supported version before the date; after it AWS may change or end what you use.',
  'ask.lambda-runtime': () =>
    'Move the functions to a supported runtime before the date; after it they cannot be created or updated any more.',
  'ask.certificate': () =>
    'Check whether the certificate renews by itself. If it does not, renew it (validate its domain again) or import a new one before it expires.',
  'ask.certificate-renewed': () =>
    'Nothing where AWS services use the certificate; where you have exported it or installed it elsewhere, replace it there.',
  'ask.certificate-caa': () =>
    'Add Amazon to the CAA records of the domain, so that the certificate can be issued and renewed.',
  'ask.rds': () =>
    'Choose the maintenance window yourself, or apply it beforehand at a quiet time; without Multi-AZ the database is unavailable for minutes.',
  'ask.direct-connect': () =>
    'Check before the date that a second connection or a VPN can carry your traffic; then let AWS do its work.',
  'ask.vpn': () => 'Check that both tunnels of the connection are up and that your router uses both.',
  'ask.load-balancer': () =>
    'Look at the healthy targets and the errors of the load balancer; if it lacks addresses or capacity, give it more.',
  'ask.limit': () => 'Request a higher limit, or free what is not used.',
  'ask.beanstalk': () => 'Update the platform of the environment at a quiet time.',
  'ask.ecs-tasks': () =>
    'Nothing, if the service starts new tasks by itself (it does so at the date). A task that you started by hand you have to start again.',
  'ask.elasticache': () => 'Apply the update at a quiet time before its date; otherwise AWS applies it then.',
  'ask.abuse': () =>
    'Answer AWS today, at the address in the report: find what causes it, stop it, and say so. Without an answer AWS may suspend the resource or the account.',
  'ask.credentials': () =>
    'Act now: deactivate the access key, look in CloudTrail for what was done with it, remove what you did not create, then answer AWS.',
  'ask.quarantine': () =>
    'Act now: AWS has restricted an IAM user whose access key is public. Replace the key, look in CloudTrail for what was done with it, then answer AWS.',
  'ask.ses': () =>
    'Act today: your sending is under review, or AWS has paused it. Stop what bounces or causes complaints, then answer AWS.',
  'ask.shield': () =>
    'Look at the attack now: is your service reachable? With Shield Advanced you can call its response team.',
  'ask.billing': () => 'Look at the billing console; if AWS names something to pay or to correct, do it.',
  'ask.suspension': () =>
    'Act today: pay what is due or contact AWS Support. After the date AWS stops everything in the account.',
};

function aboutHealth({ service, code, ids }: HealthAbout): string {
  return `${serviceName(service)} (${asName(code)})${ids === undefined ? '' : `: ${ids}`}`;
}

/** What is in memory is always lost; the rest where there is any. */
function lossesInWords(p: SentenceValues['story.will-lose']): string {
  return [
    'what is in its memory',
    ...(p.instanceStore ? ['the data on its instance store volumes'] : []),
    ...(p.group === undefined ? [] : [`its place in the placement group ${asName(p.group)}`]),
    ...(p.publicIp === undefined
      ? []
      : [`its public IPv4 address ${asName(p.publicIp)}${insteadOf(p.address)}`]),
  ].join('; ');
}

function insteadOf(address: string): string {
  switch (address) {
    case 'another':
      return ', in place of which it gets another one';
    case 'none':
      return ', in place of which EC2 GIVES NO OTHER ONE, because it has a second network interface or a secondary private address with an Elastic IP';
    default:
      return ', unless that is an Elastic IP';
  }
}

/** AWS's name for what has the trouble, as a reader knows it. */
function serviceName(service = 'EC2'): string {
  return service === 'MULTIPLE_SERVICES' ? 'several services' : asName(service, 40);
}

function workClass(work: string): string {
  switch (work) {
    case 'periodic':
      return 'periodic work';
    case 'request':
      return 'requested by AWS';
    case 'emergency':
      return 'an emergency';
    case 'none':
      return 'none';
    case 'expert':
      return 'for somebody who knows the system';
    default:
      return work;
  }
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function graceWhy(why: string): string {
  switch (why) {
    case 'bare metal':
      return 'bare metal: an OS reboot alone can fail its system check';
    case 'no automatic recovery':
      return "AWS's automatic recovery does not cover it, so the grace is short";
    case 'type unread':
      return 'its instance type could not be read, so it gets the longest grace';
    default:
      return 'SystemFailureGraceMinutes';
  }
}
