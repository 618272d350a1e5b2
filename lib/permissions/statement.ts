import { Aws } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Permission } from './permission.ts';

/** The words in capitals that stand for what the stack makes. */
const OWN = ['TABLE_ARN', 'TOPIC_ARN', 'QUEUE_ARN', 'LOG_GROUP_ARN'] as const;

/** What they stand for; only those that the function's permissions name are needed. */
export type OwnResources = Readonly<Partial<Record<(typeof OWN)[number], string>>>;

/** Pseudo parameters, never the literal Region of a stack, so that every partition and Region gets the same template. */
const DEPLOYMENT: Readonly<Record<string, string>> = {
  PARTITION: Aws.PARTITION,
  REGION: Aws.REGION,
  ACCOUNT: Aws.ACCOUNT_ID,
  URL_SUFFIX: Aws.URL_SUFFIX,
};

/**
 * The statement of one permission, with the words in capitals replaced by what they stand for.
 *
 * @throws Error where a permission names a resource that the function was not given
 */
export function statementOf(permission: Permission, own: OwnResources): PolicyStatement {
  const fill = (text: string): string =>
    text.replace(/\b[A-Z]+(?:_[A-Z]+)*\b/g, (word) => DEPLOYMENT[word] ?? ownResource(word, permission, own));
  const conditions = Object.entries(permission.conditions ?? {}).map(([operator, keys]) => [
    operator,
    Object.fromEntries(
      Object.entries(keys).map(([key, value]) => [
        key,
        typeof value === 'string' ? fill(value) : value.map(fill),
      ]),
    ),
  ]);
  return new PolicyStatement({
    sid: permission.sid,
    effect: permission.effect === 'Allow' ? Effect.ALLOW : Effect.DENY,
    actions: [...permission.actions],
    resources: permission.resources.map(fill),
    ...(permission.conditions === undefined ? {} : { conditions: Object.fromEntries(conditions) as object }),
  });
}

function ownResource(word: string, { sid }: Permission, own: OwnResources): string {
  const known = OWN.find((one) => one === word);
  if (known === undefined) return word;
  const arn = own[known];
  if (arn === undefined)
    throw new Error(`permission ${sid}: ${word} was not given to its role; give it, or take it out`);
  return arn;
}
