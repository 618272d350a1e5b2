import type { SimulatedInstance } from '../../ec2/simulated-instance.ts';
import type { NoRoom } from '../../ec2/no-room.ts';
import type { VirtualClock } from '../../runtime/virtual-clock.ts';
import type { Parameters } from '../workload/draw-parameters.ts';
import type { Moment } from './moment.ts';
import { isWell, tagValues } from './oracle.ts';

export type { Moment } from './moment.ts';

/** An instance as it was from a moment on. */
export interface Snapshot {
  readonly from: number;
  readonly instance: SimulatedInstance;
}

/** Trouble in the Region in which a start may fail: its last update, and when it was closed. */
export interface Issue {
  readonly eventArn: string;
  readonly updatedAt: number;
  readonly closedAt: number | undefined;
}

/** What EC2 has said to our starts of an instance for lack of room: since when, when last, and how. */
export interface RefusedForRoom {
  readonly since: number;
  readonly at: number;
  readonly says: NoRoom;
}

/** Nobody acts on a picture that is older than this. */
const KEEP_MS = 10 * 60_000;

/**
 * How things really were at each moment, whatever anybody could read of them. The invariants are judged by this and never by
 * the responder's own code.
 */
export class GroundTruth {
  readonly #snapshots = new Map<string, Snapshot[]>();
  readonly #parameters: { readonly from: number; readonly parameters: Parameters }[];
  readonly #announcedAt = new Map<string, number[]>();
  readonly #availabilityIssues = new Set<string>();
  readonly #recoveryFailedAt = new Map<string, number>();
  readonly #clock: VirtualClock;
  /** Issues in which a start may fail, as they were put on the bus, by event. */
  readonly #issues = new Map<string, Issue>();
  readonly affected = new Set<string>();
  /** What was stopped for a planned move and has not been well since, with the time of the stop. */
  readonly movedAway = new Map<string, number>();
  readonly #refusedForRoom = new Map<string, RefusedForRoom>();
  /** When what runs of a type in a zone was started last, by `zone/type`. */
  readonly #roomSeen = new Map<string, number>();
  readonly #failed = new Set<string>();

  constructor(clock: VirtualClock, parameters: Parameters) {
    this.#clock = clock;
    this.#parameters = [{ from: clock.now(), parameters }];
  }

  /** True where the host, the OS or a volume of the instance has failed at any time of the run. */
  hasFailed(instanceId: string): boolean {
    return this.#failed.has(instanceId);
  }

  /** To be called whenever an instance has changed. */
  note(instance: SimulatedInstance): void {
    const now = this.#clock.now();
    const { hostFailedAt, osFailedAt, ebsFailedAt } = instance;
    if ((hostFailedAt ?? osFailedAt ?? ebsFailedAt) !== undefined) this.#failed.add(instance.id);
    const kept = this.#snapshots.get(instance.id) ?? [];
    this.noteBack(instance);
    const copy = { ...instance, tags: { ...instance.tags }, scheduledEvents: [...instance.scheduledEvents] };
    kept.push({ from: now, instance: copy });
    // The newest that is older than the limit still says how it was at the limit.
    while ((kept[1]?.from ?? now) < now - KEEP_MS) kept.shift();
    this.#snapshots.set(instance.id, kept);
  }

  /** A stop of ours takes effect on an instance with which nothing is wrong: that is a planned move. */
  noteStopOfOurs({ id, hostFailedAt, osFailedAt, ebsFailedAt }: SimulatedInstance): void {
    if ((hostFailedAt ?? osFailedAt ?? ebsFailedAt) === undefined) this.movedAway.set(id, this.#clock.now());
  }

  /** Forgets what was moved and is well since, or is its owner's again. To be called at each sweep, too: checks get well by themselves. */
  noteBack(instance: SimulatedInstance): void {
    const at = this.#clock.now();
    const stoppedAt = this.movedAway.get(instance.id);
    if (stoppedAt === undefined) return;
    const { launchTime, state, stoppedBy } = instance;
    const isBack = launchTime > stoppedAt && isWell({ at, instance });
    const others: readonly unknown[] = ['human', 'its OS', 'AWS'];
    const isOthers = others.includes(stoppedBy?.who) && (stoppedBy?.at ?? 0) > stoppedAt;
    const values = tagValues(instance);
    const isIgnored =
      values.includes('ignore') || (values.length === 0 && this.parameters.DefaultAction === 'ignore');
    if (isBack || isOthers || isIgnored || state === 'terminated') this.movedAway.delete(instance.id);
  }

  deploy(parameters: Parameters): void {
    this.#parameters.push({ from: this.#clock.now(), parameters });
  }

  /** The parameters in force now. */
  get parameters(): Parameters {
    const last = this.#parameters.at(-1);
    if (last === undefined) throw new Error('no parameters');
    return last.parameters;
  }

  /** All parameters that were in force at some time of the run. */
  get everyParameters(): readonly Parameters[] {
    return this.#parameters.map((one) => one.parameters);
  }

  noteAnnounced(instanceId: string): void {
    this.#announcedAt.set(instanceId, [...(this.#announcedAt.get(instanceId) ?? []), this.#clock.now()]);
  }

  /** When EC2 or Health began to announce something for the instance, in order. */
  announcedAt(instanceId: string): readonly number[] {
    return this.#announcedAt.get(instanceId) ?? [];
  }

  noteAvailabilityIssue(instanceId: string): void {
    this.#availabilityIssues.add(instanceId);
  }

  /** Health has told of a problem of its host; that it is over may have been lost on the way. */
  hadAvailabilityIssue(instanceId: string): boolean {
    return this.#availabilityIssues.has(instanceId);
  }

  noteRecoveryFailed(instanceId: string): void {
    this.#recoveryFailedAt.set(instanceId, this.#clock.now());
  }

  /** When Health said last that AWS's own recovery of the instance failed. */
  recoveryFailedAt(instanceId: string): number | undefined {
    return this.#recoveryFailedAt.get(instanceId);
  }

  /** EC2 has refused our start of the instance, or let it fall back, because there is no room. */
  noteRefusedForRoom(instanceId: string, says: NoRoom): void {
    const at = this.#clock.now();
    const since = this.#refusedForRoom.get(instanceId)?.since ?? at;
    this.#refusedForRoom.set(instanceId, { since, at, says });
  }

  /** The instance runs: there was room for it when it was started. */
  noteRunning({ id, availabilityZone, type, launchTime }: SimulatedInstance): void {
    this.#refusedForRoom.delete(id);
    this.#roomSeen.set(`${availabilityZone}/${type}`, launchTime);
  }

  /** What keeps the instance stopped, if it is a lack of room of which no later start of its kind has shown the end. */
  refusedForRoom({
    id,
    availabilityZone,
    type,
  }: Pick<SimulatedInstance, 'id' | 'availabilityZone' | 'type'>): RefusedForRoom | undefined {
    const refused = this.#refusedForRoom.get(id);
    const seen = this.#roomSeen.get(`${availabilityZone}/${type}`) ?? -Infinity;
    return refused !== undefined && refused.at >= seen ? refused : undefined;
  }

  /** News of such an issue is put on the bus, whether anybody gets it or not. */
  noteIssue(eventArn: string, closed: boolean): void {
    const now = this.#clock.now();
    this.#issues.set(eventArn, { eventArn, updatedAt: now, closedAt: closed ? now : undefined });
  }

  get issues(): readonly Issue[] {
    return [...this.#issues.values()];
  }

  /**
   * The moments of the last `ms` at which something was different: the beginning, each change (just before it and
   * at it), and now. Settings are looked at for longer: an invocation keeps those that it began with.
   */
  moments(instanceId: string, ms: number, settingsMs: number): Moment[] {
    const now = this.#clock.now();
    const snapshots = this.#snapshots.get(instanceId) ?? [];
    const times = new Set([now - ms, now]);
    for (const { from } of snapshots) {
      if (from <= now - ms || from > now) continue;
      times.add(from);
      times.add(from - 1);
    }
    const settings = this.#parameters.filter(
      (_, index) => (this.#parameters[index + 1]?.from ?? Infinity) > now - settingsMs,
    );
    return [...times].flatMap((at) => {
      const instance = snapshots.findLast(({ from }) => from <= at)?.instance;
      return instance === undefined ? [] : settings.map(({ parameters }) => ({ at, instance, parameters }));
    });
  }
}
