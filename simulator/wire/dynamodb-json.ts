import { crc32 } from 'node:zlib';
import type { Item } from '../dynamodb/values.ts';
import { NotSimulatedError, type ServiceError } from '../runtime/service-error.ts';
import { typedItem } from './attribute-values.ts';
import { OPERATIONS, readMembers, writeMembers } from './dynamodb-operations.ts';
import { response, type HttpResponse, type Protocol } from './protocol.ts';
import { MalformedMessageError } from './signed-request.ts';

const TARGET = 'DynamoDB_20120810';
const MODELLED = 'com.amazonaws.dynamodb.v20120810';
/** What comes from the layer before DynamoDB itself. AWS: "Error handling with DynamoDB". */
const NAMESPACES: Readonly<Record<string, string>> = {
  ValidationException: 'com.amazon.coral.validate',
  ThrottlingException: 'com.amazon.coral.availability',
  AccessDeniedException: 'com.amazon.coral.service',
  ServiceUnavailable: 'com.amazon.coral.service',
  UnrecognizedClientException: 'com.amazon.coral.service',
  SerializationException: 'com.amazon.coral.service',
};

/** DynamoDB's protocol. https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html */
export const DYNAMODB_JSON: Protocol = {
  read({ headers, text }) {
    const [target, name = ''] = (headers.get('x-amz-target') ?? '').split('.');
    if (target !== TARGET) throw new MalformedMessageError(`X-Amz-Target ${String(target)}`);
    const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
    if (operation === undefined) throw new NotSimulatedError(`DynamoDB ${name} is not simulated`);
    const input = readMembers(operation.input, JSON.parse(text) as unknown, `DynamoDB ${name}`);
    return { commandName: operation.commandName, input };
  },

  answer(commandName, output, requestId) {
    const operation = Object.values(OPERATIONS).find((one) => one.commandName === commandName);
    if (operation === undefined) throw new NotSimulatedError(`DynamoDB ${commandName} is not simulated`);
    const body = writeMembers(operation.output, output, `DynamoDB's answer to ${commandName}`);
    return json(200, body, requestId);
  },

  refuse(error, requestId) {
    const { name, message, $metadata } = error;
    const type = `${NAMESPACES[name] ?? MODELLED}#${name}`;
    return json($metadata.httpStatusCode, { __type: type, message, ...details(error) }, requestId);
  },
};

/** ReturnValuesOnConditionCheckFailure, and why a transaction was cancelled. */
function details(
  error: ServiceError & { readonly Item?: Item; readonly CancellationReasons?: object[] },
): object {
  const { Item, CancellationReasons } = error;
  return {
    ...(Item === undefined ? {} : { Item: typedItem(Item) }),
    ...(CancellationReasons === undefined ? {} : { CancellationReasons }),
  };
}

function json(statusCode: number, body: unknown, requestId: string): HttpResponse {
  const text = JSON.stringify(body);
  return response(statusCode, text, {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-crc32': String(crc32(text)),
    'x-amzn-requestid': requestId,
  });
}
