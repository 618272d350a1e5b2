import { describe, expect, it } from '@jest/globals';
import { isToldByIncident } from '../../../../lambda/core/notices/told-by-incident.ts';
import { at } from '../given.ts';
import { NEWS } from './given-health.ts';

const NOW = at('10:00:00');

describe('an incident tells of the news', () => {
  const incident = { health: [NEWS], impairedSince: undefined };

  it.each([
    ['that announces a date', { ...NEWS, meaning: 'scheduled change' as const }, undefined, true],
    ['of a recovery, while a check has failed', NEWS, NOW, true],
    ['of a recovery, while all is well: nobody is told', NEWS, undefined, false],
    ['that it has not joined', { ...NEWS, eventArn: 'another' }, NOW, false],
  ])('%s', (_what, news, impairedSince, told) => {
    expect(isToldByIncident({ ...incident, impairedSince } as never, news)).toBe(told);
  });

  it.each([
    ['availability issue', false, false],
    ['availability issue', true, true],
    ['recovery not needed', false, false],
    ['recovery not needed', true, true],
    ['other', true, false],
    ['operational issue', true, false],
  ] as const)('of an %s only where its failure was told (%p): %p', (meaning, failureTold, told) => {
    const failing = { ...incident, impairedSince: NOW, told: failureTold ? { acting: NOW } : {} };
    expect(isToldByIncident(failing as never, { ...NEWS, meaning })).toBe(told);
  });

  it('is not true where there is no incident', () => {
    expect(isToldByIncident(undefined, NEWS)).toBe(false);
  });
});
