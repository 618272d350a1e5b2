import type { Service } from '../runtime/journal.ts';
import { NotSimulatedError, ServiceError } from '../runtime/service-error.ts';
import { DYNAMODB_JSON } from './dynamodb-json.ts';
import { EC2_QUERY } from './ec2-query.ts';
import type { HttpResponse, Protocol } from './protocol.ts';
import { readSigned, type HttpRequest } from './signed-request.ts';
import { SNS_QUERY } from './sns-query.ts';

export type { HttpResponse } from './protocol.ts';
export { MalformedMessageError, type HttpRequest } from './signed-request.ts';

/**
 * The service behind the wire: it answers one attempt of one call, as the simulated services do. A ServiceError becomes
 * the service's error response; any other error is a reply that never came (a reset connection, a time-out).
 */
export type Serve = (service: Service, commandName: string, input: object) => Promise<object>;

/** What a caller of `send` may add, and the SDK passes on. */
export interface SendOptions {
  readonly abortSignal?: { readonly aborted: boolean };
  readonly requestTimeout?: number;
  /** Who answers this call. */
  readonly serve?: Serve;
}

/** The settings of the SDK's own handler that matter without sockets. */
export interface Timeouts {
  /** Milliseconds. @default it waits for ever */
  readonly requestTimeout?: number | undefined;
  readonly throwOnRequestTimeout?: boolean | undefined;
}

export interface WireRequestHandlerProps {
  readonly region: string;
  readonly timeouts: Promise<Timeouts>;
  /**
   * Hears of what is not simulated, of requests that AWS would not accept, and of answers that cannot be written. The
   * caller of `send` gets the error as well, but may take it for an outage: so whoever runs the simulation must end it.
   */
  readonly onViolation: (error: Error) => void;
  /** Sees the bytes of every request and response. @default nobody */
  readonly onExchange?: ((request: HttpRequest, response: HttpResponse) => void) | undefined;
}

const PROTOCOLS: Readonly<Record<Service, Protocol>> = {
  ec2: EC2_QUERY,
  sns: SNS_QUERY,
  dynamodb: DYNAMODB_JSON,
};
/** What the SDK's own handler calls a time-out, whatever happened to the connection. */
const CONNECTION_LOST: ReadonlySet<unknown> = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT']);

/**
 * Takes the place of the SDK's HTTP handler: reads the bytes that a client has signed and would send, and gives it the
 * bytes that the service would answer, all in this process and without input or output, so that a virtual clock can run.
 */
export class WireRequestHandler {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  readonly #props: WireRequestHandlerProps;
  #requests = 0;

  constructor(props: WireRequestHandlerProps) {
    this.#props = props;
  }

  /** One attempt of one call. Throws what the SDK's own handler throws when no response comes. */
  async handle(request: HttpRequest, options: SendOptions = {}): Promise<{ response: HttpResponse }> {
    if (options.abortSignal?.aborted === true)
      throw Object.assign(new Error('Request aborted'), { name: 'AbortError' });
    const { requestTimeout, throwOnRequestTimeout } = await this.#props.timeouts;
    const limit = options.requestTimeout ?? requestTimeout;
    const response = this.#exchange(request, options.serve);
    return { response: await (throwOnRequestTimeout === true ? within(limit, response) : response) };
  }

  destroy(): void {
    // There are no connections to close.
  }

  httpHandlerConfigs(): object {
    return {};
  }

  updateHttpClientConfig(): void {
    // A runtime extension may set what only sockets have.
  }

  async #exchange(request: HttpRequest, serve: Serve | undefined): Promise<HttpResponse> {
    try {
      const response = await this.#answer(request, serve);
      this.#props.onExchange?.(request, response);
      return response;
    } catch (thrown) {
      if (thrown instanceof LostReply) throw thrown.asTheHandlerThrows();
      this.#props.onViolation(thrown instanceof Error ? thrown : new Error(String(thrown)));
      throw thrown;
    }
  }

  async #answer(request: HttpRequest, serve: Serve | undefined): Promise<HttpResponse> {
    const read = readSigned(request, this.#props.region);
    const protocol = PROTOCOLS[read.service];
    const { commandName, input } = protocol.read(read);
    if (serve === undefined) throw new NotSimulatedError(`nobody serves ${commandName}`);
    const requestId = `00000000-0000-4000-8000-${String(++this.#requests).padStart(12, '0')}`;
    try {
      return protocol.answer(commandName, await served(serve, read.service, commandName, input), requestId);
    } catch (thrown) {
      if (thrown instanceof ServiceError) return protocol.refuse(thrown, requestId);
      throw thrown;
    }
  }
}

/** Tells a reply that was lost from an error of this code. */
async function served(serve: Serve, service: Service, commandName: string, input: object): Promise<object> {
  try {
    // The simulated services answer as the SDK's clients show it, with metadata that is no part of a response.
    const { $metadata: _, ...output } = (await serve(service, commandName, input)) as { $metadata?: unknown };
    return output;
  } catch (thrown) {
    if (thrown instanceof ServiceError || thrown instanceof NotSimulatedError) throw thrown;
    throw new LostReply(thrown);
  }
}

class LostReply extends Error {
  readonly #lost: unknown;

  constructor(lost: unknown) {
    super('the reply was lost');
    this.#lost = lost;
  }

  /** A new error each time: the SDK writes its metadata into the one that it gets. */
  asTheHandlerThrows(): unknown {
    if (!(this.#lost instanceof Error)) return this.#lost;
    const { name, message } = this.#lost;
    const { code } = this.#lost as { code?: unknown };
    const error = Object.assign(new Error(message), code === undefined ? {} : { code });
    return Object.assign(error, { name: CONNECTION_LOST.has(code) ? 'TimeoutError' : name });
  }
}

/** The time is that of the process, which may be virtual. */
function within<Reply>(limitMs: number | undefined, reply: Promise<Reply>): Promise<Reply> {
  if (limitMs === undefined || limitMs === 0) return reply;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const message = `@smithy/node-http-handler - [ERROR] a request has exceeded the configured ${limitMs} ms requestTimeout.`;
      reject(Object.assign(new Error(message), { name: 'TimeoutError', code: 'ETIMEDOUT' }));
    }, limitMs);
    reply
      .finally(() => {
        clearTimeout(timer);
      })
      .then(resolve, reject);
  });
}
