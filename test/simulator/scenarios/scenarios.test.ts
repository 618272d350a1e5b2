import { describe, expect, it } from '@jest/globals';
import type { SimulatedRegion } from '../../../simulator/runtime/simulated-region.ts';
import { SCENARIOS } from '../../../simulator/scenarios/scenarios.ts';
import { aRegion, HOUR, mailWords, MINUTE, writes } from '../a-region.ts';

function at(time: string): number {
  return Date.parse(time);
}

async function runOf(name: string): Promise<SimulatedRegion> {
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  const { parameters, startAt } = scenario;
  const region = aRegion(parameters, startAt === undefined ? {} : { startAt });
  await scenario.run(region);
  expect(region.journal.of('failed')).toEqual([]);
  expect(region.journal.of('dead letter')).toEqual([]);
  return region;
}

describe('the scenario of', () => {
  it('a host failure ends with the instance on another host and two mails', async () => {
    const region = await runOf('host-failure');
    expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
    expect(mailWords(region)).toEqual(['ACTING web-1', 'RECOVERED web-1']);
    expect([...region.ec2.instances.values()][0]).toMatchObject({
      state: 'running',
      hostFailedAt: undefined,
    });
  });

  it('an OS failure tells a human and stops nothing', async () => {
    const region = await runOf('os-failure');
    expect(writes(region)).toEqual([]);
    expect(mailWords(region)).toEqual(['NEEDS-YOU db-1', 'SELF-RECOVERED db-1']);
  });

  it('AWS recovering first stops nothing and says who did it', async () => {
    const region = await runOf('aws-recovers-first');
    expect(writes(region)).toEqual([]);
    expect(mailWords(region)).toEqual(['SELF-RECOVERED web-1']);
    expect(region.journal.of('mail')[0]?.body).toMatch(/AWS's own recovery\s+brought/);
  });

  it('the brake names every held instance in one mail and goes on when AWS is back', async () => {
    const region = await runOf('brake');
    const [held] = region.journal.of('mail');
    const failed = [...region.ec2.instances.keys()].slice(0, 4);
    expect(held?.subject).toMatch(/^HELD 4 instances: ap-northeast-1a is failing, stops held - /);
    for (const id of failed) expect(held?.body).toContain(id);
    expect(mailWords(region).filter((words) => words.startsWith('HELD'))).toHaveLength(1);
    expect(mailWords(region).filter((words) => words.startsWith('SELF-RECOVERED'))).toHaveLength(3);
    expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
  });

  it('AWS stopping one and a human the other starts the first alone', async () => {
    const region = await runOf('stopped-by-aws');
    expect(writes(region)).toEqual(['StartInstances']);
    expect(mailWords(region)).toEqual(['ACTING web-1', 'RECOVERED web-1']);
    expect([...region.ec2.instances.values()].map(({ state }) => state)).toEqual(['running', 'stopped']);
  });

  it('no capacity tells once, keeps trying and recovers', async () => {
    const region = await runOf('no-capacity');
    expect(mailWords(region)).toEqual(['ACTING batch-1', 'NEEDS-YOU batch-1', 'RECOVERED batch-1']);
    expect(region.journal.calls('StartInstances').length).toBeGreaterThan(4);
  });

  it('a disabled key names the key at once, keeps trying and recovers when its owner enables it', async () => {
    const region = await runOf('key-disabled');
    expect(mailWords(region)).toEqual(['ACTING ledger-1', 'NEEDS-YOU ledger-1', 'RECOVERED ledger-1']);
    const [, asked] = region.journal.of('mail');
    expect(asked?.body).toContain('STOPPED and could not be started: Client.InvalidKMSKey.InvalidState.');
    expect(asked?.body).toContain('Look at the KMS key of its encrypted volumes');
    const fallen = region.journal.of('state').find(({ state }) => state === 'pending')?.at ?? 0;
    expect((asked?.at ?? 0) - fallen).toBeLessThan(MINUTE);
    expect(region.journal.calls('StartInstances').length).toBeGreaterThan(4);
  });

  it('an outage of the Region holds all three in one mail, and they are recovered when AWS closes it', async () => {
    const region = await runOf('outage-of-the-region');
    const moved = ['app-5', 'app-1', 'app-9'];
    expect(mailWords(region).filter((words) => !words.startsWith('NOTICE'))).toEqual([
      expect.stringMatching(/^HELD /),
      ...moved.map((name) => `ACTING ${name}`),
      ...moved.map((name) => `RECOVERED ${name}`),
    ]);
    const held = region.journal
      .of('mail')
      .find(({ subject }) => subject.startsWith('HELD 3 instances: AWS '));
    for (const name of moved) expect(held?.body).toContain(`${name} (i-`);
    expect(held?.body).toContain('Stop nothing in this Region');
    const closed = region.journal.of('world').findLast(({ text }) => text.includes('(closed)'))?.at ?? 0;
    const stops = region.journal.calls('StopInstances');
    expect(stops.every(({ at }) => at >= closed && at < closed + MINUTE)).toBe(true);
    const names = stops.map(({ input }) => {
      const [id = ''] = (input as { InstanceIds: string[] }).InstanceIds;
      return region.ec2.instances.get(id)?.name;
    });
    expect(names).toEqual(moved);
    expect(writes(region)).toHaveLength(6);
  });

  it('no capacity for the second keeps it up until the first one runs', async () => {
    const region = await runOf('no-capacity-for-the-second');
    expect(mailWords(region)).toEqual([
      'ACTING pet-1',
      'NEEDS-YOU pet-1',
      'HELD pet-2',
      'ACTING pet-2',
      'RECOVERED pet-1',
      'RECOVERED pet-2',
    ]);
  });

  it('a retirement is announced, reminded of, moved once at the owner’s time, and reported', async () => {
    const region = await runOf('retirement-in-window');
    expect(mailWords(region)).toEqual(['ANNOUNCED web-1', 'ANNOUNCED web-1', 'ACTING web-1', 'MOVED web-1']);
    expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
    // Sunday 03:00 in Tokyo, within the minute of the sweep.
    expect(region.journal.calls('StopInstances')[0]?.at).toBeGreaterThanOrEqual(at('2026-11-28T18:00:00Z'));
    expect(region.journal.calls('StopInstances')[0]?.at).toBeLessThan(at('2026-11-28T18:02:00Z'));
    const [announced, reminder] = region.journal.of('mail');
    expect(announced?.body).toMatch(/at\s+Sun\s+2026-11-29\s+03:00\s+Asia\/Tokyo/);
    expect((reminder?.at ?? 0) - at('2026-11-27T18:00:00Z')).toBeLessThan(2 * MINUTE);
  });

  it('a date that is brought forward changes the plan, and the move comes in the hour before the last one', async () => {
    const region = await runOf('date-moved-forward');
    expect(mailWords(region)).toEqual(['ANNOUNCED web-1', 'ANNOUNCED web-1', 'ACTING web-1', 'MOVED web-1']);
    const [, second] = region.journal.of('mail');
    expect(second?.body.replaceAll(/\s+/g, ' ')).toContain(
      'Before this, the move was planned for Sun 2026-11-29 03:00',
    );
    expect(region.journal.calls('StopInstances')[0]?.at).toBeGreaterThanOrEqual(at('2026-11-23T04:00:00Z'));
    expect(region.journal.calls('StopInstances')[0]?.at).toBeLessThan(at('2026-11-23T05:00:00Z'));
  });

  it('an instance on failing hardware whose OS does not answer is moved days before its date', async () => {
    const region = await runOf('unreachable-before-date');
    expect(mailWords(region)).toEqual(['ANNOUNCED web-1', 'ACTING web-1', 'RECOVERED web-1']);
    expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
  });

  it('a human who steps in finds what he stopped still stopped', async () => {
    const region = await runOf('human-steps-in');
    expect([...region.ec2.instances.values()].map((one) => one.state)).toEqual(['stopped', 'stopped']);
    expect(writes(region)).toEqual(['StopInstances', 'StartInstances']);
    expect(mailWords(region)).toEqual([
      'NEEDS-YOU web-1',
      'ACTING api-1',
      'TAKEN-OVER api-1',
      // Told when its stop has ended.
      'TAKEN-OVER web-1',
    ]);
  });

  it('a stop that hangs is forced once and the mail says to check the file systems', async () => {
    const region = await runOf('stop-hangs');
    const stops = region.journal
      .calls('StopInstances')
      .map((call) => (call.input as { Force?: boolean }).Force === true);
    expect(stops).toEqual([false, true]);
    expect(region.journal.of('mail').at(-1)?.body).toContain('the stop was forced');
  });

  it('hosts that are all bad end after three attempts with a human', async () => {
    const region = await runOf('bad-hosts');
    expect(region.journal.calls('StopInstances')).toHaveLength(3);
    expect(mailWords(region).at(-1)).toBe('NEEDS-YOU web-1');
    expect(region.journal.of('mail').at(-1)?.body).toContain('3 of 3 attempts');
  });

  it('obstacles gives a mail each and no stop', async () => {
    const region = await runOf('obstacles');
    expect(region.journal.calls('StopInstances')).toEqual([]);
    expect(mailWords(region).sort()).toEqual(['NEEDS-YOU cache-1', 'NEEDS-YOU ledger-1', 'NOTICE asg-1']);
  });

  it('observe mode stops nothing and says what would have been done', async () => {
    const region = await runOf('observe-mode');
    expect(region.journal.calls('StopInstances')).toEqual([]);
    expect(region.journal.of('mail')[0]?.body).toContain('observe mode');
  });

  it('an announced stop ends with the instance started on another host', async () => {
    const region = await runOf('stopped-as-announced');
    expect(writes(region)).toEqual(['StartInstances']);
    expect(mailWords(region)).toEqual(['NEEDS-YOU web-1', 'ACTING web-1', 'RECOVERED web-1']);
    expect(region.journal.of('mail').at(-1)?.subject).toMatch(/: back in [23]m\d\ds - /);
  });
});

describe('an event by itself', () => {
  it('does not stop an instance that EC2 sees healthy, whatever the alarm says; what AWS says is told once', async () => {
    const region = aRegion({ SystemFailureGraceMinutes: 0 });
    const web = region.add({ name: 'web-1' });
    const startTime = region.clock.now();
    for (let minute = 0; minute < 30; minute += 1) {
      region.alarm(web.id, 'StatusCheckFailed_System', 'ALARM');
      region.health({
        code: 'AWS_EC2_SIMPLIFIED_AUTO_RECOVERY_FAILURE',
        category: 'accountNotification',
        entities: [web.id],
        eventArn: 'arn:aws:health:ap-northeast-1::event/EC2/forged',
        startTime,
      });
      await region.run(MINUTE);
    }
    expect(region.journal.calls('StopInstances')).toEqual([]);
    expect(mailWords(region)).toEqual(['NEEDS-YOU web-1']);
  });

  it('stops at once when AWS says that its own recovery failed and EC2 shows the failure', async () => {
    const region = aRegion();
    const web = region.add({ name: 'web-1' });
    await region.run(30_000);
    region.failHost(web);
    await region.run(75_000);
    region.health({
      code: 'AWS_EC2_SIMPLIFIED_AUTO_RECOVERY_FAILURE',
      category: 'accountNotification',
      entities: [web.id],
    });
    await region.run(10_000);
    expect(writes(region)).toEqual(['StopInstances']);
  });
});

describe('without any event', () => {
  it('the sweep alone recovers an instance', async () => {
    const region = aRegion();
    const web = region.add({ name: 'web-1' });
    web.hostFailedAt = region.clock.now();
    await region.run(20 * MINUTE);
    expect(mailWords(region)).toEqual(['ACTING web-1', 'RECOVERED web-1']);
  });

  it('a healthy fleet is left alone for a day', async () => {
    const region = aRegion();
    for (let index = 0; index < 20; index += 1) region.add();
    await region.run(24 * HOUR);
    expect(writes(region)).toEqual([]);
    expect(mailWords(region)).toEqual([]);
    expect(region.sweepsCompleted()).toBeGreaterThan(1430);
  });
});
