/**
 * Case 1: an accepted start fell back to stopped with a StateReason that was in no list, such as that of a disabled key, and was taken for a human: never started again.
 * Workload: `start falls back (a key)`, `start falls back (a word of no list)`.
 * Mutants: 'take a word of no list for a human’s', 'abandon what AWS could not start'.
 */
import { describe, expect, it } from '@jest/globals';
import type { SimulatedInstance, StartTrouble } from '../../../../simulator/ec2/simulated-instance.ts';
import type { SimulatedRegion } from '../../../../simulator/runtime/simulated-region.ts';
import { aRegion, HOUR, mailWords, MINUTE, writes } from '../../a-region.ts';

async function failedHost(startTroubles: StartTrouble[]): Promise<{
  region: SimulatedRegion;
  web: SimulatedInstance;
}> {
  const region = aRegion();
  const web = region.add({ name: 'web-1', startTroubles });
  await region.run(3 * MINUTE);
  region.failHost(web);
  return { region, web };
}

describe('an instance whose start falls back to stopped', () => {
  it('because its key is disabled: a human hears of the key at once, and it is started when that is put right', async () => {
    const key = 'Client.InvalidKMSKey.InvalidState';
    const { region, web } = await failedHost(Array.from({ length: 6 }, () => key));
    await region.run(14 * MINUTE);
    expect(mailWords(region)).toEqual(['ACTING web-1', 'NEEDS-YOU web-1']);
    const mail = region.journal.of('mail').at(-1);
    expect(mail?.subject).toContain('STOPPED, start fails');
    expect(mail?.body).toContain(key);
    expect(mail?.body).toContain('Look at the KMS key of its encrypted volumes');
    expect(mail?.body).not.toContain('human has taken over');
    await region.run(HOUR);
    expect(web.state).toBe('running');
    expect(mailWords(region)).toEqual(['ACTING web-1', 'NEEDS-YOU web-1', 'RECOVERED web-1']);
    expect(writes(region).filter((action) => action === 'StartInstances')).toHaveLength(7);
  });

  it.each(['Client.SomethingNew', 'Server.SomethingNew', 'Client.InvalidSnapshot.NotFound'] as const)(
    'with %s is started again, and the mail names the word',
    async (word) => {
      const { region, web } = await failedHost([word, word]);
      await region.run(40 * MINUTE);
      expect(web.state).toBe('running');
      expect(mailWords(region)).toEqual(['ACTING web-1', 'NEEDS-YOU web-1', 'RECOVERED web-1']);
      expect(region.journal.of('mail')[1]?.body).toContain(`could not be started: ${word}.`);
    },
  );
});

describe('an instance that somebody stops after our start', () => {
  it.each([
    ['through the API', {}],
    ['by hibernating it', { hibernate: true }],
    ['from its OS', { by: 'its OS' }],
  ] as const)('%s is left stopped', async (_, how) => {
    const { region, web } = await failedHost([]);
    await region.run(7 * MINUTE);
    while (web.state !== 'running' || web.hostFailedAt !== undefined) await region.run(10_000);
    region.ec2.stop(web.id, { force: false, ...how });
    await region.run(2 * HOUR);
    expect(web.state).toBe('stopped');
    expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
    expect(mailWords(region)).toEqual(['ACTING web-1', 'TAKEN-OVER web-1']);
  });
});
