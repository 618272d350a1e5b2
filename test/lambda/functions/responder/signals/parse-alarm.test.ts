import { describe, expect, it } from '@jest/globals';
import { parseSignal } from '../../../../../lambda/functions/responder/signals/parse-signal.ts';
import { UnreadableEventError } from '../../../../../lambda/functions/responder/signals/signal.ts';
import { eventIn, HOME, INSTANCE } from './event-files.ts';

const METRIC = 'detail.configuration.metrics.0.metricStat.metric';

function parsed(name: string, changes: Readonly<Record<string, unknown>> = {}): unknown {
  return parseSignal(eventIn(name, changes), HOME);
}

function metricOf(instanceId: unknown): object {
  return {
    metricStat: {
      metric: { namespace: 'AWS/EC2', name: 'StatusCheckFailed', dimensions: { InstanceId: instanceId } },
    },
  };
}

describe('a CloudWatch alarm of one metric', () => {
  it('is a signal for the instance in its dimensions, with the name and the state of the alarm', () => {
    expect(parsed('alarm-single-metric')).toEqual({
      kind: 'status-check-alarm',
      instanceIds: [INSTANCE],
      alarmName: 'web-1 host',
      state: 'ALARM',
    });
  });

  it.each([
    'StatusCheckFailed',
    'StatusCheckFailed_System',
    'StatusCheckFailed_Instance',
    'StatusCheckFailed_AttachedEBS',
  ])('is a signal when it watches %s', (name) => {
    expect(parsed('alarm-single-metric', { [`${METRIC}.name`]: name })).toMatchObject({
      kind: 'status-check-alarm',
      instanceIds: [INSTANCE],
    });
  });

  it.each(['ALARM', 'OK', 'INSUFFICIENT_DATA'])('tells the state %s', (state) => {
    expect(parsed('alarm-single-metric', { 'detail.state.value': state })).toMatchObject({ state });
  });

  it.each([
    ['another metric of EC2', { [`${METRIC}.name`]: 'CPUUtilization' }],
    ['a metric whose name only contains the words', { [`${METRIC}.name`]: 'NoStatusCheckFailed' }],
    ['another namespace', { [`${METRIC}.namespace`]: 'CWAgent' }],
    ['a namespace in other letters', { [`${METRIC}.namespace`]: 'aws/ec2' }],
    ['no namespace', { [`${METRIC}.namespace`]: undefined }],
    ['no metrics', { 'detail.configuration.metrics': [] }],
    ['no configuration', { 'detail.configuration': undefined }],
  ])('is nothing to do when it watches %s', (_what, changes) => {
    expect(parsed('alarm-single-metric', changes)).toEqual({
      kind: 'nothing',
      why: 'the alarm watches no EC2 status check',
    });
  });

  it('is nothing to do when its name says StatusCheckFailed and its metric does not', () => {
    const changes = {
      'detail.alarmName': `StatusCheckFailed_System-${INSTANCE}`,
      [`${METRIC}.name`]: 'CPUUtilization',
    };
    expect(parsed('alarm-single-metric', changes)).toMatchObject({ kind: 'nothing' });
  });

  it.each([
    ['no instance', {}],
    ['an Auto Scaling group', { AutoScalingGroupName: 'web' }],
    ['an id in another case', { instanceid: INSTANCE }],
  ])('is nothing to do when its dimensions name %s', (_what, dimensions) => {
    expect(parsed('alarm-single-metric', { [`${METRIC}.dimensions`]: dimensions })).toEqual({
      kind: 'nothing',
      why: 'the alarm names no instance; the sweep finds what failed',
    });
  });

  it('is nothing to do without dimensions', () => {
    expect(parsed('alarm-single-metric', { [`${METRIC}.dimensions`]: undefined })).toMatchObject({
      kind: 'nothing',
    });
  });

  it('is a signal whatever fields AWS adds', () => {
    const changes = {
      'detail.muteDetail': {
        mutedByArn: 'arn:aws:cloudwatch:ap-northeast-1:111122223333:alarm-mute-rule:night',
      },
      'detail.alarmTags': [{ key: 'team', value: 'shop' }],
      'detail.state.evaluationState': 'PARTIAL_DATA',
      'detail.configuration.metrics.0.accountId': '111122223333',
    };
    expect(parsed('alarm-single-metric', changes)).toMatchObject({ instanceIds: [INSTANCE] });
  });

  it('is a signal without previousState, as a fresh alarm sends it', () => {
    expect(parsed('alarm-single-metric', { 'detail.previousState': undefined })).toMatchObject({
      instanceIds: [INSTANCE],
    });
  });
});

describe('the instance id of an alarm', () => {
  it.each([
    ['of 17 digits', 'i-0123456789abcdef0', 'i-0123456789abcdef0'],
    ['of 8 digits, as old instances have it', 'i-1a2b3c4d', 'i-1a2b3c4d'],
    [
      'inside an ARN',
      'arn:aws:ec2:ap-northeast-1:111122223333:instance/i-0123456789abcdef0',
      'i-0123456789abcdef0',
    ],
    [
      'inside an ARN of China',
      'arn:aws-cn:ec2:cn-north-1:111122223333:instance/i-0123456789abcdef0',
      'i-0123456789abcdef0',
    ],
    [
      'inside an ARN of GovCloud',
      'arn:aws-us-gov:ec2:us-gov-west-1:111122223333:instance/i-0123456789abcdef0',
      'i-0123456789abcdef0',
    ],
  ])('is read %s', (_what, text, id) => {
    expect(parsed('alarm-single-metric', { [`${METRIC}.dimensions`]: { InstanceId: text } })).toMatchObject({
      instanceIds: [id],
    });
  });

  it.each([
    ['empty', ''],
    ['a wildcard', '*'],
    ['in capitals', 'i-0123456789ABCDEF0'],
    ['too short', 'i-0123456'],
    ['of 16 digits', 'i-0123456789abcdef'],
    ['of 18 digits', 'i-0123456789abcdef01'],
    ['of a managed node', 'mi-0123456789abcdef0'],
    ['of a volume', 'vol-0123456789abcdef0'],
    ['with a line break', 'i-0123456789abcdef0\n'],
    ['two in one', 'i-0123456789abcdef0,i-0123456789abcdef1'],
    ['an ARN of a volume', 'arn:aws:ec2:ap-northeast-1:111122223333:volume/vol-0123456789abcdef0'],
    ['an ARN of another service', 'arn:aws:rds:ap-northeast-1:111122223333:instance/i-0123456789abcdef0'],
    ['an ARN with more behind', 'arn:aws:ec2:ap-northeast-1:111122223333:instance/i-0123456789abcdef0/x'],
    ['a megabyte', 'i-'.padEnd(1_000_000, '0')],
    ['a number', 1],
    ['null', null],
    ['a list', ['i-0123456789abcdef0']],
    ['an object', { toString: 'i-0123456789abcdef0' }],
  ])('is none when it is %s', (_what, text) => {
    expect(parsed('alarm-single-metric', { [`${METRIC}.dimensions`]: { InstanceId: text } })).toMatchObject({
      kind: 'nothing',
    });
  });
});

describe('a CloudWatch alarm of metric math', () => {
  it('is a signal for each instance of its status check metrics, and not for those of its other metrics', () => {
    expect(parsed('alarm-metric-math')).toMatchObject({
      kind: 'status-check-alarm',
      instanceIds: [INSTANCE, 'i-0b2c3d4e5f607182a'],
    });
  });

  it('names an instance once, whatever number of its metrics it watches', () => {
    const metrics = [metricOf(INSTANCE), metricOf(INSTANCE), metricOf('i-0b2c3d4e5f607182a')];
    expect(parsed('alarm-metric-math', { 'detail.configuration.metrics': metrics })).toMatchObject({
      instanceIds: [INSTANCE, 'i-0b2c3d4e5f607182a'],
    });
  });

  it('names the good ids when others are none', () => {
    const metrics = [metricOf('*'), metricOf(INSTANCE), metricOf(null), metricOf('i-')];
    expect(parsed('alarm-metric-math', { 'detail.configuration.metrics': metrics })).toMatchObject({
      instanceIds: [INSTANCE],
    });
  });
});

describe('a CloudWatch alarm without a metric of its own', () => {
  it('is nothing to do when it is composite', () => {
    expect(parsed('alarm-composite')).toEqual({
      kind: 'nothing',
      why: 'the alarm watches no EC2 status check',
    });
  });

  it('is nothing to do for the alarm of a Metrics Insights query, whose contributors tell more', () => {
    expect(parsed('alarm-metrics-insights')).toMatchObject({ kind: 'nothing' });
  });
});

describe('a contributor of a Metrics Insights alarm', () => {
  it('is a signal for the instance in its attributes', () => {
    expect(parsed('alarm-contributor')).toEqual({
      kind: 'status-check-alarm',
      instanceIds: [INSTANCE],
      alarmName: 'every host',
      state: 'ALARM',
    });
  });

  it.each([
    [
      'its query is about another metric',
      { 'detail.configuration.metrics.0.expression': 'SELECT MAX(CPUUtilization)' },
    ],
    ['it has no query', { 'detail.configuration.metrics.0.expression': undefined }],
    ['it has no configuration', { 'detail.configuration': undefined }],
    ['its attributes name a table', { 'detail.alarmContributor.attributes': { TableName: 'orders' } }],
    ['it has no attributes', { 'detail.alarmContributor.attributes': undefined }],
    ['it has no contributor', { 'detail.alarmContributor': undefined }],
    ['its attribute is no id', { 'detail.alarmContributor.attributes.InstanceId': 'Other' }],
  ])('is nothing to do when %s', (_why, changes) => {
    expect(parsed('alarm-contributor', changes)).toMatchObject({ kind: 'nothing' });
  });
});

describe('an alarm event that cannot be read', () => {
  it.each([
    ['has no detail', { detail: undefined }],
    ['has null for its detail', { detail: null }],
    ['has a list for its detail', { detail: [] }],
    ['has no alarmName', { 'detail.alarmName': undefined }],
    ['has an alarmName longer than CloudWatch allows', { 'detail.alarmName': 'x'.repeat(256) }],
    ['has no state', { 'detail.state': undefined }],
    ['has a state that CloudWatch does not know', { 'detail.state.value': 'FINE' }],
    ['has an object for its metrics', { 'detail.configuration.metrics': {} }],
    ['has null for a metric', { 'detail.configuration.metrics': [null] }],
    [
      'has more metrics than any alarm',
      { 'detail.configuration.metrics': Array(501).fill(metricOf(INSTANCE)) },
    ],
  ])('is an UnreadableEventError when it %s', (_what, changes) => {
    expect(() => parsed('alarm-single-metric', changes)).toThrow(UnreadableEventError);
  });

  it('says which field is wrong', () => {
    expect(() => parsed('alarm-single-metric', { 'detail.state.value': 'FINE' })).toThrow(
      /CloudWatch alarm event: [^]*state\.value/,
    );
  });
});
