import { EXAMPLE_OWNER } from '../../simulator/template/example-owner.ts';
import { SimulatedRegion, type SimulatedRegionProps } from '../../simulator/runtime/simulated-region.ts';
import { loadTemplate, resolveTemplate } from '../../simulator/template/template.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export const TEMPLATE = loadTemplate('cdk.out/ec2-responder.template.json');

/** Of these one sweep in ten arrives. */
const CALM = new WeakSet<SimulatedRegion>();
const SWEEP_IN_CALM_MS = 10 * MINUTE;

/** A Region with the synthesized stack in it, at 18:00 on a Saturday. */
export function aRegion(
  parameters: Readonly<Record<string, string | number>> = {},
  props: Partial<SimulatedRegionProps> = {},
): SimulatedRegion {
  const at = { region: props.region ?? 'ap-northeast-1', account: props.account ?? '123456789012' };
  const template = resolveTemplate(TEMPLATE, { ...at, parameters: { ...EXAMPLE_OWNER, ...parameters } });
  const region: SimulatedRegion = new SimulatedRegion({
    template,
    ...at,
    seed: 1,
    startAt: Date.parse('2026-11-21T18:00:00Z'),
    ...props,
    delivery: (about) => {
      const isLeftOut =
        about.what === 'sweep' && CALM.has(region) && region.clock.now() % SWEEP_IN_CALM_MS >= MINUTE;
      return isLeftOut ? [] : (props.delivery?.(about) ?? [about.usual]);
    },
  });
  return region;
}

/**
 * Hours or days in which nothing may depend on a minute: one sweep in ten arrives, so that a day takes a tenth of the time. For
 * the last quarter of an hour each one does, so that what was due within it has been done.
 */
export async function runCalmly(region: SimulatedRegion, ms: number): Promise<void> {
  CALM.add(region);
  await region.run(Math.max(0, ms - 15 * MINUTE));
  CALM.delete(region);
  await region.run(Math.min(ms, 15 * MINUTE));
}

/** The words of the mails so far, in order: `ACTING web-1`. */
export function mailWords(region: SimulatedRegion): string[] {
  return region.journal.of('mail').map(({ subject }) => {
    const [word = ''] = subject.split(' ');
    const named = /^\S+ (\S+): /.exec(subject)?.[1];
    return `${word} ${named ?? /.* - (\S+)/.exec(subject)?.[1] ?? ''}`;
  });
}

/** The accepted calls that change an instance, in order: `StopInstances`. */
export function writes(region: SimulatedRegion): string[] {
  return region.journal
    .of('call')
    .filter(
      (call) =>
        (call.action === 'StopInstances' || call.action === 'StartInstances') && call.error === undefined,
    )
    .map((call) => call.action);
}
