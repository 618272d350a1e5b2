import { NotSimulatedError } from '../runtime/service-error.ts';
import { EC2_ANSWERS } from './ec2-xml.ts';
import { EC2_PARAMETERS } from './ec2-requests.ts';
import { response, type HttpResponse, type Protocol } from './protocol.ts';
import { fieldsOf, readAction } from './query-parameters.ts';
import { element, scalar, xmlDocument } from './xml.ts';

const VERSION = '2016-11-15';
const NAMESPACE = ` xmlns="http://ec2.amazonaws.com/doc/${VERSION}/"`;

/** EC2's protocol. https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html */
export const EC2_QUERY: Protocol = {
  read({ text }) {
    const { action, parameters } = readAction(text, VERSION);
    const known = Object.hasOwn(EC2_PARAMETERS, action) ? EC2_PARAMETERS[action] : undefined;
    if (known === undefined) throw new NotSimulatedError(`EC2 ${action} is not simulated`);
    return { commandName: `${action}Command`, input: fieldsOf(known)(parameters, `EC2 ${action}`) };
  },

  answer(commandName, output, requestId) {
    const action = commandName.replace(/Command$/, '');
    const write = EC2_ANSWERS[action];
    if (write === undefined) throw new NotSimulatedError(`EC2 ${action} is not simulated`);
    const content = element('requestId', requestId) + write(output, `EC2's answer to ${action}`);
    return xml(200, xmlDocument(`${action}Response`, NAMESPACE, content), requestId);
  },

  refuse({ name, message, $metadata }, requestId) {
    const error = element('Code', scalar(name, 'Code')) + element('Message', scalar(message, 'Message'));
    const content = element('Errors', element('Error', error)) + element('RequestID', requestId);
    return xml($metadata.httpStatusCode, xmlDocument('Response', '', content), requestId);
  },
};

function xml(statusCode: number, text: string, requestId: string): HttpResponse {
  return response(statusCode, text, {
    'content-type': 'text/xml;charset=UTF-8',
    'x-amzn-requestid': requestId,
  });
}
