import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client, DescribeInstancesCommand, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { JsonObject } from '../../simulator/template/template-json.ts';
import { ACCOUNT, CREDENTIALS, REGION, type Variables } from './local-only.ts';
import { listAt, textAt, type Moto } from './moto.ts';

/** What `cdk bootstrap` makes an account ready with, as far as a deployment without roles needs it. */
export const ASSET_BUCKET = `cdk-hnb659fds-assets-${ACCOUNT}-${REGION}`;
const BOOTSTRAP_VERSION = { Name: '/cdk-bootstrap/hnb659fds/version', Type: 'String', Value: '30' };
/** One of the images that moto brings along; a root volume on EBS. */
const IMAGE = 'ami-12c6146b';
/** Not of the stack: the queue that hears the alerts. */
const INBOX = 'inbox';

/** A message of the alert topic. */
export interface Alert {
  readonly word: string;
  readonly instanceId: string;
  readonly subject: string;
}

export interface InstanceNow {
  readonly state: string;
  /** As moto has it, not as the function is told. */
  readonly launchTime: number;
}

/** The account that moto plays: bootstrapped, with instances, a queue that hears the alerts, and the records to read. */
export class LocalAccount {
  readonly #moto: Moto;
  readonly #ec2: EC2Client;
  readonly #sns: SNSClient;
  readonly #table: DynamoDBDocumentClient;

  constructor(moto: Moto) {
    this.#moto = moto;
    const to = { endpoint: moto.endpoint, region: REGION, credentials: CREDENTIALS };
    this.#ec2 = new EC2Client(to);
    this.#sns = new SNSClient(to);
    this.#table = DynamoDBDocumentClient.from(new DynamoDBClient(to));
  }

  /** Throws where moto refuses. */
  async bootstrap(): Promise<void> {
    await this.#moto.json('ssm', 'AmazonSSM.PutParameter', BOOTSTRAP_VERSION);
    const place = `<CreateBucketConfiguration><LocationConstraint>${REGION}</LocationConstraint></CreateBucketConfiguration>`;
    const xml = { 'content-type': 'application/xml' };
    const made = await this.#moto.send('s3', 'PUT', `/${ASSET_BUCKET}`, place, xml);
    if (!made.ok) throw new Error(`moto: the asset bucket: ${made.status} ${await made.text()}`);
    await this.#moto.json('sqs', 'AmazonSQS.CreateQueue', { QueueName: INBOX });
  }

  /** Out: the id of a new running instance. */
  async launch(name: string, tags: Variables = {}): Promise<string> {
    const Tags = Object.entries({ Name: name, ...tags }).map(([Key, Value]) => ({ Key, Value }));
    const { Instances } = await this.#ec2.send(
      new RunInstancesCommand({
        ImageId: IMAGE,
        InstanceType: 't3.micro',
        MinCount: 1,
        MaxCount: 1,
        TagSpecifications: [{ ResourceType: 'instance', Tags }],
      }),
    );
    const id = Instances?.[0]?.InstanceId;
    if (id === undefined) throw new Error('moto launched no instance');
    return id;
  }

  async instance(id: string): Promise<InstanceNow> {
    const { Reservations } = await this.#ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    const found = Reservations?.[0]?.Instances?.[0];
    return { state: found?.State?.Name ?? 'gone', launchTime: found?.LaunchTime?.getTime() ?? 0 };
  }

  /** The record of an instance as it stands in the table; undefined where there is none. */
  async record(tableName: string, id: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    return (await this.#table.send(new GetCommand({ TableName: tableName, Key: { id } }))).Item;
  }

  /** The inbox gets what the topic gets from now on. */
  async listenTo(topicArn: string): Promise<Inbox> {
    const queue = `arn:aws:sqs:${REGION}:${ACCOUNT}:${INBOX}`;
    await this.#sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: queue }));
    const { QueueUrl } = await this.#moto.json('sqs', 'AmazonSQS.GetQueueUrl', { QueueName: INBOX });
    return new Inbox(this.#moto, textAt(QueueUrl));
  }
}

/** What arrived at a queue. */
export class Inbox {
  readonly #moto: Moto;
  readonly #url: string;

  constructor(moto: Moto, url: string) {
    this.#moto = moto;
    this.#url = url;
  }

  /** Takes out all messages that came since the last time. */
  async take(): Promise<readonly Alert[]> {
    const alerts: Alert[] = [];
    for (;;) {
      const input = { QueueUrl: this.#url, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 };
      const messages = listAt(await this.#moto.json('sqs', 'AmazonSQS.ReceiveMessage', input), 'Messages');
      if (messages.length === 0) return alerts;
      for (const message of messages) {
        const sent = JSON.parse(textAt(message, 'Body')) as JsonObject;
        const attribute = (name: string): string => textAt(sent, 'MessageAttributes', name, 'Value');
        const [word, instanceId] = [attribute('word'), attribute('instanceId')];
        alerts.push({ word, instanceId, subject: textAt(sent, 'Subject') });
        const ReceiptHandle = textAt(message, 'ReceiptHandle');
        await this.#moto.json('sqs', 'AmazonSQS.DeleteMessage', { QueueUrl: this.#url, ReceiptHandle });
      }
    }
  }
}
