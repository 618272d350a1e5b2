/**
 * Case 33: an instance with a second network interface came back without a public address; the mail called it "NEW PUBLIC IP … changed to none", and nobody had said so before.
 * Workload: `host-fails`, `change-announced`, on instances of which some have a second network interface.
 * Mutants: 'call an address that is gone a new one', 'promise another address to an instance that gets none'.
 */
import { describe, expect, it } from '@jest/globals';
import type { InstanceProps } from '../../../../simulator/ec2/simulated-instance.ts';
import type { SimulatedRegion } from '../../../../simulator/runtime/simulated-region.ts';
import { aRegion, HOUR, mailWords, MINUTE } from '../../a-region.ts';

async function hostFails(props: InstanceProps): Promise<SimulatedRegion> {
  const region = aRegion({ AllowInstanceStoreLoss: 'true' });
  const web = region.add({ name: 'web-1', publicIp: '203.0.113.7', ...props });
  await region.run(3 * MINUTE);
  region.failHost(web);
  await region.run(30 * MINUTE);
  expect(mailWords(region)).toEqual(['ACTING web-1', 'RECOVERED web-1']);
  return region;
}

function mailsOf(region: SimulatedRegion): { subject: string; body: string }[] {
  return region.journal.of('mail').map(({ subject, body }) => ({ subject, body }));
}

const GONE = 'in place of which EC2 GIVES NO OTHER ONE';

describe('the public address of an instance whose host fails', () => {
  it.each([
    ['a second network interface', { networkInterfaces: 2 }],
    ['a secondary private address with an Elastic IP', { secondaryElasticIp: true }],
  ])('is called lost, before and after, with what to do: %s', async (_, props) => {
    const [acting, back] = mailsOf(await hostFails(props));
    expect(acting?.body).toContain(`its public IPv4 address 203.0.113.7, ${GONE}`);
    expect(acting?.body).toContain('associate an Elastic IP with it: after the start it has no other one');
    expect(back?.subject).toMatch(/^RECOVERED web-1: PUBLIC IP LOST, back in /);
    expect(back?.body).toContain('It has no public IPv4 address any more: 203.0.113.7 is gone');
    expect(back?.body).toContain('Associate an Elastic IP with it now');
    expect(back?.body).not.toContain('none.');
  });

  it('is called new where it gets another one', async () => {
    const [acting, back] = mailsOf(await hostFails({}));
    expect(acting?.body).toContain('203.0.113.7, in place of which it gets another one.');
    expect(acting?.body).not.toContain('Elastic IP');
    expect(back?.subject).toMatch(/^RECOVERED web-1: NEW PUBLIC IP, back in /);
  });

  it('is not spoken of where it is an Elastic IP, whatever the interfaces', async () => {
    const [acting, back] = mailsOf(await hostFails({ elasticIp: true, networkInterfaces: 2 }));
    expect(acting?.body).toContain('A stop and a start cost what is in its memory.');
    expect(back?.subject).toMatch(/^RECOVERED web-1: back in /);
  });

  it('is left open where EC2 names an owner of it that nobody knows', async () => {
    const [acting] = mailsOf(await hostFails({ addressOwner: 'somebody-new' }));
    expect(acting?.body).toContain('203.0.113.7, unless that is an Elastic IP.');
  });
});

describe('what else a stop costs', () => {
  it('is said in the mail that begins it', async () => {
    const [acting] = mailsOf(
      await hostFails({ type: 'i4i.xlarge', placementGroup: 'close-together', elasticIp: true }),
    );
    expect(acting?.body).toContain(
      'A stop and a start cost what is in its memory; the data on its instance store volumes; its place in the placement group close-together.',
    );
  });

  it('is said when a move is announced, days before it', async () => {
    const region = aRegion();
    const event = {
      id: 'instance-event-1',
      code: 'instance-retirement',
      description: 'The instance is running on degraded hardware',
      notBefore: region.clock.now() + 240 * HOUR,
      notAfter: undefined,
    };
    region.add({ name: 'web-1', publicIp: '203.0.113.7', networkInterfaces: 2, scheduledEvents: [event] });
    await region.run(10 * MINUTE);
    const [announced, ...more] = mailsOf(region);
    expect(more).toEqual([]);
    expect(announced?.subject).toMatch(/^ANNOUNCED web-1: /);
    expect(announced?.body).toContain(GONE);
    expect(announced?.body).toContain('associate an Elastic IP with it: after the start it has no other one');
  });
});
