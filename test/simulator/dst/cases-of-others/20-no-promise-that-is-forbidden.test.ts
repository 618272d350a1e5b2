/**
 * Case 20: at the announcement, members of groups and instances with instance store data were advised to be stopped by hand, which
 * ends them or erases the data, and one-time Spot and protected instances were promised a move that was never to come.
 * Workload: `change-announced`, `human-protects`.
 * Mutants: 'promise a move before its guards are read', 'advise to stop what its group would end'.
 */
import { describe, expect, it } from '@jest/globals';
import { ServiceError } from '../../../../simulator/runtime/service-error.ts';
import type { InstanceProps, SimulatedInstance } from '../../../../simulator/ec2/simulated-instance.ts';
import type { SimulatedRegion } from '../../../../simulator/runtime/simulated-region.ts';
import { aRegion, HOUR, MINUTE, runCalmly, writes } from '../../a-region.ts';

const DAY = 24 * HOUR;

function announced(region: SimulatedRegion, props: InstanceProps): SimulatedInstance {
  return region.add({
    name: 'web-1',
    scheduledEvents: [
      {
        id: 'instance-event-1',
        code: 'instance-retirement',
        description: 'The instance is running on degraded hardware',
        notBefore: region.clock.now() + 14 * DAY,
        notAfter: undefined,
      },
    ],
    ...props,
  });
}

function lastMail(region: SimulatedRegion): { subject: string; body: string } {
  return region.journal.of('mail').at(-1) ?? { subject: '', body: '' };
}

/** The first mail about it. */
async function told(props: InstanceProps): Promise<{ subject: string; body: string }> {
  const region = aRegion();
  announced(region, props);
  await region.run(5 * MINUTE);
  expect(region.journal.of('mail')).toHaveLength(1);
  return lastMail(region);
}

const BY_HAND = /stop and start it (yourself )?(before|at)/i;

describe('what is announced for an instance that must not be stopped', () => {
  it.each<[string, InstanceProps, RegExp, RegExp]>([
    [
      'a member of an Auto Scaling group',
      { tags: { 'aws:autoscaling:groupName': 'web' } },
      /member of the Auto Scaling group web/,
      /Do not stop it yourself: its group or service takes a stopped instance for a failed one/,
    ],
    [
      'a node of Karpenter',
      { tags: { 'karpenter.sh/nodepool': 'a' } },
      /node pool a/,
      /Do not stop it yourself/,
    ],
    [
      'a node of EMR',
      { tags: { 'aws:elasticmapreduce:job-flow-id': 'j-1' } },
      /EMR cluster j-1/,
      /Do not stop it yourself/,
    ],
    [
      'a member of a group that is only to be told of',
      { tags: { 'aws:autoscaling:groupName': 'web', 'ec2-responder': 'notify' } },
      /tag ec2-responder says notify/,
      /Do not stop it yourself/,
    ],
    [
      'one with instance store data',
      { type: 'm5d.large' },
      /a stop would erase them/,
      /only if their data is safe/,
    ],
    [
      'a one-time Spot instance',
      { lifecycle: 'spot', spotType: 'one-time' },
      /one-time Spot request/,
      /Replace it from an image or a backup before the date/,
    ],
    [
      'one on a Dedicated Host',
      { tenancy: 'host' },
      /Dedicated Host/,
      /to another Dedicated Host before the date/,
    ],
  ])('%s: its obstacle, the advice for it, and no promise', async (_, props, reason, advice) => {
    const { subject, body } = await told(props);
    expect(subject).toMatch(/^(ANNOUNCED|NEEDS-YOU) web-1: AWS retirement 2026-12-05/);
    expect(body).toMatch(reason);
    expect(body).toMatch(advice);
    expect(body).not.toMatch(BY_HAND);
    expect(body).not.toContain('The responder will stop and start it');
  });

  it('stop protection: how to have it moved, or to do it by hand', async () => {
    const { subject, body } = await told({ stopProtection: true });
    expect(subject).toMatch(/^NEEDS-YOU web-1: AWS retirement/);
    expect(body).toContain('The responder will not move it: its stop protection is on');
    expect(body).toContain('turn off its stop protection; within a quarter of an hour you are told when');
  });

  it('a permission that is missing: which one', async () => {
    const region = aRegion(
      {},
      {
        fault: ({ action }) =>
          action.startsWith('StartInstances')
            ? {
                when: 'before',
                what: new ServiceError('UnauthorizedOperation', 'You are not authorized.', 403),
              }
            : undefined,
      },
    );
    announced(region, {});
    await region.run(5 * MINUTE);
    expect(lastMail(region).subject).toMatch(/^NEEDS-YOU web-1: AWS retirement/);
    expect(lastMail(region).body).toContain("Allow the responder's role ec2:StartInstances");
  });
});

describe('an obstacle that goes or comes before the move', () => {
  it('is told with the time of the move, and with its end', async () => {
    const region = aRegion();
    const web = announced(region, { stopProtection: true });
    await region.run(5 * MINUTE);
    web.stopProtection = false;
    await region.run(12 * MINUTE);
    expect(lastMail(region).subject).toMatch(/^ANNOUNCED web-1: move Sun \S+ \S+ \(changed\)/);
    web.stopProtection = true;
    await region.run(65 * MINUTE);
    expect(lastMail(region).subject).toMatch(/^NEEDS-YOU web-1: no move planned any more/);
    expect(lastMail(region).body).toContain('turn off its stop protection');
    expect(region.journal.of('mail')).toHaveLength(3);
    expect(writes(region)).toEqual([]);
  });
});

describe('what is announced for an instance that may be moved', () => {
  it('is promised with its time, also where the guards could not be read', async () => {
    const region = aRegion(
      {},
      {
        fault: ({ action, at }) =>
          action === 'DescribeInstanceAttribute' && at < Date.parse('2026-11-21T19:00:00Z')
            ? { when: 'before', what: new ServiceError('ServiceUnavailable', 'down', 503) }
            : undefined,
      },
    );
    announced(region, {});
    await region.run(2 * HOUR);
    expect(region.journal.of('mail')).toHaveLength(1);
    expect(lastMail(region).subject).toMatch(/^ANNOUNCED web-1: move Sun/);
  });

  it('costs three reads an hour, and no more', async () => {
    const region = aRegion();
    announced(region, {});
    await runCalmly(region, 5 * HOUR - 5 * MINUTE);
    const calls = region.journal.of('call').filter(({ action }) => action === 'DescribeInstanceAttribute');
    // Stop protection, and what a shutdown does.
    expect(calls).toHaveLength(10);
  });
});
