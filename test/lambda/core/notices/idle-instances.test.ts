import { describe, expect, it } from '@jest/globals';
import { nothingRuns } from '../../../../lambda/core/notices/idle-instances.ts';
import type { Observation } from '../../../../lambda/core/model/observation.ts';
import { anInstance, at } from '../given.ts';

const RETIREMENT = {
  code: 'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED',
  category: 'scheduledChange',
};
const UNKNOWN: Observation = { kind: 'not-found', instanceId: 'i-1', observedAt: at('10:00:00') };
const GONE = anInstance({ state: 'terminated' });
const STOPPED = anInstance({ state: 'stopped', stateReason: 'Client.UserInitiatedShutdown' });

function told(seen: readonly (Observation | undefined)[], event = RETIREMENT): string | undefined {
  return nothingRuns(event, seen);
}

describe('what is told of instances that do not run', () => {
  it.each<[string, readonly Observation[], string]>([
    ['terminated', [GONE], 'ask.nothing-terminated'],
    ['being terminated', [anInstance({ state: 'shutting-down' })], 'ask.nothing-terminated'],
    ['unknown to EC2', [UNKNOWN, UNKNOWN], 'ask.nothing-unknown'],
    ['stopped by a human', [STOPPED], 'ask.nothing-stopped'],
    [
      'hibernated',
      [anInstance({ state: 'stopped', stateReason: 'Client.UserInitiatedHibernate' })],
      'ask.nothing-stopped',
    ],
    [
      'shut down by the OS',
      [anInstance({ state: 'stopped', stateReason: 'Client.InstanceInitiatedShutdown' })],
      'ask.nothing-stopped',
    ],
    ['one of each', [GONE, STOPPED], 'ask.nothing-runs'],
  ])('%s', (_, seen, key) => {
    expect(told(seen)).toBe(key);
  });

  it.each<[string, readonly (Observation | undefined)[]]>([
    ['nothing is named', []],
    ['one of them runs', [GONE, anInstance()]],
    [
      'one is being stopped',
      [anInstance({ state: 'stopping', stateReason: 'Client.UserInitiatedShutdown' })],
    ],
    ['one could not be read', [GONE, { kind: 'unread', instanceId: 'i-1', observedAt: 0, why: 'x' }]],
    ['one is no instance', [GONE, undefined]],
    ['AWS has stopped it', [anInstance({ state: 'stopped', stateReason: 'Server.ScheduledStop' })]],
    ['nobody knows who has stopped it', [anInstance({ state: 'stopped' })]],
    [
      'it would start on the same Dedicated Host',
      [
        anInstance({
          state: 'stopped',
          stateReason: 'Client.UserInitiatedShutdown',
          facts: { tenancy: 'host' },
        }),
      ],
    ],
  ])('is what AWS advises where %s', (_, seen) => {
    expect(told(seen)).toBeUndefined();
  });

  it('is what AWS advises where no stop and start resolves it, unless it is gone', () => {
    const store = { code: 'AWS_EC2_INSTANCE_STORE_DRIVE_PERFORMANCE_DEGRADED', category: 'issue' };
    expect(told([STOPPED], store)).toBeUndefined();
    expect(told([GONE], store)).toBe('ask.nothing-terminated');
    const unknown = { code: 'AWS_EC2_SOMETHING_NEW', category: 'scheduledChange' };
    expect(told([STOPPED], unknown)).toBeUndefined();
  });
});
