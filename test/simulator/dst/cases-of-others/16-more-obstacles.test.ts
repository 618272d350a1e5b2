/**
 * Case 16: the On-Demand part of a Spot Fleet, persistent Spot whose request is not active, an instance whose shutdown terminates it,
 * and instances whose manager is known by a tag only were stopped like any other; the manager terminates them then, or EC2
 * cannot start them again.
 * Workload: fleets with the tags of managers, with Spot requests that are not active, and with InstanceInitiatedShutdownBehavior terminate.
 * Mutants: 'know managers by four tags only', 'forget the tags of managers that the owner names',
 * 'stop persistent Spot whose request is not active', 'forget that a stop may terminate'.
 */
import { describe, expect, it } from '@jest/globals';
import type { InstanceProps } from '../../../../simulator/ec2/simulated-instance.ts';
import type { CallAbout, Fault } from '../../../../simulator/runtime/simulated-calls.ts';
import type { SimulatedRegion } from '../../../../simulator/runtime/simulated-region.ts';
import { ServiceError } from '../../../../simulator/runtime/service-error.ts';
import { aRegion, mailWords, MINUTE, writes } from '../../a-region.ts';

const RECOVERED = ['ACTING web-1', 'RECOVERED web-1'];

async function itsHostFails(
  props: InstanceProps,
  parameters: Readonly<Record<string, string>> = {},
  fault?: (call: CallAbout) => Fault | undefined,
): Promise<SimulatedRegion> {
  const region = aRegion(parameters, fault === undefined ? {} : { fault });
  const web = region.add({ name: 'web-1', ...props });
  await region.run(3 * MINUTE);
  region.failHost(web);
  await region.run(25 * MINUTE);
  return region;
}

/** Nothing was stopped; one mail went out, and it has these words. */
function expectHeld(region: SimulatedRegion, word: string, ...words: readonly string[]): void {
  expect(writes(region)).toEqual([]);
  expect(mailWords(region)).toEqual([`${word} web-1`]);
  for (const one of words) expect(region.journal.of('mail')[0]?.body).toContain(one);
}

describe('an instance whose manager is known by a tag', () => {
  it.each([
    ['aws:ec2spot:fleet-request-id', 'sfr-1', 'a Spot Fleet manages it'],
    ['sigs.k8s.io/cluster-api-provider-aws/cluster/prod', 'owned', 'Cluster API manages it'],
    ['parallelcluster:node-type', 'HeadNode', 'AWS ParallelCluster manages it'],
    ['AWSElasticDisasterRecoveryManaged', 'drs.amazonaws.com', 'AWS Elastic Disaster Recovery manages it'],
    ['AWSRDSCustom', 'custom-oracle', 'Amazon RDS Custom manages it'],
    ['kubernetes.io/cluster/prod', 'owned', 'a Kubernetes cluster manages it'],
  ])('%s=%s: is not stopped, and a human looks there', async (key, value, manager) => {
    const region = await itsHostFails({ tags: { [key]: value } });
    expectHeld(region, 'NEEDS-YOU', manager, `${key}=${value}`, 'Look in what manages it');
  });

  it.each([
    ['karpenter.sh/provisioner-name', 'default', 'Karpenter replaces it'],
    ['jenkins_slave_type', 'demand_linux', 'the Jenkins EC2 plugin replaces it'],
    ['Vendor', 'Databricks', 'Databricks replaces it'],
    ['spotinst:aws:ec2:group:id', 'sig-1', 'Spot Ocean or Elastigroup replaces it'],
    ['eks:cluster-name', 'prod', 'Amazon EKS replaces it'],
    ['AmazonECSManaged', '', 'Amazon ECS replaces it'],
    ['elasticbeanstalk:environment-id', 'e-1', 'Elastic Beanstalk replaces it'],
  ])('%s=%s: is left to who replaces it', async (key, value, manager) => {
    expectHeld(await itsHostFails({ tags: { [key]: value } }), 'NOTICE', manager);
  });

  it('and by a tag that only its owner knows, is not stopped', async () => {
    const region = await itsHostFails(
      { tags: { 'team.example/operated-by': 'db-operator' } },
      { ManagerTagKeys: 'managed-by=operator,team.example/*' },
    );
    expectHeld(region, 'NEEDS-YOU', 'team.example/operated-by=db-operator', 'ManagerTagKeys');
  });

  it.each([
    ['a tag that nobody has named', { 'team.example/operated-by': 'db-operator' }],
    ['a cluster that only shares it', { 'kubernetes.io/cluster/prod': 'shared' }],
    ['another vendor', { Vendor: 'Databricks Inc, invoice 12' }],
    ['a key that only has the word in it', { 'our-parallelcluster:cost': '12' }],
  ])('is another one: %s: it is stopped and started', async (_, tags) => {
    const region = await itsHostFails({ tags });
    expect(mailWords(region)).toEqual(RECOVERED);
  });
});

describe('persistent Spot', () => {
  const spot = { lifecycle: 'spot', spotType: 'persistent' } as const;

  it.each(['cancelled', 'closed', 'disabled', 'a word of tomorrow'])(
    'whose request is %s could not be started again, and is not stopped',
    async (spotRequestState) => {
      const region = await itsHostFails({ ...spot, spotRequestState });
      expectHeld(region, 'NEEDS-YOU', 'its Spot request is not active', spotRequestState);
    },
  );

  it('whose request is active is stopped and started', async () => {
    expect(mailWords(await itsHostFails(spot))).toEqual(RECOVERED);
  });
});

describe('an instance whose shutdown terminates it', () => {
  it('is not stopped, and the mail has the attribute', async () => {
    const region = await itsHostFails({ shutdownBehavior: 'terminate' });
    expectHeld(
      region,
      'NEEDS-YOU',
      'a stop might terminate it',
      'modify-instance-attribute --instance-initiated-shutdown-behavior stop',
    );
    expect([...region.ec2.instances.values()][0]?.state).toBe('running');
  });

  it('is not stopped where the attribute cannot be read', async () => {
    const region = await itsHostFails({ shutdownBehavior: 'terminate' }, {}, ({ action, input }) =>
      action === 'DescribeInstanceAttribute' && JSON.stringify(input).includes('ShutdownBehavior')
        ? { when: 'before', what: new ServiceError('InternalError', 'down', 500) }
        : undefined,
    );
    expect(writes(region)).toEqual([]);
    expect(region.journal.of('mail')[0]?.body).toContain(
      'its InstanceInitiatedShutdownBehavior could not be read',
    );
  });
});
