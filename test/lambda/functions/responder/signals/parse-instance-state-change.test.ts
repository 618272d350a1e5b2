import { describe, expect, it } from '@jest/globals';
import { parseSignal } from '../../../../../lambda/functions/responder/signals/parse-signal.ts';
import { UnreadableEventError } from '../../../../../lambda/functions/responder/signals/signal.ts';
import { eventIn, HOME, INSTANCE } from './event-files.ts';

const parsed = (changes: Readonly<Record<string, unknown>> = {}): unknown =>
  parseSignal(eventIn('instance-state-change', changes), HOME);

describe('an EC2 instance state change', () => {
  it.each(['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated'])(
    'is a signal for the instance that became %s',
    (state) => {
      expect(parsed({ 'detail.state': state })).toEqual({
        kind: 'instance-state-change',
        instanceIds: [INSTANCE],
        state,
        at: Date.parse((eventIn('instance-state-change', {}) as { time: string }).time),
      });
    },
  );

  it.each([undefined, 'yesterday'])(
    'has no time where EventBridge gives none that can be read: %s',
    (time) => {
      expect(parsed({ time })).not.toHaveProperty('at');
    },
  );

  it('needs no resources', () => {
    expect(parsed({ resources: undefined })).toMatchObject({ instanceIds: [INSTANCE] });
  });

  it('takes the id from the detail, whatever the resources say', () => {
    const resources = ['arn:aws:ec2:ap-northeast-1:111122223333:instance/i-0b2c3d4e5f607182a'];
    expect(parsed({ resources })).toMatchObject({ instanceIds: [INSTANCE] });
  });

  it.each([
    ['has no instance-id', { 'detail.instance-id': undefined }],
    ['has an instance-id that is none', { 'detail.instance-id': 'i-123' }],
    ['has a list for its instance-id', { 'detail.instance-id': [INSTANCE] }],
    ['has no state', { 'detail.state': undefined }],
    ['has a state that EC2 does not know', { 'detail.state': 'rebooting' }],
    ['has null for its detail', { detail: null }],
    ['has no detail', { detail: undefined }],
  ])('is an UnreadableEventError when it %s', (_what, changes) => {
    expect(() => parsed(changes)).toThrow(UnreadableEventError);
  });

  it('says what is wrong with the id', () => {
    expect(() => parsed({ 'detail.instance-id': 'i-123' })).toThrow(
      'EC2 state-change event: instance-id is not an instance id',
    );
  });
});
