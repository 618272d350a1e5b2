import { asName, quoted } from '../../core/model/foreign-text.ts';
import { ended, type Catalogue } from '../catalogue.ts';
import { duration } from '../times.ts';
import { CHECKS, LONG, named, plural, graceWhy } from './phrases.ts';

/** What happens in an incident, as its timeline says it: how it begins, what is waited for, each step, how it ends. */
export const INCIDENTS = {
  // ── how an incident begins ────────────────────────────────────────────────────────────────────────────────────
  'open.system': () => 'The system status check failed: the host at AWS',
  'open.instance': () => 'The instance status check failed, the host is healthy: the OS or its network',
  'open.ebs': () => 'The attached EBS status check failed: at least one volume cannot be reached',
  'open.silent': () => 'EC2 has no data for the system and instance status checks: nobody knows how it is',
  'open.scheduled': (p, t) =>
    `AWS has scheduled ${asName(p.code)}${p.at === undefined ? '' : ` for ${t.at(p.at)}`}`,
  'open.stopped-by-aws': (p) => `Stopped, and nobody had announced it: EC2's word for it is ${asName(p.by)}`,
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
} satisfies Partial<Catalogue>;
