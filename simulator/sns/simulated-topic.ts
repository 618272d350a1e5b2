import { NotSimulatedError, ServiceError } from '../runtime/service-error.ts';

/** https://docs.aws.amazon.com/general/latest/gr/sns.html: message with its attributes at most 256 KiB. */
const MAX_MESSAGE_BYTES = 262_144;
const MAX_ATTRIBUTES = 10;
const EMAILS_PER_SECOND = 10;
const INPUT_FIELDS = new Set(['TopicArn', 'Subject', 'Message', 'MessageAttributes']);

export interface PublishedMessage {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly messageId: string;
  readonly subject: string | undefined;
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** False once SNS has suspended the e-mail subscription: the publisher still got an answer, but nobody a mail. */
  readonly emailed: boolean;
}

/**
 * One SNS topic with one e-mail subscription.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export class SimulatedTopic {
  readonly topicArn: string;
  readonly messages: PublishedMessage[] = [];
  #suspendedAt: number | undefined;
  #recent: number[] = [];

  constructor(topicArn: string) {
    this.topicArn = topicArn;
  }

  /** True after more than 10 messages within one second: SNS then takes the e-mail address off until it is confirmed again. */
  get emailSuspended(): boolean {
    return this.#suspendedAt !== undefined;
  }

  /** When the e-mail subscription was suspended, in epoch milliseconds. */
  get emailSuspendedAt(): number | undefined {
    return this.#suspendedAt;
  }

  /** In: the name of an SDK command, its input and the instant. Out: what SNS answers; errors are thrown as the SDK would. */
  answer(
    commandName: string,
    input: object,
    now: number,
  ): { MessageId: string; $metadata: { httpStatusCode: number } } {
    if (commandName !== 'PublishCommand') throw new NotSimulatedError(`SNS ${commandName} is not simulated`);
    for (const field of Object.keys(input)) {
      if (!INPUT_FIELDS.has(field)) throw new NotSimulatedError(`SNS Publish with ${field} is not simulated`);
    }
    const { TopicArn, Subject, Message, MessageAttributes } = input as Record<string, unknown>;
    if (TopicArn !== this.topicArn) throw new ServiceError('NotFoundException', 'Topic does not exist', 404);
    const subject = checkedSubject(Subject);
    if (typeof Message !== 'string' || Message === '') throw invalid('Empty message');
    const attributes = checkedAttributes(MessageAttributes);
    if (Buffer.byteLength(Message) + attributes.bytes > MAX_MESSAGE_BYTES) throw invalid('Message too long');

    const messageId = `00000000-0000-4000-8000-${String(this.messages.length + 1).padStart(12, '0')}`;
    const emailed = this.#countEmail(now);
    this.messages.push({
      at: now,
      messageId,
      subject,
      message: Message,
      attributes: attributes.values,
      emailed,
    });
    return { MessageId: messageId, $metadata: { httpStatusCode: 200 } };
  }

  #countEmail(now: number): boolean {
    if (this.emailSuspended) return false;
    this.#recent = [...this.#recent.filter((at) => at > now - 1000), now];
    if (this.#recent.length <= EMAILS_PER_SECOND) return true;
    this.#suspendedAt = now;
    return false;
  }
}

/** Fewer than 100 printable ASCII characters that do not begin with a blank; a line break is refused, not folded. */
function checkedSubject(subject: unknown): string | undefined {
  if (subject === undefined) return undefined;
  if (typeof subject !== 'string' || !/^[!-~][ -~]{0,98}$/.test(subject)) throw invalid('Subject');
  return subject;
}

function checkedAttributes(attributes: unknown): { values: Record<string, string>; bytes: number } {
  const entries = Object.entries((attributes ?? {}) as Record<string, unknown>);
  if (entries.length > MAX_ATTRIBUTES)
    throw invalid(`${entries.length} message attributes, at most ${MAX_ATTRIBUTES}`);
  const values: Record<string, string> = {};
  let bytes = 0;
  for (const [name, attribute] of entries) {
    const { DataType, StringValue } = (attribute ?? {}) as Record<string, unknown>;
    if (!/^(?!AWS\.|Amazon\.|\.)(?!.*\.(\.|$))[\w.-]{1,256}$/i.test(name))
      throw invalid(`message attribute name ${name}`);
    if (DataType === 'Binary')
      throw new NotSimulatedError(`SNS binary message attribute ${name} is not simulated`);
    if (DataType !== 'String' && DataType !== 'String.Array' && DataType !== 'Number') {
      throw invalid(`message attribute ${name} has no valid DataType`);
    }
    if (typeof StringValue !== 'string' || StringValue === '')
      throw invalid(`message attribute ${name} is empty`);
    if (DataType === 'Number' && !Number.isFinite(Number(StringValue)))
      throw invalid(`message attribute ${name} is not a number`);
    values[name] = StringValue;
    bytes += Buffer.byteLength(name) + Buffer.byteLength(DataType) + Buffer.byteLength(StringValue);
  }
  return { values, bytes };
}

function invalid(what: string): ServiceError {
  return new ServiceError('InvalidParameterException', `Invalid parameter: ${what}`);
}
