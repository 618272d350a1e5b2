import { compileCondition, type CompiledCondition, type RequestContext } from './conditions.ts';
import { actionMatcher, resourceMatcher } from './patterns.ts';
import { NotSimulatedError } from '../runtime/service-error.ts';
import type { PolicyStatement } from '../template/template-policies.ts';

/** What IAM is asked about one resource of one call. */
export interface IamRequest {
  /** `ec2:StopInstances`. */
  readonly action: string;
  /** An ARN, or `*` for an action that knows no resources. */
  readonly resource: string;
  readonly context: RequestContext;
}

/** What of a policy allowed a request: the patterns as the statement has them. */
export interface Grant {
  readonly sid: string | undefined;
  readonly action: string;
  readonly resource: string;
}

export type Verdict =
  | { readonly answer: 'allowed'; readonly grants: readonly Grant[] }
  /** Implicitly: no statement speaks of it. */
  | { readonly answer: 'not allowed' }
  | { readonly answer: 'denied'; readonly sid: string | undefined };

const NOT_ALLOWED: Verdict = { answer: 'not allowed' };

/**
 * The identity-based policies of one role, evaluated as IAM does within one account: a Deny that matches wins, else an Allow
 * that matches, else nothing is allowed.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export class RolePolicy {
  readonly #statements: readonly Statement[];
  /** By action and resource: the statements that speak of both, and what they came to, by the values of their conditions' keys. */
  readonly #asked = new Map<string, Asked>();

  /** Throws NotSimulatedError on anything in a statement that is not modelled, whether a request meets it or not. */
  constructor(statements: readonly PolicyStatement[]) {
    this.#statements = statements.map(compileStatement);
  }

  /** In: one request. Out: IAM's verdict. */
  evaluate({ action, resource, context }: IamRequest): Verdict {
    const asked = this.#about(action, resource);
    const values = asked.keys.map(context);
    const name = values.length === 0 ? '' : JSON.stringify(values, (_, value: unknown) => value ?? null);
    let verdict = asked.verdicts.get(name);
    if (verdict === undefined) {
      verdict = verdictOf(asked.matches, context);
      asked.verdicts.set(name, verdict);
    }
    return verdict;
  }

  #about(action: string, resource: string): Asked {
    const name = `${action} ${resource}`;
    let asked = this.#asked.get(name);
    if (asked === undefined) {
      const matches = this.#statements.flatMap((statement) => {
        const grants = statement.matching(action, resource);
        return grants.length === 0 ? [] : [{ statement, grants }];
      });
      const keys = [...new Set(matches.flatMap(({ statement }) => statement.condition.keys))];
      asked = { matches, keys, verdicts: new Map() };
      this.#asked.set(name, asked);
    }
    return asked;
  }
}

interface Statement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  readonly condition: CompiledCondition;
  /** The pairs of patterns that match, conditions aside. */
  readonly matching: (action: string, resource: string) => readonly Grant[];
}

interface Match {
  readonly statement: Statement;
  readonly grants: readonly Grant[];
}

interface Asked {
  readonly matches: readonly Match[];
  readonly keys: readonly string[];
  readonly verdicts: Map<string, Verdict>;
}

function verdictOf(matches: readonly Match[], context: RequestContext): Verdict {
  const holding = matches.filter(({ statement }) => statement.condition.holds(context));
  const deny = holding.find(({ statement }) => statement.effect === 'Deny');
  if (deny !== undefined) return { answer: 'denied', sid: deny.statement.sid };
  const grants = holding.flatMap((match) => match.grants);
  return grants.length === 0 ? NOT_ALLOWED : { answer: 'allowed', grants };
}

function compileStatement(statement: PolicyStatement): Statement {
  const { sid, effect } = statement;
  const actions = patterns('Action', statement.actions, statement.notActions, actionMatcher);
  const resources = patterns('Resource', statement.resources, statement.notResources, resourceMatcher);
  return {
    sid,
    effect,
    condition: compileCondition(statement.condition),
    matching: (action, resource) =>
      actions(action).flatMap((one) =>
        resources(resource).map((other) => ({ sid, action: one, resource: other })),
      ),
  };
}

/** Out: the patterns that a text matches; of a Not-element, the element itself where none of its patterns matches. */
function patterns(
  element: string,
  included: readonly string[],
  excluded: readonly string[],
  matcher: (pattern: string) => (text: string) => boolean,
): (text: string) => readonly string[] {
  // IAM wants exactly one of the two; a statement with neither matches nothing, which nobody means.
  if (included.length > 0 === excluded.length > 0)
    throw new NotSimulatedError(`IAM statement that has not exactly one of ${element} and Not${element}`);
  const compiled = [...included, ...excluded].map((pattern) => ({ pattern, matches: matcher(pattern) }));
  const matching = (text: string): readonly string[] =>
    compiled.filter(({ matches }) => matches(text)).map(({ pattern }) => pattern);
  if (included.length > 0) return matching;
  return (text) => (matching(text).length > 0 ? [] : [`Not${element} ${excluded.join(' ')}`]);
}
