import { describe, expect, it } from '@jest/globals';
import { App, CfnResource } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import { ManagedPolicy, Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { FunctionRole } from '../../lib/function-role.ts';
import type { Permission } from '../../lib/permissions/permission.ts';
import { ResponderStack } from '../../lib/responder-stack.ts';
import { stubBundleIn, type Template } from './synthesized.ts';
import { rolesThatMayStopOrStart } from './who-may-stop.ts';

/** The whole stack with something added to it, without the checks of a synth: some of what is added would not pass them. */
function templateWith(add: (stack: ResponderStack) => void = () => undefined): Template {
  const stack = new ResponderStack(new App(), 'ec2-responder', { bundleDirectory: stubBundleIn() });
  add(stack);
  return Assertions.fromStack(stack).toJSON() as Template;
}

// Some of what is added would not pass CloudFormation's rules, and that is not what is tested here.
process.env.CDK_VALIDATION = 'false';

const RESPONDER = [expect.stringMatching(/^ResponseAccessRole/)];
const assumedBy = new ServicePrincipal('lambda.amazonaws.com');
const permission = (actions: string[]): Permission => ({
  sid: 'Second',
  effect: 'Allow',
  when: 'always',
  actions,
  resources: ['arn:PARTITION:ec2:REGION:ACCOUNT:instance/*'],
  why: 'A test.',
  narrower: 'A test.',
  document: 'https://docs.aws.amazon.com/',
});
const second = (actions: string[]) => (stack: ResponderStack) => {
  new FunctionRole(stack, 'Second', { description: 'Second', permissions: [permission(actions)], own: {} });
};

describe('the permission to stop or start instances', () => {
  it('is the responder’s and no other role’s, whoever made it', () => {
    expect(rolesThatMayStopOrStart(templateWith())).toEqual(RESPONDER);
  });

  it('is not seen in a second function that only reads', () => {
    expect(rolesThatMayStopOrStart(templateWith(second(['ec2:GetConsoleOutput'])))).toEqual(RESPONDER);
  });

  it.each([
    ['a second function that may stop', second(['ec2:StopInstances'])],
    ['a second function that may start', second(['ec2:GetConsoleOutput', 'ec2:StartInstances'])],
    ['a wildcard in other letters', second(['EC2:st*instances'])],
    [
      'a role that the CDK makes for a function',
      (stack: ResponderStack) => {
        const fn = new Function(stack, 'Second', {
          runtime: Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: Code.fromInline('x'),
        });
        fn.addToRolePolicy(new PolicyStatement({ actions: ['ec2:*'], resources: ['*'] }));
      },
    ],
    [
      'an inline policy of a role',
      (stack: ResponderStack) => {
        new CfnResource(stack, 'Second', {
          type: 'AWS::IAM::Role',
          properties: {
            Policies: [{ PolicyDocument: { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } }],
          },
        });
      },
    ],
    [
      'an AWS managed policy',
      (stack: ResponderStack) => {
        new Role(stack, 'Second', {
          assumedBy,
          managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('AmazonEC2FullAccess')],
        });
      },
    ],
    [
      'a statement of all but something else',
      (stack: ResponderStack) => {
        const statements = [new PolicyStatement({ notActions: ['iam:*'], resources: ['*'] })];
        new Policy(stack, 'Policy', { roles: [new Role(stack, 'Second', { assumedBy })], statements });
      },
    ],
  ])('would be seen in %s', (_, add) => {
    expect(rolesThatMayStopOrStart(templateWith(add))).toEqual([
      ...RESPONDER,
      expect.stringMatching(/^Second/),
    ]);
  });

  it('is not seen in the logging policy that the CDK gives a function', () => {
    const plain = templateWith((stack) => {
      new Function(stack, 'Second', {
        runtime: Runtime.NODEJS_24_X,
        handler: 'index.handler',
        code: Code.fromInline('x'),
      });
    });
    expect(rolesThatMayStopOrStart(plain)).toEqual(RESPONDER);
  });
});

describe('the role of a function', () => {
  it('is not made where a permission names a resource that was not given', () => {
    const reads = { ...permission(['dynamodb:GetItem']), resources: ['TABLE_ARN'] };
    expect(() =>
      templateWith((stack) => {
        new FunctionRole(stack, 'Second', { description: 'Second', permissions: [reads], own: {} });
      }),
    ).toThrow('permission Second: TABLE_ARN was not given to its role');
  });

  it('is not made where a permission depends on a condition that was not given', () => {
    const sometimes = { ...permission(['ec2:GetConsoleOutput']), when: 'acts' } as const;
    expect(() =>
      templateWith((stack) => {
        new FunctionRole(stack, 'Second', { description: 'Second', permissions: [sometimes], own: {} });
      }),
    ).toThrow('permissions for "acts"');
  });
});
