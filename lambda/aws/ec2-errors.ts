import { isNoCapacity } from '../core/model/ec2-error-codes/no-capacity.ts';
import { THROTTLES } from '../core/model/ec2-error-codes/passing-refusals.ts';

/** EC2 models no errors: they are told apart by name. AWS: "Error codes for the Amazon EC2 API". */
export const INSTANCE_NOT_FOUND = 'InvalidInstanceID.NotFound';
export const INSTANCE_ID_MALFORMED = 'InvalidInstanceID.Malformed';
export const UNAUTHORIZED = 'UnauthorizedOperation';
export const DRY_RUN_PERMITTED = 'DryRunOperation';

/** Answers to StartInstances with DryRun that come only after the permission was checked. */
export const AFTER_PERMISSION: ReadonlySet<string> = new Set([DRY_RUN_PERMITTED, 'IncorrectInstanceState']);

/** How a write ended that was not accepted. */
export type Failure =
  /** EC2 said no: the request had no effect. */
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly message: string;
      readonly unauthorized: boolean;
      readonly transient: boolean;
    }
  /** No answer, or one that leaves open whether the request had an effect. */
  | { readonly kind: 'unknown'; readonly error: string };

interface ErrorShape {
  readonly name: string;
  readonly message: string;
  readonly fault: string | undefined;
  readonly status: number | undefined;
}

/** Sorts what an SDK call threw. A throttle, a lack of capacity and a client error (4xx) are refusals: nothing was done. Everything else is unknown. */
export function failureOf(thrown: unknown): Failure {
  const { name, fault, status, ...shape } = shapeOf(thrown);
  const message = oneLine(shape.message);
  if (THROTTLES.has(name))
    return { kind: 'refused', code: name, message, unauthorized: false, transient: true };
  const clientError =
    fault === 'client' && status !== undefined && status >= 400 && status < 500 && status !== 408;
  // EC2 gives some of these a server's status (500), yet they say plainly that nothing was done.
  const definite = clientError || isNoCapacity(name);
  if (!definite) return { kind: 'unknown', error: name };
  return {
    kind: 'refused',
    code: name,
    message,
    unauthorized: name === UNAUTHORIZED,
    transient: false,
  };
}

/** Name and message of anything thrown. */
export function shapeOf(thrown: unknown): ErrorShape {
  if (!(thrown instanceof Error))
    return { name: 'Unknown', message: textOf(thrown), fault: undefined, status: undefined };
  const extra = thrown as Error & { $fault?: unknown; $metadata?: { httpStatusCode?: unknown } };
  const status = extra.$metadata?.httpStatusCode;
  return {
    name: textOf(thrown.name),
    message: textOf(thrown.message),
    fault: typeof extra.$fault === 'string' ? extra.$fault : undefined,
    status: typeof status === 'number' ? status : undefined,
  };
}

/** Anything can be thrown, also what has no text. */
function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return 'something that is no text';
  }
}

/** The instance ids that an error message names, `The instance IDs 'i-1, i-2' do not exist`. */
export function idsNamedIn(message: string): string[] {
  return message.match(/\bi-[0-9a-zA-Z]+\b/g) ?? [];
}

/** An EC2 message may carry an encoded authorization failure of a thousand characters. */
function oneLine(message: string): string {
  const line = message
    .replace(/\s+/g, ' ')
    .replace(/ ?Encoded authorization failure message:.*$/, '')
    .trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
