/**
 * Case 17: the host under a member of an Auto Scaling group failed; one mail said that its group replaces it, and then nobody was told that the group did not, for three days.
 * Workload: `host-of-managed-fails`.
 * Mutants: 'leave to its group for ever what its group does not replace'.
 */
import { describe, expect, it } from '@jest/globals';
import type { SimulatedInstance } from '../../../../simulator/ec2/simulated-instance.ts';
import type { SimulatedRegion } from '../../../../simulator/runtime/simulated-region.ts';
import { aRegion, HOUR, mailWords, MINUTE, runCalmly, writes } from '../../a-region.ts';

/** A member of a group whose host fails, and what happens then. */
async function memberFails(
  happens: (region: SimulatedRegion, member: SimulatedInstance) => Promise<void>,
): Promise<SimulatedRegion> {
  const region = aRegion();
  const member = region.add({ name: 'web-1', tags: { 'aws:autoscaling:groupName': 'web-asg' } });
  await region.run(3 * MINUTE);
  region.failHost(member);
  await happens(region, member);
  return region;
}

describe('a member of an Auto Scaling group whose host has failed', () => {
  it('calls a human half an hour later where its group has not replaced it, each day again, and is never stopped', async () => {
    const region = await memberFails(async (run) => {
      await run.run(35 * MINUTE);
      expect(mailWords(run)).toEqual(['NOTICE web-1']);
      await run.run(5 * MINUTE);
      expect(mailWords(run)).toEqual(['NOTICE web-1', 'NEEDS-YOU web-1']);
      await runCalmly(run, 71 * HOUR);
    });
    expect(mailWords(region)).toEqual([
      'NOTICE web-1',
      'NEEDS-YOU web-1',
      'NEEDS-YOU web-1',
      'NEEDS-YOU web-1',
    ]);
    expect(writes(region)).toEqual([]);
    const mail = region.journal.of('mail')[1];
    expect(mail?.subject).toContain('host failed, NOT REPLACED');
    expect(mail?.body).toContain('the service that manages the instance has not replaced it');
    expect(mail?.body).toContain('web-asg');
    expect(mail?.body).toContain('ReplaceUnhealthy');
  });

  it('is nothing but a notice where its group replaces it', async () => {
    const region = await memberFails(async (run, member) => {
      await run.run(20 * MINUTE);
      run.ec2.terminate(member.id);
      await run.run(2 * HOUR);
    });
    expect(mailWords(region)).toEqual(['NOTICE web-1', 'TAKEN-OVER web-1']);
    expect(writes(region)).toEqual([]);
  });

  it('is nothing but a notice where AWS recovers it', async () => {
    const region = await memberFails(async (run, member) => {
      await run.run(20 * MINUTE);
      run.ec2.recoverByAws(member.id);
      await run.run(2 * HOUR);
    });
    expect(mailWords(region)).toEqual(['NOTICE web-1', 'SELF-RECOVERED web-1']);
    expect(writes(region)).toEqual([]);
  });
});
