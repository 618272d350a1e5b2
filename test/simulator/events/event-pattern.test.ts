import { describe, expect, it } from '@jest/globals';
import { matchesPattern } from '../../../simulator/events/event-pattern.ts';

const STATE_CHANGE = {
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '111122223333',
  time: '2026-11-20T03:00:00Z',
  region: 'ap-northeast-1',
  resources: ['arn:aws:ec2:ap-northeast-1:111122223333:instance/i-0123456789abcdef0'],
  detail: {
    'instance-id': 'i-0123456789abcdef0',
    state: 'stopped',
    count: 5,
    empty: '',
    nothing: null,
    flag: true,
  },
};

/** Pattern, an event that it matches, an event that it does not match; all below `detail`. */
const TWINS: [string, unknown[], unknown, unknown][] = [
  ['an exact text', ['stopped'], 'stopped', 'Stopped'],
  ['one of several texts', ['stopped', 'running'], 'running', 'pending'],
  ['a number, however it is written', [300], 3.0e2, '300'],
  ['null', [null], null, 'null'],
  ['true', [true], true, 'true'],
  ['an empty text', [''], '', ' '],
  ['any element of an array', ['b'], ['a', 'b'], ['a', 'c']],
  ['an element of nested arrays', ['b'], [['a'], ['b']], [['a'], []]],
  ['prefix', [{ prefix: 'arn:aws' }], 'arn:aws:ec2', 'xarn:aws'],
  ['prefix of texts only', [{ prefix: '1' }], '12', 12],
  ['prefix ignoring case', [{ prefix: { 'equals-ignore-case': 'EventB' } }], 'eventbridge', 'xeventb'],
  ['suffix', [{ suffix: '.png' }], 'a.png', 'a.png.bak'],
  ['suffix ignoring case', [{ suffix: { 'equals-ignore-case': 'TBRIDGE' } }], 'EventBridge', 'Bridges'],
  ['equals-ignore-case', [{ 'equals-ignore-case': 'alice' }], 'ALICE', 'alicex'],
  ['wildcard', [{ wildcard: 'dir/*.png' }], 'dir/a/b.png', 'dir/a/b.jpg'],
  [
    'wildcard at both ends',
    [{ wildcard: '*StatusCheckFailed*' }],
    'x StatusCheckFailed_System',
    'StatusCheck',
  ],
  ['wildcard whose pieces may not overlap', [{ wildcard: 'ab*ba' }], 'abba', 'aba'],
  ['wildcard with an escaped star', [{ wildcard: 'a\\*b*' }], 'a*bc', 'axbc'],
  ['wildcard without a star', [{ wildcard: 'abc' }], 'abc', 'abcd'],
  ['anything but a text', [{ 'anything-but': 'initializing' }], 'stopped', 'initializing'],
  ['anything but a text, of another type', [{ 'anything-but': '5' }], 5, '5'],
  ['anything but a number', [{ 'anything-but': 123 }], 124, 123],
  ['anything but a list', [{ 'anything-but': ['a', 'b'] }], 'c', 'b'],
  ['anything but a list of numbers', [{ 'anything-but': [100, 200] }], 300, 200],
  ['anything but a prefix', [{ 'anything-but': { prefix: 'init' } }], 'stopped', 'initializing'],
  ['anything but several prefixes', [{ 'anything-but': { prefix: ['a', 'b'] } }], 'cab', 'bac'],
  ['anything but a suffix', [{ 'anything-but': { suffix: '.txt' } }], 'a.rtf', 'a.txt'],
  ['anything but ignoring case', [{ 'anything-but': { 'equals-ignore-case': ['x', 'y'] } }], 'z', 'Y'],
  ['anything but a wildcard', [{ 'anything-but': { wildcard: '*/lib/*' } }], '/bin/a', '/usr/lib/a'],
  ['anything but, of which one other element is enough', [{ 'anything-but': 'a' }], ['a', 'b'], ['a', 'a']],
  ['anything but, which needs a value', [{ 'anything-but': 'a' }], 'b', undefined],
  ['numeric range', [{ numeric: ['>', 0, '<=', 5] }], 5, 0],
  ['numeric equality', [{ numeric: ['=', 301.8] }], 301.8, 301.9],
  ['numeric, of numbers only', [{ numeric: ['<', 10] }], 9, '9'],
  ['numeric at least', [{ numeric: ['>=', 5] }], 5, 4.999],
  ['exists', [{ exists: true }], null, undefined],
  ['exists, which an object does not satisfy', [{ exists: true }], 0, { deeper: 1 }],
  ['does not exist', [{ exists: false }], undefined, null],
  ['does not exist, which an object satisfies', [{ exists: false }], { deeper: 1 }, ''],
  ['does not exist, which an empty array satisfies', [{ exists: false }], [], ['x']],
  ['a text or nothing at all', ['a', { exists: false }], undefined, 'b'],
];

describe('matchesPattern', () => {
  it.each(TWINS)('matches %s, and not its twin', (_name, pattern, yes, no) => {
    expect(matchesPattern({ detail: { field: pattern } }, { detail: { field: yes } })).toBe(true);
    expect(matchesPattern({ detail: { field: pattern } }, { detail: { field: no } })).toBe(false);
  });

  it('matches when every field of the pattern matches, and not when one does not', () => {
    const pattern = {
      source: ['aws.ec2'],
      'detail-type': ['EC2 Instance State-change Notification'],
      resources: [{ suffix: 'i-0123456789abcdef0' }],
      detail: { state: ['stopped', 'running'], count: [{ numeric: ['>', 4] }] },
    };
    expect(matchesPattern(pattern, STATE_CHANGE)).toBe(true);
    expect(matchesPattern({ ...pattern, account: ['444455556666'] }, STATE_CHANGE)).toBe(false);
    expect(matchesPattern({ ...pattern, missing: ['x'] }, STATE_CHANGE)).toBe(false);
  });

  it('matches both fields within one element of an array, and not across two of them', () => {
    const event = {
      employees: [
        { firstName: 'Anna', lastName: 'Smith' },
        { firstName: 'Peter', lastName: 'Jones' },
      ],
    };
    expect(matchesPattern({ employees: { firstName: ['Anna'], lastName: ['Smith'] } }, event)).toBe(true);
    expect(matchesPattern({ employees: { firstName: ['Anna'], lastName: ['Jones'] } }, event)).toBe(false);
  });

  it('keeps to one element when $or and a field beside it look into the same array', () => {
    const event = {
      entities: [
        { id: 'a', state: 'open' },
        { id: 'b', state: 'closed' },
      ],
    };
    const pattern = (id: string): object => ({
      entities: { id: [id] },
      $or: [{ entities: { state: ['open'] } }, { entities: { state: ['upcoming'] } }],
    });
    expect(matchesPattern(pattern('a'), event)).toBe(true);
    expect(matchesPattern(pattern('b'), event)).toBe(false);
  });

  it('passes through arrays of arrays, keeping to one element of each', () => {
    const event = {
      rows: [
        [{ a: 1, b: 1 }],
        [
          { a: 2, b: 2 },
          { a: 3, b: 4 },
        ],
      ],
    };
    expect(matchesPattern({ rows: { a: [3], b: [4] } }, event)).toBe(true);
    expect(matchesPattern({ rows: { a: [3], b: [2] } }, event)).toBe(false);
  });

  it('looks for the absence of a field in the element that matched before it', () => {
    const event = { list: [{ a: 1 }, { a: 2, b: 2 }] };
    expect(matchesPattern({ list: { a: [1], b: [{ exists: false }] } }, event)).toBe(true);
    expect(matchesPattern({ list: { a: [2], b: [{ exists: false }] } }, event)).toBe(false);
  });

  it('matches one branch of $or together with what stands beside it, nested too', () => {
    const pattern = {
      source: ['aws.cloudwatch'],
      detail: {
        $or: [{ metricName: ['CPU'] }, { namespace: ['EC2'], $or: [{ id: [1] }, { id: [2] }] }],
      },
    };
    const event = (detail: object): object => ({ source: 'aws.cloudwatch', detail });
    expect(matchesPattern(pattern, event({ metricName: 'CPU' }))).toBe(true);
    expect(matchesPattern(pattern, event({ namespace: 'EC2', id: 2 }))).toBe(true);
    expect(matchesPattern(pattern, event({ namespace: 'EC2', id: 3 }))).toBe(false);
    expect(matchesPattern(pattern, { source: 'aws.ec2', detail: { metricName: 'CPU' } })).toBe(false);
  });

  it('sees only the fields that an event itself has', () => {
    expect(matchesPattern({ constructor: { name: ['Object'] } }, { detail: {} })).toBe(false);
    expect(matchesPattern({ detail: { toString: [{ exists: true }] } }, { detail: {} })).toBe(false);
    expect(matchesPattern({ detail: { length: [{ exists: true }] } }, { detail: 'text' })).toBe(false);
    const inheriting = Object.create({ state: 'stopped' }) as object;
    expect(matchesPattern({ state: ['stopped'] }, inheriting)).toBe(false);
    const hostile: unknown = JSON.parse('{"__proto__": {"state": "stopped"}, "detail": {}}');
    expect(matchesPattern({ state: ['stopped'] }, hostile)).toBe(false);
    expect(({} as Record<string, unknown>).state).toBeUndefined();
    expect(matchesPattern({ detail: { state: [{ exists: false }] } }, hostile)).toBe(true);
  });

  it.each([null, 'text', 5, [], undefined])('does not match what is no event: %p', (event) => {
    expect(matchesPattern({ source: ['aws.ec2'] }, event)).toBe(false);
  });

  it.each<[object, string]>([
    [{ ip: [{ cidr: '10.0.0.0/8' }] }, 'the operator "cidr" in ip is not known'],
    [{ a: { b: [{ contains: 'x' }] } }, 'the operator "contains" in a.b is not known'],
    [
      { a: [{ 'anything-but': { numeric: ['<', 1] } }] },
      'the operator "numeric" inside anything-but in a is not known',
    ],
    [{ a: [{ prefix: { suffix: 'x' } }] }, 'the operator "suffix" inside prefix in a is not known'],
    [{ a: [{ numeric: ['!=', 1] }] }, 'the comparison "!=" in a is not known'],
    [{ a: [{ numeric: ['>', '1'] }] }, 'numeric in a compares with "1"'],
    [{ a: [{ numeric: ['>'] }] }, 'numeric in a needs one or two comparisons'],
    [{ a: 'x' }, 'a must be an object or an array'],
    [{ a: [] }, 'a is an empty list'],
    [{ a: {} }, 'a is an empty object'],
    [{}, 'the pattern is an empty object'],
    [{ a: [{ prefix: 'x', suffix: 'y' }] }, 'a needs a value or an object with one operator'],
    [{ a: [['x']] }, 'a needs a value or an object with one operator'],
    [{ a: [{ prefix: 5 }] }, 'prefix in a needs a string'],
    [{ a: [{ exists: 'yes' }] }, 'exists in a must be true or false'],
    [{ a: [{ wildcard: 'x**' }] }, 'the wildcard in a has ** in it'],
    [{ a: [{ wildcard: 'x\\y' }] }, 'the wildcard in a escapes something else'],
    [{ a: [{ 'anything-but': ['x', 1] }] }, 'anything-but in a needs a list of only strings or only numbers'],
    [{ $or: [{ a: [1] }] }, '$or in the pattern needs a list of at least two objects'],
  ])('refuses the pattern %j', (pattern, message) => {
    expect(() => matchesPattern(pattern, {})).toThrow(message);
  });

  it('refuses a pattern whose $or multiply to more than 1,000 combinations', () => {
    const branch = (field: string): object[] =>
      Array.from({ length: 11 }, (_, value) => ({ [field]: [value] }));
    const pattern = { a: { $or: branch('x') }, b: { $or: branch('x') }, c: { $or: branch('x') } };
    expect(() => matchesPattern(pattern, {})).toThrow('more than 1000 combinations by $or in c');
  });
});
