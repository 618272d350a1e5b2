import type { SeededRandom } from '../runtime/seeded-random.ts';
import type { VirtualClock } from '../runtime/virtual-clock.ts';

export interface VirtualTimersProps {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
}

let installed = false;

/**
 * Puts this process on the clock and the seed of a simulation, until the function that is returned is called: the SDK
 * waits between attempts with `setTimeout`, for as long as `Math.random` says, signs with `Date.now`, compares it with the
 * date of each response, and names each call with `crypto.randomUUID`. One simulation at a time.
 */
export function installVirtualTimers({ clock, random }: VirtualTimersProps): () => void {
  if (installed) throw new Error('the timers of this process are virtual already');
  installed = true;
  const real = { setTimeout, clearTimeout, random: Math.random, now: Date.now };

  globalThis.setTimeout = ((callback: (...args: unknown[]) => void, delay?: number, ...args: unknown[]) =>
    new VirtualTimer(clock, asNodeDelays(delay), () => {
      callback(...args);
    })) as unknown as typeof setTimeout;
  globalThis.clearTimeout = (timer) => {
    if (timer instanceof VirtualTimer) timer.cancel();
    else real.clearTimeout(timer);
  };
  Math.random = () => random.next();
  Date.now = () => clock.now();
  // An own property hides the method of the prototype, which is back once it is deleted.
  Object.defineProperty(crypto, 'randomUUID', { value: () => uuid(random), configurable: true });

  return () => {
    installed = false;
    globalThis.setTimeout = real.setTimeout;
    globalThis.clearTimeout = real.clearTimeout;
    Math.random = real.random;
    Date.now = real.now;
    Reflect.deleteProperty(crypto, 'randomUUID');
  };
}

/** What `setTimeout` returns: Node's object, as far as libraries call it. */
class VirtualTimer {
  readonly cancel: () => void;

  constructor(clock: VirtualClock, delayMs: number, callback: () => void) {
    this.cancel = clock.after(delayMs, callback);
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }
}

/** Whole milliseconds, at least one. https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
function asNodeDelays(delay: number | undefined): number {
  return delay !== undefined && delay >= 1 && delay <= 2 ** 31 - 1 ? Math.trunc(delay) : 1;
}

function uuid(random: SeededRandom): string {
  const word = (): string =>
    random
      .integer(0, 2 ** 32 - 1)
      .toString(16)
      .padStart(8, '0');
  const digits = word() + word() + word() + word();
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
}
