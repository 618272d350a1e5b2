import { describe, expect, it } from '@jest/globals';
import type { PublishCommandInput } from '@aws-sdk/client-sns';
import { SNSClient } from '@aws-sdk/client-sns';
import { AlertSender } from '../../../lambda/aws/alert-sender.ts';
import { ALERT_WORDS, type Alert } from '../../../lambda/core/model/alert.ts';
import { say } from '../../../lambda/core/model/sentence.ts';
import { alert, FACTS, INSTANCE, named, NOW, PLACE } from '../words/sample-alert.ts';
import { awsError, FakeSend } from './fake-send.ts';

const TOPIC = 'arn:aws:sns:ap-northeast-1:111122223333:ec2-responder';

async function published(send: (sender: AlertSender) => Promise<void>): Promise<PublishCommandInput> {
  const fake = new FakeSend(() => ({ MessageId: 'm-1' }));
  await send(new AlertSender(fake, TOPIC, PLACE));
  expect(fake.calls).toHaveLength(1);
  return fake.calls[0]?.input as unknown as PublishCommandInput;
}

const single = (one: Alert): Promise<PublishCommandInput> => published((sender) => sender.send(one));
const digest = (alerts: readonly Alert[]): Promise<PublishCommandInput> =>
  published((sender) => sender.sendDigest(alerts, NOW));

function value(input: PublishCommandInput, name: string): string | undefined {
  return input.MessageAttributes?.[name]?.StringValue;
}

/** As SNS counts it: the message and the names, types and values of its attributes. */
function bytesOf({ Message, MessageAttributes }: PublishCommandInput): number {
  const attributes = Object.entries(MessageAttributes ?? {}).flatMap(([name, { DataType, StringValue }]) => [
    name,
    DataType,
    StringValue,
  ]);
  return [Message, ...attributes].reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0);
}

function without(one: Alert): Alert {
  const { instance: _, incidentId: __, ...zone } = one;
  return zone;
}

describe('an alert that is sent', () => {
  it('goes to the topic as one plain message', async () => {
    const input = await single(alert());
    expect(input.TopicArn).toBe(TOPIC);
    expect(input.Subject).toBe(`[ec2-responder] RECOVERED web-1 ${INSTANCE} ap-northeast-1 back in 4m12s`);
    expect(input.Message).toMatch(/^Account 111122223333, Region ap-northeast-1[,:]/);
    expect(input).not.toHaveProperty('MessageStructure');
  });

  it('carries the same facts for machines', async () => {
    const input = await single(alert());
    expect(JSON.parse(value(input, 'alert') ?? '')).toEqual({
      id: `${INSTANCE}/2026-11-20T03:02:00.000Z/end`,
      incidentId: `${INSTANCE}/2026-11-20T03:02:00.000Z`,
      word: 'RECOVERED',
      at: '2026-11-20T03:06:12.000Z',
      account: '111122223333',
      region: 'ap-northeast-1',
      instanceId: INSTANCE,
      name: 'web-1',
      availabilityZone: 'ap-northeast-1a',
      instanceType: 'm7g.large',
      reasons: ['story.recovered', 'story.ip-kept'],
      seconds_total: 252,
    });
    expect(['word', 'region', 'account', 'instanceId'].map((name) => value(input, name))).toEqual([
      'RECOVERED',
      'ap-northeast-1',
      '111122223333',
      INSTANCE,
    ]);
  });

  it('has the same id at a repeat, in the message and in the attributes', async () => {
    const [first, again] = [await single(alert()), await single(alert())];
    expect(again).toEqual(first);
    expect(value(first, 'alertId')).toBe(`${INSTANCE}/2026-11-20T03:02:00.000Z/end`);
    expect(first.Message).toContain(`${INSTANCE}/2026-11-20T03:02:00.000Z/end`);
  });

  it.each(ALERT_WORDS)('has at most ten attributes, none of them empty: %s', async (word) => {
    for (const one of [alert({ word }), without(alert({ word })), named('', { word, story: [], data: {} })]) {
      const attributes = Object.entries((await single(one)).MessageAttributes ?? {});
      expect(attributes.length).toBeLessThanOrEqual(10);
      for (const [name, { DataType, StringValue }] of attributes) {
        expect(name).toMatch(/^[A-Za-z0-9_.-]{1,256}$/);
        expect(DataType).toBe('String');
        expect(StringValue).not.toBe('');
      }
    }
  });

  it('names no instance in its attributes when it is about a zone', async () => {
    const input = await single(without(alert()));
    expect(input.MessageAttributes).not.toHaveProperty('instanceId');
    expect(JSON.parse(value(input, 'alert') ?? '')).not.toHaveProperty('instanceId');
  });

  it('throws what SNS says, so that the alert stays in the record', async () => {
    const fake = new FakeSend(() => {
      throw awsError('Throttling', 'Rate exceeded', 400);
    });
    await expect(new AlertSender(fake, TOPIC, PLACE).send(alert())).rejects.toThrow('Rate exceeded');
    await expect(new AlertSender(fake, TOPIC, PLACE).sendDigest([alert()], NOW)).rejects.toThrow(
      'Rate exceeded',
    );
  });
});

describe('a digest that is sent', () => {
  it('carries the id of every alert in it', async () => {
    const alerts = Array.from({ length: 50 }, (_, number) => alert({ id: `alert-${number}` }));
    const input = await digest(alerts);
    expect(JSON.parse(value(input, 'alert') ?? '')).toEqual({
      word: 'DIGEST',
      count: 50,
      alertIds: alerts.map((one) => one.id),
    });
    expect(value(input, 'word')).toBe('DIGEST');
    expect(input.Subject).toMatch(/^\[ec2-responder\] DIGEST ap-northeast-1 50 alerts/);
    expect(Object.keys(input.MessageAttributes ?? {}).length).toBeLessThanOrEqual(10);
  });

  it('is below the 256 KB of SNS with 50 alerts, all attributes counted', async () => {
    const error = `UnauthorizedOperation, ${'x y '.repeat(75)}`;
    const facts = { ...FACTS, name: '本'.repeat(256) };
    const alerts = Array.from({ length: 50 }, (_, number) =>
      alert({
        id: `${INSTANCE}/2026-11-20T03:02:00.000Z/start-failed/${NOW + number}`,
        word: 'NEEDS-YOU',
        story: [say('story.start-failed', { error })],
        instance: { id: INSTANCE, facts },
      }),
    );
    expect(bytesOf(await digest(alerts))).toBeLessThan(262_144);
  });

  it('is the same at a repeat', async () => {
    const alerts = [alert(), alert({ id: 'another' })];
    expect(await digest(alerts)).toEqual(await digest(alerts));
  });
});

describe('an alert through the real client of SNS', () => {
  const ANSWER =
    '<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>';

  /** A client that talks to nobody and keeps what it would have sent. */
  function client(bodies: URLSearchParams[]): SNSClient {
    return new SNSClient({
      region: 'ap-northeast-1',
      credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
      maxAttempts: 1,
      requestHandler: {
        handle: ({ body }: { body: string }) => {
          bodies.push(new URLSearchParams(body));
          const response = { statusCode: 200, headers: {}, body: new TextEncoder().encode(ANSWER) };
          return Promise.resolve({ response: response as never });
        },
      },
      streamCollector: (body: Uint8Array) => Promise.resolve(body),
    });
  }

  it.each([
    ['in ASCII', 'web-1'],
    ['in Japanese', '本番ウェブサーバー一号機'],
    ['of 300 Japanese letters', '本'.repeat(300)],
    ['of 100 emoji', '\u{1f600}'.repeat(100)],
    ['of a letter and 100 emoji', `w${'\u{1f600}'.repeat(100)}`],
  ])('goes out with a name %s', async (_what, name) => {
    const bodies: URLSearchParams[] = [];
    await new AlertSender(client(bodies), TOPIC, PLACE).send(named(name));
    expect(bodies).toHaveLength(1);
    expect(bodies[0]?.get('Message')).toContain('Account 111122223333, Region ap-northeast-1');
  });
});
