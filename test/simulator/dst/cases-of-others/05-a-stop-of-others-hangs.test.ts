/**
 * Case 5: a scheduler stopped the instance on its dead host inside the grace, and that stop hung for hours: the incident was closed at its sight, and nobody heard of it.
 * Workload: `human-stop-hangs`.
 * Mutants: 'close at the sight of somebody else’s stop'.
 */
import { describe, expect, it } from '@jest/globals';
import type { SimulatedInstance } from '../../../../simulator/ec2/simulated-instance.ts';
import type { SimulatedRegion } from '../../../../simulator/runtime/simulated-region.ts';
import { aRegion, HOUR, mailWords, MINUTE, runCalmly, writes } from '../../a-region.ts';

/** A host has failed, and inside the grace somebody stops the instance on it. */
async function stoppedInTheGrace(
  stopHangs: SimulatedInstance['stopHangs'],
  by: 'human' | 'its OS' = 'human',
): Promise<{ region: SimulatedRegion; web: SimulatedInstance }> {
  const region = aRegion();
  const web = region.add({ name: 'web-1', stopHangs });
  await region.run(3 * MINUTE);
  region.failHost(web);
  await region.run(3 * MINUTE);
  region.ec2.stop(web.id, { force: false, by });
  return { region, web };
}

describe('somebody else’s stop that hangs', () => {
  it.each(['human', 'its OS'] as const)(
    'for a day (by %s) is told after ForceStopAfterMinutes and again daily; nothing is forced, nothing started',
    async (by) => {
      const { region, web } = await stoppedInTheGrace('until forced', by);
      await region.run(9 * MINUTE);
      expect(mailWords(region)).toEqual([]);
      await region.run(3 * MINUTE);
      expect(mailWords(region)).toEqual(['NEEDS-YOU web-1']);
      const mail = region.journal.of('mail').at(-1);
      expect(mail?.subject).toContain('hangs in stopping');
      expect(mail?.body).toContain('a stop that the responder did not ask for');
      expect(mail?.body).toContain('force the stop (EC2 console');
      await runCalmly(region, 25 * HOUR);
      expect(mailWords(region)).toEqual(['NEEDS-YOU web-1', 'NEEDS-YOU web-1']);
      region.ec2.stop(web.id, { force: true });
      await runCalmly(region, 49 * HOUR);
      expect(web.state).toBe('stopped');
      expect(mailWords(region)).toEqual(['NEEDS-YOU web-1', 'NEEDS-YOU web-1', 'TAKEN-OVER web-1']);
      expect(writes(region)).toEqual([]);
    },
  );

  it('and ends by itself closes the incident, and it stays stopped', async () => {
    const { region, web } = await stoppedInTheGrace('for hours');
    await runCalmly(region, 6 * HOUR);
    expect(web.state).toBe('stopped');
    expect(mailWords(region)).toEqual(['NEEDS-YOU web-1', 'TAKEN-OVER web-1']);
    expect(writes(region)).toEqual([]);
  });
});

describe('somebody else’s stop that takes its usual time', () => {
  it('inside the grace is nobody’s news: no mail, no request', async () => {
    const { region, web } = await stoppedInTheGrace('no');
    await runCalmly(region, 26 * HOUR);
    expect(web.state).toBe('stopped');
    expect(mailWords(region)).toEqual([]);
    expect(writes(region)).toEqual([]);
  });
});
