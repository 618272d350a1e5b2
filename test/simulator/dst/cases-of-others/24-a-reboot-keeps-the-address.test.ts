/**
 * Case 24: for a reboot of the host that a reboot by the owner would have ended, which keeps the public address, the mails knew only of
 * a stop and a start; and what such a reboot had ended was moved all the same while EC2 went on listing it.
 * Workload: `human-reboots`, `change-announced`.
 * Mutants: 'move for what a reboot has ended'.
 */
import { describe, expect, it } from '@jest/globals';
import type { InstanceProps, SimulatedInstance } from '../../../../simulator/ec2/simulated-instance.ts';
import type { SimulatedRegion } from '../../../../simulator/runtime/simulated-region.ts';
import { aRegion, HOUR, mailWords, MINUTE, runCalmly, writes } from '../../a-region.ts';

/** The window opens four hours after the first mail. */
function announced(
  props: InstanceProps = {},
  code = 'system-reboot',
): { region: SimulatedRegion; web: SimulatedInstance } {
  const region = aRegion({
    MaintenanceWindow: 'sat:22:00-sun:04:00',
    TimeZone: 'UTC',
    MinimumNoticeHours: 0,
  });
  const web = region.add({
    name: 'web-1',
    publicIp: '203.0.113.7',
    eventLingersMs: 55 * MINUTE,
    scheduledEvents: [
      {
        id: 'instance-event-1',
        code,
        description: 'The host is scheduled for a reboot',
        notBefore: region.clock.now() + 14 * 24 * HOUR,
        notAfter: undefined,
      },
    ],
    ...props,
  });
  return { region, web };
}

const GENTLER = /Gentler, .*reboot it yourself .*keeps its public IPv4 address/;

describe('the mail about a reboot of the host', () => {
  it.each<[string, InstanceProps, string, boolean]>([
    ['names the reboot where reboot migration is on', {}, 'system-reboot', true],
    ['does not where it is off', { rebootMigration: 'disabled' }, 'system-reboot', false],
    ['does not where a reboot would not end the event', {}, 'instance-reboot', false],
    ['does not for hardware that is given up', {}, 'instance-retirement', false],
  ])('%s', async (_, props, code, isNamed) => {
    const { region } = announced(props, code);
    await region.run(5 * MINUTE);
    const [mail] = region.journal.of('mail');
    expect(mail?.subject).toMatch(/^ANNOUNCED web-1: move Sat 11-21 22:00/);
    expect(GENTLER.test((mail?.body ?? '').replaceAll(/\s+/g, ' '))).toBe(isNamed);
  });
});

describe('an event that its owner has ended by a reboot shortly before the planned move', () => {
  it('is not moved for while EC2 goes on listing it, nor when it is gone', async () => {
    const { region, web } = announced();
    await runCalmly(region, 3 * HOUR + 50 * MINUTE);
    region.ec2.reboot(web.id);
    await region.run(40 * MINUTE);
    expect(web.scheduledEvents[0]?.description).toBe('The host is scheduled for a reboot');
    expect(writes(region)).toEqual([]);
    await runCalmly(region, 6 * HOUR);
    expect(writes(region)).toEqual([]);
    expect(web.publicIp).toBe('203.0.113.7');
    expect(mailWords(region)).toEqual(['ANNOUNCED web-1', 'NOTICE web-1']);
  });

  it('is moved for in its window where the reboot could not end it', async () => {
    const { region, web } = announced({ rebootMigration: 'disabled' });
    await runCalmly(region, 3 * HOUR + 50 * MINUTE);
    region.ec2.reboot(web.id);
    await region.run(40 * MINUTE);
    expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
  });

  it('is moved for later in its window where EC2 still lists it two hours after the reboot', async () => {
    const { region, web } = announced({ eventLingersMs: 90 * 24 * HOUR });
    await runCalmly(region, 3 * HOUR + 50 * MINUTE);
    region.ec2.reboot(web.id);
    await region.run(2 * HOUR);
    expect(writes(region)).toEqual([]);
    await region.run(30 * MINUTE);
    expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
  });
});
