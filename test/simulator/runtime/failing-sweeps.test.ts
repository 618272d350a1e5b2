import { describe, expect, it } from '@jest/globals';
import type { SimulatedRegion } from '../../../simulator/runtime/simulated-region.ts';
import type { CallAbout, Fault } from '../../../simulator/runtime/simulated-calls.ts';
import { aRegion, mailWords, MINUTE } from '../a-region.ts';

const MINUTES = 20;
/** And two that met an environment of the function that knew nothing of the first attempt; not twice as many. */
const ONE_A_MINUTE = MINUTES + 8 + 2;

/** Twenty minutes in which a call goes wrong, and a few after them. */
async function regionWhere(
  fault: (call: CallAbout) => Fault | undefined,
  begin: (region: SimulatedRegion) => void = () => undefined,
): Promise<SimulatedRegion> {
  let bad = true;
  const region = aRegion({}, { fault: (call) => (bad ? fault(call) : undefined) });
  begin(region);
  await region.run(MINUTES * MINUTE);
  bad = false;
  await region.run(8 * MINUTE);
  return region;
}

/** How many minutes of the bad time an alarm on AWS/Lambda Errors sees an error in. */
function minutesWithErrors(region: SimulatedRegion): number {
  return new Set(region.journal.of('failed').map(({ at }) => Math.floor(at / MINUTE))).size;
}

/** The invocations of the sweep that asked for anything. */
function sweepsMade(region: SimulatedRegion): number {
  return new Set(region.journal.of('call').flatMap(({ sweep, invocation }) => (sweep ? [invocation] : [])))
    .size;
}

const refused: Fault = { when: 'before', what: Object.assign(new Error('no'), { name: 'InternalError' }) };

describe('sweeps that fail each minute', () => {
  it.each<[string, (call: CallAbout) => Fault | undefined]>([
    ['EC2 lists nothing', ({ action }) => (action === 'DescribeInstanceStatus' ? refused : undefined)],
    ['the table cannot be read', ({ service }) => (service === 'dynamodb' ? refused : undefined)],
  ])('are counted by Lambda, do not pile up, and leave no dead letter: %s', async (_, fault) => {
    const region = await regionWhere(fault);
    expect(minutesWithErrors(region)).toBeGreaterThanOrEqual(MINUTES - 2);
    expect(sweepsMade(region)).toBeLessThanOrEqual(ONE_A_MINUTE);
    expect(region.journal.of('dead letter')).toEqual([]);
    expect(region.journal.of('sweep completed').length).toBeGreaterThanOrEqual(7);
  });

  it('are counted where SNS takes no alerts, which go out when it does again', async () => {
    const region = await regionWhere(
      ({ service }) => (service === 'sns' ? refused : undefined),
      (own) => {
        own.failHost(own.add({ name: 'web-1' }));
      },
    );
    expect(minutesWithErrors(region)).toBeGreaterThanOrEqual(5);
    expect(region.journal.of('failed').at(-1)?.error).toMatch(/^SweepIncompleteError: alerts not sent: \S+/);
    expect(region.journal.of('dead letter')).toEqual([]);
    expect(mailWords(region)).toContain('RECOVERED web-1');
  });

  it('time out one after the other without being made again, and leave no dead letter', async () => {
    const slow: Fault = { when: 'after', what: (output) => output, delayMs: 200_000 };
    const region = await regionWhere(({ action }) =>
      action === 'DescribeInstanceStatus' ? slow : undefined,
    );
    expect(minutesWithErrors(region)).toBeGreaterThanOrEqual(MINUTES - 4);
    expect(sweepsMade(region)).toBeLessThanOrEqual(ONE_A_MINUTE);
    expect(region.journal.of('dead letter')).toEqual([]);
  });
});

describe('sweeps that come late', () => {
  it('all of them, because Lambda has no room, still look: one that fails is counted, none is a dead letter', async () => {
    const region = aRegion({}, { delivery: ({ what, usual }) => [what === 'sweep' ? 200_000 : usual] });
    const web = region.add({ name: 'web-1' });
    region.failHost(web);
    await region.run(30 * MINUTE);
    expect(mailWords(region)).toContain('RECOVERED web-1');
    expect(region.sweepsCompleted()).toBeGreaterThanOrEqual(24);
    expect(region.journal.of('dead letter')).toEqual([]);
  });
});
