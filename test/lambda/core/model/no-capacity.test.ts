import { describe, expect, it } from '@jest/globals';
import { isNoCapacity } from '../../../../lambda/core/model/no-capacity.ts';

describe('a lack of capacity', () => {
  it.each([
    'InsufficientInstanceCapacity',
    'InsufficientHostCapacity',
    'InsufficientCapacityOnHost',
    'InsufficientCapacity',
    'InsufficientReservedInstanceCapacity',
    'Server.InsufficientInstanceCapacity',
  ])('is %s', (code) => {
    expect(isNoCapacity(code)).toBe(true);
  });

  it.each([
    'InsufficientFreeAddressesInSubnet',
    'Server.InternalError',
    'Client.InsufficientInstanceCapacity',
    '',
  ])('is not %j', (code) => {
    expect(isNoCapacity(code)).toBe(false);
  });
});
