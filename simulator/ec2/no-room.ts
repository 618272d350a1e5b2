/** How EC2 says that it has no room: to the request itself, with a status, or by an accepted start that falls back to stopped. */
export interface NoRoom {
  readonly code: string;
  /** HTTP status of the answer; undefined: the start is accepted and falls back with this StateReason. */
  readonly status: number | undefined;
}

/** AWS: "Error codes for the Amazon EC2 API" and "Instance state reason codes". */
export const NO_ROOM = {
  usual: { code: 'InsufficientInstanceCapacity', status: 500 },
  host: { code: 'InsufficientHostCapacity', status: 500 },
  reservation: { code: 'ReservationCapacityExceeded', status: 400 },
  zone: { code: 'Unsupported', status: 400 },
  later: { code: 'Server.InsufficientInstanceCapacity', status: undefined },
  /** No document has these: they stand for what AWS adds tomorrow. */
  tomorrow: { code: 'ZoneCapacityDepleted', status: 503 },
  nameless: { code: 'InstanceTypeOffline', status: 400 },
  silent: { code: 'HostPoolDrained', status: 503 },
} as const satisfies Record<string, NoRoom>;

/** Words by which anybody can tell that it is room that is missing. */
export function saysNoRoom({ code }: NoRoom): boolean {
  return code.includes('Capacity') || code === 'Unsupported';
}
