/**
 * Case 35: emergency maintenance of Direct Connect read "requested by AWS", and an issue of EC2 for which AWS required an action
 * was NEEDS-YOU and said "nothing to repair on your side" in one mail.
 * Workload: `notice-of-another-service`, with AWS_DIRECTCONNECT_EMERGENCY_MAINTENANCE_SCHEDULED, and with what AWS asks drawn apart.
 * Mutants: 'an emergency is a request like any other', 'ask for nothing where AWS requires an action'.
 */
import { describe, expect, it } from '@jest/globals';
import { mailsAbout } from '../../a-notice.ts';
import { aRegion, HOUR } from '../../a-region.ts';

const DAY = 24 * HOUR;

async function maintenance(code: string, says?: string) {
  const region = aRegion();
  const [mail] = await mailsAbout(region, {
    service: 'DIRECTCONNECT',
    code,
    category: 'scheduledChange',
    entities: ['dxcon-fg1'],
    startTime: region.clock.now() + DAY,
    ...(says === undefined ? {} : { says }),
  });
  return mail?.body;
}

describe('the class of work', () => {
  it('is an emergency where AWS calls it one, in the code or in its words', async () => {
    const body = await maintenance('AWS_DIRECTCONNECT_EMERGENCY_MAINTENANCE_SCHEDULED');
    expect(body).toContain('Kind of work: an emergency.');
    const words = 'We are planning emergency maintenance of an endpoint.';
    expect(await maintenance('AWS_DIRECTCONNECT_MAINTENANCE_SCHEDULED', words)).toContain('an emergency.');
  });

  it('is none where AWS does not', async () => {
    const body = await maintenance('AWS_DIRECTCONNECT_MAINTENANCE_SCHEDULED', 'In an emergency call us.');
    expect(body).toContain('Kind of work: requested by AWS.');
  });
});

describe('an open issue of EC2', () => {
  const ISSUE = { service: 'EC2', code: 'AWS_EC2_OPERATIONAL_ISSUE' };

  it('for which AWS requires an action asks for it', async () => {
    const detail = { actionability: 'ACTION_REQUIRED' };
    const [mail] = await mailsAbout(aRegion(), { ...ISSUE, detail, says: 'Do this.' });
    expect(mail?.subject).toMatch(/^NEEDS-YOU /);
    expect(mail?.todo).toBe('  - AWS asks you for an action: read what it says below, and do it.');
    expect(mail?.body).not.toContain('Nothing to repair on your side');
  });

  it('for which it requires none is a notice, and nothing to repair', async () => {
    const [mail] = await mailsAbout(aRegion(), { ...ISSUE, detail: { eventScopeCode: 'PUBLIC' } });
    expect(mail?.subject).toMatch(/^NOTICE /);
    expect(mail?.todo).toContain('Nothing to repair on your side');
  });
});
