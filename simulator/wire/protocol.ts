import type { ServiceError } from '../runtime/service-error.ts';
import type { ReadRequest } from './signed-request.ts';

export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

export interface Command {
  /** As the SDK's class is called: the simulated services know requests by it. */
  readonly commandName: string;
  readonly input: object;
}

/** How one service is spoken to: bytes to a command, its output or error to bytes. */
export interface Protocol {
  /** Throws NotSimulatedError for an action or a field that is not known. */
  readonly read: (request: ReadRequest) => Command;
  readonly answer: (commandName: string, output: object, requestId: string) => HttpResponse;
  readonly refuse: (error: ServiceError, requestId: string) => HttpResponse;
}

/** A response as every service sends it. Its time is the process's, as is that of the requests. */
export function response(
  statusCode: number,
  text: string,
  headers: Readonly<Record<string, string>>,
): HttpResponse {
  const body = new TextEncoder().encode(text);
  return {
    statusCode,
    headers: { ...headers, 'content-length': String(body.length), date: new Date(Date.now()).toUTCString() },
    body,
  };
}
