import { PublishCommand, type MessageAttributeValue, type SNSClient } from '@aws-sdk/client-sns';
import type { Place } from '../words/console-links.ts';
import { digestOf } from '../words/digest.ts';
import { mailOf } from '../words/mail.ts';
import type { Alert } from '../core/model/alert.ts';
import type { EpochMs } from '../core/model/time.ts';

/** Publishes alerts to the topic. AWS: "Amazon SNS message publishing". */
export class AlertSender {
  constructor(
    private readonly sns: Pick<SNSClient, 'send'>,
    private readonly topicArn: string,
    private readonly place: Place,
  ) {}

  /** One alert as one message. Throws when SNS did not take it: it stays in the record. */
  async send(alert: Alert): Promise<void> {
    const { subject, body } = mailOf(alert, this.place);
    await this.publish(subject, body, attributesOf(alert, this.place));
  }

  /** Many alerts as one message. */
  async sendDigest(alerts: readonly Alert[], now: EpochMs): Promise<void> {
    const { subject, body } = digestOf(alerts, this.place, now);
    const ids = alerts.map((alert) => alert.id);
    await this.publish(subject, body, {
      word: text('DIGEST'),
      region: text(this.place.region),
      account: text(this.place.accountId),
      alert: text(JSON.stringify({ word: 'DIGEST', count: ids.length, alertIds: ids.slice(0, 100) })),
    });
  }

  private async publish(
    Subject: string,
    Message: string,
    MessageAttributes: Record<string, MessageAttributeValue>,
  ): Promise<void> {
    // Half of a surrogate pair, wherever it came from, is no text: the SDK would refuse to send it, for ever.
    const text = Message.replace(/\p{Surrogate}/gu, '?');
    const { topicArn: TopicArn } = this;
    await this.sns.send(new PublishCommand({ TopicArn, Subject, Message: text, MessageAttributes }));
  }
}

/** The same facts for machines: filter policies can use the first ones, `alert` holds all as JSON. */
function attributesOf(alert: Alert, place: Place): Record<string, MessageAttributeValue> {
  const { instance } = alert;
  const facts = {
    id: alert.id,
    incidentId: alert.incidentId,
    word: alert.word,
    at: new Date(alert.at).toISOString(),
    account: place.accountId,
    region: place.region,
    instanceId: instance?.id,
    name: instance?.facts.name,
    availabilityZone: instance?.facts.availabilityZone,
    instanceType: instance?.facts.instanceType,
    reasons: alert.story.map((sentence) => sentence.key),
    ...alert.data,
  };
  return {
    alertId: text(alert.id),
    word: text(alert.word),
    region: text(place.region),
    account: text(place.accountId),
    ...(instance === undefined ? {} : { instanceId: text(instance.id) }),
    alert: text(JSON.stringify(facts)),
  };
}

function text(value: string): MessageAttributeValue {
  return { DataType: 'String', StringValue: value.replace(/\p{Surrogate}/gu, '?') };
}
