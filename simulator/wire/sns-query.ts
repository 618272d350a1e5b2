import { NotSimulatedError } from '../runtime/service-error.ts';
import { response, type HttpResponse, type Protocol } from './protocol.ts';
import { fieldsOf, listOf, readAction, text, type Reader } from './query-parameters.ts';
import { MalformedMessageError } from './signed-request.ts';
import { element, elementsOf, scalar, xmlDocument } from './xml.ts';

const VERSION = '2010-03-31';
const NAMESPACE = ` xmlns="http://sns.amazonaws.com/doc/${VERSION}/"`;

/**
 * On the wire SNS's errors have other names than in the SDK.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const CODES: Readonly<Record<string, string>> = {
  AuthorizationErrorException: 'AuthorizationError',
  EndpointDisabledException: 'EndpointDisabled',
  InternalErrorException: 'InternalError',
  InvalidParameterException: 'InvalidParameter',
  InvalidParameterValueException: 'ParameterValueInvalid',
  InvalidSecurityException: 'InvalidSecurity',
  KMSAccessDeniedException: 'KMSAccessDenied',
  KMSDisabledException: 'KMSDisabled',
  KMSInvalidStateException: 'KMSInvalidState',
  KMSNotFoundException: 'KMSNotFound',
  KMSOptInRequired: 'KMSOptInRequired',
  KMSThrottlingException: 'KMSThrottling',
  NotFoundException: 'NotFound',
  PlatformApplicationDisabledException: 'PlatformApplicationDisabled',
  ThrottledException: 'Throttled',
};

const ATTRIBUTES = listOf(
  fieldsOf({
    Name: ['name', text],
    Value: ['value', fieldsOf({ DataType: ['DataType', text], StringValue: ['StringValue', text] })],
  }),
);

const messageAttributes: Reader = (parameter, called) => {
  const entries = typeof parameter === 'string' ? undefined : parameter.get('entry');
  if (entries === undefined) throw new MalformedMessageError(`${called} has no entries`);
  return Object.fromEntries(ATTRIBUTES(entries, called).map(({ name, value }) => [String(name), value]));
};

const readPublish = fieldsOf({
  TopicArn: ['TopicArn', text],
  Subject: ['Subject', text],
  Message: ['Message', text],
  MessageAttributes: ['MessageAttributes', messageAttributes],
});
const writePublished = elementsOf({ MessageId: ['MessageId', scalar] });

/** SNS's protocol. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export const SNS_QUERY: Protocol = {
  read({ text: body }) {
    const { action, parameters } = readAction(body, VERSION);
    if (action !== 'Publish') throw new NotSimulatedError(`SNS ${action} is not simulated`);
    return { commandName: 'PublishCommand', input: readPublish(parameters, 'SNS Publish') };
  },

  answer(_commandName, output, requestId) {
    const result = element('PublishResult', writePublished(output, "SNS's answer to Publish"));
    const metadata = element('ResponseMetadata', element('RequestId', requestId));
    return xml(200, xmlDocument('PublishResponse', NAMESPACE, result + metadata), requestId);
  },

  refuse({ name, message, $fault, $metadata }, requestId) {
    const error =
      element('Type', $fault === 'server' ? 'Receiver' : 'Sender') +
      element('Code', scalar(CODES[name] ?? name, 'Code')) +
      element('Message', scalar(message, 'Message'));
    const content = element('Error', error) + element('RequestId', requestId);
    return xml($metadata.httpStatusCode, xmlDocument('ErrorResponse', NAMESPACE, content), requestId);
  },
};

function xml(statusCode: number, text: string, requestId: string): HttpResponse {
  return response(statusCode, text, { 'content-type': 'text/xml', 'x-amzn-requestid': requestId });
}
