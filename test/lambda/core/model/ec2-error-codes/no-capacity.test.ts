import { describe, expect, it } from '@jest/globals';
import { isNoCapacity } from '../../../../../lambda/core/model/ec2-error-codes/no-capacity.ts';

describe('a lack of capacity', () => {
  it.each([
    'InsufficientInstanceCapacity',
    'InsufficientHostCapacity',
    'InsufficientCapacityOnHost',
    'InsufficientCapacity',
    'InsufficientReservedInstanceCapacity',
    'Server.InsufficientInstanceCapacity',
    'Client.InsufficientInstanceCapacity',
    'ReservationCapacityExceeded',
    'ZoneCapacityDepleted',
    'Unsupported',
    'Server.Unsupported',
  ])('is %s', (code) => {
    expect(isNoCapacity(code)).toBe(true);
  });

  it.each(['InsufficientFreeAddressesInSubnet', 'Server.InternalError', 'UnsupportedOperation', ''])(
    'is not %j',
    (code) => {
      expect(isNoCapacity(code)).toBe(false);
    },
  );
});
