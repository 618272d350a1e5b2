import { readable, resourcesOf, type Template } from './synthesized.ts';

const GUARDED = ['ec2:StopInstances', 'ec2:StartInstances'];
/** AWS managed policies that the CDK attaches by itself, and that say nothing about EC2 instances. */
const HARMLESS = [/:iam::aws:policy\/service-role\/AWSLambdaBasicExecutionRole$/];

interface Statement {
  readonly Effect: string;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
}

/**
 * In: a template. Out: the roles that may stop or start instances, under whatever condition: by their logical id, each once.
 * Who made a role does not count; a policy that cannot be read counts as one that may.
 */
export function rolesThatMayStopOrStart(template: Template): string[] {
  const roles = resourcesOf(template, 'AWS::IAM::Role').flatMap(([id, { Properties }]) =>
    (['Policies', 'ManagedPolicyArns'] as const).flatMap((key) =>
      list(Properties[key]).some((one) => (key === 'Policies' ? allows(one) : !isHarmless(one))) ? [id] : [],
    ),
  );
  const attached = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'].flatMap((type) =>
    resourcesOf(template, type)
      .filter(([, { Properties }]) => allows(Properties))
      .flatMap(([, { Properties }]) => [...list(Properties.Roles), ...list(Properties.RoleName)])
      .map((role) => String(readable(role)).replace(/^<(.*)>$/, '$1')),
  );
  return [...new Set([...roles, ...attached])].sort();
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

function allows(policy: unknown): boolean {
  const { PolicyDocument } = policy as { PolicyDocument?: { Statement?: unknown } };
  return (list(PolicyDocument?.Statement) as readonly Statement[]).some(
    ({ Effect, Action, NotAction }) =>
      Effect === 'Allow' &&
      GUARDED.some((guarded) =>
        NotAction === undefined ? covers(Action, guarded) : !covers(NotAction, guarded),
      ),
  );
}

/** As IAM matches actions: in any capitals, `*` for any text and `?` for one character. */
function covers(actions: unknown, guarded: string): boolean {
  return list(actions).some((action) => {
    if (typeof action !== 'string') return true;
    const pattern = action
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    return new RegExp(`^${pattern}$`, 'i').test(guarded);
  });
}

function isHarmless(arn: unknown): boolean {
  const text = readable(arn);
  return typeof text === 'string' && HARMLESS.some((known) => known.test(text));
}
