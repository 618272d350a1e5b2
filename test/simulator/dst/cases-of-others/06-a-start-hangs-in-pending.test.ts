/**
 * Case 6: our start hung in pending for six hours; the mail said "state unclear, look at the instance", and when it ran at last its checks were late at once.
 * Workload: `start hangs in pending`.
 * Mutants: 'call a start that hangs in pending unclear', 'count the time for the checks from the launch of a start that hung'.
 */
import { describe, expect, it } from '@jest/globals';
import type { SimulatedInstance } from '../../../../simulator/ec2/simulated-instance.ts';
import type { SimulatedRegion } from '../../../../simulator/runtime/simulated-region.ts';
import { aRegion, HOUR, mailWords, MINUTE, runCalmly, writes } from '../../a-region.ts';

/** A failed host whose start hangs in pending; 32 minutes on. */
async function hangingStart(
  initializingMs: number,
): Promise<{ region: SimulatedRegion; web: SimulatedInstance }> {
  const region = aRegion();
  const web = region.add({ name: 'web-1', startTroubles: ['hangs in pending'], initializingMs });
  await region.run(3 * MINUTE);
  region.failHost(web);
  await region.run(29 * MINUTE);
  return { region, web };
}

describe('a start that hangs in pending for six hours', () => {
  it('is told for what it is after VerifyMinutes, once; its checks get their time when it runs', async () => {
    const { region, web } = await hangingStart(12 * MINUTE);
    expect(web.state).toBe('pending');
    expect(mailWords(region)).toEqual(['ACTING web-1', 'NEEDS-YOU web-1']);
    const mail = region.journal.of('mail').at(-1);
    expect(mail?.subject).toContain('hangs in pending');
    expect(mail?.body).toContain('Either force its stop (EC2 console');
    expect(mail?.body).toContain('Or open a support case');
    expect(mail?.body).not.toContain('nothing clear');
    await runCalmly(region, 7 * HOUR);
    expect(web.state).toBe('running');
    expect(mailWords(region)).toEqual(['ACTING web-1', 'NEEDS-YOU web-1', 'RECOVERED web-1']);
    expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
  });

  it('is told again when its checks are late, counted from when it runs', async () => {
    const { region, web } = await hangingStart(40 * MINUTE);
    while (web.state === 'pending') await region.run(MINUTE);
    await region.run(13 * MINUTE);
    expect(mailWords(region)).toEqual(['ACTING web-1', 'NEEDS-YOU web-1']);
    await region.run(4 * MINUTE);
    expect(mailWords(region)).toEqual(['ACTING web-1', 'NEEDS-YOU web-1', 'NEEDS-YOU web-1']);
    expect(region.journal.of('mail').at(-1)?.subject).toContain('checks not ok after the start');
  });

  it('and that a human ends by force is left to that human', async () => {
    const { region, web } = await hangingStart(2 * MINUTE);
    region.ec2.stop(web.id, { force: true });
    await region.run(2 * HOUR);
    expect(web.state).toBe('stopped');
    expect(mailWords(region)).toEqual(['ACTING web-1', 'NEEDS-YOU web-1', 'TAKEN-OVER web-1']);
    region.ec2.start(web.id);
    await region.run(2 * HOUR);
    expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
  });
});

describe('a start that takes its time', () => {
  it('of ten minutes is nobody’s news', async () => {
    const region = aRegion();
    const web = region.add({ name: 'web-1', pendingMs: 10 * MINUTE });
    await region.run(3 * MINUTE);
    region.failHost(web);
    await region.run(HOUR);
    expect(mailWords(region)).toEqual(['ACTING web-1', 'RECOVERED web-1']);
  });
});
