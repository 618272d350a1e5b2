import { describe, expect, it } from '@jest/globals';
import { requestsOf, type InstanceForIam } from '../../../simulator/iam/requests.ts';
import { SimulatedIam } from '../../../simulator/iam/simulated-iam.ts';
import { NotSimulatedError, ServiceError } from '../../../simulator/runtime/service-error.ts';
import type { PolicyStatement } from '../../../simulator/template/template-policies.ts';
import { TOKYO } from './iam-enforced.ts';

const INSTANCES: Readonly<Record<string, InstanceForIam>> = {
  'i-1': { tags: { Name: 'web-1', 'ec2-responder': 'notify' } },
  'i-2': {
    tags: {},
    placementGroup: 'close',
    licenseConfigurationArn:
      'arn:aws:license-manager:ap-northeast-1:999999999999:license-configuration:lic-1',
    capacityReservationGroupArn: 'arn:aws:resource-groups:ap-northeast-1:123456789012:group/reserved',
    volumeKeyArns: [
      'arn:aws:kms:ap-northeast-1:123456789012:key/own',
      'arn:aws:kms:ap-northeast-1:999999999999:key/shared',
    ],
  },
  'i-3': { tags: { team: 'web', TEAM: 'db' } },
};
const WORLD = { ...TOKYO, instanceOf: (id: string) => INSTANCES[id] };

const asked = (...[service, command, input]: [Parameters<typeof requestsOf>[0], string, object]): string[] =>
  requestsOf(service, command, input, WORLD).map(({ action, resource }) => `${action} ${resource}`);

const ARN = 'arn:aws:ec2:ap-northeast-1:123456789012';
const TABLE = 'arn:aws:dynamodb:ap-northeast-1:123456789012:table/t';

describe('what IAM is asked', () => {
  it('by DynamoDB for a transaction, once for each of its actions', () => {
    const put = { Put: { TableName: 't' } };
    expect(asked('dynamodb', 'TransactWriteCommand', { TransactItems: [put, put] })).toEqual([
      `dynamodb:PutItem ${TABLE}`,
      `dynamodb:PutItem ${TABLE}`,
    ]);
  });

  it.each([
    ['DescribeInstances', { InstanceIds: ['i-1', 'i-2'] }, ['ec2:DescribeInstances *']],
    ['DescribeInstanceStatus', {}, ['ec2:DescribeInstanceStatus *']],
    ['DescribeInstanceTypes', {}, ['ec2:DescribeInstanceTypes *']],
    ['DescribeSpotInstanceRequests', {}, ['ec2:DescribeSpotInstanceRequests *']],
    [
      'DescribeInstanceAttribute',
      { InstanceId: 'i-1' },
      [`ec2:DescribeInstanceAttribute ${ARN}:instance/i-1`],
    ],
    [
      'StopInstances',
      { InstanceIds: ['i-1', 'i-2'] },
      [`ec2:StopInstances ${ARN}:instance/i-1`, `ec2:StopInstances ${ARN}:instance/i-2`],
    ],
    [
      'StartInstances',
      { InstanceIds: ['i-1', 'i-2'], DryRun: true },
      [
        `ec2:StartInstances ${ARN}:instance/i-1`,
        `ec2:StartInstances ${ARN}:instance/i-2`,
        `ec2:StartInstances ${ARN}:placement-group/close`,
        'ec2:StartInstances arn:aws:license-manager:ap-northeast-1:999999999999:license-configuration:lic-1',
        'ec2:StartInstances arn:aws:resource-groups:ap-northeast-1:123456789012:group/reserved',
      ],
    ],
  ])('by EC2 for %s %j', (command, input, expected) => {
    expect(asked('ec2', `${command}Command`, input)).toEqual(expected);
  });

  it.each([
    ['GetCommand', { TableName: 't' }, [`dynamodb:GetItem ${TABLE}`]],
    ['PutCommand', { TableName: 't' }, [`dynamodb:PutItem ${TABLE}`]],
    ['UpdateCommand', { TableName: 't' }, [`dynamodb:UpdateItem ${TABLE}`]],
    ['QueryCommand', { TableName: 't' }, [`dynamodb:Query ${TABLE}`]],
    ['QueryCommand', { TableName: 't', IndexName: 'i' }, [`dynamodb:Query ${TABLE}/index/i`]],
    [
      'BatchGetCommand',
      { RequestItems: { t: {}, u: {} } },
      [
        `dynamodb:BatchGetItem ${TABLE}`,
        'dynamodb:BatchGetItem arn:aws:dynamodb:ap-northeast-1:123456789012:table/u',
      ],
    ],
  ])('by DynamoDB for %s %j', (command, input, expected) => {
    expect(asked('dynamodb', command, input)).toEqual(expected);
  });

  it('by SNS about the topic', () => {
    expect(asked('sns', 'PublishCommand', { TopicArn: 'arn:aws:sns:x:1:t' })).toEqual([
      'sns:Publish arn:aws:sns:x:1:t',
    ]);
  });

  it.each([
    ['ec2', 'TerminateInstancesCommand', { InstanceIds: ['i-1'] }],
    ['dynamodb', 'ScanCommand', { TableName: 't' }],
    ['dynamodb', 'DeleteCommand', { TableName: 't' }],
    ['sns', 'SubscribeCommand', { TopicArn: 'arn:aws:sns:x:1:t' }],
    // Nothing is asked about nothing: such a call would pass for allowed.
    ['ec2', 'StopInstancesCommand', { InstanceIds: [] }],
    ['ec2', 'StopInstancesCommand', {}],
    ['dynamodb', 'BatchGetCommand', {}],
    ['sns', 'PublishCommand', { PhoneNumber: '+81' }],
    ['dynamodb', 'GetCommand', { TableName: TABLE }],
  ] as const)('is not known for %s %s %j', (service, command, input) => {
    expect(() => asked(service, command, input)).toThrow(NotSimulatedError);
  });
});

describe('the context of a request', () => {
  const keyOf = (key: string, id = 'i-1', command = 'StopInstancesCommand'): string | undefined =>
    requestsOf('ec2', command, { InstanceIds: [id] }, WORLD)[0]?.context(key);

  it('has the Region, the account and the tags of the instance, by both names of them', () => {
    expect(keyOf('aws:requestedregion')).toBe('ap-northeast-1');
    expect(keyOf('aws:principalaccount')).toBe('123456789012');
    expect(keyOf('aws:resourcetag/ec2-responder')).toBe('notify');
    expect(keyOf('ec2:resourcetag/ec2-responder')).toBe('notify');
    expect(keyOf('aws:resourcetag/name')).toBe('web-1');
  });

  it('lacks a tag that the instance does not have, and all tags where there is no instance', () => {
    expect(keyOf('aws:resourcetag/ec2-responder', 'i-2')).toBeUndefined();
    expect(keyOf('aws:resourcetag/ec2-responder', 'i-gone')).toBeUndefined();
    expect(keyOf('aws:resourcetag/ec2-responder', 'i-1', 'DescribeInstancesCommand')).toBeUndefined();
  });

  it('lacks what only a service that calls by itself brings along, and keys of other services', () => {
    expect(keyOf('aws:sourceaccount')).toBeUndefined();
    expect(keyOf('aws:sourcearn')).toBeUndefined();
    expect(keyOf('kms:viaservice')).toBeUndefined();
  });

  it.each(['aws:sourceip', 'aws:principaltag/x', 'ec2:instancetype', 'ec2:attribute/disableapistop'])(
    'does not let %s pass for missing, because AWS would give it',
    (key) => {
      expect(() => keyOf(key)).toThrow(NotSimulatedError);
    },
  );

  it('does not guess the tags of a placement group or a table, nor which of two tags AWS takes', () => {
    const [, group] = requestsOf('ec2', 'StartInstancesCommand', { InstanceIds: ['i-2'] }, WORLD);
    const [table] = requestsOf('dynamodb', 'GetCommand', { TableName: 't' }, WORLD);
    expect(() => group?.context('aws:resourcetag/x')).toThrow(NotSimulatedError);
    expect(() => table?.context('aws:resourcetag/x')).toThrow(NotSimulatedError);
    expect(() => keyOf('aws:resourcetag/team', 'i-3')).toThrow(NotSimulatedError);
  });
});

describe('the answer to a call that the role may not make', () => {
  const DENY: PolicyStatement = {
    sid: 'No',
    effect: 'Deny',
    actions: ['ec2:StopInstances'],
    notActions: [],
    resources: ['*'],
    notResources: [],
    condition: undefined,
  };
  const ALLOW: PolicyStatement = { ...DENY, sid: 'Yes', effect: 'Allow', actions: ['*'] };

  function thrownBy(statements: readonly PolicyStatement[], ...call: Parameters<SimulatedIam['authorize']>) {
    try {
      new SimulatedIam({ ...WORLD, statements, caller: 'role/fn' }).authorize(...call);
    } catch (thrown) {
      if (thrown instanceof ServiceError) return thrown;
    }
    throw new Error('not refused');
  }

  const USER = 'User: arn:aws:sts::123456789012:assumed-role/role/fn is not authorized to perform:';

  it('is UnauthorizedOperation, 403, from EC2, with the resource and whether something denies it', () => {
    const stop = ['ec2', 'StopInstancesCommand', { InstanceIds: ['i-1'] }] as const;
    const implicit = thrownBy([], ...stop);
    expect(implicit).toMatchObject({
      name: 'UnauthorizedOperation',
      $fault: 'client',
      $metadata: { httpStatusCode: 403 },
    });
    expect(implicit.message).toContain(
      `You are not authorized to perform this operation. ${USER} ec2:StopInstances on resource: ${ARN}:instance/i-1 because no identity-based policy allows the ec2:StopInstances action. Encoded authorization failure message: `,
    );
    expect(thrownBy([ALLOW, DENY], ...stop).message).toContain(
      `${ARN}:instance/i-1 with an explicit deny in an identity-based policy. `,
    );
  });

  it('names no resource where the action knows none', () => {
    expect(thrownBy([], 'ec2', 'DescribeInstancesCommand', {}).message).toContain(
      `${USER} ec2:DescribeInstances because no`,
    );
  });

  it('is AccessDeniedException, 400, from DynamoDB', () => {
    const thrown = thrownBy([], 'dynamodb', 'GetCommand', { TableName: 't' });
    expect(thrown).toMatchObject({ name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } });
    expect(thrown.message).toBe(
      `${USER} dynamodb:GetItem on resource: ${TABLE} because no identity-based policy allows the dynamodb:GetItem action`,
    );
  });

  it('is AuthorizationErrorException, 403, from SNS, which spells its actions in capitals', () => {
    const thrown = thrownBy([], 'sns', 'PublishCommand', { TopicArn: 'arn:aws:sns:x:1:t' });
    expect(thrown).toMatchObject({ name: 'AuthorizationErrorException', $metadata: { httpStatusCode: 403 } });
    expect(thrown.message).toBe(
      `${USER} SNS:Publish on resource: arn:aws:sns:x:1:t because no identity-based policy allows the SNS:Publish action`,
    );
  });

  it('comes when one of several instances may not be stopped', () => {
    const condition = { StringEquals: { 'aws:ResourceTag/ec2-responder': 'notify' } };
    const call = ['ec2', 'StopInstancesCommand', { InstanceIds: ['i-1', 'i-2'] }] as const;
    expect(thrownBy([{ ...ALLOW, condition }], ...call).message).toContain('instance/i-2 because');
  });

  it('is none where a policy allows it, and changes with the policies', () => {
    const iam = new SimulatedIam({ ...WORLD, statements: [ALLOW] });
    const stop = (): void => {
      iam.authorize('ec2', 'StopInstancesCommand', { InstanceIds: ['i-1'] });
    };
    expect(stop).not.toThrow();
    expect(iam.used()).toEqual([{ sid: 'Yes', action: '*', resource: '*' }]);
    iam.update([ALLOW, DENY]);
    expect(stop).toThrow(ServiceError);
  });

  it('to EC2 about a key under which a volume is, is a false: every key must be permitted', () => {
    const own = { ...ALLOW, resources: ['arn:aws:kms:*:123456789012:key/*'] };
    const may = (statement: PolicyStatement, id: string): boolean =>
      new SimulatedIam({ ...WORLD, statements: [statement] }).mayUseVolumeKeys(id);
    expect(may(ALLOW, 'i-2')).toBe(true);
    expect(may(own, 'i-2')).toBe(false);
    expect(may(own, 'i-1')).toBe(true);
  });
});
