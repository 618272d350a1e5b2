/**
 * Case 22: for an instance that was terminated, that EC2 did not know, or that had been stopped for long, an announcement woke its owner
 * with NEEDS-YOU "stop and start it".
 * Workload: `announced-for-what-does-not-run`.
 * Mutants: 'ask for what does not run'.
 */
import { describe, expect, it } from '@jest/globals';
import { healthEvent, type HealthProps } from '../../../../simulator/events/event-shapes.ts';
import type { SimulatedInstance } from '../../../../simulator/ec2/simulated-instance.ts';
import type { SimulatedRegion } from '../../../../simulator/runtime/simulated-region.ts';
import { aRegion, HOUR, MINUTE, writes } from '../../a-region.ts';

const RETIREMENT = {
  code: 'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED',
  category: 'scheduledChange',
  statusCode: 'upcoming',
  startTime: Date.parse('2026-12-05T18:00:00Z'),
} as const;

/** What is told when AWS announces it, after this has happened to the instances. */
async function told(
  happens: (region: SimulatedRegion, web: SimulatedInstance, db: SimulatedInstance) => void,
  announced: (web: SimulatedInstance, db: SimulatedInstance) => Partial<HealthProps> & { entities: string[] },
  parameters: Readonly<Record<string, string>> = {},
): Promise<{ subject: string; body: string }[]> {
  const region = aRegion(parameters);
  const web = region.add({ name: 'web-1' });
  const db = region.add({ name: 'db-1' });
  await region.run(3 * MINUTE);
  happens(region, web, db);
  await region.run(HOUR);
  region.deliver(healthEvent(region.origin(), { ...RETIREMENT, ...announced(web, db) }));
  await region.run(30 * MINUTE);
  expect(writes(region)).toEqual([]);
  return region.journal.of('mail');
}

const ofWeb = (web: SimulatedInstance): { entities: string[] } => ({ entities: [web.id] });

describe('what AWS announces for an instance that does not run', () => {
  it.each<[string, (region: SimulatedRegion, web: SimulatedInstance) => void, RegExp]>([
    [
      'terminated',
      ({ ec2 }, { id }) => {
        ec2.terminate(id);
      },
      /Nothing: the instance is terminated/,
    ],
    [
      'stopped by its owner',
      ({ ec2 }, { id }) => {
        ec2.stop(id, { force: false });
      },
      /Nothing: the instance is stopped\. Its next start brings it up on another host/,
    ],
    [
      'shut down by its OS',
      ({ ec2 }, { id }) => {
        ec2.stop(id, { force: false, by: 'its OS' });
      },
      /Nothing: the instance is stopped/,
    ],
  ])('is a notice that asks for nothing: %s', async (_, happens, why) => {
    const mails = await told(happens, ofWeb);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.subject).toMatch(/^NOTICE web-1: /);
    expect(mails[0]?.body.replaceAll(/\s+/g, ' ')).toMatch(why);
    expect(mails[0]?.body).not.toMatch(/stop and start/i);
  });

  it('is a notice where EC2 does not know the instance', async () => {
    const [mail] = await told(
      () => undefined,
      () => ({ entities: ['i-0123456789abcdef0'] }),
    );
    expect(mail?.subject).toMatch(/^NOTICE /);
    expect(mail?.body).toContain('Nothing: EC2 does not know this instance here');
  });

  it('is one notice for several, each out of use in its own way', async () => {
    const mails = await told(
      ({ ec2 }, web, db) => {
        ec2.terminate(web.id);
        ec2.stop(db.id, { force: false });
      },
      (web, db) => ({ entities: [web.id, db.id] }),
    );
    expect(mails.map(({ subject }) => subject.split(' ')[0])).toEqual(['NOTICE']);
    expect(mails[0]?.body).toContain('Nothing: none of these instances runs.');
  });
});

describe('what AWS announces for an instance that is needed', () => {
  it('asks for it where AWS itself has stopped it, and it may not be started', async () => {
    const mails = await told(
      (region, web) => {
        region.ec2.stop(web.id, { force: false, by: 'AWS' });
      },
      ofWeb,
      { DefaultAction: 'notify' },
    );
    expect(mails).toHaveLength(2);
    for (const { subject } of mails) expect(subject).toMatch(/^NEEDS-YOU web-1: /);
  });

  it('asks for it where a start would not help', async () => {
    const [mail] = await told(
      (region, web) => {
        region.ec2.stop(web.id, { force: false });
      },
      (web) => ({
        ...ofWeb(web),
        code: 'AWS_EC2_INSTANCE_STORE_DRIVE_PERFORMANCE_DEGRADED',
        category: 'issue',
      }),
    );
    expect(mail?.subject).toMatch(/^NEEDS-YOU web-1: /);
  });

  it('is announced with its plan where it runs', async () => {
    const [mail] = await told(() => undefined, ofWeb);
    expect(mail?.subject).toMatch(/^ANNOUNCED web-1: move Sun/);
  });
});
