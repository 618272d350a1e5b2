import { windowsIn } from './draw-parameters.ts';
import { attempted, setWindow } from './basic-events.ts';
import { SeededRandom } from '../../runtime/seeded-random.ts';
import type { WorkloadHandler } from './workload.ts';

/** What humans do, on purpose or in the way. */
export const HUMAN_ACTIONS = {
  'human-stops': (instance, { choice }, context) =>
    attempted(context, instance, 'a human stops', () =>
      context.region.ec2.stop(instance.id, { force: choice % 5 === 0 }),
    ),
  'human-starts': (instance, _, context) =>
    attempted(context, instance, 'a human starts', () => context.region.ec2.start(instance.id)),
  'human-reboots': (instance, _, context) => {
    if (instance.state !== 'running') return false;
    context.region.world('a human reboots it', instance);
    instance.osFailedAt = undefined;
    context.changed(instance);
    return true;
  },
  'human-terminates': (instance, { choice }, context) => {
    if (choice % 2 === 0 || instance.state === 'shutting-down') return false;
    return attempted(context, instance, 'a human terminates', () => {
      context.region.ec2.terminate(instance.id);
    });
  },
  'human-retags': (instance, { choice }, context) => {
    const values = ['notify', 'ignore', 'recover', undefined] as const;
    const value = values[choice % values.length];
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
  'human-sets-window': (instance, { choice, parameters }, context) => {
    const random = new SeededRandom(choice);
    const window =
      choice % 8 === 0 ? 'any time' : windowsIn(parameters.TimeZone, random).replaceAll(',', ' ');
    const key = choice % 11 === 0 ? 'EC2-Responder:Window' : 'ec2-responder:window';
    setWindow(instance, choice % 5 === 0 ? {} : { [key]: window }, context);
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
