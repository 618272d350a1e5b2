import { CfnCondition, Fn, Stack, Validations, type CfnParameter } from 'aws-cdk-lib';
import { Policy, Role, ServicePrincipal, type CfnPolicy } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { PERMISSIONS, statementOf, type OwnResources, type Permission } from './permissions.ts';

export interface ResponderRoleProps {
  readonly mode: CfnParameter;
  readonly defaultAction: CfnParameter;
  readonly own: OwnResources;
}

/**
 * The one role that acts. Its permissions are the table in `permissions.ts`; those to stop instances depend on the
 * parameters, so that in observe mode IAM itself makes a stop impossible, whatever the function believes.
 */
export class ResponderRole extends Construct {
  readonly role: Role;
  /** What must exist before the function runs for the first time; the others it can do without for a minute. */
  readonly base: Policy;

  constructor(scope: Construct, id: string, props: ResponderRoleProps) {
    super(scope, id);
    this.role = new Role(this, 'Role', {
      description:
        'Of the EC2 responder: reads EC2, stops and starts failed instances, keeps incidents, alerts',
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    const { acts, actsOnAll, actsOnTagged } = this.conditions(props);
    this.base = this.policy('Base', 'always', props.own);
    const deny = this.policy('DenyStop', 'acts', props.own, acts);
    const all = this.policy('StopAll', 'actsOnAll', props.own, actsOnAll);
    const tagged = this.policy('StopTagged', 'actsOnTagged', props.own, actsOnTagged);
    // The denial comes before what it limits, and goes after it, in every update.
    all.node.addDependency(deny);
    tagged.node.addDependency(deny);
  }

  private conditions({
    mode,
    defaultAction,
  }: ResponderRoleProps): Record<'acts' | 'actsOnAll' | 'actsOnTagged', CfnCondition> {
    const stack = Stack.of(this);
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

  private policy(id: string, when: Permission['when'], own: OwnResources, condition?: CfnCondition): Policy {
    const permissions = PERMISSIONS.filter((permission) => permission.when === when);
    const policy = new Policy(this, id, {
      roles: [this.role],
      statements: permissions.map((permission) => statementOf(permission, own)),
    });
    if (condition !== undefined) (policy.node.defaultChild as CfnPolicy).cfnOptions.condition = condition;
    acknowledgeWildcards(policy, permissions);
    return policy;
  }
}

/** The reason why a wildcard cannot be narrower stands in the table; the finding is acknowledged with those very words. */
function acknowledgeWildcards(policy: Policy, permissions: readonly Permission[]): void {
  const shown: Readonly<Record<string, string>> = {
    PARTITION: '<AWS::Partition>',
    REGION: '<AWS::Region>',
    ACCOUNT: '<AWS::AccountId>',
  };
  const reasons = new Map<string, string[]>();
  for (const { effect, sid, resources, why, narrower } of permissions) {
    if (effect === 'Deny') continue;
    for (const resource of resources.filter((arn) => arn.includes('*'))) {
      const finding = resource.replace(/PARTITION|REGION|ACCOUNT/g, (word) => shown[word] ?? word);
      reasons.set(finding, [...(reasons.get(finding) ?? []), `${sid}: ${why} ${narrower}`]);
    }
  }
  for (const [finding, reason] of reasons) {
    Validations.of(policy).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${finding}]`,
      reason: reason.join(' '),
    });
  }
}
