import { NotSimulatedError } from '../runtime/service-error.ts';

const ARN_PARTS = 6;

/**
 * In: the pattern of an Action or NotAction, `ec2:Describe*`. Out: whether an action matches; case does not matter.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export function actionMatcher(pattern: string): (action: string) => boolean {
  if (!/^(\*|[\w-]+:[\w*?]+)$/.test(pattern)) throw new NotSimulatedError(`IAM action ${pattern}`);
  const expression = new RegExp(`^${expressionOf(pattern, '.')}$`, 'i');
  return (action) => expression.test(action);
}

/**
 * In: the pattern of a Resource or NotResource. Out: whether an ARN matches; case matters. A wildcard stays within its part
 * of the ARN, the parts being those between the first five colons, unless it ends the pattern. What names no resource at
 * all, as most Describe actions, is the request `*`, and matches the pattern `*` only.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function resourceMatcher(pattern: string): (arn: string) => boolean {
  refuseVariables(pattern);
  if (pattern === '*') return () => true;
  const parts = pattern.split(':');
  const [arn, , service = ''] = parts;
  // "You can't use a wildcard in the service segment"; a pattern that is cut short must say so with an asterisk.
  if (arn !== 'arn' || /[*?]/.test(service) || (parts.length < ARN_PARTS && !pattern.endsWith('*')))
    throw new NotSimulatedError(`IAM resource ${pattern}`);
  const within = parts.slice(0, ARN_PARTS - 1).map((part) => expressionOf(part, '[^:]'));
  const beyond = expressionOf(parts.slice(ARN_PARTS - 1).join(':'), '.');
  const text = parts.length < ARN_PARTS ? `${within.join(':')}.*` : [...within, beyond].join(':');
  const expression = new RegExp(`^${text}$`, 's');
  return (resource) => expression.test(resource);
}

/** In: a value of StringLike. Out: whether a text matches; case matters. */
export function textMatcher(pattern: string): (text: string) => boolean {
  const expression = new RegExp(`^${expressionOf(pattern, '.')}$`, 's');
  return (text) => expression.test(text);
}

/** Throws where a policy has a variable: its value would come from the request, and none of ours has one. */
export function refuseVariables(text: string): void {
  if (text.includes('${')) throw new NotSimulatedError(`IAM policy variable in ${text}`);
}

/** In: a text with `*` and `?`, and what one character may be. Out: the regular expression of it. */
function expressionOf(pattern: string, character: string): string {
  return pattern
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('?', character)
    .replaceAll('*', `${character}*`);
}
