/**
 * Case 34: a start that EC2 refuses for a minute after a stop (`IncorrectSpotRequestState`) called a human at once; and a mail that quotes a message of EC2 ended its sentence with two full stops.
 * Workload: `start refused for a while`.
 * Mutants: 'wake somebody for a refusal that passes by itself', 'take every refusal of a start for a passing one'.
 */
import { describe, expect, it } from '@jest/globals';
import type { SimulatedRegion } from '../../../../simulator/runtime/simulated-region.ts';
import { aRegion, mailWords, MINUTE, writes } from '../../a-region.ts';

/** A persistent Spot instance whose host fails; EC2 refuses its start with this word for a while after the stop. */
async function refused(code: string, forMs: number): Promise<SimulatedRegion> {
  const region = aRegion();
  const web = region.add({
    name: 'web-1',
    lifecycle: 'spot',
    spotType: 'persistent',
    refusesStart: { code, message: 'It is not in a state from which it can be started.', forMs },
  });
  await region.run(3 * MINUTE);
  region.failHost(web);
  await region.run(40 * MINUTE);
  return region;
}

describe('a start that EC2 refuses right after the stop', () => {
  it('is asked for again, and nobody is woken, where the refusal passes by itself', async () => {
    const region = await refused('IncorrectSpotRequestState', 90_000);
    expect(region.journal.calls('StartInstances').filter((call) => call.error !== undefined)).not.toEqual([]);
    expect(mailWords(region)).toEqual(['ACTING web-1', 'RECOVERED web-1']);
    expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
  });

  it('is told at the third try, with what EC2 says, and tried further', async () => {
    const region = await refused('IncorrectSpotRequestState', 8 * MINUTE);
    expect(mailWords(region)).toEqual(['ACTING web-1', 'NEEDS-YOU web-1', 'RECOVERED web-1']);
    const needsYou = region.journal.of('mail')[1];
    expect(needsYou?.subject).toContain('STOPPED, start fails');
    expect(needsYou?.body).toContain(
      'The instance is STOPPED and could not be started: IncorrectSpotRequestState',
    );
    expect(needsYou?.body).not.toContain('..');
  });

  it('is told at once where nobody knows the word', async () => {
    const region = await refused('InstanceStillOnItsWay', 20_000);
    expect(mailWords(region)).toEqual(['ACTING web-1', 'NEEDS-YOU web-1', 'RECOVERED web-1']);
    const needsYou = region.journal.of('mail')[1];
    const [first] = region.journal.calls('StartInstances');
    expect((needsYou?.at ?? Infinity) - (first?.at ?? 0)).toBeLessThan(10_000);
    expect(needsYou?.body).toContain(
      'could not be started: InstanceStillOnItsWay, "It is not in a state from which it can be started". The responder keeps trying',
    );
  });
});
