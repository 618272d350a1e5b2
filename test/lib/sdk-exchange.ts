import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeInstanceStatusCommand, EC2Client, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

const STATUS = `<DescribeInstanceStatusResponse><instanceStatusSet><item><instanceId>i-1</instanceId>
  <eventsSet><item><code>instance-stop</code><notBefore>2026-11-21T03:00:00.000Z</notBefore></item></eventsSet>
  <systemStatus><status>impaired</status><details><item><name>reachability</name>
  <impairedSince>2026-11-21T02:00:00.000Z</impairedSince></item></details></systemStatus>
  </item></instanceStatusSet></DescribeInstanceStatusResponse>`;
const PUBLISHED =
  '<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>';

interface Sent {
  readonly path: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** What an SDK client needs to talk to nobody: every request is noted and gets the same answer. */
function recorded(requests: unknown[], answer: string) {
  return {
    region: 'us-east-1',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    requestHandler: {
      handle: ({ path, body, headers }: Sent) => {
        requests.push([path, body, headers['x-amz-target'] ?? null]);
        const response = { statusCode: 200, headers: {}, body: new TextEncoder().encode(answer) };
        return Promise.resolve({ response: response as never });
      },
    },
    streamCollector: (body: Uint8Array) => Promise.resolve(body),
  };
}

/**
 * The entry of two bundles in `bundle.test.ts`: sends one request of each kind that the responder makes, and returns
 * what went out and what was read of the answers.
 */
export async function handler(): Promise<string> {
  const requests: unknown[] = [];
  const ec2 = new EC2Client(recorded(requests, STATUS));
  const status = await ec2.send(
    new DescribeInstanceStatusCommand({ InstanceIds: ['i-1'], IncludeAllInstances: true }),
  );
  await ec2.send(new StopInstancesCommand({ InstanceIds: ['i-1'], Force: true, DryRun: true }));
  const Item = { id: { S: 'i-1' }, version: { N: '1' }, held: { L: [{ BOOL: true }] } };
  await new DynamoDBClient(recorded(requests, '{}')).send(new PutItemCommand({ TableName: 'table', Item }));
  const MessageAttributes = { kind: { DataType: 'String', StringValue: 'RECOVERED' } };
  const published = await new SNSClient(recorded(requests, PUBLISHED)).send(
    new PublishCommand({ TopicArn: 'topic', Message: 'back', MessageAttributes }),
  );
  // The metadata of an answer holds a random request id.
  const text = { requests, status: status.InstanceStatuses, messageId: published.MessageId };
  return JSON.stringify(text);
}
