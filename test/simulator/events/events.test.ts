import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { homeOf, setUpFor } from '../../../simulator/events/given-event.ts';
import type { SimulatedRegion } from '../../../simulator/runtime/simulated-region.ts';
import { ruleName } from '../../../simulator/scenarios/printed-timeline.ts';
import { aRegion, mailWords, MINUTE, writes } from '../a-region.ts';

const CORPUS = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'events');

/** A Region as the event claims it, half an hour after the event came. */
async function after(
  event: object,
  world: 'as-claimed' | 'healthy',
): Promise<{ region: SimulatedRegion; rules: string[] }> {
  const { account, region: name, at } = homeOf(event as Record<string, unknown>);
  const region = aRegion({}, { region: name, account, startAt: at });
  setUpFor(event, world, region);
  const rules = region.deliver(event).map(ruleName);
  await region.run(30 * MINUTE);
  return { region, rules };
}

/** What each file of the corpus must do: the rules that match, and the stops where EC2 is as the event claims. */
const EXPECTED: Readonly<Record<string, readonly [rules: readonly string[], stops: number]>> = {
  'cw-alarm-contributor-state-change.json': [['AlarmContributorStateChange'], 0],
  'cw-alarm-state-change-composite.json': [[], 0],
  'cw-alarm-state-change-metric-math.json': [[], 0],
  'cw-alarm-state-change-single-metric.json': [[], 0],
  'derived-attachedebs-OK-to-ALARM.json': [['AlarmStateChange'], 0],
  'derived-instance-OK-to-ALARM.json': [['AlarmStateChange'], 0],
  'derived-system-ALARM-to-OK.json': [['AlarmStateChange'], 0],
  'derived-system-OK-to-ALARM.json': [['AlarmStateChange'], 1],
  'ec2-spot-interruption-warning.json': [[], 0],
  // Nothing is decided on it; `running` follows.
  'ec2-state-change-pending.json': [[], 0],
  'health-docs2023-abuse-dos-report.json': [['Health'], 0],
  'health-docs2026-ec2-instance-retirement-scheduled.json': [['Health'], 0],
  'health-docs2026-lambda-planned-lifecycle-event-page1of10.json': [['Health'], 0],
  'health-docs2026-public-ec2-operational-issue.json': [['Health'], 0],
  'health-real-ec2-instance-auto-recovery-success.json': [['Health'], 0],
  'health-real-ec2-instance-stop-scheduled.json': [['Health'], 0],
  'health-real-ec2-persistent-instance-retirement-scheduled.json': [['Health'], 0],
  'health-real-vpn-redundancy-loss.json': [['Health'], 0],
  'sns-alarm-message-StatusCheckFailed_Instance.json': [[], 0],
};

describe('the corpus of real and documented events', () => {
  const files = existsSync(CORPUS) ? readdirSync(CORPUS).filter((file) => file.endsWith('.json')) : [];
  if (files.length === 0) {
    it('is not beside this checkout, so only our own events are run', () => {
      expect(existsSync(CORPUS)).toBe(false);
    });
    return;
  }

  it('has no file without an expectation', () => {
    expect(files.filter((file) => !Object.hasOwn(EXPECTED, file))).toEqual([]);
  });

  it.each(files)('%s is routed as expected and stops what it should', async (file) => {
    const event = JSON.parse(readFileSync(join(CORPUS, file), 'utf8')) as object;
    const [rules, stops] = EXPECTED[file] ?? [[], -1];
    const seen = await after(event, 'as-claimed');
    expect(seen.rules).toEqual(rules);
    expect(writes(seen.region).filter((action) => action === 'StopInstances')).toHaveLength(stops);
    expect(seen.region.journal.of('dead letter')).toEqual([]);
  });

  it.each(files)('%s writes nothing to EC2 where EC2 sees the instance healthy', async (file) => {
    const event = JSON.parse(readFileSync(join(CORPUS, file), 'utf8')) as object;
    const { region } = await after(event, 'healthy');
    expect(writes(region)).toEqual([]);
  });
});

describe('an event that is not as AWS sends it', () => {
  const envelope = {
    version: '0',
    id: 'x',
    account: '123456789012',
    region: 'ap-northeast-1',
    time: '2026-11-21T18:00:00Z',
    resources: [],
  };
  const alarm = { ...envelope, source: 'aws.cloudwatch', 'detail-type': 'CloudWatch Alarm State Change' };
  const statusCheck = { namespace: 'AWS/EC2', name: 'StatusCheckFailed_System' };
  const onCheck = (dimensions: object): object => ({
    ...alarm,
    detail: {
      alarmName: 'a',
      state: { value: 'ALARM' },
      configuration: { metrics: [{ metricStat: { metric: { ...statusCheck, dimensions } } }] },
    },
  });

  it('goes to the dead-letter queue once with its raw text when it should have been readable', async () => {
    const region = aRegion();
    region.add();
    const metric = { namespace: 'AWS/EC2', name: 'StatusCheckFailed', dimensions: {} };
    const event = {
      ...alarm,
      detail: {
        state: { value: 'ALARM' },
        alarmName: 7,
        configuration: { metrics: [{ metricStat: { metric } }] },
      },
    };
    expect(region.deliver(event)).toHaveLength(1);
    await region.run(30 * MINUTE);
    const letters = region.journal.of('dead letter');
    expect(letters).toHaveLength(1);
    expect(letters[0]?.why).toMatch(/^UnreadableEventError: CloudWatch alarm event/);
    expect(JSON.parse(letters[0]?.body ?? '{}')).toMatchObject({ requestPayload: event });
    expect(region.journal.of('failed')).toHaveLength(3);
    expect(writes(region)).toEqual([]);
  });

  it.each([
    ['an id that is no id', onCheck({ InstanceId: '$(reboot)' })],
    ['an id that is an object', onCheck({ InstanceId: { toString: 'i-0123456789abcdef0' } })],
    ['an id of a thousand characters', onCheck({ InstanceId: `i-${'0'.repeat(1000)}` })],
    [
      'prototype keys',
      JSON.parse(
        '{"source":"aws.ec2","detail-type":"EC2 Instance State-change Notification","account":"123456789012","region":"ap-northeast-1","detail":{"instance-id":"i-0123456789abcdef0","state":"stopped","__proto__":{"state":"running"}}}',
      ) as object,
    ],
    ['an id that EC2 does not know', onCheck({ InstanceId: 'i-0ffffffffffffffff' })],
  ])('with %s writes nothing, fails nothing and sends no mail', async (_, event) => {
    const region = aRegion();
    region.add();
    region.deliver(event);
    await region.run(20 * MINUTE);
    expect(writes(region)).toEqual([]);
    expect(mailWords(region)).toEqual([]);
    expect(region.journal.of('failed')).toEqual([]);
  });

  it('with 10,000 entities looks at no more than 500 and writes nothing', async () => {
    const region = aRegion();
    const entities = Array.from(
      { length: 10_000 },
      (_, index) => `i-0${index.toString(16).padStart(16, '0')}`,
    );
    region.health({
      code: 'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED',
      category: 'scheduledChange',
      entities,
    });
    await region.run(5 * MINUTE);
    const asked = region.journal.calls('BatchGet').filter((call) => !call.sweep);
    expect(asked).toHaveLength(5);
    expect(writes(region)).toEqual([]);
    expect(region.journal.of('dead letter')).toEqual([]);
  });
});
