import { describe, expect, it } from '@jest/globals';
import { announceChange } from '../../../simulator/dst/workload/announcements/announcements.ts';
import { drawParameters } from '../../../simulator/dst/workload/draw-parameters.ts';
import type { WorkloadContext, WorkloadEvent } from '../../../simulator/dst/workload/workload.ts';
import { newInstance, type SimulatedInstance } from '../../../simulator/ec2/simulated-instance.ts';
import { SeededRandom } from '../../../simulator/runtime/seeded-random.ts';
import { HOUR, MINUTE } from '../a-region.ts';

const NOW = Date.parse('2026-12-05T20:00:00Z');
const EVENTS = 1000;

/** Out: what is announced first by an event with this seed, and whether for the instance that has just been started. */
function announcedBy(seed: number): { readonly what: string; readonly isJustStarted: boolean } {
  const drawn = newInstance(1, 'ap-northeast-1a', NOW, { launchTime: NOW - 24 * HOUR });
  const fresh = newInstance(2, 'ap-northeast-1a', NOW, { launchTime: NOW - MINUTE });
  const told: { readonly text: string; readonly instance: SimulatedInstance | undefined }[] = [];
  const nothing = (): void => undefined;
  const context = {
    region: {
      clock: { now: () => NOW },
      region: 'ap-northeast-1',
      world: (text: string, instance?: SimulatedInstance) => told.push({ text, instance }),
    },
    fleet: [drawn, fresh],
    affected: nothing,
    announced: nothing,
    changed: nothing,
    health: nothing,
    later: nothing,
  } as unknown as WorkloadContext;
  const random = new SeededRandom(seed);
  const event: WorkloadEvent = {
    at: 0,
    name: 'change-announced',
    instance: 0,
    lastsMs: HOUR,
    parameters: drawParameters(random.fork('parameters')),
    random: (decision) => random.fork(decision),
  };
  announceChange(drawn, event, context);
  const [first] = told;
  return { what: first?.text ?? 'nothing', isJustStarted: first?.instance === fresh };
}

describe('what is announced for an instance', () => {
  const all = Array.from({ length: EVENTS }, (_, seed) => announcedBy(seed));
  const kindsOf = (isJustStarted: boolean): string[] => [
    ...new Set(all.filter((one) => one.isJustStarted === isJustStarted).map(({ what }) => what)),
  ];

  it('is of every kind, those that only Health tells of included', () => {
    expect(kindsOf(false)).toHaveLength(16);
  });

  it('is of every kind also where the instance has just been started', () => {
    // A date that has passed was announced before that start.
    const toCome = kindsOf(false).filter((what) => !what.endsWith('has passed'));
    expect(kindsOf(true).toSorted()).toEqual(toCome.toSorted());
  });
});
