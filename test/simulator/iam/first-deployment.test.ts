import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { RolePolicy } from '../../../simulator/iam/evaluate-policies.ts';
import { deployed, statementsOf } from './iam-enforced.ts';

interface Step {
  readonly command: string;
  readonly action: string;
  readonly entries: ReadonlyMap<string, string>;
  readonly mode: string;
  readonly expected: string;
}

const STEP =
  /^\s*(aws iam simulate-principal-policy .*--action-names (\S+)(?: --context-entries ContextKeyName=(\S+?),ContextKeyValues=(\S+?),ContextKeyType=string)?) # (observe|act): (\w+)$/;

/** The commands of a page that ask IAM, each with the answer that the page foretells. */
function stepsOf(page: string): Step[] {
  const lines = page.split('\n').filter((line) => /^\s*aws iam simulate-principal-policy/.test(line));
  return lines.map((line) => {
    const [, command = '', action = '', key, value = '', mode = '', expected = ''] = STEP.exec(line) ?? [];
    if (command === '') throw new Error(`this line of the page cannot be read: ${line}`);
    const entries = new Map(key === undefined ? [] : [[key.toLowerCase(), value]]);
    return { command, action, entries, mode, expected };
  });
}

/** In IAM's words: https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html */
const IN_IAMS_WORDS = { allowed: 'allowed', 'not allowed': 'implicitDeny', denied: 'explicitDeny' } as const;

/** What simulate-principal-policy answers: a context key is there only where it was entered. */
function answerTo({ action, entries, mode }: Step): string {
  const policy = new RolePolicy(statementsOf(deployed({ ResponderMode: mode })));
  const { answer } = policy.evaluate({
    action,
    resource: 'arn:aws:ec2:ap-northeast-1:123456789012:instance/i-0123456789abcdef0',
    context: (key) => entries.get(key),
  });
  return IN_IAMS_WORDS[answer];
}

const STEPS = stepsOf(readFileSync('docs/first-deployment.md', 'utf8'));

describe('the page about the first deployment', () => {
  it('asks about stops and starts in both modes', () => {
    const asked = new Set(STEPS.map(({ mode, action }) => `${mode} ${action}`));
    expect([...asked].sort()).toEqual([
      'act ec2:StartInstances',
      'act ec2:StopInstances',
      'observe ec2:StartInstances',
      'observe ec2:StopInstances',
    ]);
  });

  it.each(STEPS)('foretells what IAM answers in mode $mode: $command', (step) => {
    expect(answerTo(step)).toBe(step.expected);
  });

  it('would be found wrong with the key of EC2, which the policy does not test', () => {
    const [step] = stepsOf(
      'aws iam simulate-principal-policy --action-names ec2:StopInstances --context-entries ContextKeyName=ec2:ResourceTag/ec2-responder,ContextKeyValues=notify,ContextKeyType=string # act: explicitDeny',
    );
    expect(step === undefined ? '' : answerTo(step)).toBe('allowed');
  });
});
