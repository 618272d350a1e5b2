import { describe, expect, it } from '@jest/globals';
import type { Entry } from '../../../simulator/runtime/journal.ts';
import { RecordsKept } from '../../../simulator/dst/records-kept.ts';

const ID = 'i-0123456789abcdef0';
const INTENDED_AT = 1_000_000;

/** The records after the intent of a stop, a stop of this kind, and one more write of the pass that asked for it. */
function after(stop: Partial<Entry<'call'>>): RecordsKept {
  const records = new RecordsKept();
  const call = { kind: 'call', at: INTENDED_AT, invocation: 1, sweep: true, service: 'dynamodb' } as const;
  const attempt = { stoppedBy: 'us', intendedAt: INTENDED_AT, launchTime: 1, startRequests: 0 };
  const Item = { id: ID, version: 1, instanceId: ID, phase: 'stopping', attempt, told: {} };
  records.see({ ...call, action: 'Put', input: { Item } });
  records.see({ ...call, service: 'ec2', action: 'StopInstances', input: { InstanceIds: [ID] }, ...stop });
  records.see({ ...call, action: 'Put', input: { Item: { ...Item, version: 2 } } });
  return records;
}

describe('whether an intended stop is in doubt', () => {
  it('is settled by EC2’s answer to it, once that is in the record', () => {
    expect(after({}).isInDoubt(ID, INTENDED_AT)).toBe(false);
  });

  it.each<[string, Partial<Entry<'call'>>]>([
    ['an answer that never came', { unanswered: true }],
    ['a request that took effect too late', { late: true }],
    ['an error', { error: 'TimeoutError' }],
    [
      'the answer to a force, which says nothing of the stop before',
      { input: { InstanceIds: [ID], Force: true } },
    ],
  ])('is not settled by %s', (_, stop) => {
    expect(after(stop).isInDoubt(ID, INTENDED_AT)).toBe(true);
  });
});
