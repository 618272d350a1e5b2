/**
 * An error as the SDK gives it to a handler: handlers branch on `name`, the SDK's retry on `$fault` and the status.
 * https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-smithy-smithy-client/Class/ServiceException/
 */
export class ServiceError extends Error {
  override readonly name: string;
  readonly $fault: 'client' | 'server';
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(name: string, message: string, httpStatusCode = 400) {
    // Where in the simulation it was made helps nobody, and a run has hundreds of them.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
    this.name = name;
    this.$fault = httpStatusCode >= 500 ? 'server' : 'client';
    this.$metadata = { httpStatusCode };
  }
}

/**
 * The simulation met something that it does not model. This is never an answer of AWS: whoever wraps `send` must end the
 * run with it, because a handler would take it for an outage and retry.
 */
export class NotSimulatedError extends Error {
  override readonly name = 'NotSimulatedError';
}
