import { windowsIn } from './draw-parameters.ts';
import { attempted, setWindow } from './mishaps.ts';
import { SeededRandom } from '../../runtime/seeded-random.ts';
import type { Happening } from './workload.ts';

/** What humans do, on purpose or in the way. */
export const HUMAN_TROUBLES = {
  'human-stops': (instance, { choice }, site) =>
    attempted(site, instance, 'a human stops', () =>
      site.region.ec2.stop(instance.id, { force: choice % 5 === 0 }),
    ),
  'human-starts': (instance, _, site) =>
    attempted(site, instance, 'a human starts', () => site.region.ec2.start(instance.id)),
  'human-reboots': (instance, _, site) => {
    if (instance.state !== 'running') return false;
    site.region.world('a human reboots it', instance);
    instance.osFailedAt = undefined;
    site.changed(instance);
    return true;
  },
  'human-terminates': (instance, { choice }, site) => {
    if (choice % 2 === 0 || instance.state === 'shutting-down') return false;
    return attempted(site, instance, 'a human terminates', () => {
      site.region.ec2.terminate(instance.id);
    });
  },
  'human-retags': (instance, { choice }, site) => {
    const values = ['notify', 'ignore', 'recover', undefined] as const;
    const value = values[choice % values.length];
    site.region.world(`a human tags it ${value ?? 'with nothing'}`, instance);
    const others = Object.fromEntries(
      Object.entries(instance.tags).filter(([key]) => key.toLowerCase() !== 'ec2-responder'),
    );
    instance.tags = value === undefined ? others : { ...others, 'ec2-responder': value };
    site.changed(instance);
    return true;
  },
  'human-protects': (instance, _, site) => {
    instance.stopProtection = !instance.stopProtection;
    site.region.world(`a human sets stop protection: ${String(instance.stopProtection)}`, instance);
    site.changed(instance);
    return true;
  },
  'human-sets-window': (instance, { choice, parameters }, site) => {
    const random = new SeededRandom(choice);
    const window =
      choice % 8 === 0 ? 'any time' : windowsIn(parameters.TimeZone, random).replaceAll(',', ' ');
    const key = choice % 11 === 0 ? 'EC2-Responder:Window' : 'ec2-responder:window';
    setWindow(instance, choice % 5 === 0 ? {} : { [key]: window }, site);
    return true;
  },
  'os-shuts-down': (instance, _, site) =>
    attempted(site, instance, 'its OS shuts down', () =>
      site.region.ec2.stop(instance.id, { force: false, by: 'its OS' }),
    ),
  redeployed: (_, { parameters }, site) => {
    site.region.world('the owner deploys the stack with other parameters');
    site.redeploy(parameters);
    return true;
  },
} as const satisfies Record<string, Happening>;
