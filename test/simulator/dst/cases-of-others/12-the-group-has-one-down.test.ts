/**
 * Case 12: of a group of two, one had failed or was stopped by a human, and the other one, healthy, was moved by plan: nobody was left.
 * Workload: `member-down-at-the-move`.
 * Mutants: 'move while its group has one down'.
 */
import { describe, expect, it } from '@jest/globals';
import type { SimulatedInstance } from '../../../../simulator/ec2/simulated-instance.ts';
import type { SimulatedRegion } from '../../../../simulator/runtime/simulated-region.ts';
import { aRegion, HOUR, mailWords, MINUTE, writes } from '../../a-region.ts';

/** Two of a group; the hardware of the second is given up, its window opens two hours from now, and its date comes in `hours`. */
async function aGroup(
  hours: number,
  before: (region: SimulatedRegion, first: SimulatedInstance) => void,
  parameters: Readonly<Record<string, string | number>> = {},
): Promise<{ region: SimulatedRegion; first: SimulatedInstance; second: SimulatedInstance }> {
  const region = aRegion({ MaintenanceWindow: 'sat:20:00-sat:22:00', MinimumNoticeHours: 0, ...parameters });
  const first = region.add({ name: 'db-a', tags: { 'EC2-Responder:Group': 'db' } });
  const notBefore = region.clock.now() + hours * HOUR;
  const second = region.add({
    name: 'db-b',
    availabilityZone: 'ap-northeast-1c',
    tags: { 'EC2-Responder:Group': 'db' },
    scheduledEvents: [
      { id: 'e1', code: 'instance-retirement', description: 'degraded', notBefore, notAfter: undefined },
    ],
  });
  region.add({ name: 'other', tags: { 'ec2-responder:group': 'db*' }, state: 'stopped' });
  await region.run(10 * MINUTE);
  before(region, first);
  await region.run(3 * HOUR);
  return { region, first, second };
}

const of = (region: SimulatedRegion, name: string): string[] =>
  mailWords(region).filter((words) => words.endsWith(name));

describe('a member of a group whose other member is down', () => {
  it.each<[string, (region: SimulatedRegion, first: SimulatedInstance) => void]>([
    [
      'its OS has failed',
      (region, first) => {
        region.failOs(first);
      },
    ],
    [
      'its host has failed, and its owner wants to be told only',
      (region, first) => {
        first.tags = { ...first.tags, 'ec2-responder': 'notify' };
        region.failHost(first);
      },
    ],
    [
      'a human has stopped it',
      (region, first) => {
        region.ec2.stop(first.id, { force: false });
      },
    ],
  ])('is not moved, and its owner is told once: %s', async (_, takeDown) => {
    const { region, second } = await aGroup(24 * 9, takeDown);
    expect(writes(region)).not.toContain('StopInstances');
    expect(second.state).toBe('running');
    expect(of(region, 'db-b').filter((words) => words.startsWith('HELD'))).toHaveLength(1);
    const held = region.journal.of('mail').find(({ subject }) => subject.startsWith('HELD db-b'));
    expect(held?.body).toContain('is not running with ok checks');
    expect(held?.body).toContain('Bring the other member back');
  });

  it('needs its owner in the last time before the date, and is not moved then either', async () => {
    const { region, second } = await aGroup(6, (run, first) => {
      run.failOs(first);
    });
    await region.run(90 * MINUTE);
    expect(writes(region)).not.toContain('StopInstances');
    expect(second.state).toBe('running');
    expect(of(region, 'db-b').filter((words) => /^(HELD|NEEDS-YOU)/.test(words))).toEqual([
      'HELD db-b',
      'NEEDS-YOU db-b',
    ]);
  });

  it('is moved when the other one is back within its window', async () => {
    const { region } = await aGroup(24 * 9, (run, first) => {
      run.failOs(first);
      run.clock.after(2 * HOUR + 30 * MINUTE, () => {
        first.osFailedAt = undefined;
      });
    });
    expect(of(region, 'db-b')).toContain('MOVED db-b');
  });
});

describe('a member of a group of which all are well', () => {
  it('is moved, whatever another group and a terminated member do', async () => {
    const { region } = await aGroup(24 * 9, (run) => {
      const gone = run.add({ name: 'db-old', tags: { 'ec2-responder:group': 'db' } });
      run.ec2.terminate(gone.id);
    });
    expect(of(region, 'db-b')).toContain('MOVED db-b');
    expect(mailWords(region).filter((words) => words.startsWith('HELD'))).toEqual([]);
  });
});
