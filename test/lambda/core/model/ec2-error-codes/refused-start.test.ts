import { describe, expect, it } from '@jest/globals';
import { roomBy, withOneMore } from '../../../../../lambda/core/model/ec2-error-codes/refused-start.ts';
import { at } from '../../given.ts';

describe('what a word of EC2 says about room', () => {
  it.each([
    'InsufficientInstanceCapacity',
    'Server.InsufficientInstanceCapacity',
    'ReservationCapacityExceeded',
    'Unsupported',
    'VcpuLimitExceeded',
    'InstanceLimitExceeded',
    'Server.MaxSpotInstanceCountExceeded',
  ])('there is none: %s', (code) => {
    expect(roomBy(code)).toBe('none');
  });

  it.each([
    'UnauthorizedOperation',
    'IncorrectSpotRequestState',
    'Client.VolumeLimitExceeded',
    'Client.InvalidKMSKey.InvalidState',
    'Client.InvalidSnapshot.NotFound',
    'InvalidInstanceID.NotFound',
    'RequestLimitExceeded',
  ])('it is not in question: %s', (code) => {
    expect(roomBy(code)).toBe('not in question');
  });

  it.each([
    'Server.InternalError',
    'Client.InternalError',
    'NewWord',
    'NotInvalidThing.Gone',
    'Invalid.',
    '',
  ])('nobody knows: %j', (code) => {
    expect(roomBy(code)).toBe('nobody knows');
  });
});

describe('a start that did not work', () => {
  it('raises the question of room with the first word that may be about it, not with a throttled request before', () => {
    const throttled = withOneMore(undefined, 'RequestLimitExceeded', at('10:00:00'));
    const asked = withOneMore(throttled, 'NewWord', at('10:04:00'));
    expect(asked.since).toBe(at('10:04:00'));
    expect(withOneMore(asked, 'InsufficientInstanceCapacity', at('10:09:00')).since).toBe(at('10:04:00'));
    expect(withOneMore(throttled, 'IncorrectInstanceState', at('10:04:00')).since).toBe(at('10:00:00'));
  });

  it('keeps the time of the first one, and has the word and the time of the last', () => {
    const first = withOneMore(undefined, 'A', at('10:00:00'));
    expect(first).toEqual({ code: 'A', since: at('10:00:00'), at: at('10:00:00') });
    expect(withOneMore(first, 'B', at('10:05:00'))).toEqual({
      code: 'B',
      since: at('10:00:00'),
      at: at('10:05:00'),
    });
  });
});

describe('a word that is not about room', () => {
  const before = { code: 'InsufficientInstanceCapacity', since: 1, at: 2 };

  it('takes back nothing of what was said about room before', () => {
    expect(withOneMore(before, 'RequestLimitExceeded', 9)).toBe(before);
    expect(withOneMore(before, 'WordOfTomorrow', 9)).toEqual({ ...before, at: 9 });
    expect(withOneMore(undefined, 'RequestLimitExceeded', 9)).toEqual({
      code: 'RequestLimitExceeded',
      since: 9,
      at: 9,
    });
  });
});
