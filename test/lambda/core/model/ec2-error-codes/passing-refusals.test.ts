import { describe, expect, it } from '@jest/globals';
import {
  mayPass,
  THROTTLES,
  withRefusal,
} from '../../../../../lambda/core/model/ec2-error-codes/passing-refusals.ts';
import { anAttempt } from '../../given.ts';

const SPOT = 'IncorrectSpotRequestState';

function refusedBy(...codes: string[]) {
  return codes.reduce((attempt, code) => withRefusal(attempt, code), anAttempt());
}

describe('a start that EC2 refuses', () => {
  it.each([SPOT, 'IncorrectInstanceState', ...THROTTLES])('may pass twice by itself: %s', (code) => {
    expect(mayPass(refusedBy(code))).toBe(true);
    expect(mayPass(refusedBy(code, code))).toBe(true);
    expect(mayPass(refusedBy(code, code, code))).toBe(false);
  });

  it.each(['InsufficientInstanceCapacity', 'UnauthorizedOperation', 'WordOfTomorrow'])(
    'does not pass with any other word: %s',
    (code) => {
      expect(mayPass(refusedBy(code))).toBe(false);
      expect(refusedBy(code)).toEqual({ ...anAttempt(), lastStartError: code });
    },
  );

  it('is counted in a row, whichever of the words it is', () => {
    expect(mayPass(refusedBy(SPOT, 'RequestLimitExceeded', SPOT))).toBe(false);
    expect(mayPass(refusedBy(SPOT, SPOT, 'WordOfTomorrow', SPOT))).toBe(true);
  });

  it('may not pass where nobody has counted, or where nothing was refused', () => {
    expect(mayPass(anAttempt({ lastStartError: SPOT }))).toBe(false);
    expect(mayPass(anAttempt({ passingRefusals: 1 }))).toBe(false);
    expect(mayPass(anAttempt({ passingRefusals: 1, lastStartError: 'WordOfTomorrow' }))).toBe(false);
  });
});
