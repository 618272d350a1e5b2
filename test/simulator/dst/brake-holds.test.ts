import { describe, expect, it } from '@jest/globals';
import { GroundTruth } from '../../../simulator/dst/ground-truth/ground-truth.ts';
import { BRAKE as INVARIANTS_OF_THE_BRAKE } from '../../../simulator/dst/invariants/acting/brake.ts';
import type { Parameters } from '../../../simulator/dst/workload/draw-parameters.ts';
import { aRegion, MINUTE } from '../a-region.ts';

const SECOND = 1_000;
const BRAKE = { BrakeMinimum: 4, BrakePercent: 23, BrakeAlways: 13 } as Parameters;

/** Four of eighteen have failed (22.2 %); one that was well is terminated, so that they are four of seventeen (23.5 %). */
async function stoppedAfterATermination(agoMs: number, faults: readonly string[]): Promise<string[]> {
  const region = aRegion({ ResponderMode: 'observe' });
  const fleet = Array.from({ length: 18 }, () => region.add());
  const groundTruth = new GroundTruth(region.clock, BRAKE);
  const noteAll = (): void => {
    for (const instance of fleet) groundTruth.note(instance);
  };
  for (const instance of fleet.slice(0, 4)) region.failHost(instance);
  await region.run(3 * MINUTE);
  noteAll();
  await region.run(6 * MINUTE);
  const [stopped, gone] = [fleet[0]?.id ?? '', fleet[17]?.id ?? ''];
  region.ec2.get(gone).state = 'terminated';
  noteAll();
  await region.run(agoMs);

  const violations: string[] = [];
  const records = { incidents: new Map(), held: new Map(), issues: new Map() };
  const invariant = INVARIANTS_OF_THE_BRAKE.find(({ name }) => name === 'the brake holds');
  // Without it the tests that expect no violation would pass.
  if (invariant === undefined) throw new Error('there is no such invariant');
  const observer = invariant.watch({
    region,
    groundTruth,
    records,
    plan: { faults: new Set(faults) },
    judged: () => undefined,
    violated: (what: string) => violations.push(what),
  } as never);
  const call = { kind: 'call', invocation: 1, sweep: true, service: 'ec2', action: 'StopInstances' } as const;
  observer.see?.({ ...call, at: region.clock.now(), input: { InstanceIds: [stopped] } });
  return violations;
}

describe('the brake holds', () => {
  it('also where the one that made the zone smaller could still be read as running', async () => {
    expect(await stoppedAfterATermination(13 * SECOND, ['stale-read'])).toEqual([]);
    expect(await stoppedAfterATermination(80 * SECOND, ['stale-read'])).toEqual([]);
  });

  it('and is violated where nobody could read it so any more', async () => {
    expect(await stoppedAfterATermination(100 * SECOND, ['stale-read'])).toHaveLength(1);
    expect(await stoppedAfterATermination(40 * SECOND, [])).toHaveLength(1);
  });
});
