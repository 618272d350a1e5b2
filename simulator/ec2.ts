import {
  newInstance,
  wholeSecond,
  type InstanceProps,
  type SimulatedInstance,
  type StartTrouble,
} from './instance.ts';
import { ServiceError } from './service-error.ts';
import type { VirtualClock } from './virtual-clock.ts';

export interface SimulatedEc2Props {
  readonly clock: VirtualClock;
  readonly region: string;
  /** Every change of an instance's state, as it happens. */
  readonly onStateChange: (instance: SimulatedInstance) => void;
}

/** A tag of the instance that its role may not stop is the simulated IAM's to know; here is what EC2 itself does. */
export class SimulatedEc2 {
  readonly instances = new Map<string, SimulatedInstance>();
  /** `zone/type` without room, until when. */
  readonly #noCapacity = new Map<string, number>();
  readonly #clock: VirtualClock;
  readonly #region: string;
  readonly #onStateChange: (instance: SimulatedInstance) => void;
  #number = 1;
  /** A transition that a newer one has overtaken must not fire: each change of state gets a number. */
  readonly #epochs = new Map<string, number>();

  constructor(props: SimulatedEc2Props) {
    this.#clock = props.clock;
    this.#region = props.region;
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

  /** There is no room for this type in this zone for so long. */
  exhaust(availabilityZone: string, type: string, forMs: number): void {
    this.#noCapacity.set(`${availabilityZone}/${type}`, this.#clock.now() + forMs);
  }

  /** StopInstances of one instance, by whoever. Out: the state before. AWS: "How instance stop and start works". */
  stop(
    id: string,
    how: { force: boolean; reason?: 'user' | 'scheduled' | 'os' },
  ): SimulatedInstance['state'] {
    const instance = this.get(id);
    const before = instance.state;
    this.#refuseStop(instance);
    if (before === 'stopped') return before;
    if (before === 'stopping') {
      if (how.force && instance.stopHangs === 'until forced') this.#stopAfter(instance, 20_000);
      return before;
    }
    setReason(instance, how.reason ?? 'user', this.#clock.now());
    this.#enter(instance, 'stopping');
    const hangs = instance.stopHangs === 'for ever' || (instance.stopHangs === 'until forced' && !how.force);
    if (!hangs) this.#stopAfter(instance, instance.stopMs);
    return before;
  }

  /** StartInstances of one instance, by whoever. Out: the state before. */
  start(id: string): SimulatedInstance['state'] {
    const instance = this.get(id);
    const before = instance.state;
    if (before === 'running' || before === 'pending') return before;
    if (before !== 'stopped') {
      throw new ServiceError(
        'IncorrectInstanceState',
        `The instance '${id}' is not in a state from which it can be started.`,
      );
    }
    const until = this.#noCapacity.get(`${instance.availabilityZone}/${instance.type}`);
    if (until !== undefined && this.#clock.now() < until) {
      throw new ServiceError(
        'InsufficientInstanceCapacity',
        `We currently do not have sufficient ${instance.type} capacity in the Availability Zone you requested (${instance.availabilityZone}).`,
        500,
      );
    }
    instance.launchTime = wholeSecond(this.#clock.now());
    instance.stateReason = undefined;
    instance.stateTransitionReason = '';
    this.#enter(instance, 'pending');
    this.#afterPending(instance, instance.startTroubles.shift());
    return before;
  }

  terminate(id: string): void {
    const instance = this.get(id);
    setReason(instance, 'user', this.#clock.now());
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

  #refuseStop(instance: SimulatedInstance): void {
    const { id } = instance;
    if (instance.stopProtection) {
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

  #stopAfter(instance: SimulatedInstance, ms: number): void {
    this.#later(instance, ms, () => {
      if (instance.autoPublicIp) instance.publicIp = undefined;
      this.#enter(instance, 'stopped');
    });
  }

  #afterPending(instance: SimulatedInstance, trouble: StartTrouble | undefined): void {
    this.#later(instance, instance.pendingMs, () => {
      if (trouble === 'Server.InternalError' || trouble === 'Client.InternalError') {
        instance.stateReason = { code: trouble, message: `${trouble}: on launch` };
        instance.stateTransitionReason = 'Server.InternalError';
        this.#enter(instance, 'stopped');
        return;
      }
      // A start lands on another host; scheduled events belonged to the old one.
      instance.hostFailedAt = trouble === 'bad host' ? instance.launchTime : undefined;
      instance.scheduledEvents = [];
      if (instance.autoPublicIp) instance.publicIp = newPublicIp(instance);
      this.#enter(instance, 'running');
    });
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

function setReason(instance: SimulatedInstance, by: 'user' | 'scheduled' | 'os', now: number): void {
  const time = new Date(wholeSecond(now)).toISOString().slice(0, 19).replace('T', ' ');
  const code = {
    user: 'Client.UserInitiatedShutdown',
    scheduled: 'Server.ScheduledStop',
    os: 'Client.InstanceInitiatedShutdown',
  }[by];
  instance.stateReason = { code, message: code };
  instance.stateTransitionReason = by === 'user' ? `User initiated (${time} GMT)` : '';
}

/** From the documentation range, different at each start. */
function newPublicIp(instance: SimulatedInstance): string {
  const mixed = Math.floor(instance.launchTime / 1000) + Number.parseInt(instance.id.slice(-4), 16);
  return `203.0.113.${1 + (mixed % 250)}`;
}
