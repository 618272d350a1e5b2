import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';

/** One message of the alert topic: a mail, and the same facts for machines. */
export interface Message {
  readonly subject: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The topic that alerts go to. AWS: "Amazon SNS message publishing". */
export class Topic {
  constructor(
    private readonly sns: Pick<SNSClient, 'send'>,
    private readonly topicArn: string,
  ) {}

  /** Publishes one message. Throws when SNS did not take it: then it stays in the table. */
  async publish({ subject, body, attributes }: Message): Promise<void> {
    await this.sns.send(
      new PublishCommand({
        TopicArn: this.topicArn,
        Subject: subject,
        Message: wholeLetters(body),
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [
            name,
            { DataType: 'String', StringValue: wholeLetters(value) },
          ]),
        ),
      }),
    );
  }
}

/** Half of a surrogate pair, wherever it came from, is no text: the SDK would refuse to send it, for ever. */
function wholeLetters(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '?');
}
