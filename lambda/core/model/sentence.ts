import type { IfUnreadable } from '../../contract/parameters.ts';
import type { EpochMs } from './time.ts';

/** What a notice is about. */
export interface HealthAbout {
  service: string;
  code: string;
  ids: string | undefined;
}

/**
 * Every sentence that the program can say, by its key, with the raw facts that it needs: times, codes, counts, never prose.
 * The words are in `words/`, one catalogue for each language, and the compiler asks each catalogue for every key.
 */
export interface SentenceValues {
  // ── how an incident begins ────────────────────────────────────────────────────────────────────────────────────
  'open.system': undefined;
  'open.instance': undefined;
  'open.ebs': undefined;
  'open.silent': undefined;
  'open.scheduled': { code: string; at: EpochMs | undefined };
  'open.health': { code: string };
  'open.stopped-by-aws': { by: string };

  // ── waiting ───────────────────────────────────────────────────────────────────────────────────────────────────
  'wait.grace': { minutes: number; why: string; until: EpochMs };
  'wait.instance': { minutes: number };
  'wait.human': undefined;
  'wait.scheduled': undefined;
  'wait.scheduled-stop': undefined;
  'wait.aws-stop': { by: string };
  'wait.stop-lag': undefined;
  'wait.stop-in-doubt': { at: EpochMs; intent: EpochMs };
  'wait.others-stop': undefined;
  'wait.stopping': { minutes: number };
  'wait.stopping-no-force': undefined;
  'wait.forced': undefined;
  'wait.force-refused': undefined;
  'wait.answer': undefined;
  'wait.keep-stopped': undefined;
  'wait.start': { until: EpochMs; error: string | undefined };
  'wait.pending': undefined;
  'wait.verify': { system: string; instance: string; ebs: string };
  'wait.unclear': { what: Sentence };
  'picture.state': { state: string };
  'picture.no-status': undefined;
  'picture.no-since': { check: CheckName };
  'picture.future': { check: CheckName; since: EpochMs };
  'picture.before-start': { check: CheckName; since: EpochMs };
  'picture.checks': { system: string; instance: string; ebs: string };
  'wait.not-found': undefined;
  'wait.refused-stop': { until: EpochMs };

  // ── steps ─────────────────────────────────────────────────────────────────────────────────────────────────────
  'step.stop': { since: EpochMs; minutes: number };
  'step.stop-unreachable': { since: EpochMs; code: string };
  'step.move': { code: string; at: EpochMs | undefined };
  'step.start-after-aws': undefined;
  'step.start-after-aws-unannounced': { by: string };
  'step.force': { minutes: number };
  'step.start': { request: number };
  'step.start-again': { reason: string };
  'step.verify': undefined;
  'step.stop-lost': undefined;
  'step.stop-landed': undefined;
  'step.started-in-doubt': undefined;
  'step.still-impaired': { since: EpochMs };
  'step.os-after-start': undefined;
  'step.stop-accepted': undefined;
  'step.stop-unknown': { error: string };
  'step.stop-met': { previous: string };
  'step.aws-was-faster': { by: string };
  'step.stop-refused': { code: string; message: string };
  'step.force-refused': { code: string; message: string };
  'step.start-accepted': undefined;
  'step.start-unknown': { error: string };
  'step.start-refused': { code: string; message: string };
  'step.health': { code: string; meaning: string; closed: boolean };

  // ── a maintenance window that cannot be read ──────────────────────────────────────────────────────────────────
  'window.form': { value: string };
  'window.no-length': { value: string };
  'window.length': { value: string; minutes: number };
  'window.count': { count: number; limit: number };
  'window.text': { count: number; limit: number };

  // ── endings ───────────────────────────────────────────────────────────────────────────────────────────────────
  'end.terminated': undefined;
  'end.not-found': undefined;
  'end.ignored': undefined;
  'end.stopped-by-someone': { state: string; by: string | undefined };
  'end.stop-too-late': { previous: string };
  'end.stopped-otherwise': { at: EpochMs; by: string | undefined };
  'end.keep-stopped': undefined;
  'end.taken-over': { by: string | undefined };
  'end.healed': undefined;
  'end.healed-by-aws': { code: string };
  'end.moved': { ms: number };
  'end.event-gone': undefined;
  'end.runs-again': undefined;
  'end.recovered': { ms: number };

  // ── the gate's refusals ───────────────────────────────────────────────────────────────────────────────────────
  'refuse.observe': { act: Verb };
  'refuse.settings': { act: Verb };
  'refuse.tag': { act: Verb; value: string };
  'refuse.unknown-tag': { act: Verb; value: string };
  'refuse.keep-stopped': { act: Verb };
  'refuse.default': { act: Verb; action: string };
  'refuse.auto-scaling-group': { act: Verb; group: string };
  'refuse.karpenter': { act: Verb; nodepool: string };
  'refuse.fleet': { act: Verb; fleet: string };
  'refuse.emr': { act: Verb; cluster: string };
  'refuse.managed': { act: Verb; service: string };
  'refuse.managed-by-tag': { act: Verb; manager: string; tag: string };
  'refuse.replaced-by': { act: Verb; manager: string; tag: string };
  'refuse.manager-tag-key': { act: Verb; tag: string };
  'refuse.lifecycle': { act: Verb; lifecycle: string };
  'refuse.one-time-spot': { act: Verb };
  'refuse.spot-request': { act: Verb; state: string };
  'refuse.instance-store-root': { act: Verb };
  'refuse.instance-store': { act: Verb; type: string };
  'refuse.stop-protection': { act: Verb };
  'refuse.shutdown-terminates': { act: Verb };
  'refuse.dedicated-host': { act: Verb };
  'refuse.outpost': { act: Verb; outpost: string };
  'refuse.maintenance': { act: Verb; code: string; until: EpochMs };
  'refuse.maintenance-undated': { act: Verb; code: string };
  'refuse.unread': { act: Verb; guard: Guard };
  'refuse.start-not-permitted': { act: Verb };
  'refuse.budget': { act: Verb; used: number; allowed: number; again: EpochMs };
  'refuse.brake-share': { act: Verb; zone: string; failed: number; total: number; percent: number };
  'refuse.brake-always': { act: Verb; zone: string; failed: number; limit: number };
  'refuse.brake-unread': { act: Verb; zone: string };
  'refuse.brake-lately': { act: Verb; zone: string; minutes: number };
  /** `service`: undefined in records of version 0.1.0, which knew of EC2 only. */
  'refuse.operational-issue': { act: Verb; code: string; service?: string; until: EpochMs };
  'refuse.group': { act: Verb; group: string; other: string };
  'refuse.concurrency': { act: Verb; active: number; limit: number; older: number };
  'refuse.claim-race': { act: Verb };
  'refuse.no-room': { act: Verb; other: string; type: string; zone: string; code: string };
  'refuse.no-room-perhaps': {
    act: Verb;
    other: string;
    type: string;
    zone: string;
    code: string;
    until: EpochMs;
  };
  'refuse.planned-one-at-a-time': { other: string };
  'refuse.move-not-back': { other: string };
  'refuse.move-pressing': { other: string; at: EpochMs; until: EpochMs };
  'refuse.member-down': { group: string; other: string };
  'refuse.planned-waits': { count: number };
  'refuse.planned-capacity': { other: string; type: string; zone: string };
  'plan.not-movable': undefined;
  'plan.undated': undefined;
  'plan.notify': undefined;
  'plan.window-tag': { problem: Sentence };
  'plan.no-time': undefined;
  'refuse.region-unread': { act: Verb };
  'refuse.stop-not-seen': { act: Verb };
  'refuse.unknown-stop': { act: Verb; by: string };

  // ── subjects ──────────────────────────────────────────────────────────────────────────────────────────────────
  'short.acting': undefined;
  'short.acting-start': undefined;
  'short.recovered': { ms: number };
  'short.recovered-new-ip': { ms: number };
  'short.recovered-lost-ip': { ms: number; forced: boolean };
  'short.recovered-forced': { ms: number };
  'short.acting-again': { number: number };
  'short.self-recovered': { ms: number | undefined };
  'short.aws-recovered': { ms: number | undefined };
  'short.event-gone': undefined;
  'short.runs-again': undefined;
  'short.ignored': undefined;
  'short.instance-failure-bad-host': undefined;
  'short.instance-failure': undefined;
  'short.ebs-failure': undefined;
  'short.would-stop': undefined;
  'short.replaced': undefined;
  'short.not-replaced': undefined;
  'short.not-stopping': undefined;
  'short.not-starting': undefined;
  'short.budget': undefined;
  'short.waits-for-claim': undefined;
  'short.no-room': undefined;
  'short.settings': { names: readonly string[]; effect: IfUnreadable };
  'short.brake': { zone: string; count: number };
  'short.sweep-unfinished': { left: number; total: number };
  'short.no-capacity': undefined;
  'short.start-failed': undefined;
  'short.stop-refused': undefined;
  'short.move-refused': undefined;
  'short.stop-hangs': undefined;
  'short.start-hangs': undefined;
  'short.verify-late': undefined;
  'short.os-after-start': undefined;
  'short.unclear': undefined;
  'short.flapping': undefined;
  'short.stopped-by-someone': undefined;
  'short.whose-stop': undefined;
  'short.stopped-announced': undefined;
  'short.stopped-on-host': undefined;
  'short.kept-stopped': undefined;
  'short.terminated': undefined;
  'short.acting-move': undefined;
  'short.acting-unreachable': undefined;
  'short.moved': { ms: number };
  'short.moved-new-ip': { ms: number };
  'short.moved-lost-ip': { ms: number };
  'short.not-moving': undefined;
  'short.move-pressing': { at: EpochMs };
  'short.member-down': undefined;
  'short.planned': { at: EpochMs };
  'short.no-move': undefined;
  'short.reminder': { at: EpochMs };
  'short.reminder-aws': { at: EpochMs };
  'short.not-listed': undefined;
  'short.still-listed': undefined;
  'short.announced-move': { what: string; at: EpochMs };
  'short.announced': { at: EpochMs | undefined; what: string };
  'short.notice': { what: string; other: string | undefined };

  // ── the story in a mail ───────────────────────────────────────────────────────────────────────────────────────
  'story.acting': undefined;
  'story.acting-again': { number: number };
  'story.acting-start': undefined;
  'story.acting-start-unannounced': { by: string };
  'story.will-lose': {
    publicIp: string | undefined;
    address: string;
    instanceStore: boolean;
    group: string | undefined;
  };
  'story.recovered': { ms: number };
  'story.recovered-unreachable': { ms: number };
  'story.recovered-aws-stop': { ms: number };
  'story.recovered-aws-stop-unannounced': { ms: number; by: string };
  'story.phases': { wait: number; stop: number; start: number; verify: number };
  'story.move-phases': { stop: number; start: number; verify: number };
  'story.ip-changed': { before: string; after: string };
  'story.ip-lost': { before: string };
  'story.ip-kept': undefined;
  'story.ip-perhaps': undefined;
  'story.self-recovered': { ms: number | undefined };
  'story.aws-recovered': undefined;
  'story.event-gone': undefined;
  'story.runs-again': undefined;
  'story.instance-failure-bad-host': { since: EpochMs; code: string; at: EpochMs | undefined };
  'story.instance-failure': { since: EpochMs };
  'story.ebs-failure': { since: EpochMs };
  'story.would-stop': undefined;
  'story.replaced': undefined;
  'story.not-replaced': { since: EpochMs };
  'story.not-stopping': undefined;
  'story.not-starting': undefined;
  'story.unknown-stop': undefined;
  'story.aws-word': { by: string };
  'story.budget': undefined;
  'story.waits-for-claim': undefined;
  'story.no-room': undefined;
  'story.brake': { zone: string; count: number };
  'story.issue': { count: number; service: string };
  'story.brake-look': undefined;
  'story.settings': { effect: IfUnreadable };
  'story.setting': { name: string; got: string | undefined; allowed: string };
  'story.settings-go-on': undefined;
  'story.sweep-unfinished': { left: number; total: number };
  'story.sweep-order': undefined;
  'story.held-part': { part: number; parts: number };
  'story.held-instances': { ids: string };
  'story.left-alone': { ids: string };
  'story.no-capacity': { code: string };
  'story.start-failed': { error: string; message?: string | undefined };
  'story.stop-refused': { code: string; message: string };
  'story.move-refused': { code: string; message: string };
  'story.stop-hangs-forced': undefined;
  'story.stop-hangs': undefined;
  'story.stop-hangs-refused': undefined;
  'story.others-stop-hangs': { since: EpochMs };
  'story.start-hangs': { since: EpochMs };
  'story.verify-late': { minutes: number };
  'story.os-after-start': { minutes: number };
  'story.unclear': { what: Sentence; minutes: number };
  'story.flapping': { count: number };
  'story.stopped-announced': undefined;
  'story.stopped-on-host': undefined;
  'story.stopped-by-someone': undefined;
  'story.whose-stop': { at: EpochMs; intent: EpochMs };
  'story.taken-over': undefined;
  'story.kept-stopped': undefined;
  'story.terminated': undefined;
  'story.ignored': undefined;
  'story.announced': { code: string; at: EpochMs | undefined };
  'story.overdue': { code: string; at: EpochMs | undefined };
  'story.move-in-window': { start: EpochMs; end: EpochMs };
  'story.move-before-date': { start: EpochMs; end: EpochMs };
  'story.not-moved': { reason: Sentence };
  'story.only-health': undefined;
  'story.before-the-move': undefined;
  'story.planned-before': { at: EpochMs };
  'story.reminder': undefined;
  'story.reminder-aws': undefined;
  'story.not-listed': { code: string; at: EpochMs | undefined };
  'story.still-listed': { code: string; at: EpochMs | undefined; launchTime: EpochMs };
  'story.not-moving': undefined;
  'story.move-pressing': { other: string; at: EpochMs; until: EpochMs };
  'story.moves-wait': undefined;
  'story.acting-move': undefined;
  'story.acting-unreachable': undefined;
  'story.moved': { ms: number; at: EpochMs };
  'story.end-reason': { reason: Sentence };
  'story.refusal': { reason: Sentence };

  // ── notices: what AWS Health tells of any service ─────────────────────────────────────────────────────────────
  'notice.scheduled': HealthAbout;
  'notice.issue': HealthAbout;
  'notice.investigation': HealthAbout;
  'notice.account': HealthAbout;
  'notice.closed': HealthAbout;
  'notice.scheduled-over': HealthAbout;
  'notice.closed-lasts': HealthAbout;
  'notice.first-closed-lasts': HealthAbout;
  'notice.date': HealthAbout;
  'notice.asks': HealthAbout;
  'notice.more': HealthAbout;
  'notice.text': HealthAbout;
  'notice.reach': HealthAbout;
  'notice.all-finished': HealthAbout;
  'notice.open-again': HealthAbout;
  'notice.other-account': undefined;
  'notice.public': undefined;
  'notice.dates': { since: EpochMs | undefined; until: EpochMs | undefined };
  'notice.work': { what: string };
  'notice.date-past': undefined;
  /** `state`: where all have the same; records of version 0.1.0 have none. */
  'notice.entities': { count: number; ids: string; older: number; state?: string | undefined };
  'notice.finished': { count: number };
  'notice.only-finished': { count: number };
  /** `pages`: the numbers of those that came. */
  'notice.pages': { pages: string; total: number };
  'notice.pages-counted': { count: number; total: number };
  'notice.aws-says': { message: string };
  'notice.cut': undefined;
  'notice.old': { at: EpochMs };

  // ── what the reader has to do ─────────────────────────────────────────────────────────────────────────────────
  'todo.wait': undefined;
  'todo.check-service': undefined;
  'todo.fsck': undefined;
  'todo.dns': undefined;
  'todo.elastic-ip': undefined;
  'todo.elastic-ip-before': undefined;
  'todo.console': undefined;
  'todo.connect': undefined;
  'todo.ebs': undefined;
  'todo.stop-start-yourself': undefined;
  'todo.remove-protection': undefined;
  'todo.shutdown-stop': undefined;
  'todo.ask-manager': undefined;
  'todo.loses-data': undefined;
  'todo.dedicated-host': undefined;
  'todo.goes-on': undefined;
  'todo.no-room': undefined;
  'todo.replace': undefined;
  'todo.group-replaces': undefined;
  'todo.not-replaced': undefined;
  'todo.tag': undefined;
  'todo.tag-value': undefined;
  'todo.keep-stopped': undefined;
  'todo.keep-stopped-off': undefined;
  'todo.observe-off': undefined;
  'todo.correct-settings': undefined;
  'todo.same-host-again': undefined;
  'todo.health-dashboard': undefined;
  'todo.region-outage': undefined;
  'todo.sweep-unfinished': undefined;
  'todo.capacity': undefined;
  'todo.start-error': undefined;
  'todo.kms': undefined;
  'todo.key': undefined;
  'todo.snapshot': undefined;
  'todo.quota': undefined;
  'todo.permission': { action: string; resource: string };
  'todo.denied': undefined;
  'todo.support': undefined;
  'todo.force-stop': undefined;
  'todo.force-pending': undefined;
  'todo.support-pending': undefined;
  'todo.verify': undefined;
  'todo.look': undefined;
  'todo.flapping': undefined;
  'todo.start-it': undefined;
  'todo.whose-stop': undefined;
  'todo.whose-stop-tag': undefined;
  'todo.window-tag': undefined;
  'todo.move-nothing': undefined;
  'todo.move-other-time': undefined;
  'todo.move-yourself': undefined;
  'todo.move-overdue': undefined;
  'todo.reboot-instead': undefined;
  'todo.move-by-its-group': undefined;
  'todo.move-remove-protection': undefined;
  'todo.move-shutdown-stop': undefined;
  'todo.not-listed': undefined;
  'todo.still-listed': undefined;
  'todo.move-goes-on': undefined;
  'todo.moves-go-on': undefined;
  'todo.move-pressing': { other: string };
  'todo.member-down': undefined;

  // ── what a Health event asks of the owner: EC2 and EBS (health-codes.ts) ───────────────────────────────────────
  'ask.move': undefined;
  'ask.replace-instance': undefined;
  'ask.wait-maintenance': undefined;
  'ask.read-maintenance': undefined;
  'ask.dedicated-host': undefined;
  'ask.check-service': undefined;
  'ask.move-unrecovered': undefined;
  'ask.nothing-healthy': undefined;
  'ask.nothing-terminated': undefined;
  'ask.nothing-unknown': undefined;
  'ask.nothing-stopped': undefined;
  'ask.nothing-runs': undefined;
  'ask.watch-instance': undefined;
  'ask.replace-drive': undefined;
  'ask.wait-outage': undefined;
  'ask.read': undefined;
  'ask.capacity-reservation': undefined;
  'ask.security': undefined;
  'ask.check-volume': undefined;
  'ask.restore-volume': undefined;

  // ── what a Health event asks of the owner: other services (notice-kinds.ts) ────────────────────────────────────
  'ask.required': undefined;
  'ask.no-action': undefined;
  'ask.done': undefined;
  'ask.all-finished': undefined;
  'ask.date-past': undefined;
  'ask.lifecycle-past': undefined;
  'ask.if-not-done': undefined;
  'ask.issue': undefined;
  'ask.scheduled': undefined;
  'ask.lifecycle': undefined;
  'ask.lambda-runtime': undefined;
  'ask.certificate': undefined;
  'ask.certificate-renewed': undefined;
  'ask.certificate-caa': undefined;
  'ask.rds': undefined;
  'ask.direct-connect': undefined;
  'ask.vpn': undefined;
  'ask.load-balancer': undefined;
  'ask.limit': undefined;
  'ask.beanstalk': undefined;
  'ask.ecs-tasks': undefined;
  'ask.elasticache': undefined;
  'ask.abuse': undefined;
  'ask.credentials': undefined;
  'ask.quarantine': undefined;
  'ask.ses': undefined;
  'ask.shield': undefined;
  'ask.billing': undefined;
  'ask.suspension': undefined;
}

/** What must be read before a stop. */
export type Guard =
  | 'tenancy'
  | 'root-device-type'
  | 'spot-request-type'
  | 'stop-protection'
  | 'shutdown-behavior'
  | 'start-permission'
  | 'instance-type'
  | 'group-members'
  | 'other-moves';

/** A status check of EC2. */
export type CheckName = 'system' | 'instance' | 'attached-ebs';

/** As in "not stopping: …". */
export type Verb = 'stopping' | 'starting' | 'moving';

export type SentenceKey = keyof SentenceValues;

/** A sentence that needs no values, for tables of data. */
export type PlainSentenceKey = {
  [K in SentenceKey]: SentenceValues[K] extends undefined ? K : never;
}[SentenceKey];

/** A key and its values; plain data, so that it can be kept in the record and be said in any language. */
export interface Sentence {
  readonly key: SentenceKey;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** Makes a sentence; the compiler checks that the values are those which the key needs. */
export function say<K extends SentenceKey>(
  key: K,
  ...values: SentenceValues[K] extends undefined ? [] : [SentenceValues[K]]
): Sentence {
  const [given] = values;
  return given === undefined ? { key } : { key, values: given as Readonly<Record<string, unknown>> };
}
