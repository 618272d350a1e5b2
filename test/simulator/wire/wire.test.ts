import { describe, expect, it } from '@jest/globals';
import {
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  DescribeInstanceTypesCommand,
  DescribeSpotInstanceRequestsCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { PublishCommand } from '@aws-sdk/client-sns';
import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Service } from '../../../simulator/runtime/journal.ts';
import { MINUTE, START_AT, textOf, TOPIC, withoutMetadata, World, type WorldProps } from './wire-harness.ts';

const ODD = ` <b>"Tom" & 'Ann'</b> \r\n日本語 🚑 %20+=&amp; `;

interface Sender {
  send(command: object): Promise<object>;
}

interface SdkCommand {
  readonly constructor: { readonly name: string };
  readonly input: object;
}

/** Two worlds with the same in them; the first is asked through a real client, the second directly. */
class Twins {
  readonly wired: World;
  readonly plain: World;

  private constructor(wired: World, plain: World) {
    this.wired = wired;
    this.plain = plain;
  }

  static async create(
    fill: (world: World) => void = () => undefined,
    props: WorldProps = {},
  ): Promise<Twins> {
    const twins = new Twins(await World.create(props), await World.create(props));
    fill(twins.wired);
    fill(twins.plain);
    return twins;
  }

  /** Sends the command; the service must have got its very input, and the caller what the service says. */
  async ask(service: Service, command: SdkCommand): Promise<Record<string, unknown>> {
    const { ec2Writes, ec2Reads, table, topic } = this.wired.clients as unknown as Record<string, Sender>;
    const name = command.constructor.name;
    const ec2 = /^(Stop|Start)/.test(name) ? ec2Writes : ec2Reads;
    const client = { ec2, dynamodb: table, sns: topic }[service];
    if (client === undefined) throw new Error(`no client for ${service}`);
    const expected = this.plain.direct(service, name, command.input);
    const output = await this.wired.settled(() => client.send(command));
    await this.plain.settled(() => Promise.resolve());
    expect(this.wired.attempts.at(-1)).toMatchObject({ service, commandName: name });
    expect(this.wired.attempts.at(-1)?.input).toEqual(command.input);
    expect(withoutMetadata(output)).toEqual(withoutMetadata(expected));
    expect(output).toMatchObject({ $metadata: { httpStatusCode: 200, attempts: 1 } });
    expect(this.wired.violations).toEqual([]);
    return output as Record<string, unknown>;
  }

  lastResponse(): { readonly headers: Readonly<Record<string, string>>; readonly body: string } {
    const { response } = this.wired.exchanges.at(-1) ?? {};
    return { headers: response?.headers ?? {}, body: textOf(response?.body) };
  }

  lastRequest(): { readonly headers: Readonly<Record<string, string>>; readonly body: string } {
    const { request } = this.wired.exchanges.at(-1) ?? {};
    return { headers: request?.headers ?? {}, body: textOf(request?.body) };
  }
}

function fleet(world: World): void {
  world.ec2.add({
    id: 'i-0aaaaaaaaaaaaaaa1',
    name: 'web-1',
    publicIp: '203.0.113.9',
    tags: { odd: ODD, none: '' },
  });
  world.ec2.add({
    id: 'i-0aaaaaaaaaaaaaaa2',
    lifecycle: 'spot',
    spotType: 'persistent',
    operator: 'emr.amazonaws.com',
    outpostArn: 'arn:aws:outposts:ap-northeast-1:123456789012:outpost/op-1',
    tenancy: 'dedicated',
    stopProtection: true,
  });
  const failed = world.ec2.add({
    id: 'i-0aaaaaaaaaaaaaaa3',
    scheduledEvents: [
      {
        id: 'instance-event-1',
        code: 'instance-stop',
        description: ODD,
        notBefore: START_AT + 3 * 24 * 60 * MINUTE + 7,
        notAfter: undefined,
      },
      {
        id: 'instance-event-2',
        code: 'system-reboot',
        description: '[Completed] reboot',
        notBefore: START_AT,
        notAfter: START_AT + MINUTE,
      },
    ],
  });
  failed.hostFailedAt = START_AT - 10 * MINUTE;
  world.ec2.add({ id: 'i-0aaaaaaaaaaaaaaa4', state: 'stopped' });
}

describe('EC2 through a real client says what it says directly', () => {
  it('of an instance with everything on it, its tags to the last character', async () => {
    const twins = await Twins.create(fleet);
    const output = await twins.ask(
      'ec2',
      new DescribeInstancesCommand({ InstanceIds: ['i-0aaaaaaaaaaaaaaa1', 'i-0aaaaaaaaaaaaaaa2'] }),
    );
    expect(JSON.stringify(output)).toContain(JSON.stringify(ODD));
    expect(twins.lastRequest().body).toBe(
      'Action=DescribeInstances&Version=2016-11-15&InstanceId.1=i-0aaaaaaaaaaaaaaa1&InstanceId.2=i-0aaaaaaaaaaaaaaa2',
    );
    expect(twins.lastResponse().headers['content-type']).toBe('text/xml;charset=UTF-8');
    expect(twins.lastResponse().body).toMatch(
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<DescribeInstancesResponse xmlns="http:\/\/ec2\.amazonaws\.com\/doc\/2016-11-15\/"><requestId>[-0-9a-f]{36}<\/requestId><reservationSet><item><instancesSet><item><instanceId>i-0aaaaaaaaaaaaaaa1</,
    );
  });

  it('of no instance at all, with the empty set as an empty element', async () => {
    const twins = await Twins.create();
    expect(await twins.ask('ec2', new DescribeInstancesCommand({}))).toMatchObject({ Reservations: [] });
    expect(twins.lastResponse().body).toContain('<reservationSet/>');
    const filtered = new DescribeInstanceStatusCommand({ Filters: [{ Name: 'event.code', Values: ['x'] }] });
    expect(await twins.ask('ec2', filtered)).toMatchObject({ InstanceStatuses: [] });
  });

  it('page by page', async () => {
    const twins = await Twins.create(fleet);
    const Filters = [
      { Name: 'availability-zone', Values: ['ap-northeast-1a', 'ap-northeast-1c'] },
      { Name: 'instance-state-name', Values: ['running', 'stopped'] },
    ];
    const first = await twins.ask('ec2', new DescribeInstancesCommand({ Filters, MaxResults: 3 }));
    expect(first.NextToken).toBe('3');
    const next = { Filters, MaxResults: 3, NextToken: String(first.NextToken) };
    const second = await twins.ask('ec2', new DescribeInstancesCommand(next));
    expect(second).not.toHaveProperty('NextToken');
    expect(twins.lastRequest().body).toContain(
      '&Filter.2.Name=instance-state-name&Filter.2.Value.1=running&Filter.2.Value.2=stopped&NextToken=3&MaxResults=3',
    );
  });

  it('of checks, since when they fail, and of scheduled events to the millisecond', async () => {
    const twins = await Twins.create(fleet);
    const InstanceIds = ['i-0aaaaaaaaaaaaaaa3', 'i-0aaaaaaaaaaaaaaa4'];
    const all = new DescribeInstanceStatusCommand({ InstanceIds, IncludeAllInstances: true });
    const { InstanceStatuses } = await twins.ask('ec2', all);
    expect(InstanceStatuses).toMatchObject([
      {
        SystemStatus: { Details: [{ ImpairedSince: new Date('2026-11-21T17:51:00Z') }] },
        Events: [{ NotBefore: new Date('2026-11-24T18:00:00.007Z') }, { Code: 'system-reboot' }],
      },
      { Events: [] },
    ]);
    expect(twins.lastResponse().body).toContain('<notBefore>2026-11-24T18:00:00.007Z</notBefore>');
    const impaired = [{ Name: 'system-status.status', Values: ['impaired'] }];
    await twins.ask('ec2', new DescribeInstanceStatusCommand({ Filters: impaired }));
  });

  it('of types, of stop protection, of Spot requests', async () => {
    const twins = await Twins.create(fleet);
    const types = [{ Name: 'instance-type', Values: ['m7g.large', 'm5.metal', 'none.such'] }];
    await twins.ask('ec2', new DescribeInstanceTypesCommand({ Filters: types }));
    for (const InstanceId of ['i-0aaaaaaaaaaaaaaa1', 'i-0aaaaaaaaaaaaaaa2']) {
      const attribute = { InstanceId, Attribute: 'disableApiStop' } as const;
      await twins.ask('ec2', new DescribeInstanceAttributeCommand(attribute));
      const Filters = [{ Name: 'instance-id', Values: [InstanceId] }];
      await twins.ask('ec2', new DescribeSpotInstanceRequestsCommand({ Filters }));
    }
  });

  it('of a stop, a forced one and a start, and of the instance while it changes', async () => {
    const twins = await Twins.create(fleet);
    const one = { InstanceIds: ['i-0aaaaaaaaaaaaaaa1'] };
    const stopped = await twins.ask('ec2', new StopInstancesCommand(one));
    expect(stopped).toMatchObject({ StoppingInstances: [{ PreviousState: { Name: 'running' } }] });
    const output = await twins.ask('ec2', new DescribeInstancesCommand(one));
    expect(JSON.stringify(output)).toContain(
      '"StateTransitionReason":"User initiated (2026-11-21 18:00:00 GMT)"',
    );
    await twins.ask('ec2', new StopInstancesCommand({ ...one, Force: true }));
    await twins.ask('ec2', new StartInstancesCommand(one));
    expect(twins.wired.ec2.get('i-0aaaaaaaaaaaaaaa1').state).toBe('running');
  });
});

describe('DynamoDB through the document client says what it says directly', () => {
  const TableName = 'incidents';
  const Item = {
    id: 'i-1',
    version: 7,
    unfinished: 'yes',
    text: ODD,
    empty: '',
    nothing: null,
    yes: true,
    small: 1e-7,
    negative: -12.5,
    big: Number.MAX_SAFE_INTEGER,
    list: [1, 'a', [], {}, [null, false]],
    map: { deep: { er: [ODD] }, '': 1, 日本: 2 },
  };

  it('of an item with every type of value, and of none', async () => {
    const twins = await Twins.create();
    await twins.ask('dynamodb', new PutCommand({ TableName, Item }));
    const read = new GetCommand({ TableName, Key: { id: 'i-1' }, ConsistentRead: true });
    expect((await twins.ask('dynamodb', read)).Item).toEqual(Item);
    await twins.ask('dynamodb', new GetCommand({ TableName, Key: { id: 'none' } }));
    expect(twins.lastRequest().headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.GetItem',
    });
  });

  it('with the checksum of the bytes that it sends', async () => {
    const twins = await Twins.create();
    await twins.ask('dynamodb', new GetCommand({ TableName, Key: { id: 'none' } }));
    const { headers, body } = twins.lastResponse();
    expect(body).toBe('{}');
    // CRC-32 of "{}", from the polynomial's own definition elsewhere than here.
    expect(headers['x-amz-crc32']).toBe('2745614147');
  });

  it('of a put without its undefined members, with its condition and the old item', async () => {
    const twins = await Twins.create();
    const ConditionExpression = 'attribute_not_exists(#id)';
    const ExpressionAttributeNames = { '#id': 'id' };
    await twins.ask(
      'dynamodb',
      new PutCommand({ TableName, Item, ConditionExpression, ExpressionAttributeNames }),
    );
    const values = { ':version': 7 };
    const names = { '#version': 'version' };
    const again = new PutCommand({
      TableName,
      Item: { ...Item, version: 8, gone: undefined },
      ConditionExpression: '#version = :version',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
      ReturnValues: 'ALL_OLD',
    });
    expect(await twins.ask('dynamodb', again)).toMatchObject({ Attributes: { version: 7 } });
    const remove = new DeleteCommand({ TableName, Key: { id: 'i-1' }, ReturnValues: 'ALL_OLD' });
    expect(await twins.ask('dynamodb', remove)).toMatchObject({ Attributes: { version: 8 } });
  });

  it('of a transaction of several items under its token', async () => {
    const twins = await Twins.create();
    const transaction = new TransactWriteCommand({
      TransactItems: [
        {
          Put: {
            TableName,
            Item,
            ConditionExpression: 'attribute_not_exists(#id)',
            ExpressionAttributeNames: { '#id': 'id' },
          },
        },
        { Put: { TableName, Item: { id: 'alert/i-1/1', unfinished: 'yes' } } },
      ],
      ClientRequestToken: 'write-1',
    });
    await twins.ask('dynamodb', transaction);
    expect(twins.lastRequest().headers).toMatchObject({
      'x-amz-target': 'DynamoDB_20120810.TransactWriteItems',
    });
    for (const id of ['i-1', 'alert/i-1/1']) {
      const read = await twins.ask('dynamodb', new GetCommand({ TableName, Key: { id } }));
      expect(read).toMatchObject({ Item: { id } });
    }
  });

  it('of an update that counts', async () => {
    const twins = await Twins.create();
    const slot = new UpdateCommand({
      TableName,
      Key: { id: 'alert-slot#1' },
      UpdateExpression: 'ADD #taken :one SET #expires = :expires',
      ExpressionAttributeNames: { '#taken': 'taken', '#expires': 'expiresAt' },
      ExpressionAttributeValues: { ':one': 1, ':expires': 1_795_000_000 },
      ReturnValues: 'UPDATED_NEW',
    });
    await twins.ask('dynamodb', slot);
    expect(await twins.ask('dynamodb', slot)).toMatchObject({ Attributes: { taken: 2 } });
  });

  it('of a query of an index, page by page, and of an empty one', async () => {
    const twins = await Twins.create();
    const query = {
      TableName,
      IndexName: 'unfinished',
      KeyConditionExpression: '#unfinished = :yes',
      ExpressionAttributeNames: { '#unfinished': 'unfinished' },
      ExpressionAttributeValues: { ':yes': 'yes' },
    };
    expect((await twins.ask('dynamodb', new QueryCommand(query))).Items).toEqual([]);
    for (const id of ['i-1', 'i-2', 'i-3'])
      await twins.ask('dynamodb', new PutCommand({ TableName, Item: { ...Item, id } }));
    const first = await twins.ask('dynamodb', new QueryCommand({ ...query, Limit: 2 }));
    expect(first.Items).toHaveLength(2);
    const ExclusiveStartKey = first.LastEvaluatedKey as Record<string, unknown>;
    const rest = await twins.ask('dynamodb', new QueryCommand({ ...query, ExclusiveStartKey }));
    expect(rest.Items).toHaveLength(1);
    expect(rest).not.toHaveProperty('LastEvaluatedKey');
  });

  it('of a batch with keys that are left unprocessed', async () => {
    const leaveUnprocessed = (_table: string, key: object): boolean => (key as { id?: unknown }).id === 'i-2';
    const twins = await Twins.create(undefined, { dynamodb: { leaveUnprocessed } });
    await twins.ask('dynamodb', new PutCommand({ TableName, Item }));
    await twins.ask('dynamodb', new PutCommand({ TableName, Item: { ...Item, id: 'i-2' } }));
    const Keys = ['i-1', 'i-2', 'i-3'].map((id) => ({ id }));
    const RequestItems = { incidents: { Keys, ConsistentRead: true } };
    const output = await twins.ask('dynamodb', new BatchGetCommand({ RequestItems }));
    expect(output.UnprocessedKeys).toEqual({ incidents: { Keys: [{ id: 'i-2' }], ConsistentRead: true } });
    expect(output.Responses).toEqual({ incidents: [Item] });
  });
});

describe('SNS through a real client says what it says directly', () => {
  it('of a mail with its attributes to the last character', async () => {
    const twins = await Twins.create();
    const mail = {
      TopicArn: TOPIC,
      Subject: '[ec2-responder] RECOVERED web-1 & <db> "x" 100%',
      Message: ODD,
      MessageAttributes: {
        word: { DataType: 'String', StringValue: 'RECOVERED' },
        alert: { DataType: 'String', StringValue: JSON.stringify({ text: ODD, list: [1, 2] }) },
      },
    };
    expect(await twins.ask('sns', new PublishCommand(mail))).toMatchObject({
      MessageId: '00000000-0000-4000-8000-000000000001',
    });
    await twins.ask('sns', new PublishCommand({ TopicArn: TOPIC, Message: 'again' }));
    expect(twins.wired.topic.messages).toEqual(twins.plain.topic.messages);
    expect(twins.lastResponse().body).toMatch(
      /<PublishResponse xmlns="http:\/\/sns\.amazonaws\.com\/doc\/2010-03-31\/"><PublishResult><MessageId>[^<]+<\/MessageId><\/PublishResult><ResponseMetadata><RequestId>/,
    );
  });
});
