import { beforeEach, describe, expect, it } from '@jest/globals';
import type { JournalEntry } from '../../../simulator/runtime/journal.ts';
import type { Checker } from '../../../simulator/dst/checking/checker.ts';
import { SWEEPS } from '../../../simulator/dst/invariants/records/sweeps.ts';

const AT = Date.parse('2026-12-05T18:40:00Z');
const LIST_OF_OPEN = { ExpressionAttributeValues: { ':list': 'yes' } };
const LIST_OF_0_1_0 = { ExpressionAttributeValues: { ':list': 'health' } };

describe('a sweep that saw nothing fails', () => {
  let violations: string[] = [];
  let see: (entry: JournalEntry) => void;

  beforeEach(() => {
    violations = [];
    const parts = { judged: () => undefined, violated: (what: string) => violations.push(what) };
    const invariant = SWEEPS.find(({ name }) => name === 'a sweep that saw nothing fails');
    see = invariant?.watch(parts as unknown as Checker).seeAll ?? (() => undefined);
  });

  const asks = (action: string, input: object, error?: string): void => {
    const call = { kind: 'call', at: AT, invocation: 1, sweep: true, service: 'dynamodb' } as const;
    see({ ...call, action, input, ...(error === undefined ? {} : { error }) });
  };
  const endsWell = (): void => {
    see({ kind: 'sweep completed', at: AT, invocation: 1 });
  };

  it.each([
    ['the list of open incidents', 'Query', LIST_OF_OPEN],
    ['EC2’s list of announcements', 'DescribeInstanceStatus', { Filters: [{ Name: 'event.code' }] }],
    ['a mail', 'Publish', { Message: 'any' }],
  ])('is violated where it ends well without an answer to %s', (_, action, input) => {
    asks(action, input, 'InternalError');
    endsWell();
    expect(violations).toEqual([expect.stringContaining(`without an answer to ${action}`)]);
  });

  it('holds where it fails', () => {
    asks('Query', LIST_OF_OPEN, 'InternalError');
    see({ kind: 'failed', at: AT, invocation: 1, error: 'SweepIncompleteError: not listed' });
    endsWell();
    expect(violations).toEqual([]);
  });

  it('holds where the SDK asked again, and where the gate or the version before was asked for', () => {
    asks('Query', LIST_OF_OPEN, 'InternalError');
    asks('Query', LIST_OF_OPEN);
    asks('Query', LIST_OF_0_1_0, 'InternalError');
    asks('DescribeInstanceStatus', { Filters: [{ Name: 'system-status.status' }] }, 'InternalError');
    endsWell();
    expect(violations).toEqual([]);
  });
});
