import { describe, expect, it } from '@jest/globals';
import { policyRefusal } from '../../../../lambda/core/gate/gate.ts';
import { isKeptStopped } from '../../../../lambda/core/gate/policy.ts';
import { SETTINGS } from '../given.ts';

const TAG = 'ec2-responder:keep-stopped';

describe('the tag that keeps an instance stopped', () => {
  it.each([
    ['true', true],
    ['', true],
    ['until Monday', true],
    ['no', true],
    ['false', false],
    [' FALSE ', false],
  ])('counts with any value but false: "%s"', (value, kept) => {
    expect(isKeptStopped({ [TAG]: value })).toBe(kept);
    expect(isKeptStopped({ 'EC2-Responder:Keep-Stopped': value })).toBe(kept);
  });

  it('counts where two of them disagree, and not where there is none', () => {
    expect(isKeptStopped({ [TAG]: 'false', 'EC2-Responder:Keep-Stopped': 'true' })).toBe(true);
    expect(isKeptStopped({ 'ec2-responder': 'recover' })).toBe(false);
  });

  it.each([
    ['stop', 'stopping'],
    ['start', 'starting'],
    ['move', 'moving'],
  ] as const)('refuses each act: %s', (purpose, act) => {
    const tags = { [TAG]: 'true' };
    expect(policyRefusal(tags, SETTINGS, purpose)).toEqual({ key: 'refuse.keep-stopped', values: { act } });
    const recover = { ...tags, 'ec2-responder': 'recover' };
    expect(policyRefusal(recover, SETTINGS, purpose)?.key).toBe('refuse.keep-stopped');
    expect(policyRefusal({ [TAG]: 'false' }, SETTINGS, purpose)).toBeUndefined();
  });

  it('stands behind the policy, and before observe mode: act mode would not act either', () => {
    const notify = { [TAG]: 'true', 'ec2-responder': 'notify' };
    expect(policyRefusal(notify, SETTINGS, 'stop')?.key).toBe('refuse.tag');
    const observe = { ...SETTINGS, mode: 'observe' } as const;
    expect(policyRefusal({ [TAG]: 'true' }, observe, 'stop')?.key).toBe('refuse.keep-stopped');
  });
});
