import { describe, expect, it } from '@jest/globals';
import { Throttle } from '../../../simulator/ec2/throttle.ts';

function taken(throttle: Throttle, action: string, times: number, now: number): number {
  let count = 0;
  for (let request = 0; request < times; request += 1) {
    try {
      throttle.take(action, now);
      count += 1;
    } catch (thrown) {
      expect((thrown as Error).name).toBe('RequestLimitExceeded');
    }
  }
  return count;
}

describe('the request quotas of EC2', () => {
  it('give 5 starts at once and 2 in each second after', () => {
    const throttle = new Throttle();
    expect(taken(throttle, 'StartInstancesCommand', 10, 0)).toBe(5);
    expect(taken(throttle, 'StartInstancesCommand', 10, 1_000)).toBe(2);
    expect(taken(throttle, 'StartInstancesCommand', 10, 61_000)).toBe(5);
  });

  it('give 100 reads at once, whatever they read, and stops have quotas of their own', () => {
    const throttle = new Throttle();
    expect(taken(throttle, 'DescribeInstancesCommand', 60, 0)).toBe(60);
    expect(taken(throttle, 'DescribeInstanceStatusCommand', 60, 0)).toBe(40);
    expect(taken(throttle, 'StopInstancesCommand', 60, 0)).toBe(50);
  });
});
