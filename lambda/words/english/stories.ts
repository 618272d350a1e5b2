import { asName, quoted } from '../../core/model/foreign-text.ts';
import { capital, ended, type Catalogue } from '../catalogue.ts';
import { duration } from '../times.ts';
import { LONG, SETTINGS_EFFECT, lossesInWords, serviceName, plural } from './phrases.ts';

/** The story of a mail. */
export const STORIES = {
  'story.acting': () =>
    'The host at AWS under this instance failed. It is being stopped now, to be started on another host.',
  'story.acting-again': (p) =>
    `Its system check fails again after the start: the new host is bad too, or it is the same host. It is being stopped and started once more (attempt ${p.number}).`,
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
  'story.unknown-stop': () =>
    'The instance is STOPPED, nobody had announced it, and the responder is not starting it.',
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
    'AWS Health has announced it, but EC2 does not list it yet. The responder moves the instance only if EC2 lists the event by the planned time.',
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
} satisfies Partial<Catalogue>;
