/**
 * Case 2: the answer to our stop was lost and EC2 dated the stop a second before our intent, because two clocks differ; it was taken for a human's and stayed stopped for good.
 * Workload: `timeout-after` of StopInstances, with a clock of EC2 that each seed draws.
 * Mutants: 'take two clocks for one', 'take a stop that EC2 dates too early for a human’s'.
 */
import { describe, expect, it } from '@jest/globals';
import type { SimulatedInstance } from '../../../../simulator/ec2/simulated-instance.ts';
import type { CallAbout, Fault } from '../../../../simulator/runtime/simulated-calls.ts';
import type { SimulatedRegion } from '../../../../simulator/runtime/simulated-region.ts';
import { aRegion, HOUR, mailWords, MINUTE, runCalmly, writes } from '../../a-region.ts';

const LOST = Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });

/** A failed host whose stop takes effect, or does not, and is never answered; six minutes on it is stopped. */
async function lostAnswer(
  ec2ClockAheadMs: number,
  when: 'before' | 'after' = 'after',
): Promise<{ region: SimulatedRegion; web: SimulatedInstance }> {
  const fault = ({ action }: CallAbout): Fault | undefined =>
    action === 'StopInstances' ? { when, what: LOST } : undefined;
  const region = aRegion({}, { fault, ec2ClockAheadMs });
  const web = region.add({ name: 'web-1' });
  await region.run(3 * MINUTE);
  region.failHost(web);
  await region.run(6 * MINUTE + 20_000);
  return { region, web };
}

function daysOf(region: SimulatedRegion): number {
  return mailWords(region).filter((word) => word === 'NEEDS-YOU web-1').length;
}

describe('our own stop, never answered', () => {
  it.each([-2_000, -1_000, 900])('is ours by a clock that is %i ms ahead: it is started', async (ahead) => {
    const { region, web } = await lostAnswer(ahead);
    await region.run(30 * MINUTE);
    expect(web.state).toBe('running');
    expect(mailWords(region)).toEqual(['ACTING web-1', 'RECOVERED web-1']);
  });

  it('by a clock that is further off is not started: a human is asked, each day, until it runs', async () => {
    const { region, web } = await lostAnswer(-5_000);
    await region.run(20 * MINUTE);
    expect(web.state).toBe('stopped');
    expect(mailWords(region)).toEqual(['NEEDS-YOU web-1']);
    const mail = region.journal.of('mail').at(-1);
    expect(mail?.subject).toContain('STOPPED, by whom is unclear');
    expect(mail?.body).toContain('it cannot be told by whom');
    expect(mail?.body).toContain('If nobody on your side has stopped it, start it now');
    expect(mail?.body).toContain('ec2-responder:keep-stopped=true');
    await runCalmly(region, 49 * HOUR);
    expect(daysOf(region)).toBe(3);
    region.ec2.start(web.id);
    await region.run(30 * MINUTE);
    expect(mailWords(region).at(-1)).toBe('RECOVERED web-1');
    await runCalmly(region, 49 * HOUR);
    expect(mailWords(region).at(-1)).toBe('RECOVERED web-1');
    expect(writes(region)).not.toContain('StartInstances');
  });

  it('is left stopped for good when its owner says so by a tag', async () => {
    const { region, web } = await lostAnswer(-5_000);
    await region.run(20 * MINUTE);
    web.tags['ec2-responder:keep-stopped'] = 'true';
    await runCalmly(region, 49 * HOUR);
    expect(mailWords(region)).toEqual(['NEEDS-YOU web-1', 'TAKEN-OVER web-1']);
    expect(web.state).toBe('stopped');
  });

  it('is over when it is terminated', async () => {
    const { region, web } = await lostAnswer(-5_000);
    await region.run(20 * MINUTE);
    region.ec2.terminate(web.id);
    await runCalmly(region, 49 * HOUR);
    expect(mailWords(region)).toEqual(['NEEDS-YOU web-1', 'TAKEN-OVER web-1']);
  });
});

describe('somebody else’s stop, while ours was never sent', () => {
  it.each([
    ['comes from its OS at the very moment', 0, { by: 'its OS' }],
    ['comes through the API when ours can no longer come', 40_000, {}],
  ] as const)('%s: it is left stopped', async (_, laterMs, how) => {
    const { region, web } = await lostAnswer(-1_000, 'before');
    expect(web.state).toBe('running');
    await region.run(laterMs);
    region.ec2.stop(web.id, { force: false, ...how });
    await region.run(2 * HOUR);
    expect(web.state).toBe('stopped');
    expect(writes(region)).toEqual([]);
    expect(mailWords(region)).toEqual(['TAKEN-OVER web-1']);
  });
});
