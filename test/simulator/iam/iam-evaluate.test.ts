import { describe, expect, it } from '@jest/globals';
import { RolePolicy, type Verdict } from '../../../simulator/iam/evaluate-policies.ts';
import { NotSimulatedError } from '../../../simulator/runtime/service-error.ts';
import type { PolicyStatement } from '../../../simulator/template/template-policies.ts';

const WEB = 'arn:aws:ec2:ap-northeast-1:123456789012:instance/i-0web';

function statement(props: Partial<PolicyStatement> = {}): PolicyStatement {
  return {
    sid: 'Own',
    effect: 'Allow',
    actions: props.notActions === undefined ? ['ec2:StopInstances'] : [],
    notActions: [],
    resources: props.notResources === undefined ? ['*'] : [],
    notResources: [],
    condition: undefined,
    ...props,
  };
}

function verdict(
  statements: readonly PolicyStatement[],
  { resource = WEB, keys = {} }: { resource?: string; keys?: Readonly<Record<string, string>> } = {},
): Verdict {
  const action = 'ec2:StopInstances';
  return new RolePolicy(statements).evaluate({ action, resource, context: (key) => keys[key] });
}

const answer = (...asked: Parameters<typeof verdict>): string => verdict(...asked).answer;

describe('the verdict', () => {
  it('is not allowed where no statement speaks of the request', () => {
    expect(answer([])).toBe('not allowed');
    expect(answer([statement({ actions: ['ec2:StartInstances'] })])).toBe('not allowed');
  });

  it('is allowed where an Allow matches, and says which patterns of it', () => {
    const actions = ['ec2:Stop*', 'ec2:StartInstances', 'ec2:StopInstances'];
    expect(verdict([statement({ actions, resources: ['*', 'arn:aws:sns:*:*:*'] })])).toEqual({
      answer: 'allowed',
      grants: [
        { sid: 'Own', action: 'ec2:Stop*', resource: '*' },
        { sid: 'Own', action: 'ec2:StopInstances', resource: '*' },
      ],
    });
  });

  it('is denied where a Deny matches, whatever allows it, before it or after it', () => {
    const deny = statement({ sid: 'No', effect: 'Deny' });
    expect(verdict([statement(), deny])).toEqual({ answer: 'denied', sid: 'No' });
    expect(verdict([deny, statement()])).toEqual({ answer: 'denied', sid: 'No' });
  });

  it('is not touched by a Deny of another action, another resource, or under a condition that fails', () => {
    const condition = { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } };
    for (const deny of [
      { actions: ['ec2:StartInstances'] },
      { resources: [`${WEB}2`] },
      { condition },
    ] as const) {
      expect(answer([statement(), statement({ effect: 'Deny', ...deny })])).toBe('allowed');
    }
  });

  it('asks about the values of each request, also when it has answered for other ones', () => {
    const answers = (condition: PolicyStatement['condition'], ...teams: (string | undefined)[]): string[] => {
      const policy = new RolePolicy([statement({ condition })]);
      return teams.map(
        (team) => policy.evaluate({ action: 'ec2:StopInstances', resource: WEB, context: () => team }).answer,
      );
    };
    const isWeb = { StringEquals: { 'aws:ResourceTag/team': 'web' } };
    expect(answers(isWeb, 'web', 'db', 'web')).toEqual(['allowed', 'not allowed', 'allowed']);
    const isNot = { Null: { 'aws:ResourceTag/team': 'true' } };
    expect(answers(isNot, undefined, '', undefined)).toEqual(['allowed', 'not allowed', 'allowed']);
    expect(answers(isNot, '', undefined)).toEqual(['not allowed', 'allowed']);
  });
});

describe('an action', () => {
  it.each([
    ['ec2:StopInstances', true],
    ['EC2:stopinstances', true],
    ['ec2:Stop*', true],
    ['ec2:*Instances', true],
    ['ec2:StopInstance?', true],
    ['ec2:*', true],
    ['*', true],
    ['ec2:Stop', false],
    ['ec2:StopInstances?', false],
    ['ec2:StartInstances', false],
    ['sns:*', false],
  ])('%s matches ec2:StopInstances: %s', (pattern, matches) => {
    expect(answer([statement({ actions: [pattern] })])).toBe(matches ? 'allowed' : 'not allowed');
  });

  it('is matched by NotAction where none of its patterns matches', () => {
    expect(answer([statement({ notActions: ['ec2:Start*', 'sns:*'] })])).toBe('allowed');
    expect(answer([statement({ notActions: ['sns:*', 'ec2:stop*'] })])).toBe('not allowed');
  });
});

describe('a resource', () => {
  it.each([
    [WEB, true],
    ['*', true],
    ['arn:aws:ec2:ap-northeast-1:123456789012:instance/*', true],
    ['arn:aws:ec2:ap-northeast-?:*:instance/i-0*', true],
    ['arn:*:ec2:*:*:*', true],
    ['arn:aws:ec2:*', true],
    ['arn:aws:ec2:ap-northeast-1:123456789012:instance/i-0we?', true],
    ['arn:aws:ec2:ap-northeast-1:123456789012:INSTANCE/*', false],
    ['arn:aws:ec2:ap-northeast-1:123456789012:instance/i-0WEB', false],
    ['arn:aws:ec2:ap-northeast-1:123456789012:instance/i-0web/*', false],
    ['arn:aws:ec2:ap-northeast-1:123456789012:instance/i-0web?', false],
    ['arn:aws:ec2:ap-northeast-1:999999999999:instance/*', false],
    ['arn:aws:ec2:eu-*:123456789012:instance/*', false],
    ['arn:aws-cn:ec2:ap-northeast-1:123456789012:instance/*', false],
    ['arn:aws:sns:ap-northeast-1:123456789012:instance/*', false],
    // A full stop is no wildcard.
    ['arn:aws:ec2:ap.northeast.1:123456789012:instance/*', false],
  ])('%s matches an instance: %s', (pattern, matches) => {
    expect(answer([statement({ resources: [pattern] })])).toBe(matches ? 'allowed' : 'not allowed');
  });

  it('has colons and slashes in its last part, over which an asterisk goes', () => {
    const resource = 'arn:aws:logs:eu-west-1:1:log-group:/aws/x:log-stream:2026/11/[$LATEST]a';
    const asked = (pattern: string) => answer([statement({ resources: [pattern] })], { resource });
    expect(asked('arn:aws:logs:eu-west-1:1:log-group:/aws/x:*')).toBe('allowed');
    expect(asked('arn:aws:logs:eu-west-1:1:log-group:*:log-stream:*')).toBe('allowed');
    expect(asked('arn:aws:logs:eu-west-1:1:log-group:/aws/x')).toBe('not allowed');
    // Before the last part it stays between its colons: here it would have to swallow one.
    expect(asked('arn:aws:logs:*:log-group:/aws/x:*')).toBe('not allowed');
    expect(asked('arn:aws:logs:eu-west-1:1:log-group:/aws/y:*')).toBe('not allowed');
  });

  it('that a call does not have is matched by * only', () => {
    expect(answer([statement()], { resource: '*' })).toBe('allowed');
    for (const pattern of ['arn:*', 'arn:aws:ec2:*:*:*', 'arn:aws:ec2:*:*:instance/*']) {
      expect(answer([statement({ resources: [pattern] })], { resource: '*' })).toBe('not allowed');
    }
  });

  it('is matched by NotResource where none of its patterns matches', () => {
    expect(answer([statement({ notResources: ['arn:aws:ec2:*:*:instance/i-0db'] })])).toBe('allowed');
    expect(answer([statement({ notResources: ['arn:aws:ec2:*:*:instance/i-0w*'] })])).toBe('not allowed');
  });
});

describe('a condition', () => {
  const holds = (condition: PolicyStatement['condition'], keys: Record<string, string>): boolean =>
    answer([statement({ condition })], { keys }) === 'allowed';

  it.each([
    ['StringEquals', 'web', { k: 'web' }, true],
    ['StringEquals', 'web', { k: 'Web' }, false],
    ['StringEquals', 'w*', { k: 'web' }, false],
    ['StringEquals', 'web', {}, false],
    ['StringEquals', ['db', 'web'], { k: 'web' }, true],
    ['StringEquals', ['db', 'web'], { k: 'app' }, false],
    ['StringEquals', '', { k: '' }, true],
    ['StringNotEquals', 'web', { k: 'db' }, true],
    ['StringNotEquals', 'web', { k: 'web' }, false],
    ['StringNotEquals', 'web', { k: 'Web' }, true],
    ['StringNotEquals', 'web', {}, true],
    ['StringNotEquals', ['db', 'web'], { k: 'web' }, false],
    ['StringNotEquals', ['db', 'web'], { k: 'app' }, true],
    ['StringLike', 'w*', { k: 'web' }, true],
    ['StringLike', 'w?b', { k: 'web' }, true],
    ['StringLike', ['db', 'w*'], { k: 'web' }, true],
    ['StringLike', 'W*', { k: 'web' }, false],
    ['StringLike', 'w?', { k: 'web' }, false],
    ['StringLike', '*', {}, false],
    ['Bool', 'true', { k: 'true' }, true],
    ['Bool', true, { k: 'true' }, true],
    ['Bool', 'True', { k: 'true' }, true],
    ['Bool', 'true', { k: 'false' }, false],
    ['Bool', 'false', { k: 'false' }, true],
    ['Bool', 'true', {}, false],
    ['Bool', 'false', {}, false],
    ['Null', 'true', {}, true],
    ['Null', 'true', { k: 'web' }, false],
    ['Null', 'false', { k: 'web' }, true],
    ['Null', 'false', {}, false],
    ['Null', true, {}, true],
  ] as const)('%s %j with %j holds: %s', (operator, wanted, keys, expected) => {
    expect(holds({ [operator]: { k: wanted } }, { ...keys })).toBe(expected);
  });

  it('holds where all its operators and all their keys hold', () => {
    const condition = { StringEquals: { a: '1', b: '2' }, Null: { c: 'true' } };
    expect(holds(condition, { a: '1', b: '2' })).toBe(true);
    expect(holds(condition, { a: '1', b: '3' })).toBe(false);
    expect(holds(condition, { b: '2' })).toBe(false);
    expect(holds(condition, { a: '1', b: '2', c: '3' })).toBe(false);
  });

  it('names its keys in capitals or not', () => {
    expect(holds({ StringEquals: { 'AWS:RequestedRegion': 'x' } }, { 'aws:requestedregion': 'x' })).toBe(
      true,
    );
  });
});

describe('what is not modelled', () => {
  it.each([
    ['an operator', { condition: { NumericLessThan: { k: '1' } } }],
    ['a negated pattern', { condition: { StringNotLike: { k: '1' } } }],
    ['IfExists', { condition: { StringEqualsIfExists: { k: '1' } } }],
    ['ForAnyValue', { condition: { 'ForAnyValue:StringEquals': { k: '1' } } }],
    ['ForAllValues', { condition: { 'ForAllValues:StringEquals': { k: '1' } } }],
    ['an ARN operator', { condition: { ArnLike: { k: 'arn:aws:sns:*:*:*' } } }],
    ['a variable in a value', { condition: { StringEquals: { k: '${aws:username}' } } }],
    ['a variable in a key', { condition: { StringEquals: { 'aws:ResourceTag/${k}': '1' } } }],
    ['a variable in a resource', { resources: ['arn:aws:s3:::b/${aws:username}'] }],
    ['a truth value that is none', { condition: { Bool: { k: 'yes' } } }],
    ['Null of something else', { condition: { Null: { k: '1' } } }],
    ['a service with a wildcard', { resources: ['arn:aws:e*:*:*:*'] }],
    ['a resource that is no ARN', { resources: ['instance/i-0web'] }],
    ['an ARN that is cut short', { resources: ['arn:aws:ec2'] }],
    ['an ARN without an account', { resources: ['arn:aws:ec2:*:instance/i-0web'] }],
    ['an action without a service', { actions: ['StopInstances'] }],
    ['no action', { actions: [] }],
    ['Action beside NotAction', { actions: ['ec2:*'], notActions: ['sns:*'] }],
    ['no resource', { resources: [] }],
    ['Resource beside NotResource', { resources: ['*'], notResources: ['*'] }],
  ] as const)('%s throws before any request is made', (_, props) => {
    expect(() => new RolePolicy([statement(props)])).toThrow(NotSimulatedError);
  });
});
