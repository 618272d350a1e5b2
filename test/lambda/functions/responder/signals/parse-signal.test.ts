import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseSignal } from '../../../../../lambda/functions/responder/signals/parse-signal.ts';
import {
  UnreadableEventError,
  type Signal,
} from '../../../../../lambda/functions/responder/signals/signal.ts';
import { EVENT_NAMES, eventIn, HOME, INSTANCE, type Json } from './event-files.ts';

const KINDS = [
  'sweep',
  'status-check-alarm',
  'instance-state-change',
  'instance-health',
  'region-health',
  'notice',
  'nothing',
];

describe('parseSignal', () => {
  it.each([
    ['scheduled-event', 'sweep'],
    ['alarm-single-metric', 'status-check-alarm'],
    ['alarm-metric-math', 'status-check-alarm'],
    ['alarm-contributor', 'status-check-alarm'],
    ['alarm-composite', 'nothing'],
    ['alarm-metrics-insights', 'nothing'],
    ['instance-state-change', 'instance-state-change'],
    ['health-retirement', 'instance-health'],
    ['health-retirement-2022', 'instance-health'],
    ['health-availability-issue', 'instance-health'],
    ['health-operational-issue', 'region-health'],
    ['health-other-service', 'notice'],
    ['health-abuse', 'notice'],
  ])('makes of %s: %s', (name, kind) => {
    expect(parseSignal(eventIn(name), HOME).kind).toBe(kind);
  });

  it.each([[null], ['x'], [[]], [{ 'instance-id': INSTANCE }]])(
    'makes a sweep of the scheduled event and asks nothing of its detail (%j)',
    (detail) => {
      expect(parseSignal(eventIn('scheduled-event', { detail }), HOME)).toMatchObject({ kind: 'sweep' });
    },
  );

  it.each([
    ['of a source that it does not know', { source: 'aws.s3' }],
    ['of a source that only pretends', { source: 'my.aws.ec2' }],
    [
      'of another kind from a source that it knows',
      { 'detail-type': 'EC2 Spot Instance Interruption Warning' },
    ],
    ['whose source is a key of every object', { source: '__proto__' }],
    ['whose source and kind make another key', { source: 'aws.ec2/EC2 Instance', 'detail-type': 'x' }],
  ])('has nothing to do with an event %s', (_what, changes) => {
    expect(parseSignal(eventIn('instance-state-change', changes), HOME)).toMatchObject({ kind: 'nothing' });
  });

  it.each(['alarm-single-metric', 'alarm-contributor', 'instance-state-change', 'scheduled-event'])(
    'has nothing to do with %s of another account or Region',
    (name) => {
      expect(parseSignal(eventIn(name, { account: '444455556666' }), HOME)).toMatchObject({
        kind: 'nothing',
      });
      expect(parseSignal(eventIn(name, { region: 'us-east-1' }), HOME)).toMatchObject({ kind: 'nothing' });
    },
  );

  it('does not read what a foreign event holds, so it is nothing to do and not unreadable', () => {
    const foreign = eventIn('instance-state-change', { account: '444455556666', detail: null });
    expect(parseSignal(foreign, HOME)).toMatchObject({ kind: 'nothing' });
  });

  it.each([
    ['alarm-as-lambda-action', 'the shape of a direct alarm action'],
    ['alarm-as-sns-message', 'the body of an SNS alarm message'],
  ])('cannot read %s, %s', (name) => {
    expect(() => parseSignal(eventIn(name), HOME)).toThrow(UnreadableEventError);
  });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a string', '{"source":"aws.events"}'],
    ['a number', 7],
    ['a list', [eventIn('scheduled-event')]],
    ['an empty object', {}],
    ['an object without a prototype', Object.create(null)],
    ['an event without a source', eventIn('scheduled-event', { source: undefined })],
    ['an event without an account', eventIn('scheduled-event', { account: undefined })],
    ['an event with a list for its account', eventIn('scheduled-event', { account: ['111122223333'] })],
    ['an event with an object for its resources', eventIn('scheduled-event', { resources: {} })],
  ])('cannot read %s', (_what, event) => {
    expect(() => parseSignal(event, HOME)).toThrow(UnreadableEventError);
  });

  it('names its error, because minification takes the name of the class away', () => {
    expect(new UnreadableEventError('x')).toMatchObject({ name: 'UnreadableEventError' });
  });
});

describe('a hostile event', () => {
  it('pollutes no prototype', () => {
    const event: unknown = JSON.parse(
      `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"source":"aws.cloudwatch",
        "detail-type":"CloudWatch Alarm State Change","account":"111122223333","region":"ap-northeast-1",
        "detail":{"alarmName":"x","state":{"value":"ALARM","__proto__":{"polluted":1}},
        "configuration":{"metrics":[{"metricStat":{"metric":{"namespace":"AWS/EC2","name":"StatusCheckFailed",
        "dimensions":{"__proto__":{"InstanceId":"${INSTANCE}"}}}}}]}}}`,
    );
    expect(parseSignal(event, HOME)).toMatchObject({ kind: 'nothing' });
    expect({}).not.toHaveProperty('polluted');
  });

  it('may hold what only pretends to be a list', () => {
    const changes = { 'detail.affectedEntities': { length: 4e9 } };
    expect(parseSignal(eventIn('health-retirement', changes), HOME).kind).toBe('notice');
  });

  it.each(EVENT_NAMES)('is %s with strings of a megabyte, and is read or refused', (name) => {
    const huge = JSON.parse(
      JSON.stringify(eventIn(name), (key: string, value: unknown) =>
        typeof value === 'string' && key !== 'source' && key !== 'detail-type'
          ? value.padEnd(1_000_000, 'x')
          : value,
      ),
    ) as unknown;
    expectReadOrRefused(huge);
  });

  it('says in a few lines what is wrong, however much is wrong', () => {
    const metrics = Array.from({ length: 499 }, () => ({ metricStat: 'x'.repeat(1_000) }));
    const error = refusalOf(eventIn('alarm-single-metric', { 'detail.configuration.metrics': metrics }));
    expect(error?.message.length).toBeLessThanOrEqual(4_000);
  });

  it('says in a few words why it is nothing, however long its Region is', () => {
    const signal = parseSignal(
      eventIn('health-retirement', { 'detail.eventRegion': 'x'.repeat(200_000) }),
      HOME,
    );
    expect(JSON.stringify(signal).length).toBeLessThanOrEqual(500);
  });

  it('is read or refused whatever JSON it is (2,000 runs)', () => {
    fc.assert(fc.property(fc.jsonValue(), expectReadOrRefused), { numRuns: 2_000, seed: 20_261_120 });
  });

  it('is read or refused whatever stands at any place of one that we know (2,000 runs)', () => {
    const mutation = fc.record({ name: fc.constantFrom(...EVENT_NAMES), place: fc.nat(), value: hostile() });
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), ([first, ...more]) => {
        if (first === undefined) return;
        let event = eventIn(first.name) as Json;
        for (const { place, value } of [first, ...more]) event = replaced(event, place, value);
        expectReadOrRefused(event);
      }),
      { numRuns: 2_000, seed: 20_261_121 },
    );
  });
});

/** What somebody might put where a string or an object belongs. */
function hostile(): fc.Arbitrary<Json> {
  const nasty = fc.constantFrom<Json>(
    null,
    '',
    '__proto__',
    'constructor',
    '\u0000',
    '\ud800',
    'Wed, 2 Dec 275760 08:00:00 GMT',
    `arn:aws:ec2:ap-northeast-1:111122223333:instance/${INSTANCE}`,
    INSTANCE,
    Number.MAX_VALUE,
    [],
    [[]],
    [null],
    {},
    { length: 7 },
    { toString: 'x' },
    JSON.parse('{"__proto__":{"InstanceId":"i-0a1b2c3d4e5f60718"}}') as Json,
  );
  return fc.oneof(nasty, fc.jsonValue() as fc.Arbitrary<Json>);
}

/** The event with another value at one of its places, counted from the root in depth-first order. */
function replaced(event: Json, place: number, value: Json): Json {
  let left = place % countOf(event);
  const visit = (node: Json): Json => {
    if (left === 0) {
      left -= 1;
      return value;
    }
    left -= 1;
    if (Array.isArray(node)) return node.map(visit);
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, visit(child)]));
  };
  return visit(event);
}

function countOf(node: Json): number {
  if (typeof node !== 'object' || node === null) return 1;
  return Object.values(node).reduce<number>((sum, child) => sum + countOf(child), 1);
}

function refusalOf(event: unknown): Error | undefined {
  try {
    parseSignal(event, HOME);
    return undefined;
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(UnreadableEventError);
    return thrown as Error;
  }
}

function expectReadOrRefused(event: unknown): void {
  let signal: Signal;
  try {
    signal = parseSignal(event, HOME);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(UnreadableEventError);
    return;
  }
  expect(KINDS).toContain(signal.kind);
  const ids: readonly string[] = 'instanceIds' in signal ? signal.instanceIds : [];
  expect(ids.length).toBeLessThanOrEqual(500);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/);
  if ('news' in signal) {
    const { startTime = 0, endTime = 0, lastUpdated } = signal.news;
    for (const time of [startTime, endTime, lastUpdated]) expect(Number.isFinite(time)).toBe(true);
  }
}
