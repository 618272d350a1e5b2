/** When a statement exists: CloudFormation conditions on ResponderMode and DefaultAction (see `stop-conditions.ts`). */
export type PermissionCondition = 'always' | 'acts' | 'actsOnAll' | 'actsOnTagged';

/**
 * One thing that a function may do. ARNs are written with words in capitals for what differs between deployments
 * (PARTITION, REGION, ACCOUNT, TABLE_ARN, …), so that the docs print this very table.
 */
export interface Permission {
  readonly sid: string;
  readonly effect: 'Allow' | 'Deny';
  readonly when: PermissionCondition;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  /** What the function needs it for. */
  readonly why: string;
  /** Why it cannot be narrower. */
  readonly narrower: string;
  /** The AWS document that both stand on. */
  readonly document: string;
}
