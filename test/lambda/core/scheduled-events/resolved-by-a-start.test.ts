import { describe, expect, it } from '@jest/globals';
import { isResolved, LINGERS_MS } from '../../../../lambda/core/scheduled-events/announced.ts';
import { HOUR } from '../../../../lambda/core/model/time.ts';
import { aHealthEvent, at } from '../given.ts';

const LAUNCHED = at('12:00:00');
const NOW = LAUNCHED + HOUR;
const NEWS = aHealthEvent();
const HEARD = [{ id: NEWS.eventArn, heardAt: LAUNCHED - HOUR }];

describe('what Health announces', () => {
  it('is resolved by a start that came after it was heard of', () => {
    expect(isResolved(NEWS, HEARD, LAUNCHED, NOW)).toBe(true);
  });

  it('is resolved under another id, too, where that comes soon after the start', () => {
    const again = { ...NEWS, eventArn: `${NEWS.eventArn}-again` };
    expect(isResolved(again, HEARD, LAUNCHED, NOW)).toBe(true);
    expect(isResolved(again, HEARD, LAUNCHED, LAUNCHED + LINGERS_MS + 1)).toBe(false);
  });

  it('is not resolved by a start before it', () => {
    expect(isResolved(NEWS, [{ id: NEWS.eventArn, heardAt: LAUNCHED + 1 }], LAUNCHED, NOW)).toBe(false);
    expect(isResolved(NEWS, [], LAUNCHED, NOW)).toBe(false);
  });

  it('is not resolved where it is no change that a stop and a start end', () => {
    expect(isResolved({ ...NEWS, meaning: 'operational issue' }, HEARD, LAUNCHED, NOW)).toBe(false);
    const network = { ...NEWS, code: 'AWS_EC2_INSTANCE_NETWORK_MAINTENANCE_SCHEDULED' };
    expect(isResolved(network, HEARD, LAUNCHED, NOW)).toBe(false);
  });
});
