import { describe, expect, it } from '@jest/globals';
import { HEALTH_CODES } from '../../../../lambda/core/health/health-codes.ts';
import { adviceFor, isDegraded, isMovable } from '../../../../lambda/core/scheduled-events/movable.ts';

const NO_WORDS = { description: '' };

describe('a stop and a start resolve', () => {
  it.each([
    ['instance-stop', true],
    ['instance-retirement', true],
    ['instance-reboot', true],
    ['system-reboot', true],
    ['system-maintenance', false],
    ['instance-of-tomorrow', false],
    ['', false],
    ['__proto__', false],
    ['Instance-Stop', false],
  ])('what EC2 lists as %j: %p', (code, resolves) => {
    expect(isMovable({ code, ...NO_WORDS })).toBe(resolves);
  });

  it.each([
    ['The host is undergoing power maintenance', true],
    ['Scheduled Power Maintenance', true],
    ['The instance will briefly lose network connectivity', false],
    ['network maintenance of a powerful host', false],
    ['empowering', false],
    ['', false],
  ])('of system maintenance only that of the power: "%s" is %p', (description, resolves) => {
    expect(isMovable({ code: 'system-maintenance', description })).toBe(resolves);
  });

  it('nothing more because of the word power in another description', () => {
    expect(isMovable({ code: 'instance-of-tomorrow', description: 'power' })).toBe(false);
  });

  it('of what Health announces what the table says with certainty, code by code', () => {
    const movable = Object.keys(HEALTH_CODES).filter((code) => isMovable({ code, ...NO_WORDS }));
    const announcing = movable.filter((code) => HEALTH_CODES[code]?.meaning === 'scheduled change');
    expect(announcing).toEqual([
      'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED',
      'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_EXPEDITED',
      'AWS_EC2_INSTANCE_STOP_SCHEDULED',
      'AWS_EC2_INSTANCE_REBOOT_MAINTENANCE_SCHEDULED',
      'AWS_EC2_INSTANCE_REBOOT_FLEXIBLE_MAINTENANCE_SCHEDULED',
      'AWS_EC2_SYSTEM_REBOOT_MAINTENANCE_SCHEDULED',
      'AWS_EC2_PERSISTENT_INSTANCE_POWER_MAINTENANCE_SCHEDULED',
    ]);
  });

  it.each([
    'AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED',
    'AWS_EC2_INSTANCE_TERMINATION_SCHEDULED',
    'AWS_EC2_INSTANCE_NETWORK_MAINTENANCE_SCHEDULED',
    'AWS_EC2_MAINTENANCE_SCHEDULED',
    'AWS_EC2_DEDICATED_HOST_RETIREMENT_SCHEDULED',
    'AWS_EC2_SOMETHING_OF_TOMORROW_SCHEDULED',
  ])('nothing of %s, whatever its description says', (code) => {
    expect(isMovable({ code, description: 'power' })).toBe(false);
  });
});

describe('what the owner is advised', () => {
  it.each([
    ['instance-retirement', 'ask.move'],
    ['system-reboot', 'ask.move'],
    ['system-maintenance', 'ask.wait-maintenance'],
    ['instance-of-tomorrow', 'ask.read-maintenance'],
    ['AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED', 'ask.replace-instance'],
    ['AWS_EC2_INSTANCE_TERMINATION_SCHEDULED', 'ask.replace-instance'],
    ['AWS_EC2_DEDICATED_HOST_RETIREMENT_SCHEDULED', 'ask.dedicated-host'],
    ['AWS_EC2_INSTANCE_NETWORK_MAINTENANCE_SCHEDULED', 'ask.wait-maintenance'],
    ['AWS_EC2_SOMETHING_OF_TOMORROW_SCHEDULED', 'ask.read-maintenance'],
  ])('about %s is %s', (code, advice) => {
    expect(adviceFor({ code })).toBe(advice);
  });
});

describe('the hardware is failing', () => {
  it.each([
    ['instance-stop', true],
    ['instance-retirement', true],
    ['instance-reboot', false],
    ['system-reboot', false],
    ['system-maintenance', false],
    // Health alone authorises nothing: EC2's own list has the codes above.
    ['AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED', false],
  ])('where EC2 lists %s: %p', (code, failing) => {
    expect(isDegraded({ code })).toBe(failing);
  });
});
