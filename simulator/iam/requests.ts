import type { RequestContext } from './conditions.ts';
import type { IamRequest } from './evaluate-policies.ts';
import type { Service } from '../runtime/journal.ts';
import { NotSimulatedError } from '../runtime/service-error.ts';

/** What IAM looks at of an instance. */
export interface InstanceForIam {
  /** All of them, the Name too. */
  readonly tags: Readonly<Record<string, string>>;
  readonly placementGroup?: string | undefined;
  readonly licenseConfigurationArn?: string | undefined;
  readonly capacityReservationGroupArn?: string | undefined;
  /** The customer managed keys under which its volumes are. */
  readonly volumeKeyArns?: readonly string[] | undefined;
}

/** The account and Region in which the role calls, and the instances there. */
export interface IamWorld {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly urlSuffix: string;
  readonly instanceOf: (id: string) => InstanceForIam | undefined;
}

interface Input {
  readonly InstanceId?: string;
  readonly InstanceIds?: readonly string[];
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly RequestItems?: Readonly<Record<string, unknown>>;
  readonly TransactItems?: readonly { readonly Put: { readonly TableName: string } }[];
  readonly TopicArn?: string;
}

type Mapping = (input: Input, world: IamWorld) => readonly IamRequest[];

/**
 * The SDK commands of the handlers, with what the "Actions, resources, and condition keys" of each service say of them.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const COMMANDS: Readonly<Record<Service, ReadonlyMap<string, Mapping>>> = {
  ec2: new Map([
    ['DescribeInstancesCommand', onAnything('ec2:DescribeInstances')],
    ['DescribeInstanceStatusCommand', onAnything('ec2:DescribeInstanceStatus')],
    ['DescribeInstanceTypesCommand', onAnything('ec2:DescribeInstanceTypes')],
    ['DescribeSpotInstanceRequestsCommand', onAnything('ec2:DescribeSpotInstanceRequests')],
    ['DescribeInstanceAttributeCommand', onInstances('ec2:DescribeInstanceAttribute')],
    ['StopInstancesCommand', onInstances('ec2:StopInstances')],
    ['StartInstancesCommand', startInstances],
  ]),
  dynamodb: new Map<string, Mapping>([
    ['GetCommand', onTable('dynamodb:GetItem')],
    ['PutCommand', onTable('dynamodb:PutItem')],
    ['UpdateCommand', onTable('dynamodb:UpdateItem')],
    [
      // Each action of a transaction asks for its own permission. AWS: "Using IAM with DynamoDB transactions".
      'TransactWriteCommand',
      ({ TransactItems = [] }, world) =>
        TransactItems.flatMap(({ Put: { TableName } }) => onTable('dynamodb:PutItem')({ TableName }, world)),
    ],
    ['QueryCommand', onTable('dynamodb:Query')],
    [
      'BatchGetCommand',
      ({ RequestItems = {} }, world) =>
        Object.keys(RequestItems).flatMap((TableName) =>
          onTable('dynamodb:BatchGetItem')({ TableName }, world),
        ),
    ],
  ]),
  sns: new Map<string, Mapping>([
    [
      'PublishCommand',
      ({ TopicArn = '' }, world) => [request('sns:Publish', TopicArn, context(world, 'sns', {}))],
    ],
  ]),
};

/**
 * In: an SDK command and its input. Out: what IAM is asked before the service does anything: all of it must be allowed.
 * Throws NotSimulatedError on a command that is not in the list.
 */
export function requestsOf(
  service: Service,
  commandName: string,
  input: object,
  world: IamWorld,
): readonly IamRequest[] {
  const mapping = COMMANDS[service].get(commandName);
  if (mapping === undefined) throw new NotSimulatedError(`IAM: ${service} ${commandName} is not mapped`);
  const requests = mapping(input, world);
  if (requests.length === 0 || requests.some(({ resource }) => resource === ''))
    throw new NotSimulatedError(`IAM: ${service} ${commandName} that names no resource`);
  return requests;
}

/**
 * What EC2 asks of KMS in the name of whoever starts an instance, for each key that its volumes are under.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html
 */
export function volumeKeyRequests(instanceId: string, world: IamWorld): readonly IamRequest[] {
  const own = {
    'kms:grantisforawsresource': 'true',
    'kms:viaservice': `ec2.${world.region}.${world.urlSuffix}`,
    'kms:calleraccount': world.account,
  };
  const keys = world.instanceOf(instanceId)?.volumeKeyArns ?? [];
  return keys.map((arn) => request('kms:CreateGrant', arn, context(world, 'kms', own)));
}

/**
 * What Lambda asks with the role of the function when an event has failed every attempt.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export function failedEventRequest(queueArn: string, world: IamWorld): IamRequest {
  return request('sqs:SendMessage', queueArn, context(world, 'sqs', {}));
}

/** What Lambda asks with the role of the function when a new instance of it begins to write logs. */
export function logRequests(logGroupName: string, world: IamWorld): readonly IamRequest[] {
  const stream = '2026/11/21/[$LATEST]0123456789abcdef0123456789abcdef';
  const arn = `${arnBefore(world, 'logs')}:log-group:${logGroupName}:log-stream:${stream}`;
  return ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) =>
    request(action, arn, context(world, 'logs', {})),
  );
}

/** An action that knows no resources. */
function onAnything(action: string): Mapping {
  return (_, world) => [request(action, '*', context(world, 'ec2', ec2Keys(world), {}))];
}

/** IAM is asked about each instance by itself. */
function onInstances(action: string): Mapping {
  return ({ InstanceId, InstanceIds }, world) =>
    (InstanceIds ?? (InstanceId === undefined ? [] : [InstanceId])).map((id) => {
      // An id that does not exist is refused by EC2 only after IAM: it has no tags.
      const tags = world.instanceOf(id)?.tags ?? {};
      const own = { ...ec2Keys(world), 'ec2:instanceid': id };
      return request(action, `${arnBefore(world, 'ec2')}:instance/${id}`, context(world, 'ec2', own, tags));
    });
}

/**
 * The reference names the instance, its license configuration and the group of its Capacity Reservations. Of the placement
 * group only RunInstances is documented to ask. It is asked here as well: a role that may start too much
 * can be seen in a test, one that may start too little leaves an instance stopped.
 */
function startInstances(input: Input, world: IamWorld): readonly IamRequest[] {
  const besides = (input.InstanceIds ?? []).flatMap((id) => {
    const { placementGroup, licenseConfigurationArn, capacityReservationGroupArn } =
      world.instanceOf(id) ?? {};
    return [
      ...(placementGroup === undefined
        ? []
        : [`${arnBefore(world, 'ec2')}:placement-group/${placementGroup}`]),
      ...[licenseConfigurationArn, capacityReservationGroupArn].filter((arn) => arn !== undefined),
    ];
  });
  const action = 'ec2:StartInstances';
  return [
    ...onInstances(action)(input, world),
    ...besides.map((arn) => request(action, arn, context(world, 'ec2', ec2Keys(world)))),
  ];
}

function ec2Keys({ region }: IamWorld): Readonly<Record<string, string>> {
  return { 'ec2:region': region };
}

/** A query of an index asks about the index and not about the table. */
function onTable(action: string): Mapping {
  return ({ TableName = '', IndexName }, world) => {
    if (TableName === '' || TableName.startsWith('arn:'))
      throw new NotSimulatedError(`IAM: ${action} with the table name ${TableName}`);
    const table = `${arnBefore(world, 'dynamodb')}:table/${TableName}`;
    const arn = IndexName === undefined ? table : `${table}/index/${IndexName}`;
    return [request(action, arn, context(world, 'dynamodb', {}))];
  };
}

function request(action: string, resource: string, requestContext: RequestContext): IamRequest {
  return { action, resource, context: requestContext };
}

function arnBefore({ partition, region, account }: IamWorld, service: string): string {
  return `arn:${partition}:${service}:${region}:${account}`;
}

const RESOURCE_TAG = /^(?:aws|ec2):resourcetag\/(.+)$/;

/**
 * The context of a call that the role makes itself, in its own account. In: the service that is asked, the keys of that
 * service, and the tags of the resource where they are simulated. Keys of other services are never there; a key of this
 * one, or a global one, that is not modelled must not pass for missing, because a negated condition would then hold.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
function context(
  world: IamWorld,
  service: string,
  own: Readonly<Record<string, string>>,
  tags?: Readonly<Record<string, string>>,
): RequestContext {
  return (key) => {
    const [, tagKey] = RESOURCE_TAG.exec(key) ?? [];
    if (tagKey !== undefined && (key.startsWith('aws:') || service === 'ec2'))
      return tagOf(tags, tagKey, key);
    switch (key) {
      case 'aws:requestedregion':
        return world.region;
      case 'aws:principalaccount':
        return world.account;
      case 'aws:securetransport':
        return 'true';
      // Only where a service principal calls; a role never does.
      case 'aws:sourceaccount':
      case 'aws:sourcearn':
        return undefined;
    }
    const value = Object.hasOwn(own, key) ? own[key] : undefined;
    const isModelled = value !== undefined || !(key.startsWith('aws:') || key.startsWith(`${service}:`));
    if (!isModelled) throw new NotSimulatedError(`IAM condition key ${key} in a request to ${service}`);
    return value;
  };
}

/** Tag keys in a condition match in capitals as well; AWS does not say what happens where two tags differ by that only. */
function tagOf(
  tags: Readonly<Record<string, string>> | undefined,
  tagKey: string,
  key: string,
): string | undefined {
  if (tags === undefined) throw new NotSimulatedError(`IAM condition key ${key}: these tags are not known`);
  const found = Object.keys(tags).filter((one) => one.toLowerCase() === tagKey);
  if (found.length > 1) throw new NotSimulatedError(`IAM: the tags ${found.join(' and ')} on one resource`);
  return found[0] === undefined ? undefined : tags[found[0]];
}
