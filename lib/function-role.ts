import { Validations, type CfnCondition } from 'aws-cdk-lib';
import { Policy, Role, ServicePrincipal, type CfnPolicy } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Permission, PermissionCondition } from './permissions/permission.ts';
import { statementOf, type OwnResources } from './permissions/statement.ts';

export interface FunctionRoleProps {
  readonly description: string;
  /** Every statement of the role; see `permissions/`. */
  readonly permissions: readonly Permission[];
  /** What the conditional ones depend on. @default none of them is conditional */
  readonly conditions?: Readonly<Record<Exclude<PermissionCondition, 'always'>, CfnCondition>>;
  /** The stack's resources that the permissions name. */
  readonly own: OwnResources;
}

/** A policy of its own for each condition, because a CloudFormation condition holds for a resource and not for a statement. */
const POLICY_IDS: Readonly<Record<PermissionCondition, string>> = {
  always: 'Base',
  acts: 'DenyStop',
  actsOnAll: 'StopAll',
  actsOnTagged: 'StopTagged',
};

/** The role of one function: what `permissions/` says of it, and nothing else. No two functions share one. */
export class FunctionRole extends Construct {
  readonly role: Role;
  /** What must exist before the function runs for the first time; the others it can do without for a minute. */
  readonly base: Policy;

  constructor(scope: Construct, id: string, props: FunctionRoleProps) {
    super(scope, id);
    this.role = new Role(this, 'Role', {
      description: props.description,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    this.base = this.policy('always', props);
    const conditional = (['acts', 'actsOnAll', 'actsOnTagged'] as const)
      .filter((when) => props.permissions.some((permission) => permission.when === when))
      .map((when) => ({ when, policy: this.policy(when, props) }));
    // The denial comes before what it limits, and goes after it, in every update.
    const denial = conditional.find(({ when }) => when === 'acts')?.policy;
    for (const { policy } of conditional)
      if (denial !== undefined && policy !== denial) policy.node.addDependency(denial);
  }

  private policy(when: PermissionCondition, { permissions, conditions, own }: FunctionRoleProps): Policy {
    const chosen = permissions.filter((permission) => permission.when === when);
    const policy = new Policy(this, POLICY_IDS[when], {
      roles: [this.role],
      statements: chosen.map((permission) => statementOf(permission, own)),
    });
    if (when !== 'always') {
      const condition = conditions?.[when];
      if (condition === undefined)
        throw new Error(`role ${this.node.path}: permissions for "${when}", but no such condition was given`);
      (policy.node.defaultChild as CfnPolicy).cfnOptions.condition = condition;
    }
    acknowledgeWildcards(policy, chosen);
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
