/**
 * Case 18: the role could not start what is targeted at a group of Capacity Reservations, nor what has a license
 * configuration of another account; such an instance was left on its failed host, with a mail about a missing permission.
 * Workload: fleets with a shared license configuration and with a group of Capacity Reservations.
 * Mutants: none, because the permissions are in the template and not in the code that mutants change; the tests of the
 * role take each resource away in turn, and something must be refused.
 */
import { describe, expect, it } from '@jest/globals';
import type { InstanceProps } from '../../../../simulator/ec2/simulated-instance.ts';
import type { SimulatedRegion } from '../../../../simulator/runtime/simulated-region.ts';
import { aRegion, mailWords, MINUTE, writes } from '../../a-region.ts';

const SHARED =
  'arn:aws:license-manager:ap-northeast-1:999999999999:license-configuration:lic-0123456789abcdef0';
const RESERVED = 'arn:aws:resource-groups:ap-northeast-1:123456789012:group/reserved';

async function itsHostFails(props: InstanceProps): Promise<SimulatedRegion> {
  const region = aRegion();
  const web = region.add({ name: 'web-1', ...props });
  await region.run(3 * MINUTE);
  region.failHost(web);
  await region.run(20 * MINUTE);
  return region;
}

describe('an instance for whose start EC2 asks about more than the instance', () => {
  it.each([
    ['a license configuration of another account', { licenseConfigurationArn: SHARED }],
    ['a group of Capacity Reservations', { capacityReservationGroupArn: RESERVED }],
    ['both', { licenseConfigurationArn: SHARED, capacityReservationGroupArn: RESERVED }],
  ])('%s: is stopped and started', async (_, props) => {
    const region = await itsHostFails(props);
    expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
    expect(mailWords(region)).toEqual(['ACTING web-1', 'RECOVERED web-1']);
  });

  it('is not even stopped where the role may not start it: in a group of another account', async () => {
    const region = await itsHostFails({
      capacityReservationGroupArn: RESERVED.replace('123456789012', '999999999999'),
    });
    expect(writes(region)).toEqual([]);
    expect(mailWords(region)).toEqual(['NEEDS-YOU web-1']);
    expect(region.journal.of('mail')[0]?.body).toContain('StartInstances');
  });
});
