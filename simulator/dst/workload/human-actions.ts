import { windowsIn } from './draw-parameters.ts';
import { attempted, setWindow } from './basic-events.ts';
import type { SimulatedInstance } from '../../ec2/simulated-instance.ts';
import { stopEachNight } from './announcements/nightly-stops.ts';
import { WORDS_OF_STRANGERS } from './words-of-strangers.ts';
import type { WorkloadContext, WorkloadHandler } from './workload.ts';

const MINUTE = 60_000;
const LOOKS_EVERY_MS = 5_000;

/** What humans do, with good reason or by mistake. */
export const HUMAN_ACTIONS = {
  'human-stops': (instance, { random }, context) =>
    attempted(context, instance, 'a human stops', () =>
      context.region.ec2.stop(instance.id, {
        force: random('force').chance(0.2),
        hibernate: random('hibernates').chance(0.2),
      }),
    ),
  // On a dead host a stop may hang for hours, whoever asked for it.
  'human-stop-hangs': (instance, { random }, context) => {
    if (instance.state !== 'running' || instance.stopHangs !== 'no') return false;
    const by = random('by').pick(['human', 'human', 'its OS'] as const);
    instance.stopHangs = random('how').pick(['until forced', 'for hours', 'for ever']);
    const stops = attempted(context, instance, 'a stop that hangs is asked for by somebody:', () =>
      context.region.ec2.stop(instance.id, { force: false, by }),
    );
    if (!stops) instance.stopHangs = 'no';
    return stops;
  },
  'human-starts': (instance, _, context) =>
    attempted(context, instance, 'a human starts', () => context.region.ec2.start(instance.id)),
  'stopped-each-night': stopEachNight,
  'human-reboots': (instance, _, context) => {
    if (instance.state !== 'running') return false;
    context.region.world('a human reboots it', instance);
    context.region.ec2.reboot(instance.id);
    context.changed(instance);
    return true;
  },
  'human-terminates': (instance, { random }, context) => {
    if (random('happens').chance(0.5) || instance.state === 'shutting-down') return false;
    return attempted(context, instance, 'a human terminates', () => {
      context.region.ec2.terminate(instance.id);
    });
  },
  'human-retags': (instance, { random }, context) => {
    const values = ['notify', 'ignore', 'recover', undefined] as const;
    const value = random('value').pick(values);
    context.region.world(`a human tags it ${value ?? 'with nothing'}`, instance);
    const others = Object.fromEntries(
      Object.entries(instance.tags).filter(([key]) => key.toLowerCase() !== 'ec2-responder'),
    );
    instance.tags = value === undefined ? others : { ...others, 'ec2-responder': value };
    context.changed(instance);
    return true;
  },
  'human-protects': (instance, _, context) => {
    instance.stopProtection = !instance.stopProtection;
    context.region.world(`a human sets stop protection: ${String(instance.stopProtection)}`, instance);
    context.changed(instance);
    return true;
  },
  'human-sets-window': (instance, { random, parameters }, context) => {
    const isUnreadable = random('unreadable').chance(1 / 8);
    const windows = windowsIn(parameters.TimeZone, random('windows')).replaceAll(',', ' ');
    const key = random('capitals').chance(1 / 11) ? 'EC2-Responder:Window' : 'ec2-responder:window';
    const unreadable = random('words of strangers').pick(['any time', ...WORDS_OF_STRANGERS]);
    const tag = random('none any more').chance(0.2) ? {} : { [key]: isUnreadable ? unreadable : windows };
    setWindow(instance, tag, context);
    return true;
  },
  // A stop of a human that meets ours does not show in EC2: the tag is the human's word for it. Mostly it is set while we are at it.
  'human-keeps-stopped': (instance, { random }, context) => {
    const failing = context.fleet.filter((one) => one.hostFailedAt !== undefined && one.state === 'running');
    const chosen = failing.length === 0 ? instance : random('which').pick(failing);
    const key = random('capitals').chance(0.2) ? 'EC2-Responder:Keep-Stopped' : 'ec2-responder:keep-stopped';
    const tag = { [key]: random('value').pick(['true', '', 'until Monday', 'false']) };
    const stops = random('stops it').chance(0.5);
    const takenBackMs = random('takes it back').chance(0.3)
      ? random('after').integer(5, 40) * MINUTE
      : undefined;
    if (random('at once').chance(0.3)) keepStopped(chosen, tag, { stops, takenBackMs }, context);
    else
      whenWeStop(chosen, context, () => {
        keepStopped(chosen, tag, { stops, takenBackMs }, context);
      });
    return true;
  },
  'os-shuts-down': (instance, _, context) =>
    attempted(context, instance, 'its OS shuts down', () =>
      context.region.ec2.stop(instance.id, { force: false, by: 'its OS' }),
    ),
  redeployed: (_, { parameters }, context) => {
    context.region.world('the owner deploys the stack with other parameters');
    context.redeploy(parameters);
    return true;
  },
} as const satisfies Record<string, WorkloadHandler>;

/** A human looks every few seconds, for three quarters of an hour, whether the responder is stopping the instance. */
function whenWeStop(instance: SimulatedInstance, context: WorkloadContext, act: () => void): void {
  const look = (left: number): void => {
    if (instance.state === 'stopping' && instance.stoppedBy?.who === 'responder') act();
    else if (left > 0)
      context.later(LOOKS_EVERY_MS, () => {
        look(left - 1);
      });
  };
  look((45 * MINUTE) / LOOKS_EVERY_MS);
}

function keepStopped(
  instance: SimulatedInstance,
  tag: Record<string, string>,
  how: { readonly stops: boolean; readonly takenBackMs: number | undefined },
  context: WorkloadContext,
): void {
  context.region.world(`a human tags it ${Object.entries(tag).flat().join('=')}`, instance);
  instance.tags = { ...withoutKeepStopped(instance.tags), ...tag };
  context.changed(instance);
  if (how.stops)
    attempted(context, instance, 'a human stops', () =>
      context.region.ec2.stop(instance.id, { force: false }),
    );
  if (how.takenBackMs === undefined) return;
  context.later(how.takenBackMs, () => {
    context.region.world('a human takes that tag off', instance);
    instance.tags = withoutKeepStopped(instance.tags);
    context.changed(instance);
  });
}

function withoutKeepStopped(tags: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).filter(([key]) => key.toLowerCase() !== 'ec2-responder:keep-stopped'),
  );
}
