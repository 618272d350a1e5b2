import { describe, expect, it } from '@jest/globals';
import { SimulatedIam, type InstanceForIam } from '../../../simulator/iam/simulated-iam.ts';
import type { Service } from '../../../simulator/runtime/journal.ts';
import { ServiceError } from '../../../simulator/runtime/service-error.ts';
import type { ResolvedResource } from '../../../simulator/template/template.ts';
import { deployed, functionOf, statementsOf, stopOf, TOKYO, type DeployedAt } from './iam-enforced.ts';

describe('in another partition', () => {
  const CHINA = {
    account: '123456789012',
    region: 'cn-north-1',
    partition: 'aws-cn',
    urlSuffix: 'amazonaws.com.cn',
  };
  const GOV_CLOUD = { ...TOKYO, region: 'us-gov-west-1', partition: 'aws-us-gov' };

  function iamAt(place: DeployedAt, statements = statementsOf(deployed({}, place))): SimulatedIam {
    const at = `${place.region}:${place.account}`;
    const instanceOf = (): InstanceForIam => ({
      tags: {},
      placementGroup: 'close',
      licenseConfigurationArn: `arn:${place.partition}:license-manager:${place.region}:999999999999:license-configuration:lic-1`,
      capacityReservationGroupArn: `arn:${place.partition}:resource-groups:${at}:group/reserved`,
      volumeKeyArns: [`arn:${place.partition}:kms:${at}:key/k`],
    });
    return new SimulatedIam({ ...place, statements, instanceOf });
  }

  /** The calls of the function as that deployment wires it, and those of EC2 and Lambda: which are refused. */
  function refusedAt(place: DeployedAt, iam = iamAt(place)): string[] {
    const template = deployed({}, place);
    const { RESPONDER_TABLE_NAME: TableName = '', RESPONDER_TOPIC_ARN: TopicArn = '' } =
      functionOf(template).environment;
    const InstanceIds = ['i-0123456789abcdef0'];
    const calls: [Service, string, object][] = [
      ['ec2', 'DescribeInstancesCommand', {}],
      ['ec2', 'DescribeInstanceStatusCommand', {}],
      ['ec2', 'DescribeInstanceTypesCommand', {}],
      ['ec2', 'DescribeSpotInstanceRequestsCommand', {}],
      ['ec2', 'DescribeInstanceAttributeCommand', { InstanceId: InstanceIds[0] }],
      ['ec2', 'StopInstancesCommand', { InstanceIds }],
      ['ec2', 'StartInstancesCommand', { InstanceIds }],
      ['dynamodb', 'GetCommand', { TableName }],
      ['dynamodb', 'BatchGetCommand', { RequestItems: { [TableName]: {} } }],
      ['dynamodb', 'PutCommand', { TableName }],
      ['dynamodb', 'UpdateCommand', { TableName }],
      ['dynamodb', 'QueryCommand', { TableName, IndexName: 'unfinished' }],
      ['sns', 'PublishCommand', { TopicArn }],
    ];
    const refused = calls.filter(([service, command, input]) => {
      try {
        iam.authorize(service, command, input);
        return false;
      } catch (thrown) {
        if (thrown instanceof ServiceError) return true;
        throw thrown;
      }
    });
    const ofType = (type: string): ResolvedResource | undefined =>
      [...template.resources.values()].find((resource) => resource.type === type);
    return [
      ...refused.map(([, command]) => command),
      ...(iam.mayUseVolumeKeys('i-0123456789abcdef0') ? [] : ['volume keys']),
      ...(iam.maySendFailedEvent(ofType('AWS::SQS::Queue')?.arn ?? '') ? [] : ['failed events']),
      ...(iam.mayWriteLogs(ofType('AWS::Logs::LogGroup')?.physicalId ?? '') ? [] : ['logs']),
    ];
  }

  it.each([TOKYO, CHINA, GOV_CLOUD])('$partition, every call is allowed with ARNs of its own', (place) => {
    expect(refusedAt(place)).toEqual([]);
    const resources = statementsOf(deployed({}, place)).flatMap((one) => one.resources);
    const named = resources.filter((resource) => resource !== '*');
    expect(named.length).toBeGreaterThan(10);
    for (const resource of named) expect(resource.split(':')[1]).toBe(place.partition);
  });

  it('the volume keys may be used, whichever of the two names EC2 has in China', () => {
    for (const urlSuffix of ['amazonaws.com', 'amazonaws.com.cn'])
      expect(iamAt({ ...CHINA, urlSuffix }).mayUseVolumeKeys('i-1')).toBe(true);
    expect(iamAt({ ...CHINA, urlSuffix: 'example.com' }).mayUseVolumeKeys('i-1')).toBe(false);
  });

  it.each([
    ['partition', { ...TOKYO, partition: 'aws-cn' }],
    ['account', { ...TOKYO, account: '999999999999' }],
    ['Region', { ...TOKYO, region: 'ap-northeast-3' }],
  ])('the permissions of one deployment are worth nothing in another %s', (_, elsewhere) => {
    const iam = iamAt(elsewhere, statementsOf(deployed({}, TOKYO)));
    // Describe calls name no resource, so of them only the Region is fixed; a key may be another account's.
    const notFixed = elsewhere.region === TOKYO.region ? 4 : 0;
    const keys = elsewhere.account === TOKYO.account ? 0 : 1;
    expect(refusedAt(elsewhere, iam)).toHaveLength(16 - notFixed - keys);
    expect(stopOf({}, statementsOf(deployed({}, TOKYO)), elsewhere)).toBe('not allowed');
  });
});
