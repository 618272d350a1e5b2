import { beforeAll, describe, expect, it } from '@jest/globals';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { PublishCommand } from '@aws-sdk/client-sns';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { createHash } from 'node:crypto';
import { clientsFor } from '../../../lambda/functions/responder/handler.ts';
import { NotSimulatedError } from '../../../simulator/runtime/service-error.ts';
import { wireClients } from '../../../simulator/wire/clients.ts';
import {
  MalformedMessageError,
  WireRequestHandler,
  type HttpRequest,
} from '../../../simulator/wire/request-handler.ts';
import { REGION, textOf, thrownBy, TOPIC, World } from './wire-harness.ts';

let ec2: HttpRequest;
let sns: HttpRequest;
let dynamodb: HttpRequest;

beforeAll(async () => {
  const world = await World.create();
  const { ec2Reads, topic, table } = world.clients;
  await ec2Reads.send(new DescribeInstancesCommand({}));
  const MessageAttributes = { word: { DataType: 'String', StringValue: 'ACTING' } };
  await topic.send(new PublishCommand({ TopicArn: TOPIC, Message: 'text', MessageAttributes }));
  await table.send(new GetCommand({ TableName: 'incidents', Key: { id: 'i-1' } }));
  const [first, second, third] = world.exchanges.map(({ request }) => request);
  if (first === undefined || second === undefined || third === undefined) throw new Error('no requests');
  [ec2, sns, dynamodb] = [first, second, third];
});

/** The same request with another body, its length and hash those of the body. */
function withBody(request: HttpRequest, body: string): HttpRequest {
  const headers = {
    ...request.headers,
    'content-length': String(Buffer.byteLength(body)),
    'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
  };
  return { ...request, headers, body };
}

function withHeader(request: HttpRequest, name: string, value: string | undefined): HttpRequest {
  const { [name]: _, ...others } = request.headers;
  return { ...request, headers: value === undefined ? others : { ...others, [name]: value } };
}

/** What is served for the request. */
async function served(request: HttpRequest, region = REGION): Promise<object> {
  const violations: Error[] = [];
  const timeouts = Promise.resolve({});
  const handler = new WireRequestHandler({
    region,
    timeouts,
    onViolation: (error) => violations.push(error),
  });
  let input: object | undefined;
  try {
    await handler.handle(request, {
      serve: (_service, _name, given) => {
        input = given;
        return Promise.resolve({});
      },
    });
  } catch (thrown) {
    expect(violations).toEqual([thrown]);
    throw thrown;
  }
  expect(violations).toEqual([]);
  if (input === undefined) throw new Error('nothing was served');
  return input;
}

describe('a request that AWS would not accept is an error', () => {
  it.each<[string, (request: HttpRequest) => HttpRequest]>([
    ['without a signature', (request) => withHeader(request, 'authorization', undefined)],
    ['without its time', (request) => withHeader(request, 'x-amz-date', undefined)],
    [
      'without the token of temporary credentials',
      (request) => withHeader(request, 'x-amz-security-token', undefined),
    ],
    ['without a Content-Type', (request) => withHeader(request, 'content-type', undefined)],
    ['with another Content-Type', (request) => withHeader(request, 'content-type', 'application/json')],
    ['with another length than its body', (request) => withHeader(request, 'content-length', '7')],
    ['with a hash of another body', (request) => withHeader(request, 'x-amz-content-sha256', '0'.repeat(64))],
    ['with another Host', (request) => withHeader(request, 'host', 'example.com')],
    [
      'to another host',
      (request) => withHeader({ ...request, hostname: 'example.com' }, 'host', 'example.com'),
    ],
    ['to another port', (request) => ({ ...request, port: 8000 })],
    ['without encryption', (request) => ({ ...request, protocol: 'http:' })],
    ['to another path', (request) => ({ ...request, path: '/x' })],
    ['with a query', (request) => ({ ...request, query: { Action: 'x' } })],
    ['that only gets', (request) => ({ ...request, method: 'GET' })],
    ['without a body', (request) => ({ ...request, body: undefined })],
  ])('%s', async (_what, change) => {
    for (const request of [ec2, sns, dynamodb]) {
      await expect(served(request)).resolves.toBeDefined();
      expect(await thrownBy(() => served(change(request)))).toBeInstanceOf(MalformedMessageError);
    }
  });

  it('signed for another service, for another Region, or sent to one', async () => {
    const authorization = ec2.headers.authorization ?? '';
    const forged = (from: string, to: string): HttpRequest =>
      withHeader(ec2, 'authorization', authorization.replace(from, to));
    expect(await thrownBy(() => served(forged('/ec2/', '/sns/')))).toBeInstanceOf(MalformedMessageError);
    expect(await thrownBy(() => served(forged(REGION, 'us-east-1')))).toBeInstanceOf(MalformedMessageError);
    expect(await thrownBy(() => served(ec2, 'us-east-1'))).toBeInstanceOf(MalformedMessageError);
    const hostname = 'ec2.us-east-1.amazonaws.com';
    const sent = withHeader({ ...ec2, hostname }, 'host', hostname);
    expect(await thrownBy(() => served(sent))).toBeInstanceOf(MalformedMessageError);
    const unsigned = forged('x-amz-date;', '');
    expect(unsigned.headers.authorization).not.toBe(authorization);
    expect(await thrownBy(() => served(unsigned))).toBeInstanceOf(MalformedMessageError);
  });

  it.each([
    'Action=DescribeInstances',
    'Action=DescribeInstances&Version=2010-03-31',
    'Version=2016-11-15',
    'Action=DescribeInstances&Version=2016-11-15&Action=StopInstances',
    'Action=DescribeInstances&Version=2016-11-15&InstanceId=i-1',
    'Action=DescribeInstances&Version=2016-11-15&InstanceId.2=i-1',
    'Action=DescribeInstances&Version=2016-11-15&InstanceId.1=i-1&InstanceId.3=i-2',
    'Action=DescribeInstances&Version=2016-11-15&InstanceId=i-1&InstanceId.1=i-1',
    'Action=DescribeInstances&Version=2016-11-15&MaxResults=many',
    'Action=DescribeInstances&Version=2016-11-15&Filter.1=x',
    'Action=DescribeInstances&Version=2016-11-15&InstanceId.1',
    'Action=DescribeInstances&Version=2016-11-15&InstanceId.1=i=1',
    'Action=DescribeInstances&Version=2016-11-15&',
    'Action=StopInstances&Version=2016-11-15&InstanceId.1=i-1&Force=yes',
  ])('to EC2 with the body %s', async (body) => {
    expect(await thrownBy(() => served(withBody(ec2, body)))).toBeInstanceOf(MalformedMessageError);
  });

  it.each([
    '{"TableName":1,"Key":{"id":{"S":"x"}}}',
    '{"TableName":"t","Key":{"id":"x"}}',
    '{"TableName":"t","Key":{"id":{"S":1}}}',
    '{"TableName":"t","Key":{"id":{"N":1}}}',
    '{"TableName":"t","Key":{"id":{"S":"x","N":"1"}}}',
    '{"TableName":"t","Key":{"id":{}}}',
    '{"TableName":"t","Key":{"id":{"NULL":false}}}',
    '{"TableName":"t","Key":{"id":{"L":{}}}}',
    '{"TableName":"t","Key":[]}',
    '{"TableName":"t","ConsistentRead":"true"}',
    '[]',
  ])('to DynamoDB with the body %s', async (body) => {
    expect(await thrownBy(() => served(withBody(dynamodb, body)))).toBeInstanceOf(MalformedMessageError);
  });

  it('to DynamoDB for another API version', async () => {
    const other = withHeader(dynamodb, 'x-amz-target', 'DynamoDB_20111205.GetItem');
    expect(await thrownBy(() => served(other))).toBeInstanceOf(MalformedMessageError);
  });
});

describe('what the simulation does not know is an error', () => {
  it.each([
    ['Action=RebootInstances&Version=2016-11-15&InstanceId.1=i-1'],
    ['Action=constructor&Version=2016-11-15'],
    ['Action=StopInstances&Version=2016-11-15&InstanceId.1=i-1&Hibernate=true'],
    ['Action=StopInstances&Version=2016-11-15&InstanceId.1=i-1&toString=x'],
    ['Action=DescribeInstances&Version=2016-11-15&Filter.1.Name=a&Filter.1.Negate=true'],
    ['Action=DescribeInstances&Version=2016-11-15&NextToken.1=x'],
  ])('to EC2: %s', async (body) => {
    expect(await thrownBy(() => served(withBody(ec2, body)))).toBeInstanceOf(NotSimulatedError);
  });

  it.each([
    ['Action=Subscribe&Version=2010-03-31'],
    ['Action=Publish&Version=2010-03-31&Message=x&MessageStructure=json'],
    [
      'Action=Publish&Version=2010-03-31&Message=x&MessageAttributes.entry.1.Name=a&MessageAttributes.entry.1.Value.BinaryValue=eA%3D%3D',
    ],
  ])('to SNS: %s', async (body) => {
    expect(await thrownBy(() => served(withBody(sns, body)))).toBeInstanceOf(NotSimulatedError);
  });

  it.each([
    ['GetItem', '{"TableName":"t","Key":{"id":{"S":"x"}},"AttributesToGet":["a"]}'],
    ['GetItem', '{"TableName":"t","Key":{"id":{"SS":["x"]}}}'],
    ['GetItem', '{"TableName":"t","Key":{"id":{"N":"12345678901234567890"}}}'],
    ['Scan', '{"TableName":"t"}'],
  ])('to DynamoDB: %s %s', async (operation, body) => {
    const request = withHeader(dynamodb, 'x-amz-target', `DynamoDB_20120810.${operation}`);
    expect(await thrownBy(() => served(withBody(request, body)))).toBeInstanceOf(NotSimulatedError);
  });
});

describe('a client of another partition', () => {
  it.each(['cn-north-1', 'us-gov-west-1'])('is answered, too: %s', async (region) => {
    const violations: Error[] = [];
    const clients = clientsFor({ region });
    const onViolation = (error: Error): void => void violations.push(error);
    const serve = () => Promise.resolve({ Reservations: [] });
    const { ec2Reads } = wireClients({ clients, region, onViolation })(serve);
    await expect(ec2Reads.send(new DescribeInstancesCommand({}))).resolves.toMatchObject({
      Reservations: [],
    });
    expect(violations).toEqual([]);
  });
});

describe('a body', () => {
  it('is read as forms are: %20 and + are blanks', async () => {
    const body = 'Action=Publish&Version=2010-03-31&Message=a%20b+c%2B%26%3D%E6%97%A5';
    expect(await served(withBody(sns, body))).toEqual({ Message: 'a b c+&=日' });
    expect(textOf(sns.body)).toContain('MessageAttributes.entry.1.Value.StringValue=ACTING');
  });
});
