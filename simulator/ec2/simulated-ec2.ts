import {
  newInstance,
  wholeSecond,
  type InstanceProps,
  type SimulatedInstance,
  type SimulatedScheduledEvent,
  type StartTrouble,
  type Stopper,
} from './simulated-instance.ts';
import { NO_ROOM, type NoRoom } from './no-room.ts';
import { ServiceError } from '../runtime/service-error.ts';
import type { VirtualClock } from '../runtime/virtual-clock.ts';

/** An event that is over stays in the list with a mark in front. */
const KEPT_COMPLETED_MS = 60 * 60_000;

/** How long a stop hangs that ends by itself. */
const HANGS_MS = 150 * 60_000;

export interface SimulatedEc2Props {
  readonly clock: VirtualClock;
  readonly region: string;
  /** By how much its clock is ahead of the function's, as the time of a stop shows. @default 0 */
  readonly clockAheadMs?: number | undefined;
  /** Every change of an instance's state, as it happens. */
  readonly onStateChange: (instance: SimulatedInstance) => void;
}

/** Which of EC2's two pictures of an instance: they are kept apart, and each may lag. */
export type Picture = 'instance' | 'status';

/** What EC2 showed of an instance at a moment, and until when it goes on showing it. */
interface Lag {
  readonly until: number;
  readonly at: number;
  readonly instance: SimulatedInstance;
}

/** A tag of the instance that its role may not stop is the simulated IAM's to know; here is what EC2 itself does. */
export class SimulatedEc2 {
  readonly instances = new Map<string, SimulatedInstance>();
  /** Whether a star in a filter of DescribeInstanceStatus stands for any text, or is refused: nobody here can try it. */
  wildcards: 'match' | 'refused' = 'match';
  /** Hears when the list of scheduled events of an instance has changed by itself. */
  eventsChanged: (instance: SimulatedInstance) => void = () => undefined;
  /** `zone/type` without room, until when, and how EC2 says so. */
  readonly #noCapacity = new Map<string, { readonly until: number; readonly says: NoRoom }>();
  readonly #clock: VirtualClock;
  readonly #region: string;
  /** By how much its clock is ahead of everybody else's. */
  readonly clockAheadMs: number;
  readonly #onStateChange: (instance: SimulatedInstance) => void;
  #number = 1;
  /** A transition that a newer one has overtaken must not fire: each change of state gets a number. */
  readonly #epochs = new Map<string, number>();
  readonly #lags = new Map<string, Lag>();

  constructor(props: SimulatedEc2Props) {
    this.#clock = props.clock;
    this.#region = props.region;
    this.clockAheadMs = props.clockAheadMs ?? 0;
    this.#onStateChange = props.onStateChange;
  }

  /** Puts an instance into the Region; by default a well one. */
  add(props: InstanceProps = {}): SimulatedInstance {
    const instance = newInstance(this.#number++, `${this.#region}a`, this.#clock.now(), props);
    this.instances.set(instance.id, instance);
    return instance;
  }

  get(id: string): SimulatedInstance {
    const instance = this.instances.get(id);
    if (instance === undefined)
      throw new ServiceError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
    return instance;
  }

  /** For this long reads of this picture go on showing the instance as it is now. AWS: "Eventual consistency", EC2 API. */
  lag(id: string, picture: Picture, forMs: number): void {
    const instance = this.get(id);
    const copy = { ...instance, tags: { ...instance.tags }, scheduledEvents: [...instance.scheduledEvents] };
    const at = this.#clock.now();
    this.#lags.set(`${picture} ${id}`, { until: at + forMs, at, instance: copy });
  }

  /** The instance as reads show it, and as of when. */
  seen(instance: SimulatedInstance, picture: Picture): { instance: SimulatedInstance; asOf: number } {
    const lag = this.#lags.size === 0 ? undefined : this.#lags.get(`${picture} ${instance.id}`);
    const now = this.#clock.now();
    return lag !== undefined && now < lag.until
      ? { instance: lag.instance, asOf: lag.at }
      : { instance, asOf: now };
  }

  /** For this long there is no room for this type in this zone. */
  exhaust(availabilityZone: string, type: string, forMs: number, says: NoRoom = NO_ROOM.usual): void {
    this.#noCapacity.set(`${availabilityZone}/${type}`, { until: this.#clock.now() + forMs, says });
  }

  /** How EC2 says now that there is no room for this type in this zone; undefined while there is. */
  noRoomFor({
    availabilityZone,
    type,
  }: Pick<SimulatedInstance, 'availabilityZone' | 'type'>): NoRoom | undefined {
    const full = this.#noCapacity.get(`${availabilityZone}/${type}`);
    return full !== undefined && this.#clock.now() < full.until ? full.says : undefined;
  }

  /** StopInstances of one instance, whoever asks. Out: the state before. AWS: "How instance stop and start works". */
  stop(
    id: string,
    how: { force: boolean; by?: Stopper; hibernate?: boolean; reason?: string },
  ): SimulatedInstance['state'] {
    const instance = this.get(id);
    const before = instance.state;
    this.#refuseStop(instance, how.by ?? 'human');
    if (before === 'stopped') return before;
    if (before === 'stopping') {
      if (how.force && /^(until forced|for hours)$/.test(instance.stopHangs))
        this.#stopAfter(instance, 20_000);
      return before;
    }
    const by = how.by ?? 'human';
    setReason(instance, by, this.#clock.now() + this.clockAheadMs, how.reason);
    if (how.hibernate === true) instance.stateReason = HIBERNATED;
    instance.stoppedBy = { who: by, at: this.#clock.now() };
    // AWS's own stop at a date stops it. Of a stop by the API the EC2 guide says the same, and other documents do not.
    if (instance.shutdownBehavior === 'terminate' && by !== 'AWS') {
      this.#shutDown(instance);
      return before;
    }
    this.#enter(instance, 'stopping');
    const { stopHangs } = instance;
    const hangs = stopHangs === 'for ever' || (stopHangs !== 'no' && !how.force);
    if (!hangs) this.#stopAfter(instance, instance.stopMs);
    else if (stopHangs === 'for hours') this.#stopAfter(instance, HANGS_MS);
    return before;
  }

  /** StartInstances of one instance, whoever asks. Out: the state before. */
  start(id: string, by: 'responder' | 'human' = 'human'): SimulatedInstance['state'] {
    const instance = this.get(id);
    const before = instance.state;
    if (before === 'running' || before === 'pending') return before;
    if (before !== 'stopped') {
      throw new ServiceError(
        'IncorrectInstanceState',
        `The instance '${id}' is not in a state from which it can be started.`,
      );
    }
    this.#refuseStart(instance);
    if (instance.lifecycle === 'spot' && instance.spotRequestState !== 'active') {
      throw new ServiceError(
        'IncorrectSpotRequestState',
        `The Spot request of the instance '${id}' is ${instance.spotRequestState}, not active.`,
      );
    }
    const full = this.noRoomFor(instance);
    if (full?.status !== undefined) {
      throw new ServiceError(
        full.code,
        `We currently do not have sufficient ${instance.type} capacity in the Availability Zone you requested (${instance.availabilityZone}).`,
        full.status,
      );
    }
    instance.launchTime = wholeSecond(this.#clock.now());
    instance.startedBy = { who: by, at: this.#clock.now() };
    instance.stateReason = undefined;
    instance.stateTransitionReason = '';
    this.#enter(instance, 'pending');
    this.#afterPending(instance, full === undefined ? instance.startTroubles.shift() : { code: full.code });
    return before;
  }

  /** RebootInstances by its owner: with reboot migration it comes up on other hardware where AWS was to reboot its host. */
  reboot(id: string): void {
    const instance = this.get(id);
    if (instance.state !== 'running') return;
    instance.rebootedAt = this.#clock.now();
    instance.osFailedAt = undefined;
    if (instance.rebootMigration !== 'default') return;
    for (const event of instance.scheduledEvents) if (event.code === 'system-reboot') event.isEnded = true;
    this.#endEvents(
      instance,
      instance.scheduledEvents.filter(({ isEnded }) => isEnded === true),
    );
  }

  terminate(id: string): void {
    const instance = this.get(id);
    setReason(instance, 'human', this.#clock.now());
    this.#shutDown(instance);
  }

  #shutDown(instance: SimulatedInstance): void {
    this.#enter(instance, 'shutting-down');
    this.#later(instance, 30_000, () => {
      this.#enter(instance, 'terminated');
    });
  }

  /** AWS's own recovery: other hardware, the same addresses, no change of state; to the OS it is a reboot. */
  recoverByAws(id: string): void {
    const instance = this.get(id);
    if (instance.state !== 'running') return;
    instance.hostFailedAt = undefined;
  }

  #refuseStop(instance: SimulatedInstance, by: Stopper): void {
    const { id } = instance;
    // Stop protection is about the API; AWS's own stop and a shutdown from inside pass it.
    if (instance.stopProtection && (by === 'human' || by === 'responder')) {
      throw new ServiceError(
        'OperationNotPermitted',
        `The instance '${id}' may not be stopped. Modify its 'disableApiStop' instance attribute and try again.`,
      );
    }
    if (instance.rootDeviceType !== 'ebs') {
      throw new ServiceError(
        'UnsupportedOperation',
        `The instance '${id}' does not have an 'ebs' root device type and cannot be stopped.`,
      );
    }
    if (instance.lifecycle === 'spot' && instance.spotType === 'one-time') {
      throw new ServiceError(
        'UnsupportedOperation',
        `You can't stop the Spot Instance '${id}' because it is associated with a one-time Spot Instance request.`,
      );
    }
    if (instance.state === 'shutting-down' || instance.state === 'terminated') {
      throw new ServiceError(
        'IncorrectInstanceState',
        `This instance '${id}' is not in a state from which it can be stopped.`,
      );
    }
  }

  #refuseStart({ refusesStart, stoppedAt }: SimulatedInstance): void {
    if (refusesStart === undefined || stoppedAt === undefined) return;
    if (this.#clock.now() - stoppedAt < refusesStart.forMs)
      throw new ServiceError(refusesStart.code, refusesStart.message);
  }

  #stopAfter(instance: SimulatedInstance, ms: number): void {
    this.#later(instance, ms, () => {
      if (instance.autoPublicIp) instance.publicIp = undefined;
      instance.stoppedAt = this.#clock.now();
      this.#enter(instance, 'stopped');
    });
  }

  #afterPending(instance: SimulatedInstance, trouble: StartTrouble | { code: string } | undefined): void {
    const pendingMs = trouble === 'hangs in pending' ? instance.pendingHangsMs : instance.pendingMs;
    this.#later(instance, pendingMs, () => {
      const code = typeof trouble === 'object' ? trouble.code : trouble;
      if (code !== undefined && !/^(bad host|boot fault|hangs in pending)$/.test(code)) {
        instance.stateReason = { code, message: `${code}: on launch` };
        instance.stateTransitionReason = code;
        instance.stoppedBy = { who: 'failed start', at: this.#clock.now() };
        this.#enter(instance, 'stopped');
        return;
      }
      // A start lands on another host; what was scheduled for the old one is listed for a while yet. A Dedicated Host stays.
      instance.hostFailedAt = trouble === 'bad host' ? instance.launchTime : undefined;
      if (trouble === 'boot fault') instance.osFailedAt = instance.launchTime;
      if (instance.tenancy !== 'host') this.#endEvents(instance, instance.scheduledEvents);
      if (instance.autoPublicIp)
        instance.publicIp = losesPublicIp(instance) ? undefined : newPublicIp(instance);
      instance.ranAt = this.#clock.now();
      this.#enter(instance, 'running');
    });
  }

  /** AWS: "Scheduled events for your instances": an event may be listed for up to an hour after it is over. */
  #endEvents(instance: SimulatedInstance, events: readonly SimulatedScheduledEvent[]): void {
    const replace = (old: SimulatedScheduledEvent, by: readonly SimulatedScheduledEvent[]): void => {
      instance.scheduledEvents = instance.scheduledEvents.flatMap((one) => (one === old ? by : [one]));
    };
    for (const event of events) {
      const over = { ...event, description: `[Completed] ${event.description}` };
      this.#clock.after(instance.eventLingersMs, () => {
        replace(event, [over]);
        this.eventsChanged(instance);
      });
      this.#clock.after(instance.eventLingersMs + KEPT_COMPLETED_MS, () => {
        replace(over, []);
        this.eventsChanged(instance);
      });
    }
  }

  #enter(instance: SimulatedInstance, state: SimulatedInstance['state']): void {
    instance.state = state;
    this.#epochs.set(instance.id, (this.#epochs.get(instance.id) ?? 0) + 1);
    this.#onStateChange(instance);
  }

  /** Runs unless the instance has changed its state by then. */
  #later(instance: SimulatedInstance, ms: number, change: () => void): void {
    const epoch = this.#epochs.get(instance.id);
    this.#clock.after(ms, () => {
      if (this.#epochs.get(instance.id) === epoch) change();
    });
  }
}

const HIBERNATED = { code: 'Client.UserInitiatedHibernate', message: 'Client.UserInitiatedHibernate' };

/** @param reason EC2's word, where it is none of the usual ones */
function setReason(instance: SimulatedInstance, by: Stopper, now: number, reason?: string): void {
  const time = new Date(wholeSecond(now)).toISOString().slice(0, 19).replace('T', ' ');
  const usual =
    by === 'AWS'
      ? 'Server.ScheduledStop'
      : by === 'its OS'
        ? 'Client.InstanceInitiatedShutdown'
        : 'Client.UserInitiatedShutdown';
  const code = reason ?? usual;
  instance.stateReason = { code, message: code };
  instance.stateTransitionReason = by === 'AWS' || by === 'its OS' ? '' : `User initiated (${time} GMT)`;
}

/** AWS: "Amazon EC2 instance IP addressing": no public address is given at a start where it has more than one of these. */
export function losesPublicIp({ networkInterfaces, secondaryElasticIp }: SimulatedInstance): boolean {
  return networkInterfaces > 1 || secondaryElasticIp;
}

/** From the documentation range, different at each start. */
function newPublicIp(instance: SimulatedInstance): string {
  const mixed = Math.floor(instance.launchTime / 1000) + Number.parseInt(instance.id.slice(-4), 16);
  return `203.0.113.${1 + (mixed % 250)}`;
}
