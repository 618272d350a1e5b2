import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Ec2Lists } from '../../../lambda/aws/ec2-lists.ts';
import { Ec2Reader } from '../../../lambda/aws/ec2-reader.ts';
import { Ec2Writer } from '../../../lambda/aws/ec2-writer.ts';
import { clientsFor } from '../../../lambda/functions/responder/handler.ts';
import type { FoundInstance } from '../../../lambda/core/model/observation.ts';

const ID = 'i-0a1b2c3d4e5f60718';
const NOW = Date.parse('2026-11-20T03:02:00Z');

const IMPAIRED: FoundInstance = {
  kind: 'found',
  instanceId: ID,
  observedAt: NOW,
  state: 'running',
  launchTime: Date.parse('2026-11-01T00:00:00Z'),
  checks: { system: { status: 'impaired' }, instance: { status: 'ok' }, attachedEbs: { status: 'ok' } },
  scheduledEvents: [],
  facts: { tags: {}, instanceType: 'm7g.large', availabilityZone: 'ap-northeast-1a' },
};

function errorBody(code: string, message: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>0d1e</RequestID></Response>`;
}

const UNAVAILABLE = { status: 503, body: errorBody('Unavailable', 'The server is overloaded.') };

describe('the clients of EC2, built as the handler builds them, over HTTP', () => {
  /** The actions that arrived, in order. */
  let arrived: string[];
  let answer: (action: string, response: ServerResponse) => void;
  let server: Server;
  const clients: EC2Client[] = [];

  beforeEach(async () => {
    arrived = [];
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const action = new URLSearchParams(body).get('Action') ?? '';
        arrived.push(action);
        answer(action, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  /** As the handler's, with a time-out that a test can wait for. */
  function client(config: EC2ClientConfig, requestTimeout = 10_000): EC2Client {
    const made = new EC2Client({
      region: 'ap-northeast-1',
      requestHandler: { requestTimeout, connectionTimeout: 3_000, throwOnRequestTimeout: true },
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
      ...config,
    });
    clients.push(made);
    return made;
  }

  /** The handler's own clients; only where they send to is the test's. */
  function handlerClients(): ReturnType<typeof clientsFor> {
    process.env.AWS_ENDPOINT_URL_EC2 = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    process.env.AWS_ACCESS_KEY_ID = 'none';
    process.env.AWS_SECRET_ACCESS_KEY = 'none';
    const made = clientsFor({ region: 'ap-northeast-1' });
    clients.push(made.ec2Reads as EC2Client, made.ec2Writes as EC2Client);
    return made;
  }

  const writes = (requestTimeout?: number): Ec2Writer =>
    new Ec2Writer(
      requestTimeout === undefined ? handlerClients().ec2Writes : client({ maxAttempts: 1 }, requestTimeout),
      () => NOW,
    );
  const reads = (): Ec2Reader => new Ec2Reader(handlerClients().ec2Reads, () => NOW);
  const lists = (): Ec2Lists => new Ec2Lists(handlerClients().ec2Reads, () => NOW);

  function always({ status, body }: { status: number; body: string }): void {
    answer = (_action, response) => {
      response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
    };
  }

  it('send one Stop and no second one when the answer is 503', async () => {
    always(UNAVAILABLE);
    expect(await writes().stop(IMPAIRED, { force: false })).toEqual({
      kind: 'unknown',
      error: 'Unavailable',
    });
    expect(arrived).toEqual(['StopInstances']);
  });

  it('send one Start and no second one when the answer is 503', async () => {
    always(UNAVAILABLE);
    expect(await writes().start(IMPAIRED)).toMatchObject({ kind: 'unknown' });
    expect(arrived).toEqual(['StartInstances']);
  });

  it('send one Stop and no second one when EC2 throttles it', async () => {
    always({ status: 503, body: errorBody('RequestLimitExceeded', 'Request limit exceeded.') });
    expect(await writes().stop(IMPAIRED, { force: false })).toEqual({
      kind: 'refused',
      code: 'RequestLimitExceeded',
      message: 'Request limit exceeded.',
      unauthorized: false,
      transient: true,
    });
    expect(arrived).toEqual(['StopInstances']);
  });

  it('send one Stop and no second one when the connection is cut after it arrived', async () => {
    answer = (_action, response) => response.destroy();
    expect(await writes().stop(IMPAIRED, { force: false })).toMatchObject({ kind: 'unknown' });
    expect(arrived).toEqual(['StopInstances']);
  });

  it('send one Stop, stop waiting and call it unknown when there is no answer in time', async () => {
    answer = () => undefined;
    expect(await writes(200).stop(IMPAIRED, { force: false })).toEqual({
      kind: 'unknown',
      error: 'TimeoutError',
    });
    expect(arrived).toEqual(['StopInstances']);
  });

  it('repeat a read that gets 503, up to three attempts', async () => {
    always(UNAVAILABLE);
    await expect(lists().systemImpaired()).rejects.toMatchObject({ name: 'Unavailable' });
    expect(arrived).toEqual(Array(3).fill('DescribeInstanceStatus'));
  });

  it('see what is impaired when a repeated read gets through', async () => {
    const body = `<DescribeInstanceStatusResponse><instanceStatusSet><item><instanceId>${ID}</instanceId>
      <availabilityZone>ap-northeast-1a</availabilityZone><instanceState><code>16</code><name>running</name></instanceState>
      </item></instanceStatusSet></DescribeInstanceStatusResponse>`;
    answer = (_action, response) => {
      const { status, body: text } = arrived.length === 1 ? UNAVAILABLE : { status: 200, body };
      response.writeHead(status, { 'content-type': 'text/xml' }).end(text);
    };
    expect(await lists().systemImpaired()).toEqual([{ instanceId: ID, availabilityZone: 'ap-northeast-1a' }]);
    expect(arrived).toHaveLength(2);
  });

  it('read the previous state out of an accepted Stop', async () => {
    always({
      status: 200,
      body: `<StopInstancesResponse><instancesSet><item><instanceId>${ID}</instanceId><currentState><code>64</code><name>stopping</name></currentState><previousState><code>16</code><name>running</name></previousState></item></instancesSet></StopInstancesResponse>`,
    });
    expect(await writes().stop(IMPAIRED, { force: false })).toEqual({
      kind: 'accepted',
      previousState: 'running',
    });
  });

  it('read a refusal by the code in its answer', async () => {
    always({ status: 403, body: errorBody('UnauthorizedOperation', 'You are not authorized.') });
    expect(await writes().stop(IMPAIRED, { force: false })).toEqual({
      kind: 'refused',
      code: 'UnauthorizedOperation',
      message: 'You are not authorized.',
      unauthorized: true,
      transient: false,
    });
  });

  it('read a lack of capacity, which EC2 answers with 500, as a refusal', async () => {
    always({ status: 500, body: errorBody('InsufficientInstanceCapacity', 'Insufficient capacity.') });
    expect(await writes().start(IMPAIRED)).toMatchObject({
      kind: 'refused',
      code: 'InsufficientInstanceCapacity',
    });
  });

  it('prove the permission to start by the answer to DryRun', async () => {
    answer = (action, response) => {
      const start = action === 'StartInstances';
      const body = start
        ? errorBody('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.')
        : '<DescribeInstanceAttributeResponse><disableApiStop><value>false</value></disableApiStop><instanceInitiatedShutdownBehavior><value>stop</value></instanceInitiatedShutdownBehavior></DescribeInstanceAttributeResponse>';
      response.writeHead(start ? 412 : 200, { 'content-type': 'text/xml' }).end(body);
    };
    expect(await reads().guards(IMPAIRED)).toEqual({ stopProtection: false, shutdownTerminates: false });
    expect(await reads().startPermitted(ID)).toBe(true);
  });

  it('drop the id that EC2 does not know by the message of its answer', async () => {
    const bad = 'i-0ffffffffffffffff';
    answer = (action, response) => {
      const repeated = arrived.filter((one) => one === action).length > 1;
      const empty = `<${action}Response></${action}Response>`;
      const body = repeated
        ? empty
        : errorBody('InvalidInstanceID.NotFound', `The instance ID '${bad}' does not exist`);
      response.writeHead(repeated ? 200 : 400, { 'content-type': 'text/xml' }).end(body);
    };
    const seen = await reads().observe([ID, bad]);
    expect(seen.get(bad)).toMatchObject({ kind: 'not-found' });
    expect(arrived.filter((action) => action === 'DescribeInstances')).toHaveLength(2);
  });
});
