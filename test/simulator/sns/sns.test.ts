import { describe, expect, it } from '@jest/globals';
import { SimulatedTopic } from '../../../simulator/sns/simulated-topic.ts';

const ARN = 'arn:aws:sns:ap-northeast-1:111122223333:alerts';
const NOW = Date.parse('2026-11-20T03:00:00Z');

function publish(topic: SimulatedTopic, input: object = {}, now = NOW): void {
  topic.answer('PublishCommand', { TopicArn: ARN, Message: 'web-1 is back', ...input }, now);
}

describe('SimulatedTopic', () => {
  it('records a published message and answers with its id', () => {
    const topic = new SimulatedTopic(ARN);
    const attributes = {
      outcome: { DataType: 'String', StringValue: 'RECOVERED' },
      minutes: { DataType: 'Number', StringValue: '4' },
    };
    const answer = topic.answer(
      'PublishCommand',
      { TopicArn: ARN, Subject: 'RECOVERED web-1', Message: 'web-1 is back', MessageAttributes: attributes },
      NOW,
    );
    expect(answer).toEqual({
      MessageId: '00000000-0000-4000-8000-000000000001',
      $metadata: { httpStatusCode: 200 },
    });
    expect(topic.messages).toEqual([
      {
        at: NOW,
        messageId: '00000000-0000-4000-8000-000000000001',
        subject: 'RECOVERED web-1',
        message: 'web-1 is back',
        attributes: { outcome: 'RECOVERED', minutes: '4' },
        emailed: true,
      },
    ]);
  });

  it('answers NotFoundException for another topic, and records nothing', () => {
    const topic = new SimulatedTopic(ARN);
    const missing = { TopicArn: `${ARN}-gone` };
    expect(() => {
      publish(topic, missing);
    }).toThrow(
      expect.objectContaining({
        name: 'NotFoundException',
        $fault: 'client',
        $metadata: { httpStatusCode: 404 },
      }),
    );
    expect(topic.messages).toEqual([]);
  });

  it('accepts a subject of 99 characters', () => {
    const topic = new SimulatedTopic(ARN);
    publish(topic, { Subject: 'x'.repeat(99) });
    expect(topic.messages[0]?.subject).toHaveLength(99);
  });

  it.each([
    ['100 characters', 'x'.repeat(100)],
    ['a line break', 'RECOVERED\nweb-1'],
    ['a character that is not ASCII', 'RECOVERED wéb-1'],
    ['an ellipsis', 'i-0123…'],
    ['a control character', 'a\u0007b'],
    ['nothing', ''],
    ['a leading blank', ' web-1'],
  ])('refuses a subject with %s', (_what, Subject) => {
    const topic = new SimulatedTopic(ARN);
    expect(() => {
      publish(topic, { Subject });
    }).toThrow(
      expect.objectContaining({
        name: 'InvalidParameterException',
        message: 'Invalid parameter: Subject',
      }),
    );
    expect(topic.messages).toEqual([]);
  });

  it('accepts 262,144 bytes, counted with the attributes, and not one more', () => {
    const topic = new SimulatedTopic(ARN);
    publish(topic, { Message: 'x'.repeat(262_144) });
    publish(topic, { Message: 'é'.repeat(131_072) });
    expect(topic.messages).toHaveLength(2);
    const attribute = { MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } } };
    for (const input of [
      { Message: 'x'.repeat(262_145) },
      { Message: 'x'.repeat(262_144), ...attribute },
      { Message: 'é'.repeat(131_073) },
    ]) {
      expect(() => {
        publish(topic, input);
      }).toThrow('Invalid parameter: Message too long');
    }
    expect(() => {
      publish(topic, { Message: '' });
    }).toThrow('Invalid parameter: Empty message');
  });

  it.each([
    ['without a type', { a: { StringValue: 'x' } }],
    ['of an unknown type', { a: { DataType: 'Text', StringValue: 'x' } }],
    ['that is empty', { a: { DataType: 'String', StringValue: '' } }],
    ['that is no number', { a: { DataType: 'Number', StringValue: 'x' } }],
    ['with a blank in its name', { 'a b': { DataType: 'String', StringValue: 'x' } }],
    ['with a reserved name', { 'AWS.a': { DataType: 'String', StringValue: 'x' } }],
  ])('refuses a message attribute %s', (_what, MessageAttributes) => {
    expect(() => {
      publish(new SimulatedTopic(ARN), { MessageAttributes });
    }).toThrow(expect.objectContaining({ name: 'InvalidParameterException' }));
  });

  it('accepts 10 message attributes and refuses 11', () => {
    const attributes = (count: number): object =>
      Object.fromEntries(
        Array.from({ length: count }, (_, n) => [`a${n}`, { DataType: 'String', StringValue: 'x' }]),
      );
    const topic = new SimulatedTopic(ARN);
    publish(topic, { MessageAttributes: attributes(10) });
    expect(() => {
      publish(topic, { MessageAttributes: attributes(11) });
    }).toThrow('11 message attributes');
  });

  it('keeps the e-mail subscription at 10 messages within a second, and at 11 in a little more', () => {
    const topic = new SimulatedTopic(ARN);
    for (let count = 0; count < 10; count++) publish(topic, {}, NOW + count);
    publish(topic, {}, NOW + 1_000);
    expect(topic.emailSuspended).toBe(false);
    expect(topic.messages.every(({ emailed }) => emailed)).toBe(true);
  });

  it('suspends the e-mail subscription at the eleventh message within a second, for good', () => {
    const topic = new SimulatedTopic(ARN);
    for (let count = 0; count < 11; count++) publish(topic, {}, NOW + count);
    expect(topic.emailSuspended).toBe(true);
    expect(topic.emailSuspendedAt).toBe(NOW + 10);
    publish(topic, {}, NOW + 60_000);
    expect(topic.messages.map(({ emailed }) => emailed)).toEqual([
      ...Array<boolean>(10).fill(true),
      false,
      false,
    ]);
  });

  it('ends the run on what is not simulated', () => {
    const topic = new SimulatedTopic(ARN);
    expect(() => topic.answer('SubscribeCommand', {}, NOW)).toThrow('SNS SubscribeCommand is not simulated');
    expect(() => {
      publish(topic, { MessageStructure: 'json' });
    }).toThrow(expect.objectContaining({ name: 'NotSimulatedError' }));
  });
});
