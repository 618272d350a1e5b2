/**
 * Case 3: a parameter that the template took and the function did not (TimeZone=JST, a grace of 2.5) failed every invocation; what was stopped stayed stopped.
 * Workload: `mistaken-setting`.
 * Mutants: 'fail on a setting that makes no sense', 'go by the default of a setting that nobody can read', 'tell nobody of a wrong setting'.
 */
import { describe, expect, it } from '@jest/globals';
import { EXAMPLE_OWNER } from '../../../../simulator/template/example-owner.ts';
import { resolveTemplate } from '../../../../simulator/template/template.ts';
import type { SimulatedRegion } from '../../../../simulator/runtime/simulated-region.ts';
import { aRegion, mailWords, MINUTE, TEMPLATE, writes } from '../../a-region.ts';

function redeploy(region: SimulatedRegion, parameters: Readonly<Record<string, string | number>>): void {
  const at = { region: 'ap-northeast-1', account: '123456789012' };
  region.update(resolveTemplate(TEMPLATE, { ...at, parameters: { ...EXAMPLE_OWNER, ...parameters } }));
}

describe('a setting that gets through', () => {
  it.each([
    ['TimeZone', 'Asia/Tokio', 'TimeZone is "Asia/Tokio"'],
    ['MaintenanceWindow', 'sun:18:00-sun:18:10', 'MaintenanceWindow is "sun:18:00-sun:18:10"'],
    ['BrakeMinimum', '20', 'BrakeAlways is "10". Allowed: BrakeMinimum, which is 20, or more'],
  ])('leaves nothing stopped that was stopped before: %s=%s', async (name, value, says) => {
    const region = aRegion();
    const web = region.add({ name: 'web-1' });
    await region.run(3 * MINUTE);
    region.failHost(web);
    while (!writes(region).includes('StopInstances')) await region.run(1_000);
    redeploy(region, { [name]: value });
    await region.run(30 * MINUTE);
    expect(web.state).toBe('running');
    expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
    expect(mailWords(region)).toContain('RECOVERED web-1');
    const [told, ...again] = region.journal.of('mail').filter(({ body }) => body.includes(says));
    expect(told?.subject).toMatch(/^NEEDS-YOU .* until .* is corrected/);
    expect(again).toEqual([]);
    expect(region.journal.of('failed')).toEqual([]);
  });

  it('stops nothing where it may say what is stopped', async () => {
    const region = aRegion({ BrakeMinimum: 20 });
    const web = region.add({ name: 'web-1' });
    await region.run(3 * MINUTE);
    region.failHost(web);
    await region.run(30 * MINUTE);
    expect(writes(region)).toEqual([]);
    const mail = region.journal
      .of('mail')
      .find(({ body }) => body.includes('i-') && body.includes('not stopping'));
    expect(mail?.body).toContain('a stack parameter has a value that is not allowed');
    redeploy(region, {});
    await region.run(30 * MINUTE);
    expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
  });

  it('leaves the recovery of failed hosts alone where it only says when to move', async () => {
    const region = aRegion({ TimeZone: 'Asia/Tokio' });
    const web = region.add({ name: 'web-1' });
    await region.run(3 * MINUTE);
    region.failHost(web);
    await region.run(30 * MINUTE);
    expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
  });

  it.each([
    ['TimeZone', 'JST'],
    ['TimeZone', '+09:00'],
    ['MaintenanceWindow', 'Sunday night'],
    ['MaintenanceWindow', 'sun:18:00-sun:25:00'],
    ['SystemFailureGraceMinutes', '2.5'],
    ['BrakePercent', '101'],
  ])('is refused at deployment where a pattern can see it, with what is allowed: %s=%s', (name, value) => {
    expect(() => aRegion({ [name]: value })).toThrow(
      new RegExp(`^Parameter ${name}: got "${value.replace('+', '\\+')}", allowed is \\S`),
    );
  });
});
