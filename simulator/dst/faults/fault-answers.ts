import { ServiceError } from '../../runtime/service-error.ts';

const MINUTE = 60_000;

/** What a caller gets instead of the answer. */

export function internalError(): ServiceError {
  return new ServiceError('InternalError', 'An internal error has occurred', 500);
}

export function unavailable(): ServiceError {
  return new ServiceError('ServiceUnavailable', 'The service is unavailable', 503);
}

export function denied(): ServiceError {
  return new ServiceError(
    'UnauthorizedOperation',
    'You are not authorized: a service control policy says no',
    403,
  );
}

export function lost(): Error {
  return Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
}

/** AWS: a filtered page may be empty and yet lead to the next. */
export function emptyPageFirst(output: object): object {
  const name = 'Reservations' in output ? 'Reservations' : 'InstanceStatuses';
  return { ...output, [name]: [], NextToken: '0' };
}

/** A list by a filter that leaves everything out. */
export function nothingListed(output: object): object {
  const name = 'Reservations' in output ? 'Reservations' : 'InstanceStatuses';
  return { ...output, [name]: [] };
}

interface StatusOutput {
  readonly InstanceStatuses?: readonly StatusShape[];
}

interface StatusShape {
  readonly SystemStatus: CheckShape;
  readonly InstanceStatus: CheckShape;
}

interface CheckShape {
  readonly Status: string;
  readonly Details: readonly { readonly ImpairedSince?: Date }[];
}

/** What EC2 leaves out or says oddly: no entry, insufficient data, no ImpairedSince, one in the future. */
export function oddStatus(kind: number): (output: object) => object {
  const odd = (check: CheckShape): CheckShape => {
    if (kind === 1) return { Status: 'insufficient-data', Details: [{}] };
    const withTime = (change: (time: Date) => Date | undefined): CheckShape => ({
      ...check,
      Details: check.Details.map(({ ImpairedSince, ...detail }) => {
        const time = ImpairedSince === undefined ? undefined : change(ImpairedSince);
        return { ...detail, ...(time === undefined ? {} : { ImpairedSince: time }) };
      }),
    });
    if (kind === 2) return withTime(() => undefined);
    return withTime((time) => new Date(time.getTime() + 6 * 60 * MINUTE));
  };
  return (output) => {
    const { InstanceStatuses = [] } = output as StatusOutput;
    if (kind === 0) return { ...output, InstanceStatuses: [] };
    const changed = InstanceStatuses.map((one) => ({
      ...one,
      SystemStatus: odd(one.SystemStatus),
      InstanceStatus: odd(one.InstanceStatus),
    }));
    return { ...output, InstanceStatuses: changed };
  };
}
