import { describe, expect, it } from '@jest/globals';
import type { PublishCommandInput } from '@aws-sdk/client-sns';
import { SNSClient } from '@aws-sdk/client-sns';
import { Topic, type Message } from '../../../lambda/aws/topic.ts';
import { attributesOf, digestAttributes } from '../../../lambda/core/alerts/alert-attributes.ts';
import type { Alert } from '../../../lambda/core/model/alert.ts';
import { say } from '../../../lambda/core/model/sentence.ts';
import { digestOf } from '../../../lambda/words/digest.ts';
import { mailOf } from '../../../lambda/words/mail.ts';
import { alert, FACTS, INSTANCE, named, NOW, PLACE } from '../words/sample-alert.ts';
import { awsError, FakeSend } from './fake-send.ts';

const TOPIC = 'arn:aws:sns:ap-northeast-1:111122223333:ec2-responder';

const MESSAGE: Message = {
  subject: 'RECOVERED web-1',
  body: 'It is back.\n',
  attributes: { word: 'RECOVERED' },
};

/** The messages as the responder makes them. */
function messageOf(one: Alert): Message {
  return { ...mailOf(one, PLACE), attributes: attributesOf(one, PLACE) };
}

function digestMessage(alerts: readonly Alert[]): Message {
  return { ...digestOf(alerts, PLACE, NOW), attributes: digestAttributes(alerts, PLACE) };
}

async function published(message: Message): Promise<PublishCommandInput> {
  const fake = new FakeSend(() => ({ MessageId: 'm-1' }));
  await new Topic(fake, TOPIC).publish(message);
  expect(fake.calls).toHaveLength(1);
  return fake.calls[0]?.input as unknown as PublishCommandInput;
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

describe('a message', () => {
  it('goes to the topic as one plain text, with its subject and its attributes', async () => {
    expect(await published(MESSAGE)).toEqual({
      TopicArn: TOPIC,
      Subject: 'RECOVERED web-1',
      Message: 'It is back.\n',
      MessageAttributes: { word: { DataType: 'String', StringValue: 'RECOVERED' } },
    });
  });

  // The SDK throws "URI malformed" for it, and the alert would be stuck for ever.
  it('has no half of a surrogate pair in its text or its attributes', async () => {
    const input = await published({ ...MESSAGE, body: 'a\ud83d', attributes: { name: '\ude00b\u{1f600}' } });
    expect([input.Message, input.MessageAttributes?.name?.StringValue]).toEqual(['a?', '?b\u{1f600}']);
  });

  it('throws what SNS says, so that the alert stays in the table', async () => {
    const fake = new FakeSend(() => {
      throw awsError('Throttling', 'Rate exceeded', 400);
    });
    await expect(new Topic(fake, TOPIC).publish(MESSAGE)).rejects.toThrow('Rate exceeded');
  });

  it('of 50 alerts is below the 256 KB of SNS, all attributes counted', async () => {
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
    expect(bytesOf(await published(digestMessage(alerts)))).toBeLessThan(262_144);
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
    await new Topic(client(bodies), TOPIC).publish(messageOf(named(name)));
    expect(bodies).toHaveLength(1);
    expect(bodies[0]?.get('Message')).toContain('Account 111122223333, Region ap-northeast-1');
  });
});
