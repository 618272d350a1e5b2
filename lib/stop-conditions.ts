import { CfnCondition, Fn, Stack, type CfnParameter } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { PermissionCondition } from './permissions/permission.ts';

/** On which parameters the permission to stop depends, so that in observe mode IAM itself makes a stop impossible. */
export function stopConditions(
  scope: Construct,
  mode: CfnParameter,
  defaultAction: CfnParameter,
): Record<Exclude<PermissionCondition, 'always'>, CfnCondition> {
  const stack = Stack.of(scope);
  const acts = Fn.conditionEquals(mode.valueAsString, 'act');
  const recoversByDefault = Fn.conditionEquals(defaultAction.valueAsString, 'recover');
  return {
    acts: new CfnCondition(stack, 'Acts', { expression: acts }),
    actsOnAll: new CfnCondition(stack, 'ActsOnAll', {
      expression: Fn.conditionAnd(acts, recoversByDefault),
    }),
    actsOnTagged: new CfnCondition(stack, 'ActsOnTagged', {
      expression: Fn.conditionAnd(acts, Fn.conditionNot(recoversByDefault)),
    }),
  };
}
