import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CfnResource, Stack, type App } from 'aws-cdk-lib';
import { Effect, Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { stubApp, synthesize } from './synthesized.ts';

interface Report {
  readonly pluginReports: readonly { readonly pluginName: string; readonly violations: readonly unknown[] }[];
}

const ROOT = join(import.meta.dirname, '..', '..');

function stackOf(app: App): Stack {
  const stack = app.node.children.find((child) => Stack.isStack(child));
  if (stack === undefined) throw new Error('the app has no stack');
  return stack;
}

describe('a synth', () => {
  it.each([
    ['for any Region', {}],
    ['for three partitions', { regions: 'ap-northeast-1,cn-north-1,us-gov-west-1' }],
  ])(
    '%s leaves no finding of cdk-nag and none, not even a remark, of the CloudFormation rules',
    async (_, context) => {
      const assembly = (await stubApp(context)).synth();
      const { pluginReports } = JSON.parse(
        readFileSync(join(assembly.directory, 'validation-report.json'), 'utf8'),
      ) as Report;
      expect(pluginReports.flatMap(({ violations }) => violations)).toEqual([]);
    },
  );

  it('fails when cdk-nag finds a wildcard that nobody acknowledged', async () => {
    const app = await stubApp();
    const stack = stackOf(app);
    const role = new Role(stack, 'Bad', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const statement = new PolicyStatement({
      effect: Effect.ALLOW,
      actions: ['ec2:StopInstances'],
      resources: ['*'],
    });
    new Policy(stack, 'BadPolicy', { roles: [role], statements: [statement] });
    expect(() => app.synth()).toThrow('AwsSolutions-IAM5[Resource::*]');
  });

  it('fails when CloudFormation would refuse a property', async () => {
    const app = await stubApp();
    new CfnResource(stackOf(app), 'Bad', {
      type: 'AWS::SQS::Queue',
      properties: { MessageRetentionPeriod: 'a week' },
    });
    expect(() => app.synth()).toThrow("MessageRetentionPeriod: 'a week' is not of type 'integer'");
  });
});

describe('the context regions', () => {
  it('left out gives one stack for whatever Region the CLI is set to', async () => {
    expect((await stubApp()).synth().stacks.map(({ id, stackName }) => [id, stackName])).toEqual([
      ['ec2-responder', 'ec2-responder'],
    ]);
  });

  it('gives one stack for each Region, each under the same name', async () => {
    const { stacks } = (await stubApp({ regions: 'ap-northeast-1, us-east-1' })).synth();
    expect(stacks.map(({ id, stackName, environment }) => [id, stackName, environment.region])).toEqual([
      ['ec2-responder-ap-northeast-1', 'ec2-responder', 'ap-northeast-1'],
      ['ec2-responder-us-east-1', 'ec2-responder', 'us-east-1'],
    ]);
  });

  it.each([
    [{ regions: 'ap-northeast1' }, /got "ap-northeast1".*correct "ap-northeast1"/],
    [{ regions: 'us-east-1,Tokyo' }, /got "us-east-1,Tokyo".*correct "Tokyo"/],
    [{ regions: 'us-east-1a' }, /correct "us-east-1a"/],
    [{ regions: 'us-east-1,' }, /remove the empty entry/],
    [{ regions: '' }, /remove the empty entry/],
    [{ regions: 'us-east-1,us-east-1' }, /name "us-east-1" once/],
    [{ regions: ['us-east-1'] }, /give one text/],
    [{ region: 'us-east-1' }, /got "region", allowed is "regions"/],
  ])('%j is refused in one line that says what was given and what to do', async (context, message) => {
    const refused = stubApp(context);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.not.toThrow(/\n/);
  });

  it('that makes no sense ends the app with exit code 1 and nothing but that line', () => {
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'bin/ec2-responder.ts'], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, CDK_CONTEXT_JSON: JSON.stringify({ regions: 'tokyo' }) },
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr.trim()).toMatch(/^context regions: got "tokyo".*$/);
  });
});

describe('other partitions', () => {
  it.each(['cn-north-1', 'us-gov-west-1'])(
    'synthesize in %s without an ARN of the partition aws',
    async (region) => {
      const template = (await synthesize({ regions: region }))[`ec2-responder-${region}`];
      const text = JSON.stringify(template);
      expect(text).not.toContain('arn:aws:');
      expect(text).toContain('{"Ref":"AWS::Partition"}');
    },
  );
});
