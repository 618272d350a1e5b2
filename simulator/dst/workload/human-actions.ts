import { windowsIn } from './draw-parameters.ts';
import { attempted, setWindow } from './basic-events.ts';
import { stopEachNight } from './announcements/nightly-stops.ts';
import type { WorkloadHandler } from './workload.ts';

/** What humans do, with good reason or by mistake. */
export const HUMAN_ACTIONS = {
  'human-stops': (instance, { random }, context) =>
    attempted(context, instance, 'a human stops', () =>
      context.region.ec2.stop(instance.id, {
        force: random('force').chance(0.2),
        hibernate: random('hibernates').chance(0.2),
      }),
    ),
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
    const tag = random('none any more').chance(0.2) ? {} : { [key]: isUnreadable ? 'any time' : windows };
    setWindow(instance, tag, context);
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
