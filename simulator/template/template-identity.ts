/** Where a template is deployed. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly urlSuffix: string;
  readonly stackName: string;
}

/** What a resource is called after its deployment: what Ref gives, and what Fn::GetAtt gives by attribute. */
export interface PhysicalIdentity {
  readonly ref: string;
  readonly attributes: ReadonlyMap<string, string>;
}

type Identify = (
  name: string,
  place: Place,
) => { readonly ref: string; readonly attributes: Readonly<Record<string, string>> };

/** The property that names a resource of a type; without it CloudFormation makes a name of stack and logical id. */
const NAME_PROPERTIES: ReadonlyMap<string, string> = new Map([
  ['AWS::CloudWatch::Alarm', 'AlarmName'],
  ['AWS::CloudWatch::CompositeAlarm', 'AlarmName'],
  ['AWS::CloudWatch::Dashboard', 'DashboardName'],
  ['AWS::DynamoDB::Table', 'TableName'],
  ['AWS::Events::EventBus', 'Name'],
  ['AWS::Events::Rule', 'Name'],
  ['AWS::IAM::ManagedPolicy', 'ManagedPolicyName'],
  ['AWS::IAM::Policy', 'PolicyName'],
  ['AWS::IAM::Role', 'RoleName'],
  ['AWS::Lambda::Function', 'FunctionName'],
  ['AWS::Logs::LogGroup', 'LogGroupName'],
  ['AWS::SNS::Topic', 'TopicName'],
  ['AWS::SQS::Queue', 'QueueName'],
  ['AWS::SSM::Parameter', 'Name'],
]);

/** "Return values" of each type: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/ */
const IDENTITIES: ReadonlyMap<string, Identify> = new Map<string, Identify>([
  [
    'AWS::CloudWatch::Alarm',
    (name, place) => named(name, { Arn: arn(place, 'cloudwatch', `alarm:${name}`) }),
  ],
  [
    'AWS::CloudWatch::CompositeAlarm',
    (name, place) => named(name, { Arn: arn(place, 'cloudwatch', `alarm:${name}`) }),
  ],
  ['AWS::DynamoDB::Table', (name, place) => named(name, { Arn: arn(place, 'dynamodb', `table/${name}`) })],
  [
    'AWS::Events::EventBus',
    (name, place) => named(name, { Arn: arn(place, 'events', `event-bus/${name}`), Name: name }),
  ],
  ['AWS::Events::Rule', (name, place) => named(name, { Arn: arn(place, 'events', `rule/${name}`) })],
  ['AWS::IAM::ManagedPolicy', (name, place) => byArn('PolicyArn', globalArn(place, `policy/${name}`))],
  ['AWS::IAM::Role', (name, place) => named(name, { Arn: globalArn(place, `role/${name}`) })],
  ['AWS::KMS::Key', (name, place) => named(name, { Arn: arn(place, 'kms', `key/${name}`), KeyId: name })],
  ['AWS::Lambda::Function', (name, place) => named(name, { Arn: arn(place, 'lambda', `function:${name}`) })],
  ['AWS::Logs::LogGroup', (name, place) => named(name, { Arn: arn(place, 'logs', `log-group:${name}:*`) })],
  [
    'AWS::SNS::Topic',
    (name, place) => ({
      ref: arn(place, 'sns', name),
      attributes: { TopicArn: arn(place, 'sns', name), TopicName: name },
    }),
  ],
  [
    'AWS::SQS::Queue',
    (name, place) => {
      const url = `https://sqs.${place.region}.${place.urlSuffix}/${place.accountId}/${name}`;
      return { ref: url, attributes: { Arn: arn(place, 'sqs', name), QueueName: name, QueueUrl: url } };
    },
  ],
]);

/**
 * In: a resource's logical id, its type, a reader of its name property and the place. Out: its physical identity. Where AWS
 * would add random characters to a name there are none here, so that two runs of the simulation are alike.
 */
export function physicalIdentity(
  logicalId: string,
  type: string,
  nameFrom: (property: string) => string | undefined,
  place: Place,
): PhysicalIdentity {
  const nameProperty = NAME_PROPERTIES.get(type);
  const name =
    (nameProperty === undefined ? undefined : nameFrom(nameProperty)) ?? `${place.stackName}-${logicalId}`;
  const { ref, attributes } = IDENTITIES.get(type)?.(name, place) ?? named(name, {});
  return { ref, attributes: new Map(Object.entries(attributes)) };
}

function named(ref: string, attributes: Readonly<Record<string, string>>): ReturnType<Identify> {
  return { ref, attributes };
}

function byArn(attribute: string, value: string): ReturnType<Identify> {
  return { ref: value, attributes: { [attribute]: value } };
}

function arn(place: Place, service: string, resource: string): string {
  return `arn:${place.partition}:${service}:${place.region}:${place.accountId}:${resource}`;
}

function globalArn(place: Place, resource: string): string {
  return `arn:${place.partition}:iam::${place.accountId}:${resource}`;
}
